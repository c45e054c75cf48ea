//! What need not be encoded: sentences in which neither a claim nor a name can be.

/// Marks that may be quotation marks; a number may be quoted.
const MARKS: [char; 13] = [
    '"', '\'', '`', '“', '”', '‘', '’', '„', '‚', '«', '»', '‹', '›',
];

/// Whether a sentence holds no words to speak of: a row of a table, a number, links, a rule.
///
/// In doubt it does not: who said "1,237" is told by at least a word for every two others, and a
/// capitalized word may be a name.
pub fn is_wordless(sentence: &str) -> bool {
    let (mut words, mut all) = (0, 0);
    for token in sentence.split_whitespace() {
        if token.contains(MARKS) {
            return false;
        }
        all += 1;
        if is_link(token) {
            continue;
        }
        let letters = token.chars().filter(|c| c.is_alphabetic());
        let (letters, characters) = (letters.count(), token.chars().count());
        if letters > 2 && may_name(token) {
            return false;
        }
        words += usize::from(letters > 0 && 2 * letters >= characters);
    }
    3 * words <= all
}

fn is_link(token: &str) -> bool {
    token.contains("://") || token.starts_with("www.")
}

/// Whether a letter stands first that is no small one; scripts without capitals have none.
fn may_name(token: &str) -> bool {
    let first = token.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_links_and_rules_hold_no_words() {
        for sentence in [
            "",
            "* * *",
            "________",
            "3,803",
            "43,856.",
            "12 14 15 6.5% +2 a",
            "1 | 14 | 3 | 2:0",
            "https://example.org/Read-This www.example.org",
            "- $1,000 (£535) each",
        ] {
            assert!(is_wordless(sentence), "{sentence}");
        }
    }

    #[test]
    fn in_doubt_there_are_words() {
        for sentence in [
            "He said 1,000,000,000.",
            "No.",
            "it rained",
            "“1,237.”",
            "'5'",
            "Lund 3 2 1 14 20",
            "3 2 1 14 20 LUND",
            "2016 11 8 東京都 5 6 7",
            "Read https://example.org/ https://example.org/ https://example.org/",
        ] {
            assert!(!is_wordless(sentence), "{sentence}");
        }
    }
}
