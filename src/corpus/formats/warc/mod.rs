//! Web archives (WARC, ISO 28500), as crawlers write them: the pages in them, and the texts of
//! WET files.
//!
//! Articles are the responses with status 200 that are HTML, pages without a response, and
//! conversions to plain text; all other records are passed over. Lengths are not believed:
//! nothing is read beyond what an article may be long.

mod http;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Read};

use encoding_rs::Encoding;

use super::{html, text};
use crate::corpus::Article;
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use http::Answer;

/// The longest header of a record, and of an answer in it, in bytes.
const MAX_HEADER: u64 = 1 << 16;

/// Reads a web archive. The record's number counts all records of the file, from 1.
pub(super) struct Warc {
    content: Content,
    limit: usize,
    number: u64,
    /// Bytes read, after decompression.
    offset: u64,
    /// Where the current record begins.
    start: u64,
    /// Whether the content has been read to its end or as far as it can be.
    done: bool,
}

/// What a record may be to a reader of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// A server's answer.
    Response,
    /// A file without one.
    Resource,
    /// The text of a page, as WET files have it.
    Conversion,
    /// None.
    #[default]
    Other,
}

/// What a record's header says.
#[derive(Default)]
struct Record {
    id: Option<String>,
    kind: Kind,
    content_type: String,
    url: Option<String>,
    date: Option<String>,
    truncated: Option<String>,
    length: u64,
}

impl Warc {
    /// A page longer than `limit` bytes is rejected.
    pub fn new(content: Content, limit: usize) -> Self {
        Self {
            content,
            limit,
            number: 0,
            offset: 0,
            start: 0,
            done: false,
        }
    }

    /// The header of the next record; nothing at the end of the file.
    fn read_header(&mut self) -> Result<Option<Record>, String> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if self.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            // Two empty lines end a record.
            self.start = self.offset - line.len() as u64;
            if !line.trim_ascii().is_empty() {
                break;
            }
        }
        if !line.starts_with(b"WARC/") {
            return Err("no record of a web archive begins here".into());
        }
        let mut header = Vec::new();
        loop {
            let start = header.len();
            if self.read_line(&mut header)? == 0 {
                return Err("the file ends in the header of a record (is it cut off?)".into());
            }
            if header[start..].trim_ascii().is_empty() {
                break;
            }
            if header.len() as u64 > MAX_HEADER {
                return Err(format!("a header longer than {MAX_HEADER} bytes"));
            }
        }
        parse_header(&header).map(Some)
    }

    /// Appends a line, or as much of it as a header may be long; answers its length.
    fn read_line(&mut self, into: &mut Vec<u8>) -> Result<usize, String> {
        let mut line = (&mut self.content).take(MAX_HEADER);
        let read = line.read_until(b'\n', into);
        let read = read.map_err(|error| cannot_read(&error))?;
        self.offset += read as u64;
        Ok(read)
    }

    /// The record's block; nothing if it is longer than may be, and then it is passed over.
    fn read_block(&mut self, length: u64) -> Result<Option<Vec<u8>>, String> {
        let limit = (self.limit as u64).saturating_add(MAX_HEADER);
        let mut block = Vec::new();
        let mut rest = (&mut self.content).take(length);
        let read = if length > limit {
            io::copy(&mut rest, &mut io::sink())
        } else {
            rest.read_to_end(&mut block).map(|read| read as u64)
        };
        let read = read.map_err(|error| cannot_read(&error))?;
        self.offset += read;
        if read < length {
            return Err(format!(
                "the file ends {} bytes before the record does (is it cut off?)",
                length - read
            ));
        }
        Ok((length <= limit).then_some(block))
    }

    fn skip_block(&mut self, length: u64) -> Result<(), String> {
        let limit = std::mem::replace(&mut self.limit, 0);
        // Longer than may be is passed over without being kept.
        let skipped = self.read_block(length);
        self.limit = limit;
        skipped.map(|_| ())
    }

    /// The article in a record; nothing if it is none.
    fn article(&self, record: Record, block: Vec<u8>) -> Option<Result<Article, String>> {
        let article = match record.kind {
            Kind::Response => match Answer::parse(&block) {
                Ok(answer) if answer.status != 200 || !is_html(&answer.content_type) => {
                    return None;
                }
                Ok(answer) => answer
                    .body(self.limit)
                    .and_then(|body| page(body, &answer.content_type)),
                Err(reason) => Err(reason),
            },
            Kind::Resource if is_html(&record.content_type) => page(block, &record.content_type),
            Kind::Conversion => text::parse(block, None, &mut ReadAs::default()),
            Kind::Resource | Kind::Other => return None,
        };
        if let Some(reason) = record.truncated {
            let reason = format!("the crawler cut the page off (WARC-Truncated: {reason})");
            return Some(Err(reason));
        }
        Some(article.map(|article| {
            let mut metadata = article.metadata;
            metadata.date = metadata.date.or(record.date);
            metadata.url = record.url.or(metadata.url);
            Article {
                id: record.id.unwrap_or_default(),
                metadata,
                ..article
            }
        }))
    }
}

