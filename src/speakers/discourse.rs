//! Reads an article from its first word to its last and finds whom each source is.

use super::floating;
use super::labels::Link;
use super::lexicon;
use super::mentions::Mention;
use super::nominals;
use super::phrases::{self, Determiner, Names, NounPhrase, Phrase};
use super::pronouns::{self, Entry, Place, Pronoun, Recent};
use super::referents::{GenderEvidence, Named, Referent};
use super::words::{Words, fold};
use super::{Antecedents, FoundBy, SpeakerType};
use crate::attribution::{Attribution, Kind};
use crate::entities::EntityType;
use crate::text::{BlockKind, Document, Span};
use std::collections::HashMap;
use std::ops::Range;

/// What stands at one place of the text.
#[derive(Clone, Debug)]
enum Event {
    Named(usize),
    /// "Lund and Okoro" where they are no source, by the first.
    Pair(usize),
    /// "he", "she", … where it is no source.
    Pronoun(usize, Pronoun),
    /// A plural noun for people, by its word.
    Group(usize),
    /// "The president" where it is no source.
    Role(Range<usize>),
    /// "A neighbour" where it is no source but opens a sentence.
    Opening(NounPhrase),
    /// The source of an attribution.
    Source(usize),
    /// The content of an attribution without a source.
    Floating(usize),
}

/// Paragraphs at the beginning that may be a byline.
const BYLINE: usize = 4;

/// Words between "the" and the noun in "the former deputy port director".
const LONGEST_ROLE: usize = 4;

/// Words looked at after "asks" for whom. It bounds the time for text without punctuation.
const LONGEST_ADDRESSEE: usize = 8;

/// Names looked ahead to within a sentence. It bounds the time for long ones.
const LONGEST_VIEW: usize = 8;

/// One found speaker.
pub(super) type Answer = (Option<usize>, FoundBy);

