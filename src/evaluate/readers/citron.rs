//! Citron's JSON (BBC Research and Development): a file an article with its `text` and its
//! `quotes`, each with a cue, sources, contents and, if resolved, coreferences of the source.

use super::claims_json::pieces;
use super::{Reading, files};
use crate::claims::StoredPiece;
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker};
use crate::text::CharacterOffsets;
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Deserialize)]
struct Article {
    text: Option<String>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
struct Quote {
    cue: Option<StoredPiece>,
    #[serde(default)]
    sources: Vec<StoredPiece>,
    #[serde(default)]
    contents: Vec<StoredPiece>,
    coreferences: Option<Vec<StoredPiece>>,
    confidence: Option<f64>,
}

/// Reads a file, or every `.json` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "json") {
        let article: Article = files::json(file)?;
        corpus.push(document(article, files::article(file), file, reading));
    }
    Ok(corpus)
}

fn document(article: Article, id: String, path: &Path, reading: &mut Reading) -> AnnotatedArticle {
    let text = article.text.or_else(|| reading.texts.get(&id).cloned());
    let offsets = text.as_deref().map(CharacterOffsets::new);
    let mut has_speakers = false;
    let mut claims = Vec::with_capacity(article.quotes.len());
    for (i, quote) in article.quotes.into_iter().enumerate() {
        has_speakers |= quote.coreferences.is_some();
        // The fullest name is taken to be the longest mention that starts with a capital.
        let mentions = || {
            let coreferences = quote.coreferences.iter().flatten();
            quote
                .sources
                .iter()
                .chain(coreferences)
                .filter_map(|m| m.text.as_deref())
        };
        let fullest = |capital: bool| {
            mentions()
                .filter(|m| !capital || m.starts_with(char::is_uppercase))
                .max_by_key(|m| m.chars().count())
        };
        let name = fullest(true).or_else(|| fullest(false));
        let mut pieces =
            |records: &[StoredPiece]| pieces(records, offsets.as_ref(), path, 0, reading);
        claims.push(AnnotatedClaim {
            id: (i + 1).to_string(),
            source: pieces(&quote.sources),
            cue: pieces(quote.cue.as_slice()),
            content: pieces(&quote.contents),
            speaker: name.map(|name| NamedSpeaker {
                name: name.to_owned(),
                speaker_type: None,
            }),
            confidence: quote.confidence,
            ..AnnotatedClaim::default()
        });
    }
    AnnotatedArticle {
        id,
        text,
        has_speakers,
        claims: Some(claims),
        ..AnnotatedArticle::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::Piece;

    #[test]
    fn reads_quotes() {
        let article: Article = serde_json::from_str(
            r#"{"text":"Ana Ruiz left. She said it rained.","quotes":[{
                "cue":{"start":19,"end":23,"text":"said"},
                "sources":[{"start":15,"end":18,"text":"She"}],
                "contents":[{"start":24,"end":33,"text":"it rained"}],
                "coreferences":[{"start":0,"end":8,"text":"Ana Ruiz"}],"confidence":0.5}]}"#,
        )
        .unwrap();
        let mut reading = Reading::default();
        let document = document(article, "a".into(), Path::new("a.json"), &mut reading);
        assert_eq!(reading.warnings, Vec::<String>::new());
        let claim = &document.claims()[0];
        assert_eq!(claim.content, [Piece { start: 24, end: 33 }]);
        assert_eq!(claim.cue, [Piece { start: 19, end: 23 }]);
        assert_eq!(claim.speaker.as_ref().unwrap().name, "Ana Ruiz");
        assert!(document.has_speakers);
    }

    #[test]
    fn the_longest_mention_with_a_capital_is_the_name_and_else_the_longest() {
        let article: Article = serde_json::from_str(
            r#"{"quotes":[
                {"sources":[{"start":0,"end":3,"text":"the head of the board"}],
                 "contents":[{"start":24,"end":33}],
                 "coreferences":[{"start":0,"end":8,"text":"Ana Ruiz"},{"start":9,"end":12,"text":"Ana"}],
                 "confidence":0.5},
                {"sources":[{"start":0,"end":3,"text":"she"},{"start":0,"end":3,"text":"the mayor"}],
                 "contents":[{"start":40,"end":43}]}]}"#,
        )
        .unwrap();
        let path = Path::new("a.json");
        let document = document(article, "a".into(), path, &mut Reading::default());
        let found: Vec<_> = (document.claims().iter())
            .map(|c| {
                let name = c.speaker.as_ref().unwrap().name.as_str();
                (c.id.as_str(), name, c.confidence)
            })
            .collect();
        assert_eq!(
            found,
            [("1", "Ana Ruiz", Some(0.5)), ("2", "the mayor", None)]
        );
    }
}
