//! Named entities in columns, a token a line: CoNLL-2003 (`eng.testa`), WNUT, WikiGold,
//! Worldwide Newswire. The first column is the token; the tag is the second where that holds
//! tags only (further ones then hold a second layer), and else the last.
//!
//! The text of an article is its tokens with a space between them and a line a sentence;
//! `--write-text` writes it for systems to run on.

use super::columns::{Row, joined, parse, spans};
use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, Corpus, EntityMention, Piece};
use crate::evaluate::entity_types::conll_type;
use std::path::Path;

/// Reads a file, or every `.tsv` and `.conll` file of a folder. An article of a file that
/// holds several is called `FILE-0001`, `FILE-0002`, …
pub fn read(path: &Path, _: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in &found {
        let known = file.extension().is_some_and(|e| e == "tsv" || e == "conll");
        if known || path.is_file() {
            corpus.extend(documents(&files::text(file)?, &files::article(file)));
        }
    }
    Ok(corpus)
}

fn documents(content: &str, name: &str) -> Vec<AnnotatedArticle> {
    let articles = parse(content);
    let several = articles.len() > 1;
    let mut documents = Vec::with_capacity(articles.len());
    for (i, article) in articles.into_iter().enumerate() {
        let (text, places) = joined(&article.sentences);
        let rows = || article.sentences.iter().flatten();
        let second = rows().all(|row| row.columns.first().is_some_and(|c| is_tag(c)));
        let tag = |row: &Row| {
            let column = if second {
                row.columns.first()
            } else {
                row.columns.last()
            };
            column.cloned().unwrap_or_default()
        };
        let mut entities = Vec::new();
        for (sentence, places) in article.sentences.iter().zip(&places) {
            let tags: Vec<String> = sentence.iter().map(tag).collect();
            for (label, first, end) in spans(tags.iter().map(String::as_str)) {
                let piece = Piece {
                    start: places[first].start,
                    end: places[end - 1].end,
                };
                let mention = |entity_type| EntityMention { piece, entity_type };
                entities.extend(conll_type(label).map(mention));
            }
        }
        let sentence = |places: &Vec<Piece>| {
            Some(Piece {
                start: places.first()?.start,
                end: places.last()?.end,
            })
        };
        documents.push(AnnotatedArticle {
            id: if several {
                format!("{name}-{:04}", i + 1)
            } else {
                name.to_owned()
            },
            sentences: Some(places.iter().filter_map(sentence).collect()),
            entities: Some(entities),
            text: Some(text),
            ..AnnotatedArticle::default()
        });
    }
    documents
}

/// Whether a cell holds a tag in IOB or BIOES, and not a part of speech or a number.
fn is_tag(cell: &str) -> bool {
    let prefix = cell.split_once('-').map(|(prefix, _)| prefix);
    matches!(cell, "O" | "_")
        || prefix.is_some_and(|p| matches!(p, "B" | "I" | "E" | "S" | "L" | "U"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_layer_of_tags_is_left_out() {
        let documents = documents(
            "Torres\tB-Organization\tB-Location\nCouncil\tI-Organization\tO\nmet\tO\tO\n",
            "x",
        );
        let entities = documents[0].entities.as_deref().unwrap_or_default();
        assert_eq!(entities.len(), 1);
        assert_eq!(
            (entities[0].piece.end, entities[0].entity_type.as_str()),
            (14, "ORG")
        );
    }

    #[test]
    fn articles_of_one_file() {
        let documents = documents(
            "-DOCSTART- -X- O O\n\nAna NNP I-NP I-PER\nin IN I-PP O\nOslo NNP I-NP I-LOC\n\nYes UH O O\n\n\
             -DOCSTART- -X- O O\n\nMay NNP O S-Date\nNorse JJ O S-NORP\n",
            "eng.x",
        );
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].id, "eng.x-0001");
        assert_eq!(documents[0].text.as_deref(), Some("Ana in Oslo\nYes"));
        let found: Vec<_> = documents[0]
            .entities
            .iter()
            .flatten()
            .map(|e| (e.piece.start, e.piece.end, e.entity_type.as_str()))
            .collect();
        assert_eq!(found, [(0, 3, "PER"), (7, 11, "LOC")]);
        let sentences = [Piece { start: 0, end: 11 }, Piece { start: 12, end: 15 }];
        assert_eq!(documents[0].sentences.as_deref(), Some(&sentences[..]));
        // Dates are not marked in CoNLL-2003, nationalities are MISC.
        assert_eq!(documents[1].entities.as_ref().unwrap().len(), 1);
        assert_eq!(
            documents[1].entities.as_ref().unwrap()[0].entity_type,
            "MISC"
        );
    }

    #[test]
    fn files_of_a_folder_are_read_by_their_extensions() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("a.tsv", "Ana\tB-PER\n"),
            ("b.conll", "Oslo B-LOC\n"),
            ("readme.md", "About these names\n"),
            ("eng.testa", "Bo B-PER\n"),
        ] {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let ids = |path: &Path| -> Vec<String> {
            let corpus = read(path, &mut Reading::default()).unwrap();
            corpus.into_iter().map(|document| document.id).collect()
        };
        // The only article of a file has its name.
        assert_eq!(ids(folder.path()), ["a", "b"]);
        assert_eq!(ids(&folder.path().join("eng.testa")), ["eng.testa"]);
    }
}
