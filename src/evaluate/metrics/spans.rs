//! Spans of each role, whatever they are linked to.

use super::{Family, Scores};
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedArticle, Piece, shared, size};
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use std::collections::BTreeSet;
use std::hash::Hash;

/// A part of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who claims.
    Source,
    /// The attributing words.
    Cue,
    /// What is claimed.
    Content,
}

impl Role {
    /// The three, in the order of the tables.
    pub const ALL: [Role; 3] = [Role::Source, Role::Cue, Role::Content];

    /// Its name in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Cue => "cue",
            Role::Content => "content",
        }
    }

    /// The distinct pieces of this role in an article.
    pub fn pieces(self, document: &AnnotatedArticle) -> BTreeSet<Piece> {
        document
            .claims()
            .iter()
            .flat_map(|claim| match self {
                Role::Source => &claim.source,
                Role::Cue => &claim.cue,
                Role::Content => &claim.content,
            })
            .copied()
            .collect()
    }
}

/// Adds every span measure of one article, of the roles that the gold set marks.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let is_said = |role: Role| match role {
        Role::Source => said.sources,
        Role::Cue => said.cues,
        Role::Content => true,
    };
    let roles = Role::ALL.into_iter().enumerate();
    for (rank, role) in roles.filter(|(_, role)| is_said(*role)) {
        let gold = role.pieces(pair.gold);
        let system = role.pieces(pair.system);
        let name = role.name();
        let mut add = |measure: usize, label: &str, counts| {
            scores.add(
                Family::Spans,
                measure * 3 + rank,
                format!("{name}, {label}"),
                counts,
            );
        };
        add(0, "exact piece", exact(&gold, &system));
        add(1, "begin", begins(&gold, &system));
        add(
            2,
            "token overlap",
            token_overlap(&gold, &system, &pair.tokens),
        );
        add(
            3,
            "intersection over union",
            intersection_over_union(&gold, &system),
        );
    }
}

/// How well two versions of an article agree: exact F1 of the pieces, averaged over roles.
pub fn agreement(pair: &Pair<'_>) -> f64 {
    Role::ALL
        .into_iter()
        .map(|role| exact(&role.pieces(pair.gold), &role.pieces(pair.system)).f1())
        .sum::<f64>()
        / Role::ALL.len() as f64
}

/// Pieces with the same start and end.
pub fn exact<T: Ord + Hash>(gold: &BTreeSet<T>, system: &BTreeSet<T>) -> Counts {
    Counts::one_to_one(gold.len(), system.len(), gold.intersection(system).count())
}

/// Pieces with the same start.
fn begins(gold: &BTreeSet<Piece>, system: &BTreeSet<Piece>) -> Counts {
    let starts = |pieces: &BTreeSet<Piece>| pieces.iter().map(|p| p.start).collect();
    exact::<usize>(&starts(gold), &starts(system))
}

/// Tokens that any piece touches; characters where there is no text to tokenize.
fn token_overlap(gold: &BTreeSet<Piece>, system: &BTreeSet<Piece>, tokens: &[Piece]) -> Counts {
    if tokens.is_empty() {
        let list = |pieces: &BTreeSet<Piece>| pieces.iter().copied().collect::<Vec<_>>();
        let (gold, system) = (list(gold), list(system));
        return Counts::one_to_one(size(&gold), size(&system), shared(&gold, &system));
    }
    let touched = |pieces: &BTreeSet<Piece>| -> BTreeSet<usize> {
        let of = |piece: &Piece| {
            let first = tokens.partition_point(|t| t.end <= piece.start);
            first..first.max(tokens.partition_point(|t| t.start < piece.end))
        };
        pieces.iter().flat_map(of).collect()
    };
    exact(&touched(gold), &touched(system))
}

