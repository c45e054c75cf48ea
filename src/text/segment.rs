use super::{Document, blocks, paragraphs, quotations, segment_sentences};

/// Segments a text into paragraphs, sentences, quotations and blocks.
pub fn segment(text: &str) -> Document {
    let paragraphs = paragraphs(text);
    let sentences = segment_sentences(text, &paragraphs);
    let quotations = quotations(text, &paragraphs);
    let blocks = blocks(text, &paragraphs, &quotations);
    Document {
        paragraphs,
        sentences,
        quotations,
        blocks,
    }
}
