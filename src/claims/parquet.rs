//! The tables of claims, entities and speakers as [Parquet](https://parquet.apache.org): the
//! columns of the CSV tables, typed.
//!
//! | cells | type |
//! |---|---|
//! | words, ids, names | `STRING` |
//! | offsets and numbers of claims | `INT64` |
//! | confidence | `DOUBLE` |
//! | pieces and mentions | `LIST` of structs with `INT64` `start` and `end` |
//!
//! What is empty in CSV is null, and an empty list in a column of lists. Rows are written in
//! groups as they come, so that memory does not grow with their number; the bytes depend on the
//! rows alone.

use ::parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType, ZstdLevel,
};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::Type;
use std::io;
use std::sync::Arc;

use super::schema::{Cells, Column};

/// A row group ends with the row that reaches so many rows …
const ROWS: usize = 1 << 16;
/// … or so many bytes of cells.
const BYTES: usize = 32 << 20;

/// Makes Parquet of the rows of a CSV table, as they come.
pub struct ParquetTable {
    writer: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

impl ParquetTable {
    /// A table without rows; the fields that are kept follow the columns of its schema, as
    /// optional text.
    ///
    /// # Errors
    /// None that can happen for the schemas here.
    pub fn new(schema: &[Column], kept: &[String]) -> io::Result<Self> {
        let message = message(schema, kept).map_err(to_io)?;
        let level = ZstdLevel::try_new(3).map_err(to_io)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("sayso ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(message), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(to_io)?,
            columns: schema
                .iter()
                .map(|&(_, cells)| cells)
                .chain(kept.iter().map(|_| Cells::OptionalText))
                .map(Buffer::new)
                .collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Adds rows of CSV, without a header, and answers the bytes of the file that are now
    /// complete: most often none.
    ///
    /// # Errors
    /// If a cell is not what its column holds.
    pub fn add(&mut self, rows: &[u8]) -> io::Result<Vec<u8>> {
        let mut reader = ::csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).from_reader(rows);
        let mut row = ::csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(io::Error::other)? {
            if row.len() != self.columns.len() {
                return Err(io::Error::other("a row with too few or too many cells"));
            }
            for (column, cell) in self.columns.iter_mut().zip(&row) {
                column.add(cell)?;
            }
            self.rows += 1;
            self.bytes += row.as_slice().len();
            if self.rows >= ROWS || self.bytes >= BYTES {
                self.end_group()?;
                self.writer.flush()?;
            }
        }
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// Ends the table and answers the rest of its bytes.
    ///
    /// # Errors
    /// None that can happen; those of the library are passed on.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.writer.into_inner().map_err(to_io)
    }

    fn end_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(to_io)?;
        let mut leaves = self.columns.iter_mut().flat_map(Buffer::take);
        while let Some(mut column) = group.next_column().map_err(to_io)? {
            let leaf = leaves.next().unwrap_or_default();
            leaf.write(column.untyped()).map_err(to_io)?;
            column.close().map_err(to_io)?;
        }
        drop(leaves);
        group.close().map_err(to_io)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

/// The schema of a file. The names of kept fields may be any, which Parquet's own notation does
/// not allow for.
fn message(schema: &[Column], kept: &[String]) -> Result<Type, ParquetError> {
    let own = parse_message_type(&notation(schema))?;
    let kept = kept.iter().map(|name| {
        let text = Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8);
        text.build().map(Arc::new)
    });
    let own = own.get_fields().iter().cloned().map(Ok);
    let fields = own.chain(kept).collect::<Result<_, _>>()?;
    Type::group_type_builder("sayso")
        .with_fields(fields)
        .build()
}

/// The schema in Parquet's own notation.
fn notation(schema: &[Column]) -> String {
    let fields = schema.iter().map(|(name, cells)| match cells {
        Cells::Text => format!("REQUIRED BYTE_ARRAY {name} (STRING);"),
        Cells::OptionalText => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
        Cells::Integer => format!("REQUIRED INT64 {name};"),
        Cells::OptionalInteger => format!("OPTIONAL INT64 {name};"),
        Cells::Number => format!("REQUIRED DOUBLE {name};"),
        Cells::Places => format!(
            "REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ REQUIRED GROUP element {{ \
             REQUIRED INT64 start; REQUIRED INT64 end; }} }} }}"
        ),
    });
    format!(
        "message sayso {{ {} }}",
        fields.collect::<Vec<_>>().join(" ")
    )
}

/// The cells of one column since the last group.
enum Buffer {
    One(Leaf, Cells),
    /// Starts and ends.
    Places(Leaf, Leaf),
}

/// What is written of one primitive column: values without nulls, and where they belong.
#[derive(Default)]
struct Leaf {
    words: Vec<ByteArray>,
    integers: Vec<i64>,
    numbers: Vec<f64>,
    /// Whether there is a value, a level a cell or list element.
    definition: Vec<i16>,
    /// Whether an element goes on a list.
    repetition: Vec<i16>,
}

impl Buffer {
    fn new(cells: Cells) -> Self {
        match cells {
            Cells::Places => Self::Places(Leaf::default(), Leaf::default()),
            cells => Self::One(Leaf::default(), cells),
        }
    }

    fn take(&mut self) -> Vec<Leaf> {
        match self {
            Self::One(leaf, _) => vec![std::mem::take(leaf)],
            Self::Places(starts, ends) => vec![std::mem::take(starts), std::mem::take(ends)],
        }
    }

