//! Where the records of a JSON file begin and end, whatever its shape, without more of it in
//! memory than one record.
//!
//! serde_json reads over each value and keeps nothing of it; what passes on the way is the record.

use std::io::{self, BufRead, BufReader, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::list::Search;
use super::nesting::Nesting;
use crate::corpus::fields::Fields;
use crate::corpus::reader::Content;

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
/// those of the list in an object.
pub(super) struct Splitter {
    content: BufReader<Content>,
    /// The record that was read last.
    pub record: Vec<u8>,
    /// Whether the elements of an array are read.
    in_array: bool,
    /// Objects that are open around that array.
    around: usize,
    /// Where the records are from, if they are those of a list in an object.
    pub list: Option<String>,
}

impl Splitter {
    pub fn new(content: Content) -> Self {
        Self {
            content: BufReader::with_capacity(1 << 16, content),
            record: Vec::new(),
            in_array: false,
            around: 0,
            list: None,
        }
    }

    /// Reads the next record into the buffer, at most `limit` bytes of it.
    pub fn next(&mut self, limit: usize, fields: &Fields) -> io::Result<Piece> {
        loop {
            self.record.clear();
            let Some(byte) = peek(&mut self.content)? else {
                return Ok(if self.in_array {
                    Piece::CutOff
                } else {
                    Piece::End
                });
            };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.content.consume(1),
                b']' if self.in_array => {
                    self.content.consume(1);
                    self.in_array = false;
                    if !self.leave_objects()? {
                        return Ok(Piece::CutOff);
                    }
                }
                b'[' if !self.in_array => {
                    self.content.consume(1);
                    self.in_array = true;
                }
                b'{' | b'[' | b'"' => {
                    if let Some(piece) = self.value(limit, fields)? {
                        return Ok(piece);
                    }
                }
                b'}' | b']' | b':' => return Ok(Piece::NoJson),
                _ if self.in_array || byte.is_ascii_alphanumeric() || byte == b'-' => {
                    return self.scalar(limit);
                }
                _ => return Ok(Piece::NoJson),
            }
        }
    }

    /// Reads an object, an array or a string; nothing if it turns out to hold the list.
    fn value(&mut self, limit: usize, fields: &Fields) -> io::Result<Option<Piece>> {
        let search = Search::new(fields);
        let mut passing = Passing {
            content: &mut self.content,
            record: &mut self.record,
            limit,
            read: 0,
            ready: 0,
            too_long: false,
            search: &search,
        };
        let mut json = serde_json::Deserializer::from_reader(&mut passing);
        let read = if self.in_array {
            IgnoredAny::deserialize(&mut json).map(|_| ())
        } else {
            search.read(&mut json)
        };
        if let Some(list) = search.found.take() {
            // Its first record is still to be read, with the bracket that was read last.
            passing.read -= 1;
            passing.pass();
            self.in_array = true;
            self.around = list.split('.').count();
            self.list = Some(list);
            return Ok(None);
        }
        passing.pass();
        let too_long = passing.too_long;
        let piece = match read {
            Ok(()) => Piece::Record,
            Err(error) if error.classify() == Category::Eof => Piece::CutOff,
            Err(error) if error.classify() == Category::Io && !too_long => return Err(error.into()),
            Err(_) => self.read_on(limit)?,
        };
        Ok(Some(piece))
    }

    /// Reads a value to its end that is no JSON, or is too long.
    fn read_on(&mut self, limit: usize) -> io::Result<Piece> {
        let mut nesting = Nesting::default();
        let mut ends = false;
        for &byte in &self.record {
            ends = nesting.ends_with(byte);
        }
        let mut piece = Piece::Record;
        while !ends {
            let Some(byte) = peek(&mut self.content)? else {
                return Ok(Piece::CutOff);
            };
            self.content.consume(1);
            ends = nesting.ends_with(byte);
            if self.record.len() < limit {
                self.record.push(byte);
            } else {
                piece = Piece::TooLong;
            }
        }
        Ok(piece)
    }

    /// Reads a number or a word up to what ends it.
    fn scalar(&mut self, limit: usize) -> io::Result<Piece> {
        let mut piece = Piece::Record;
        while let Some(byte) = peek(&mut self.content)? {
            if matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                break;
            }
            self.content.consume(1);
            if self.record.len() < limit {
                self.record.push(byte);
            } else {
                piece = Piece::TooLong;
            }
        }
        Ok(piece)
    }

    /// Reads over the rest of the objects around the list; whether they end.
    fn leave_objects(&mut self) -> io::Result<bool> {
        let depth = std::mem::take(&mut self.around);
        let mut nesting = Nesting::within(depth);
        let mut ends = depth == 0;
        while !ends {
            let Some(byte) = peek(&mut self.content)? else {
                return Ok(false);
            };
            self.content.consume(1);
            ends = nesting.ends_with(byte);
        }
        Ok(true)
    }
}

