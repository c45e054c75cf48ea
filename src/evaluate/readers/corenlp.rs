//! JSON of Stanford CoreNLP's quote annotator: a file an article.
//!
//! CoreNLP counts in UTF-16 units; they are turned into characters with the article's text.

use super::utf16::Utf16;
use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, EntityMention, NamedSpeaker,
};
use crate::evaluate::entity_types::conll_type;
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Article {
    #[serde(default)]
    sentences: Vec<Sentence>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
struct Sentence {
    #[serde(default)]
    tokens: Vec<Place>,
    entitymentions: Option<Vec<Mention>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    character_offset_begin: usize,
    character_offset_end: usize,
}

#[derive(Debug, Deserialize)]
struct Mention {
    #[serde(flatten)]
    place: Place,
    ner: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Quote {
    begin_index: usize,
    end_index: usize,
    /// First and last token of the mention, counted through the article from 0.
    mention_begin: Option<usize>,
    mention_end: Option<usize>,
    speaker: Option<String>,
    canonical_speaker: Option<String>,
}

/// Reads a file, or every `.json` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "json") {
        let article: Article = files::json(file)?;
        let id = files::article(file);
        let text = reading.texts.get(&id).cloned();
        corpus.push(document(&article, id, text));
    }
    Ok(corpus)
}

fn document(article: &Article, id: String, text: Option<String>) -> AnnotatedArticle {
    let units = Utf16::new(text.as_deref().unwrap_or_default());
    let piece = |p: &Place| units.piece(p.character_offset_begin, p.character_offset_end);
    let tokens: Vec<Place> = article
        .sentences
        .iter()
        .flat_map(|s| s.tokens.clone())
        .collect();
    let claims = article.quotes.iter().enumerate().map(|(i, quote)| {
        let source = quote
            .mention_begin
            .zip(quote.mention_end)
            .and_then(|(first, last)| {
                let (first, last) = (tokens.get(first)?, tokens.get(last)?);
                units.piece(first.character_offset_begin, last.character_offset_end)
            });
        let known = |name: &&String| !name.is_empty() && *name != "Unknown";
        let name = quote
            .canonical_speaker
            .iter()
            .chain(&quote.speaker)
            .find(known);
        AnnotatedClaim {
            id: i.to_string(),
            source: source.into_iter().collect(),
            content: units
                .piece(quote.begin_index, quote.end_index)
                .into_iter()
                .collect(),
            speaker: name.map(|n| NamedSpeaker {
                name: n.clone(),
                speaker_type: None,
            }),
            ..AnnotatedClaim::default()
        }
    });
    let claims: Vec<AnnotatedClaim> = claims.collect();
    let sentence = |s: &Sentence| {
        units.piece(
            s.tokens.first()?.character_offset_begin,
            s.tokens.last()?.character_offset_end,
        )
    };
    let mention = |m: &Mention| {
        Some(EntityMention {
            piece: piece(&m.place)?,
            entity_type: conll_type(&m.ner)?,
        })
    };
    let entities: Option<Vec<&Vec<Mention>>> = article
        .sentences
        .iter()
        .map(|s| s.entitymentions.as_ref())
        .collect();
    AnnotatedArticle {
        has_speakers: claims.iter().any(|c| c.speaker.is_some()),
        claims: Some(claims),
        sentences: Some(article.sentences.iter().filter_map(sentence).collect()),
        entities: entities
            .filter(|e| !e.is_empty())
            .map(|e| e.into_iter().flatten().filter_map(mention).collect()),
        id,
        text,
        ..AnnotatedArticle::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::Piece;

    #[test]
    fn counts_in_characters() {
        // The smiling face is two UTF-16 units and one character.
        let text = "😀 “No,” she said.";
        let article: Article = serde_json::from_str(
            r#"{"sentences":[{"index":0,"tokens":[
                {"word":"😀","characterOffsetBegin":0,"characterOffsetEnd":2},
                {"word":"she","characterOffsetBegin":9,"characterOffsetEnd":12}],
                "entitymentions":[{"text":"she","characterOffsetBegin":9,"characterOffsetEnd":12,"ner":"PERSON"}]}],
              "quotes":[{"id":0,"beginIndex":3,"endIndex":8,"mention":"she","mentionBegin":1,"mentionEnd":1,
                "speaker":"she","canonicalSpeaker":"Ana Ruiz"},
                {"id":1,"beginIndex":3,"endIndex":8,"speaker":"Unknown"}]}"#,
        )
        .unwrap();
        let document = document(&article, "a".into(), Some(text.into()));
        let claim = &document.claims()[0];
        assert_eq!(claim.content, [Piece { start: 2, end: 7 }]);
        assert_eq!(claim.source, [Piece { start: 8, end: 11 }]);
        assert_eq!(claim.speaker.as_ref().unwrap().name, "Ana Ruiz");
        assert_eq!(document.claims()[1].speaker, None);
        let ids: Vec<&str> = document.claims().iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["0", "1"]);
        assert!(document.has_speakers);
        let sentences = [Piece { start: 0, end: 11 }];
        assert_eq!(document.sentences.as_deref(), Some(&sentences[..]));
        assert_eq!(document.entities.unwrap()[0].entity_type, "PER");
    }
}
