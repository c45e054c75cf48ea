//! Sources that are noun phrases: those that refer to somebody named or heard before, and the
//! unnamed speakers.

mod client;
mod focus;
mod introduced;
mod letters;
mod opening;
mod people;
mod unnamed;

use super::Answer;
use super::channels::LONGEST_MAKING;
use super::discourse::Discourse;
use super::phrases::{self, Determiner, NounPhrase, Phrase};
use super::pronouns;
use super::words::fold;
use super::{FoundBy, SpeakerType, lexicon, nominals, organizations};
use crate::text::Span;

/// Words of the longest noun phrase that is taken to refer back; longer ones introduce.
const LONGEST_REFERRING: usize = 8;

/// Nouns for what a name is that stands before them: "the Gannett newspaper chain". Not those
/// for a part of it ("the Gannett board").
fn is_kind_of_body(noun: &str) -> bool {
    lexicon::is_media_noun(noun) || lexicon::is_kind_of_body(noun)
}

impl Discourse<'_> {
    /// A noun phrase: one that refers to somebody, or an unnamed speaker.
    pub(super) fn noun(&mut self, noun: &NounPhrase, piece: Span) -> Answer {
        let (kind, plural) = nominals::kind(self.words, noun);
        let head = self.words.folded(noun.head);
        if matches!(head.as_str(), "nobody" | "none") || self.is_no_one(noun) {
            return (None, FoundBy::Unresolved);
        }
        if let Some(name) = self.name_of_body(noun) {
            return (Some(name), FoundBy::Alias);
        }
        if let Some(maker) = self.maker(noun, &head) {
            return (Some(maker), FoundBy::Name);
        }
        if let Some(document) = self.document_that_tells(noun, &head, piece) {
            return (Some(document), FoundBy::Name);
        }
        if noun.range.len() <= LONGEST_REFERRING && noun.determiner == Determiner::Definite {
            if plural || lexicon::is_pair(&head) || lexicon::is_number(&head) {
                let known = self.both(noun, piece);
                let known = known.or_else(|| self.heard_before(&head, true));
                // "The Harbor trio": a band.
                let band = || {
                    let one = !plural && lexicon::is_nameless_kind(&head);
                    one.then(|| self.organization_by_noun(noun, &head))
                        .flatten()
                };
                if let Some(known) = known.or_else(band) {
                    return (Some(known), FoundBy::Nominal);
                }
            } else if let Some(known) = self.referred_to(noun, kind, &head) {
                return (Some(known), FoundBy::Nominal);
            }
        }
        if noun.determiner == Determiner::Possessive
            && kind == SpeakerType::Anonymous
            && let Some(known) = self
                .client(noun, &head)
                .or_else(|| self.person_by_role(noun, &head, 1))
                .or_else(|| self.only_relative(noun, &head))
        {
            return (Some(known), FoundBy::Nominal);
        }
        if kind == SpeakerType::Organization
            && let Some(body) = self.leading_body(noun, &head)
        {
            return (Some(body), FoundBy::Nominal);
        }
        let referent = self.unnamed(&noun.range, noun.head, kind, plural, Some(piece));
        if !plural || kind == SpeakerType::Group {
            self.deferred.push((referent, noun.clone()));
        }
        (Some(referent), FoundBy::Name)
    }

    /// "The Gannett newspaper chain": a name with the noun for what it names.
    fn name_of_body(&self, noun: &NounPhrase) -> Option<usize> {
        let whole = noun.determiner == Determiner::Definite && noun.head + 1 == noun.range.end;
        if !whole || !is_kind_of_body(&self.words.folded(noun.head)) {
            return None;
        }
        let first = noun.range.start + 1;
        let index = self.ranges.partition_point(|r| r.start < first);
        let name = self.ranges.get(index).filter(|r| r.start == first)?;
        let referent = self.of_mention[index];
        // "The Harbor Echo supporters club" is none of the Echo's.
        let other = |i: usize| {
            let word = self.words.folded(i);
            lexicon::is_group_noun(&word)
                || lexicon::singular(&word, lexicon::is_person_noun).is_some()
        };
        let plain = (name.end..noun.range.end)
            .all(|i| !self.words.is_capital(i) && (i == noun.head || !other(i)));
        let is_body = match self.referents[referent].speaker_type {
            SpeakerType::Organization => true,
            SpeakerType::Place => !lexicon::is_place(&self.words.folded(name.start)),
            _ => false,
        };
        let possessive = self.words.get(name.end - 1).possessive;
        (name.end <= noun.head && plain && is_body && !possessive).then_some(referent)
    }

    /// "Data from the 2014 Household Survey": what they are from, if it has a name.
    fn document_that_tells(&mut self, noun: &NounPhrase, head: &str, piece: Span) -> Option<usize> {
        let data = lexicon::is_figures(head);
        let from = noun.head + 1;
        if !data || from + 1 >= noun.range.end || self.words.folded(from) != "from" {
            return None;
        }
        let first = from + 1 + usize::from(lexicon::is_article(&self.words.folded(from + 1)));
        let last = noun
            .range
            .end
            .checked_sub(1)
            .filter(|&last| first <= last)?;
        let is_proper = |i: usize| {
            self.words.is_capital(i) || self.words.text(i).bytes().all(|b| b.is_ascii_digit())
        };
        if let Some(index) = self.ranges.iter().position(|r| *r == (first..last + 1)) {
            return Some(self.of_mention[index]);
        }
        let named = (first..=last).all(is_proper) && self.words.is_capital(last);
        let kind = lexicon::document_noun(&self.words.folded(last))?;
        let name = Span::new(self.words.get(first).span.start, piece.end);
        (named && !kind.is_empty()).then(|| {
            let range = first..last + 1;
            self.unnamed(&range, last, SpeakerType::Document, false, Some(name))
        })
    }

    /// The unnamed speaker last heard under the same noun, in the same number.
    fn heard_before(&self, head: &str, plural: bool) -> Option<usize> {
        self.by_head.get(&head_key(head, plural)).copied()
    }

    fn is_no_one(&self, noun: &NounPhrase) -> bool {
        noun.range.len() == 2
            && self.words.folded(noun.range.start) == "no"
            && self.words.folded(noun.head) == "one"
    }

    /// Whom a definite singular noun phrase is for: somebody named, or an unnamed speaker with
    /// the same noun, whoever of the two was mentioned last.
    fn referred_to(&mut self, noun: &NounPhrase, kind: SpeakerType, head: &str) -> Option<usize> {
        let named = match kind {
            SpeakerType::Anonymous => self.person_by_role(noun, head, i32::MIN),
            SpeakerType::Organization => {
                // "A bank refused … Harbor Bank": whatever introduces one, this is a bank by name.
                let other = self.is_another(noun, head);
                let found = self.organization_by_noun(noun, head);
                found.filter(|&body| !other || self.is_called(body, head))
            }
            SpeakerType::Place => self.place_by_noun(noun),
            _ => None,
        };
        if kind == SpeakerType::Document
            && let Some(document) = self.document_by_noun(noun, head)
        {
            self.by_head.insert(head_key(head, false), document);
            return Some(document);
        }
        let unnamed = self.heard_before(head, false);
        match (named, unnamed) {
            (Some(named), Some(unnamed)) => {
                let later = self.last_seen[unnamed] > self.last_seen[named];
                Some(if later { unnamed } else { named })
            }
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) if kind == SpeakerType::Anonymous => {
                let words = self.key_of(&noun.range);
                // Whom the article is about may be somebody else by then: these words are not.
                let before = self.called.get(&words).copied();
                let found = self
                    .by_wider_noun(noun, head)
                    .or_else(|| self.body_by_trade(noun, head))
                    .or_else(|| self.epithet(noun, head))
                    .or_else(|| self.main_person(noun, head))
                    .or(before)
                    .or_else(|| self.person_in_focus(noun, head))?;
                self.called.insert(words, found);
                self.learn_origin(found, noun);
                Some(found)
            }
            (None, None) => None,
        }
    }

    /// "The 23-year-old Norwegian": from then on the article has told both of them.
    fn learn_origin(&mut self, person: usize, noun: &NounPhrase) {
        for word in noun.range.start..=noun.head {
            let word = self.words.folded(word);
            let nation = lexicon::nation_of(&word).map(str::to_owned);
            let told = nation.or_else(|| lexicon::is_age(&word).then_some(word));
            let roles = &mut self.referents[person].roles;
            if let Some(head) = told
                && roles.iter().all(|role| role.head != head)
            {
                roles.push(nominals::Role::of(head));
            }
        }
    }

    /// "Norland's largest insurer": the one body before it, or the last of several, that may be called
    /// so.
    fn leading_body(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let leads = |i: usize| lexicon::is_foremost(&self.words.folded(i));
        let own = noun.determiner == Determiner::Possessive
            && noun.head + 1 == noun.range.end
            && noun.range.len() <= LONGEST_REFERRING
            && noun.range.clone().any(leads);
        let owned = NounPhrase {
            range: noun.head..noun.range.end,
            ..noun.clone()
        };
        // A carmaker is a firm, whatever its name.
        let firm = || head.ends_with("maker").then_some("company");
        let found = || {
            let known = self.organization_by_noun(&owned, head);
            known.or_else(|| self.organization_by_noun(&owned, firm()?))
        };
        own.then(found).flatten()
    }

    fn organization_by_noun(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let before = noun.range.start..noun.head;
        // "the appeals court"
        let modifiers: Vec<String> = before
            .clone()
            .filter(|&i| !self.words.is_capital(i))
            .map(|i| self.words.folded(i))
            .filter(|w| !lexicon::ends_phrase(w))
            .collect();
        let qualifiers: Vec<String> = before
            .filter(|&i| self.words.is_capital(i))
            .filter(|&i| !self.tells_where(i))
            .map(|i| self.words.folded(i))
            .filter(|w| !lexicon::is_article(w))
            .collect();
        let place = self.place(self.words.get(noun.range.start).span.start, None);
        let verb = noun.range.end;
        let answers = verb < self.words.len() && lexicon::is_answering(&self.words.folded(verb));
        pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
            let candidate = &self.referents[referent];
            if candidate.speaker_type != SpeakerType::Organization || candidate.count == 0 {
                return None;
            }
            if answers && self.accuses(referent) {
                return None;
            }
            // "One told the Mercury: …": no firm that the article is about; but "told the Harbor Commission".
            let name = candidate.name.of(self.words.source());
            let words: Vec<String> = name.split_whitespace().map(fold).collect();
            let medium = lexicon::is_media_noun(head) || words.iter().any(|word| word == head);
            if !medium && self.only_told.get(referent) == Some(&true) {
                return None;
            }
            // "the Echo supporters club"
            let others = |m: &String| lexicon::is_group_noun(m) && !words.contains(m);
            if !qualifiers.iter().all(|q| words.contains(q)) || modifiers.iter().any(others) {
                return None;
            }
            if head == "court" && organizations::are_other_courts(&modifiers, &words) {
                return None;
            }
            let named = modifiers
                .iter()
                .filter(|m| words.contains(m))
                .count()
                .min(2);
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            let named = 1.5 * named as f32;
            // "Software maker Quillo … the software maker"
            let described = candidate.description.is_some_and(|told| {
                let last = self.words.within(told).last();
                last.is_some_and(|last| self.words.folded(last) == head)
            });
            let fit = if described {
                3.0
            } else {
                organizations::called(head, &words)?
            };
            // "the central bank": no bank of whose name that is no part.
            let one_of_many = lexicon::is_told_apart(head) && !modifiers.is_empty();
            if fit <= 0.0 && named <= 0.0 && one_of_many {
                return None;
            }
            Some(fit + named + pronouns::frequency(candidate))
        })
    }

    /// "Norwegian", "Harbor-based", "the California company": a word with a capital that says where a body
    /// is, and need not be in its name.
    fn tells_where(&self, word: usize) -> bool {
        let folded = self.words.folded(word);
        let index = self.ranges.partition_point(|r| r.end <= word);
        let place = self.ranges.get(index).is_some_and(|r| {
            let kind = self.referents[self.of_mention[index]].speaker_type;
            r.contains(&word) && kind == SpeakerType::Place
        });
        place
            || folded.contains('-')
            || lexicon::is_affiliation(&folded)
            || lexicon::is_place(&folded)
    }

    /// Whether somebody was last named as who accused or sued another.
    fn accuses(&self, referent: usize) -> bool {
        let first = self.last_seen[referent];
        let index = self.ranges.partition_point(|r| r.start < first);
        let name = self.ranges.get(index).filter(|r| r.start == first);
        name.is_some_and(|name| self.turns_against(name))
    }

    /// "A statement from Ada Pohl", "a survey published by the union": who made it, if named.
    fn maker(&mut self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let words = self.words;
        lexicon::document_noun(head)?;
        let behind = noun.head..noun.range.end.min(noun.head + LONGEST_MAKING);
        let mut links = behind.take_while(|&i| words.joined(i)).map(|i| i + 1);
        let leads = |&i: &usize| lexicon::leads_to_maker(&words.folded(i));
        let link = links.find(leads).filter(|link| link + 1 < noun.range.end)?;
        // "A log seen by Harbor Maps" is not theirs.
        let made = |i: usize| lexicon::is_making(&words.folded(i));
        if link > noun.head + 1 && !(noun.head + 1..link).any(made) {
            return None;
        }
        let maker = words.span(&(link + 1..noun.range.end));
        match phrases::read(words, maker, self.names())? {
            Phrase::Name(mention) => {
                let maker = self.of_mention[mention];
                let place = self.referents[maker].speaker_type == SpeakerType::Place;
                (!place).then_some(maker)
            }
            Phrase::Joint(parts) => {
                let of = |part: &Phrase| match part {
                    Phrase::Name(mention) => Some(self.of_mention[*mention]),
                    _ => None,
                };
                let members = parts.iter().map(of).collect::<Option<Vec<_>>>()?;
                Some(self.together(members, maker))
            }
            Phrase::Noun(makers) => {
                let kind = nominals::kind(words, &makers).0;
                let noun = words.folded(makers.head);
                let acts = lexicon::is_human_noun(&noun) || kind == SpeakerType::Organization;
                acts.then(|| self.noun(&makers, maker).0).flatten()
            }
            Phrase::Pronoun(..) => None,
        }
    }

    fn place_by_noun(&self, noun: &NounPhrase) -> Option<usize> {
        let head = self.words.folded(noun.head);
        let is_part = lexicon::is_part_of_country(&head);
        let place = self.place(self.words.get(noun.range.start).span.start, None);
        pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
            let candidate = &self.referents[referent];
            let is_place = candidate.speaker_type == SpeakerType::Place && candidate.count > 0;
            (is_place && (!is_part || self.is_named_so(referent, &head))).then_some(0.0)
        })
    }

    /// "Skarn County", "the county of Skarn": whether a place's name stands beside a noun, which
    /// tells a county from a town in it.
    fn is_named_so(&self, place: usize, noun: &str) -> bool {
        let mut mentions = self.referents[place].mentions.iter().take(64);
        let is = |word: usize| word < self.words.len() && self.words.folded(word) == noun;
        mentions.any(|&mention| {
            let range = self.words.within(mention);
            range.clone().any(is)
                || !range.is_empty() && self.words.joined(range.end - 1) && is(range.end)
                || range.start > 1 && is(range.start - 2)
        })
    }

    /// "The two men", "both candidates": the two people last spoken of; of more, those of a list.
    fn both(&mut self, noun: &NounPhrase, piece: Span) -> Option<usize> {
        let words: Vec<String> = noun.range.clone().map(|i| self.words.folded(i)).collect();
        let head = &words[noun.head - noun.range.start];
        let pair = lexicon::is_pair(head);
        if !pair && !words.iter().any(|w| w == "two" || w == "both") {
            return None;
        }
        // "The pair": two who were named together.
        if pair {
            let place = self.place(piece.start, None);
            let together = |referent: usize| {
                let two = self.referents[referent].members.len() == 2;
                two.then_some(0.0)
            };
            return pronouns::salient(&self.seen_from(&place), &self.recent, together);
        }
        let is_body = |noun: &str| lexicon::is_organization_noun(noun);
        let wanted = if lexicon::place_noun(head).is_some() {
            SpeakerType::Place
        } else if lexicon::is_group_noun(head) {
            SpeakerType::Person
        } else if lexicon::singular(head, is_body).is_some_and(|one| one != *head) {
            SpeakerType::Organization
        } else {
            return None;
        };
        let place = self.place(piece.start, None);
        let is_wanted = |member: &usize| self.referents[*member].speaker_type == wanted;
        let together = pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
            let members = &self.referents[referent].members;
            (members.len() == 2 && members.iter().all(is_wanted)).then_some(0.0)
        });
        // Of bodies more are named than a noun for two can be for.
        if together.is_some() || wanted == SpeakerType::Organization {
            return together.filter(|_| noun.head + 1 == noun.range.end);
        }
        let choose = |not: Option<usize>| {
            pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
                let candidate = &self.referents[referent];
                let fits = candidate.speaker_type == wanted && candidate.count > 0;
                (fits && not != Some(referent)).then(|| pronouns::frequency(candidate))
            })
        };
        let first = choose(None)?;
        let second = choose(Some(first))?;
        Some(self.together(vec![first.min(second), first.max(second)], piece))
    }

    /// Whether a noun is for a human being: "a striker", "the accused who …", not "a typewriter".
    fn is_human(&self, head: usize, noun: &str) -> bool {
        let next_is_who = head + 1 < self.words.len()
            && self.words.gap(head).trim_matches([' ', ',']).is_empty()
            && matches!(self.words.folded(head + 1).as_str(), "who" | "whose");
        lexicon::is_human_noun(noun) || next_is_who
    }
}

fn stem(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Unnamed speakers are found again by their head noun.
fn head_key(head: &str, plural: bool) -> String {
    let noun = lexicon::role(head).unwrap_or_else(|| head.to_owned());
    if plural { noun + " (plural)" } else { noun }
}
