//! Parquet: one article a row, its parts in columns of the usual names.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;

use super::fields::{Fields, Value};
use super::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use super::tally::ReadAs;
use super::{Article, contained};

/// Rows read ahead: articles are long.
const AHEAD: usize = 64;

/// What a Parquet file begins and ends with.
const MAGIC: &[u8] = b"PAR1";

/// Reads the rows of a file. The record's number is the row's, from 1.
pub(super) struct Parquet {
    /// Nothing before the file is opened, and after its end.
    rows: Option<RowIter<'static>>,
    file: Option<File>,
    id: String,
    fields: Fields,
    limit: usize,
    number: u64,
}

impl Parquet {
    /// `path` is that of the content if it lies on disk; a file is read where it lies, for its
    /// index stands at its end, and everything else is put in a temporary file first.
    ///
    /// # Errors
    /// The reason in words, if it cannot be read or put there.
    pub fn new(
        path: Option<&Path>,
        mut content: Content,
        id: String,
        fields: Fields,
        limit: usize,
    ) -> Result<Self, String> {
        let lies = path.and_then(|path| File::open(path).ok());
        let file = match lies.filter(begins_with_magic) {
            Some(file) => file,
            None => spool(&mut content).map_err(|error| cannot_read(&error))?,
        };
        Ok(Self {
            rows: None,
            file: Some(file),
            id,
            fields,
            limit,
            number: 0,
        })
    }

    fn open(&self, file: File) -> Result<RowIter<'static>, String> {
        let reader = attempt(|| SerializedFileReader::new(file))?;
        let schema = reader.metadata().file_metadata().schema().clone();
        let wanted =
            |column: &&Arc<Type>| column.is_primitive() && self.fields.wants(column.name());
        let columns: Vec<Arc<Type>> = schema.get_fields().iter().filter(wanted).cloned().collect();
        let is_text = |column: &Arc<Type>| {
            let mut names = self.fields.text.iter();
            names.any(|name| name.eq_ignore_ascii_case(column.name()))
        };
        if !columns.iter().any(is_text) {
            let has: Vec<&str> = schema.get_fields().iter().map(|c| c.name()).collect();
            let missing = self.fields.missing_text("column");
            return Err(format!("{missing}; the file has: {}", has.join(", ")));
        }
        attempt(|| {
            let wanted = Type::group_type_builder(schema.name());
            let wanted = wanted.with_fields(columns).build()?;
            let rows = RowIter::from_file_into(Box::new(reader)).with_batch_size(AHEAD);
            rows.project(Some(wanted))
        })
    }

    fn article(&self, row: &Row) -> Result<Article, String> {
        let cells = row
            .get_column_iter()
            .map(|(name, field)| (name.as_str(), Cell::new(field)));
        // A date beyond all calendars has no words.
        let cells: Vec<(&str, Cell)> = attempt(|| Ok(cells.collect()))?;
        let record = cells.iter().map(|(name, cell)| (*name, cell.value()));
        let article = self
            .fields
            .article(record.collect(), || format!("{}:{}", self.id, self.number))?;
        if article.text.len() > self.limit {
            return Err(too_long(self.limit));
        }
        Ok(article)
    }
}

/// What stands in one column of a row.
enum Cell {
    Text(String),
    /// A number, date or time, as text.
    Number(String),
    Other,
}

impl Cell {
    fn new(field: &Field) -> Self {
        match field {
            Field::Str(text) => Self::Text(text.clone()),
            Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
                Ok(text) => Self::Text(text.to_owned()),
                Err(_) => Self::Other,
            },
            // A cell without value is as good as empty.
            Field::Null => Self::Number(String::new()),
            Field::Bool(_) | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
                Self::Other
            }
            number => Self::Number(number.to_string()),
        }
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::String(text.as_str().into()),
            Self::Number(number) if number.is_empty() => Value::String("".into()),
            Self::Number(number) => Value::Number(number),
            Self::Other => Value::Other,
        }
    }
}

impl ReadArticles for Parquet {
    fn read_as(&self) -> ReadAs {
        ReadAs::new("parquet")
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if let Some(file) = self.file.take() {
            match self.open(file) {
                Ok(rows) => self.rows = Some(rows),
                Err(reason) => {
                    return Some(Err(Fault::whole(reason)));
                }
            }
        }
        let rows = self.rows.as_mut()?;
        let row = attempt(|| rows.next().transpose());
        self.number += 1;
        let article = match row {
            Ok(None) => {
                self.rows = None;
                return None;
            }
            Ok(Some(row)) => self.article(&row),
            // What comes after it cannot be found.
            Err(reason) => {
                self.rows = None;
                Err(reason)
            }
        };
        Some(article.map_err(|reason| Fault::of_record(self.number, reason)))
    }
}

/// Runs a step of the library, which may panic at damaged files.
fn attempt<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match contained::contained(step) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(format!("not readable as Parquet: {error}")),
        Err(_) => Err("not readable as Parquet: the file is damaged".into()),
    }
}

fn begins_with_magic(mut file: &File) -> bool {
    let mut head = [0; MAGIC.len()];
    let read = file.read_exact(&mut head).and_then(|()| file.rewind());
    read.is_ok() && head == MAGIC
}

fn spool(content: &mut Content) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(content, &mut file)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let mut reader = Parquet::new(None, content, "f".into(), fields, 20).unwrap();
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
        assert!(date.starts_with("1970-01-01"), "{date}");
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
        // Whatever byte is wrong, there is an answer.
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x5a;
            let found = read(&bytes, Fields::default());
            assert!(found.len() <= 4 * 3, "{at}");
        }
    }
}
