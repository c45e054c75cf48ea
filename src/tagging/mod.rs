//! From hidden vectors to labelled spans of tokens, a linear layer and a [`Crf`] over BIO tags;
//! and to pairs of spans that belong together.

mod crf;
mod dense;
mod pairs;

pub use crf::Crf;
pub(crate) use crf::argmax;
pub(crate) use dense::Dense;
pub use pairs::PairScorer;
pub(crate) use pairs::ends;

use crate::encoder::Weights;
use crate::error::Result;
use ndarray::{Array2, ArrayView2};
use std::ops::Range;

/// A row of a matrix in standard layout.
fn row<V>(matrix: &Array2<V>, number: usize) -> &[V] {
    let values = matrix.as_slice().expect("in standard layout");
    &values[number * matrix.ncols()..][..matrix.ncols()]
}

/// A head that labels spans of tokens.
pub struct SpanTagger {
    emissions: Dense,
    crf: Crf,
}

/// A labelled span of tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenSpan {
    /// The tokens.
    pub tokens: Range<usize>,
    /// Number of the kind, in the order of the head's tags.
    pub kind: usize,
    /// Probability that there is a span of this kind with just these ends.
    pub probability: f32,
}

impl SpanTagger {
    /// Reads the head `NAME` for `kinds` kinds of spans.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights, name: &str, kinds: usize) -> Result<Self> {
        let emissions = Dense::load(weights, name)?;
        let crf = Crf::load(weights, name)?;
        let tags = 1 + 2 * kinds;
        if emissions.units() != tags || crf.tags() != tags {
            return Err(weights.fault(format!("the head {name} does not have {tags} tags")));
        }
        Ok(Self { emissions, crf })
    }

    /// Scores of the tags of each token. `hidden`: `[tokens, hidden_size]`; answer:
    /// `[tokens, tags]`
    pub fn emissions(&self, hidden: ArrayView2<f32>) -> Array2<f32> {
        self.emissions.apply(hidden)
    }

    /// The labelled spans of a sequence, in order; none reaches across one of the `breaks`,
    /// the tokens with which a new paragraph begins.
    pub fn spans(&self, hidden: ArrayView2<f32>, breaks: &[usize]) -> Vec<TokenSpan> {
        let mut emissions = self.emissions(hidden);
        for &token in breaks {
            for inside in (2..self.crf.tags()).step_by(2) {
                emissions[(token, inside)] = crf::IMPOSSIBLE;
            }
        }
        let path = self.crf.decode(emissions.view());
        let marginals = self.crf.marginals(emissions.view());
        ranges(&path)
            .into_iter()
            .map(|(tokens, kind)| {
                let probability = marginals.span(tokens.start, tokens.end, kind);
                TokenSpan {
                    tokens,
                    kind,
                    probability,
                }
            })
            .collect()
    }
}

/// The spans in a path of BIO tags. A path may begin inside a span, which then counts as
/// beginning there.
fn ranges(path: &[usize]) -> Vec<(Range<usize>, usize)> {
    let mut ranges: Vec<(Range<usize>, usize)> = Vec::new();
    for (token, &tag) in path.iter().enumerate() {
        let Some(kind) = tag.checked_sub(1).map(|t| t / 2) else {
            continue;
        };
        let begins = tag % 2 == 1;
        match ranges.last_mut() {
            Some((range, k)) if !begins && *k == kind && range.end == token => range.end += 1,
            _ => ranges.push((token..token + 1, kind)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_path() {
        assert_eq!(
            ranges(&[2, 2, 0, 1, 1, 2, 3, 0]),
            [(0..2, 0), (3..4, 0), (4..6, 0), (6..7, 1)]
        );
        assert!(ranges(&[]).is_empty());
    }
}
