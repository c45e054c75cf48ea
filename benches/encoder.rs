//! Tokenization in bytes a second, and the encoder on one thread in tokens a second.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::encoder::{
    BertConfig, Encoder, Frame, Precision, RtenEncoder, Tokenizer, Tokens, Weights, WindowOptions,
    windows,
};
use sayso::text::segment;
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn folder(model: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("models")
        .join(model)
}

/// The encoder of a model that comes with the program, on one thread.
fn load(model: &str) -> RtenEncoder {
    let folder = folder(model);
    let config = std::fs::read(folder.join("config.json")).expect("config.json");
    let config: BertConfig = serde_json::from_slice(&config).expect("a configuration");
    let weights = Weights::read(&folder.join("model.safetensors")).expect("weights");
    RtenEncoder::new(&config, &weights, Precision::Float32, 1).expect("an encoder")
}

fn encoder(c: &mut Criterion) {
    let articles = common::articles();
    let tokenizer = Tokenizer::load(&folder("en")).expect("a tokenizer");
    let tokenize = |text: &str| tokenizer.tokenize(text, &segment(text)).expect("tokens");

    let mut group = c.benchmark_group("encoder");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.bench_function("segment and tokenize", |b| {
        b.iter(|| {
            articles
                .iter()
                .map(|a| tokenize(black_box(&a.text)).ids.len())
                .sum::<usize>()
        });
    });

    let longest = articles
        .iter()
        .map(|a| tokenize(&a.text))
        .max_by_key(|t| t.ids.len());
    let longest = longest.expect("an article");
    for model in ["en", "en-accurate"] {
        let encoder = load(model);
        for length in [128, 256, 384] {
            let options = WindowOptions { length, overlap: 0 };
            let frame = Frame {
                first: 101,
                last: 102,
            };
            let windows = windows(&longest, &Tokens::default(), options, frame);
            let tokens: usize = windows.iter().map(|window| window.ids.len()).sum();
            group.throughput(Throughput::Elements(tokens as u64));
            group.sample_size(10);
            group.bench_function(format!("{model}, windows of {length}, one thread"), |b| {
                b.iter(|| {
                    let hidden = encoder.encode(black_box(&windows)).expect("hidden vectors");
                    assert_eq!(hidden.iter().map(|h| h.nrows()).sum::<usize>(), tokens);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, encoder);
criterion_main!(benches);
