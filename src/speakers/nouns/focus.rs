//! Noun phrases for whom the text has just spoken of: "the analyst", "the mother of two", "the chain",
//! where nothing that was said of anybody holds the noun.

use crate::attribution::Attribution;
use crate::speakers::discourse::Discourse;
use crate::speakers::phrases::NounPhrase;
use crate::speakers::pronouns::{self, Entry, Place};
use crate::speakers::{SpeakerType, lexicon, nominals};

/// Sentences after somebody was spoken of within which a noun may be for them.
const SENTENCES_AFTER: usize = 3;

impl Discourse<'_> {
    /// "The Harbor-based developer", "the shipping line": a body, where no person is called so.
    pub(super) fn body_by_trade(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let own = |i: usize| lexicon::tells_apart(&self.words.folded(i));
        // A developer is a person as well, but none that is based or listed somewhere.
        let based = |i: usize| {
            let word = self.words.folded(i);
            ["-based", "-listed", "-owned"]
                .iter()
                .any(|end| word.ends_with(end))
        };
        let person = lexicon::is_person_noun(head) && !noun.range.clone().any(based);
        let known = lexicon::is_nameless_kind(head)
            && !person
            && !noun.range.clone().any(own)
            && !self.is_another(noun, head);
        known
            .then(|| self.organization_by_noun(noun, head))
            .flatten()
    }

    /// "The analyst said": the person in focus, if the noun is one for what somebody is rather than for an
    /// office, and nothing known of them speaks against it.
    pub(super) fn person_in_focus(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let words = self.words;
        let behind = noun.head + 1..noun.range.end;
        let labels = words.gap(noun.range.end - 1).trim_start().starts_with(':');
        let capital = behind.clone().any(|i| words.is_capital(i));
        let of_another = noun
            .range
            .clone()
            .any(|i| words.get(i).possessive || lexicon::tells_apart(&words.folded(i)));
        let is_name = behind.is_empty() && words.is_capital(noun.head);
        let modifiers = nominals::modifiers(words, noun);
        let former = modifiers.iter().any(|w| lexicon::is_former(w));
        let aged = lexicon::is_age(head) || modifiers.iter().any(|w| lexicon::is_age(w));
        let human = self.is_human(noun.head, head)
            || former
            || aged
            || modifiers.iter().any(|w| w.ends_with("-born"));
        let office = lexicon::is_office(head)
            || lexicon::leads_body(head)
            || lexicon::is_unnamed(head)
            || lexicon::is_anyone(head)
            || head == "accused";
        if labels || capital || of_another || is_name || office || !human {
            return None;
        }
        // Beside somebody's name a noun in the same clause is for another: "The director scolded Vance".
        let start = words.get(noun.range.start).span.start;
        let speaks = |a: &Attribution| a.source.iter().any(|piece| piece.contains_offset(start));
        if !self.attributions.iter().any(speaks) {
            return None;
        }
        let here = self.place(start, None);
        let apart = !self.is_reported(here.offset);
        let spoken_of = |offset: usize| apart && self.is_reported(offset);
        let place = Place {
            in_content: &spoken_of,
            ..self.seen_from(&here)
        };
        let named = |referent: usize| {
            let person = &self.referents[referent];
            person.speaker_type == SpeakerType::Person && person.count > 0 && person.sure
        };
        // Those whom the last sentence spoke of that spoke of anybody.
        let told = |entry: &&Entry| named(entry.referent) && !spoken_of(entry.offset);
        let last = self.recent.backwards().find(told)?.sentence;
        if last + SENTENCES_AFTER < here.sentence {
            return None;
        }
        let mut near: Vec<usize> = self
            .recent
            .backwards()
            .filter(told)
            .take_while(|e| e.sentence == last)
            .map(|e| e.referent)
            .collect();
        near.sort_unstable();
        near.dedup();
        // Whoever has an occupation of their own has no other one.
        let trade = !lexicon::is_kin(head) && !aged && !former;
        pronouns::salient(&place, &self.recent, |referent| {
            let person = &self.referents[referent];
            let fits = near.contains(&referent)
                && !(trade && self.is_occupied(referent))
                && self.agrees(referent, head)
                && !self.is_of_another(&modifiers, referent);
            fits.then(|| pronouns::frequency(person))
        })
    }

    /// Whether the article says what somebody's occupation is.
    pub(super) fn is_occupied(&self, person: usize) -> bool {
        self.referents[person].roles.iter().any(|role| {
            let noun = role.head.as_str();
            lexicon::is_person_noun(noun) && !lexicon::is_kin(noun) && !lexicon::is_incidental(noun)
        })
    }
}
