//! Whether the speakers of the claims that were found are right, by how they are found.

use super::{Family, Scores};
use crate::evaluate::counts::Counts;
use crate::evaluate::matching::matched;
use crate::evaluate::names::same_speaker;
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;

/// The order of the table.
const FOUND_BY: [&str; 7] = [
    "name",
    "alias",
    "pronoun",
    "nominal",
    "continuation",
    "unnamed",
    "none",
];

/// Adds the speaker measures of one article. A gold claim is found when one of the system's
/// has the right source and a content that overlaps; precision is then the accuracy on the
/// claims found, recall that on all gold claims. For a system that was given the gold spans
/// the two are the same.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    let found = matched(gold, system, |g, s| said.same_source(g, s));
    for (claim, answer) in gold.iter().zip(found) {
        if claim.content.is_empty() {
            continue;
        }
        let right = answer.is_some_and(|s| same_speaker(claim, &system[s]));
        let counts = Counts::one_to_one(1, usize::from(answer.is_some()), usize::from(right));
        scores.add(Family::Speakers, 0, "all".to_owned(), counts);
        if !said.found_by {
            continue;
        }
        let found_by = claim.found_by.as_deref().unwrap_or("not said");
        let rank = FOUND_BY
            .iter()
            .position(|&f| f == found_by)
            .unwrap_or(FOUND_BY.len());
        scores.add(Family::Speakers, 1 + rank, found_by.to_owned(), counts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, NamedSpeaker, Piece};
    use crate::evaluate::metrics;

    fn claim(at: usize, name: &str, found_by: &str) -> AnnotatedClaim {
        AnnotatedClaim {
            source: vec![Piece {
                start: at,
                end: at + 3,
            }],
            content: vec![Piece {
                start: at + 4,
                end: at + 9,
            }],
            speaker: Some(NamedSpeaker {
                name: name.to_owned(),
                speaker_type: None,
            }),
            found_by: Some(found_by.to_owned()),
            ..AnnotatedClaim::default()
        }
    }

    #[test]
    fn accuracy_on_the_claims_found() {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            claims: Some(claims),
            has_speakers: true,
            ..AnnotatedArticle::default()
        };
        let gold = document(vec![
            claim(0, "Maria Ortiz", "name"),
            claim(10, "Maria Ortiz", "pronoun"),
            claim(20, "Jon Bell", "pronoun"),
            claim(30, "Jon Bell", "pronoun"),
        ]);
        // The third speaker is wrong, the fourth claim is not found.
        let system = document(vec![
            claim(0, "Maria Ortiz", ""),
            claim(10, "Maria Ortiz", ""),
            claim(20, "Maria Ortiz", ""),
        ]);
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let found: Vec<_> = scores
            .by_metric
            .keys()
            .filter(|m| m.family == Family::Speakers)
            .map(|m| (m.name.as_str(), scores.total(m)))
            .collect();
        let expected = [
            ("all", Counts::one_to_one(4, 3, 2)),
            ("name", Counts::one_to_one(1, 1, 1)),
            ("pronoun", Counts::one_to_one(3, 2, 1)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn ways_to_find_a_speaker_stand_in_the_order_of_the_table() {
        let mut ways = FOUND_BY.to_vec();
        ways.push("guess");
        ways.reverse();
        let claims = ways.iter().enumerate();
        let gold = AnnotatedArticle {
            claims: Some(claims.map(|(i, way)| claim(10 * i, "Ana", way)).collect()),
            has_speakers: true,
            ..AnnotatedArticle::default()
        };
        let scores = metrics::score(&[Pair::new(&gold, &gold)]);
        let names = scores.by_metric.keys();
        let names = names.filter(|m| m.family == Family::Speakers);
        let names: Vec<&str> = names.map(|m| m.name.as_str()).collect();
        assert_eq!(names, [&["all"][..], &FOUND_BY, &["guess"]].concat());
    }
}
