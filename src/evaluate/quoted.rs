//! Whether a claim is quoted, told from quotation marks by one rule for gold and system.

use super::document::Piece;
use crate::attribution::Kind;

/// The stretches of a text inside quotation marks, marks included, in characters.
///
/// The rule is plain on purpose, since it decides only which row of a table a claim is
/// counted in: a double mark (`“ ”`, `"`, `« »`) opens and closes, a single mark (`‘ ’`,
/// `'`) does so at a word's edge, and what is still open closes with the line.
pub fn quoted_stretches(text: &str) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let mut stretches = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (i, &c) in characters.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| characters[j]);
        let after = characters.get(i + 1).copied();
        match open {
            Some((start, _)) if c == '\n' => {
                stretches.extend(Piece::new(start, i));
                open = None;
            }
            Some((start, mark)) if closes(mark, c, before, after) => {
                stretches.extend(Piece::new(start, i + 1));
                open = None;
            }
            Some(_) => {}
            None => open = opens(c, before, after).map(|mark| (i, mark)),
        }
    }
    if let Some((start, mark)) = open
        && mark != '\''
    {
        stretches.extend(Piece::new(start, characters.len()));
    }
    stretches
}

/// The kind of mark that `c` opens here: `"` for double, `'` for single, `«`.
fn opens(c: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let at_word = before.is_none_or(|b| !b.is_alphanumeric())
        && after.is_some_and(|a| !a.is_whitespace() && !a.is_numeric());
    match c {
        '“' | '„' | '"' => Some('"'),
        '«' => Some('«'),
        '‘' | '\'' if at_word => Some('\''),
        _ => None,
    }
}

fn closes(mark: char, c: char, before: Option<char>, after: Option<char>) -> bool {
    match mark {
        '"' => matches!(c, '”' | '"'),
        '«' => c == '»',
        _ => {
            matches!(c, '’' | '\'')
                && before.is_some_and(|b| !b.is_whitespace())
                && after.is_none_or(|a| !a.is_alphanumeric())
        }
    }
}

/// Direct if every character of the content that is a letter or a digit lies in one of the
/// quoted stretches, indirect if none does, mixed otherwise; `None` for an empty content.
pub fn kind_of(content: &[Piece], stretches: &[Piece], letters: &[bool]) -> Option<Kind> {
    let mut all = 0;
    let mut quoted = 0;
    for piece in content {
        let end = piece.end.min(letters.len());
        for i in (piece.start..end).filter(|&i| letters[i]) {
            all += 1;
            // Stretches are disjoint: only the last one that starts before can hold it.
            let upto = stretches.partition_point(|s| s.start <= i);
            quoted += usize::from(upto > 0 && i < stretches[upto - 1].end);
        }
    }
    match (all, quoted) {
        (0, _) => None,
        (_, 0) => Some(Kind::Indirect),
        (all, quoted) if all == quoted => Some(Kind::Direct),
        _ => Some(Kind::Mixed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, content: &str) -> Option<Kind> {
        let byte = text.find(content).unwrap();
        let start = text[..byte].chars().count();
        let piece = Piece::new(start, start + content.chars().count()).unwrap();
        let letters: Vec<bool> = text.chars().map(char::is_alphanumeric).collect();
        kind_of(&[piece], &quoted_stretches(text), &letters)
    }

    #[test]
    fn told_by_the_marks() {
        let text = "She said “it’s over” and that the ‘deal’ is off.\nIt was \"never\" signed";
        assert_eq!(kind(text, "“it’s over”"), Some(Kind::Direct));
        assert_eq!(kind(text, "it’s over"), Some(Kind::Direct));
        assert_eq!(kind(text, "that the ‘deal’ is off"), Some(Kind::Mixed));
        assert_eq!(kind(text, "that the"), Some(Kind::Indirect));
        assert_eq!(kind(text, "signed"), Some(Kind::Indirect));
        assert_eq!(kind(text, "."), None);
    }

    #[test]
    fn an_open_quotation_ends_with_its_line() {
        let text = "“One paragraph of it.\nPlain words.";
        assert_eq!(kind(text, "One paragraph"), Some(Kind::Direct));
        assert_eq!(kind(text, "Plain words"), Some(Kind::Indirect));
    }

    #[test]
    fn an_apostrophe_opens_nothing() {
        assert_eq!(
            kind("The voters' roll, he said, isn't up to date", "up to date"),
            Some(Kind::Indirect)
        );
    }

    #[test]
    fn stretches_begin_and_end_with_their_marks() {
        for (text, expected) in [
            ("„No” and \"yes\", she said", &["„No”", "\"yes\""][..]),
            ("«No», she said; «yes»", &["«No»", "«yes»"]),
            ("‘It’s over,’ he said", &["‘It’s over,’"]),
            ("'It's over,' he said", &["'It's over,'"]),
            // Feet, years, apostrophes and lone marks open nothing.
            ("the 5' board and 'fine' wood", &["'fine'"]),
            ("the '90s were 'good'", &["'good'"]),
            ("He isn't sure of 'this', is he", &["'this'"]),
            ("rock ' roll, 'he said'", &["'he said'"]),
            // What is not closed ends with its line, if the mark is a double one.
            ("“never closed", &["“never closed"]),
            ("«never closed\nbut here» ends", &["«never closed"]),
            ("‘never closed", &[]),
        ] {
            let characters: Vec<char> = text.chars().collect();
            let words = |p: &Piece| characters[p.start..p.end].iter().collect::<String>();
            let found: Vec<String> = quoted_stretches(text).iter().map(words).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_follows_the_closing_mark_is_not_quoted() {
        assert_eq!(kind("\"No\"he said", "he said"), Some(Kind::Indirect));
    }
}
