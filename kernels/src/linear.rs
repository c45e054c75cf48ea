//! Linear layers in bytes.

use crate::instructions::operation;
use crate::lines::{COLUMNS, Panels};
use crate::rows::ByteRows;
use crate::tile::{Tile, multiply};

/// A linear layer whose matrix is in bytes, with a scale for each output.
pub struct Linear {
    panels: Panels,
    scales: Vec<f32>,
    biases: Vec<f32>,
    /// The sum of an output's bytes: by how much a row's zero counts.
    sums: Vec<i32>,
    outputs: usize,
    inputs: usize,
}

impl Linear {
    /// Packs a matrix, `[outputs, inputs]`, where an output's weights are its bytes times its
    /// scale.
    ///
    /// # Panics
    /// If the lengths do not fit, or there are so many inputs (65,536) that a sum may overflow.
    #[must_use]
    pub fn new(bytes: &[i8], scales: &[f32], biases: &[f32]) -> Self {
        let outputs = scales.len();
        assert!(outputs > 0 && biases.len() == outputs && bytes.len().is_multiple_of(outputs));
        let inputs = bytes.len() / outputs;
        assert!(0 < inputs && inputs < 1 << 16);
        let mut panels = Panels::default();
        panels.clear(outputs, inputs.div_ceil(4));
        let mut sums = Vec::with_capacity(outputs);
        for (output, row) in bytes.chunks_exact(inputs).enumerate() {
            let panel = panels.panel_mut(output / COLUMNS);
            for (step, bytes) in panel.iter_mut().zip(row.chunks(4)) {
                let mut unit = [0; 4];
                for (to, &from) in unit.iter_mut().zip(bytes) {
                    *to = from.cast_unsigned();
                }
                step.0[output % COLUMNS] = u32::from_ne_bytes(unit);
            }
            sums.push(row.iter().map(|&byte| i32::from(byte)).sum());
        }
        let padded = outputs.next_multiple_of(COLUMNS);
        let mut scales = scales.to_vec();
        let mut biases = biases.to_vec();
        scales.resize(padded, 0.0);
        biases.resize(padded, 0.0);
        sums.resize(padded, 0);
        Self {
            panels,
            scales,
            biases,
            sums,
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
    pub fn linear(rows: &ByteRows, layer: &Linear, to: &mut [f32]) by linear_rows
}

#[inline(always)]
fn linear_rows<T: Tile>(rows: &ByteRows, layer: &Linear, to: &mut [f32]) {
    let outputs = layer.outputs;
    assert!(rows.width == layer.inputs && to.len() == rows.rows() * outputs);
    for number in 0..layer.panels.panels() {
        let first = number * COLUMNS;
        let columns = (outputs - first).min(COLUMNS);
        let part = |of: &[f32]| {
            *of[first..]
                .first_chunk::<COLUMNS>()
                .unwrap_or(&[0.0; COLUMNS])
        };
        let (scales, biases) = (part(&layer.scales), part(&layer.biases));
        let zeros = layer.sums[first..].first_chunk::<COLUMNS>();
        let zeros = *zeros.unwrap_or(&[0; COLUMNS]);
        let panel = layer.panels.panel(number);
        multiply::<T, true>(
            &rows.bytes,
            rows.stride(),
            rows.rows(),
            panel,
            |row, sums| {
                let (scale, zero) = (rows.scales[row], rows.zeros[row]);
                let mut values = [0.0; COLUMNS];
                for (column, value) in values.iter_mut().enumerate() {
                    #[expect(clippy::cast_precision_loss, reason = "less than the bytes lost")]
                    let sum = (sums[column] - zero * zeros[column]) as f32;
                    *value = (sum * scale).mul_add(scales[column], biases[column]);
                }
                let to = &mut to[row * outputs + first..];
                if let Some(to) = to.first_chunk_mut::<COLUMNS>()
                    && columns == COLUMNS
                {
                    *to = values;
                } else {
                    to[..columns].copy_from_slice(&values[..columns]);
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instructions;
    use proptest::prelude::*;

    fn layer(outputs: usize, inputs: usize) -> (Vec<i8>, Linear) {
        let bytes: Vec<i8> = (0..outputs * inputs)
            .map(|n| (n * 7919 % 255) as u8 as i8)
            .collect();
        let scales: Vec<f32> = (0..outputs).map(|n| 0.01 + n as f32 / 1000.0).collect();
        let biases: Vec<f32> = (0..outputs).map(|n| n as f32 / 8.0).collect();
        let layer = Linear::new(&bytes, &scales, &biases);
        (bytes, layer)
    }

    proptest! {
        #[test]
        fn layers_are_sums_of_products(
            outputs in 1usize..100,
            (inputs, values) in (1usize..90, 0usize..30).prop_flat_map(|(inputs, rows)| {
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
                let input = &rows.bytes[row * rows.stride()..][..inputs];
                let weights = &bytes[output * inputs..][..inputs];
                let product = |(&a, &b): (&u8, &i8)| (i64::from(a) - i64::from(rows.zeros[row])) * i64::from(b);
                let sum: i64 = input.iter().zip(weights).map(product).sum();
                let exact = sum as f64 * f64::from(rows.scales[row]) * f64::from(layer.scales[output])
                    + f64::from(layer.biases[output]);
                prop_assert!((f64::from(found) - exact).abs() <= 1e-5 * exact.abs() + 1e-3, "{} for {}", found, exact);
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
        let layer = Linear::new(&[127; 4000], &[1.0], &[0.0]);
        let mut rows = ByteRows::default();
        rows.round(Instructions::PLAIN, &[255.0; 4000], 4000);
        for instructions in Instructions::all() {
            let mut to = [0.0];
            linear(instructions, &rows, &layer, &mut to);
            assert_eq!(to, [4000.0 * 127.0 * 255.0]);
        }
    }
}
