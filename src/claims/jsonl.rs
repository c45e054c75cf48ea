//! Claims and entities as JSON lines: one object an article, also for one without any.

use super::{Claim, Passage};
use crate::article::Article;
use crate::attribution::{Act, Factuality, Kind};
use crate::entities::{Entity, EntityType};
use crate::speakers::{FoundBy, People, SpeakerType};
use crate::text::CharacterOffsets;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Writes an article's claims and entities as one line; `offsets` are those of its text.
pub fn write_claims<'c>(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    claims: impl IntoIterator<Item = &'c Claim>,
    entities: &[Entity],
) -> io::Result<()> {
    write_line(out, &article_line(article, offsets, claims, entities, None))
}

/// The same line with what a table of the user's says of each claim's speaker, as the object
/// `person` with the columns of the table, or null.
pub fn write_claims_with_people<'c>(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    claims: impl IntoIterator<Item = &'c Claim>,
    entities: &[Entity],
    people: &People,
) -> io::Result<()> {
    write_line(
        out,
        &article_line(article, offsets, claims, entities, Some(people)),
    )
}

/// The same line with the article's text in it, for those who do not have it as it was read.
pub fn write_claims_with_text<'c>(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    claims: impl IntoIterator<Item = &'c Claim>,
    entities: &[Entity],
) -> io::Result<()> {
    let line = ArticleLine {
        text: Some(&article.text),
        ..article_line(article, offsets, claims, entities, None)
    };
    write_line(out, &line)
}

fn article_line<'a, 'c: 'a>(
    article: &'a Article,
    offsets: &CharacterOffsets,
    claims: impl IntoIterator<Item = &'c Claim>,
    entities: &[Entity],
    people: Option<&'a People>,
) -> ArticleLine<'a> {
    let metadata = &article.metadata;
    ArticleLine {
        article_id: &article.id,
        title: article.title.as_deref(),
        date: metadata.date.as_deref(),
        url: metadata.url.as_deref(),
        outlet: metadata.outlet.as_deref(),
        kept: Kept::of(article),
        claims: claims
            .into_iter()
            .map(|claim| ClaimObject::new(claim, people))
            .collect(),
        entities: entity_objects(article, offsets, entities),
        text: None,
    }
}

/// Writes an article's entities as one line; `offsets` are those of its text.
pub fn write_entities(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    entities: &[Entity],
) -> io::Result<()> {
    let line = EntitiesLine {
        article_id: &article.id,
        title: article.title.as_deref(),
        kept: Kept::of(article),
        entities: entity_objects(article, offsets, entities),
    };
    write_line(out, &line)
}

/// Writes a value as one line.
pub fn write_line(mut out: impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, FourDecimals);
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Compact JSON with numbers that are not whole, which are all confidences, to four decimals,
/// as in CSV.
struct FourDecimals;

impl Formatter for FourDecimals {
    fn write_f32<W: Write + ?Sized>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        writer.write_all(super::confidence_text(value).as_bytes())
    }
}

/// The fields of an article that are kept, as an object.
pub struct Kept<'a>(&'a [(String, Option<String>)]);

impl<'a> Kept<'a> {
    /// Nothing if none were to be kept.
    pub fn of(article: &'a Article) -> Option<Self> {
        (!article.kept.is_empty()).then_some(Self(&article.kept))
    }
}

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The line of an article.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ArticleLine<'a> {
    article_id: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    url: Option<&'a str>,
    outlet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "serve", schema(value_type = Option<std::collections::HashMap<String, Option<String>>>))]
    kept: Option<Kept<'a>>,
    claims: Vec<ClaimObject<'a>>,
    entities: Vec<EntityObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct EntitiesLine<'a> {
    article_id: &'a str,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<Kept<'a>>,
    entities: Vec<EntityObject<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct ClaimObject<'a> {
    claim_id: usize,
    kind: Kind,
    act: Act,
    factuality: Factuality,
    claim: String,
    content: Vec<Piece<'a>>,
    source: Vec<Piece<'a>>,
    cue: Vec<Piece<'a>>,
    speaker: Option<SpeakerObject<'a>>,
    speaker_found_by: FoundBy,
    speaker_confidence: Option<f32>,
    via: Vec<Piece<'a>>,
    within: Option<usize>,
    repeats: Option<usize>,
    confidence: f32,
    sentence: Option<Piece<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "serve", schema(ignore))]
    person: Option<Option<Person<'a>>>,
}

/// What a table of the user's says of a speaker: an object with its columns.
struct Person<'a> {
    columns: &'a [String],
    cells: Vec<Option<String>>,
}

impl<'a> Person<'a> {
    fn of(claim: &Claim, people: &'a People) -> Option<Self> {
        let speaker = claim.speaker.as_ref()?;
        let cells = people.known(&speaker.name, speaker.speaker_type)?;
        let columns = people.columns();
        Some(Self { columns, cells })
    }
}

