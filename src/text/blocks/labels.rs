//! The label with which a paragraph begins: “LUND:”, “Q.”, “ELENA MARSH, CORRESPONDENT:”.

use super::directions;
use crate::text::Span;

/// Words that say who speaks a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// As written, with role or station: "ELENA MARSH, CORRESPONDENT".
    pub span: Span,
    /// The name in it: "ELENA MARSH".
    pub name: Span,
    /// The colon, full stop or dash that parts it from the words.
    pub mark: Span,
    /// The account: "@elenamarsh".
    pub handle: Option<Span>,
}

/// A label is looked for in so many bytes from the start of a paragraph.
const LABEL_BYTES: usize = 100;
/// Words of a name in a label, and of all of it, at most.
const NAME_WORDS: usize = 5;
const LABEL_WORDS: usize = 12;

/// Small words in names: "Jan van der Meer", "The Bank of Oster".
const PARTICLES: [&str; 17] = [
    "al", "and", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "of", "the",
    "van", "von", "y",
];

/// The label of these words: a few with a capital letter each, perhaps a role, and a colon that
/// words follow; or "Q." and "A.", which only a whole text can tell from initials.
pub(super) fn label(text: &str, words: Span) -> Option<Label> {
    let start = after_time(text, words);
    let all = Span::new(start, words.end).of(text);
    if let Some(rest) = all.strip_prefix(['Q', 'A'])
        && rest.starts_with(". ")
    {
        let name = Span::new(start, start + 1);
        let mark = Span::new(start + 1, start + 2);
        return Some(Label {
            span: name,
            name,
            mark,
            handle: None,
        });
    }
    let limit = all.floor_char_boundary(LABEL_BYTES.min(all.len()));
    let colon = all[..limit].find(':')?;
    let rest = &all[colon + 1..];
    let spaced = rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
    let head = all[..colon].trim_end();
    let is_label = spaced && head.len() == colon && fits(head);
    let name = name_of(head).filter(|_| is_label)?;
    let mark = Span::new(start + colon, start + colon + 1);
    Some(Label {
        span: Span::new(start, mark.start),
        name: Span::new(start, start + name.len()),
        mark,
        handle: None,
    })
}

/// The label that is all there is in these words, a name and perhaps a colon: “LUND”. Only a
/// whole text can tell it from a heading. Without a colon its mark is empty.
pub(super) fn alone(text: &str, words: Span) -> Option<Label> {
    let start = after_time(text, words);
    let all = Span::new(start, words.end).of(text);
    let head = all.strip_suffix(':').unwrap_or(all);
    let is_short = head.len() <= LABEL_BYTES && head.trim_end() == head;
    let name = name_of(head).filter(|_| is_short && fits(head) && !head.contains(':'))?;
    let end = start + head.len();
    Some(Label {
        span: Span::new(start, end),
        name: Span::new(start, start + name.len()),
        mark: Span::new(end, words.end),
        handle: None,
    })
}

/// Where the words begin behind a time code: "[00:01:10] ", "00:01:10 ".
fn after_time(text: &str, words: Span) -> usize {
    let all = words.of(text);
    let code = match directions::direction(text, words) {
        Some(code) => code.end - words.start,
        None => all.find(char::is_whitespace).unwrap_or(0),
    };
    let (first, rest) = all.split_at(code);
    let is_code = first.starts_with(['[', '(']) || directions::is_time(first);
    let skipped = all.len() - rest.trim_start().len();
    words.start + if is_code { skipped } else { 0 }
}

fn fits(head: &str) -> bool {
    !head.is_empty()
        && !head.contains(['“', '”', '"', '«', '?', '!', ';', '\n'])
        && head.split_whitespace().nth(LABEL_WORDS).is_none()
}

/// The name in a label: what stands before a comma or bracket.
fn name_of(head: &str) -> Option<&str> {
    let end = head.find([',', '(', '[']).unwrap_or(head.len());
    let name = head[..end].trim_end();
    let is_part = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.next().is_some_and(char::is_uppercase) || PARTICLES.contains(&word)
    };
    let mut parts = name.split_whitespace();
    let capital = name.starts_with(char::is_uppercase);
    // A sentence that ends before the colon is none: "It rained. Then:".
    let sentence = name.trim_end_matches('.').split(". ").any(|part| {
        let last = part.rsplit(' ').next().unwrap_or(part);
        part.len() < name.trim_end_matches('.').len() && last.len() > 6
    });
    let short = name.split_whitespace().nth(NAME_WORDS).is_none();
    (capital && short && !sentence && parts.all(is_part)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, &str)> {
        let found = label(text, Span::new(0, text.len()))?;
        Some((found.name.of(text), found.span.of(text)))
    }

    #[test]
    fn names_with_and_without_a_role() {
        assert_eq!(read("LUND: Yes."), Some(("LUND", "LUND")));
        assert_eq!(read("Q. Why?"), Some(("Q", "Q")));
        assert_eq!(read("M.F.: Why?"), Some(("M.F.", "M.F.")));
        let whole = "ELENA MARSH, CORRESPONDENT";
        assert_eq!(
            read("ELENA MARSH, CORRESPONDENT: Yes."),
            Some(("ELENA MARSH", whole))
        );
        assert_eq!(
            read("[00:01:10] GOV. ELI STADT (D): No."),
            Some(("GOV. ELI STADT", "GOV. ELI STADT (D)"))
        );
        assert_eq!(
            read("Jan van der Meer, 44, baker: “No.”").map(|l| l.0),
            Some("Jan van der Meer")
        );
        for name in ["MODERATOR", "Ana Bo Cy Di Ed"] {
            assert_eq!(read(&format!("{name}: Yes.")), Some((name, name)));
        }
    }

    #[test]
    fn a_mark_parts_the_label_from_the_words() {
        for (text, expected) in [("Q. Why?", "."), ("LUND: Yes.", ":")] {
            let found = label(text, Span::new(0, text.len()));
            assert_eq!(found.map(|l| l.mark.of(text)), Some(expected));
        }
    }

    #[test]
    fn a_name_on_a_line_of_its_own() {
        let read = |text: &str| {
            let found = alone(text, Span::new(0, text.len()))?;
            Some((
                found.name.of(text).to_owned(),
                found.mark.of(text).to_owned(),
            ))
        };
        let pair = |name: &str, mark: &str| Some((name.to_owned(), mark.to_owned()));
        assert_eq!(read("LUND"), pair("LUND", ""));
        assert_eq!(read("Ana Lund, organist:"), pair("Ana Lund", ":"));
        for text in [
            "LUND: Yes.",
            "It rained",
            "Why?",
            "“Lund”",
            "",
            "10:30",
            "LUND :",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let with_role = |letters: usize| format!("Ana Lund, {}", "o".repeat(letters));
        assert_eq!(read(&with_role(LABEL_BYTES - 10)), pair("Ana Lund", ""));
        assert_eq!(read(&with_role(LABEL_BYTES - 9)), None);
    }

    #[test]
    fn other_words_before_a_colon() {
        for text in [
            "10:30: Rain.",
            "He added: no.",
            "LUND:",
            "LUND:now",
            "Bridge Reopened. Later: no.",
            "Ana Bo Cy Di Ed Flo: no.",
            "the Bank of Oster: no.",
            "“No”: a word",
            "What is it: a bird?",
            "It is late:now",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
