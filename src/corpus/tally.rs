//! What the files turned out to be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::markup::Markup;

/// What one file is read as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadAs {
    format: String,
    details: BTreeSet<String>,
}

impl ReadAs {
    pub fn new(format: impl Into<String>) -> Self {
        Self {
            format: format.into(),
            details: BTreeSet::new(),
        }
    }

    /// The same with something that was found out, if it was.
    pub fn with(mut self, detail: Option<impl Into<String>>) -> Self {
        self.details.extend(detail.map(Into::into));
        self
    }

    pub fn add(&mut self, detail: impl Into<String>) {
        self.details.insert(detail.into());
    }
}

impl From<Markup> for String {
    fn from(markup: Markup) -> Self {
        match markup {
            Markup::Html => "texts as HTML".into(),
            Markup::Entities => "entities decoded".into(),
        }
    }
}

impl fmt::Display for ReadAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format)?;
        for (number, detail) in self.details.iter().enumerate() {
            f.write_str(if number == 0 { " (" } else { ", " })?;
            f.write_str(detail)?;
        }
        f.write_str(if self.details.is_empty() { "" } else { ")" })
    }
}

/// Different descriptions that are told; more are counted together.
const MOST: usize = 12;

/// How many files were read as what, for a line of a report: `2 files as txt, 1 file as csv
/// (; between cells, windows-1252)`. Copies share their counts.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<String, u64>>>);

impl Tally {
    pub(super) fn add(&self, file: &ReadAs) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut name = file.to_string();
        if counts.len() >= MOST && !counts.contains_key(&name) {
            name = "something else".into();
        }
        *counts.entry(name).or_default() += 1;
    }

    /// Whether no file has been read.
    pub fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, (name, count)) in counts.iter().enumerate() {
            let apart = if number == 0 { "" } else { ", " };
            let files = if *count == 1 { "file" } else { "files" };
            write!(f, "{apart}{count} {files} as {name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_by_what_they_are() {
        let tally = Tally::default();
        assert!(tally.is_empty());
        let csv = ReadAs::new("csv")
            .with(Some("windows-1252"))
            .with(None::<String>);
        let copy = tally.clone();
        copy.add(&csv.with(Some("; between cells")));
        copy.add(&ReadAs::new("txt"));
        copy.add(&ReadAs::new("txt"));
        let expected = "1 file as csv (; between cells, windows-1252), 2 files as txt";
        assert_eq!(tally.to_string(), expected);
        for number in 0..100 {
            tally.add(&ReadAs::new(number.to_string()));
        }
        assert!(
            tally
                .to_string()
                .ends_with("90 files as something else, 2 files as txt")
        );
    }
}
