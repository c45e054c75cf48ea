//! What belongs together: a source or content and its cue, a pronoun and the name it is for.

use super::Dense;
use crate::encoder::{INSIDE_QUOTATION, Tokens, Weights};
use crate::error::Result;
use ndarray::{Array1, Array2, ArrayView2};
use std::ops::Range;

/// Limits of the distance buckets: tokens between two pieces, at most.
const DISTANCES: [usize; 7] = [0, 1, 3, 7, 15, 31, 63];
const BUCKETS: usize = DISTANCES.len() + 1;
/// A distance bucket for either order; cues between (0, 1, 2, more); same sentence; both in
/// quotation marks, only the piece, only the cue.
const FEATURES: usize = 2 * BUCKETS + 4 + 1 + 3;

/// Scores a piece (source or content) against a cue, or a mention that refers back against a
/// name, which then stands where the cue does: one hidden layer over the first and last token
/// of both and a few features. A score of 0 is that of no link.
pub struct PairScorer {
    piece: Dense,
    cue: Dense,
    /// `[FEATURES, hidden]`
    features: Array2<f32>,
    score: Array1<f32>,
    score_bias: f32,
}

impl PairScorer {
    /// Reads the scorer for one role: `Source`, `Content` or `Antecedent`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights, role: &str) -> Result<Self> {
        let matrix = |part: &str| weights.matrix(&format!("links.{part}.{role}.weight"));
        let vector = |part: &str| weights.vector(&format!("links.{part}.{role}.bias"));
        let part = |part: &str| Dense::load(weights, &format!("links.{part}.{role}"));
        let (piece, cue) = (part("piece")?, part("cue")?);
        let (mut features, bias) = (matrix("features")?.reversed_axes(), vector("features")?);
        let (score, score_bias) = (matrix("score")?, vector("score")?);
        let units = bias.len();
        let fits = (piece.units(), cue.units()) == (units, units)
            && piece.inputs() == cue.inputs()
            && features.dim() == (FEATURES, units)
            && score.dim() == (1, units)
            && score_bias.len() == 1;
        if !fits {
            return Err(weights.fault(format!("the link scorer for {role} has odd shapes")));
        }
        // Each pair is at one distance, so that what all pairs get can be added there.
        for mut distance in features.rows_mut().into_iter().take(2 * BUCKETS) {
            distance += &bias;
        }
        let features = features.as_standard_layout().into_owned();
        let score = score.row(0).to_owned();
        Ok(Self {
            piece,
            cue,
            features,
            score,
            score_bias: score_bias[0],
        })
    }

    /// The score of each piece with each cue, `[pieces, cues]`.
    ///
    /// `hidden`: one row a token, `[tokens, hidden_size]`; cues ascend.
    pub fn scores(
        &self,
        hidden: ArrayView2<f32>,
        tokens: &Tokens,
        pieces: &[Range<usize>],
        cues: &[Range<usize>],
    ) -> Array2<f32> {
        let mut scores = Array2::zeros((pieces.len(), cues.len()));
        self.near(
            hidden,
            tokens,
            pieces,
            cues,
            usize::MAX,
            |piece, cue, score| {
                scores[(piece, cue)] = score;
            },
        );
        scores
    }

    /// Scores each piece with the cues that are at most `reach` tokens away, and tells `each`
    /// the numbers of piece and cue, and the score.
    pub fn near(
        &self,
        hidden: ArrayView2<f32>,
        tokens: &Tokens,
        pieces: &[Range<usize>],
        cues: &[Range<usize>],
        reach: usize,
        mut each: impl FnMut(usize, usize, f32),
    ) {
        let piece_parts = self.piece.apply(ends(hidden, pieces).view());
        let cue_parts = self.cue.apply(ends(hidden, cues).view());
        let mut units = Vec::new();
        for (p, piece) in pieces.iter().enumerate() {
            let first = cues.partition_point(|cue| cue.end.saturating_add(reach) <= piece.start);
            let upto = cues.partition_point(|cue| cue.start < piece.end.saturating_add(reach));
            for (c, cue) in cues.iter().enumerate().take(upto).skip(first) {
                let features = features(tokens, cues, piece, cue);
                units.clear();
                units.extend(
                    piece_parts
                        .row(p)
                        .iter()
                        .zip(cue_parts.row(c))
                        .map(|(piece, cue)| piece + cue),
                );
                each(p, c, self.score(&mut units, &features));
            }
        }
    }

    /// Of the sum of a piece's units and a cue's, to which those of the features are added.
    fn score(&self, units: &mut [f32], features: &[usize]) -> f32 {
        for &feature in features {
            for (unit, more) in units.iter_mut().zip(self.features.row(feature)) {
                *unit += more;
            }
        }
        let units = units.iter().zip(&self.score);
        self.score_bias
            + units
                .map(|(unit, weight)| unit.max(0.0) * weight)
                .sum::<f32>()
    }
}

