use super::findings::act_with;
use super::{Act, ActHead, Attribution, Evidence, Kind, sort};
use crate::encoder::{INSIDE_QUOTATION, Tokens, Weights};
use crate::error::Result;
use crate::tagging::{PairScorer, SpanTagger, TokenSpan};
use crate::text::{Document, Span};
use ndarray::ArrayView2;
use std::ops::Range;

/// A piece is linked only to cues whose tokens are at most so far away.
const REACH: usize = 256;

/// The head that finds sources, cues and contents, and links them.
pub struct AttributionHead {
    roles: SpanTagger,
    /// The same roles for the claims inside claims; a model may have been trained without.
    nested: Option<SpanTagger>,
    sources: PairScorer,
    contents: PairScorer,
    acts: ActHead,
}

/// The kinds of spans, in the order of the head's tags.
const SOURCE: usize = 0;
const CUE: usize = 1;
const CONTENT: usize = 2;

impl AttributionHead {
    /// Reads the head's weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights) -> Result<Self> {
        Ok(Self {
            roles: SpanTagger::load(weights, "roles", 3)?,
            nested: weights
                .contains("nested.weight")
                .then(|| SpanTagger::load(weights, "nested", 3))
                .transpose()?,
            sources: PairScorer::load(weights, "Source")?,
            contents: PairScorer::load(weights, "Content")?,
            acts: ActHead::load(weights)?,
        })
    }

    /// The attributions of a text, in the order of their content.
    ///
    /// `hidden`: one row a token, `[tokens, hidden_size]`
    pub fn find(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        hidden: ArrayView2<f32>,
    ) -> Vec<Attribution> {
        let spans = self.roles.spans(hidden, &tokens.paragraph_starts);
        self.put_together(text, document, tokens, hidden, &spans)
    }

    /// The attributions inside pieces of the content of others, each with the number of its piece;
    /// `None` if the model was not trained to find them. They are of one layer: inside them may
    /// stand more.
    ///
    /// `hidden`: one row a token, `[tokens, hidden_size]`
    pub fn find_nested(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        hidden: ArrayView2<f32>,
        pieces: &[Span],
    ) -> Option<Vec<(usize, Attribution)>> {
        let tagger = self.nested.as_ref()?;
        let spans = tagger.spans(hidden, &tokens.paragraph_starts);
        let mut found = Vec::new();
        for (number, &piece) in pieces.iter().enumerate() {
            let inside = within(&spans, tokens, piece);
            if inside.iter().any(|span| span.kind == CUE) {
                let claims = self.put_together(text, document, tokens, hidden, &inside);
                found.extend(claims.into_iter().map(|claim| (number, claim)));
            }
        }
        Some(found)
    }

    /// The attributions that some tagged spans are the parts of.
    fn put_together(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        hidden: ArrayView2<f32>,
        spans: &[TokenSpan],
    ) -> Vec<Attribution> {
        let of = |kind| {
            let found: Vec<&TokenSpan> = spans.iter().filter(|s| s.kind == kind).collect();
            found
        };
        let (sources, cues, contents) = (of(SOURCE), of(CUE), of(CONTENT));
        let ranges = |spans: &[&TokenSpan]| -> Vec<Range<usize>> {
            spans.iter().map(|s| s.tokens.clone()).collect()
        };
        let cue_ranges = ranges(&cues);
        let acts = self.acts.find(hidden, &cue_ranges);
        let linked = self.link(
            tokens,
            hidden,
            &ranges(&sources),
            &cue_ranges,
            &ranges(&contents),
        );
        let span = |found: &TokenSpan| tokens.span(found.tokens.clone());
        let mut found: Vec<Attribution> = linked
            .into_iter()
            .filter(|claim| !claim.contents.is_empty())
            .map(|claim| {
                let source = claim.source.map(|s| sources[s]);
                let cue = claim.cue.map(|c| cues[c]);
                let pieces: Vec<&TokenSpan> = claim.contents.iter().map(|&c| contents[c]).collect();
                let evidence = Evidence {
                    source: source.map(|part| part.probability),
                    cue: cue.map(|part| part.probability),
                    content: pieces.iter().map(|part| part.probability).product(),
                    links: claim.probability,
                };
                let content = pieces.iter().map(|piece| match cue {
                    Some(_) => tokens.span(within_sentence(text, tokens, piece.tokens.clone())),
                    None => span(piece),
                });
                let content: Vec<Span> = content.collect();
                let act = claim.cue.map_or(Act::default(), |c| acts[c]);
                let source = source.map(span);
                Attribution {
                    kind: Kind::of(text, document, &content),
                    act: act_with(source, act, text),
                    content,
                    source: source.into_iter().collect(),
                    cue: cue.map(span).into_iter().collect(),
                    confidence: evidence.product().clamp(0.0, 1.0),
                    evidence: Some(evidence),
                }
            })
            .collect();
        sort(&mut found);
        found
    }

    /// Puts claims together from sources, cues and contents: one claim for each cue, in order,
    /// and one for each content without a cue.
    ///
    /// `hidden`: one row a token, `[tokens, hidden_size]`; pieces are ranges of tokens; cues
    /// ascend.
    pub fn link(
        &self,
        tokens: &Tokens,
        hidden: ArrayView2<f32>,
        sources: &[Range<usize>],
        cues: &[Range<usize>],
        contents: &[Range<usize>],
    ) -> Vec<Linked> {
        let content_links = pairs(&self.contents, tokens, hidden, contents, cues);
        let source_links = pairs(&self.sources, tokens, hidden, sources, cues);

        let with_cue = |cue| Linked {
            cue: Some(cue),
            ..Linked::default()
        };
        let mut claims: Vec<Linked> = (0..cues.len()).map(with_cue).collect();
        let mut alone: Vec<Linked> = Vec::new();
        for content in 0..contents.len() {
            // A content belongs to one cue.
            let options: Vec<(usize, f32)> = content_links
                .iter()
                .filter(|link| link.piece == content)
                .map(|link| (link.cue, link.score))
                .collect();
            match choose(&options) {
                Some((cue, probability)) => {
                    claims[cue].contents.push(content);
                    claims[cue].probability *= probability;
                }
                None => alone.push(Linked {
                    contents: vec![content],
                    ..Linked::default()
                }),
            }
        }
        for (cue, claim) in claims.iter_mut().enumerate() {
            // A cue has one source, in its own paragraph; a source may serve several cues. In
            // PolNeAR 11 of 20,426 sources stand in another paragraph than their cue.
            let paragraph = tokens.paragraph_of(cues[cue].start);
            let is_near =
                |link: &&Link| tokens.paragraph_of(sources[link.piece].start) == paragraph;
            let options: Vec<(usize, f32)> = source_links
                .iter()
                .filter(|link| link.cue == cue)
                .filter(is_near)
                .map(|link| (link.piece, link.score))
                .collect();
            if let Some((source, probability)) = choose(&options) {
                claim.source = Some(source);
                claim.probability *= probability;
            }
        }
        claims.into_iter().chain(alone).collect()
    }
}

