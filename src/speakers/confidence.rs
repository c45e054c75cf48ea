//! How sure it is that a claim's speaker is the right one: a logistic regression for each way of
//! finding a speaker, on what is known when all are found. `scripts/train speakers` fits it.

use super::discourse::Discourse;
use super::labels::Link;
use super::pronoun::Pronoun;
use super::pronouns::LEAD_MOST;
use super::referents::Referent;
use super::{FoundBy, SpeakerType};
use crate::attribution::{Attribution, Kind, round_confidence};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the clues say, in the order of their values.
pub const CLUES: [&str; 17] = [
    "claim",
    "rivals",
    "namesakes",
    "mentions",
    "apart",
    "lead",
    "model",
    "gender",
    "quoted",
    "labelled",
    "full",
    "unsure",
    "body",
    "place",
    "several",
    "nested",
    "uncued",
];

/// A way of finding a speaker that is judged by weights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The source holds the name.
    Name,
    /// The source is the best description of somebody without a name.
    Unnamed,
    /// The source is part of a name.
    Alias,
    /// The source is a pronoun.
    Pronoun,
    /// The source is a noun phrase for somebody named elsewhere.
    Nominal,
    /// There is no source.
    Continuation,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Unnamed,
        Self::Alias,
        Self::Pronoun,
        Self::Nominal,
        Self::Continuation,
    ];

    /// Its name in the file of weights.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Unnamed => "unnamed",
            Self::Alias => "alias",
            Self::Pronoun => "pronoun",
            Self::Nominal => "nominal",
            Self::Continuation => "continuation",
        }
    }
}

/// What speaks for a claim's speaker and against it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Clues {
    /// How the speaker was found.
    pub way: Way,
    /// A value for each of [`CLUES`].
    pub values: [f32; CLUES.len()],
}

impl Clues {
    /// Those of an "I" that is the article's author, as its record names them: as clear as a
    /// label.
    pub(super) fn of_the_author() -> Self {
        let is_label = |clue: &str| f32::from(u8::from(clue == "labelled"));
        Self {
            way: Way::Pronoun,
            values: CLUES.map(is_label),
        }
    }

    /// The probability that the speaker is the right one, as every output shows it.
    pub fn probability(&self) -> f32 {
        let [bias, weights @ ..] = &WEIGHTS[self.way as usize];
        let products = weights.iter().zip(&self.values).map(|(w, v)| w * v);
        round_confidence(1.0 / (1.0 + (-(bias + products.sum::<f32>())).exp()))
    }
}

/// Weights by way: what stands alone, then one for each clue.
type Weights = [[f32; CLUES.len() + 1]; Way::ALL.len()];

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| read(include_str!("confidence.tsv")));

/// Reads a line a way, in the order of [`Way::ALL`], below a line with the names of the columns.
fn read(table: &str) -> Weights {
    let mut weights = Weights::default();
    for (line, row) in table.lines().skip(1).zip(&mut weights) {
        let numbers = line.split('\t').skip(1).map(|number| number.parse());
        for (number, weight) in numbers.zip(row) {
            *weight = number.unwrap_or_default();
        }
    }
    weights
}

/// How many have a name, of each type and of each family name: counted once for all claims.
struct Named {
    of_type: HashMap<SpeakerType, usize>,
    of_family: HashMap<String, usize>,
}

fn is_named(referent: &Referent) -> bool {
    referent.count > 0 && referent.members.is_empty()
}

fn family(referent: &Referent, text: &str) -> String {
    let last = referent.name.of(text).rsplit(' ').next();
    super::words::fold(last.unwrap_or_default())
}

impl Named {
    fn of(referents: &[Referent], text: &str) -> Self {
        let (mut of_type, mut of_family) = (HashMap::new(), HashMap::new());
        for referent in referents.iter().filter(|r| is_named(r)) {
            *of_type.entry(referent.speaker_type).or_default() += 1;
            *of_family.entry(family(referent, text)).or_default() += 1;
        }
        Self { of_type, of_family }
    }

    /// How many others are of somebody's type, and how many of the same family name.
    fn beside(&self, referent: &Referent, text: &str) -> (usize, usize) {
        let others =
            |all: Option<&usize>| all.map_or(0, |all| all - usize::from(is_named(referent)));
        (
            others(self.of_type.get(&referent.speaker_type)),
            others(self.of_family.get(&family(referent, text))),
        )
    }
}

