//! Attention of one head, its products in integers of 16 bits.

use crate::instructions::operation;
use crate::lines::{COLUMNS, Panels, bytes_of, put};
use crate::rows::fold;
use crate::soften::{WEIGHT, nearest, soften};
use crate::tile::{ROOM, ROWS, Tile, multiply};
use std::f32::consts::LOG2_E;
use std::ops::Range;

/// Values in 16 bits, at most, of which a sum with weights does not overflow.
const VALUE: f32 = 2000.0;
/// A scale, at least: its inverse has room for more factors.
const SMALL: f32 = 1e-15;
/// Tokens at most: what rounding the weights of so many adds to a sum still has room.
const TOKENS: usize = 32_768;

/// Queries, keys and values of one head, rounded: a scale for each token.
#[derive(Clone, Default)]
pub struct Head {
    /// Pairs of integers of 16 bits, `[tokens, pairs]`.
    queries: Vec<u32>,
    query_scales: Vec<f32>,
    keys: Panels,
    key_scales: Vec<f32>,
    /// Two tokens side by side.
    values: Panels,
    value_scales: Vec<f32>,
    width: usize,
    tokens: usize,
}

impl Head {
    /// Makes room for so many tokens, and vectors of `width` values. All of them are to be set, in
    /// their order.
    ///
    /// # Panics
    /// If `width` is 0, or there are 32,768 tokens or more.
    pub fn resize(&mut self, tokens: usize, width: usize) {
        assert!(width > 0 && tokens < TOKENS);
        let pairs = width.div_ceil(2);
        if self.width != width {
            // Of other vectors, sums beyond the tokens might overflow.
            *self = Self::default();
        }
        self.width = width;
        self.tokens = tokens;
        // What stands beyond the tokens and the width does not matter: scores there are set, and
        // sums are not read.
        self.keys.resize(tokens, pairs);
        self.values.resize(width, tokens.div_ceil(2));
        self.queries.resize(tokens * pairs, 0);
        self.query_scales.resize(tokens, 0.0);
        self.key_scales
            .resize(tokens.next_multiple_of(COLUMNS), 0.0);
        self.value_scales.truncate(tokens);
        self.value_scales
            .resize(tokens.next_multiple_of(COLUMNS), 0.0);
    }

    #[inline(always)]
    fn set(&mut self, token: usize, query: &[f32], key: &[f32], value: &[f32]) {
        let pairs = self.width.div_ceil(2);
        #[expect(clippy::cast_precision_loss, reason = "the width of a head")]
        let root = (self.width as f32).sqrt();
        // The sum of all products of such integers fits into 32 bits.
        let largest = (46_340.0 / root).floor().min(WEIGHT);
        let scale = scale_of(query, largest);
        // Scores are powers of 2.
        self.query_scales[token] = scale / root * LOG2_E;
        let places = self.queries[token * pairs..][..pairs].chunks_mut(COLUMNS / 2);
        for (from, to) in query.chunks(COLUMNS).zip(places) {
            let units = paired(from, scale);
            // Of a known length where it is whole.
            if let Some(to) = to.first_chunk_mut() {
                *to = units;
            } else {
                for (to, unit) in to.iter_mut().zip(units) {
                    *to = unit;
                }
            }
        }
        let scale = scale_of(key, largest);
        self.key_scales[token] = scale;
        let (panel, column) = (self.keys.panel_mut(token / COLUMNS), token % COLUMNS);
        for (from, steps) in key.chunks(COLUMNS).zip(panel.chunks_mut(COLUMNS / 2)) {
            for (step, unit) in steps.iter_mut().zip(paired(from, scale)) {
                step.0[column] = unit;
            }
        }
        let scale = scale_of(value, VALUE);
        self.value_scales[token] = scale;
        for (number, from) in value.chunks(COLUMNS).enumerate() {
            let step = &mut self.values.panel_mut(number)[token / 2];
            let words = round(from, scale, |word| u32::from(word.cast_unsigned()));
            if token.is_multiple_of(2) {
                step.0 = words;
            } else {
                for (unit, word) in step.0.iter_mut().zip(words) {
                    *unit |= word << 16;
                }
            }
        }
    }
}

