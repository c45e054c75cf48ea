//! The words of a text, as the rules of this stage see them.

use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word. A possessive or contracted ending ("Smith's", "he'd") is not part of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub span: Span,
    /// Whether "'s" (or the bare apostrophe of a plural) follows.
    pub possessive: bool,
}

/// All words of a text in order.
pub(super) struct Words<'t> {
    text: &'t str,
    list: Vec<Word>,
}

impl<'t> Words<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut list = Vec::with_capacity(text.len() / 6);
        let mut at = 0;
        while let Some(start) = text[at..].find(char::is_alphanumeric).map(|i| at + i) {
            let end = end_of_word(text, start);
            list.push(without_ending(text, Span::new(start, end)));
            at = end;
        }
        Self { text, list }
    }

    pub fn source(&self) -> &'t str {
        self.text
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn get(&self, index: usize) -> Word {
        self.list[index]
    }

    pub fn text(&self, index: usize) -> &'t str {
        self.list[index].span.of(self.text)
    }

    /// Folded for comparison: lower case, one kind of apostrophe, no final period.
    pub fn folded(&self, index: usize) -> String {
        fold(self.text(index))
    }

    /// What stands between this word and the next (its own possessive ending included).
    pub fn gap(&self, index: usize) -> &'t str {
        let start = self.list[index].span.end;
        let end = self
            .list
            .get(index + 1)
            .map_or(self.text.len(), |w| w.span.start);
        &self.text[start..end]
    }

    /// What stands between this word, with its possessive ending, and the next.
    pub fn behind_possessive(&self, index: usize) -> &'t str {
        self.behind_ending(index, self.list[index].span.end + self.gap(index).len())
    }

    /// What stands between this word, with its possessive ending, and an offset behind it.
    pub fn behind_ending(&self, index: usize, end: usize) -> &'t str {
        let word = self.list[index];
        let rest = &self.text[word.span.end..end.max(word.span.end)];
        word.possessive
            .then(|| strip_possessive(rest))
            .flatten()
            .unwrap_or(rest)
    }

    /// Whether nothing is joined to a word from the left, so that it may have a capital for that alone.
    pub fn opens(&self, index: usize) -> bool {
        index == 0 || !self.joined(index - 1)
    }

    /// Whether nothing but white space within a line parts this word from the next.
    pub fn joined(&self, index: usize) -> bool {
        let gap = self.gap(index);
        index + 1 < self.list.len() && !gap.contains('\n') && gap.chars().all(char::is_whitespace)
    }

    /// Whether a dateline ends with this word: "HARBOR (Reuters) -".
    pub fn ends_dateline(&self, index: usize) -> bool {
        let behind = self.gap(index).trim().strip_prefix(')');
        behind.is_some_and(|behind| is_dash(behind.trim()))
    }

    /// Whether nothing but a dash parts this word from the next.
    pub fn is_dashed(&self, index: usize) -> bool {
        is_dash(self.gap(index).trim())
    }

    /// Like [`Words::joined`], or joined by a possessive ending.
    pub fn joined_or_possessive(&self, index: usize) -> bool {
        self.joined(index)
            || (self.list[index].possessive
                && index + 1 < self.list.len()
                && strip_possessive(self.gap(index))
                    .is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() && c != '\n')))
    }

    /// Whether the word starts with a capital letter.
    pub fn is_capital(&self, index: usize) -> bool {
        self.text(index)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    /// Whether it is two letters or more, all of them capitals.
    pub fn in_capitals(&self, index: usize) -> bool {
        let word = self.text(index);
        word.len() > 1 && word.chars().all(char::is_uppercase)
    }

    /// "WHO" in "WHO said", but not in "WHO SAID", nor where it stands alone.
    pub fn in_capitals_alone(&self, index: usize) -> bool {
        let capitals = |i: usize| self.text(i).chars().all(char::is_uppercase);
        let before = index.checked_sub(1).filter(|&before| self.joined(before));
        let behind = Some(index + 1).filter(|_| self.joined(index));
        let mut beside = before.into_iter().chain(behind).peekable();
        let alone = beside.peek().is_none();
        self.in_capitals(index) && !alone && !beside.any(capitals)
    }

    /// Whether what may be an article is an initial: "A. Ruiz", "A K Ruiz".
    pub fn is_initial(&self, index: usize) -> bool {
        let word = self.text(index);
        let next = || self.joined(index) && self.text(index + 1).chars().count() == 1;
        word.ends_with('.') || word == "A" && next()
    }

    /// Indices of the words that overlap `span`.
    pub fn within(&self, span: Span) -> Range<usize> {
        let from = self.list.partition_point(|w| w.span.end <= span.start);
        let to = self.list.partition_point(|w| w.span.start < span.end);
        from..to.max(from)
    }

    /// From the first of these words to the last.
    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(
            self.list[range.start].span.start,
            self.list[range.end - 1].span.end,
        )
    }
}

