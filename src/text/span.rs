use serde::Serialize;

/// A half-open range `start..end` of **byte** offsets into one article's text.
///
/// Both ends lie on character boundaries of the text that the span was made for, so
/// [`Span::of`] never fails on that text. What leaves the program is counted in
/// characters instead; `claims` converts, once.
///
/// [`Span::new`] sees to it that the start is not beyond the end. The fields are open to be read
/// and matched; of a name or a claim with a span written without `new`, or made for another text,
/// [`Tagged::check`](crate::Tagged::check) says what is wrong before it is sliced.
///
/// ```
/// use sayso::text::Span;
///
/// let text = "Zoë said no.";
/// let zoe = Span::new(0, 4); // bytes: ë has two
/// assert_eq!(zoe.of(text), "Zoë");
/// assert_eq!(zoe.cover(Span::new(5, 9)).of(text), "Zoë said");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    ///
    /// # Panics
    /// If `start > end`.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span {start}..{end} ends before it starts");
        Self { start, end }
    }

    /// The first place where some words of a text stand.
    #[cfg(test)]
    pub(crate) fn find(text: &str, words: &str) -> Self {
        let start = text.find(words).expect("words of the text");
        Self::new(start, start + words.len())
    }

    /// The words that the span marks in `text`.
    ///
    /// # Panics
    /// If the span was not made for this text: beyond its end, or inside a character.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it marks nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span (ends included).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies within this span.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The shortest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span without white space at either end; empty (at its start) if it holds
    /// nothing else.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let trimmed = words.trim_start();
        let start = self.start + (words.len() - trimmed.len());
        if trimmed.is_empty() {
            return Span::new(self.start, self.start);
        }
        Span::new(start, start + trimmed.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_the_text() {
        assert_eq!(Span::new(1, 4).of("a–b"), "–");
    }

    #[test]
    fn overlap_is_half_open() {
        assert!(Span::new(0, 3).overlaps(Span::new(2, 4)));
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 4)));
        assert!(!Span::new(3, 4).overlaps(Span::new(0, 3)));
    }

    #[test]
    fn the_first_byte_is_within_and_the_end_is_not() {
        let span = Span::new(2, 4);
        let within: Vec<usize> = (0..6).filter(|&at| span.contains_offset(at)).collect();
        assert_eq!(within, [2, 3]);
    }

    #[test]
    fn trims_white_space_of_any_width() {
        let text = "\u{2003} said \n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "said");
        assert!(Span::new(0, 4).trim(text).is_empty());
    }
}
