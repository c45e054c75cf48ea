//! What the benchmarks read: the sample articles, and what the model `en` makes of them.

#![allow(dead_code, reason = "each benchmark uses its part")]

use ndarray::{Array2, s};
use sayso::corpus::{Article, Corpus, CorpusOptions};
use sayso::encoder::{
    BertConfig, Encoder, Frame, Hidden, RtenEncoder, Tokenizer, Tokens, Weights, Window,
    WindowOptions, windows,
};
use sayso::text::{Document, segment};
use std::path::{Path, PathBuf};

/// Where the sample articles are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles")
}

/// The articles of `data/articles`.
pub fn articles() -> Vec<Article> {
    let corpus = Corpus::open(&[folder()], CorpusOptions::default()).expect("the sample articles");
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

/// The folder of a model that comes with the program.
pub fn model(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("models")
        .join(name)
}

/// The shape of a model's encoder.
pub fn config(name: &str) -> BertConfig {
    let config = std::fs::read(model(name).join("config.json")).expect("config.json");
    serde_json::from_slice(&config).expect("a configuration")
}

/// A model's encoder on so many threads.
pub fn encoder(name: &str, threads: usize) -> RtenEncoder {
    let weights = Weights::read(&model(name).join("model.safetensors")).expect("weights");
    RtenEncoder::new(&config(name), weights, threads).expect("an encoder")
}

/// The tokenizer of the model `en`; that of the other has the same vocabulary.
pub fn tokenizer() -> Tokenizer {
    Tokenizer::load(&model("en")).expect("a tokenizer")
}

/// `[CLS]` and `[SEP]`.
pub const FRAME: Frame = Frame {
    first: 101,
    last: 102,
};

/// As the models were trained to read.
pub const WINDOWS: WindowOptions = WindowOptions {
    length: 384,
    overlap: 96,
};

/// The windows that the encoder reads of some tokens.
pub fn windows_of(tokens: &Tokens) -> Vec<Window> {
    windows(tokens, &Tokens::default(), WINDOWS, FRAME)
}

/// An article up to where the heads begin.
pub struct Encoded {
    pub article: Article,
    pub document: Document,
    pub tokens: Tokens,
    /// One row a token.
    rows: Array2<f32>,
    hidden_size: usize,
}

impl Encoded {
    /// The vectors that the heads look at.
    pub fn hidden(&self) -> Hidden<'_> {
        Hidden::new(&self.rows, self.hidden_size)
    }
}

/// The sample articles, encoded by the model `en`.
pub fn encoded() -> Vec<Encoded> {
    let (tokenizer, encoder) = (tokenizer(), encoder("en", 2));
    let hidden_size = config("en").hidden_size;
    let encode = |article: Article| {
        assert!(article.title.is_none());
        let document = segment(&article.text);
        let tokens = tokenizer
            .tokenize(&article.text, &document)
            .expect("tokens");
        let windows = windows_of(&tokens);
        let vectors = encoder.encode(&windows).expect("hidden vectors");
        let mut rows = Array2::zeros((tokens.ids.len(), encoder.output_width()));
        for (window, vectors) in windows.iter().zip(vectors) {
            let kept = vectors.slice(s![window.kept(), ..]);
            rows.slice_mut(s![window.core.clone(), ..]).assign(&kept);
        }
        Encoded {
            article,
            document,
            tokens,
            rows,
            hidden_size,
        }
    };
    articles().into_iter().map(encode).collect()
}
