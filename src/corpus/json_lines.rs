//! JSON lines: one object a line.

use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::encoding::Decoder;
use super::fields::{Fields, Value};
use super::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use super::tally::ReadAs;
use super::{Article, CorpusOptions};

/// Reads JSON lines. The record's number is the line's, blank lines counted.
pub(super) struct JsonLines {
    content: Content,
    id: String,
    options: Arc<CorpusOptions>,
    decoder: Decoder,
    line: Vec<u8>,
    number: u64,
    /// Whether the content has been read to its end or as far as it can be.
    done: bool,
}

impl JsonLines {
    /// `id` is what ids are made of where a record has none; a line longer than `limit`
    /// bytes is rejected.
    pub fn new(content: Content, id: String, options: Arc<CorpusOptions>) -> Self {
        Self {
            content,
            id,
            options,
            // What the user gave is undone for the whole file.
            decoder: Decoder::default(),
            line: Vec::new(),
            number: 0,
            done: false,
        }
    }

    /// The id of a record that is none otherwise.
    fn own_id(&self) -> Option<String> {
        let record = parse(std::str::from_utf8(&self.line).ok()?, &self.options.fields).ok()?;
        let record = record.iter();
        let record =
            record.filter_map(|(name, value)| Some((name.as_str(), value_of(value).ok()??)));
        self.options.fields.id(&record.collect::<Vec<_>>())
    }

    fn article(&self) -> Result<Article, String> {
        let line = self.decoder.text(&self.line)?;
        let record = parse(&line, &self.options.fields)?;
        let record = record
            .iter()
            .map(|(name, value)| Ok((name.as_str(), value_of(value)?)));
        let record = record.filter_map(|field: Result<_, serde_json::Error>| match field {
            Ok((name, value)) => value.map(|value| Ok((name, value))),
            Err(error) => Some(Err(in_words(&error))),
        });
        let record = record.collect::<Result<Vec<_>, _>>()?;
        self.options
            .fields
            .article(record, || format!("{}:{}", self.id, self.number))
    }
}

impl ReadArticles for JsonLines {
    fn read_as(&self) -> ReadAs {
        let encoding = self.decoder.found().map(|encoding| encoding.name());
        ReadAs::new("jsonl").with(encoding)
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        while !self.done {
            self.number += 1;
            let limit = self.options.max_article_bytes;
            let article = match read_line(&mut self.content, &mut self.line, limit) {
                Ok(Line::End) => {
                    self.done = true;
                    return None;
                }
                Ok(Line::Whole) if self.line.trim_ascii().is_empty() => continue,
                Ok(Line::Whole) => {
                    self.decoder.look(&self.line);
                    self.article()
                }
                Ok(Line::TooLong) => Err(too_long(limit)),
                Err(error) => {
                    self.done = true;
                    Err(cannot_read(&error))
                }
            };
            return Some(article.map_err(|reason| Fault {
                id: self.own_id(),
                ..Fault::of_record(self.number, reason)
            }));
        }
        None
    }
}

enum Line {
    End,
    Whole,
    /// Read over, and not kept.
    TooLong,
}

/// Reads a line into `line`, without its line feed, and never more than `limit` bytes.
fn read_line(content: &mut Content, line: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    line.clear();
    let mut too_long = false;
    let mut begun = false;
    loop {
        let buffer = match content.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let end = memchr::memchr(b'\n', buffer);
        let part = &buffer[..end.unwrap_or(buffer.len())];
        begun |= !buffer.is_empty();
        too_long |= part.len() > limit - line.len();
        if !too_long {
            line.extend_from_slice(part);
        }
        let at_end = buffer.is_empty();
        let consumed = part.len() + usize::from(end.is_some());
        content.consume(consumed);
        if end.is_some() || at_end {
            return Ok(match (begun, too_long) {
                (false, _) => Line::End,
                (true, false) => Line::Whole,
                (true, true) => Line::TooLong,
            });
        }
    }
}

/// The fields of a JSON object that are wanted, unparsed. Of a name that comes twice, the
/// last counts.
fn parse<'l>(line: &'l str, fields: &Fields) -> Result<Vec<(String, &'l RawValue)>, String> {
    let mut json = serde_json::Deserializer::from_str(line);
    Wanted(fields)
        .deserialize(&mut json)
        .and_then(|record| json.end().map(|()| record))
        .map_err(|error| in_words(&error))
}

/// Only what is wanted is kept of a record: the rest may be large and deep.
struct Wanted<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Vec<(String, &'de RawValue)>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<Self::Value, M::Error> {
        let mut record: Self::Value = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            if !self.0.wants(&name) {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = object.next_value()?;
            match record
                .iter_mut()
                .find(|(n, _)| n.eq_ignore_ascii_case(&name))
            {
                Some(known) => known.1 = value,
                None => record.push((name, value)),
            }
        }
        Ok(record)
    }
}

