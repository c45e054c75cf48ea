use super::Reading;
use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The file itself, or every file below the folder, in the order of their names.
pub fn below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| Error::Io {
            action: "read",
            path: path.to_owned(),
            reason: e.into(),
        })?;
        if entry.file_type().is_file() || (entry.depth() == 0 && path.is_file()) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Those with this extension.
pub fn with_extension<'f>(
    files: &'f [PathBuf],
    extension: &str,
) -> impl Iterator<Item = &'f PathBuf> {
    files
        .iter()
        .filter(move |f| f.extension().is_some_and(|e| e == extension))
}

/// A whole text file; bytes that are no UTF-8 become replacement characters, one each run.
pub fn text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|reason| Error::Io {
        action: "read",
        path: path.to_owned(),
        reason,
    })?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => String::from_utf8_lossy(e.as_bytes()).into_owned(),
    })
}

/// A whole file of JSON.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_str(&text(path)?).map_err(|error| Error::Format {
        path: path.to_owned(),
        line: error.line() as u64,
        reason: error.to_string(),
    })
}

/// The file's name without folder and extensions.
pub fn article(path: &Path) -> String {
    crate::evaluate::document::article_name(&path.to_string_lossy()).to_owned()
}

/// The records of a file of JSON, each with its line: one a line, or the elements of an array, or
/// one object. Lines that are no JSON are reported.
pub fn records(path: &Path, reading: &mut Reading) -> Result<Vec<(usize, Value)>> {
    let content = text(path)?;
    let content = content.strip_prefix('\u{feff}').unwrap_or(&content);
    match serde_json::from_str(content) {
        Ok(Value::Array(records)) => {
            return Ok(records.into_iter().map(|record| (0, record)).collect());
        }
        Ok(record) => return Ok(vec![(0, record)]),
        Err(_) => {}
    }
    let mut records = Vec::new();
    for (i, line) in content.lines().enumerate() {
        match serde_json::from_str(line) {
            Ok(record) => records.push((i + 1, record)),
            Err(_) if line.trim().is_empty() => {}
            Err(e) => reading.warn(path, i + 1, format!("this record cannot be read: {e}")),
        }
    }
    Ok(records)
}

/// The files of a tool that writes JSON: the file itself, or those of a folder.
pub fn of_json(path: &Path) -> Result<Vec<PathBuf>> {
    let found = below(path)?;
    let is_json = |file: &PathBuf| {
        let extension = file.extension().unwrap_or_default();
        path.is_file() || extension == "json" || extension == "jsonl"
    };
    Ok(found.into_iter().filter(is_json).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_is_itself_and_a_folder_what_lies_below() {
        let folder = tempfile::tempdir().unwrap();
        let below_it = folder.path().join("b.ann");
        std::fs::create_dir(&below_it).unwrap();
        let files = [folder.path().join("a.txt"), below_it.join("c.txt")];
        for file in &files {
            std::fs::write(file, "x").unwrap();
        }
        assert_eq!(below(folder.path()).unwrap(), files);
        assert_eq!(below(&files[0]).unwrap(), files[..1]);
        assert!(below(&folder.path().join("none")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_is_that_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        std::fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(below(&link).unwrap(), [link]);
    }

    #[test]
    fn records_have_their_lines() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.jsonl");
        std::fs::write(&file, "{\"a\":1}\n\nbroken\n \n{\"a\":2}\n").unwrap();
        let mut reading = Reading::default();
        let found = records(&file, &mut reading).unwrap();
        let expected = [(1, json!({"a": 1})), (5, json!({"a": 2}))];
        assert_eq!(found, expected);
        assert_eq!(reading.warnings.len(), 1, "{:?}", reading.warnings);
        let reason = "a.jsonl, line 3: this record cannot be read: ";
        assert!(
            reading.warnings[0].contains(reason),
            "{:?}",
            reading.warnings
        );
    }
}
