//! The cells of a table.

use super::super::confidence_text;
use std::borrow::Cow;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Words.
    Text,
    /// Words, or nothing.
    OptionalText,
    /// A whole number.
    Integer,
    /// A whole number, or nothing.
    OptionalInteger,
    /// A number, to two decimals.
    Number,
    /// Such a number, or nothing.
    OptionalNumber,
    /// A list of places in the text.
    Places,
}

/// The name of a column and what it holds.
pub type Column = (&'static str, Cells);

/// One cell of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'c> {
    /// Nothing; an empty text is as good as that.
    Empty,
    /// Words.
    Text(Cow<'c, str>),
    /// A whole number.
    Integer(usize),
    /// A number, to two decimals.
    Number(f64),
    /// Places in the text, as (start, end) in characters.
    Places(Vec<(usize, usize)>),
}

/// What may become a text cell.
pub trait IntoText<'c> {
    /// Its words, if it has any.
    fn into_text(self) -> Option<Cow<'c, str>>;
}

impl<'c> IntoText<'c> for &'c str {
    fn into_text(self) -> Option<Cow<'c, str>> {
        Some(self.into())
    }
}

impl<'c> IntoText<'c> for String {
    fn into_text(self) -> Option<Cow<'c, str>> {
        Some(self.into())
    }
}

impl<'c, T: IntoText<'c>> IntoText<'c> for Option<T> {
    fn into_text(self) -> Option<Cow<'c, str>> {
        self.and_then(T::into_text)
    }
}

/// A cell of words; without them an empty one.
pub fn text<'c>(words: impl IntoText<'c>) -> Cell<'c> {
    words.into_text().map_or(Cell::Empty, Cell::Text)
}

impl Cell<'_> {
    /// As a table of CSV shows it.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(words) => words.as_ref().into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Number(number) => confidence_text(*number as f32).into(),
            Self::Places(places) => {
                let places = places.iter().map(|(start, end)| format!("{start}-{end}"));
                places.collect::<Vec<_>>().join(";").into()
            }
        }
    }

    /// Bytes of it as text.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(words) => words.len(),
            Self::Empty => 0,
            cell => cell.as_text().len(),
        }
    }

    /// Whether it is empty as text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same with words of its own, to be kept when the article is gone.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(words) => Cell::Text(words.into_owned().into()),
            Self::Integer(number) => Cell::Integer(number),
            Self::Number(number) => Cell::Number(number),
            Self::Places(places) => Cell::Places(places),
        }
    }
}
