//! From what was found in articles to the columns of an Arrow table. Which columns there are, and
//! what they hold, is said in `sayso::claims::schema`.

use crate::error::raised;
use crate::pipe::Refused;
use crate::table::Table;
use arrow::array::{
    ArrayRef, Float64Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder, StructBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use pyo3::prelude::*;
use sayso::claims::Filter;
use sayso::claims::schema::{self, Cell, Cells, Column, Row};
use sayso::corpus::Rejected;
use sayso::pipeline::Analysis;
use sayso::speakers::People;
use std::sync::Arc;

/// A batch of rows ends with the row that reaches so many rows …
const ROWS: usize = 1 << 16;
/// … or so many bytes of words.
const BYTES: usize = 32 << 20;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Claims,
    Entities,
    Speakers,
}

impl Rows {
    pub fn named(name: &str) -> PyResult<Self> {
        match name {
            "claims" => Ok(Self::Claims),
            "entities" => Ok(Self::Entities),
            "speakers" => Ok(Self::Speakers),
            _ => Err(raised(format!(
                "rows: there is no “{name}”, only claims, entities, speakers"
            ))),
        }
    }

    pub fn schema(self) -> &'static [Column] {
        match self {
            Self::Claims => &schema::CLAIM_SCHEMA,
            Self::Entities => &schema::ENTITY_SCHEMA,
            Self::Speakers => &schema::SPEAKER_SCHEMA,
        }
    }
}

/// Which rows are wanted of an article.
pub struct Wanted {
    pub rows: Rows,
    pub filter: Filter,
    /// A table of those whom the user knows.
    pub people: Option<People>,
}

impl Wanted {
    /// A table without rows, with a column for each field that is kept.
    ///
    /// # Errors
    /// If a column has that name already.
    pub fn builder(&self, keep: &[String]) -> PyResult<Builder> {
        let all = schema::Schema::new(self.rows.schema(), keep);
        let mut all = all.map_err(|reason| raised(format!("keep: {reason}")))?;
        if let Some(people) = &self.people {
            let columns = all.with(people.columns());
            all = columns.map_err(|reason| raised(format!("people: {reason}")))?;
        }
        let fields = all.columns().map(|(name, cells)| field(name, cells));
        let fields: Vec<Field> = fields.collect();
        Ok(Builder {
            rows: self.rows,
            schema: Arc::new(Schema::new(fields)),
            columns: all.columns().map(|(_, cells)| Buffer::new(cells)).collect(),
            batches: Vec::new(),
            missing: keep.to_vec(),
            refused: Vec::new(),
            length: 0,
            bytes: 0,
        })
    }

    /// Adds the rows of an article.
    pub fn add(&self, analysis: &Analysis, table: &mut Builder) -> PyResult<()> {
        let article = &analysis.article;
        if !table.missing.is_empty() {
            let has = |name: &String| article.kept.iter().any(|(n, v)| n == name && v.is_some());
            table.missing.retain(|name| !has(name));
        }
        let people = self.people.as_ref();
        let columns = self.rows.schema();
        let add = |row: Row| match people {
            Some(people) => table.add(&schema::with_person(row, columns, people)),
            None => table.add(&row),
        };
        match self.rows {
            Rows::Claims => schema::claims(article, self.filter.keep(&analysis.claims), add),
            Rows::Entities => {
                schema::entities(article, &analysis.offsets(), &analysis.entities, add)
            }
            Rows::Speakers => {
                schema::speakers(article, &analysis.offsets(), &analysis.speakers, add)
            }
        }
    }
}

/// A table under way.
pub struct Builder {
    rows: Rows,
    schema: SchemaRef,
    columns: Vec<Buffer>,
    batches: Vec<RecordBatch>,
    /// The fields to be kept that no record has had so far.
    missing: Vec<String>,
    refused: Vec<Rejected>,
    /// Rows and bytes since the last batch.
    length: usize,
    bytes: usize,
}

