//! Where sentences end.
//!
//! English, by rule: every `.`, `!`, `?` and `…` is a candidate, and what stands before and
//! after it decides. The method is that of the rule-based splitters of the field (an
//! abbreviation list with classes, and words that open sentences after an abbreviation, as in
//! Kiss and Strunk, 2006, "Unsupervised Multilingual Sentence Boundary Detection"); lists and
//! rules are this project's own. One pass, with a bounded look to either side of a candidate.

mod lexicon;
mod lists;

use super::Span;
use lexicon::Abbreviation;

pub(super) use lists::is_bullet;

/// The sentences of all `paragraphs`, in their order. See [`sentences`].
pub fn segment_sentences(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for &paragraph in paragraphs {
        add_sentences(text, paragraph, &mut found);
    }
    found
}

/// The sentences of one paragraph: trimmed of white space, never empty, disjoint, together
/// holding every character of it that is not white space.
///
/// A quotation and the words that attribute it (`"Go!" he said.`) are one sentence; a line
/// break inside the paragraph is white space like any other.
///
/// # Panics
/// If `paragraph` is not a span of `text`.
pub fn sentences(text: &str, paragraph: Span) -> Vec<Span> {
    let mut found = Vec::new();
    add_sentences(text, paragraph, &mut found);
    found
}

fn add_sentences(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let words = paragraph.of(text);
    let mut add = |start: usize, end: usize| {
        let span = Span::new(paragraph.start + start, paragraph.start + end).trim(text);
        if !span.is_empty() {
            found.push(span);
        }
    };
    let mut items = lists::item_starts(words).into_iter().peekable();
    let mut start = 0;
    let mut at = 0;
    // Whether the sentence so far holds a letter or digit, and up to where that is known.
    let mut has_words = false;
    let mut known = 0;
    while let Some(mark) = next_mark(words, at) {
        while let Some(item) = items.next_if(|&item| item <= mark) {
            add(start, item.max(start));
            start = item.max(start);
            has_words = false;
            known = start;
        }
        has_words = has_words || words[known..mark].contains(char::is_alphanumeric);
        let candidate = Candidate::read(words, mark);
        at = candidate.resume;
        known = candidate.resume;
        // A sentence has words: "…" or "!!" before the first belongs to what follows.
        if has_words && candidate.ends_sentence(words, start) {
            add(start, candidate.end);
            start = candidate.end;
            has_words = false;
        }
    }
    for item in items {
        add(start, item.max(start));
        start = item.max(start);
    }
    add(start, words.len());
}

/// The first terminal mark from `at` on.
fn next_mark(words: &str, at: usize) -> Option<usize> {
    let bytes = words.as_bytes();
    let mut from = at;
    loop {
        // "…" is E2 80 A6.
        let found = from
            + bytes[from..]
                .iter()
                .position(|byte| matches!(byte, b'.' | b'!' | b'?' | 0xA6))?;
        if bytes[found] != 0xA6 {
            return Some(found);
        }
        if found >= at + 2 && bytes[found - 2..].starts_with("…".as_bytes()) {
            return Some(found - 2);
        }
        from = found + 1;
    }
}

/// Which marks a candidate consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    /// One full stop.
    Stop,
    /// "…", "...", ". . .".
    Ellipsis,
    /// "!", "?", "?!", "!!" and the like.
    Exclamation,
}

/// Terminal marks, the marks that close after them, and the white space that follows.
#[derive(Debug)]
struct Candidate {
    /// First byte of the terminal marks.
    mark: usize,
    marks: Marks,
    /// Whether white space stands before the terminal marks.
    spaced: bool,
    /// Whether a closing quotation mark follows the terminal marks.
    quoted: bool,
    /// Whether a closing quotation mark, bracket or reference follows them.
    closed: bool,
    /// Where the sentence ends, if it ends here.
    end: usize,
    /// Where the next sentence would start.
    next: usize,
    /// Where to look for the next candidate.
    resume: usize,
}

