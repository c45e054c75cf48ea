//! Options by their names on the command line.

use crate::error::raised;
use encoding_rs::Encoding;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sayso::Named;
use sayso::corpus::{CorpusOptions, Fields};

/// The value of an option that has that name.
///
/// # Errors
/// With the names that there are.
pub fn named<T: Named>(option: &str, name: &str) -> PyResult<T> {
    T::named(name).map_err(|_| {
        let names = T::all().iter().map(|value| value.name());
        let names = names.collect::<Vec<_>>().join(", ");
        raised(format!("{option}: there is no “{name}”, only {names}"))
    })
}

/// The values of those names; none if none are given.
pub fn all_named<T: Named>(option: &str, names: Option<Vec<String>>) -> PyResult<Vec<T>> {
    let names = names.unwrap_or_default();
    names.iter().map(|name| named(option, name)).collect()
}

/// How the records of a corpus are read.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Reading {
    pub input_format: Option<String>,
    pub text_format: Option<String>,
    pub encoding: Option<String>,
    pub language_filter: Option<bool>,
    pub max_article_bytes: Option<usize>,
    pub fields: Option<Py<PyDict>>,
    /// The fields of the records to keep.
    pub keep: Vec<String>,
}

impl Reading {
    /// The same as options of the library; `text_format` where none is given is the caller's.
    pub fn options(&self, py: Python, text_format: &str) -> PyResult<CorpusOptions> {
        let usual = CorpusOptions::default();
        let encoding = self.encoding.as_deref().filter(|e| *e != "auto");
        Ok(CorpusOptions {
            format: (self.input_format.as_deref())
                .map(|name| named("input_format", name))
                .transpose()?,
            text_format: named(
                "text_format",
                self.text_format.as_deref().unwrap_or(text_format),
            )?,
            encoding: encoding
                .map(|name| {
                    let fault = || raised(format!("encoding: there is no “{name}”"));
                    Encoding::for_label(name.as_bytes()).ok_or_else(fault)
                })
                .transpose()?,
            language_filter: self.language_filter,
            max_article_bytes: self.max_article_bytes.unwrap_or(usual.max_article_bytes),
            fields: self.fields(py)?,
            ..usual
        })
    }

    fn fields(&self, py: Python) -> PyResult<Fields> {
        let mut fields = Fields {
            keep: self.keep.clone(),
            ..Fields::default()
        };
        let Some(given) = &self.fields else {
            return Ok(fields);
        };
        for (part, name) in given.bind(py) {
            let (part, name): (String, String) = (part.extract()?, name.extract()?);
            let names = match part.as_str() {
                "text" => &mut fields.text,
                "id" => &mut fields.id,
                "title" => &mut fields.title,
                "date" => &mut fields.date,
                "url" => &mut fields.url,
                "outlet" => &mut fields.outlet,
                "author" => &mut fields.author,
                _ => {
                    return Err(raised(format!(
                        "fields: an article has no “{part}”, only text, id, title, date, url, \
                         outlet, author"
                    )));
                }
            };
            *names = vec![name];
        }
        Ok(fields)
    }
}
