//! From sums of products of queries and keys to scores, in integers of 16 bits.

use crate::lines::COLUMNS;
use crate::tile::Sums;

/// The unit that stands for a score of 0: there are units for powers of 2 from -128 to 128, and what is
/// beyond counts as these.
pub const ZERO: f32 = 32_768.0;
/// The highest score.
const MOST: f32 = 65_535.0;

/// A query's sums with a panel of keys, and what makes them scores.
pub struct Scores<'a> {
    pub sums: &'a Sums,
    /// What sums with a key are more for the queries' being unsigned.
    pub more: &'a [i32; COLUMNS],
    /// The query's factor, and each key's.
    pub factor: f32,
    pub scales: &'a [f32; COLUMNS],
    /// What is added to each, [`ZERO`] among it.
    pub biases: &'a [f32; COLUMNS],
}

impl Scores<'_> {
    /// Each sum times its factors, rounded. `less`: sums are without what they would be more.
    #[inline(always)]
    pub fn plain(self, less: bool, to: &mut [u16; COLUMNS]) {
        *to = std::array::from_fn(|column| {
            let sum = self.sums[column] - if less { 0 } else { self.more[column] };
            #[expect(clippy::cast_precision_loss, reason = "less than rounding lost")]
            let sum = sum as f32;
            unsigned(sum.mul_add(self.factor * self.scales[column], self.biases[column]))
        });
    }
}

/// The nearest integer of 16 bits.
#[inline(always)]
pub fn unsigned(value: f32) -> u16 {
    // The last digit of numbers this large is 1.
    const LARGE: f32 = 8_388_608.0;
    let value = if value > MOST { MOST } else { value };
    let value = if value > 0.0 { value } else { 0.0 };
    (value + LARGE).to_bits() as u16
}

#[cfg(target_arch = "x86_64")]
pub use x86::avx512;

/// As [`Scores::plain`] does, where two vectors become one by an instruction that the compiler does
/// not find.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{COLUMNS, MOST, Scores};
    use std::arch::x86_64::*;

    /// # Safety
    /// The processor has the instructions.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub unsafe fn avx512(scores: Scores, to: &mut [u16; COLUMNS]) {
        let factor = _mm512_set1_ps(scores.factor);
        let half = |from: usize| {
            // SAFETY: each is twice 64 bytes.
            let (sums, more, scales, biases) = unsafe {
                (
                    _mm512_loadu_si512(scores.sums.as_ptr().add(from).cast()),
                    _mm512_loadu_si512(scores.more.as_ptr().add(from).cast()),
                    _mm512_loadu_ps(scores.scales.as_ptr().add(from)),
                    _mm512_loadu_ps(scores.biases.as_ptr().add(from)),
                )
            };
            let sums = _mm512_cvtepi32_ps(_mm512_sub_epi32(sums, more));
            let scores = _mm512_fmadd_ps(sums, _mm512_mul_ps(factor, scales), biases);
            // What is too large for 32 bits would become the least integer, as what is too small does.
            _mm512_cvtps_epi32(_mm512_min_ps(scores, _mm512_set1_ps(MOST)))
        };
        // Negative ones become 0. Quarters of the two take turns.
        let mixed = _mm512_packus_epi32(half(0), half(COLUMNS / 2));
        let order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
        let all = _mm512_permutexvar_epi64(order, mixed);
        // SAFETY: it is 64 bytes.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), all) };
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::tile::Tile;
    use crate::x86::Vnni;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_round_as_numbers_do(
            sums in prop::array::uniform32(-2_000_000i32..2_000_000),
            more in prop::array::uniform32(-500_000i32..500_000),
            factor in prop_oneof![1e-6f32..1.0, 1e3f32..1e12],
            scales in prop::array::uniform32(0f32..0.1),
            biases in prop::array::uniform32(-9e4f32..9e4),
        ) {
            if !is_x86_feature_detected!("avx512bw") || !is_x86_feature_detected!("avx512vl") {
                return Ok(());
            }
            let scores = || Scores { sums: &sums, more: &more, factor, scales: &scales, biases: &biases };
            let (mut plain, mut found) = ([7; COLUMNS], [7; COLUMNS]);
            scores().plain(false, &mut plain);
            // SAFETY: the processor has the instructions.
            unsafe { Vnni::score(scores(), &mut found) };
            prop_assert_eq!(found, plain);
        }
    }
}
