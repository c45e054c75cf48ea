//! Quotations beyond the paragraph of their cue: who goes on speaking, and where a new claim
//! begins. The encoder decides what is said within a paragraph; this is layout.

use super::{Act, Attribution, Kind, sort};
use crate::text::{BlockKind, Document, Quotation, Span};
use std::collections::BTreeMap;

/// A quotation of fewer words may be a title, a nickname or a scare quote.
const MIN_WORDS: usize = 5;

/// Confidence of a claim that only its quotation marks speak for. In PolNeAR's development
/// articles 376 of 379 such quotations are part of a claim; but what is left for this rule is
/// what the model did not take for one.
const CONFIDENCE: f32 = 0.5;

/// Brings quotations and attributions of a whole article together:
///
/// - a cue that has content in its own paragraph has none in others: a quotation that was
///   linked to it from there becomes a claim of its own, without source and cue (its speaker is
///   for the discourse to say), and what is not quoted there is no claim;
/// - a quotation that paragraphs reopen is one claim with a piece for each, whoever its cue is
///   nearest to, and no piece of it is another's;
/// - a quotation that stands as a sentence of its own and that nothing attributes is a claim.
pub fn arrange_quotations(
    text: &str,
    document: &Document,
    attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let chains = Chains::new(document);
    let mut arranged = Vec::with_capacity(attributions.len());
    for attribution in attributions {
        split_other_paragraphs(text, document, &chains, attribution, &mut arranged);
    }
    let alone = floating(text, document, &arranged);
    arranged.extend(alone);
    sort(&mut arranged);
    let mut joined = join_chains(text, document, &chains, arranged);
    drop_repeated(text, document, &mut joined);
    joined
}

/// Quotations that go on over paragraphs, each mark opened again.
struct Chains {
    /// For each quotation the first one of its chain.
    first: Vec<usize>,
    /// The quotations of each chain of two or more, by the first.
    links: BTreeMap<usize, Vec<usize>>,
}

impl Chains {
    fn new(document: &Document) -> Self {
        let mut first: Vec<usize> = Vec::with_capacity(document.quotations.len());
        let mut links: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, quotation) in document.quotations.iter().enumerate() {
            let chain = quotation.continues.map_or(index, |before| first[before]);
            first.push(chain);
            if chain != index {
                links
                    .entry(chain)
                    .or_insert_with(|| vec![chain])
                    .push(index);
            }
        }
        Self { first, links }
    }

    /// The chain of the outermost quotation with which a piece begins.
    fn of(&self, document: &Document, piece: Span) -> Option<usize> {
        let quotations = &document.quotations;
        let at = quotations.partition_point(|q| q.span.start < piece.start);
        let begins = |q: &&Quotation| q.span.start == piece.start && q.depth == 0;
        let found = quotations.get(at).filter(begins).map(|_| at).or_else(|| {
            // The mark may have been left out.
            let before = at.checked_sub(1)?;
            let quotation = &quotations[before];
            (quotation.inner.start == piece.start && quotation.depth == 0).then_some(before)
        });
        found.map(|index| self.first[index])
    }

    /// The chains of the outermost quotations that begin in a paragraph.
    fn in_paragraph(&self, document: &Document, paragraph: usize) -> Vec<usize> {
        let span = document.paragraphs[paragraph];
        let quotations = &document.quotations;
        let from = quotations.partition_point(|q| q.span.start < span.start);
        let upto = quotations.partition_point(|q| q.span.start < span.end);
        let outer = (from..upto).filter(|&index| quotations[index].depth == 0);
        outer.map(|index| self.first[index]).collect()
    }
}

fn split_other_paragraphs(
    text: &str,
    document: &Document,
    chains: &Chains,
    mut attribution: Attribution,
    arranged: &mut Vec<Attribution>,
) {
    let paragraph = |span: &Span| document.paragraph_at(span.start);
    let Some(cue) = attribution.cue.first().and_then(paragraph) else {
        return arranged.push(attribution);
    };
    let beside = |piece: &Span| paragraph(piece) == Some(cue);
    if !attribution.content.iter().any(beside) {
        return arranged.push(attribution);
    }
    let own = chains.in_paragraph(document, cue);
    let goes_on = |piece: &Span| {
        let chain = chains.of(document, *piece);
        chain.is_some_and(|chain| own.contains(&chain))
    };
    let (kept, others): (Vec<Span>, Vec<Span>) = attribution
        .content
        .iter()
        .partition(|piece| beside(piece) || goes_on(piece));
    if others.is_empty() {
        return arranged.push(attribution);
    }
    for pieces in others.chunk_by(|a, b| paragraph(a) == paragraph(b)) {
        let quoted: Vec<Span> = pieces
            .iter()
            .copied()
            .filter(|piece| is_quoted(document, *piece))
            .collect();
        if !quoted.is_empty() {
            arranged.push(Attribution {
                kind: Kind::of(text, document, &quoted),
                act: Act::State,
                content: quoted,
                source: Vec::new(),
                cue: Vec::new(),
                confidence: attribution.confidence,
                evidence: None,
            });
        }
    }
    attribution.kind = Kind::of(text, document, &kept);
    attribution.content = kept;
    arranged.push(attribution);
}

/// Whether the span begins with the opening mark of an outermost quotation.
fn is_quoted(document: &Document, span: Span) -> bool {
    let first = document
        .quotations
        .partition_point(|q| q.span.start < span.start);
    document
        .quotations
        .get(first)
        .is_some_and(|q| q.span.start == span.start && q.depth == 0)
}

