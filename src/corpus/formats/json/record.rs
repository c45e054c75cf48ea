//! From a JSON object to the fields that are wanted of it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::corpus::fields::{Fields, Record, Value, Wanted};

/// The fields of an object that are wanted. Of a name that comes twice, the last counts.
///
/// # Errors
/// The reason in words, if it is no object.
pub(super) fn parse<'l>(json: &'l str, fields: &Fields) -> Result<Record<'l>, String> {
    let mut record = Record::new();
    add("", json, fields, &mut record).map_err(|error| in_words(&error))?;
    Ok(record)
}

/// Adds what is wanted of the object under `path`.
fn add<'l>(
    path: &str,
    json: &'l str,
    fields: &Fields,
    record: &mut Record<'l>,
) -> Result<(), serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_str(json);
    let found = Object { path, fields }.deserialize(&mut parser)?;
    parser.end()?;
    for (name, wanted, value) in found {
        if wanted != Wanted::Below {
            put(name.clone(), value_of(value)?, record);
        }
        if wanted != Wanted::Value {
            add_below(&name, value, fields, record)?;
        }
    }
    Ok(())
}

/// Adds what is wanted of an object, or of each in a list.
fn add_below<'l>(
    path: &str,
    value: &'l RawValue,
    fields: &Fields,
    record: &mut Record<'l>,
) -> Result<(), serde_json::Error> {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'{') => add(path, json, fields, record),
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json)?;
            for element in elements.iter().filter(|e| e.get().starts_with('{')) {
                let mut one = Record::new();
                add(path, element.get(), fields, &mut one)?;
                for (name, value) in one {
                    join(name.into_owned(), value, record);
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn put<'l>(name: String, value: Value<'l>, record: &mut Record<'l>) {
    let known = record
        .iter_mut()
        .find(|(n, _)| n.eq_ignore_ascii_case(&name));
    match known {
        Some(known) => known.1 = value,
        None => record.push((name.into(), value)),
    }
}

/// Puts a value beside those of the same name.
fn join<'l>(name: String, value: Value<'l>, record: &mut Record<'l>) {
    let words = match value {
        Value::String(words) | Value::Number(words) => vec![words.into_owned()],
        Value::List(words) => words,
        Value::Null | Value::Other(_) => return,
    };
    let known = record
        .iter_mut()
        .find(|(n, _)| n.eq_ignore_ascii_case(&name));
    match known {
        Some((_, Value::List(all))) => all.extend(words),
        _ => record.push((name.into(), Value::List(words))),
    }
}

/// Only what is wanted is kept of an object: the rest may be large and deep.
struct Object<'f> {
    path: &'f str,
    fields: &'f Fields,
}

/// Fields by their paths, unparsed.
type Found<'de> = Vec<(String, Wanted, &'de RawValue)>;

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<Self::Value, M::Error> {
        let mut found: Self::Value = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            let path = if self.path.is_empty() {
                name
            } else {
                format!("{}.{name}", self.path)
            };
            match self.fields.wanted(&path) {
                Wanted::No => {
                    object.next_value::<IgnoredAny>()?;
                }
                wanted => found.push((path, wanted, object.next_value()?)),
            }
        }
        Ok(found)
    }
}

fn value_of(value: &RawValue) -> Result<Value<'_>, serde_json::Error> {
    let json = value.get();
    Ok(match json.as_bytes().first() {
        Some(b'"') => Value::String(serde_json::from_str::<String>(json)?.into()),
        Some(b'-' | b'0'..=b'9') => Value::Number(json.into()),
        Some(b'n') => Value::Null,
        // Strings alone make a list: paragraphs, or names.
        Some(b'[') => {
            serde_json::from_str(json).map_or_else(|_| Value::Other(Some(json.into())), Value::List)
        }
        _ => Value::Other(Some(json.into())),
    })
}

/// The parser's own words, without its line number, which would always be 1.
fn in_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let what = words
        .rfind(" at line ")
        .map_or(words.as_str(), |end| &words[..end]);
    format!("invalid JSON: {what} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_objects_are_found_by_their_paths() {
        let json = r#"{"source": {"id": 1, "name": "The Echo"}, "fields": {"bodyText": "One."},
            "authors": [{"name": "Ann"}, {"name": "Bo"}, "x"], "headline": {"main": "Rain"},
            "deep": {"text": "no"}, "content": ["a", 1]}"#;
        let fields = Fields::default();
        let record = parse(json, &fields).unwrap();
        let article = fields.article(record).unwrap();
        assert_eq!(article.text, "One.");
        assert_eq!(article.title.as_deref(), Some("Rain"));
        assert_eq!(article.metadata.outlet.as_deref(), Some("The Echo"));
        assert_eq!(article.metadata.author.as_deref(), Some("Ann, Bo"));
    }
}
