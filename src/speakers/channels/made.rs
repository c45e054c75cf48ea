//! What a source made that claims something.

use super::{Channels, LONGEST_MAKING, LONGEST_NOUN};
use crate::speakers::lexicon;
use crate::text::Span;
use std::ops::Range;

impl Channels<'_> {
    /// What a source made that claims something: "[a survey] by Harbor Maps", "Harbor's [report]".
    pub(super) fn artifact(&self, source: Span, cue: Span) -> Option<Range<usize>> {
        let words = self.words;
        let source = words.within(source);
        let is_made = |i: usize| lexicon::document_noun(&words.folded(i)).is_some();
        // The maker may be all of the source, or its end.
        let from = source.start.checked_sub(1).filter(|&i| words.joined(i));
        let links = from.unwrap_or(source.start)..source.end.saturating_sub(1);
        let leads = |i: &usize| lexicon::leads_to_maker(&words.folded(*i));
        if let Some(link) = links.take(LONGEST_NOUN).find(leads) {
            let back = (link.saturating_sub(LONGEST_MAKING)..link).rev();
            let noun = back
                .take_while(|&i| words.joined(i))
                .find(|&i| is_made(i))?;
            return Some(self.start_of_phrase(noun)..noun + 1);
        }
        // "Harbor's report", whether or not the noun was taken for part of the source.
        let owns = |i: &usize| {
            words.get(*i).possessive || lexicon::is_possessive_determiner(&words.folded(*i))
        };
        let phrase = |from: usize| {
            let cue = words.within(cue);
            let goes_on = move |&i: &usize| {
                let word = words.folded(i);
                let ends = lexicon::ends_phrase(&word) || lexicon::is_article(&word);
                words.joined_or_possessive(i - 1) && !cue.contains(&i) && !ends
            };
            (from..words.len().min(from + LONGEST_MAKING)).take_while(goes_on)
        };
        let is_noun = |&i: &usize| is_made(i) && !words.is_capital(i);
        if let Some(owner) = source.clone().rev().find(owns) {
            let noun = phrase(owner + 1).find(is_noun)?;
            return Some(owner + 1..noun + 1);
        }
        // "Harbor Maps figures", "the ministry statement"
        let noun = phrase(source.start + 1).find(is_noun)?;
        let maker = words.folded(noun - 1);
        // Not "Recent figures".
        let named = noun - 1 > source.start || self.name_at(noun - 1).is_some();
        let made = words.is_capital(noun - 1) && named
            || lexicon::is_organization_noun(&maker)
            || lexicon::is_media_noun(&maker);
        (made && noun <= source.end).then_some(noun..noun + 1)
    }

    /// Where the noun phrase begins that ends with a noun: at its article, or after what no noun
    /// phrase holds.
    fn start_of_phrase(&self, noun: usize) -> usize {
        let words = self.words;
        let mut start = noun;
        while start > 0 && noun - start < LONGEST_NOUN && words.joined_or_possessive(start - 1) {
            let word = words.folded(start - 1);
            if lexicon::is_article(&word) || lexicon::is_possessive_determiner(&word) {
                return start - 1;
            }
            if lexicon::ends_phrase(&word) {
                break;
            }
            start -= 1;
        }
        start
    }
}
