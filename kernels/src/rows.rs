//! What is done to one row of a matrix at a time: rounding, normalization, GELU.

use crate::Instructions;
use crate::instructions::operation;
use crate::lines::Line;
use crate::tile::Tile;

/// Values of a row that are put together side by side.
const LANES: usize = 32;

/// Rows in bytes: value = (byte - zero) * scale, with a scale and a zero for each row.
#[derive(Clone, Debug, Default)]
pub struct ByteRows {
    /// A row's bytes, and some that stand for nothing so that it ends with a line.
    lines: Vec<Line>,
    pub(crate) scales: Vec<f32>,
    pub(crate) zeros: Vec<i32>,
    pub(crate) width: usize,
    /// Room for a row on its way.
    row: Vec<f32>,
}

impl ByteRows {
    /// Rounds rows of `width` values, which it holds from now on.
    ///
    /// # Panics
    /// If `width` is 0 or the values are no whole rows.
    pub fn round(&mut self, instructions: Instructions, values: &[f32], width: usize) {
        self.resize(values.len(), width);
        round(instructions, values, self);
    }

    /// Rounds the Gaussian error linear units of rows of `width` values, which it holds from now on.
    ///
    /// # Panics
    /// If `width` is 0 or the values are no whole rows.
    pub fn gelu_and_round(&mut self, instructions: Instructions, values: &[f32], width: usize) {
        self.resize(values.len(), width);
        gelu_and_round(instructions, values, self);
    }

    fn resize(&mut self, values: usize, width: usize) {
        assert!(width > 0 && values.is_multiple_of(width));
        let rows = values / width;
        self.width = width;
        let lines = rows * width.div_ceil(Line::BYTES);
        // Never shorter, so that nothing has to be cleared to make it longer again.
        if self.lines.len() < lines {
            self.lines.resize(lines, Line::ZERO);
        }
        self.scales.resize(rows, 0.0);
        self.zeros.resize(rows, 0);
    }

    /// Bytes from a row to the next.
    pub(crate) fn stride(&self) -> usize {
        self.width.next_multiple_of(Line::BYTES)
    }

    /// The bytes of all rows, each with what stands for nothing, and whatever follows.
    pub(crate) fn bytes(&self) -> &[u8] {
        Line::bytes(&self.lines)
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.scales.len()
    }
}

operation! {
    /// Rounds rows.
    fn round(values: &[f32], to: &mut ByteRows) by round_rows
}

#[inline(always)]
fn round_rows<T: Tile>(values: &[f32], to: &mut ByteRows) {
    let places = to.lines.chunks_exact_mut(to.width.div_ceil(Line::BYTES));
    let rows = values.chunks_exact(to.width).zip(places);
    for (number, (row, lines)) in rows.enumerate() {
        (to.scales[number], to.zeros[number]) = round_row(row, lines);
    }
}

/// Rounds a row; its scale and its zero.
#[inline(always)]
fn round_row(row: &[f32], lines: &mut [Line]) -> (f32, i32) {
    let (least, most) = ends(row);
    let scale = (most - least).max(f32::MIN_POSITIVE) / 255.0;
    let inverse = 1.0 / scale.max(f32::MIN_POSITIVE);
    let zero = nearest(-least * inverse) & 0xFF;
    #[expect(clippy::cast_precision_loss, reason = "a byte")]
    let shift = zero as f32;
    let byte = |value: f32| {
        let value = value * inverse + shift;
        let value = if value > 255.0 { 255.0 } else { value };
        nearest(if value > 0.0 { value } else { 0.0 }) as u8
    };
    let (whole, rest) = row.as_chunks::<{ Line::BYTES }>();
    for (line, values) in lines.iter_mut().zip(whole) {
        line.0 = std::array::from_fn(|at| byte(values[at]));
    }
    if let (Some(line), [_, ..]) = (lines.last_mut(), rest) {
        for (to, &value) in line.0.iter_mut().zip(rest) {
            *to = byte(value);
        }
    }
    (scale, zero.cast_signed())
}

/// The least and the largest of values and zero, for which there so is a byte.
#[inline(always)]
fn ends(row: &[f32]) -> (f32, f32) {
    let less = |a: f32, b: f32| if b < a { b } else { a };
    let more = |a: f32, b: f32| if b > a { b } else { a };
    let (mut least, mut most) = ([0.0; LANES], [0.0; LANES]);
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for at in 0..LANES {
            least[at] = less(least[at], chunk[at]);
            most[at] = more(most[at], chunk[at]);
        }
    }
    for (at, &value) in rest.iter().enumerate() {
        least[at] = less(least[at], value);
        most[at] = more(most[at], value);
    }
    (fold(&least, 0.0, less), fold(&most, 0.0, more))
}

