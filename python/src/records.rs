//! Texts and records of Python as articles.

use crate::error::raised;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDate, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use sayso::corpus::{Article, CorpusOptions, Record, Rejected, Value, article_of};

/// A text under an id, unchanged; a text longer than `limit` bytes is refused.
pub fn one_text(text: &Bound<'_, PyAny>, id: String, limit: usize) -> Result<Article, Rejected> {
    let refused = |reason: String| Rejected {
        file: id.clone(),
        record: None,
        article_id: id.clone(),
        reason,
    };
    let text = words(text).map_err(refused)?;
    if text.len() > limit {
        return Err(refused(sayso::corpus::too_long(limit)));
    }
    Ok(Article {
        id,
        text,
        ..Article::default()
    })
}

/// A text, or a dict with the fields of a record, as an article; `id` comes before a record's own.
pub fn one_record(
    record: &Bound<'_, PyAny>,
    number: u64,
    id: Option<String>,
    options: &CorpusOptions,
) -> Result<Article, Rejected> {
    let Ok(fields) = record.cast::<PyDict>() else {
        let id = id.unwrap_or_else(|| number.to_string());
        return one_text(record, id, options.max_article_bytes);
    };
    let read = record_of(fields, options).map_err(|reason| Rejected {
        file: number.to_string(),
        record: None,
        article_id: id.clone().unwrap_or_else(|| number.to_string()),
        reason,
    });
    let mut article = read.and_then(|record| article_of(record, number, options));
    if let Some(id) = id {
        match &mut article {
            Ok(article) => article.id = id,
            Err(rejected) => rejected.article_id = id,
        }
    }
    article
}

/// The words of a `str`.
fn words(text: &Bound<'_, PyAny>) -> Result<String, String> {
    let Ok(string) = text.cast::<PyString>() else {
        let name = text.get_type().name().map(|name| name.to_string());
        return Err(format!("not a text but {}", name.unwrap_or_default()));
    };
    string.to_str().map(str::to_owned).map_err(|error| {
        let at = error.value(text.py()).getattr("start");
        match at.and_then(|at| at.extract::<usize>()) {
            Ok(at) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
                format!("character {at} is half of a pair (a lone surrogate), which is no text")
            }
            _ => error.to_string(),
        }
    })
}

/// The fields that are wanted of a dict; those of dicts in it by their paths.
fn record_of(dict: &Bound<'_, PyDict>, options: &CorpusOptions) -> Result<Record<'static>, String> {
    let mut record = Record::new();
    add("", dict, options, &mut record)?;
    Ok(record)
}

fn add(
    path: &str,
    dict: &Bound<'_, PyDict>,
    options: &CorpusOptions,
    record: &mut Record<'static>,
) -> Result<(), String> {
    for (name, value) in dict {
        let Ok(name) = name.str() else { continue };
        let path = match path {
            "" => name.to_string(),
            path => format!("{path}.{name}"),
        };
        if let Ok(inner) = value.cast::<PyDict>() {
            // Names of fields have no more parts.
            if path.split('.').count() < 4 {
                add(&path, inner, options, record)?;
            }
            if !options.fields.wants(&path) {
                continue;
            }
        }
        if options.fields.wants(&path)
            && let Some(value) = value_of(&value).map_err(|reason| format!("{path}: {reason}"))?
        {
            record.push((path.into(), value));
        }
    }
    Ok(())
}

/// The value of a field; none of `None`.
fn value_of(value: &Bound<'_, PyAny>) -> Result<Option<Value<'static>>, String> {
    if value.is_none() {
        return Ok(None);
    }
    if value.is_instance_of::<PyString>() {
        return Ok(Some(Value::String(words(value)?.into())));
    }
    let as_str = || {
        value
            .str()
            .map(|s| s.to_string())
            .map_err(|e| e.to_string())
    };
    if value.is_instance_of::<PyBool>() {
        let json = ["false", "true"][usize::from(value.is_truthy().unwrap_or_default())];
        return Ok(Some(Value::Other(Some(json.into()))));
    }
    if let Ok(number) = value.cast::<PyFloat>()
        && number.extract::<f64>().is_ok_and(f64::is_nan)
    {
        // How data frames write that there is nothing.
        return Ok(None);
    }
    if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() {
        return Ok(Some(Value::Number(as_str()?.into())));
    }
    if value.is_instance_of::<PyDate>() {
        let date = value
            .call_method0("isoformat")
            .and_then(|d| d.extract::<String>());
        let date = date.map_err(|e| e.to_string())?;
        return Ok(Some(Value::String(date.into())));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let texts = value.try_iter().map_err(|e| e.to_string())?;
        let texts: Result<Vec<String>, String> = texts
            .map(|text| words(&text.map_err(|e| e.to_string())?))
            .collect();
        return Ok(Some(texts.map_or(Value::Other(None), Value::List)));
    }
    Ok(Some(Value::Other(None)))
}

/// An id as text, whatever it was.
pub fn id_of(id: &Bound<'_, PyAny>) -> PyResult<String> {
    let id = id.str()?;
    id.to_str().map(str::to_owned).map_err(raised)
}
