//! Pieces of a text: from characters, as tables count, to UTF-16 units, as JavaScript counts.

use crate::text::CharacterOffsets;
use serde::Serialize;

/// A half-open range of **UTF-16 code units** in an article's text, which is how JavaScript
/// slices: `text.slice(start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Slice(pub usize, pub usize);

/// One text with what is needed to look up pieces of it.
pub struct PieceFinder<'t> {
    characters: CharacterOffsets<'t>,
    /// Numbers of the characters that are two UTF-16 units long, ascending; mostly none.
    wide: Vec<usize>,
}

impl<'t> PieceFinder<'t> {
    pub fn new(text: &'t str) -> Self {
        let is_wide = |(i, c): (usize, char)| (c.len_utf16() == 2).then_some(i);
        Self {
            characters: CharacterOffsets::new(text),
            wide: text.chars().enumerate().filter_map(is_wide).collect(),
        }
    }

    /// The words from character `start` to character `end`; none if they are not in the text.
    pub fn words(&self, start: usize, end: usize) -> Option<&'t str> {
        let span = self.characters.to_span(start, end)?;
        Some(span.of(self.characters.text()))
    }

    /// The range from character `start` to character `end` as JavaScript counts.
    pub fn slice(&self, start: usize, end: usize) -> Slice {
        let units = |character| character + self.wide.partition_point(|&wide| wide < character);
        Slice(units(start), units(end))
    }

    /// Where `words` stand in the text such that they hold character number `character`, in
    /// characters.
    pub fn around(&self, character: usize, words: &str) -> Option<(usize, usize)> {
        let text = self.characters.text();
        let at = self.characters.to_bytes(character)?;
        let from = text.floor_char_boundary(at.saturating_sub(words.len()));
        let to = text.ceil_char_boundary(at.saturating_add(words.len()).min(text.len()));
        let (found, _) = text[from..to]
            .match_indices(words)
            .find(|(i, _)| (from + i..from + i + words.len()).contains(&at))?;
        let start = self.characters.to_characters(from + found);
        Some((start, start + words.chars().count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_is_found_around_a_character() {
        let finder = PieceFinder::new("No. No. É no. No.");
        assert_eq!(finder.around(4, "No."), Some((4, 7)));
        assert_eq!(finder.around(10, "É no."), Some((8, 13)));
        assert_eq!(finder.around(3, "No."), None);
        assert_eq!(finder.around(99, "No."), None);
        assert_eq!(finder.around(0, ""), None);
    }

    proptest! {
        #[test]
        fn both_ways_of_counting_slice_the_same(text in "(\\PC|[a😀é]){0,40}", a in 0usize..40, b in 0usize..40) {
            let finder = PieceFinder::new(&text);
            let words: Option<String> = (a <= b && b <= text.chars().count())
                .then(|| text.chars().skip(a).take(b - a).collect());
            prop_assert_eq!(finder.words(a, b).map(str::to_owned), words.clone());
            if let Some(words) = words {
                let Slice(start, end) = finder.slice(a, b);
                let units: Vec<u16> = text.encode_utf16().collect();
                prop_assert_eq!(String::from_utf16(&units[start..end]).unwrap(), words);
            }
        }
    }
}
