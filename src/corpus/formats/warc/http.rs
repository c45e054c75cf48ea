//! The answer of a server, as it was sent: its header, read as leniently as browsers do, and its
//! body, put together and decompressed.

use std::borrow::Cow;
use std::io::Read;

use httparse::{EMPTY_HEADER, Header, ParserConfig, Response, Status};

use crate::corpus::reader::too_long;

/// The most fields in a header.
const MAX_FIELDS: usize = 256;

/// What a server answered.
pub(super) struct Answer<'b> {
    pub status: u16,
    pub content_type: String,
    transfer_encoding: String,
    content_encoding: String,
    body: &'b [u8],
}

impl<'b> Answer<'b> {
    /// Reads an answer's header.
    ///
    /// # Errors
    /// The reason in words, if it is none.
    pub fn parse(block: &'b [u8]) -> Result<Self, String> {
        let head = as_version_1(block);
        let mut fields = [EMPTY_HEADER; MAX_FIELDS];
        let mut response = Response::new(&mut fields);
        let mut lenient = ParserConfig::default();
        lenient
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .allow_multiple_spaces_in_response_status_delimiters(true);
        let length = match lenient.parse_response(&mut response, &head) {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Err("its HTTP header has no end".into()),
            Err(error) => return Err(format!("its HTTP header cannot be read: {error}")),
        };
        let field = |name| field(response.headers, name).unwrap_or_default();
        // What was changed stands in the first line.
        let start = (length + block.len()).saturating_sub(head.len());
        Ok(Self {
            status: response.code.unwrap_or_default(),
            content_type: field("content-type"),
            transfer_encoding: field("transfer-encoding").to_ascii_lowercase(),
            content_encoding: field("content-encoding").to_ascii_lowercase(),
            body: block.get(start..).unwrap_or_default(),
        })
    }

    /// The body as it was before it was sent, at most `limit` bytes.
    ///
    /// Many archives hold it so already, under the header as it was sent: chunks and compression
    /// are undone only where they are there.
    ///
    /// # Errors
    /// The reason in words, if it cannot be had.
    pub fn body(&self, limit: usize) -> Result<Vec<u8>, String> {
        let is_chunked = self.transfer_encoding.contains("chunked");
        let whole = is_chunked.then(|| unchunked(self.body)).flatten();
        let mut body: Cow<[u8]> = whole.map_or(self.body.into(), Cow::Owned);
        // Of several codings the last was put on last.
        for coding in self.content_encoding.rsplit(',').map(str::trim) {
            if let Some(plain) = decompressed(&body, coding, limit)? {
                body = plain.into();
            }
        }
        if body.len() > limit {
            return Err(too_long(limit));
        }
        Ok(body.into_owned())
    }
}

/// The block with a first line of HTTP/1, as archives of later versions have none of their own.
fn as_version_1(block: &[u8]) -> Cow<'_, [u8]> {
    let version = block.split(u8::is_ascii_whitespace).next();
    let version = version.unwrap_or_default();
    if version.starts_with(b"HTTP/") && version != b"HTTP/1.1" && version != b"HTTP/1.0" {
        [b"HTTP/1.1", &block[version.len()..]].concat().into()
    } else {
        block.into()
    }
}

/// The bytes before they were compressed; nothing if they are not.
fn decompressed(body: &[u8], coding: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
    let bound = (limit as u64).saturating_add(1);
    let mut plain = Vec::new();
    // A stream of these begins with no signature.
    let is_text = || std::str::from_utf8(body).is_ok() || body.trim_ascii_start().starts_with(b"<");
    let read = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            flate2::bufread::MultiGzDecoder::new(body)
                .take(bound)
                .read_to_end(&mut plain)
        }
        "deflate" if is_zlib(body) => flate2::bufread::ZlibDecoder::new(body)
            .take(bound)
            .read_to_end(&mut plain),
        "deflate" if !is_text() => flate2::bufread::DeflateDecoder::new(body)
            .take(bound)
            .read_to_end(&mut plain),
        "br" if !is_text() => brotli::Decompressor::new(body, 4096)
            .take(bound)
            .read_to_end(&mut plain),
        "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
            zstd::stream::read::Decoder::with_buffer(body)
                .and_then(|decoder| decoder.take(bound).read_to_end(&mut plain))
        }
        _ => return Ok(None),
    };
    read.map_err(|error| format!("the page cannot be decompressed: {error}"))?;
    Ok(Some(plain))
}

/// Whether the two bytes of zlib's header stand there, which check each other.
fn is_zlib(body: &[u8]) -> bool {
    let Some(&[method, flags]) = body.first_chunk() else {
        return false;
    };
    method & 0x0f == 8 && u16::from_be_bytes([method, flags]) % 31 == 0
}

fn field(fields: &[Header], name: &str) -> Option<String> {
    let field = fields.iter().find(|f| f.name.eq_ignore_ascii_case(name))?;
    let value = String::from_utf8_lossy(field.value);
    // A value over several lines keeps their ends.
    Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(header: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let block = [header.as_bytes(), b"\r\n\r\n", body].concat();
        let answer = Answer::parse(&block)?;
        assert_eq!(
            (answer.status, answer.content_type.as_str()),
            (200, "text/html; charset=x")
        );
        answer.body(1000)
    }

    #[test]
    fn headers_are_read_leniently() {
        for first in [
            "HTTP/1.1 200 OK",
            "HTTP/2 200",
            "HTTP/2.0 200 OK",
            "HTTP/3 200",
            "HTTP/1.1  200",
        ] {
            for second in [
                "Content-Type: text/html; charset=x",
                "content-type : text/html;\r\n\tcharset=x",
                "X: a\r\n b\r\nContent-Type: text/html; charset=x",
                "no colon\r\n: none\r\na b: c\r\nContent-Type: text/html; charset=x",
                "Y: \u{e9}\r\nContent-Type: text/html; charset=x",
            ] {
                let header = format!("{first}\r\n{second}");
                assert_eq!(body(&header, b"<p>"), Ok(b"<p>".to_vec()), "{header}");
            }
        }
        assert!(Answer::parse(b"GET / HTTP/1.1\r\n\r\n").is_err());
    }

    #[test]
    fn bodies_are_decompressed_where_they_are_compressed() {
        let page = "<p>“It rained,” she said.</p>".as_bytes();
        let level = flate2::Compression::fast();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), level);
        raw.write_all(page).unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), level);
        zlib.write_all(page).unwrap();
        let mut br = Vec::new();
        brotli::BrotliCompress(&mut &page[..], &mut br, &Default::default()).unwrap();
        let zstd = zstd::encode_all(page, 1).unwrap();
        for (coding, bytes) in [
            ("deflate", raw.finish().unwrap()),
            ("deflate", zlib.finish().unwrap()),
            ("br", br),
            ("zstd", zstd.clone()),
            ("identity, zstd", zstd),
        ] {
            let header = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\nContent-Encoding: {coding}"
            );
            for bytes in [&bytes[..], page] {
                assert_eq!(body(&header, bytes).as_deref(), Ok(page), "{coding}");
            }
        }
    }
}
