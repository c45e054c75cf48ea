//! The claims of one kind, one type of speaker, one outlet, or without a cue.

use super::{Family, Scores};
use crate::attribution::Kind;
use crate::evaluate::counts::Counts;
use crate::evaluate::document::{AnnotatedClaim, Piece};
use crate::evaluate::matching::matched;
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use std::collections::BTreeSet;

/// A group's place in the table and its name; `None` for a claim that is in no group.
type Group = Option<(usize, String)>;

/// Adds the measures by group of one article.
pub fn score(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    let found = matched(gold, system, |g, s| said.same_source(g, s));

    let kinds = |kinds: &[Option<Kind>]| kinds.iter().map(|&k| kind(k)).collect();
    let sides = Sides {
        gold,
        system,
        found: &found,
        said,
    };
    sides.score(
        Family::Kind,
        kinds(pair.gold_kinds()),
        kinds(pair.system_kinds()),
        scores,
    );

    let uncued = |claims: &[AnnotatedClaim], kinds: &[Option<Kind>]| {
        let alone = |(c, k): (&AnnotatedClaim, &Option<Kind>)| {
            (c.cue.is_empty() && *k == Some(Kind::Direct)).then(|| (0, "direct".to_owned()))
        };
        claims.iter().zip(kinds).map(alone).collect()
    };
    if said.cues {
        sides.score(
            Family::Uncued,
            uncued(gold, pair.gold_kinds()),
            uncued(system, pair.system_kinds()),
            scores,
        );
    }

    if let Some(outlet) = &pair.gold.outlet {
        let all = |n| vec![Some((0, outlet.clone())); n];
        sides.score(Family::Outlet, all(gold.len()), all(system.len()), scores);
    }
}

/// Adds the measures by speaker type; only for articles whose gold has speakers.
pub fn score_types(pair: &Pair<'_>, said: Said, scores: &mut Scores) {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    let found = matched(gold, system, |g, s| said.same_source(g, s));
    let sides = Sides {
        gold,
        system,
        found: &found,
        said,
    };
    let types =
        |claims: &[AnnotatedClaim]| -> Vec<Group> { claims.iter().map(speaker_type).collect() };
    // What the system calls a speaker is its own affair: a claim that was found counts
    // under the gold's type, and only what is left under the system's.
    let mut of_system = types(system);
    let of_gold = types(gold);
    for (g, s) in found.iter().enumerate() {
        if let Some(s) = *s {
            of_system[s].clone_from(&of_gold[g]);
        }
    }
    sides.score(Family::SpeakerType, of_gold, of_system, scores);
}

fn kind(kind: Option<Kind>) -> Group {
    kind.map(|kind| match kind {
        Kind::Direct => (0, "direct".to_owned()),
        Kind::Mixed => (1, "mixed".to_owned()),
        Kind::Indirect => (2, "indirect".to_owned()),
    })
}

fn speaker_type(claim: &AnnotatedClaim) -> Group {
    const ORDER: [&str; 6] = [
        "person",
        "organization",
        "group",
        "anonymous",
        "document",
        "place",
    ];
    let name = match &claim.speaker {
        None => "no speaker",
        Some(s) => s.speaker_type.as_deref().unwrap_or("no type"),
    };
    let rank = ORDER.iter().position(|&t| t == name).unwrap_or(ORDER.len());
    Some((rank, name.to_owned()))
}

struct Sides<'a> {
    gold: &'a [AnnotatedClaim],
    system: &'a [AnnotatedClaim],
    /// For each gold claim, the system's claim with an overlapping content and its source.
    found: &'a [Option<usize>],
    said: Said,
}

