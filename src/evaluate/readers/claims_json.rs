//! sayso's JSON lines: one object an article.

use super::{Reading, files};
use crate::attribution::Kind;
use crate::claims::{StoredClaims, StoredEntity, StoredPiece};
use crate::error::Result;
use crate::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, EntityMention, NamedSpeaker, Piece, article_name,
};
use crate::evaluate::entity_types::conll_type;
use crate::named::Named;
use crate::text::CharacterOffsets;
use std::path::Path;

/// An entity for scoring; `None` if it marks nothing or is of no type that is scored.
pub fn mention(entity: &StoredEntity) -> Option<EntityMention> {
    Some(EntityMention {
        piece: Piece::new(entity.start, entity.end)?,
        entity_type: conll_type(&entity.entity_type)?,
    })
}

/// Reads a file, or every `.jsonl` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let files: Vec<_> = if path.is_file() {
        found.iter().collect()
    } else {
        files::with_extension(&found, "jsonl").collect()
    };
    let mut corpus = Corpus::new();
    for file in files {
        parse(&files::text(file)?, file, reading, &mut corpus);
    }
    Ok(corpus)
}

/// Reads the lines of one file; those that cannot be read are reported and left out.
pub fn parse(content: &str, path: &Path, reading: &mut Reading, corpus: &mut Corpus) {
    for (i, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<StoredClaims>(line) {
            Ok(article) if article.rejected.is_some() => {}
            Ok(article) => {
                let document = document(article, path, i + 1, reading);
                corpus.push(document);
            }
            Err(e) => reading.warn(path, i + 1, format!("this article cannot be read: {e}")),
        }
    }
}

fn document(
    article: StoredClaims,
    path: &Path,
    line: usize,
    reading: &mut Reading,
) -> AnnotatedArticle {
    let id = article_name(&article.article_id).to_owned();
    let text = article.text.or_else(|| reading.texts.get(&id).cloned());
    let offsets = text.as_deref().map(CharacterOffsets::new);
    let stored = article.claims.unwrap_or_default();
    let claims = stored.into_iter().map(|mut claim| {
        let kind = claim.kind.as_deref().map(Kind::named).transpose();
        let kind = kind.unwrap_or_else(|error| {
            reading.warn(path, line, format!("claim {}: {error}", claim.number()));
            None
        });
        let mut pieces = |records: Vec<StoredPiece>| -> Vec<Piece> {
            pieces(&records, offsets.as_ref(), path, line, reading)
        };
        AnnotatedClaim {
            // Where there is `via`, a speaker without a description has none.
            description: claim.via.is_some().then(|| {
                let described = claim.speaker.as_mut().and_then(|s| s.description.take());
                pieces(described.into_iter().collect())
            }),
            id: claim.number(),
            via: claim.via.map(&mut pieces),
            act: claim.act,
            factuality: claim.factuality,
            source: pieces(claim.source),
            cue: pieces(claim.cue),
            content: pieces(claim.content),
            kind,
            speaker: claim.speaker.and_then(|s| {
                Some(NamedSpeaker {
                    name: s.name?,
                    speaker_type: s.speaker_type,
                })
            }),
            found_by: claim.speaker_found_by,
            within: claim.within.is_some(),
            confidence: claim.confidence,
            speaker_confidence: claim.speaker_confidence,
        }
    });
    let claims: Vec<AnnotatedClaim> = claims.collect();
    let sentences = article
        .sentences
        .map(|sentences| pieces(&sentences, offsets.as_ref(), path, line, reading));
    let entities = article.entities.as_deref();
    AnnotatedArticle {
        id,
        has_speakers: claims.iter().any(|c| c.speaker.is_some()),
        claims: Some(claims),
        entities: entities.map(|e| e.iter().filter_map(mention).collect()),
        sentences,
        text,
        ..AnnotatedArticle::default()
    }
}

