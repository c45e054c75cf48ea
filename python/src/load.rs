//! A loaded model, and what it is asked for.

use crate::command::models_in;
use crate::doc::Doc;
use crate::error::raised;
use crate::options::{self, Reading};
use crate::pipe::{self, Docs};
use crate::records::one_text;
use crate::sources::{Records, records_of};
use crate::stream::{Answers, Ended, wait_for};
use crate::table::Table;
use crate::table_rows::{Rows, Wanted};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sayso::claims::{Filter, Nested};
use sayso::corpus::{CorpusOptions, Metadata};
use sayso::pipeline::Pipeline as Stages;
use sayso::speakers::People;
use std::path::PathBuf;
use std::sync::Arc;

/// A loaded model. Call it with a text; `load` makes one.
#[pyclass(frozen, module = "sayso")]
pub struct Pipeline {
    stages: Arc<Stages>,
    /// Which claims inside claims it gives.
    nested: Nested,
    /// The name or folder of the model.
    #[pyo3(get)]
    model: String,
}

/// Loads a model; `folders` hold models, by their names.
#[pyfunction]
#[pyo3(signature = (model=None, *, folders=Vec::new(), threads=None, precision="auto", engine="rten", device="cpu", nested="others", min_speaker_confidence=0.0))]
#[allow(clippy::too_many_arguments)]
pub fn load(
    py: Python,
    model: Option<PathBuf>,
    folders: Vec<PathBuf>,
    threads: Option<usize>,
    precision: &str,
    engine: &str,
    device: &str,
    nested: &str,
    min_speaker_confidence: f32,
) -> PyResult<Pipeline> {
    let model = model.unwrap_or_else(|| sayso::pipeline::DEFAULT_MODEL.into());
    let mut builder = Stages::builder()
        .model(&model)
        .models(models_in(folders))
        .precision(options::named("precision", precision)?)
        .engine(options::named("engine", engine)?)
        .device(options::named("device", device)?);
    if !(0.0..=1.0).contains(&min_speaker_confidence) {
        return Err(raised(
            "min_speaker_confidence: give a number between 0 and 1",
        ));
    }
    if threads == Some(0) {
        return Err(raised("threads: at least one is needed"));
    }
    if let Some(threads) = threads {
        builder = builder.threads(threads);
    }
    let stages = py.detach(|| builder.build()).map_err(raised)?;
    Ok(Pipeline {
        stages: Arc::new(stages.min_speaker_confidence(min_speaker_confidence)),
        nested: options::named("nested", nested)?,
        model: model.display().to_string(),
    })
}

#[pymethods]
impl Pipeline {
    /// Finds out who claims what in one text.
    ///
    /// Args:
    ///     text: The article's text; at most 1 MiB of UTF-8. Offsets index it as it is.
    ///     id: The article's id.
    ///     title: The headline, where it is not part of the text: context for the text, and not
    ///         itself attributed.
    ///     date, url, outlet: What the record says of itself, as written.
    ///     author: Who wrote it: the "I" of the text.
    ///
    /// Returns:
    ///     A `Doc`.
    ///
    /// Raises:
    ///     SaysoError: The text is none, or too long.
    #[pyo3(signature = (text, *, id=None, title=None, date=None, url=None, outlet=None, author=None))]
    #[allow(clippy::too_many_arguments)]
    fn __call__(
        &self,
        py: Python,
        text: &Bound<'_, PyAny>,
        id: Option<String>,
        title: Option<String>,
        date: Option<String>,
        url: Option<String>,
        outlet: Option<String>,
        author: Option<String>,
    ) -> PyResult<Doc> {
        let id = id.unwrap_or_default();
        let limit = CorpusOptions::default().max_article_bytes;
        let mut article = one_text(text, id, limit).map_err(|refused| raised(refused.reason))?;
        article.title = title;
        article.metadata = Metadata {
            date,
            url,
            outlet,
            author,
        };
        let stages = Arc::clone(&self.stages);
        let answer = wait_for(py, move || stages.analyze_with_workings(article))?;
        Ok(Doc::new(answer.map_err(raised)?, self.nested))
    }

    /// Reads many texts on all threads, as they are needed, and gives their documents in order.
    ///
    /// No more than a few texts are in memory at a time, and Python's lock is not held meanwhile.
    ///
    /// Args:
    ///     texts: An iterable of texts, or of dicts with the fields of records (`text`, `id`, `title`,
    ///         `date`, `url`, `outlet`, `author`, under the usual names); may have no end.
    ///     ids: As many ids; if not given, those of the records, or their numbers from 0.
    ///
    /// Returns:
    ///     An iterator. For a text that cannot be read (none, too long, half a character) it gives a
    ///     `Refused` with the reason, which counts as false, and goes on.
    ///
    /// Raises:
    ///     SaysoError: There are more or fewer ids than texts. What the iterables raise is raised.
    #[pyo3(signature = (texts, *, ids=None))]
    fn pipe(&self, texts: &Bound<'_, PyAny>, ids: Option<&Bound<'_, PyAny>>) -> PyResult<Docs> {
        pipe::docs(Arc::clone(&self.stages), self.nested, texts, ids)
    }

