//! Reading annotations: one file a format. Any format may stand on either side, so a
//! system's output can be the gold of another and a gold set can be scored as a system.

mod archive;
mod article_names;
mod bio;
mod booknlp;
mod brat;
mod citron;
mod claims_json;
mod claims_table;
mod columns;
mod conll;
mod conllu;
mod corenlp;
mod files;
mod gap;
mod gold_json;
mod gum;
mod lookup;
mod marks;
mod sheet;
mod speaker_table;
mod tools;
mod triples;
mod utf16;
mod xmi;

pub use claims_table::of_rows;
pub use sheet::Columns;

use super::document::{AnnotatedArticle, Corpus, Piece, in_order, mark_nested};
use crate::error::{Error, Result};
use crate::named::named;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

named! {
    "format of annotation", default Auto;
    /// The formats that annotations are read from.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Format {
        /// Told from the names of the files and what is in them.
        Auto = "auto",
        /// brat stand-off: `NAME.ann` or `NAME_ANNOTATOR.ann` with `NAME.txt`.
        Brat = "brat",
        /// sayso's gold format: a folder of JSON files, one an article.
        Gold = "gold",
        /// sayso's table of claims, as CSV or Parquet.
        Csv = "csv",
        /// sayso's JSON lines, one line an article.
        Jsonl = "jsonl",
        /// GUM's attributions as JSON lines, with texts in `text/` beside.
        Gum = "gum",
        /// GAP's table of pronouns and names.
        Gap = "gap",
        /// Roles in columns, a token a line.
        Bio = "bio",
        /// Citron's JSON, a file an article.
        Citron = "citron",
        /// JSON of CoreNLP's quote annotator, a file an article.
        Corenlp = "corenlp",
        /// BookNLP's `.quotes` and `.tokens` tables.
        Booknlp = "booknlp",
        /// Speaker, cue and content as words, as textacy gives them.
        Textacy = "textacy",
        /// Entities in columns, a token a line (CoNLL-2003, Worldwide Newswire, …).
        Conll = "conll",
        /// Sentences of a Universal Dependencies treebank.
        Conllu = "conllu",
        /// A table filled in by hand: article, quotation, speaker; the texts are `--articles`.
        Sheet = "sheet",
        /// doccano's JSON lines, with or without relations.
        Doccano = "doccano",
        /// Label Studio's JSON.
        LabelStudio = "label-studio",
        /// Prodigy's JSON lines.
        Prodigy = "prodigy",
        /// spaCy's documents as JSON, with groups of spans.
        Spacy = "spacy",
        /// UIMA CAS as XMI, as INCEpTION exports it, in its archive or out of it.
        Xmi = "xmi",
    }
}

/// What a reader is told besides the path, and what it reports besides the articles.
#[derive(Debug, Default)]
pub struct Reading {
    /// Texts of the articles by name, for formats that need a text that they do not hold.
    pub texts: BTreeMap<String, String>,
    /// Names of the columns of a table that somebody filled in by hand.
    pub columns: Columns,
    /// Only articles of this split, for formats that mark splits.
    pub split: Option<String>,
    /// What was wrong but could be worked around, with its file and line.
    pub warnings: Vec<String>,
}

impl Reading {
    /// A reading that knows the texts of these articles.
    pub fn with_texts_of(corpus: &Corpus) -> Self {
        let texts = corpus
            .iter()
            .filter_map(|d| Some((d.id.clone(), d.text.clone()?)))
            .collect();
        Self {
            texts,
            ..Self::default()
        }
    }

    fn warn(&mut self, path: &Path, line: usize, reason: impl std::fmt::Display) {
        let place = if line > 0 {
            format!(", line {line}")
        } else {
            String::new()
        };
        self.warnings
            .push(format!("{}{place}: {reason}", path.display()));
    }
}

/// Reads all annotations in a file, folder or zip archive, ordered by article and annotator.
///
/// # Errors
/// If the path cannot be read or is not in the format as a whole; faults of single records
/// become warnings.
pub fn read(path: &Path, format: Format, reading: &mut Reading) -> Result<Corpus> {
    let Some(folder) = archive::unpacked(path)? else {
        return read_files(path, format, reading);
    };
    let before = reading.warnings.len();
    let corpus = read_files(folder.path(), format, reading);
    for warning in &mut reading.warnings[before..] {
        *warning = archive::renamed(warning, &folder, path);
    }
    corpus.map_err(|error| Error::Usage(archive::renamed(&error.to_string(), &folder, path)))
}

