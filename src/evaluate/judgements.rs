//! What is right of each of a system's claims, as a table: for whoever fits or filters by it.

use super::matching::matched;
use super::names::same_speaker;
use super::pair::Pair;
use super::said::Said;
use crate::error::{Error, Result};
use serde::Serialize;
use std::io;
use std::path::Path;

/// The judgement of one claim of the system; a column a field.
#[derive(Debug, PartialEq, Serialize)]
struct Judgement<'a> {
    article_id: &'a str,
    /// The system's id of the claim.
    claim_id: &'a str,
    /// The gold set's id of the claim that it is paired with: contents overlap, and the source is
    /// right where the gold set has sources. Empty for none.
    gold_claim: &'a str,
    /// Whether the paired claim has the same speaker; empty without one, or without speakers.
    speaker_right: Option<bool>,
    speaker: &'a str,
    gold_speaker: &'a str,
}

/// Writes a row for each claim of the system, as CSV with a header.
///
/// # Errors
/// [`Error::Io`] if the file cannot be written.
pub fn write(pairs: &[Pair<'_>], path: &Path) -> Result<()> {
    rows(pairs, path).map_err(Error::io("write", path))
}

fn rows(pairs: &[Pair<'_>], path: &Path) -> io::Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    let said = Said::of(pairs);
    for judgement in pairs.iter().flat_map(|pair| judge(pair, said)) {
        table.serialize(judgement)?;
    }
    table.flush()
}

fn judge<'a>(pair: &Pair<'a>, said: Said) -> Vec<Judgement<'a>> {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    let mut partners = vec![None; system.len()];
    for (wanted, found) in gold
        .iter()
        .zip(matched(gold, system, |g, s| said.same_source(g, s)))
    {
        if let Some(found) = found {
            partners[found] = Some(wanted);
        }
    }
    let name =
        |claim: &'a super::document::AnnotatedClaim| claim.speaker.as_ref().map_or("", |s| &s.name);
    let judged = system
        .iter()
        .zip(partners)
        .map(|(claim, partner)| Judgement {
            article_id: &pair.gold.id,
            claim_id: &claim.id,
            gold_claim: partner.map_or("", |wanted| &wanted.id),
            speaker_right: partner
                .filter(|_| pair.gold.has_speakers)
                .map(|wanted| same_speaker(wanted, claim)),
            speaker: name(claim),
            gold_speaker: partner.map_or("", name),
        });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, NamedSpeaker};

    fn claim(id: &str, at: usize, speaker: &str) -> AnnotatedClaim {
        AnnotatedClaim {
            id: id.to_owned(),
            speaker: (!speaker.is_empty()).then(|| NamedSpeaker {
                name: speaker.to_owned(),
                speaker_type: None,
            }),
            ..AnnotatedClaim::at((at, at + 3), (0, 0), (at + 4, at + 9))
        }
    }

    fn article(id: &str, has_speakers: bool, claims: Vec<AnnotatedClaim>) -> AnnotatedArticle {
        AnnotatedArticle {
            id: id.to_owned(),
            has_speakers,
            claims: Some(claims),
            ..AnnotatedArticle::default()
        }
    }

    #[test]
    fn every_claim_of_the_system_has_a_row() {
        let named = vec![claim("g1", 0, "Ana Ruiz"), claim("g2", 10, "Bo Berg")];
        let gold = [
            article("a", true, named),
            article("b", false, vec![claim("g3", 0, "")]),
        ];
        let found = vec![
            claim("1", 0, "Ana Ruiz"),
            claim("2", 10, "Berg"),
            claim("3", 20, "Cy Lund"),
        ];
        let system = [
            article("a", true, found),
            article("b", true, vec![claim("4", 0, "Di Moe")]),
        ];
        let pairs = [
            Pair::new(&gold[0], &system[0]),
            Pair::new(&gold[1], &system[1]),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judgements.csv");
        write(&pairs, &path).unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "article_id,claim_id,gold_claim,speaker_right,speaker,gold_speaker\n\
             a,1,g1,true,Ana Ruiz,Ana Ruiz\n\
             a,2,g2,false,Berg,Bo Berg\n\
             a,3,,,Cy Lund,\n\
             b,4,g3,,Di Moe,\n"
        );
        assert!(write(&pairs, &folder.path().join("no/such/folder.csv")).is_err());
    }
}
