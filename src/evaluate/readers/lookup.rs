//! Where words that somebody copied or typed stand in a text.

use crate::evaluate::document::Piece;

/// A text's letters and digits, in lower case, with the place of each: what is left of a
/// quotation when spreadsheets and typists have changed its marks, dashes and line ends.
pub struct Letters {
    text: Vec<char>,
    folded: String,
    /// For each byte of `folded`, the character of the text that it comes from.
    places: Vec<usize>,
}

impl Letters {
    /// The letters of a text.
    pub fn new(text: &str) -> Self {
        let text: Vec<char> = text.chars().collect();
        let mut folded = String::new();
        let mut places = Vec::new();
        for (at, c) in text.iter().enumerate().filter(|(_, c)| c.is_alphanumeric()) {
            folded.extend(c.to_lowercase());
            places.resize(folded.len(), at);
        }
        Self {
            text,
            folded,
            places,
        }
    }

    /// The pieces of the text that are this quotation, with its marks where both have them: its
    /// first place that shares nothing with `taken`, or else its first. A quotation with
    /// omissions (`…`, `[...]`) that does not stand there as a whole has a piece for each part.
    /// Nothing if a part is not found.
    pub fn find(&self, quote: &str, taken: &[Piece]) -> Vec<Piece> {
        if let Some(piece) = self.whole(quote, 0, taken) {
            return vec![piece];
        }
        let parts: Vec<&str> = quote
            .split("...")
            .flat_map(|part| part.split('…'))
            .filter(|part| part.contains(char::is_alphanumeric))
            .collect();
        // One alone has been looked for.
        if parts.len() < 2 {
            return Vec::new();
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for part in parts {
            let from = pieces.last().map_or(0, |piece| piece.end);
            match self.whole(part, from, &[]) {
                Some(piece) => pieces.push(piece),
                None => return Vec::new(),
            }
        }
        pieces
    }

    /// The first place of all these letters from a character on.
    fn whole(&self, words: &str, from: usize, taken: &[Piece]) -> Option<Piece> {
        let letters = words.chars().filter(|c| c.is_alphanumeric());
        let letters: String = letters.flat_map(char::to_lowercase).collect();
        if letters.is_empty() {
            return None;
        }
        let begin = self.places.partition_point(|&at| at < from);
        let mut first = None;
        for (byte, _) in self.folded[begin..].match_indices(&letters) {
            let start = self.places[begin + byte];
            let end = self.places[begin + byte + letters.len() - 1] + 1;
            if self.is_word_inside(start) || self.is_word_inside(end) {
                continue;
            }
            let piece = self.with_marks(words, start, end);
            if taken.iter().all(|t| t.shared(piece) == 0) {
                return Some(piece);
            }
            first = first.or(Some(piece));
        }
        first
    }

    /// Whether a word goes on over this place.
    fn is_word_inside(&self, at: usize) -> bool {
        let is_letter = |at: usize| self.text.get(at).is_some_and(|c| c.is_alphanumeric());
        at.checked_sub(1).is_some_and(is_letter) && is_letter(at)
    }

    /// The place with what the quotation has before its first letter and after its last, as far
    /// as the text has it too, whatever the form of marks.
    fn with_marks(&self, words: &str, mut start: usize, mut end: usize) -> Piece {
        let words = words.trim();
        let is_sign = |c: &char| !c.is_alphanumeric();
        let leading: Vec<char> = words.chars().take_while(is_sign).collect();
        let trailing: Vec<char> = words.chars().rev().take_while(is_sign).collect();
        for &c in leading.iter().rev() {
            if start > 0 && is_same(c, self.text[start - 1]) {
                start -= 1;
            }
        }
        for &c in trailing.iter().rev() {
            if self.text.get(end).is_some_and(|&there| is_same(c, there)) {
                end += 1;
            }
        }
        Piece { start, end }
    }
}

/// Whether two signs are the same, or both are quotation marks.
fn is_same(a: char, b: char) -> bool {
    let is_mark = |c| {
        matches!(
            c,
            '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '`'
        )
    };
    a == b && !a.is_whitespace() || is_mark(a) && is_mark(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str =
        "He knows: “It’s a long —\nlong way.” No, he said. No. “We go,” he said, “we all go.”";

    fn found(quote: &str) -> Vec<String> {
        let pieces = Letters::new(TEXT).find(quote, &[]);
        let words = |p: &Piece| TEXT.chars().skip(p.start).take(p.len()).collect();
        pieces.iter().map(words).collect()
    }

    #[test]
    fn marks_dashes_and_line_ends_do_not_matter() {
        assert_eq!(
            found("\"it's a long - long way.\""),
            ["“It’s a long —\nlong way.”"]
        );
        assert_eq!(found("it’s a long long way"), ["It’s a long —\nlong way"]);
        // Not within a word.
        assert_eq!(found("no"), ["No"]);
        assert_eq!(found("'We go, […] we all go.'"), ["“We go,", "we all go.”"]);
        assert_eq!(found("we all go ... we go"), Vec::<String>::new());
        assert_eq!(found("never said"), Vec::<String>::new());
        assert_eq!(found("…"), Vec::<String>::new());
    }

    #[test]
    fn the_same_words_twice_are_two_places() {
        let letters = Letters::new(TEXT);
        let first = letters.find("No", &[]);
        let second = letters.find("No", &first);
        assert!(second[0].start > first[0].end);
        // There is no third.
        assert_eq!(letters.find("No", &[first[0], second[0]]), first);
    }

    proptest! {
        #[test]
        fn what_is_copied_is_found(text in "[a-zA-Zéß“”,. \n]{1,60}", from in 0..60usize, length in 1..30usize) {
            let words: String = text.chars().skip(from).take(length).collect();
            let whole = format!(" {words} ");
            prop_assume!(words.contains(char::is_alphanumeric));
            let pieces = Letters::new(&whole).find(&words, &[]);
            prop_assert_eq!(pieces.len(), 1);
            prop_assert!(pieces[0].end <= whole.chars().count());
        }
    }

    #[test]
    fn words_begin_and_end_where_the_quotation_does() {
        let find = |text: &str, quote: &str| Letters::new(text).find(quote, &[]);
        let piece = |start, end| vec![Piece { start, end }];
        // The end of a longer word, the beginning of one.
        assert_eq!(find("I know it now.", "now"), piece(10, 13));
        assert_eq!(find("Nowadays, no; now.", "now"), piece(14, 17));
        // Nothing stands before the text.
        assert_eq!(find("No, he said", "“No,”"), piece(0, 3));
        assert_eq!(find("Nobody", "no"), Vec::<Piece>::new());
    }

    #[test]
    fn a_quotation_may_leave_out_several_things() {
        assert_eq!(found("he knows … no … we go"), ["He knows", "No", "We go"]);
        assert_eq!(found("… never said …"), Vec::<String>::new());
    }
}
