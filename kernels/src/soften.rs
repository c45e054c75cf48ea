//! From scores of attention to weights, in integers of 16 bits.

use crate::lines::{COLUMNS, Line};

/// Shares, at most.
pub const SHARE: f32 = 65_535.0;
/// What a unit of the higher bytes of weights is worth in lower ones: either are at most 127.
pub const LOWER: f32 = 128.0;
/// The power of the highest score.
const WEIGHT: u16 = 16_383;
/// `(1 - 2^-x) / 4` is about `x * (a - x * (b - x * c))` for `x` from 0 to 1: these in units of
/// 2^-16, of all such integers those with the least relative error of the power, 1.5e-4.
const POWER: [u16; 3] = [11_324, 3_772, 640];
/// A difference of scores from which on there is no weight.
const NONE: u16 = 14 * 256;

/// A query's scores, and where its weights are to be.
pub struct Row<'a> {
    /// Scores, of which 256 units are a power of 2.
    scores: &'a [[u16; COLUMNS]],
    /// The highest of them.
    most: u16,
    tokens: usize,
    /// By what weights are multiplied, in units of 2^-16.
    shares: &'a [[u16; COLUMNS]],
    higher: &'a mut [[u8; COLUMNS]],
    lower: &'a mut [[u8; COLUMNS]],
}

impl<'a> Row<'a> {
    /// `scores` and `shares`, to the end of a line; `weights` gets its higher bytes in its first
    /// half, the lower ones in the other. Beyond the tokens they will be 0.
    #[inline(always)]
    pub fn new(
        scores: &'a [u16],
        tokens: usize,
        shares: &'a [u16],
        weights: &'a mut [Line],
    ) -> Self {
        let (higher, lower) = weights.split_at_mut(weights.len() / 2);
        Self {
            scores: scores.as_chunks().0,
            most: highest(&scores[..tokens]),
            tokens,
            shares: shares.as_chunks().0,
            higher: Line::bytes_mut(higher).as_chunks_mut().0,
            lower: Line::bytes_mut(lower).as_chunks_mut().0,
        }
    }
}

#[inline(always)]
fn highest(scores: &[u16]) -> u16 {
    let (chunks, rest) = scores.as_chunks::<COLUMNS>();
    let mut lanes = [0; COLUMNS];
    for chunk in chunks {
        for (lane, &score) in lanes.iter_mut().zip(chunk) {
            *lane = score.max(*lane);
        }
    }
    lanes.iter().chain(rest).copied().fold(0, u16::max)
}

/// From scores to weights: powers of 2, relative to the highest score's, each times the share of its
/// value. The answer is the sum of the powers, [`WEIGHT`] for the highest.
#[inline(always)]
pub fn plain(row: Row) -> u32 {
    let mut total = 0;
    let weights = row.higher.iter_mut().zip(row.lower);
    let places = row.scores.iter().zip(row.shares).zip(weights);
    for (number, ((scores, shares), (higher, lower))) in places.enumerate() {
        let left = row.tokens.saturating_sub(number * COLUMNS);
        let mut powers = scores.map(|score| power(row.most.wrapping_sub(score)));
        for power in powers.iter_mut().skip(left) {
            *power = 0;
        }
        total += powers.iter().map(|&power| u32::from(power)).sum::<u32>();
        for at in 0..COLUMNS {
            let weight = product(powers[at], shares[at]);
            higher[at] = (weight >> 7) as u8;
            lower[at] = (weight & 0x7F) as u8;
        }
    }
    total
}

/// 2 to a power of at most 0, given without its sign in units of 1/256, times [`WEIGHT`].
#[inline(always)]
fn power(below: u16) -> u16 {
    let below = below.min(NONE);
    let part = below << 8;
    let [a, b, c] = POWER;
    let whole = WEIGHT - product(part, a - product(part, b - product(part, c)));
    whole >> (below >> 8)
}

/// The higher half of the product.
#[inline(always)]
fn product(a: u16, b: u16) -> u16 {
    ((u32::from(a) * u32::from(b)) >> 16) as u16
}

#[cfg(target_arch = "x86_64")]
pub use x86::{avx2, avx512};

