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
}
