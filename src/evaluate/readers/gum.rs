//! Attributions derived from the discourse layer of GUM: `attributions.jsonl`, a line an
//! attribution, and the texts in `text/` beside it.

use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Record {
    doc: String,
    genre: Option<String>,
    split: Option<String>,
    #[serde(default)]
    source_spans: Vec<(usize, usize)>,
    #[serde(default)]
    cue_spans: Vec<(usize, usize)>,
    #[serde(default)]
    content_spans: Vec<(usize, usize)>,
    entity: Option<Entity>,
}

#[derive(Debug, Deserialize)]
struct Entity {
    canonical: Option<String>,
    #[serde(rename = "type")]
    entity_type: Option<String>,
}

/// Reads a folder with `attributions.jsonl`, or that file.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let file = if path.is_dir() {
        path.join("attributions.jsonl")
    } else {
        path.to_owned()
    };
    let content = files::text(&file)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut documents = documents(&content, &file, reading);
    for document in &mut documents {
        let text = folder.join("text").join(format!("{}.txt", document.id));
        document.text = std::fs::read_to_string(&text).ok();
        if document.text.is_none() {
            reading.warn(&text, 0, "no text was found for this article");
        }
    }
    Ok(documents)
}

fn documents(content: &str, path: &Path, reading: &mut Reading) -> Corpus {
    let mut documents: BTreeMap<String, AnnotatedArticle> = BTreeMap::new();
    for (i, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let record: Record = match serde_json::from_str(line) {
            Ok(record) => record,
            Err(e) => {
                reading.warn(path, i + 1, format!("this attribution cannot be read: {e}"));
                continue;
            }
        };
        if reading.split.is_some() && record.split != reading.split {
            continue;
        }
        let pieces = |spans: &[(usize, usize)]| {
            spans
                .iter()
                .filter_map(|&(start, end)| Piece::new(start, end))
                .collect()
        };
        let speaker = record.entity.and_then(|e| {
            Some(NamedSpeaker {
                name: e.canonical?,
                speaker_type: e.entity_type,
            })
        });
        let document = documents
            .entry(record.doc.clone())
            .or_insert_with(|| AnnotatedArticle {
                id: record.doc.clone(),
                outlet: record.genre.clone(),
                ..AnnotatedArticle::default()
            });
        document.has_speakers |= speaker.is_some();
        document
            .claims
            .get_or_insert_default()
            .push(AnnotatedClaim {
                id: (i + 1).to_string(),
                source: pieces(&record.source_spans),
                cue: pieces(&record.cue_spans),
                content: pieces(&record.content_spans),
                speaker,
                ..AnnotatedClaim::default()
            });
    }
    documents.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_split_asked_for() {
        let mut reading = Reading {
            split: Some("dev".into()),
            ..Reading::default()
        };
        let corpus = documents(
            concat!(
                r#"{"doc":"GUM_a","genre":"news","split":"dev","source_spans":[[0,3]],"cue_spans":[],"content_spans":[[4,9],[12,15]],"entity":{"canonical":"Ana","type":"person"}}"#,
                "\n",
                r#"{"doc":"GUM_b","split":"train","content_spans":[[4,9]],"entity":null}"#,
                "\nbroken\n",
            ),
            Path::new("attributions.jsonl"),
            &mut reading,
        );
        assert_eq!(corpus.len(), 1);
        assert_eq!(corpus[0].claims()[0].content.len(), 2);
        assert_eq!(corpus[0].claims()[0].speaker.as_ref().unwrap().name, "Ana");
        assert_eq!(reading.warnings.len(), 1);
    }

    #[test]
    fn lines_of_one_article_are_its_claims() {
        let mut reading = Reading::default();
        let corpus = documents(
            concat!(
                r#"{"doc":"a","genre":"news","source_spans":[[0,3]],"cue_spans":[[4,8]],"content_spans":[[9,12]],"entity":{"canonical":"Ana","type":"person"}}"#,
                "\n\nbroken\n",
                r#"{"doc":"a","genre":"news","content_spans":[[20,24],[30,30]],"entity":{"type":"person"}}"#,
                "\n",
                r#"{"doc":"b","content_spans":[[4,9]],"entity":null}"#,
            ),
            Path::new("attributions.jsonl"),
            &mut reading,
        );
        let found: Vec<_> = (corpus.iter())
            .map(|d| (d.id.as_str(), d.outlet.as_deref(), d.has_speakers))
            .collect();
        assert_eq!(found, [("a", Some("news"), true), ("b", None, false)]);
        let claims = corpus[0].claims();
        assert_eq!((claims[0].id.as_str(), claims[1].id.as_str()), ("1", "4"));
        assert_eq!(claims[0].source, [Piece { start: 0, end: 3 }]);
        assert_eq!(claims[0].cue, [Piece { start: 4, end: 8 }]);
        assert_eq!(claims[1].content, [Piece { start: 20, end: 24 }]);
        assert_eq!(reading.warnings.len(), 1);
        let reason = "attributions.jsonl, line 3: this attribution cannot be read: ";
        assert!(
            reading.warnings[0].starts_with(reason),
            "{:?}",
            reading.warnings
        );
    }
}
