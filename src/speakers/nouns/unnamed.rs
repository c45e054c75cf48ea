//! Speakers without a name, and names that come after what they are called.

use super::{head_key, stem};
use crate::speakers::discourse::Discourse;
use crate::speakers::phrases::{Determiner, NounPhrase};
use crate::speakers::referents::{GenderEvidence, Referent};
use crate::speakers::words::fold;
use crate::speakers::{FoundBy, SpeakerType, lexicon, nominals, only, origins};
use crate::text::Span;
use std::ops::Range;

impl Discourse<'_> {
    /// The unnamed referent of these words, made if they are new. With `source` it is one that
    /// speaks, and that span is how it is written.
    pub(in crate::speakers) fn unnamed(
        &mut self,
        range: &Range<usize>,
        head: usize,
        kind: SpeakerType,
        plural: bool,
        source: Option<Span>,
    ) -> usize {
        let key = self.key_of(range);
        let noun = self.words.folded(head);
        let referent = if let Some(&known) = self.by_words.get(&key) {
            known
        } else {
            let span = self.words.span(range);
            let mut gender = GenderEvidence::default();
            if let Some(known) = lexicon::person_noun_gender(&noun) {
                gender.add(known, 4.0);
            }
            let referent = self.add(Referent {
                name: span,
                speaker_type: kind,
                plural,
                human: self.is_human(head, &noun),
                gender,
                description: None,
                roles: Vec::new(),
                mentions: vec![span],
                members: Vec::new(),
                count: 0,
                sure: true,
            });
            self.by_words.insert(key, referent);
            // "A man in the street" is "the man" further on.
            let plain = range.start..head + 1;
            if source.is_none() && plain.end < range.end {
                let key = self.key_of(&plain);
                self.by_words.entry(key).or_insert(referent);
            }
            self.only_mentioned[referent] = true;
            referent
        };
        if let Some(piece) = source {
            if self.only_mentioned[referent] {
                self.only_mentioned[referent] = false;
                let title = (kind == SpeakerType::Document).then(|| self.title(range, head));
                let title = title.flatten();
                self.referents[referent].name = title.unwrap_or_else(|| self.trimmed(piece, range));
            }
            let bare = self.words.span(range).start == self.words.get(head).span.start;
            let key = head_key(&noun, plural);
            if !bare {
                self.by_head_first.entry(key.clone()).or_insert(referent);
            }
            self.by_head.insert(key, referent);
        }
        referent
    }

    /// The words of a noun phrase by which it is found again.
    pub(super) fn key_of(&self, range: &Range<usize>) -> String {
        let words = range.clone().map(|i| self.words.folded(i));
        let plain: Vec<String> = words.filter(|w| !lexicon::is_article(w)).collect();
        plain.join(" ")
    }

    /// "The 30-second spot, titled “[Arrogant],”", "the club's newsletter, ‘[Ripples]’": what stands
    /// in quotation marks.
    fn title(&self, range: &Range<usize>, head: usize) -> Option<Span> {
        let is_mark = |c: char| matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'');
        let apposition = |i: usize| i == head && self.words.gap(i).trim().starts_with(',');
        let titled = (head..range.end.saturating_sub(1)).find(|&i| {
            let word = self.words.folded(i);
            let called = matches!(
                word.as_str(),
                "titled" | "entitled" | "called" | "named" | "dubbed"
            );
            (called && i > head || apposition(i)) && self.words.gap(i).ends_with(is_mark)
        })?;
        let closes = |i: &usize| self.words.gap(*i).contains(is_mark);
        let last = (titled + 1..range.end).find(closes)?;
        Some(self.words.span(&(titled + 1..last + 1)))
    }

    /// The source's words from the first that counts, without a mark that only closes it.
    fn trimmed(&self, piece: Span, range: &Range<usize>) -> Span {
        let words = self.words.span(range);
        let text = self.words.source();
        let end = words.end.max(piece.end.min(text.len()));
        // ", who …" tells more of those who are named already.
        for i in range.start + 1..range.end {
            if self.words.gap(i - 1).trim_start().starts_with(',')
                && lexicon::is_relative(&self.words.folded(i))
            {
                return Span::new(words.start, self.words.get(i - 1).span.end);
            }
        }
        // "(D-Harbor)" tells more of those who are named already, too.
        let last = range.end - 1;
        if let Some(open) = (range.start..last).find(|&i| self.words.gap(i).trim_start() == "(") {
            return Span::new(words.start, self.words.get(open).span.end);
        }
        let tail = Span::new(words.end, end).of(text);
        let keep = tail.trim_end_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ',' | ';' | ':' | '—' | '–' | '-' | '\'' | '’' | '"' | '”' | '.'
                )
        });
        Span::new(words.start, words.end + keep.len())
    }

    /// Headlines and first sentences put the description before the name: "Judge rejects …".
    /// Each such speaker becomes the one named later, if the description fits one name only.
    pub(in crate::speakers) fn delayed_names(&mut self) {
        let mut becomes: Vec<Option<usize>> = vec![None; self.referents.len()];
        for (referent, noun) in std::mem::take(&mut self.deferred) {
            let start = self.words.get(noun.range.start).span.start;
            let opening = self.document.paragraph_at(start).unwrap_or(0) < OPENING;
            if opening && self.referents[referent].count == 0 {
                let definite = noun.determiner == Determiner::Definite;
                let later = (!definite).then(|| self.named_later(&noun)).flatten();
                let later = later
                    .or_else(|| self.takes_it_up(referent, &noun))
                    .or_else(|| self.named_next(&noun));
                becomes[referent] = later.filter(|&n| n != referent);
            }
        }
        for answer in &mut self.of {
            if let (Some(referent), by) = answer
                && let Some(named) = becomes[*referent]
            {
                let mentions = std::mem::take(&mut self.referents[*referent].mentions);
                self.referents[named].mentions.extend(mentions);
                *answer = (
                    Some(named),
                    if *by == FoundBy::Name {
                        FoundBy::Nominal
                    } else {
                        *by
                    },
                );
            }
        }
    }

    /// "A charity has warned that jobs will go. … Harbor Aid said that jobs …": the body that is first
    /// named as a speaker below and takes up what was said. (Of people so introduced half are others:
    /// an official is followed by the officer in charge.)
    fn takes_it_up(&self, referent: usize, noun: &NounPhrase) -> Option<usize> {
        // "Lund's office", "the campaign" are somebody's, "the bureau" is a body named before.
        let owned = noun.determiner == Determiner::Possessive
            || noun.determiner == Determiner::Definite && noun.range.len() < 3
            || lexicon::is_owned_body(&self.words.folded(noun.head));
        if nominals::kind(self.words, noun).0 != SpeakerType::Organization || owned {
            return None;
        }
        let start = self.words.get(noun.range.start).span.start;
        let of_lead = |index: &usize| self.of[*index].0 == Some(referent);
        let told = (0..self.of.len()).filter(of_lead).take(FIRST_SPEAKERS);
        let told: Vec<usize> = told.collect();
        let said: Vec<String> = told
            .iter()
            .flat_map(|&i| self.stems(&self.attributions[i].content))
            .collect();
        let sentence = self.document.sentence_at(start);
        let speaks = |index: usize| {
            let (Some(speaker), FoundBy::Name | FoundBy::Alias) = self.of[index] else {
                return None;
            };
            let source = self.attributions[index].source.first()?;
            let apart = self.document.sentence_at(source.start) != sentence;
            (apart && speaker != referent).then_some((index, speaker))
        };
        let below = (*told.first()? + 1..self.of.len()).take(LEAD_REACH);
        let mut named = below.filter_map(speaks).take(FIRST_SPEAKERS);
        let found = named.find(|&(index, speaker)| {
            let candidate = &self.referents[speaker];
            candidate.speaker_type == SpeakerType::Organization
                && candidate.count > 0
                && candidate.sure
                && candidate.mentions.iter().all(|m| m.start > start)
                && self
                    .stems(&self.attributions[index].content)
                    .iter()
                    .any(|stem| said.contains(stem))
        });
        found.map(|(_, speaker)| speaker)
    }

    /// "A PR expert told the court … Ada Pohl said …": whom the sentence below a lead begins with, by
    /// a full name and without a word on who that is, as the lead has said it.
    fn named_next(&self, noun: &NounPhrase) -> Option<usize> {
        let words = self.words;
        let head = words.folded(noun.head);
        let wanted = match nominals::kind(words, noun).0 {
            SpeakerType::Anonymous if lexicon::is_human_noun(&head) => SpeakerType::Person,
            SpeakerType::Organization if noun.range.len() > 2 => SpeakerType::Organization,
            _ => return None,
        };
        let start = words.get(noun.range.start).span.start;
        if self.document.paragraph_at(start)? >= LEAD || lexicon::is_owned_body(&head) {
            return None;
        }
        let sentence = self.document.sentence_at(start)?;
        let behind = self.document.sentences[sentence].end;
        let from = self.mentions.partition_point(|m| m.span.start < behind);
        let kind = |m: usize| self.referents[self.of_mention[m]].speaker_type;
        let mention = (from..self.mentions.len())
            .take(LEAD_REACH)
            .find(|&m| kind(m) == wanted)?;
        let (found, range) = (self.of_mention[mention], &self.ranges[mention]);
        let below = self
            .document
            .sentence_at(self.mentions[mention].span.start)?;
        let first = words.within(self.document.sentences[below]).start;
        let article = range.start > first && lexicon::is_article(&words.folded(first));
        let person = wanted == SpeakerType::Person;
        // "The head of Harbor Life … Chief executive Ada Pohl said"
        let office = person
            && lexicon::leads_body(&head)
            && (first..range.start).all(|i| words.joined(i))
            && range.start <= first + LONGEST_TITLE
            && (first..range.start).any(|i| lexicon::is_title(&words.folded(i)));
        let begins = range.start == first + usize::from(article) || office;
        let bare = (!self.mentions[mention].titled || office)
            && (words.joined(range.end - 1) || person && origins::age(words, range).is_some());
        let referent = &self.referents[found];
        let new = referent.mentions.iter().all(|m| m.start > start) && referent.sure;
        let full = range.len() > 1 || !person;
        let gender = lexicon::person_noun_gender(&head);
        let agrees = gender.is_none_or(|gender| referent.gender.agreement(gender) >= 0.0);
        let speaks = self.of.iter().any(|of| of.0 == Some(found));
        let near = below <= sentence + SENTENCES_BELOW;
        (begins && bare && new && full && agrees && speaks && near).then_some(found)
    }

    fn named_later(&self, noun: &NounPhrase) -> Option<usize> {
        let (kind, _) = nominals::kind(self.words, noun);
        let head = self.words.folded(noun.head);
        match kind {
            // An indefinite noun phrase may be anybody; but "a judge", or "a port official", that opens
            // an article is the judge, or the official of a port, whom it names.
            SpeakerType::Anonymous => {
                let modifiers = nominals::modifiers(self.words, noun);
                let known = self.by_role.get(&lexicon::role(&head)?)?;
                let plain = noun.determiner == Determiner::Bare || lexicon::is_title(&head);
                let least = if plain { i32::MIN } else { 1 };
                let fits = known.iter().copied().take(64).filter(|&r| {
                    let roles = &self.referents[r].roles;
                    roles.iter().any(|role| {
                        nominals::fit(&modifiers, role).is_some_and(|fit| fit >= least)
                            && role.head == head_key(&head, false)
                    })
                });
                only(fits)
            }
            SpeakerType::Organization => {
                let words: Vec<String> = noun
                    .range
                    .clone()
                    .map(|i| stem(&self.words.folded(i)))
                    .collect();
                let needed = if noun.determiner == Determiner::Bare {
                    1
                } else {
                    2
                };
                let stems = |span: Span| -> Vec<String> {
                    let words = span.of(self.words.source()).split_whitespace();
                    words.map(|w| stem(&fold(w))).collect()
                };
                let head = stem(&head);
                // "A bank said … Harbor Bank", but not "a lower court" further on.
                let start = self.words.get(noun.range.start).span.start;
                let leads = self.document.paragraph_at(start).unwrap_or(0) < LEAD;
                let shares = |r: &usize| {
                    let referent = &self.referents[*r];
                    let name = stems(referent.name);
                    let shared = words
                        .iter()
                        .filter(|w| w.len() > 3 && name.contains(w))
                        .count();
                    // "Titan, a software company,"
                    let called = referent
                        .description
                        .is_some_and(|d| stems(d).contains(&head));
                    referent.speaker_type == SpeakerType::Organization
                        && referent.count > 0
                        && (shared >= needed || leads && (called || name.last() == Some(&head)))
                };
                let named = 0..self.referents.len().min(MOST_NAMES);
                only(named.filter(shares))
            }
            SpeakerType::Document if noun.determiner == Determiner::Bare => {
                self.by_head_first.get(&head_key(&head, false)).copied()
            }
            _ => None,
        }
    }
}

/// Paragraphs of an article's opening: headline, subheading, lead.
const OPENING: usize = 4;

/// Paragraphs of its headline and first sentence.
const LEAD: usize = 2;

/// Sentences below a lead's within which it is told whom it speaks of.
const SENTENCES_BELOW: usize = 2;

/// Words of "chief executive" and its like before a name.
const LONGEST_TITLE: usize = 3;

/// Claims of an opening that somebody takes up, and those of named speakers among which that is.
const FIRST_SPEAKERS: usize = 3;

/// Claims looked through for them.
const LEAD_REACH: usize = 32;

/// Names looked through for an opening's description.
const MOST_NAMES: usize = 500;
