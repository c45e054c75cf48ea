//! Who the sources are: mentions of one person or body, and each attribution's speaker.

use crate::attribution::Attribution;
use crate::entities::Entity;
use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};

/// A person or body that claims something, with all its mentions in one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The fullest proper name that the article gives, verbatim; for one without a name the
    /// most informative words for it.
    pub name: Span,
    /// What kind of speaker it is.
    pub speaker_type: SpeakerType,
    /// Every place where the text refers to it, in text order.
    pub mentions: Vec<Span>,
}

/// What kind of speaker somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerType {
    /// A named person.
    Person,
    /// A named organization.
    Organization,
    /// Unnamed people, or a class of people: "officials", "voters".
    Group,
    /// One unnamed person: "a spokesman", "a person familiar with the matter".
    Anonymous,
    /// A report, poll, book, law, post, …
    Document,
    /// A country, city or building that acts: "Moscow", "the White House".
    Place,
}

/// How an attribution's speaker was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FoundBy {
    /// The source holds the speaker's fullest name (or, if unnamed, is itself the best
    /// description).
    Name,
    /// The source is part of the name, or an abbreviation of it.
    Alias,
    /// The source is a pronoun.
    Pronoun,
    /// The source is a noun phrase that refers to somebody named elsewhere.
    Nominal,
    /// The attribution has no source of its own; the speaker carries on from the one before.
    Continuation,
    /// Nobody could be found.
    Unresolved,
}

/// The speakers of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speakers {
    /// Each speaker once, by first mention.
    pub speakers: Vec<Speaker>,
    /// For each attribution, in the order given: index into `speakers`, and how it was found.
    pub of: Vec<(Option<usize>, FoundBy)>,
}

/// Finds who each attribution's source is.
///
/// `attributions` are in the order of their content; the answer keeps that order.
pub fn resolve(
    text: &str,
    document: &Document,
    entities: &[Entity],
    attributions: &[Attribution],
) -> Speakers {
    let _ = (text, document, entities);
    Speakers {
        speakers: Vec::new(),
        of: attributions
            .iter()
            .map(|_| (None, FoundBy::Unresolved))
            .collect(),
    }
}
