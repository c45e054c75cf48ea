//! Reads an article from its first word to its last and finds whom each source is.

mod clauses;
mod dialogue;
mod events;
mod run;
mod sources;
mod unsourced;

use super::labels::Link;
use super::mentions::Mention;
use super::phrases::{Names, NounPhrase};
use super::pronouns::{Entry, Recent};
use super::referents::{self, Named, Referent};
use super::words::Words;
use super::{Answer, Antecedents, FoundBy, lexicon};
use crate::attribution::Attribution;
use crate::entities::EntityType;
use crate::text::{Document, Span};
use std::collections::HashMap;
use std::ops::Range;

/// Words between "the" and the noun in "the former deputy port director".
const LONGEST_ROLE: usize = 4;

pub(super) struct Discourse<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) document: &'a Document,
    pub(super) attributions: &'a [Attribution],
    pub(super) mentions: &'a [Mention],
    pub(super) antecedents: &'a Antecedents,
    /// What labels say of each attribution's speaker.
    pub(super) links: &'a [Link],
    pub(super) ranges: Vec<Range<usize>>,
    /// Which mentions the entities say are of a person.
    people: Vec<bool>,
    pub(super) of_mention: Vec<usize>,
    pub(super) referents: Vec<Referent>,
    pub(super) recent: Recent,
    /// Outermost quotations, disjoint.
    pub(super) quotations: Vec<Span>,
    /// Unnamed referents by their words.
    pub(super) by_words: HashMap<String, usize>,
    /// The last unnamed speaker with a head noun.
    pub(super) by_head: HashMap<String, usize>,
    /// The first unnamed speaker with a head noun that has a determiner.
    pub(super) by_head_first: HashMap<String, usize>,
    /// Whom definite noun phrases were for that describe somebody as nothing else does.
    pub(super) called: HashMap<String, usize>,
    /// Which names stand nowhere but behind "told": papers and broadcasters to whom others speak.
    pub(super) only_told: Vec<bool>,
    /// Which referents were made for a noun phrase that is no source.
    pub(super) only_mentioned: Vec<bool>,
    /// Unnamed speakers that a name further on may be for, with their head nouns.
    pub(super) deferred: Vec<(usize, NounPhrase)>,
    /// Named referents by the heads of their descriptions.
    pub(super) by_role: HashMap<String, Vec<usize>>,
    /// People by the letters of their offices: "the CEO".
    pub(super) by_letters: HashMap<String, Vec<usize>>,
    /// The word at which each referent was last mentioned.
    pub(super) last_seen: Vec<usize>,
    pub(super) joint: HashMap<Vec<usize>, usize>,
    /// Every content, by its start, with the furthest end so far.
    contents: Vec<(Span, usize)>,
    /// For each attribution the one whose content holds its source.
    pub(super) enclosing: Vec<Option<usize>>,
    /// For a quotation without a source who acts in its paragraph before it.
    beside: Vec<Option<usize>>,
    /// For such a quotation who acts in the very sentence before it.
    right_before: Vec<Option<usize>>,
    /// Whom each attribution's source asks.
    asked: Vec<Option<usize>>,
    pub(super) of: Vec<Answer>,
    /// For each attribution whose source is a pronoun how clearly whom it is for stands out.
    pub(super) leads: Vec<f32>,
}

impl<'a> Discourse<'a> {
    pub fn new(
        words: &'a Words<'a>,
        document: &'a Document,
        attributions: &'a [Attribution],
        mentions: &'a [Mention],
        named: Named,
        antecedents: &'a Antecedents,
        links: &'a [Link],
    ) -> Self {
        let quotations = document.quotations.iter().filter(|q| q.depth == 0);
        let count = named.referents.len();
        let mut discourse = Self {
            words,
            document,
            attributions,
            mentions,
            antecedents,
            links,
            ranges: mentions.iter().map(|m| m.range.clone()).collect(),
            people: mentions
                .iter()
                .map(|m| m.entity_type == Some(EntityType::Person))
                .collect(),
            referents: named.referents,
            recent: Recent::default(),
            quotations: quotations.map(|q| q.span).collect(),
            by_words: HashMap::new(),
            by_head: HashMap::new(),
            by_head_first: HashMap::new(),
            called: HashMap::new(),
            last_seen: vec![0; count],
            only_told: referents::only_told(words, mentions, &named.of, count),
            only_mentioned: vec![false; count],
            of_mention: named.of,
            deferred: Vec::new(),
            by_role: HashMap::new(),
            by_letters: HashMap::new(),
            joint: HashMap::new(),
            contents: contents(attributions),
            enclosing: enclosing(attributions),
            beside: vec![None; attributions.len()],
            right_before: vec![None; attributions.len()],
            asked: vec![None; attributions.len()],
            of: vec![(None, FoundBy::Unresolved); attributions.len()],
            leads: vec![0.0; attributions.len()],
        };
        discourse.learn_roles();
        discourse.learn_letters();
        discourse.learn_gender();
        discourse
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names {
            ranges: &self.ranges,
            people: &self.people,
        }
    }

    /// Whom a noun phrase that is no source is for; it is a mention of them.
    fn mentioned(&mut self, noun: &NounPhrase) -> Option<usize> {
        let piece = self.words.span(&noun.range);
        let found = self.noun(noun, piece).0?;
        self.note(found, &noun.range, false);
        self.referents[found].mentions.push(piece);
        Some(found)
    }

