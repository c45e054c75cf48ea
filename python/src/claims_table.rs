//! Tables of claims that come back from Python, whatever became of their types on the way.

use crate::error::raised;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use sayso::claims::rows::{Header, StoredRow};
use sayso::claims::schema::{CLAIM_SCHEMA, Cell, Cells};

/// A table of claims, its columns in their types. Columns that no table of claims has are left out.
pub struct ClaimsTable {
    pub header: Header,
    batches: Vec<(usize, Vec<Column>)>,
}

impl ClaimsTable {
    /// # Errors
    /// If it is no table, or a column does not hold what it should.
    pub fn new(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (batches, schema) = table.extract::<PyTable>()?.into_inner();
        let known = CLAIM_SCHEMA.iter().filter_map(|&(name, cells)| {
            let (number, _) = schema.column_with_name(name)?;
            Some((number, name, cells))
        });
        let known: Vec<_> = known.collect();
        let batches = batches.iter().map(|batch| {
            let columns = known.iter().map(|&(number, name, cells)| {
                Column::new(batch.column(number), cells).ok_or_else(|| {
                    let found = batch.column(number).data_type();
                    raised(format!("the column {name} of the table holds {found}"))
                })
            });
            Ok((batch.num_rows(), columns.collect::<PyResult<Vec<_>>>()?))
        });
        Ok(Self {
            batches: batches.collect::<PyResult<_>>()?,
            header: Header::new(known.iter().map(|(_, name, _)| *name)),
        })
    }

    /// Its rows; the header's is line 1.
    pub fn rows(&self) -> impl Iterator<Item = StoredRow<'_>> {
        let batches = self.batches.iter();
        let cells = batches.flat_map(|(rows, columns)| {
            (0..*rows).map(move |row| columns.iter().map(|c| c.cell(row)).collect())
        });
        let numbered = (2..).zip(cells);
        numbered.map(|(line, cells)| StoredRow::new(&self.header, cells, line))
    }
}

/// A column in the type that the table of claims has for it.
enum Column {
    Text(ArrayRef),
    Integer(ArrayRef),
    Number(ArrayRef),
    Places(ArrayRef),
}

impl Column {
    fn new(array: &ArrayRef, cells: Cells) -> Option<Self> {
        let to = |to: &DataType| cast(array, to).ok();
        match cells {
            Cells::Text | Cells::OptionalText => to(&DataType::LargeUtf8).map(Self::Text),
            Cells::Integer | Cells::OptionalInteger => to(&DataType::Int64).map(Self::Integer),
            Cells::Number | Cells::OptionalNumber => to(&DataType::Float64).map(Self::Number),
            Cells::Places => {
                let end = |name| arrow::datatypes::Field::new(name, DataType::Int64, true);
                let place = DataType::Struct(["start", "end"].map(end).to_vec().into());
                let list = match array.data_type() {
                    DataType::List(inner) | DataType::LargeList(inner) => inner.data_type().clone(),
                    // A column of empty lists.
                    DataType::Null => place.clone(),
                    _ => return None,
                };
                let fits = match &list {
                    DataType::Struct(fields) => {
                        fields.find("start").is_some() && fields.find("end").is_some()
                    }
                    DataType::Null => true,
                    _ => false,
                };
                fits.then(|| to(&DataType::new_large_list(list, true)))?
                    .map(Self::Places)
            }
        }
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        let (Self::Text(array) | Self::Integer(array) | Self::Number(array) | Self::Places(array)) =
            self;
        if array.is_null(row) {
            return Cell::Empty;
        }
        match self {
            Self::Text(array) => Cell::Text(array.as_string::<i64>().value(row).into()),
            Self::Integer(array) => {
                let number = array.as_primitive::<Int64Type>().value(row);
                usize::try_from(number).map_or(Cell::Empty, Cell::Integer)
            }
            Self::Number(array) => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
            Self::Places(array) => Cell::Places(places(&array.as_list::<i64>().value(row))),
        }
    }
}

/// The places in a list of structs.
fn places(list: &ArrayRef) -> Vec<(usize, usize)> {
    let Some(structs) = list.as_struct_opt() else {
        return Vec::new();
    };
    let end = |name| cast(structs.column_by_name(name)?, &DataType::Int64).ok();
    let (Some(starts), Some(ends)) = (end("start"), end("end")) else {
        return Vec::new();
    };
    let (starts, ends) = (
        starts.as_primitive::<Int64Type>(),
        ends.as_primitive::<Int64Type>(),
    );
    let pairs = starts.iter().zip(ends.iter());
    let places = pairs.filter_map(|(start, end)| {
        Some((usize::try_from(start?).ok()?, usize::try_from(end?).ok()?))
    });
    places.collect()
}
