//! Claims read back from the JSON lines that [`super::jsonl`] writes, or that somebody wrote like
//! them.
//!
//! What stands in a line is read first ([`StoredClaims`]), as little as there may be of it; what
//! more is needed of a claim, its readers ask for, and are told what is missing.

use super::{Claim, ClaimSpeaker, Passage};
use crate::attribution::{Act, Factuality, Kind};
use crate::named::Named;
use crate::speakers::{FoundBy, SpeakerType};
use crate::text::CharacterOffsets;
use serde::Deserialize;
use serde_json::Value;

/// The claims of one article, as a line of JSON states them.
///
/// ```
/// use sayso::claims::StoredClaims;
///
/// let line = r#"{"article_id": "a", "claims": [{"claim_id": 1, "kind": "direct", "act": "state",
///     "content": [{"start": 0, "end": 4, "text": "“No”"}], "source": [], "cue": [],
///     "speaker_found_by": "unresolved", "confidence": 0.9}]}"#;
/// let stored = StoredClaims::parse(line)?.expect("no record that was rejected");
/// let claims = stored.within("“No”, and that was all.")?;
/// assert_eq!(claims[0].content[0].text, "“No”");
/// assert!(stored.within("another text").is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Deserialize)]
pub struct StoredClaims {
    /// The article's id.
    pub article_id: String,
    /// Its text, where the line holds it.
    pub(crate) text: Option<String>,
    pub(crate) claims: Option<Vec<StoredClaim>>,
    pub(crate) entities: Option<Vec<StoredEntity>>,
    pub(crate) sentences: Option<Vec<StoredPiece>>,
    /// Why the record was rejected, on a line that stands for one: in a pipe each has a line.
    pub(crate) rejected: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct StoredClaim {
    #[serde(default)]
    claim_id: Value,
    pub kind: Option<String>,
    pub act: Option<String>,
    pub factuality: Option<String>,
    #[serde(default)]
    pub content: Vec<StoredPiece>,
    #[serde(default)]
    pub source: Vec<StoredPiece>,
    #[serde(default)]
    pub cue: Vec<StoredPiece>,
    pub speaker: Option<StoredSpeaker>,
    pub speaker_found_by: Option<String>,
    pub speaker_confidence: Option<f64>,
    /// None where the line says nothing of it.
    pub via: Option<Vec<StoredPiece>>,
    pub within: Option<Value>,
    repeats: Option<usize>,
    pub confidence: Option<f64>,
    sentence: Option<Value>,
}

/// Characters of the text.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct StoredPiece {
    pub start: usize,
    pub end: usize,
    /// The words, to check the offsets with. Sentences have had none before.
    pub text: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct StoredSpeaker {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub speaker_type: Option<String>,
    pub description: Option<StoredPiece>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct StoredEntity {
    pub start: usize,
    pub end: usize,
    #[serde(rename = "type")]
    pub entity_type: String,
}

impl StoredClaims {
    /// Reads a line; nothing if it stands for a rejected record.
    ///
    /// # Errors
    /// The reason in words, if it is not a line of claims.
    pub fn parse(line: &str) -> Result<Option<Self>, String> {
        let not = |reason: String| format!("not a line of claims: {reason}");
        let stored: Self = serde_json::from_str(line).map_err(|error| not(error.to_string()))?;
        if stored.rejected.is_some() {
            return Ok(None);
        }
        if stored.claims.is_none() {
            return Err(not("there are no claims in it".into()));
        }
        Ok(Some(stored))
    }

    /// The claims, in their article's text.
    ///
    /// # Errors
    /// The reason in words, if a passage is not where it should be: the text is another one.
    pub fn within(&self, text: &str) -> Result<Vec<Claim>, String> {
        let offsets = CharacterOffsets::new(text);
        let claims = self.claims.iter().flatten();
        claims
            .map(|stored| {
                let claim = stored.claim(text, &offsets);
                claim.map_err(|reason| format!("claim {}: {reason}", stored.number()))
            })
            .collect()
    }
}

impl StoredClaim {
    /// Its number or other name.
    pub fn number(&self) -> String {
        match &self.claim_id {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        }
    }

    /// Its number.
    pub fn id(&self) -> Result<usize, String> {
        let number = self.claim_id.as_u64().and_then(|id| id.try_into().ok());
        number.ok_or_else(|| "claim_id is not its number".into())
    }

    pub fn kind(&self) -> Result<Kind, String> {
        needed("kind", self.kind.as_deref())
    }

    pub fn act(&self) -> Result<Act, String> {
        needed("act", self.act.as_deref())
    }

    /// Tables of before have none.
    pub fn factuality(&self) -> Result<Factuality, String> {
        match self.factuality.as_deref() {
            None => Ok(Factuality::default()),
            some => needed("factuality", some),
        }
    }

    pub fn found_by(&self) -> Result<FoundBy, String> {
        needed("speaker_found_by", self.speaker_found_by.as_deref())
    }

    pub fn confidence(&self) -> Result<f32, String> {
        let confidence = self.confidence.ok_or("there is no confidence")?;
        Ok(confidence as f32)
    }

    /// The number of the claim that it stands in.
    pub fn within(&self) -> Result<Option<usize>, String> {
        let number = |value: &Value| value.as_u64().and_then(|number| number.try_into().ok());
        let within = self.within.as_ref();
        let number = within.map(|value| number(value).ok_or("within is no number of a claim"));
        Ok(number.transpose()?)
    }

    /// The number of the claim that it repeats.
    pub fn repeats(&self) -> Option<usize> {
        self.repeats
    }

    pub fn sentence(&self) -> Result<Option<StoredPiece>, String> {
        let sentence = self.sentence.as_ref().map(StoredPiece::deserialize);
        sentence
            .transpose()
            .map_err(|error| format!("sentence: {error}"))
    }

    fn claim(&self, text: &str, offsets: &CharacterOffsets) -> Result<Claim, String> {
        let passages = |stored: &[StoredPiece]| -> Result<Vec<Passage>, String> {
            let passage = |piece: &StoredPiece| piece.passage(text, offsets);
            stored.iter().map(passage).collect()
        };
        let one = |stored: Option<&StoredPiece>| {
            let passage = stored.map(|piece| piece.passage(text, offsets));
            passage.transpose()
        };
        let id = self.id()?;
        if id == 0 || id > text.len() {
            return Err("its number is none that a claim can have".into());
        }
        let speaker = self.speaker.as_ref().map(|speaker| {
            Ok::<_, String>(ClaimSpeaker {
                name: speaker.name()?.to_owned(),
                speaker_type: speaker.speaker_type()?,
                description: one(speaker.description.as_ref())?,
            })
        });
        Ok(Claim {
            id,
            kind: self.kind()?,
            act: self.act()?,
            factuality: self.factuality()?,
            content: passages(&self.content)?,
            source: passages(&self.source)?,
            cue: passages(&self.cue)?,
            speaker: speaker.transpose()?,
            found_by: self.found_by()?,
            speaker_confidence: self.speaker_confidence.map(|confidence| confidence as f32),
            via: passages(self.via.as_deref().unwrap_or_default())?,
            within: self.within()?,
            repeats: self.repeats(),
            sentence: one(self.sentence()?.as_ref())?,
            confidence: self.confidence()?,
        })
    }
}

impl StoredSpeaker {
    pub fn name(&self) -> Result<&str, String> {
        Ok(self.name.as_deref().ok_or("the speaker has no name")?)
    }

    pub fn speaker_type(&self) -> Result<SpeakerType, String> {
        needed("type", self.speaker_type.as_deref())
    }
}

fn needed<T: Named>(what: &str, name: Option<&str>) -> Result<T, String> {
    let name = name.ok_or_else(|| format!("there is no {what}"))?;
    T::named(name).map_err(|error| error.to_string())
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
    use crate::article::Article;
    use crate::claims::jsonl;
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
        jsonl::write_claims(&mut line, &article, &offsets, [&claim], &[]).unwrap();
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
