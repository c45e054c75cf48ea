//! A table of claims, entities or speakers, as other libraries take it: by the Arrow C stream.

use crate::pipe::Refused;
use crate::table_rows::Rows;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3_arrow::PyTable;

/// A table, its rows in the order of the articles.
#[pyclass(frozen, module = "sayso")]
pub struct Table {
    rows: Rows,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    refused: Vec<Py<Refused>>,
}

impl Table {
    pub fn new(
        rows: Rows,
        schema: SchemaRef,
        batches: Vec<RecordBatch>,
        refused: Vec<Py<Refused>>,
    ) -> Self {
        Self {
            rows,
            schema,
            batches,
            refused,
        }
    }
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let table = PyTable::try_new(self.batches.clone(), self.schema.clone())?;
        let table = Bound::new(py, table)?;
        table.call_method1("__arrow_c_stream__", (requested_schema,))
    }

    /// The table as a `pyarrow.Table`, not copied; needs pyarrow.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        module(slf.py(), "pyarrow", "to_arrow")?.call_method1("table", (slf,))
    }

    /// The table as a `pandas.DataFrame`, whole numbers as `Int64`; needs pandas and pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let pandas = module(py, "pandas", "to_pandas")?;
        let arrow = module(py, "pyarrow", "to_pandas")?;
        // Offsets stay whole numbers where there are none.
        let types = PyDict::new(py);
        types.set_item(
            arrow.call_method0("int64")?,
            pandas.call_method0("Int64Dtype")?,
        )?;
        let options = PyDict::new(py);
        options.set_item("types_mapper", types.getattr("get")?)?;
        let table = arrow.call_method1("table", (slf,))?;
        table.call_method("to_pandas", (), Some(&options))
    }

    /// The table as a `polars.DataFrame`; needs polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        module(slf.py(), "polars", "to_polars")?.call_method1("DataFrame", (slf,))
    }

    /// The names of the columns, in their order.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.schema.fields().iter().map(|f| f.name()))
    }

    /// The records of which no article could be made: a tuple of `Refused`.
    #[getter]
    fn refused<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.refused.iter().map(|r| r.clone_ref(py)))
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let what = match self.rows {
            Rows::Claims => "claims",
            Rows::Entities => "entities",
            Rows::Speakers => "speakers",
        };
        let refused = match self.refused.len() {
            0 => String::new(),
            number => format!(", articles refused: {number}"),
        };
        format!("<sayso.Table {what}: {}{refused}>", self.__len__())
    }
}

/// A library that is no part of the package.
fn module<'py>(py: Python<'py>, name: &str, method: &str) -> PyResult<Bound<'py, PyAny>> {
    let module = py.import(name).map_err(|error| {
        if !error.is_instance_of::<PyImportError>(py) {
            return error;
        }
        let extra = if name == "polars" { "polars" } else { "pandas" };
        PyImportError::new_err(format!(
            "{method} needs {name}: pip install {name}, or pip install sayso[{extra}] ({error})"
        ))
    })?;
    Ok(module.into_any())
}
