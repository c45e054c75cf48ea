//! The tables of claims, entities and speakers, described once: each column's name, what its cells
//! hold, and how a cell is had from an article and a claim, entity or speaker of it.
//!
//! Offsets count characters from the start of the article's text and are half open. The fields of
//! the record that are kept ([`Article::kept`]) follow the columns of every table, as optional
//! text.

use super::speakers::SpeakerRow;
use super::{Claim, ClaimSpeaker, Passage, confidence_text, word};
use crate::corpus::Article;
use crate::entities::Entity;
use crate::speakers::Speakers;
use crate::text::CharacterOffsets;
use serde::{Serialize, Serializer};
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

/// The table of claims.
pub const CLAIM_SCHEMA: [Column; 33] = schema(&CLAIMS);
/// The names of its columns.
pub const CLAIM_COLUMNS: [&str; 33] = names(&CLAIMS);
/// The table of entities.
pub const ENTITY_SCHEMA: [Column; 7] = schema(&ENTITIES);
/// The names of its columns.
pub const ENTITY_COLUMNS: [&str; 7] = names(&ENTITIES);
/// The table of speakers.
pub const SPEAKER_SCHEMA: [Column; 8] = schema(&SPEAKERS);
/// The names of its columns.
pub const SPEAKER_COLUMNS: [&str; 8] = names(&SPEAKERS);

/// The row of a claim, in the order of [`CLAIM_SCHEMA`].
pub fn claim<'c>(article: &'c Article, claim: &'c Claim) -> Vec<Cell<'c>> {
    row(&CLAIMS, article, claim)
}

/// Hands `each` the row of every entity, in the order of [`ENTITY_SCHEMA`].
///
/// # Errors
/// Those of `each`.
pub fn entities<E>(
    article: &Article,
    entities: &[Entity],
    mut each: impl FnMut(Vec<Cell>) -> Result<(), E>,
) -> Result<(), E> {
    let offsets = CharacterOffsets::new(&article.text);
    entities.iter().try_for_each(|entity| {
        let placed = Placed {
            entity: *entity,
            place: offsets.span(entity.span),
        };
        each(row(&ENTITIES, article, &placed))
    })
}

/// Hands `each` the row of every speaker with claims, by first mention, in the order of
/// [`SPEAKER_SCHEMA`].
///
/// # Errors
/// Those of `each`.
pub fn speakers<E>(
    article: &Article,
    speakers: &Speakers,
    mut each: impl FnMut(Vec<Cell>) -> Result<(), E>,
) -> Result<(), E> {
    let rows = SpeakerRow::all(article, speakers);
    rows.iter()
        .try_for_each(|speaker| each(row(&SPEAKERS, article, speaker)))
}

/// The cells of the fields that are kept.
pub fn kept(article: &Article) -> impl Iterator<Item = Cell<'_>> {
    article.kept.iter().map(|(_, value)| text(value.as_deref()))
}

/// A column of the rows made of a `T`.
struct Described<T> {
    column: Column,
    cell: for<'c> fn(&'c Article, &'c T) -> Cell<'c>,
}

/// An entity of an article, and its place in characters.
struct Placed {
    entity: Entity,
    place: (usize, usize),
}

const fn of<T>(
    name: &'static str,
    cells: Cells,
    cell: for<'c> fn(&'c Article, &'c T) -> Cell<'c>,
) -> Described<T> {
    let column = (name, cells);
    Described { column, cell }
}

const CLAIMS: [Described<Claim>; 33] = {
    use Cells::{Integer, Number, OptionalInteger, OptionalText, Places, Text};
    [
        of("article_id", Text, |article, _| text(&*article.id)),
        of("claim_id", Integer, |_, claim| Cell::Integer(claim.id)),
        of("kind", Text, |_, claim| text(word(claim.kind))),
        of("claim", Text, |_, claim| joined(&claim.content)),
        of("source", OptionalText, |_, claim| joined(&claim.source)),
        of("speaker", OptionalText, |_, claim| {
            text(claim.speaker.as_ref().map(|s| &*s.name))
        }),
        of("speaker_type", OptionalText, |_, claim| {
            text(claim.speaker.as_ref().map(|s| word(s.speaker_type)))
        }),
        of("description", OptionalText, |_, claim| {
            text(description(claim).map(|d| &*d.text))
        }),
        of("via", OptionalText, |_, claim| joined(&claim.via)),
        of("cue", OptionalText, |_, claim| joined(&claim.cue)),
        of("act", Text, |_, claim| text(word(claim.act))),
        of("factuality", Text, |_, claim| text(word(claim.factuality))),
        of("confidence", Number, |_, claim| number(claim.confidence)),
        of("speaker_found_by", Text, |_, claim| {
            text(word(claim.found_by))
        }),
        of("within", OptionalInteger, |_, claim| integer(claim.within)),
        of("repeats", OptionalInteger, |_, claim| {
            integer(claim.repeats)
        }),
        of("sentence", OptionalText, |_, claim| {
            text(claim.sentence.as_ref().map(|s| &*s.text))
        }),
        of("claim_start", OptionalInteger, |_, c| start(&c.content)),
        of("claim_end", OptionalInteger, |_, c| end(&c.content)),
        of("claim_pieces", Places, |_, claim| places(&claim.content)),
        of("source_start", OptionalInteger, |_, c| start(&c.source)),
        of("source_end", OptionalInteger, |_, c| end(&c.source)),
        of("cue_start", OptionalInteger, |_, claim| start(&claim.cue)),
        of("cue_end", OptionalInteger, |_, claim| end(&claim.cue)),
        of("source_pieces", Places, |_, claim| places(&claim.source)),
        of("cue_pieces", Places, |_, claim| places(&claim.cue)),
        of("description_start", OptionalInteger, |_, claim| {
            integer(description(claim).map(|d| d.start))
        }),
        of("description_end", OptionalInteger, |_, claim| {
            integer(description(claim).map(|d| d.end))
        }),
        of("via_pieces", Places, |_, claim| places(&claim.via)),
        of("title", OptionalText, |article, _| {
            text(article.title.as_deref())
        }),
        of("date", OptionalText, |article, _| {
            text(article.metadata.date.as_deref())
        }),
        of("url", OptionalText, |article, _| {
            text(article.metadata.url.as_deref())
        }),
        of("outlet", OptionalText, |article, _| {
            text(article.metadata.outlet.as_deref())
        }),
    ]
};

