//! The words before and after a place where a sentence may end.

use super::lexicon;

/// What kind of character the words after a candidate start with, opening marks aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A small letter.
    Lower,
    /// A capital, or a letter of a script that has none.
    Upper,
    /// A digit, or a sign that can open a sentence: currency, "#", "*", …
    Other,
    /// A sign that goes on with the sentence: a comma, an equals sign, … Or nothing: the paragraph
    /// ends here, and its last sentence with it.
    Continuation,
}

/// What follows a candidate.
#[derive(Debug)]
pub(super) struct Next<'t> {
    pub(super) kind: Kind,
    pub(super) word: &'t str,
    pub(super) after_opening: bool,
    pub(super) after_dash: bool,
    /// Whether a full stop is attached to the word: "I." before "Jones" is an initial.
    pub(super) stopped: bool,
}

impl<'t> Next<'t> {
    pub(super) fn read(words: &'t str) -> Self {
        let mut after_opening = false;
        let mut after_dash = false;
        let mut rest = words;
        // More than a few opening marks is no sentence, and the look ahead stays bounded.
        for _ in 0..8 {
            let Some(c) = rest.chars().next() else { break };
            match c {
                '"' | '\'' | '“' | '‘' | '«' | '‹' | '„' | '‚' | '(' | '[' | '{' | '`' | '¿'
                | '¡' => after_opening = true,
                '-' | '–' | '—' | '―' => after_dash = true,
                ' ' if after_dash || after_opening => {}
                _ => break,
            }
            rest = &rest[c.len_utf8()..];
        }
        let length = rest
            .char_indices()
            .take(40)
            .find(|&(_, c)| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .map_or_else(|| head(rest, 40).len(), |(at, _)| at);
        let word = &rest[..length];
        let kind = match rest.chars().next() {
            // Marks alone stay with what they follow.
            None => Kind::Continuation,
            // "eBay", "iPhone" open a sentence like any name.
            Some(c) if c.is_lowercase() => {
                if word.chars().nth(1).is_some_and(char::is_uppercase) {
                    Kind::Upper
                } else {
                    Kind::Lower
                }
            }
            // "Ⅷ" is a letter, too.
            Some(c) if c.is_alphabetic() && !c.is_numeric() => Kind::Upper,
            Some(',' | ';' | ':' | '=' | '%' | '&' | '+' | '/' | ')' | ']' | '}' | '”') => {
                Kind::Continuation
            }
            Some(_) => Kind::Other,
        };
        Self {
            kind,
            word,
            after_opening,
            after_dash,
            stopped: rest[length..].starts_with('.'),
        }
    }

    /// Whether the word, capitalized after an abbreviation, is likely the first of a sentence.
    pub(super) fn opens_sentence(&self) -> bool {
        let initial = self.stopped && self.word.chars().nth(1).is_none();
        !initial && lexicon::is_starter(self.word)
    }

    /// Whether the word is a form of "I", whose capital says nothing.
    pub(super) fn is_always_capital(&self) -> bool {
        self.word == "I" || self.word.starts_with("I'") || self.word.starts_with("I’")
    }
}

/// The word that ends at `end`, without what opens before it.
pub(super) fn word_before(words: &str, end: usize) -> &str {
    let before = tail(&words[..end], 40);
    let start = before
        .char_indices()
        .rev()
        .find(|&(_, c)| !(c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '°' | '&' | '§')))
        .map_or(0, |(at, c)| at + c.len_utf8());
    before[start..].trim_start_matches(['\'', '’', '.'])
}

/// Single letters with full stops between: "J", "U.S", "Ph.D" is not.
pub(super) fn is_initials(word: &str) -> bool {
    let mut parts = word.split('.').peekable();
    let one = !word.contains('.');
    parts.all(|part| {
        let mut characters = part.chars();
        matches!((characters.next(), characters.next()), (Some(c), None)
            if c.is_uppercase() || (!one && c.is_lowercase()))
    })
}

