//! Coverage of the content, as papers on quotation extraction count it: a gold content is
//! found when one of the system's covers more than a given part of it, and the source is
//! judged on those found.

use super::{Family, Scores, contents};
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedClaim, shared, size};
use crate::evaluate::matching::{overlap, same_source};
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use std::cmp::Reverse;

/// The thresholds in use, in tenths.
const TENTHS: [usize; 2] = [3, 8];

/// Adds the coverage measures of one article.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    for (i, tenths) in TENTHS.into_iter().enumerate() {
        let pairs = covered(gold, system, tenths);
        let mut add = |rank: usize, name: String, counts| {
            scores.add(Family::Coverage, i * 3 + rank, name, counts);
        };
        let found = Counts::one_to_one(contents(gold), contents(system), pairs.len());
        add(0, format!("content covered > 0.{tenths}"), found);
        if !said.sources {
            continue;
        }
        let right = |test: &dyn Fn(&AnnotatedClaim, &AnnotatedClaim) -> bool| {
            let right = pairs
                .iter()
                .filter(|&&(g, s)| test(&gold[g], &system[s]))
                .count();
            Counts::one_to_one(pairs.len(), pairs.len(), right)
        };
        add(
            1,
            format!("  source overlaps, of those > 0.{tenths}"),
            right(&same_source),
        );
        add(
            2,
            format!("  source exact, of those > 0.{tenths}"),
            right(&|g, s| g.source == s.source),
        );
    }
}

/// Gold and system claims matched greedily, the best covered first; on a tie the system's
/// shorter content, then text order.
fn covered(
    gold: &[AnnotatedClaim],
    system: &[AnnotatedClaim],
    tenths: usize,
) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    for (g, wanted) in gold.iter().enumerate() {
        let length = size(&wanted.content);
        for (s, answer) in system.iter().enumerate() {
            if !overlap(&wanted.content, &answer.content) {
                continue;
            }
            let common = shared(&wanted.content, &answer.content);
            // In whole numbers: a coverage of exactly 0.3 is not more than 0.3.
            if common * 10 > length * tenths {
                let coverage = (common as u64 * 1_000_000_000) / length as u64;
                edges.push((Reverse(coverage), size(&answer.content), g, s));
            }
        }
    }
    edges.sort_unstable();
    let (mut gold_used, mut system_used) = (vec![false; gold.len()], vec![false; system.len()]);
    let mut pairs = Vec::new();
    for (_, _, g, s) in edges {
        if !gold_used[g] && !system_used[s] {
            gold_used[g] = true;
            system_used[s] = true;
            pairs.push((g, s));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedArticle;
    use crate::evaluate::metrics;

    fn content(start: usize, end: usize) -> AnnotatedClaim {
        AnnotatedClaim::at((0, 0), (0, 0), (start, end))
    }

    #[test]
    fn more_than_the_threshold() {
        let gold = [content(0, 10), content(20, 30)];
        // 3 of 10 characters, and 9 of 10.
        let system = [content(7, 15), content(21, 40)];
        assert_eq!(covered(&gold, &system, 3), [(1, 1)]);
        assert_eq!(covered(&gold, &system, 8), [(1, 1)]);
        // 4 of 10 is enough for 0.3.
        let system = [content(6, 15), content(21, 40)];
        assert_eq!(covered(&gold, &system, 3), [(1, 1), (0, 0)]);
        assert_eq!(covered(&gold, &system, 8), [(1, 1)]);
    }

    #[test]
    fn each_claim_is_used_once() {
        // One long content covers both gold claims, but counts for one.
        assert_eq!(
            covered(&[content(0, 10), content(20, 30)], &[content(0, 30)], 8),
            [(0, 0)]
        );
    }

    #[test]
    fn the_share_that_is_covered_decides_and_not_its_length() {
        // Half of 100 characters, or all of 10.
        let gold = [content(0, 100), content(100, 110)];
        assert_eq!(covered(&gold, &[content(50, 110)], 3), [(1, 0)]);
    }

    #[test]
    fn sources_follow_the_contents_that_they_are_judged_on() {
        let article = AnnotatedArticle {
            claims: Some(vec![AnnotatedClaim::at((0, 3), (4, 8), (9, 20))]),
            ..AnnotatedArticle::default()
        };
        let scores = metrics::score(&[Pair::new(&article, &article)]);
        let names: Vec<&str> = scores
            .by_metric
            .keys()
            .filter(|m| m.family == Family::Coverage)
            .map(|m| m.name.as_str())
            .collect();
        let expected = [
            "content covered > 0.3",
            "  source overlaps, of those > 0.3",
            "  source exact, of those > 0.3",
            "content covered > 0.8",
            "  source overlaps, of those > 0.8",
            "  source exact, of those > 0.8",
        ];
        assert_eq!(names, expected);
    }
}
