//! sayso's table of claims, CSV or Parquet; columns are found by name, and more may follow.

use super::{Reading, files};
use crate::attribution::Kind;
use crate::error::{Error, Result};
use crate::evaluate::document::{Claim, Corpus, Document, NamedSpeaker, Piece, article_name};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Reads a file, or every `.csv` and `.parquet` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let files: Vec<_> = if path.is_file() {
        found.iter().collect()
    } else {
        let csv = files::with_extension(&found, "csv");
        csv.chain(files::with_extension(&found, "parquet"))
            .collect()
    };
    let mut articles = Articles::new();
    for file in files {
        parse(&content(file)?, file, reading, &mut articles)?;
    }
    Ok(articles
        .into_iter()
        .map(|(id, (_, claims))| Document {
            text: reading.texts.get(&id).cloned(),
            id,
            has_speakers: claims.iter().any(|c| c.speaker.is_some()),
            claims: Some(claims),
            ..Document::default()
        })
        .collect())
}

/// A file's table as CSV.
fn content(file: &Path) -> Result<String> {
    match file.extension() {
        #[cfg(feature = "parquet")]
        Some(extension) if extension == "parquet" => crate::claims::parquet_table::as_csv(file),
        _ => files::text(file),
    }
}

/// The claims of each article by its name, with its id as it is written.
pub type Articles = BTreeMap<String, (String, Vec<Claim>)>;

/// Reads one table into the claims of each article.
pub fn parse(
    content: &str,
    path: &Path,
    reading: &mut Reading,
    articles: &mut Articles,
) -> Result<()> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(content.as_bytes());
    let fault = |line, reason: String| Error::Format {
        path: path.to_owned(),
        line,
        reason,
    };
    let header = reader
        .headers()
        .map_err(|e| fault(1, e.to_string()))?
        .clone();
    let columns: HashMap<&str, usize> = header
        .iter()
        .enumerate()
        .map(|(i, name)| (name.trim(), i))
        .collect();
    if !columns.contains_key("article_id") {
        return Err(fault(1, "the table has no column article_id".to_owned()));
    }
    if !columns.contains_key("claim_pieces") && !columns.contains_key("claim_start") {
        return Err(fault(
            1,
            "the table has neither claim_pieces nor claim_start".to_owned(),
        ));
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                let line = e.position().map_or(0, |p| p.line() as usize);
                reading.warn(path, line, format!("this row cannot be read: {e}"));
                continue;
            }
        };
        let line = record.position().map_or(0, |p| p.line() as usize);
        let field = |name: &str| {
            columns
                .get(name)
                .and_then(|&i| record.get(i))
                .map(str::trim)
                .filter(|v| !v.is_empty())
        };
        let mut pieces = |role: &str| {
            pieces(
                field(&format!("{role}_pieces")),
                field(&format!("{role}_start")),
                field(&format!("{role}_end")),
            )
            .unwrap_or_else(|reason| {
                reading.warn(path, line, format!("{role}: {reason}"));
                Vec::new()
            })
        };
        let claim = Claim {
            id: field("claim_id").unwrap_or_default().to_owned(),
            content: pieces("claim"),
            source: pieces("source"),
            cue: pieces("cue"),
            kind: field("kind").and_then(kind),
            speaker: field("speaker").map(|name| NamedSpeaker {
                name: name.to_owned(),
                speaker_type: field("speaker_type").map(str::to_owned),
            }),
            found_by: field("speaker_found_by").map(str::to_owned),
            within: field("within").is_some(),
            act: field("act").map(str::to_owned),
            factuality: field("factuality").map(str::to_owned),
            via: columns.contains_key("via_pieces").then(|| pieces("via")),
            description: columns
                .contains_key("description_start")
                .then(|| pieces("description")),
            confidence: field("confidence").and_then(|c| c.parse().ok()),
            speaker_confidence: field("speaker_confidence").and_then(|c| c.parse().ok()),
        };
        let Some(id) = field("article_id") else {
            reading.warn(path, line, "this row names no article");
            continue;
        };
        let (known, claims) = articles
            .entry(article_name(id).to_owned())
            .or_insert_with(|| (id.to_owned(), Vec::new()));
        if known != id {
            let reason = format!(
                "{known} and {id} are one article here, whose names must differ without folder \
                 and extension; attribute and score each folder by itself"
            );
            return Err(fault(line as u64, reason));
        }
        claims.push(claim);
    }
    Ok(())
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "direct" => Some(Kind::Direct),
        "indirect" => Some(Kind::Indirect),
        "mixed" => Some(Kind::Mixed),
        _ => None,
    }
}