/// Makes each quotation that goes on over paragraphs one claim: that of the first source beside
/// it, else of the first cue, else of its first paragraph.
fn join_chains(
    text: &str,
    document: &Document,
    chains: &Chains,
    mut claims: Vec<Attribution>,
) -> Vec<Attribution> {
    // For each chain the claims that have a piece of it.
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, claim) in claims.iter().enumerate() {
        for chain in claim
            .content
            .iter()
            .filter_map(|&piece| chains.of(document, piece))
        {
            let known = holders.entry(chain).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
        }
    }
    let mut changed = vec![false; claims.len()];
    for (chain, links) in &chains.links {
        let holders = holders.get(chain).map_or(&[][..], Vec::as_slice);
        let sourced = |&&n: &&usize| !claims[n].source.is_empty();
        let cued = |&&n: &&usize| !claims[n].cue.is_empty();
        let owner = holders
            .iter()
            .find(sourced)
            .or_else(|| holders.iter().find(cued));
        let Some(&owner) = owner.or(holders.first()) else {
            continue;
        };
        let mut pieces = Vec::new();
        for &other in holders {
            let content = &mut claims[other].content;
            pieces.extend(content.extract_if(.., |p| chains.of(document, *p) == Some(*chain)));
            changed[other] = true;
        }
        for &link in links {
            let span = document.quotations[link].span;
            match pieces.iter_mut().find(|piece| piece.overlaps(span)) {
                // What ends without a mark was taken to end before its full stop.
                Some(piece) => piece.end = whole(text, *piece, span).end,
                None => pieces.push(span),
            }
        }
        claims[owner].content.extend(pieces);
        claims[owner].content.sort_unstable();
        claims[owner].content.dedup_by(|b, a| a.overlaps(*b));
    }
    for (claim, changed) in claims.iter_mut().zip(changed) {
        if changed {
            claim.kind = Kind::of(text, document, &claim.content);
        }
    }
    claims.retain(|claim| !claim.content.is_empty());
    sort(&mut claims);
    claims
}

/// A piece with the marks that follow its last word in a quotation.
fn whole(text: &str, piece: Span, quotation: Span) -> Span {
    let rest = text.get(piece.end..quotation.end).unwrap_or_default();
    match rest.contains(char::is_alphanumeric) {
        true => piece,
        false => Span::new(piece.start, piece.end.max(quotation.end)),
    }
}

/// Quotations set apart that are looked for elsewhere. It bounds the time for texts of them.
const MOST_APART: usize = 100;

/// Drops a quotation that is set apart and unattributed, if a longer or equal one elsewhere has
/// its words: it is set larger to catch the eye.
fn drop_repeated(text: &str, document: &Document, claims: &mut Vec<Attribution>) {
    let folded = |span: Span| -> String {
        let letters = span.of(text).chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let apart = document.blocks.iter().filter(|block| {
        block.kind == BlockKind::Quotation && block.label.is_none() && block.content.len() == 1
    });
    let apart: Vec<Span> = apart.map(|block| block.span).take(MOST_APART).collect();
    if apart.is_empty() {
        return;
    }
    let outer = document.quotations.iter().filter(|q| q.depth == 0);
    let all: Vec<(Span, String)> = outer.map(|q| (q.span, folded(q.span))).collect();
    let repeats = |block: &&Span| {
        if block.of(text).split_whitespace().count() < MIN_WORDS {
            return false;
        }
        let words = folded(**block);
        let elsewhere = |(span, other): &(Span, String)| {
            !block.overlaps(*span) && !apart.contains(span) && other.contains(&words)
        };
        all.iter().any(elsewhere)
    };
    let repeated: Vec<Span> = apart.iter().filter(repeats).copied().collect();
    claims.retain(|claim| {
        let alone = claim.cue.is_empty() && claim.source.is_empty();
        !(alone
            && repeated
                .iter()
                .any(|block| block.contains(claim.content[0])))
    });
}

/// Claims made of quotations that stand as sentences of their own and that no attribution
/// touches: floating quotations, without source and cue.
fn floating(text: &str, document: &Document, attributions: &[Attribution]) -> Vec<Attribution> {
    let mut taken: Vec<Span> = attributions
        .iter()
        .flat_map(|a| a.content.iter().chain(&a.source).chain(&a.cue))
        .copied()
        .collect();
    taken.sort_unstable();
    // Pieces may overlap, so the one that ends last so far tells whether any reaches a place.
    let mut furthest = 0;
    let ends: Vec<usize> = taken
        .iter()
        .map(|span| {
            furthest = furthest.max(span.end);
            furthest
        })
        .collect();
    let touched = |span: Span| {
        let before = taken.partition_point(|t| t.start < span.end);
        before > 0 && ends[before - 1] > span.start
    };
    let alone = |q: &&Quotation| q.depth == 0 && is_sentence(text, document, q) && !touched(q.span);
    document
        .quotations
        .iter()
        .filter(alone)
        .map(|quotation| Attribution {
            content: vec![quotation.span],
            source: Vec::new(),
            cue: Vec::new(),
            kind: Kind::Direct,
            act: Act::State,
            confidence: CONFIDENCE,
            evidence: None,
        })
        .collect()
}

/// Whether a quotation begins with a sentence, ends with one, and has the length of one.
fn is_sentence(text: &str, document: &Document, quotation: &Quotation) -> bool {
    let inner = quotation.inner.trim(text).of(text);
    let begins = document
        .sentence_at(quotation.span.start)
        .is_some_and(|s| document.sentences[s].start == quotation.span.start);
    let ends = inner.ends_with(['.', '!', '?', '…']);
    begins && ends && inner.split_whitespace().count() >= MIN_WORDS
}

#[cfg(test)]
mod tests;
