//! BookNLP's tables: `NAME.quotes` with token numbers, `NAME.tokens` with their places and,
//! if it is there, `NAME.entities` with the names of the characters.

use super::{Reading, files};
use crate::error::{Error, Result};
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece};
use std::collections::HashMap;
use std::path::Path;

/// Reads a `.quotes` file, or every one of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "quotes") {
        let id = files::article(file);
        let tokens = tokens(&files::text(&file.with_extension("tokens"))?, file)?;
        let names = std::fs::read_to_string(file.with_extension("entities"))
            .map(|content| names(&content))
            .unwrap_or_default();
        let claims = claims(&files::text(file)?, &tokens, &names, file, reading)?;
        corpus.push(AnnotatedArticle {
            text: reading.texts.get(&id).cloned(),
            id,
            has_speakers: claims.iter().any(|c| c.speaker.is_some()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        });
    }
    Ok(corpus)
}

/// A table with tabs and a header.
struct TabTable<'c> {
    columns: HashMap<&'c str, usize>,
    lines: Vec<(usize, Vec<&'c str>)>,
}

impl<'c> TabTable<'c> {
    fn new(content: &'c str) -> Self {
        let mut lines = content
            .lines()
            .enumerate()
            .map(|(i, l)| (i + 1, l.split('\t').collect()));
        let header: Vec<&str> = lines.next().map(|(_, h)| h).unwrap_or_default();
        let columns = header
            .iter()
            .enumerate()
            .map(|(i, h)| (h.trim(), i))
            .collect();
        Self {
            columns,
            lines: lines.collect(),
        }
    }

    fn require(&self, names: &[&str], path: &Path) -> Result<()> {
        match names.iter().find(|n| !self.columns.contains_key(**n)) {
            None => Ok(()),
            Some(name) => Err(Error::Format {
                path: path.to_owned(),
                line: 1,
                reason: format!("the table has no column {name}"),
            }),
        }
    }

