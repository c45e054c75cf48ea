//! What the layout of a text says: whose turn it is, what is an item of a list, a post, a
//! quotation set apart, a heading.
//!
//! One reading for a whole text, from its paragraphs, its quotation marks, and what its source sets
//! in bold. A later stage asks the blocks and never the line breaks.

mod directions;
mod labels;
mod paragraph;
mod posts;
mod transcripts;

use super::{Quotation, Span};
use crate::named::named;
pub use labels::Label;
pub(crate) use paragraph::ends_with_credit;
use paragraph::{Paragraph, is_heading};
use serde::Serialize;
use transcripts::Turn;

named! {
    "kind of block";
    /// What a block is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    #[serde(rename_all = "lowercase")]
    #[non_exhaustive]
    pub enum BlockKind {
        /// A headline, or a line that heads what follows.
        Heading = "heading",
        /// Running text.
        Paragraph = "paragraph",
        /// What one speaker of an interview or a debate says until the next one speaks.
        Turn = "turn",
        /// An item of a list.
        Item = "item",
        /// Nothing but quoted words.
        Quotation = "quotation",
        /// A post with the account that signs it: "… — Name (@handle) date".
        Post = "post",
    }
}

/// One or more whole paragraphs that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// From the start of its first paragraph to the end of its last.
    pub span: Span,
    /// Who speaks it, as far as the layout tells.
    pub label: Option<Label>,
    /// Its words without label, list marker, signature and stage directions: one piece or more
    /// a paragraph, disjoint and in order. Empty where nothing else is there.
    pub content: Vec<Span>,
    /// For the item of a list the index of the block that leads in to the list: "The report says:".
    pub lead_in: Option<usize>,
    /// Whether it is the interviewer's turn where no label says whose it is.
    is_question: bool,
}

impl Block {
    /// Whether its words ask: they end in a question mark, or they are the turn of an interviewer,
    /// who may ask without one (“Tell us about …”).
    pub fn asks(&self, text: &str) -> bool {
        let last = self.content.last().map_or("", |last| last.of(text));
        self.is_question || last.trim_end_matches(['"', '”', '’']).ends_with('?')
    }
}

/// The blocks of a text: in order, disjoint, each paragraph in one of them. `emphasized` are those
/// that the source of the text sets in bold, in order.
pub fn blocks(
    text: &str,
    paragraphs: &[Span],
    quotations: &[Quotation],
    emphasized: &[Span],
) -> Vec<Block> {
    let bold = |p: &Span| {
        emphasized
            .binary_search_by_key(&p.start, |e| e.start)
            .is_ok()
    };
    let read: Vec<Paragraph> = paragraphs
        .iter()
        .map(|p| Paragraph {
            is_emphasized: bold(p),
            ..Paragraph::read(text, *p)
        })
        .collect();
    let turns = transcripts::turns(text, &read);
    let mut blocks: Vec<Block> = Vec::with_capacity(read.len());
    let mut number = 0;
    let mut turns = turns.into_iter().peekable();
    while number < read.len() {
        if let Some(turn) = turns.next_if(|turn| turn.paragraphs.start == number) {
            number = turn.paragraphs.end;
            blocks.push(turn_block(text, &read[turn.paragraphs.clone()], &turn));
        } else if posts::sign(text, &read[number], &mut blocks) {
            number += 1;
        } else {
            add(text, &read, number, quotations, &mut blocks);
            number += 1;
        }
    }
    let from = |block: usize, blocks: &[Block]| {
        let before = block.checked_sub(1).map(|before| &blocks[before])?;
        match before.kind {
            BlockKind::Item => before.lead_in,
            BlockKind::Paragraph | BlockKind::Heading => {
                before.span.of(text).ends_with(':').then_some(block - 1)
            }
            _ => None,
        }
    };
    for block in 0..blocks.len() {
        if blocks[block].kind == BlockKind::Item {
            blocks[block].lead_in = from(block, &blocks);
        }
    }
    blocks
}

fn turn_block(text: &str, paragraphs: &[Paragraph], turn: &Turn) -> Block {
    let mut content = Vec::new();
    let pictures = |(_, paragraph): &(usize, &Paragraph)| !paragraph.is_caption(text);
    for (i, paragraph) in paragraphs.iter().enumerate().filter(pictures) {
        let words = match (i, turn.label) {
            (0, Some(label)) => Span::new(label.mark.end, paragraph.span.end).trim(text),
            _ => paragraph.span,
        };
        directions::spoken(text, words, &mut content);
    }
    Block {
        kind: BlockKind::Turn,
        span: paragraphs[0]
            .span
            .cover(paragraphs[paragraphs.len() - 1].span),
        label: turn.label,
        content,
        lead_in: None,
        is_question: turn.asks,
    }
}

/// Adds the block of a paragraph that is neither turn nor post; one that goes on with the
/// quotation of the block before goes into it.
fn add(
    text: &str,
    read: &[Paragraph],
    number: usize,
    quotations: &[Quotation],
    blocks: &mut Vec<Block>,
) {
    let paragraph = &read[number];
    let quotation = whole_quotation(paragraph.rest, quotations);
    let goes_on = quotation.and_then(|q| q.continues).is_some();
    if let Some(last) = blocks.last_mut()
        && last.kind == BlockKind::Quotation
        && goes_on
    {
        last.span.end = paragraph.span.end;
        last.content.push(paragraph.words);
        return;
    }
    // "Una Fry: “A disaster.”" is a label; without the marks it may be any heading.
    let label = paragraph.label.filter(|_| quotation.is_some());
    let kind = if paragraph.is_item {
        BlockKind::Item
    } else if quotation.is_some() && label.is_none() && !is_quoted_headline(text, read, number) {
        BlockKind::Quotation
    } else if label.is_none() && is_heading(text, read, number) {
        BlockKind::Heading
    } else {
        BlockKind::Paragraph
    };
    let words = label.map_or(paragraph.words, |_| paragraph.rest);
    blocks.push(Block {
        kind,
        span: paragraph.span,
        label,
        content: vec![words],
        lead_in: None,
        is_question: false,
    });
}

/// The outermost quotation that is all there is in these words.
fn whole_quotation(words: Span, quotations: &[Quotation]) -> Option<&Quotation> {
    let first = quotations.partition_point(|q| q.span.start < words.start);
    let quotation = quotations.get(first).filter(|q| q.depth == 0)?;
    // A full stop may follow the mark.
    let fits = quotation.span.start == words.start && quotation.span.end + 1 >= words.end;
    (fits && !words.is_empty()).then_some(quotation)
}

/// A headline that is nothing but somebody's words: a quotation without a full stop.
fn is_quoted_headline(text: &str, read: &[Paragraph], number: usize) -> bool {
    let words = read[number].span.of(text);
    let inner = words.trim_end_matches(['"', '”', '’', '\'']);
    number == 0 && !inner.ends_with(['.', '!', '?', '…', ',']) && is_heading(text, read, number)
}

#[cfg(test)]
mod tests;
