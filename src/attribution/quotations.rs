//! Quotations beyond the paragraph of their cue: who goes on speaking, and where a new claim
//! begins. The encoder decides what is said within a paragraph; this is layout.

use super::{Act, Attribution, Kind, sort};
use crate::text::{Document, Quotation, Span};

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
/// - a paragraph that reopens the quotation of the one before goes on with its claim;
/// - a quotation that stands as a sentence of its own and that nothing attributes is a claim.
pub fn arrange_quotations(
    text: &str,
    document: &Document,
    attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let mut arranged = Vec::with_capacity(attributions.len());
    for attribution in attributions {
        split_other_paragraphs(text, document, attribution, &mut arranged);
    }
    let alone = floating(text, document, &arranged);
    arranged.extend(alone);
    sort(&mut arranged);
    join_reopened(document, arranged)
}

fn split_other_paragraphs(
    text: &str,
    document: &Document,
    mut attribution: Attribution,
    arranged: &mut Vec<Attribution>,
) {
    let paragraph = |span: &Span| document.paragraph_at(span.start);
    let Some(cue) = attribution.cue.first().map(paragraph) else {
        return arranged.push(attribution);
    };
    if !attribution
        .content
        .iter()
        .any(|piece| paragraph(piece) == cue)
    {
        return arranged.push(attribution);
    }
    let goes_on =
        |piece: &Span| starting_at(document, *piece).is_some_and(|q| q.continues.is_some());
    let (kept, others): (Vec<Span>, Vec<Span>) = attribution
        .content
        .iter()
        .partition(|piece| paragraph(piece) == cue || goes_on(piece));
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

/// The outermost quotation with whose opening mark the span begins, if a paragraph does too.
fn starting_at(document: &Document, span: Span) -> Option<&Quotation> {
    let first = document
        .quotations
        .partition_point(|q| q.span.start < span.start);
    let quotation = document
        .quotations
        .get(first)
        .filter(|q| q.span.start == span.start)?;
    let paragraph = document.paragraphs[document.paragraph_at(span.start)?];
    (quotation.depth == 0 && paragraph.start == span.start).then_some(quotation)
}

/// Joins what continues a reopened quotation to the claim that holds the part before.
fn join_reopened(document: &Document, attributions: Vec<Attribution>) -> Vec<Attribution> {
    let mut joined: Vec<Attribution> = Vec::with_capacity(attributions.len());
    // For each quotation that a claim's last piece reaches into, the claim.
    let mut holder: Vec<(Span, usize)> = Vec::new();
    for attribution in attributions {
        let before = starting_at(document, attribution.content[0])
            .filter(|_| attribution.cue.is_empty() && attribution.source.is_empty())
            .and_then(|q| q.continues)
            .map(|index| document.quotations[index].span);
        // Claims come in text order, so the part before is among the last few.
        let claim = before.and_then(|span| {
            holder
                .iter()
                .rev()
                .take(8)
                .find(|(piece, _)| piece.overlaps(span))
                .map(|h| h.1)
        });
        let index = match claim {
            Some(index) => {
                joined[index].content.extend(&attribution.content);
                index
            }
            None => {
                joined.push(attribution.clone());
                joined.len() - 1
            }
        };
        holder.extend(attribution.content.iter().map(|&piece| (piece, index)));
    }
    for attribution in &mut joined {
        // A claim may have held a later paragraph already when an earlier one was joined to it.
        attribution.content.sort_unstable();
    }
    joined
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
mod tests {
    use super::*;
    use crate::text::segment;

    /// An attribution of these pieces, with this cue if it is not empty.
    fn attribution(text: &str, content: &[&str], cue: &str) -> Attribution {
        let span = |words: &str| Span::find(text, words);
        Attribution {
            content: content.iter().map(|words| span(words)).collect(),
            source: Vec::new(),
            cue: if cue.is_empty() {
                Vec::new()
            } else {
                vec![span(cue)]
            },
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        }
    }

    /// The pieces of each claim, joined, and its cue.
    fn arranged(text: &str, attributions: Vec<Attribution>) -> Vec<(String, String)> {
        let words = |spans: &[Span]| {
            spans
                .iter()
                .map(|s| s.of(text))
                .collect::<Vec<_>>()
                .join(" … ")
        };
        arrange_quotations(text, &segment(text), attributions)
            .iter()
            .map(|a| (words(&a.content), words(&a.cue)))
            .collect()
    }

    fn pair(claim: &str, cue: &str) -> (String, String) {
        (claim.into(), cue.into())
    }

    #[test]
    fn a_quotation_that_nothing_attributes_is_a_claim() {
        let text = "She spoke of the flood.\n\n“We were on the roof until noon.”\n\nIt rained.";
        assert_eq!(
            arranged(text, vec![]),
            [pair("“We were on the roof until noon.”", "")]
        );
    }

    #[test]
    fn joined_pieces_stand_in_text_order() {
        let text =
            "“One is here,” he said. “It was dark.\n\n“Nobody came for us at all.\n\n“It was day.”";
        let pieces = ["“One is here,”", "“It was dark.", "“It was day.”"];
        let claims = arranged(text, vec![attribution(text, &pieces, "said")]);
        let whole = "“One is here,” … “It was dark. … “Nobody came for us at all. … “It was day.”";
        assert_eq!(claims, [pair(whole, "said")]);
    }

    #[test]
    fn titles_and_single_words_are_none() {
        let text = "He sang “The Long Way Back to the Sea” twice. “Never!” It ended.";
        assert!(arranged(text, vec![]).is_empty());
    }

    #[test]
    fn what_an_attribution_touches_is_no_floating_quotation() {
        let text = "“We were on the roof until noon.” So it was.";
        let inside = attribution(text, &["on the roof"], "");
        assert_eq!(arranged(text, vec![inside]), [pair("on the roof", "")]);
        let beside = attribution(text, &["it was"], "");
        assert_eq!(arranged(text, vec![beside]).len(), 2);
    }

    #[test]
    fn a_quotation_in_the_next_paragraph_is_a_claim_of_its_own() {
        let text = "He said “no.”\n\n“We were on the roof until noon.”";
        let linked = attribution(
            text,
            &["“no.”", "“We were on the roof until noon.”"],
            "said",
        );
        let expected = [
            pair("“no.”", "said"),
            pair("“We were on the roof until noon.”", ""),
        ];
        assert_eq!(arranged(text, vec![linked]), expected);
    }

    #[test]
    fn words_of_another_paragraph_without_marks_are_left_out() {
        let text = "Rain stops play\n\n“We were on the roof until noon,” he said.";
        let linked = attribution(
            text,
            &["Rain stops play", "“We were on the roof until noon,”"],
            "said",
        );
        let expected = [pair("“We were on the roof until noon,”", "said")];
        assert_eq!(arranged(text, vec![linked]), expected);
    }

    #[test]
    fn a_cue_keeps_what_it_introduces_in_the_next_paragraph() {
        let text = "He added:\n\n“We were on the roof until noon.”";
        let linked = attribution(text, &["“We were on the roof until noon.”"], "added");
        assert_eq!(arranged(text, vec![linked.clone()]).len(), 1);
        assert_eq!(arranged(text, vec![linked])[0].1, "added");
    }

    #[test]
    fn a_reopened_quotation_goes_on_with_its_claim() {
        let text = "“We were on the roof,” he said. “It was dark.\n\n“Nobody came for us at all.\n\n“Then it was day.”";
        let linked = attribution(text, &["“We were on the roof,”", "“It was dark."], "said");
        let claims = arranged(text, vec![linked]);
        let whole = "“We were on the roof,” … “It was dark. … “Nobody came for us at all. … “Then it was day.”";
        // The last part is too short to stand alone, but it is tagged with the others here.
        let last = attribution(text, &["“Then it was day.”"], "");
        assert_eq!(claims.len(), 1);
        let linked = attribution(text, &["“We were on the roof,”", "“It was dark."], "said");
        assert_eq!(arranged(text, vec![linked, last]), [pair(whole, "said")]);
    }
}
