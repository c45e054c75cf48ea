//! Web pages: the main text, by the method of Mozilla's Readability.

mod layout;

use dom_smoothie::{Readability, ReadabilityError};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

use crate::contained::contained;
use crate::corpus::{Article, Metadata};
use crate::text::Span;

/// Pages are rejected above these bounds, which no page with an article to read comes
/// near: what a page takes to read grows with the square of its depth, and its tree takes
/// many times its own size of memory. (It grows with the square of the attributes of one
/// element, too, which is bounded by the size of the page only.)
const MAX_BYTES: usize = 16 << 20;
const MAX_TAGS: usize = 200_000;
const MAX_DEPTH: usize = 2_000;

/// The extraction goes down the tree by recursion: by measurement less than 1 KB a level.
const STACK: usize = 64 << 20;

/// The article that a page's bytes make, without an id.
///
/// The text is the page's main text: its paragraphs apart by a blank line, list items and
/// table rows by a line end, runs of whitespace one space. Quotations have the marks that a
/// browser or a typesetter gives them, and items their bullets or numbers. `encoding` is the
/// one that the page is in, if it is known; a mark of it is no part of the page.
pub(super) fn parse_as(
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
) -> Result<Article, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!(
            "longer than {MAX_BYTES} bytes, the most that is read of one page"
        ));
    }
    let page = match encoding {
        Some(encoding) => encoding.decode_with_bom_removal(&bytes).0.into_owned(),
        None => decode(&bytes),
    };
    drop(bytes);
    check_size(&page)?;
    with_room(move || extract(&page))
}

/// The text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct PageText {
    pub text: String,
    /// Its paragraphs and cells that are set in bold as a whole, in order.
    pub emphasized: Vec<Span>,
}

/// The text of a piece of HTML that holds nothing but an article.
pub(in crate::corpus) fn fragment(source: &str) -> Result<PageText, String> {
    check_size(source)?;
    let source = source.to_owned();
    with_room(move || {
        let page = as_document(&source);
        check_depth(&page)?;
        page.doc
            .select("script, style, noscript, template")
            .remove();
        page.doc.select("br").before_html(" ");
        Ok(main_text(&page))
    })
}

/// As [`Readability`] has it: the element whose text is the article's.
fn as_document(fragment: &str) -> Readability {
    Readability::from(format!(
        "<html><body><div id=\"readability-page-1\">{fragment}</div></body></html>"
    ))
}

/// Runs a step that goes down a tree, which a thread of its own has room for.
fn with_room<T: Send + 'static>(
    step: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let extraction = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || contained(step));
    let extraction = extraction.map_err(|error| format!("cannot start a thread: {error}"))?;
    let found = extraction.join().ok().and_then(Result::ok);
    found.unwrap_or_else(|| Err("the main text cannot be extracted".into()))
}

/// The page as text: by its byte order mark, else as it declares, else as UTF-8 if it is
/// that, else as Windows-1252. What is invalid becomes U+FFFD, as in a browser.
fn decode(bytes: &[u8]) -> String {
    let encoding = declared_encoding(&bytes[..bytes.len().min(4096)]);
    let encoding = encoding.unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    encoding.decode(bytes).0.into_owned()
}

/// The encoding that a `<meta>` element names, whether as `charset` or in `content`.
fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let encoding = memmem::find_iter(&head, b"<meta").find_map(|start| {
        let element = &head[start..];
        let element = &element[..memchr(b'>', element)?];
        let value = &element[memmem::find(element, b"charset")? + b"charset".len()..];
        let value = value
            .trim_ascii_start()
            .strip_prefix(b"=")?
            .trim_ascii_start();
        let label = value
            .split(|b| b"\"'; \t\r\n/".contains(b))
            .find(|label| !label.is_empty())?;
        Encoding::for_label(label)
    })?;
    // The declaration could not have been read in UTF-16.
    let is_utf_16 = encoding == UTF_16LE || encoding == UTF_16BE;
    Some(if is_utf_16 { UTF_8 } else { encoding })
}

/// Whether a page is small and shallow enough to be parsed, as far as its tags tell.
fn check_size(page: &str) -> Result<(), String> {
    let page = page.as_bytes();
    let (mut tags, mut depth, mut at) = (0, 0usize, 0);
    while let Some(start) = memchr(b'<', &page[at..]) {
        at += start + 1;
        let rest = &page[at..];
        if rest.starts_with(b"!--") {
            at += memmem::find(rest, b"-->").unwrap_or(rest.len());
            continue;
        }
        tags += 1;
        let closes = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closes)..];
        let length = name
            .iter()
            .take(10)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = name[..length].to_ascii_lowercase();
        if !needs_end_tag(&name) {
            continue;
        }
        depth = if closes {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        if tags > MAX_TAGS || depth > MAX_DEPTH {
            break;
        }
    }
    if tags > MAX_TAGS {
        Err(format!("a page of more than {MAX_TAGS} tags"))
    } else if depth > MAX_DEPTH {
        Err(too_deep())
    } else {
        Ok(())
    }
}

