//! The table of claims, row by row.

use super::{ClaimTable, Sentence, TableClaim, Words, fault, probability};
#[cfg(feature = "parquet")]
use crate::claims::rows::each_of_parquet;
use crate::claims::rows::{Header, StoredRow};
use crate::error::{Error, Result};
use crate::named::Named;
use csv::{ErrorKind, StringRecord};
use std::borrow::Cow;
use std::io::BufRead;
use std::path::Path;

/// Columns without which there is no report. The others are shown where they are.
const NEEDED: [&str; 14] = [
    "article_id",
    "claim_id",
    "kind",
    "claim",
    "source",
    "speaker",
    "speaker_type",
    "cue",
    "act",
    "confidence",
    "speaker_found_by",
    "claim_pieces",
    "source_pieces",
    "cue_pieces",
];

/// Reads a table with a header; columns are found by name, and more may be there.
pub fn read(file: impl BufRead, path: &Path) -> Result<ClaimTable> {
    let mut reader = csv::ReaderBuilder::new().from_reader(file);
    let header = Header::new(reader.headers().map_err(|e| from_csv(path, e))?);
    let mut table = TableReader::new(&header, path)?;
    let mut record = StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|e| from_csv(path, e))?
    {
        table.add(&StoredRow::of_csv(&header, &record))?;
    }
    Ok(table.0)
}

/// The same of a file of Parquet.
#[cfg(feature = "parquet")]
pub fn read_parquet(path: &Path) -> Result<ClaimTable> {
    let mut table = TableReader(ClaimTable::default(), path);
    let check = |header: &Header| check_header(header, path);
    each_of_parquet(path, check, |row| table.add(row))?;
    Ok(table.0)
}

/// Takes in the rows of a table one after the other.
pub struct TableReader<'p>(pub ClaimTable, &'p Path);

impl<'p> TableReader<'p> {
    /// A table with these columns.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(header: &Header, path: &'p Path) -> Result<Self> {
        check_header(header, path)?;
        Ok(Self(ClaimTable::default(), path))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If a cell does not hold what it should.
    pub fn add(&mut self, row: &StoredRow) -> Result<()> {
        let claim = claim(row).map_err(|reason| fault(self.1, row.line, reason))?;
        let id = row.text("article_id").unwrap_or_default().into_owned();
        self.0.claims.entry(id).or_default().push(claim);
        Ok(())
    }
}

fn check_header(header: &Header, path: &Path) -> Result<()> {
    let missing = NEEDED.into_iter().filter(|name| !header.has(name));
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    let reason = if missing.len() == NEEDED.len() {
        "this is no table of claims: give the file that `sayso attribute ARTICLES -o claims.csv` \
         writes"
            .to_owned()
    } else {
        format!(
            "the table of claims has no column {}: give the file that `sayso attribute` wrote, \
             with all its columns",
            missing.join(", ")
        )
    };
    Err(fault(path, 1, reason))
}

/// The error with the line in which it is.
fn from_csv(path: &Path, error: csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(error) => Error::io("read", path)(error),
        ErrorKind::Utf8 { .. } => fault(path, line, "the table is not in UTF-8"),
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => fault(
            path,
            line,
            format!("this row has {len} cells and the header {expected_len}"),
        ),
        other => fault(path, line, format!("{other:?}")),
    }
}

