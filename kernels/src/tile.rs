//! The innermost product: a few rows by a panel of columns, all sums in registers.

use crate::lines::{COLUMNS, Step};

/// Rows of a tile, at most.
pub const ROWS: usize = 12;

/// Sums of a row.
pub type Sums = [i32; COLUMNS];

/// So many rows take no longer by themselves than a large tile.
const FEW: usize = 6;

/// Rows of a large tile.
pub const LARGE: usize = 32;

/// Room for the sums of a tile: who multiplies often keeps it, as clearing it takes its time.
pub type Room = [Sums; LARGE];

pub const ROOM: Room = [[0; COLUMNS]; LARGE];

/// How a tile is computed: of `BYTES`, a unit is four unsigned bytes of a row and four signed ones
/// of a column; otherwise two integers of 16 bits of either.
pub trait Tile {
    /// Whether there are large tiles of bytes, where `panel` has whole depths of them.
    #[inline(always)]
    fn has_large(_panel: &[Step]) -> bool {
        false
    }

    /// The sums of products of [`LARGE`] rows and a panel, of bytes.
    ///
    /// # Safety
    /// There are such tiles for the panel, and as for [`Self::tile`].
    #[inline(always)]
    unsafe fn large(_rows: *const u8, _stride: usize, _panel: &[Step], _sums: &mut Room) {
        unreachable!("only where there are large tiles");
    }

    /// The sums of products of `R` rows and a panel. Row `i` begins `i * stride` bytes after `rows`.
    ///
    /// # Safety
    /// As many units of four bytes as `panel` has steps can be read from the beginning of each
    /// row, and the processor has the instructions.
    unsafe fn tile<const R: usize, const BYTES: bool>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    );
}

/// A sequence of rows, multiplied by a panel tile by tile, in `sums`; `each` gets the number of a
/// row, and its sums.
///
/// # Panics
/// If `rows` is too short for `count` rows of `stride` bytes, or these for the panel.
#[inline(always)]
pub fn multiply<T: Tile, const BYTES: bool>(
    rows: &[u8],
    stride: usize,
    count: usize,
    panel: &[Step],
    sums: &mut Room,
    mut each: impl FnMut(usize, &Sums),
) {
    assert!(panel.len() * 4 <= stride && count * stride <= rows.len());
    let mut row = 0;
    if BYTES && T::has_large(panel) {
        // The last one may have rows once more, rather than many by themselves.
        while count >= LARGE && row + FEW < count {
            let first = row.min(count - LARGE);
            // SAFETY: so many rows are there, each with units for all steps, as asserted; who calls
            // this has made sure of the instructions.
            unsafe { T::large(rows.as_ptr().add(first * stride), stride, panel, sums) };
            for (number, sums) in sums.iter().enumerate().skip(row - first) {
                each(first + number, sums);
            }
            row = first + LARGE;
        }
    }
    while row < count {
        // SAFETY: rows `row..row + many` are there, each with units for all steps, as asserted;
        // who calls this has made sure of the instructions.
        let many = unsafe {
            let at = rows.as_ptr().add(row * stride);
            match count - row {
                ROWS.. => {
                    T::tile::<ROWS, BYTES>(at, stride, panel, sums);
                    ROWS
                }
                6.. => {
                    T::tile::<6, BYTES>(at, stride, panel, sums);
                    6
                }
                3.. => {
                    T::tile::<3, BYTES>(at, stride, panel, sums);
                    3
                }
                _ => {
                    T::tile::<1, BYTES>(at, stride, panel, sums);
                    1
                }
            }
        };
        for (number, sums) in sums[..many].iter().enumerate() {
            each(row + number, sums);
        }
        row += many;
    }
}

/// Without any instructions of its own.
pub struct Plain;

impl Tile for Plain {
    #[inline(always)]
    unsafe fn tile<const R: usize, const BYTES: bool>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
        for (row, sums) in sums[..R].iter_mut().enumerate() {
            *sums = [0; COLUMNS];
            // SAFETY: the caller's promise.
            let units =
                unsafe { std::slice::from_raw_parts(rows.add(row * stride), panel.len() * 4) };
            for (unit, step) in units.as_chunks::<4>().0.iter().zip(panel) {
                for (sum, column) in sums.iter_mut().zip(&step.0) {
                    let column = column.to_ne_bytes();
                    *sum += if BYTES {
                        bytes(*unit, column)
                    } else {
                        words(*unit, column)
                    };
                }
            }
        }
    }
}