fn too_deep() -> String {
    format!("elements stand in one another more than {MAX_DEPTH} deep")
}

/// Whether elements of that name stay open until their end tag: those alone nest.
fn needs_end_tag(name: &[u8]) -> bool {
    !matches!(
        name,
        b"" | b"html"
            | b"head"
            | b"body"
            | b"p"
            | b"li"
            | b"dt"
            | b"dd"
            | b"option"
            | b"optgroup"
            | b"tr"
            | b"td"
            | b"th"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"colgroup"
            | b"col"
            | b"rp"
            | b"rt"
            | b"area"
            | b"base"
            | b"br"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"path"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

fn extract(page: &str) -> Result<Article, String> {
    let no_text = || "no main text found on the page".to_string();
    let mut readability = Readability::from(page);
    check_depth(&readability)?;
    let address = address(&readability);
    // Some line breaks are removed on the way, and must not take the space with them.
    readability.doc.select("br").before_html(" ");
    layout::prepare(&readability.doc);
    let found = readability.parse().map_err(|error| match error {
        ReadabilityError::GrabFailed => no_text(),
        error => error.to_string(),
    })?;
    let PageText { text, emphasized } = main_text(&readability);
    if text.is_empty() {
        return Err(no_text());
    }
    let filled = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
    Ok(Article {
        id: String::new(),
        title: filled(Some(found.title)),
        text,
        emphasized,
        metadata: Metadata {
            date: filled(found.published_time),
            url: filled(found.url).or(address),
            outlet: filled(found.site_name),
            author: filled(found.byline),
        },
        kept: Vec::new(),
    })
}

/// Tags do not tell all: scripts and malformed markup can hide depth. The tree does.
fn check_depth(page: &Readability) -> Result<(), String> {
    let mut stack = vec![(page.doc.root(), 0)];
    while let Some((node, depth)) = stack.pop() {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        stack.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// The page's address as it gives it itself, beside what Readability looks for.
fn address(page: &Readability) -> Option<String> {
    [
        ("link[rel=\"canonical\"]", "href"),
        ("meta[property=\"og:url\"]", "content"),
    ]
    .into_iter()
    .find_map(|(selector, attribute)| page.doc.select_single(selector).attr(attribute))
    .map(|address| address.trim().to_owned())
    .filter(|address| !address.is_empty())
}

/// The text of the main content that `parse` has left in the tree.
fn main_text(page: &Readability) -> PageText {
    let content = page.doc.select_single("#readability-page-1");
    layout::mark(&content);
    // The formatter breaks lines at some elements only, and would run the others' words
    // together.
    content
        .select(
            "dt, dd, figure, figcaption, main, header, footer, aside, address, details, summary, \
             nav, form, fieldset, hgroup, caption, legend",
        )
        .rename("div");
    // It puts a blank line behind each block, but only a line end before one.
    content
        .select("p, div, blockquote, section, pre, ul, ol, dl, table")
        .before_html("<p></p>");
    let text = content
        .nodes()
        .first()
        .map(|node| node.formatted_text())
        .unwrap_or_default();
    layout::quote(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: Vec<u8>) -> Result<Article, String> {
        parse_as(bytes, None)
    }

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head>
<title>Harbour bridge to close for a year | The Example Echo</title>
<meta property="og:title" content="Harbour bridge to close for a year">
<meta property="og:site_name" content="The Example Echo">
<meta property="article:published_time" content="2024-05-03T08:00:00Z">
<link rel="canonical" href="https://echo.example/bridge">
<style>p { color: red }</style><script>if (a < b) alert("<div>");</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour bridge to close for a year</h1>
<p>The harbour bridge will close in <b>June</b> for repairs that the council expects to
take a year, its engineers said on Friday after a long inspection of the piers.</p>
<p>&ldquo;We found cracks in two of the piers,&rdquo; said Ada Moreno, the chief engineer,
who has asked for patience, for money, and for a ferry to take people across.</p>
<ul><li>A ferry will run every hour, the council said.</li><li>Buses will take the tunnel.</li></ul>
<dl><dt>Cost</dt><dd>Nine million, by the council's own estimate of last year.</dd></dl>
<p>Shops near the bridge fear for their trade, and their owners will meet on Monday, when
the mayor, who has said little so far, is to answer their questions in the town hall.</p>
</article><footer><p>All rights reserved. Subscribe to our newsletter.</p></footer></body></html>"#;

    #[test]
    fn a_page_gives_its_main_text_in_paragraphs_and_its_metadata() {
        let article = parse(PAGE.as_bytes().to_vec()).unwrap();
        assert_eq!(
            article.title.as_deref(),
            Some("Harbour bridge to close for a year")
        );
        assert_eq!(
            article.metadata.date.as_deref(),
            Some("2024-05-03T08:00:00Z")
        );
        assert_eq!(
            article.metadata.url.as_deref(),
            Some("https://echo.example/bridge")
        );
        assert_eq!(article.metadata.outlet.as_deref(), Some("The Example Echo"));
        assert_eq!(
            article.text,
            "The harbour bridge will close in June for repairs that the council expects to take \
             a year, its engineers said on Friday after a long inspection of the piers.\n\n\
             “We found cracks in two of the piers,” said Ada Moreno, the chief engineer, who has \
             asked for patience, for money, and for a ferry to take people across.\n\n\
             • A ferry will run every hour, the council said.\n• Buses will take the tunnel.\n\n\
             Cost\n\nNine million, by the council's own estimate of last year.\n\n\
             Shops near the bridge fear for their trade, and their owners will meet on Monday, \
             when the mayor, who has said little so far, is to answer their questions in the \
             town hall."
        );
    }

    #[test]
    fn line_breaks_are_not_paragraphs() {
        let s = "The council said on Friday, at some length, that nothing would change at all.";
        let page = format!(
            "<main><p>{s}<br>{s}</p>{s}<br>{s}<br><br>{s}<ul><li>a<li>b</ul>{s}<p>{s}</main>"
        );
        // A break before a paragraph is dropped, with whatever stands between them.
        let expected = format!("{s}\n{s}\n\n{s} {s}\n\n{s}\n\n• a\n• b\n\n{s}\n\n{s}");
        assert_eq!(parse(page.into_bytes()).unwrap().text, expected);
    }

    #[test]
    fn a_page_without_text_is_rejected() {
        for page in [
            "",
            "<html></html>",
            "<body><img src=a.jpg><script>x()</script>",
        ] {
            let reason = parse(page.as_bytes().to_vec()).unwrap_err();
            assert_eq!(reason, "no main text found on the page", "{page}");
        }
    }

    #[test]
    fn the_encoding_is_marked_declared_or_guessed() {
        assert_eq!(decode("<p>é".as_bytes()), "<p>é");
        assert_eq!(decode(b"<p>\xe9\x93"), "<p>é“");
        assert_eq!(decode(b"\xff\xfe<\0p\0>\0\xe9\0"), "<p>é");
        assert_eq!(
            decode(b"<META charset='iso-8859-2'><p>\xe8"),
            "<META charset='iso-8859-2'><p>č"
        );
        let declared = b"<meta http-equiv=x content=\"text/html; charset=koi8-r\">\xc1";
        assert!(decode(declared).ends_with("а"));
        assert!(decode("<meta charset=\"utf-16\">é".as_bytes()).ends_with("é"));
        assert!(decode(b"<meta charset=utf-8>\xe9!").ends_with("\u{fffd}!"));
    }

    #[test]
    fn deep_pages_are_rejected_and_long_ones_are_not() {
        let paragraph = "<p>The minister said on Monday that the plan, which costs a lot, would \
                         be ready by spring, and that nobody should worry about it.";
        let nest = |tag: &str, times: usize| {
            parse((tag.repeat(times) + &paragraph.repeat(5)).into_bytes())
        };
        assert!(nest("<div>", 100_000).unwrap_err().contains("deep"));
        assert!(nest("<p>x<br>", 30_000).is_ok());
        assert!(nest("<div></div>", 20_000).is_ok());
        assert!(nest("<b></b>", MAX_TAGS).unwrap_err().contains("tags"));
        // Each bold word beside all the others.
        assert!(nest("<b>x</b> y ", 30_000).is_ok());
        // Depth that the tags alone do not tell: end tags in places where they are none.
        assert!(
            nest("<div><style></div></style>", 5_000)
                .unwrap_err()
                .contains("deep")
        );
        assert!(nest("<div>", MAX_DEPTH - 10).is_ok());
        for tag in [
            "<span>",
            "<b>",
            "<ul><li>",
            "<table><tr><td>",
            "<svg><g>",
            "<object>",
        ] {
            let _ = nest(tag, MAX_DEPTH / 2 - 10);
        }
    }
}
