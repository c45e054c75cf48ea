//! Where paragraphs end.

use super::Span;
use super::sentences::is_bullet;

/// The paragraphs of a text: trimmed of white space, never empty, disjoint, together holding
/// every character that is not white space.
///
/// A blank line always ends a paragraph. A single line break does too in most news text: a
/// headline, a byline or a whole paragraph stands on one line. Only where the text is
/// hard-wrapped do lines belong together; that is decided once for a text (see `Wrapping`). A
/// quotation that is opened on one line and closed on a later one holds its lines together, too.
///
/// Lines end at `\n`, `\r\n`, `\r`, vertical tab, form feed, next line (U+0085), line separator
/// (U+2028) and paragraph separator (U+2029); the last always ends a paragraph.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let wrapping = Wrapping::of(text, &lines);
    let quoted = quoted(text, &lines);
    let mut found: Vec<Span> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let previous = i.checked_sub(1).map(|i| &lines[i]);
        if let Some(paragraph) = found.last_mut().filter(|_| quoted[i]) {
            paragraph.end = line.span.end;
            continue;
        }
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

/// Lines of a quotation, at most: of a song, a poem, a list of demands.
const QUOTED_LINES: usize = 16;

/// For each line whether a quotation goes on into it that an earlier line opens and this or a
/// later one closes, with no blank line between.
fn quoted(text: &str, lines: &[Line]) -> Vec<bool> {
    let mut quoted = vec![false; lines.len()];
    for (i, line) in lines.iter().enumerate() {
        let Some(closing) = left_open(line.span.of(text)) else {
            continue;
        };
        let following = lines[i + 1..].iter().take_while(|line| !line.separate);
        let mut following = following.take(QUOTED_LINES).enumerate();
        let closes = following.find_map(|(n, line)| {
            let words = line.span.of(text);
            let at = words.find(['“', '”', '"'])?;
            let mark = words[at..].chars().next();
            let fits = mark == Some(closing) && (closing != '"' || closes_at(words, at));
            Some(fits.then_some(n + 1))
        });
        if let Some(last) = closes.flatten() {
            quoted[i + 1..=i + last].fill(true);
        }
    }
    quoted
}

/// The double mark that would close the quotation that is open at the end of a line.
fn left_open(line: &str) -> Option<char> {
    let curly = line.rfind('“');
    if curly.is_some() && curly > line.rfind('”') {
        return Some('”');
    }
    let straight = line.matches('"').count() % 2 == 1;
    let last = line.rfind('"').filter(|_| straight)?;
    let before = line[..last].chars().next_back();
    before.is_none_or(char::is_whitespace).then_some('"')
}

/// Whether a straight mark stands where a quotation can close.
fn closes_at(line: &str, at: usize) -> bool {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let after = line[at + 1..].chars().next();
    let ends = after.is_none_or(|c| !c.is_alphanumeric());
    ends && !space(line[..at].chars().next_back())
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
/// paragraph they are rarer than one in a hundred, and nine in ten where prose is wrapped. A few
/// lines may by chance begin with names: one such break suffices where hardly any other is after
/// a terminal mark or before the line was full.
struct Wrapping {
    /// The median width of lines that another follows, in characters.
    width: usize,
}

/// Widths of wrapped lines, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 30..=110;

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
        let within = breaks.iter().filter(|pair| {
            wrapping.is_full(text, &pair[0], &pair[1]) && !ends_sentence(pair[0].span.of(text))
        });
        let small = |pair: &&&[Line]| starts_small(pair[1].span.of(text));
        let wrapped = within.clone().filter(small).count();
        let evident = wrapped > 0 && within.count() * 4 >= breaks.len() * 3;
        (evident || wrapped * 3 >= breaks.len()).then_some(wrapping)
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
    item_marker(words).is_some()
}

