//! Which of the claims that were found are given.

use super::named::named;
use clap::Args;
use sayso::attribution::{Act, Factuality};
use sayso::claims::{Filter, Nested};

#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct FilterArgs {
    /// Leave out claims that are less sure than this, between 0 and 1
    #[arg(long, value_name = "X", value_parser = probability, default_value = "0", hide_default_value = true)]
    min_confidence: f32,

    /// Name no speaker of whom it is less sure than this, between 0 and 1: the speaker is then the
    /// source as the claim has it ("she"), and `speaker_found_by` is `unresolved`
    #[arg(long, value_name = "X", value_parser = probability, default_value = "0", hide_default_value = true)]
    pub min_speaker_confidence: f32,

    /// Keep only claims whose source does one of these, separated by commas
    #[arg(
        long,
        value_name = "ACTS",
        value_delimiter = ',',
        value_parser = named::<Act>()
    )]
    acts: Vec<Act>,

    /// Keep only claims that the text says were made (factual), were not made (negated: “did not
    /// say”), or leaves open (possible: “if she says”, “will say”), separated by commas
    #[arg(
        long,
        value_name = "WHICH",
        value_delimiter = ',',
        value_parser = named::<Factuality>()
    )]
    factuality: Vec<Factuality>,

    /// Which claims inside claims to keep: those of another speaker than the outer claim's, or
    /// what somebody says of themselves in their own words too (“I am sure that …”), and what
    /// nobody is told to say (“she welcomed plans to …”)
    #[arg(long, value_parser = named::<Nested>(), default_value_t)]
    nested: Nested,
}

impl FilterArgs {
    /// The same as the library has it.
    pub fn filter(&self) -> Filter {
        Filter {
            nested: self.nested,
            min_confidence: self.min_confidence,
            acts: self.acts.clone(),
            factuality: self.factuality.clone(),
        }
    }
}

fn probability(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("give a number between 0 and 1".into()),
    }
}
