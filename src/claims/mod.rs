//! Claims as they leave the program: words, offsets in characters, speakers; and the formats
//! they are written in.
//!
//! This is the one place where byte offsets become character offsets.

mod assemble;
pub mod brat;
mod claim;
pub mod csv;
mod filter;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;
mod repeats;
#[cfg(feature = "evaluate")]
pub mod rows;
pub mod schema;
pub mod speakers;
#[cfg(feature = "evaluate")]
mod stored;
pub mod web_annotation;
mod within;

#[cfg(feature = "serve")]
pub(crate) use jsonl::ArticleLine;

pub use claim::{Claim, ClaimSpeaker, Passage, confidence_text};
pub use filter::Filter;
#[cfg(feature = "report")]
pub(crate) use stored::StoredClaim;
#[cfg(feature = "evaluate")]
pub use stored::StoredClaims;
#[cfg(feature = "evaluate")]
pub(crate) use stored::{StoredEntity, StoredPiece};
pub use within::Nested;
