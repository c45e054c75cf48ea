use super::row;
use crate::encoder::Weights;
use crate::error::Result;
use ndarray::{Array1, Array2, ArrayView2};

/// The score of a step that the tag scheme forbids.
pub(super) const IMPOSSIBLE: f32 = -1e4;

/// A linear-chain conditional random field (Lafferty et al., 2001) over BIO tags.
///
/// Tag 0 is `O`; kind `k` of span begins with tag `1 + 2 k` and goes on with tag `2 + 2 k`.
pub struct Crf {
    /// `[to, from]`
    transitions: Array2<f32>,
    start: Array1<f32>,
    /// The factors that transitions are, `[from, to]`; 0 of what the tag scheme forbids.
    factors: Array2<f64>,
    /// The same, `[to, from]`.
    factors_into: Array2<f64>,
}

/// The least that an emission is worth beside the largest at its token: more than nothing, so that
/// there is always a path.
const LEAST: f64 = 1e-100;

/// Shares of all paths, for the probability of any part of one. At each token they are divided by
/// their sum, so that they stay numbers however long the text is (Rabiner, 1989).
pub struct Marginals<'a> {
    crf: &'a Crf,
    /// What a tag is worth at a token, in the share of all paths up to there. `[tokens, tags]`
    weights: Array2<f64>,
    /// The share of all paths up to a token that have a tag there. `[tokens, tags]`
    forward: Array2<f64>,
    /// What all paths that go on from there are worth, beside the paths of all tags.
    backward: Array2<f64>,
}

/// Whether tag `to` may follow tag `from`: `I` follows only `B` or `I` of its own kind.
fn legal(from: usize, to: usize) -> bool {
    let is_inside = to > 0 && to.is_multiple_of(2);
    !is_inside || from == to || from + 1 == to
}

impl Crf {
    /// Reads the transitions under `NAME.transitions` and `NAME.start`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if they are missing or do not fit each other.
    pub fn load(weights: &Weights, name: &str) -> Result<Self> {
        let transitions = weights.matrix(&format!("{name}.transitions"))?;
        let start = weights.vector(&format!("{name}.start"))?;
        if transitions.dim() != (start.len(), start.len()) || start.is_empty() {
            return Err(weights.fault(format!("{name}.start does not fit {name}.transitions")));
        }
        Ok(Self::new(transitions, start))
    }

    fn new(mut transitions: Array2<f32>, start: Array1<f32>) -> Self {
        for ((from, to), score) in transitions.indexed_iter_mut() {
            if !legal(from, to) {
                *score = IMPOSSIBLE;
            }
        }
        let factor = |((from, to), &score): ((usize, usize), &f32)| {
            if legal(from, to) {
                f64::from(score).exp().clamp(LEAST, 1.0 / LEAST)
            } else {
                0.0
            }
        };
        let factors: Vec<f64> = transitions.indexed_iter().map(factor).collect();
        let factors = Array2::from_shape_vec(transitions.raw_dim(), factors).expect("as many");
        Self {
            factors_into: factors.t().as_standard_layout().into_owned(),
            factors,
            transitions: transitions.t().as_standard_layout().into_owned(),
            start,
        }
    }

    /// Number of tags.
    pub fn tags(&self) -> usize {
        self.start.len()
    }

    /// The best path (Viterbi), a tag a token. `emissions`: `[tokens, tags]`
    pub fn decode(&self, emissions: ArrayView2<f32>) -> Vec<usize> {
        let (tokens, tags) = emissions.dim();
        if tokens == 0 {
            return Vec::new();
        }
        let mut score = &self.start + &emissions.row(0);
        let mut back = Array2::<u8>::zeros((tokens, tags));
        let mut next = Array1::zeros(tags);
        for t in 1..tokens {
            for to in 0..tags {
                let scores = score
                    .iter()
                    .zip(row(&self.transitions, to))
                    .map(|(s, m)| s + m);
                let (from, best) = argmax(scores);
                back[(t, to)] = from as u8;
                next[to] = best + emissions[(t, to)];
            }
            std::mem::swap(&mut score, &mut next);
        }
        let mut path = vec![argmax(score.iter().copied()).0; tokens];
        for t in (1..tokens).rev() {
            path[t - 1] = usize::from(back[(t, path[t])]);
        }
        path
    }