fn bytes(row: [u8; 4], column: [u8; 4]) -> i32 {
    let product = |i: usize| i32::from(row[i]) * i32::from(column[i] as i8);
    product(0) + product(1) + product(2) + product(3)
}

fn words(row: [u8; 4], column: [u8; 4]) -> i32 {
    let [row, column] = [i32::from_ne_bytes(row), i32::from_ne_bytes(column)];
    let low = |unit: i32| i32::from(unit as i16);
    low(row) * low(column) + (row >> 16) * (column >> 16)
}

#[cfg(target_arch = "x86_64")]
pub use x86::{Amx, Avx2, Vnni};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{COLUMNS, Room, Step, Sums, Tile};
    use crate::amx;
    use std::arch::x86_64::*;

    /// With AVX-512 VNNI.
    pub struct Vnni;

    impl Tile for Vnni {
        #[inline(always)]
        unsafe fn tile<const R: usize, const BYTES: bool>(
            rows: *const u8,
            stride: usize,
            panel: &[Step],
            sums: &mut Room,
        ) {
            // SAFETY: the caller's promise.
            unsafe { vnni::<R, BYTES>(rows, stride, panel, sums) }
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    unsafe fn vnni<const R: usize, const BYTES: bool>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
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
                    *sum = if BYTES {
                        _mm512_dpbusd_epi32(*sum, unit, columns)
                    } else {
                        _mm512_dpwssd_epi32(*sum, unit, columns)
                    };
                }
            }
        }
        for (to, from) in sums.iter_mut().zip(&all) {
            let to = to.as_mut_ptr();
            // SAFETY: a row of sums is 32 integers of 32 bits.
            unsafe {
                _mm512_storeu_si512(to.cast(), from[0]);
                _mm512_storeu_si512(to.add(COLUMNS / 2).cast(), from[1]);
            }
        }
    }

    /// With AMX, and else as with AVX-512.
    pub struct Amx;

    impl Tile for Amx {
        #[inline(always)]
        fn has_large(panel: &[Step]) -> bool {
            !panel.is_empty() && panel.len().is_multiple_of(amx::DEPTH)
        }

        #[inline(always)]
        unsafe fn large(rows: *const u8, stride: usize, panel: &[Step], sums: &mut Room) {
            // SAFETY: the caller's promise; whoever has this kind of tile has tiles.
            unsafe { amx::large(rows, stride, panel, sums) }
        }

        #[inline(always)]
        unsafe fn tile<const R: usize, const BYTES: bool>(
            rows: *const u8,
            stride: usize,
            panel: &[Step],
            sums: &mut Room,
        ) {
            // SAFETY: the caller's promise.
            unsafe { vnni::<R, BYTES>(rows, stride, panel, sums) }
        }
    }

    /// With AVX2: bytes are widened, as the instruction that multiplies them saturates.
    pub struct Avx2;

    impl Tile for Avx2 {
        #[inline(always)]
        unsafe fn tile<const R: usize, const BYTES: bool>(
            rows: *const u8,
            stride: usize,
            panel: &[Step],
            sums: &mut Room,
        ) {
            // Registers for the sums of so many rows.
            for (number, sums) in sums[..R].chunks_mut(3).enumerate() {
                // SAFETY: the caller's promise.
                unsafe {
                    let rows = rows.add(number * 3 * stride);
                    match sums {
                        [a, b, c] => avx2::<3, BYTES>(rows, stride, panel, [a, b, c]),
                        [a, b] => avx2::<2, BYTES>(rows, stride, panel, [a, b]),
                        [a] => avx2::<1, BYTES>(rows, stride, panel, [a]),
                        _ => {}
                    }
                }
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn avx2<const R: usize, const BYTES: bool>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: [&mut Sums; R],
    ) {
        let low = _mm256_set1_epi16(0xFF);
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
                    let product = if BYTES {
                        let odd = _mm256_madd_epi16(
                            _mm256_srli_epi16::<8>(unit),
                            _mm256_srai_epi16::<8>(columns),
                        );
                        let even = _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(columns));
                        let even = _mm256_madd_epi16(_mm256_and_si256(unit, low), even);
                        _mm256_add_epi32(even, odd)
                    } else {
                        _mm256_madd_epi16(unit, columns)
                    };
                    sums[part] = _mm256_add_epi32(sums[part], product);
                }
            }
        }
        for (to, from) in sums.into_iter().zip(&all) {
            for (part, &from) in from.iter().enumerate() {
                // SAFETY: a row of sums is four times 32 bytes.
                unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast::<__m256i>().add(part), from) };
            }
        }
    }
}
