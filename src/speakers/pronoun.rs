//! Pronouns by their form.

use super::SpeakerType;
use super::lexicon::Gender;

/// Whether a word, in any case, is one by which somebody speaks for others as well.
pub(crate) fn is_we(word: &str) -> bool {
    let is = |we: &&str| word.eq_ignore_ascii_case(we);
    ["we", "our", "us"].iter().any(is)
}

/// A pronoun as a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
    /// "I", "we": who speaks the words around it.
    First,
    /// "you": the addressee, or nobody in particular.
    Second,
    /// "who", "which": what stands right before it.
    Relative,
    /// "this", "these".
    Demonstrative,
}

impl Pronoun {
    /// The pronoun that a folded word is.
    pub fn read(word: &str) -> Option<Self> {
        Some(match word {
            "he" | "him" | "his" | "himself" => Self::He,
            "she" | "her" | "hers" | "herself" => Self::She,
            "it" | "its" | "itself" => Self::It,
            "they" | "them" | "their" | "theirs" | "themselves" | "each" | "both" | "all"
            | "neither" => Self::They,
            "i" | "me" | "my" | "mine" | "myself" | "we" | "us" | "our" | "ours" | "ourselves" => {
                Self::First
            }
            "you" | "your" | "yours" | "yourself" => Self::Second,
            "who" | "whom" | "whose" | "which" | "that" => Self::Relative,
            "this" | "these" | "those" => Self::Demonstrative,
            _ => return None,
        })
    }

    pub fn gender(self) -> Option<Gender> {
        match self {
            Self::He => Some(Gender::Masculine),
            Self::She => Some(Gender::Feminine),
            _ => None,
        }
    }

    /// How well it goes with a kind of referent; `None` if not at all.
    pub fn suits(self, kind: SpeakerType, plural: bool) -> Option<f32> {
        match (self, kind) {
            (Self::He | Self::She, SpeakerType::Person) => Some(1.0),
            (Self::He | Self::She, SpeakerType::Anonymous) if !plural => Some(0.7),
            (Self::They, _) if plural => Some(1.5),
            (Self::They, SpeakerType::Organization) => Some(0.0),
            (Self::They, SpeakerType::Anonymous) => Some(-0.5),
            (Self::It, SpeakerType::Organization | SpeakerType::Document) if !plural => Some(1.0),
            (Self::It, SpeakerType::Place) if !plural => Some(0.5),
            _ => None,
        }
    }
}
