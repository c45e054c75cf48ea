//! The wanted columns of a group of rows, read one row at a time: of a page, which is held
//! anyway, no more is copied than the cells of that row.

use ::parquet::basic::Type as PhysicalType;
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use ::parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96Type,
};
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescriptor;

use super::values::{AsText, Meaning};

/// What stands in one column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing, which is as good as an empty text.
    Empty,
    Text(String),
    /// A number, date or time, as text.
    Number(String),
    /// Several texts.
    List(Vec<String>),
    /// Longer than may be.
    TooLong,
    Other,
}

/// A column of a group of rows.
pub(super) trait Column: Send {
    /// The cell of the next row; nothing after the last one.
    fn next(&mut self) -> Result<Option<Cell>>;
}

/// A column whose cells are never longer than `limit` bytes.
pub(super) fn column(
    reader: ColumnReader,
    descriptor: &ColumnDescriptor,
    limit: usize,
) -> Box<dyn Column> {
    match descriptor.physical_type() {
        PhysicalType::BOOLEAN => typed::<BoolType>(reader, descriptor, limit),
        PhysicalType::INT32 => typed::<Int32Type>(reader, descriptor, limit),
        PhysicalType::INT64 => typed::<Int64Type>(reader, descriptor, limit),
        PhysicalType::INT96 => typed::<Int96Type>(reader, descriptor, limit),
        PhysicalType::FLOAT => typed::<FloatType>(reader, descriptor, limit),
        PhysicalType::DOUBLE => typed::<DoubleType>(reader, descriptor, limit),
        PhysicalType::BYTE_ARRAY => typed::<ByteArrayType>(reader, descriptor, limit),
        PhysicalType::FIXED_LEN_BYTE_ARRAY => {
            typed::<FixedLenByteArrayType>(reader, descriptor, limit)
        }
    }
}

fn typed<T: DataType<T: AsText>>(
    reader: ColumnReader,
    descriptor: &ColumnDescriptor,
    limit: usize,
) -> Box<dyn Column> {
    Box::new(Typed::<T> {
        reader: get_typed_column_reader::<T>(reader),
        meaning: Meaning::of(descriptor),
        is_text: matches!(
            descriptor.physical_type(),
            PhysicalType::BYTE_ARRAY | PhysicalType::FIXED_LEN_BYTE_ARRAY
        ),
        is_list: descriptor.max_rep_level() > 0,
        limit,
        definitions: Vec::new(),
        repetitions: Vec::new(),
        values: Vec::new(),
    })
}

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    meaning: Meaning,
    is_text: bool,
    is_list: bool,
    limit: usize,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// Those of one row: the bytes of texts are those of their page.
    values: Vec<T::T>,
}

impl<T: DataType<T: AsText>> Column for Typed<T> {
    fn next(&mut self) -> Result<Option<Cell>> {
        self.definitions.clear();
        self.repetitions.clear();
        self.values.clear();
        let (rows, ..) = self.reader.read_records(
            1,
            Some(&mut self.definitions),
            Some(&mut self.repetitions),
            &mut self.values,
        )?;
        Ok((rows > 0).then(|| self.cell()))
    }
}

impl<T: DataType<T: AsText>> Typed<T> {
    fn cell(&self) -> Cell {
        if self.values.iter().map(AsText::length).sum::<usize>() > self.limit {
            return Cell::TooLong;
        }
        let texts = self.values.iter().map(|value| value.as_text(self.meaning));
        let Some(mut texts) = texts.collect::<Option<Vec<String>>>() else {
            return Cell::Other;
        };
        match texts.pop() {
            Some(text) if !self.is_list && self.is_text => Cell::Text(text),
            Some(text) if !self.is_list => Cell::Number(text),
            Some(text) => {
                texts.push(text);
                Cell::List(texts)
            }
            None => Cell::Empty,
        }
    }
}
