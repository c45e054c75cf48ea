//! Whom "he" and "she" cannot be, and whom they can be only, beside quotations.

use super::{Discourse, Position};
use crate::attribution::Kind;
use crate::speakers::SpeakerType;
use crate::speakers::lexicon::Gender;
use crate::speakers::pronoun::Pronoun;
use crate::speakers::words::fold;
use crate::text::Span;

/// Bytes of a paragraph that is a line of a dialogue, at most.
const LONGEST_LINE: usize = 120;

/// Names looked at in what is quoted. It bounds the time for long quotations.
const MOST_NAMES: usize = 16;

impl Discourse<'_> {
    /// Whom the quoted words among these name. "“Wait, Ada,” he said": not Ada; "“Ada Pohl is a
    /// liar,” she said": not Ada Pohl.
    pub(super) fn named_in_quotation(&self, content: &[Span]) -> Vec<usize> {
        let mut named = Vec::new();
        for piece in content {
            let from = self
                .mentions
                .partition_point(|m| m.span.start < piece.start);
            let inside = (from..self.mentions.len())
                .take(MOST_NAMES)
                .take_while(|&m| self.mentions[m].span.start < piece.end);
            let quoted = inside.filter(|&m| {
                let possessive = self.words.get(self.ranges[m].end - 1).possessive;
                self.is_quoted(self.mentions[m].span.start) && !possessive
            });
            named.extend(quoted.map(|m| self.of_mention[m]));
            named.extend(self.addressed(*piece));
        }
        named
    }

    /// Whom quoted words open with by calling them by their given names, which the model may take
    /// for no names there: "Ada, wait".
    fn addressed(&self, piece: Span) -> Option<usize> {
        let words = self.words;
        let range = words.within(piece);
        let (first, second) = (range.start, range.start + 1);
        let opens = second < range.end && words.gap(first).starts_with(',');
        if !opens || !self.is_quoted(words.get(first).span.start) {
            return None;
        }
        let word = words.folded(first);
        let mut recent = self.recent.backwards().map(|entry| entry.referent);
        recent.find(|&referent| {
            let person = &self.referents[referent];
            let name = person.name.of(words.source()).split(' ').next();
            person.speaker_type == SpeakerType::Person && name.map(fold) == Some(word.clone())
        })
    }

    /// Who spoke last in a dialogue, where a third line puts something to "you".
    pub(super) fn answered(&self, index: usize) -> Option<usize> {
        let line = |back: usize| {
            let index = index.checked_sub(back)?;
            let attribution = &self.attributions[index];
            let paragraph = self.document.paragraph_at(attribution.content[0].start)?;
            let short = self.document.paragraphs[paragraph].len() <= LONGEST_LINE;
            let is_line = short && attribution.kind == Kind::Direct;
            is_line.then_some((paragraph, self.of[index].0))
        };
        let ((own, _), (last, answered), (first, asks)) = (line(0)?, line(1)?, line(2)?);
        let in_turn = last + 1 == own && first + 1 == last && answered != asks && asks.is_some();
        let words = self.words;
        let content = &self.attributions[index].content;
        let is_you = |i| Pronoun::read(&words.folded(i)) == Some(Pronoun::Second);
        let to_you = || content.iter().any(|&piece| words.within(piece).any(is_you));
        answered.filter(|_| in_turn && to_you())
    }

    /// Whom the next sentence begins with, if it tells what went before: "“Wait,” he said. Ben
    /// Okoro had followed her."
    pub(super) fn introduced_next(&self, place: &Position, gender: Gender) -> Option<usize> {
        let sentence = self.document.sentences.get(place.sentence + 1)?;
        let next = self
            .mentions
            .partition_point(|m| m.span.start < sentence.start);
        let name = self.ranges.get(next)?;
        let opens = self.mentions[next].span.start == sentence.start;
        let had = name.end < self.words.len() && self.words.folded(name.end) == "had";
        let referent = self.of_mention[next];
        let person = &self.referents[referent];
        let fits =
            person.speaker_type == SpeakerType::Person && person.gender.agreement(gender) >= 0.0;
        (opens && had && fits && place.excluded != Some(referent)).then_some(referent)
    }
}
