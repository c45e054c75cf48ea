//! Which field of a record holds what.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{Article, Metadata};

/// The names under which a record's parts are looked for, for each part in order of
/// preference. A part is taken from the first of its names that has a value which is not
/// empty. Names are compared without regard to the case of ASCII letters.
///
/// `source.name` is the field `name` of the object in `source`, or of each object in a list
/// there. `LP+TD` is both fields, one after the other. Of a list each value is a paragraph of
/// the text, and one of several authors.
///
/// A record without text is rejected. Without an id it gets `FILE:RECORD`; without any of
/// the others, that part is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// Names of the article's text; a string or a list of strings.
    pub text: Vec<String>,
    /// Names of the article's id; a string or a number, which is kept as written.
    pub id: Vec<String>,
    /// Names of the headline.
    pub title: Vec<String>,
    /// Names of the date of publication.
    pub date: Vec<String>,
    /// Names of the page's address; a value that is none is passed over where the name may also
    /// be that of an outlet.
    pub url: Vec<String>,
    /// Names of the outlet; an address is none.
    pub outlet: Vec<String>,
    /// Names of who wrote the article.
    pub author: Vec<String>,
    /// Names of fields to be kept as they are.
    pub keep: Vec<String>,
}

/// The value of one field.
#[derive(Clone, Debug)]
pub enum Value<'r> {
    /// Words.
    String(Cow<'r, str>),
    /// As written.
    Number(Cow<'r, str>),
    /// Several strings.
    List(Vec<String>),
    /// It says that there is none.
    Null,
    /// A truth value or an object, or a list of these: as written, if it can be.
    Other(Option<Cow<'r, str>>),
}

impl Value<'_> {
    /// What it says; nothing if it is empty.
    fn words(&self) -> Option<String> {
        let words = match self {
            Self::String(value) | Self::Number(value) => value.to_string(),
            Self::List(values) => values.join(", "),
            Self::Null | Self::Other(_) => return None,
        };
        Some(words).filter(|words| !words.is_empty())
    }

    /// The text that it holds.
    fn into_text(self) -> Option<String> {
        match self {
            Self::String(value) => Some(value.into_owned()),
            Self::List(values) => Some(values.join("\n")),
            Self::Number(_) | Self::Null | Self::Other(_) => None,
        }
    }
}

/// A record's fields by their names; those in objects by their paths.
pub type Record<'r> = Vec<(Cow<'r, str>, Value<'r>)>;

/// What a field of that name may be needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Its value.
    Value,
    /// Fields of the object in it.
    Below,
    Both,
    No,
}

impl Fields {
    /// What the field of that name or path is wanted for.
    pub(super) fn wanted(&self, path: &str) -> Wanted {
        let is_it = |name: &str| name.eq_ignore_ascii_case(path);
        let is_above = |name: &str| {
            let above = name.get(..path.len());
            above.is_some_and(is_it) && name[path.len()..].starts_with('.')
        };
        match (self.names().any(is_it), self.names().any(is_above)) {
            (true, true) => Wanted::Both,
            (true, false) => Wanted::Value,
            (false, true) => Wanted::Below,
            (false, false) => Wanted::No,
        }
    }

    /// Whether any part may come from the field of that name.
    pub fn wants(&self, name: &str) -> bool {
        matches!(self.wanted(name), Wanted::Value | Wanted::Both)
    }

    /// Whether the text may come from the field of that name.
    pub fn is_text(&self, name: &str) -> bool {
        let mut names = self.text.iter().flat_map(|text| text.split('+'));
        names.any(|text| text.eq_ignore_ascii_case(name))
    }

    /// All names and parts of names.
    fn names(&self) -> impl Iterator<Item = &str> {
        let parts = [
            &self.text,
            &self.id,
            &self.title,
            &self.date,
            &self.url,
            &self.outlet,
            &self.author,
            &self.keep,
        ];
        let names = parts.into_iter().flatten();
        // A field to be kept may be called so.
        names.flat_map(|name| std::iter::once(name.as_str()).chain(name.split('+')))
    }

