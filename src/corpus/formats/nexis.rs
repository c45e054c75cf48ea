//! Text exports of Nexis: one file with many documents, each with lines of labels around its body.
//!
//! Two forms are read: that of LexisNexis Academic, whose documents begin with `3 of 25 DOCUMENTS`
//! and have their labels in capitals, and that of Nexis Uni and Nexis Advance, whose documents end
//! with `End of Document`.

use std::io::{BufRead, Read};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::corpus::encoding::Decoder;
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions, Metadata};

/// Beginning of a file that is looked at, in bytes: an export may begin with a list of its
/// documents.
pub(super) const HEAD: usize = 1 << 16;

/// Labels of what stands behind the body.
const BEHIND: [&str; 9] = [
    "LOAD-DATE",
    "LANGUAGE",
    "GRAPHIC",
    "PUBLICATION-TYPE",
    "JOURNAL-CODE",
    "DOCUMENT-TYPE",
    "SUBJECT",
    "CORRECTION-DATE",
    "URL",
];

/// What ends a document of the newer form.
const END: &str = "End of Document";

/// Whether a text file that begins so is such an export. A text without the marks of either form
/// is none, whatever else it has.
pub(super) fn is_one(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let lines = head.trim_start_matches('\u{feff}').lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_some_and(|first| is_number(first)) {
        return true;
    }
    // A line with the length, and after it one that announces the body.
    let is_length = |line: &str| {
        field(line).is_some_and(|(label, value)| {
            label.eq_ignore_ascii_case("length") && value.ends_with(" words")
        })
    };
    lines.any(is_length) && lines.take(8).any(is_body)
}

/// Reads an export. The record's number counts its documents, from 1.
pub(super) struct Nexis {
    content: Content,
    options: Arc<CorpusOptions>,
    decoder: Decoder,
    number: u64,
    /// The first line of the next document, which tells that one has ended.
    ahead: Vec<u8>,
    /// Whether documents begin with their numbers.
    is_numbered: bool,
    done: bool,
}

impl Nexis {
    pub fn new(content: Content, options: Arc<CorpusOptions>) -> Self {
        Self {
            content,
            decoder: Decoder::new(options.encoding),
            options,
            number: 0,
            ahead: Vec::new(),
            is_numbered: false,
            done: false,
        }
    }

    /// The next document, or as much of it as may be long; nothing at the end.
    fn document(&mut self) -> Result<Option<(Vec<u8>, bool)>, String> {
        let most = self.options.max_article_bytes.saturating_add(HEAD);
        let mut document = std::mem::take(&mut self.ahead);
        let mut too_long = false;
        let mut has_words = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            // A line without an end is read in parts.
            let mut rest = (&mut self.content).take(most as u64);
            let read = rest.read_until(b'\n', &mut line);
            let at_end = read.map_err(|error| cannot_read(&error))? == 0;
            let words = String::from_utf8_lossy(line.get(..200).unwrap_or(&line));
            let words = words.trim_start_matches('\u{feff}').trim();
            let begins_next = is_number(words);
            if begins_next && !self.is_numbered {
                // What stands before the first document is none.
                self.is_numbered = true;
                has_words = false;
            }
            if at_end || (begins_next && has_words) {
                self.done |= at_end;
                self.ahead.append(&mut line);
                return Ok(has_words.then_some((document, too_long)));
            }
            if begins_next {
                document.clear();
                continue;
            }
            if words == END {
                return Ok(Some((document, too_long)));
            }
            has_words |= !words.is_empty();
            too_long |= document.len() + line.len() > most;
            if !too_long {
                document.extend_from_slice(&line);
            }
        }
    }

    fn article(&mut self, document: &[u8]) -> Result<Article, String> {
        let document = self.decoder.decode(document)?.into_owned();
        let parts = Parts::of(&document);
        let text = parts.body.clone();
        let text = text.ok_or("no body found in this document of the export")?;
        let keep = self.options.fields.keep.iter();
        let kept = keep.map(|name| (name.clone(), parts.value(name)));
        Ok(Article {
            kept: kept.collect(),
            title: parts.title,
            metadata: Metadata {
                date: parts.date,
                url: None,
                outlet: parts.outlet,
                author: parts
                    .fields
                    .iter()
                    .find(|(label, _)| label.eq_ignore_ascii_case("byline"))
                    .map(|(_, name)| without_by(name)),
            },
            text,
            ..Article::default()
        })
    }
}