impl ReadArticles for Warc {
    fn read_as(&self) -> ReadAs {
        ReadAs::new("warc")
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        while !self.done {
            self.number += 1;
            // What has no header or no end leaves no place to go on from.
            self.done = true;
            let header = self.read_header();
            let (record, start) = (self.number, self.start);
            let fault = |reason: String| {
                let reason = format!("from byte {start}: {reason}");
                Some(Err(Fault::of_record(record, reason)))
            };
            let record = match header {
                Ok(Some(record)) => record,
                Ok(None) => return None,
                Err(reason) => return fault(reason),
            };
            if record.kind == Kind::Other {
                if let Err(reason) = self.skip_block(record.length) {
                    return fault(reason);
                }
                self.done = false;
                continue;
            }
            let block = match self.read_block(record.length) {
                Ok(block) => block,
                Err(reason) => return fault(reason),
            };
            self.done = false;
            let Some(block) = block else {
                return fault(too_long(self.limit));
            };
            match self.article(record, block) {
                None => {}
                Some(Ok(article)) => return Some(Ok(article)),
                Some(Err(reason)) => return fault(reason),
            }
        }
        None
    }
}

/// Reads the fields of a record's header: of the form of HTTP's, also over several lines; what
/// is no field is passed over.
fn parse_header(header: &[u8]) -> Result<Record, String> {
    let header = String::from_utf8_lossy(header);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in header.lines() {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = fields.last_mut()
        {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let value = |name: &str| {
        let field = fields.iter().find(|(field, _)| field == name);
        field
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
    };
    let in_brackets = |name: &str| {
        let value = value(name)?;
        let value = value.trim_matches(|c: char| matches!(c, '<' | '>') || c.is_whitespace());
        (!value.is_empty()).then(|| value.to_owned())
    };
    let length = value("content-length").and_then(|length| length.parse().ok());
    Ok(Record {
        id: in_brackets("warc-record-id"),
        kind: match value("warc-type")
            .map(|kind| kind.to_ascii_lowercase())
            .as_deref()
        {
            Some("response") => Kind::Response,
            Some("resource") => Kind::Resource,
            Some("conversion") => Kind::Conversion,
            _ => Kind::Other,
        },
        content_type: value("content-type").unwrap_or_default(),
        url: in_brackets("warc-target-uri"),
        date: value("warc-date"),
        truncated: value("warc-truncated"),
        length: length.ok_or("a record without its length")?,
    })
}

fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The article of a page that was sent as such: its byte order mark counts for more than that.
fn page(page: Vec<u8>, content_type: &str) -> Result<Article, String> {
    let marked = Encoding::for_bom(&page).map(|(encoding, _)| encoding);
    html::parse_as(page, marked.or_else(|| charset(content_type)))
}

/// The encoding that a content type names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        let label = label.trim().trim_matches(['"', '\'']);
        is_charset.then(|| Encoding::for_label(label.as_bytes()))?
    })
}