impl Sides<'_> {
    /// For each group: contents whose pieces are all exact, and claims found with the right
    /// source.
    fn score(
        &self,
        family: Family,
        of_gold: Vec<Group>,
        of_system: Vec<Group>,
        scores: &mut Scores,
    ) {
        let groups: BTreeSet<&(usize, String)> =
            of_gold.iter().chain(&of_system).flatten().collect();
        for group in groups {
            let mine = |of: &Group| of.as_ref() == Some(group);
            let contents = |claims: &[AnnotatedClaim], of: &[Group]| -> BTreeSet<Vec<Piece>> {
                claims
                    .iter()
                    .zip(of)
                    .filter(|(c, of)| mine(of) && !c.content.is_empty())
                    .map(|(c, _)| c.content.clone())
                    .collect()
            };
            let (rank, name) = group;
            scores.add(
                family,
                *rank,
                format!("{name}: content exact"),
                super::spans::exact(
                    &contents(self.gold, &of_gold),
                    &contents(self.system, &of_system),
                ),
            );
            let number = |claims: &[AnnotatedClaim], of: &[Group]| {
                claims
                    .iter()
                    .zip(of)
                    .filter(|(c, of)| mine(of) && !c.content.is_empty())
                    .count() as f64
            };
            let pairs = || {
                self.found
                    .iter()
                    .enumerate()
                    .filter_map(|(g, s)| Some((g, (*s)?)))
            };
            let counts = Counts {
                gold: number(self.gold, &of_gold),
                system: number(self.system, &of_system),
                gold_matched: pairs().filter(|&(g, _)| mine(&of_gold[g])).count() as f64,
                system_matched: pairs().filter(|&(_, s)| mine(&of_system[s])).count() as f64,
            };
            scores.add(
                family,
                *rank,
                format!("{name}: {}", self.said.found()),
                counts,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, NamedSpeaker};
    use crate::evaluate::metrics;

    const TEXT: &str = "“No,” he said. He denied it. “Never.”";

    fn document(contents: &[(usize, usize)], cues: &[(usize, usize)]) -> AnnotatedArticle {
        let piece = |&(start, end): &(usize, usize)| Piece::new(start, end).into_iter().collect();
        let claims = contents
            .iter()
            .zip(cues)
            .map(|(content, cue)| AnnotatedClaim {
                content: piece(content),
                cue: piece(cue),
                ..AnnotatedClaim::default()
            });
        AnnotatedArticle {
            id: "a".into(),
            text: Some(TEXT.into()),
            outlet: Some("gazette".into()),
            claims: Some(claims.collect()),
            ..AnnotatedArticle::default()
        }
    }

    #[test]
    fn counts_each_group_on_its_own() {
        // Gold: “No,” with a cue; “it” with a cue; “Never.” without.
        let gold = document(&[(0, 5), (25, 27), (29, 37)], &[(9, 13), (18, 24), (0, 0)]);
        // The system has “No,”, half of “Never.”, also without a cue, and not the denial.
        let system = document(&[(0, 5), (29, 33)], &[(9, 13), (0, 0)]);
        let scores = metrics::score(&[Pair::new(&gold, &system)]);
        let total = |family, name: &str| {
            let metric = scores
                .by_metric
                .keys()
                .find(|m| m.family == family && m.name == name);
            scores.total(metric.unwrap())
        };
        // No claim has a source, so none can be wrong.
        let overlaps = "content overlaps";
        assert_eq!(
            total(Family::Kind, "direct: content exact"),
            Counts::one_to_one(2, 2, 1)
        );
        assert_eq!(
            total(Family::Kind, &format!("direct: {overlaps}")),
            Counts::one_to_one(2, 2, 2)
        );
        assert_eq!(
            total(Family::Kind, "indirect: content exact"),
            Counts::one_to_one(1, 0, 0)
        );
        assert_eq!(
            total(Family::Uncued, "direct: content exact"),
            Counts::one_to_one(1, 1, 0)
        );
        assert_eq!(
            total(Family::Uncued, &format!("direct: {overlaps}")),
            Counts::one_to_one(1, 1, 1)
        );
        assert_eq!(
            total(Family::Outlet, "gazette: content exact"),
            Counts::one_to_one(3, 2, 1)
        );
    }

    #[test]
    fn types_of_speakers_stand_in_an_order_and_unknown_ones_last() {
        let types = [
            "",
            "zoo",
            "place",
            "document",
            "anonymous",
            "group",
            "organization",
            "person",
        ];
        let claim = |(i, name): (usize, &str)| AnnotatedClaim {
            speaker: (!name.is_empty()).then(|| NamedSpeaker {
                name: "Ana".into(),
                speaker_type: Some(name.into()),
            }),
            ..AnnotatedClaim::at((0, 0), (0, 0), (10 * i, 10 * i + 9))
        };
        let gold = AnnotatedArticle {
            claims: Some(types.into_iter().enumerate().map(claim).collect()),
            has_speakers: true,
            ..AnnotatedArticle::default()
        };
        let scores = metrics::score(&[Pair::new(&gold, &gold)]);
        let names = scores
            .by_metric
            .keys()
            .filter(|m| m.family == Family::SpeakerType)
            .filter_map(|m| m.name.strip_suffix(": content exact"));
        let expected = [
            "person",
            "organization",
            "group",
            "anonymous",
            "document",
            "place",
            "no speaker",
            "zoo",
        ];
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
}
