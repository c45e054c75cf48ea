//! Offices by their letters: "the CEO" after "CEO Ann Lee" or "Ann Lee, CEO of", "the OC" after
//! "Officer-in-charge (OC) Ann Lee".

use crate::speakers::discourse::Discourse;
use crate::speakers::organizations::{letters, looks_like_abbreviation};
use crate::speakers::phrases::Phrase;
use crate::speakers::{SpeakerType, lexicon};
use std::ops::Range;

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
            for word in beside.into_iter().flatten() {
                let known = self.by_letters.entry(letters(self.words.text(word)));
                let known = known.or_default();
                if known.last() != Some(&referent) {
                    known.push(referent);
                }
            }
        }
    }

    /// Who was last named of those who have the office that "the" and letters are for. Letters of
    /// a body that the article spells out are that body's.
    pub(in crate::speakers) fn office_by_letters(&self, phrase: &Phrase) -> Option<usize> {
        let word = match phrase {
            Phrase::Name(mention) => {
                let named = &self.referents[self.of_mention[*mention]];
                let whole = named.name.of(self.words.source());
                let word = self.ranges[*mention].start;
                let is_bare = self.ranges[*mention].len() == 1
                    && named.speaker_type != SpeakerType::Place
                    && letters(whole) == letters(self.words.text(word));
                is_bare.then_some(word)?
            }
            Phrase::Noun(noun) if noun.range.len() == 2 => noun.head,
            _ => return None,
        };
        let the = word.checked_sub(1)?;
        let definite = self.words.folded(the) == "the" && self.words.joined(the);
        if !definite || !looks_like_abbreviation(self.words.text(word)) {
            return None;
        }
        let known = self.by_letters.get(&letters(self.words.text(word)))?;
        known.iter().copied().max_by_key(|&who| self.last_seen[who])
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
