//! One article with all that was found in it.

use crate::claim::{Claim, Entity, Span, Speaker};
use crate::error::raised;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use sayso::claims::{Nested, jsonl};
use sayso::pipeline::{Analysis, Workings};
use sayso::report::MarkedArticle;
use std::sync::Arc;

/// An article and what was found in it.
#[pyclass(frozen, module = "sayso")]
pub struct Doc {
    analysis: Arc<Analysis>,
    sentences: Vec<sayso::text::Span>,
    /// The indices of the claims that it has.
    shown: Arc<[usize]>,
}

impl Doc {
    pub fn new((analysis, workings): (Analysis, Workings), nested: Nested) -> Self {
        let claims = &analysis.claims;
        let shown = (0..claims.len()).filter(|&i| nested.keeps(&claims[i], claims));
        Self {
            shown: shown.collect(),
            sentences: workings.document.sentences,
            analysis: Arc::new(analysis),
        }
    }

    fn marked(&self) -> MarkedArticle<'_> {
        let claims = self.shown.iter().map(|&i| &self.analysis.claims[i]);
        MarkedArticle::new(&self.analysis.article, claims)
    }
}

#[pymethods]
impl Doc {
    /// The article's id.
    #[getter]
    fn id(&self) -> &str {
        &self.analysis.article.id
    }

    /// The text, unchanged: all offsets index it.
    #[getter]
    fn text(&self) -> &str {
        &self.analysis.article.text
    }

    /// The headline, where it is not part of the text.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.analysis.article.title.as_deref()
    }

    /// The date, as written.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.analysis.article.metadata.date.as_deref()
    }

    /// The address of the page.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.analysis.article.metadata.url.as_deref()
    }

    /// The outlet.
    #[getter]
    fn outlet(&self) -> Option<&str> {
        self.analysis.article.metadata.outlet.as_deref()
    }

    /// Who wrote it.
    #[getter]
    fn author(&self) -> Option<&str> {
        self.analysis.article.metadata.author.as_deref()
    }

    /// The claims, in the order of the text: a tuple of `Claim`.
    #[getter]
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let claim = |&index: &usize| Claim::new(&self.analysis, index, &self.shown);
        tuple(py, self.shown.iter().map(claim))
    }

    /// The sentences, in the order of the text: a tuple of `Span`.
    #[getter]
    fn sentences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let offsets = self.analysis.offsets();
        let sentences = self.sentences.iter();
        tuple(py, sentences.map(|&span| Span::new(&offsets, span)))
    }

    /// The names of people, organizations and places, in the order of the text: a tuple of `Entity`.
    #[getter]
    fn entities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let offsets = self.analysis.offsets();
        let entities = self.analysis.entities.iter();
        tuple(py, entities.map(|entity| Entity::new(&offsets, entity)))
    }

    /// Those who claim something, by first mention: a tuple of `Speaker`.
    #[getter]
    fn speakers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let all = &self.analysis.speakers;
        let claims =
            |index| move |&claim: &usize| all.of.get(claim).is_some_and(|of| of.0 == Some(index));
        let with_claims = (0..all.speakers.len()).filter(|&i| self.shown.iter().any(claims(i)));
        tuple(
            py,
            with_claims.map(|i| Speaker::new(&self.analysis, i, &self.shown)),
        )
    }

    /// The object that the program writes as a line of JSON.
    fn to_json(&self) -> PyResult<String> {
        let claims = self.shown.iter().map(|&i| &self.analysis.claims[i]);
        let mut line = Vec::new();
        jsonl::write_claims(
            &mut line,
            &self.analysis.article,
            &self.analysis.offsets(),
            claims,
            &self.analysis.entities,
        )?;
        let line = String::from_utf8(line).map_err(raised)?;
        Ok(line.trim_end().to_owned())
    }

    /// The same as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json()?,))
    }

    /// A page that shows the claims in their text; see `sayso.render`.
    fn to_html(&self) -> String {
        self.marked().page()
    }

    fn _repr_html_(&self) -> String {
        self.marked().fragment()
    }

    fn __len__(&self) -> usize {
        self.analysis.article.text.chars().count()
    }

    fn __str__(&self) -> &str {
        self.text()
    }

    fn __repr__(&self) -> String {
        let count = self.shown.len();
        format!("<sayso.Doc {:?}: claims: {count}>", self.id())
    }
}

/// The items as a tuple: what was found does not change.
fn tuple<'py, T>(py: Python<'py>, items: impl Iterator<Item = T>) -> PyResult<Bound<'py, PyTuple>>
where
    T: IntoPyObject<'py>,
    PyErr: From<T::Error>,
{
    let list = PyList::empty(py);
    for item in items {
        list.append(item)?;
    }
    Ok(list.to_tuple())
}
