//! What a page's elements say beside its words, written as plain text has it: the marks of
//! quotations, the bullets of lists, a dash before who signs. What is no text of the article
//! (captions, boxes, what is set larger to catch the eye) is taken out.

use dom_query::{Document, Selection};

use super::PageText;
use crate::text::Span;

/// Around the paragraphs of a quotation that is set apart, until its marks are written. Unicode
/// keeps these for a program's own use; no page has them as text.
const START: &str = "\u{fdd0}";
const END: &str = "\u{fdd1}";
/// Around a paragraph or a cell that is set in bold as a whole.
const BOLD: &str = "\u{fdd2}";
const BOLD_END: &str = "\u{fdd3}";

/// Elements beside the text, by name or class.
const FURNITURE: &str = "aside, video, audio, object, figcaption, .caption, .wp-caption-text, .image-caption, \
    [class*=\"pullquote\"], [class*=\"pull-quote\"], [class*=\"paywall\"], [class*=\"newsletter\"], \
    [class*=\"related\"], [class*=\"read-more\"], [class*=\"readmore\"], [class*=\"photo-credit\"], \
    [class*=\"advert\"], [class*=\"author-bio\"], [class*=\"comment-list\"], .comments, #comments";

/// Such an element has less than this part of the page's words, or it is the article after all.
const SMALL: usize = 4;

/// A quotation of more paragraphs is rather an indented text.
const LONGEST: usize = 12;

/// Bytes of what stands around a field for an address, at most.
const LONGEST_BOX: usize = 400;

const DASHES: [char; 3] = ['—', '–', '-'];
const OPENING: [char; 5] = ['“', '"', '‘', '«', '„'];

/// Readies a page for the extraction of its main text, which drops footers wherever they stand.
pub(super) fn prepare(page: &Document) {
    for figure in page.select("figure").iter() {
        if figure.select("blockquote").exists() {
            figure
                .select("figcaption")
                .iter()
                .for_each(|caption| sign(&caption));
        }
    }
    for footer in page.select("blockquote footer").iter() {
        sign(&footer);
    }
    for cite in page.select("blockquote cite").iter() {
        let parent = cite.parent();
        let whole = parent.text().trim() == cite.text().trim();
        if parent.is("blockquote") {
            sign(&cite);
        } else if whole {
            sign(&parent);
        }
    }
    // A line with date and author is no text. One that names the author for programs is left for
    // the extraction, which takes it out.
    for meta in page.select(".entry-meta").iter() {
        if !meta.select("[rel=author], .byline, .author").exists() {
            meta.remove();
        }
    }
    // A box in which to order a letter says so in words of its own beside the field.
    for field in page.select("form input[type=email]").iter() {
        let form = field.ancestors(None).filter("form").first();
        let around = form.parent();
        let is_box = around.text().trim().len() <= LONGEST_BOX && !around.is("body, main, article");
        if is_box { around } else { form }.remove();
    }
    let all = page.select("body").text().len();
    for element in page.select(FURNITURE).iter() {
        if element.text().len() * SMALL < all {
            element.remove();
        }
    }
}

/// Makes an element a paragraph that begins with a dash.
fn sign(element: &Selection) {
    if !element.text().trim_start().starts_with(DASHES) {
        element.prepend_html("— ");
    }
    element.rename("p");
}

/// Writes into the main content what its elements mean. [`quote`] finishes it on the text.
pub(super) fn mark(content: &Selection) {
    for quoted in content.select("q").iter() {
        if quoted.text().trim_start().starts_with(OPENING) {
            continue;
        }
        let nested = quoted.ancestors(None).is("q");
        let (open, close) = if nested {
            ("‘", "’")
        } else {
            ("“", "”")
        };
        quoted.prepend_html(open);
        quoted.append_html(close);
    }
    for paragraph in content.select("p").iter() {
        let name = paragraph.children().filter("b, strong").first();
        let words = name.text();
        let rest = paragraph.text();
        let rest = rest.trim_start().strip_prefix(words.trim());
        if is_name(words.trim()) && rest.is_some_and(|rest| rest.trim().len() > words.len()) {
            paragraph.before_html(format!("<p>{}</p>", name.html()));
            name.remove();
        }
    }
    for block in content.select("p, div, td, th, dd").iter() {
        let mut inner = block;
        // Down to what it holds beside nothing but line breaks.
        while inner.immediate_text().trim().is_empty() {
            let within = inner.children();
            let within = within.filter(":not(br)");
            if within.length() != 1 || !within.is("b, strong, span, a, em, i, u, font") {
                break;
            }
            inner = within;
            if inner.is("b, strong") {
                embolden(&inner);
                break;
            }
        }
    }
    for heading in content.select("dt, h2, h3, h4, h5, h6").iter() {
        embolden(&heading);
    }
    for block in content.select("blockquote").iter() {
        let plain = !block
            .select("ul, ol, table, h1, h2, h3, h4, blockquote")
            .exists();
        if plain && !block.ancestors(None).is("blockquote") {
            block.before_html(format!("<p>{START}</p>"));
            block.after_html(format!("<p>{END}</p>"));
        }
    }
    for list in content.select("ol").iter() {
        for (number, item) in list.select("li").iter().enumerate() {
            item.prepend_html(format!("{}. ", number + 1));
        }
    }
    for item in content.select("ul li").iter() {
        let words = item.text();
        let words = words.trim_start();
        if words.is_empty() {
            item.remove(); // It held a picture.
        } else if !words.starts_with(|c: char| !c.is_alphanumeric() && !OPENING.contains(&c)) {
            item.prepend_html("• ");
        }
    }
}

