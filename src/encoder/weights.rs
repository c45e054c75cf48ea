use crate::error::{Error, Result};
use half::{bf16, f16};
use ndarray::{Array1, Array2, ArrayD, Axis, IxDyn};
use safetensors::tensor::{Dtype, Metadata, SafeTensors, TensorInfo, TensorView};
use std::path::{Path, PathBuf};

/// Tensors of a safetensors file, given out as `f32`.
///
/// A tensor is found by its name in a bare encoder also where it is stored with the prefix
/// `bert.`, as in a checkpoint with a head.
///
/// A tensor may be stored in 32, 16 or 8 bits. One of 8 bits, `NAME`, has a companion
/// `NAME.scale` with one factor a row (its first axis), by which the row is multiplied.
pub struct Weights {
    path: PathBuf,
    bytes: Vec<u8>,
    /// The header, read once.
    metadata: Metadata,
    /// Where the tensors begin in the file.
    start: usize,
}

/// A matrix as it is stored in 8 bits.
pub struct EightBits<'a> {
    /// Rows and columns.
    pub shape: [usize; 2],
    /// Row by row, each a number in two's complement.
    pub bytes: &'a [u8],
    /// By what each row is multiplied.
    pub scales: Vec<f32>,
}

impl EightBits<'_> {
    /// The values, column by column.
    pub fn by_column(&self) -> impl Iterator<Item = f32> {
        let [_, columns] = self.shape;
        (0..columns).flat_map(move |column| {
            // Without rows there is nothing from any column on.
            let from = self.bytes.get(column..).unwrap_or_default();
            let bytes = from.iter().step_by(columns);
            let rows = bytes.zip(&self.scales);
            rows.map(|(&byte, &scale)| f32::from(byte as i8) * scale)
        })
    }
}

/// Bytes that hold the length of a safetensors file's header.
const LENGTH_BYTES: usize = 8;

impl Weights {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be read or is not a safetensors file.
    pub fn read(path: &Path) -> Result<Self> {
        let fault = |reason: String| Error::Model {
            path: path.to_owned(),
            reason,
        };
        let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
        let (length, metadata) =
            SafeTensors::read_metadata(&bytes).map_err(|error| fault(error.to_string()))?;
        let start = LENGTH_BYTES + length;
        Ok(Self {
            path: path.to_owned(),
            bytes,
            metadata,
            start,
        })
    }