/// The value of a field; a null is none.
fn value_of(value: &RawValue) -> Result<Option<Value<'_>>, serde_json::Error> {
    let json = value.get();
    Ok(match json.as_bytes().first() {
        Some(b'"') => Some(Value::String(serde_json::from_str::<String>(json)?.into())),
        Some(b'-' | b'0'..=b'9') => Some(Value::Number(json)),
        Some(b'n') => None,
        _ => Some(Value::Other),
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
    use std::io::Cursor;

    use super::*;

    fn read(content: &[u8], limit: usize) -> Vec<Result<Article, Fault>> {
        let content = Box::new(Cursor::new(content.to_vec()));
        let options = CorpusOptions {
            max_article_bytes: limit,
            ..CorpusOptions::default()
        };
        let mut reader = JsonLines::new(content, "f".into(), Arc::new(options));
        std::iter::from_fn(|| reader.next_article()).collect()
    }

    fn reasons(content: &[u8]) -> Vec<(Option<u64>, String)> {
        let faults = read(content, 1000).into_iter().filter_map(Result::err);
        faults.map(|fault| (fault.record, fault.reason)).collect()
    }

    fn articles(content: &[u8], limit: usize) -> Vec<(String, String)> {
        let articles = read(content, limit).into_iter().filter_map(Result::ok);
        articles.map(|article| (article.id, article.text)).collect()
    }

    #[test]
    fn reads_one_article_a_line() {
        let content = "{\"id\": \"a\", \"text\": \"\\u00bbJa\\u00ab\"}\r\n\n  \n\
            {\"id\": 12345678901234567890123, \"text\": \"two\", \"x\": [{}]}\n{\"text\": \"3\"}";
        assert_eq!(
            articles(content.as_bytes(), 1000),
            [
                ("a".into(), "»Ja«".into()),
                ("12345678901234567890123".into(), "two".into()),
                ("f:5".into(), "3".to_string())
            ]
        );
        assert_eq!(articles(b"", 1000), []);
    }

    #[test]
    fn a_bad_line_is_rejected_with_its_number_and_the_next_is_read() {
        let content = b"{\"text\": \"\xc3\xa9\"}\n{\"text\": \"b}\n\n[1]\n{\"text\": null}\n\
            {\"text\": \"\xff\"}\n{\"text\": \"\\ud800\"}\n{\"text\": 1}\n{\"text\":\"x\"} y\n\
            {\"text\": \"c\"}\n";
        let reasons = reasons(content);
        let numbers: Vec<_> = reasons.iter().map(|(number, _)| number.unwrap()).collect();
        assert_eq!(numbers, [2, 4, 5, 6, 7, 8, 9]);
        for (at, words) in [
            (0, "EOF while parsing a string (column 12)"),
            (1, "expected an object"),
            (2, "no field for the text"),
            (3, "invalid UTF-8 at byte 11"),
            (4, "invalid JSON"),
            (5, "field \"text\" is not a string"),
            (6, "trailing characters"),
        ] {
            assert!(reasons[at].1.contains(words), "{:?}", reasons[at]);
        }
        assert_eq!(articles(content, 1000).len(), 2);
    }

    #[test]
    fn a_long_line_is_rejected_and_the_next_is_read() {
        let just = format!("{{\"text\": \"{}\"}}", "x".repeat(88)); // 100 bytes
        let over = format!("{{\"text\": \"{}\"}}", "x".repeat(89));
        let content = format!("{over}\n{just}\n{over}");
        assert_eq!(
            articles(content.as_bytes(), 100),
            [("f:2".to_string(), "x".repeat(88))]
        );
        let faults: Vec<_> = read(content.as_bytes(), 100)
            .into_iter()
            .filter_map(Result::err)
            .collect();
        assert_eq!(
            faults.iter().map(|f| f.record).collect::<Vec<_>>(),
            [Some(1), Some(3)]
        );
        assert!(faults[0].reason.contains("longer than 100 bytes"));
    }

    #[test]
    fn deep_and_foreign_values_do_no_harm() {
        let deep = format!(
            "{{\"x\": {}{}, \"text\": \"a\"}}",
            "[".repeat(200),
            "]".repeat(200)
        );
        assert_eq!(articles(deep.as_bytes(), 1000).len(), 1);
        let deep = format!("{{\"text\": {}", "[".repeat(1_000_000));
        assert_eq!(
            read(deep.as_bytes(), 2_000_000)
                .into_iter()
                .filter(Result::is_err)
                .count(),
            1
        );
    }
}