/// What a document is made of.
#[derive(Debug, Default)]
struct Parts {
    title: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
    fields: Vec<(String, String)>,
    body: Option<String>,
}

impl Parts {
    fn of(document: &str) -> Self {
        let lines: Vec<&str> = document.lines().collect();
        let mut parts = Self::default();
        let body = body(&lines);
        let before = body.as_ref().map_or(lines.len(), |(start, _)| *start);
        let fields_at = parts.add_fields(&lines, 0..before);
        parts.read_head(&lines[..fields_at]);
        if let Some((_, range)) = body {
            let mut text: Vec<&str> = lines[range.clone()].iter().map(|l| l.trim_end()).collect();
            // "BODY: It rained." begins on the line of its label.
            if let Some(first) = text.first_mut()
                && is_body_label(first)
                && let Some((_, rest)) = field(first)
            {
                *first = rest;
            }
            text.truncate(without_copyright(&text));
            let text = text.join("\n");
            let text = text.trim_matches(['\n', ' ', '\u{c}']);
            parts.add_fields(&lines, range.end..lines.len());
            parts.body = Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        parts
    }

    /// Adds the lines with labels, each with those that go on; answers where the first stands.
    fn add_fields(&mut self, lines: &[&str], range: Range<usize>) -> usize {
        let mut first = range.end;
        let mut at = range.start;
        while at < range.end {
            let Some((label, value)) = field(lines[at]) else {
                at += 1;
                continue;
            };
            first = first.min(at);
            let mut words = vec![value];
            at += 1;
            while at < range.end && !lines[at].trim().is_empty() && field(lines[at]).is_none() {
                words.push(lines[at].trim());
                at += 1;
            }
            let value = words.join(" ").trim().to_owned();
            self.fields.push((label.to_owned(), value));
        }
        first
    }

    /// Outlet, date and headline, which stand without labels before the first that has one.
    fn read_head(&mut self, lines: &[&str]) {
        let is_legal = |line: &str| line.starts_with("Copyright") || line == "All Rights Reserved";
        let words = |lines: &[&str]| -> Vec<String> {
            let lines = lines.iter().map(|line| line.trim());
            let lines = lines.filter(|line| !line.is_empty() && !is_legal(line));
            lines.map(str::to_owned).collect()
        };
        let dated = lines.iter().position(|line| day(line).is_some());
        let mut before = words(&lines[..dated.unwrap_or(0)]);
        self.date = dated.and_then(|at| day(lines[at]));
        self.outlet = before.pop();
        // What is centred after the date is the edition.
        let after = lines
            .get(dated.map_or(0, |at| at + 1)..)
            .unwrap_or_default();
        let after: Vec<&str> = (after.iter().copied())
            .filter(|line| !line.starts_with([' ', '\t']))
            .collect();
        let label = self
            .fields
            .iter()
            .find(|(l, _)| l.eq_ignore_ascii_case("headline"));
        let title = match label {
            Some((_, title)) => title.clone(),
            // A list of the documents may stand before the first one.
            None if before.len() > 3 => before.pop().unwrap_or_default(),
            None if !before.is_empty() => before.join(" "),
            None => words(&after).join(" "),
        };
        self.title = Some(title).filter(|title| !title.is_empty());
    }

    /// The value of a label.
    fn value(&self, name: &str) -> Option<String> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(label, _)| label.eq_ignore_ascii_case(name))?;
        Some(value.clone()).filter(|value| !value.is_empty())
    }
}

/// Where the line that announces the body stands, and the lines of the body.
fn body(lines: &[&str]) -> Option<(usize, Range<usize>)> {
    let (announced, start) = match lines.iter().position(|line| is_body(line)) {
        Some(at) if field(lines[at]).is_some_and(|(_, rest)| !rest.is_empty()) => (at, at),
        Some(at) => (at, at + 1),
        // Short documents have no such line: it is what follows the last label before it.
        None => {
            let last = lines.iter().position(|line| {
                field(line).is_some_and(|(label, _)| label.eq_ignore_ascii_case("length"))
            })?;
            let mut at = last + 1;
            while at < lines.len() && (lines[at].trim().is_empty() || is_front(lines[at])) {
                // With the lines that go on.
                at += 1;
                while at < lines.len()
                    && !lines[at - 1].trim().is_empty()
                    && !lines[at].trim().is_empty()
                {
                    at += 1;
                }
            }
            (at, at)
        }
    };
    let behind = |line: &&str| {
        let is_label = field(line)
            .is_some_and(|(label, _)| BEHIND.iter().any(|known| known.eq_ignore_ascii_case(label)));
        is_label || line.trim() == "Classification"
    };
    let length = lines[start.min(lines.len())..].iter().position(behind);
    let end = length.map_or(lines.len(), |length| start + length);
    (start <= end).then_some((announced, start..end))
}

