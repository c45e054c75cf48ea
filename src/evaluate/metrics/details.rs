//! What the source does, through whom the claim came and what the speaker is, where the gold set
//! says so.

use super::{Family, Scores};
use crate::attribution::Factuality;
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedClaim, Piece, shared, size};
use crate::evaluate::matching::{matched, overlap};
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use crate::named::Named;
use crate::text::CharacterOffsets;

/// Adds the measures of one article. Gold claims that stand inside no other are matched with the
/// system's claims whose contents are the same by half.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    if !(said.acts || said.factuality || said.via || said.descriptions) {
        return;
    }
    let gold: Vec<AnnotatedClaim> = pair
        .gold
        .claims()
        .iter()
        .filter(|c| !c.within)
        .cloned()
        .collect();
    let system = pair.system.claims();
    let found = matched(&gold, system, same_by_half);
    let pairs: Vec<(&AnnotatedClaim, &AnnotatedClaim)> = gold
        .iter()
        .zip(found)
        .filter_map(|(g, s)| Some((g, &system[s?])))
        .collect();
    let mut add = |rank, name: &str, counts| {
        scores.add(Family::Details, rank, name.to_owned(), counts);
    };
    if said.acts {
        let right = pairs.iter().filter(|(g, s)| g.act == s.act).count();
        add(
            0,
            "act",
            Counts::one_to_one(pairs.len(), pairs.len(), right),
        );
    }
    if said.factuality {
        for class in Factuality::ALL.map(Factuality::name) {
            let is = |claim: &AnnotatedClaim| claim.factuality.as_deref() == Some(class);
            let gold = pairs.iter().filter(|(g, _)| is(g)).count();
            let system = pairs.iter().filter(|(_, s)| is(s)).count();
            let both = pairs.iter().filter(|(g, s)| is(g) && is(s)).count();
            let name = format!("factuality: {class}");
            add(3, &name, Counts::one_to_one(gold, system, both));
        }
    }
    if said.via {
        let mut counts = Counts::default();
        for (g, s) in &pairs {
            let (wanted, found) = (pieces(&g.via), pieces(&s.via));
            counts += touched(wanted, found);
        }
        add(1, "via", counts);
    }
    if said.descriptions {
        let words = Words::new(pair.text());
        let mut counts = Counts::default();
        for (g, s) in &pairs {
            let (wanted, found) = (pieces(&g.description), pieces(&s.description));
            let right = match (wanted.first(), found.first()) {
                (Some(&a), Some(&b)) => a.shared(b) > 0 || words.are_in_one_another(a, b),
                _ => false,
            };
            let number = |pieces: &[Piece]| usize::from(!pieces.is_empty());
            counts += Counts::one_to_one(number(wanted), number(found), usize::from(right));
        }
        add(2, "description", counts);
    }
}

/// Whether the characters that both contents have are half of those that either has.
fn same_by_half(gold: &AnnotatedClaim, system: &AnnotatedClaim) -> bool {
    let common = shared(&gold.content, &system.content);
    2 * common >= size(&gold.content) + size(&system.content) - common
}

fn pieces(of: &Option<Vec<Piece>>) -> &[Piece] {
    of.as_deref().unwrap_or_default()
}

/// Pieces of either side that share a character with one of the other.
fn touched(gold: &[Piece], system: &[Piece]) -> Counts {
    let touching = |these: &[Piece], others: &[Piece]| {
        let touches = |piece: &&Piece| overlap(std::slice::from_ref(*piece), others);
        these.iter().filter(touches).count() as f64
    };
    Counts {
        gold: gold.len() as f64,
        system: system.len() as f64,
        gold_matched: touching(gold, system),
        system_matched: touching(system, gold),
    }
}

/// The words of an article's pieces.
struct Words<'t>(Option<(&'t str, CharacterOffsets<'t>)>);

impl<'t> Words<'t> {
    fn new(text: Option<&'t str>) -> Self {
        Self(text.map(|text| (text, CharacterOffsets::new(text))))
    }

