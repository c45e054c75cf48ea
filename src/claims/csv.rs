//! Claims and entities as CSV: UTF-8, a header, fields quoted where they have to be.

use super::Claim;
use super::schema::{self, Cell};
use crate::corpus::Article;
use crate::entities::Entity;
use crate::speakers::Speakers;
use ::csv::{ByteRecord, ErrorKind, ReaderBuilder, Writer, WriterBuilder};
use serde::Serialize;
use std::io::{self, Read, Write};

pub use super::schema::{CLAIM_COLUMNS, ENTITY_COLUMNS, PIECE_SEPARATOR, SPEAKER_COLUMNS, words};

/// Writes one row a claim, without a header.
pub fn write_claims<'c>(
    out: impl Write,
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    let mut rows = Rows::of(out, article);
    for claim in claims {
        rows.write(schema::claim(article, claim))?;
    }
    rows.writer.flush()
}

/// Writes one row an entity, without a header.
pub fn write_entities(out: impl Write, article: &Article, entities: &[Entity]) -> io::Result<()> {
    let mut rows = Rows::of(out, article);
    schema::entities(article, entities, |row| rows.write(row))?;
    rows.writer.flush()
}

/// Writes one row a speaker that claims something, by first mention, without a header.
pub fn write_speakers(out: impl Write, article: &Article, speakers: &Speakers) -> io::Result<()> {
    let mut rows = Rows::of(out, article);
    schema::speakers(article, speakers, |row| rows.write(row))?;
    rows.writer.flush()
}

/// The rows of an article, each of which ends with the fields that are kept.
struct Rows<'a, W: Write> {
    writer: Writer<W>,
    article: &'a Article,
}

impl<'a, W: Write> Rows<'a, W> {
    fn of(out: W, article: &'a Article) -> Self {
        let writer = writer(out);
        Self { writer, article }
    }

    fn write(&mut self, row: Vec<Cell>) -> io::Result<()> {
        let kept: Vec<Cell> = schema::kept(self.article).collect();
        self.writer.serialize((row, kept)).map_err(to_io)
    }
}

/// Writes a header.
pub fn write_header(out: impl Write, columns: &[&str]) -> io::Result<()> {
    let mut writer = writer(out);
    writer.write_record(columns).map_err(to_io)?;
    writer.flush()
}

/// Writes rows without a header; a row's fields become cells in their order, and nothing an
/// empty one.
pub fn write_rows<R: Serialize>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut writer = writer(out);
    for row in rows {
        writer.serialize(row).map_err(to_io)?;
    }
    writer.flush()
}

/// Bytes in a part of a table, about.
const PART: usize = 1 << 20;

/// Reads rows without a header and hands them on, so many at a time that memory does not grow
/// with their number.
///
/// # Errors
/// Those of reading, and of `hand_on`.
pub fn each_part<E: From<io::Error>>(
    rows: impl Read,
    mut hand_on: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(rows);
    let mut row = ByteRecord::new();
    let mut parts = writer(Vec::new());
    while reader.read_byte_record(&mut row).map_err(to_io)? {
        parts.write_byte_record(&row).map_err(to_io)?;
        if parts.get_ref().len() >= PART {
            parts.flush()?;
            hand_on(parts.get_ref())?;
            parts = writer(Vec::new());
        }
    }
    parts.flush()?;
    hand_on(parts.get_ref())
}

/// What a spreadsheet runs as a formula, or takes away to find one, if a cell begins with it.
const FORMULAS: [&str; 11] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];

/// The same rows with an apostrophe before each cell that a spreadsheet would run as a formula:
/// spreadsheets show such a cell as text.
pub fn without_formulas(rows: &[u8]) -> io::Result<Vec<u8>> {
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true);
    let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in reader.from_reader(rows).byte_records() {
        for cell in &row.map_err(to_io)? {
            if FORMULAS.iter().any(|f| cell.starts_with(f.as_bytes())) {
                writer.write_field([b"'", cell].concat()).map_err(to_io)?;
            } else {
                writer.write_field(cell).map_err(to_io)?;
            }
        }
        writer.write_record(None::<&[u8]>).map_err(to_io)?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().has_headers(false).from_writer(out)
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
    use crate::attribution::{Act, Factuality, Kind};
    use crate::claims::Passage;
    use crate::corpus::Metadata;
    use crate::entities::EntityType;
    use crate::speakers::FoundBy;
    use crate::text::{CharacterOffsets, Span};

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
            "\"x,1\",3,mixed,\"“É \"\"a\"\",” … c\",,,,,c,b,deny,negated,0.88,unresolved,2,1,,0,13,\
             0-8;12-13,,,9,10,,9-10,,,12-13,Rain,2024-01-02,,\"The\nTimes\"\n"
        );
    }

    #[test]
    fn formulas_become_text_and_all_else_stays() {
        let rows: &[u8] =
            b"a,\"=1+1\",-2,\"\t=1\"\nb,'=1,\"\r\n=x\",@SUM(A1)\n+,a=1,,\"\"\"=\"\n\xff,x\n";
        let expected: &[u8] =
            b"a,'=1+1,'-2,'\t=1\nb,'=1,\"'\r\n=x\",'@SUM(A1)\n'+,a=1,,\"\"\"=\"\n\xff,x\n";
        let safe = without_formulas(rows).unwrap();
        assert_eq!(safe, expected, "{}", String::from_utf8_lossy(&safe));
        assert_eq!(without_formulas(&safe).unwrap(), safe);
        assert_eq!(
            without_formulas("＝1\n".as_bytes()).unwrap(),
            "'＝1\n".as_bytes()
        );
        assert!(without_formulas(b"").unwrap().is_empty());
    }

    #[test]
    fn entities_are_counted_in_characters() {
        let entity = Entity {
            span: Span::new(3, 5),
            entity_type: EntityType::Miscellaneous,
            confidence: 1.0,
        };
        let mut out = Vec::new();
        write_entities(&mut out, &article(), &[entity]).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "\"x,1\",É,miscellaneous,1,2,1.00,Rain\n");
    }
}
