//! From files and streams to articles: one file an input format.

mod article;

pub use article::{Article, Metadata, Rejected};