/// Each piece counts as the best intersection over union, in characters, that it has with a
/// piece of the other side.
fn intersection_over_union(gold: &BTreeSet<Piece>, system: &BTreeSet<Piece>) -> Counts {
    let sum = |these: &BTreeSet<Piece>, others: &BTreeSet<Piece>| -> f64 {
        let best = |&piece: &Piece| {
            others
                .iter()
                .map(|&other| {
                    let shared = piece.shared(other);
                    shared as f64 / (piece.len() + other.len() - shared).max(1) as f64
                })
                .fold(0.0, f64::max)
        };
        these.iter().map(best).sum()
    };
    Counts {
        gold: gold.len() as f64,
        system: system.len() as f64,
        gold_matched: sum(gold, system),
        system_matched: sum(system, gold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedClaim;
    use crate::evaluate::metrics;
    use crate::evaluate::tokens::tokens;

    fn set(pairs: &[(usize, usize)]) -> BTreeSet<Piece> {
        pairs
            .iter()
            .map(|&(a, b)| Piece::new(a, b).unwrap())
            .collect()
    }

    // "The mayor said taxes rise": the system has "mayor" for "The mayor".
    const TEXT: &str = "The mayor said taxes rise";

    #[test]
    fn exact_needs_both_ends_and_begin_only_one() {
        let gold = set(&[(0, 9), (15, 25)]);
        let system = set(&[(4, 9), (15, 20), (15, 25)]);
        assert_eq!(exact(&gold, &system), Counts::one_to_one(2, 3, 1));
        // Starts are 0, 15 and 4, 15.
        assert_eq!(begins(&gold, &system), Counts::one_to_one(2, 2, 1));
    }

    #[test]
    fn tokens_count_once() {
        // Gold touches The, mayor; the system mayor, said.
        let counts = token_overlap(&set(&[(0, 9)]), &set(&[(4, 9), (7, 12)]), &tokens(TEXT));
        assert_eq!(counts, Counts::one_to_one(2, 2, 1));
        // Without a text: characters 0..9 against 4..12, of which 4..9 are shared.
        let counts = token_overlap(&set(&[(0, 9)]), &set(&[(4, 9), (7, 12)]), &[]);
        assert_eq!(counts, Counts::one_to_one(9, 8, 5));
    }

    #[test]
    fn overlap_is_averaged_over_pieces() {
        // 0..10 and 5..10: 5 of 10 characters; 20..30 has no partner.
        let counts = intersection_over_union(&set(&[(0, 10), (20, 30)]), &set(&[(5, 10)]));
        assert_eq!(counts.recall(), 0.25);
        assert_eq!(counts.precision(), 0.5);
    }

    fn article(claim: AnnotatedClaim) -> AnnotatedArticle {
        AnnotatedArticle {
            claims: Some(vec![claim]),
            ..AnnotatedArticle::default()
        }
    }

    #[test]
    fn the_measures_follow_one_another_each_with_its_roles() {
        let article = article(AnnotatedClaim::at((0, 3), (4, 8), (9, 20)));
        let scores = metrics::score(&[Pair::new(&article, &article)]);
        let names = scores.by_metric.keys();
        let names = names.filter(|m| m.family == Family::Spans).map(|m| &m.name);
        let measures = [
            "exact piece",
            "begin",
            "token overlap",
            "intersection over union",
        ];
        let roles = ["source", "cue", "content"];
        let expected = measures.map(|measure| roles.map(|role| format!("{role}, {measure}")));
        assert_eq!(
            names.collect::<Vec<_>>(),
            expected.iter().flatten().collect::<Vec<_>>()
        );
    }

    #[test]
    fn agreement_is_the_average_of_the_roles() {
        let gold = article(AnnotatedClaim::at((0, 3), (4, 8), (9, 20)));
        assert_eq!(agreement(&Pair::new(&gold, &gold)), 1.0);
        let system = article(AnnotatedClaim::at((0, 3), (5, 8), (9, 19)));
        assert!((agreement(&Pair::new(&gold, &system)) - 1.0 / 3.0).abs() < 1e-12);
    }
}