impl Discourse<'_> {
    /// What is known of each attribution's speaker; nothing where there is none.
    pub(super) fn clues(&self) -> Vec<Option<Clues>> {
        let named = Named::of(&self.referents, self.words.source());
        let all = 0..self.attributions.len();
        all.map(|index| self.clues_of(index, &named)).collect()
    }

    fn clues_of(&self, index: usize, all: &Named) -> Option<Clues> {
        let (speaker, found_by) = self.of[index];
        let (speaker, attribution) = (speaker?, &self.attributions[index]);
        let referent = &self.referents[speaker];
        let way = match found_by {
            FoundBy::Name if !is_named(referent) && referent.members.is_empty() => Way::Unnamed,
            FoundBy::Name => Way::Name,
            FoundBy::Alias => Way::Alias,
            FoundBy::Pronoun => Way::Pronoun,
            FoundBy::Nominal => Way::Nominal,
            FoundBy::Continuation | FoundBy::Unresolved => Way::Continuation,
        };
        let at = attribution
            .source
            .first()
            .or(attribution.content.first())?
            .start;
        let text = self.words.source();
        let name = referent.name.of(text);
        let (rivals, namesakes) = all.beside(referent, text);
        let is = |condition: bool| f32::from(u8::from(condition));
        let values = [
            log_odds(attribution.confidence),
            logarithm(rivals),
            is(namesakes > 0),
            logarithm(referent.count),
            logarithm(self.sentences_since(referent, at)),
            self.leads[index] / LEAD_MOST,
            self.learned(referent, at),
            self.gender(referent, attribution),
            is(!attribution.source.is_empty() && self.is_quoted(at)),
            is(self.links[index] != Link::Open),
            is(name.contains(' ')),
            is(!referent.sure),
            is(referent.speaker_type == SpeakerType::Organization),
            is(referent.speaker_type == SpeakerType::Place),
            is(!referent.members.is_empty() || attribution.source.len() > 1),
            is(self.enclosing[index].is_some()),
            is(attribution.cue.is_empty()
                || attribution.kind == Kind::Indirect && attribution.source.is_empty()),
        ];
        Some(Clues { way, values })
    }

    /// Sentences from the last mention of somebody before an offset to that of the offset.
    fn sentences_since(&self, referent: &Referent, at: usize) -> usize {
        let before = referent
            .mentions
            .iter()
            .filter(|mention| mention.start < at);
        let last = before.map(|mention| mention.start).max();
        let sentence = |offset| self.document.sentence_at(offset).unwrap_or(0);
        last.map_or(FAR, |last| {
            sentence(at).saturating_sub(sentence(last)).min(FAR)
        })
    }

    /// What the model makes of somebody's names for the mention at an offset, beside what it makes
    /// of all other names, from -1 to 1; 0 if it was not asked.
    fn learned(&self, referent: &Referent, at: usize) -> f32 {
        let (mut own, mut other) = (f32::NEG_INFINITY, 0.0_f32);
        let mut asked = false;
        for (name, score) in self.antecedents.names(at) {
            asked = true;
            match referent
                .mentions
                .iter()
                .any(|mention| mention.overlaps(name))
            {
                true => own = own.max(score),
                false => other = other.max(score),
            }
        }
        match asked {
            true => ((own - other) / LEAD_MOST).clamp(-1.0, 1.0),
            false => 0.0,
        }
    }

    /// How far what is known of somebody's gender agrees with the pronoun, from -1 to 1.
    fn gender(&self, referent: &Referent, attribution: &Attribution) -> f32 {
        let source = attribution.source.first();
        let word = source.map(|source| super::words::fold(source.of(self.words.source())));
        let gender = word.and_then(|word| Pronoun::read(&word)?.gender());
        gender.map_or(0.0, |gender| referent.gender.agreement(gender))
    }
}

/// Sentences beyond which it does not matter how many.
const FAR: usize = 20;

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn logarithm(count: usize) -> f32 {
    (count as f32).ln_1p()
}

/// Of a probability, within what a claim's confidence can tell.
fn log_odds(probability: f32) -> f32 {
    let p = probability.clamp(0.02, 0.98);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_a_weight_for_each_clue_and_way() {
        let lines: Vec<Vec<&str>> = include_str!("confidence.tsv")
            .lines()
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(lines[0][..2], ["way", "alone"]);
        assert_eq!(lines[0][2..], CLUES);
        let ways: Vec<&str> = lines[1..].iter().map(|line| line[0]).collect();
        assert_eq!(ways, Way::ALL.map(Way::name));
        for line in &lines[1..] {
            assert_eq!(line.len(), CLUES.len() + 2);
            assert!(line[1..].iter().all(|number| number.parse::<f32>().is_ok()));
        }
    }

    #[test]
    fn a_probability_is_one() {
        for way in Way::ALL {
            for value in [-4.0, 0.0, 4.0] {
                let clues = Clues {
                    way,
                    values: [value; CLUES.len()],
                };
                assert!((0.0..=1.0).contains(&clues.probability()));
            }
        }
    }
}
