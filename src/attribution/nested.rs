//! Claims inside claims: “Reports suggest *the ministry said it would pay*”.
//!
//! A model has a second layer of tags for them. One that was trained without is asked again about
//! what a claim says, which reads like a sentence of its own.

use super::{Attribution, listed};
use crate::text::Span;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words, one of which a content must hold to be read again: it costs as much as reading it once.
static REPORTING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| listed(include_str!("lists/reporting.txt")));

/// Whether a word is a verb of saying, believing or wanting.
pub(super) fn is_reporting(word: &str) -> bool {
    REPORTING.contains(word)
}

/// By what a claim inside another was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FoundInside {
    /// A layer of tags of their own.
    Tagged,
    /// Reading the content again, as a text of its own.
    ReadAgain,
}

impl FoundInside {
    /// The least probability with which it counts.
    fn least(self) -> f32 {
        match self {
            // Of those too that are not sure of their ends, two in three or more are annotated.
            Self::Tagged => 0.1,
            // Where the outer one is wrong about its ends, the inner one is too.
            Self::ReadAgain => 0.4,
        }
    }

    /// Whether one without a source counts: "the ministry said *the flaws were known about*".
    fn may_lack_a_source(self) -> bool {
        self == Self::Tagged
    }
}

/// A claim has so many words at least: who, a verb, and what.
const SHORTEST: usize = 4;

/// Whether some of a claim's content may hold a claim.
pub fn may_nest(text: &str, content: Span) -> bool {
    let words = || content.of(text).split(|c: char| !c.is_alphanumeric());
    // The first word of a content is no verb that has a source before it.
    let reports = words().skip(1).any(|word| REPORTING.contains(word));
    reports
        && words()
            .filter(|word| !word.is_empty())
            .nth(SHORTEST - 1)
            .is_some()
}

/// Leaves of the claims inside claims those that stand in a piece of the content of one of
/// `outermost`.
pub fn retain_inside(nested: &mut Vec<Attribution>, outermost: &[Attribution]) {
    let contents = outermost.iter().flat_map(|outer| &outer.content);
    let mut pieces: Vec<Span> = contents.copied().collect();
    pieces.sort_unstable();
    // How far the pieces reach that begin up to each of them.
    let mut reach = 0;
    let ends: Vec<usize> = pieces
        .iter()
        .map(|piece| {
            reach = reach.max(piece.end);
            reach
        })
        .collect();
    nested.retain(|inner| {
        let parts = inner.content.iter().chain(&inner.source).chain(&inner.cue);
        let Some(extent) = parts.copied().reduce(Span::cover) else {
            return false;
        };
        let before = pieces.partition_point(|piece| piece.start <= extent.start);
        before > 0 && extent.end <= ends[before - 1]
    });
}

/// Of the claims that were found in the content of another, those that count: whole, sure enough,
/// and less than all of it.
pub fn inside(
    outer: &Attribution,
    piece: Span,
    found: Vec<Attribution>,
    by: FoundInside,
) -> Vec<Attribution> {
    let counts = |inner: &Attribution| {
        let parts = inner.content.iter().chain(&inner.source).chain(&inner.cue);
        (by.may_lack_a_source() || !inner.source.is_empty())
            && !inner.cue.is_empty()
            && inner.confidence >= by.least()
            && !inner.content.contains(&piece)
            && parts.clone().all(|part| piece.contains(*part))
    };
    let found = found.into_iter().filter(counts);
    found
        .map(|inner| Attribution {
            confidence: inner.confidence * outer.confidence,
            ..inner
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};

    #[test]
    fn only_reports_are_read_again() {
        let may = |text: &str| may_nest(text, Span::new(0, text.len()));
        assert!(may("the ministry said it would pay"));
        assert!(!may("the ministry would pay"));
        assert!(may("he said it rained"));
        assert!(!may("he said so"));
    }

    #[test]
    fn a_whole_claim_within_the_piece_counts() {
        let text = "Reports suggest the ministry said it would pay.";
        let span = |words: &str| Span::find(text, words);
        let claim = |source: &[&str], cue, content, confidence| Attribution {
            content: vec![span(content)],
            source: source.iter().map(|s| span(s)).collect(),
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence,
            evidence: None,
        };
        let outer = claim(
            &["Reports"],
            "suggest",
            "the ministry said it would pay",
            0.5,
        );
        let piece = outer.content[0];
        let inner = claim(&["the ministry"], "said", "it would pay", 0.8);
        let nameless = claim(&[], "said", "it would pay", 0.8);
        let counted = |by| {
            let found = vec![
                inner.clone(),
                nameless.clone(),
                claim(&["the ministry"], "said", "it would pay", 0.05),
                claim(&["Reports"], "said", "it would pay", 0.8),
                outer.clone(),
            ];
            inside(&outer, piece, found, by)
        };
        let tagged = counted(FoundInside::Tagged);
        assert_eq!(tagged.len(), 2);
        assert!(tagged[1].source.is_empty());
        let found = counted(FoundInside::ReadAgain);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0].source, &found[0].content),
            (&inner.source, &inner.content)
        );
        assert!((found[0].confidence - 0.4).abs() < 1e-6);
    }

    #[test]
    fn what_no_outermost_claim_holds_any_more_is_left_out() {
        let text = "Ann said Bob hopes to stay, and Cy says Di wants to go.";
        let span = |words: &str| Span::find(text, words);
        let claim = |source, cue, content| Attribution {
            content: vec![span(content)],
            source: vec![span(source)],
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.8,
            evidence: None,
        };
        let held = claim("Bob", "hopes", "to stay");
        let mut nested = vec![
            claim("Ann", "said", "Bob hopes to stay"),
            held.clone(),
            claim("Di", "wants", "to go"),
        ];
        retain_inside(&mut nested, &[claim("Ann", "said", "Bob hopes to stay")]);
        assert_eq!(nested, [held]);
    }
}
