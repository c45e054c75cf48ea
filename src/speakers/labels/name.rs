//! Names, and labels without what stands around them.

use crate::text::Span;

/// A name in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::speakers) struct Name {
    pub span: Span,
    /// Whether it is a person's.
    pub is_person: bool,
}

/// Lower case, without full stops and a title in front.
pub(super) fn bare(label: &str) -> String {
    let words = label
        .split_whitespace()
        .map(|word| word.trim_end_matches('.').to_lowercase());
    words.collect::<Vec<_>>().join(" ")
}
