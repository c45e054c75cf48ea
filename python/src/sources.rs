//! What may be given as articles: files and folders, tables of Arrow, records.

use crate::error::raised;
use crate::frames;
use crate::options::Reading;
use crate::pipe::PythonRecords;
use crate::stream::{Ended, Raised};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use sayso::corpus::{Article, Corpus, Rejected};
use std::path::PathBuf;

/// Articles to be read, and what else the reader is to know.
pub struct Records {
    pub records: Box<dyn Iterator<Item = Result<Article, Rejected>> + Send>,
    /// The fields of the records that are kept.
    pub keep: Vec<String>,
    /// Where an exception of Python is put that ends the records.
    pub raised: Raised,
}

/// The articles that somebody gave.
pub fn records_of(
    articles: &Bound<'_, PyAny>,
    reading: &Reading,
    ended: &Ended,
) -> PyResult<Records> {
    let py = articles.py();
    let raised_by = Raised::default();
    let keep = reading.keep.clone();
    let records: Box<dyn Iterator<Item = _> + Send> = if let Some(paths) = paths(articles)? {
        let options = reading.options(py, "auto")?;
        Box::new(
            py.detach(|| Corpus::open(&paths, options))
                .map_err(raised)?,
        )
    } else if articles.hasattr("__arrow_c_stream__")? {
        // Offsets are to index the texts of the table.
        let options = reading.options(py, "plain")?;
        Box::new(frames::rows(articles, options)?)
    } else {
        let options = reading.options(py, "plain")?;
        let raised = raised_by.clone();
        Box::new(PythonRecords::new(
            articles,
            None,
            options,
            ended.clone(),
            raised,
        )?)
    };
    Ok(Records {
        records,
        keep,
        raised: raised_by,
    })
}

/// The paths that are named, if paths are: one, or a list of them.
fn paths(articles: &Bound<'_, PyAny>) -> PyResult<Option<Vec<PathBuf>>> {
    let is_path = |item: &Bound<'_, PyAny>| -> PyResult<bool> {
        Ok(item.is_instance_of::<PyString>() || item.hasattr("__fspath__")?)
    };
    if is_path(articles)? {
        return Ok(Some(vec![articles.extract()?]));
    }
    if articles.is_instance_of::<PyDict>() {
        return Err(raised(
            "articles: one record is no corpus; give a list of records",
        ));
    }
    // A list or tuple can be looked at without taking anything from it.
    let Ok(list) = articles.cast::<pyo3::types::PySequence>() else {
        return Ok(None);
    };
    if list.len()? == 0 || !is_path(&list.get_item(0)?)? {
        return Ok(None);
    }
    let mut paths = Vec::new();
    for item in list.try_iter()? {
        let item = item?;
        if !is_path(&item)? {
            return Err(raised("articles: paths and records cannot be mixed"));
        }
        paths.push(item.extract()?);
    }
    Ok(Some(paths))
}
