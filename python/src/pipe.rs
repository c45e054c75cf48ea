//! Many texts, one after the other: read and answered as they are needed.

use crate::doc::Doc;
use crate::error::raised;
use crate::records::{id_of, one_record};
use crate::stream::{Answers, Ended, Raised};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyString};
use sayso::claims::Nested;
use sayso::corpus::{Article, CorpusOptions, Rejected, TextFormat};
use sayso::pipeline::{Analysis, Pipeline, Workings};
use std::sync::{Arc, PoisonError};

/// An article that was refused, and why.
#[pyclass(frozen, get_all, module = "sayso")]
pub struct Refused {
    /// The id that the article has, or would have had.
    id: String,
    /// The file it is from; for what was given in memory, its number.
    file: String,
    /// Number of the record in that file, from 1; None if it is the whole file.
    record: Option<u64>,
    /// Why, in words.
    reason: String,
}

impl From<Rejected> for Refused {
    fn from(rejected: Rejected) -> Self {
        Self {
            id: rejected.article_id,
            file: rejected.file,
            record: rejected.record,
            reason: rejected.reason,
        }
    }
}

#[pymethods]
impl Refused {
    /// It holds nothing: `if doc` tells documents from what was refused.
    fn __bool__(&self) -> bool {
        false
    }

    fn __str__(&self) -> &str {
        &self.reason
    }

    fn __repr__(&self) -> String {
        format!("<sayso.Refused {:?}: {}>", self.id, self.reason)
    }
}

/// The documents of many texts, in their order.
#[pyclass(frozen, module = "sayso")]
pub struct Docs {
    answers: Answers<(Analysis, Workings)>,
    nested: Nested,
}

#[pymethods]
impl Docs {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(match self.answers.next(py)? {
            Some(Ok(answer)) => {
                let doc = Doc::new(answer, self.nested);
                Some(Bound::new(py, doc)?.into_any())
            }
            Some(Err(rejected)) => Some(Bound::new(py, Refused::from(rejected))?.into_any()),
            None => None,
        })
    }
}

/// Begins to read texts.
pub fn docs(
    stages: Arc<Pipeline>,
    nested: Nested,
    texts: &Bound<'_, PyAny>,
    ids: Option<&Bound<'_, PyAny>>,
) -> PyResult<Docs> {
    let options = CorpusOptions {
        text_format: TextFormat::Plain,
        ..CorpusOptions::default()
    };
    let (ended, raised) = (Ended::default(), Raised::default());
    let records = PythonRecords::new(texts, ids, options, ended.clone(), raised.clone())?;
    Ok(Docs {
        answers: Answers::of(stages, records, ended, raised, |analysis, workings| {
            (analysis, workings)
        })?,
        nested,
    })
}

/// The texts and records that an iterable of Python gives, read on another thread.
pub struct PythonRecords {
    texts: Py<PyIterator>,
    ids: Option<Py<PyIterator>>,
    options: CorpusOptions,
    number: u64,
    ended: Ended,
    raised: Raised,
}

impl PythonRecords {
    pub fn new(
        texts: &Bound<'_, PyAny>,
        ids: Option<&Bound<'_, PyAny>>,
        options: CorpusOptions,
        ended: Ended,
        raised_by: Raised,
    ) -> PyResult<Self> {
        if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyDict>() {
            return Err(raised(
                "give a list of texts, or call the pipeline with one",
            ));
        }
        Ok(Self {
            texts: texts.try_iter()?.unbind(),
            ids: ids
                .map(|ids| ids.try_iter().map(Bound::unbind))
                .transpose()?,
            options,
            number: 0,
            ended,
            raised: raised_by,
        })
    }

    fn read(&mut self, py: Python) -> PyResult<Option<Result<Article, Rejected>>> {
        let Some(text) = self.texts.bind(py).clone().next() else {
            return match &self.ids {
                Some(ids) if ids.bind(py).clone().next().is_some() => {
                    Err(raised("ids: there are more of them than texts"))
                }
                _ => Ok(None),
            };
        };
        let text = text?;
        let id = match &self.ids {
            None => None,
            Some(ids) => match ids.bind(py).clone().next() {
                Some(id) => Some(id_of(&id?)?),
                None => return Err(raised("ids: there are fewer of them than texts")),
            },
        };
        let number = self.number;
        self.number += 1;
        Ok(Some(one_record(&text, number, id, &self.options)))
    }
}

impl Iterator for PythonRecords {
    type Item = Result<Article, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended.is_so() {
            return None;
        }
        // Nothing is read any more when Python is about to end.
        match Python::try_attach(|py| self.read(py))? {
            Ok(record) => record,
            Err(error) => {
                let mut slot = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
                *slot = Some(error);
                None
            }
        }
    }
}
