//! Writing the texts of a gold set, so that any system can be run on them.

use super::document::Corpus;
use crate::error::{Error, Result};
use std::path::Path;

/// Writes `NAME.txt` for each article that has a text; answers how many.
///
/// # Errors
/// If the folder or a file cannot be written.
pub fn write(corpus: &Corpus, folder: &Path) -> Result<usize> {
    std::fs::create_dir_all(folder).map_err(Error::io("write", folder))?;
    let mut written = std::collections::BTreeSet::new();
    for document in corpus {
        if let Some(text) = &document.text
            && written.insert(&document.id)
        {
            let file = folder.join(format!("{}.txt", document.id));
            std::fs::write(&file, text).map_err(Error::io("write", &file))?;
        }
    }
    Ok(written.len())
}