const ENTITIES: [Described<Placed>; 7] = {
    use Cells::{Integer, Number, OptionalText, Text};
    [
        of("article_id", Text, |article, _| text(&*article.id)),
        of("entity", Text, |article, name| {
            text(name.entity.span.of(&article.text))
        }),
        of("type", Text, |_, name| text(word(name.entity.entity_type))),
        of("start", Integer, |_, name| Cell::Integer(name.place.0)),
        of("end", Integer, |_, name| Cell::Integer(name.place.1)),
        of("confidence", Number, |_, name| {
            number(name.entity.confidence)
        }),
        of("title", OptionalText, |article, _| {
            text(article.title.as_deref())
        }),
    ]
};

const SPEAKERS: [Described<SpeakerRow>; 8] = {
    use Cells::{Integer, OptionalText, Places, Text};
    [
        of("article_id", Text, |article, _| text(&*article.id)),
        of("speaker", Text, |_, speaker| text(&*speaker.name)),
        of("type", Text, |_, speaker| text(word(speaker.speaker_type))),
        of("description", OptionalText, |_, speaker| {
            text(speaker.description.as_ref().map(|d| &*d.text))
        }),
        of("claims", Integer, |_, speaker| {
            Cell::Integer(speaker.claims)
        }),
        of("mentions", Places, |_, speaker| places(&speaker.mentions)),
        of("speaker_id", OptionalText, |_, speaker| {
            text(speaker.id.as_deref())
        }),
        of("title", OptionalText, |article, _| {
            text(article.title.as_deref())
        }),
    ]
};

const fn schema<T, const N: usize>(described: &[Described<T>; N]) -> [Column; N] {
    let mut schema = [("", Cells::Text); N];
    let mut i = 0;
    while i < N {
        schema[i] = described[i].column;
        i += 1;
    }
    schema
}

const fn names<T, const N: usize>(described: &[Described<T>; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut i = 0;
    while i < N {
        names[i] = described[i].column.0;
        i += 1;
    }
    names
}

fn row<'c, T>(columns: &[Described<T>], article: &'c Article, of: &'c T) -> Vec<Cell<'c>> {
    let columns = columns.iter();
    columns.map(|column| (column.cell)(article, of)).collect()
}

fn description(claim: &Claim) -> Option<&Passage> {
    let speaker: &ClaimSpeaker = claim.speaker.as_ref()?;
    speaker.description.as_ref()
}

/// What may become a text cell.
trait IntoText<'c> {
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

fn text<'c>(words: impl IntoText<'c>) -> Cell<'c> {
    words.into_text().map_or(Cell::Empty, Cell::Text)
}

/// Between two pieces of one claim, source or cue in a column of words.
pub const PIECE_SEPARATOR: &str = " … ";

/// The words of all pieces of a claim, source or cue.
pub fn words(passages: &[Passage]) -> String {
    let words: Vec<&str> = passages.iter().map(|p| p.text.as_str()).collect();
    words.join(PIECE_SEPARATOR)
}

/// The words of all pieces as a cell.
fn joined(passages: &[Passage]) -> Cell<'_> {
    Cell::Text(match passages {
        [one] => Cow::Borrowed(&one.text),
        several => Cow::Owned(words(several)),
    })
}

fn integer<'c>(number: Option<usize>) -> Cell<'c> {
    number.map_or(Cell::Empty, Cell::Integer)
}

/// The number that its text stands for.
fn number<'c>(confidence: f32) -> Cell<'c> {
    let rounded = f64::from(super::claim::round_confidence(confidence));
    Cell::Number((rounded * 100.0).round() / 100.0)
}

fn places(passages: &[Passage]) -> Cell<'_> {
    Cell::Places(passages.iter().map(|p| (p.start, p.end)).collect())
}

fn start(passages: &[Passage]) -> Cell<'_> {
    integer(passages.first().map(|p| p.start))
}

fn end(passages: &[Passage]) -> Cell<'_> {
    integer(passages.last().map(|p| p.end))
}

/// As the tables of CSV show it.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(words) => serializer.serialize_str(words),
            Self::Integer(number) => number.serialize(serializer),
            Self::Number(number) => serializer.serialize_str(&confidence_text(*number as f32)),
            Self::Places(places) => {
                let places: Vec<String> = places
                    .iter()
                    .map(|(start, end)| format!("{start}-{end}"))
                    .collect();
                serializer.serialize_str(&places.join(";"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_is_the_number_that_its_text_says() {
        for thousandths in 0..=1000u16 {
            let confidence = f32::from(thousandths) / 1000.0;
            let said: f64 = confidence_text(confidence).parse().unwrap();
            assert_eq!(number(confidence), Cell::Number(said));
        }
    }
}
