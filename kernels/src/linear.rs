//! Linear layers in bytes.

use crate::instructions::operation;
use crate::lines::{COLUMNS, Panels, part, put};
use crate::rows::ByteRows;
use crate::tile::{ANY, MORE, Room, Sums, Tile, multiply};

/// A linear layer whose matrix is in bytes, with a scale for each output.
pub struct Linear {
    panels: Panels,
    scales: Vec<f32>,
    biases: Vec<f32>,
    /// The sum of an output's bytes.
    sums: Vec<i32>,
    /// The same, to scale: by how much a row's zero counts.
    zeros: Vec<f32>,
    outputs: usize,
    inputs: usize,
}

impl Linear {
    /// Packs a matrix, whose rows are the weights of an output each: numbers of 8 bits in two's
    /// complement, to be multiplied by the output's scale.
    ///
    /// # Panics
    /// If the lengths do not fit, a weight is -128, or there are so many inputs (65,536) that a sum
    /// may overflow.
    #[must_use]
    pub fn new(rows: &[&[u8]], scales: &[f32], biases: &[f32]) -> Self {
        let outputs = rows.len();
        assert!(outputs > 0 && scales.len() == outputs && biases.len() == outputs);
        let inputs = rows[0].len();
        assert!(0 < inputs && inputs < 1 << 16 && rows.iter().all(|row| row.len() == inputs));
        assert!(rows.iter().all(|row| !row.contains(&0x80)));
        let mut panels = Panels::default();
        panels.resize(outputs, inputs.div_ceil(4));
        for (number, rows) in rows.chunks(COLUMNS).enumerate() {
            // Step by step, as they stand in memory.
            for (at, step) in (0..).step_by(4).zip(panels.panel_mut(number)) {
                for (to, row) in step.0.iter_mut().zip(rows) {
                    *to = match row[at..].first_chunk() {
                        Some(unit) => u32::from_ne_bytes(*unit),
                        None => {
                            let mut unit = [0; 4];
                            unit[..inputs - at].copy_from_slice(&row[at..]);
                            u32::from_ne_bytes(unit)
                        }
                    };
                }
            }
        }
        let sum = |row: &&[u8]| row.iter().map(|byte| i32::from(byte.cast_signed())).sum();
        let mut sums: Vec<i32> = rows.iter().map(sum).collect();
        let padded = outputs.next_multiple_of(COLUMNS);
        let mut scales = scales.to_vec();
        let mut biases = biases.to_vec();
        scales.resize(padded, 0.0);
        biases.resize(padded, 0.0);
        sums.resize(padded, 0);
        #[expect(clippy::cast_precision_loss, reason = "less than the bytes lost")]
        let zeros = sums
            .iter()
            .zip(&scales)
            .map(|(&sum, scale)| sum as f32 * scale);
        let zeros = zeros.collect();
        Self {
            panels,
            scales,
            biases,
            sums,
            zeros,
            outputs,
            inputs,
        }
    }

    /// Width of what comes out.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Width of what goes in.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }
}

operation! {
    /// Applies a layer to all rows: `to` is `[rows, outputs]`.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn linear(rows: &ByteRows, layer: &Linear, to: &mut [f32]) by linear_rows in tiles
}

#[inline(always)]
fn linear_rows<T: Tile>(rows: &ByteRows, layer: &Linear, to: &mut [f32]) {
    let outputs = layer.outputs;
    assert!(rows.width == layer.inputs && to.len() == rows.rows() * outputs);
    panels::<T>(rows, layer, |panel, row, sums| {
        let (scales, biases) = (part(&layer.scales, panel), part(&layer.biases, panel));
        let (zeros, all) = (part(&layer.zeros, panel), part(&layer.sums, panel));
        let first = panel * COLUMNS;
        let places = to[row * outputs..].chunks_exact_mut(outputs);
        let factors = rows.scales[row..].iter().zip(&rows.zeros[row..]);
        for ((sums, to), (&scale, &zero)) in sums.iter().zip(places).zip(factors) {
            #[expect(clippy::cast_precision_loss, reason = "a byte")]
            let zero = -scale * zero as f32;
            put(&mut to[first..], |column| {
                #[expect(clippy::cast_precision_loss, reason = "less than the bytes lost")]
                let sum = whole::<T>(sums[column], all[column]) as f32;
                let rest = zero.mul_add(zeros[column], biases[column]);
                (sum * scale).mul_add(scales[column], rest)
            });
        }
    });
}

operation! {
    /// The sums of products of bytes alone, `[rows, outputs]`, without zeros, scales and biases:
    /// what a layer takes at least, for measurements.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn sums(rows: &ByteRows, layer: &Linear, to: &mut [i32]) by sums_of_rows in tiles
}

