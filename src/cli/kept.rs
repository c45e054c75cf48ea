//! The rows of a table of Parquet while they come, in a file that a later run can go on with.
//!
//! Half a table of Parquet could not be gone on with: what says where its groups are stands at its
//! end. The file is of parts instead, of which any number from the first on are as good as all:
//! rows of CSV as they come, and behind the last row of a group the whole group, as a table by
//! itself. In the end the groups are put together as they are, and rows are read only behind the
//! last one.

use super::pending::PendingFile;
use anyhow::{Context, Result};
use sayso::claims::csv::CsvRows;
use sayso::claims::parquet::ParquetTable;
use sayso::claims::rows::RowReader;
use sayso::claims::schema::{Row, Schema};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::mem;
use std::path::Path;

/// What a part is, before its length in eight bytes.
const ROWS: u8 = b'R';
const GROUP: u8 = b'G';

/// Rows of which a table is yet to be made.
pub struct KeptRows {
    file: PendingFile,
    schema: Schema,
    /// The rows behind the last group, once those that an earlier run has left are known.
    open: Option<ParquetTable>,
}

/// A part of the file.
enum Part {
    Rows(Vec<u8>),
    /// A table of one group.
    Group(Vec<u8>),
}

impl KeptRows {
    /// What is in `file` is to be cut back to where the run goes on before anything is added.
    pub fn new(file: PendingFile, schema: Schema) -> Self {
        let open = None;
        Self { file, schema, open }
    }

    /// The file of the parts.
    pub fn file(&mut self) -> &mut PendingFile {
        &mut self.file
    }

    /// Where the table is to be in the end.
    pub fn target(&self) -> &Path {
        self.file.target()
    }

    /// Takes the file away: the table is in its place.
    pub fn discard(self) -> io::Result<()> {
        self.file.discard()
    }

    /// Adds rows, and each group that is whole with one of them.
    pub fn add(&mut self, rows: &[Row]) -> io::Result<()> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.left_open()?,
        };
        let mut first = 0;
        for (number, row) in rows.iter().enumerate() {
            let mut whole = open.add(row)?;
            if !whole.is_empty() {
                let group = mem::replace(&mut open, ParquetTable::new(&self.schema)?);
                whole.extend(group.finish()?);
                self.write_rows(&rows[first..=number])?;
                self.write(GROUP, &whole)?;
                first = number + 1;
            }
        }
        self.open = Some(open);
        self.write_rows(&rows[first..])
    }

    /// Makes the table, and hands over its bytes as they come.
    pub fn make(&mut self, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let cannot_read = format!("cannot read the rows of {}", self.target().display());
        let mut table = ParquetTable::new(&self.schema)?;
        let rows = self.behind_groups(|group| {
            let bytes = table.append(group).context(cannot_read.clone())?;
            write(&bytes)
        })?;
        for row in RowReader::of_rows(&*rows, &self.schema) {
            write(&table.add(&row.context(cannot_read.clone())?)?)?;
        }
        write(&table.finish()?)
    }

    /// The rows behind the last group, of what an earlier run has left.
    fn left_open(&mut self) -> io::Result<ParquetTable> {
        let rows = self.behind_groups(|_| Ok(())).map_err(io::Error::other)?;
        let mut open = ParquetTable::new(&self.schema)?;
        for row in RowReader::of_rows(&*rows, &self.schema) {
            if !open.add(&row?)?.is_empty() {
                return Err(io::Error::other("a group is missing behind its rows"));
            }
        }
        Ok(open)
    }

    fn write_rows(&mut self, rows: &[Row]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let mut csv = CsvRows::new(&mut bytes);
        rows.iter().try_for_each(|row| csv.write(row))?;
        csv.finish()?;
        self.write(ROWS, &bytes)
    }

    fn write(&mut self, kind: u8, bytes: &[u8]) -> io::Result<()> {
        self.file.write(&[kind])?;
        self.file.write(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write(bytes)
    }

    /// The rows behind the last group, as CSV; `each` gets every group.
    fn behind_groups(&mut self, mut each: impl FnMut(Vec<u8>) -> Result<()>) -> Result<Vec<u8>> {
        let cannot_read = format!("cannot read the rows of {}", self.target().display());
        let mut rows = Vec::new();
        let parts = self.file.read().map(BufReader::new);
        let mut parts = parts.context(cannot_read.clone())?;
        while let Some(part) = next(&mut parts).context(cannot_read.clone())? {
            match part {
                Part::Rows(more) => rows.extend(more),
                Part::Group(group) => {
                    rows.clear();
                    each(group)?;
                }
            }
        }
        Ok(rows)
    }
}

