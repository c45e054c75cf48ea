//! sayso's gold format: a folder with a JSON file an article, texts beside or in
//! `articles/` next to it.

use super::claims_json::{mention, pieces};
use super::{Reading, files};
use crate::attribution::Kind;
use crate::claims::{StoredEntity, StoredPiece};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece};
use crate::text::CharacterOffsets;
use serde::Deserialize;
use std::path::Path;

/// One file.
#[derive(Debug, Deserialize)]
struct GoldArticle {
    article: Option<String>,
    outlet: Option<String>,
    text: Option<String>,
    claims: Option<Vec<GoldClaim>>,
    entities: Option<Vec<StoredEntity>>,
    sentences: Option<Vec<StoredPiece>>,
}

#[derive(Debug, Deserialize)]
struct GoldClaim {
    #[serde(default)]
    id: serde_json::Value,
    kind: Option<Kind>,
    #[serde(default)]
    content: Vec<StoredPiece>,
    #[serde(default)]
    source: Vec<StoredPiece>,
    #[serde(default)]
    cue: Vec<StoredPiece>,
    speaker: Option<GoldSpeaker>,
    within: Option<serde_json::Value>,
    act: Option<String>,
    factuality: Option<String>,
    via: Option<Vec<StoredPiece>>,
    description: Option<Vec<StoredPiece>>,
}

#[derive(Debug, Deserialize)]
struct GoldSpeaker {
    name: Option<String>,
    #[serde(rename = "type")]
    speaker_type: Option<String>,
    found_by: Option<String>,
}

/// Reads every `.json` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "json") {
        let article: GoldArticle = files::json(file)?;
        let id = files::article(file);
        let text = article
            .text
            .clone()
            .or_else(|| text_beside(file, article.article.as_deref(), &id));
        if text.is_none() {
            reading.warn(file, 0, "no text was found for this file");
        }
        corpus.push(document(article, id, text, file, reading));
    }
    Ok(corpus)
}

fn document(
    article: GoldArticle,
    id: String,
    text: Option<String>,
    path: &Path,
    reading: &mut Reading,
) -> AnnotatedArticle {
    let offsets = text.as_deref().map(CharacterOffsets::new);
    let mut pieces = |records: Vec<StoredPiece>| -> Vec<Piece> {
        pieces(&records, offsets.as_ref(), path, 0, reading)
    };
    let mut claims = Vec::new();
    for claim in article.claims.into_iter().flatten() {
        let (speaker, found_by) = match claim.speaker {
            Some(s) => (
                s.name.map(|name| NamedSpeaker {
                    name,
                    speaker_type: s.speaker_type,
                }),
                s.found_by,
            ),
            None => (None, Some("none".to_owned())),
        };
        claims.push(AnnotatedClaim {
            id: match claim.id {
                serde_json::Value::String(id) => id,
                other => other.to_string(),
            },
            source: pieces(claim.source),
            cue: pieces(claim.cue),
            content: pieces(claim.content),
            kind: claim.kind,
            speaker,
            found_by,
            confidence: None,
            speaker_confidence: None,
            within: claim.within.is_some(),
            act: claim.act,
            factuality: claim.factuality,
            via: claim.via.map(&mut pieces),
            description: claim.description.map(&mut pieces),
        });
    }
    let sentences = article.sentences.map(&mut pieces);
    AnnotatedArticle {
        id,
        outlet: article.outlet,
        has_speakers: claims.iter().any(|c| c.speaker.is_some()),
        claims: Some(claims),
        entities: article
            .entities
            .map(|e| e.iter().filter_map(mention).collect()),
        sentences,
        text,
        linked: None,
        pronoun: None,
        annotator: None,
    }
}

/// The text of an article: the file that it names, or `NAME.txt`, beside the annotation or
/// in `articles/` or `text/` next to its folder.
fn text_beside(file: &Path, named: Option<&str>, id: &str) -> Option<String> {
    let folder = file.parent()?;
    let above = folder.parent().unwrap_or(folder);
    let names = [named.map(str::to_owned), Some(format!("{id}.txt"))];
    for place in [
        folder.to_owned(),
        above.join("articles"),
        above.join("text"),
    ] {
        for name in names.iter().flatten() {
            if let Ok(text) = std::fs::read_to_string(place.join(name)) {
                return Some(text);
            }
        }
    }
    None
}
