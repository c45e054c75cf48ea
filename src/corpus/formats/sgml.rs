//! Gigaword and its like: SGML with an article in each `<DOC>`.

use std::io::{BufRead, Read};
use std::sync::Arc;

use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions, Metadata};

/// Reads a file line by line, as its elements stand on lines of their own. The record's number
/// counts its articles, from 1.
pub(super) struct Sgml {
    content: Content,
    options: Arc<CorpusOptions>,
    number: u64,
    done: bool,
}

impl Sgml {
    pub fn new(content: Content, options: Arc<CorpusOptions>) -> Self {
        Self {
            content,
            options,
            number: 0,
            done: false,
        }
    }

    /// The next `<DOC>`, at most a little longer than an article may be; nothing at the end.
    fn document(&mut self) -> Result<Option<String>, String> {
        let most = self.options.max_article_bytes.saturating_add(1 << 16);
        let mut document = Vec::new();
        let mut is_inside = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            // A line without an end is read in parts.
            let mut rest = (&mut self.content).take(most as u64);
            let read = rest.read_until(b'\n', &mut line);
            if read.map_err(|error| cannot_read(&error))? == 0 {
                self.done = true;
                return match is_inside {
                    true => Err("the file ends within it (is it cut off?)".into()),
                    false => Ok(None),
                };
            }
            is_inside |= starts_with(&line, b"<DOC");
            if is_inside && document.len() <= most {
                document.extend_from_slice(&line);
            }
            if is_inside && starts_with(&line, b"</DOC>") {
                break;
            }
        }
        if document.len() > most {
            return Err(too_long(self.options.max_article_bytes));
        }
        let document = crate::corpus::encoding::Decoder::new(None)
            .decode(&document)?
            .into_owned();
        Ok(Some(document))
    }

    fn article(&self, document: &str) -> Result<Article, (Option<String>, String)> {
        let first = document.lines().next().unwrap_or_default();
        let number = || Some(inside(document, "DOCNO")?.trim().to_owned());
        let id = attribute(first, "id").or_else(number);
        let text = inside(document, "TEXT").ok_or((id.clone(), "no <TEXT>".to_owned()))?;
        let text = paragraphs(text);
        if text.len() > self.options.max_article_bytes {
            return Err((id, too_long(self.options.max_article_bytes)));
        }
        let date = inside(document, "DATE_TIME").or_else(|| inside(document, "DATE"));
        // An id such as NYT_ENG_19940701.0001 has the date in it.
        let of_id = || {
            let digits = id.as_ref()?.split('_').next_back()?.get(..8)?;
            let is_date = digits.bytes().all(|byte| byte.is_ascii_digit());
            is_date.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
        };
        let line = |name: &str| {
            let line = inside(document, name)?
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            Some(decoded(&line)).filter(|line| !line.is_empty())
        };
        // Elements, and attributes of the article's own.
        let keep = self.options.fields.keep.iter().map(|name| {
            let element = line(&name.to_ascii_uppercase());
            (name.clone(), element.or_else(|| attribute(first, name)))
        });
        Ok(Article {
            kept: keep.collect(),
            title: line("HEADLINE"),
            metadata: Metadata {
                date: date.map(|date| date.trim().to_owned()).or_else(of_id),
                ..Metadata::default()
            },
            id: id.unwrap_or_default(),
            text,
            ..Article::default()
        })
    }
}

/// The text of paragraphs, each on one line and apart by blank ones; that of an article without
/// `<P>` as it stands.
fn paragraphs(text: &str) -> String {
    let is_break = |line: &str| {
        let line = line.trim();
        line.eq_ignore_ascii_case("<p>") || line.eq_ignore_ascii_case("</p>")
    };
    if !text.lines().any(is_break) {
        return decoded(text.trim());
    }
    let mut found: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if is_break(line) {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(line.trim());
        }
    }
    let found = found.iter().map(|paragraph| decoded(paragraph.trim()));
    found
        .filter(|paragraph| !paragraph.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// What is escaped in it; `&MD;` and other signs of the format's own stay.
fn decoded(text: &str) -> String {
    let text = html_escape::decode_html_entities(text);
    text.replace("&AMP;", "&")
        .replace("&LR;", " ")
        .replace("&UR;", " ")
}

/// What stands between a tag and its end.
fn inside<'d>(document: &'d str, name: &str) -> Option<&'d str> {
    let start = document.find(&format!("<{name}>"))? + name.len() + 2;
    let rest = &document[start..];
    Some(&rest[..rest.find(&format!("</{name}>"))?])
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[start..];
    Some(value[..value.find('"')?].trim().to_owned()).filter(|value| !value.is_empty())
}

fn starts_with(line: &[u8], tag: &[u8]) -> bool {
    line.get(..tag.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

impl ReadArticles for Sgml {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if self.done {
            return None;
        }
        self.number += 1;
        let article = match self.document() {
            Ok(None) => return None,
            Ok(Some(document)) => self.article(&document),
            Err(reason) => Err((None, reason)),
        };
        Some(article.map_err(|(id, reason)| Fault {
            id,
            ..Fault::of_record(self.number, reason)
        }))
    }

    fn read_as(&self) -> ReadAs {
        ReadAs::new("sgml")
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }
}
