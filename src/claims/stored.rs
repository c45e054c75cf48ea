//! Claims read back from the JSON lines that [`super::jsonl`] writes.

use super::{Claim, ClaimSpeaker, Passage};
use crate::attribution::{Act, Factuality, Kind};
use crate::speakers::{FoundBy, SpeakerType};
use crate::text::CharacterOffsets;
use serde::Deserialize;

/// The claims of one article, as a line of JSON states them.
#[derive(Deserialize)]
pub struct StoredClaims {
    /// The article's id.
    pub article_id: String,
    claims: Vec<StoredClaim>,
}

#[derive(Deserialize)]
struct StoredClaim {
    claim_id: usize,
    kind: Kind,
    act: Act,
    /// Tables of before have none.
    #[serde(default)]
    factuality: Factuality,
    content: Vec<StoredPiece>,
    source: Vec<StoredPiece>,
    cue: Vec<StoredPiece>,
    speaker: Option<StoredSpeaker>,
    speaker_found_by: FoundBy,
    #[serde(default)]
    speaker_confidence: Option<f32>,
    #[serde(default)]
    via: Vec<StoredPiece>,
    within: Option<usize>,
    #[serde(default)]
    repeats: Option<usize>,
    confidence: f32,
    sentence: Option<StoredPiece>,
}

#[derive(Deserialize)]
struct StoredPiece {
    start: usize,
    end: usize,
    /// Sentences have had none before.
    text: Option<String>,
}

#[derive(Deserialize)]
struct StoredSpeaker {
    name: String,
    #[serde(rename = "type")]
    speaker_type: SpeakerType,
    description: Option<StoredPiece>,
}

/// Whether a line of JSON stands for a record that was rejected: in a pipe each record has a
/// line.
pub(crate) fn is_rejected(line: &str) -> bool {
    #[derive(Deserialize)]
    struct Line {
        #[serde(rename = "rejected")]
        _reason: String,
    }
    serde_json::from_str::<Line>(line).is_ok()
}

impl StoredClaims {
    /// Reads a line; nothing if it stands for a rejected record.
    ///
    /// # Errors
    /// The reason in words, if it is not a line of claims.
    pub fn parse(line: &str) -> Result<Option<Self>, String> {
        match serde_json::from_str(line) {
            Ok(claims) => Ok(Some(claims)),
            Err(_) if is_rejected(line) => Ok(None),
            Err(error) => Err(format!("not a line of claims: {error}")),
        }
    }

    /// The claims, in their article's text.
    ///
    /// # Errors
    /// The reason in words, if a passage is not where it should be: the text is another one.
    pub fn within(&self, text: &str) -> Result<Vec<Claim>, String> {
        let offsets = CharacterOffsets::new(text);
        let claims = self.claims.iter();
        claims
            .map(|stored| {
                let claim = stored.claim(text, &offsets);
                claim.map_err(|reason| format!("claim {}: {reason}", stored.claim_id))
            })
            .collect()
    }
}

impl StoredClaim {
    fn claim(&self, text: &str, offsets: &CharacterOffsets) -> Result<Claim, String> {
        let passages = |stored: &[StoredPiece]| -> Result<Vec<Passage>, String> {
            let passage = |piece: &StoredPiece| piece.passage(text, offsets);
            stored.iter().map(passage).collect()
        };
        let one = |stored: &Option<StoredPiece>| {
            let passage = stored.as_ref().map(|piece| piece.passage(text, offsets));
            passage.transpose()
        };
        if self.claim_id == 0 || self.claim_id > text.len() {
            return Err("its number is none that a claim can have".into());
        }
        Ok(Claim {
            id: self.claim_id,
            kind: self.kind,
            act: self.act,
            factuality: self.factuality,
            content: passages(&self.content)?,
            source: passages(&self.source)?,
            cue: passages(&self.cue)?,
            speaker: match &self.speaker {
                Some(speaker) => Some(ClaimSpeaker {
                    name: speaker.name.clone(),
                    speaker_type: speaker.speaker_type,
                    description: one(&speaker.description)?,
                }),
                None => None,
            },
            found_by: self.speaker_found_by,
            speaker_confidence: self.speaker_confidence,
            via: passages(&self.via)?,
            within: self.within,
            repeats: self.repeats,
            sentence: one(&self.sentence)?,
            confidence: self.confidence,
        })
    }
}

impl StoredPiece {
    fn passage(&self, text: &str, offsets: &CharacterOffsets) -> Result<Passage, String> {
        let place = format!("{}-{}", self.start, self.end);
        let span = offsets
            .to_span(self.start, self.end)
            .ok_or_else(|| format!("{place} is beyond the text"))?;
        let words = span.of(text);
        match &self.text {
            Some(expected) if expected != words => Err(format!(
                "“{words}” stands at {place}, where “{expected}” should"
            )),
            _ => Ok(Passage {
                span,
                start: self.start,
                end: self.end,
                text: words.to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::jsonl;
    use crate::corpus::Article;
    use crate::text::Span;

    #[test]
    fn what_was_written_is_read_back() {
        let article = Article {
            id: "a".into(),
            text: "É, Ann Lee, the mayor, said via X.".into(),
            ..Article::default()
        };
        let offsets = CharacterOffsets::new(&article.text);
        let passage =
            |words: &str| Passage::new(&article.text, &offsets, Span::find(&article.text, words));
        let claim = Claim {
            id: 1,
            kind: Kind::Mixed,
            act: Act::Deny,
            factuality: Factuality::Possible,
            content: vec![passage("É")],
            source: vec![passage("Ann Lee, the mayor,")],
            cue: vec![passage("said")],
            speaker: Some(ClaimSpeaker {
                name: "Ann Lee".into(),
                speaker_type: SpeakerType::Person,
                description: Some(passage("mayor")),
            }),
            found_by: FoundBy::Name,
            speaker_confidence: None,
            via: vec![passage("X")],
            within: Some(7),
            repeats: Some(3),
            sentence: Some(passage(&article.text)),
            confidence: 0.25,
        };
        let mut line = Vec::new();
        jsonl::write_claims(&mut line, &article, [&claim], &[]).unwrap();
        let stored = StoredClaims::parse(std::str::from_utf8(&line).unwrap()).unwrap();
        let stored = stored.unwrap();
        assert_eq!(stored.article_id, "a");
        assert_eq!(stored.within(&article.text).unwrap(), [claim]);
        let other = stored.within("E, Ann Lee, the mayor, said via X.");
        assert!(other.unwrap_err().starts_with("claim 1: “E” stands at 0-1"));
        assert!(stored.within("É").unwrap_err().contains("beyond the text"));
        assert!(StoredClaims::parse("{}").is_err());
        let rejected = r#"{"article_id": "a", "rejected": "no text"}"#;
        assert!(StoredClaims::parse(rejected).unwrap().is_none());
    }
}