/// The nearest integer of a number from 0 to 2^22.
#[inline(always)]
fn nearest(value: f32) -> u32 {
    // The last digit of numbers this large is 1.
    const LARGE: f32 = 8_388_608.0;
    (value + LARGE).to_bits() & 0x7F_FFFF
}

/// All values of a row, put together side by side in lanes, and these in the end: an order that
/// is the same whatever the instructions.
#[inline(always)]
pub(crate) fn fold(row: &[f32], first: f32, mut with: impl FnMut(f32, f32) -> f32) -> f32 {
    let mut lanes = [first; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = with(*lane, value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane = with(*lane, value);
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] = with(lanes[lane], lanes[lane + width]);
        }
        width /= 2;
    }
    lanes[0]
}

operation! {
    /// The Gaussian error linear unit of each value, rounded: by a polynomial, less than 1e-4 off.
    fn gelu_and_round(values: &[f32], to: &mut ByteRows) by gelu_and_round_rows
}

#[inline(always)]
fn gelu_and_round_rows<T: Tile>(values: &[f32], to: &mut ByteRows) {
    let mut units = std::mem::take(&mut to.row);
    units.resize(to.width, 0.0);
    let places = to.lines.chunks_exact_mut(to.width.div_ceil(Line::BYTES));
    let rows = values.chunks_exact(to.width).zip(places);
    for (number, (row, lines)) in rows.enumerate() {
        // Near the processor until they are rounded, and of no use afterwards.
        for (unit, &value) in units.iter_mut().zip(row) {
            *unit = gelu_of(value);
        }
        (to.scales[number], to.zeros[number]) = round_row(&units, lines);
    }
    to.row = units;
}

/// From here on the normal distribution is taken as complete.
const FAR: f32 = 4.0;

/// (Phi(x) - 1/2) / x by powers of x^2, with the least largest error of x * Phi(x) up to [`FAR`].
const GELU: [f32; 8] = [
    0.398_673_44,
    -0.065_887_92,
    0.009_505_448,
    -0.001_006_504_5,
    7.485_718e-5,
    -3.657_307_5e-6,
    1.042_034_2e-7,
    -1.301_419_8e-9,
];

#[inline(always)]
fn gelu_of(value: f32) -> f32 {
    let near = if value > FAR { FAR } else { value };
    let near = if near < -FAR { -FAR } else { near };
    let square = near * near;
    let mut sum = GELU[7];
    for factor in GELU[..7].iter().rev() {
        sum = sum.mul_add(square, *factor);
    }
    let below = near.mul_add(sum, 0.5);
    let below = if value > FAR { 1.0 } else { below };
    value * if value < -FAR { 0.0 } else { below }
}

operation! {
    /// Normalizes rows as wide as `weight`: to mean 0 and variance 1, then times `weight` plus
    /// `bias`; `epsilon` is added to the variance.
    ///
    /// # Panics
    /// If `bias` is not as long as `weight`.
    pub fn normalize(values: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) by normalize_rows
}

#[inline(always)]
fn normalize_rows<T: Tile>(values: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    assert_eq!(weight.len(), bias.len());
    for row in values.chunks_exact_mut(weight.len().max(1)) {
        let sum = fold(row, 0.0, |a, b| a + b);
        normalize_around(sum, row, weight, bias, epsilon);
    }
}

operation! {
    /// Adds `other` to rows as wide as `weight`, and normalizes them: see [`normalize`].
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn add_and_normalize(values: &mut [f32], other: &[f32], weight: &[f32], bias: &[f32], epsilon: f32)
    by add_and_normalize_rows
}

#[inline(always)]
fn add_and_normalize_rows<T: Tile>(
    values: &mut [f32],
    other: &[f32],
    weight: &[f32],
    bias: &[f32],
    epsilon: f32,
) {
    assert!(weight.len() == bias.len() && values.len() == other.len());
    let width = weight.len().max(1);
    for (row, other) in values
        .chunks_exact_mut(width)
        .zip(other.chunks_exact(width))
    {
        let sum = add(row, other);
        normalize_around(sum, row, weight, bias, epsilon);
    }
}

