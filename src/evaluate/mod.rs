//! Scoring: any system's claims against any gold set, the same way for all.
//!
//! [`readers::read`] brings a file or folder in any of the formats into
//! [`document::Document`]s; [`align::align`] pairs the two sides; [`metrics::score`] counts
//! every measure article by article; [`report`] says it. What each measure means, with a
//! worked example, is in `docs/EVALUATION.md`.

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
