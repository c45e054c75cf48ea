//! Puts a model of one's own in the place of sayso's: whatever says which words are source, cue
//! and content. Sentences, speakers, the order of claims and the outputs stay sayso's.
//!
//! ```text
//! cargo run --release --example own_model
//! ```
//!
//! A BERT in a folder needs no code: see `Pipeline::builder().model(…)` and
//! `.entities_model(…)`.

use sayso::attribution::{Act, Attribution, Kind};
use sayso::claims::csv;
use sayso::entities::{Entity, EntityType};
use sayso::error::Result;
use sayso::text::{Document, Span};
use sayso::{Article, Pipeline, Tagged, Tagger};
use std::io;

/// Knows one pattern: `NAME says that CONTENT.`, a sentence alone.
struct SaysThat;

const CUE: &str = "says";

impl Tagger for SaysThat {
    fn tag(&self, article: &Article, document: &Document) -> Result<Tagged> {
        let mut tagged = Tagged::default();
        for sentence in &document.sentences {
            let words = sentence.of(&article.text).trim_end_matches('.');
            let Some((name, content)) = words.split_once(" says that ") else {
                continue;
            };
            // Spans are in bytes of the article's text.
            let source = Span::new(sentence.start, sentence.start + name.len());
            let cue = Span::new(source.end + 1, source.end + 1 + CUE.len());
            let end = sentence.start + words.len();
            tagged.entities.push(Entity {
                span: source,
                entity_type: EntityType::Person,
                confidence: 1.0,
            });
            tagged.attributions.push(Attribution {
                content: vec![Span::new(end - content.len(), end)],
                source: vec![source],
                cue: vec![cue],
                kind: Kind::Indirect,
                act: Act::State,
                confidence: 1.0,
                evidence: None,
            });
        }
        Ok(tagged)
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let article = Article {
        id: "weather".into(),
        text: "It rains. Ann Lee says that it will stop. Bob Orr says that it will not.".into(),
        ..Article::default()
    };
    let analysis = Pipeline::new(SaysThat).analyze(article)?;
    csv::write_header(io::stdout(), &csv::CLAIM_COLUMNS)?;
    csv::write_claims(io::stdout(), &analysis.article, &analysis.claims)?;
    Ok(())
}
