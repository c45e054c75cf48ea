//! A gold set and a system's claims as a report.

use super::matching::{Report, ReportArticle, ReportClaim, Verdict};
use super::pieces::{PieceFinder, Slice};
use crate::attribution::Kind;
use crate::claims::confidence_text;
use crate::evaluate::document::{AnnotatedClaim, Piece};
use crate::evaluate::errors::{ErrorKind, differences};
use crate::evaluate::matching::partners;
use crate::evaluate::pair::Pair;
use crate::evaluate::report::Row;
use crate::evaluate::said::Said;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoSuchValue, StrDeserializer};

impl Report {
    /// The articles of an evaluation, with the claims of both sides and what each lacks of the
    /// other. Claims without content, and articles without a text, are left out, for there is
    /// nowhere to show them.
    pub fn of_evaluation(pairs: &[Pair<'_>], measures: Vec<Row>) -> Self {
        let said = Said::of(pairs);
        Self {
            title: None,
            measures: Some(measures),
            articles: pairs.iter().filter_map(|p| article(p, said)).collect(),
        }
    }
}

fn article(pair: &Pair<'_>, said: Said) -> Option<ReportArticle> {
    let text = pair.text()?;
    let finder = PieceFinder::new(text);
    let length = text.chars().count();
    let (gold, gold_kinds) = shown(pair.gold.claims(), pair.gold_kinds());
    let (system, system_kinds) = shown(pair.system.claims(), pair.system_kinds());
    let has_speakers = pair.gold.has_speakers;
    let place = |claims: &[AnnotatedClaim], kinds: &[Option<Kind>]| -> Vec<ReportClaim> {
        (0u64..)
            .zip(claims.iter().zip(kinds))
            .map(|(i, (claim, kind))| place(claim, *kind, i + 1, &finder, length))
            .collect()
    };
    let mut in_gold = place(&gold, &gold_kinds);
    let mut in_system = place(&system, &system_kinds);
    for claim in &mut in_gold {
        claim.verdict = Some(Verdict::Missed);
    }
    for claim in &mut in_system {
        claim.verdict = Some(Verdict::Spurious);
    }
    for (g, s) in partners(&gold, &system, |g, s| said.same_source(g, s))
        .into_iter()
        .enumerate()
    {
        let Some(s) = s else { continue };
        let differs: Vec<&str> = differences(&gold[g], &system[s], said, has_speakers)
            .into_iter()
            .map(ErrorKind::name)
            .collect();
        let verdict = if differs.is_empty() {
            Verdict::Right
        } else {
            Verdict::Differs
        };
        for (claim, other) in [(&mut in_gold[g], s), (&mut in_system[s], g)] {
            claim.verdict = Some(verdict);
            claim.differs.clone_from(&differs);
            claim.counterpart = Some(other);
        }
    }
    Some(ReportArticle {
        id: name(pair),
        outlet: pair.gold.outlet.clone(),
        text: text.to_owned(),
        claims: in_system,
        gold: Some(in_gold),
        ..ReportArticle::default()
    })
}

/// The article's name, with those who annotated it if there are several.
fn name(pair: &Pair<'_>) -> String {
    let annotators = [&pair.gold.annotator, &pair.system.annotator];
    let annotators: Vec<&str> = annotators
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if annotators.is_empty() {
        pair.gold.id.clone()
    } else {
        format!("{} ({})", pair.gold.id, annotators.join(", "))
    }
}

/// The claims that have a content, with their kinds.
fn shown(
    claims: &[AnnotatedClaim],
    kinds: &[Option<Kind>],
) -> (Vec<AnnotatedClaim>, Vec<Option<Kind>>) {
    claims
        .iter()
        .zip(kinds)
        .filter(|(claim, _)| !claim.content.is_empty())
        .map(|(claim, kind)| (claim.clone(), *kind))
        .unzip()
}

fn place(
    claim: &AnnotatedClaim,
    kind: Option<Kind>,
    id: u64,
    finder: &PieceFinder,
    length: usize,
) -> ReportClaim {
    // A file may place a piece beyond the end of the text.
    let slices = |pieces: &[Piece]| -> Vec<Slice> {
        let fitting = pieces.iter().map(|p| (p.start, p.end.min(length)));
        fitting
            .filter(|(start, end)| start < end)
            .map(|(start, end)| finder.slice(start, end))
            .collect()
    };
    let speaker = claim.speaker.as_ref();
    ReportClaim {
        id,
        kind,
        content: slices(&claim.content),
        source: slices(&claim.source),
        cue: slices(&claim.cue),
        speaker: speaker.map(|s| s.name.clone()),
        speaker_type: speaker.and_then(|s| known(s.speaker_type.as_deref()?)),
        found_by: claim.found_by.as_deref().and_then(known),
        speaker_confidence: claim.speaker_confidence.map(|c| confidence_text(c as f32)),
        confidence: claim.confidence.map(|c| confidence_text(c as f32)),
        ..ReportClaim::default()
    }
}

/// The value of this name, if there is one: other tools and gold sets have names of their own.
fn known<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
    let deserializer: StrDeserializer<NoSuchValue> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedArticle;

    fn claim(source: (usize, usize), content: (usize, usize)) -> AnnotatedClaim {
        let piece = |(start, end)| Piece::new(start, end).into_iter().collect();
        AnnotatedClaim {
            source: piece(source),
            content: piece(content),
            ..AnnotatedClaim::default()
        }
    }

    #[test]
    fn each_claim_knows_what_became_of_it() {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            text: Some("0123456789 123456789".into()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        };
        let gold = document(vec![
            claim((0, 1), (2, 4)),
            claim((4, 5), (6, 8)),
            claim((8, 9), (9, 10)),
        ]);
        let system = document(vec![
            claim((0, 1), (2, 4)),
            claim((4, 5), (5, 8)),
            claim((11, 12), (15, 99)),
            AnnotatedClaim::default(),
        ]);
        let report = Report::of_evaluation(&[Pair::new(&gold, &system)], Vec::new());
        let article = &report.articles[0];
        let verdicts =
            |claims: &[ReportClaim]| claims.iter().filter_map(|c| c.verdict).collect::<Vec<_>>();
        use Verdict::{Differs, Missed, Right, Spurious};
        assert_eq!(
            verdicts(article.gold.as_ref().unwrap()),
            [Right, Differs, Missed]
        );
        assert_eq!(verdicts(&article.claims), [Right, Differs, Spurious]);
        assert_eq!(article.claims[1].differs, ["content-boundary"]);
        assert_eq!(article.claims[1].counterpart, Some(1));
        assert_eq!(article.claims[2].content, [Slice(15, 20)]);
    }

    #[test]
    fn an_article_without_text_is_left_out() {
        let nothing = AnnotatedArticle::default();
        let report = Report::of_evaluation(&[Pair::new(&nothing, &nothing)], Vec::new());
        assert!(report.articles.is_empty());
    }
}