/// The spans in a piece of the text, in order. A content ends where the piece does; of another
/// span a part would be something else.
fn within(spans: &[TokenSpan], tokens: &Tokens, piece: Span) -> Vec<TokenSpan> {
    let Some(range) = tokens.located(piece) else {
        return Vec::new();
    };
    let first = spans.partition_point(|span| span.tokens.end <= range.start);
    let upto = spans.partition_point(|span| span.tokens.start < range.end);
    let parts = spans[first..upto.max(first)].iter().cloned();
    let cut = parts.map(|mut span| {
        if span.kind == CONTENT {
            let start = span.tokens.start.max(range.start);
            span.tokens = start..span.tokens.end.min(range.end);
        }
        span
    });
    cut.filter(|span| range.start <= span.tokens.start && span.tokens.end <= range.end)
        .collect()
}

/// What belongs together, by number.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Linked {
    /// The source, if there is one.
    pub source: Option<usize>,
    /// The cue, if there is one.
    pub cue: Option<usize>,
    /// The pieces of the content, in order.
    pub contents: Vec<usize>,
    /// Probability that all links are right.
    pub probability: f32,
}

impl Default for Linked {
    fn default() -> Self {
        Self {
            source: None,
            cue: None,
            contents: Vec::new(),
            probability: 1.0,
        }
    }
}

