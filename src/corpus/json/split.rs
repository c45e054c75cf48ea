//! Where the records of a JSON file begin and end, whatever its shape, without more of it in
//! memory than one record.
//!
//! Only brackets and strings are told apart here; what stands between them is checked by the
//! parser, so that a bad record costs only itself.

use std::io::{self, BufRead};

use super::super::fields::Fields;
use super::super::reader::Content;

/// Names under which files and services keep a list of articles, also in one another, as in
/// `response.docs`.
const LISTS: [&str; 16] = [
    "articles",
    "results",
    "items",
    "docs",
    "documents",
    "data",
    "records",
    "response",
    "stories",
    "rows",
    "entries",
    "news",
    "posts",
    "hits",
    "value",
    "corpus",
];

/// What comes next in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A record is in the buffer.
    Record,
    /// A record longer than may be was read over.
    TooLong,
    /// The file ends within a record.
    CutOff,
    /// Something that is no JSON begins here.
    NoJson,
    End,
}

/// Splits a file into its records: the values in it, or the elements of the one array in it, or
/// those of the array under a name of [`LISTS`].
#[derive(Default)]
pub(super) struct Splitter {
    /// The record that was read last.
    pub record: Vec<u8>,
    too_long: bool,
    /// Whether the elements of an array are read.
    in_array: bool,
    /// Objects that are open around that array.
    around: usize,
    /// Where the records are from, if they are those of an array.
    pub list: Option<String>,
}

/// How far into a value it is.
#[derive(Default)]
struct Value {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Objects open that may hold the list, from the outside in; nothing if this is known to be
    /// a record.
    lists: Vec<String>,
    may_hold_list: bool,
    /// Where in the record the last string began, and ended.
    string: (usize, usize),
    key: String,
    /// Whether an array has just begun that may be the list.
    begins: bool,
}

impl Splitter {
    /// Reads the next record into the buffer, at most `limit` bytes of it.
    pub fn next(
        &mut self,
        content: &mut Content,
        limit: usize,
        fields: &Fields,
    ) -> io::Result<Piece> {
        self.record.clear();
        self.too_long = false;
        loop {
            let Some(byte) = peek(content)? else {
                return Ok(if self.in_array {
                    Piece::CutOff
                } else {
                    Piece::End
                });
            };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => content.consume(1),
                b']' if self.in_array => {
                    content.consume(1);
                    self.in_array = false;
                    if !skip(content, std::mem::take(&mut self.around))? {
                        return Ok(Piece::CutOff);
                    }
                }
                b'[' if !self.in_array => {
                    content.consume(1);
                    self.in_array = true;
                }
                b'{' | b'[' | b'"' => {
                    if let Some(piece) = self.value(content, limit, fields)? {
                        return Ok(piece);
                    }
                }
                b'}' | b']' | b':' => return Ok(Piece::NoJson),
                _ if self.in_array || byte.is_ascii_alphanumeric() || byte == b'-' => {
                    return self.scalar(content, limit);
                }
                _ => return Ok(Piece::NoJson),
            }
        }
    }

    /// Reads an object, an array or a string; nothing if it turns out to hold the list.
    fn value(
        &mut self,
        content: &mut Content,
        limit: usize,
        fields: &Fields,
    ) -> io::Result<Option<Piece>> {
        let mut value = Value {
            may_hold_list: !self.in_array,
            ..Value::default()
        };
        loop {
            let buffer = fill(content)?;
            if buffer.is_empty() {
                return Ok(Some(Piece::CutOff));
            }
            let mut read = 0;
            let mut done = None;
            for &byte in buffer {
                if value.begins && !byte.is_ascii_whitespace() {
                    value.begins = false;
                    if byte == b'{' {
                        // The list has begun; its first record is still to be read.
                        done = Some(None);
                        break;
                    }
                }
                read += 1;
                if self.record.len() < limit {
                    self.record.push(byte);
                } else {
                    self.too_long = true;
                }
                if value.take(byte, &self.record, fields) {
                    let piece = [Piece::Record, Piece::TooLong][usize::from(self.too_long)];
                    done = Some(Some(piece));
                    break;
                }
            }
            content.consume(read);
            match done {
                Some(None) => {
                    self.record.clear();
                    self.too_long = false;
                    self.in_array = true;
                    self.around = value.lists.len() + 1;
                    value.lists.push(value.key);
                    self.list = Some(value.lists.join("."));
                    return Ok(None);
                }
                Some(piece) => return Ok(piece),
                None => {}
            }
        }
    }

    /// Reads a number or a word up to what ends it.
    fn scalar(&mut self, content: &mut Content, limit: usize) -> io::Result<Piece> {
        while let Some(byte) = peek(content)? {
            if matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                break;
            }
            content.consume(1);
            if self.record.len() < limit {
                self.record.push(byte);
            } else {
                self.too_long = true;
            }
        }
        Ok([Piece::Record, Piece::TooLong][usize::from(self.too_long)])
    }
}