    /// Reads a corpus and answers a table: one row a claim, or an entity or a speaker.
    ///
    /// The table is the one that the program `sayso attribute` writes: the same columns, the same
    /// cells. Its offsets count characters from the start of each article's text.
    ///
    /// Args:
    ///     articles: Files or folders (a path, or a list of them) in any format that the program
    ///         reads; a data frame of pandas or polars, or anything else with an Arrow C stream, a
    ///         row an article; or an iterable of texts or dicts, as for `pipe`.
    ///     keep: Fields of the records to keep, each as a column after the others.
    ///     rows: What a row is: `claims`, `entities` or `speakers`.
    ///     min_confidence: Leave out claims that are less sure than this, between 0 and 1.
    ///     acts: Keep only claims whose source does one of these: state, deny, ask, order, promise,
    ///         believe, show.
    ///     factuality: Keep only claims that the text says were made (`factual`), were not made
    ///         (`negated`), or leaves open (`possible`).
    ///     people: A CSV or Parquet file of those whom you know, with columns `id` and `name`, any
    ///         `alias…` with further names, and others: claims and speakers get `person_id`,
    ///         `person_name` and those, each with `person_` before it, at the end of the row.
    ///     fields: Which field of a record holds what, where its name does not tell:
    ///         `{"text": "body", "id": "uri"}`; parts are text, id, title, date, url, outlet, author.
    ///     input_format: The format of all files, whatever their names: txt, html, jsonl, csv, …
    ///     text_format: What the text of a record holds: `auto`, `plain` or `html`. For files it is
    ///         `auto` if not given; for records in memory `plain`, so that offsets index their texts.
    ///     encoding: The encoding of all files; found out if not given.
    ///     language_filter: Whether to refuse articles that are certainly not in English; only those
    ///         of web archives are if not given.
    ///     max_article_bytes: The longest article that is read, in bytes; 1 MiB if not given.
    ///
    /// Returns:
    ///     A `Table`. What could not be read is in its `refused`. Rows without an id have the number
    ///     of the row or record, from 0.
    ///
    /// Raises:
    ///     SaysoError: No such file, no column for the text, an option that does not exist.
    #[pyo3(signature = (articles, *, keep=Vec::new(), rows="claims", min_confidence=0.0, acts=None, factuality=None, people=None, fields=None, input_format=None, text_format=None, encoding=None, language_filter=None, max_article_bytes=None))]
    #[allow(clippy::too_many_arguments)]
    fn attribute(
        &self,
        py: Python,
        articles: &Bound<'_, PyAny>,
        keep: Vec<String>,
        rows: &str,
        min_confidence: f32,
        acts: Option<Vec<String>>,
        factuality: Option<Vec<String>>,
        people: Option<PathBuf>,
        fields: Option<Py<PyDict>>,
        input_format: Option<String>,
        text_format: Option<String>,
        encoding: Option<String>,
        language_filter: Option<bool>,
        max_article_bytes: Option<usize>,
    ) -> PyResult<Table> {
        let reading = Reading {
            input_format,
            text_format,
            encoding,
            language_filter,
            max_article_bytes,
            fields,
            keep,
        };
        if !(0.0..=1.0).contains(&min_confidence) {
            return Err(raised("min_confidence: give a number between 0 and 1"));
        }
        let rows = Rows::named(rows)?;
        if people.is_some() && rows == Rows::Entities {
            return Err(raised(
                "people: names have no speakers; ask for claims or speakers",
            ));
        }
        let people = people.map(|path| People::read(&path)).transpose();
        let wanted = Wanted {
            rows,
            people: people.map_err(raised)?,
            filter: Filter {
                nested: self.nested,
                min_confidence,
                acts: options::all_named("acts", acts)?,
                factuality: options::all_named("factuality", factuality)?,
            },
        };
        let ended = Ended::default();
        let Records {
            records,
            keep,
            raised,
        } = records_of(articles, &reading, &ended)?;
        let mut table = wanted.builder(&keep)?;
        let stages = Arc::clone(&self.stages);
        let answers = Answers::of(stages, records, ended, raised, |analysis, _| analysis)?;
        while let Some(answer) = answers.next(py)? {
            match answer {
                Ok(analysis) => wanted.add(&analysis, &mut table)?,
                Err(rejected) => table.refuse(rejected),
            }
        }
        table.finish(py)
    }

    fn __repr__(&self) -> String {
        format!("<sayso.Pipeline {}>", self.model)
    }
}
