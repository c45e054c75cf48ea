use super::{Document, paragraphs, quotations, segment_sentences};

/// Segments a text into paragraphs, sentences and quotations.
pub fn segment(text: &str) -> Document {
    let paragraphs = paragraphs(text);
    let sentences = segment_sentences(text, &paragraphs);
    let quotations = quotations(text, &paragraphs);
    Document {
        paragraphs,
        sentences,
        quotations,
    }
}