/// Clipped, even if no list has it: a short capitalized word without a vowel ("Sgt"), or one
/// with a stop inside ("Ph.D"). Two capitals without a stop are a name ("BBC", "DVDs").
pub(super) fn is_clipped(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let short = (2..=4).contains(&letters) && word.chars().all(|c| c.is_alphabetic() || c == '.');
    let vowel = word.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y']);
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    short && (word.contains('.') || (!vowel && capitals == 1 && word.is_ascii()))
}

/// A word or number of ordinary make, after which a full stop ends a sentence even if the next
/// word is not capitalized, as in informal writing. A word without a vowel may be clipped.
pub(super) fn is_plain(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && !word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() && !b"aeiouyAEIOUY".contains(&byte))
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'))
}

/// Whether the sentence so far is only when it happened, "At 5 a.m.": what follows is its
/// subject.
pub(super) fn is_opening_adverbial(words: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "At", "By", "Around", "About", "Before", "After", "From", "Until", "Since", "On", "In",
        "Shortly", "Just", "Between",
    ];
    words.len() < 50
        && words.split_whitespace().count() <= 6
        && words
            .split_whitespace()
            .next()
            .is_some_and(|first| OPENINGS.contains(&first.trim_start_matches(['"', '“', '(', '-'])))
}

/// Whether `word` goes on with a time of day: "5 p.m. EST", "5 p.m. Monday".
pub(super) fn continues_time(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
    ];
    const ZONES: [&str; 20] = [
        "ET", "EST", "EDT", "CT", "CST", "CDT", "MT", "MST", "MDT", "PT", "PST", "PDT", "GMT",
        "UTC", "BST", "CET", "Eastern", "Central", "Pacific", "Local",
    ];
    let is_day = word.ends_with("day") && !lexicon::is_starter(word);
    is_day || ZONES.contains(&word) || MONTHS.iter().any(|month| word.starts_with(month))
}

/// Whether `words`, after a quotation that ends in "?" or "!", name who spoke it and how,
/// `Smith asked.`, and so belong to its sentence.
pub(super) fn is_attribution(words: &str) -> bool {
    const AFTER: [&str; 22] = [
        "in",
        "on",
        "at",
        "to",
        "of",
        "as",
        "after",
        "before",
        "during",
        "while",
        "when",
        "with",
        "from",
        "by",
        "him",
        "her",
        "them",
        "me",
        "us",
        "reporters",
        "rhetorically",
        "again",
    ];
    let mut tokens = head(words, 100).split_whitespace();
    let mut names = 0;
    while let Some(token) = tokens.next() {
        let word = token.trim_end_matches(['.', ',', ':', ';']);
        // In small letters, so never the first word here.
        if lexicon::is_reporting_verb(word) {
            return word.len() < token.len()
                || tokens.next().is_some_and(|after| {
                    AFTER.contains(&after.trim_end_matches(|c: char| !c.is_alphanumeric()))
                });
        }
        let is_name = token.starts_with(char::is_uppercase) && !token.ends_with(['?', '!']);
        if !is_name || names == 4 || (names == 0 && lexicon::is_starter(word)) {
            return false;
        }
        names += 1;
    }
    false
}

/// At most the last `bytes` bytes of `words`, from a character on.
pub(super) fn tail(words: &str, bytes: usize) -> &str {
    &words[words.ceil_char_boundary(words.len().saturating_sub(bytes))..]
}

/// At most the first `bytes` bytes of `words`, up to the end of a character.
pub(super) fn head(words: &str, bytes: usize) -> &str {
    &words[..words.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_adverbial_is_short() {
        assert!(is_opening_adverbial("At 5 a.m"));
        assert!(is_opening_adverbial("“Shortly before 5 a.m"));
        assert!(!is_opening_adverbial("They left at 5 a.m"));
        let of_length = |bytes: usize| format!("At {}", "x".repeat(bytes - 3));
        assert!(is_opening_adverbial(&of_length(49)));
        assert!(!is_opening_adverbial(&of_length(50)));
        assert!(is_opening_adverbial("At a b c d e"));
        assert!(!is_opening_adverbial("At a b c d e f"));
    }
}
