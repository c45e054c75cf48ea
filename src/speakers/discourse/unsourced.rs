//! Who speaks where no source says so: quotations that go on, headlines, “I” and “we”.

use super::Discourse;
use crate::attribution::Kind;
use crate::speakers::labels::Link;
use crate::speakers::pronoun::{Pronoun, is_we};
use crate::speakers::{FoundBy, SpeakerType, floating, lexicon};
use crate::text::{BlockKind, Span};
use std::ops::Range;

impl<'a> Discourse<'a> {
    /// "I" and "we": who speaks the words around them.
    pub(super) fn first_persons(&mut self) {
        let author = self.author();
        for index in 0..self.attributions.len() {
            let Some(&piece) = self.attributions[index].source.first() else {
                continue;
            };
            let words = self.words.within(piece);
            if words.len() != 1
                || Pronoun::read(&self.words.folded(words.start)) != Some(Pronoun::First)
            {
                continue;
            }
            if self.enclosing[index].is_none()
                && let Some(author) = author
                && !self.is_quoted(piece.start)
                && matches!(self.words.folded(words.start).as_str(), "i" | "me" | "my")
            {
                self.of[index] = (Some(author), FoundBy::Pronoun);
                self.referents[author].mentions.push(piece);
                continue;
            }
            let mut outer = self.enclosing[index];
            let mut steps = 0;
            while let Some(attribution) = outer.filter(|_| steps < 8) {
                if let (Some(speaker), _) = self.of[attribution] {
                    let we = is_we(self.words.text(words.start));
                    let body = we.then(|| self.spoken_for(attribution, speaker));
                    let speaker = body.flatten().unwrap_or(speaker);
                    self.of[index] = (Some(speaker), FoundBy::Pronoun);
                    self.referents[speaker].mentions.push(piece);
                    break;
                }
                outer = self.enclosing[attribution];
                steps += 1;
            }
        }
    }

    /// Whom a person who says "we" speaks for: the body that stands beside the name, in the source
    /// or where the article says who it is ("Harbor Maps director Lund"); a country, or a city, of those
    /// who play for it ("Norland coach Lund").
    fn spoken_for(&self, attribution: usize, speaker: usize) -> Option<usize> {
        if self.referents[speaker].speaker_type != SpeakerType::Person {
            return None;
        }
        let beside = self.attributions[attribution].source.iter().copied();
        let beside: Vec<Span> = beside.chain(self.referents[speaker].description).collect();
        let kind = |mention: usize| self.referents[self.of_mention[mention]].speaker_type;
        let all = beside.iter().flat_map(|&span| self.names_in(span));
        let body = all.clone().find(|&mention| {
            let before = self.ranges[mention].start.checked_sub(1);
            let former = before.is_some_and(|i| lexicon::is_former(&self.words.folded(i)));
            !former && kind(mention) == SpeakerType::Organization
        });
        let team = || {
            let mut spans = beside.iter().map(|&span| self.words.within(span));
            let plays = |range: Range<usize>| {
                let now = |i: usize| !lexicon::is_former(&self.words.folded(i));
                let sport =
                    |i: usize| lexicon::field(&self.words.folded(i)) == Some(lexicon::Field::Sport);
                range.clone().all(now) && range.clone().any(sport)
            };
            let mut places = all.clone().filter(|&m| kind(m) == SpeakerType::Place);
            places.next().filter(|_| spans.any(plays))
        };
        body.or_else(team).map(|mention| self.of_mention[mention])
    }

    /// The names in some words.
    fn names_in(&self, span: Span) -> Range<usize> {
        let words = self.words.within(span);
        let from = self.ranges.partition_point(|r| r.start < words.start);
        let upto = self.ranges.partition_point(|r| r.end <= words.end);
        from..upto.max(from)
    }

    /// Who the byline says wrote the article: "By Maya Vance" in a paragraph of its own, near the
    /// beginning.
    fn author(&self) -> Option<usize> {
        let openings = self.document.paragraphs.iter().take(BYLINE);
        let mut found = openings.filter_map(|&paragraph| {
            let words = self.words.within(paragraph);
            let by = !words.is_empty() && self.words.folded(words.start) == "by";
            let index = self.ranges.partition_point(|r| r.end <= words.start);
            let name = self.ranges.get(index).filter(|_| by)?;
            let referent = self.of_mention[index];
            let person = self.referents[referent].speaker_type == SpeakerType::Person;
            (person && *name == (words.start + 1..words.end)).then_some(referent)
        });
        found.next()
    }

    /// "Vance and her colleagues describe it. “I have no doubt.”": of several the person who is named.
    fn one_who_says_i(&self, index: usize, speaker: usize) -> usize {
        let mut pieces = self.attributions[index].content.iter();
        let says_i = |&span: &Span| self.words.within(span).any(|i| self.words.text(i) == "I");
        let members = &self.referents[speaker].members;
        let person = |member: &&usize| self.referents[**member].speaker_type == SpeakerType::Person;
        let one = members.iter().find(person).copied();
        one.filter(|_| pieces.any(says_i)).unwrap_or(speaker)
    }

    /// "Keeps saying …": a sentence that begins with its verb goes on about whoever spoke last.
    fn of_list(&self, index: usize) -> Option<usize> {
        let cue = *self.attributions[index].cue.first()?;
        let sentence = self.document.sentence_at(cue.start)?;
        let first = self.words.within(self.document.sentences[sentence]).start;
        // A cue of a mark alone has no word.
        let verb = self.words.within(cue).next()?;
        let word = self.words.folded(verb);
        let is_verb = first == verb && word.ends_with('s') && !word.ends_with("ss");
        let mut before = (0..index).rev().take(LIST_REACH);
        let found = before.find_map(|i| self.of[i].0).filter(|_| is_verb)?;
        (self.referents[found].speaker_type == SpeakerType::Person).then_some(found)
    }

