use crate::error::{Error, Result};
use half::{bf16, f16};
use ndarray::{Array1, Array2, ArrayD, IxDyn};
use safetensors::tensor::{Dtype, Metadata, TensorInfo, TensorView};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Tensors of a safetensors file, given out as `f32`.
///
/// A tensor is found by its name in a bare encoder also where it is stored with the prefix
/// `bert.`, as in a checkpoint with a head.
///
/// A tensor may be stored in 32, 16 or 8 bits. One of 8 bits, `NAME`, has a companion
/// `NAME.scale` with one factor a row (its first axis), by which the row is multiplied.
///
/// The file stays open: a tensor is read when it is asked for, into its place, so that the file as
/// a whole is never held.
pub struct Weights {
    path: PathBuf,
    file: Mutex<File>,
    /// The header, read once.
    metadata: Metadata,
    /// Where the tensors begin in the file.
    start: u64,
}

/// A matrix in 8 bits.
pub struct EightBits {
    /// Rows and columns.
    pub shape: [usize; 2],
    /// Row by row, each a number in two's complement.
    pub bytes: Vec<u8>,
    /// By what each row is multiplied.
    pub scales: Vec<f32>,
}

/// A tensor as it is stored.
struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl EightBits {
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
const LENGTH_BYTES: u64 = 8;

/// Bytes of a header, at most, as the format has it.
const LONGEST_HEADER: u64 = 100_000_000;

impl Weights {
    /// Opens the file.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be read or is not a safetensors file.
    pub fn read(path: &Path) -> Result<Self> {
        let fault = |reason: String| Error::Model {
            path: path.to_owned(),
            reason,
        };
        let opened = || -> std::io::Result<_> {
            let mut file = File::open(path)?;
            let size = file.metadata()?.len();
            let mut length = [0; 8];
            file.read_exact(&mut length)?;
            let length = u64::from_le_bytes(length);
            if length > LONGEST_HEADER.min(size) {
                return Err(std::io::Error::other("it is not a safetensors file"));
            }
            let mut header = Vec::new();
            file.by_ref().take(length).read_to_end(&mut header)?;
            Ok((file, size, header))
        };
        let (file, size, header) = opened().map_err(|error| fault(error.to_string()))?;
        let metadata: Metadata =
            serde_json::from_slice(&header).map_err(|error| fault(error.to_string()))?;
        let start = LENGTH_BYTES + header.len() as u64;
        let tensors = metadata.tensors();
        let ends = tensors.values().map(|info| info.data_offsets.1 as u64);
        // Also where a copy broke off.
        if ends.max().unwrap_or(0).checked_add(start) != Some(size) {
            return Err(fault("its tensors do not end where the file does".into()));
        }
        Ok(Self {
            path: path.to_owned(),
            file: Mutex::new(file),
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

    /// A matrix in 8 bits: as it is stored, if that is in 8 bits; otherwise rounded so that the
    /// largest value of a row is 127.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub(crate) fn quantized(&self, name: &str) -> Result<EightBits> {
        if let Some(stored) = self.eight_bits(name)? {
            return Ok(stored);
        }
        let matrix = self.matrix(name)?;
        let mut bytes = Vec::with_capacity(matrix.len());
        let mut scales = Vec::with_capacity(matrix.nrows());
        for row in matrix.rows() {
            let most = row.iter().fold(0f32, |most, value| most.max(value.abs()));
            let scale = most.max(f32::MIN_POSITIVE) / f32::from(i8::MAX);
            bytes.extend(
                row.iter()
                    .map(|&value| ((value / scale).round() as i8) as u8),
            );
            scales.push(scale);
        }
        Ok(EightBits {
            shape: matrix.dim().into(),
            bytes,
            scales,
        })
    }

    /// A matrix as it is stored in 8 bits; none if it is stored otherwise.
    ///
    /// # Errors
    /// [`Error::Model`] if there is no such tensor or it has another shape.
    pub(crate) fn eight_bits(&self, name: &str) -> Result<Option<EightBits>> {
        if self.find(name)?.dtype != Dtype::I8 {
            return Ok(None);
        }
        let shape = self.matrix_shape(name)?;
        Ok(Some(EightBits {
            scales: self.scales(name, &shape)?,
            bytes: self.stored(name)?.bytes,
            shape,
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
        let stored = self.stored(name)?;
        let values = match stored.dtype {
            Dtype::I8 => {
                let scales = self.scales(name, &stored.shape)?;
                let row = stored.bytes.len() / scales.len().max(1);
                let mut values = Vec::with_capacity(stored.bytes.len());
                for (bytes, scale) in stored.bytes.chunks(row.max(1)).zip(scales) {
                    values.extend(bytes.iter().map(|&byte| f32::from(byte as i8) * scale));
                }
                values
            }
            _ => self.values(name, &stored)?,
        };
        ArrayD::from_shape_vec(IxDyn(&stored.shape), values)
            .map_err(|error| self.fault(format!("{name}: {error}")))
    }

    /// The factor of each row of a tensor of 8 bits.
    fn scales(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let scale_name = format!("{name}.scale");
        let scales = self.values(&scale_name, &self.stored(&scale_name)?)?;
        if shape.first() != Some(&scales.len()) {
            return Err(self.fault(format!("{scale_name} does not fit {name}")));
        }
        Ok(scales)
    }

    fn find(&self, name: &str) -> Result<&TensorInfo> {
        let missing = || self.fault(format!("{name} is missing"));
        self.info(name).ok_or_else(missing)
    }

    fn stored(&self, name: &str) -> Result<Stored> {
        let TensorInfo {
            dtype,
            shape,
            data_offsets: (from, to),
        } = self.find(name)?;
        let read = || {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(self.start.saturating_add(*from as u64)))?;
            let mut bytes = vec![0; to.saturating_sub(*from)];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let bytes =
            read().map_err(|error: std::io::Error| self.fault(format!("{name}: {error}")))?;
        // That there are as many bytes as the shape says.
        TensorView::new(*dtype, shape.clone(), &bytes)
            .map_err(|error| self.fault(format!("{name}: {error}")))?;
        Ok(Stored {
            dtype: *dtype,
            shape: shape.clone(),
            bytes,
        })
    }

    fn values(&self, name: &str, stored: &Stored) -> Result<Vec<f32>> {
        let data = &stored.bytes;
        Ok(match stored.dtype {
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

    /// Where the file is, which is closed.
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
        let stored = weights.quantized("w").unwrap();
        assert_eq!(stored.shape, [2, 2]);
        assert_eq!(stored.bytes, [1, 3, 0xFF, 100]);
        assert_eq!(stored.scales, [0.5, 2.0]);
        let rounded = weights.quantized("v").unwrap();
        assert_eq!(rounded.bytes, [0, 0, 0x81, 42]);
    }

    #[test]
    fn a_file_that_is_not_whole_is_refused() {
        let (_folder, path) = file(&[("w", Dtype::I8, vec![2], vec![1, 2])]);
        let whole = std::fs::read(&path).unwrap();
        for length in [0, 7, 8, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Weights::read(&path).is_err(), "{length}");
        }
        std::fs::write(&path, [&whole[..], &[0]].concat()).unwrap();
        assert!(Weights::read(&path).is_err());
        // As long as a header may never be.
        std::fs::write(&path, [&[0xFF; 8], &whole[8..]].concat()).unwrap();
        assert!(Weights::read(&path).is_err());
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
