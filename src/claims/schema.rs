//! The tables of claims, entities and speakers, described once: each column's name, what its cells
//! hold, and how a cell is had from an article and a claim, entity or speaker of it.
//!
//! Offsets count characters from the start of the article's text and are half open. The fields of
//! the record that are kept ([`Article::kept`]) follow the columns of every table, as optional
//! text.

use super::claim::{round_confidence, words};
use super::speakers::SpeakerRow;
use super::{Claim, ClaimSpeaker, Passage, confidence_text};
use crate::article::Article;
use crate::entities::Entity;
use crate::named::Named;
use crate::speakers::{People, SpeakerType, Speakers};
use crate::text::CharacterOffsets;
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

/// The table of claims.
pub const CLAIM_SCHEMA: [Column; 34] = schema(&CLAIMS);
/// The names of its columns.
pub const CLAIM_COLUMNS: [&str; 34] = names(&CLAIMS);
/// The table of entities.
pub const ENTITY_SCHEMA: [Column; 7] = schema(&ENTITIES);
/// The names of its columns.
pub const ENTITY_COLUMNS: [&str; 7] = names(&ENTITIES);
/// The table of speakers.
pub const SPEAKER_SCHEMA: [Column; 8] = schema(&SPEAKERS);
/// The names of its columns.
pub const SPEAKER_COLUMNS: [&str; 8] = names(&SPEAKERS);

/// The columns of a table that is written: its own, and those of the fields that are kept.
///
/// ```
/// use sayso::claims::schema::{ENTITY_SCHEMA, Schema};
///
/// let schema = Schema::new(&ENTITY_SCHEMA, &["section".into()])?;
/// assert_eq!(schema.names()[..2], ["article_id", "entity"]);
/// assert_eq!(schema.names().last(), Some(&"section"));
/// assert!(Schema::new(&ENTITY_SCHEMA, &["Entity".into()]).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    own: &'static [Column],
    kept: Vec<String>,
}

impl Schema {
    /// A table with these columns, followed by fields of the records as optional text.
    ///
    /// # Errors
    /// In words, if a field has the name of a column or is named twice; in many programs the case
    /// of letters tells no columns apart.
    pub fn new(own: &'static [Column], kept: &[String]) -> Result<Self, String> {
        for (number, name) in kept.iter().enumerate() {
            let is_it = |other: &str| other.eq_ignore_ascii_case(name);
            if own.iter().any(|column| is_it(column.0)) {
                return Err(format!(
                    "{name}: the table has a column of that name; give the field another name in \
                     the input, or write JSON lines, where kept fields stand apart"
                ));
            }
            if kept[..number].iter().any(|other| is_it(other)) {
                return Err(format!("{name}: named twice"));
            }
        }
        let kept = kept.to_vec();
        Ok(Self { own, kept })
    }

    /// The same with further columns of optional text at the end.
    ///
    /// # Errors
    /// Those of [`Schema::new`].
    pub fn with(self, further: &[String]) -> Result<Self, String> {
        let all: Vec<String> = self.kept.iter().chain(further).cloned().collect();
        Self::new(self.own, &all)
    }

    /// All columns, in the order of a row's cells.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, Cells)> {
        let number = self.own.len() + self.kept.len();
        (0..number).map(|number| match self.own.get(number) {
            Some(&column) => column,
            None => (&*self.kept[number - self.own.len()], Cells::OptionalText),
        })
    }

    /// Their names.
    pub fn names(&self) -> Vec<&str> {
        self.columns().map(|(name, _)| name).collect()
    }
}

/// A row of a table: a cell for each column of its [`Schema`].
pub type Row<'c> = Vec<Cell<'c>>;

/// Hands `each` the row of every claim, in the order of [`CLAIM_SCHEMA`].
///
/// # Errors
/// Those of `each`.
pub fn claims<'c, E>(
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut claims = claims.into_iter();
    claims.try_for_each(|claim| each(row(&CLAIMS, article, claim)))
}

/// Hands `each` the row of every entity, in the order of [`ENTITY_SCHEMA`].
///
/// # Errors
/// Those of `each`.
pub fn entities<E>(
    article: &Article,
    entities: &[Entity],
    mut each: impl FnMut(Row) -> Result<(), E>,
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
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let rows = SpeakerRow::all(article, speakers);
    rows.iter()
        .try_for_each(|speaker| each(row(&SPEAKERS, article, speaker)))
}

/// A row of claims or speakers, with the columns of a table of the user's at its end: empty where it
/// does not know the speaker.
pub fn with_person<'c>(mut row: Row<'c>, columns: &[Column], people: &People) -> Row<'c> {
    let cell = |names: [&str; 2]| {
        let at = columns
            .iter()
            .position(|column| names.contains(&column.0))?;
        match &row[at] {
            Cell::Text(words) => Some(words.as_ref()),
            _ => None,
        }
    };
    let kind = cell(["speaker_type", "type"]).and_then(|name| SpeakerType::named(name).ok());
    let known = cell(["speaker"; 2])
        .zip(kind)
        .and_then(|(name, kind)| people.known(name, kind));
    match known {
        Some(cells) => row.extend(cells.into_iter().map(text)),
        None => row.extend(people.columns().iter().map(|_| Cell::Empty)),
    }
    row
}

/// The cells of the fields that are kept, which end every row.
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

const CLAIMS: [Described<Claim>; 34] = {
    use Cells::{Integer, Number, OptionalInteger, OptionalNumber, OptionalText, Places, Text};
    [
        of("article_id", Text, |article, _| text(&*article.id)),
        of("claim_id", Integer, |_, claim| Cell::Integer(claim.id)),
        of("kind", Text, |_, claim| text(claim.kind.name())),
        of("claim", Text, |_, claim| joined(&claim.content)),
        of("source", OptionalText, |_, claim| joined(&claim.source)),
        of("speaker", OptionalText, |_, claim| {
            text(claim.speaker.as_ref().map(|s| &*s.name))
        }),
        of("speaker_type", OptionalText, |_, claim| {
            text(claim.speaker.as_ref().map(|s| s.speaker_type.name()))
        }),
        of("description", OptionalText, |_, claim| {
            text(description(claim).map(|d| &*d.text))
        }),
        of("via", OptionalText, |_, claim| joined(&claim.via)),
        of("cue", OptionalText, |_, claim| joined(&claim.cue)),
        of("act", Text, |_, claim| text(claim.act.name())),
        of("factuality", Text, |_, claim| text(claim.factuality.name())),
        of("confidence", Number, |_, claim| number(claim.confidence)),
        of("speaker_found_by", Text, |_, claim| {
            text(claim.found_by.name())
        }),
        of("speaker_confidence", OptionalNumber, |_, claim| {
            claim.speaker_confidence.map_or(Cell::Empty, number)
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
        of("type", Text, |_, name| text(name.entity.entity_type.name())),
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
        of("type", Text, |_, speaker| text(speaker.speaker_type.name())),
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

/// The cells of the columns, and of the fields that are kept.
fn row<'c, T>(columns: &[Described<T>], article: &'c Article, of: &'c T) -> Row<'c> {
    let own = columns.iter().map(|column| (column.cell)(article, of));
    own.chain(kept(article)).collect()
}

fn description(claim: &Claim) -> Option<&Passage> {
    let speaker: &ClaimSpeaker = claim.speaker.as_ref()?;
    speaker.description.as_ref()
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
    let rounded = f64::from(round_confidence(confidence));
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
