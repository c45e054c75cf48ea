//! Model folders: what has to be in them, and their JSON files.

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use std::path::Path;

/// Checks that a folder holds all files of what it should be.
///
/// # Errors
/// [`Error::Model`] that says which are missing.
pub fn check_files(folder: &Path, files: &[&str], what: &str) -> Result<()> {
    let missing: Vec<&str> = files
        .iter()
        .copied()
        .filter(|file| !folder.join(file).is_file())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let reason = format!(
        "{} missing; {what} is {}",
        missing.join(", "),
        files.join(", ")
    );
    Err(Error::Model {
        path: folder.to_owned(),
        reason,
    })
}

/// Reads a JSON file of a folder.
///
/// # Errors
/// [`Error::Model`] if it cannot be read or lacks a field.
pub fn read_json<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T> {
    let fault = |reason: String| Error::Model {
        path: folder.to_owned(),
        reason: format!("{name}: {reason}"),
    };
    let bytes = std::fs::read(folder.join(name)).map_err(|error| fault(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))
}
