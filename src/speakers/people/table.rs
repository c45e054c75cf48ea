//! A user's table, as text.

use crate::corpus::encoding::as_text;
use crate::error::{Error, Result};
use std::path::Path;

/// The header and the rows; empty cells are nothing.
pub(super) struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

/// What may stand between two cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads a table, or a Parquet file, which tells itself by its first bytes.
pub(super) fn read(path: &Path) -> Result<Table> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let fault = |line: u64, reason: String| Error::Format {
        path: path.to_owned(),
        line,
        reason,
    };
    if bytes.starts_with(b"PAR1") {
        return parquet(path);
    }
    let text = as_text(&bytes).ok_or_else(|| fault(0, "this is no table".into()))?;
    let (delimiter, text) = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        fault(line, error.to_string())
    };
    let header = reader.headers().map_err(wrong)?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        rows.push(record.iter().map(cell).collect());
    }
    Ok(Table { header, rows })
}

fn cell(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The delimiter that parts the most columns of the header, or that a line `sep=;` names, and what
/// is to be read.
fn delimiter(text: &str) -> (u8, &str) {
    let line = text.lines().next().unwrap_or_default();
    if let Some([delimiter]) = line.strip_prefix("sep=").map(str::as_bytes) {
        return (*delimiter, text[line.len()..].trim_start());
    }
    let count = |delimiter: &u8| line.bytes().filter(|byte| byte == delimiter).count();
    // Of equals the first.
    let best = DELIMITERS.iter().rev().max_by_key(|d| count(d));
    (*best.unwrap_or(&b','), text)
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> Result<Table> {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;
    let fault = |reason: String| Error::Format {
        path: path.to_owned(),
        line: 0,
        reason,
    };
    let file = std::fs::File::open(path).map_err(Error::io("read", path))?;
    // The crate panics on some files that are damaged.
    let read = || {
        let reader = SerializedFileReader::new(file)?;
        let schema = reader.metadata().file_metadata().schema();
        let header = schema
            .get_fields()
            .iter()
            .map(|field| field.name().to_owned());
        let header = header.collect();
        let mut rows = Vec::new();
        for row in reader.get_row_iter(None)? {
            let row = row?;
            let cells = row.get_column_iter().map(|(_, field)| match field {
                Field::Null => None,
                Field::Str(text) => cell(text),
                other => cell(&other.to_string()),
            });
            rows.push(cells.collect());
        }
        Ok(Table { header, rows })
    };
    let table: std::result::Result<Table, ::parquet::errors::ParquetError> =
        crate::contained::contained(read).map_err(fault)?;
    table.map_err(|error| fault(error.to_string()))
}

#[cfg(not(feature = "parquet"))]
fn parquet(path: &Path) -> Result<Table> {
    let message = format!(
        "{} is Parquet, which this program was built without",
        path.display()
    );
    Err(Error::Usage(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_spreadsheets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.csv");
        for content in [
            &b"id,name\n1,\"Ruiz, Ana\"\n2,\n"[..],
            b"\xef\xbb\xbfid;name\r\n1;\"Ruiz, Ana\"\r\n2;\r\n",
            b"sep=;\nid;name\n1;\"Ruiz, Ana\"\n2;\n",
            b"id\tname\n1\tRuiz, Ana\n2\t \n",
        ] {
            std::fs::write(&path, content).unwrap();
            let table = read(&path).unwrap();
            assert_eq!(table.header, ["id", "name"]);
            assert_eq!(table.rows[0], [Some("1".into()), Some("Ruiz, Ana".into())]);
            assert_eq!(table.rows[1], [Some("2".into()), None]);
        }
        std::fs::write(&path, b"\x00\x01\x02").unwrap();
        assert!(read(&path).is_err());
    }
}
