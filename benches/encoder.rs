//! Tokenization and encoding, in bytes of text a second; and the encoder at three window lengths,
//! in tokens a second.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::encoder::{Encoder, Tokens, Window, WindowOptions, windows};
use sayso::text::segment;
use std::hint::black_box;

fn tokenization(c: &mut Criterion) {
    let articles = common::articles();
    let documents: Vec<_> = articles.iter().map(|a| segment(&a.text)).collect();
    let tokenizer = common::tokenizer();
    let words: usize = articles
        .iter()
        .map(|a| a.text.split_whitespace().count())
        .sum();

    let mut group = c.benchmark_group("tokenization");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.bench_function("articles", |b| {
        b.iter(|| {
            let tokens = articles.iter().zip(&documents).map(|(article, document)| {
                let tokens = tokenizer.tokenize(black_box(&article.text), document);
                tokens.expect("tokens").ids.len()
            });
            assert!(tokens.sum::<usize>() > words);
        });
    });
    group.finish();
}

fn encoding(c: &mut Criterion) {
    let articles = common::articles();
    let tokenizer = common::tokenizer();
    let tokens: Vec<Tokens> = articles
        .iter()
        .map(|a| tokenizer.tokenize(&a.text, &segment(&a.text)))
        .collect::<Result<_, _>>()
        .expect("tokens");
    let all: Vec<Window> = tokens.iter().flat_map(common::windows_of).collect();
    let longest = tokens.iter().max_by_key(|t| t.ids.len());
    let longest = longest.expect("an article");

    let mut group = c.benchmark_group("encoding");
    group.sample_size(10);
    for model in ["en", "en-fast", "en-accurate"] {
        let encoder = common::encoder(model, 1);
        group.throughput(Throughput::Bytes(common::bytes(&articles)));
        group.bench_function(format!("{model}, articles, one thread"), |b| {
            b.iter(|| encode(&encoder, &all));
        });
        for length in [128, 256, 384] {
            let options = WindowOptions { length, overlap: 0 };
            let windows = windows(longest, &Tokens::default(), options, common::FRAME);
            group.throughput(Throughput::Elements(count(&windows) as u64));
            group.bench_function(format!("{model}, windows of {length}, one thread"), |b| {
                b.iter(|| encode(&encoder, &windows));
            });
        }
    }
    group.finish();
}

fn encode(encoder: &impl Encoder, windows: &[Window]) {
    let hidden = encoder.encode(black_box(windows)).expect("hidden vectors");
    let rows: usize = hidden.iter().map(|h| h.nrows()).sum();
    assert_eq!(rows, count(windows));
}

/// Tokens in some windows.
fn count(windows: &[Window]) -> usize {
    windows.iter().map(|window| window.ids.len()).sum()
}

criterion_group!(benches, tokenization, encoding);
criterion_main!(benches);
