//! From an article's rows to what is written of them.

use super::formats::TableFormat;
use anyhow::Result;
#[cfg(not(feature = "parquet"))]
use anyhow::bail;
use sayso::claims::csv::CsvRows;
#[cfg(feature = "parquet")]
use sayso::claims::parquet::ParquetTable;
use sayso::claims::schema::{Cell, Row, Schema};
use std::borrow::Cow;
use std::io;

/// What is to be written of one article, in the form of its output.
pub enum Rows {
    /// Bytes as they are.
    Bytes(Vec<u8>),
    /// Cells, of which only the whole file can be made.
    Cells(Vec<Row<'static>>),
}

/// How the rows of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    Csv { spreadsheet_safe: bool },
    Parquet,
}

impl Rows {
    /// Rows of a table in its form: `all` is to hand over each of them.
    pub fn of(
        form: TableForm,
        all: impl FnOnce(&mut dyn FnMut(Row) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<Self> {
        match form {
            TableForm::Csv { spreadsheet_safe } => {
                let mut bytes = Vec::new();
                let mut rows = CsvRows::new(&mut bytes).spreadsheet_safe(spreadsheet_safe);
                all(&mut |row| rows.write(&row))?;
                rows.finish()?;
                Ok(Self::Bytes(bytes))
            }
            TableForm::Parquet => {
                let mut rows = Vec::new();
                all(&mut |row| {
                    rows.push(row.into_iter().map(Cell::into_owned).collect());
                    Ok(())
                })?;
                Ok(Self::Cells(rows))
            }
        }
    }

    /// The same in one of the forms of a table; `line` writes them as one line of JSON.
    pub fn of_table(
        format: TableFormat,
        csv: TableForm,
        all: impl FnOnce(&mut dyn FnMut(Row) -> io::Result<()>) -> io::Result<()>,
        line: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<Self> {
        match format {
            TableFormat::Csv => Self::of(csv, all),
            TableFormat::Parquet => Self::of(TableForm::Parquet, all),
            TableFormat::Jsonl => {
                let mut bytes = Vec::new();
                line(&mut bytes)?;
                Ok(Self::Bytes(bytes))
            }
        }
    }

    /// The bytes of them; cells as CSV.
    pub fn as_bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into()),
            Self::Cells(rows) => {
                let mut bytes = Vec::new();
                let mut csv = CsvRows::new(&mut bytes);
                rows.iter().try_for_each(|row| csv.write(row))?;
                csv.finish()?;
                Ok(bytes.into())
            }
        }
    }
}

/// How rows become bytes.
pub enum Encoding {
    /// As they come.
    Plain,
    /// In groups, with a footer at the end.
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetTable>),
}

impl Encoding {
    /// The one for Parquet, or the plain one.
    #[cfg(feature = "parquet")]
    pub fn new(table: Option<&Schema>) -> Result<Self> {
        Ok(match table {
            None => Self::Plain,
            Some(schema) => Self::Parquet(Box::new(ParquetTable::new(schema)?)),
        })
    }

    /// The plain one.
    #[cfg(not(feature = "parquet"))]
    pub fn new(table: Option<&Schema>) -> Result<Self> {
        match table {
            None => Ok(Self::Plain),
            Some(_) => bail!("this program was built without Parquet; write CSV instead"),
        }
    }

    /// What is to be written now that these rows have come.
    pub fn add<'r>(&mut self, rows: &'r Rows) -> Result<Cow<'r, [u8]>> {
        match (self, rows) {
            #[cfg(feature = "parquet")]
            (Self::Parquet(table), Rows::Cells(rows)) => {
                let mut bytes = Vec::new();
                for row in rows {
                    bytes.extend(table.add(row)?);
                }
                Ok(bytes.into())
            }
            (_, rows) => Ok(rows.as_bytes()?),
        }
    }

    /// What is to be written at the end.
    pub fn finish(self) -> Result<Vec<u8>> {
        Ok(match self {
            Self::Plain => Vec::new(),
            #[cfg(feature = "parquet")]
            Self::Parquet(table) => table.finish()?,
        })
    }
}
