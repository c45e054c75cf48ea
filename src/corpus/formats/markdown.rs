//! Markdown, with or without a head of fields.

use pulldown_cmark::{Event, Options, Parser, html as to_html};

use super::{html, text};
use crate::corpus::fields::{Record, Value};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions, markup};

/// The article in a file's bytes, without an id: its text is what a reader of the page sees.
///
/// # Errors
/// The reason in words, if it cannot be read.
pub(super) fn parse(
    bytes: Vec<u8>,
    options: &CorpusOptions,
    read_as: &mut ReadAs,
) -> Result<Article, String> {
    let whole = text::parse(bytes, options.encoding, read_as)?.text;
    let (mut record, body) = head(whole.trim_start_matches('\u{feff}'));
    let fields = &options.fields;
    let body = plain(body)?;
    record.retain(|(name, _)| !fields.is_text(name));
    // The name that is looked for first.
    let name = fields.text.first().and_then(|name| name.split('+').next());
    let text = Value::String(body.text.as_str().into());
    record.push((name.unwrap_or("text").into(), text));
    let mut article = fields.article(record)?;
    if article.text == body.text {
        article.emphasized = body.emphasized;
    }
    Ok(article)
}

/// The fields between two lines of dashes at the beginning, and what follows.
///
/// The form is that of YAML as far as tools write it: a field a line, and lists of names. No parser
/// of YAML is as lenient as the tools that write these: `title: Rain: the day after` is none.
fn head(text: &str) -> (Record<'_>, &str) {
    let mut record = Record::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        let line = line.trim_end();
        match (number, line) {
            (0, "---") => continue,
            (0, _) => break,
            (_, "---" | "...") => return (record, &text[at..]),
            _ => {}
        }
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if let Some((_, Value::List(items))) = record.last_mut() {
                items.push(unquoted(item).to_owned());
            }
        } else if let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with(' '))
        {
            record.push((name.trim().into(), value_of(value.trim())));
        }
    }
    // Without an end it is no head, but a line across the page.
    (Record::new(), text)
}

fn value_of(value: &str) -> Value<'_> {
    match value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
        Some(items) => {
            let items = items
                .split(',')
                .map(|item| unquoted(item.trim()).to_owned());
            Value::List(items.filter(|item| !item.is_empty()).collect())
        }
        None if value.is_empty() => Value::List(Vec::new()),
        None => Value::String(unquoted(value).into()),
    }
}

fn unquoted(value: &str) -> &str {
    let within = |mark| value.strip_prefix(mark)?.strip_suffix(mark);
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

/// What a reader sees.
fn plain(body: &str) -> Result<html::PageText, String> {
    let events = Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let events = events.map(|event| match event {
        // What looks like HTML and is none: "<minister>".
        Event::InlineHtml(tag) | Event::Html(tag) if !markup::is_tag(&tag) => Event::Text(tag),
        other => other,
    });
    let mut page = String::new();
    to_html::push_html(&mut page, events);
    html::fragment(&page)
}
