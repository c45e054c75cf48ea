//! Matching gold claims with the system's, one to one.

use super::document::{AnnotatedClaim, Piece, shared, size};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Whether two sets of pieces share a character.
pub fn overlap(a: &[Piece], b: &[Piece]) -> bool {
    a.iter().any(|&x| b.iter().any(|&y| x.shared(y) > 0))
}

/// Whether the source is right: it shares a character with the gold's, or both have none.
pub fn same_source(gold: &AnnotatedClaim, system: &AnnotatedClaim) -> bool {
    if gold.source.is_empty() {
        system.source.is_empty()
    } else {
        overlap(&gold.source, &system.source)
    }
}

/// As many pairs of claims as can be made one to one of those whose contents overlap and
/// for which `right` holds. Among such matchings it starts from the pairs that overlap
/// most. The answer gives, for each gold claim, the system's claim.
pub fn matched(
    gold: &[AnnotatedClaim],
    system: &[AnnotatedClaim],
    right: impl Fn(&AnnotatedClaim, &AnnotatedClaim) -> bool,
) -> Vec<Option<usize>> {
    let mut edges = Vec::new();
    let mut possible: Vec<Vec<usize>> = vec![Vec::new(); gold.len()];
    for (g, wanted) in gold.iter().enumerate() {
        for (s, answer) in system.iter().enumerate() {
            if overlap(&wanted.content, &answer.content) && right(wanted, answer) {
                let common = shared(&wanted.content, &answer.content);
                // Of those that share as much, the pair with less besides.
                let sizes = size(&wanted.content) + size(&answer.content);
                edges.push((Reverse(common), sizes, g.min(s), g.max(s), g, s));
                possible[g].push(s);
            }
        }
    }
    edges.sort_unstable();
    let mut of_gold: Vec<Option<usize>> = vec![None; gold.len()];
    let mut of_system: Vec<Option<usize>> = vec![None; system.len()];
    for (.., g, s) in edges {
        if of_gold[g].is_none() && of_system[s].is_none() {
            of_gold[g] = Some(s);
            of_system[s] = Some(g);
        }
    }
    for g in 0..gold.len() {
        if of_gold[g].is_none() {
            let mut tried = vec![false; system.len()];
            augment(g, &possible, &mut tried, &mut of_gold, &mut of_system);
        }
    }
    of_gold
}

/// For each gold claim the system's claim to compare it with: one whose content overlaps. Right
/// ones come first, so that a claim is paired with a wrong one only if no better is left.
pub fn partners(
    gold: &[AnnotatedClaim],
    system: &[AnnotatedClaim],
    is_right: impl Fn(&AnnotatedClaim, &AnnotatedClaim) -> bool,
) -> Vec<Option<usize>> {
    let mut partner = matched(gold, system, is_right);
    let taken: BTreeSet<usize> = partner.iter().flatten().copied().collect();
    let left_gold: Vec<usize> = (0..gold.len()).filter(|&g| partner[g].is_none()).collect();
    let left_system: Vec<usize> = (0..system.len()).filter(|s| !taken.contains(s)).collect();
    let pick = |claims: &[AnnotatedClaim], left: &[usize]| -> Vec<AnnotatedClaim> {
        left.iter().map(|&i| claims[i].clone()).collect()
    };
    let rest = matched(
        &pick(gold, &left_gold),
        &pick(system, &left_system),
        |_, _| true,
    );
    for (&g, s) in left_gold.iter().zip(rest) {
        partner[g] = s.map(|s| left_system[s]);
    }
    partner
}

/// Gives `g` a partner, moving others to their second choice where that frees one.
fn augment(
    g: usize,
    possible: &[Vec<usize>],
    tried: &mut [bool],
    of_gold: &mut [Option<usize>],
    of_system: &mut [Option<usize>],
) -> bool {
    for &s in &possible[g] {
        if std::mem::replace(&mut tried[s], true) {
            continue;
        }
        let free = match of_system[s] {
            None => true,
            Some(other) => augment(other, possible, tried, of_gold, of_system),
        };
        if free {
            of_gold[g] = Some(s);
            of_system[s] = Some(g);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(start: usize, end: usize) -> AnnotatedClaim {
        AnnotatedClaim::at((0, 0), (0, 0), (start, end))
    }

    #[test]
    fn the_most_pairs_are_made() {
        // The first gold claim overlaps most with system 0, which is all that the second has.
        let gold = [content(0, 20), content(10, 12)];
        let system = [content(0, 15), content(16, 18)];
        assert_eq!(matched(&gold, &system, |_, _| true), [Some(1), Some(0)]);
    }

    #[test]
    fn the_best_pair_comes_first() {
        let gold = [content(0, 10)];
        let system = [content(0, 2), content(0, 9), content(9, 12)];
        assert_eq!(matched(&gold, &system, |_, _| true), [Some(1)]);
        assert_eq!(
            matched(&gold, &system, |_, s| s.content[0].end < 9),
            [Some(0)]
        );
    }

    #[test]
    fn a_missing_source_must_be_missing_on_both_sides() {
        let mut with = content(0, 5);
        with.source = vec![Piece { start: 6, end: 9 }];
        assert!(same_source(&content(0, 5), &content(0, 5)));
        assert!(!same_source(&content(0, 5), &with));
        assert!(!same_source(&with, &content(0, 5)));
        assert!(same_source(&with, &with));
    }

    #[test]
    fn of_two_that_share_as_much_the_shorter_is_paired() {
        let gold = [content(0, 10)];
        let system = [content(0, 35), content(0, 31)];
        assert_eq!(matched(&gold, &system, |_, _| true), [Some(1)]);
        assert_eq!(
            matched(&system, &gold, |_, _| true),
            [None, Some(0)],
            "the other way round"
        );
    }
}
