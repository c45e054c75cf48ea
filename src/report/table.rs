//! What `sayso attribute` wrote: the claims of each article, as a table or as JSON lines.

mod jsonl;
mod rows;

use crate::attribution::{Act, Factuality, Kind};
use crate::claims::rows::{Header, StoredRow};
use crate::error::{Error, Result};
use crate::speakers::{FoundBy, SpeakerType};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What a Parquet file begins with.
const PARQUET: &[u8] = b"PAR1";

/// Claims by the id of their article, in the order of the file.
///
/// ```
/// use sayso::Article;
/// use sayso::report::{ClaimTable, Matching};
/// use std::path::Path;
///
/// let table = "article_id,claim_id,kind,claim,source,speaker,speaker_type,cue,act,confidence,\
///     speaker_found_by,claim_pieces,source_pieces,cue_pieces\n\
///     a,1,direct,“No”,Ann,Ann,person,said,state,0.9,name,0-4,10-13,5-9\n";
/// let mut matching = Matching::new(ClaimTable::read(table.as_bytes(), Path::new("claims.csv"))?);
/// let text = "“No” said Ann.".to_owned();
/// matching.add(Article { id: "a".into(), text, ..Article::default() })?;
/// let mut page = Vec::new();
/// matching.finish(None)?.write(&mut page).expect("a page in memory");
/// assert!(page.starts_with(b"<!DOCTYPE html>"));
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimTable {
    /// Article id to claims. An article without claims may be missing or have an empty list.
    pub claims: BTreeMap<String, Vec<TableClaim>>,
}

/// One claim, not yet looked up in its article.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TableClaim {
    /// Number in its article.
    pub id: u64,
    /// Whether it is quoted.
    pub kind: Kind,
    /// What the source does.
    pub act: Act,
    /// Whether the text says that the source did it.
    pub factuality: Factuality,
    /// What is claimed.
    pub content: Words,
    /// Who claims it, as written.
    pub source: Words,
    /// The words that attribute it.
    pub cue: Words,
    /// Through whom or what it came.
    pub via: Words,
    /// The person or body behind the source.
    pub speaker: Option<String>,
    /// What kind of speaker that is.
    pub speaker_type: Option<SpeakerType>,
    /// The speaker's role or affiliation.
    pub description: Words,
    /// How the speaker was found.
    pub found_by: FoundBy,
    /// Probability that the speaker is right.
    pub speaker_confidence: Option<f32>,
    /// Probability that the whole claim is right.
    pub confidence: f32,
    /// Number of the claim inside whose content this one stands.
    pub within: Option<u64>,
    /// Number of the claim of the headline that it repeats.
    pub repeats: Option<u64>,
    /// The sentence in which the claim begins.
    pub sentence: Option<Sentence>,
}

/// Words of an article, and where the table says that they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Half-open ranges in **characters** (Unicode code points).
    pub pieces: Vec<(usize, usize)>,
    /// The words of all pieces, joined by [`crate::claims::csv::PIECE_SEPARATOR`].
    pub text: String,
}

/// A sentence, as far as the table tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sentence {
    /// Its words, which stand around the claim's first character.
    Words(String),
    /// Its range in characters.
    Place(usize, usize),
}

impl ClaimTable {
    /// Reads a file that `sayso attribute` wrote; `path` is only its name in errors. A file that
    /// begins with `{` is taken for JSON lines, any other for CSV.
    ///
    /// # Errors
    /// [`Error::Format`] with the line and the way out, if it is no such file.
    pub fn read(mut file: impl BufRead, path: &Path) -> Result<Self> {
        let head = file.fill_buf().map_err(Error::io("read", path))?;
        if head.starts_with(PARQUET) {
            let reason = "Parquet is read from a file only: give its name";
            return Err(fault(path, 0, reason));
        }
        let is_json = head.trim_ascii_start().starts_with(b"{");
        if is_json {
            jsonl::read(file, path)
        } else {
            rows::read(file, path)
        }
    }

    /// The same, of a file on disk, which may also be Parquet.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub fn read_file(file: File, path: &Path) -> Result<Self> {
        let mut file = BufReader::new(file);
        let head = file.fill_buf().map_err(Error::io("read", path))?;
        if !head.starts_with(PARQUET) {
            return Self::read(file, path);
        }
        #[cfg(feature = "parquet")]
        return rows::read_parquet(path);
        #[cfg(not(feature = "parquet"))]
        Err(fault(
            path,
            0,
            "this program was built without Parquet; give CSV or JSON lines",
        ))
    }

    /// Takes the rows of a table that somebody has in memory; `path` is its name in errors.
    ///
    /// # Errors
    /// [`Error::Format`] if a column is missing or a cell does not hold what it should.
    pub fn of_rows<'r>(
        header: &Header,
        rows: impl IntoIterator<Item = StoredRow<'r>>,
        path: &Path,
    ) -> Result<Self> {
        let mut table = rows::TableReader::new(header, path)?;
        rows.into_iter().try_for_each(|row| table.add(&row))?;
        Ok(table.0)
    }

    /// How many claims there are.
    pub fn len(&self) -> usize {
        self.claims.values().map(Vec::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An error in line `line` of the file, from 1.
fn fault(path: &Path, line: u64, reason: impl Into<String>) -> Error {
    Error::Format {
        path: path.to_owned(),
        line,
        reason: reason.into(),
    }
}

/// A confidence that is one.
fn probability(value: f32) -> Result<f32, String> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(format!("confidence is {value}, not between 0 and 1"))
    }
}