    /// Who speaks the words below that a heading, or a line set apart, quotes.
    fn repeated_below(&self, index: usize) -> Option<usize> {
        let content = *self.attributions[index].content.first()?;
        let block = &self.document.blocks[self.document.block_at(content.start)?];
        if block.kind == BlockKind::Turn || 2 * content.len() < block.span.len() {
            return None;
        }
        let text = self.words.source();
        let bare = |span: Span| span.of(text).trim_matches(|c: char| !c.is_alphanumeric());
        let speaks = |words: &str| {
            let below = (index + 1..self.attributions.len()).take(HEADING_REACH);
            let says = |&other: &usize| {
                let mut pieces = self.attributions[other].content.iter();
                pieces.any(|piece| piece.of(text).contains(words))
            };
            let repeated = below.filter(says).find_map(|other| self.of[other].0);
            repeated.filter(|_| words.contains(' '))
        };
        // "Economy “stronger than thought”": its quotation alone may stand below.
        let from = self.quotations.partition_point(|q| q.start < content.start);
        let quoted = self.quotations[from..].iter();
        let quoted = quoted.take_while(|q| q.end <= content.end);
        speaks(bare(content)).or_else(|| quoted.map(|&q| bare(q)).find_map(speaks))
    }

    /// “Reboot ordered for patent law”: whoever does below what the headline says was done. Its cue
    /// and a word of what is claimed stand there again.
    fn done_below(&self, index: usize) -> Option<usize> {
        let attribution = &self.attributions[index];
        let (content, cue) = (attribution.content.first()?, attribution.cue.first()?);
        if self.document.block_at(content.start)? > 0 || self.is_quoted(cue.start) {
            return None;
        }
        let (does, claims) = (
            self.stems(&attribution.cue),
            self.stems(&attribution.content),
        );
        let same = |ours: &[String], theirs: &[String]| ours.iter().any(|o| theirs.contains(o));
        let does_so = |&other: &usize| {
            let below = &self.attributions[other];
            let apart = self.document.block_at(below.content[0].start) > Some(0);
            apart
                && same(&does, &self.stems(&below.cue))
                && same(&claims, &self.stems(&below.content))
        };
        let mut below = (index + 1..self.attributions.len())
            .take(HEADLINE_REACH)
            .filter(does_so);
        below.find_map(|other| self.of[other].0)
    }

    /// “Economy ‘stronger than thought’”: who says so in the sentence that opens the article.
    fn opens_below(&self, index: usize) -> Option<usize> {
        let content = *self.attributions[index].content.first()?;
        let block = |offset: usize| self.document.block_at(offset);
        if block(content.start)? > 0 || self.attributions[index].kind == Kind::Indirect {
            return None;
        }
        let ours = self.stems(&[content]);
        let mut below = (index + 1..self.attributions.len()).take(HEADLINE_REACH);
        let opens = below.find(|&other| {
            let piece = self.attributions[other].content[0];
            block(piece.start) == Some(1) && !self.attributions[other].source.is_empty()
        })?;
        let theirs = self.stems(&self.attributions[opens].content);
        let shared = ours.iter().any(|stem| theirs.contains(stem));
        self.of[opens].0.filter(|_| shared)
    }

    /// What the longer words of some passages begin with, in all their forms.
    pub(in crate::speakers) fn stems(&self, spans: &[Span]) -> Vec<String> {
        let all = spans.iter().flat_map(|&span| self.words.within(span));
        let words = all.map(|i| self.words.folded(i));
        let long = words.filter(|word| word.len() >= STEM);
        long.map(|word| word.chars().take(STEM).collect()).collect()
    }

    pub(super) fn continuations(&mut self) {
        for index in 0..self.attributions.len() {
            if self.attributions[index].source.is_empty() {
                if self.links[index] != Link::Open {
                    let speaker = self.labelled(index);
                    let by = speaker.map_or(FoundBy::Unresolved, |_| FoundBy::Continuation);
                    self.of[index] = (speaker, by);
                    continue;
                }
                let quoted = self.attributions[index].kind == Kind::Direct
                    && self.attributions[index].cue.is_empty();
                let goes_on = || {
                    let text = self.words.source();
                    floating::speaker_of(
                        index,
                        self.attributions,
                        text,
                        self.document,
                        &self.of,
                        &self.asked,
                    )
                };
                if let Some(speaker) = self.of_list(index) {
                    self.of[index] = (Some(speaker), FoundBy::Continuation);
                    continue;
                }
                let speaker = self
                    .repeated_below(index)
                    .or_else(|| self.done_below(index))
                    .or_else(|| self.opens_below(index))
                    .or(self.right_before[index].filter(|_| quoted))
                    .or_else(goes_on)
                    .or(self.beside[index].filter(|_| quoted));
                let speaker = speaker.map(|speaker| self.one_who_says_i(index, speaker));
                if speaker.is_some() {
                    self.of[index] = (speaker, FoundBy::Continuation);
                }
            }
        }
    }
}

/// Paragraphs at the beginning that may be a byline.
const BYLINE: usize = 4;

/// Claims below the headline in which what it tells is told again.
const HEADLINE_REACH: usize = 8;

/// Letters that the forms of one word share.
const STEM: usize = 5;

/// Claims below a heading that may repeat what it quotes.
const HEADING_REACH: usize = 32;

/// Claims looked back over for whoever a list is about.
const LIST_REACH: usize = 4;