/// Whether a line has a label that stands between the length and the body.
fn is_front(line: &str) -> bool {
    let front = [
        "HEADLINE",
        "DATELINE",
        "HIGHLIGHT",
        "BYLINE",
        "SECTION",
        "SERIES",
        "LENGTH",
    ];
    field(line).is_some_and(|(label, _)| front.iter().any(|f| f.eq_ignore_ascii_case(label)))
}

/// Whether a line announces the body: `BODY:`, `BODY: It rained.`, `Body`.
fn is_body(line: &str) -> bool {
    line.trim() == "Body" || is_body_label(line)
}

fn is_body_label(line: &str) -> bool {
    field(line).is_some_and(|(label, _)| label == "BODY")
}

/// `1 of 25 DOCUMENTS`, `Document 1 of 25`.
fn is_number(line: &str) -> bool {
    let words: Vec<&str> = line
        .trim_matches(['\u{c}', ' '])
        .split_whitespace()
        .collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    match words[..] {
        [n, "of", of, "DOCUMENTS" | "DOCUMENT"] | ["Document", n, "of", of] => {
            number(n) && number(of)
        }
        _ => false,
    }
}

/// The label of a line and what stands after it: `LOAD-DATE: May 1, 2024`, `Length: 500 words`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let is_capitals = label.len() > 2
        && label.bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
        && label.starts_with(|c: char| c.is_ascii_uppercase());
    let newer = [
        "Section",
        "Length",
        "Byline",
        "Dateline",
        "Highlight",
        "Headline",
        "Language",
        "Subject",
        "Publication-Type",
        "Load-Date",
        "Graphic",
        "Journal Code",
        "Document-Type",
        "Series",
        "Company",
        "Organization",
        "Person",
        "Geographic",
        "Industry",
        "URL",
        "Ticker",
    ];
    (is_capitals || newer.contains(&label)).then(|| (label, value.trim()))
}

/// The day at the beginning of a line, as ISO 8601: `May 1, 2024 Wednesday`, `1 May 2024`.
fn day(line: &str) -> Option<String> {
    let mut words = line.split([' ', ',', '\t']).filter(|word| !word.is_empty());
    let date = [words.next()?, words.next()?, words.next()?].join(" ");
    let formats = ["%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y"];
    let read = |format: &&str| Date::strptime(*format, &date).ok();
    let found = formats.iter().find_map(read)?;
    Some(found.to_string())
}

/// The number of lines without those about rights that end some documents.
fn without_copyright(lines: &[&str]) -> usize {
    let is_legal = |line: &str| {
        let line = line.trim();
        line.starts_with("Copyright ") && line.bytes().any(|byte| byte.is_ascii_digit())
    };
    let from = lines.len().saturating_sub(8);
    let found = lines[from..].iter().position(|line| is_legal(line));
    found.map_or(lines.len(), |at| from + at)
}

fn without_by(name: &str) -> String {
    let by = name
        .get(..3)
        .filter(|start| start.eq_ignore_ascii_case("by "));
    by.map_or(name, |_| name[3..].trim()).to_owned()
}

impl ReadArticles for Nexis {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if self.done {
            return None;
        }
        let article = match self.document() {
            Ok(None) => return None,
            Ok(Some((document, is_too_long))) => {
                self.number += 1;
                let limit = self.options.max_article_bytes;
                match self.article(&document) {
                    _ if is_too_long => Err(too_long(limit)),
                    Ok(article) if article.text.len() > limit => Err(too_long(limit)),
                    article => article,
                }
            }
            Err(reason) => {
                self.done = true;
                self.number += 1;
                Err(reason)
            }
        };
        Some(article.map_err(|reason| Fault::of_record(self.number, reason)))
    }

    fn read_as(&self) -> ReadAs {
        let encoding = self.decoder.found().map(|encoding| encoding.name());
        ReadAs::new("nexis").with(encoding)
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }
}