/// The claim of a row.
fn claim(row: &StoredRow) -> Result<TableClaim, String> {
    let words = |role: &str, pieces: &str| {
        let pieces = row.places(pieces)?;
        let text = row.text(role).unwrap_or_default().into_owned();
        Ok::<_, String>(Words { pieces, text })
    };
    let place = (
        row.integer("description_start")?,
        row.integer("description_end")?,
    );
    let description = match place {
        (Some(start), Some(end)) => Words {
            pieces: vec![(start, end)],
            text: row.text("description").unwrap_or_default().into_owned(),
        },
        _ => Words::default(),
    };
    // Without their places, the words of a channel cannot be shown in the text.
    let via = match row.cell("via_pieces") {
        Some(_) => words("via", "via_pieces")?,
        None => Words::default(),
    };
    let number = |name| Ok::<_, String>(row.integer(name)?.map(|number| number as u64));
    Ok(TableClaim {
        id: needed("claim_id", number("claim_id")?)?,
        kind: needed("kind", named(row, "kind")?)?,
        act: needed("act", named(row, "act")?)?,
        factuality: named(row, "factuality")?.unwrap_or_default(),
        content: words("claim", "claim_pieces")?,
        source: words("source", "source_pieces")?,
        cue: words("cue", "cue_pieces")?,
        via,
        speaker: row.text("speaker").map(Cow::into_owned),
        speaker_type: named(row, "speaker_type")?,
        description,
        found_by: needed("speaker_found_by", named(row, "speaker_found_by")?)?,
        speaker_confidence: row
            .number("speaker_confidence")?
            .map(|confidence| probability(confidence as f32))
            .transpose()?,
        confidence: probability(needed("confidence", row.number("confidence")?)? as f32)?,
        within: number("within")?,
        repeats: number("repeats")?,
        sentence: row
            .text("sentence")
            .map(|s| Sentence::Words(s.into_owned())),
    })
}

/// One of a few names.
fn named<T: Named>(row: &StoredRow, column: &str) -> Result<Option<T>, String> {
    let value = row.text(column).map(|name| T::named(&name)).transpose();
    value.map_err(|error| format!("{column}: {error}"))
}

fn needed<T>(column: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("{column}: this cell is empty"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use proptest::prelude::*;

    const HEADER: &str = "article_id,claim_id,kind,claim,source,speaker,speaker_type,cue,act,\
        confidence,speaker_found_by,claim_pieces,source_pieces,cue_pieces";

    fn parsed(content: &str) -> Result<ClaimTable> {
        read(content.as_bytes(), Path::new("c.csv"))
    }

    fn error(content: &str) -> String {
        parsed(content).unwrap_err().to_string()
    }

    #[test]
    fn reads_by_name() {
        let table = parsed(&format!(
            "\u{feff}more, {HEADER}\nx,a,3,mixed,“é” … b,,,,said,deny,0.5,unresolved,0-3;7-8,,4-8\n"
        ))
        .unwrap();
        let claim = &table.claims["a"][0];
        assert_eq!(
            (claim.id, claim.kind, claim.act),
            (3, Kind::Mixed, Act::Deny)
        );
        assert_eq!(claim.content.pieces, [(0, 3), (7, 8)]);
        assert_eq!(claim.source, Words::default());
        assert_eq!(claim.speaker, None);
        assert_eq!(claim.sentence, None);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(error("name,date\na,b\n").contains("no table of claims"));
        assert!(error("").contains("no table of claims"));
        let some = error(&HEADER.replace(",act", "").replace(",speaker_type", ""));
        assert!(some.contains("no column speaker_type, act:"), "{some}");
        let row = |cells: &str| error(&format!("{HEADER}\n{cells}\n"));
        let cell = row("a,1,direct,x,,,,,state,many,name,0-1,,");
        assert!(cell.contains("line 2: confidence: "), "{cell}");
        let cell = row("a,1,direct,x,,,,,state,NaN,name,0-1,,");
        assert!(cell.contains("not between 0 and 1"), "{cell}");
        let cell = row("a,1,direct,x,,,,,state,0.5,name,0 to 1,,");
        assert!(cell.contains("claim_pieces: “0 to 1”"), "{cell}");
        let cell = row("a,1,direct");
        assert!(cell.contains("3 cells and the header 14"), "{cell}");
    }

    proptest! {
        #[test]
        fn never_panics(rows in "([a-c]?,[0-9]?,(direct|x),\"?[a-z],,,,,state,0.[0-9],name,[0-9]?-?[0-9]?,,\n){0,4}\\PC{0,20}") {
            let _ = parsed(&format!("{HEADER}\n{rows}"));
        }
    }
}
