//! Who is said to claim what: source, cue and content spans, linked.

mod accounts;
mod acts;
mod arrange;
mod blocks;
mod calibration;
mod factuality;
mod findings;
mod head;
mod hearers;
mod inverted;
mod lead_ins;
mod nested;
mod quotations;

pub use acts::{Act, ActHead};
pub use arrange::arrange;
pub use calibration::Calibration;
pub use factuality::Factuality;
pub use head::{AttributionHead, Linked};
pub use nested::{FoundInside, inside, may_nest, retain_inside};

use crate::named::named;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// One claim as the text attributes it: content, the cue that introduces it, its source.
///
/// The stages rely on a content that is not empty and on pieces in text order; the fields are open
/// because [`Tagged::check`](crate::Tagged::check) holds every answer of a model to both.
///
/// ```
/// use sayso::{Article, Pipeline};
///
/// let text = "Ann Lee said that it would rain.".to_owned();
/// let article = Article { text, ..Article::default() };
/// let (analysis, workings) = Pipeline::default_model()?.analyze_with_workings(article)?;
/// let (found, text) = (&workings.attributions[0], &analysis.article.text);
/// assert_eq!(found.source[0].of(text), "Ann Lee");
/// assert_eq!(found.cue[0].of(text), "said");
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// What is claimed: one or more pieces in text order, disjoint, never none.
    pub content: Vec<Span>,
    /// Who is said to claim it, as written ("she", "officials"); empty if the text leaves it
    /// out beside this claim.
    pub source: Vec<Span>,
    /// The words that attribute ("said", "according to"); empty for a quotation that stands
    /// alone.
    pub cue: Vec<Span>,
    /// Whether the content is quoted.
    pub kind: Kind,
    /// What the source does; without a cue, state.
    pub act: Act,
    /// Probability that the whole claim is right, between 0 and 1.
    pub confidence: f32,
    /// What the model made of its parts; `None` where the layout alone makes it a claim
    /// (quotation marks, the label of a turn).
    pub evidence: Option<Evidence>,
}

/// Puts attributions into the order of the text, the one that all stages have them in: by their
/// content, then by their cue, then by their source.
pub(crate) fn sort(attributions: &mut [Attribution]) {
    attributions
        .sort_by(|a, b| (&a.content, &a.cue, &a.source).cmp(&(&b.content, &b.cue, &b.source)));
}

/// The words of a list, a line each; lines with "#" say what it is.
fn listed(list: &'static str) -> HashSet<&'static str> {
    let lines = list.lines();
    lines.filter(|line| !line.starts_with('#')).collect()
}

/// What white space parts.
fn words(text: &str, sentence: Span) -> Vec<Span> {
    let mut end = sentence.start;
    let parts = sentence.of(text).split_inclusive(char::is_whitespace);
    let spans = parts.map(|part| {
        let start = end;
        end += part.len();
        Span::new(start, start + part.trim_end().len())
    });
    spans.filter(|word| !word.is_empty()).collect()
}

/// What the model makes of the parts of one claim: probabilities between 0 and 1, from whose
/// product the confidence is calibrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// That the source's tags are right, if there is a source.
    pub source: Option<f32>,
    /// That the cue's tags are right, if there is a cue.
    pub cue: Option<f32>,
    /// That the tags of all pieces of the content are right.
    pub content: f32,
    /// That all links are right.
    pub links: f32,
}

impl Evidence {
    /// That all of it is right, taken as independent.
    pub(crate) fn product(&self) -> f32 {
        self.source.unwrap_or(1.0) * self.cue.unwrap_or(1.0) * self.content * self.links
    }
}

/// Two decimals, as every output shows it: it is off by points, and engines differ in the last
/// digits of a number. What is less sure than a user asks for is judged by what is shown, too.
pub(crate) fn round_confidence(confidence: f32) -> f32 {
    (confidence * 100.0).round() / 100.0
}

named! {
    "kind";
    /// Whether a claim is quoted word for word.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum Kind {
        /// All of the content stands inside quotation marks.
        Direct = "direct",
        /// None of it does.
        Indirect = "indirect",
        /// Part of it does.
        Mixed = "mixed",
    }
}

/// Source, cue and content of each attribution in words, for the tests of what arranges them.
#[cfg(test)]
fn shown(text: &str, attributions: &[Attribution]) -> Vec<String> {
    let words = |spans: &[Span]| {
        let pieces: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
        pieces.join(" … ")
    };
    let all = attributions.iter();
    all.map(|a| {
        [&a.source, &a.cue, &a.content]
            .map(|spans| words(spans))
            .join(" | ")
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_takes_nothing_from_the_evidence() {
        let mut evidence = Evidence {
            source: Some(0.5),
            cue: None,
            content: 0.5,
            links: 0.5,
        };
        assert!((evidence.product() - 0.125).abs() < f32::EPSILON);
        evidence.cue = Some(0.5);
        assert!((evidence.product() - 0.0625).abs() < f32::EPSILON);
    }
}
