//! Columns in the names of folders, as clusters write them: `date=2024-05-01/outlet=echo/`.

use percent_encoding::percent_decode_str;

use super::{Article, Fields};

/// How clusters call the folder of rows without a value.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// Names and values, from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns(Vec<(String, String)>);

impl Columns {
    /// Those in the folders on the way to a file.
    pub fn of(path: &str) -> Self {
        let mut parts: Vec<&str> = path.split(['/', std::path::MAIN_SEPARATOR]).collect();
        parts.pop();
        let columns = parts.iter().filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            let decoded = |part| percent_decode_str(part).decode_utf8().ok();
            let (name, value) = (decoded(name)?, decoded(value)?);
            let is_one = !name.is_empty() && !value.is_empty() && value != NONE;
            is_one.then(|| (name.into_owned(), value.into_owned()))
        });
        Self(columns.collect())
    }

    /// Gives an article what it has not of its own.
    pub fn complete(&self, article: &mut Article, fields: &Fields) {
        if self.0.is_empty() {
            return;
        }
        let metadata = &mut article.metadata;
        for (part, names) in [
            (&mut article.title, &fields.title),
            (&mut metadata.date, &fields.date),
            (&mut metadata.url, &fields.url),
            (&mut metadata.outlet, &fields.outlet),
            (&mut metadata.author, &fields.author),
        ] {
            if part.is_none() {
                *part = names.iter().find_map(|name| self.value(name));
            }
        }
        for (name, value) in &mut article.kept {
            if value.is_none() {
                *value = self.value(name);
            }
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        // The innermost folder is nearest.
        let mut columns = self.0.iter().rev();
        let (_, value) = columns.find(|(column, _)| column.eq_ignore_ascii_case(name))?;
        Some(value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_of_folders_alone() {
        let columns = Columns::of(
            "x/Date=2024-05-01/outlet=The%20Echo/y=/%zz=1/n=__HIVE_DEFAULT_PARTITION__/a=b.txt",
        );
        let pairs = [("Date", "2024-05-01"), ("outlet", "The Echo"), ("%zz", "1")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(columns, Columns(pairs.to_vec()));
        let mut article = Article {
            kept: vec![("outlet".into(), None), ("x".into(), None)],
            ..Article::default()
        };
        article.metadata.outlet = Some("Own".into());
        columns.complete(&mut article, &Fields::default());
        assert_eq!(article.metadata.outlet.as_deref(), Some("Own"));
        assert_eq!(article.metadata.date.as_deref(), Some("2024-05-01"));
        assert_eq!(article.kept[0].1.as_deref(), Some("The Echo"));
        assert_eq!(article.kept[1].1, None);
    }
}