fn read_files(path: &Path, format: Format, reading: &mut Reading) -> Result<Corpus> {
    let format = match format {
        Format::Auto => detect(path, &reading.columns)?,
        format => format,
    };
    let mut corpus = match format {
        Format::Auto => unreachable!("detect never answers auto"),
        Format::Brat => brat::read(path, reading),
        Format::Gold => gold_json::read(path, reading),
        Format::Csv => claims_table::read(path, reading),
        Format::Jsonl => claims_json::read(path, reading),
        Format::Gum => gum::read(path, reading),
        Format::Gap => gap::read(path, reading),
        Format::Bio => bio::read(path, reading),
        Format::Citron => citron::read(path, reading),
        Format::Corenlp => corenlp::read(path, reading),
        Format::Booknlp => booknlp::read(path, reading),
        Format::Textacy => triples::read(path, reading),
        Format::Conll => conll::read(path, reading),
        Format::Conllu => conllu::read(path, reading),
        Format::Sheet => sheet::read(path, reading),
        Format::Doccano => tools::read::<tools::Doccano>(path, reading),
        Format::LabelStudio => tools::read::<tools::LabelStudio>(path, reading),
        Format::Prodigy => tools::read::<tools::Prodigy>(path, reading),
        Format::Spacy => tools::read::<tools::Spacy>(path, reading),
        Format::Xmi => xmi::read(path, reading),
    }?;
    corpus.sort_by(|a, b| (&a.id, &a.annotator).cmp(&(&b.id, &b.annotator)));
    if let Some(twice) = corpus
        .windows(2)
        .find(|w| w[0].id == w[1].id && w[0].annotator == w[1].annotator)
    {
        return Err(Error::Usage(format!(
            "{} holds article {} more than once; names must differ without folder and extension; \
             attribute and score each folder by itself",
            path.display(),
            twice[0].id
        )));
    }
    for document in &mut corpus {
        tidy(document);
        let beyond = beyond_the_text(document);
        if beyond > 0 {
            let id = &document.id;
            reading.warn(
                path,
                0,
                format!("{beyond} pieces in {id} are beyond the text"),
            );
        }
    }
    Ok(corpus)
}

/// Tells the format of a file or folder from extensions, and for JSON from the keys.
fn detect(path: &Path, columns: &Columns) -> Result<Format> {
    let files: Vec<PathBuf> = files::below(path)?;
    let first = |extension: &str| files::with_extension(&files, extension).next();
    // An annotation folder may hold tables and texts too: the telling ones come first.
    let by_extension = [
        ("ann", Format::Brat),
        ("quotes", Format::Booknlp),
        ("xmi", Format::Xmi),
        ("csv", Format::Csv),
        ("parquet", Format::Csv),
        ("conllu", Format::Conllu),
        ("bio", Format::Bio),
    ];
    if files.iter().any(|f| f.ends_with("attributions.jsonl")) {
        return Ok(Format::Gum);
    }
    for (extension, format) in by_extension {
        if let Some(file) = first(extension) {
            return Ok(match format {
                Format::Csv if extension == "csv" && sheet::is_sheet(file, columns) => {
                    Format::Sheet
                }
                format => format,
            });
        }
    }
    if let Some(file) = first("jsonl") {
        let content = files::text(file)?;
        let content = content.trim_start_matches('\u{feff}');
        let line = content
            .lines()
            .find(|l| !l.trim().is_empty())
            .unwrap_or_default();
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        return Ok(match () {
            () if value.get("doc").is_some() => Format::Gum,
            () if value.get("quotes").is_some() => Format::Textacy,
            () => tool(&value).unwrap_or(Format::Jsonl),
        });
    }
    if let Some(file) = first("json") {
        let content = files::text(file)?;
        let value: Value =
            serde_json::from_str(content.trim_start_matches('\u{feff}')).unwrap_or_default();
        let record = value.get(0).unwrap_or(&value);
        if let Some(format) = tool(record) {
            return Ok(format);
        }
        return Ok(match value.get("quotes") {
            _ if value.is_array() => Format::Textacy,
            _ if value.get("claims").is_some() => Format::Gold,
            _ if value.get("sentences").is_some() => Format::Corenlp,
            Some(quotes) if quotes.get(0).is_some_and(|q| q.get("content").is_some()) => {
                Format::Textacy
            }
            Some(_) => Format::Citron,
            None => Format::Gold,
        });
    }
    let is_xmi = |file: &PathBuf| files::text(file).is_ok_and(|text| xmi::is_xmi(&text));
    if files::with_extension(&files, "xml").any(is_xmi) {
        return Ok(Format::Xmi);
    }
    let is_gap = |file: &PathBuf| files::text(file).is_ok_and(|text| gap::is_gap(&text));
    if first("tsv").is_some_and(is_gap) {
        return Ok(Format::Gap);
    }
    if first("tsv").is_some_and(|file| sheet::is_sheet(file, columns)) {
        return Ok(Format::Sheet);
    }
    if let Some(reason) = files.iter().find_map(|file| refused(file)) {
        return Err(Error::Usage(format!("{}: {reason}", path.display())));
    }
    let columns = first("conll").or_else(|| first("tsv")).is_some();
    if columns || (path.is_file() && files::text(path)?.starts_with("-DOCSTART-")) {
        return Ok(Format::Conll);
    }
    Err(Error::Usage(format!(
        "cannot tell the format of {}; name it with --gold-format or --system-format",
        path.display()
    )))
}

