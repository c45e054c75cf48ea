//! Claims as [W3C Web Annotations](https://www.w3.org/TR/annotation-model/): one JSON-LD object
//! a claim, each on its own line.
//!
//! The target is the content, a specific resource for each piece, with a position selector,
//! which counts characters from the start of the article's text, and a quote selector with the
//! words and what stands around them. The body says who claims it, in the words of schema.org
//! as far as they go, and otherwise in sayso's own.

use super::jsonl::write_line;
use super::{Claim, Passage};
use crate::article::Article;
use crate::attribution::{Act, Factuality, Kind};
use crate::speakers::{FoundBy, SpeakerType};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Characters given before and after the words of a quote selector.
const AROUND: usize = 32;

/// Writes one line a claim.
pub fn write_claims<'c>(
    mut out: impl Write,
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    let urn = format!("urn:sayso:article:{}", percent_encoded(&article.id));
    let url = article.metadata.url.as_deref();
    let is_web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    let source = url.filter(is_web).unwrap_or(&urn);
    for claim in claims {
        write_line(&mut out, &Annotation::new(article, claim, &urn, source))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Annotation<'a> {
    #[serde(rename = "@context")]
    context: [Value; 2],
    id: String,
    #[serde(rename = "type")]
    annotation_type: &'static str,
    motivation: &'static str,
    generator: Value,
    body: Body<'a>,
    target: Vec<Target<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    body_type: &'static str,
    purpose: &'static str,
    #[serde(rename = "schema:author")]
    author: Option<Author<'a>>,
    #[serde(rename = "sayso:foundBy")]
    found_by: FoundBy,
    #[serde(rename = "sayso:kind")]
    kind: Kind,
    #[serde(rename = "sayso:act")]
    act: Act,
    #[serde(rename = "sayso:factuality")]
    factuality: Factuality,
    #[serde(rename = "sayso:confidence")]
    confidence: f32,
    #[serde(rename = "sayso:within", skip_serializing_if = "Option::is_none")]
    within: Option<String>,
    #[serde(rename = "sayso:repeats", skip_serializing_if = "Option::is_none")]
    repeats: Option<String>,
    #[serde(rename = "sayso:source")]
    source: Vec<Target<'a>>,
    #[serde(rename = "sayso:cue")]
    cue: Vec<Target<'a>>,
    #[serde(rename = "sayso:via", skip_serializing_if = "Vec::is_empty")]
    via: Vec<Target<'a>>,
    #[serde(rename = "schema:isPartOf", skip_serializing_if = "Option::is_none")]
    article: Option<Whole<'a>>,
}

/// The article that a claim is part of, if more is to be said of it than its address.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "type")]
    article_type: &'static str,
    #[serde(rename = "schema:headline", skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(
        rename = "schema:additionalProperty",
        skip_serializing_if = "Vec::is_empty"
    )]
    kept: Vec<Property<'a>>,
}

/// A field that is kept.
#[derive(Serialize)]
struct Property<'a> {
    #[serde(rename = "type")]
    property_type: &'static str,
    #[serde(rename = "schema:name")]
    name: &'a str,
    #[serde(rename = "schema:value")]
    value: &'a str,
}

impl<'a> Whole<'a> {
    fn of(article: &'a Article) -> Option<Self> {
        let kept = article.kept.iter().filter_map(|(name, value)| {
            Some(Property {
                property_type: "schema:PropertyValue",
                name,
                value: value.as_deref()?,
            })
        });
        let whole = Self {
            article_type: "schema:Article",
            headline: article.title.as_deref(),
            kept: kept.collect(),
        };
        (whole.headline.is_some() || !whole.kept.is_empty()).then_some(whole)
    }
}

#[derive(Serialize)]
struct Author<'a> {
    #[serde(rename = "type")]
    author_type: &'static str,
    #[serde(rename = "schema:name")]
    name: &'a str,
    #[serde(rename = "sayso:speakerType")]
    speaker_type: SpeakerType,
    #[serde(rename = "schema:description", skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    target_type: &'static str,
    source: &'a str,
    selector: (PositionSelector, QuoteSelector<'a>),
}

