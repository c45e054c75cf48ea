//! Rows of tables that were written before: of CSV, of Parquet, or of somebody's data frame.

use super::schema::{Cell, Cells, Row, Schema};
use ::csv::{Reader, ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read};

#[cfg(feature = "parquet")]
mod of_parquet;

#[cfg(feature = "parquet")]
pub(crate) use of_parquet::each_of_parquet;

/// The columns of a table that is read, by their names.
#[derive(Clone, Debug, Default)]
pub struct Header(HashMap<String, usize>);

/// A row of a table that is read. Its cells are asked for by the names of their columns; a cell of
/// words, as all are in CSV, is read as what it is asked for.
///
/// ```
/// use sayso::claims::rows::{Header, StoredRow};
/// use sayso::claims::schema::Cell;
///
/// let header = Header::new(["claim_id", "claim_pieces"]);
/// let cells = vec![Cell::Integer(3), Cell::Text("0-4;9-12".into())];
/// let row = StoredRow::new(&header, cells, 2);
/// assert_eq!(row.integer("claim_id"), Ok(Some(3)));
/// assert_eq!(row.places("claim_pieces"), Ok(vec![(0, 4), (9, 12)]));
/// assert_eq!(row.text("speaker"), None);
/// ```
pub struct StoredRow<'r> {
    header: &'r Header,
    cells: Vec<Cell<'r>>,
    /// Its line in the file, from 1; 0 where there are no lines.
    pub line: u64,
}

impl Header {
    /// Of names in their order; white space around them does not count.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().enumerate();
        Self(names.map(|(at, name)| (name.trim().into(), at)).collect())
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl<'r> StoredRow<'r> {
    /// The row with these cells.
    pub fn new(header: &'r Header, cells: Vec<Cell<'r>>, line: u64) -> Self {
        Self {
            header,
            cells,
            line,
        }
    }

    /// A row of CSV.
    pub(crate) fn of_csv(header: &'r Header, record: &'r StringRecord) -> Self {
        let cells = record.iter().map(|cell| Cell::Text(cell.into()));
        let line = record.position().map_or(0, ::csv::Position::line);
        Self::new(header, cells.collect(), line)
    }

    /// Whether the table has such a column.
    pub fn has(&self, name: &str) -> bool {
        self.header.has(name)
    }

    /// The cell of a column; none if it is empty or the table has no such column.
    pub fn cell(&self, name: &str) -> Option<&Cell<'r>> {
        let cell = self.cells.get(*self.header.0.get(name)?)?;
        Some(cell).filter(|cell| !cell.is_empty())
    }