/// As [`plain`] does, for which the compiler would use integers of 32 bits.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{COLUMNS, NONE, POWER, Row, WEIGHT};
    use std::arch::asm;
    use std::arch::x86_64::*;

    /// # Safety
    /// The processor has the instructions.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub unsafe fn avx512(row: Row) -> u32 {
        let all = |value: u16| _mm512_set1_epi16(value.cast_signed());
        let [a, b, c] = POWER.map(all);
        let (most, none, weight) = (all(row.most), all(NONE), all(WEIGHT));
        let mut total = _mm512_setzero_si512();
        let weights = row.higher.iter_mut().zip(row.lower);
        let places = row.scores.iter().zip(row.shares).zip(weights);
        for (number, ((scores, shares), (higher, lower))) in places.enumerate() {
            // SAFETY: both are 64 bytes.
            let (scores, shares) = unsafe {
                (
                    _mm512_loadu_si512(scores.as_ptr().cast()),
                    _mm512_loadu_si512(shares.as_ptr().cast()),
                )
            };
            let below = _mm512_min_epu16(_mm512_sub_epi16(most, scores), none);
            let part = _mm512_slli_epi16::<8>(below);
            let third = _mm512_sub_epi16(b, _mm512_mulhi_epu16(part, c));
            let second = _mm512_sub_epi16(a, _mm512_mulhi_epu16(part, third));
            let whole = _mm512_sub_epi16(weight, _mm512_mulhi_epu16(part, second));
            let left = row.tokens.saturating_sub(number * COLUMNS).min(COLUMNS);
            let known = u32::MAX.checked_shr((COLUMNS - left) as u32).unwrap_or(0);
            let powers = _mm512_maskz_srlv_epi16(known, whole, _mm512_srli_epi16::<8>(below));
            // Of two at a time, which fits.
            total = _mm512_add_epi32(total, _mm512_madd_epi16(powers, _mm512_set1_epi16(1)));
            let mut weights = _mm512_mulhi_epu16(powers, shares);
            // Unseen, so that the compiler does not take the shifts into a product of 32 bits.
            // SAFETY: nothing is done.
            unsafe {
                asm!("/* {0} */", inout(zmm_reg) weights, options(pure, nomem, nostack, preserves_flags));
            }
            let high = _mm512_cvtepi16_epi8(_mm512_srli_epi16::<7>(weights));
            let low = _mm512_cvtepi16_epi8(_mm512_and_si512(weights, _mm512_set1_epi16(0x7F)));
            // SAFETY: both are 32 bytes.
            unsafe {
                _mm256_storeu_si256(higher.as_mut_ptr().cast(), high);
                _mm256_storeu_si256(lower.as_mut_ptr().cast(), low);
            }
        }
        _mm512_reduce_add_epi32(total).cast_unsigned()
    }

    /// # Safety
    /// The processor has the instructions.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub unsafe fn avx2(row: Row) -> u32 {
        let all = |value: u16| _mm256_set1_epi16(value.cast_signed());
        let [a, b, c] = POWER.map(all);
        let (most, none, weight) = (all(row.most), all(NONE), all(WEIGHT));
        let mut total = _mm256_setzero_si256();
        let weights = row.higher.iter_mut().zip(row.lower);
        let places = row.scores.iter().zip(row.shares).zip(weights);
        for (number, ((scores, shares), (higher, lower))) in places.enumerate() {
            let left = row.tokens.saturating_sub(number * COLUMNS);
            let half = |at: usize| {
                // SAFETY: both are two times 32 bytes.
                let (scores, shares) = unsafe {
                    (
                        _mm256_loadu_si256(scores.as_ptr().cast::<__m256i>().add(at)),
                        _mm256_loadu_si256(shares.as_ptr().cast::<__m256i>().add(at)),
                    )
                };
                let below = _mm256_min_epu16(_mm256_sub_epi16(most, scores), none);
                let part = _mm256_slli_epi16::<8>(below);
                let third = _mm256_sub_epi16(b, _mm256_mulhi_epu16(part, c));
                let second = _mm256_sub_epi16(a, _mm256_mulhi_epu16(part, third));
                let whole = _mm256_sub_epi16(weight, _mm256_mulhi_epu16(part, second));
                let by = _mm256_srli_epi16::<8>(below);
                // There are no shifts of 16 bits by as many each.
                let low = _mm256_set1_epi32(0xFFFF);
                let powers = _mm256_blend_epi16::<0b1010_1010>(
                    _mm256_srlv_epi32(_mm256_and_si256(whole, low), _mm256_and_si256(by, low)),
                    _mm256_srlv_epi32(whole, _mm256_srli_epi32::<16>(by)),
                );
                let known = known(left.saturating_sub(at * COLUMNS / 2));
                let powers = _mm256_and_si256(powers, known);
                let mut weights = _mm256_mulhi_epu16(powers, shares);
                // SAFETY: as above.
                unsafe {
                    asm!("/* {0} */", inout(ymm_reg) weights, options(pure, nomem, nostack, preserves_flags));
                }
                (powers, weights)
            };
            let ((powers, weights), (more, further)) = (half(0), half(1));
            let ones = _mm256_set1_epi16(1);
            total = _mm256_add_epi32(total, _mm256_madd_epi16(powers, ones));
            total = _mm256_add_epi32(total, _mm256_madd_epi16(more, ones));
            let packed = |a: __m256i, b: __m256i| {
                _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi16(a, b))
            };
            let low = _mm256_set1_epi16(0x7F);
            let high = packed(
                _mm256_srli_epi16::<7>(weights),
                _mm256_srli_epi16::<7>(further),
            );
            let low = packed(
                _mm256_and_si256(weights, low),
                _mm256_and_si256(further, low),
            );
            // SAFETY: both are 32 bytes.
            unsafe {
                _mm256_storeu_si256(higher.as_mut_ptr().cast(), high);
                _mm256_storeu_si256(lower.as_mut_ptr().cast(), low);
            }
        }
        let mut lanes = [0u32; 8];
        // SAFETY: it is 32 bytes.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), total) };
        lanes.iter().sum()
    }

    /// All bits of the first so many of 16 integers.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn known(many: usize) -> __m256i {
        let places = _mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        _mm256_cmpgt_epi16(_mm256_set1_epi16(many.min(16) as i16), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two() {
        for below in 0..=u16::MAX {
            let exact = f64::from(WEIGHT) * (-f64::from(below) / 256.0).exp2();
            let found = f64::from(power(below));
            // What is less than 1 is left out.
            let error = (found - exact).abs();
            assert!(
                error <= exact * 1.5e-4 + 1.0,
                "{below}: {found} for {exact}"
            );
        }
        let some = [0, NONE - 256, NONE - 1, NONE, u16::MAX].map(power);
        assert_eq!(some, [WEIGHT, 1, 1, 0, 0]);
    }
}
