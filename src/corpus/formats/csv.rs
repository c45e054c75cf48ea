//! Tables with a header: separated by commas, semicolons or tabs, quoted as in RFC 4180.
//!
//! The parser is that of the `csv` crate, without its reader: the reader keeps a record
//! whole however long it is, and a quotation mark that is never closed makes a record of
//! all the rest of a file.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use csv_core::ReadRecordResult;

use super::delimiter;
use crate::corpus::encoding::Decoder;
use crate::corpus::fields::{Record, Value};
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, peek, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions};

/// As many columns as a spreadsheet has.
const MAX_COLUMNS: usize = 16_384;

/// Reads a table. The record's number is counted from 1 after the header; blank lines are
/// not counted. A record may have fewer cells than the header, but not more, unless they
/// are empty: more cells mean that one was cut at a delimiter of its own.
pub(super) struct Csv {
    content: Content,
    options: Arc<CorpusOptions>,
    limit: usize,
    decoder: Decoder,
    /// As the file's name has it.
    delimiter: u8,
    parser: csv_core::Reader,
    /// Name and place of the columns that are wanted.
    wanted: Vec<(String, usize)>,
    columns: usize,
    /// The cells of the current record one after another, without what lies between.
    cells: Vec<u8>,
    /// Where in `cells` each one ends, in the first `width` places.
    ends: Vec<usize>,
    width: usize,
    /// The current record; 0 is the header.
    number: u64,
    state: State,
}

enum State {
    Header,
    Records,
    Done,
}

impl Csv {
    /// A record longer than an article may be is rejected.
    pub fn new(content: Content, delimiter: u8, options: Arc<CorpusOptions>) -> Self {
        Self {
            content,
            limit: options.max_article_bytes,
            decoder: Decoder::of_utf_8(options.encoding),
            options,
            delimiter,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            wanted: Vec::new(),
            columns: 0,
            cells: Vec::new(),
            ends: vec![0; MAX_COLUMNS + 1],
            width: 0,
            number: 0,
            state: State::Header,
        }
    }

    /// Whether there is a header; an empty file has none, nor any records.
    fn read_header(&mut self) -> Result<bool, String> {
        self.find_delimiter()?;
        if !self.read_record()? {
            return Ok(false);
        }
        let names = (0..self.width)
            .map(|column| Ok(self.cell(column)?.trim().to_owned()))
            .collect::<Result<Vec<_>, String>>()
            .map_err(|reason| format!("in the header: {reason}"))?;
        self.columns = names.len();
        if !names.iter().any(|name| self.options.fields.is_text(name)) {
            let header: String = names.join(", ").chars().take(200).collect();
            return Err(format!(
                "{}; the header has: {header}",
                self.options.fields.missing_text("column")
            ));
        }
        self.wanted = (names.into_iter().enumerate())
            .filter(|(_, name)| self.options.fields.wants(name))
            .map(|(column, name)| (name, column))
            .collect();
        Ok(true)
    }

    /// Takes the delimiter from the header: what the name of the file says is often wrong.
    fn find_delimiter(&mut self) -> Result<(), String> {
        let mut line = self.first_line()?;
        let delimiter = match delimiter::named(&line) {
            Some(delimiter) => {
                self.content.consume(line.len());
                delimiter
            }
            None => {
                line.truncate(line.trim_ascii_end().len());
                delimiter::find(&line, self.delimiter, &self.options.fields)
            }
        };
        if delimiter != self.delimiter {
            self.delimiter = delimiter;
            self.parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        }
        Ok(())
    }

    /// The first line with its end, which stays to be read; of one that is too long, its
    /// beginning.
    fn first_line(&mut self) -> Result<Vec<u8>, String> {
        let ends = |head: &[u8]| memchr::memchr2(b'\n', b'\r', head);
        let most = self.limit.min(MAX_COLUMNS * 64);
        let head = peek(&mut self.content, most, |head| ends(head).is_some());
        let head = head.map_err(|error| cannot_read(&error))?;
        let end = ends(head).map_or(head.len(), |end| end + 1);
        Ok(head[..end].to_vec())
    }

