use super::{Block, Quotation, Span};

/// An article's text with its segmentation: spans only, in text order, nothing copied.
///
/// ```
/// let text = "“It will rain,” she said. It did.";
/// let document = sayso::text::segment(text);
/// assert_eq!(document.sentences.len(), 2);
/// assert_eq!(document.quotations[0].span.of(text), "“It will rain,”");
/// assert_eq!(document.sentence_at(text.len() - 1), Some(1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// Paragraphs: disjoint, trimmed of white space, never empty.
    pub paragraphs: Vec<Span>,
    /// Sentences: disjoint, each inside one paragraph, trimmed, never empty. Together they
    /// hold every character of the text that is not white space.
    pub sentences: Vec<Span>,
    /// Quotations, by start; a nested one follows the one that holds it.
    pub quotations: Vec<Quotation>,
    /// What the layout says: disjoint, each of whole paragraphs, together all of them.
    pub blocks: Vec<Block>,
}

impl Document {
    /// Index of the sentence that holds the byte at `offset`, or of the last one before it.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        index_at(&self.sentences, offset)
    }

    /// Index of the paragraph that holds the byte at `offset`, or of the last one before it.
    pub fn paragraph_at(&self, offset: usize) -> Option<usize> {
        index_at(&self.paragraphs, offset)
    }

    /// Index of the block that holds the byte at `offset`, or of the last one before it.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let upto = self.blocks.partition_point(|b| b.span.start <= offset);
        upto.checked_sub(1)
    }

    /// The innermost quotation around all of `span`.
    pub fn quotation_around(&self, span: Span) -> Option<&Quotation> {
        let upto = self
            .quotations
            .partition_point(|q| q.span.start <= span.start);
        // Quotations nest, and the inner one follows: the last that holds the span is innermost.
        self.quotations[..upto]
            .iter()
            .rev()
            .find(|q| q.span.contains(span))
    }
}

fn index_at(spans: &[Span], offset: usize) -> Option<usize> {
    spans.partition_point(|s| s.start <= offset).checked_sub(1)
}