    /// Whether there is a tensor of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.info(name).is_some()
    }

    fn info(&self, name: &str) -> Option<&TensorInfo> {
        let prefixed = || self.metadata.info(&format!("bert.{name}"));
        self.metadata.info(name).or_else(prefixed)
    }

    /// A vector.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub fn vector(&self, name: &str) -> Result<Array1<f32>> {
        let tensor = self.tensor(name)?;
        tensor
            .into_dimensionality()
            .map_err(|_| self.fault(format!("{name} is not a vector")))
    }

    /// A matrix, rows first.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub fn matrix(&self, name: &str) -> Result<Array2<f32>> {
        let tensor = self.tensor(name)?;
        tensor
            .into_dimensionality()
            .map_err(|_| self.fault(format!("{name} is not a matrix")))
    }

    /// A matrix in 8 bits, rows first, with the factor of each row: as it is stored, if that is in
    /// 8 bits; otherwise rounded so that the largest value of a row is 127.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub fn quantized(&self, name: &str) -> Result<(Array2<i8>, Array1<f32>)> {
        if let Some(stored) = self.eight_bits(name)? {
            let values = stored.bytes.iter().map(|&byte| byte as i8).collect();
            let matrix = Array2::from_shape_vec(stored.shape, values)
                .map_err(|error| self.fault(format!("{name}: {error}")))?;
            return Ok((matrix, stored.scales.into()));
        }
        let matrix = self.matrix(name)?;
        let scales = matrix.map_axis(Axis(1), |row| {
            let most = row.iter().fold(0f32, |most, value| most.max(value.abs()));
            most.max(f32::MIN_POSITIVE) / f32::from(i8::MAX)
        });
        let mut rounded = Array2::zeros(matrix.dim());
        for ((mut to, from), &scale) in rounded
            .rows_mut()
            .into_iter()
            .zip(matrix.rows())
            .zip(&scales)
        {
            to.zip_mut_with(&from, |to, &from| *to = (from / scale).round() as i8);
        }
        Ok((rounded, scales))
    }

    /// A matrix as it is stored in 8 bits; none if it is stored otherwise.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub(crate) fn eight_bits(&self, name: &str) -> Result<Option<EightBits<'_>>> {
        let info = self.find(name)?;
        if info.dtype != Dtype::I8 {
            return Ok(None);
        }
        Ok(Some(EightBits {
            shape: self.matrix_shape(name)?,
            bytes: self.view(name)?.data(),
            scales: self.scales(name, &info.shape)?,
        }))
    }

    /// Rows and columns of a matrix.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub(crate) fn matrix_shape(&self, name: &str) -> Result<[usize; 2]> {
        let shape = self.find(name)?.shape.as_slice().try_into();
        shape.map_err(|_| self.fault(format!("{name} is not a matrix")))
    }

    /// A tensor of any shape.
    pub(crate) fn tensor(&self, name: &str) -> Result<ArrayD<f32>> {
        let view = self.view(name)?;
        let values = match view.dtype() {
            Dtype::I8 => {
                let scales = self.scales(name, view.shape())?;
                let row = view.data().len() / scales.len().max(1);
                let mut values = Vec::with_capacity(view.data().len());
                for (bytes, scale) in view.data().chunks(row.max(1)).zip(scales) {
                    values.extend(bytes.iter().map(|&byte| f32::from(byte as i8) * scale));
                }
                values
            }
            _ => self.values(name, &view)?,
        };
        ArrayD::from_shape_vec(IxDyn(view.shape()), values)
            .map_err(|error| self.fault(format!("{name}: {error}")))
    }

    /// The factor of each row of a tensor of 8 bits.
    fn scales(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let scale_name = format!("{name}.scale");
        let scales = self.values(&scale_name, &self.view(&scale_name)?)?;
        if shape.first() != Some(&scales.len()) {
            return Err(self.fault(format!("{scale_name} does not fit {name}")));
        }
        Ok(scales)
    }

    fn find(&self, name: &str) -> Result<&TensorInfo> {
        let missing = || self.fault(format!("{name} is missing"));
        self.info(name).ok_or_else(missing)
    }

    fn view(&self, name: &str) -> Result<TensorView<'_>> {
        let info = self.find(name)?;
        let (from, to) = info.data_offsets;
        let data = &self.bytes[self.start + from..self.start + to];
        TensorView::new(info.dtype, info.shape.clone(), data)
            .map_err(|error| self.fault(format!("{name}: {error}")))
    }

    fn values(&self, name: &str, view: &TensorView) -> Result<Vec<f32>> {
        let data = view.data();
        Ok(match view.dtype() {
            Dtype::F32 => data
                .as_chunks()
                .0
                .iter()
                .map(|&bytes| f32::from_le_bytes(bytes))
                .collect(),
            Dtype::F16 => data
                .as_chunks()
                .0
                .iter()
                .map(|&b| f16::from_le_bytes(b).to_f32())
                .collect(),
            Dtype::BF16 => data
                .as_chunks()
                .0
                .iter()
                .map(|&b| bf16::from_le_bytes(b).to_f32())
                .collect(),
            Dtype::I32 => data
                .as_chunks()
                .0
                .iter()
                .map(|&b| i32::from_le_bytes(b) as f32)
                .collect(),
            Dtype::U8 => data.iter().map(|&byte| f32::from(byte)).collect(),
            other => return Err(self.fault(format!("{name} has the unknown type {other:?}"))),
        })
    }

    /// The file, whose bytes are given up.
    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }

    /// An error about this file.
    pub(crate) fn fault(&self, reason: String) -> Error {
        Error::Model {
            path: self.path.clone(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::serialize_to_file;

    fn file(tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.safetensors");
        let views = tensors.iter().map(|(name, dtype, shape, data)| {
            (
                name.to_string(),
                TensorView::new(*dtype, shape.clone(), data).unwrap(),
            )
        });
        serialize_to_file(views, None, &path).unwrap();
        (folder, path)
    }

    #[test]
    fn eight_bits_are_multiplied_by_the_scale_of_their_row() {
        let scale: Vec<u8> = [0.5f32, 2.0].iter().flat_map(|f| f.to_le_bytes()).collect();
        let (_folder, path) = file(&[
            ("w", Dtype::I8, vec![2, 2], vec![1, 2, 0xFF, 4]),
            ("w.scale", Dtype::F32, vec![2], scale),
        ]);
        let weights = Weights::read(&path).unwrap();
        assert_eq!(
            weights.matrix("w").unwrap(),
            ndarray::array![[0.5, 1.0], [-2.0, 8.0]]
        );
        let stored = weights.eight_bits("w").unwrap().unwrap();
        let by_column: Vec<f32> = stored.by_column().collect();
        assert_eq!(by_column, [0.5, -2.0, 1.0, 8.0]);
        assert!(weights.eight_bits("w.scale").unwrap().is_none());
    }

    #[test]
    fn a_matrix_without_rows_has_no_values() {
        let (_folder, path) = file(&[
            ("w", Dtype::I8, vec![0, 3], vec![]),
            ("w.scale", Dtype::F32, vec![0], vec![]),
        ]);
        let weights = Weights::read(&path).unwrap();
        let stored = weights.eight_bits("w").unwrap().unwrap();
        assert_eq!(stored.by_column().count(), 0);
    }

    #[test]
    fn eight_bits_are_those_stored_or_rounded() {
        let le = |values: &[f32]| values.iter().flat_map(|f| f.to_le_bytes()).collect();
        let (_folder, path) = file(&[
            ("w", Dtype::I8, vec![2, 2], vec![1, 3, 0xFF, 100]),
            ("w.scale", Dtype::F32, vec![2], le(&[0.5, 2.0])),
            ("v", Dtype::F32, vec![2, 2], le(&[0.0, 0.0, -3.0, 1.0])),
        ]);
        let weights = Weights::read(&path).unwrap();
        let (stored, scales) = weights.quantized("w").unwrap();
        assert_eq!(stored, ndarray::array![[1, 3], [-1, 100]]);
        assert_eq!(scales, ndarray::array![0.5, 2.0]);
        let (rounded, _) = weights.quantized("v").unwrap();
        assert_eq!(rounded, ndarray::array![[0, 0], [-127, 42]]);
    }

    #[test]
    fn faults_name_the_tensor() {
        let (_folder, path) = file(&[("w", Dtype::I8, vec![2], vec![1, 2])]);
        let weights = Weights::read(&path).unwrap();
        assert!(
            weights
                .vector("w")
                .unwrap_err()
                .to_string()
                .contains("w.scale is missing")
        );
        assert!(
            weights
                .vector("v")
                .unwrap_err()
                .to_string()
                .contains("v is missing")
        );
        assert!(Weights::read(&path.with_extension("none")).is_err());
    }
}