    fn add(&mut self, cell: &str) -> io::Result<()> {
        match self {
            Self::Places(starts, ends) => {
                for (number, place) in cell.split(';').enumerate() {
                    let is_value = !cell.is_empty();
                    if is_value {
                        let (start, end) = place.split_once('-').unwrap_or((place, ""));
                        starts.integers.push(integer(start)?);
                        ends.integers.push(integer(end)?);
                    }
                    for leaf in [&mut *starts, &mut *ends] {
                        leaf.definition.push(i16::from(is_value));
                        leaf.repetition.push(i16::from(number > 0));
                    }
                }
            }
            Self::One(leaf, cells) => match cells {
                Cells::Text => leaf.words.push(cell.into()),
                Cells::Integer => leaf.integers.push(integer(cell)?),
                Cells::Number => leaf.numbers.push(cell.parse().map_err(io::Error::other)?),
                Cells::OptionalText | Cells::OptionalInteger | Cells::Places => {
                    leaf.definition.push(i16::from(!cell.is_empty()));
                    if !cell.is_empty() && *cells == Cells::OptionalText {
                        leaf.words.push(cell.into());
                    } else if !cell.is_empty() {
                        leaf.integers.push(integer(cell)?);
                    }
                }
            },
        }
        Ok(())
    }
}

impl Leaf {
    fn write(&self, column: &mut ColumnWriter) -> Result<(), ParquetError> {
        let levels = |levels: &'_ Vec<i16>| (!levels.is_empty()).then(|| levels.clone());
        let (definition, repetition) = (levels(&self.definition), levels(&self.repetition));
        let (definition, repetition) = (definition.as_deref(), repetition.as_deref());
        match column {
            ColumnWriter::ByteArrayColumnWriter(w) => {
                w.write_batch(&self.words, definition, repetition)?
            }
            ColumnWriter::Int64ColumnWriter(w) => {
                w.write_batch(&self.integers, definition, repetition)?
            }
            ColumnWriter::DoubleColumnWriter(w) => {
                w.write_batch(&self.numbers, definition, repetition)?
            }
            _ => return Err(ParquetError::General("a column of another type".into())),
        };
        Ok(())
    }
}

fn integer(cell: &str) -> io::Result<i64> {
    cell.parse().map_err(io::Error::other)
}

fn to_io(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::schema::{CLAIM_SCHEMA, ENTITY_SCHEMA, SPEAKER_SCHEMA};
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    fn reader(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    /// The rows of a file in words.
    fn rows(bytes: &[u8]) -> Vec<String> {
        let reader = reader(bytes);
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn cells_are_typed() {
        let mut table = ParquetTable::new(&SPEAKER_SCHEMA, &["odd name; {".into()]).unwrap();
        let first = b"a,\"Ann, \"\"the\"\" Lee\",person,,2,3-6;16-19,,Rain,x\n";
        let mut bytes = table.add(first).unwrap();
        bytes.extend(table.add(b"").unwrap());
        bytes.extend(
            table
                .add("b,Zoë,person,mayor,1,,person:zoë-lee,,\n".as_bytes())
                .unwrap(),
        );
        bytes.extend(table.finish().unwrap());
        let expected = [
            "{article_id: \"a\", speaker: \"Ann, \"the\" Lee\", type: \"person\", description: \
             null, claims: 2, mentions: [{start: 3, end: 6}, {start: 16, end: 19}], \
             speaker_id: null, title: \"Rain\", odd name; {: \"x\"}",
            "{article_id: \"b\", speaker: \"Zoë\", type: \"person\", description: \"mayor\", \
             claims: 1, mentions: [], speaker_id: \"person:zoë-lee\", title: null, \
             odd name; {: null}",
        ];
        assert_eq!(rows(&bytes), expected);
    }

    #[test]
    fn groups_are_written_as_rows_come() {
        let mut table = ParquetTable::new(&ENTITY_SCHEMA, &[]).unwrap();
        let part = "a,Ann,person,0,3,0.75,\n".repeat(ROWS / 2);
        let mut bytes = table.add(part.as_bytes()).unwrap();
        let early = bytes.len();
        bytes.extend(table.add(part.as_bytes()).unwrap());
        assert!(bytes.len() > early + 100, "{early} {}", bytes.len());
        bytes.extend(table.add(b"b,Bob,person,0,3,0.5,\n").unwrap());
        bytes.extend(table.finish().unwrap());
        assert_eq!(reader(&bytes).metadata().num_row_groups(), 2);
        let rows = rows(&bytes);
        assert_eq!(rows.len(), ROWS + 1);
        assert!(
            rows[ROWS].ends_with("confidence: 0.5, title: null}"),
            "{}",
            rows[ROWS]
        );
    }

    #[test]
    fn an_empty_table_is_a_file_and_a_wrong_cell_a_fault() {
        let table = ParquetTable::new(&CLAIM_SCHEMA, &[]).unwrap();
        assert!(rows(&table.finish().unwrap()).is_empty());
        let mut table = ParquetTable::new(&ENTITY_SCHEMA, &[]).unwrap();
        assert!(table.add(b"a,b,c,x,1,0.5\n").is_err());
        assert!(table.add(b"a,b\n").is_err());
    }
}
