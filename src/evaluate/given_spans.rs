//! Links and speakers alone: the gold claims as they are, with the speakers that sayso finds
//! for them; and their pieces, put together anew.

use super::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece, PronounQuestion, in_order,
};
use crate::attribution::{Act, Attribution, Kind};
use crate::claims;
use crate::corpus::Article;
use crate::error::Result;
use crate::model::{Given, Model, Pieces};
use crate::pipeline::{reading, whom};
use crate::speakers::Speakers;
use crate::text::{CharacterOffsets, Span, segment};
use rayon::prelude::*;

/// The gold claims of each article with a text, their speakers taken away and found anew, and
/// what belongs together taken apart and linked anew.
///
/// # Errors
/// If the model fails on an article.
pub fn resolve(gold: &Corpus, model: &Model) -> Result<Corpus> {
    let articles: Vec<&AnnotatedArticle> = gold.iter().filter(|d| d.text.is_some()).collect();
    articles
        .into_par_iter()
        .map(|document| match &document.pronoun {
            Some(question) => answer(document, question, model),
            None => resolve_one(document, model),
        })
        .collect()
}

/// The speakers of claims that are already known, in the order of their content; `people` are
/// names that are known to be people's.
fn speakers_of(
    model: &Model,
    article: &Article,
    attributions: &[Attribution],
    people: &[Span],
) -> Result<Speakers> {
    let document = segment(&article.text);
    let article = &*reading(article, &document);
    let sources = attributions.iter().flat_map(|a| &a.source);
    let given = Given {
        sources: sources.copied().collect(),
        people: people.to_vec(),
    };
    let mut found = model.tag_given(article, &document, &given)?;
    found.entities.sort_by_key(|e| (e.span, e.entity_type));
    let (entities, antecedents) = (&found.entities, &found.antecedents);
    Ok(whom(
        article,
        &document,
        entities,
        attributions,
        antecedents,
    ))
}

fn resolve_one(gold: &AnnotatedArticle, model: &Model) -> Result<AnnotatedArticle> {
    let text = gold.text.clone().unwrap_or_default();
    let offsets = CharacterOffsets::new(&text);
    let segmented = segment(&text);
    let spans = |pieces: &[Piece]| -> Vec<Span> {
        pieces
            .iter()
            .filter_map(|p| offsets.to_span(p.start, p.end))
            .collect()
    };
    // Attributions stand in the order of their content and have some.
    let mut order: Vec<(&AnnotatedClaim, Attribution)> = Vec::new();
    for claim in gold.claims() {
        let content = spans(&claim.content);
        if content.is_empty() {
            continue;
        }
        let attribution = Attribution {
            kind: Kind::of(&text, &segmented, &content),
            content,
            source: spans(&claim.source),
            cue: spans(&claim.cue),
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        order.push((claim, attribution));
    }
    order.sort_by(|(_, a), (_, b)| (&a.content, &a.cue).cmp(&(&b.content, &b.cue)));
    let (kept, attributions): (Vec<&AnnotatedClaim>, Vec<Attribution>) = order.into_iter().unzip();

    let article = Article {
        text: text.clone(),
        ..Article::default()
    };
    let speakers = speakers_of(model, &article, &attributions, &[])?;
    let found = claims::Claim::assemble(&offsets, &segmented, &attributions, &speakers);
    let claims = kept
        .into_iter()
        .zip(found)
        .map(|(claim, found)| AnnotatedClaim {
            speaker: found.speaker.map(|speaker| NamedSpeaker {
                name: speaker.name,
                speaker_type: Some(speaker.speaker_type.to_string()),
            }),
            found_by: Some(found.found_by.to_string()),
            factuality: Some(found.factuality.to_string()),
            confidence: None,
            speaker_confidence: found.speaker_confidence.map(f64::from),
            ..claim.clone()
        })
        .collect();
    Ok(AnnotatedArticle {
        id: gold.id.clone(),
        text: gold.text.clone(),
        linked: Some(link(gold, &article, &offsets, model)?),
        claims: Some(claims),
        has_speakers: true,
        ..AnnotatedArticle::default()
    })
}

/// Whom a pronoun is for: the program resolves what attributions name, so it is handed over as
/// one without a cue; and the names in question are taken for people's.
fn answer(
    gold: &AnnotatedArticle,
    question: &PronounQuestion,
    model: &Model,
) -> Result<AnnotatedArticle> {
    let text = gold.text.clone().unwrap_or_default();
    let offsets = CharacterOffsets::new(&text);
    let span = |piece: Piece| offsets.to_span(piece.start, piece.end);
    let people: Vec<Span> = question.names.iter().filter_map(|n| span(n.0)).collect();
    let mut found: Vec<Span> = Vec::new();
    if let Some(source) = span(question.pronoun) {
        let article = Article {
            text: text.clone(),
            ..Article::default()
        };
        let segmented = segment(&text);
        let sentence = segmented.sentence_at(source.start);
        let end = sentence.map_or(text.len(), |s| segmented.sentences[s].end);
        let attribution = Attribution {
            content: vec![Span::new(source.end, end.max(source.end))],
            source: vec![source],
            cue: Vec::new(),
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        let speakers = speakers_of(model, &article, &[attribution], &people)?;
        let speaker = speakers.of.first().and_then(|of| of.0);
        found.extend(speaker.iter().flat_map(|&s| &speakers.speakers[s].mentions));
    }
    let is_one = |piece| span(piece).is_some_and(|name| found.iter().any(|m| m.overlaps(name)));
    Ok(AnnotatedArticle {
        id: gold.id.clone(),
        text: gold.text.clone(),
        pronoun: Some(PronounQuestion {
            names: question.names.iter().map(|n| (n.0, is_one(n.0))).collect(),
            ..question.clone()
        }),
        ..AnnotatedArticle::default()
    })
}

fn link(
    gold: &AnnotatedArticle,
    article: &Article,
    offsets: &CharacterOffsets,
    model: &Model,
) -> Result<Vec<AnnotatedClaim>> {
    let all = |of: fn(&AnnotatedClaim) -> &[Piece]| {
        let pieces = gold.claims().iter().flat_map(of).copied().collect();
        let located = |p: Piece| Some((p, offsets.to_span(p.start, p.end)?));
        let located: (Vec<Piece>, Vec<Span>) =
            in_order(pieces).into_iter().filter_map(located).unzip();
        located
    };
    let (sources, source_spans) = all(|claim| &claim.source);
    // A cue in several pieces is known by its first.
    let (cues, cue_spans) = all(|claim| claim.cue.get(..1).unwrap_or_default());
    let (contents, content_spans) = all(|claim| &claim.content);
    let pieces = Pieces {
        sources: source_spans,
        cues: cue_spans,
        contents: content_spans,
    };
    let document = segment(&article.text);
    let linked = model.link(&reading(article, &document), &document, &pieces)?;
    let claim = |linked: crate::attribution::Linked| AnnotatedClaim {
        source: linked.source.map(|i| sources[i]).into_iter().collect(),
        cue: linked.cue.map(|i| cues[i]).into_iter().collect(),
        content: linked.contents.iter().map(|&i| contents[i]).collect(),
        ..AnnotatedClaim::default()
    };
    Ok(linked.into_iter().map(claim).collect())
}