    /// Reads the next record into `cells` and `ends`; false at the end.
    ///
    /// # Errors
    ///
    /// The reason in words, if it is no record to be kept. The next can be read then,
    /// unless the state is done.
    fn read_record(&mut self) -> Result<bool, String> {
        // One byte more than may be there tells too long from just long enough.
        let most = self.limit.saturating_add(1);
        self.cells
            .resize(self.cells.len().max(1 << 12).min(most), 0);
        let (mut cells, mut ends) = (0, 0);
        let mut fault = None;
        let mut line_ended = false;
        loop {
            let mut input = match self.content.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.state = State::Done;
                    return Err(cannot_read(&error));
                }
                Ok(input) => input,
            };
            let at_end = input.is_empty();
            if at_end && !line_ended {
                // A line feed ends the last record, and only a quoted cell goes on after it.
                input = b"\n";
            }
            let (result, read, more_cells, more_ends) =
                self.parser
                    .read_record(input, &mut self.cells[cells..], &mut self.ends[ends..]);
            if at_end {
                line_ended |= read > 0;
            } else {
                self.content.consume(read);
            }
            cells += more_cells;
            ends += more_ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.cells.len() < most => {
                    self.cells
                        .resize(self.cells.len().saturating_mul(2).min(most), 0);
                }
                // A record that is not to be kept is read to its end all the same, over
                // and over into the same room.
                ReadRecordResult::OutputFull => {
                    fault.get_or_insert_with(|| too_long(self.limit));
                    (cells, ends) = (0, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    fault.get_or_insert_with(|| format!("more than {MAX_COLUMNS} cells"));
                    (cells, ends) = (0, 0);
                }
                ReadRecordResult::Record if at_end && read == 0 => {
                    return Err("a quotation mark is never closed".into());
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
            }
        }
        self.width = ends;
        if fault.is_none() {
            self.decoder.look(&self.cells[..cells]);
        }
        match fault {
            None if cells > self.limit => Err(too_long(self.limit)),
            None => Ok(true),
            Some(reason) => Err(reason),
        }
    }

    /// The cell of the current record in that column, which it must have.
    fn cell(&self, column: usize) -> Result<Cow<'_, str>, String> {
        let cell = self
            .decoder
            .text(&self.cells[self.start(column)..self.ends[column]]);
        cell.map_err(|reason| format!("cell {}: {reason}", column + 1))
    }

    fn start(&self, column: usize) -> usize {
        column.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn article(&self) -> Result<Article, String> {
        if (self.columns..self.width).any(|column| self.ends[column] > self.start(column)) {
            return Err(format!(
                "{} cells where the header has {} (is a cell with a delimiter not quoted?)",
                self.width, self.columns
            ));
        }
        let there = |(_, column): &&(String, usize)| *column < self.width;
        let mut record = Vec::with_capacity(self.wanted.len());
        for (name, column) in self.wanted.iter().filter(there) {
            record.push((name.as_str().into(), Value::String(self.cell(*column)?)));
        }
        self.options.fields.article(record)
    }

    /// The cells of the current record that can be read.
    fn record_of_cells(&self) -> Record<'_> {
        let there = self
            .wanted
            .iter()
            .filter(|(_, column)| *column < self.width);
        there
            .filter_map(|(name, column)| {
                let cell = self.cell(*column).ok()?;
                Some((name.as_str().into(), Value::String(cell)))
            })
            .collect()
    }
}

impl ReadArticles for Csv {
    fn read_as(&self) -> ReadAs {
        let delimiter = match self.delimiter {
            b',' => None,
            b'\t' => Some("tabs between cells".to_owned()),
            other => Some(format!("{} between cells", char::from(other))),
        };
        let encoding = self.decoder.found().map(|encoding| encoding.name());
        ReadAs::new("csv").with(delimiter).with(encoding)
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if let State::Header = self.state {
            let header = self.read_header();
            self.state = if let Ok(true) = header {
                State::Records
            } else {
                State::Done
            };
            if let Err(reason) = header {
                return Some(Err(Fault::whole(reason)));
            }
        }
        if let State::Done = self.state {
            return None;
        }
        self.number += 1;
        match self.read_record() {
            Ok(true) => {}
            Ok(false) => {
                self.state = State::Done;
                return None;
            }
            Err(reason) => return Some(Err(Fault::of_record(self.number, reason))),
        }
        Some(self.article().map_err(|reason| Fault {
            id: self.options.fields.id(&self.record_of_cells()),
            ..Fault::of_record(self.number, reason)
        }))
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
        let mut reader = Csv::new(content, b',', Arc::new(options));
        std::iter::from_fn(|| reader.next_article()).collect()
    }