/// Puts the marks of what is bold as a whole around an element's words, if it has any.
fn embolden(element: &Selection) {
    if !element.text().trim().is_empty() {
        element.prepend_html(BOLD);
        element.append_html(BOLD_END);
    }
}

/// "Ana Lund", "Ana Lund, organist": set in bold before words, it tells whose they are.
fn is_name(words: &str) -> bool {
    let name = words.split(',').next().unwrap_or(words);
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let parts = name.split_whitespace();
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '’' | '\'' | '.');
    (2..=4).contains(&parts.clone().count())
        && parts.clone().all(capital)
        && name.chars().all(plain)
        && !words.ends_with(['.', ':', '!', '?'])
        && words.split_whitespace().nth(8).is_none()
}

/// Gives the paragraphs between [`START`] and [`END`] the marks of one quotation: each opens it,
/// and the last closes it. Lines are trimmed, and a blank one parts paragraphs.
pub(super) fn quote(text: &str) -> PageText {
    let mut lines: Vec<String> = Vec::new();
    // The first line of a quotation that has not ended.
    let mut start = None;
    for line in text.lines() {
        let bare = line.trim();
        if bare == START {
            start = Some(lines.len());
        } else if bare == END {
            if let Some(start) = start.take() {
                add_marks(&mut lines[start..]);
            }
        } else if !bare.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(bare.replace([START, END].map(first), ""));
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let mut page = PageText::default();
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            page.text.push('\n');
        }
        add_line(line, &mut page);
    }
    page
}

fn first(mark: &str) -> char {
    mark.chars().next().unwrap_or(' ')
}

/// Adds a line without the marks of what is set in bold, which are none across lines.
fn add_line(line: &str, page: &mut PageText) {
    let mut start = None;
    for part in line.split_inclusive([BOLD, BOLD_END].map(first)) {
        let is_end = part.ends_with(BOLD_END);
        let words = part.trim_end_matches([BOLD, BOLD_END].map(first));
        page.text.push_str(words);
        let end = page.text.len();
        match start.take() {
            Some(start) if is_end && start < end => page.emphasized.push(Span::new(start, end)),
            _ if part.ends_with(BOLD) => start = Some(end),
            _ => {}
        }
    }
}

fn add_marks(lines: &mut [String]) {
    let signed = |line: &str| line.starts_with(DASHES) || line.contains("(@");
    let words = |line: &String| !line.is_empty() && !signed(line);
    let quoted: Vec<usize> = (0..lines.len()).filter(|&i| words(&lines[i])).collect();
    let (Some(&first), Some(&last)) = (quoted.first(), quoted.last()) else {
        return;
    };
    if lines[first].starts_with(OPENING) || quoted.len() > LONGEST {
        return;
    }
    for &i in &quoted {
        if i == first || lines[i - 1].is_empty() {
            lines[i].insert(0, '“');
        }
    }
    lines[last].push('”');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_asks_for_an_address_is_no_text() {
        let box_of = |words: &str| {
            let form = "<form><input type=email><button>Go</button></form>";
            format!("<body><main><p>It rained.</p><div><p>{words}</p>{form}</div></main></body>")
        };
        let left = |page: &str| {
            let page = Document::from(page);
            prepare(&page);
            page.select("body").text().trim().to_owned()
        };
        assert_eq!(left(&box_of("Our letter, at six.")), "It rained.");
        let long = "It went on raining. ".repeat(30);
        assert!(left(&box_of(&long)).contains("raining"));
    }

    #[test]
    fn each_paragraph_of_a_quotation_opens_it() {
        let text = format!("A.\n\n{START}\n\nOne\ntwo.\n\nThree.\n\n— Lund\n\n{END}\n\nB.");
        let expected = "A.\n\n“One\ntwo.\n\n“Three.”\n\n— Lund\n\nB.";
        assert_eq!(quote(&text).text, expected);
        let marked = format!("{START}\n\n“One.”\n\n{END}");
        assert_eq!(quote(&marked).text, "“One.”");
        assert_eq!(quote(&format!("A{END}\n{START}")).text, "A");
    }

    #[test]
    fn paragraphs_and_cells_in_bold_are_told() {
        let page = "<div><p>It <b>rained</b>.</p><p><b>You ran.</b></p><p><span><strong>Why?\
                    </strong></span></p><h3>And é?</h3>\
                    <table><tr><td><b>One.</b></td><td>Two.</td></tr></table></div>";
        let page = Document::from(page);
        let content = page.select("div");
        mark(&content);
        let lines = content.nodes()[0].formatted_text();
        let read = quote(&lines);
        let bold = read.emphasized.iter().map(|line| line.of(&read.text));
        assert_eq!(
            bold.collect::<Vec<_>>(),
            ["You ran.", "Why?", "And é?", "One."]
        );
        assert!(!read.text.contains([BOLD, BOLD_END].map(first)));
        assert_eq!(quote("a\u{fdd3}b\u{fdd2}\nc").text, "ab\nc");
    }

    #[test]
    fn what_is_empty_in_bold_leaves_no_line() {
        let page = "<div><p>One.</p><h2><img src=a></h2><p><b> </b></p><h3></h3><p>Two.</p></div>";
        let page = Document::from(page);
        let content = page.select("div");
        mark(&content);
        assert_eq!(
            quote(&content.nodes()[0].formatted_text()).text,
            "One.\n\nTwo."
        );
    }
}
