use crate::encoder::Weights;
use crate::encoder::weights::EightBits;
use crate::error::{Error, Result};

/// A table of vectors in 8 bits, of which a window needs few.
pub struct Table {
    /// Each a number in two's complement.
    bytes: Vec<u8>,
    scales: Vec<f32>,
    width: usize,
}

impl Table {
    /// Reads a table of so many rows and columns.
    ///
    /// # Errors
    /// [`Error::Model`] if there is none, or it has another shape.
    pub fn read(weights: &Weights, name: &str, shape: [usize; 2]) -> Result<Self> {
        if weights.matrix_shape(name)? != shape {
            return Err(weights.fault(format!("{name} does not fit the configuration")));
        }
        let EightBits { bytes, scales, .. } = weights.quantized(name)?;
        Ok(Self {
            width: shape[1],
            bytes,
            scales,
        })
    }

    /// Adds one of its rows.
    ///
    /// # Errors
    /// [`Error::Engine`] if there is no such row.
    pub fn add(&self, number: usize, to: &mut [f32]) -> Result<()> {
        let Some(&scale) = self.scales.get(number) else {
            let rows = self.scales.len();
            let reason = format!("number {number} in a table of {rows} vectors");
            return Err(Error::Engine(reason));
        };
        let row = &self.bytes[number * self.width..][..self.width];
        for (to, &byte) in to.iter_mut().zip(row) {
            *to += f32::from(byte.cast_signed()) * scale;
        }
        Ok(())
    }
}
