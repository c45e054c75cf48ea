//! One gold article and the system's version of it.

use super::document::{AnnotatedArticle, AnnotatedClaim, Piece};
use super::quoted::{kind_of, quoted_stretches};
use super::tokens::tokens;
use crate::attribution::Kind;
use std::sync::LazyLock;

/// One gold article and the system's version of it.
pub struct Pair<'a> {
    /// The reference.
    pub gold: &'a AnnotatedArticle,
    /// What is scored; without annotations if the system lacks the article.
    pub system: &'a AnnotatedArticle,
    /// The tokens of the text; none without a text.
    pub tokens: Vec<Piece>,
    gold_kinds: Vec<Option<Kind>>,
    system_kinds: Vec<Option<Kind>>,
}

/// An article without annotations.
pub(super) static NOTHING: LazyLock<AnnotatedArticle> = LazyLock::new(AnnotatedArticle::default);

impl<'a> Pair<'a> {
    /// Pairs two versions of one article. The text is the gold's, or else the system's.
    pub fn new(gold: &'a AnnotatedArticle, system: &'a AnnotatedArticle) -> Self {
        let text = gold.text.as_deref().or(system.text.as_deref());
        let stretches = text.map(quoted_stretches).unwrap_or_default();
        let letters: Vec<bool> = text
            .map(|t| t.chars().map(char::is_alphanumeric).collect())
            .unwrap_or_default();
        let kinds = |claims: &[AnnotatedClaim]| {
            claims
                .iter()
                .map(|claim| match text {
                    Some(_) => kind_of(&claim.content, &stretches, &letters),
                    None => claim.kind,
                })
                .collect()
        };
        Self {
            gold,
            system,
            tokens: text.map(tokens).unwrap_or_default(),
            gold_kinds: kinds(gold.claims()),
            system_kinds: kinds(system.claims()),
        }
    }

    /// The text that the offsets count in.
    pub fn text(&self) -> Option<&'a str> {
        self.gold.text.as_deref().or(self.system.text.as_deref())
    }

    /// Kind of each gold claim: by the text's quotation marks, as stated if there is no text.
    pub fn gold_kinds(&self) -> &[Option<Kind>] {
        &self.gold_kinds
    }

    /// Kind of each of the system's claims, by the same rule.
    pub fn system_kinds(&self) -> &[Option<Kind>] {
        &self.system_kinds
    }
}
