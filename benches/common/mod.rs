//! What the benchmarks read: the sample articles.

#![allow(dead_code, reason = "each benchmark uses its part")]

use sayso::corpus::{Article, Corpus, CorpusOptions};
use std::path::Path;

/// The articles of `data/articles`.
pub fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    let corpus = Corpus::open(&[folder], CorpusOptions::default()).expect("the sample articles");
    let articles: Vec<Article> = corpus.map(|record| record.expect("an article")).collect();
    assert!(articles.len() >= 12);
    articles
}

/// Bytes of text in some articles.
pub fn bytes(articles: &[Article]) -> u64 {
    articles
        .iter()
        .map(|article| article.text.len() as u64)
        .sum()
}
