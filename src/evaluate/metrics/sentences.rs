//! Sentence boundaries.

use super::spans::exact;
use super::{Family, Scores};
use crate::evaluate::document::{AnnotatedArticle, Piece};
use crate::evaluate::pair::Pair;
use std::collections::BTreeSet;

/// Adds the sentence measures of one article: boundaries (where sentences end; the end of
/// the last one is no decision and is left out) and whole sentences.
pub fn score(pair: &Pair<'_>, scores: &mut Scores) {
    let of = |document: &AnnotatedArticle| -> BTreeSet<Piece> {
        document.sentences.iter().flatten().copied().collect()
    };
    let (gold, system) = (of(pair.gold), of(pair.system));
    let last = gold.iter().chain(&system).map(|s| s.end).max();
    let ends = |sentences: &BTreeSet<Piece>| -> BTreeSet<usize> {
        sentences
            .iter()
            .map(|s| s.end)
            .filter(|&end| Some(end) != last)
            .collect()
    };
    scores.add(
        Family::Sentences,
        0,
        "boundaries".to_owned(),
        exact(&ends(&gold), &ends(&system)),
    );
    scores.add(
        Family::Sentences,
        1,
        "whole sentences".to_owned(),
        exact(&gold, &system),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::counts::Counts;
    use crate::evaluate::metrics;

    #[test]
    fn boundaries_between_sentences() {
        let document = |sentences: &[(usize, usize)]| AnnotatedArticle {
            id: "a".into(),
            sentences: Some(
                sentences
                    .iter()
                    .map(|&(start, end)| Piece { start, end })
                    .collect(),
            ),
            ..AnnotatedArticle::default()
        };
        // The system splits the second sentence and is right about the first.
        let gold = document(&[(0, 10), (11, 30)]);
        let system = document(&[(0, 10), (11, 20), (21, 30)]);
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let found: Vec<_> = scores.by_metric.keys().map(|m| scores.total(m)).collect();
        assert_eq!(
            found,
            [Counts::one_to_one(1, 2, 1), Counts::one_to_one(2, 3, 1)]
        );
    }
}