impl Serialize for Person<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(&self.cells))
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(super) struct Piece<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct SpeakerObject<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    speaker_type: SpeakerType,
    description: Option<Piece<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct EntityObject<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(rename = "type")]
    entity_type: EntityType,
    confidence: f32,
}

impl<'a> ClaimObject<'a> {
    fn new(claim: &'a Claim, people: Option<&'a People>) -> Self {
        Self {
            claim_id: claim.id,
            kind: claim.kind,
            act: claim.act,
            factuality: claim.factuality,
            claim: super::claim::words(&claim.content),
            content: pieces(&claim.content),
            source: pieces(&claim.source),
            cue: pieces(&claim.cue),
            speaker: claim.speaker.as_ref().map(|speaker| SpeakerObject {
                name: &speaker.name,
                speaker_type: speaker.speaker_type,
                description: speaker.description.as_ref().map(Piece::new),
            }),
            speaker_found_by: claim.found_by,
            speaker_confidence: claim.speaker_confidence,
            via: pieces(&claim.via),
            within: claim.within,
            repeats: claim.repeats,
            confidence: claim.confidence,
            sentence: claim.sentence.as_ref().map(Piece::new),
            person: people.map(|people| Person::of(claim, people)),
        }
    }
}

impl<'a> Piece<'a> {
    fn new(passage: &'a Passage) -> Self {
        Self {
            start: passage.start,
            end: passage.end,
            text: &passage.text,
        }
    }
}

pub(super) fn pieces(passages: &[Passage]) -> Vec<Piece<'_>> {
    passages.iter().map(Piece::new).collect()
}

fn entity_objects<'a>(
    article: &'a Article,
    offsets: &CharacterOffsets,
    entities: &[Entity],
) -> Vec<EntityObject<'a>> {
    entities
        .iter()
        .map(|entity| {
            let (start, end) = offsets.span(entity.span);
            EntityObject {
                start,
                end,
                text: entity.span.of(&article.text),
                entity_type: entity.entity_type,
                confidence: entity.confidence,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::ClaimSpeaker;
    use crate::text::Span;

    #[test]
    fn one_line_an_article() {
        let article = Article {
            id: "a".into(),
            title: Some("T".into()),
            text: "É, Ann\nsaid VIA".into(),
            ..Article::default()
        };
        let offsets = CharacterOffsets::new(&article.text);
        let passage = |start, end| Passage::new(&article.text, &offsets, Span::new(start, end));
        let claim = Claim {
            id: 1,
            kind: Kind::Direct,
            act: Act::State,
            factuality: Factuality::Factual,
            content: vec![passage(0, 2)],
            source: vec![passage(4, 7)],
            cue: vec![passage(8, 12)],
            speaker: Some(ClaimSpeaker {
                name: "Ann".into(),
                speaker_type: SpeakerType::Person,
                description: None,
            }),
            found_by: FoundBy::Name,
            speaker_confidence: Some(0.9),
            via: vec![passage(13, 16)],
            within: None,
            repeats: None,
            sentence: Some(passage(0, 12)),
            confidence: 0.5,
        };
        let entity = Entity {
            span: Span::new(4, 7),
            entity_type: EntityType::Person,
            confidence: 0.99999,
        };
        let mut out = Vec::new();
        write_claims(&mut out, &article, &offsets, [&claim], &[entity]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"article_id":"a","title":"T","date":null,"url":null,"outlet":null,"#,
                r#""claims":[{"claim_id":1,"kind":"direct","act":"state","factuality":"factual","claim":"É","#,
                r#""content":[{"start":0,"end":1,"text":"É"}],"#,
                r#""source":[{"start":3,"end":6,"text":"Ann"}],"#,
                r#""cue":[{"start":7,"end":11,"text":"said"}],"#,
                r#""speaker":{"name":"Ann","type":"person","description":null},"#,
                r#""speaker_found_by":"name","speaker_confidence":0.90,"via":[{"start":12,"end":15,"text":"VIA"}],"#,
                r#""within":null,"repeats":null,"confidence":0.50,"#,
                r#""sentence":{"start":0,"end":11,"text":"É, Ann\nsaid"}}],"#,
                r#""entities":[{"start":3,"end":6,"text":"Ann","type":"person","#,
                r#""confidence":1.00}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn an_article_without_claims_has_its_line() {
        let mut out = Vec::new();
        write_claims(
            &mut out,
            &Article::default(),
            &CharacterOffsets::new(""),
            [],
            &[],
        )
        .unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["claims"], serde_json::json!([]));
        assert_eq!(out.iter().filter(|&&b| b == b'\n').count(), 1);
    }
}
