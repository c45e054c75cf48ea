use super::Span;
use std::borrow::Cow;

/// Converts byte offsets of one text into offsets in Unicode characters (code points) and
/// back, with a table of one entry every few hundred bytes.
///
/// ```
/// use sayso::text::{CharacterOffsets, Span};
///
/// let offsets = CharacterOffsets::new("Zoë said no.");
/// assert_eq!(offsets.span(Span::new(5, 9)), (4, 8));
/// assert_eq!(offsets.to_span(4, 8), Some(Span::new(5, 9)));
/// ```
pub struct CharacterOffsets<'t> {
    text: &'t str,
    /// Characters that start before byte `i * STEP`; empty for ASCII text, where the two
    /// kinds of offset are the same.
    before: Cow<'t, [usize]>,
}

/// What [`CharacterOffsets`] knows of a text, kept beside it, so that the text is read once however
/// many tables are made of it.
#[derive(Clone, Debug)]
pub(crate) struct CharacterTable(Vec<usize>);

impl CharacterTable {
    /// The offsets of the text that the table was made of, without reading it.
    pub fn offsets<'t>(&'t self, text: &'t str) -> CharacterOffsets<'t> {
        CharacterOffsets {
            text,
            before: Cow::Borrowed(&self.0),
        }
    }
}

/// Bytes between two entries of the table.
const STEP: usize = 256;

impl<'t> CharacterOffsets<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self {
                text,
                before: Cow::default(),
            };
        }
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut characters = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            before.push(characters);
            characters += count_starts(chunk);
        }
        before.push(characters);
        Self {
            text,
            before: Cow::Owned(before),
        }
    }

    /// Itself without the text.
    pub(crate) fn into_table(self) -> CharacterTable {
        CharacterTable(self.before.into_owned())
    }

    /// The text that the offsets are of.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many characters start before the byte at `offset`.
    ///
    /// # Panics
    /// If `offset` is beyond the end of the text.
    pub fn to_characters(&self, offset: usize) -> usize {
        assert!(
            offset <= self.text.len(),
            "offset {offset} is beyond the text"
        );
        if self.before.is_empty() {
            return offset;
        }
        let entry = offset / STEP;
        self.before[entry] + count_starts(&self.text.as_bytes()[entry * STEP..offset])
    }

    /// The byte at which character number `character` starts; the length of the text for
    /// the number of its characters; `None` beyond.
    pub fn to_bytes(&self, character: usize) -> Option<usize> {
        if self.before.is_empty() {
            return (character <= self.text.len()).then_some(character);
        }
        let entry = self.before.partition_point(|&n| n <= character) - 1;
        let start = (entry * STEP).min(self.text.len());
        let mut left = character - self.before[entry];
        for (i, &byte) in self.text.as_bytes()[start..].iter().enumerate() {
            if is_start(byte) {
                if left == 0 {
                    return Some(start + i);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len())
    }

    /// A byte span as (start, end) in characters.
    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.to_characters(span.start), self.to_characters(span.end))
    }

    /// A (start, end) pair in characters as a byte span; `None` if it does not fit the text.
    pub fn to_span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.to_bytes(start)?, self.to_bytes(end)?))
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| is_start(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn beyond_the_end_is_none() {
        assert_eq!(CharacterOffsets::new("aé").to_bytes(3), None);
        assert_eq!(CharacterOffsets::new("ab").to_bytes(3), None);
        assert_eq!(CharacterOffsets::new("").to_bytes(0), Some(0));
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "\\PC{0,700}") {
            let offsets = CharacterOffsets::new(&text);
            let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            for (character, &byte) in starts.iter().enumerate() {
                prop_assert_eq!(offsets.to_characters(byte), character);
                prop_assert_eq!(offsets.to_bytes(character), Some(byte));
            }
            let table = offsets.into_table();
            let again = table.offsets(&text);
            for (character, &byte) in starts.iter().enumerate() {
                prop_assert_eq!(again.to_characters(byte), character);
            }
        }
    }
}
