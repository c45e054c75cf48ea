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
#[cfg(feature = "cli")]
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
#[cfg(feature = "cli")]
use ::parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaDataOptions, ParquetMetaDataReader,
};
use ::parquet::file::properties::WriterProperties;
#[cfg(feature = "cli")]
use ::parquet::file::statistics::Statistics;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use std::io;
use std::sync::Arc;

use super::schema::{Cell, Cells, Schema};

/// A row group ends with the row that reaches so many rows …
const ROWS: usize = 1 << 16;
/// … or so many bytes of cells, as text.
const BYTES: usize = 32 << 20;

/// Makes Parquet of the rows of a table, as they come.
///
/// ```
/// use sayso::claims::parquet::ParquetTable;
/// use sayso::claims::schema::{Cell, ENTITY_SCHEMA, Schema};
///
/// let schema = Schema::new(&ENTITY_SCHEMA, &[])?;
/// let mut table = ParquetTable::new(&schema)?;
/// let text = |words: &'static str| Cell::Text(words.into());
/// let (article, name, kind) = (text("a"), text("Ann Lee"), text("person"));
/// let (start, end, confidence) = (Cell::Integer(0), Cell::Integer(7), Cell::Number(0.97));
/// let mut file = table.add(&[article, name, kind, start, end, confidence, Cell::Empty])?;
/// file.extend(table.finish()?);
/// assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ParquetTable {
    writer: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

