//! Which field of a record holds what.

use std::borrow::Cow;

use super::{Article, Metadata};

/// The names under which a record's parts are looked for, for each part in order of
/// preference. A part is taken from the first of its names that has a value which is not
/// empty. Names are compared without regard to the case of ASCII letters.
///
/// A record without text is rejected. Without an id it gets `FILE:RECORD`; without any of
/// the others, that part is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// Names of the article's text; a string.
    pub text: Vec<String>,
    /// Names of the article's id; a string or a number, which is kept as written.
    pub id: Vec<String>,
    /// Names of the headline.
    pub title: Vec<String>,
    /// Names of the date of publication.
    pub date: Vec<String>,
    /// Names of the page's address.
    pub url: Vec<String>,
    /// Names of the outlet.
    pub outlet: Vec<String>,
}

impl Default for Fields {
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            text: names(&[
                "text",
                "body",
                "content",
                "article",
                "maintext",
                "articleBody",
            ]),
            id: names(&["id", "article_id", "_id", "doc_id", "uid", "uuid", "guid"]),
            title: names(&["title", "headline"]),
            date: names(&[
                "date",
                "published",
                "date_publish",
                "date_published",
                "published_at",
                "publishedAt",
                "publication_date",
                "pub_date",
                "datePublished",
            ]),
            url: names(&["url", "link"]),
            outlet: names(&[
                "outlet",
                "source",
                "publisher",
                "site_name",
                "publication",
                "source_domain",
            ]),
        }
    }
}

/// The value of one field.
#[derive(Clone, Debug)]
pub(super) enum Value<'r> {
    String(Cow<'r, str>),
    /// As written.
    Number(&'r str),
    /// A truth value, a list or an object.
    Other,
}

impl Value<'_> {
    fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(value) => Some(value),
            Self::Number(value) => Some(value),
            Self::Other => None,
        }
    }
}

impl Fields {
    /// Whether any part may come from the field of that name.
    pub(super) fn wants(&self, name: &str) -> bool {
        [
            &self.text,
            &self.id,
            &self.title,
            &self.date,
            &self.url,
            &self.outlet,
        ]
        .into_iter()
        .flatten()
        .any(|wanted| wanted.eq_ignore_ascii_case(name))
    }

    /// The article that a record's fields make.
    ///
    /// # Errors
    ///
    /// If there is no text, the reason in words.
    pub(super) fn article(
        &self,
        record: Vec<(&str, Value<'_>)>,
        fallback_id: impl FnOnce() -> String,
    ) -> Result<Article, String> {
        let part = |names| find(names, &record).map(str::to_owned);
        let id = self.id(&record).unwrap_or_else(fallback_id);
        let title = part(&self.title);
        let metadata = Metadata {
            date: part(&self.date),
            url: part(&self.url),
            outlet: part(&self.outlet),
        };
        let text = self.text(record)?;
        Ok(Article {
            id,
            title,
            text,
            metadata,
        })
    }

    /// The id that a record has of its own.
    pub(super) fn id(&self, record: &[(&str, Value<'_>)]) -> Option<String> {
        find(&self.id, record).map(str::to_owned)
    }

    /// The first text that is not empty; failing that, an empty one.
    fn text(&self, mut record: Vec<(&str, Value<'_>)>) -> Result<String, String> {
        let mut empty = None;
        let mut unfit = None;
        for name in &self.text {
            let Some(at) = record
                .iter()
                .position(|(n, _)| n.eq_ignore_ascii_case(name))
            else {
                continue;
            };
            match &mut record[at].1 {
                Value::String(text) if text.is_empty() => empty = Some(String::new()),
                Value::String(text) => return Ok(std::mem::take(text).into_owned()),
                _ => unfit = unfit.or(Some(name)),
            }
        }
        match (empty, unfit) {
            (Some(empty), _) => Ok(empty),
            (None, Some(name)) => Err(format!("field \"{name}\" is not a string")),
            (None, None) => Err(self.missing_text("field")),
        }
    }

    /// That there is no text, by the names it was looked for under.
    pub(super) fn missing_text(&self, what: &str) -> String {
        match self.text.as_slice() {
            [name] => format!("no {what} \"{name}\""),
            names => format!("no {what} for the text (looked for: {})", names.join(", ")),
        }
    }
}

fn find<'r>(names: &[String], record: &'r [(&str, Value<'_>)]) -> Option<&'r str> {
    names.iter().find_map(|name| {
        let (_, value) = record.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        value.as_str().filter(|value| !value.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(value: &str) -> Value<'_> {
        Value::String(value.into())
    }

    #[test]
    fn the_first_name_with_a_value_wins() {
        let record = vec![
            ("Headline", string("Rain")),
            ("body", string("It rained.")),
            ("text", string("")),
            ("id", Value::Number("12345678901234567890123")),
            ("source", Value::Other),
            ("publisher", string("The Echo")),
        ];
        let article = Fields::default()
            .article(record, || unreachable!())
            .unwrap();
        assert_eq!(article.text, "It rained.");
        assert_eq!(article.title.as_deref(), Some("Rain"));
        assert_eq!(article.id, "12345678901234567890123");
        assert_eq!(article.metadata.outlet.as_deref(), Some("The Echo"));
        assert_eq!(article.metadata.date, None);
    }

    #[test]
    fn one_field_may_serve_two_parts() {
        let fields = Fields {
            id: vec!["url".into()],
            ..Fields::default()
        };
        let record = vec![
            ("url", string("https://a.example/1")),
            ("text", string("x")),
        ];
        let article = fields.article(record, || unreachable!()).unwrap();
        assert_eq!(article.id, "https://a.example/1");
        assert_eq!(article.metadata.url.as_deref(), Some("https://a.example/1"));
    }

    #[test]
    fn a_record_without_text_says_what_was_looked_for() {
        let default = Fields::default();
        let named = Fields {
            text: vec!["story".into()],
            ..Fields::default()
        };
        let reason = |fields: &Fields, record| fields.article(record, String::new).unwrap_err();
        assert!(reason(&default, vec![]).contains("looked for: text, body, content"));
        assert_eq!(
            reason(&named, vec![("text", string("x"))]),
            "no field \"story\""
        );
        assert_eq!(
            reason(&default, vec![("text", Value::Number("1"))]),
            "field \"text\" is not a string"
        );
    }

    #[test]
    fn an_empty_text_is_a_text_and_an_empty_id_is_none() {
        let record = vec![("text", string("")), ("id", string(""))];
        let article = Fields::default().article(record, || "f:1".into()).unwrap();
        assert_eq!((article.text.as_str(), article.id.as_str()), ("", "f:1"));
    }
}
