//! Whether the pieces of the gold claims are linked as in the gold set.

use super::{Family, Scores};
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedClaim, Piece};
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use std::collections::{BTreeMap, BTreeSet};

/// Adds the link measures of one article, if the system was given the gold pieces: for each
/// piece of content, whether it has the right cue; for each cue, whether it has a right source.
/// None is an answer too, right where the gold has none. Precision and recall are the same.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let Some(linked) = pair.system.linked.as_ref().filter(|_| said.cues) else {
        return;
    };
    let gold = pair.gold.claims();
    let measures = [
        (1, "content to cue", right(&cues(gold), &cues(linked))),
        (2, "cue to source", right(&sources(gold), &sources(linked))),
    ];
    let (mut all, mut all_right) = (0, 0);
    for (rank, name, (total, right)) in measures {
        all += total;
        all_right += right;
        let counts = Counts::one_to_one(total, total, right);
        scores.add(Family::Links, rank, name.to_owned(), counts);
    }
    let counts = Counts::one_to_one(all, all, all_right);
    scores.add(Family::Links, 0, "all links".to_owned(), counts);
}

/// What each piece is linked to; `None` among them for no link.
type Links = BTreeMap<Piece, BTreeSet<Option<Piece>>>;

fn cues(claims: &[AnnotatedClaim]) -> Links {
    let mut links = Links::new();
    for claim in claims {
        for &piece in &claim.content {
            links
                .entry(piece)
                .or_default()
                .insert(claim.cue.first().copied());
        }
    }
    links
}

fn sources(claims: &[AnnotatedClaim]) -> Links {
    let mut links = Links::new();
    for claim in claims {
        if let Some(&cue) = claim.cue.first() {
            let of_cue = links.entry(cue).or_default();
            of_cue.extend(claim.source.iter().copied().map(Some));
            if claim.source.is_empty() {
                of_cue.insert(None);
            }
        }
    }
    links
}

/// How many pieces the gold links, and how many of them the system links to one of the same.
fn right(gold: &Links, system: &Links) -> (usize, usize) {
    let is_right = |(piece, wanted): &(&Piece, &BTreeSet<Option<Piece>>)| {
        system
            .get(piece)
            .is_some_and(|found| !found.is_disjoint(wanted))
    };
    (gold.len(), gold.iter().filter(is_right).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedArticle;
    use crate::evaluate::metrics;

    fn claim(source: Option<usize>, cue: Option<usize>, contents: &[usize]) -> AnnotatedClaim {
        let piece = |&start: &usize| Piece {
            start,
            end: start + 2,
        };
        AnnotatedClaim {
            source: source.iter().map(piece).collect(),
            cue: cue.iter().map(piece).collect(),
            content: contents.iter().map(piece).collect(),
            ..AnnotatedClaim::default()
        }
    }

    #[test]
    fn every_piece_is_asked_for_its_partner() {
        let gold = AnnotatedArticle {
            claims: Some(vec![
                claim(Some(0), Some(3), &[6, 9]),
                claim(None, Some(12), &[15]),
                claim(Some(20), Some(23), &[26]),
            ]),
            ..AnnotatedArticle::default()
        };
        // Wrong: the second piece of the first content, and the source of the third cue.
        let linked = vec![
            claim(Some(0), Some(3), &[6]),
            claim(None, Some(12), &[9, 15]),
            claim(None, Some(23), &[26]),
        ];
        let system = AnnotatedArticle {
            linked: Some(linked),
            ..AnnotatedArticle::default()
        };
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let links: Vec<_> = scores
            .by_metric
            .keys()
            .filter(|m| m.family == Family::Links)
            .map(|m| (m.name.as_str(), scores.total(m)))
            .collect();
        let expected = [
            ("all links", Counts::one_to_one(7, 7, 5)),
            ("content to cue", Counts::one_to_one(4, 4, 3)),
            ("cue to source", Counts::one_to_one(3, 3, 2)),
        ];
        assert_eq!(links, expected);
    }
}