impl ParquetTable {
    /// A table without rows.
    ///
    /// # Errors
    /// None that can happen for the schemas of the claims, entities and speakers.
    pub fn new(schema: &Schema) -> io::Result<Self> {
        let message = message(schema).map_err(to_io)?;
        let level = ZstdLevel::try_new(3).map_err(to_io)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("sayso ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(message), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(to_io)?,
            columns: schema
                .columns()
                .map(|(_, cells)| Buffer::new(cells))
                .collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Adds a row and answers the bytes of the file that are now complete: most often none.
    ///
    /// # Errors
    /// If a cell is not what its column holds.
    pub fn add(&mut self, row: &[Cell]) -> io::Result<Vec<u8>> {
        if row.len() != self.columns.len() {
            return Err(io::Error::other("a row with too few or too many cells"));
        }
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.add(cell)?;
            self.bytes += cell.len();
        }
        self.rows += 1;
        if self.rows < ROWS && self.bytes < BYTES {
            return Ok(Vec::new());
        }
        self.end_group()?;
        self.writer.flush()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// Takes the groups of another file of the same schema as they are, and answers the bytes of
    /// this one that are now complete.
    ///
    /// # Errors
    /// If rows still wait for the end of their group, or it is no such file.
    #[cfg(feature = "cli")]
    pub(crate) fn append(&mut self, file: Vec<u8>) -> io::Result<Vec<u8>> {
        if self.rows > 0 {
            return Err(io::Error::other("rows wait for the end of their group"));
        }
        self.append_groups(&file.into()).map_err(to_io)?;
        self.writer.flush()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    #[cfg(feature = "cli")]
    fn append_groups(&mut self, file: &bytes::Bytes) -> Result<(), ParquetError> {
        // As a mask, which is how they are read if not asked for, the encodings of the pages would
        // be left out of the new file.
        let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        let reader = ParquetMetaDataReader::new()
            .with_metadata_options(Some(options))
            .with_page_index_policy(PageIndexPolicy::Required);
        let metadata = reader.parse_and_finish(file)?;
        for (number, from) in metadata.row_groups().iter().enumerate() {
            let pages = metadata.page_index_for_row_group(number);
            let mut group = self.writer.next_row_group()?;
            for (number, column) in from.columns().iter().enumerate() {
                let chunk = ColumnCloseResult {
                    bytes_written: column.compressed_size().unsigned_abs(),
                    rows_written: from.num_rows().unsigned_abs(),
                    metadata: as_written(column)?,
                    bloom_filter: None,
                    column_index: pages.column_index(number).cloned(),
                    offset_index: pages.offset_index(number).cloned(),
                };
                group.append_column(file, chunk)?;
            }
            group.close()?;
        }
        Ok(())
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

/// What is said of a column of a group, as its writer had it: the least and the largest integer
/// also where old readers look for them, which is forgotten in reading it.
#[cfg(feature = "cli")]
fn as_written(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let Some(Statistics::Int64(integers)) = column.statistics() else {
        return Ok(column.clone());
    };
    let integers = integers.clone().with_backwards_compatible_min_max(true);
    let column = column.clone().into_builder();
    column.set_statistics(Statistics::Int64(integers)).build()
}

/// The schema of a file.
fn message(schema: &Schema) -> Result<Type, ParquetError> {
    let fields = schema.columns().map(|(name, cells)| field(name, cells));
    Type::group_type_builder("sayso")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()
}

/// A column of it. The names of kept fields may be any, which Parquet's own notation does not
/// allow for.
fn field(name: &str, cells: Cells) -> Result<Arc<Type>, ParquetError> {
    const REQUIRED: Repetition = Repetition::REQUIRED;
    const OPTIONAL: Repetition = Repetition::OPTIONAL;
    const REPEATED: Repetition = Repetition::REPEATED;
    let text = |repetition| {
        Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()
    };
    let number = |name, repetition, of| {
        Type::primitive_type_builder(name, of)
            .with_repetition(repetition)
            .build()
    };
    let group = |name, repetition, fields: Vec<Type>| {
        Type::group_type_builder(name)
            .with_repetition(repetition)
            .with_fields(fields.into_iter().map(Arc::new).collect())
    };
    let field = match cells {
        Cells::Text => text(REQUIRED)?,
        Cells::OptionalText => text(OPTIONAL)?,
        Cells::Integer => number(name, REQUIRED, PhysicalType::INT64)?,
        Cells::OptionalInteger => number(name, OPTIONAL, PhysicalType::INT64)?,
        Cells::Number => number(name, REQUIRED, PhysicalType::DOUBLE)?,
        Cells::OptionalNumber => number(name, OPTIONAL, PhysicalType::DOUBLE)?,
        Cells::Places => {
            let end = |name| number(name, REQUIRED, PhysicalType::INT64);
            let ends = vec![end("start")?, end("end")?];
            let element = group("element", REQUIRED, ends).build()?;
            let list = group("list", REPEATED, vec![element]).build()?;
            group(name, REQUIRED, vec![list])
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .build()?
        }
    };
    Ok(Arc::new(field))
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

    fn add(&mut self, cell: &Cell) -> io::Result<()> {
        match (self, cell) {
            (Self::Places(starts, ends), Cell::Places(places)) => {
                for (leaf, end) in [(starts, 0), (ends, 1)] {
                    for (number, &(start, stop)) in places.iter().enumerate() {
                        leaf.integers.push(integer([start, stop][end]));
                        leaf.definition.push(1);
                        leaf.repetition.push(i16::from(number > 0));
                    }
                    if places.is_empty() {
                        leaf.definition.push(0);
                        leaf.repetition.push(0);
                    }
                }
            }
            (places @ Self::Places(..), Cell::Empty) => {
                return places.add(&Cell::Places(Vec::new()));
            }
            (Self::One(leaf, cells), cell) => match (cells, cell) {
                (Cells::Text, Cell::Text(words)) => leaf.words.push(word(words)),
                (Cells::Text, Cell::Empty) => leaf.words.push(word("")),
                (Cells::OptionalText, Cell::Text(words)) if !words.is_empty() => {
                    leaf.words.push(word(words));
                    leaf.definition.push(1);
                }
                (Cells::OptionalInteger, Cell::Integer(number)) => {
                    leaf.integers.push(integer(*number));
                    leaf.definition.push(1);
                }
                (Cells::OptionalNumber, Cell::Number(number)) => {
                    leaf.numbers.push(*number);
                    leaf.definition.push(1);
                }
                (Cells::OptionalText, Cell::Text(_) | Cell::Empty)
                | (Cells::OptionalInteger | Cells::OptionalNumber, Cell::Empty) => {
                    leaf.definition.push(0)
                }
                (Cells::Integer, Cell::Integer(number)) => leaf.integers.push(integer(*number)),
                (Cells::Number, Cell::Number(number)) => leaf.numbers.push(*number),
                (cells, cell) => return Err(wrong(*cells, cell)),
            },
            (Self::Places(..), cell) => return Err(wrong(Cells::Places, cell)),
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

fn word(words: &str) -> ByteArray {
    words.into()
}

fn integer(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn wrong(cells: Cells, cell: &Cell) -> io::Error {
    io::Error::other(format!("{cell:?} in a column of {cells:?}"))
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

    fn texts<'c>(words: &[&'c str]) -> Vec<Cell<'c>> {
        words
            .iter()
            .map(|words| Cell::Text((*words).into()))
            .collect()
    }

    #[test]
    fn cells_are_typed() {
        let schema = Schema::new(&SPEAKER_SCHEMA, &["odd name; {".into()]).unwrap();
        let mut table = ParquetTable::new(&schema).unwrap();
        let mut row = texts(&["a", "Ann, \"the\" Lee", "person", ""]);
        row.extend([Cell::Integer(2), Cell::Places(vec![(3, 6), (16, 19)])]);
        row.extend([
            Cell::Empty,
            texts(&["Rain"])[0].clone(),
            texts(&["x"])[0].clone(),
        ]);
        let mut bytes = table.add(&row).unwrap();
        let mut row = texts(&["b", "Zoë", "person", "mayor"]);
        row.extend([Cell::Integer(1), Cell::Places(Vec::new())]);
        row.extend([
            texts(&["person:zoë-lee"])[0].clone(),
            Cell::Empty,
            Cell::Empty,
        ]);
        bytes.extend(table.add(&row).unwrap());
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

    /// Of all kinds of cells, with and without something in them.
    #[cfg(feature = "cli")]
    #[test]
    fn a_group_that_is_taken_over_is_the_same_bytes() {
        let all: [&[_]; 3] = [&CLAIM_SCHEMA, &ENTITY_SCHEMA, &SPEAKER_SCHEMA];
        for columns in all {
            let schema = Schema::new(columns, &["kept".into()]).unwrap();
            let mut table = ParquetTable::new(&schema).unwrap();
            for number in 0..300usize {
                let is_empty = number % 3 == 0;
                let cell = |cells: Cells| match cells {
                    Cells::OptionalText | Cells::OptionalInteger | Cells::OptionalNumber
                        if is_empty =>
                    {
                        Cell::Empty
                    }
                    Cells::Text | Cells::OptionalText => Cell::Text(format!("{number}").into()),
                    Cells::Integer | Cells::OptionalInteger => Cell::Integer(number),
                    Cells::Number | Cells::OptionalNumber => Cell::Number(0.25),
                    Cells::Places => Cell::Places(vec![(number, number + 2); number % 3]),
                };
                let row: Vec<Cell> = schema.columns().map(|(_, cells)| cell(cells)).collect();
                assert!(table.add(&row).unwrap().is_empty());
            }
            let whole = table.finish().unwrap();
            let mut other = ParquetTable::new(&schema).unwrap();
            let mut taken = other.append(whole.clone()).unwrap();
            assert!(other.append(b"PAR1".to_vec()).is_err());
            taken.extend(other.finish().unwrap());
            assert!(taken == whole);
        }
    }

    #[test]
    fn groups_are_written_as_rows_come() {
        let mut table = ParquetTable::new(&Schema::new(&ENTITY_SCHEMA, &[]).unwrap()).unwrap();
        let row = |id, confidence| {
            let mut row = texts(&[id, "Ann", "person"]);
            row.extend([Cell::Integer(0), Cell::Integer(3)]);
            row.extend([Cell::Number(confidence), Cell::Empty]);
            row
        };
        let mut bytes = Vec::new();
        for _ in 1..ROWS {
            bytes.extend(table.add(&row("a", 0.75)).unwrap());
        }
        let early = bytes.len();
        bytes.extend(table.add(&row("a", 0.75)).unwrap());
        assert!(bytes.len() > early + 100, "{early} {}", bytes.len());
        bytes.extend(table.add(&row("b", 0.5)).unwrap());
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
        let schema = |columns| Schema::new(columns, &[]).unwrap();
        let table = ParquetTable::new(&schema(&CLAIM_SCHEMA)).unwrap();
        assert!(rows(&table.finish().unwrap()).is_empty());
        let mut table = ParquetTable::new(&schema(&ENTITY_SCHEMA)).unwrap();
        assert!(
            table
                .add(&texts(&["a", "b", "c", "x", "1", "0.5", ""]))
                .is_err()
        );
        assert!(table.add(&texts(&["a", "b"])).is_err());
    }
}