/// A scored pair of a piece and a cue, by number.
struct Link {
    piece: usize,
    cue: usize,
    score: f32,
}

/// Scores each piece against the cues near it.
fn pairs(
    scorer: &PairScorer,
    tokens: &Tokens,
    hidden: ArrayView2<f32>,
    pieces: &[Range<usize>],
    cues: &[Range<usize>],
) -> Vec<Link> {
    let mut links = Vec::new();
    scorer.near(hidden, tokens, pieces, cues, REACH, |piece, cue, score| {
        links.push(Link { piece, cue, score });
    });
    links
}

/// The best of some scored options with its probability, or none if no score is above 0, the
/// score of no link.
fn choose(options: &[(usize, f32)]) -> Option<(usize, f32)> {
    let best = options
        .iter()
        .copied()
        .reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let total: f32 = options.iter().map(|o| (o.1 - best.1).exp()).sum::<f32>() + (-best.1).exp();
    (best.1 > 0.0).then_some((best.0, 1.0 / total))
}

impl Kind {
    /// Whether some pieces of text stand inside quotation marks: all their letters and digits,
    /// none, or part of them.
    pub fn of(text: &str, document: &Document, pieces: &[Span]) -> Self {
        let (mut inside, mut outside) = (false, false);
        for piece in pieces {
            let first = document
                .quotations
                .partition_point(|q| q.span.start < piece.start);
            // A quotation that holds the start of the piece began before it.
            let around = document.quotation_around(Span::new(piece.start, piece.start));
            let upto = document
                .quotations
                .partition_point(|q| q.span.start < piece.end);
            let quoted: Vec<Span> = around
                .into_iter()
                .chain(&document.quotations[first..upto])
                .map(|q| q.span)
                .collect();
            let mut quoted = quoted.into_iter().peekable();
            for (at, character) in piece.of(text).char_indices() {
                if !character.is_alphanumeric() {
                    continue;
                }
                let at = piece.start + at;
                while quoted.next_if(|q| q.end <= at).is_some() {}
                if quoted.peek().is_some_and(|q| q.contains_offset(at)) {
                    inside = true;
                } else {
                    outside = true;
                }
            }
        }
        match (inside, outside) {
            (false, _) => Self::Indirect,
            (true, false) => Self::Direct,
            (true, true) => Self::Mixed,
        }
    }
}

