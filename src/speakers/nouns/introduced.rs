//! Bodies without a name: what "the bank" is for where a bank is spoken of that is none of those named.

use crate::speakers::discourse::Discourse;
use crate::speakers::lexicon;
use crate::speakers::phrases::{NounPhrase, name_ending_at};

/// Words looked back over for where an unnamed body is introduced.
const INTRODUCED: usize = 400;

impl Discourse<'_> {
    /// Whether a noun is for a body that has no name here: "the website of her campaign", and "the
    /// bank" after "its bank".
    pub(super) fn is_another(&self, noun: &NounPhrase, head: &str) -> bool {
        let words = self.words;
        // "The maker of robots" is a firm's own.
        let complement = head != "maker"
            && noun.head + 1 < noun.range.end
            && words.folded(noun.head + 1) == "of";
        let introduces = |i: usize| {
            let before = words.folded(i - 1);
            matches!(before.as_str(), "a" | "an" | "another" | "one")
                || lexicon::is_possessive_determiner(&before)
        };
        // "the high-earning group"
        let described = |i: usize| {
            let before = words.folded(i - 1);
            words.joined(i - 1)
                && !words.is_capital(i)
                && !words.is_capital(i - 1)
                && before.contains('-')
        };
        let from = noun.range.start.saturating_sub(INTRODUCED).max(1);
        // "Harbor Lines, a company", "their union, the HSL": one that has a name.
        let named = |i: usize| {
            let next = self.ranges.partition_point(|name| name.start <= i);
            let next = self.ranges.get(next).map_or(usize::MAX, |name| name.start);
            let behind =
                next == i + 1 || next == i + 2 && lexicon::is_article(&words.folded(i + 1));
            name_ending_at(&self.ranges, 0, i - 1).is_some() || behind && words.gap(i).trim() == ","
        };
        // "a company scientist"
        let qualifies = |i: usize| {
            words.joined(i) && i + 1 < words.len() && {
                let next = words.folded(i + 1);
                lexicon::is_person_noun(&next) || lexicon::is_group_noun(&next)
            }
        };
        let introduced = |i: usize| {
            words.text(i).len() == head.len()
                && words.folded(i) == head
                && (introduces(i) || described(i))
                && !named(i)
                && !qualifies(i)
        };
        complement || (from..noun.range.start).any(introduced)
    }

    /// Whether a noun is a part of somebody's name.
    pub(super) fn is_called(&self, referent: usize, noun: &str) -> bool {
        let name = self.words.within(self.referents[referent].name);
        name.into_iter().any(|i| self.words.folded(i) == noun)
    }
}