#[inline(always)]
fn scale_of(row: &[f32], largest: f32) -> f32 {
    let most = fold(row, 0.0, |a, b| {
        let b = b.abs();
        if b > a { b } else { a }
    });
    (most / largest).max(SMALL)
}

/// Values of a panel's width or fewer in units of `scale`, each as `make` has it.
#[inline(always)]
fn round<V: Copy + Default>(row: &[f32], scale: f32, make: impl Fn(i16) -> V) -> [V; COLUMNS] {
    let inverse = 1.0 / scale;
    let mut rounded = [V::default(); COLUMNS];
    // The common case, with the length known.
    if let Some(row) = row.first_chunk::<COLUMNS>() {
        for (to, &value) in rounded.iter_mut().zip(row) {
            *to = make(nearest(value * inverse));
        }
    } else {
        for (to, &value) in rounded.iter_mut().zip(row) {
            *to = make(nearest(value * inverse));
        }
    }
    rounded
}

/// Two values side by side, of each pair.
#[inline(always)]
fn paired(row: &[f32], scale: f32) -> [u32; COLUMNS / 2] {
    let words = round(row, scale, |word| word);
    let mut units = [0; COLUMNS / 2];
    for (unit, pair) in units.iter_mut().zip(words.as_chunks::<2>().0) {
        *unit = u32::from(pair[0].cast_unsigned()) | u32::from(pair[1].cast_unsigned()) << 16;
    }
    units
}

/// Room for what is computed on the way, used again.
#[derive(Default)]
pub struct Scratch {
    /// `[queries, keys]`, to the end of a panel.
    scores: Vec<f32>,
    /// Two keys side by side.
    weights: Vec<u32>,
    biases: Vec<f32>,
    /// Scales of the values, where the largest is 1.
    shares: Vec<f32>,
}

operation! {
    /// Sets the vectors of some tokens, of which the first is `token`. A row of `projected` is the
    /// queries, the keys and the values of all heads, `stride` in all; this head's begin at
    /// `first` in each of the three.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn split(projected: &[f32], stride: usize, token: usize, first: usize, head: &mut Head)
    by split_rows
}

#[inline(always)]
fn split_rows<T: Tile>(
    projected: &[f32],
    stride: usize,
    token: usize,
    first: usize,
    head: &mut Head,
) {
    assert!(stride > 0 && stride.is_multiple_of(3));
    let all = stride / 3;
    let part = first..first + head.width;
    for (number, row) in projected.chunks_exact(stride).enumerate() {
        let (query, rest) = row.split_at(all);
        let (key, value) = rest.split_at(all);
        let [query, key, value] = [
            &query[part.clone()],
            &key[part.clone()],
            &value[part.clone()],
        ];
        if head.width == COLUMNS {
            // The common case, with all lengths known.
            if let (Some(query), Some(key), Some(value)) = (
                query.first_chunk::<COLUMNS>(),
                key.first_chunk::<COLUMNS>(),
                value.first_chunk::<COLUMNS>(),
            ) {
                head.set(token + number, query, key, value);
                continue;
            }
        }
        head.set(token + number, query, key, value);
    }
}

operation! {
    /// The context of some tokens, those of `queries`: `to` is a row of `stride` values for each,
    /// of which those from `first` on are written. `biases`, if there are any, are added to the
    /// scores: one for each distance of a key from its query, from `1 - tokens` to `tokens - 1`.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn attend(
        head: &Head,
        queries: Range<usize>,
        biases: Option<&[f32]>,
        scratch: &mut Scratch,
        to: &mut [f32],
        stride: usize,
        first: usize,
    )
    by attend_head
}

