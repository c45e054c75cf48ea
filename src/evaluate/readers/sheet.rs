//! A table that somebody filled in by hand: article, quotation, speaker. The quotations are
//! looked up in the texts of the articles.

use super::{Reading, files};
use crate::error::{Error, Result};
use crate::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece, article_name,
};
use crate::evaluate::readers::lookup::Letters;
use encoding_rs::{Encoding, UTF_8};
use std::collections::BTreeMap;
use std::path::Path;

/// Names of the columns, if the user gives them.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Of the article.
    pub article: Option<String>,
    /// Of the quotation.
    pub quote: Option<String>,
    /// Of the speaker.
    pub speaker: Option<String>,
}

const ARTICLE: [&str; 9] = [
    "article",
    "article_id",
    "article id",
    "file",
    "filename",
    "file name",
    "document",
    "doc",
    "id",
];
const QUOTE: [&str; 8] = [
    "quote",
    "quotation",
    "claim",
    "statement",
    "content",
    "quoted text",
    "words",
    "text",
];
const SPEAKER: [&str; 6] = ["speaker", "speaker name", "who", "person", "source", "name"];

/// What may stand between two cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Whether the first lines of a file are those of such a table: there are columns for the
/// article and the quotation, and none of sayso's own table.
pub fn is_sheet(path: &Path, columns: &Columns) -> bool {
    decoded(path).is_ok_and(|content| {
        let header = content.lines().next().unwrap_or_default();
        let is_ours = header.contains("claim_pieces") || header.contains("claim_start");
        !is_ours && Header::find(&content, columns).is_ok()
    })
}

/// Reads a file, or every `.csv` and `.tsv` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut articles: BTreeMap<String, Article> = BTreeMap::new();
    for file in &found {
        let extension = file.extension().unwrap_or_default();
        if path.is_file() || extension == "csv" || extension == "tsv" {
            parse(&decoded(file)?, file, reading, &mut articles)?;
        }
    }
    Ok(articles
        .into_iter()
        .map(|(id, article)| AnnotatedArticle {
            text: reading.texts.get(&id).cloned(),
            id,
            has_speakers: article.has_speakers,
            claims: Some(article.claims),
            ..AnnotatedArticle::default()
        })
        .collect())
}

#[derive(Default)]
struct Article {
    claims: Vec<AnnotatedClaim>,
    has_speakers: bool,
}

/// A file's text. Spreadsheets write UTF-8 with and without a byte order mark, UTF-16, and
/// Windows-1252.
fn decoded(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(&bytes).is_ok() => UTF_8,
        None => crate::corpus::encoding::guess(&bytes).unwrap_or(UTF_8),
    };
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// Where the columns stand.
struct Header {
    delimiter: char,
    article: usize,
    quote: usize,
    speaker: Option<usize>,
    /// Lines up to its end: spreadsheets put `sep=;` before it.
    lines: usize,
}

impl Header {
    fn find(content: &str, columns: &Columns) -> std::result::Result<Self, String> {
        let mut lines = content.lines();
        let first = lines.next().unwrap_or_default();
        let named = first.strip_prefix("sep=").and_then(|d| d.chars().next());
        // Rows are split at a byte.
        let named = named.filter(char::is_ascii);
        let (header, before) = match named {
            Some(_) => (lines.next().unwrap_or_default(), 1),
            None => (first, 0),
        };
        let mut reason = String::new();
        let delimiters = named.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
        for delimiter in delimiters {
            let names: Vec<String> = header
                .split(delimiter)
                .map(|name| name.trim().trim_matches('"').trim().to_lowercase())
                .collect();
            let find = |given: &Option<String>, usual: &[&str]| match given {
                Some(given) => names.iter().position(|n| *n == given.trim().to_lowercase()),
                None => usual.iter().find_map(|u| names.iter().position(|n| n == u)),
            };
            let article = find(&columns.article, &ARTICLE);
            let quote = find(&columns.quote, &QUOTE);
            let speaker = find(&columns.speaker, &SPEAKER);
            if let (Some(article), Some(quote), true) = (article, quote, article != quote) {
                return Ok(Self {
                    delimiter,
                    article,
                    quote,
                    speaker,
                    lines: before,
                });
            }
            if reason.is_empty() {
                let missing = match (article, quote) {
                    (None, None) => "article and quote",
                    (None, _) => "article",
                    _ => "quote",
                };
                reason = format!(
                    "the table has no column {missing}; name yours with --article-column, \
                     --quote-column and --speaker-column; the header has: {}",
                    header.chars().take(200).collect::<String>()
                );
            }
        }
        Err(reason)
    }
}

