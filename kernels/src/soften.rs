//! From scores of attention to weights, in integers of 16 bits.

use crate::lines::COLUMNS;
use crate::rows::fold;
use std::hint::black_box;

/// The weights of a query, in all.
const WEIGHTS: f32 = 1_048_576.0;
/// One weight, at most.
pub const WEIGHT: f32 = 32_767.0;

/// Weights of a query, from its scores: the powers of 2, each times the share of its value, in 16
/// bits. The answer is by what sums with them are to be multiplied.
#[inline(always)]
pub fn soften(scores: &mut [f32], shares: &[f32], weights: &mut [u32]) -> f32 {
    let most = fold(scores, f32::MIN, |a, b| if b > a { b } else { a });
    // Loops of their own: of these the compiler makes the best.
    for score in scores.iter_mut() {
        *score = power(*score - most);
    }
    let total = sum(scores);
    // The largest of them is 1, as is the largest share.
    let by_all = WEIGHTS / total;
    let factor = if WEIGHT < by_all { WEIGHT } else { by_all };
    let pairs = scores.as_chunks::<2>().0.iter();
    for ((unit, pair), shares) in weights.iter_mut().zip(pairs).zip(shares.as_chunks::<2>().0) {
        let low = nearest(pair[0] * shares[0] * factor);
        let high = nearest(pair[1] * shares[1] * factor);
        *unit = u32::from(low.cast_unsigned()) | u32::from(high.cast_unsigned()) << 16;
    }
    1.0 / (factor * total)
}

/// The sum of whole chunks.
#[inline(always)]
fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0.0; COLUMNS];
    for chunk in values.as_chunks::<COLUMNS>().0 {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    // Unseen, so that the compiler does not go by the last steps, and add two at a time above.
    fold(&black_box(lanes), 0.0, |a, b| a + b)
}

/// 2 to a power of at most 0, less than 4e-6 of it off; from -64 on it is the same.
#[inline(always)]
fn power(of: f32) -> f32 {
    const LARGE: f32 = 12_582_912.0;
    let of = if of < -64.0 { -64.0 } else { of };
    let shifted = of + LARGE;
    let rest = of - (shifted - LARGE);
    // Through the zeros of a Chebyshev polynomial between -1/2 and 1/2.
    let mut sum = 9.666_368e-3f32;
    for factor in [5.592_197_6e-2, 2.402_235e-1, 6.931_211e-1, 1.0] {
        sum = sum.mul_add(rest, factor);
    }
    // The whole part goes into the exponent.
    f32::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The nearest integer of a number of 16 bits.
#[inline(always)]
pub fn nearest(value: f32) -> i16 {
    // The last digit of numbers this large is 1, and their last bits are those of the integer.
    const LARGE: f32 = 12_582_912.0;
    (value + LARGE).to_bits() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two() {
        for of in (0..64_000).map(|n| -0.001 * n as f32) {
            let exact = f64::from(of).exp2();
            assert!((f64::from(power(of)) - exact).abs() <= exact * 4e-6, "{of}");
        }
        assert_eq!(power(0.0), 1.0);
        assert_eq!(power(f32::NEG_INFINITY), power(-64.0));
    }
}
