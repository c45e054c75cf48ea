//! News in XML: feeds (RSS, Atom), NITF, NewsML-G2 and TEI, known by their outermost element.

mod articles;
mod tree;

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

use encoding_rs::Encoding;
use memchr::memmem;

pub(super) use articles::Kind;

use crate::corpus::encoding::{Decoder, told};
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions};

/// The longest document that is read, in bytes: a feed holds many articles.
const MAX_BYTES: u64 = 64 << 20;

/// Reads a document. The record's number counts its articles, from 1.
pub(super) struct Xml {
    content: Option<Content>,
    options: Arc<CorpusOptions>,
    kind: Option<Kind>,
    encoding: Option<&'static str>,
    articles: VecDeque<Article>,
    /// Why there are no more.
    fault: Option<String>,
    number: u64,
}

impl Xml {
    pub fn new(content: Content, options: Arc<CorpusOptions>) -> Self {
        Self {
            content: Some(content),
            options,
            kind: None,
            encoding: None,
            articles: VecDeque::new(),
            fault: None,
            number: 0,
        }
    }

    fn read(&mut self, content: Content) -> Result<(), String> {
        let mut bytes = Vec::new();
        let read = content.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| cannot_read(&error))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(format!(
                "longer than {MAX_BYTES} bytes, the most that is read of XML"
            ));
        }
        let document = self.decode(&bytes)?;
        let (root, fault) = tree::parse(&document);
        let name = root_name(document.as_bytes()).unwrap_or_default();
        let Some(kind) = Kind::of_root(&name) else {
            return Err(format!(
                "XML that begins with <{name}>, which is none of RSS, Atom, NITF, NewsML-G2 and \
                 TEI; convert it to JSON lines or CSV first"
            ));
        };
        self.kind = Some(kind);
        self.articles = kind.articles(&root, &self.options.fields.keep).into();
        if self.articles.is_empty() && fault.is_none() && kind != Kind::Rss && kind != Kind::Atom {
            return Err(format!("no article found in this {} document", kind.name()));
        }
        self.fault = fault;
        Ok(())
    }

    /// The document by its byte order mark, else as it declares, else as any text.
    fn decode(&mut self, bytes: &[u8]) -> Result<String, String> {
        let given = self.options.encoding;
        let (encoding, mark) = told(bytes, given);
        let declared = || declared_encoding(&bytes[..bytes.len().min(200)]);
        let encoding = encoding.or_else(declared);
        let bytes = &bytes[mark..];
        // What declares UTF-8 and is none is as any other text.
        let is_sure = |&e: &_| e != encoding_rs::UTF_8 || given.is_some();
        let mut decoder = Decoder::new(encoding.filter(is_sure));
        let text = decoder.decode(bytes)?.into_owned();
        let other = encoding
            .filter(|&e| e != encoding_rs::UTF_8)
            .or(decoder.found());
        self.encoding = other.map(|encoding| encoding.name());
        Ok(text)
    }
}

/// The encoding in the declaration of XML.
fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memmem::find(declaration, b"?>")?];
    let value = &declaration[memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let label = value
        .split(|byte| b"\"'= ".contains(byte))
        .find(|part| !part.is_empty())?;
    Encoding::for_label(label)
}

/// The name of the outermost element that begins in a document, without its prefix.
pub(super) fn root_name(mut head: &[u8]) -> Option<String> {
    loop {
        head = head.trim_ascii_start();
        head = head
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(head)
            .trim_ascii_start();
        let after = |end: &[u8]| {
            let at = memmem::find(head, end)?;
            Some(&head[at + end.len()..])
        };
        head = if head.starts_with(b"<?") {
            after(b"?>")?
        } else if head.starts_with(b"<!--") {
            after(b"-->")?
        } else if head.starts_with(b"<!") {
            // Declarations of its own stand in brackets.
            let end = memmem::find(head, b">")?;
            match memmem::find(&head[..end], b"[") {
                Some(_) => after(b"]>").or_else(|| after(b"] >"))?,
                None => &head[end + 1..],
            }
        } else {
            break;
        };
    }
    let name = head.strip_prefix(b"<")?;
    let end = name.iter().position(|byte| b" \t\r\n>/".contains(byte))?;
    let name = String::from_utf8_lossy(&name[..end]);
    Some(name.rsplit(':').next().unwrap_or_default().to_owned())
}

impl ReadArticles for Xml {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if let Some(content) = self.content.take()
            && let Err(reason) = self.read(content)
        {
            return Some(Err(Fault::whole(reason)));
        }
        self.number += 1;
        let Some(article) = self.articles.pop_front() else {
            let reason = self.fault.take()?;
            return Some(Err(Fault::of_record(self.number, reason)));
        };
        let limit = self.options.max_article_bytes;
        let reason = if article.text.len() > limit {
            too_long(limit)
        } else if article.text.is_empty() {
            "no text".into()
        } else {
            return Some(Ok(article));
        };
        Some(Err(Fault {
            id: Some(article.id),
            ..Fault::of_record(self.number, reason)
        }))
    }

    fn read_as(&self) -> ReadAs {
        ReadAs::new(self.kind.map_or("xml", Kind::name)).with(self.encoding)
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        self.kind.is_some_and(Kind::has_html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn read(document: &[u8]) -> Vec<Result<Article, Fault>> {
        let content = Box::new(Cursor::new(document.to_vec()));
        let mut reader = Xml::new(content, Arc::default());
        std::iter::from_fn(|| reader.next_article()).collect()
    }

    #[test]
    fn the_outermost_element_is_found() {
        for document in [
            "<rss>",
            "\u{feff}<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE rss [<!ENTITY a \"b\">]><x:rss a='b'>",
        ] {
            assert_eq!(root_name(document.as_bytes()).as_deref(), Some("rss"));
        }
        assert_eq!(root_name(b"text"), None);
    }

    #[test]
    fn entities_are_decoded_but_none_is_expanded() {
        let document =
            br#"<!DOCTYPE rss [<!ENTITY big "xxxx">]><rss><item><title>R&D &amp; &#8220;x&#8221;
            &eacute; &big;</title><description>a</description></item></rss>"#;
        let found = read(document);
        let title = found[0].as_ref().unwrap().title.as_deref();
        assert_eq!(title, Some("R&D & “x” é &big;"));
    }

    #[test]
    fn what_is_cut_off_is_told_after_what_is_whole() {
        let found = read(b"<rss><channel><item><description>a</description></item><item><descr");
        assert_eq!(found[0].as_ref().unwrap().text, "a");
        assert!(found[1].is_err() && found.len() == 2, "{found:?}");
        assert!(
            read(b"<x>a</x>")[0]
                .as_ref()
                .unwrap_err()
                .reason
                .contains("<x>")
        );
        assert!(read(b"")[0].is_err());
    }

    #[test]
    fn the_declared_encoding_counts() {
        let document = b"<?xml version='1.0' encoding='windows-1252'?><rss><item><description>\
                         \x93No,\x94 she said</description></item></rss>";
        assert_eq!(read(document)[0].as_ref().unwrap().text, "“No,” she said");
    }

    proptest! {
        #[test]
        fn nothing_panics(inner in "[<>/&;!\\[\\]a-c\"' ]{0,60}") {
            read(format!("<rss>{inner}</rss>").as_bytes());
            read(format!("<TEI>{inner}").as_bytes());
        }
    }
}
