//! What belongs together: a source or content and its cue, a pronoun and the name it is for.

use super::{Dense, row};
use crate::encoder::{INSIDE_QUOTATION, Tokens, Weights};
use crate::error::Result;
use ndarray::{Array1, Array2, ArrayView2, s};
use std::ops::Range;

/// Limits of the distance buckets: tokens between two pieces, at most.
const DISTANCES: [usize; 7] = [0, 1, 3, 7, 15, 31, 63];
const BUCKETS: usize = DISTANCES.len() + 1;
/// Cues between: 0, 1, 2, more.
const BETWEEN: usize = 4;
/// A distance bucket for either order; cues between; same sentence; both in quotation marks, only
/// the piece, only the cue.
const FEATURES: usize = 2 * BUCKETS + BETWEEN + 1 + 3;
/// Units that are added up side by side.
const LANES: usize = 16;

/// Scores a piece (source or content) against a cue, or a mention that refers back against a
/// name, which then stands where the cue does: one hidden layer over the first and last token
/// of both and a few features. A score of 0 is that of no link.
pub struct PairScorer {
    piece: Dense,
    cue: Dense,
    /// What a distance adds to the units, and what all pairs get: `[2 * BUCKETS, units]`
    distances: Array2<f32>,
    /// What all that else is known of a pair adds, by [`Known::number`]: `[32, units]`
    known: Array2<f32>,
    score: Vec<f32>,
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
        let (features, bias) = (matrix("features")?.reversed_axes(), vector("features")?);
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
        let score: Vec<f32> = score.into_iter().collect();
        Ok(Self::new(
            piece,
            cue,
            &features,
            &bias,
            score,
            score_bias[0],
        ))
    }

    /// `features`: `[FEATURES, units]`
    fn new(
        piece: Dense,
        cue: Dense,
        features: &Array2<f32>,
        bias: &Array1<f32>,
        score: Vec<f32>,
        score_bias: f32,
    ) -> Self {
        // Each pair is at one distance, so that what all pairs get can be added there.
        let mut distances = Array2::zeros((2 * BUCKETS, score.len()));
        for (mut row, distance) in distances.rows_mut().into_iter().zip(features.rows()) {
            row.assign(&(&distance + bias));
        }
        let mut known = Array2::zeros((Known::COUNT, score.len()));
        for (number, mut row) in known.rows_mut().into_iter().enumerate() {
            for feature in Known::features(number) {
                row += &features.row(feature);
            }
        }
        Self {
            piece,
            cue,
            distances,
            known,
            score,
            score_bias,
        }
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
        let sentences: Vec<usize> = cues.iter().map(|c| sentence(tokens, c.start)).collect();
        for (p, piece) in pieces.iter().enumerate() {
            let first = cues.partition_point(|cue| cue.end.saturating_add(reach) <= piece.start);
            let upto = cues.partition_point(|cue| cue.start < piece.end.saturating_add(reach));
            let ends = [piece.start, piece.end - 1].map(|end| sentence(tokens, end));
            for (c, cue) in cues.iter().enumerate().take(upto).skip(first) {
                let before = piece.end <= cue.start;
                let same_sentence = ends[usize::from(before)] == sentences[c];
                let known = Known::of(tokens, cues, piece, cue, same_sentence);
                let units = [
                    row(&piece_parts, p),
                    row(&cue_parts, c),
                    row(&self.distances, distance(piece, cue)),
                    row(&self.known, known.number()),
                ];
                each(p, c, self.score_bias + self.score(units));
            }
        }
    }

    /// Of the sum of what makes a pair's units.
    fn score(&self, units: [&[f32]; 4]) -> f32 {
        let (whole, rest) = self.score.as_chunks::<LANES>();
        let parts = units.map(<[f32]>::as_chunks::<LANES>);
        let unit = |a: f32, b: f32, c: f32, d: f32| (a + b + c + d).max(0.0);
        let mut lanes = [0.0; LANES];
        for (number, weights) in whole.iter().enumerate() {
            let [a, b, c, d] = parts.map(|(whole, _)| &whole[number]);
            for lane in 0..LANES {
                lanes[lane] += unit(a[lane], b[lane], c[lane], d[lane]) * weights[lane];
            }
        }
        let [a, b, c, d] = parts.map(|(_, rest)| rest);
        for (lane, weight) in rest.iter().enumerate() {
            lanes[lane] += unit(a[lane], b[lane], c[lane], d[lane]) * weight;
        }
        lanes.iter().sum()
    }
}

/// The number of the sentence that holds a token.
fn sentence(tokens: &Tokens, token: usize) -> usize {
    tokens.sentence_starts.partition_point(|&s| s <= token)
}

/// The vectors of the first and the last token of each piece, side by side.
pub(crate) fn ends(hidden: ArrayView2<f32>, pieces: &[Range<usize>]) -> Array2<f32> {
    let size = hidden.ncols();
    let mut ends = Array2::zeros((pieces.len(), 2 * size));
    for (mut row, piece) in ends.rows_mut().into_iter().zip(pieces) {
        row.slice_mut(s![..size]).assign(&hidden.row(piece.start));
        row.slice_mut(s![size..]).assign(&hidden.row(piece.end - 1));
    }
    ends
}

/// The tokens between a piece and a cue: from the first, up to the other. Of two that overlap there
/// are none.
fn between(piece: &Range<usize>, cue: &Range<usize>) -> Range<usize> {
    if piece.end <= cue.start {
        piece.end..cue.start
    } else {
        cue.end..piece.start
    }
}

