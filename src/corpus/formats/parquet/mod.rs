//! Parquet: one article a row, its parts in columns of the usual names.

mod columns;
mod pages;
mod range_index;
mod values;

use std::fs::File;
use std::sync::Arc;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;

use columns::{Cell, Column};
use range_index::RangeIndex;

use crate::contained::contained;
use crate::corpus::fields::{Record, Value};
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::source::{Source, on_disk};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions};

/// The largest page that is held, decompressed: writers make pages of 1 MB, and hardly any of
/// more than 100 MB.
const MAX_PAGE: u64 = 128 << 20;

/// What a Parquet file begins and ends with.
const MAGIC: &[u8] = b"PAR1";

/// Reads the rows of a file. The record's number is the row's, from 1.
pub(super) struct Parquet {
    /// Nothing before the file is opened, and after its end.
    open: Option<Open>,
    file: Option<File>,
    options: Arc<CorpusOptions>,
    number: u64,
}

/// An open file, and how far it has been read.
struct Open {
    reader: SerializedFileReader<File>,
    /// The same file once more, to look at pages before they are read.
    file: File,
    /// The columns that are wanted: their numbers among all, and their paths.
    wanted: Vec<(usize, String)>,
    /// A column that is none in the file.
    index: Option<RangeIndex>,
    next_group: usize,
    /// Those columns of the current group of rows.
    columns: Vec<Box<dyn Column>>,
    /// Rows left of that group.
    left: u64,
}

/// Why there is no row.
enum NoRow {
    End,
    /// So many rows cannot be read, those after them can.
    Rows(u64, String),
    /// What comes after it cannot be found.
    Rest(String),
}

impl Parquet {
    /// A file is read where it lies, for its index stands at its end, and what does not lie on disk
    /// as it is, is put there first.
    ///
    /// # Errors
    /// The reason in words, if it cannot be read or put there.
    pub fn new(
        source: &Source,
        mut content: Content,
        options: Arc<CorpusOptions>,
    ) -> Result<Self, String> {
        let file = on_disk(source, &mut content, MAGIC).map_err(|error| cannot_read(&error))?;
        Ok(Self {
            open: None,
            file: Some(file),
            options,
            number: 0,
        })
    }

    fn open(&self, file: File) -> Result<Open, String> {
        let again = file.try_clone().map_err(|error| cannot_read(&error))?;
        let reader = attempt(|| SerializedFileReader::new(file))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let columns = schema.columns().iter().map(|column| path_of(column));
        let columns = columns.enumerate();
        let wanted: Vec<_> = columns
            .filter(|(_, path)| self.options.fields.wants(path))
            .collect();
        if !wanted
            .iter()
            .any(|(_, path)| self.options.fields.is_text(path))
        {
            let fields = schema.root_schema().get_fields().iter();
            let has: Vec<&str> = fields.map(|c| c.name()).collect();
            let missing = self.options.fields.missing_text("column");
            return Err(format!("{missing}; the file has: {}", has.join(", ")));
        }
        let is_wanted = |index: &RangeIndex| {
            let mut names = wanted.iter().map(|(_, path)| path);
            self.options.fields.wants(&index.name) && !names.any(|name| *name == index.name)
        };
        let index = RangeIndex::of(reader.metadata().file_metadata()).filter(is_wanted);
        Ok(Open {
            reader,
            file: again,
            wanted,
            index,
            next_group: 0,
            columns: Vec::new(),
            left: 0,
        })
    }

    fn article(
        &self,
        row: &[(&str, Cell)],
        index: Option<&RangeIndex>,
    ) -> Result<Article, (Option<String>, String)> {
        let mut record = Record::new();
        let mut is_too_long = false;
        for (path, cell) in row {
            let value = match cell {
                Cell::Empty => Value::String("".into()),
                Cell::Text(text) => Value::String(text.into()),
                Cell::Number(number) => Value::Number(number.into()),
                Cell::List(texts) => Value::List(texts.clone()),
                Cell::Other => Value::Other(None),
                Cell::TooLong => {
                    is_too_long = true;
                    continue;
                }
            };
            record.push(((*path).into(), value));
        }
        if let Some(index) = index
            && let Some(cell) = index.cell(self.number)
        {
            record.push((index.name.as_str().into(), Value::Number(cell.into())));
        }
        let fields = &self.options.fields;
        let id = fields.id(&record);
        if is_too_long {
            return Err((id, too_long(self.options.max_article_bytes)));
        }
        let article = fields.article(record);
        article.map_err(|reason| (id, reason))
    }
}

