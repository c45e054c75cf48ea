//! Text and positions in it: spans, character offsets, paragraphs, sentences, quotation marks,
//! and what the layout says (blocks).

mod blocks;
mod characters;
mod document;
mod paragraphs;
mod quotations;
mod segment;
mod sentences;
mod span;
mod unwrapped;

pub(crate) use blocks::ends_with_credit;
pub use blocks::{Block, BlockKind, Label, blocks};
pub use characters::CharacterOffsets;
pub(crate) use characters::CharacterTable;
pub use document::Document;
pub use paragraphs::paragraphs;
pub use quotations::{Quotation, quotations};
pub use segment::{segment, segment_with};
pub use sentences::{segment_sentences, sentences};
pub use span::Span;
pub use unwrapped::unwrapped;

/// Words on one line, with one space between any two.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