    /// The article that a record's fields make; its id is empty where none of them is one.
    ///
    /// # Errors
    ///
    /// If there is no text, the reason in words.
    pub(super) fn article(&self, record: Record<'_>) -> Result<Article, String> {
        let part = |names: &[String]| find(names, &record, |_| true);
        let id = self.id(&record).unwrap_or_default();
        let title = part(&self.title);
        let metadata = Metadata {
            date: date(&self.date, &record),
            // Where a field may hold either, its value tells.
            url: find(&self.url, &record, |(name, value)| {
                is_address(value) || !self.outlet.iter().any(|o| o.eq_ignore_ascii_case(name))
            }),
            outlet: find(&self.outlet, &record, |(_, value)| !is_address(value)),
            author: part(&self.author),
        };
        let kept = self.keep.iter();
        let kept = kept.map(|name| (name.clone(), as_written(name, &record)));
        let kept = kept.collect();
        let text = self.text(record)?;
        Ok(Article {
            id,
            title,
            text,
            metadata,
            kept,
            ..Article::default()
        })
    }

    /// The id that a record has of its own; blanks are none.
    pub(super) fn id(&self, record: &Record<'_>) -> Option<String> {
        find(&self.id, record, |(_, value)| !value.trim().is_empty())
    }

    /// The first text that is not empty; failing that, an empty one.
    fn text(&self, mut record: Record<'_>) -> Result<String, String> {
        let mut empty = None;
        let mut unfit = None;
        let mut null = None;
        for names in &self.text {
            let mut pieces = Vec::new();
            for name in names.split('+') {
                let field = record
                    .iter()
                    .position(|(n, _)| n.eq_ignore_ascii_case(name));
                let Some(at) = field else {
                    continue;
                };
                let value = record.swap_remove(at).1;
                let is_object = matches!(&value, Value::Other(Some(json)) if json.starts_with('{'));
                if matches!(value, Value::Null) {
                    null = null.or(Some(name));
                    continue;
                }
                match value.into_text() {
                    Some(text) if text.is_empty() => empty = Some(text),
                    Some(text) => pieces.push(text),
                    None => unfit = unfit.or(Some((name, is_object))),
                }
            }
            if !pieces.is_empty() {
                return Ok(pieces.join("\n\n"));
            }
        }
        match (empty, unfit) {
            (Some(empty), _) => Ok(empty),
            (None, Some((name, true))) => Err(format!(
                "field \"{name}\" is not a string but an object (a table by columns? Write it by \
                 records: in pandas, to_json(orient=\"records\"))"
            )),
            (None, Some((name, false))) => Err(format!("field \"{name}\" is not a string")),
            (None, None) => Err(match null {
                Some(name) => format!("no text: field \"{name}\" is null"),
                None => self.missing_text("field"),
            }),
        }
    }

    /// That there is no text, by the names it was looked for under.
    pub fn missing_text(&self, what: &str) -> String {
        match self.text.as_slice() {
            [name] => format!("no {what} \"{name}\""),
            names => format!("no {what} for the text (looked for: {})", names.join(", ")),
        }
    }
}

/// The first value that fits.
fn find(
    names: &[String],
    record: &Record<'_>,
    fits: impl Fn((&str, &str)) -> bool,
) -> Option<String> {
    names.iter().find_map(|name| {
        let (_, value) = record.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        value.words().filter(|words| fits((name, words)))
    })
}

/// The date as written; of a number that counts from 1970 on, in whatever part of a second, as
/// ISO 8601.
fn date(names: &[String], record: &Record<'_>) -> Option<String> {
    let date = find(names, record, |_| true)?;
    let is_number = |(_, value): &(Cow<'_, str>, Value<'_>)| matches!(value, Value::Number(number) if *number == date);
    let time = || {
        let count: i64 = date.parse().ok()?;
        // Counts of more than eight digits are no days written without dashes.
        let timestamp = match count.unsigned_abs() {
            100_000_000..100_000_000_000 => Timestamp::from_second(count),
            100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(count),
            100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(count),
            100_000_000_000_000_000.. => Timestamp::from_nanosecond(count.into()),
            _ => return None,
        };
        Some(timestamp.ok()?.to_string())
    };
    let time = record.iter().any(is_number).then(time).flatten();
    Some(time.unwrap_or(date))
}

/// A field that is to be kept, whatever its value is.
fn as_written(name: &str, record: &Record<'_>) -> Option<String> {
    let (_, value) = record.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    match value {
        Value::Other(written) => written.as_ref().map(ToString::to_string),
        value => value.words(),
    }
}