impl Open {
    /// The next row, by the paths of its columns.
    fn row(&mut self, limit: usize) -> Result<Vec<(&str, Cell)>, NoRow> {
        while self.left == 0 {
            self.group(limit)?;
        }
        self.left -= 1;
        let columns = &mut self.columns;
        let cells = attempt(|| columns.iter_mut().map(|column| column.next()).collect());
        let cells: Vec<Option<Cell>> = cells.map_err(NoRow::Rest)?;
        let paths = self.wanted.iter().map(|(_, path)| path.as_str());
        let row = paths.zip(cells).map(|(path, cell)| Some((path, cell?)));
        row.collect::<Option<_>>()
            .ok_or_else(|| NoRow::Rest(damaged("a column ends before the others")))
    }

    /// Goes on to the next group of rows.
    fn group(&mut self, limit: usize) -> Result<(), NoRow> {
        let number = self.next_group;
        let metadata = self.reader.metadata();
        if number >= metadata.num_row_groups() {
            return Err(NoRow::End);
        }
        self.next_group += 1;
        let group = metadata.row_group(number);
        let rows = u64::try_from(group.num_rows());
        let rows = rows.map_err(|_| NoRow::Rest(damaged("a group of less than no rows")))?;
        let most = MAX_PAGE.max(limit as u64);
        for (column, path) in &self.wanted {
            let chunk = group.columns().get(*column);
            let chunk = chunk.ok_or_else(|| NoRow::Rest(damaged("a column is missing")))?;
            // It panics at a place that is negative.
            let range = attempt(|| Ok(chunk.byte_range()));
            let (start, length) = range.map_err(NoRow::Rest)?;
            let largest = pages::largest(&self.file, start, length);
            let largest = largest.map_err(|error| NoRow::Rest(damaged(&error.to_string())))?;
            if largest > most && rows > 0 {
                let reason = format!(
                    "{rows} rows have a page of {largest} bytes in the column \"{path}\", more \
                     than the {most} that are held; write the file with smaller pages"
                );
                return Err(NoRow::Rows(rows, reason));
            }
        }
        let (reader, wanted) = (&self.reader, &self.wanted);
        self.columns = attempt(|| {
            let group = reader.get_row_group(number)?;
            let schema = reader.metadata().file_metadata().schema_descr();
            let open = wanted.iter().map(|(number, _)| {
                let column = group.get_column_reader(*number)?;
                Ok(columns::column(column, &schema.column(*number), limit))
            });
            open.collect()
        })
        .map_err(NoRow::Rest)?;
        self.left = rows;
        Ok(())
    }
}

/// A column's path, without the levels that lists have of their own.
fn path_of(column: &ColumnDescriptor) -> String {
    let is_list = column.max_rep_level() > 0;
    let parts = column.path().parts().iter().map(String::as_str);
    let own = ["list", "element", "array", "item", "bag", "array_element"];
    let parts: Vec<&str> = parts
        .enumerate()
        .filter(|(number, part)| *number == 0 || !is_list || !own.contains(part))
        .map(|(_, part)| part)
        .collect();
    parts.join(".")
}

impl ReadArticles for Parquet {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if let Some(file) = self.file.take() {
            match self.open(file) {
                Ok(open) => self.open = Some(open),
                Err(reason) => return Some(Err(Fault::whole(reason))),
            }
        }
        let mut open = self.open.take()?;
        self.number += 1;
        let index = open.index.clone();
        let article = match open.row(self.options.max_article_bytes) {
            Ok(row) => {
                let article = self.article(&row, index.as_ref());
                self.open = Some(open);
                article
            }
            Err(NoRow::End) => return None,
            Err(NoRow::Rows(rows, reason)) => {
                let fault = Fault::of_record(self.number, reason);
                self.number += rows - 1;
                self.open = Some(open);
                return Some(Err(fault));
            }
            Err(NoRow::Rest(reason)) => Err((None, reason)),
        };
        Some(article.map_err(|(id, reason)| Fault {
            id,
            ..Fault::of_record(self.number, reason)
        }))
    }

    fn read_as(&self) -> ReadAs {
        ReadAs::new("parquet")
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        true
    }
}