#[derive(Serialize)]
struct PositionSelector {
    #[serde(rename = "type")]
    selector_type: &'static str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct QuoteSelector<'a> {
    #[serde(rename = "type")]
    selector_type: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

impl<'a> Annotation<'a> {
    fn new(article: &'a Article, claim: &'a Claim, urn: &str, source: &'a str) -> Self {
        let targets = |passages: &'a [Passage]| -> Vec<Target<'a>> {
            let target = |passage| Target::new(&article.text, passage, source);
            passages.iter().map(target).collect()
        };
        let id = |number: usize| format!("{urn}:claim:{number}");
        Self {
            context: [
                json!("http://www.w3.org/ns/anno.jsonld"),
                json!({"schema": "https://schema.org/", "sayso": "urn:sayso:terms:"}),
            ],
            id: id(claim.id),
            annotation_type: "Annotation",
            motivation: "describing",
            generator: json!({
                "type": "Software",
                "name": concat!("sayso ", env!("CARGO_PKG_VERSION")),
            }),
            body: Body {
                body_type: "schema:Claim",
                purpose: "describing",
                author: claim.speaker.as_ref().map(|speaker| Author {
                    author_type: schema_type(speaker.speaker_type),
                    name: &speaker.name,
                    speaker_type: speaker.speaker_type,
                    description: speaker.description.as_ref().map(|d| d.text.as_str()),
                }),
                found_by: claim.found_by,
                kind: claim.kind,
                act: claim.act,
                factuality: claim.factuality,
                confidence: claim.confidence,
                within: claim.within.map(id),
                repeats: claim.repeats.map(id),
                source: targets(&claim.source),
                cue: targets(&claim.cue),
                via: targets(&claim.via),
                article: Whole::of(article),
            },
            target: targets(&claim.content),
        }
    }
}

impl<'a> Target<'a> {
    fn new(text: &'a str, passage: &'a Passage, source: &'a str) -> Self {
        let (before, after) = (&text[..passage.span.start], &text[passage.span.end..]);
        let prefix = before.char_indices().rev().take(AROUND).last();
        let suffix = after.char_indices().nth(AROUND);
        let position = PositionSelector {
            selector_type: "TextPositionSelector",
            start: passage.start,
            end: passage.end,
        };
        let quote = QuoteSelector {
            selector_type: "TextQuoteSelector",
            exact: &passage.text,
            prefix: &before[prefix.map_or(before.len(), |(at, _)| at)..],
            suffix: &after[..suffix.map_or(after.len(), |(at, _)| at)],
        };
        Self {
            target_type: "SpecificResource",
            source,
            selector: (position, quote),
        }
    }
}

fn schema_type(speaker_type: SpeakerType) -> &'static str {
    match speaker_type {
        SpeakerType::Person | SpeakerType::Anonymous => "schema:Person",
        SpeakerType::Organization => "schema:Organization",
        SpeakerType::Document => "schema:CreativeWork",
        SpeakerType::Place => "schema:Place",
        SpeakerType::Group => "schema:Thing",
    }
}

/// What a URN holds as it is.
const KEPT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An id as part of a URN: what is neither a letter, a digit nor one of `-._~` is escaped.
fn percent_encoded(id: &str) -> String {
    utf8_percent_encode(id, &KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{CharacterOffsets, Span};
    use proptest::prelude::*;

    #[test]
    fn ids_become_urns() {
        assert_eq!(percent_encoded("a b/ü.txt"), "a%20b%2F%C3%BC.txt");
    }

    proptest! {
        #[test]
        fn a_quote_stands_between_its_prefix_and_suffix(
            before in "\\PC{0,40}", words in "\\PC{1,10}", after in "\\PC{0,40}"
        ) {
            let text = format!("{before}{words}{after}");
            let span = Span::new(before.len(), before.len() + words.len());
            let passage = Passage::new(&text, &CharacterOffsets::new(&text), span);
            let target = Target::new(&text, &passage, "urn:a");
            let quote = &target.selector.1;
            prop_assert_eq!(quote.exact, words.as_str());
            prop_assert!(before.ends_with(quote.prefix) && after.starts_with(quote.suffix));
            prop_assert_eq!(quote.prefix.chars().count(), before.chars().count().min(AROUND));
            prop_assert_eq!(quote.suffix.chars().count(), after.chars().count().min(AROUND));
        }
    }
}
