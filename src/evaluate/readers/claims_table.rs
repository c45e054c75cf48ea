//! sayso's table of claims, CSV or Parquet; columns are found by name, and more may follow.

use super::{Reading, files};
use crate::attribution::Kind;
#[cfg(feature = "parquet")]
use crate::claims::rows::each_of_parquet;
use crate::claims::rows::{Header, StoredRow};
use crate::error::{Error, Result};
use crate::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece, article_name,
};
use crate::named::Named;
use std::collections::BTreeMap;
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
        match file.extension() {
            #[cfg(feature = "parquet")]
            Some(extension) if extension == "parquet" => each_of_parquet(
                file,
                |header| check(header, file),
                |row| add(row, file, reading, &mut articles),
            )?,
            _ => parse(&files::text(file)?, file, reading, &mut articles)?,
        }
    }
    Ok(corpus(articles, reading))
}

/// Takes the rows of a table that somebody has in memory; `path` is its name in errors.
///
/// # Errors
/// [`Error::Format`] if it is no table of claims.
pub fn of_rows<'r>(
    header: &Header,
    rows: impl IntoIterator<Item = StoredRow<'r>>,
    path: &Path,
    reading: &mut Reading,
) -> Result<Corpus> {
    check(header, path)?;
    let mut articles = Articles::new();
    for row in rows {
        add(&row, path, reading, &mut articles)?;
    }
    Ok(corpus(articles, reading))
}

fn corpus(articles: Articles, reading: &Reading) -> Corpus {
    let documents = articles
        .into_iter()
        .map(|(id, (_, claims))| AnnotatedArticle {
            text: reading.texts.get(&id).cloned(),
            id,
            has_speakers: claims.iter().any(|c| c.speaker.is_some()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        });
    documents.collect()
}

/// The claims of each article by its name, with its id as it is written.
pub type Articles = BTreeMap<String, (String, Vec<AnnotatedClaim>)>;

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
    let header = reader
        .headers()
        .map_err(|e| fault(path, 1, e.to_string()))?;
    let header = Header::new(header);
    check(&header, path)?;
    for record in reader.records() {
        match record {
            Ok(record) => add(
                &StoredRow::of_csv(&header, &record),
                path,
                reading,
                articles,
            )?,
            Err(e) => {
                let line = e.position().map_or(0, |p| p.line() as usize);
                reading.warn(path, line, format!("this row cannot be read: {e}"));
            }
        }
    }
    Ok(())
}

fn fault(path: &Path, line: u64, reason: impl Into<String>) -> Error {
    Error::Format {
        path: path.to_owned(),
        line,
        reason: reason.into(),
    }
}

/// Refuses a table that cannot be scored.
fn check(header: &Header, path: &Path) -> Result<()> {
    if !header.has("article_id") {
        return Err(fault(path, 1, "the table has no column article_id"));
    }
    if !header.has("claim_pieces") && !header.has("claim_start") {
        let reason = "the table has neither claim_pieces nor claim_start";
        return Err(fault(path, 1, reason));
    }
    Ok(())
}

/// Adds the claim of a row to its article.
fn add(row: &StoredRow, path: &Path, reading: &mut Reading, articles: &mut Articles) -> Result<()> {
    let line = row.line as usize;
    let field = |name: &str| {
        let text = row.text(name)?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let mut pieces = |role: &str| {
        pieces(row, role).unwrap_or_else(|reason| {
            reading.warn(path, line, format!("{role}: {reason}"));
            Vec::new()
        })
    };
    let claim = AnnotatedClaim {
        id: field("claim_id").unwrap_or_default(),
        content: pieces("claim"),
        source: pieces("source"),
        cue: pieces("cue"),
        kind: field("kind").and_then(|name| Kind::named(&name).ok()),
        speaker: field("speaker").map(|name| NamedSpeaker {
            name,
            speaker_type: field("speaker_type"),
        }),
        found_by: field("speaker_found_by"),
        within: field("within").is_some(),
        act: field("act"),
        factuality: field("factuality"),
        via: row.has("via_pieces").then(|| pieces("via")),
        description: row.has("description_start").then(|| pieces("description")),
        confidence: row.number("confidence").ok().flatten(),
        speaker_confidence: row.number("speaker_confidence").ok().flatten(),
    };
    let Some(id) = field("article_id") else {
        reading.warn(path, line, "this row names no article");
        return Ok(());
    };
    let (known, claims) = articles
        .entry(article_name(&id).to_owned())
        .or_insert_with(|| (id.clone(), Vec::new()));
    if *known != id {
        let reason = format!(
            "{known} and {id} are one article here, whose names must differ without folder and \
             extension; attribute and score each folder by itself"
        );
        return Err(fault(path, row.line, reason));
    }
    claims.push(claim);
    Ok(())
}

/// The pieces of a role, or else the one from its start to its end.
fn pieces(row: &StoredRow, role: &str) -> Result<Vec<Piece>, String> {
    let mut list = row.places(&format!("{role}_pieces"))?;
    if list.is_empty() {
        let start = row.integer(&format!("{role}_start"))?;
        let end = row.integer(&format!("{role}_end"))?;
        match (start, end) {
            (Some(start), Some(end)) => list.push((start, end)),
            (None, None) => {}
            _ => return Err("only one of start and end is given".to_owned()),
        }
    }
    let piece =
        |(start, end)| Piece::new(start, end).ok_or_else(|| format!("{start}-{end} marks nothing"));
    list.into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::schema::Cell;
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

    #[test]
    fn a_table_needs_places_in_one_form_or_the_other() {
        let (articles, warnings) = parsed("article_id,claim_start,claim_end\na,1,5\n");
        assert_eq!(warnings, Vec::<String>::new());
        let claim = &articles.unwrap()["a"].1[0];
        assert_eq!(claim.content, [Piece { start: 1, end: 5 }]);
        let error = parsed("article_id,claim\na,b\n").0.unwrap_err();
        let reason = "the table has neither claim_pieces nor claim_start";
        assert!(error.to_string().contains(reason), "{error}");
    }

    #[test]
    fn rows_in_memory_are_read_like_those_of_a_file() {
        let header = Header::new(["article_id", "claim_pieces", "speaker"]);
        let row = |id: &'static str, places| {
            let cells = vec![
                Cell::Text(id.into()),
                Cell::Places(places),
                Cell::Text("Ana".into()),
            ];
            StoredRow::new(&header, cells, 0)
        };
        let rows = [row("text/a.txt", vec![(1, 5)]), row("b.txt", vec![(2, 4)])];
        let mut reading = Reading::default();
        reading.texts.insert("a".into(), "It rained.".into());
        let path = Path::new("frame");
        let corpus = of_rows(&header, rows, path, &mut reading).unwrap();
        let found: Vec<_> = (corpus.iter())
            .map(|d| (d.id.as_str(), d.text.as_deref(), d.has_speakers))
            .collect();
        assert_eq!(found, [("a", Some("It rained."), true), ("b", None, true)]);
        assert_eq!(corpus[0].claims()[0].content, [Piece { start: 1, end: 5 }]);
        let header = Header::new(["article_id"]);
        assert!(of_rows(&header, [], path, &mut reading).is_err());
    }
}