#[inline(always)]
fn sums_of_rows<T: Tile>(rows: &ByteRows, layer: &Linear, to: &mut [i32]) {
    let outputs = layer.outputs;
    assert!(rows.width == layer.inputs && to.len() == rows.rows() * outputs);
    panels::<T>(rows, layer, |panel, row, sums| {
        let all = part(&layer.sums, panel);
        let places = to[row * outputs..].chunks_exact_mut(outputs);
        for (sums, to) in sums.iter().zip(places) {
            put(&mut to[panel * COLUMNS..], |column| {
                whole::<T>(sums[column], all[column])
            });
        }
    });
}

/// The sum with unsigned bytes, given that of a column's bytes.
#[inline(always)]
fn whole<T: Tile>(sum: i32, all: i32) -> i32 {
    if T::LESS {
        sum + i32::from(MORE) * all
    } else {
        sum
    }
}

/// The sums of all rows with all panels of a layer: `each` gets a panel's number, a row's, and some.
#[inline(always)]
fn panels<T: Tile>(rows: &ByteRows, layer: &Linear, each: impl FnMut(usize, usize, &[Sums])) {
    multiply::<T, ANY>(
        rows.bytes(),
        rows.stride(),
        rows.rows(),
        &layer.panels,
        layer.panels.depth(),
        &mut Room::new(),
        each,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instructions;
    use proptest::prelude::*;

    fn layer(outputs: usize, inputs: usize) -> (Vec<i8>, Linear) {
        let bytes: Vec<u8> = (0..outputs * inputs)
            .map(|n| (n * 7919 % 255) as u8)
            .map(|byte| if byte == 0x80 { 0x81 } else { byte })
            .collect();
        let rows: Vec<&[u8]> = bytes.chunks(inputs).collect();
        let scales: Vec<f32> = (0..outputs).map(|n| 0.01 + n as f32 / 1000.0).collect();
        let biases: Vec<f32> = (0..outputs).map(|n| n as f32 / 8.0).collect();
        let layer = Linear::new(&rows, &scales, &biases);
        let bytes = bytes.iter().map(|byte| byte.cast_signed()).collect();
        (bytes, layer)
    }

    proptest! {
        #[test]
        fn layers_are_sums_of_products(
            outputs in 1usize..100,
            (inputs, values) in (prop_oneof![1usize..90, Just(64), Just(128)], 0usize..100).prop_flat_map(|(inputs, rows)| {
                (Just(inputs), prop::collection::vec(-9f32..20.0, inputs * rows))
            }),
        ) {
            let (bytes, layer) = layer(outputs, inputs);
            prop_assert_eq!((layer.outputs(), layer.inputs()), (outputs, inputs));
            let mut rows = ByteRows::default();
            rows.round(Instructions::PLAIN, &values, inputs);
            let mut plain = vec![7.0; rows.rows() * outputs];
            linear(Instructions::PLAIN, &rows, &layer, &mut plain);
            for (at, &found) in plain.iter().enumerate() {
                let (row, output) = (at / outputs, at % outputs);
                let input = &rows.bytes()[row * rows.stride()..][..inputs];
                let weights = &bytes[output * inputs..][..inputs];
                let product = |(&a, &b): (&u8, &i8)| (i64::from(a) - i64::from(rows.zeros[row])) * i64::from(b);
                let sum: i64 = input.iter().zip(weights).map(product).sum();
                let exact = sum as f64 * f64::from(rows.scales[row]) * f64::from(layer.scales[output])
                    + f64::from(layer.biases[output]);
                prop_assert!((f64::from(found) - exact).abs() <= 1e-5 * exact.abs() + 1e-3, "{} for {}", found, exact);
            }
            let mut bare = vec![9; plain.len()];
            sums(Instructions::best(), &rows, &layer, &mut bare);
            for (at, &found) in bare.iter().enumerate() {
                let input = &rows.bytes()[at / outputs * rows.stride()..][..inputs];
                let weights = &bytes[at % outputs * inputs..][..inputs];
                let exact: i32 = input.iter().zip(weights).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
                prop_assert_eq!(found, exact);
            }
            for instructions in Instructions::all() {
                let mut found = vec![9.0; plain.len()];
                linear(instructions, &rows, &layer, &mut found);
                prop_assert_eq!(&found, &plain, "{}", instructions);
            }
        }
    }

    /// An instruction that adds two products of bytes in 16 bits would saturate here.
    #[test]
    fn the_largest_bytes_do_not_overflow() {
        let layer = Linear::new(&[&[127; 4000], &[0x81; 4000]], &[1.0; 2], &[0.0; 2]);
        for value in [255.0, -255.0] {
            let mut rows = ByteRows::default();
            rows.round(Instructions::PLAIN, &[value; 4000], 4000);
            for instructions in Instructions::all() {
                let mut to = [0.0; 2];
                linear(instructions, &rows, &layer, &mut to);
                assert_eq!(to, [1.0, -1.0].map(|sign| sign * 4000.0 * 127.0 * value));
            }
        }
    }
}
