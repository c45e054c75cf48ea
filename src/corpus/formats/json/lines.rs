//! JSON lines: one object a line.

use std::io::{self, BufRead};
use std::sync::Arc;

use crate::corpus::encoding::Decoder;
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions};

/// Reads JSON lines. The record's number is the line's, blank lines counted.
pub struct JsonLines {
    content: Content,
    options: Arc<CorpusOptions>,
    decoder: Decoder,
    line: Vec<u8>,
    number: u64,
    /// Whether the content has been read to its end or as far as it can be.
    done: bool,
}

impl JsonLines {
    /// A line longer than an article may be is rejected.
    pub fn new(content: Content, options: Arc<CorpusOptions>) -> Self {
        Self {
            content,
            decoder: Decoder::of_utf_8(options.encoding),
            options,
            line: Vec::new(),
            number: 0,
            done: false,
        }
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
                    super::article(&self.line, &self.decoder, &self.options)
                }
                Ok(Line::TooLong) => Err((None, too_long(limit))),
                Err(error) => {
                    self.done = true;
                    Err((None, cannot_read(&error)))
                }
            };
            return Some(article.map_err(|(id, reason)| Fault {
                id,
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
        let mut reader = JsonLines::new(content, Arc::new(options));
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
                (String::new(), "3".to_string())
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
            (2, "no text: field \"text\" is null"),
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
            [(String::new(), "x".repeat(88))]
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