/// The annotation tool whose record this is.
fn tool(record: &Value) -> Option<Format> {
    let has = |field: &str| record.get(field).is_some();
    let is_list = |field: &str| record.get(field).is_some_and(Value::is_array);
    if has("claims") || has("article_id") && !has("text") {
        return None; // sayso's own.
    }
    if has("annotations") && has("data") || has("annotation_id") {
        return Some(Format::LabelStudio);
    }
    if has("_input_hash") || has("_task_hash") || has("answer") || is_list("spans") {
        return Some(Format::Prodigy);
    }
    if record.get("spans").is_some_and(Value::is_object) || has("text") && is_list("ents") {
        return Some(Format::Spacy);
    }
    let spans = ["label", "labels", "entities"];
    (has("text") && spans.into_iter().any(is_list)).then_some(Format::Doccano)
}

/// Why a file is not read that people may well have, and what to do.
fn refused(file: &Path) -> Option<&'static str> {
    match file.extension()?.to_str()?.to_lowercase().as_str() {
        "xlsx" | "xls" | "ods" | "numbers" => {
            Some("spreadsheets are read as CSV: save the sheet as “CSV UTF-8”")
        }
        "spacy" => Some(
            "a DocBin is read as JSON: write doc.to_json() of each document to a line of a file \
             NAME.jsonl",
        ),
        _ => None,
    }
}

/// No text is longer; an offset beyond it is a fault, and sums of lengths could overflow.
const LONGEST: usize = u32::MAX as usize;

/// Pieces in order and claims in text order, so that equal claims compare equal.
fn tidy(document: &mut AnnotatedArticle) {
    let tidied = |pieces: &mut Vec<Piece>| {
        pieces.retain(|p| p.end <= LONGEST);
        *pieces = in_order(std::mem::take(pieces));
    };
    for claim in document.claims.iter_mut().flatten() {
        tidied(&mut claim.source);
        tidied(&mut claim.cue);
        tidied(&mut claim.content);
        claim.via.iter_mut().for_each(tidied);
        claim.description.iter_mut().for_each(tidied);
    }
    if let Some(claims) = &mut document.claims {
        mark_nested(claims);
        claims
            .sort_by(|a, b| (&a.content, &a.cue, &a.source).cmp(&(&b.content, &b.cue, &b.source)));
    }
    if let Some(entities) = &mut document.entities {
        entities.retain(|e| e.piece.end <= LONGEST);
        entities.sort();
        entities.dedup();
    }
    document.sentences.iter_mut().for_each(tidied);
}

/// How many pieces of claims do not fit the text. They stay, and count as wrong.
fn beyond_the_text(document: &AnnotatedArticle) -> usize {
    let Some(text) = &document.text else {
        return 0;
    };
    let length = text.chars().count();
    document
        .claims()
        .iter()
        .flat_map(|c| c.source.iter().chain(&c.cue).chain(&c.content))
        .filter(|p| p.end > length)
        .count()
}

#[cfg(test)]
mod tests;
