//! Text and positions in it: spans, character offsets, paragraphs, sentences, quotation marks.

mod characters;
mod document;
mod span;

pub use characters::CharacterOffsets;
pub use document::{Document, Quotation};
pub use span::Span;
