//! Attention of one head, its products in bytes.

use crate::head::{Head, LEAST, UNITS};
use crate::instructions::operation;
use crate::lines::{COLUMNS, Line, part, put};
use crate::rows::fold;
use crate::scores::{Scores, ZERO, unsigned};
use crate::soften::{LOWER, Row, SHARE};
use crate::tile::{ANY, Room, SMALL, Sums, Tile, has_large, multiply};
use std::f32::consts::LOG2_E;
use std::ops::Range;

/// Queries whose scores are there at once.
const TOGETHER: usize = 32;
/// What scores begin with where there are no biases.
const NONE: &[f32] = &[ZERO; COLUMNS];

/// Room for what is computed on the way, used again.
#[derive(Default)]
pub struct Scratch {
    /// `[queries, keys]`, to the end of a line.
    scores: Vec<u16>,
    /// The higher bytes of a query's weights, then the lower ones.
    weights: Vec<Line>,
    biases: Vec<f32>,
    /// Scales of the values, where the largest is 65,535.
    shares: Vec<u16>,
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
    by attend_head in tiles
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
    let padded = head.padded();
    let Scratch {
        scores,
        weights,
        biases: further,
        shares,
    } = scratch;
    scores.resize(TOGETHER * padded, 0);
    weights.resize(TOGETHER * 2 * padded / Line::BYTES, Line::ZERO);
    further.clear();
    if let Some(biases) = biases {
        further.extend(biases.iter().map(|bias| bias * (LOG2_E * UNITS) + ZERO));
        // Beyond the tokens scores count for nothing.
        further.resize(biases.len() + Line::BYTES, ZERO);
    }
    let largest = fold(&head.value_scales, LEAST, |a, b| if b > a { b } else { a });
    let inverse = SHARE / largest;
    shares.clear();
    shares.extend(
        head.value_scales
            .iter()
            .map(|scale| unsigned(scale * inverse)),
    );
    // Beyond the width there is nothing, but for large tiles.
    let depth = head.keys.depth();
    let depth = if has_large::<T>(depth) {
        depth
    } else {
        width.div_ceil(4)
    };
    let mut room = Room::new();
    for start in queries.clone().step_by(TOGETHER) {
        let count = TOGETHER.min(queries.end - start);
        let rows = &head.queries()[start * head.stride()..];
        multiply::<T, ANY>(
            rows,
            head.stride(),
            count,
            &head.keys,
            depth,
            &mut room,
            |number, row, sums| {
                let (scales, more) = (part(&head.key_scales, number), part(&head.key_sums, number));
                let at = number * COLUMNS;
                let places = scores[row * padded..].chunks_exact_mut(padded);
                let factors = &head.query_scales[start + row..];
                for (place, ((sums, to), &factor)) in
                    sums.iter().zip(places).zip(factors).enumerate()
                {
                    let biases = match further.len() {
                        0 => NONE,
                        _ => &further[tokens - 1 - (start + row + place) + at..],
                    };
                    let (Some(to), Some(biases)) =
                        (to[at..].first_chunk_mut(), biases.first_chunk())
                    else {
                        unreachable!("there is room to the end of a line, and as many biases");
                    };
                    let scores = Scores {
                        sums,
                        more,
                        factor,
                        scales,
                        biases,
                    };
                    // SAFETY: who has such tiles has their instructions.
                    unsafe { T::score(scores, to) };
                }
            },
        );
        let mut factors = [0.0; TOGETHER];
        let rows = scores
            .chunks_exact_mut(padded)
            .zip(weights.chunks_exact_mut(padded * 2 / Line::BYTES));
        for ((scores, weights), factor) in rows.zip(&mut factors[..count]) {
            let row = Row::new(scores, tokens, shares, weights);
            // SAFETY: who has such tiles has their instructions.
            let total = unsafe { T::soften(row) };
            #[expect(clippy::cast_precision_loss, reason = "less than rounding lost")]
            let total = total as f32;
            // Shares are units of 2^-16.
            *factor = largest * ((SHARE + 1.0) / SHARE) / total;
        }
        let rows = Line::bytes(weights);
        let to = &mut to[(start - queries.start) * stride..];
        let mut higher: Sums = [0; COLUMNS];
        multiply::<T, SMALL>(
            rows,
            padded,
            2 * count,
            &head.values,
            padded / 4,
            &mut room,
            |number, row, sums| {
                for (row, sums) in (row..).zip(sums) {
                    if row.is_multiple_of(2) {
                        higher = *sums;
                        continue;
                    }
                    let factor = factors[row / 2];
                    let to = &mut to[row / 2 * stride + first..][..width];
                    put(&mut to[number * COLUMNS..], |column| {
                        #[expect(clippy::cast_precision_loss, reason = "less than rounding lost")]
                        let (higher, lower) = (higher[column] as f32, sums[column] as f32);
                        higher.mul_add(LOWER, lower) * factor
                    });
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instructions, split};
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
        let heads = std::slice::from_mut(&mut head);
        split(instructions, &[1.0; 40 * 21], 0, heads);
        heads[0].resize(tokens, width);
        let half = tokens / 2 * 3 * width;
        split(instructions, &rows[..half], 0, heads);
        split(instructions, &rows[half..], tokens / 2, heads);
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
            // Of rounded queries and keys a score may be a tenth off, of values a hundredth.
            let mut squares = 0.0;
            for (found, exact) in plain.iter().zip(exact(&rows, tokens, width, biases)) {
                let error = f64::from(*found) - exact;
                prop_assert!(error.abs() < 0.2, "{found} for {exact}");
                squares += error * error;
            }
            prop_assert!((squares / plain.len() as f64).sqrt() < 0.05);
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
            split(instructions, &rows, 0, std::slice::from_mut(&mut head));
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
