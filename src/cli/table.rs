//! From the rows of a CSV table to the bytes of the file that they are written to.

use anyhow::Result;
#[cfg(not(feature = "parquet"))]
use anyhow::bail;
use std::borrow::Cow;

#[cfg(feature = "parquet")]
use sayso::claims::parquet::{self, ParquetTable};

/// A table that can be written as Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    Claims,
    Entities,
    Speakers,
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
    /// The one for Parquet with that schema, or the plain one.
    #[cfg(feature = "parquet")]
    pub fn new(schema: Option<Schema>) -> Result<Self> {
        let columns: &[parquet::Column] = match schema {
            None => return Ok(Self::Plain),
            Some(Schema::Claims) => &parquet::CLAIM_SCHEMA,
            Some(Schema::Entities) => &parquet::ENTITY_SCHEMA,
            Some(Schema::Speakers) => &parquet::SPEAKER_SCHEMA,
        };
        Ok(Self::Parquet(Box::new(ParquetTable::new(columns)?)))
    }

    /// The plain one.
    #[cfg(not(feature = "parquet"))]
    pub fn new(schema: Option<Schema>) -> Result<Self> {
        match schema {
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
