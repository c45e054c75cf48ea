//! Articles in the rows of an Arrow table: a data frame of pandas or polars, a table of pyarrow or
//! R. It comes by the Arrow C stream, and its columns are read as those of a Parquet file are.

use crate::error::raised;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchReader};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, SchemaRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatchReader;
use sayso::corpus::{Article, CorpusOptions, Record, Rejected, Value, article_of};

/// The articles in the rows of something that has an `__arrow_c_stream__`.
///
/// # Errors
/// If it has no column for the text.
pub fn rows(table: &Bound<'_, PyAny>, options: CorpusOptions) -> PyResult<Rows> {
    let reader: PyRecordBatchReader = table.extract()?;
    let reader = reader.into_reader()?;
    let schema = reader.schema();
    let names = columns_of(&schema);
    if !names.iter().any(|name| options.fields.is_text(name)) {
        let missing = options.fields.missing_text("column");
        return Err(raised(format!(
            "{missing}; the table has: {}. Name it: fields={{\"text\": …}}",
            names.join(", ")
        )));
    }
    Ok(Rows {
        reader,
        options,
        columns: Vec::new(),
        row: 0,
        rows: 0,
        number: 0,
    })
}

/// The names of the columns, those of structs in them by their paths.
fn columns_of(schema: &SchemaRef) -> Vec<String> {
    let fields = schema.fields().iter();
    let paths = fields.flat_map(|field| match field.data_type() {
        DataType::Struct(inner) => {
            let inner = inner.iter();
            inner
                .map(|f| format!("{}.{}", field.name(), f.name()))
                .collect()
        }
        _ => vec![field.name().clone()],
    });
    paths.collect()
}

/// Reads one row after the other.
pub struct Rows {
    reader: Box<dyn RecordBatchReader + Send>,
    options: CorpusOptions,
    /// The columns of the current batch that are wanted.
    columns: Vec<(String, Column)>,
    /// The next row of that batch, and how many it has.
    row: usize,
    rows: usize,
    /// Number of the next row in the whole table, from 0.
    number: u64,
}

impl Iterator for Rows {
    type Item = Result<Article, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.row == self.rows {
            match self.reader.next()? {
                Ok(batch) => self.begin(&batch),
                Err(error) => {
                    // What the stream says after an error is not to be trusted.
                    self.reader = Box::new(NoMore(self.reader.schema()));
                    return Some(Err(Rejected {
                        file: "the table".into(),
                        record: Some(self.number),
                        article_id: self.number.to_string(),
                        reason: format!("its rows from here on cannot be read: {error}"),
                    }));
                }
            }
        }
        let row = self.row;
        let columns = self.columns.iter();
        let record = columns.map(|(name, column)| (name.clone().into(), column.value(row)));
        let record: Record = record.collect();
        self.row += 1;
        self.number += 1;
        Some(article_of(record, self.number - 1, &self.options))
    }
}

impl Rows {
    fn begin(&mut self, batch: &RecordBatch) {
        self.columns.clear();
        (self.row, self.rows) = (0, batch.num_rows());
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            self.add(field.name().clone(), array);
        }
    }

    fn add(&mut self, path: String, array: &ArrayRef) {
        if let Some(structs) = array.as_struct_opt() {
            for (field, inner) in structs.fields().iter().zip(structs.columns()) {
                if !matches!(field.data_type(), DataType::Struct(_)) {
                    self.add(format!("{path}.{}", field.name()), inner);
                }
            }
        } else if self.options.fields.wants(&path) {
            self.columns.push((path, Column::new(array)));
        }
    }
}

/// A column, its cells in few types.
enum Column {
    Text(ArrayRef),
    Float(ArrayRef),
    /// Numbers, dates and times.
    Number(ArrayRef),
    List(ArrayRef),
    Other,
}

impl Column {
    fn new(array: &ArrayRef) -> Self {
        let as_type = |to: &DataType| cast(array, to).ok();
        let list = |inner: &DataType| {
            let is_text = matches!(
                inner,
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            );
            let to = DataType::new_large_list(DataType::LargeUtf8, true);
            is_text.then(|| as_type(&to)).flatten().map(Self::List)
        };
        let column = match array.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
                as_type(&DataType::LargeUtf8).map(Self::Text)
            }
            DataType::Dictionary(_, values) => cast(array, values).ok().map(|v| Self::new(&v)),
            DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                as_type(&DataType::Float64).map(Self::Float)
            }
            // In whatever zone it was: it is one time.
            DataType::Timestamp(unit, Some(_)) => {
                as_type(&DataType::Timestamp(*unit, Some("+00:00".into()))).map(Self::Number)
            }
            DataType::List(inner) | DataType::LargeList(inner) => list(inner.data_type()),
            number if number.is_primitive() || *number == DataType::Boolean => {
                Some(Self::Number(array.clone()))
            }
            _ => None,
        };
        column.unwrap_or(Self::Other)
    }

    /// The cell of a row. Null is as good as an empty text, as in files.
    fn value(&self, row: usize) -> Value<'static> {
        let array = match self {
            Self::Text(array) | Self::Float(array) | Self::Number(array) | Self::List(array) => {
                array
            }
            Self::Other => return Value::Other(None),
        };
        if array.is_null(row) {
            return Value::String("".into());
        }
        match self {
            Self::Text(array) => {
                Value::String(array.as_string::<i64>().value(row).to_owned().into())
            }
            Self::Float(array) => {
                let number = array.as_primitive::<Float64Type>().value(row);
                Value::Number(number.to_string().into())
            }
            Self::List(array) => {
                let texts = array.as_list::<i64>().value(row);
                let texts = texts.as_string::<i64>().iter().flatten();
                Value::List(texts.map(str::to_owned).collect())
            }
            _ => {
                let formatter = ArrayFormatter::try_new(array.as_ref(), &FormatOptions::default());
                let text = formatter.map(|f| f.value(row).to_string());
                text.map_or(Value::Other(None), |text| Value::Number(text.into()))
            }
        }
    }
}

/// A stream without rows.
struct NoMore(SchemaRef);

impl Iterator for NoMore {
    type Item = Result<RecordBatch, arrow::error::ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

impl RecordBatchReader for NoMore {
    fn schema(&self) -> SchemaRef {
        self.0.clone()
    }
}
