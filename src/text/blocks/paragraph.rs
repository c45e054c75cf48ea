//! A paragraph with what its first words say.

use super::labels::{self, Label};
use crate::text::Span;
use crate::text::paragraphs::item_marker;

/// A paragraph as it is read on the way.
pub(super) struct Paragraph {
    pub span: Span,
    /// What follows the marker of a list's item, or all.
    pub words: Span,
    pub is_item: bool,
    pub label: Option<Label>,
    /// What follows the label, or the same as `words`.
    pub rest: Span,
    /// The name that is all there is in it.
    pub alone: Option<Label>,
    /// Whether its source sets it in bold.
    pub is_emphasized: bool,
}

impl Paragraph {
    pub fn read(text: &str, span: Span) -> Self {
        let marker = item_marker(span.of(text)).unwrap_or(0);
        let words = Span::new(span.start + marker, span.end).trim(text);
        let label = labels::label(text, words);
        let rest = label.map_or(words, |l| Span::new(l.mark.end, span.end).trim(text));
        Self {
            span,
            words,
            is_item: marker > 0,
            label,
            rest,
            alone: labels::alone(text, words),
            is_emphasized: false,
        }
    }

    /// Whether it is the caption of a picture, with its credit: “The pier. Image: Bo Lund.”
    pub fn is_caption(&self, text: &str) -> bool {
        let words = self.span.of(text);
        let short = |words: &str, most| words.split_whitespace().nth(most).is_none();
        let mut marks = words.match_indices(": ").map(|(at, mark)| at + mark.len());
        let credit = marks.find(|&at| ends_with_credit(&words[..at]));
        short(words, LONGEST_CAPTION)
            && credit.is_some_and(|at| short(&words[at..], LONGEST_CREDIT))
    }
}

/// What stands before the name of whoever made a picture.
const CREDITS: [&str; 4] = ["image: ", "photo: ", "picture: ", "photograph: "];

/// Words of a caption and of the credit in it, at most.
const LONGEST_CAPTION: usize = 40;
const LONGEST_CREDIT: usize = 10;

/// Whether whoever is named behind these words made a picture: "The pier. Image: ".
pub(crate) fn ends_with_credit(words: &str) -> bool {
    let is = |credit: &&str| {
        let from = words.len().checked_sub(credit.len());
        let end = from.and_then(|from| words.get(from..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(credit))
    };
    CREDITS.iter().any(is)
}

/// Words of a heading, at most.
const LONGEST_HEADING: usize = 24;

/// A few words without a full stop before more text: the headline, or a line between paragraphs.
pub(super) fn is_heading(text: &str, read: &[Paragraph], number: usize) -> bool {
    let words = read[number].span.of(text);
    let ended = words.ends_with(['.', '…', ':', ',', ';']);
    let follows = number + 1 < read.len();
    let question = number > 0 && words.ends_with(['!', '?', '"', '”']);
    follows && !ended && !question && words.split_whitespace().nth(LONGEST_HEADING).is_none()
}
