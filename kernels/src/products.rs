//! Products of few columns, in floating point: what a head asks of a row is so little that putting
//! matrices in order for a large product takes longer than the product.

use crate::instructions::operation;
use crate::tile::Tile;

/// Columns whose sums are kept side by side.
const LANES: usize = 16;
/// Rows whose sums are kept in registers together.
const ROWS: usize = 6;

type Lanes = [f32; LANES];

/// Columns of a matrix and what each adds, in an order that products are fast in.
#[derive(Clone, Debug)]
pub struct Columns {
    /// For each sixteen columns, the last ones filled up with zeros, their values one position of a
    /// row after the other.
    panels: Vec<Vec<Lanes>>,
    bias: Vec<f32>,
    width: usize,
}

impl Columns {
    /// `columns`: one after the other, `[columns, width]`; `bias`: one value a column.
    ///
    /// # Panics
    /// If `width` is 0, or the lengths do not fit.
    #[must_use]
    pub fn new(columns: &[f32], bias: &[f32], width: usize) -> Self {
        assert!(width > 0 && columns.len() == bias.len() * width);
        let panel = |columns: &[f32]| {
            let mut panel = vec![[0.0; LANES]; width];
            for (lane, column) in columns.chunks_exact(width).enumerate() {
                for (lanes, &value) in panel.iter_mut().zip(column) {
                    lanes[lane] = value;
                }
            }
            panel
        };
        Self {
            panels: columns.chunks(LANES * width).map(panel).collect(),
            bias: bias.to_vec(),
            width,
        }
    }

    /// Number of values of a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of columns.
    #[must_use]
    pub fn count(&self) -> usize {
        self.bias.len()
    }
}

operation! {
    /// Puts into `into`, `[rows, columns]`, the products of rows, `[rows, width]`, and columns,
    /// each with what its column adds.
    ///
    /// Each product is added before anything is rounded, and in one order, so that sums are the same
    /// whatever the instructions.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn products(rows: &[f32], columns: &Columns, into: &mut [f32]) by products_of
}

#[inline(always)]
fn products_of<T: Tile>(rows: &[f32], columns: &Columns, into: &mut [f32]) {
    let (width, count) = (columns.width, columns.count());
    assert!(rows.len().is_multiple_of(width) && into.len() == rows.len() / width * count);
    for (number, panel) in columns.panels.iter().enumerate() {
        let first = number * LANES;
        let bias = &columns.bias[first..count.min(first + LANES)];
        let mut put = |row: usize, sums: &Lanes| {
            let places = &mut into[row * count + first..][..bias.len()];
            for ((place, sum), bias) in places.iter_mut().zip(sums).zip(bias) {
                *place = sum + bias;
            }
        };
        let groups = rows.chunks_exact(ROWS * width);
        let rest = groups.remainder();
        let done = (rows.len() - rest.len()) / width;
        for (group, rows) in groups.enumerate() {
            for (row, sums) in sums::<ROWS>(rows, panel).iter().enumerate() {
                put(group * ROWS + row, sums);
            }
        }
        for (row, values) in rest.chunks_exact(width).enumerate() {
            put(done + row, &sums::<1>(values, panel)[0]);
        }
    }
}

/// The sums of `R` rows, as long as the panel each.
#[inline(always)]
fn sums<const R: usize>(rows: &[f32], panel: &[Lanes]) -> [Lanes; R] {
    let width = panel.len();
    let rows: [&[f32]; R] = std::array::from_fn(|row| &rows[row * width..][..width]);
    let mut sums = [[0.0; LANES]; R];
    for (position, factors) in panel.iter().enumerate() {
        for row in 0..R {
            let value = rows[row][position];
            sums[row] = added(sums[row], value, factors);
        }
    }
    sums
}

#[inline(always)]
fn added(mut sums: Lanes, value: f32, factors: &Lanes) -> Lanes {
    for (sum, factor) in sums.iter_mut().zip(factors) {
        *sum = value.mul_add(*factor, *sum);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instructions;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_those_of_64_bits(
            width in 1usize..70,
            rows in 0usize..4,
            count in 0usize..11,
            values in prop::collection::vec(-3f32..3.0, 70 * 15 + 11),
        ) {
            let (row_values, rest) = values.split_at(rows * width);
            let (columns, rest) = rest.split_at(count * width);
            let bias = &rest[..count];
            let run = |instructions| {
                let mut into = vec![f32::NAN; rows * count];
                products(instructions, row_values, &Columns::new(columns, bias, width), &mut into);
                into
            };
            let plain = run(Instructions::PLAIN);
            for (number, &found) in plain.iter().enumerate() {
                let (row, column) = (number / count, number % count);
                let pairs = row_values[row * width..][..width].iter().zip(&columns[column * width..]);
                let exact: f64 = pairs.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                let exact = exact + f64::from(bias[column]);
                prop_assert!((f64::from(found) - exact).abs() < 1e-3, "{} for {}", found, exact);
            }
            for instructions in Instructions::all() {
                prop_assert_eq!(run(instructions), plain.clone(), "{}", instructions);
            }
        }
    }
}
