//! Claims inside claims: “Reports suggest *the ministry said …*”.

use super::Claim;
use crate::text::Span;

/// Pieces looked at around a claim; no text nests deeper.
const DEEPEST: usize = 16;

/// Says of each claim inside whose content it stands, if it does: the innermost claim one piece
/// of whose content holds the claim's source, cue and content, and more.
pub(super) fn mark(claims: &mut [Claim]) {
    let mut pieces: Vec<(Span, usize)> = Vec::new();
    // From the first to the last of a claim's parts.
    let mut extents: Vec<(Span, usize)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        pieces.extend(claim.content.iter().map(|piece| (piece.span, index)));
        let parts = claim.content.iter().chain(&claim.cue).chain(&claim.source);
        if let Some(extent) = parts.map(|part| part.span).reduce(Span::cover) {
            extents.push((extent, index));
        }
    }
    pieces.sort_by_key(|(span, index)| (span.start, std::cmp::Reverse(span.end), *index));
    extents.sort_by_key(|(span, index)| (span.start, *index));
    let mut pieces = pieces.into_iter().peekable();
    let mut open: Vec<(Span, usize)> = Vec::new();
    for (extent, index) in extents {
        while let Some(piece) = pieces.next_if(|(span, _)| span.start <= extent.start) {
            open.push(piece);
        }
        while open
            .last()
            .is_some_and(|(span, _)| span.end <= extent.start)
        {
            open.pop();
        }
        // A piece that is no more than this claim's content says the same, and holds nothing.
        let content = claims[index].content.iter().map(|piece| piece.span);
        let content = content.reduce(Span::cover);
        let holds = |&&(span, other): &&(Span, usize)| {
            other != index && span.contains(extent) && Some(span) != content
        };
        let outer = open.iter().rev().take(DEEPEST).filter(holds);
        let innermost = outer.min_by_key(|(span, _)| span.len());
        claims[index].within = innermost.map(|&(_, other)| claims[other].id);
    }
}
