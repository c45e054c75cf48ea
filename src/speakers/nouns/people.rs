//! People by what they are: "the port director", "the Florida senator", "his wife".

use crate::speakers::discourse::Discourse;
use crate::speakers::phrases::{Determiner, NounPhrase};
use crate::speakers::pronouns::{self, Place};
use crate::speakers::{SpeakerType, lexicon, nominals, origins};
use std::ops::Range;

/// Words of "the former minister", which may be for whom the article is about.
const LONGEST_OFFICE: usize = 3;

/// People of one role who are looked at.
const MOST_OF_ROLE: usize = 64;

/// Mentions looked back over for somebody whom the article places.
const LATELY: usize = 16;

impl Discourse<'_> {
    /// "His wife": the one wife that the article names.
    pub(super) fn only_relative(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let role = lexicon::role(head)?;
        if !lexicon::is_kin(&role) && !lexicon::is_retained(head) {
            return None;
        }
        // "His wife", "Ben Okoro's wife"
        let owner = noun.range.start..noun.head;
        let named = || {
            let index = self.ranges.partition_point(|name| name.start < owner.start);
            self.ranges.get(index) == Some(&owner)
        };
        let plain = noun.head + 1 == noun.range.end && (owner.len() == 1 || named());
        let [one] = self.by_role.get(&role)?.as_slice() else {
            return None;
        };
        let own = |i: usize| self.words.folded(i);
        let name = self.words.within(self.referents[*one].name);
        let herself =
            owner.len() > 1 && name.len() == owner.len() && name.map(own).eq(owner.map(own));
        (plain && !herself).then_some(*one)
    }

    /// The person whom the article describes as these words do: "the port director".
    pub(in crate::speakers) fn person_of_role(&self, range: &Range<usize>) -> Option<usize> {
        let noun = NounPhrase {
            range: range.clone(),
            head: range.end - 1,
            determiner: Determiner::Definite,
        };
        let head = self.words.folded(noun.head);
        let known = self.person_by_role(&noun, &head, 0);
        known.or_else(|| self.epithet(&noun, &head))
    }

    /// The person whom the article describes with the same noun.
    pub(super) fn person_by_role(
        &self,
        noun: &NounPhrase,
        head: &str,
        least: i32,
    ) -> Option<usize> {
        let role = lexicon::role(head)?;
        let modifiers = nominals::modifiers(self.words, noun);
        let known = self.by_role.get(&role)?;
        let gender = lexicon::person_noun_gender(head);
        let mut best: Option<((i32, usize), usize)> = None;
        for &referent in known.iter().rev().take(64) {
            let candidate = &self.referents[referent];
            if gender.is_some_and(|g| candidate.gender.agreement(g) < 0.0) {
                continue;
            }
            // "His Irish counterpart Declan Moran": the Irish minister is he.
            if self.is_of_another(&modifiers, referent) {
                continue;
            }
            let roles = candidate.roles.iter().filter(|r| r.head == role);
            let fit = roles.filter_map(|r| nominals::fit(&modifiers, r)).max();
            if let Some(fit) = fit.filter(|&f| f >= least) {
                let key = (fit, self.last_seen[referent]);
                if best.is_none_or(|b| key > b.0) {
                    best = Some((key, referent));
                }
            }
        }
        best.map(|b| b.1)
    }

    /// "The scientist" after "Professor Ada Pohl": the one person, or of several whoever spoke last,
    /// of whom a narrower noun has been said.
    pub(super) fn by_wider_noun(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let modifiers = nominals::modifiers(self.words, noun);
        let told = |w: &String| lexicon::is_affiliation(w) || lexicon::is_age(w);
        if noun.head + 1 != noun.range.end || !modifiers.iter().all(told) {
            return None;
        }
        let mut people: Vec<usize> = Vec::new();
        for role in lexicon::narrower(head) {
            let known = self.by_role.get(&role).map_or(&[][..], Vec::as_slice);
            let fits = known.iter().copied().take(MOST_OF_ROLE).filter(|&person| {
                self.agrees(person, head) && !self.is_of_another(&modifiers, person)
            });
            people.extend(fits);
        }
        people.sort_unstable();
        people.dedup();
        let before = |person: &usize| self.recent.backwards().any(|e| e.referent == *person);
        people.retain(before);
        match people.as_slice() {
            [one] => Some(*one),
            several => {
                let last = self.recent.backwards().find(|entry| entry.source)?;
                several.contains(&last.referent).then_some(last.referent)
            }
        }
    }

    /// Whether words name a party or nation that is said of somebody else named lately, and not of
    /// this person.
    pub(super) fn is_of_another(&self, modifiers: &[String], person: usize) -> bool {
        let mut told = modifiers
            .iter()
            .filter(|w| lexicon::is_affiliation(w))
            .peekable();
        let says = |referent: usize, word: &String| {
            let mut roles = self.referents[referent].roles.iter();
            roles.any(|role| role.head == *word || role.modifiers.contains(word))
        };
        if told.peek().is_none() {
            return false;
        }
        let others: Vec<usize> = self
            .recent
            .backwards()
            .take(LATELY)
            .map(|e| e.referent)
            .collect();
        told.any(|word| {
            !says(person, word)
                && others
                    .iter()
                    .any(|&other| other != person && says(other, word))
        })
    }

    /// "The Florida senator", "the Democratic nominee": a definite noun phrase that places
    /// somebody by region or party is, in news, another word for the person last spoken of.
    pub(super) fn epithet(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let modifiers = nominals::modifiers(self.words, noun);
        // "The former first lady and Ohio senator": both are of one person.
        let joined = noun.head + 1 < noun.range.end && self.words.folded(noun.head + 1) == "and";
        let end = if joined { noun.range.end } else { noun.head };
        let before: Vec<String> = (noun.range.start..end)
            .map(|i| self.words.folded(i))
            .collect();
        let belongs = modifiers.iter().any(|w| lexicon::is_affiliation(w))
            || (0..before.len()).any(|i| {
                lexicon::is_place(&before[i])
                    || (i > 0 && lexicon::is_place(&before[i - 1..=i].join(" ")))
            });
        let aged = lexicon::is_age(head) || modifiers.iter().any(|w| lexicon::is_age(w));
        let trade = lexicon::is_person_noun(head) && !lexicon::is_kin(head);
        let self_affiliated = lexicon::is_affiliation(head) || aged;
        if !belongs && !self_affiliated {
            return None;
        }
        let place = self.place(self.words.get(noun.range.start).span.start, None);
        let gender = lexicon::person_noun_gender(head);
        // "Vance says Lund is right. The Norland minister says": who spoke, rather than whom
        // she spoke of.
        let apart = !self.is_reported(place.offset);
        let spoken_of = |offset: usize| apart && self.is_reported(offset);
        let place = Place {
            in_content: &spoken_of,
            ..self.seen_from(&place)
        };
        pronouns::salient(&place, &self.recent, |referent| {
            let candidate = &self.referents[referent];
            let agreement = gender.map_or(0.0, |g| candidate.gender.agreement(g));
            // What the article says of their party, more often than not.
            let says = |role: &&nominals::Role| {
                let known = role.modifiers.iter().chain([&role.head]);
                known
                    .into_iter()
                    .any(|w| lexicon::is_affiliation(w) && modifiers.contains(w))
            };
            let same = candidate.roles.iter().filter(says).count();
            // Who is a vice president may be a governor as well.
            let differs = |role: &&nominals::Role| match role.head == head {
                true => nominals::fit(&modifiers, role).is_none(),
                false => nominals::is_elsewhere(&modifiers, role),
            };
            let against = candidate.roles.iter().filter(differs).count();
            let person = candidate.speaker_type == SpeakerType::Person && candidate.sure;
            let told = modifiers.iter().map(String::as_str).chain([head]);
            let (mut agrees, mut differs) = (false, false);
            for (same, other) in told.map(|w| origins::agreement(&candidate.roles, w)) {
                agrees |= same;
                differs |= other;
            }
            (person && agreement >= 0.0 && same >= against && !differs).then(|| {
                2.0 * agreement + pronouns::frequency(candidate)
                    - if trade && self.is_occupied(referent) {
                        1.0
                    } else {
                        0.0
                    }
                    + if same > against { 1.5 } else { 0.0 }
                    + if agrees { 8.0 } else { 0.0 }
            })
        })
    }

    /// "The minister", "the singer", where no such person was told of: the one whom the article is
    /// about and spoke of last, if what it says of them is of the same field.
    pub(super) fn main_person(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        lexicon::field(head).filter(|&field| field != lexicon::Field::Trade)?;
        // "The mayor: …" labels turns of somebody without a name.
        let behind = self.words.gap(noun.range.end - 1);
        let labels = behind.trim_start().starts_with(':') || behind.contains('\n');
        if labels || noun.range.len() > LONGEST_OFFICE {
            return None;
        }
        let people = self
            .referents
            .iter()
            .filter(|r| r.speaker_type == SpeakerType::Person);
        let most = people.map(|person| person.count).max()?;
        let place = self.place(self.words.get(noun.range.start).span.start, None);
        let found = pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
            let candidate = &self.referents[referent];
            let person = candidate.speaker_type == SpeakerType::Person && candidate.sure;
            person.then(|| pronouns::frequency(candidate))
        })?;
        let person = &self.referents[found];
        let same = person.roles.is_empty();
        let agrees = self.agrees(found, head);
        (person.count > 1 && person.count == most && same && agrees).then_some(found)
    }

    /// Whether the gender that a noun tells does not speak against somebody: "the spokeswoman".
    pub(super) fn agrees(&self, person: usize, noun: &str) -> bool {
        let gender = lexicon::person_noun_gender(noun);
        gender.is_none_or(|gender| self.referents[person].gender.agreement(gender) >= 0.0)
    }
}