impl Candidate {
    fn read(words: &str, mark: usize) -> Self {
        let run = Run::read(words, mark);
        let mut end = run.end;
        let mut quoted = false;
        while let Some((length, quotation)) = closing(&words[end..]) {
            end += length;
            quoted |= quotation;
        }
        let closed = end > run.end;
        if let Some(length) = emoticon(&words[end..]) {
            end += length;
        }
        let next = words.len() - words[end..].trim_start().len();
        let resume = end;
        // In "compounds. . . . The", the first is the full stop, and the omission opens
        // what follows.
        if run.stop_and_ellipsis && !closed && next > end {
            end = mark + 1;
        }
        Self {
            mark,
            marks: run.marks,
            spaced: words[..mark].ends_with(char::is_whitespace),
            quoted,
            closed,
            end,
            next,
            resume,
        }
    }

    /// Whether the sentence that began at `start` ends here.
    fn ends_sentence(&self, words: &str, start: usize) -> bool {
        let next = Next::read(&words[self.next..]);
        if next.kind == Kind::Nothing {
            return false; // the paragraph ends here, and its last sentence with it
        }
        if self.next == self.resume {
            return self.is_missing_space(words, &next);
        }
        // "(?)" is a remark within the sentence; "[...]" too, unless what is left out had its
        // end.
        if self.closed && words[..self.mark].ends_with(['(', '[']) {
            return self.marks == Marks::Ellipsis
                && next.kind == Kind::Upper
                && next.opens_sentence()
                && !next.is_always_capital();
        }
        match self.marks {
            Marks::Stop => self.stop_ends(words, start, &next),
            // A pause, if it stands alone before a word that has a capital anyway: "no . . . I".
            Marks::Ellipsis if self.spaced && next.is_always_capital() => false,
            Marks::Ellipsis => matches!(next.kind, Kind::Upper | Kind::Digit | Kind::Other),
            Marks::Exclamation => match next.kind {
                // "Yahoo! is" and "Which? magazine", but "hurry up! they are coming".
                Kind::Lower => {
                    !self.closed
                        && !next.after_dash
                        && !word_before(words, self.mark).starts_with(char::is_uppercase)
                }
                Kind::Continuation => false,
                _ => !(self.quoted && is_attribution(&words[self.next..])),
            },
        }
    }

    /// Whether one full stop, followed by white space, ends the sentence.
    fn stop_ends(&self, words: &str, start: usize, next: &Next) -> bool {
        if next.kind == Kind::Continuation || lists::is_marker(&words[start..self.mark + 1]) {
            return false;
        }
        let word = word_before(words, self.mark);
        let classes = lexicon::abbreviation(word);
        let is = |class| classes.contains(&class);
        let abbreviated = !classes.is_empty() || is_initials(word) || is_clipped(word);
        if self.closed {
            // "(R-Fla.) Smith" goes on; an abbreviation at the end of a quotation mostly not.
            let goes_on = abbreviated && !self.quoted && !next.opens_sentence();
            return next.kind != Kind::Lower && !goes_on;
        }
        match next.kind {
            Kind::Lower => !abbreviated && !next.after_dash && is_plain(word),
            Kind::Digit | Kind::Other => !abbreviated,
            // "MANCHESTER, N.H. - With" opens a report.
            _ if abbreviated && next.after_dash => false,
            _ if is(Abbreviation::Title) => false,
            _ if is(Abbreviation::Closing) => {
                !is_opening_adverbial(&words[start..self.mark]) && !continues_time(next.word)
            }
            _ if classes == [Abbreviation::Number] => true,
            _ if abbreviated => next.opens_sentence(),
            _ => true,
        }
    }

