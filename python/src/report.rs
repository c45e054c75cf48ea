//! A page to read claims in their articles.

use crate::claims_table::ClaimsTable;
use crate::error::raised;
use crate::evaluate::is_path;
use crate::options::Reading;
use crate::pipe::Refused;
use crate::sources::{Records, records_of};
use crate::stream::Ended;
use pyo3::prelude::*;
use sayso::report::{ClaimTable, Matching};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// Writes the report of a table of claims, in memory or in a file, and its articles. Answers what
/// of the articles was refused.
#[pyfunction]
#[pyo3(name = "_report")]
pub fn report(
    py: Python,
    claims: &Bound<'_, PyAny>,
    articles: &Bound<'_, PyAny>,
    output: PathBuf,
    title: Option<String>,
    reading: Reading,
) -> PyResult<Vec<Refused>> {
    let table = if is_path(claims)? {
        let path: PathBuf = claims.extract()?;
        let file = File::open(&path).map_err(|e| raised(format!("{}: {e}", path.display())))?;
        ClaimTable::read_file(file, &path)
    } else {
        let claims = ClaimsTable::new(claims)?;
        ClaimTable::of_rows(&claims.header, claims.rows(), Path::new("the table"))
    };
    let mut matching = Matching::new(table.map_err(raised)?);
    let ended = Ended::default();
    let Records {
        records,
        raised: by_records,
        ..
    } = records_of(articles, &reading, &ended)?;
    let mut refused = Vec::new();
    for record in records {
        py.check_signals()?;
        match record {
            Ok(article) => {
                matching.add(article).map_err(raised)?;
            }
            Err(rejected) => refused.push(Refused::from(rejected)),
        }
    }
    if let Some(error) = by_records
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
    {
        return Err(error);
    }
    let page = matching.finish(title).map_err(raised)?;
    py.detach(|| {
        let mut bytes = Vec::new();
        page.write(&mut bytes)?;
        write(&output, &bytes)
    })?;
    Ok(refused)
}

/// Puts a file in its place when all of it is written.
fn write(path: &Path, bytes: &[u8]) -> PyResult<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut place = tempfile::Builder::new();
    // Who may read it is for the user's mask to say.
    #[cfg(unix)]
    place.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let written = place.tempfile_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map_err(|error| raised(format!("cannot write {}: {error}", path.display())))?;
    Ok(())
}
