//! Tiles by the vector instructions of processors of x86.

use crate::lines::{COLUMNS, Step};
use crate::scores::{self, Scores};
use crate::soften::Row;
use crate::tile::{ANY, MORE, Room, SMALL, Sums, Tile};
use crate::{amx, soften};
use std::arch::x86_64::*;

/// With AVX-512 VNNI, and with AMX's large tiles where there are these.
pub struct Avx512<const TILES: bool>;

pub type Vnni = Avx512<false>;
pub type Amx = Avx512<true>;

impl<const TILES: bool> Tile for Avx512<TILES> {
    const DEPTH: usize = if TILES { amx::DEPTH } else { 0 };

    #[inline(always)]
    unsafe fn clear() {
        // SAFETY: the caller's promise; whoever has this kind of tile has tiles.
        unsafe { amx::clear() }
    }

    #[inline(always)]
    unsafe fn add(rows: *const u8, stride: usize, steps: &[Step]) {
        // SAFETY: as above.
        unsafe { amx::add(rows, stride, steps) }
    }

    #[inline(always)]
    unsafe fn store(sums: &mut Room) {
        // SAFETY: as above.
        unsafe { amx::store(&mut sums.0) }
    }

    #[inline(always)]
    unsafe fn tile<const R: usize, const BYTES: u8>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
        // SAFETY: the caller's promise.
        unsafe { vnni::<R>(rows, stride, panel, sums) }
    }

    #[inline(always)]
    unsafe fn score(scores: Scores, to: &mut [u16; COLUMNS]) {
        // SAFETY: the caller's promise.
        unsafe { scores::avx512(scores, to) }
    }

    #[inline(always)]
    unsafe fn soften(row: Row) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { soften::avx512(row) }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
unsafe fn vnni<const R: usize>(rows: *const u8, stride: usize, panel: &[Step], sums: &mut Room) {
    let mut all = [[_mm512_setzero_si512(); 2]; R];
    for (number, step) in panel.iter().enumerate() {
        let step = step.0.as_ptr().cast::<__m512i>();
        // SAFETY: a step is 128 bytes that begin at a multiple of 64.
        let columns = unsafe { [_mm512_load_si512(step), _mm512_load_si512(step.add(1))] };
        for (row, sums) in all.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            let unit = unsafe {
                rows.add(row * stride + number * 4)
                    .cast::<i32>()
                    .read_unaligned()
            };
            let unit = _mm512_set1_epi32(unit);
            for (sum, &columns) in sums.iter_mut().zip(&columns) {
                *sum = _mm512_dpbusd_epi32(*sum, unit, columns);
            }
        }
    }
    for (to, from) in sums.0.iter_mut().zip(&all) {
        let to = to.as_mut_ptr();
        // SAFETY: a row of sums is 32 integers of 32 bits.
        unsafe {
            _mm512_storeu_si512(to.cast(), from[0]);
            _mm512_storeu_si512(to.add(COLUMNS / 2).cast(), from[1]);
        }
    }
}

/// With AVX2, of which the instruction that multiplies bytes adds two products in 16 bits.
pub struct Avx2;

impl Tile for Avx2 {
    const LESS: bool = true;