    /// Two who are named together may be "they" further on.
    fn pair(&mut self, first: usize) {
        let range = self.ranges[first].start..self.ranges[first + 1].end;
        let mut members = vec![self.of_mention[first], self.of_mention[first + 1]];
        members.sort_unstable();
        let joint = self.together(members, self.words.span(&range));
        self.note(joint, &range, false);
    }

    pub(super) fn place(&self, offset: usize, attribution: Option<usize>) -> Position {
        let quoted = self.is_quoted(offset);
        // Who speaks a quotation is "I" in it, not "he".
        let speaker = attribution
            .filter(|_| quoted)
            .and_then(|a| self.enclosing[a]);
        Position {
            offset,
            sentence: self.document.sentence_at(offset).unwrap_or(0),
            paragraph: self.document.paragraph_at(offset).unwrap_or(0),
            quoted,
            excluded: speaker.and_then(|a| self.of[a].0.or_else(|| self.named_by(a))),
        }
    }

    pub(super) fn add(&mut self, referent: Referent) -> usize {
        self.referents.push(referent);
        self.last_seen.push(0);
        self.only_mentioned.push(false);
        self.referents.len() - 1
    }

    /// Whether an offset lies in what somebody is said to claim.
    pub(super) fn is_reported(&self, offset: usize) -> bool {
        let before = self.contents.partition_point(|c| c.0.start <= offset);
        before > 0 && self.contents[before - 1].1 > offset
    }

    /// Remembers a mention for what follows.
    pub(super) fn note(&mut self, referent: usize, range: &Range<usize>, source: bool) {
        self.last_seen[referent] = range.start;
        let entry = self.entry(referent, range, source);
        self.recent.push(entry);
    }

    /// A mention as the search for antecedents sees it.
    fn entry(&self, referent: usize, range: &Range<usize>, source: bool) -> Entry {
        let offset = self.words.get(range.start).span.start;
        let modifier = self.is_modifier(range);
        let sentence = self.document.sentence_at(offset).unwrap_or(0);
        let subject = source || (!modifier && self.is_subject(range));
        let start = self.document.sentences.get(sentence).map_or(0, |s| s.start);
        let before = self.words.within(Span::new(start, offset));
        Entry {
            referent,
            offset,
            sentence,
            paragraph: self.document.paragraph_at(offset).unwrap_or(0),
            quoted: self.is_quoted(offset),
            subject,
            opens: subject && before.clone().all(|i| self.may_precede(i)) && before.len() <= 4,
            source,
            modifier,
        }
    }

    pub(super) fn is_quoted(&self, offset: usize) -> bool {
        let index = self.quotations.partition_point(|q| q.start <= offset);
        index
            .checked_sub(1)
            .is_some_and(|i| self.quotations[i].contains_offset(offset))
    }

    /// Whoever "she" was found to be for is less likely to be "he" further on.
    fn learn_from(&mut self, referent: usize, word: usize) {
        let gender = match self.words.folded(word).as_str() {
            "he" | "him" | "his" | "himself" => lexicon::Gender::Masculine,
            "she" | "her" | "hers" | "herself" => lexicon::Gender::Feminine,
            _ => return,
        };
        self.referents[referent].gender.add(gender, 0.25);
    }
}

/// Where something stands that refers back.
pub(super) struct Position {
    pub(super) offset: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    pub(super) quoted: bool,
    pub(super) excluded: Option<usize>,
}

/// Every content, by its start, with the furthest end so far.
pub(super) fn contents(attributions: &[Attribution]) -> Vec<(Span, usize)> {
    let all = attributions.iter().flat_map(|a| a.content.iter().copied());
    let mut spans: Vec<Span> = all.collect();
    spans.sort_unstable();
    let mut furthest = 0;
    let with_ends = spans.into_iter().map(|span| {
        furthest = furthest.max(span.end);
        (span, furthest)
    });
    with_ends.collect()
}

/// For each attribution the innermost other one whose content holds its source.
fn enclosing(attributions: &[Attribution]) -> Vec<Option<usize>> {
    // (offset, 0 for a piece that opens or 1 for a source, …): a sweep with the open pieces.
    let mut pieces: Vec<(Span, usize)> = Vec::new();
    let mut sources: Vec<(Span, usize)> = Vec::new();
    for (i, attribution) in attributions.iter().enumerate() {
        pieces.extend(attribution.content.iter().map(|&s| (s, i)));
        sources.extend(attribution.source.first().map(|&s| (s, i)));
    }
    pieces.sort_by_key(|&(s, i)| (s.start, usize::MAX - s.end, i));
    sources.sort_by_key(|&(s, i)| (s.start, i));
    let mut found = vec![None; attributions.len()];
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    for (source, index) in sources {
        while next < pieces.len() && pieces[next].0.start <= source.start {
            open.retain(|(s, _)| s.end > pieces[next].0.start);
            open.push(pieces[next]);
            next += 1;
        }
        open.retain(|(s, _)| s.end > source.start);
        // The last opened lies within the others; a depth beyond this is no real text.
        let around = open
            .iter()
            .rev()
            .take(16)
            .find(|(s, i)| *i != index && s.contains(source));
        found[index] = around.map(|&(_, i)| i);
    }
    found
}
