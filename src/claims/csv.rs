//! Tables as CSV: UTF-8, a header, fields quoted where they have to be.

use super::Claim;
use super::schema::{self, Cell};
use crate::article::Article;
use crate::entities::Entity;
use crate::speakers::Speakers;
use crate::text::CharacterOffsets;
use ::csv::{ErrorKind, Writer, WriterBuilder};
use std::io::{self, Write};

pub use super::claim::{PIECE_SEPARATOR, words};
pub use super::schema::{CLAIM_COLUMNS, ENTITY_COLUMNS, SPEAKER_COLUMNS};

/// Writes one row a claim, without a header.
pub fn write_claims<'c>(
    out: impl Write,
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    let mut rows = CsvRows::new(out);
    schema::claims(article, claims, |row| rows.write(&row))?;
    rows.finish()
}

/// Writes one row an entity, without a header; `offsets` are those of the article's text.
pub fn write_entities(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    entities: &[Entity],
) -> io::Result<()> {
    let mut rows = CsvRows::new(out);
    schema::entities(article, offsets, entities, |row| rows.write(&row))?;
    rows.finish()
}

/// Writes one row a speaker that claims something, by first mention, without a header; `offsets` are
/// those of the article's text.
pub fn write_speakers(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    speakers: &Speakers,
) -> io::Result<()> {
    let mut rows = CsvRows::new(out);
    schema::speakers(article, offsets, speakers, |row| rows.write(&row))?;
    rows.finish()
}

/// Writes a header.
pub fn write_header(out: impl Write, columns: &[&str]) -> io::Result<()> {
    let mut rows = CsvRows::new(out);
    rows.header(columns)?;
    rows.finish()
}

/// What a spreadsheet runs as a formula, or takes away to find one, if a cell begins with it.
const FORMULAS: [&str; 11] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];

/// Rows of cells on their way to CSV.
///
/// ```
/// use sayso::claims::csv::CsvRows;
/// use sayso::claims::schema::text;
///
/// let mut table = Vec::new();
/// let mut rows = CsvRows::new(&mut table).spreadsheet_safe(true);
/// rows.header(&["name", "words"])?;
/// rows.write(&[text("Ann"), text("=1+1, or so")])?;
/// rows.finish()?;
/// assert_eq!(table, b"name,words\nAnn,\"'=1+1, or so\"\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct CsvRows<W: Write> {
    writer: Writer<W>,
    spreadsheet_safe: bool,
}

impl<W: Write> CsvRows<W> {
    /// A table without rows.
    pub fn new(out: W) -> Self {
        Self {
            writer: WriterBuilder::new().has_headers(false).from_writer(out),
            spreadsheet_safe: false,
        }
    }

    /// The same; where asked for, with an apostrophe before each cell that a spreadsheet would run
    /// as a formula: spreadsheets show such a cell as text.
    #[must_use]
    pub fn spreadsheet_safe(self, spreadsheet_safe: bool) -> Self {
        Self {
            spreadsheet_safe,
            ..self
        }
    }

    /// Writes the names of the columns.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn header(&mut self, columns: &[&str]) -> io::Result<()> {
        let names = columns.iter().copied().map(schema::text);
        self.write(&names.collect::<Vec<_>>())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&mut self, row: &[Cell]) -> io::Result<()> {
        for cell in row {
            let text = cell.as_text();
            let is_formula = || FORMULAS.iter().any(|start| text.starts_with(start));
            let written = if self.spreadsheet_safe && is_formula() {
                self.writer.write_field(format!("'{text}"))
            } else {
                self.writer.write_field(&*text)
            };
            written.map_err(to_io)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(to_io)
    }

    /// Hands what is written to the stream.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The error of the stream beneath, so that a closed pipe is known as one.
fn to_io(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use crate::attribution::{Act, Factuality, Kind};
    use crate::claims::Passage;
    use crate::entities::EntityType;
    use crate::speakers::FoundBy;
    use crate::text::Span;

    fn article() -> Article {
        Article {
            id: "x,1".into(),
            title: Some("Rain".into()),
            text: "“É \"a\",” b, c".into(),
            metadata: Metadata {
                date: Some("2024-01-02".into()),
                url: None,
                outlet: Some("The\nTimes".into()),
                ..Metadata::default()
            },
            ..Article::default()
        }
    }

    #[test]
    fn a_row_has_the_columns_of_the_header() {
        let article = article();
        let offsets = CharacterOffsets::new(&article.text);
        let passage =
            |words: &str| Passage::new(&article.text, &offsets, Span::find(&article.text, words));
        let claim = Claim {
            id: 3,
            kind: Kind::Mixed,
            act: Act::Deny,
            factuality: Factuality::Negated,
            content: vec![passage("“É \"a\",”"), passage("c")],
            source: vec![],
            cue: vec![passage("b")],
            speaker: None,
            found_by: FoundBy::Unresolved,
            speaker_confidence: None,
            via: vec![passage("c")],
            within: Some(2),
            repeats: Some(1),
            sentence: None,
            confidence: 0.87654,
        };
        let mut out = Vec::new();
        write_header(&mut out, &CLAIM_COLUMNS).unwrap();
        write_claims(&mut out, &article, [&claim]).unwrap();
        let written = String::from_utf8(out).unwrap();
        let (header, row) = written.split_once('\n').unwrap();
        assert_eq!(header, CLAIM_COLUMNS.join(","));
        assert_eq!(
            row,
            "\"x,1\",3,mixed,\"“É \"\"a\"\",” … c\",,,,,c,b,deny,negated,0.88,unresolved,,2,1,,0,13,\
             0-8;12-13,,,9,10,,9-10,,,12-13,Rain,2024-01-02,,\"The\nTimes\"\n"
        );
    }

    #[test]
    fn formulas_become_text_and_all_else_stays() {
        let written = |safe| {
            let mut out = Vec::new();
            let mut rows = CsvRows::new(&mut out).spreadsheet_safe(safe);
            rows.header(&["a", "=name"]).unwrap();
            for row in [
                ["=1+1", "-2"],
                ["\t=1", "'=1"],
                ["\r\n=x", "@SUM(A1)"],
                ["+", "a=1"],
                ["", "\"="],
                ["＝1", "－"],
            ] {
                rows.write(&row.map(schema::text)).unwrap();
            }
            rows.write(&[Cell::Integer(1), Cell::Places(vec![(1, 2)])])
                .unwrap();
            rows.finish().unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            written(true),
            "a,'=name\n'=1+1,'-2\n'\t=1,'=1\n\"'\r\n=x\",'@SUM(A1)\n'+,a=1\n,\"\"\"=\"\n'＝1,'－\n\
             1,1-2\n"
        );
        assert_eq!(
            written(true).replace('\'', ""),
            written(false).replace('\'', "")
        );
    }

    #[test]
    fn entities_are_counted_in_characters() {
        let entity = Entity {
            span: Span::new(3, 5),
            entity_type: EntityType::Miscellaneous,
            confidence: 1.0,
        };
        let (mut out, article) = (Vec::new(), article());
        let offsets = CharacterOffsets::new(&article.text);
        write_entities(&mut out, &article, &offsets, &[entity]).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "\"x,1\",É,miscellaneous,1,2,1.00,Rain\n");
    }
}