#[inline(always)]
fn attend_head<T: Tile>(
    head: &Head,
    queries: Range<usize>,
    biases: Option<&[f32]>,
    scratch: &mut Scratch,
    to: &mut [f32],
    stride: usize,
    first: usize,
) {
    let (tokens, width) = (head.tokens, head.width);
    assert!(first + width <= stride && to.len() == queries.len() * stride);
    assert!(queries.end <= tokens);
    assert!(biases.is_none_or(|biases| biases.len() + 1 == 2 * tokens));
    let padded = tokens.next_multiple_of(COLUMNS);
    let pairs = width.div_ceil(2);
    let Scratch {
        scores,
        weights,
        biases: further,
        shares,
    } = scratch;
    scores.resize(ROWS * padded, 0.0);
    weights.resize(ROWS * padded / 2, 0);
    further.clear();
    if let Some(biases) = biases {
        further.extend(biases.iter().map(|bias| bias * LOG2_E));
        further.resize(biases.len() + COLUMNS, 0.0);
    }
    let largest = fold(&head.value_scales, SMALL, |a, b| if b > a { b } else { a });
    let inverse = 1.0 / largest;
    shares.clear();
    shares.extend(head.value_scales.iter().map(|scale| scale * inverse));
    let mut room = ROOM;
    for start in queries.clone().step_by(ROWS) {
        let count = ROWS.min(queries.end - start);
        let rows = bytes_of(&head.queries[start * pairs..(start + count) * pairs]);
        for number in 0..head.keys.panels() {
            let at = number * COLUMNS;
            let scales = chunk(&head.key_scales, at);
            let panel = head.keys.panel(number);
            multiply::<T, false>(rows, pairs * 4, count, panel, &mut room, |row, sums| {
                let scale = head.query_scales[start + row];
                let mut values: [f32; COLUMNS] = std::array::from_fn(|column| {
                    #[expect(clippy::cast_precision_loss, reason = "less than rounding lost")]
                    let sum = sums[column] as f32;
                    sum * (scale * scales[column])
                });
                if !further.is_empty() {
                    let biases = chunk(further, tokens - 1 - (start + row) + at);
                    for (value, bias) in values.iter_mut().zip(biases) {
                        *value += bias;
                    }
                }
                scores[row * padded + at..][..COLUMNS].copy_from_slice(&values);
            });
        }
        let mut factors = [0.0; ROWS];
        for row in 0..count {
            let scores = &mut scores[row * padded..][..padded];
            // What is beyond the last key.
            scores[tokens..].fill(f32::MIN);
            let weights = &mut weights[row * padded / 2..][..padded / 2];
            factors[row] = largest * soften(scores, shares, weights);
        }
        for number in 0..head.values.panels() {
            let at = number * COLUMNS;
            let panel = head.values.panel(number);
            let weights = bytes_of(weights);
            multiply::<T, false>(weights, padded * 2, count, panel, &mut room, |row, sums| {
                let factor = factors[row];
                let to = &mut to[(start - queries.start + row) * stride + first + at..];
                put(to, width - at, |column| {
                    #[expect(clippy::cast_precision_loss, reason = "less than rounding lost")]
                    let sum = sums[column] as f32;
                    sum * factor
                });
            });
        }
    }
}