/// The vectors of the first and the last token of each piece, side by side.
pub(crate) fn ends(hidden: ArrayView2<f32>, pieces: &[Range<usize>]) -> Array2<f32> {
    let size = hidden.ncols();
    let mut ends = Array2::zeros((pieces.len(), 2 * size));
    for (mut row, piece) in ends.rows_mut().into_iter().zip(pieces) {
        row.slice_mut(ndarray::s![..size])
            .assign(&hidden.row(piece.start));
        row.slice_mut(ndarray::s![size..])
            .assign(&hidden.row(piece.end - 1));
    }
    ends
}

/// Which features a pair has: the indices of those that are one; the others are zero.
///
/// `cues` are all cues of the text, ascending.
fn features(
    tokens: &Tokens,
    cues: &[Range<usize>],
    piece: &Range<usize>,
    cue: &Range<usize>,
) -> Vec<usize> {
    let before = piece.end <= cue.start;
    let (low, high) = if before {
        (piece.end, cue.start)
    } else {
        (cue.end, piece.start)
    };
    let gap = high.saturating_sub(low);
    let bucket = DISTANCES
        .iter()
        .position(|&limit| gap <= limit)
        .unwrap_or(DISTANCES.len());
    let first = cues.partition_point(|c| c.start < low);
    let between = cues[first..]
        .iter()
        .take(3)
        .take_while(|c| c.end <= high)
        .count();
    let near = if before { piece.end - 1 } else { piece.start };
    let mut features = vec![
        bucket + if before { 0 } else { BUCKETS },
        2 * BUCKETS + between,
    ];
    let sentence = |token: usize| tokens.sentence_starts.partition_point(|&s| s <= token);
    if sentence(near) == sentence(cue.start) {
        features.push(2 * BUCKETS + 4);
    }
    let quoted = |token: usize| tokens.types[token] & INSIDE_QUOTATION != 0;
    match (quoted(near), quoted(cue.start)) {
        (true, true) => features.push(2 * BUCKETS + 5),
        (true, false) => features.push(2 * BUCKETS + 6),
        (false, true) => features.push(2 * BUCKETS + 7),
        (false, false) => {}
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        // Twelve tokens in two sentences; tokens 6 and 7 are in quotation marks.
        let mut types = vec![0; 12];
        types[6] = INSIDE_QUOTATION;
        types[7] = INSIDE_QUOTATION;
        Tokens {
            types,
            sentence_starts: vec![0, 5],
            ..Tokens::default()
        }
    }

    #[test]
    fn features_of_a_piece_before_its_cue() {
        let cues = [2..3, 8..9];
        // Directly before, same sentence.
        assert_eq!(features(&tokens(), &cues, &(0..2), &(2..3)), [0, 16, 20]);
        // Six tokens between, one cue among them, another sentence.
        assert_eq!(features(&tokens(), &cues, &(0..2), &(8..9)), [3, 17]);
    }

    #[test]
    fn features_of_a_quotation_after_its_cue() {
        let cues = [2..3, 8..9];
        // Three tokens between, another sentence, only the piece in quotation marks.
        assert_eq!(
            features(&tokens(), &cues, &(6..8), &(2..3)),
            [BUCKETS + 2, 16, 22]
        );
    }
}
