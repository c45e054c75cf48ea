//! Offsets of programs that count UTF-16 units: those in Java and JavaScript.

use crate::evaluate::document::Piece;

/// Characters by UTF-16 unit; empty where the two are counted alike.
pub struct Utf16(Vec<usize>);

impl Utf16 {
    /// The units of a text.
    pub fn new(text: &str) -> Self {
        if text.chars().all(|c| c.len_utf16() == 1) {
            return Self(Vec::new());
        }
        let each = text
            .chars()
            .enumerate()
            .flat_map(|(i, c)| vec![i; c.len_utf16()]);
        Self(each.chain([text.chars().count()]).collect())
    }

    /// The characters from one unit to another; `None` if they are not in the text or mark
    /// nothing.
    pub fn piece(&self, start: usize, end: usize) -> Option<Piece> {
        let character = |unit: usize| match self.0.as_slice() {
            [] => Some(unit),
            table => table.get(unit).copied(),
        };
        Piece::new(character(start)?, character(end)?)
    }
}