/// The feature that tells how far a piece is from a cue, and which comes first.
fn distance(piece: &Range<usize>, cue: &Range<usize>) -> usize {
    let gap = between(piece, cue).len();
    let bucket = DISTANCES.partition_point(|&limit| limit < gap);
    let before = piece.end <= cue.start;
    bucket + if before { 0 } else { BUCKETS }
}

/// What is known of a pair beside its distance.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Known {
    /// Cues between, fewer than [`BETWEEN`].
    between: usize,
    same_sentence: bool,
    /// Whether the piece and the cue stand in quotation marks.
    quoted: [bool; 2],
}

impl Known {
    /// As many may be known.
    const COUNT: usize = BETWEEN * 8;

    /// `cues` are all cues of the text, ascending.
    fn of(
        tokens: &Tokens,
        cues: &[Range<usize>],
        piece: &Range<usize>,
        cue: &Range<usize>,
        same_sentence: bool,
    ) -> Self {
        let gap = between(piece, cue);
        let first = cues.partition_point(|c| c.start < gap.start);
        let inside = cues[first..].iter().take(BETWEEN - 1);
        let before = piece.end <= cue.start;
        let near = if before { piece.end - 1 } else { piece.start };
        let quoted = |token: usize| tokens.types[token] & INSIDE_QUOTATION != 0;
        Self {
            between: inside.take_while(|c| c.end <= gap.end).count(),
            same_sentence,
            quoted: [quoted(near), quoted(cue.start)],
        }
    }

    /// Of what is the same the same.
    fn number(self) -> usize {
        let [piece, cue] = self.quoted.map(usize::from);
        self.between * 8 + usize::from(self.same_sentence) * 4 + piece * 2 + cue
    }

    /// The features that are one; the others are zero.
    fn features(number: usize) -> impl Iterator<Item = usize> {
        let between = 2 * BUCKETS + number / 8;
        let sentence = (number & 4 > 0).then_some(2 * BUCKETS + BETWEEN);
        let quoted = match number % 4 {
            3 => Some(0),
            2 => Some(1),
            1 => Some(2),
            _ => None,
        };
        let quoted = quoted.map(|which| 2 * BUCKETS + BETWEEN + 1 + which);
        std::iter::once(between).chain(sentence).chain(quoted)
    }
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

    /// Which features a pair has.
    fn features(cues: &[Range<usize>], piece: Range<usize>, cue: usize) -> Vec<usize> {
        let (tokens, cue) = (tokens(), &cues[cue]);
        let near = if piece.end <= cue.start {
            piece.end - 1
        } else {
            piece.start
        };
        let same = sentence(&tokens, near) == sentence(&tokens, cue.start);
        let known = Known::of(&tokens, cues, &piece, cue, same);
        let known = Known::features(known.number());
        std::iter::once(distance(&piece, cue))
            .chain(known)
            .collect()
    }

    #[test]
    fn features_of_a_piece_before_its_cue() {
        let cues = [2..3, 8..9];
        // Directly before, same sentence.
        assert_eq!(features(&cues, 0..2, 0), [0, 16, 20]);
        // Six tokens between, one cue among them, another sentence.
        assert_eq!(features(&cues, 0..2, 1), [3, 17]);
    }

    #[test]
    fn features_of_a_quotation_after_its_cue() {
        let cues = [2..3, 8..9];
        // Three tokens between, another sentence, only the piece in quotation marks.
        assert_eq!(features(&cues, 6..8, 0), [BUCKETS + 2, 16, 22]);
    }

    #[test]
    fn a_score_is_that_of_all_features() {
        // Twenty units, so that some are left beside the lanes.
        let (units, size) = (20, 3);
        let value = |n: usize| (n * 37 % 101) as f32 / 50.0 - 1.0;
        let matrix = |rows, columns, from| {
            Array2::from_shape_fn((rows, columns), |(r, c)| value(from + r * columns + c))
        };
        let (piece, cue) = (matrix(units, 2 * size, 1), matrix(units, 2 * size, 500));
        let (features, hidden) = (matrix(FEATURES, units, 1000), matrix(12, size, 4000));
        let bias = Array1::from_shape_fn(units, |unit| value(unit + 9));
        let score: Vec<f32> = (0..units).map(|unit| value(unit + 3000)).collect();
        let dense = |of: &Array2<f32>| {
            let biases = bias.as_slice().unwrap();
            Dense::new(of.as_slice().unwrap(), biases, 2 * size).unwrap()
        };
        let (its_piece, its_cue) = (dense(&piece), dense(&cue));
        let scorer = PairScorer::new(its_piece, its_cue, &features, &bias, score.clone(), 0.5);
        let (pieces, cues) = ([0..2, 6..8], [2..3, 8..9]);
        let found = scorer.scores(hidden.view(), &tokens(), &pieces, &cues);
        let part = |range: &Range<usize>, weights: &Array2<f32>, unit| {
            let ends = ends(hidden.view(), std::slice::from_ref(range));
            ends.row(0).dot(&weights.row(unit)) + bias[unit]
        };
        for (p, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let its = self::features(&cues, pieces[p].clone(), c);
            let unit = |unit: usize| {
                let parts = part(&pieces[p], &piece, unit) + part(&cues[c], &cue, unit);
                let more: f32 = its.iter().map(|&feature| features[(feature, unit)]).sum();
                (parts + more + bias[unit]).max(0.0) * score[unit]
            };
            let wanted = 0.5 + (0..units).map(unit).sum::<f32>();
            assert!((found[(p, c)] - wanted).abs() < 1e-4);
        }
    }
}
