//! Source, cue and content of a claim together.

use super::{Family, Scores, contents};
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedClaim, Piece};
use crate::evaluate::matching::matched;
use crate::evaluate::metrics::spans::exact;
use crate::evaluate::names::same_speaker;
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use std::collections::BTreeSet;

/// A claim's source, cue and content.
type Triple<'c> = (&'c [Piece], &'c [Piece], &'c [Piece]);

fn triple(claim: &AnnotatedClaim) -> Triple<'_> {
    (&claim.source, &claim.cue, &claim.content)
}

/// The distinct claims with a content.
pub fn triples(claims: &[AnnotatedClaim]) -> BTreeSet<Triple<'_>> {
    claims
        .iter()
        .filter(|c| !c.content.is_empty())
        .map(triple)
        .collect()
}

/// Whether source, cue and content are all exactly those of a gold claim.
pub fn is_exact(claim: &AnnotatedClaim, gold: &BTreeSet<Triple<'_>>) -> bool {
    gold.contains(&triple(claim))
}

/// Adds every measure of linked claims of one article that the gold set says something of.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let gold = pair.gold.claims();
    let system = pair.system.claims();
    let mut add = |rank, name: &str, counts| {
        scores.add(Family::Claims, rank, name.to_owned(), counts);
    };
    if said.sources && said.cues {
        add(
            0,
            "source, cue and content exact",
            exact(&triples(gold), &triples(system)),
        );
    }
    let pairs = |claims: &[AnnotatedClaim]| -> BTreeSet<(Vec<Piece>, Vec<Piece>)> {
        claims
            .iter()
            .filter(|c| !c.content.is_empty())
            .map(|c| (c.source.clone(), c.content.clone()))
            .collect()
    };
    if said.sources {
        add(
            1,
            "source and content exact",
            exact(&pairs(gold), &pairs(system)),
        );
    }
    let found = overlapping(gold, system, |g, s| said.same_source(g, s));
    add(2, said.found(), found);
}

/// Adds the measure that says who claimed what; only for articles whose gold has speakers.
pub fn score_speakers(pair: &Pair<'_>, scores: &mut Scores) {
    let counts = overlapping(pair.gold.claims(), pair.system.claims(), same_speaker);
    scores.add(
        Family::Claims,
        3,
        "content overlaps, right speaker".to_owned(),
        counts,
    );
}

fn overlapping(
    gold: &[AnnotatedClaim],
    system: &[AnnotatedClaim],
    right: impl Fn(&AnnotatedClaim, &AnnotatedClaim) -> bool,
) -> Counts {
    let found = matched(gold, system, right).into_iter().flatten().count();
    Counts::one_to_one(contents(gold), contents(system), found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, NamedSpeaker};
    use crate::evaluate::metrics;

    fn speaks(mut claim: AnnotatedClaim, name: &str) -> AnnotatedClaim {
        claim.speaker = Some(NamedSpeaker {
            name: name.to_owned(),
            speaker_type: None,
        });
        claim
    }

    fn counts(gold: Vec<AnnotatedClaim>, system: Vec<AnnotatedClaim>) -> Vec<Counts> {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            claims: Some(claims),
            has_speakers: true,
            ..AnnotatedArticle::default()
        };
        let (gold, system) = (document(gold), document(system));
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let of = |m: &&metrics::Metric| m.family == Family::Claims;
        scores
            .by_metric
            .keys()
            .filter(of)
            .map(|m| scores.total(m))
            .collect()
    }

    #[test]
    fn each_part_must_be_right() {
        let gold = vec![
            speaks(AnnotatedClaim::at((0, 3), (4, 8), (9, 20)), "Maria Ortiz"),
            speaks(AnnotatedClaim::at((30, 33), (34, 38), (39, 50)), "Jon Bell"),
            speaks(AnnotatedClaim::at((60, 63), (64, 68), (69, 80)), "Jon Bell"),
        ];
        let system = vec![
            // All right.
            speaks(AnnotatedClaim::at((0, 3), (4, 8), (9, 20)), "Maria Ortiz"),
            // Another cue, and the wrong name.
            speaks(
                AnnotatedClaim::at((30, 33), (35, 38), (39, 50)),
                "Maria Ortiz",
            ),
            // Another source and a shorter content, but the right name.
            speaks(AnnotatedClaim::at((90, 93), (64, 68), (75, 80)), "Jon Bell"),
            // No such claim.
            speaks(AnnotatedClaim::at((90, 93), (94, 95), (96, 99)), "Jon Bell"),
        ];
        let expected = [1, 2, 2, 2].map(|n| Counts::one_to_one(3, 4, n));
        assert_eq!(counts(gold, system), expected);
    }

    #[test]
    fn a_claim_without_content_does_not_count() {
        let gold = vec![AnnotatedClaim::at((0, 3), (4, 8), (0, 0))];
        assert!(counts(gold.clone(), gold).is_empty());
    }

    #[test]
    fn parts_that_the_gold_set_does_not_mark_are_no_measure() {
        let one = Counts::one_to_one(1, 1, 1);
        let no_cue = vec![AnnotatedClaim::at((0, 3), (0, 0), (9, 20))];
        // Source and content, right source, right speaker.
        assert_eq!(counts(no_cue.clone(), no_cue), [one; 3]);
        let no_source = vec![AnnotatedClaim::at((0, 0), (4, 8), (9, 20))];
        // Content, right speaker.
        assert_eq!(counts(no_source.clone(), no_source), [one; 2]);
    }
}
