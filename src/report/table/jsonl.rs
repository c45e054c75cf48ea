//! Claims as JSON lines, one object an article.

use super::{ClaimTable, Sentence, TableClaim, Words, fault, probability};
use crate::attribution::{Act, Factuality, Kind};
use crate::claims::csv::PIECE_SEPARATOR;
use crate::claims::is_rejected;
use crate::error::{Error, Result};
use crate::speakers::{FoundBy, SpeakerType};
use serde::Deserialize;
use std::io::BufRead;
use std::path::Path;

#[derive(Deserialize)]
struct ArticleLine {
    article_id: String,
    claims: Vec<ClaimObject>,
}

#[derive(Deserialize)]
struct ClaimObject {
    claim_id: u64,
    kind: Kind,
    act: Act,
    #[serde(default)]
    factuality: Factuality,
    content: Vec<Piece>,
    source: Vec<Piece>,
    cue: Vec<Piece>,
    speaker: Option<SpeakerObject>,
    speaker_found_by: FoundBy,
    #[serde(default)]
    via: Vec<Piece>,
    within: Option<u64>,
    #[serde(default)]
    repeats: Option<u64>,
    confidence: f32,
    sentence: Option<Place>,
}

#[derive(Deserialize)]
struct Piece {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Deserialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct SpeakerObject {
    name: String,
    #[serde(rename = "type")]
    speaker_type: SpeakerType,
    description: Option<Piece>,
}

/// Reads the lines of a file.
pub fn read(file: impl BufRead, path: &Path) -> Result<ClaimTable> {
    let mut table = ClaimTable::default();
    for (line, number) in file.lines().zip(1..) {
        let line = line.map_err(Error::io("read", path))?;
        if line.trim().is_empty() {
            continue;
        }
        let article: serde_json::Result<ArticleLine> = serde_json::from_str(&line);
        if article.is_err() && is_rejected(&line) {
            continue;
        }
        let article = article.map_err(|e| {
            let reason = format!(
                "no article with claims as `sayso attribute --format jsonl` writes it: {e}"
            );
            fault(path, number, reason)
        })?;
        let claims = table.claims.entry(article.article_id).or_default();
        for claim in article.claims {
            claims.push(claim.read().map_err(|reason| fault(path, number, reason))?);
        }
    }
    Ok(table)
}

impl ClaimObject {
    fn read(self) -> Result<TableClaim, String> {
        let (speaker, speaker_type, description) = match self.speaker {
            Some(s) => (Some(s.name), Some(s.speaker_type), s.description),
            None => (None, None, None),
        };
        Ok(TableClaim {
            id: self.claim_id,
            kind: self.kind,
            act: self.act,
            factuality: self.factuality,
            content: words(self.content),
            source: words(self.source),
            cue: words(self.cue),
            via: words(self.via),
            speaker,
            speaker_type,
            description: words(description.into_iter().collect()),
            found_by: self.speaker_found_by,
            confidence: probability(self.confidence)?,
            within: self.within,
            repeats: self.repeats,
            sentence: self.sentence.map(|s| Sentence::Place(s.start, s.end)),
        })
    }
}

fn words(pieces: Vec<Piece>) -> Words {
    let texts: Vec<&str> = pieces.iter().map(|p| p.text.as_str()).collect();
    Words {
        text: texts.join(PIECE_SEPARATOR),
        pieces: pieces.iter().map(|p| (p.start, p.end)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_written() {
        let line = concat!(
            r#"{"article_id":"a","title":null,"claims":[{"claim_id":1,"kind":"direct","act":"state","#,
            r#""claim":"É","content":[{"start":0,"end":1,"text":"É"},{"start":3,"end":4,"text":"o"}],"#,
            r#""source":[],"cue":[],"speaker":{"name":"Ann","type":"person","description":null},"#,
            r#""speaker_found_by":"name","via":[],"within":null,"confidence":0.5000,"#,
            r#""sentence":{"start":0,"end":4}}],"entities":[]}"#,
        );
        let lines = format!("{line}\n\n{{\"article_id\":\"b\",\"claims\":[]}}\n");
        let table = read(lines.as_bytes(), Path::new("c.jsonl")).unwrap();
        let claim = &table.claims["a"][0];
        assert_eq!(claim.content.text, "É … o");
        assert_eq!(claim.content.pieces, [(0, 1), (3, 4)]);
        assert_eq!(claim.speaker_type, Some(SpeakerType::Person));
        assert_eq!(claim.sentence, Some(Sentence::Place(0, 4)));
        assert!(table.claims["b"].is_empty());
    }

    #[test]
    fn another_object_is_told_with_its_line() {
        let read = read("\n{\"id\":1}".as_bytes(), Path::new("c.jsonl"));
        let error = read.unwrap_err().to_string();
        assert!(error.starts_with("c.jsonl, line 2: no article"), "{error}");
    }
}
