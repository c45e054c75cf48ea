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
pub mod rows;
pub mod schema;
pub mod speakers;
mod stored;
pub mod web_annotation;
mod within;

#[cfg(feature = "serve")]
pub(crate) use jsonl::ArticleLine;

pub use claim::{Claim, ClaimSpeaker, Passage, confidence_text};
pub use filter::Filter;
pub use stored::StoredClaims;
pub(crate) use stored::{StoredClaim, StoredEntity, StoredPiece};
pub use within::Nested;