/// Lower case, one kind of apostrophe, no final period.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '’' | '‘' | 'ʼ' => folded.push('\''),
            c => folded.extend(c.to_lowercase()),
        }
    }
    if folded.ends_with('.') {
        folded.pop();
    }
    folded
}

/// The same word without accents: "melenchon".
pub(super) fn without_accents(word: &str) -> String {
    word.nfd().filter(|&c| !is_combining_mark(c)).collect()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_dash(gap: &str) -> bool {
    matches!(gap, "-" | "–" | "—" | "--")
}

/// The rest of `gap` after a possessive ending at its start.
fn strip_possessive(gap: &str) -> Option<&str> {
    let rest = gap.strip_prefix(is_apostrophe)?;
    Some(rest.strip_prefix(['s', 'S']).unwrap_or(rest))
}

/// Letters and digits, joined by single hyphens, apostrophes, ampersands or periods, or by the
/// symbols that garbled letters are made of ("FranÃ§ois"); a period at the end belongs to an
/// initial or an abbreviation.
fn end_of_word(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut rest = text[start..].chars().peekable();
    while let Some(c) = rest.next() {
        let joins = matches!(c, '-' | '‐' | '‑' | '&' | '.') || is_garbled(c) || is_apostrophe(c);
        let inside = joins && rest.peek().is_some_and(|next| next.is_alphanumeric());
        if c.is_alphanumeric() || is_accent(c) || inside {
            end += c.len_utf8();
        } else {
            if c == '.' && is_abbreviation(&text[start..end]) {
                end += 1;
            }
            break;
        }
    }
    end
}

/// An accent that stands after its letter, in decomposed text.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// What is neither letter nor punctuation between letters, where UTF-8 was read as Latin-1.
fn is_garbled(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '¢'..='¾') && !matches!(c, '«' | '»' | '·')
}

static ABBREVIATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("lists/abbreviations.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// "J", "U.S", "Sen": words whose final period is part of them.
fn is_abbreviation(word: &str) -> bool {
    let mut letters = word.chars();
    if letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() {
        return true;
    }
    word.contains('.') || ABBREVIATIONS.contains(word)
}

fn without_ending(text: &str, span: Span) -> Word {
    let word = span.of(text);
    let cut = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c));
    if let Some((at, mark)) = cut {
        let ending = &word[at + mark.len_utf8()..];
        let core = Span::new(span.start, span.start + at);
        match ending {
            "s" | "S" if at > 0 => {
                return Word {
                    span: core,
                    possessive: true,
                };
            }
            "d" | "m" | "ll" | "re" | "ve" if at > 0 => {
                return Word {
                    span: core,
                    possessive: false,
                };
            }
            _ => {}
        }
    }
    let mut after = text[span.end..].chars();
    let possessive = word.ends_with(['s', 'S', 'z', 'x'])
        && after.next().is_some_and(is_apostrophe)
        && after.next() == Some(' ');
    Word { span, possessive }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let words = Words::new(text);
        (0..words.len()).map(|i| words.text(i)).collect()
    }

    #[test]
    fn endings_are_taken_off() {
        assert_eq!(
            words("He’d seen O'Neill's and the voters' U.S. plans."),
            [
                "He", "seen", "O'Neill", "and", "the", "voters", "U.S.", "plans"
            ]
        );
        let text = "Ann's voters' plans";
        let list = Words::new(text);
        assert!(list.get(0).possessive && list.get(1).possessive && !list.get(2).possessive);
        assert!(list.joined_or_possessive(0) && !list.joined(0));
    }

    #[test]
    fn initials_keep_their_period() {
        assert_eq!(
            words("J. R. Okoro-Lind left."),
            ["J.", "R.", "Okoro-Lind", "left"]
        );
    }

    #[test]
    fn words_of_a_span() {
        let words = Words::new("one two three");
        assert_eq!(words.within(Span::new(4, 9)), 1..3);
        assert_eq!(words.within(Span::new(3, 4)), 1..1);
    }
}