    /// The words of a cell.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.cell(name).map(Cell::as_text)
    }

    /// A whole number.
    ///
    /// # Errors
    /// In words, if it is none.
    pub fn integer(&self, name: &str) -> Result<Option<usize>, String> {
        match self.read(name, Cells::OptionalInteger)? {
            Some(Cell::Integer(number)) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// In words, if it is none.
    pub fn number(&self, name: &str) -> Result<Option<f64>, String> {
        match self.read(name, Cells::Number)? {
            Some(Cell::Number(number)) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// Places in the text, as (start, end) in characters; none of an empty cell.
    ///
    /// # Errors
    /// In words, if they are none.
    pub fn places(&self, name: &str) -> Result<Vec<(usize, usize)>, String> {
        match self.read(name, Cells::Places)? {
            Some(Cell::Places(places)) => Ok(places),
            _ => Ok(Vec::new()),
        }
    }

    fn read(&self, name: &str, cells: Cells) -> Result<Option<Cell<'static>>, String> {
        let read = |cell: &Cell| match (cell, cells) {
            (Cell::Integer(_), Cells::OptionalInteger)
            | (Cell::Number(_), Cells::Number | Cells::OptionalNumber)
            | (Cell::Places(_), Cells::Places) => Ok(cell.clone().into_owned()),
            (cell, cells) => Cell::of_text(&cell.as_text(), cells),
        };
        let cell = self.cell(name).map(read).transpose();
        cell.map_err(|reason| format!("{name}: {reason}"))
    }
}

impl Cell<'static> {
    /// A cell of these words in a column of such cells: the way back from [`Cell::as_text`].
    ///
    /// # Errors
    /// In words, if the column cannot hold that.
    pub fn of_text(words: &str, cells: Cells) -> Result<Self, String> {
        let not = |what: &str| format!("“{words}” is not {what}");
        let trimmed = words.trim();
        let integer = || trimmed.parse().map_err(|_| not("a whole number"));
        Ok(match cells {
            Cells::Text | Cells::OptionalText => Self::Text(words.to_owned().into()),
            Cells::OptionalInteger | Cells::OptionalNumber if trimmed.is_empty() => Self::Empty,
            Cells::Integer | Cells::OptionalInteger => Self::Integer(integer()?),
            Cells::Number | Cells::OptionalNumber => {
                Self::Number(trimmed.parse().map_err(|_| not("a number"))?)
            }
            Cells::Places => {
                let place = |pair: &str| {
                    let (start, end) = pair.split_once('-')?;
                    Some((start.trim().parse().ok()?, end.trim().parse().ok()?))
                };
                let pairs = words.split(';').filter(|pair| !pair.trim().is_empty());
                let places = pairs.map(|pair| {
                    place(pair).ok_or_else(|| format!("“{pair}” is not a start and an end"))
                });
                Self::Places(places.collect::<Result<_, String>>()?)
            }
        })
    }
}

/// The rows of a table of CSV without a header, typed as its schema says.
pub struct RowReader<'s, R> {
    reader: Reader<R>,
    schema: &'s Schema,
    record: StringRecord,
}

impl<'s, R: Read> RowReader<'s, R> {
    /// Reads rows that [`super::csv`] wrote.
    pub fn of_rows(rows: R, schema: &'s Schema) -> Self {
        let mut reader = ReaderBuilder::new();
        Self {
            reader: reader.has_headers(false).from_reader(rows),
            schema,
            record: StringRecord::new(),
        }
    }

    fn row(&self) -> io::Result<Row<'static>> {
        let cells = self.record.iter().zip(self.schema.columns());
        let cells = cells.map(|(words, (name, cells))| {
            let cell = Cell::of_text(words, cells);
            cell.map_err(|reason| io::Error::other(format!("{name}: {reason}")))
        });
        cells.collect()
    }
}

impl<R: Read> Iterator for RowReader<'_, R> {
    type Item = io::Result<Row<'static>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.read_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => Some(self.row()),
            Err(error) => Some(Err(io::Error::other(error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::csv::CsvRows;
    use crate::claims::schema::SPEAKER_SCHEMA;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            words in prop::array::uniform5("\\PC{0,6}|[\"\r\n,]{0,4}"),
            number: u32,
            places in prop::collection::vec(any::<(u32, u32)>(), 0..3),
        ) {
            let text = |at: usize| Cell::Text(words[at].clone().into());
            let places = places.into_iter().map(|(a, b)| (a as usize, b as usize)).collect();
            let row = vec![
                text(0), text(1), text(2), text(3), Cell::Integer(number as usize),
                Cell::Places(places), text(4), text(0), text(1),
            ];
            let mut bytes = Vec::new();
            let mut csv = CsvRows::new(&mut bytes);
            csv.write(&row).unwrap();
            csv.write(&row).unwrap();
            csv.finish().unwrap();
            let schema = Schema::new(&SPEAKER_SCHEMA, &["kept".into()]).unwrap();
            let read: Result<Vec<_>, _> = RowReader::of_rows(&*bytes, &schema).collect();
            prop_assert_eq!(read.unwrap(), [row.clone(), row]);
        }
    }

    #[test]
    fn a_cell_of_another_type_is_told() {
        let header = Header::new([" id ", "places"]);
        let row = StoredRow::new(&header, vec![Cell::Number(0.5), Cell::Text("1".into())], 1);
        assert_eq!(
            row.integer("id").unwrap_err(),
            "id: “0.50” is not a whole number"
        );
        assert_eq!(
            row.places("places").unwrap_err(),
            "places: “1” is not a start and an end"
        );
    }
}
