//! Claims scored against a gold set.

use crate::claims_table::ClaimsTable;
use crate::error::raised;
use pyo3::prelude::*;
use pyo3::types::PyString;
use sayso::evaluate::align::align;
use sayso::evaluate::bootstrap::Resampling;
use sayso::evaluate::document::{Corpus, article_name, leave_out_nested};
use sayso::evaluate::metrics;
use sayso::evaluate::metrics::calibration::{Correctness, calibration};
use sayso::evaluate::readers::{Format, Reading, of_rows, read};
use sayso::evaluate::report::{Report, machine, table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is printed and what is counted of it, as text and as JSON, with what was odd.
type Evaluated = (String, String, Vec<String>);

/// Where a system's claims are.
enum System {
    Path(PathBuf),
    Table(ClaimsTable),
}

/// Scores a system's claims, a table or a path, against a gold set.
#[pyfunction]
#[pyo3(name = "_evaluate")]
pub fn evaluate(
    py: Python,
    gold: Vec<PathBuf>,
    system: &Bound<'_, PyAny>,
    articles: Vec<PathBuf>,
    score_nested: bool,
    bootstrap: usize,
    seed: u64,
) -> PyResult<Evaluated> {
    let system = match is_path(system)? {
        true => System::Path(system.extract()?),
        false => System::Table(ClaimsTable::new(system)?),
    };
    let resampling = Resampling {
        samples: bootstrap,
        seed,
    };
    py.detach(|| score(&gold, &system, &articles, score_nested, resampling))
        .map_err(raised)
}

fn score(
    gold: &[PathBuf],
    system: &System,
    articles: &[PathBuf],
    score_nested: bool,
    resampling: Resampling,
) -> sayso::error::Result<Evaluated> {
    let mut warnings = Vec::new();
    let texts = texts(articles, &mut warnings)?;
    let mut all = Corpus::new();
    for path in gold {
        let mut reading = Reading {
            texts: texts.clone(),
            ..Reading::default()
        };
        all.extend(read(path, Format::Auto, &mut reading)?);
        warnings.append(&mut reading.warnings);
    }
    if all.is_empty() {
        return Err(sayso::Error::Usage("the gold set holds no article".into()));
    }
    let mut reading = Reading::with_texts_of(&all);
    let mut found = match system {
        System::Path(path) => read(path, Format::Auto, &mut reading)?,
        System::Table(table) => {
            let name = Path::new("the table");
            of_rows(&table.header, table.rows(), name, &mut reading)?
        }
    };
    warnings.append(&mut reading.warnings);
    let left_out = if score_nested {
        0
    } else {
        leave_out_nested(&all, &mut found)
    };
    if left_out > 0 {
        warnings.push(format!(
            "{left_out} claims inside claims are not scored: the gold set has none"
        ));
    }
    let pairs = align(&all, &found, Default::default(), &mut warnings);
    let measured = [Correctness::Exact, Correctness::Overlap].into_iter();
    let measured = measured.filter_map(|correctness| calibration(&pairs, correctness));
    let report = Report::new(&metrics::score(&pairs), measured.collect(), resampling);
    let shown = table::report(&report, table::Style::Terminal);
    Ok((shown, machine::json(&report)?, warnings))
}

/// The articles' texts by the names that annotations know them by.
fn texts(
    articles: &[PathBuf],
    warnings: &mut Vec<String>,
) -> sayso::error::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    if articles.is_empty() {
        return Ok(texts);
    }
    for record in sayso::corpus::Corpus::open(articles, Default::default())? {
        match record {
            Ok(article) => {
                let name = article_name(&article.id).to_owned();
                texts.entry(name).or_insert(article.text);
            }
            Err(rejected) => warnings.push(format!(
                "{} is left out: {}",
                rejected.file, rejected.reason
            )),
        }
    }
    Ok(texts)
}

/// Whether something names a file or folder.
pub fn is_path(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.is_instance_of::<PyString>() || object.hasattr("__fspath__")?)
}
