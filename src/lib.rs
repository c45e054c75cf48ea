//! sayso reads a corpus of news articles and says **who claimed what**.
//!
//! Data flows one way, a module a stage:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`corpus`] | files, streams | [`Article`] |
//! | [`text`] | an article's text | [`text::Document`]: paragraphs, sentences, quotations |
//! | [`encoder`] | a document | one hidden vector a token ([`tagging`]: labelled spans of tokens) |
//! | [`entities`] | hidden vectors | [`entities::Entity`] |
//! | [`attribution`] | hidden vectors | [`attribution::Attribution`] |
//! | [`speakers`] | all of these | [`speakers::Speakers`] |
//! | [`claims`] | all of these | [`claims::Claim`], and writers for them |
//!
//! [`pipeline`] runs them in order and in parallel with a [`model`], or another [`Tagger`]; [`report`] shows their output
//! to people, [`evaluate`] scores it.
//!
//! ```
//! use sayso::{Article, Pipeline};
//!
//! # fn main() -> Result<(), sayso::Error> {
//! let pipeline = Pipeline::default_model()?;
//! let text = "“It will rain,” said Ann Lee, who runs the station.";
//! let article = Article { id: "weather".into(), text: text.into(), ..Article::default() };
//! let analysis = pipeline.analyze(article)?;
//!
//! let claim = &analysis.claims[0];
//! assert_eq!(claim.content[0].text, "“It will rain,”");
//! assert_eq!(claim.speaker.as_ref().map(|s| s.name.as_str()), Some("Ann Lee"));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! Texts of one's own, claims, and writers for them need none of these; the program has all but the
//! last.
//!
//! | feature | what it adds |
//! |---|---|
//! | `corpus` | [`corpus`]: files in all formats, encodings and compressions |
//! | `evaluate` | [`evaluate`], and readers of what the program has written |
//! | `report` | [`report`] |
//! | `parquet` | Parquet, in and out |
//! | `cli` | the program; with `serve` also its answers over HTTP |
//! | `rust-bert` | the engine libtorch, which has to be installed |

#![deny(missing_docs)]

// The program is written as one that uses the library.
#[cfg(feature = "cli")]
extern crate self as sayso;

pub mod article;
pub mod attribution;
pub mod claims;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod contained;
#[cfg(feature = "corpus")]
pub mod corpus;
pub mod encoder;
pub mod entities;
pub mod error;
#[cfg(feature = "evaluate")]
pub mod evaluate;
mod folder;
pub mod model;
mod named;
pub mod pipeline;
#[cfg(feature = "report")]
pub mod report;
pub mod speakers;
pub mod tagger;
pub mod tagging;
pub mod text;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod timings;
#[cfg(not(feature = "cli"))]
mod timings;

pub use article::Article;
pub use claims::Claim;
pub use contained::panics_are_contained;
pub use error::Error;
pub use named::Named;
pub use pipeline::Pipeline;
pub use tagger::{Tagged, Tagger};
