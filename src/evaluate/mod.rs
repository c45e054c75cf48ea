//! Scoring: any system's claims against any gold set, the same way for all.
//!
//! [`readers::read`] brings a file or folder in any of the formats into
//! [`document::AnnotatedArticle`]s; [`align::align`] pairs the two sides; [`metrics::score`] counts
//! every measure article by article; [`report`] says it. What each measure means, with a
//! worked example, is in `docs/EVALUATION.md`.
//!
//! ```
//! use sayso::evaluate::align::align;
//! use sayso::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Piece};
//! use sayso::evaluate::metrics;
//!
//! let article = |start, end| AnnotatedArticle {
//!     id: "a".into(),
//!     claims: Some(vec![AnnotatedClaim {
//!         content: Piece::new(start, end).into_iter().collect(),
//!         ..AnnotatedClaim::default()
//!     }]),
//!     ..AnnotatedArticle::default()
//! };
//! let (gold, system) = ([article(0, 9)].to_vec(), [article(0, 9)].to_vec());
//! let pairs = align(&gold, &system, Default::default(), &mut Vec::new());
//! let scores = metrics::score(&pairs);
//! let mut measures = scores.by_metric.keys();
//! assert!(measures.all(|measure| scores.total(measure).f1() == 1.0));
//! ```

pub mod align;
pub mod bootstrap;
/// What precision and recall are computed from.
pub mod counts;
/// Articles and claims as they are scored.
pub mod document;
/// Entity types of other sets as those of CoNLL-2003.
pub mod entity_types;
pub mod errors;
pub mod given_spans;
pub mod judgements;
pub mod matching;
pub mod metrics;
pub mod names;
pub mod pair;
pub mod quoted;
pub mod readers;
pub mod report;
pub mod said;
/// Tokens for measuring overlap.
pub mod tokens;
pub mod write_text;
