//! GAP: a table of short texts, each with a pronoun and two names, one of which, or neither, it
//! is for (Webster et al., 2018).

use super::{Reading, files};
use crate::error::{Error, Result};
use crate::evaluate::document::{AnnotatedArticle, Corpus, Piece, PronounQuestion};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "Text")]
    text: String,
    #[serde(rename = "Pronoun")]
    pronoun: String,
    #[serde(rename = "Pronoun-offset")]
    pronoun_offset: usize,
    #[serde(rename = "A")]
    a: String,
    #[serde(rename = "A-offset")]
    a_offset: usize,
    #[serde(rename = "A-coref")]
    a_coref: String,
    #[serde(rename = "B")]
    b: String,
    #[serde(rename = "B-offset")]
    b_offset: usize,
    #[serde(rename = "B-coref")]
    b_coref: String,
}

/// Whether a file is such a table, by its header.
pub fn is_gap(content: &str) -> bool {
    content.starts_with("ID\tText\tPronoun\t")
}

/// Reads one table, or all `.tsv` files of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let files = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&files, "tsv") {
        documents(&files::text(file)?, file, reading, &mut corpus)?;
    }
    Ok(corpus)
}

fn documents(content: &str, path: &Path, reading: &mut Reading, corpus: &mut Corpus) -> Result<()> {
    if !is_gap(content) {
        return Err(Error::Usage(format!(
            "{} is no GAP table: it does not begin with ID, Text, Pronoun",
            path.display()
        )));
    }
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(content.as_bytes());
    for (number, row) in rows.deserialize::<Row>().enumerate() {
        match row {
            Ok(row) => corpus.extend(document(row)),
            Err(error) => reading.warn(path, number + 2, error),
        }
    }
    Ok(())
}

fn document(row: Row) -> Option<AnnotatedArticle> {
    let piece = |start: usize, words: &str| Piece::new(start, start + words.chars().count());
    let is_true = |word: &str| word.eq_ignore_ascii_case("true");
    let question = PronounQuestion {
        feminine: matches!(row.pronoun.to_lowercase().as_str(), "she" | "her" | "hers"),
        pronoun: piece(row.pronoun_offset, &row.pronoun)?,
        names: vec![
            (piece(row.a_offset, &row.a)?, is_true(&row.a_coref)),
            (piece(row.b_offset, &row.b)?, is_true(&row.b_coref)),
        ],
    };
    Some(AnnotatedArticle {
        id: row.id,
        text: Some(row.text),
        pronoun: Some(question),
        ..AnnotatedArticle::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_question() {
        let table = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n\
                     x-1\tÉva Ost met Ann Lund before she \"left\".\tshe\t27\tÉva Ost\t0\tFALSE\tAnn Lund\t12\tTRUE\thttp://x\n";
        let mut corpus = Corpus::new();
        documents(
            table,
            Path::new("x.tsv"),
            &mut Reading::default(),
            &mut corpus,
        )
        .unwrap();
        let question = corpus[0].pronoun.as_ref().unwrap();
        assert!(question.feminine);
        assert_eq!(question.pronoun, Piece { start: 27, end: 30 });
        let names = [
            (Piece { start: 0, end: 7 }, false),
            (Piece { start: 12, end: 20 }, true),
        ];
        assert_eq!(question.names, names);
    }

    #[test]
    fn another_table_is_an_error() {
        let read = documents(
            "a\tb\n",
            Path::new("x.tsv"),
            &mut Reading::default(),
            &mut Corpus::new(),
        );
        assert!(read.is_err());
    }

    #[test]
    fn every_table_of_a_folder_is_read_and_bad_rows_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.tsv");
        let header =
            "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n";
        let row = "Ana met Bo: he left.\the\t12\tAna\t0\tFALSE\tBo\t8\tTRUE\tu\n";
        let bad = row.replace("\t12\t", "\tmany\t");
        std::fs::write(&file, format!("{header}x-1\t{row}x-2\t{bad}x-3\t{row}")).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "not this").unwrap();
        let mut reading = Reading::default();
        let corpus = read(folder.path(), &mut reading).unwrap();
        let ids: Vec<&str> = corpus.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["x-1", "x-3"]);
        assert_eq!(corpus[0].text.as_deref(), Some("Ana met Bo: he left."));
        assert_eq!(reading.warnings.len(), 1);
        let place = format!("{}, line 3: ", file.display());
        assert!(
            reading.warnings[0].starts_with(&place),
            "{:?}",
            reading.warnings
        );
    }
}
