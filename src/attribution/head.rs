use super::links::LinkScorer;
use super::{Attribution, Kind};
use crate::encoder::{Tokens, Weights};
use crate::error::Result;
use crate::tagging::{SpanTagger, TokenSpan};
use crate::text::{Document, Span};
use ndarray::ArrayView2;
use std::ops::Range;

/// A piece is linked only to cues whose tokens are at most so far away.
const REACH: usize = 256;

/// The head that finds sources, cues and contents, and links them.
pub struct AttributionHead {
    roles: SpanTagger,
    sources: LinkScorer,
    contents: LinkScorer,
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
            sources: LinkScorer::load(weights, "Source")?,
            contents: LinkScorer::load(weights, "Content")?,
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
        let of = |kind| {
            spans
                .iter()
                .filter(|s| s.kind == kind)
                .cloned()
                .collect::<Vec<_>>()
        };
        let (sources, cues, contents) = (of(SOURCE), of(CUE), of(CONTENT));
        let cue_ranges: Vec<_> = cues.iter().map(|c| c.tokens.clone()).collect();

        let content_links = pairs(&self.contents, tokens, hidden, &contents, &cue_ranges);
        let source_links = pairs(&self.sources, tokens, hidden, &sources, &cue_ranges);

        let mut claims: Vec<Draft> = cues.into_iter().map(Draft::with_cue).collect();
        let mut alone: Vec<Draft> = Vec::new();
        for (number, content) in contents.into_iter().enumerate() {
            // A content belongs to one cue.
            let options: Vec<(usize, f32)> = content_links
                .iter()
                .filter(|link| link.piece == number)
                .map(|link| (link.cue, link.score))
                .collect();
            match choose(&options) {
                Some((cue, probability)) => claims[cue].add_content(content, probability),
                None => alone.push(Draft::with_content(content)),
            }
        }
        for (number, claim) in claims.iter_mut().enumerate() {
            // A cue has one source, in its own paragraph; a source may serve several cues. In
            // PolNeAR 11 of 20,426 sources stand in another paragraph than their cue.
            let paragraph = tokens.paragraph_of(cue_ranges[number].start);
            let is_near =
                |link: &&Link| tokens.paragraph_of(sources[link.piece].tokens.start) == paragraph;
            let options: Vec<(usize, f32)> = source_links
                .iter()
                .filter(|link| link.cue == number)
                .filter(is_near)
                .map(|link| (link.piece, link.score))
                .collect();
            if let Some((source, probability)) = choose(&options) {
                claim.set_source(sources[source].clone(), probability);
            }
        }
        let mut found: Vec<Attribution> = claims
            .into_iter()
            .chain(alone)
            .filter(|draft| !draft.content.is_empty())
            .map(|draft| draft.finish(text, document, tokens))
            .collect();
        found.sort_by_key(|a| (a.content[0], a.cue.first().copied()));
        found
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
    scorer: &LinkScorer,
    tokens: &Tokens,
    hidden: ArrayView2<f32>,
    pieces: &[TokenSpan],
    cues: &[Range<usize>],
) -> Vec<Link> {
    let ranges: Vec<_> = pieces.iter().map(|p| p.tokens.clone()).collect();
    let mut links = Vec::new();
    scorer.near(hidden, tokens, &ranges, cues, REACH, |piece, cue, score| {
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

/// An attribution while it is put together.
#[derive(Default)]
struct Draft {
    source: Option<Range<usize>>,
    cue: Option<Range<usize>>,
    content: Vec<Range<usize>>,
    confidence: f32,
}

impl Draft {
    fn with_cue(cue: TokenSpan) -> Self {
        Self {
            cue: Some(cue.tokens),
            confidence: cue.probability,
            ..Self::default()
        }
    }

    fn with_content(content: TokenSpan) -> Self {
        Self {
            content: vec![content.tokens],
            confidence: content.probability,
            ..Self::default()
        }
    }

    fn add_content(&mut self, content: TokenSpan, link: f32) {
        self.content.push(content.tokens);
        self.confidence *= content.probability * link;
    }

    fn set_source(&mut self, source: TokenSpan, link: f32) {
        self.source = Some(source.tokens);
        self.confidence *= source.probability * link;
    }

    fn finish(self, text: &str, document: &Document, tokens: &Tokens) -> Attribution {
        let span = |range: Range<usize>| tokens.span(range);
        let content: Vec<Span> = self.content.into_iter().map(span).collect();
        Attribution {
            kind: Kind::of(text, document, &content),
            content,
            source: self.source.map(span).into_iter().collect(),
            cue: self.cue.map(span).into_iter().collect(),
            confidence: self.confidence.clamp(0.0, 1.0),
        }
    }
}

impl Kind {
    /// Whether some pieces of text stand inside quotation marks: all their letters and digits,
    /// none, or part of them.
    pub fn of(text: &str, document: &Document, pieces: &[Span]) -> Self {
        let (mut inside, mut outside) = (0usize, 0usize);
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
                    inside += 1;
                } else {
                    outside += 1;
                }
            }
        }
        match (inside, outside) {
            (0, _) => Self::Indirect,
            (_, 0) => Self::Direct,
            _ => Self::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;

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
    }

    #[test]
    fn the_best_link_must_beat_none() {
        assert_eq!(choose(&[(4, -0.5), (5, -0.1)]), None);
        assert_eq!(choose(&[]), None);
        let (cue, probability) = choose(&[(4, 0.0), (5, 1.0)]).expect("a link");
        // e / (e + 1 + 1)
        assert_eq!(cue, 5);
        assert!((probability - 0.5761).abs() < 1e-4);
    }
}