    /// Whether a sentence ends here although no white space follows: "at the end.Then".
    fn is_missing_space(&self, words: &str, next: &Next) -> bool {
        if self.marks == Marks::Ellipsis
            || self.closed
            || next.kind != Kind::Upper
            || next.after_opening
            || next.after_dash
        {
            return false;
        }
        let token = tail(&words[..self.mark], 64)
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let word = token.trim_start_matches(|c: char| !c.is_alphanumeric());
        // Addresses, file names and code have stops, signs or capitals where words have none.
        let lower = word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 1;
        let rest = &words[self.next + next.word.len()..];
        let whole = rest.is_empty()
            || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | ';'))
            || (rest.starts_with(['.', '!', '?'])
                && rest[1..].chars().next().is_none_or(char::is_whitespace));
        let cased = next.word.chars().skip(1).all(|c| !c.is_uppercase());
        let known = word.starts_with(char::is_lowercase) || lexicon::is_starter(next.word);
        lower && whole && cased && known
    }
}

/// Terminal marks that stand together.
struct Run {
    marks: Marks,
    end: usize,
    /// A full stop and, after a space, an ellipsis: ". . . .".
    stop_and_ellipsis: bool,
}

impl Run {
    fn read(words: &str, mark: usize) -> Self {
        let bytes = words.as_bytes();
        let mut end = mark;
        let (mut stops, mut others, mut spaced) = (0, 0, 0);
        loop {
            match bytes.get(end) {
                Some(b'.') => stops += 1,
                Some(b'!' | b'?') => others += 1,
                Some(0xE2) if words[end..].starts_with('…') => {
                    stops += 3;
                    end += 2;
                }
                _ => break,
            }
            end += 1;
            // ". . ." and "! ! !": a space, and a mark that nothing is attached to.
            let rest = &bytes[end..];
            if let [b' ', b'.' | b'!' | b'?', after @ ..] = rest
                && after.first().is_none_or(|byte| {
                    matches!(byte, b'.' | b'!' | b'?') || !byte.is_ascii_alphanumeric()
                })
            {
                end += 1;
                spaced += 1;
            }
        }
        let marks = match (stops, others) {
            (1, 0) => Marks::Stop,
            (_, 0) => Marks::Ellipsis,
            _ => Marks::Exclamation,
        };
        let attached = words[..mark].ends_with(|c: char| !c.is_whitespace());
        Self {
            marks,
            end,
            stop_and_ellipsis: marks == Marks::Ellipsis && attached && stops == 4 && spaced == 3,
        }
    }
}