impl Builder {
    fn add(&mut self, row: &[Cell]) -> PyResult<()> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.add(cell);
        }
        self.length += 1;
        if self.length >= ROWS || self.bytes >= BYTES {
            self.end_batch()?;
        }
        Ok(())
    }

    /// Puts down a record of which there is no article.
    pub fn refuse(&mut self, rejected: Rejected) {
        self.refused.push(rejected);
    }

    fn end_batch(&mut self) -> PyResult<()> {
        let columns = self.columns.iter_mut().map(Buffer::finish).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(raised)?;
        self.batches.push(batch);
        (self.length, self.bytes) = (0, 0);
        Ok(())
    }

    /// The whole table. Fields that no record had are warned of.
    pub fn finish(mut self, py: Python) -> PyResult<Table> {
        self.end_batch()?;
        for name in &self.missing {
            let words = format!("keep: no record has a field {name}");
            py.import("warnings")?.call_method1("warn", (words,))?;
        }
        let refused = self
            .refused
            .into_iter()
            .map(|r| Py::new(py, Refused::from(r)));
        let refused = refused.collect::<PyResult<Vec<_>>>()?;
        Ok(Table::new(self.rows, self.schema, self.batches, refused))
    }
}

fn field(name: &str, cells: Cells) -> Field {
    match cells {
        Cells::Text => Field::new(name, DataType::Utf8, false),
        Cells::OptionalText => Field::new(name, DataType::Utf8, true),
        Cells::Integer => Field::new(name, DataType::Int64, false),
        Cells::OptionalInteger => Field::new(name, DataType::Int64, true),
        Cells::Number => Field::new(name, DataType::Float64, false),
        Cells::OptionalNumber => Field::new(name, DataType::Float64, true),
        Cells::Places => Field::new(name, DataType::List(Arc::new(element())), false),
    }
}

/// The parts of a place in a text.
fn ends() -> Fields {
    ["start", "end"]
        .map(|name| Field::new(name, DataType::Int64, false))
        .to_vec()
        .into()
}

fn element() -> Field {
    Field::new("element", DataType::Struct(ends()), false)
}

/// The cells of a column since the last batch.
enum Buffer {
    Text(StringBuilder, Cells),
    Integer(Int64Builder),
    Number(Float64Builder),
    Places(ListBuilder<StructBuilder>),
}

impl Buffer {
    fn new(cells: Cells) -> Self {
        match cells {
            Cells::Text | Cells::OptionalText => Self::Text(StringBuilder::new(), cells),
            Cells::Integer | Cells::OptionalInteger => Self::Integer(Int64Builder::new()),
            Cells::Number | Cells::OptionalNumber => Self::Number(Float64Builder::new()),
            Cells::Places => {
                let places = StructBuilder::from_fields(ends(), 0);
                Self::Places(ListBuilder::new(places).with_field(element()))
            }
        }
    }

    /// Adds a cell, and answers how many bytes of words it has.
    fn add(&mut self, cell: &Cell) -> usize {
        match (self, cell) {
            (Self::Text(texts, Cells::OptionalText), Cell::Text(text)) if text.is_empty() => {
                texts.append_null();
            }
            (Self::Text(texts, _), Cell::Text(text)) => {
                texts.append_value(text);
                return text.len();
            }
            (Self::Text(texts, _), _) => texts.append_null(),
            (Self::Integer(numbers), Cell::Integer(number)) => {
                numbers.append_value(i64::try_from(*number).unwrap_or(i64::MAX));
            }
            (Self::Integer(numbers), _) => numbers.append_null(),
            (Self::Number(numbers), Cell::Number(number)) => numbers.append_value(*number),
            (Self::Number(numbers), _) => numbers.append_null(),
            (Self::Places(lists), Cell::Places(places)) => {
                for &(start, end) in places {
                    let place = lists.values();
                    for (number, end) in [start, end].into_iter().enumerate() {
                        let end = i64::try_from(end).unwrap_or(i64::MAX);
                        if let Some(ends) = place.field_builder::<Int64Builder>(number) {
                            ends.append_value(end);
                        }
                    }
                    place.append(true);
                }
                lists.append(true);
            }
            (Self::Places(lists), _) => lists.append(true),
        }
        0
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(texts, _) => Arc::new(texts.finish()),
            Self::Integer(numbers) => Arc::new(numbers.finish()),
            Self::Number(numbers) => Arc::new(numbers.finish()),
            Self::Places(lists) => Arc::new(lists.finish()),
        }
    }
}
