//! sayso reads a corpus of news articles and says **who claimed what**.
//!
//! Data flows one way, a module a stage:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`corpus`] | files, streams | [`corpus::Article`] |
//! | [`text`] | an article's text | [`text::Document`]: paragraphs, sentences, quotations |
//! | [`encoder`] | a document | one hidden vector a token |
//! | [`entities`] | hidden vectors | [`entities::Entity`] |
//! | [`attribution`] | hidden vectors | [`attribution::Attribution`] |
//! | [`speakers`] | all of these | [`speakers::Speakers`] |
//! | [`claims`] | all of these | [`claims::Claim`], and writers for them |
//!
//! [`pipeline`] runs them in order and in parallel; [`evaluate`] scores their output.

pub mod attribution;
pub mod claims;
pub mod corpus;
pub mod encoder;
pub mod entities;
pub mod error;
pub mod evaluate;
pub mod model;
pub mod pipeline;
pub mod speakers;
pub mod tagging;
pub mod text;

pub use error::Error;
