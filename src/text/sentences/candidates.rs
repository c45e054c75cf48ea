//! A place where a sentence may end: its marks, and what follows them.

use super::context::{
    Kind, Next, continues_time, head, is_attribution, is_clipped, is_initials,
    is_opening_adverbial, is_plain, tail, word_before,
};
use super::lexicon::{self, Abbreviation};
use super::lists;

/// The first terminal mark from `at` on.
pub(super) fn next_mark(words: &str, at: usize) -> Option<usize> {
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
pub(super) struct Candidate {
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
    pub(super) end: usize,
    /// Where the next sentence would start.
    next: usize,
    /// Where to look for the next candidate.
    pub(super) resume: usize,
}

impl Candidate {
    pub(super) fn read(words: &str, mark: usize) -> Self {
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
        if run.stop_and_ellipsis && !closed {
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
    pub(super) fn ends_sentence(&self, words: &str, start: usize) -> bool {
        let next = Next::read(&words[self.next..]);
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
            Marks::Ellipsis => matches!(next.kind, Kind::Upper | Kind::Other),
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
            Kind::Other => !abbreviated,
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
    pub(super) end: usize,
    /// A full stop and, after a space, an ellipsis: ". . . .".
    stop_and_ellipsis: bool,
}

impl Run {
    pub(super) fn read(words: &str, mark: usize) -> Self {
        let bytes = words.as_bytes();
        let mut end = mark;
        let (mut stops, mut exclaims, mut spaced) = (0, false, 0);
        loop {
            match bytes.get(end) {
                Some(b'.') => stops += 1,
                Some(b'!' | b'?') => exclaims = true,
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
        let marks = match (stops, exclaims) {
            (_, true) => Marks::Exclamation,
            (1, false) => Marks::Stop,
            _ => Marks::Ellipsis,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_closes_behind_a_space_only_if_it_stands_alone() {
        for (words, length) in [("” She", 3), (" ” She", 4), (" ”", 4)] {
            assert_eq!(closing(words), Some((length, true)), "{words}");
        }
        for bracket in [") She", " ) She", " ]"] {
            let length = bracket.trim_end_matches(" She").len();
            assert_eq!(closing(bracket), Some((length, false)), "{bracket}");
        }
        for other in ["", " ", " ”She", " )b", " ( She", " \" She", "She"] {
            assert_eq!(closing(other), None, "{other}");
        }
    }

    #[test]
    fn a_reference_has_up_to_four_digits() {
        for reference in ["[1]", "[123]", "[1234]"] {
            let words = format!("{reference} She");
            assert_eq!(closing(&words), Some((reference.len(), false)), "{words}");
        }
        for other in ["[] She", "[12 She", "[a] She", "[12345] She"] {
            assert_eq!(closing(other), None, "{other}");
        }
    }
}