/// Runs a step of the library, which may panic at damaged files.
fn attempt<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match contained(step) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(damaged(&error.to_string())),
        Err(_) => Err(damaged("the file is damaged")),
    }
}

fn damaged(what: &str) -> String {
    format!("not readable as Parquet: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Fields;
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;
    use std::io::Cursor;

    /// A file of two groups of rows with those ids and bodies.
    fn file(rows: &[(i64, Option<&str>)]) -> Vec<u8> {
        let schema = "message m { REQUIRED INT64 id; OPTIONAL BYTE_ARRAY Body (STRING); \
                      REQUIRED INT64 published (TIMESTAMP_MILLIS); \
                      REQUIRED GROUP tags (LIST) { REPEATED GROUP list { \
                      REQUIRED BYTE_ARRAY element (STRING); } } }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::default());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        for rows in rows.chunks(2) {
            let ids: Vec<i64> = rows.iter().map(|r| r.0).collect();
            let words: Vec<ByteArray> = rows.iter().filter_map(|r| Some(r.1?.into())).collect();
            let levels: Vec<i16> = rows.iter().map(|r| i16::from(r.1.is_some())).collect();
            let zeros = vec![0; rows.len()];
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&ids, None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let typed = column.typed::<ByteArrayType>();
            typed.write_batch(&words, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&ids, None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let typed = column.typed::<ByteArrayType>();
            typed.write_batch(&[], Some(&zeros), Some(&zeros)).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn read(bytes: &[u8], fields: Fields) -> Vec<Result<Article, Fault>> {
        let content = Box::new(Cursor::new(bytes.to_vec()));
        let options = CorpusOptions {
            fields,
            max_article_bytes: 20,
            ..CorpusOptions::default()
        };
        let source = Source {
            path: None,
            name: "f".into(),
            id: "f".into(),
            size: None,
        };
        let mut reader = Parquet::new(&source, content, Arc::new(options)).unwrap();
        std::iter::from_fn(|| reader.next_article()).collect()
    }

    #[test]
    fn rows_are_articles() {
        let rows = [
            (7, Some("It rained.")),
            (8, None),
            (9, Some("An é too long by far.")),
        ];
        let found = read(&file(&rows), Fields::default());
        assert_eq!(found.len(), 3);
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.id.as_str(), article.text.as_str()),
            ("7", "It rained.")
        );
        let date = article.metadata.date.as_deref().unwrap();
        assert_eq!(date, "1970-01-01T00:00:00.007Z");
        assert_eq!(found[1].as_ref().unwrap().text, "");
        let fault = found[2].as_ref().unwrap_err();
        assert_eq!(fault.record, Some(3));
        assert!(fault.reason.starts_with("longer than 20 bytes"));
        assert!(read(&file(&[]), Fields::default()).is_empty());
    }

    #[test]
    fn a_file_without_a_text_column_is_rejected_once() {
        let fields = Fields {
            text: vec!["story".into()],
            ..Fields::default()
        };
        let found = read(&file(&[(1, Some("x"))]), fields);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].as_ref().unwrap_err().reason,
            "no column \"story\"; the file has: id, Body, published, tags"
        );
    }

    #[test]
    fn damaged_files_are_rejected() {
        let whole = file(&[(1, Some("one")), (2, Some("two")), (3, Some("three"))]);
        for bytes in [&b""[..], b"PAR1", b"hello there", &whole[..whole.len() / 2]] {
            let found = read(bytes, Fields::default());
            assert!(
                found[0]
                    .as_ref()
                    .unwrap_err()
                    .reason
                    .contains("not readable as Parquet")
            );
        }
        // Whatever byte is wrong, there is an answer; the last bit of a number is its sign.
        for at in 0..whole.len() {
            for wrong in [0x5a, 0x01] {
                let mut bytes = whole.clone();
                bytes[at] ^= wrong;
                let found = read(&bytes, Fields::default());
                assert!(found.len() <= 4 * 3, "{at}");
            }
        }
    }
}
