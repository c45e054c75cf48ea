//! What is known of an article before it is read: for the evaluation, which asks for one step alone.

use super::Model;
use crate::article::Article;
use crate::attribution::Linked;
use crate::encoder::Tokens;
use crate::error::Result;
use crate::text::{Document, Span};
#[cfg(test)]
use crate::{entities::Entity, speakers::Antecedents};
use std::ops::Range;

/// What is known of an article already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Sources, to find out whom they may be for beside those that the model finds.
    pub sources: Vec<Span>,
    /// Names of people; the model's own that overlap with them give way.
    pub people: Vec<Span>,
}

/// Pieces of claims, each list in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    /// Sources.
    pub sources: Vec<Span>,
    /// Cues.
    pub cues: Vec<Span>,
    /// Contents.
    pub contents: Vec<Span>,
}

impl Model {
    /// Puts claims together from pieces that are already known; one claim for each cue and for
    /// each content without one.
    ///
    /// # Errors
    /// [`crate::Error::Engine`] if the engine fails.
    pub fn link(
        &self,
        article: &Article,
        document: &Document,
        pieces: &Pieces,
    ) -> Result<Vec<Linked>> {
        let mut linked = Vec::new();
        let none = Tokens::default();
        self.read(&article.text, document, &none, |_, tokens, hidden| {
            let (sources, cues, contents) = (
                located(tokens, &pieces.sources),
                located(tokens, &pieces.cues),
                located(tokens, &pieces.contents),
            );
            let ranges =
                |found: &[(usize, Range<usize>)]| found.iter().map(|f| f.1.clone()).collect();
            let ranges: [Vec<_>; 3] = [ranges(&sources), ranges(&cues), ranges(&contents)];
            let [s, c, t] = &ranges;
            let found = self.attribution.link(tokens, hidden.roles, s, c, t);
            linked.extend(found.into_iter().map(|claim| Linked {
                source: claim.source.map(|i| sources[i].0),
                cue: claim.cue.map(|i| cues[i].0),
                contents: claim.contents.iter().map(|&i| contents[i].0).collect(),
                probability: claim.probability,
            }));
            Ok(())
        })?;
        Ok(linked)
    }

    /// What the model makes of the pronouns and sources of a text whose names and sources, in text
    /// order, are known: for the tests of the stage that uses it.
    #[cfg(test)]
    pub(crate) fn antecedents(
        &self,
        text: &str,
        document: &Document,
        entities: &[Entity],
        sources: &[Span],
    ) -> Result<Antecedents> {
        let mut found = Antecedents::default();
        let none = Tokens::default();
        self.read(text, document, &none, |_, tokens, hidden| {
            if let Some(head) = &self.antecedents {
                found.append(head.find(text, tokens, hidden.names, entities, sources));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// The tokens of those spans that have any here, with the span's number.
fn located(tokens: &Tokens, spans: &[Span]) -> Vec<(usize, Range<usize>)> {
    let located = spans.iter().map(|&span| tokens.located(span)).enumerate();
    located.filter_map(|(i, range)| Some((i, range?))).collect()
}