/// The next part; nothing at the end of the file.
fn next(parts: &mut BufReader<File>) -> io::Result<Option<Part>> {
    let mut kind = [0];
    if parts.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let mut length = [0; 8];
    parts.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    if parts.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    match kind {
        [ROWS] => Ok(Some(Part::Rows(bytes))),
        [GROUP] => Ok(Some(Part::Group(bytes))),
        _ => Err(io::Error::other("not a part of a table")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::output::{Output, commit};
    use super::super::table::Rows;
    use super::*;
    use sayso::claims::schema::{Cell, ENTITY_SCHEMA};
    use std::fs;

    /// Rows of articles, more than a group has.
    fn articles() -> Vec<Rows> {
        let text = |words: String| Cell::Text(words.into());
        let row = |article: usize, number: usize| {
            let name = format!("Name {}", article * number % 977);
            let [start, end] =
                [number * 10, number * 10 + name.len()].map(|n| Cell::Integer(n as _));
            let (article, kind) = (text(format!("a{article}")), text("person".into()));
            vec![
                article,
                text(name),
                kind,
                start,
                end,
                Cell::Number(0.5),
                Cell::Empty,
            ]
        };
        let rows = |article| Rows::Cells((0..7).map(|number| row(article, number)).collect());
        (0..10_000).map(rows).collect()
    }

    /// Whatever is left of it: rows alone, a group alone, one with rows behind it.
    #[test]
    fn a_table_that_was_gone_on_with_is_one_that_was_never_left() {
        let schema = Schema::new(&ENTITY_SCHEMA, &[]).unwrap();
        let articles = articles();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("whole.parquet");
        let mut output = Output::open_as(&path, Some(&schema)).unwrap();
        for rows in &articles {
            output.write_rows(rows).unwrap();
        }
        commit([output]).unwrap();
        let whole = fs::read(&path).unwrap();
        // The row that ends the first group is in this article, and not its last.
        let last = (1 << 16) / 7;
        for stop in [0, 1, last, last + 1, last + 300, articles.len()] {
            let path = folder.path().join("resumed.parquet");
            let mut output = Output::resume(&path, Some(&schema)).unwrap();
            let mut length = 0;
            for (number, rows) in articles.iter().take(stop + 5).enumerate() {
                if number == stop {
                    length = output.file().unwrap().length();
                }
                output.write_rows(rows).unwrap();
            }
            if stop == articles.len() {
                length = output.file().unwrap().length();
            }
            drop(output);
            let mut output = Output::resume(&path, Some(&schema)).unwrap();
            output.file().unwrap().truncate(length).unwrap();
            for rows in &articles[stop..] {
                output.write_rows(rows).unwrap();
            }
            commit([output]).unwrap();
            assert!(fs::read(&path).unwrap() == whole, "stopped before {stop}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn half_a_part_is_an_error() {
        let schema = Schema::new(&ENTITY_SCHEMA, &[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let mut output = Output::resume(&path, Some(&schema)).unwrap();
        output.write_rows(&articles()[0]).unwrap();
        let length = output.file().unwrap().length();
        output.file().unwrap().truncate(length - 1).unwrap();
        let error = commit([output]).unwrap_err();
        assert!(
            format!("{error:#}").contains("cannot read the rows of"),
            "{error:#}"
        );
        assert!(!path.exists());
    }
}
