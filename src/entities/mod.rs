//! Named entities.

mod classifier;

pub use classifier::TokenClassifier;

use crate::encoder::{Tokens, Weights};
use crate::error::Result;
use crate::named::named;
use crate::tagging::SpanTagger;
use crate::text::Span;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// A name in the text.
///
/// ```
/// use sayso::entities::EntityType;
/// use sayso::{Article, Pipeline};
///
/// let text = "Ann Lee said that it would rain.".to_owned();
/// let article = Article { text, ..Article::default() };
/// let analysis = Pipeline::default_model()?.analyze(article)?;
/// let name = &analysis.entities[0];
/// assert_eq!(name.span.of(&analysis.article.text), "Ann Lee");
/// assert_eq!(name.entity_type, EntityType::Person);
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entity {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub entity_type: EntityType,
    /// Probability that span and type are right, between 0 and 1.
    pub confidence: f32,
}

named! {
    "type of name";
    /// What a name stands for: the four types of CoNLL-2003.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum EntityType {
        /// `PER`
        Person = "person",
        /// `ORG`
        Organization = "organization",
        /// `LOC`
        Location = "location",
        /// `MISC`: nationalities, events, works, …
        Miscellaneous = "miscellaneous",
    }
}

/// The head that finds names.
pub struct EntityHead {
    tagger: SpanTagger,
}

impl EntityHead {
    /// Reads the head's weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights) -> Result<Self> {
        Ok(Self {
            tagger: SpanTagger::load(weights, "entities", EntityType::ALL.len())?,
        })
    }

    /// The names of a text, in order. `hidden`: one row a token, `[tokens, hidden_size]`
    pub fn find(&self, tokens: &Tokens, hidden: ArrayView2<f32>) -> Vec<Entity> {
        let spans = self.tagger.spans(hidden, &tokens.paragraph_starts);
        spans
            .into_iter()
            .map(|found| Entity {
                span: tokens.span(found.tokens),
                entity_type: EntityType::ALL[found.kind],
                confidence: found.probability,
            })
            .collect()
    }
}
