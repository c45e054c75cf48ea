//! The measures: one file a family, each adding its counts article by article.

pub mod calibration;
pub mod claims;
mod coverage;
mod details;
mod entities;
mod groups;
mod links;
mod pronouns;
mod sentences;
pub mod spans;
mod speakers;

use super::counts::Counts;
use super::document::AnnotatedClaim;
use super::pair::Pair;
use super::said::Said;
use std::collections::BTreeMap;

/// A group of measures that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Family {
    /// Pieces by role.
    Spans,
    /// Source, cue and content together.
    Claims,
    /// What belongs together, among given pieces.
    Links,
    /// Coverage of the content, as other tools count it.
    Coverage,
    /// Speakers of the claims that were found.
    Speakers,
    /// What the source does, through whom, and what the speaker is.
    Details,
    /// By direct, indirect and mixed.
    Kind,
    /// Quotations without a cue.
    Uncued,
    /// By the type of the speaker.
    SpeakerType,
    /// By publisher.
    Outlet,
    /// Named entities.
    Entities,
    /// Sentence boundaries.
    Sentences,
    /// Pronouns and the names that they are for.
    Pronouns,
}

impl Family {
    /// Its name in the tables.
    pub fn title(self) -> &'static str {
        match self {
            Family::Spans => "Spans by role",
            Family::Claims => "Linked claims",
            Family::Links => "Links between given pieces",
            Family::Coverage => "Coverage of the content",
            Family::Speakers => "Speakers of the claims found",
            Family::Details => "Act, factuality, via and description of the claims matched",
            Family::Kind => "By kind",
            Family::Uncued => "Quotations without a cue",
            Family::SpeakerType => "By speaker type",
            Family::Outlet => "By outlet",
            Family::Entities => "Entities",
            Family::Sentences => "Sentences",
            Family::Pronouns => "Pronouns",
        }
    }
}

/// One measure: its place in the table and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Metric {
    /// The family.
    pub family: Family,
    /// Place within the family; equal places are ordered by name.
    pub rank: usize,
    /// The name.
    pub name: String,
}

/// Counts of every measure, kept apart by article so that articles can be resampled.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// For each measure, the articles that it says something of.
    pub by_metric: BTreeMap<Metric, BTreeMap<usize, Counts>>,
    /// How many articles there are.
    pub articles: usize,
    current: usize,
}

impl Scores {
    /// Adds counts of one measure for the current article.
    pub fn add(&mut self, family: Family, rank: usize, name: String, counts: Counts) {
        if !counts.is_empty() {
            let metric = Metric { family, rank, name };
            *self
                .by_metric
                .entry(metric)
                .or_default()
                .entry(self.current)
                .or_default() += counts;
        }
    }

    /// Counts of one measure over all articles.
    pub fn total(&self, metric: &Metric) -> Counts {
        let mut total = Counts::default();
        for &counts in self
            .by_metric
            .get(metric)
            .into_iter()
            .flat_map(BTreeMap::values)
        {
            total += counts;
        }
        total
    }
}

/// Scores pairs of articles with every measure that the gold has annotations for. Pairs of
/// the same article (several annotators) count as one article when resampling.
pub fn score(pairs: &[Pair<'_>]) -> Scores {
    // A table of claims says nothing of entities and sentences: that is no fault of its.
    let says_entities = pairs.iter().any(|p| p.system.entities.is_some());
    let says_sentences = pairs.iter().any(|p| p.system.sentences.is_some());
    // Nor is it one of a format without speakers; but a system that is silent is wrong.
    let says_claims = pairs.iter().any(|p| p.system.claims.is_some());
    let says_speakers = !says_claims || pairs.iter().any(|p| p.system.has_speakers);
    let said = Said::of(pairs);
    let mut scores = Scores::default();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs {
        let next = numbers.len();
        scores.current = *numbers.entry(&pair.gold.id).or_insert(next);
        let gold = pair.gold;
        if gold.claims.is_some() {
            spans::score(pair, said, &mut scores);
            claims::score(pair, said, &mut scores);
            links::score(pair, said, &mut scores);
            coverage::score(pair, said, &mut scores);
            details::score(pair, said, &mut scores);
            groups::score(pair, said, &mut scores);
            if gold.has_speakers && says_speakers {
                claims::score_speakers(pair, &mut scores);
                speakers::score(pair, said, &mut scores);
                if said.speaker_types {
                    groups::score_types(pair, said, &mut scores);
                }
            }
        }
        pronouns::score(pair, &mut scores);
        if gold.entities.is_some() && (says_entities || gold.claims.is_none()) {
            entities::score(pair, &mut scores);
        }
        if gold.sentences.is_some() && (says_sentences || !says_entities && gold.claims.is_none()) {
            sentences::score(pair, &mut scores);
        }
    }
    scores.articles = numbers.len();
    scores
}

/// How many claims have a content.
fn contents(claims: &[AnnotatedClaim]) -> usize {
    claims.iter().filter(|c| !c.content.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, EntityMention, Piece};

    /// An article with a claim, a name and a sentence, or without these.
    fn article(has: [bool; 3]) -> AnnotatedArticle {
        let piece = Piece { start: 0, end: 3 };
        let entity_type = "PER".to_owned();
        AnnotatedArticle {
            claims: has[0].then(|| vec![AnnotatedClaim::at((0, 3), (4, 8), (9, 18))]),
            entities: has[1].then(|| vec![EntityMention { piece, entity_type }]),
            sentences: has[2].then(|| vec![piece]),
            ..AnnotatedArticle::default()
        }
    }

    fn has(gold: &AnnotatedArticle, system: &AnnotatedArticle, family: Family) -> bool {
        let scores = score(&[Pair::new(gold, system)]);
        scores.by_metric.keys().any(|m| m.family == family)
    }

    #[test]
    fn a_family_is_left_out_of_which_the_system_can_say_nothing() {
        const NOTHING: [bool; 3] = [false; 3];
        const CLAIMS: [bool; 3] = [true, false, false];
        const NAMES: [bool; 3] = [false, true, false];
        const SENTENCES: [bool; 3] = [false, false, true];
        // Gold, system; whether entities are scored, and sentences.
        for (gold, system, entities, sentences) in [
            ([true; 3], [true; 3], true, true),
            // A table of claims is not blamed for what it has no place for.
            ([true; 3], CLAIMS, false, false),
            ([true; 3], NAMES, true, false),
            ([true; 3], SENTENCES, false, true),
            // A system that is silent is, of a gold set of nothing else.
            ([true; 3], NOTHING, false, false),
            (NAMES, NOTHING, true, false),
            (SENTENCES, NOTHING, false, true),
            ([false, true, true], NAMES, true, false),
            ([false, true, true], NOTHING, true, true),
            (CLAIMS, [true; 3], false, false),
        ] {
            let (gold, system) = (article(gold), article(system));
            let found = [Family::Entities, Family::Sentences].map(|f| has(&gold, &system, f));
            assert_eq!(found, [entities, sentences], "{gold:?} {system:?}");
        }
    }

    #[test]
    fn speakers_are_scored_of_a_silent_system_but_not_of_a_format_without_them() {
        let mut gold = article([true, false, false]);
        gold.has_speakers = true;
        let mut system = article([true, false, false]);
        assert!(!has(&gold, &system, Family::Speakers));
        system.has_speakers = true;
        assert!(has(&gold, &system, Family::Speakers));
        assert!(has(&gold, &article([false; 3]), Family::Speakers));
    }
}
