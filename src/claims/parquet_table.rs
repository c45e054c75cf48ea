//! sayso's table of claims as Parquet, turned into the CSV that it was made of.

use crate::corpus::contained::contained;
use crate::error::{Error, Result};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, ListAccessor};
use std::fs::File;
use std::path::Path;

/// Reads a file as CSV with a header.
pub(crate) fn as_csv(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let fault = |reason: String| Error::Format {
        path: path.to_owned(),
        line: 0,
        reason: format!("not readable as Parquet: {reason}"),
    };
    let table = contained(|| table(file)).map_err(|_| fault("the file is damaged".into()))?;
    let table = table.map_err(|error| fault(error.to_string()))?;
    String::from_utf8(table).map_err(|error| fault(error.to_string()))
}

fn table(file: File) -> Result<Vec<u8>, ParquetError> {
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema();
    let mut table = csv::Writer::from_writer(Vec::new());
    let to_parquet = |error: csv::Error| ParquetError::External(error.into());
    let names = schema.get_fields().iter().map(|column| column.name());
    table.write_record(names).map_err(to_parquet)?;
    for row in reader.get_row_iter(None)? {
        let row = row?;
        let mut cells = Vec::new();
        for (_, field) in row.get_column_iter() {
            cells.push(cell(field)?);
        }
        table.write_record(cells).map_err(to_parquet)?;
    }
    let bytes = table.into_inner();
    bytes.map_err(|error| ParquetError::General(error.to_string()))
}

fn cell(field: &Field) -> Result<String, ParquetError> {
    Ok(match field {
        Field::Null => String::new(),
        Field::Str(words) => words.clone(),
        Field::ListInternal(places) => {
            let mut list = Vec::new();
            for number in 0..places.len() {
                let place = places.get_group(number)?;
                let ends = place.get_column_iter().map(|(_, end)| end.to_string());
                list.push(ends.collect::<Vec<_>>().join("-"));
            }
            list.join(";")
        }
        other => other.to_string(),
    })
}