/// A piece that a cue introduces, up to where a sentence outside of quotation marks begins in it:
/// what somebody says in others' words ends with its sentence. After a colon it may go on.
fn within_sentence(text: &str, tokens: &Tokens, piece: Range<usize>) -> Range<usize> {
    let words = |token: usize| tokens.spans[token].of(text);
    if piece.start > 0 && words(piece.start - 1) == ":" {
        return piece;
    }
    let is_quoted = |token: usize| tokens.types[token] & INSIDE_QUOTATION > 0;
    let later = tokens
        .sentence_starts
        .partition_point(|&s| s <= piece.start);
    let starts = tokens.sentence_starts[later..].iter().copied();
    let mut inside = starts.take_while(|&start| start < piece.end);
    let Some(mut end) = inside.find(|&start| !is_quoted(start)) else {
        return piece;
    };
    while end > piece.start + 1 && matches!(words(end - 1), "." | "!" | "?") {
        end -= 1;
    }
    piece.start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Tokenizer;
    use crate::text::segment;
    use std::path::Path;

    fn kind(text: &str, pieces: &[&str]) -> Kind {
        let spans: Vec<Span> = pieces
            .iter()
            .map(|piece| {
                let start = text.find(piece).expect("a piece of the text");
                Span::new(start, start + piece.len())
            })
            .collect();
        Kind::of(text, &segment(text), &spans)
    }

    #[test]
    fn kinds() {
        let text = "“Yes,” she said, “we ‘can’ go,” and that it was “fine” by her.";
        assert_eq!(kind(text, &["“Yes,”", "“we ‘can’ go,”"]), Kind::Direct);
        assert_eq!(kind(text, &["we ‘can’ go"]), Kind::Direct);
        assert_eq!(kind(text, &["that it was “fine” by her"]), Kind::Mixed);
        assert_eq!(kind(text, &["by her"]), Kind::Indirect);
        assert_eq!(kind(text, &["and that"]), Kind::Indirect);
        assert_eq!(kind(text, &["fine"]), Kind::Direct);
    }

    #[test]
    fn only_a_content_is_cut_to_the_piece_it_stands_in() {
        let text = "Ann said Bob hopes to stay";
        let tokenizer = Tokenizer::load(Path::new("models/en")).expect("a tokenizer");
        let tokens = tokenizer.tokenize(text, &segment(text)).expect("tokens");
        let found = |spans: &[(&str, usize)], piece: &str| -> Vec<(String, usize)> {
            let spans: Vec<TokenSpan> = spans
                .iter()
                .map(|&(words, kind)| TokenSpan {
                    tokens: tokens.located(Span::find(text, words)).expect("tokens"),
                    kind,
                    probability: 1.0,
                })
                .collect();
            within(&spans, &tokens, Span::find(text, piece))
                .iter()
                .map(|span| {
                    (
                        tokens.span(span.tokens.clone()).of(text).to_owned(),
                        span.kind,
                    )
                })
                .collect()
        };
        let pair = |words: &str, kind| (words.to_owned(), kind);
        let whole = [
            ("Ann", SOURCE),
            ("said", CUE),
            ("Bob hopes to stay", CONTENT),
        ];
        assert_eq!(found(&whole, "hopes to"), [pair("hopes to", CONTENT)]);
        let expected = [pair("said", CUE), pair("Bob", CONTENT)];
        assert_eq!(found(&whole, "said Bob"), expected);
        // What follows the piece, even directly, is not in it.
        assert_eq!(found(&whole, "said"), [pair("said", CUE)]);
        // Of a cue or a source a part would be something else.
        let parts = [("Ann said", SOURCE), ("Bob", SOURCE), ("hopes to", CUE)];
        assert_eq!(found(&parts, "said Bob hopes"), [pair("Bob", SOURCE)]);
    }

    #[test]
    fn what_a_cue_introduces_ends_with_its_sentence() {
        let cut = |text: &str, piece: &str| {
            let tokenizer = Tokenizer::load(Path::new("models/en")).expect("a tokenizer");
            let tokens = tokenizer.tokenize(text, &segment(text)).expect("tokens");
            let piece = tokens.located(Span::find(text, piece)).expect("tokens");
            let found = tokens.span(within_sentence(text, &tokens, piece));
            found.of(text).to_owned()
        };
        let text = "Ann Lee said it would rain. The ferry left.";
        assert_eq!(cut(text, "it would rain. The ferry"), "it would rain");
        assert_eq!(cut(text, "it would rain"), "it would rain");
        assert_eq!(cut(text, "rain."), "rain.");
        // If only by a mark: a piece is never empty.
        assert_eq!(cut(text, ". The ferry"), ".");
        for whole in [
            "“It would rain. The ferry left,”",
            "it would rain. “The ferry left.”",
        ] {
            assert_eq!(cut(&format!("Ann Lee said {whole}"), whole), whole);
        }
        let text = "Ann Lee: It would rain. The ferry left.";
        let after = "It would rain. The ferry left";
        assert_eq!(cut(text, after), after);
    }

    #[test]
    fn the_best_link_must_beat_none() {
        assert_eq!(choose(&[(4, -0.5), (5, -0.1)]), None);
        assert_eq!(choose(&[(4, 0.0)]), None);
        assert_eq!(choose(&[]), None);
        let (cue, probability) = choose(&[(4, 0.0), (5, 1.0)]).expect("a link");
        // e / (e + 1 + 1)
        assert_eq!(cue, 5);
        assert!((probability - 0.5761).abs() < 1e-4);
    }

    #[test]
    fn of_two_that_are_as_good_the_first_is_chosen() {
        let chosen = choose(&[(4, 0.5), (5, 1.0), (6, 1.0)]).map(|(number, _)| number);
        assert_eq!(chosen, Some(5));
    }
}
