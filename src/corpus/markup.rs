//! HTML and entities in the text fields of records, as content systems keep them.

use std::borrow::Cow;

use html_escape::decode_html_entities;

use super::Article;
use super::formats::html::{self, PageText};
use crate::named::named;

named! {
    "text format", default Auto;
    /// What a text field of a record holds.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum TextFormat {
        /// Whatever it looks like.
        Auto = "auto",
        /// Plain text, to be left as it is.
        Plain = "plain",
        /// HTML.
        Html = "html",
    }
}

/// What was found in a text, and undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Markup {
    Html,
    Entities,
}

/// Makes plain text of an article's fields; the answer is what was found in its text.
///
/// # Errors
/// The reason in words, if it is HTML that cannot be read.
pub(super) fn undo(article: &mut Article, format: TextFormat) -> Result<Option<Markup>, String> {
    if format == TextFormat::Plain {
        return Ok(None);
    }
    let mut found = None;
    if let Some((page, markup)) = plain(&article.text, format == TextFormat::Html)? {
        article.text = page.text;
        article.emphasized = page.emphasized;
        found = Some(markup);
    }
    if let Some(title) = &article.title
        && let Some((page, _)) = plain(title, false)?
    {
        article.title = Some(page.text);
    }
    Ok(found)
}

/// The text without its markup, and what that was; none of plain text.
fn plain(text: &str, is_html: bool) -> Result<Option<(PageText, Markup)>, String> {
    if is_html || has_tags(text) {
        let page = from_html(text)?;
        // Nothing but tags is no page.
        let is_page = is_html || !page.text.is_empty();
        return Ok(is_page.then_some((page, Markup::Html)));
    }
    match decode_html_entities(text) {
        Cow::Borrowed(_) => Ok(None),
        Cow::Owned(decoded) if decoded == text => Ok(None),
        // Feeds hold pages whose every sign is escaped.
        Cow::Owned(decoded) if has_tags(&decoded) => Ok(Some((from_html(&decoded)?, Markup::Html))),
        Cow::Owned(text) => {
            let page = PageText {
                text,
                ..PageText::default()
            };
            Ok(Some((page, Markup::Entities)))
        }
    }
}

/// Elements that begin a line of their own.
const BLOCKS: [&str; 26] = [
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "hr",
    "table",
    "tr",
    "td",
    "section",
    "article",
    "figure",
    "pre",
    "html",
    "body",
    "aside",
    "dl",
    "main",
];

/// Elements within a line.
const INLINE: [&str; 22] = [
    "a", "b", "i", "em", "strong", "span", "u", "q", "cite", "sup", "sub", "small", "time", "font",
    "code", "img", "iframe", "script", "style", "mark", "abbr", "strike",
];

/// Elements without an end tag, or with one that is left out.
const OPEN: [&str; 5] = ["p", "br", "hr", "img", "li"];

/// Whether a text is HTML: it has an element of HTML, with its end tag where it must have one.
fn has_tags(text: &str) -> bool {
    tags(text).any(|name| {
        OPEN.contains(&name.as_str()) || text.to_ascii_lowercase().contains(&format!("</{name}"))
    })
}

/// Whether a piece of markup is HTML: a tag of a known element, or a comment.
pub(super) fn is_tag(piece: &str) -> bool {
    let piece = piece.trim_start();
    piece.starts_with("<!")
        || piece.starts_with("<?")
        || tags(&piece.replacen("</", "<", 1)).next().is_some()
}

/// The names of the known elements that begin in a text, in lower case.
fn tags(text: &str) -> impl Iterator<Item = String> {
    text.split('<').skip(1).filter_map(|rest| {
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, after) = rest.split_at(length);
        let is_whole = after.starts_with(['>', '/']) || after.starts_with([' ', '\t', '\n', '\r']);
        let name = name.to_ascii_lowercase();
        let is_known = BLOCKS.contains(&name.as_str()) || INLINE.contains(&name.as_str());
        (is_whole && is_known && after.contains('>')).then_some(name)
    })
}

/// The text of a piece of HTML: all of it, as it holds nothing but the article.
fn from_html(source: &str) -> Result<PageText, String> {
    // Where no element begins a line, lines end as they do in plain text.
    let source = if tags(source).any(|name| BLOCKS.contains(&name.as_str())) {
        source.to_owned()
    } else {
        let lines = source.replace("\r\n", "\n").replace("\n\n", "<p>");
        lines.replace('\n', "<br>")
    };
    html::fragment(&source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, Option<Markup>) {
        match plain(text, false).unwrap() {
            Some((page, found)) => (page.text, Some(found)),
            None => (text.to_owned(), None),
        }
    }

    #[test]
    fn html_is_known_by_its_elements() {
        let body = "<p>&#8220;We can&#8217;t wait,&#8221; she <b>said</b>.</p>\n<p>He left.</p>";
        let expected = "“We can’t wait,” she said.\n\nHe left.";
        assert_eq!(of(body), (expected.into(), Some(Markup::Html)));
        let escaped = "&lt;p&gt;&amp;ldquo;No,&amp;rdquo; she said.&lt;/p&gt;";
        assert_eq!(of(escaped), ("“No,” she said.".into(), Some(Markup::Html)));
        let lines = "One, <a href=\"x\">she</a> said.\n\nTwo.\nThree.";
        assert_eq!(of(lines).0, "One, she said.\n\nTwo.\nThree.");
        let scripted = "<p>One.</p><script>if (a < b) x()</script><p>Two.</p>";
        assert_eq!(of(scripted).0, "One.\n\nTwo.");
    }

    #[test]
    fn entities_alone_are_decoded() {
        let text = "&ldquo;No,&rdquo; AT&amp;T said.\n\nR&D; and 3 < 4.";
        let expected = "“No,” AT&T said.\n\nR&D; and 3 < 4.";
        assert_eq!(of(text), (expected.into(), Some(Markup::Entities)));
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for text in [
            "",
            "a < b, she said & left",
            "<minister> said",
            "x <b y",
            "1 <i 2",
            "AT&T",
        ] {
            assert_eq!(of(text), (text.into(), None));
        }
        let (page, found) = plain("a &lt; b", true).unwrap().unwrap();
        assert_eq!((page.text.as_str(), found), ("a < b", Markup::Html));
    }
}
