//! From the rows of a CSV table to the bytes of the file that they are written to.

use anyhow::Result;
#[cfg(not(feature = "parquet"))]
use anyhow::bail;
use std::borrow::Cow;

#[cfg(feature = "parquet")]
use sayso::claims::{parquet::ParquetTable, schema};

/// The columns of a table that can be written as Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    Claims,
    Entities,
    Speakers,
}

/// A table that is to be written as Parquet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub schema: Schema,
    /// The fields of the records that follow the columns of the schema.
    pub keep: Vec<String>,
}

/// How rows become bytes.
pub enum Encoding {
    /// They are bytes already.
    Plain,
    /// In groups, with a footer at the end.
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetTable>),
}

impl Encoding {
    /// The one for Parquet, or the plain one.
    #[cfg(feature = "parquet")]
    pub fn new(table: Option<&Table>) -> Result<Self> {
        let Some(table) = table else {
            return Ok(Self::Plain);
        };
        let columns: &[schema::Column] = match table.schema {
            Schema::Claims => &schema::CLAIM_SCHEMA,
            Schema::Entities => &schema::ENTITY_SCHEMA,
            Schema::Speakers => &schema::SPEAKER_SCHEMA,
        };
        let table = ParquetTable::new(columns, &table.keep)?;
        Ok(Self::Parquet(Box::new(table)))
    }

    /// The plain one.
    #[cfg(not(feature = "parquet"))]
    pub fn new(table: Option<&Table>) -> Result<Self> {
        match table {
            None => Ok(Self::Plain),
            Some(_) => bail!("this program was built without Parquet; write CSV instead"),
        }
    }

    /// What is to be written now that these rows have come.
    pub fn add<'r>(&mut self, rows: &'r [u8]) -> Result<Cow<'r, [u8]>> {
        Ok(match self {
            Self::Plain => Cow::Borrowed(rows),
            #[cfg(feature = "parquet")]
            Self::Parquet(table) => Cow::Owned(table.add(rows)?),
        })
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