    /// Each record as `id|text`, or `number reason`.
    fn summary(content: &[u8], limit: usize) -> Vec<String> {
        let records = read(content, limit).into_iter();
        records
            .map(|record| match record {
                Ok(article) => format!("{}|{}", article.id, article.text),
                Err(fault) => format!("{:?} {}", fault.record, fault.reason),
            })
            .collect()
    }

    #[test]
    fn reads_quoted_cells_with_line_ends() {
        let content = "ID, Text ,date\r\n7,\"She said: \"\"No, no\"\"\r\nand left\",May\r\n\
                       \r\n,plain 'text',\n";
        assert_eq!(
            summary(content.as_bytes(), 1000),
            ["7|She said: \"No, no\"\r\nand left", "|plain 'text'"]
        );
        let articles = read(content.as_bytes(), 1000);
        assert_eq!(
            articles[0].as_ref().unwrap().metadata.date.as_deref(),
            Some("May")
        );
        assert_eq!(articles[1].as_ref().unwrap().metadata.date, None);
        assert!(summary(b"", 1000).is_empty());
        assert!(summary(b"text\n", 1000).is_empty());
    }

    #[test]
    fn a_bad_record_is_rejected_and_the_next_is_read() {
        let content = b"id,text\n1,\xc3\xa9\n2,\xff\n3,b, and c\n4\n5,d,,\n6,e";
        let summary = summary(content, 1000);
        assert_eq!(summary[0], "1|é");
        assert_eq!(summary[1], "Some(2) cell 2: invalid UTF-8 at byte 1");
        assert!(summary[2].starts_with("Some(3) 3 cells where the header has 2"));
        assert!(summary[3].starts_with("Some(4) no field for the text"));
        assert_eq!(summary[4..], ["5|d", "6|e"]);
    }

    #[test]
    fn a_long_record_is_rejected_and_the_next_is_read() {
        for length in [98, 99, 10_000] {
            let content = format!("id,text\n1,\"{}\"\n2,b\n", "x".repeat(length));
            let summary = summary(content.as_bytes(), 99);
            assert_eq!(
                summary[0].starts_with("1|x"),
                length == 98,
                "{length} {}",
                summary[0]
            );
            assert_eq!(
                summary[0].starts_with("Some(1) longer than 99 bytes"),
                length > 98
            );
            assert_eq!(summary[1..], ["2|b"]);
        }
        let content = format!("id,text\n1,a{}\n2,b\n", ",".repeat(40_000));
        let summary = summary(content.as_bytes(), 1 << 20);
        assert_eq!(summary, ["Some(1) more than 16384 cells", "2|b"]);
    }

    #[test]
    fn a_quotation_mark_never_closed_is_told() {
        for end in ["", "\n"] {
            let content = format!("id,text\n1,a\n2,\"b\n3,c{end}");
            let summary = summary(content.as_bytes(), 1000);
            assert_eq!(summary.len(), 2);
            assert!(summary[1].contains("never closed"), "{}", summary[1]);
        }
        assert_eq!(summary(b"text\n\"closed\"", 1000), ["|closed"]);
        assert_eq!(summary(b"text\n6\" of rain", 1000), ["|6\" of rain"]);
    }

    #[test]
    fn a_table_without_a_text_column_is_rejected_once() {
        let summary = summary(b"id~text\n1~a\n2~b\n", 1000);
        assert_eq!(summary.len(), 1);
        assert!(summary[0].starts_with("None no column for the text"));
        assert!(summary[0].ends_with("the header has: id~text"));
    }

    #[test]
    fn semicolons_and_tabs_are_delimiters_where_there_is_no_comma() {
        let expected = ["1|a, b", "2|c;\td"];
        let semicolons = "id;text\r\n1;a, b\r\n2;\"c;\td\"\r\n";
        assert_eq!(summary(semicolons.as_bytes(), 1000), expected);
        let tabs = b"id\ttext\n1\ta, b\n2\t\"c;\td\"\n";
        assert_eq!(summary(tabs, 1000), expected);
        assert_eq!(summary(b"id,text,a;b\n1,c;d,", 1000), ["1|c;d"]);
    }
}
