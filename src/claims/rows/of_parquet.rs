//! Rows of a table of Parquet.

use super::{Header, StoredRow};
use crate::claims::schema::Cell;
use crate::contained::contained;
use crate::error::{Error, Result};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, ListAccessor, RowAccessor};
use std::fs::File;
use std::path::Path;

/// Hands `begin` the header of a file, and what that answers to `each`, with one row after the
/// other.
///
/// # Errors
/// [`Error::Format`] if it is no Parquet; those of `begin` and `each`.
pub(crate) fn each_of_parquet(
    path: &Path,
    check: impl FnOnce(&Header) -> Result<()>,
    mut each: impl FnMut(&StoredRow) -> Result<()>,
) -> Result<()> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let fault = |reason: String| Error::Format {
        path: path.to_owned(),
        line: 0,
        reason: format!("not readable as Parquet: {reason}"),
    };
    let unreadable = |error: ParquetError| fault(error.to_string());
    let read = contained(|| {
        let reader = SerializedFileReader::new(file).map_err(unreadable)?;
        let schema = reader.metadata().file_metadata().schema();
        let header = Header::new(schema.get_fields().iter().map(|column| column.name()));
        check(&header)?;
        for row in reader.get_row_iter(None).map_err(unreadable)? {
            let row = row.map_err(unreadable)?;
            let cells = row.get_column_iter().map(|(_, field)| cell(field));
            let cells = cells.collect::<Result<_, _>>().map_err(unreadable)?;
            each(&StoredRow::new(&header, cells, 0))?;
        }
        Ok(())
    });
    read.map_err(|_| fault("the file is damaged".into()))?
}

fn cell(field: &Field) -> Result<Cell<'_>, ParquetError> {
    let integer = |number: i64| usize::try_from(number).map(Cell::Integer).ok();
    let typed = match field {
        Field::Null => Some(Cell::Empty),
        Field::Str(words) => Some(Cell::Text(words.into())),
        Field::Int(number) => integer(i64::from(*number)),
        Field::Long(number) => integer(*number),
        Field::Double(number) => Some(Cell::Number(*number)),
        Field::ListInternal(list) => {
            let places = (0..list.len()).map(|number| {
                let place = list.get_group(number)?;
                let end = |end| {
                    usize::try_from(place.get_long(end)?)
                        .map_err(|e| ParquetError::General(e.to_string()))
                };
                Ok((end(0)?, end(1)?))
            });
            Some(Cell::Places(places.collect::<Result<_, ParquetError>>()?))
        }
        _ => None,
    };
    Ok(typed.unwrap_or_else(|| Cell::Text(field.to_string().into())))
}
