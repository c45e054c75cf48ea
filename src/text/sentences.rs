//! Where sentences end.
//!
//! English, by rule: every `.`, `!`, `?` and `…` is a candidate, and what stands before and
//! after it decides. The method is that of the rule-based splitters of the field (an
//! abbreviation list with classes, and words that open sentences after an abbreviation, as in
//! Kiss and Strunk, 2006, "Unsupervised Multilingual Sentence Boundary Detection"); lists and
//! rules are this project's own. One pass, with a bounded look to either side of a candidate.

mod candidates;
mod context;
mod lexicon;
mod lists;

use super::Span;
use candidates::{Candidate, next_mark};

pub(super) use lexicon::is_reporting_verb;
pub(super) use lists::is_bullet;

/// The sentences of all `paragraphs`, in their order. See [`sentences`].
pub fn segment_sentences(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for &paragraph in paragraphs {
        add_sentences(text, paragraph, &mut found);
    }
    found
}

/// The sentences of one paragraph: trimmed of white space, never empty, disjoint, together
/// holding every character of it that is not white space.
///
/// A quotation and the words that attribute it (`"Go!" he said.`) are one sentence; a line
/// break inside the paragraph is white space like any other.
///
/// # Panics
/// If `paragraph` is not a span of `text`.
pub fn sentences(text: &str, paragraph: Span) -> Vec<Span> {
    let mut found = Vec::new();
    add_sentences(text, paragraph, &mut found);
    found
}

fn add_sentences(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let words = paragraph.of(text);
    let mut add = |start: usize, end: usize| {
        let span = Span::new(paragraph.start + start, paragraph.start + end).trim(text);
        if !span.is_empty() {
            found.push(span);
        }
    };
    let mut items = lists::item_starts(words).into_iter().peekable();
    let mut start = 0;
    let mut at = 0;
    // Whether the sentence so far holds a letter or digit, and up to where that is known.
    let mut has_words = false;
    let mut known = 0;
    while let Some(mark) = next_mark(words, at) {
        while let Some(item) = items.next_if(|&item| item <= mark) {
            add(start, item.max(start));
            start = item.max(start);
            has_words = false;
            known = start;
        }
        has_words = has_words || words[known..mark].contains(char::is_alphanumeric);
        let candidate = Candidate::read(words, mark);
        at = candidate.resume;
        known = candidate.resume;
        // A sentence has words: "…" or "!!" before the first belongs to what follows.
        if has_words && candidate.ends_sentence(words, start) {
            add(start, candidate.end);
            start = candidate.end;
            has_words = false;
        }
    }
    for item in items {
        add(start, item.max(start));
        start = item.max(start);
    }
    add(start, words.len());
}

#[cfg(test)]
mod tests;

/// Fails unless `spans` are trimmed, disjoint, in order, and hold all of `whole` that is not
/// white space.
#[cfg(test)]
pub(super) fn check_cover(
    text: &str,
    whole: Span,
    spans: &[Span],
) -> Result<(), proptest::test_runner::TestCaseError> {
    use proptest::{prop_assert, prop_assert_eq};
    let mut end = whole.start;
    for &span in spans {
        prop_assert!(!span.is_empty());
        prop_assert_eq!(span.trim(text), span);
        prop_assert!(end <= span.start && whole.contains(span));
        prop_assert_eq!(Span::new(end, span.start).of(text).trim(), "");
        end = span.end;
    }
    prop_assert_eq!(Span::new(end, whole.end).of(text).trim(), "");
    Ok(())
}