#[inline(always)]
fn chunk(of: &[f32], at: usize) -> [f32; COLUMNS] {
    *of[at..].first_chunk().unwrap_or(&[0.0; COLUMNS])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instructions;
    use proptest::prelude::*;

    /// Attention in 64 bits.
    fn exact(rows: &[f32], tokens: usize, width: usize, biases: Option<&[f32]>) -> Vec<f64> {
        let at = |token: usize, third: usize| &rows[(token * 3 + third) * width..][..width];
        let dot = |a: &[f32], b: &[f32]| -> f64 {
            a.iter()
                .zip(b)
                .map(|(&a, &b)| f64::from(a) * f64::from(b))
                .sum()
        };
        let mut all = Vec::new();
        for query in 0..tokens {
            let score = |key: usize| {
                let bias = biases.map_or(0.0, |biases| biases[tokens - 1 + key - query]);
                dot(at(query, 0), at(key, 1)) / (width as f64).sqrt() + f64::from(bias)
            };
            let weights: Vec<f64> = (0..tokens).map(|key| score(key).exp()).collect();
            let total: f64 = weights.iter().sum();
            for column in 0..width {
                let value = |key: usize| weights[key] / total * f64::from(at(key, 2)[column]);
                all.push((0..tokens).map(value).sum());
            }
        }
        all
    }

    fn context(
        instructions: Instructions,
        rows: &[f32],
        tokens: usize,
        width: usize,
        biases: Option<&[f32]>,
    ) -> Vec<f32> {
        let mut head = Head::default();
        // What was there before must not matter.
        head.resize(40, 7);
        split(instructions, &[1.0; 40 * 21], 21, 0, 0, &mut head);
        head.resize(tokens, width);
        let half = tokens / 2 * 3 * width;
        split(instructions, &rows[..half], 3 * width, 0, 0, &mut head);
        split(
            instructions,
            &rows[half..],
            3 * width,
            tokens / 2,
            0,
            &mut head,
        );
        let mut to = vec![7.0; tokens * width];
        attend(
            instructions,
            &head,
            0..tokens,
            biases,
            &mut Scratch::default(),
            &mut to,
            width,
            0,
        );
        to
    }

    proptest! {
        #[test]
        fn attention_is_that_of_floating_point(
            (tokens, width, rows, biases) in (1usize..80, 1usize..70).prop_flat_map(|(tokens, width)| (
                Just(tokens),
                Just(width),
                prop::collection::vec(-3f32..3.0, tokens * width * 3),
                prop::option::of(prop::collection::vec(-2f32..2.0, 2 * tokens - 1)),
            )),
        ) {
            let biases = biases.as_deref();
            let plain = context(Instructions::PLAIN, &rows, tokens, width, biases);
            for (found, exact) in plain.iter().zip(exact(&rows, tokens, width, biases)) {
                prop_assert!((f64::from(*found) - exact).abs() < 0.01, "{found} for {exact}");
            }
            for instructions in Instructions::all() {
                let found = context(instructions, &rows, tokens, width, biases);
                prop_assert_eq!(&found, &plain, "{}", instructions);
            }
        }
    }

    #[test]
    fn nothing_and_large_values_have_an_answer() {
        for value in [0.0, 1e-30, 1e4, -1e4] {
            for instructions in Instructions::all() {
                let found = context(instructions, &vec![value; 300 * 96], 300, 32, None);
                for found in found {
                    assert!(
                        (found - value).abs() <= value.abs() * 1e-3 + 1e-12,
                        "{found} for {value}"
                    );
                }
            }
        }
    }

    #[test]
    fn some_queries_get_what_they_get_among_all() {
        let (tokens, width) = (70, 40);
        let rows: Vec<f32> = (0..tokens * width * 3)
            .map(|n| (n * 37 % 101) as f32 / 50.0 - 1.0)
            .collect();
        for instructions in Instructions::all() {
            let all = context(instructions, &rows, tokens, width, None);
            let mut head = Head::default();
            head.resize(tokens, width);
            split(instructions, &rows, 3 * width, 0, 0, &mut head);
            for queries in [0..0, 0..1, 5..70, 33..47] {
                let mut to = vec![7.0; queries.len() * width];
                let mut scratch = Scratch::default();
                attend(
                    instructions,
                    &head,
                    queries.clone(),
                    None,
                    &mut scratch,
                    &mut to,
                    width,
                    0,
                );
                assert_eq!(to, all[queries.start * width..queries.end * width]);
            }
        }
    }
}
