//! The tables of claims, entities and speakers, described once: each column's name, what its cells
//! hold and mean, and how a cell is had from an article and a claim, entity or speaker of it
//! (`columns.rs`).
//!
//! Offsets count characters from the start of the article's text and are half open. The fields of
//! the record that are kept ([`Article::kept`]) follow the columns of every table, as optional
//! text.

mod cell;
mod columns;

pub use cell::{Cell, Cells, Column, IntoText, text};

use super::Claim;
use super::speakers::SpeakerRow;
use crate::article::Article;
use crate::entities::Entity;
use crate::named::Named;
use crate::speakers::{People, SpeakerType, Speakers};
use crate::text::CharacterOffsets;
use columns::{CLAIMS, Described, ENTITIES, Placed, SPEAKERS, meanings, names, schema};

/// The table of claims.
pub const CLAIM_SCHEMA: [Column; CLAIMS.len()] = schema(CLAIMS);
/// The names of its columns.
pub const CLAIM_COLUMNS: [&str; CLAIMS.len()] = names(CLAIMS);
/// What each of them means, in Markdown; the first sentence says it in brief.
pub const CLAIM_MEANINGS: [&str; CLAIMS.len()] = meanings(CLAIMS);
/// The table of entities.
pub const ENTITY_SCHEMA: [Column; ENTITIES.len()] = schema(ENTITIES);
/// The names of its columns.
pub const ENTITY_COLUMNS: [&str; ENTITIES.len()] = names(ENTITIES);
/// What each of them means, in Markdown; the first sentence says it in brief.
pub const ENTITY_MEANINGS: [&str; ENTITIES.len()] = meanings(ENTITIES);
/// The table of speakers.
pub const SPEAKER_SCHEMA: [Column; SPEAKERS.len()] = schema(SPEAKERS);
/// The names of its columns.
pub const SPEAKER_COLUMNS: [&str; SPEAKERS.len()] = names(SPEAKERS);
/// What each of them means, in Markdown; the first sentence says it in brief.
pub const SPEAKER_MEANINGS: [&str; SPEAKERS.len()] = meanings(SPEAKERS);

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
///
/// ```
/// use sayso::claims::schema::{self, CLAIM_COLUMNS, Cell};
/// use sayso::{Article, Pipeline};
///
/// let text = "“It will rain,” said Ann Lee.".to_owned();
/// let analysis = Pipeline::default_model()?.analyze(Article { text, ..Article::default() })?;
/// let speaker = CLAIM_COLUMNS.iter().position(|name| *name == "speaker").unwrap();
/// schema::claims(&analysis.article, &analysis.claims, |row| {
///     assert_eq!(row[speaker], Cell::Text("Ann Lee".into()));
///     Ok::<(), sayso::Error>(())
/// })?;
/// # Ok::<(), sayso::Error>(())
/// ```
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
    claims.try_for_each(|claim| each(row(CLAIMS, article, claim)))
}

/// Hands `each` the row of every entity, in the order of [`ENTITY_SCHEMA`]; `offsets` are those of
/// the article's text.
///
/// # Errors
/// Those of `each`.
pub fn entities<E>(
    article: &Article,
    offsets: &CharacterOffsets,
    entities: &[Entity],
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    entities.iter().try_for_each(|entity| {
        let placed = Placed {
            entity: *entity,
            place: offsets.span(entity.span),
        };
        each(row(ENTITIES, article, &placed))
    })
}

/// Hands `each` the row of every speaker with claims, by first mention, in the order of
/// [`SPEAKER_SCHEMA`]; `offsets` are those of the article's text.
///
/// # Errors
/// Those of `each`.
pub fn speakers<E>(
    article: &Article,
    offsets: &CharacterOffsets,
    speakers: &Speakers,
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let rows = SpeakerRow::all(offsets, speakers);
    rows.iter()
        .try_for_each(|speaker| each(row(SPEAKERS, article, speaker)))
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

/// The cells of the columns, and of the fields that are kept.
fn row<'c, T>(columns: &[Described<T>], article: &'c Article, of: &'c T) -> Row<'c> {
    let own = columns.iter().map(|column| (column.cell)(article, of));
    own.chain(kept(article)).collect()
}