impl Value {
    /// Takes in the last byte of `record`; whether the value ends with it.
    fn take(&mut self, byte: u8, record: &[u8], fields: &Fields) -> bool {
        if self.in_string {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_string = false;
                self.string.1 = record.len().saturating_sub(1);
                return self.depth == 0;
            }
            return false;
        }
        let is_around = self.may_hold_list && self.depth == self.lists.len() + 1;
        match byte {
            b'"' => {
                // A record that has a text is an article, whatever else it holds.
                if is_around && fields.is_text(&self.key) {
                    self.may_hold_list = false;
                }
                self.in_string = true;
                self.string.0 = record.len();
            }
            b':' if is_around => {
                let key = record.get(self.string.0..self.string.1);
                self.key = String::from_utf8_lossy(key.unwrap_or_default()).into_owned();
            }
            b',' if is_around => self.key.clear(),
            b'{' | b'[' => {
                let is_list = is_around && LISTS.contains(&self.key.as_str());
                self.depth += 1;
                if is_list && byte == b'{' {
                    self.lists.push(std::mem::take(&mut self.key));
                } else if is_list {
                    self.begins = true;
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if is_around && byte == b'}' {
                    self.lists.pop();
                }
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// The next byte, which stays to be read.
fn peek(content: &mut Content) -> io::Result<Option<u8>> {
    Ok(fill(content)?.first().copied())
}

fn fill(content: &mut Content) -> io::Result<&[u8]> {
    while let Err(error) = content.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    content.fill_buf()
}

/// Reads over what follows until so many objects are closed; whether they were.
fn skip(content: &mut Content, mut open: usize) -> io::Result<bool> {
    let (mut in_string, mut escaped, mut depth) = (false, false, 0usize);
    while open > 0 {
        let buffer = fill(content)?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let mut read = 0;
        for &byte in buffer {
            read += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' if depth == 0 => open -= 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        content.consume(read);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Cursor};

    fn split(json: &[u8], limit: usize) -> (Vec<String>, Piece, Option<String>) {
        let content = BufReader::with_capacity(3, Cursor::new(json.to_vec()));
        let (mut content, mut splitter): (Content, _) = (Box::new(content), Splitter::default());
        let mut records = Vec::new();
        loop {
            match splitter
                .next(&mut content, limit, &Fields::default())
                .unwrap()
            {
                Piece::Record => {
                    records.push(String::from_utf8_lossy(&splitter.record).into_owned());
                }
                Piece::TooLong => records.push("too long".into()),
                end => return (records, end, splitter.list),
            }
        }
    }

    #[test]
    fn every_shape_gives_its_records() {
        let [a, b] = [r#"{"text":"a]}\"{"}"#, r#"{"x":[1,{"y":2}]}"#];
        for (json, list) in [
            (format!("[{a},{b}]"), None),
            (format!(" [\n {a} ,\n {b}\n]\n"), None),
            (format!("{a}\n{b}\n"), None),
            (format!("{a}{b}"), None),
            (
                format!(r#"{{"status":"ok","n":2,"articles":[{a},{b}],"z":[{{}}]}}"#),
                Some("articles"),
            ),
            (
                format!(r#"{{"response":{{"meta":{{"a":[{{}}]}},"docs": [ {a},{b}]}}}}"#),
                Some("response.docs"),
            ),
            (
                format!(r#"{{"articles":{{"page":1,"results":[{a},{b}]}}}}"#),
                Some("articles.results"),
            ),
        ] {
            let (records, end, found) = split(json.as_bytes(), 1000);
            assert_eq!(records, [a, b], "{json}");
            assert_eq!((end, found.as_deref()), (Piece::End, list), "{json}");
        }
    }

    #[test]
    fn an_article_with_a_list_in_it_is_an_article() {
        for one in [
            r#"{"text": "x", "items": [{"a": 1}]}"#,
            r#"{"x": {"data": [{"a": 1}]}}"#,
            r#"{"data": ["a", "b"]}"#,
            r#"{"data": []}"#,
            "{}",
        ] {
            assert_eq!(split(one.as_bytes(), 1000).0, [one]);
        }
    }

    #[test]
    fn what_is_odd_is_told() {
        assert_eq!(split(b"", 9), (vec![], Piece::End, None));
        assert_eq!(split(b"[1, \"a\", null]", 9).0, ["1", "\"a\"", "null"]);
        assert_eq!(split(b"[{\"a\": 1}, {\"a\"", 99).1, Piece::CutOff);
        assert_eq!(split(b"[{\"a\": 1}", 99).1, Piece::CutOff);
        assert_eq!(split(b"<html>", 99).1, Piece::NoJson);
        let long = format!("[{{\"a\": \"{}\"}}, {{}}]", "x".repeat(100));
        assert_eq!(split(long.as_bytes(), 50).0, ["too long", "{}"]);
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(json in "[\\[\\]{}\",:a\\\\ ]{0,40}", limit in 0usize..30) {
            let (records, ..) = split(json.as_bytes(), limit);
            prop_assert!(records.len() <= json.len());
        }
    }
}