/// The pieces of a record. One that marks nothing is left out with a warning; one whose
/// words differ from the text at its offsets is kept, with a warning, since the offsets are
/// what is scored.
pub fn pieces(
    records: &[StoredPiece],
    offsets: Option<&CharacterOffsets>,
    path: &Path,
    line: usize,
    reading: &mut Reading,
) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(records.len());
    for record in records {
        let Some(piece) = Piece::new(record.start, record.end) else {
            reading.warn(
                path,
                line,
                format!("{}..{} marks nothing", record.start, record.end),
            );
            continue;
        };
        if let Some(offsets) = offsets
            && let (Some(there), Some(said)) = (piece.of(offsets.text(), offsets), &record.text)
            && there != said
        {
            reading.warn(
                path,
                line,
                format!("{}..{} is “{there}”, not “{said}”", piece.start, piece.end),
            );
        }
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(content: &str) -> (Corpus, Vec<String>) {
        let mut reading = Reading::default();
        let mut corpus = Corpus::new();
        parse(content, Path::new("c.jsonl"), &mut reading, &mut corpus);
        (corpus, reading.warnings)
    }

    #[test]
    fn reads_claims_and_entities() {
        let (corpus, warnings) = parsed(concat!(
            r#"{"article_id":"text/quake.txt","title":null,"claims":[{"claim_id":"quake-1","kind":"indirect","#,
            r#""claim":"it is over","content":[{"start":9,"end":19,"text":"it is over"}],"#,
            r#""source":[{"start":0,"end":3,"text":"She"}],"cue":[],"#,
            r#""speaker":{"name":"Maria Ortiz","type":"person"},"speaker_found_by":"pronoun","#,
            r#""confidence":0.75,"sentence":0}],"entities":[{"start":30,"end":35,"text":"Ortiz","type":"person"}]}"#,
        ));
        assert_eq!(warnings, Vec::<String>::new());
        let claim = &corpus[0].claims()[0];
        assert_eq!(corpus[0].id, "quake");
        assert_eq!(claim.content, [Piece { start: 9, end: 19 }]);
        assert_eq!(claim.speaker.as_ref().unwrap().name, "Maria Ortiz");
        assert_eq!(claim.confidence, Some(0.75));
        assert_eq!(corpus[0].entities.as_ref().unwrap()[0].entity_type, "PER");
    }

    #[test]
    fn defects_are_reported() {
        let (corpus, warnings) = parsed(concat!(
            "{\"article_id\": 3}\nnot json\n",
            r#"{"article_id":"a","text":"He said no","claims":[{"claim_id":1,"content":[{"start":8,"end":10,"text":"yes"},{"start":4,"end":4}]}]}"#,
        ));
        assert_eq!(corpus.len(), 1);
        assert_eq!(warnings.len(), 4, "{warnings:?}");
        assert_eq!(corpus[0].claims()[0].content.len(), 1);
    }

    proptest! {
        #[test]
        fn never_fails(content in "(\\{\"article_id\":\"a\",\"claims\":\\[\\{\"content\":\\[\\{\"start\":[0-9]{1,3},\"end\":[0-9]{1,3}\\}\\]\\}\\]\\}\n){0,3}\\PC{0,20}") {
            parsed(&content);
        }
    }

    #[test]
    fn warnings_name_the_line_and_rejected_records_are_no_articles() {
        let (corpus, warnings) = parsed(concat!(
            r#"{"article_id":"a","rejected":"it has no text"}"#,
            "\n\nbroken\n",
            r#"{"article_id":"b","text":"He said no","claims":[{"claim_id":1,"content":[{"start":8,"end":10,"text":"yes"}]}]}"#,
        ));
        let ids: Vec<&str> = corpus.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["b"]);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        let broken = "c.jsonl, line 3: this article cannot be read: ";
        assert!(warnings[0].starts_with(broken), "{warnings:?}");
        assert_eq!(warnings[1], "c.jsonl, line 4: 8..10 is “no”, not “yes”");
    }
}