/// Length in bytes of what stands before the words of a list's item, white space included.
pub(super) fn item_marker(words: &str) -> Option<usize> {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &words[digits..];
    let first = after.chars().next()?;
    let rest = &after[first.len_utf8()..];
    let is_marker = match first {
        _ if digits == 0 && is_bullet(first) => true,
        '*' | '-' | '+' | '–' | '—' | '·' => {
            digits == 0 && rest.starts_with(char::is_whitespace)
        }
        '.' | ')' => (1..=3).contains(&digits) && rest.starts_with(char::is_whitespace),
        _ => false,
    };
    is_marker.then(|| words.len() - rest.trim_start().len())
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
    fn names_at_line_starts_do_not_hide_wrapping() {
        let text = "“We drive for eleven hours,” said Hanno\n\
            Weiss, who has driven trams since 2009. Greta\n\
            Lindau said she had not seen her home since\n\
            Sunday. The union said it would strike if the\n\
            city hired nobody.\n";
        assert_eq!(split(text).len(), 1);
    }

    #[test]
    fn a_quotation_holds_its_lines_together() {
        let text = "She sang: “The quay is low\nand the sea\nis high,” and left.\nIt rained.";
        assert_eq!(split(text).len(), 2);
        assert_eq!(split("He said: \"It is\nlate.\"\nIt was.").len(), 2);
        assert_eq!(split("He said: \"It is\nlate,\" she thought.").len(), 1);
        assert_eq!(
            split("It rained.\nShe sang: “Low\nand high,” and left.").len(),
            2
        );
        for apart in [
            "“One.\n“Two.”",
            "“One.\n\nTwo.”",
            "She said: \"One.\n\"Two.\"",
            "6 feet 2\"\ntall.\" It was.",
            "“One.\nTwo.",
            "“One.”\nTwo.”",
            "He said: \"It is\nA 5\"x7\" print.",
        ] {
            assert_eq!(split(apart).len(), 2, "{apart}");
        }
    }

    #[test]
    fn hardly_a_line_of_wrapped_text_is_much_longer() {
        let count = |full: usize, last: String| {
            let mut lines = vec!["a".repeat(40); full];
            lines.push(last);
            split(&lines.join("\n")).len()
        };
        assert_eq!(count(4, "a".repeat(40 + SLACK)), 1);
        assert_eq!(count(4, "a".repeat(41 + SLACK)), 5);
        // Characters count, not bytes.
        assert_eq!(count(4, "é".repeat(40 + SLACK)), 1);
        // One line in ten may be.
        assert_eq!(count(8, "a".repeat(41 + SLACK)), 9);
        assert_eq!(count(9, "a".repeat(41 + SLACK)), 1);
    }

    #[test]
    fn full_lines_that_break_within_sentences_are_wrapped() {
        // A letter a line: 's' in small letters, 'C' in capitals; '.' and 'E' with a full stop.
        let line = |kind: char| match kind {
            's' => "a".repeat(40),
            'C' => "A".repeat(40),
            '.' => "a".repeat(39) + ".",
            _ => "A".repeat(39) + ".",
        };
        for (kinds, expected) in [
            (".....", 5),
            // A third of the breaks, and less.
            ("s...", 1),
            ("s....", 5),
            // No small letter begins a line.
            ("CCCCC", 5),
            // One does: three of four breaks are within a sentence, and three of eight.
            ("ssCEC", 1),
            ("s.CCEEEEE", 9),
        ] {
            let lines: Vec<String> = kinds.chars().map(line).collect();
            assert_eq!(split(&lines.join("\n")).len(), expected, "{kinds}");
        }
    }

    #[test]
    fn an_item_opens_a_paragraph_of_wrapped_text_and_a_dash_within_a_sentence_none() {
        let full = "a".repeat(40);
        let ended = "a".repeat(39) + ".";
        for (line, next, expected) in [
            (&full, "– aaaa", 1),
            (&ended, "– aaaa", 2),
            (&full, "• aaaa", 2),
        ] {
            let text = format!("{full}\n{full}\n{line}\n{next}");
            assert_eq!(split(&text).len(), expected, "{text}");
        }
    }

    #[test]
    fn a_wrapped_line_with_room_for_the_next_word_ends_its_paragraph() {
        let full = "a".repeat(40);
        for (width, expected) in [(36, 1), (35, 2)] {
            let line = "a".repeat(width);
            let text = format!("{full}\n{full}\n{full}\n{line}\nAAA aaaa");
            assert_eq!(split(&text).len(), expected, "{text}");
        }
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
