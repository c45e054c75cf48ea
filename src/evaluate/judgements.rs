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
