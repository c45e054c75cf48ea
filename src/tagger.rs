//! The stages that need a model, as everything else sees them.

use crate::article::Article;
use crate::attribution::Attribution;
use crate::entities::Entity;
use crate::error::{Error, Result};
use crate::speakers::Antecedents;
use crate::text::{Document, Span};

/// The stages that need a model: from a segmented article to what its words are.
///
/// The answer depends on the article alone, not on what else is being read. A model of one's own
/// is another `Tagger`:
///
/// ```
/// use sayso::entities::{Entity, EntityType};
/// use sayso::text::{Document, Span};
/// use sayso::{Article, Pipeline, Tagged, Tagger};
///
/// /// Finds the first word and calls it a person.
/// struct FirstWord;
///
/// impl Tagger for FirstWord {
///     fn tag(&self, article: &Article, _: &Document) -> sayso::error::Result<Tagged> {
///         let end = article.text.find(' ').unwrap_or(article.text.len());
///         let name = Entity {
///             span: Span::new(0, end),
///             entity_type: EntityType::Person,
///             confidence: 1.0,
///         };
///         Ok(Tagged { entities: vec![name], ..Tagged::default() })
///     }
/// }
///
/// let article = Article { text: "Ann sleeps.".into(), ..Article::default() };
/// let analysis = Pipeline::new(FirstWord).analyze(article)?;
/// assert_eq!(analysis.entities[0].span.of(&analysis.article.text), "Ann");
/// # Ok::<(), sayso::Error>(())
/// ```
pub trait Tagger: Sync {
    /// Finds names and attributions in one article, and what they refer back to.
    ///
    /// # Errors
    /// [`Error::Engine`] if the model cannot answer.
    fn tag(&self, article: &Article, document: &Document) -> Result<Tagged>;
}

/// What a [`Tagger`] finds in one article.
///
/// Its fields may be filled in any way: what later stages rely on hangs on the article's text, and
/// [`Pipeline::analyze`](crate::Pipeline::analyze) has [`Tagged::check`] look at every answer.
///
/// ```
/// use sayso::Tagged;
/// use sayso::entities::{Entity, EntityType};
/// use sayso::text::Span;
///
/// let name = Entity { span: Span::new(0, 7), entity_type: EntityType::Person, confidence: 1.0 };
/// let tagged = Tagged { entities: vec![name], ..Tagged::default() };
/// assert!(tagged.check("Ann Lee sleeps.").is_ok());
/// assert!(tagged.check("Ann.").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tagged {
    /// Names, in any order.
    pub entities: Vec<Entity>,
    /// Claims as the text attributes them, in any order.
    pub attributions: Vec<Attribution>,
    /// The names that pronouns and sources may be for.
    pub antecedents: Antecedents,
}

impl Tagged {
    /// Checks that every span slices `text`, that every attribution has a content, and that its
    /// pieces stand in text order.
    ///
    /// # Errors
    /// [`Error::Tagged`], which says what is wrong.
    pub fn check(&self, text: &str) -> Result<()> {
        let fault = |what: &str, number: usize, why: &str| {
            Err(Error::Tagged(format!("{what} {number} {why}")))
        };
        let slices = |span: &Span| text.get(span.start..span.end).is_some();
        for (number, entity) in self.entities.iter().enumerate() {
            if !slices(&entity.span) {
                return fault("name", number, &out_of_text(entity.span, text));
            }
        }
        for (number, attribution) in self.attributions.iter().enumerate() {
            let Attribution {
                content,
                source,
                cue,
                ..
            } = attribution;
            if content.is_empty() {
                return fault("attribution", number, "has no content");
            }
            for (part, pieces) in [("content", content), ("source", source), ("cue", cue)] {
                let what = format!("a {part} of attribution");
                if let Some(piece) = pieces.iter().find(|piece| !slices(piece)) {
                    return fault(&what, number, &out_of_text(*piece, text));
                }
                if !pieces.is_sorted() {
                    return fault(&what, number, "comes before the piece it is listed after");
                }
            }
        }
        Ok(())
    }
}

/// Why a span is no part of a text.
fn out_of_text(span: Span, text: &str) -> String {
    let Span { start, end } = span;
    let why = if start > end {
        "ends before it begins".to_owned()
    } else if end > text.len() {
        format!("reaches beyond the text of {} bytes", text.len())
    } else {
        "begins or ends inside a character".to_owned()
    };
    format!("({start}..{end}) {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::entities::EntityType;

    const TEXT: &str = "Zoë said so.";

    fn name(start: usize, end: usize) -> String {
        let tagged = Tagged {
            entities: vec![Entity {
                span: Span { start, end },
                entity_type: EntityType::Person,
                confidence: 1.0,
            }],
            ..Tagged::default()
        };
        tagged.check(TEXT).unwrap_err().to_string()
    }

    fn claim(content: Vec<Span>) -> Result<()> {
        let attribution = Attribution {
            content,
            source: vec![Span::new(0, 4)],
            cue: Vec::new(),
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        let tagged = Tagged {
            attributions: vec![attribution],
            ..Tagged::default()
        };
        tagged.check(TEXT)
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(name(0, 99).contains("name 0 (0..99) reaches beyond the text of 13 bytes"));
        assert!(name(0, 3).contains("name 0 (0..3) begins or ends inside a character"));
        assert!(name(4, 0).contains("name 0 (4..0) ends before it begins"));
        assert!(
            claim(vec![])
                .unwrap_err()
                .to_string()
                .contains("attribution 0 has no content")
        );
        let apart = claim(vec![Span::new(10, 12), Span::new(5, 9)])
            .unwrap_err()
            .to_string();
        assert!(
            apart.contains("a content of attribution 0 comes before"),
            "{apart}"
        );
        claim(vec![Span::new(5, 9), Span::new(10, 12)]).unwrap();
    }
}
