//! Pronouns and the names that they are for, counted as for GAP: each name is one decision, and
//! those that say "yes" are scored.

use super::{Family, Scores};
use crate::evaluate::counts::Counts;
use crate::evaluate::pair::Pair;

/// Adds the measures of one article.
pub fn score(pair: &Pair<'_>, scores: &mut Scores) {
    let (Some(gold), Some(system)) = (&pair.gold.pronoun, &pair.system.pronoun) else {
        return;
    };
    let answer = |piece| system.names.iter().any(|n| n.0 == piece && n.1);
    let mut counts = Counts::default();
    for &(piece, right) in &gold.names {
        let yes = answer(piece);
        counts += Counts::one_to_one(right.into(), yes.into(), usize::from(right && yes));
    }
    let gender = if gold.feminine {
        "feminine"
    } else {
        "masculine"
    };
    scores.add(Family::Pronouns, 0, "all".to_owned(), counts);
    scores.add(Family::Pronouns, 1, gender.to_owned(), counts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, Piece, PronounQuestion};
    use crate::evaluate::metrics;

    #[test]
    fn each_name_is_a_decision() {
        let document = |a, b| AnnotatedArticle {
            id: "x".into(),
            pronoun: Some(PronounQuestion {
                feminine: true,
                pronoun: Piece { start: 20, end: 23 },
                names: vec![
                    (Piece { start: 0, end: 3 }, a),
                    (Piece { start: 9, end: 12 }, b),
                ],
            }),
            ..AnnotatedArticle::default()
        };
        let (gold, system) = (document(true, false), document(false, true));
        let scores = metrics::score(&[Pair::new(&gold, &system), Pair::new(&gold, &gold)]);
        let total = |rank| {
            let mut of = scores.by_metric.keys().filter(|m| m.rank == rank);
            scores.total(of.next().unwrap())
        };
        assert_eq!(total(0), Counts::one_to_one(2, 2, 1));
        assert_eq!(total(1), total(0));
        // An answer counts for the name that it is of.
        let scores = metrics::score(&[Pair::new(&gold, &gold)]);
        for metric in scores.by_metric.keys() {
            assert_eq!(scores.total(metric), Counts::one_to_one(1, 1, 1));
        }
    }
}
