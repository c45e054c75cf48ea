//! Claims as JSON lines, one object an article.

use super::{ClaimTable, Sentence, TableClaim, Words, fault, probability};
use crate::claims::csv::PIECE_SEPARATOR;
use crate::claims::{StoredClaim, StoredClaims, StoredPiece};
use crate::error::{Error, Result};
use std::io::BufRead;
use std::path::Path;

/// Reads the lines of a file.
pub fn read(file: impl BufRead, path: &Path) -> Result<ClaimTable> {
    let mut table = ClaimTable::default();
    for (line, number) in file.lines().zip(1..) {
        let line = line.map_err(Error::io("read", path))?;
        if line.trim().is_empty() {
            continue;
        }
        let article = StoredClaims::parse(&line).map_err(|reason| {
            let reason = format!(
                "no article with claims as `sayso attribute --format jsonl` writes it: {reason}"
            );
            fault(path, number, reason)
        })?;
        // A record that was rejected has no claims.
        let Some(article) = article else { continue };
        let claims = table.claims.entry(article.article_id).or_default();
        for stored in article.claims.into_iter().flatten() {
            let claim = claim(&stored).map_err(|reason| {
                fault(path, number, format!("claim {}: {reason}", stored.number()))
            })?;
            claims.push(claim);
        }
    }
    Ok(table)
}

fn claim(stored: &StoredClaim) -> Result<TableClaim, String> {
    let speaker = stored.speaker.as_ref();
    let description = speaker.and_then(|speaker| speaker.description.clone());
    let name = speaker.map(|speaker| speaker.name()).transpose()?;
    let sentence = stored.sentence()?;
    Ok(TableClaim {
        id: stored.id()? as u64,
        kind: stored.kind()?,
        act: stored.act()?,
        factuality: stored.factuality()?,
        content: words(&stored.content)?,
        source: words(&stored.source)?,
        cue: words(&stored.cue)?,
        via: words(stored.via.as_deref().unwrap_or_default())?,
        speaker: name.map(str::to_owned),
        speaker_type: speaker.map(|speaker| speaker.speaker_type()).transpose()?,
        description: words(description.as_slice())?,
        found_by: stored.found_by()?,
        speaker_confidence: stored
            .speaker_confidence
            .map(|confidence| probability(confidence as f32))
            .transpose()?,
        confidence: probability(stored.confidence()?)?,
        within: stored.within()?.map(|number| number as u64),
        repeats: stored.repeats().map(|number| number as u64),
        sentence: sentence.map(|s| Sentence::Place(s.start, s.end)),
    })
}

fn words(pieces: &[StoredPiece]) -> Result<Words, String> {
    let text = |piece: &'_ StoredPiece| {
        let place = format!("{}-{}", piece.start, piece.end);
        let words = piece.text.clone();
        words.ok_or_else(|| format!("the piece {place} has no text"))
    };
    let texts: Vec<String> = pieces.iter().map(text).collect::<Result<_, _>>()?;
    Ok(Words {
        text: texts.join(PIECE_SEPARATOR),
        pieces: pieces.iter().map(|p| (p.start, p.end)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::SpeakerType;

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
