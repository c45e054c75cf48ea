//! What is met on the way through an article, in order.

use super::{Discourse, LONGEST_ROLE};
use crate::speakers::phrases::{Determiner, NounPhrase};
use crate::speakers::pronoun::Pronoun;
use crate::speakers::{SpeakerType, lexicon};
use crate::text::Span;
use std::ops::Range;

impl<'a> Discourse<'a> {
    pub(super) fn events(&self) -> Vec<(usize, Event)> {
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
        for &quotation in &self.quotations {
            for noun in self.people_in(&self.words.within(quotation)) {
                if noun.range.clone().all(|i| !of_sources[i]) {
                    let start = self.words.get(noun.range.start).span.start;
                    events.push((start, 0, Event::Opening(noun)));
                }
            }
        }
        events.sort_by_key(|&(offset, order, _)| (offset, order));
        events
            .into_iter()
            .map(|(offset, _, event)| (offset, event))
            .collect()
    }

    /// The group last spoken of, if these words are a part of it: "some", "many".
    pub(super) fn group_of_part(&self, range: &Range<usize>) -> Option<usize> {
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
            let document = lexicon::document_noun(&noun).is_some_and(|singular| singular == noun);
            let verb =
                lexicon::is_auxiliary(&next) || lexicon::is_past(&next) || next.ends_with("ed");
            document && (verb || lexicon::ends_phrase(&next))
        };
        let head = reach
            .clone()
            .find(|&i| is_person(i) && !is_person(i + 1) || is_document(i))?;
        let plain = (start..=head).all(|i| self.words.joined(i))
            && (start + 1..=head + 1).all(|i| !self.words.is_capital(i))
            && (start + 1..head).all(|i| !lexicon::ends_phrase(&self.words.folded(i)));
        plain.then(|| NounPhrase {
            range: start..self.end_of_subject(head, sentence.end),
            head,
            determiner,
        })
    }

    /// Where "of Ada Pohl", "in the street" ends that a verb parts from the noun before it; else
    /// the noun's own end.
    fn end_of_subject(&self, head: usize, limit: usize) -> usize {
        let words = self.words;
        let from = head + 1;
        let is_verb = |&i: &usize| {
            let word = words.folded(i);
            let plain = !words.is_capital(i);
            plain
                && (lexicon::is_auxiliary(&word) || lexicon::is_past(&word) || word.ends_with("ed"))
        };
        let links = from < limit
            && words.joined(head)
            && matches!(
                words.folded(from).as_str(),
                "of" | "in" | "at" | "from" | "on"
            );
        let mut reach = (from + 2..limit.min(from + LONGEST_ROLE + 2))
            .take_while(|&i| words.joined_or_possessive(i - 1));
        let end = reach.find(is_verb).filter(|_| links);
        end.unwrap_or(from)
    }

    /// “I asked [the young sergeant] why”, “it frightened [my mother]”: people without a name of whom
    /// somebody speaks, and who may be "he" and "she" in the same words.
    fn people_in(&self, quotation: &Range<usize>) -> Vec<NounPhrase> {
        let words = self.words;
        let is_person = |i: usize| lexicon::is_person_noun(&words.folded(i));
        let phrase = |start: usize| {
            let word = words.folded(start);
            let determiner = match word.as_str() {
                "the" => Determiner::Definite,
                "a" | "an" | "another" => Determiner::Indefinite,
                _ if lexicon::is_possessive_determiner(&word) => Determiner::Possessive,
                _ => return None,
            };
            let mut reach = start + 1..quotation.end.min(start + 4);
            let head = reach.find(|&i| is_person(i))?;
            let next = head + 1;
            let ends = next >= words.len()
                || !words.joined(head)
                || !is_person(next) && !words.is_capital(next);
            let plain = (start..head).all(|i| words.joined(i))
                && (start + 1..=head).all(|i| !words.is_capital(i))
                && (start + 1..head).all(|i| !lexicon::ends_phrase(&words.folded(i)))
                && !words.get(head).possessive;
            (ends && plain).then_some(NounPhrase {
                range: start..next,
                head,
                determiner,
            })
        };
        quotation.clone().filter_map(phrase).collect()
    }

    /// "She was treated [by a doctor]": who acts in a passive.
    pub(super) fn agent(&self, sentence: &Range<usize>) -> Option<NounPhrase> {
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
}

/// What stands at one place of the text.
#[derive(Clone, Debug)]
pub(super) enum Event {
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

/// Mentions looked back over for the group that "some" are of.
const PART_REACH: usize = 6;