    /// Whether the words of one piece occur in the other's: an article may describe somebody
    /// twice.
    fn are_in_one_another(&self, a: Piece, b: Piece) -> bool {
        let Some((text, offsets)) = &self.0 else {
            return false;
        };
        let words = |piece: Piece| piece.of(text, offsets).map(str::to_lowercase);
        match (words(a), words(b)) {
            (Some(a), Some(b)) => a.contains(&b) || b.contains(&a),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedArticle;
    use crate::evaluate::metrics;

    const TEXT: &str = "Ana Ruiz, the mayor, told Radio One: it is over. Mayor Ruiz denied all.";

    fn p(words: &str) -> Option<Vec<Piece>> {
        let start = TEXT.find(words).unwrap();
        Some(vec![Piece::new(start, start + words.len()).unwrap()])
    }

    fn claim(
        content: &str,
        act: &str,
        via: Option<&str>,
        described: Option<&str>,
    ) -> AnnotatedClaim {
        AnnotatedClaim {
            content: p(content).unwrap(),
            act: Some(act.to_owned()),
            via: Some(via.and_then(p).unwrap_or_default()),
            description: Some(described.and_then(p).unwrap_or_default()),
            ..AnnotatedClaim::default()
        }
    }

    #[test]
    fn what_both_say_of_the_claims_matched() {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            text: Some(TEXT.into()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        };
        let gold = document(vec![
            claim("it is over", "state", Some("Radio One"), Some("the mayor")),
            claim("all", "deny", None, Some("Mayor")),
        ]);
        let system = document(vec![
            // Less than half of the content, and so not compared.
            claim("it", "deny", None, None),
            claim("is over", "ask", Some("told Radio"), Some("mayor")),
            claim("all", "deny", Some("Ruiz"), Some("the mayor")),
        ]);
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let found: Vec<_> = scores
            .by_metric
            .keys()
            .filter(|m| m.family == Family::Details)
            .map(|m| (m.name.as_str(), scores.total(m)))
            .collect();
        let expected = [
            ("act", Counts::one_to_one(2, 2, 1)),
            ("via", Counts::one_to_one(1, 2, 1)),
            ("description", Counts::one_to_one(2, 2, 2)),
        ];
        assert_eq!(found, expected);
    }

    /// The measures of details, with their counts.
    fn scored(gold: Vec<AnnotatedClaim>, system: Vec<AnnotatedClaim>) -> Vec<(String, Counts)> {
        let [gold, system] = [gold, system].map(|claims| AnnotatedArticle {
            text: Some(TEXT.into()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        });
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let details = scores.by_metric.keys();
        details
            .filter(|m| m.family == Family::Details)
            .map(|m| (m.name.clone(), scores.total(m)))
            .collect()
    }

    #[test]
    fn each_detail_is_measured_by_itself() {
        let plain = || AnnotatedClaim {
            content: p("it is over").unwrap(),
            ..AnnotatedClaim::default()
        };
        let one = |name: &str| vec![(name.to_owned(), Counts::one_to_one(1, 1, 1))];
        let mut claim = plain();
        claim.act = Some("deny".into());
        assert_eq!(scored(vec![claim.clone()], vec![claim]), one("act"));
        let mut claim = plain();
        claim.via = p("Radio One");
        assert_eq!(scored(vec![claim.clone()], vec![claim]), one("via"));
        let mut claim = plain();
        claim.description = p("the mayor");
        assert_eq!(scored(vec![claim.clone()], vec![claim]), one("description"));
        let mut claim = plain();
        claim.factuality = Some("negated".into());
        let expected = one("factuality: negated");
        assert_eq!(scored(vec![claim.clone()], vec![claim]), expected);
    }

    #[test]
    fn each_factuality_counts_the_claims_that_either_side_calls_so() {
        let claims = |factuality: [&str; 3]| -> Vec<AnnotatedClaim> {
            let contents = ["the mayor", "it is over", "denied"].map(p);
            let claim = |(content, factuality): (Option<Vec<Piece>>, &str)| AnnotatedClaim {
                content: content.unwrap(),
                factuality: Some(factuality.to_owned()),
                ..AnnotatedClaim::default()
            };
            contents.into_iter().zip(factuality).map(claim).collect()
        };
        let gold = claims(["factual", "negated", "negated"]);
        let found = scored(gold, claims(["factual", "possible", "negated"]));
        let expected = [
            ("factuality: factual", Counts::one_to_one(1, 1, 1)),
            ("factuality: negated", Counts::one_to_one(2, 1, 1)),
            ("factuality: possible", Counts::one_to_one(0, 1, 0)),
        ];
        assert_eq!(
            found,
            expected.map(|(name, counts)| (name.to_owned(), counts))
        );
    }

    #[test]
    fn a_description_is_right_that_overlaps_or_has_the_same_words() {
        for (gold, system, right) in [
            // They share a character, though neither has the other's words.
            ("the mayor", "mayor, told", 1),
            // Others in another place, in capitals.
            ("mayor, told", "over. Mayor", 0),
            ("mayor", "Mayor", 1),
            ("the mayor", "Radio One", 0),
        ] {
            let claim = |described| claim("it is over", "state", None, Some(described));
            let found = scored(vec![claim(gold)], vec![claim(system)]);
            let counts = Counts::one_to_one(1, 1, right);
            assert_eq!(found.last().unwrap(), &("description".to_owned(), counts));
        }
    }

    #[test]
    fn half_of_what_either_content_has_is_enough() {
        let claim = |end| AnnotatedClaim {
            act: Some("state".into()),
            ..AnnotatedClaim::at((0, 0), (0, 0), (0, end))
        };
        let compared = |end| !scored(vec![claim(10)], vec![claim(end)]).is_empty();
        assert!(compared(5));
        assert!(!compared(4));
        assert!(compared(20));
        assert!(!compared(21));
    }
}