pub(super) struct Discourse<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) document: &'a Document,
    pub(super) attributions: &'a [Attribution],
    pub(super) mentions: &'a [Mention],
    antecedents: &'a Antecedents,
    /// What labels say of each attribution's speaker.
    links: &'a [Link],
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
    /// Which referents were made for a noun phrase that is no source.
    pub(super) only_mentioned: Vec<bool>,
    /// Unnamed speakers that a name further on may be for, with their head nouns.
    pub(super) deferred: Vec<(usize, NounPhrase)>,
    /// Named referents by the heads of their descriptions.
    pub(super) by_role: HashMap<String, Vec<usize>>,
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
            of_mention: named.of,
            referents: named.referents,
            recent: Recent::default(),
            quotations: quotations.map(|q| q.span).collect(),
            by_words: HashMap::new(),
            by_head: HashMap::new(),
            by_head_first: HashMap::new(),
            last_seen: vec![0; count],
            only_mentioned: vec![false; count],
            deferred: Vec::new(),
            by_role: HashMap::new(),
            joint: HashMap::new(),
            contents: contents(attributions),
            enclosing: enclosing(attributions),
            beside: vec![None; attributions.len()],
            right_before: vec![None; attributions.len()],
            asked: vec![None; attributions.len()],
            of: vec![(None, FoundBy::Unresolved); attributions.len()],
        };
        discourse.learn_roles();
        discourse.learn_gender();
        discourse
    }

    /// Resolves every attribution.
    pub fn run(&mut self) {
        for (offset, event) in self.events() {
            match event {
                Event::Named(mention) => {
                    let referent = self.of_mention[mention];
                    let range = self.ranges[mention].clone();
                    self.note(referent, &range, false);
                }
                Event::Pronoun(word, pronoun) => {
                    let place = self.place(offset, None);
                    if let Some(found) = self.antecedent(pronoun, &place, None) {
                        self.note(found, &(word..word + 1), false);
                        self.learn_from(found, word);
                        let span = self.words.get(word).span;
                        self.referents[found].mentions.push(span);
                    }
                }
                Event::Role(range) => {
                    if let Some(person) = self.person_of_role(&range) {
                        self.note(person, &range, false);
                        let span = self.words.span(&range);
                        self.referents[person].mentions.push(span);
                    }
                }
                Event::Pair(first) => self.pair(first),
                Event::Opening(noun) => {
                    self.mentioned(&noun);
                }
                Event::Group(word) => {
                    let range = self.phrase_around(word);
                    // "Some have left": of those spoken of before.
                    if let Some(group) = self.group_of_part(&range) {
                        self.note(group, &range, false);
                        continue;
                    }
                    let (kind, plural) = (SpeakerType::Group, true);
                    let referent = self.unnamed(&range, word, kind, plural, None);
                    // "Editors and contestants" are one group, not two.
                    let start = self.words.get(range.start).span.start;
                    let referents = &self.referents;
                    self.recent
                        .forget(start..offset, |r| referents[r].count == 0);
                    self.note(referent, &range, false);
                }
                Event::Source(attribution) => self.source(attribution),
                Event::Floating(attribution) => {
                    self.right_before[attribution] = self.acting_right_before(offset);
                    self.beside[attribution] = self.acting_in_paragraph(offset);
                }
            }
        }
        self.delayed_names();
        self.continuations();
        self.first_persons();
    }

    fn names(&self) -> Names<'_> {
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

    fn events(&self) -> Vec<(usize, Event)> {
        let mut sources: Vec<Span> = Vec::new();
        let mut events: Vec<(usize, u8, Event)> = Vec::new();
        for (i, attribution) in self.attributions.iter().enumerate() {
            sources.extend(&attribution.source);
            if attribution.source.is_empty()
                && let Some(content) = attribution.content.first()
            {
                events.push((content.start, 0, Event::Floating(i)));
            }
            if let Some(first) = attribution.source.first() {
                // After the names inside it.
                events.push((first.end.max(first.start), 1, Event::Source(i)));
            }
        }
        sources.sort_unstable();
        let mut of_sources = vec![false; self.words.len()];
        for &source in &sources {
            for i in self.words.within(source) {
                of_sources[i] = true;
            }
        }
        for (i, mention) in self.mentions.iter().enumerate() {
            events.push((mention.span.start, 0, Event::Named(i)));
            if self.is_pair(i) && !of_sources[self.ranges[i].start] {
                // After the second name.
                events.push((self.mentions[i + 1].span.start, 1, Event::Pair(i)));
            }
        }
        for (i, &in_source) in of_sources.iter().enumerate() {
            let word = self.words.text(i);
            let start = self.words.get(i).span.start;
            if in_source {
                continue;
            }
            if word.len() <= 3 {
                let folded = self.words.folded(i);
                if let Some(pronoun @ (Pronoun::He | Pronoun::She)) = Pronoun::read(&folded) {
                    events.push((start, 0, Event::Pronoun(i, pronoun)));
                }
            } else if lexicon::is_group_noun(&self.words.folded(i)) {
                events.push((start, 0, Event::Group(i)));
            } else if lexicon::role(&self.words.folded(i)).is_some()
                && let Some(range) = self.definite(i)
                && !of_sources[range.start]
            {
                events.push((
                    self.words.get(range.start).span.start,
                    0,
                    Event::Role(range),
                ));
            }
        }
        for &sentence in &self.document.sentences {
            let range = self.words.within(sentence);
            if let Some(noun) = self.agent(&range)
                && !of_sources[noun.head]
                && !self.is_quoted(sentence.start)
            {
                let start = self.words.get(noun.range.start).span.start;
                events.push((start, 0, Event::Opening(noun)));
            }
            if let Some(noun) = self.opening_noun(&range)
                && !of_sources[noun.head]
                && !self.is_quoted(sentence.start)
            {
                events.push((
                    self.words.get(noun.range.start).span.start,
                    0,
                    Event::Opening(noun),
                ));
            }
        }
        events.sort_by_key(|&(offset, order, _)| (offset, order));
        events
            .into_iter()
            .map(|(offset, _, event)| (offset, event))
            .collect()
    }

    /// The group last spoken of, if these words are a part of it: "some", "many".
    fn group_of_part(&self, range: &Range<usize>) -> Option<usize> {
        let word = self.words.folded(range.start);
        let is_part = matches!(word.as_str(), "some" | "many" | "most" | "several" | "few");
        if !is_part || range.len() != 1 {
            return None;
        }
        let groups = self.recent.backwards().take(PART_REACH);
        let mut groups = groups.filter(|entry| {
            let referent = &self.referents[entry.referent];
            referent.plural && referent.human && referent.members.is_empty()
        });
        groups.next().map(|entry| entry.referent)
    }

    /// Whether "and" joins a person's name to the next one, and neither to a third.
    fn is_pair(&self, first: usize) -> bool {
        let words = self.words;
        let Some(second) = self.ranges.get(first + 1) else {
            return false;
        };
        let end = self.ranges[first].end;
        let joined = second.start == end + 1
            && words.joined(end - 1)
            && words.joined(end)
            && words.folded(end) == "and";
        let of = |mention: usize| self.of_mention[mention];
        let people = [first, first + 1].map(|m| &self.referents[of(m)].speaker_type);
        joined
            && of(first) != of(first + 1)
            && people == [&SpeakerType::Person; 2]
            && !words.get(second.end - 1).possessive
            && self.ranges[first]
                .start
                .checked_sub(1)
                .is_none_or(|b| words.gap(b) != ", ")
    }

    /// Two who are named together may be "they" further on.
    fn pair(&mut self, first: usize) {
        let range = self.ranges[first].start..self.ranges[first + 1].end;
        let mut members = vec![self.of_mention[first], self.of_mention[first + 1]];
        members.sort_unstable();
        let joint = self.together(members, self.words.span(&range));
        self.note(joint, &range, false);
    }

    /// "The president", "the port's director": the words up to this noun, if the article stands
    /// before them and no name follows.
    fn definite(&self, head: usize) -> Option<Range<usize>> {
        let words = self.words;
        let next = head + 1;
        let of_name = next < words.len() && words.joined(head) && words.is_capital(next);
        let from = head.saturating_sub(LONGEST_ROLE);
        let article = (from..head).rev().find(|&i| words.folded(i) == "the")?;
        let joined = (article..head).all(|i| words.joined_or_possessive(i));
        let plain = (article + 1..head).all(|i| !lexicon::ends_phrase(&words.folded(i)));
        (joined && plain && !of_name && !words.is_capital(head)).then_some(article..next)
    }

    /// Resolves one attribution's source.
    fn source(&mut self, index: usize) {
        let attribution = &self.attributions[index];
        let mut answer = (None, FoundBy::Unresolved);
        if self.links[index] == Link::Nobody {
            return;
        }
        if let Some(labelled) = self.labelled(index) {
            answer = (Some(labelled), FoundBy::Alias);
        }
        for &piece in attribution.source.iter().filter(|_| answer.0.is_none()) {
            if let Some(phrase) = phrases::read(self.words, piece, self.names()) {
                let found = self.phrase(&phrase, piece, index);
                if found.0.is_some() {
                    answer = found;
                    break;
                }
            }
        }
        if let Some(referent) = answer.0 {
            let piece = attribution.source[0];
            let range = self.words.within(piece);
            let named =
                self.referents[referent].count > 0 && self.referents[referent].members.is_empty();
            if !named || (answer.1 != FoundBy::Name && answer.1 != FoundBy::Alias) {
                if !range.is_empty() {
                    self.note(referent, &range, true);
                }
                self.referents[referent].mentions.push(piece);
            }
            self.recent.mark_source(referent, piece.start);
        }
        self.of[index] = answer;
        self.asked[index] = self.addressee(index);
    }

    /// Whom the label of an attribution's turn stands for.
    fn labelled(&mut self, index: usize) -> Option<usize> {
        match self.links[index] {
            Link::Open | Link::Nobody => None,
            Link::Name(name) => {
                let mention = self.mentions.partition_point(|m| m.span.start < name.start);
                let found = self.mentions.get(mention).filter(|m| m.span == name);
                found.map(|_| self.of_mention[mention])
            }
            Link::Words(span) => match phrases::read(self.words, span, self.names())? {
                Phrase::Name(mention) => Some(self.of_mention[mention]),
                Phrase::Noun(noun) => {
                    let (kind, plural) = nominals::kind(self.words, &noun);
                    Some(self.unnamed(&noun.range, noun.head, kind, plural, Some(span)))
                }
                _ => None,
            },
        }
    }

    /// Whom a question is put to: "“Is he unkind?” she asks the girl."
    fn addressee(&mut self, index: usize) -> Option<usize> {
        let attribution = &self.attributions[index];
        let cue = *attribution.cue.last()?;
        let words = self.words;
        let verb = words.within(cue).last()?;
        if attribution.kind == Kind::Indirect
            || !matches!(words.folded(verb).as_str(), "ask" | "asks" | "asked")
        {
            return None;
        }
        let joined = (verb..).take_while(|&word| words.joined(word));
        let count = joined.take(LONGEST_ADDRESSEE).count();
        if count == 0 {
            return None;
        }
        let first = verb + 1;
        let piece = words.span(&(first..first + count));
        let speaker = self.of[index].0;
        let found = match phrases::read(words, piece, self.names())? {
            Phrase::Name(mention) => Some(self.of_mention[mention]),
            Phrase::Pronoun(pronoun @ (Pronoun::He | Pronoun::She), _) => {
                let place = Position {
                    excluded: speaker,
                    ..self.place(piece.start, None)
                };
                self.antecedent(pronoun, &place, None)
            }
            Phrase::Noun(noun) => self.mentioned(&noun),
            Phrase::Pronoun(..) | Phrase::Joint(_) => None,
        };
        found.filter(|&person| self.referents[person].human && speaker != Some(person))
    }

    fn phrase(&mut self, phrase: &Phrase, piece: Span, attribution: usize) -> Answer {
        match phrase {
            Phrase::Name(mention) => {
                let referent = self.of_mention[*mention];
                let text = self.words.source();
                let name = super::words::fold(self.referents[referent].name.of(text));
                let whole = super::words::fold(self.mentions[*mention].span.of(text)) == name;
                (
                    Some(referent),
                    if whole { FoundBy::Name } else { FoundBy::Alias },
                )
            }
            Phrase::Pronoun(pronoun, word) => (
                self.pronoun(*pronoun, *word, piece, attribution),
                FoundBy::Pronoun,
            ),
            Phrase::Noun(noun) => self.noun(noun, piece),
            Phrase::Joint(parts) => self.joint(parts, piece, attribution),
        }
    }

    fn joint(&mut self, parts: &[Phrase], piece: Span, attribution: usize) -> Answer {
        let answers: Vec<Answer> = parts
            .iter()
            .map(|part| {
                let own = match part {
                    Phrase::Noun(noun) => self.words.span(&noun.range),
                    _ => piece,
                };
                self.phrase(part, own, attribution)
            })
            .collect();
        let members: Vec<usize> = answers.iter().filter_map(|a| a.0).collect();
        match members.as_slice() {
            [] => return (None, FoundBy::Unresolved),
            [one] => return (Some(*one), answers[0].1),
            _ => {}
        }
        let all_names = answers.iter().all(|a| a.1 == FoundBy::Name);
        let referent = self.together(members, piece);
        let by = if all_names {
            FoundBy::Name
        } else {
            FoundBy::Alias
        };
        (Some(referent), by)
    }

    /// The referent of several speakers at once.
    pub(super) fn together(&mut self, members: Vec<usize>, piece: Span) -> usize {
        if let Some(&known) = self.joint.get(&members) {
            return known;
        }
        let referent = self.add(Referent {
            name: piece,
            speaker_type: SpeakerType::Group,
            plural: true,
            human: true,
            gender: GenderEvidence::default(),
            description: None,
            roles: Vec::new(),
            mentions: Vec::new(),
            members: members.clone(),
            count: 1,
            sure: true,
        });
        self.joint.insert(members, referent);
        referent
    }

    fn pronoun(
        &mut self,
        pronoun: Pronoun,
        word: usize,
        piece: Span,
        attribution: usize,
    ) -> Option<usize> {
        match pronoun {
            Pronoun::Relative => {
                let owned = self.body_before_clause(word, piece);
                owned.or_else(|| self.antecedent_before(word))
            }
            Pronoun::First | Pronoun::Second | Pronoun::Demonstrative => None,
            _ => {
                let place = self.place(piece.start, Some(attribution));
                let found = self.antecedent(pronoun, &place, Some(attribution));
                if let Some(referent) = found {
                    self.learn_from(referent, word);
                }
                found
            }
        }
    }

    fn antecedent(
        &self,
        pronoun: Pronoun,
        place: &Position,
        attribution: Option<usize>,
    ) -> Option<usize> {
        // Without a cue nobody says that the pronoun is a source, nor what follows its content.
        let attribution = attribution.filter(|&a| !self.attributions[a].cue.is_empty());
        let content: &[Span] = attribution.map_or(&[], |a| &self.attributions[a].content);
        let in_content = |offset: usize| content.iter().any(|s| s.contains_offset(offset));
        let agent = || self.agent_of_participle(place.sentence);
        let ahead = self.ahead(place);
        let others = match attribution {
            Some(_) => Vec::new(),
            None => self.others(pronoun, place),
        };
        let place = Place {
            ahead: &ahead,
            others: &others,
            in_content: &in_content,
            source: attribution.is_some(),
            noun: false,
            excluded: place.excluded.or_else(agent),
            ..self.seen_from(place)
        };
        pronouns::antecedent(pronoun, &place, &self.recent, &self.referents)
    }

    /// The place of a source, as the search for whom it is for sees it.
    pub(super) fn seen_from(&self, place: &Position) -> Place<'a> {
        Place {
            offset: place.offset,
            antecedents: self.antecedents,
            sentence: place.sentence,
            paragraph: place.paragraph,
            quoted: place.quoted,
            source: true,
            noun: true,
            excluded: place.excluded,
            in_content: &|_| false,
            ahead: &[],
            others: &[],
        }
    }

    /// Where else in the sentence of a place the same pronoun stands.
    fn others(&self, pronoun: Pronoun, place: &Position) -> Vec<usize> {
        let Some(sentence) = self.document.sentences.get(place.sentence) else {
            return Vec::new();
        };
        let mentions = self.antecedents.beginning_in(sentence.start..sentence.end);
        let same = mentions.filter(|mention| {
            let word = fold(mention.of(self.words.source()));
            mention.start != place.offset && Pronoun::read(&word) == Some(pronoun)
        });
        same.take(LONGEST_VIEW)
            .map(|mention| mention.start)
            .collect()
    }

    /// The names further on in the sentence of a place.
    fn ahead(&self, place: &Position) -> Vec<Entry> {
        let Some(sentence) = self.document.sentences.get(place.sentence) else {
            return Vec::new();
        };
        let from = self
            .mentions
            .partition_point(|m| m.span.start <= place.offset);
        let names = self.mentions[from..].iter().zip(from..);
        let names = names.take_while(|(mention, _)| mention.span.start < sentence.end);
        let entries = names.take(LONGEST_VIEW).map(|(_, index)| {
            let (referent, range) = (self.of_mention[index], &self.ranges[index]);
            self.entry(referent, range, false)
        });
        entries.collect()
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
            excluded: speaker.and_then(|a| self.of[a].0),
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

    /// Whether a word may stand before a name that begins a sentence: "Democratic Sen. Vance".
    fn may_precede(&self, word: usize) -> bool {
        let folded = self.words.folded(word);
        lexicon::is_article(&folded)
            || lexicon::is_title(&folded)
            || lexicon::is_honorific(&folded)
            || lexicon::is_affiliation(&folded)
            || matches!(folded.as_str(), "but" | "and" | "so")
    }

    /// "Asked by Vance whether …, he": Vance acts on the subject of the sentence, and is not it.
    fn agent_of_participle(&self, sentence: usize) -> Option<usize> {
        let range = self.words.within(*self.document.sentences.get(sentence)?);
        let mut at = range.start;
        if at < range.end
            && matches!(
                self.words.folded(at).as_str(),
                "when" | "while" | "once" | "if" | "though" | "but" | "and"
            )
        {
            at += 1;
        }
        if at >= range.end || !is_participle(&self.words.folded(at)) {
            return None;
        }
        let by = (at + 1..range.end.min(at + 4)).find(|&i| self.words.folded(i) == "by")?;
        if !(at..by).all(|i| self.words.joined(i)) {
            return None;
        }
        // The name, or the title before it.
        let index = self.ranges.partition_point(|r| r.start <= by);
        let name = self.ranges.get(index).filter(|r| r.end <= range.end)?;
        let near = name.start - by <= 4 && (by..name.start - 1).all(|i| self.words.joined(i));
        let agent = !self.words.get(name.end - 1).possessive;
        (near && agent).then(|| self.of_mention[index])
    }

    /// Whether a mention qualifies the noun after it: "Vance's", "Vance aide", "Vance press aide".
    fn is_modifier(&self, range: &Range<usize>) -> bool {
        let next = |i: usize| i + 1 < self.words.len() && self.words.joined(i);
        let is_role =
            |i: usize| lexicon::role(&self.words.folded(i)).is_some() && !self.words.is_capital(i);
        let last = range.end - 1;
        self.words.get(last).possessive
            || (next(last) && is_role(last + 1))
            || (next(last)
                && next(last + 1)
                && !lexicon::ends_phrase(&self.words.folded(last + 1))
                && is_role(last + 2)
                && next(last + 2)
                && self.words.is_capital(last + 3))
    }

    /// Whether a mention stands where a clause begins.
    fn is_subject(&self, range: &Range<usize>) -> bool {
        if self.words.get(range.end - 1).possessive {
            return false;
        }
        let Some(mut before) = range.start.checked_sub(1) else {
            return true;
        };
        // Step over titles and descriptions.
        while before > 0
            && range.start - before < 5
            && self.words.joined(before)
            && lexicon::role(&self.words.folded(before)).is_some()
        {
            before -= 1;
        }
        // "My neighbour Vance"
        let word = self.words.folded(before);
        if before > 0
            && before + 1 < range.start
            && self.words.joined(before)
            && (lexicon::is_article(&word) || lexicon::is_possessive_determiner(&word))
        {
            before -= 1;
        } else if before == 0 && before + 1 < range.start && self.words.joined(before) {
            return true;
        }
        if !self.words.joined_or_possessive(before) {
            return true;
        }
        matches!(
            self.words.folded(before).as_str(),
            "and"
                | "but"
                | "that"
                | "when"
                | "while"
                | "if"
                | "because"
                | "as"
                | "since"
                | "after"
                | "before"
                | "though"
                | "although"
                | "said"
                | "says"
        )
    }

    /// "Vance shrugged. “…”": the last person who is a subject earlier in the paragraph.
    fn acting_in_paragraph(&self, offset: usize) -> Option<usize> {
        let paragraph = self.document.paragraph_at(offset)?;
        let mut before = self
            .recent
            .backwards()
            .take_while(|e| e.paragraph == paragraph);
        let acting = before.find(|e| {
            let kind = self.referents[e.referent].speaker_type;
            let one = matches!(kind, SpeakerType::Person | SpeakerType::Anonymous);
            one && e.subject && !e.quoted && self.referents[e.referent].sure
        })?;
        Some(acting.referent)
    }

    /// "The striker shrugged. “…”": the person who is the subject of the sentence that ends where
    /// the quotation begins, in one paragraph with it.
    fn acting_right_before(&self, offset: usize) -> Option<usize> {
        let sentence = self.document.sentence_at(offset)?;
        if offset > self.document.sentences[sentence].start || !self.is_quoted(offset) {
            return None;
        }
        let span = self.document.sentences[sentence.checked_sub(1)?];
        if self.document.paragraph_at(span.start) != self.document.paragraph_at(offset)
            || self.is_quoted(span.start)
        {
            return None;
        }
        let range = self.words.within(span);
        let first = range.clone().next()?;
        let start = self.words.get(first).span.start;
        // "Double try scorer Vance smiled": what describes somebody opens the sentence with them.
        let described = |entry: &pronouns::Entry| {
            let before = self.words.within(Span::new(start, entry.offset));
            let plain = |i: usize| {
                let word = self.words.folded(i);
                self.words.joined(i) && !lexicon::ends_phrase(&word) && !word.ends_with("ed")
            };
            entry.sentence + 1 == sentence
                && before.len() <= LONGEST_ROLE
                && before.clone().all(plain)
        };
        let here = self.recent.backwards().take_while(|e| e.offset >= start);
        let subject = here.filter(|e| described(e)).last()?;
        let referent = &self.referents[subject.referent];
        let one = matches!(
            referent.speaker_type,
            SpeakerType::Person | SpeakerType::Anonymous
        );
        let acts = one && referent.human && referent.sure && !subject.modifier;
        acts.then_some(subject.referent)
    }

    /// "A council spokesman", where it opens the words of `sentence` and these go on.
    fn opening_noun(&self, sentence: &Range<usize>) -> Option<NounPhrase> {
        let start = sentence.clone().next()?;
        if let Some(noun) = self.opening_relative(start, sentence.end) {
            return Some(noun);
        }
        let determiner = match self.words.folded(start).as_str() {
            "the" => Determiner::Definite,
            "a" | "an" | "one" | "another" => Determiner::Indefinite,
            _ => return None,
        };
        let reach = start + 1..sentence.end.saturating_sub(1).min(start + 5);
        let is_person = |i: usize| lexicon::is_person_noun(&self.words.folded(i));
        // "The report runs to", but not "the law firm".
        let is_document = |i: usize| {
            let (noun, next) = (self.words.folded(i), self.words.folded(i + 1));
            lexicon::document_noun(&noun).is_some_and(|singular| singular == noun)
                && (lexicon::ends_phrase(&next) || next.ends_with("ed"))
        };
        let head = reach
            .clone()
            .find(|&i| is_person(i) && !is_person(i + 1) || is_document(i))?;
        let plain = (start..=head).all(|i| self.words.joined(i))
            && (start + 1..=head + 1).all(|i| !self.words.is_capital(i))
            && (start + 1..head).all(|i| !lexicon::ends_phrase(&self.words.folded(i)));
        plain.then_some(NounPhrase {
            range: start..head + 1,
            head,
            determiner,
        })
    }

    /// "She was treated [by a doctor]": who acts in a passive.
    fn agent(&self, sentence: &Range<usize>) -> Option<NounPhrase> {
        let words = self.words;
        let is_by = |&i: &usize| {
            words.folded(i) == "by" && matches!(words.folded(i + 1).as_str(), "a" | "an")
        };
        let by = (sentence.start..sentence.end.saturating_sub(2)).find(is_by)?;
        let reach = by + 2..sentence.end.min(by + 5);
        let is_person = |i: usize| lexicon::is_person_noun(&words.folded(i));
        let head = reach.clone().find(|&i| is_person(i))?;
        let next = head + 1 < words.len() && words.joined(head) && words.is_capital(head + 1);
        let plain = (by..head).all(|i| words.joined(i)) && !words.is_capital(head) && !next;
        plain.then_some(NounPhrase {
            range: by + 1..head + 1,
            head,
            determiner: Determiner::Indefinite,
        })
    }

    /// "Mary Stone's husband", "Her father": somebody else than whom the sentence begins with.
    fn opening_relative(&self, start: usize, end: usize) -> Option<NounPhrase> {
        let words = self.words;
        let name = self.ranges.partition_point(|r| r.end <= start);
        let owner = self.ranges.get(name).filter(|r| r.contains(&start));
        let last = owner.map_or(start, |name| name.end - 1);
        let owns = match owner {
            Some(_) => words.get(last).possessive,
            None => lexicon::is_possessive_determiner(&words.folded(start)),
        };
        let reach = last + 1..end.saturating_sub(1).min(last + 4);
        let is_person = |i: usize| lexicon::is_person_noun(&words.folded(i));
        let head = reach.clone().find(|&i| is_person(i) && !is_person(i + 1))?;
        let plain = words.joined_or_possessive(last)
            && (last + 1..=head).all(|i| words.joined(i) && !words.is_capital(i))
            && !words.is_capital(head + 1)
            && (last + 1..head).all(|i| !lexicon::ends_phrase(&words.folded(i)));
        (owns && plain).then(|| NounPhrase {
            range: start..head + 1,
            head,
            determiner: Determiner::Possessive,
        })
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

    /// "I" and "we": who speaks the words around them.
    fn first_persons(&mut self) {
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
                    self.of[index] = (Some(speaker), FoundBy::Pronoun);
                    self.referents[speaker].mentions.push(piece);
                    break;
                }
                outer = self.enclosing[attribution];
                steps += 1;
            }
        }
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

    /// "Keeps saying …": a sentence that begins with its verb goes on about whoever spoke last.
    fn of_list(&self, index: usize) -> Option<usize> {
        let cue = *self.attributions[index].cue.first()?;
        let sentence = self.document.sentence_at(cue.start)?;
        let first = self.words.within(self.document.sentences[sentence]).start;
        let verb = self.words.within(cue).start;
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
        let words = bare(content);
        let below = (index + 1..self.attributions.len()).take(HEADING_REACH);
        let says = |&other: &usize| {
            let mut pieces = self.attributions[other].content.iter();
            pieces.any(|piece| piece.of(text).contains(words))
        };
        let speaks = |other: usize| self.of[other].0;
        let repeated = below.filter(says).find_map(speaks);
        repeated.filter(|_| words.contains(' '))
    }

    /// “Reboot ordered for patent law”: whoever does below what the headline says was done. Its cue
    /// and a word of what is claimed stand there again.
    fn done_below(&self, index: usize) -> Option<usize> {
        let attribution = &self.attributions[index];
        let (content, cue) = (attribution.content.first()?, attribution.cue.first()?);
        if self.document.block_at(content.start)? > 0 || self.is_quoted(cue.start) {
            return None;
        }
        let stems = |spans: &[Span]| -> Vec<String> {
            let all = spans.iter().flat_map(|&span| self.words.within(span));
            let long = all
                .map(|i| self.words.folded(i))
                .filter(|word| word.len() >= STEM);
            long.map(|word| word.chars().take(STEM).collect()).collect()
        };
        let (does, claims) = (stems(&attribution.cue), stems(&attribution.content));
        let same = |ours: &[String], theirs: &[String]| ours.iter().any(|o| theirs.contains(o));
        let does_so = |&other: &usize| {
            let below = &self.attributions[other];
            let apart = self.document.block_at(below.content[0].start) > Some(0);
            apart && same(&does, &stems(&below.cue)) && same(&claims, &stems(&below.content))
        };
        let mut below = (index + 1..self.attributions.len())
            .take(HEADLINE_REACH)
            .filter(does_so);
        below.find_map(|other| self.of[other].0)
    }

    fn continuations(&mut self) {
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
                    .or(self.right_before[index].filter(|_| quoted))
                    .or_else(goes_on)
                    .or(self.beside[index].filter(|_| quoted));
                if speaker.is_some() {
                    self.of[index] = (speaker, FoundBy::Continuation);
                }
            }
        }
    }
}

/// Mentions looked back over for the group that "some" are of.
const PART_REACH: usize = 6;

/// Claims below the headline in which what it tells is told again.
const HEADLINE_REACH: usize = 8;

/// Letters that the forms of one word share.
const STEM: usize = 5;

/// Claims below a heading that may repeat what it quotes.
const HEADING_REACH: usize = 32;

/// Claims looked back over for whoever a list is about.
const LIST_REACH: usize = 4;

/// Where something stands that refers back.
pub(super) struct Position {
    pub(super) offset: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    pub(super) quoted: bool,
    pub(super) excluded: Option<usize>,
}

/// A past participle, as far as its form shows.
fn is_participle(word: &str) -> bool {
    (word.ends_with("ed") && word.len() > 4) || matches!(word, "told" | "shown" | "given" | "met")
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