/// The next byte, which stays to be read.
fn peek(content: &mut BufReader<Content>) -> io::Result<Option<u8>> {
    loop {
        match content.fill_buf() {
            Ok(buffer) => return Ok(buffer.first().copied()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A record on its way to the parser, which looks no further than it must: byte by byte.
struct Passing<'s> {
    content: &'s mut BufReader<Content>,
    record: &'s mut Vec<u8>,
    limit: usize,
    /// Bytes of the content's buffer that the parser has read, and that it may read.
    read: usize,
    ready: usize,
    too_long: bool,
    search: &'s Search<'s>,
}

impl Passing<'_> {
    /// Moves what was read from the buffer to the record.
    fn pass(&mut self) {
        let read = std::mem::take(&mut self.read);
        self.record
            .extend_from_slice(&self.content.buffer()[..read]);
        self.content.consume(read);
        self.ready = 0;
    }

    /// Makes more ready, if there is more.
    fn refill(&mut self) -> io::Result<()> {
        self.pass();
        let there = self.content.fill_buf()?.len();
        self.ready = there.min(self.limit - self.record.len());
        self.too_long = self.ready < there && self.ready == 0;
        if self.too_long {
            return Err(io::Error::other("too long"));
        }
        Ok(())
    }
}

impl Read for Passing<'_> {
    #[inline]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.ready {
            self.refill()?;
        }
        let next = self.content.buffer()[..self.ready].get(self.read);
        let (Some(&byte), Some(into)) = (next, into.first_mut()) else {
            return Ok(0);
        };
        *into = byte;
        self.read += 1;
        self.search.last.set(byte);
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn split(json: &[u8], limit: usize) -> (Vec<String>, Piece, Option<String>) {
        let content = BufReader::with_capacity(3, Cursor::new(json.to_vec()));
        let mut splitter = Splitter::new(Box::new(content));
        let mut records = Vec::new();
        loop {
            match splitter.next(limit, &Fields::default()).unwrap() {
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
            r#"{"text": ["x", "y"], "items": [{"a": 1}]}"#,
            r#"{"data": {"text": "x"}, "items": [{"a": 1}]}"#,
            "{}",
        ] {
            assert_eq!(split(one.as_bytes(), 1000).0, [one]);
        }
    }

    #[test]
    fn a_record_with_a_fault_ends_where_its_brackets_do() {
        for one in [
            r#"{"a": NaN, "b": "]}\"", "c": [{}]}"#,
            "{\"a\": \"x\ny\"}",
            r#"{"a": 1,}"#,
            r#"{'a': [1, 2]}"#,
            r#"{"a" "b"}"#,
            r#"{"a": "\x"}"#,
            "nope",
        ] {
            let list = format!(r#"[{{}},{one},{{"b":2}}]"#);
            let within = format!(r#"{{"n":0,"items":{list},"z":[{{}},"]}}"]}}"#);
            let expected = ["{}", one, r#"{"b":2}"#];
            for (json, found) in [(list, None), (within, Some("items"))] {
                let (records, end, list) = split(json.as_bytes(), 1000);
                assert_eq!(records, expected, "{json}");
                assert_eq!((end, list.as_deref()), (Piece::End, found), "{json}");
            }
            let long = format!(r#"[{{"a": "{}", {one}}},{{"b":2}}]"#, "x".repeat(100));
            assert_eq!(split(long.as_bytes(), 50).0, ["too long", r#"{"b":2}"#]);
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
