//! "The poll", "the clip": documents that the article told of before, by one noun or another.

use super::SpeakerType;
use super::discourse::Discourse;
use super::lexicon;
use super::phrases::NounPhrase;
use std::ops::Range;

/// Words before the noun phrase in which its document is looked for.
const REACH: usize = 400;

/// Words of the longest title and of the longest qualifier ("by the Harbor Port Authority").
const LONGEST: usize = 8;

impl Discourse<'_> {
    /// The document that a definite noun phrase refers back to: the last one before it that was
    /// introduced by the same noun or another word for its kind.
    pub(super) fn document_by_noun(&mut self, noun: &NounPhrase, head: &str) -> Option<usize> {
        // "The report on the port" says which one it is.
        if noun.head + 1 < noun.range.end || noun.head > noun.range.start + 1 {
            return None;
        }
        let from = noun.range.start.saturating_sub(REACH);
        let found = (from..noun.range.start).rev().find_map(|i| {
            let known = lexicon::is_same_document(head, &self.words.folded(i));
            known
                .then(|| self.introduced(i))
                .flatten()
                .map(|range| (range, i))
        });
        let (range, at) = found?;
        Some(self.unnamed(&range, at, SpeakerType::Document, false, None))
    }

    /// The noun phrase around this noun, or the title after it, if it tells of a document that
    /// was not told of before: "a new survey of voters", "Harbor's report", "the film “Tides”".
    fn introduced(&self, noun: usize) -> Option<Range<usize>> {
        if let Some(title) = self.title_after(noun) {
            return Some(title);
        }
        let start = self.phrase_around(noun).start;
        let first = self.words.folded(start);
        let indefinite = matches!(first.as_str(), "a" | "an" | "another" | "one" | "its")
            || lexicon::is_possessive_determiner(&first);
        let named = (start..noun)
            .any(|i| self.words.is_capital(i) && !lexicon::is_article(&self.words.folded(i)));
        if start == noun || !(indefinite || named) {
            return None;
        }
        // "a new [Harbor Post poll]": the adjective only says when.
        let when = |i: usize| matches!(self.words.folded(i).as_str(), "new" | "recent" | "latest");
        let name = start + 2;
        let start = if name < noun && when(start + 1) && self.words.is_capital(name) {
            name
        } else {
            start
        };
        Some(start..self.end_of_qualifier(noun + 1))
    }

    /// The words in quotation marks right after a noun, if they look like a title.
    fn title_after(&self, noun: usize) -> Option<Range<usize>> {
        let opens = |gap: &str| matches!(gap, " “" | " \"" | " ‘" | ", “" | ", \"" | ", ‘");
        let start = noun + 1;
        if start >= self.words.len() || !opens(self.words.gap(noun)) {
            return None;
        }
        let closes = |gap: &str| gap.contains(['”', '"', '’']);
        let limit = self.words.len().min(start + LONGEST);
        let last = (start..limit).find(|&i| closes(self.words.gap(i)))?;
        let is_word_of_title = |i: usize| {
            !self.words.text(i).starts_with(char::is_lowercase) || self.words.text(i).len() < 5
        };
        (start..=last)
            .all(is_word_of_title)
            .then_some(start..last + 1)
    }

    /// The end of "of voters", "by the Harbor Port Authority" after a noun; the noun's own end if
    /// nothing of the kind follows.
    fn end_of_qualifier(&self, end: usize) -> usize {
        let words = self.words;
        let joined = |i: usize| i < words.len() && words.joined(i - 1);
        if !joined(end) || !matches!(words.folded(end).as_str(), "of" | "by" | "from") {
            return end;
        }
        let mut first = end + 1;
        while joined(first) && lexicon::is_article(&words.folded(first)) {
            first += 1;
        }
        if !joined(first) {
            return end;
        }
        // A name ends with its capitals; other words with the plural: "of voter lists".
        let name = words.is_capital(first);
        let goes_on = |i: usize| {
            joined(i) && words.is_capital(i) == name && !lexicon::ends_phrase(&words.folded(i))
        };
        let mut all = (first..first + LONGEST).take_while(|&i| goes_on(i));
        let plural = |i: &usize| words.folded(*i).ends_with('s');
        let Some(mut last) = (if name { all.last() } else { all.find(plural) }) else {
            return end;
        };
        // "from Erik Lund's presidential campaign"
        if words.get(last).possessive {
            let owned = |i: &usize| {
                words.joined_or_possessive(i - 1) && !lexicon::ends_phrase(&words.folded(*i))
            };
            let limit = words.len().min(last + 1 + LONGEST);
            last = (last + 1..limit).take_while(owned).last().unwrap_or(last);
        }
        last + 1
    }
}
