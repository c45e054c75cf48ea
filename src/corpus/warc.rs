//! Web archives (WARC, ISO 28500), as crawlers write them: the pages in them.
//!
//! Articles are the responses with status 200 that are HTML; all other records are passed over.
//! Lengths are not believed: nothing is read beyond what an article may be long.

use std::io::{self, BufRead, Read};

use encoding_rs::Encoding;
use httparse::{EMPTY_HEADER, Header, Response, Status};
use whatlang::Lang;

use super::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use super::tally::ReadAs;
use super::{Article, html};

/// The longest header of a record, and of an answer in it, in bytes.
const MAX_HEADER: u64 = 1 << 16;

/// The most fields in a header.
const MAX_FIELDS: usize = 256;

/// Characters of a text that are looked at to tell its language.
const FOR_LANGUAGE: usize = 10_000;

/// Reads a web archive. The record's number counts all records of the file, from 1.
pub(super) struct Warc {
    content: Content,
    id: String,
    limit: usize,
    number: u64,
    /// Bytes read, after decompression.
    offset: u64,
    /// Where the current record begins.
    start: u64,
    /// Whether the content has been read to its end or as far as it can be.
    done: bool,
}

/// What a record's header says.
#[derive(Default)]
struct Record {
    id: Option<String>,
    is_response: bool,
    url: Option<String>,
    date: Option<String>,
    truncated: Option<String>,
    length: u64,
}

