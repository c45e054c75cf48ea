//! Named entities, scored as at CoNLL-2003: start, end and type must all be right.

use super::spans::exact;
use super::{Family, Scores};
use crate::evaluate::document::{AnnotatedArticle, EntityMention};
use crate::evaluate::pair::Pair;
use std::collections::BTreeSet;

/// Adds the entity measures of one article.
pub fn score(pair: &Pair<'_>, scores: &mut Scores) {
    let of = |document: &AnnotatedArticle| -> BTreeSet<EntityMention> {
        document.entities.iter().flatten().cloned().collect()
    };
    let (gold, system) = (of(pair.gold), of(pair.system));
    scores.add(
        Family::Entities,
        0,
        "all types".to_owned(),
        exact(&gold, &system),
    );
    let types: BTreeSet<&str> = gold
        .iter()
        .chain(&system)
        .map(|e| e.entity_type.as_str())
        .collect();
    for name in types {
        let only = |entities: &BTreeSet<EntityMention>| -> BTreeSet<EntityMention> {
            entities
                .iter()
                .filter(|e| e.entity_type == name)
                .cloned()
                .collect()
        };
        scores.add(
            Family::Entities,
            1,
            name.to_owned(),
            exact(&only(&gold), &only(&system)),
        );
    }
    let untyped = |entities: &BTreeSet<EntityMention>| -> BTreeSet<_> {
        entities.iter().map(|e| e.piece).collect()
    };
    let spans = exact(&untyped(&gold), &untyped(&system));
    scores.add(Family::Entities, 2, "span only".to_owned(), spans);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::counts::Counts;
    use crate::evaluate::document::Piece;
    use crate::evaluate::metrics;

    #[test]
    fn type_and_both_ends_count() {
        let document = |entities: &[(usize, usize, &str)]| AnnotatedArticle {
            id: "a".into(),
            entities: Some(
                entities
                    .iter()
                    .map(|&(start, end, name)| EntityMention {
                        piece: Piece { start, end },
                        entity_type: name.to_owned(),
                    })
                    .collect(),
            ),
            ..AnnotatedArticle::default()
        };
        let gold = document(&[(0, 5, "PER"), (10, 15, "ORG"), (20, 25, "LOC")]);
        let system = document(&[(0, 5, "PER"), (10, 15, "LOC"), (20, 24, "LOC")]);
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let found: Vec<_> = scores
            .by_metric
            .keys()
            .map(|m| (m.name.as_str(), scores.total(m)))
            .collect();
        let expected = [
            ("all types", Counts::one_to_one(3, 3, 1)),
            ("LOC", Counts::one_to_one(1, 2, 0)),
            ("ORG", Counts::one_to_one(1, 0, 0)),
            ("PER", Counts::one_to_one(1, 1, 1)),
            ("span only", Counts::one_to_one(3, 3, 2)),
        ];
        assert_eq!(found, expected);
    }
}