fn parse(
    content: &str,
    path: &Path,
    reading: &mut Reading,
    articles: &mut BTreeMap<String, Article>,
) -> Result<()> {
    let fault = |line, reason| Error::Format {
        path: path.to_owned(),
        line,
        reason,
    };
    let header = Header::find(content, &reading.columns).map_err(|reason| fault(1, reason))?;
    let table: String = content.split_inclusive('\n').skip(header.lines).collect();
    let delimiter = u8::try_from(header.delimiter).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(table.as_bytes());
    let mut letters: BTreeMap<String, Letters> = BTreeMap::new();
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let (mut count, mut lost) = (0, 0);
    let mut article = String::new();
    for row in rows.records() {
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                let line = e.position().map_or(0, |p| p.line() as usize + header.lines);
                reading.warn(path, line, format!("this row cannot be read: {e}"));
                continue;
            }
        };
        let line = row.position().map_or(0, |p| p.line() as usize) + header.lines;
        let cell = |column: usize| row.get(column).map(str::trim).unwrap_or_default();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // In a sheet with merged cells the article stands in its first row only.
        match cell(header.article) {
            "" if article.is_empty() => {
                reading.warn(path, line, "this row names no article");
                continue;
            }
            "" => {}
            named => article = article_name(named).to_owned(),
        }
        let quote = cell(header.quote);
        if !quote.is_empty() {
            count += 1;
        }
        let Some(text) = reading.texts.get(&article) else {
            if !quote.is_empty() {
                *unknown.entry(article.clone()).or_default() += 1;
            }
            continue;
        };
        let entry = articles.entry(article.clone()).or_default();
        entry.has_speakers |= header.speaker.is_some();
        // A row without a quotation says that somebody looked, and that there is none.
        if quote.is_empty() {
            continue;
        }
        let taken: Vec<Piece> = entry
            .claims
            .iter()
            .flat_map(|c| c.content.clone())
            .collect();
        let letters = letters
            .entry(article.clone())
            .or_insert_with(|| Letters::new(text));
        let content = letters.find(quote, &taken);
        if content.is_empty() {
            lost += 1;
            let quote: String = quote.chars().take(80).collect();
            reading.warn(path, line, format!("not in article {article}: “{quote}”"));
            continue;
        }
        let speaker = header.speaker.map(cell).filter(|name| !name.is_empty());
        entry.claims.push(AnnotatedClaim {
            id: line.to_string(),
            content,
            speaker: speaker.map(|name| NamedSpeaker {
                name: name.to_owned(),
                speaker_type: None,
            }),
            ..AnnotatedClaim::default()
        });
    }
    let without: usize = unknown.values().sum();
    if let Some(example) = unknown.keys().next() {
        let articles = unknown.len();
        if reading.texts.is_empty() {
            return Err(fault(
                0,
                "a table of quotations holds no texts to find them in: give the articles with \
                 --articles"
                    .to_owned(),
            ));
        }
        reading.warn(
            path,
            0,
            format!(
                "{without} quotations are of {articles} articles that are not there, such as \
                 {example}"
            ),
        );
    }
    if lost + without > 0 {
        let missing = lost + without;
        reading.warn(
            path,
            0,
            format!("{missing} of {count} quotations were not found, and are left out"),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids and contents of claims, and what is said of the table.
    fn parsed(content: &str) -> (Vec<(String, Vec<Piece>)>, Vec<String>) {
        let mut reading = Reading::default();
        let text = "It rained. It snowed.".to_owned();
        reading.texts.insert("flood".to_owned(), text);
        let mut articles = BTreeMap::new();
        parse(content, Path::new("s.csv"), &mut reading, &mut articles).unwrap();
        let claims = articles.into_values().flat_map(|article| article.claims);
        let claims = claims.map(|claim| (claim.id, claim.content));
        (claims.collect(), reading.warnings)
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let (claims, warnings) =
            parsed("sep=;\narticle;quote\n;No article\nflood;It rained\n;It hailed\n");
        let place = vec![Piece { start: 0, end: 9 }];
        assert_eq!(claims, [("4".to_owned(), place)]);
        let expected = [
            "s.csv, line 3: this row names no article",
            "s.csv, line 5: not in article flood: “It hailed”",
            "s.csv: 1 of 2 quotations were not found, and are left out",
        ];
        assert_eq!(warnings, expected);
    }

    #[test]
    fn quotations_of_unknown_articles_are_counted() {
        let (claims, warnings) = parsed("article,quote\nstorm,Wind\nstorm,Rain\nflood,\n");
        assert!(claims.is_empty());
        let expected = [
            "s.csv: 2 quotations are of 1 articles that are not there, such as storm",
            "s.csv: 2 of 2 quotations were not found, and are left out",
        ];
        assert_eq!(warnings, expected);
    }

    #[test]
    fn the_columns_that_are_missing_are_named() {
        for (header, missing) in [
            ("who,quote", "article"),
            ("article,who", "quote"),
            ("who,what", "article and quote"),
        ] {
            let reason = Header::find(header, &Columns::default()).err().unwrap();
            let start = format!("the table has no column {missing}; ");
            assert!(reason.starts_with(&start), "{reason}");
        }
    }

    #[test]
    fn articles_have_the_texts_that_were_given() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.csv");
        std::fs::write(&file, "article,quote,who\nflood,It rained,Ana\n").unwrap();
        let mut reading = Reading::default();
        reading.texts.insert("flood".into(), "It rained.".into());
        let corpus = read(folder.path(), &mut reading).unwrap();
        assert_eq!(corpus[0].text.as_deref(), Some("It rained."));
        assert!(corpus[0].has_speakers);
    }
}
