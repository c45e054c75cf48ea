use crate::encoder::{Weights, instructions};
use crate::error::Result;
use ndarray::{Array2, ArrayView2};
use sayso_kernels::{Columns, Instructions, products};

/// A linear layer with few units, as heads have them.
pub struct Dense {
    units: Columns,
    instructions: Instructions,
}

impl Dense {
    /// Reads `NAME.weight`, `[units, inputs]`, and `NAME.bias`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if they are missing or do not fit each other,
    /// [`crate::Error::Usage`] if `SAYSO_KERNELS` names no kind of instructions.
    pub fn load(weights: &Weights, name: &str) -> Result<Self> {
        let weight = weights.matrix(&format!("{name}.weight"))?;
        let bias = weights.vector(&format!("{name}.bias"))?;
        if weight.nrows() != bias.len() || weight.ncols() == 0 {
            let reason = format!("{name}.bias does not fit {name}.weight");
            return Err(weights.fault(reason));
        }
        let width = weight.ncols();
        let weight: Vec<f32> = weight.into_iter().collect();
        Self::new(&weight, &bias.to_vec(), width)
    }

    /// `weight`: a row of `width` values for each unit.
    pub(super) fn new(weight: &[f32], bias: &[f32], width: usize) -> Result<Self> {
        Ok(Self {
            units: Columns::new(weight, bias, width),
            instructions: instructions()?,
        })
    }

    /// Number of values that a row is given with.
    pub fn inputs(&self) -> usize {
        self.units.width()
    }

    /// Number of values that a row is made into.
    pub fn units(&self) -> usize {
        self.units.count()
    }

    /// `rows`: `[rows, inputs]`; answer: `[rows, units]`
    pub fn apply(&self, rows: ArrayView2<f32>) -> Array2<f32> {
        let mut found = Array2::zeros((rows.nrows(), self.units()));
        let rows = rows.as_standard_layout();
        let values = rows.as_slice().expect("in standard layout");
        let into = found.as_slice_mut().expect("in standard layout");
        products(self.instructions, values, &self.units, into);
        found
    }
}