    /// Runs forward and backward over a sequence. `emissions`: `[tokens, tags]`
    pub fn marginals(&self, emissions: ArrayView2<f32>) -> Marginals<'_> {
        let (tokens, tags) = emissions.dim();
        let mut weights = Array2::zeros((tokens, tags));
        let mut forward = Array2::zeros((tokens, tags));
        for t in 0..tokens {
            let score = |tag: usize| {
                let start = if t == 0 { self.start[tag] } else { 0.0 };
                f64::from(emissions[(t, tag)] + start)
            };
            // Whatever all tags of a token have in common divides out.
            let most = (0..tags).map(score).fold(f64::NEG_INFINITY, f64::max);
            let mut sum = 0.0;
            for tag in 0..tags {
                let weight = (score(tag) - most).exp().max(LEAST);
                let before = match t.checked_sub(1) {
                    None => 1.0,
                    Some(last) => dot(row(&forward, last), row(&self.factors_into, tag)),
                };
                weights[(t, tag)] = weight;
                forward[(t, tag)] = before * weight;
                sum += before * weight;
            }
            for tag in 0..tags {
                weights[(t, tag)] /= sum;
                forward[(t, tag)] /= sum;
            }
        }
        let mut backward = Array2::ones((tokens, tags));
        let mut worth = vec![0.0; tags];
        for t in (1..tokens).rev() {
            let both = row(&weights, t).iter().zip(row(&backward, t));
            for (worth, (weight, backward)) in worth.iter_mut().zip(both) {
                *worth = weight * backward;
            }
            for tag in 0..tags {
                backward[(t - 1, tag)] = dot(&worth, row(&self.factors, tag));
            }
        }
        Marginals {
            crf: self,
            weights,
            forward,
            backward,
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Marginals<'_> {
    /// Probability that exactly the tokens `start..end` are one span of this kind.
    pub fn span(&self, start: usize, end: usize, kind: usize) -> f32 {
        let (begin, inside) = (1 + 2 * kind, 2 + 2 * kind);
        let mut share = self.forward[(start, begin)];
        let mut tag = begin;
        for t in start + 1..end {
            share *= self.crf.factors[(tag, inside)] * self.weights[(t, inside)];
            tag = inside;
        }
        if end < self.weights.nrows() {
            let step = |to: usize| {
                self.crf.factors[(tag, to)] * self.weights[(end, to)] * self.backward[(end, to)]
            };
            let others = (0..self.crf.tags()).filter(|&to| to != inside);
            share *= others.map(step).sum::<f64>();
        }
        share.clamp(0.0, 1.0) as f32
    }
}

/// Index and value of the largest; the first of equals.
pub fn argmax(values: impl Iterator<Item = f32>) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (index, value) in values.enumerate() {
        if value > best.1 {
            best = (index, value);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array, array};
    use proptest::prelude::*;

    fn crf() -> Crf {
        let transitions = array![[0.5, -0.3, 0.0], [0.1, -1.0, 0.7], [0.2, 0.4, 0.6]];
        Crf::new(transitions, array![0.3, -0.2, -0.5])
    }

    /// All paths with their scores, by enumeration.
    fn paths(crf: &Crf, emissions: &Array2<f32>) -> Vec<(Vec<usize>, f64)> {
        let tokens = emissions.nrows();
        let count = crf.tags().pow(tokens as u32);
        let path = |mut number: usize| {
            let mut path = Vec::new();
            for _ in 0..tokens {
                path.push(number % crf.tags());
                number /= crf.tags();
            }
            let mut score = f64::from(crf.start[path[0]] + emissions[(0, path[0])]);
            for t in 1..tokens {
                score +=
                    f64::from(crf.transitions[(path[t], path[t - 1])] + emissions[(t, path[t])]);
            }
            (path, score)
        };
        (0..count).map(path).collect()
    }

    proptest! {
        #[test]
        fn agrees_with_enumeration(
            values in prop::collection::vec(-3.0f32..3.0, 12),
            start in 0usize..4,
            length in 1usize..4,
        ) {
            let crf = crf();
            let emissions = Array::from_shape_vec((4, 3), values).unwrap();
            let paths = paths(&crf, &emissions);
            let best = paths.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            prop_assert_eq!(&crf.decode(emissions.view()), &best.0);

            let end = (start + length).min(4);
            let has_span = |path: &[usize]| {
                path[start] == 1
                    && path[start + 1..end].iter().all(|&t| t == 2)
                    && path.get(end) != Some(&2)
            };
            let total: f64 = paths.iter().map(|p| p.1.exp()).sum();
            let hit: f64 = paths.iter().filter(|p| has_span(&p.0)).map(|p| p.1.exp()).sum();
            let found = crf.marginals(emissions.view()).span(start, end, 0);
            prop_assert!((f64::from(found) - hit / total).abs() < 1e-5);
        }
    }

    #[test]
    fn an_empty_sequence_has_no_path() {
        let none = Array2::zeros((0, 3));
        assert!(crf().decode(none.view()).is_empty());
    }
}
