//! Where paragraphs end.

use super::Span;
use super::sentences::is_bullet;

/// The paragraphs of a text: trimmed of white space, never empty, disjoint, together holding
/// every character that is not white space.
///
/// A blank line always ends a paragraph. A single line break does too in most news text: a
/// headline, a byline or a whole paragraph stands on one line. Only where the text is
/// hard-wrapped do lines belong together; that is decided once for a text (see `Wrapping`).
///
/// Lines end at `\n`, `\r\n`, `\r`, vertical tab, form feed, next line (U+0085), line separator
/// (U+2028) and paragraph separator (U+2029); the last always ends a paragraph.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrapping = Wrapping::of(text, &lines);
    let mut found: Vec<Span> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let previous = i.checked_sub(1).map(|i| &lines[i]);
        match (previous, found.last_mut(), &wrapping) {
            (Some(previous), Some(paragraph), Some(wrapping))
                if !line.separate && wrapping.joins(text, previous, line) =>
            {
                paragraph.end = line.span.end;
            }
            _ => found.push(line.span),
        }
    }
    found
}

/// A line that holds more than white space.
struct Line {
    /// Trimmed.
    span: Span,
    /// Width of the white space before its first word, in characters.
    indent: usize,
    /// Whether a blank line or a paragraph separator stands before it, or nothing.
    separate: bool,
}

impl Line {
    fn width(&self, text: &str) -> usize {
        self.indent + self.span.of(text).chars().count()
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut separate = true;
    let mut start = 0;
    while start < text.len() {
        let (end, next, divides) = line_end(text, start);
        let span = Span::new(start, end).trim(text);
        if span.is_empty() {
            separate = true;
        } else {
            let indent = text[start..span.start].chars().count();
            lines.push(Line {
                span,
                indent,
                separate,
            });
            separate = false;
        }
        separate |= divides;
        start = next;
    }
    lines
}

/// Where the line that begins at `start` ends, where the next begins, and whether what stands
/// between them is a paragraph separator.
fn line_end(text: &str, start: usize) -> (usize, usize, bool) {
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => return (at, at + 2, false),
            b'\n' | b'\r' | 0x0B | 0x0C => return (at, at + 1, false),
            0xC2 if text[at..].starts_with('\u{85}') => return (at, at + 2, false),
            0xE2 if text[at..].starts_with('\u{2028}') => return (at, at + 3, false),
            0xE2 if text[at..].starts_with('\u{2029}') => return (at, at + 3, true),
            _ => {}
        }
    }
    (text.len(), text.len(), false)
}

/// How a hard-wrapped text breaks its lines.
///
/// A text was wrapped if its lines broke where they were full, without regard to sentences.
/// The evidence is in the breaks between neighbouring lines:
/// - the lines before them are of the length that people wrap at, by the median
///   ([`WIDTHS`]), and hardly a line of the text is much longer;
/// - the line was full: the next line's first word would have made it longer than the median;
/// - it broke within a sentence: no terminal mark before the break, a small letter after.
///
/// If at least a third of the breaks are such, the text is wrapped. In a text with one line a
/// paragraph they are rarer than one in a hundred, and nine in ten where prose is wrapped.
struct Wrapping {
    /// The median width of lines that another follows, in characters.
    width: usize,
}

/// Widths of wrapped lines, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=110;

/// How much longer than the median a wrapped line can be, in characters: about a word.
const SLACK: usize = 20;

impl Wrapping {
    /// `None` if the text is not wrapped.
    fn of(text: &str, lines: &[Line]) -> Option<Self> {
        let breaks: Vec<_> = lines.windows(2).filter(|pair| !pair[1].separate).collect();
        let mut widths: Vec<_> = breaks.iter().map(|pair| pair[0].width(text)).collect();
        if widths.is_empty() {
            return None;
        }
        let middle = widths.len() / 2;
        let width = *widths.select_nth_unstable(middle).1;
        let long = lines
            .iter()
            .filter(|line| line.span.len() > width + SLACK && line.width(text) > width + SLACK)
            .count();
        if !WIDTHS.contains(&width) || long * 10 > lines.len() {
            return None;
        }
        let wrapping = Self { width };
        let wrapped = breaks
            .iter()
            .filter(|pair| {
                wrapping.is_full(text, &pair[0], &pair[1])
                    && !ends_sentence(pair[0].span.of(text))
                    && starts_small(pair[1].span.of(text))
            })
            .count();
        (wrapped * 3 >= breaks.len()).then_some(wrapping)
    }

