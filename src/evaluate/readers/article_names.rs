//! Which article a record of an annotation tool is: the tools know no more than texts.

use super::Reading;
use crate::evaluate::document::article_name;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// Fields that name the article of a record, the more telling first.
const NAMES: [&str; 11] = [
    "article_id",
    "article",
    "document_id",
    "doc_id",
    "document",
    "filename",
    "file_name",
    "file",
    "doc",
    "name",
    // Often no more than the tool's own number.
    "id",
];

/// Names for the articles of a file's records.
pub struct ArticleNames {
    by_text: HashMap<String, String>,
    file: String,
    records: usize,
    unnamed: usize,
}

impl ArticleNames {
    /// Names for a file of so many records.
    pub fn new(path: &Path, records: usize, reading: &Reading) -> Self {
        let texts = reading.texts.iter();
        Self {
            by_text: texts
                .map(|(id, text)| (text.trim_end().to_owned(), id.clone()))
                .collect(),
            file: super::files::article(path),
            records,
            unnamed: 0,
        }
    }

    /// The article whose text this is, if it was given.
    pub fn known(&self, text: &str) -> Option<String> {
        self.by_text.get(text.trim_end()).cloned()
    }

    /// The article of record `number`, counted from 1: that whose text this is, or what a field
    /// of the record or of an object in it names, or else the file's name with the number.
    pub fn name(&mut self, text: &str, number: usize, record: &Value, objects: &[&str]) -> String {
        if let Some(id) = self.known(text) {
            return id;
        }
        let within = objects.iter().filter_map(|object| record.get(object));
        let places: Vec<&Value> = within.chain([record]).collect();
        let named = NAMES.iter().find_map(|name| {
            places.iter().find_map(|place| match place.get(name)? {
                Value::String(name) if !name.trim().is_empty() => Some(name.trim().to_owned()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
        });
        match named {
            Some(name) => article_name(&name).to_owned(),
            None if self.records == 1 => self.file.clone(),
            None => {
                self.unnamed += 1;
                format!("{}-{number:04}", self.file)
            }
        }
    }

    /// Says how many articles got a name of which no system can know.
    pub fn report(&self, path: &Path, reading: &mut Reading) {
        if self.unnamed > 0 {
            let (unnamed, file) = (self.unnamed, &self.file);
            reading.warn(
                path,
                0,
                format!(
                    "{unnamed} records do not say which article they are, and are called \
                     {file}-0001 and so on; give the articles with --articles, or run the system \
                     on what --write-text writes"
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_of_one_record_names_it() {
        let mut names = ArticleNames::new(Path::new("flood.json"), 1, &Reading::default());
        assert_eq!(names.name("text", 1, &json!({}), &[]), "flood");
        let mut names = ArticleNames::new(Path::new("flood.json"), 2, &Reading::default());
        assert_eq!(names.name("text", 1, &json!({}), &[]), "flood-0001");
    }

    #[test]
    fn a_field_that_says_something_names_the_article() {
        let mut names = ArticleNames::new(Path::new("db.jsonl"), 9, &Reading::default());
        for (record, expected) in [
            (json!({"article_id": " text/flood.txt ", "id": 7}), "flood"),
            (json!({"article_id": "  ", "doc": null, "id": 7}), "7"),
            (json!({"id": 7, "meta": {"file": "storm.txt"}}), "storm"),
            (json!({"title": "Flood"}), "db-0003"),
        ] {
            assert_eq!(
                names.name("text", 3, &record, &["meta"]),
                expected,
                "{record}"
            );
        }
    }
}