/// The pieces of `start-end;start-end`, or else the one from `start` to `end`.
fn pieces(
    list: Option<&str>,
    start: Option<&str>,
    end: Option<&str>,
) -> Result<Vec<Piece>, String> {
    let one = |start: &str, end: &str| match (start.trim().parse(), end.trim().parse()) {
        (Ok(start), Ok(end)) => {
            Piece::new(start, end).ok_or_else(|| format!("{start}-{end} marks nothing"))
        }
        _ => Err(format!("“{start}-{end}” is not a start and an end")),
    };
    match (list, start, end) {
        (Some(list), _, _) => list
            .split(';')
            .map(|pair| {
                let (start, end) = pair.split_once('-').unwrap_or((pair, ""));
                one(start, end)
            })
            .collect(),
        (None, Some(start), Some(end)) => Ok(vec![one(start, end)?]),
        (None, None, None) => Ok(Vec::new()),
        (None, _, _) => Err("only one of start and end is given".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(content: &str) -> (Result<Articles>, Vec<String>) {
        let mut reading = Reading::default();
        let mut articles = Articles::new();
        let result = parse(content, Path::new("c.csv"), &mut reading, &mut articles);
        (result.map(|()| articles), reading.warnings)
    }

    #[test]
    fn reads_by_name() {
        let (articles, warnings) = parsed(
            "more,article_id,claim_id,kind,claim,source,speaker,speaker_type,confidence,claim_start,claim_end,claim_pieces,source_start,source_end,cue_start,cue_end\n\
             x,text/quake.txt,quake-1,mixed,\"a, b\",She,Maria Ortiz,person,0.9,5,20,5-9;12-20,0,3,,\n",
        );
        assert_eq!(warnings, Vec::<String>::new());
        let claim = &articles.unwrap()["quake"].1[0];
        assert_eq!(
            claim.content,
            [Piece { start: 5, end: 9 }, Piece { start: 12, end: 20 }]
        );
        assert_eq!(claim.source, [Piece { start: 0, end: 3 }]);
        assert!(claim.cue.is_empty());
        assert_eq!(claim.kind, Some(Kind::Mixed));
        assert_eq!(claim.confidence, Some(0.9));
    }

    #[test]
    fn defects_are_reported() {
        let (articles, warnings) = parsed(
            "article_id,claim_pieces,source_start,source_end\n,1-2,,\na,4-x,3,\na,7-7,5,2\n",
        );
        assert_eq!(articles.unwrap()["a"].1.len(), 2);
        assert_eq!(warnings.len(), 5, "{warnings:?}");
        assert!(parsed("who,what\na,b\n").0.is_err());
        assert!(parsed("").0.is_err());
        let twice = parsed("article_id,claim_pieces\na/x.txt,1-2\nb/x.txt,1-2\n").0;
        assert!(
            twice
                .unwrap_err()
                .to_string()
                .contains("a/x.txt and b/x.txt")
        );
    }

    proptest! {
        #[test]
        fn never_fails(rows in "([a-c]?,[0-9]{0,3}-?[0-9]{0,3};?[0-9]{0,2},\"?[0-9]{0,2},[0-9]{0,2}\n){0,5}\\PC{0,20}") {
            let _ = parsed(&format!("article_id,claim_pieces,source_start,source_end\n{rows}"));
        }
    }
}