impl Warc {
    /// `id` is what ids are made of where a record has none; a page longer than `limit` bytes
    /// is rejected.
    pub fn new(content: Content, id: String, limit: usize) -> Self {
        Self {
            content,
            id,
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
    fn article(&self, record: Record, block: &[u8]) -> Option<Result<Article, String>> {
        let mut fields = [EMPTY_HEADER; MAX_FIELDS];
        let mut response = Response::new(&mut fields);
        let body = match response.parse(block) {
            Ok(Status::Complete(length)) => &block[length..],
            Ok(Status::Partial) => return Some(Err("its HTTP header has no end".into())),
            Err(error) => return Some(Err(format!("its HTTP header cannot be read: {error}"))),
        };
        let content_type = field(response.headers, "content-type").unwrap_or_default();
        if response.code != Some(200) || !is_html(&content_type) {
            return None;
        }
        if let Some(reason) = record.truncated {
            let reason = format!("the crawler cut the page off (WARC-Truncated: {reason})");
            return Some(Err(reason));
        }
        let page = self.page(body, response.headers, &content_type);
        Some(page.and_then(|page| {
            let date = page.metadata.date.clone().or(record.date);
            let mut article = Article {
                id: record
                    .id
                    .unwrap_or_else(|| format!("{}:{}", self.id, self.number)),
                ..page
            };
            article.metadata.date = date;
            article.metadata.url = record.url.or(article.metadata.url);
            check_language(&article.text)?;
            Ok(article)
        }))
    }

    /// What the HTML reader makes of an answer's body.
    fn page(&self, body: &[u8], fields: &[Header], content_type: &str) -> Result<Article, String> {
        let is_chunked = field(fields, "transfer-encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        // Many archives hold the page put together, under the header as it was sent.
        let whole = is_chunked.then(|| unchunked(body)).flatten();
        let body = whole.as_deref().unwrap_or(body);
        let coding = field(fields, "content-encoding").unwrap_or_default();
        let body = self.decompressed(body, coding.trim())?;
        if body.len() > self.limit {
            return Err(too_long(self.limit));
        }
        html::parse_as(body, charset(content_type))
    }

    fn decompressed(&self, body: &[u8], coding: &str) -> Result<Vec<u8>, String> {
        let bound = (self.limit as u64).saturating_add(1);
        let mut plain = Vec::new();
        let read = match coding.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                let decoder = flate2::bufread::MultiGzDecoder::new(body);
                decoder.take(bound).read_to_end(&mut plain)
            }
            "deflate" if body.starts_with(&[0x78]) => {
                let decoder = flate2::bufread::ZlibDecoder::new(body);
                decoder.take(bound).read_to_end(&mut plain)
            }
            "br" | "zstd" if std::str::from_utf8(body).is_err() => {
                return Err(format!("the page is compressed with {coding}"));
            }
            // As with chunks, it may have been decompressed already.
            _ => return Ok(body.to_vec()),
        };
        read.map_err(|error| format!("the page cannot be decompressed: {error}"))?;
        Ok(plain)
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
            if !record.is_response {
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
            match self.article(record, &block) {
                None => {}
                Some(Ok(article)) => return Some(Ok(article)),
                Some(Err(reason)) => return fault(reason),
            }
        }
        None
    }
}

/// Reads the fields of a record's header, which have the form of HTTP's.
fn parse_header(header: &[u8]) -> Result<Record, String> {
    let mut fields = [EMPTY_HEADER; MAX_FIELDS];
    let fields = match httparse::parse_headers(header, &mut fields) {
        Ok(Status::Complete((_, fields))) => fields,
        Ok(Status::Partial) => return Err("the header of a record has no end".into()),
        Err(error) => return Err(format!("the header of a record cannot be read: {error}")),
    };
    let value = |name| field(fields, name).filter(|value| !value.is_empty());
    let in_brackets = |value: String| value.trim_matches(['<', '>']).to_owned();
    let length = value("content-length").and_then(|length| length.parse().ok());
    Ok(Record {
        id: value("warc-record-id").map(in_brackets),
        is_response: value("warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case("response")),
        url: value("warc-target-uri").map(in_brackets),
        date: value("warc-date"),
        truncated: value("warc-truncated"),
        length: length.ok_or("a record without its length")?,
    })
}

fn field(fields: &[Header], name: &str) -> Option<String> {
    let field = fields.iter().find(|f| f.name.eq_ignore_ascii_case(name))?;
    Some(String::from_utf8_lossy(field.value).trim().to_owned())
}

fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
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

/// The body that chunks make; nothing if they are none.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let Ok(Status::Complete((start, size))) = httparse::parse_chunk_size(body) else {
            return None;
        };
        if size == 0 {
            return Some(whole);
        }
        let chunk = body.get(start..)?;
        let size = usize::try_from(size).ok()?;
        whole.extend_from_slice(chunk.get(..size)?);
        body = chunk.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

/// Whether a text is English, as the models read no other language.
fn check_language(text: &str) -> Result<(), String> {
    let end = text.char_indices().nth(FOR_LANGUAGE);
    let part = &text[..end.map_or(text.len(), |(at, _)| at)];
    match whatlang::detect(part) {
        Some(found) if found.lang() == Lang::Eng => Ok(()),
        Some(found) => Err(format!(
            "not in English, but in {}",
            found.lang().eng_name()
        )),
        None => Err("its language cannot be told".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    const ENGLISH: &str = "<html><head><meta charset=koi8-r><title>Bridge shut</title></head><body>\
        <article><p>The harbour bridge will stay shut until June, the council said on Friday, and \
        the people who live on the other side will have to take the ferry to work.</p><p>“We found \
        cracks in two of the piers,” said Ada Moreno, the chief engineer, who has asked for money.\
        </p></article></body></html>";

    const GERMAN: &str = "<html><body><article><p>Die Brücke über den Hafen bleibt bis Juni \
        geschlossen, wie die Stadt am Freitag mitteilte, und wer auf der anderen Seite wohnt, muss \
        mit der Fähre zur Arbeit fahren.</p><p>„Wir haben Risse in zwei Pfeilern gefunden“, sagte \
        Ada Moreno, die leitende Ingenieurin, die um Geld gebeten hat.</p></article></body></html>";

    fn record(kind: &str, more: &str, block: &[u8]) -> Vec<u8> {
        let header = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\n\
             WARC-Target-URI: https://a.example/1\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n{more}\
             Content-Length: {}\r\n\r\n",
            block.len(),
            block.len()
        );
        [header.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn answer(header: &str, body: &[u8]) -> Vec<u8> {
        let header = format!("HTTP/1.1 {header}\r\n\r\n");
        [header.as_bytes(), body].concat()
    }

    fn page(more: &str, body: &[u8]) -> Vec<u8> {
        let header = format!("200 OK\r\nContent-Type: text/html; charset=utf-8{more}");
        record("response", "", &answer(&header, body))
    }

    fn read(content: &[u8], limit: usize) -> Vec<Result<Article, Fault>> {
        let content = Box::new(Cursor::new(content.to_vec()));
        let mut reader = Warc::new(content, "f.warc".into(), limit);
        std::iter::from_fn(|| reader.next_article()).collect()
    }

    /// Each article's text up to its first comma, or the fault.
    fn summary(content: &[u8]) -> Vec<String> {
        let records = read(content, 100_000).into_iter();
        records
            .map(|record| match record {
                Ok(article) => article.text.split(',').next().unwrap().to_owned(),
                Err(fault) => format!("{}: {}", fault.record.unwrap(), fault.reason),
            })
            .collect()
    }

    #[test]
    fn pages_are_read_and_the_rest_is_passed_over() {
        let content = [
            record("warcinfo", "", b"software: x\r\n"),
            record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
            page("", ENGLISH.as_bytes()),
            record(
                "response",
                "",
                &answer("404 Not Found\r\nContent-Type: text/html", b"no"),
            ),
            record(
                "response",
                "",
                &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
            ),
            page("", GERMAN.as_bytes()),
            page("", ENGLISH.as_bytes()),
        ]
        .concat();
        let found = read(&content, 100_000);
        assert_eq!(found.len(), 3);
        let article = found[0].as_ref().unwrap();
        assert!(
            article.text.contains("“We found cracks"),
            "{}",
            article.text
        );
        assert!(article.id.starts_with("urn:uuid:"));
        assert_eq!(article.metadata.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(
            article.metadata.date.as_deref(),
            Some("2024-05-01T10:00:00Z")
        );
        let german = found[1].as_ref().unwrap_err();
        assert_eq!(german.record, Some(6));
        assert!(
            german.reason.ends_with("not in English, but in German"),
            "{}",
            german.reason
        );
        assert!(found[2].is_ok());
    }

    #[test]
    fn codings_are_undone_where_they_are_there() {
        let half = ENGLISH.len() / 2;
        let half = (half..).find(|&at| ENGLISH.is_char_boundary(at)).unwrap();
        let (a, b) = ENGLISH.split_at(half);
        let chunks = format!(
            "{:x}\r\n{a}\r\n{:X};x=y\r\n{b}\r\n0\r\n\r\n",
            a.len(),
            b.len()
        );
        let chunked = "\r\nTransfer-Encoding: chunked";
        let zipped = "\r\nContent-Encoding: gzip";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, ENGLISH.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let content = [
            page(chunked, chunks.as_bytes()),
            page(chunked, ENGLISH.as_bytes()),
            page(zipped, &gzip),
            page(zipped, ENGLISH.as_bytes()),
            page(zipped, &gzip[..gzip.len() / 2]),
            page("\r\nContent-Encoding: br", b"\xff\xfe\x01"),
        ]
        .concat();
        let summary = summary(&content);
        assert_eq!(
            summary[..4],
            ["The harbour bridge will stay shut until June"; 4]
        );
        assert!(summary[4].starts_with("5: ") && summary[4].contains("cannot be decompressed"));
        assert!(summary[5].ends_with("the page is compressed with br"));
        assert_eq!(summary.len(), 6);
    }

    #[test]
    fn what_is_cut_off_is_rejected_with_its_place() {
        let whole = page("", ENGLISH.as_bytes());
        let start = whole.len();
        let content = [&whole[..], &whole[..start - 20]].concat();
        let found = summary(&content);
        assert_eq!(found.len(), 2);
        let expected = format!(
            "2: from byte {start}: the file ends 16 bytes before the record does (is it cut off?)"
        );
        assert_eq!(found[1], expected);
        let found = summary(&[&whole[..], &whole[..40]].concat());
        assert!(found[1].contains("ends in the header"), "{found:?}");
        let cut = record(
            "response",
            "WARC-Truncated: length\r\n",
            &answer("200 OK\r\nContent-Type: text/html", ENGLISH.as_bytes()),
        );
        let found = summary(&[cut, whole].concat());
        assert!(found[0].ends_with("(WARC-Truncated: length)"), "{found:?}");
        assert!(found[1].starts_with("The harbour"));
    }

    #[test]
    fn hostile_records_are_rejected() {
        let claims = |length: &str| {
            format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nabc")
        };
        for length in ["18446744073709551615", "99999999999999"] {
            assert!(summary(claims(length).as_bytes())[0].contains("before the record does"));
        }
        for length in ["-1", "x", "99999999999999999999999"] {
            assert!(summary(claims(length).as_bytes())[0].contains("without its length"));
        }
        assert!(summary(b"hello")[0].contains("from byte 0: no record"));
        let endless = ["WARC/1.0\r\nA: ".as_bytes(), &[b'x'; 300_000]].concat();
        assert!(summary(&endless)[0].contains("header longer"));
        let many = format!("WARC/1.0\r\n{}\r\n", "A: b\r\n".repeat(1000));
        assert!(summary(many.as_bytes())[0].contains("cannot be read"));
        let long = [page("", &[b' '; 400_000]), page("", ENGLISH.as_bytes())].concat();
        let found = summary(&long);
        assert!(
            found[0].contains("longer than 100000 bytes") && found.len() == 2,
            "{found:?}"
        );
        assert!(summary(b"").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_panics(content in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
            let whole = page("\r\nTransfer-Encoding: chunked", &content);
            read(&whole[..cut.min(whole.len())], 10_000);
            read(&whole, 10_000);
            read(&content, 10_000);
        }
    }
}
