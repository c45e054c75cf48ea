//! Speakers without a name.

use super::head_key;
use crate::speakers::discourse::Discourse;
use crate::speakers::referents::{GenderEvidence, Referent};
use crate::speakers::{SpeakerType, lexicon};
use crate::text::Span;
use std::ops::Range;

impl Discourse<'_> {
    /// The unnamed referent of these words, made if they are new. With `source` it is one that
    /// speaks, and that span is how it is written.
    pub(in crate::speakers) fn unnamed(
        &mut self,
        range: &Range<usize>,
        head: usize,
        kind: SpeakerType,
        plural: bool,
        source: Option<Span>,
    ) -> usize {
        let key = self.key_of(range);
        let noun = self.words.folded(head);
        let referent = if let Some(&known) = self.by_words.get(&key) {
            known
        } else {
            let span = self.words.span(range);
            let mut gender = GenderEvidence::default();
            if let Some(known) = lexicon::person_noun_gender(&noun) {
                gender.add(known, 4.0);
            }
            let referent = self.add(Referent {
                name: span,
                speaker_type: kind,
                plural,
                human: self.is_human(head, &noun),
                gender,
                description: None,
                roles: Vec::new(),
                mentions: vec![span],
                members: Vec::new(),
                count: 0,
                sure: true,
            });
            self.by_words.insert(key, referent);
            // "A man in the street" is "the man" further on.
            let plain = range.start..head + 1;
            if source.is_none() && plain.end < range.end {
                let key = self.key_of(&plain);
                self.by_words.entry(key).or_insert(referent);
            }
            self.only_mentioned[referent] = true;
            referent
        };
        if let Some(piece) = source {
            if self.only_mentioned[referent] {
                self.only_mentioned[referent] = false;
                let title = (kind == SpeakerType::Document).then(|| self.title(range, head));
                let title = title.flatten();
                self.referents[referent].name = title.unwrap_or_else(|| self.trimmed(piece, range));
            }
            let bare = self.words.span(range).start == self.words.get(head).span.start;
            let key = head_key(&noun, plural);
            if !bare {
                self.by_head_first.entry(key.clone()).or_insert(referent);
            }
            self.by_head.insert(key, referent);
        }
        referent
    }

    /// The words of a noun phrase by which it is found again.
    pub(super) fn key_of(&self, range: &Range<usize>) -> String {
        let words = range.clone().map(|i| self.words.folded(i));
        let plain: Vec<String> = words.filter(|w| !lexicon::is_article(w)).collect();
        plain.join(" ")
    }

    /// "The 30-second spot, titled “[Arrogant],”", "the club's newsletter, ‘[Ripples]’": what stands
    /// in quotation marks.
    fn title(&self, range: &Range<usize>, head: usize) -> Option<Span> {
        let is_mark = |c: char| matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'');
        let apposition = |i: usize| i == head && self.words.gap(i).trim().starts_with(',');
        let titled = (head..range.end.saturating_sub(1)).find(|&i| {
            let word = self.words.folded(i);
            let called = matches!(
                word.as_str(),
                "titled" | "entitled" | "called" | "named" | "dubbed"
            );
            (called && i > head || apposition(i)) && self.words.gap(i).ends_with(is_mark)
        })?;
        let closes = |i: &usize| self.words.gap(*i).contains(is_mark);
        let last = (titled + 1..range.end).find(closes)?;
        Some(self.words.span(&(titled + 1..last + 1)))
    }

    /// The source's words from the first that counts, without a mark that only closes it.
    fn trimmed(&self, piece: Span, range: &Range<usize>) -> Span {
        let words = self.words.span(range);
        let text = self.words.source();
        let end = words.end.max(piece.end.min(text.len()));
        // ", who …" tells more of those who are named already.
        for i in range.start + 1..range.end {
            if self.words.gap(i - 1).trim_start().starts_with(',')
                && lexicon::is_relative(&self.words.folded(i))
            {
                return Span::new(words.start, self.words.get(i - 1).span.end);
            }
        }
        // "(D-Harbor)" tells more of those who are named already, too.
        let last = range.end - 1;
        if let Some(open) = (range.start..last).find(|&i| self.words.gap(i).trim_start() == "(") {
            return Span::new(words.start, self.words.get(open).span.end);
        }
        // "The government's": not its "'s".
        let tail = self.words.behind_ending(last, end);
        let keep = tail.trim_end_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ',' | ';' | ':' | '—' | '–' | '-' | '\'' | '’' | '"' | '”' | '.'
                )
        });
        match keep {
            "" => words,
            keep => Span::new(words.start, end - (tail.len() - keep.len())),
        }
    }
}