/// The length of a mark that closes, at the start of `words`, and whether it is a quotation
/// mark: quotation marks, brackets, and a reference ("[12]") right after the full stop.
fn closing(words: &str) -> Option<(usize, bool)> {
    let first = words.chars().next()?;
    match first {
        '"' | '\'' | '”' | '’' | '»' | '›' | '″' => Some((first.len_utf8(), true)),
        ')' | ']' | '}' => Some((1, false)),
        '[' => {
            let digits = words[1..]
                .bytes()
                .take(4)
                .take_while(u8::is_ascii_digit)
                .count();
            let closed = words[1 + digits..].starts_with(']');
            (digits > 0 && closed).then_some((digits + 2, false))
        }
        // Tokenized text has a space before the mark; these can only close.
        ' ' => {
            let mark = words[1..].chars().next()?;
            let alone = words[1 + mark.len_utf8()..]
                .chars()
                .next()
                .is_none_or(char::is_whitespace);
            let length = 1 + mark.len_utf8();
            match mark {
                '”' if alone => Some((length, true)),
                ')' | ']' if alone => Some((length, false)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The length of white space and an emoticon (":-)") at the start of `words`; it belongs to
/// the sentence that it follows.
fn emoticon(words: &str) -> Option<usize> {
    let rest = words.trim_start_matches([' ', '\n']);
    let face = head(rest, 8).split(char::is_whitespace).next()?;
    let bytes = face.as_bytes();
    let (eyes, mouth) = (bytes.first()?, bytes.get(1..)?);
    let mouth = mouth.strip_prefix(b"-").unwrap_or(mouth);
    let is_face = matches!(eyes, b':' | b';' | b'=')
        && (1..4).contains(&mouth.len())
        && mouth
            .iter()
            .all(|byte| matches!(byte, b'(' | b')' | b'D' | b'P' | b'p' | b'/' | b'|'));
    is_face.then_some(words.len() - rest.len() + face.len())
}

/// What kind of character the words after a candidate start with, opening marks aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A small letter.
    Lower,
    /// A capital, or a letter of a script that has none.
    Upper,
    Digit,
    /// A sign that can open a sentence: currency, "#", "*", …
    Other,
    /// A sign that goes on with the sentence: a comma, an equals sign, …
    Continuation,
    /// The paragraph ends.
    Nothing,
}

/// What follows a candidate.
#[derive(Debug)]
struct Next<'t> {
    kind: Kind,
    word: &'t str,
    after_opening: bool,
    after_dash: bool,
    /// Whether a full stop is attached to the word: "I." before "Jones" is an initial.
    stopped: bool,
}

impl<'t> Next<'t> {
    fn read(words: &'t str) -> Self {
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
            None if words.is_empty() => Kind::Nothing,
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
            Some(c) if c.is_numeric() => Kind::Digit,
            Some(c) if c.is_alphabetic() => Kind::Upper,
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
    fn opens_sentence(&self) -> bool {
        let initial = self.stopped && self.word.chars().nth(1).is_none();
        !initial && lexicon::is_starter(self.word)
    }

    /// Whether the word is a form of "I", whose capital says nothing.
    fn is_always_capital(&self) -> bool {
        self.word == "I" || self.word.starts_with("I'") || self.word.starts_with("I’")
    }
}

/// The word that ends at `end`, without what opens before it.
fn word_before(words: &str, end: usize) -> &str {
    let before = tail(&words[..end], 40);
    let start = before
        .char_indices()
        .rev()
        .find(|&(_, c)| !(c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '°' | '&' | '§')))
        .map_or(0, |(at, c)| at + c.len_utf8());
    before[start..].trim_start_matches(['\'', '’', '.'])
}

/// Single letters with full stops between: "J", "U.S", "Ph.D" is not.
fn is_initials(word: &str) -> bool {
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
fn is_clipped(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let short = (2..=4).contains(&letters) && word.chars().all(|c| c.is_alphabetic() || c == '.');
    let vowel = word.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y']);
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    short && (word.contains('.') || (!vowel && capitals == 1 && word.is_ascii()))
}

/// A word or number of ordinary make, after which a full stop ends a sentence even if the next
/// word is not capitalized, as in informal writing. A word without a vowel may be clipped.
fn is_plain(word: &str) -> bool {
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
fn is_opening_adverbial(words: &str) -> bool {
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
fn continues_time(word: &str) -> bool {
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
fn is_attribution(words: &str) -> bool {
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
        if names > 0 && lexicon::is_reporting_verb(word) {
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
fn tail(words: &str, bytes: usize) -> &str {
    &words[words.ceil_char_boundary(words.len().saturating_sub(bytes))..]
}

/// At most the first `bytes` bytes of `words`, up to the end of a character.
fn head(words: &str, bytes: usize) -> &str {
    &words[..words.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests;

/// Fails unless `spans` are trimmed, disjoint, in order, and hold all of `whole` that is not
/// white space.
#[cfg(test)]
pub(super) fn check_cover(
    text: &str,
    whole: Span,
    spans: &[Span],
) -> Result<(), proptest::test_runner::TestCaseError> {
    use proptest::{prop_assert, prop_assert_eq};
    let mut end = whole.start;
    for &span in spans {
        prop_assert!(!span.is_empty());
        prop_assert_eq!(span.trim(text), span);
        prop_assert!(end <= span.start && whole.contains(span));
        prop_assert_eq!(Span::new(end, span.start).of(text).trim(), "");
        end = span.end;
    }
    prop_assert_eq!(Span::new(end, whole.end).of(text).trim(), "");
    Ok(())
}
