//! Offices by their letters: "the CEO" after "CEO Ann Lee" or "Ann Lee, CEO of", "the OC" after
//! "Officer-in-charge (OC) Ann Lee", "the IGP" after "Inspector General of Police Ann Lee".

use crate::speakers::discourse::Discourse;
use crate::speakers::organizations::{letters, looks_like_abbreviation};
use crate::speakers::phrases::Phrase;
use crate::speakers::{SpeakerType, lexicon};
use std::ops::Range;

/// Words of an office whose first letters may stand for it.
const LONGEST_OFFICE: usize = 8;

/// Words between an office's letters and the name: "CEO of [Pier Lines of Norland], Ann Lee".
const LONGEST_OF: usize = 6;

impl Discourse<'_> {
    /// Notes who has an office that is written by its letters beside the name.
    pub(in crate::speakers) fn learn_letters(&mut self) {
        for (index, range) in self.ranges.iter().enumerate() {
            let referent = self.of_mention[index];
            if self.referents[referent].speaker_type != SpeakerType::Person {
                continue;
            }
            let beside = [self.letters_before(range), self.letters_after(range)];
            let beside = beside.into_iter().flatten();
            let written = beside.map(|word| letters(self.words.text(word)));
            let known: Vec<String> = written.chain(self.initials_of_office(referent)).collect();
            for office in known {
                let known = self.by_letters.entry(office).or_default();
                if known.last() != Some(&referent) {
                    known.push(referent);
                }
            }
        }
    }

    /// The first letters of a description in capitals, up to an office or beyond it: of "Inspector
    /// General of Police" the letters "ig" and "igp".
    fn initials_of_office(&self, referent: usize) -> Vec<String> {
        let Some(description) = self.referents[referent].description else {
            return Vec::new();
        };
        let words = self.words;
        let all = words.within(description).take(LONGEST_OFFICE);
        let named = all.take_while(|&i| {
            words.is_capital(i) || lexicon::is_link(&words.folded(i)) || words.folded(i) == "and"
        });
        let (mut letters, mut office, mut found) = (String::new(), false, Vec::new());
        for i in named.filter(|&i| words.is_capital(i)) {
            let word = words.folded(i);
            letters.extend(word.chars().next());
            office |= lexicon::role(&word).is_some() || lexicon::is_title(&word);
            // "UN Secretary" is not what "the US" stands for.
            let other = lexicon::is_place(&letters) || lexicon::is_affiliation(&letters);
            if office && letters.chars().count() > 1 && !other {
                found.push(letters.clone());
            }
        }
        found
    }

    /// Who was last named of those who have the office that "the" and letters are for. Letters of
    /// a body that the article spells out are that body's.
    pub(in crate::speakers) fn office_by_letters(&self, phrase: &Phrase) -> Option<usize> {
        let text = self.words.source();
        let (word, name) = match phrase {
            Phrase::Name(mention) => {
                let named = &self.referents[self.of_mention[*mention]];
                let one = self.ranges[*mention].len() == 1;
                let place = named.speaker_type == SpeakerType::Place;
                let word = self.ranges[*mention].start;
                (word, Some(named.name.of(text)).filter(|_| one && !place)?)
            }
            Phrase::Noun(noun) if noun.range.len() == 2 => (noun.head, self.words.text(noun.head)),
            _ => return None,
        };
        let before = word.checked_sub(1).filter(|&i| self.words.joined(i));
        // "Norland PM"
        let definite = before.is_some_and(|i| {
            let before = self.words.folded(i);
            before == "the" || lexicon::is_affiliation(&before) || lexicon::is_place(&before)
        });
        if !definite || !looks_like_abbreviation(self.words.text(word)) {
            return None;
        }
        let known = self.by_letters.get(&letters(self.words.text(word)))?;
        let who = known
            .iter()
            .copied()
            .max_by_key(|&who| self.last_seen[who])?;
        // What was taken for a body's name may be the office itself.
        let office = self.referents[who].description.map(|span| span.of(text));
        let is_office = letters(name) == letters(self.words.text(word)) || office == Some(name);
        is_office.then_some(who)
    }

    /// The letters before a name: "[CEO] Ann Lee", "([OC]) Ann Lee", "the [CEO] of Pier Lines, Ann
    /// Lee". They may have been taken for its first word.
    fn letters_before(&self, name: &Range<usize>) -> Option<usize> {
        let is_office =
            |i: usize| looks_like_abbreviation(self.words.text(i)) && !self.words.get(i).possessive;
        if name.len() > 2 && is_office(name.start) {
            return Some(name.start);
        }
        let last = name.start.checked_sub(1)?;
        if is_office(last) && (self.words.joined(last) || self.in_brackets(last)) {
            return Some(last);
        }
        let parted = self.words.gap(last) == ", ";
        if !parted && !self.words.joined(last) {
            return None;
        }
        for i in (last.saturating_sub(LONGEST_OF)..=last).rev() {
            if is_office(i) {
                let is_of = self.words.folded(i + 1) == "of";
                let the = i.checked_sub(1).map(|the| self.words.folded(the));
                let of_some_body = parted && self.words.joined(i) && the.as_deref() == Some("the");
                let fits = is_of && (of_some_body || self.in_brackets(i));
                return fits.then_some(i);
            }
            let inside = self.words.is_capital(i) || lexicon::is_preposition(&self.words.folded(i));
            if !inside || i < last && !self.words.joined(i) {
                return None;
            }
        }
        None
    }

    /// "Ann Lee, [CEO] of Pier Lines".
    fn letters_after(&self, name: &Range<usize>) -> Option<usize> {
        let (word, next) = (name.end, name.end + 1);
        let fits = next < self.words.len()
            && self.words.gap(name.end - 1) == ", "
            && looks_like_abbreviation(self.words.text(word))
            && self.words.joined(word)
            && self.words.folded(next) == "of";
        fits.then_some(word)
    }

    /// "(OC) ": whether a word stands alone in brackets.
    fn in_brackets(&self, word: usize) -> bool {
        let before = word.checked_sub(1);
        before.is_some_and(|before| self.words.gap(before).ends_with('('))
            && self.words.gap(word) == ") "
    }
}
