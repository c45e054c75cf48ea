//! A tagger without a model, for tests of everything around it.

use crate::article::Article;
use crate::attribution::{Act, Attribution, Kind};
use crate::entities::{Entity, EntityType};
use crate::error::Result;
use crate::tagger::{Tagged, Tagger};
use crate::text::{Document, Span};

/// Calls every outermost quotation a direct claim; if `said` follows in the same sentence or
/// paragraph, that is its cue, and the capitalized word before it the source and a person.
pub struct QuotationTagger;

impl Tagger for QuotationTagger {
    fn tag(&self, article: &Article, document: &Document) -> Result<Tagged> {
        let text = &article.text;
        let mut tagged = Tagged::default();
        for quotation in document.quotations.iter().filter(|q| q.depth == 0) {
            let end = document
                .paragraph_at(quotation.span.start)
                .map_or(text.len(), |i| document.paragraphs[i].end)
                .max(quotation.span.end);
            let cue = text[quotation.span.end..end].find(" said").map(|at| {
                let start = quotation.span.end + at + 1;
                Span::new(start, start + "said".len())
            });
            let source = cue.and_then(|cue| {
                let before = &text[quotation.span.end..cue.start - 1];
                let word = before.rsplit(char::is_whitespace).next()?;
                let span = Span::new(cue.start - 1 - word.len(), cue.start - 1);
                word.starts_with(char::is_uppercase).then_some(span)
            });
            tagged.entities.extend(source.map(|span| Entity {
                span,
                entity_type: EntityType::Person,
                confidence: 0.9,
            }));
            tagged.attributions.push(Attribution {
                content: vec![quotation.span],
                source: source.into_iter().collect(),
                cue: cue.into_iter().collect(),
                kind: Kind::Direct,
                act: Act::State,
                confidence: 0.5,
                evidence: None,
            });
        }
        Ok(tagged)
    }
}