    #[inline(always)]
    unsafe fn tile<const R: usize, const BYTES: u8>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
        // Registers for the sums of so many rows.
        for (number, sums) in sums.0[..R].chunks_mut(2).enumerate() {
            // SAFETY: the caller's promise.
            unsafe {
                let rows = rows.add(number * 2 * stride);
                match sums {
                    [a, b] => avx2::<2, BYTES>(rows, stride, panel, [a, b]),
                    [a] => avx2::<1, BYTES>(rows, stride, panel, [a]),
                    _ => {}
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn soften(row: Row) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { soften::avx2(row) }
    }
}

/// With AVX-VNNI, and else as with AVX2.
pub struct AvxVnni;

impl Tile for AvxVnni {
    #[inline(always)]
    unsafe fn tile<const R: usize, const BYTES: u8>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
        // Registers for the sums of so many rows.
        for (number, sums) in sums.0[..R].chunks_mut(3).enumerate() {
            // SAFETY: the caller's promise.
            unsafe {
                let rows = rows.add(number * 3 * stride);
                match sums {
                    [a, b, c] => avx_vnni::<3>(rows, stride, panel, [a, b, c]),
                    [a, b] => avx_vnni::<2>(rows, stride, panel, [a, b]),
                    [a] => avx_vnni::<1>(rows, stride, panel, [a]),
                    _ => {}
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn soften(row: Row) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { soften::avx2(row) }
    }
}

#[inline]
#[target_feature(enable = "avx2,avxvnni")]
unsafe fn avx_vnni<const R: usize>(
    rows: *const u8,
    stride: usize,
    panel: &[Step],
    sums: [&mut Sums; R],
) {
    let mut all = [[_mm256_setzero_si256(); 4]; R];
    for (number, step) in panel.iter().enumerate() {
        let units: [__m256i; R] = std::array::from_fn(|row| {
            // SAFETY: the caller's promise.
            let unit = unsafe { rows.add(row * stride + number * 4).cast::<i32>() };
            // SAFETY: as above.
            _mm256_set1_epi32(unsafe { unit.read_unaligned() })
        });
        let step = step.0.as_ptr().cast::<__m256i>();
        for part in 0..4 {
            // SAFETY: a step is four times 32 bytes, and begins at a multiple of 64.
            let columns = unsafe { _mm256_load_si256(step.add(part)) };
            for (sums, &unit) in all.iter_mut().zip(&units) {
                sums[part] = _mm256_dpbusd_avx_epi32(sums[part], unit, columns);
            }
        }
    }
    store(sums, &all);
}

/// Puts sums of rows into their place.
#[inline]
#[target_feature(enable = "avx2")]
fn store<const R: usize>(sums: [&mut Sums; R], all: &[[__m256i; 4]; R]) {
    for (to, from) in sums.into_iter().zip(all) {
        for (part, &from) in from.iter().enumerate() {
            // SAFETY: a row of sums is four times 32 bytes.
            unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast::<__m256i>().add(part), from) };
        }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
unsafe fn avx2<const R: usize, const BYTES: u8>(
    rows: *const u8,
    stride: usize,
    panel: &[Step],
    sums: [&mut Sums; R],
) {
    let mut all = [[_mm256_setzero_si256(); 4]; R];
    for (number, step) in panel.iter().enumerate() {
        let units: [__m256i; R] = std::array::from_fn(|row| {
            // SAFETY: the caller's promise.
            let unit = unsafe { rows.add(row * stride + number * 4).cast::<i32>() };
            // SAFETY: as above.
            let unit = _mm256_set1_epi32(unsafe { unit.read_unaligned() });
            if BYTES == ANY {
                _mm256_xor_si256(unit, _mm256_set1_epi8(MORE.cast_signed()))
            } else {
                unit
            }
        });
        let step = step.0.as_ptr().cast::<__m256i>();
        for part in 0..4 {
            // SAFETY: a step is four times 32 bytes, and begins at a multiple of 64.
            let columns = unsafe { _mm256_load_si256(step.add(part)) };
            for (sums, &unit) in all.iter_mut().zip(&units) {
                let product = product::<BYTES>(unit, columns);
                sums[part] = _mm256_add_epi32(sums[part], product);
            }
        }
    }
    store(sums, &all);
}

/// The sums of four products each.
#[inline]
#[target_feature(enable = "avx2")]
fn product<const BYTES: u8>(unit: __m256i, columns: __m256i) -> __m256i {
    // Two products are less than 32,768 in all: those of small bytes, and those without the
    // signs of the rows, which the columns take.
    let pairs = if BYTES == SMALL {
        _mm256_maddubs_epi16(unit, columns)
    } else {
        _mm256_maddubs_epi16(_mm256_abs_epi8(unit), _mm256_sign_epi8(columns, unit))
    };
    _mm256_madd_epi16(pairs, _mm256_set1_epi16(1))
}
