//! What names and noun phrases do in their clauses: who acts, whom they qualify.

use super::{Discourse, LONGEST_ROLE};
use crate::speakers::pronouns;
use crate::speakers::{SpeakerType, lexicon};
use crate::text::Span;
use std::ops::Range;

impl<'a> Discourse<'a> {
    /// Whether a word may stand before a name that begins a sentence: "Democratic Sen. Vance".
    pub(super) fn may_precede(&self, word: usize) -> bool {
        let folded = self.words.folded(word);
        lexicon::is_article(&folded)
            || lexicon::is_title(&folded)
            || lexicon::is_honorific(&folded)
            || lexicon::is_affiliation(&folded)
            || matches!(folded.as_str(), "but" | "and" | "so")
    }

    /// "Asked by Vance whether …, he": Vance acts on the subject of the sentence, and is not it.
    pub(super) fn agent_of_participle(&self, sentence: usize) -> Option<usize> {
        let range = self.words.within(*self.document.sentences.get(sentence)?);
        let mut at = range.start;
        if at < range.end && lexicon::begins_clause(&self.words.folded(at)) {
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

    /// "Vance accused Roux of lying. He denied it.": Vance, where the claim answers.
    pub(super) fn accuser_answered(&self, attribution: usize, sentence: usize) -> Option<usize> {
        let cue = *self.attributions[attribution].cue.last()?;
        let verb = self.words.within(cue).last()?;
        if !lexicon::is_answering(&self.words.folded(verb)) {
            return None;
        }
        let before = *self.document.sentences.get(sentence.checked_sub(1)?)?;
        let words = self.words.within(before);
        let first = self.ranges.partition_point(|r| r.start < words.start);
        let names = self.ranges[first..].iter().zip(first..);
        let mut names = names.take_while(|(name, _)| name.end < words.end);
        let (_, accuser) = names.find(|(name, _)| self.turns_against(name))?;
        Some(self.of_mention[accuser])
    }

    /// Whether a verb of accusing or suing stands right after a mention.
    pub(in crate::speakers) fn turns_against(&self, name: &Range<usize>) -> bool {
        name.end < self.words.len() && lexicon::is_accusing(&self.words.folded(name.end))
    }

    /// Whether a mention qualifies the noun after it: "Vance's", "Vance aide", "Vance press aide".
    pub(super) fn is_modifier(&self, range: &Range<usize>) -> bool {
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
    pub(super) fn is_subject(&self, range: &Range<usize>) -> bool {
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
        lexicon::begins_clause(&self.words.folded(before))
    }

    /// "Vance shrugged. “…”": the last person who is a subject earlier in the paragraph.
    pub(super) fn acting_in_paragraph(&self, offset: usize) -> Option<usize> {
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
    pub(super) fn acting_right_before(&self, offset: usize) -> Option<usize> {
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
}

/// A past participle, as far as its form shows.
fn is_participle(word: &str) -> bool {
    (word.ends_with("ed") && word.len() > 4) || matches!(word, "told" | "shown" | "given" | "met")
}