/// Normalizes a row, given its sum.
#[inline(always)]
fn normalize_around(sum: f32, row: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    #[expect(clippy::cast_precision_loss, reason = "the width of a row")]
    let width = row.len() as f32;
    let variance = centre(row, sum / width) / width;
    let factor = 1.0 / (variance + epsilon).sqrt();
    for ((value, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
        *value = (*value * factor).mul_add(*weight, *bias);
    }
}

/// Adds to a row; the sum of all then.
#[inline(always)]
fn add(row: &mut [f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    let (others, rest_of_other) = other.as_chunks::<LANES>();
    for (chunk, other) in chunks.iter_mut().zip(others) {
        for at in 0..LANES {
            chunk[at] += other[at];
            lanes[at] += chunk[at];
        }
    }
    for ((lane, value), other) in lanes.iter_mut().zip(rest).zip(rest_of_other) {
        *value += other;
        *lane += *value;
    }
    fold(&lanes, 0.0, |a, b| a + b)
}

/// Takes the mean from a row; the sum of squares of what is left.
#[inline(always)]
fn centre(row: &mut [f32], mean: f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    for chunk in chunks {
        for at in 0..LANES {
            chunk[at] -= mean;
            lanes[at] = chunk[at].mul_add(chunk[at], lanes[at]);
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *value -= mean;
        *lane = value.mul_add(*value, *lane);
    }
    fold(&lanes, 0.0, |a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The normal distribution by its series.
    fn phi(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= x * x / f64::from(2 * n + 1);
            sum += term;
        }
        0.5 + sum * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }

    #[test]
    fn gelu_is_that_of_the_error_function() {
        for value in (-8000..8000).map(|n| n as f32 / 1000.0) {
            let exact = f64::from(value) * phi(f64::from(value));
            let found = f64::from(gelu_of(value));
            assert!((found - exact).abs() < 2e-4, "{value}: {found} for {exact}");
        }
    }

    fn same(a: &ByteRows, b: &ByteRows) -> bool {
        let rows = |rows: &ByteRows| -> Vec<Vec<u8>> {
            let bytes = rows.bytes().chunks(rows.stride()).take(rows.rows());
            bytes.map(|row| row[..rows.width].to_vec()).collect()
        };
        (&a.scales, &a.zeros, rows(a)) == (&b.scales, &b.zeros, rows(b))
    }

    proptest! {
        #[test]
        fn rounding_is_at_most_half_a_step_off(
            (width, values) in (1usize..70, 0usize..5).prop_flat_map(|(width, rows)| {
                (Just(width), prop::collection::vec(-9f32..20.0, width * rows))
            }),
        ) {
            let mut plain = ByteRows::default();
            plain.round(Instructions::PLAIN, &values, width);
            for (number, row) in values.chunks(width).enumerate() {
                for (&byte, value) in plain.bytes()[number * plain.stride()..].iter().zip(row) {
                    let scale = plain.scales[number];
                    let found = (f32::from(byte) - plain.zeros[number] as f32) * scale;
                    // Zero is a byte, which moves all by up to half a step.
                    prop_assert!((found - value).abs() <= 1.01 * scale, "{} for {}", found, value);
                }
            }
            let units: Vec<f32> = values.iter().map(|&value| gelu_of(value)).collect();
            let mut of_units = ByteRows::default();
            of_units.round(Instructions::PLAIN, &units, width);
            for instructions in Instructions::all() {
                let mut found = ByteRows::default();
                // What was there before must not matter.
                found.round(instructions, &[4.0; 300], 100);
                found.round(instructions, &values, width);
                prop_assert!(same(&found, &plain), "{}", instructions);
                found.gelu_and_round(instructions, &values, width);
                prop_assert!(same(&found, &of_units), "{}", instructions);
            }
        }

        #[test]
        fn normalization_is_that_of_64_bits(
            (width, values) in (1usize..100, 0usize..4).prop_flat_map(|(width, rows)| {
                (Just(width), prop::collection::vec(-9f32..20.0, width * rows))
            }),
        ) {
            let weight: Vec<f32> = (0..width).map(|n| 1.0 - n as f32 / 50.0).collect();
            let bias: Vec<f32> = (0..width).map(|n| n as f32 / 30.0).collect();
            let other: Vec<f32> = values.iter().map(|value| value * 0.25 - 1.0).collect();
            let run = |instructions| {
                let mut rows = values.clone();
                add_and_normalize(instructions, &mut rows, &other, &weight, &bias, 1e-5);
                normalize(instructions, &mut rows, &weight, &bias, 1e-5);
                rows
            };
            let mut once = values.clone();
            add_and_normalize(Instructions::PLAIN, &mut once, &other, &weight, &bias, 1e-5);
            for (number, row) in once.chunks(width).enumerate() {
                let sum = |n: usize| f64::from(values[number * width + n] + other[number * width + n]);
                let mean = (0..width).map(sum).sum::<f64>() / width as f64;
                let variance = (0..width).map(|n| (sum(n) - mean).powi(2)).sum::<f64>() / width as f64;
                for (n, &found) in row.iter().enumerate() {
                    let exact = (sum(n) - mean) / (variance + 1e-5).sqrt();
                    let exact = exact * f64::from(weight[n]) + f64::from(bias[n]);
                    prop_assert!((f64::from(found) - exact).abs() < 2e-3, "{} for {}", found, exact);
                }
            }
            let plain = run(Instructions::PLAIN);
            for instructions in Instructions::all() {
                prop_assert_eq!(run(instructions), plain.clone(), "{}", instructions);
            }
        }
    }
}