    fn get(&self, line: &[&'c str], name: &str) -> Option<&'c str> {
        line.get(*self.columns.get(name)?).map(|v| v.trim())
    }

    fn number(&self, line: &[&'c str], name: &str) -> Option<usize> {
        self.get(line, name)?.parse().ok()
    }
}

/// Where each token stands, by its number in the article.
fn tokens(content: &str, path: &Path) -> Result<HashMap<usize, Piece>> {
    let table = TabTable::new(content);
    let names = ["token_ID_within_document", "byte_onset", "byte_offset"];
    table.require(&names, &path.with_extension("tokens"))?;
    let row = |(_, line): &(usize, Vec<&str>)| {
        let [number, start, end] = names.map(|n| table.number(line, n));
        Some((number?, Piece::new(start?, end?)?))
    };
    Ok(table.lines.iter().filter_map(row).collect())
}

/// The fullest name of each character: its longest proper name, or else its longest mention.
fn names(content: &str) -> HashMap<String, String> {
    let table = TabTable::new(content);
    let mut best: HashMap<String, (bool, usize, String)> = HashMap::new();
    for (_, line) in &table.lines {
        let (Some(character), Some(text)) = (table.get(line, "COREF"), table.get(line, "text"))
        else {
            continue;
        };
        let proper = table.get(line, "prop") == Some("PROP");
        let candidate = (proper, text.chars().count(), text.to_owned());
        match best.get(character) {
            Some(known) if (known.0, known.1) >= (candidate.0, candidate.1) => {}
            _ => {
                best.insert(character.to_owned(), candidate);
            }
        }
    }
    best.into_iter()
        .map(|(character, (_, _, name))| (character, name))
        .collect()
}

fn claims(
    content: &str,
    tokens: &HashMap<usize, Piece>,
    names: &HashMap<String, String>,
    path: &Path,
    reading: &mut Reading,
) -> Result<Vec<AnnotatedClaim>> {
    let table = TabTable::new(content);
    table.require(&["quote_start", "quote_end"], path)?;
    let mut claims = Vec::new();
    for (number, line) in &table.lines {
        // Both ends are tokens of the span.
        let span = |first: &str, last: &str| {
            let start = tokens.get(&table.number(line, first)?)?.start;
            Piece::new(start, tokens.get(&table.number(line, last)?)?.end)
        };
        let Some(content) = span("quote_start", "quote_end") else {
            reading.warn(
                path,
                *number,
                "this quotation's tokens are not in the .tokens table",
            );
            continue;
        };
        let character = table
            .get(line, "char_id")
            .and_then(|c| names.get(c))
            .map(String::as_str);
        let name = character.or_else(|| table.get(line, "mention_phrase"));
        claims.push(AnnotatedClaim {
            id: number.to_string(),
            content: vec![content],
            source: span("mention_start", "mention_end").into_iter().collect(),
            speaker: name
                .filter(|n| !n.is_empty() && *n != "None")
                .map(|n| NamedSpeaker {
                    name: n.to_owned(),
                    speaker_type: None,
                }),
            ..AnnotatedClaim::default()
        });
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_numbers_become_places() {
        // “ No , ” she said
        let path = Path::new("a.quotes");
        let tokens = tokens(
            "paragraph_ID\ttoken_ID_within_document\tword\tbyte_onset\tbyte_offset\n\
             0\t0\t“\t0\t1\n0\t1\tNo\t1\t3\n0\t2\t,\t3\t4\n0\t3\t”\t4\t5\n0\t4\tshe\t6\t9\n",
            path,
        )
        .unwrap();
        let names = names(
            "COREF\tstart_token\tend_token\tprop\tcat\ttext\n7\t4\t4\tPRON\tPER\tshe\n\
             7\t20\t21\tPROP\tPER\tAna Ruiz\n7\t30\t30\tPROP\tPER\tAna\n7\t40\t44\tNOM\tPER\tthe head of the board\n",
        );
        let mut reading = Reading::default();
        let claims = claims(
            "quote_start\tquote_end\tmention_start\tmention_end\tmention_phrase\tchar_id\tquote\n\
             0\t3\t4\t4\tshe\t7\t“ No , ”\n0\t99\tNone\tNone\tNone\tNone\tx\n0\t1\tNone\tNone\tNone\tNone\tx\n",
            &tokens,
            &names,
            path,
            &mut reading,
        )
        .unwrap();
        assert_eq!(claims[0].content, [Piece { start: 0, end: 5 }]);
        assert_eq!(claims[0].source, [Piece { start: 6, end: 9 }]);
        assert_eq!(claims[0].speaker.as_ref().unwrap().name, "Ana Ruiz");
        assert_eq!(claims[1].speaker, None);
        assert_eq!(reading.warnings.len(), 1);
        assert!(super::claims("x\ty\n", &tokens, &names, path, &mut reading).is_err());
    }

    #[test]
    fn tables_of_one_article_lie_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| {
            std::fs::write(folder.path().join(name), content).unwrap();
        };
        write(
            "a.quotes",
            "quote_start\tquote_end\tmention_phrase\tchar_id\n0\t1\tshe\t7\n",
        );
        write(
            "a.tokens",
            "token_ID_within_document\tbyte_onset\tbyte_offset\n0\t0\t1\n1\t1\t4\n",
        );
        write("a.entities", "COREF\tprop\ttext\n7\tPROP\tAna Ruiz\n");
        write("b.quotes", "quote_start\tquote_end\n0\t0\n");
        write(
            "b.tokens",
            "token_ID_within_document\tbyte_onset\tbyte_offset\n0\t0\t1\n",
        );
        let mut reading = Reading::default();
        reading.texts.insert("a".into(), "“No”".into());
        let corpus = read(folder.path(), &mut reading).unwrap();
        assert_eq!(reading.warnings, Vec::<String>::new());
        let ids: Vec<&str> = corpus.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(corpus[0].text.as_deref(), Some("“No”"));
        assert!(corpus[0].has_speakers);
        let claim = &corpus[0].claims()[0];
        // The line of the table.
        assert_eq!(claim.id, "2");
        assert_eq!(claim.content, [Piece { start: 0, end: 4 }]);
        assert_eq!(claim.speaker.as_ref().unwrap().name, "Ana Ruiz");
        // Without names of characters.
        assert_eq!(
            (corpus[1].claims().len(), corpus[1].has_speakers),
            (1, false)
        );
    }
}
