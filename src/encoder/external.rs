use super::onnx::{EXTERNAL, Entry, Tensor};
use crate::error::Result;
use rayon::prelude::*;

/// The weights beside a graph ("external data" in ONNX): first each gets a place, so that the
/// graph can say where it stands, and in the end all are written at the same time.
#[derive(Default)]
pub struct ExternalData<'a> {
    parts: Vec<Part<'a>>,
    length: usize,
}

struct Part<'a> {
    length: usize,
    write: Write<'a>,
}

/// Writes a part into its place.
type Write<'a> = Box<dyn FnOnce(&mut [u8]) -> Result<()> + Send + 'a>;

/// Name under which a graph refers to its weights.
pub const WEIGHTS: &str = "weights.data";

/// Where a value of 32 bits may stand, also after some of 8 bits.
const ALIGNMENT: usize = size_of::<f32>();

impl<'a> ExternalData<'a> {
    /// Sets a place aside for values of `size` bytes, which `write` will write row by row,
    /// little-endian; the answer refers to them.
    pub fn add(
        &mut self,
        name: &str,
        (data_type, size): (i32, usize),
        shape: &[usize],
        write: impl FnOnce(&mut [u8]) -> Result<()> + Send + 'a,
    ) -> Tensor {
        let length = size * shape.iter().product::<usize>();
        let entry = |key: &str, value: String| Entry {
            key: key.into(),
            value,
        };
        let tensor = Tensor {
            dims: shape.iter().map(|&d| d as i64).collect(),
            data_type,
            name: name.into(),
            raw_data: None,
            external_data: vec![
                entry("location", WEIGHTS.into()),
                entry("offset", self.length.to_string()),
                entry("length", length.to_string()),
            ],
            data_location: Some(EXTERNAL),
        };
        self.length += length.next_multiple_of(ALIGNMENT);
        let write = Box::new(write);
        self.parts.push(Part { length, write });
        tensor
    }

    /// All values, where the graph looks for them.
    ///
    /// # Errors
    /// The first error of a part.
    pub fn write(self) -> Result<Vec<u8>> {
        let mut data = vec![0; self.length];
        let mut rest = data.as_mut_slice();
        let mut places = Vec::with_capacity(self.parts.len());
        for part in self.parts {
            let (place, after) = rest.split_at_mut(part.length.next_multiple_of(ALIGNMENT));
            places.push((&mut place[..part.length], part.write));
            rest = after;
        }
        places
            .into_par_iter()
            .try_for_each(|(place, write)| write(place))?;
        Ok(data)
    }
}

/// Writes values into their place.
pub fn write_values<const N: usize>(place: &mut [u8], values: impl Iterator<Item = [u8; N]>) {
    let mut places = place.as_chunks_mut().0.iter_mut();
    // The iterator goes through its rows itself, which is faster than asking it for each value.
    values.for_each(|value| {
        if let Some(place) = places.next() {
            *place = value;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::onnx::{FLOAT, INT8};
    use crate::error::Error;

    #[test]
    fn values_stand_where_the_graph_looks_for_them() {
        let mut data = ExternalData::default();
        data.add("bytes", (INT8, 1), &[3], |place| {
            place.copy_from_slice(&[1, 2, 3]);
            Ok(())
        });
        let tensor = data.add("floats", (FLOAT, 4), &[1, 2], |place| {
            write_values(place, [0.5f32, 2.0].iter().map(|value| value.to_le_bytes()));
            Ok(())
        });
        let said: Vec<&str> = tensor
            .external_data
            .iter()
            .map(|e| e.value.as_str())
            .collect();
        assert_eq!(said, [WEIGHTS, "4", "8"]);
        let expected = [1, 2, 3, 0, 0, 0, 0, 0x3F, 0, 0, 0, 0x40];
        assert_eq!(data.write().unwrap(), expected);
    }

    #[test]
    fn the_error_of_a_part_is_that_of_all() {
        let mut data = ExternalData::default();
        data.add("floats", (FLOAT, 4), &[1], |_| {
            Err(Error::Engine("no".into()))
        });
        assert!(data.write().is_err());
    }
}
