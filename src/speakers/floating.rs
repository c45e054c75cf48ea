//! Claims without a source beside them: who goes on speaking.

use super::Answer;
use crate::attribution::{Attribution, Kind};
use crate::text::{Document, Quotation, Span};

/// For each attribution without a source that is quoted, the attribution whose speaker goes on;
/// looked for among the `before` and `after` ones, which are few. `of` has the speaker of each,
/// `asked` whom it puts a question to.
pub(super) fn speaker_of(
    index: usize,
    attributions: &[Attribution],
    text: &str,
    document: &Document,
    of: &[Answer],
    asked: &[Option<usize>],
) -> Option<usize> {
    let this = &attributions[index];
    let start = first(this)?;
    if !this.cue.is_empty() {
        return None;
    }
    if this.kind == Kind::Indirect {
        return told_on(index, start, attributions, document, of);
    }
    let paragraph = document.paragraph_at(start);
    // A quotation that reopens in this paragraph is spoken by who speaks the one left open.
    if let Some(earlier) = continued(document, start) {
        let found = (0..index)
            .rev()
            .take(NEAR)
            .find(|&i| overlaps(&attributions[i], earlier));
        if let Some(speaker) = found.and_then(|i| of[i].0) {
            return Some(speaker);
        }
    }
    // "Then, says Vance, it rained. “…”"
    let sentence = document.sentence_at(start);
    let source_right_before = |i: &usize| {
        let source = attributions[*i].source.first();
        source.is_some_and(|source| {
            document.paragraph_at(source.start) == paragraph
                && document.sentence_at(source.start).map(|s| s + 1) == sentence
                && document.quotation_around(*source).is_none()
        })
    };
    let right_before = (0..index).rev().take(NEAR).find(source_right_before);
    if let Some(speaker) = right_before.and_then(|i| of[i].0) {
        return Some(speaker);
    }
    // Another quotation of the same paragraph has a speaker: "…," she said. "…"
    let same_paragraph = |i: &usize| {
        attributions[*i].kind != Kind::Indirect
            && !is_within(&attributions[*i], this)
            && first(&attributions[*i]).is_some_and(|s| document.paragraph_at(s) == paragraph)
    };
    let before = (0..index)
        .rev()
        .take(NEAR)
        .find(|i| same_paragraph(i) && of[*i].0.is_some());
    let after = || {
        (index + 1..attributions.len())
            .take(NEAR)
            .find(|i| same_paragraph(i) && of[*i].0.is_some())
    };
    if let Some(beside) = before.or_else(after) {
        return of[beside].0;
    }
    // A paragraph that opens with the quotation goes on with the speaker of the one before.
    let paragraph = paragraph?;
    let span = document.paragraphs[paragraph];
    let opens = document.quotations.is_empty() || start <= span.start + 4;
    let previous = (0..index).rev().take(NEAR).find(|&i| {
        first(&attributions[i])
            .is_some_and(|s| document.paragraph_at(s).is_some_and(|p| p + 1 == paragraph))
    });
    let previous = previous.filter(|_| opens)?;
    let answers = is_answer(text, document, paragraph);
    if answers && asked[previous].is_some() {
        return asked[previous];
    }
    if answers || is_dialogue(text, document, paragraph) {
        // Two who are known to speak in turn go on in turn.
        let earlier = (0..previous).rev().take(NEAR).find(|&i| {
            first(&attributions[i]).is_some_and(|s| {
                document
                    .paragraph_at(s)
                    .is_some_and(|p| p + 2 == paragraph && ends_quoted(document, p).is_some())
            })
        });
        let (one, other) = (of[earlier?].0?, of[previous].0?);
        return (one != other).then_some(one);
    }
    of[previous].0
}

/// "The treasurer said the levy would fetch little. [Households had paid enough.]": who is reported in the
/// sentence right before, in the same paragraph.
fn told_on(
    index: usize,
    start: usize,
    attributions: &[Attribution],
    document: &Document,
    of: &[Answer],
) -> Option<usize> {
    let place = |offset: usize| {
        Some((
            document.paragraph_at(offset)?,
            document.sentence_at(offset)?,
        ))
    };
    let (paragraph, sentence) = place(start)?;
    let before = (paragraph, sentence.checked_sub(1)?);
    let tells = |&i: &usize| {
        let attribution = &attributions[i];
        let told = attribution.source.first().or(attribution.content.last());
        told.is_some_and(|told| place(told.start) == Some(before))
    };
    let mut near = (0..index).rev().take(NEAR).filter(tells);
    near.find_map(|i| of[i].0)
}

/// The last outermost quotation of a paragraph.
fn ends_quoted(document: &Document, paragraph: usize) -> Option<Quotation> {
    let span = document.paragraphs.get(paragraph)?;
    let upto = document
        .quotations
        .partition_point(|q| q.span.start < span.end);
    let last = document.quotations[..upto]
        .iter()
        .rev()
        .take_while(|q| q.span.start >= span.start)
        .find(|q| q.depth == 0)?;
    Some(*last)
}

/// Whether the paragraph follows one whose last quotation is a question: another may answer it.
fn is_answer(text: &str, document: &Document, paragraph: usize) -> bool {
    let quotation = paragraph
        .checked_sub(1)
        .and_then(|before| ends_quoted(document, before));
    quotation.is_some_and(|q| q.inner.of(text).trim_end().ends_with('?'))
}

/// Whether the paragraph and one beside it are nothing but a quotation, so that two may speak
/// in turn.
fn is_dialogue(text: &str, document: &Document, paragraph: usize) -> bool {
    let lone = |paragraph: usize| {
        ends_quoted(document, paragraph).is_some_and(|q| {
            let all = document.paragraphs[paragraph].of(text).trim();
            q.closed && q.continues.is_none() && q.span.of(text).trim() == all
        })
    };
    lone(paragraph) && (lone(paragraph + 1) || paragraph.checked_sub(1).is_some_and(lone))
}

/// Attributions looked at on either side.
const NEAR: usize = 12;

fn first(attribution: &Attribution) -> Option<usize> {
    attribution.content.first().map(|s| s.start)
}

/// Whether a claim is somebody else's in the words of another.
fn is_within(inner: &Attribution, outer: &Attribution) -> bool {
    let source = inner.source.first();
    source.is_some_and(|source| outer.content.iter().any(|piece| piece.contains(*source)))
}

fn overlaps(attribution: &Attribution, span: Span) -> bool {
    attribution.content.iter().any(|s| s.overlaps(span))
}

/// The quotation of an earlier paragraph that the one at `offset` continues.
fn continued(document: &Document, offset: usize) -> Option<Span> {
    let upto = document
        .quotations
        .partition_point(|q| q.span.start <= offset);
    let quotation = document.quotations[..upto].last()?;
    let earlier = document.quotations.get(quotation.continues?)?;
    Some(earlier.span)
}
