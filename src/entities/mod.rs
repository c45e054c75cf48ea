//! Named entities.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// A name in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entity {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub entity_type: EntityType,
    /// Probability that span and type are right, between 0 and 1.
    pub confidence: f32,
}

/// What a name stands for: the four types of CoNLL-2003.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// `PER`
    Person,
    /// `ORG`
    Organization,
    /// `LOC`
    Location,
    /// `MISC`: nationalities, events, works, …
    Miscellaneous,
}