    /// Whether `next`, on the line after `line`, goes on with the same paragraph.
    fn joins(&self, text: &str, line: &Line, next: &Line) -> bool {
        let words = next.span.of(text);
        let full = self.is_full(text, line, next);
        let ended = ends_sentence(line.span.of(text));
        // A dash that starts a line may also be one of the sentence's own.
        let goes_on = full && !ended && words.starts_with(['-', '–', '—']);
        // A deeper line opens a paragraph, but goes on with the item of a list.
        let indented = next.indent > line.indent && !is_item(line.span.of(text));
        (!is_item(words) || goes_on) && !indented && (full || (starts_small(words) && !ended))
    }

    /// Whether the first word of `next` had no room left on `line`.
    fn is_full(&self, text: &str, line: &Line, next: &Line) -> bool {
        let word = next.span.of(text).split(char::is_whitespace).next();
        let word = word.map_or(0, |word| word.chars().take(self.width).count());
        line.width(text) + 1 + word >= self.width
    }
}

fn starts_small(words: &str) -> bool {
    words
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(char::is_lowercase)
}

fn ends_sentence(words: &str) -> bool {
    words
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']'])
        .ends_with(['.', '!', '?', '…', ':'])
}

/// Whether a line is the item of a list: a bullet, or a number and a full stop or bracket.
fn is_item(words: &str) -> bool {
    if words.starts_with(is_bullet) {
        return true;
    }
    let after = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = words.len() - after.len();
    let rest = match after.as_bytes().first() {
        Some(b'*' | b'-' | b'+') if digits == 0 => &after[1..],
        Some(b'.' | b')') if (1..=3).contains(&digits) => &after[1..],
        _ => after.strip_prefix(['–', '—', '·']).unwrap_or("x"),
    };
    rest.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn every_line_break_there_is() {
        let text = "One\r\nTwo\rThree\u{2028}Four\u{2029}Five\u{85}Six\n\n \nSeven\u{c}Eight";
        let words = [
            "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight",
        ];
        assert_eq!(split(text), words);
        assert_eq!(split(" \n\u{2003}\n"), [""; 0]);
    }

    #[test]
    fn one_line_a_paragraph() {
        let text = "Harbour bridge closed after crack is found\n\
            By Ines Okafor\n\
            The bridge over the harbour was closed on Monday after inspectors found a crack in one of its piers, the city said.\n\
            It will stay closed for a month.\n\
            \"Nobody was in danger,\" said the engineer in charge, who asked for patience.\n";
        assert_eq!(split(text), text.lines().collect::<Vec<_>>());
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "BRIDGE CLOSED\n\
            \n\
            The bridge over the harbour was closed on Monday after inspectors\n\
            found a crack in one of its piers, and the city said that it will\n\
            stay closed for a month.\n\
            Commuters were told to take the ferry, which leaves every quarter\n\
            of an hour from the old fish market, where tickets are sold.\n\
            - Cars have to go round by the northern road, which adds an hour\n\
            \x20 to the journey in the morning.\n\
            - Bicycles can take the ferry.\n";
        assert_eq!(
            split(text)
                .iter()
                .map(|p| p.lines().count())
                .collect::<Vec<_>>(),
            [1, 3, 2, 2, 1]
        );
    }

    #[test]
    fn a_list_of_short_lines_is_not_wrapped() {
        let text = "two eggs\nflour\na pinch of salt\n";
        assert_eq!(split(text), ["two eggs", "flour", "a pinch of salt"]);
    }

    #[test]
    fn an_indented_line_opens_a_paragraph_of_wrapped_text() {
        let text = "    The vote was put off until the spring, when the new members\n\
            of the council will have taken their seats in the chamber.\n\
            \x20   Those who had hoped for a decision left the hall in silence\n\
            and would not speak to the reporters who waited on the steps.\n";
        assert_eq!(split(text).len(), 2);
    }

    proptest! {
        #[test]
        fn hold_every_word(text in "(\\PC|[\n\r\u{85}\u{2028}\u{2029} .a-zA-Z•]){0,300}") {
            let spans = paragraphs(&text);
            crate::text::sentences::check_cover(&text, Span::new(0, text.len()), &spans)?;
        }
    }
}
