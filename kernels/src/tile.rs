//! The innermost product: a few rows by a panel of columns, all sums in registers.

use crate::lines::{COLUMNS, Panels, Step};
use crate::scores::Scores;
use crate::soften::{self, Row};

/// Rows of a tile, at most.
pub const ROWS: usize = 12;

/// Sums of a row.
pub type Sums = [i32; COLUMNS];

/// So many rows take no longer by themselves than a large tile.
const FEW: usize = 6;

/// Rows of a large tile.
pub const LARGE: usize = 32;

/// Room for the sums of a tile, which begins where a cache line does. Who multiplies often keeps it,
/// as clearing it takes its time.
#[repr(C, align(64))]
pub struct Room(pub [Sums; LARGE]);

impl Room {
    pub const fn new() -> Self {
        Self([[0; COLUMNS]; LARGE])
    }
}

/// What bytes the rows of a product are: any; sums may be of what is [`MORE`] less.
pub const ANY: u8 = 0;
/// At most 127.
pub const SMALL: u8 = 1;

/// What bytes of rows are less in some sums, and may so be signed ones.
pub const MORE: u8 = 128;

/// How a tile is computed: a unit is four unsigned bytes of a row, and four signed ones of a column,
/// of which none is -128.
pub trait Tile {
    /// Whether sums with [`ANY`] rows are of what is [`MORE`] less.
    const LESS: bool = false;

    /// Steps that large tiles take at a time; 0 if there are none.
    const DEPTH: usize = 0;

    /// Clears the sums of a large tile.
    ///
    /// # Safety
    /// There are such tiles, here and below.
    #[inline(always)]
    unsafe fn clear() {
        unreachable!("only where there are large tiles");
    }

    /// Adds the products of [`LARGE`] rows and `DEPTH` steps of a panel to the sums.
    ///
    /// # Safety
    /// As for [`Self::tile`].
    #[inline(always)]
    unsafe fn add(_rows: *const u8, _stride: usize, _steps: &[Step]) {
        unreachable!("only where there are large tiles");
    }

    /// Puts the sums where they can be read.
    ///
    /// # Safety
    /// As above.
    #[inline(always)]
    unsafe fn store(_sums: &mut Room) {
        unreachable!("only where there are large tiles");
    }

    /// The sums of products of `R` rows and a panel. Row `i` begins `i * stride` bytes after `rows`.
    ///
    /// # Safety
    /// As many units of four bytes as `panel` has steps can be read from the beginning of each
    /// row, and the processor has the instructions.
    unsafe fn tile<const R: usize, const BYTES: u8>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    );

    /// A query's scores with a panel of keys, from sums of products with [`ANY`] rows: see [`Scores`].
    ///
    /// # Safety
    /// The processor has the instructions.
    #[inline(always)]
    unsafe fn score(scores: Scores, to: &mut [u16; COLUMNS]) {
        scores.plain(Self::LESS, to);
    }

    /// See [`plain`](soften::plain).
    ///
    /// # Safety
    /// The processor has the instructions.
    #[inline(always)]
    unsafe fn soften(row: Row) -> u32 {
        soften::plain(row)
    }
}

/// Sums of rows that are to be looked at.
struct Ready {
    panel: usize,
    /// The row whose sums are the first ones.
    first: usize,
    /// Which of the sums comes next, and where they end.
    next: usize,
    end: usize,
}

/// Whether there are large tiles for so many steps.
pub fn has_large<T: Tile>(depth: usize) -> bool {
    T::DEPTH > 0 && depth > 0 && depth.is_multiple_of(T::DEPTH)
}

/// A sequence of rows, multiplied by the first `depth` steps of all panels, tile by tile, in `sums`;
/// `each` gets the number of a panel, that of a row, and the sums of it and of some that follow.
///
/// While a large tile is computed, the sums of the one before are looked at: some after each of
/// its steps, so that the processor does both at once.
///
/// # Panics
/// If `rows` is too short for `count` rows of `stride` bytes, or these for the panels, or a panel
/// for the steps.
#[inline(always)]
pub fn multiply<T: Tile, const BYTES: u8>(
    rows: &[u8],
    stride: usize,
    count: usize,
    panels: &Panels,
    depth: usize,
    sums: &mut Room,
    mut each: impl FnMut(usize, usize, &[Sums]),
) {
    assert!(depth * 4 <= stride && count * stride <= rows.len());
    let many_large = count >= LARGE && has_large::<T>(depth);
    let (mut number, mut row) = (0, 0);
    let mut ready = Ready {
        panel: 0,
        first: 0,
        next: 0,
        end: 0,
    };
    loop {
        let panel =
            (number < panels.panels() && row < count).then(|| &panels.panel(number)[..depth]);
        // The last large one may have rows once more, rather than many by themselves.
        let large = many_large && panel.is_some() && row + FEW < count;
        let first = if large { row.min(count - LARGE) } else { row };
        // SAFETY: rows from `first` on are there, each with units for all steps, as asserted.
        let at = unsafe { rows.as_ptr().add(first * stride) };
        let turns = if large { depth / T::DEPTH } else { 1 };
        let some = (ready.end - ready.next).div_ceil(turns);
        if large {
            // SAFETY: there are such tiles.
            unsafe { T::clear() };
        }
        for turn in 0..turns {
            if let Some(panel) = panel
                && large
            {
                let from = turn * T::DEPTH;
                // SAFETY: as many rows as a large tile has are there, with units for all steps.
                unsafe { T::add(at.add(from * 4), stride, &panel[from..from + T::DEPTH]) };
            }
            let until = ready.end.min(ready.next + some);
            // The one place that calls it, so that it is compiled with the instructions of this.
            each(
                ready.panel,
                ready.first + ready.next,
                &sums.0[ready.next..until],
            );
            ready.next = until;
        }
        let Some(panel) = panel else { return };
        // SAFETY: so many rows are there; who calls this has made sure of the instructions.
        let many = unsafe {
            if large {
                T::store(sums);
                LARGE
            } else {
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
            }
        };
        ready = Ready {
            panel: number,
            first,
            next: row - first,
            end: many,
        };
        row = first + many;
        if row == count {
            (number, row) = (number + 1, 0);
        }
    }
}

/// Without any instructions of its own.
pub struct Plain;

impl Tile for Plain {
    #[inline(always)]
    unsafe fn tile<const R: usize, const BYTES: u8>(
        rows: *const u8,
        stride: usize,
        panel: &[Step],
        sums: &mut Room,
    ) {
        for (row, sums) in sums.0[..R].iter_mut().enumerate() {
            *sums = [0; COLUMNS];
            // SAFETY: the caller's promise.
            let units =
                unsafe { std::slice::from_raw_parts(rows.add(row * stride), panel.len() * 4) };
            for (unit, step) in units.as_chunks::<4>().0.iter().zip(panel) {
                for (sum, column) in sums.iter_mut().zip(&step.0) {
                    *sum += product(*unit, column.to_ne_bytes());
                }
            }
        }
    }
}

fn product(row: [u8; 4], column: [u8; 4]) -> i32 {
    let product = |i: usize| i32::from(row[i]) * i32::from(column[i] as i8);
    product(0) + product(1) + product(2) + product(3)
}