/// Whether a value is the address of a page.
fn is_address(value: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| {
        value
            .get(..start.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(value: &str) -> Value<'_> {
        Value::String(value.into())
    }

    fn record<'r>(fields: Vec<(&'r str, Value<'r>)>) -> Record<'r> {
        let fields = fields.into_iter();
        fields.map(|(name, value)| (name.into(), value)).collect()
    }

    #[test]
    fn the_first_name_with_a_value_wins() {
        let record = record(vec![
            ("Headline", string("Rain")),
            ("body", string("It rained.")),
            ("text", string("")),
            ("id", Value::Number("12345678901234567890123".into())),
            ("source", Value::Other(None)),
            ("publisher", string("The Echo")),
        ]);
        let article = Fields::default().article(record).unwrap();
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
        let record = record(vec![
            ("url", string("https://a.example/1")),
            ("text", string("x")),
        ]);
        let article = fields.article(record).unwrap();
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
        let reason =
            |fields: &Fields, record| fields.article(self::tests::record(record)).unwrap_err();
        assert!(reason(&default, vec![]).contains("looked for: text, body, content"));
        assert_eq!(
            reason(&named, vec![("text", string("x"))]),
            "no field \"story\""
        );
        assert_eq!(
            reason(&default, vec![("text", Value::Number("1".into()))]),
            "field \"text\" is not a string"
        );
    }

    #[test]
    fn a_date_that_counts_from_1970_is_made_one() {
        let of = |value: Value<'static>| {
            let fields = vec![("text", string("x")), ("published", value)];
            let article = Fields::default().article(record(fields));
            article.unwrap().metadata.date.unwrap()
        };
        for number in [
            "1714559405",
            "1714559405000",
            "1714559405000000",
            "1714559405000000000",
        ] {
            assert_eq!(of(Value::Number(number.into())), "2024-05-01T10:30:05Z");
            assert_eq!(of(string(number)), number);
        }
        for number in ["20240501", "2024", "1.5e9"] {
            assert_eq!(of(Value::Number(number.into())), number);
        }
    }

    #[test]
    fn an_address_is_no_outlet() {
        let article = |source: &'static str| {
            let fields = vec![
                ("text", string("x")),
                ("source", string(source)),
                ("source-hostname", string("The Echo")),
            ];
            let article = Fields::default().article(record(fields));
            article.unwrap().metadata
        };
        let found = article("https://echo.example/1");
        assert_eq!(found.url.as_deref(), Some("https://echo.example/1"));
        assert_eq!(found.outlet.as_deref(), Some("The Echo"));
        let found = article("The Daily");
        assert_eq!(
            (found.url, found.outlet.as_deref()),
            (None, Some("The Daily"))
        );
    }

    #[test]
    fn lists_and_two_fields_are_joined() {
        let list = |values: &[&str]| Value::List(values.iter().map(|v| (*v).to_owned()).collect());
        let fields = vec![
            ("text", list(&["One.", "Two."])),
            ("authors", list(&["A", "B"])),
        ];
        let article = Fields::default().article(record(fields)).unwrap();
        assert_eq!(article.text, "One.\nTwo.");
        assert_eq!(article.metadata.author.as_deref(), Some("A, B"));
        let fields = vec![("TD", string("Two.")), ("LP", string("One."))];
        let article = Fields::default().article(record(fields)).unwrap();
        assert_eq!(article.text, "One.\n\nTwo.");
    }

    #[test]
    fn paths_are_wanted_from_above() {
        let fields = Fields::default();
        for (path, wanted) in [
            ("source", Wanted::Both),
            ("FIELDS", Wanted::Below),
            ("fields.bodytext", Wanted::Value),
            ("td", Wanted::Value),
            ("fiel", Wanted::No),
            ("é", Wanted::No),
        ] {
            assert_eq!(fields.wanted(path), wanted, "{path}");
        }
    }

    #[test]
    fn an_empty_text_is_a_text_and_an_empty_id_is_none() {
        let record = record(vec![("text", string("")), ("id", string(""))]);
        let article = Fields::default().article(record).unwrap();
        assert_eq!((article.text.as_str(), article.id.as_str()), ("", ""));
    }
}
