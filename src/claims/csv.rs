//! Claims and entities as CSV: UTF-8, a header, fields quoted where they have to be.

use super::{Claim, Passage, confidence_text};
use crate::corpus::Article;
use crate::entities::Entity;
use crate::text::CharacterOffsets;
use ::csv::{ByteRecord, ErrorKind, ReaderBuilder, Writer, WriterBuilder};
use serde::Serialize;
use std::io::{self, Read, Write};

/// Between two pieces of one claim, source or cue in a column of words.
pub const PIECE_SEPARATOR: &str = " … ";

/// Columns of the table of claims. Offsets count characters from the start of the article's
/// text and are half open; a list of pieces reads `start-end;start-end`. The fields of the record
/// that are kept ([`Article::kept`]) follow, in this and all tables.
pub const CLAIM_COLUMNS: [&str; 33] = [
    "article_id",
    "claim_id",
    "kind",
    "claim",
    "source",
    "speaker",
    "speaker_type",
    "description",
    "via",
    "cue",
    "act",
    "factuality",
    "confidence",
    "speaker_found_by",
    "within",
    "repeats",
    "sentence",
    "claim_start",
    "claim_end",
    "claim_pieces",
    "source_start",
    "source_end",
    "cue_start",
    "cue_end",
    "source_pieces",
    "cue_pieces",
    "description_start",
    "description_end",
    "via_pieces",
    "title",
    "date",
    "url",
    "outlet",
];

/// Columns of the table of entities.
pub const ENTITY_COLUMNS: [&str; 7] = [
    "article_id",
    "entity",
    "type",
    "start",
    "end",
    "confidence",
    "title",
];

/// Writes one row a claim, without a header.
pub fn write_claims<'c>(
    out: impl Write,
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    write_rows(
        out,
        claims
            .into_iter()
            .map(|claim| (ClaimRow::new(article, claim), kept(article))),
    )
}

/// Writes one row an entity, without a header.
pub fn write_entities(out: impl Write, article: &Article, entities: &[Entity]) -> io::Result<()> {
    let offsets = CharacterOffsets::new(&article.text);
    write_rows(
        out,
        entities.iter().map(|entity| {
            let (start, end) = offsets.span(entity.span);
            (
                &article.id,
                entity.span.of(&article.text),
                entity.entity_type,
                start,
                end,
                confidence_text(entity.confidence),
                &article.title,
                kept(article),
            )
        }),
    )
}

/// The cells of the fields that are kept.
pub fn kept(article: &Article) -> Vec<Option<&str>> {
    let kept = article.kept.iter();
    kept.map(|(_, value)| value.as_deref()).collect()
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

/// The fields stand in the order of [`CLAIM_COLUMNS`].
#[derive(Serialize)]
struct ClaimRow<'c> {
    article_id: &'c str,
    claim_id: usize,
    kind: crate::attribution::Kind,
    claim: String,
    source: String,
    speaker: Option<&'c str>,
    speaker_type: Option<crate::speakers::SpeakerType>,
    description: Option<&'c str>,
    via: String,
    cue: String,
    act: crate::attribution::Act,
    factuality: crate::attribution::Factuality,
    confidence: String,
    speaker_found_by: crate::speakers::FoundBy,
    within: Option<usize>,
    repeats: Option<usize>,
    sentence: Option<&'c str>,
    claim_start: Option<usize>,
    claim_end: Option<usize>,
    claim_pieces: String,
    source_start: Option<usize>,
    source_end: Option<usize>,
    cue_start: Option<usize>,
    cue_end: Option<usize>,
    source_pieces: String,
    cue_pieces: String,
    description_start: Option<usize>,
    description_end: Option<usize>,
    via_pieces: String,
    title: Option<&'c str>,
    date: Option<&'c str>,
    url: Option<&'c str>,
    outlet: Option<&'c str>,
}

impl<'c> ClaimRow<'c> {
    fn new(article: &'c Article, claim: &'c Claim) -> Self {
        let speaker = claim.speaker.as_ref();
        let description = speaker.and_then(|s| s.description.as_ref());
        let metadata = &article.metadata;
        Self {
            article_id: &article.id,
            claim_id: claim.id,
            kind: claim.kind,
            claim: words(&claim.content),
            source: words(&claim.source),
            speaker: speaker.map(|s| s.name.as_str()),
            speaker_type: speaker.map(|s| s.speaker_type),
            description: description.map(|d| d.text.as_str()),
            via: words(&claim.via),
            cue: words(&claim.cue),
            act: claim.act,
            factuality: claim.factuality,
            confidence: confidence_text(claim.confidence),
            speaker_found_by: claim.found_by,
            within: claim.within,
            repeats: claim.repeats,
            sentence: claim.sentence.as_ref().map(|s| s.text.as_str()),
            claim_start: start(&claim.content),
            claim_end: end(&claim.content),
            claim_pieces: pieces(&claim.content),
            source_start: start(&claim.source),
            source_end: end(&claim.source),
            cue_start: start(&claim.cue),
            cue_end: end(&claim.cue),
            source_pieces: pieces(&claim.source),
            cue_pieces: pieces(&claim.cue),
            description_start: description.map(|d| d.start),
            description_end: description.map(|d| d.end),
            via_pieces: pieces(&claim.via),
            title: article.title.as_deref(),
            date: metadata.date.as_deref(),
            url: metadata.url.as_deref(),
            outlet: metadata.outlet.as_deref(),
        }
    }
}

pub(super) fn words(passages: &[Passage]) -> String {
    let words: Vec<&str> = passages.iter().map(|p| p.text.as_str()).collect();
    words.join(PIECE_SEPARATOR)
}

pub(super) fn pieces(passages: &[Passage]) -> String {
    let pieces: Vec<String> = passages
        .iter()
        .map(|p| format!("{}-{}", p.start, p.end))
        .collect();
    pieces.join(";")
}

fn start(passages: &[Passage]) -> Option<usize> {
    passages.first().map(|p| p.start)
}

fn end(passages: &[Passage]) -> Option<usize> {
    passages.last().map(|p| p.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Factuality, Kind};
    use crate::corpus::Metadata;
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
