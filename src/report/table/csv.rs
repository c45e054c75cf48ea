//! The table of claims.

use super::{ClaimTable, Sentence, TableClaim, Words, fault, probability};
use crate::attribution::{Act, Factuality, Kind};
use crate::error::{Error, Result};
use crate::speakers::{FoundBy, SpeakerType};
use csv::{ErrorKind, StringRecord, Trim};
use serde::Deserialize;
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

#[derive(Deserialize)]
struct Row {
    article_id: String,
    claim_id: u64,
    kind: Kind,
    claim: String,
    source: String,
    speaker: Option<String>,
    speaker_type: Option<SpeakerType>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    via: String,
    cue: String,
    act: Act,
    #[serde(default)]
    factuality: Factuality,
    confidence: f32,
    speaker_found_by: FoundBy,
    within: Option<u64>,
    #[serde(default)]
    repeats: Option<u64>,
    sentence: Option<String>,
    claim_pieces: String,
    source_pieces: String,
    cue_pieces: String,
    description_start: Option<usize>,
    description_end: Option<usize>,
    #[serde(default)]
    via_pieces: String,
}

/// Reads a table with a header; columns are found by name, and more may be there.
pub fn read(file: impl BufRead, path: &Path) -> Result<ClaimTable> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(Trim::Headers)
        .from_reader(file);
    let header = reader
        .headers()
        .map_err(|e| from_csv(path, e, None))?
        .clone();
    check_header(&header, path)?;
    let mut table = ClaimTable::default();
    let mut record = StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|e| from_csv(path, e, None))?
    {
        let line = record.position().map_or(0, csv::Position::line);
        let row: Row = record
            .deserialize(Some(&header))
            .map_err(|e| from_csv(path, e, Some(&header)))?;
        let id = row.article_id.clone();
        let claim = row.claim().map_err(|reason| fault(path, line, reason))?;
        table.claims.entry(id).or_default().push(claim);
    }
    Ok(table)
}

fn check_header(header: &StringRecord, path: &Path) -> Result<()> {
    let is_missing = |name: &&&str| !header.iter().any(|column| column == **name);
    let missing: Vec<&str> = NEEDED.iter().filter(is_missing).copied().collect();
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

/// The error with the line in which it is, and the column if it is in a cell.
fn from_csv(path: &Path, error: csv::Error, header: Option<&StringRecord>) -> Error {
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
        ErrorKind::Deserialize { err, .. } => {
            let column = err
                .field()
                .and_then(|field| header?.get(field as usize))
                .unwrap_or("row");
            fault(path, line, format!("{column}: {}", err.kind()))
        }
        other => fault(path, line, format!("{other:?}")),
    }
}

impl Row {
    fn claim(self) -> Result<TableClaim, String> {
        let words = |column: &str, list: &str, text: String| {
            let pieces = pieces(list).map_err(|reason| format!("{column}: {reason}"))?;
            Ok::<_, String>(Words { pieces, text })
        };
        let description = match (self.description_start, self.description_end) {
            (Some(start), Some(end)) => Words {
                pieces: vec![(start, end)],
                text: self.description,
            },
            _ => Words::default(),
        };
        // Without their places, the words of a channel cannot be shown in the text.
        let via = if self.via_pieces.is_empty() {
            Words::default()
        } else {
            words("via_pieces", &self.via_pieces, self.via)?
        };
        Ok(TableClaim {
            id: self.claim_id,
            kind: self.kind,
            act: self.act,
            factuality: self.factuality,
            content: words("claim_pieces", &self.claim_pieces, self.claim)?,
            source: words("source_pieces", &self.source_pieces, self.source)?,
            cue: words("cue_pieces", &self.cue_pieces, self.cue)?,
            via,
            speaker: self.speaker,
            speaker_type: self.speaker_type,
            description,
            found_by: self.speaker_found_by,
            confidence: probability(self.confidence)?,
            within: self.within,
            repeats: self.repeats,
            sentence: self.sentence.map(Sentence::Words),
        })
    }
}

/// The pieces of `start-end;start-end`; none of an empty cell.
fn pieces(list: &str) -> Result<Vec<(usize, usize)>, String> {
    let piece = |pair: &str| {
        let (start, end) = pair.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    list.split(';')
        .filter(|pair| !pair.is_empty())
        .map(|pair| piece(pair).ok_or_else(|| format!("“{pair}” is not a start and an end")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
