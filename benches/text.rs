//! Segmentation: paragraphs, sentences and quotation marks, in bytes a second.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::text::{paragraphs, quotations, segment, segment_sentences};
use std::hint::black_box;

fn text(c: &mut Criterion) {
    let articles = common::articles();
    let text: String = articles
        .iter()
        .flat_map(|a| [a.text.as_str(), "\n\n"])
        .collect();
    let found = paragraphs(&text);
    let document = segment(&text);
    assert!(document.sentences.len() > 300 && document.quotations.len() > 100);

    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("paragraphs", |b| {
        b.iter(|| assert_eq!(paragraphs(black_box(&text)).len(), found.len()));
    });
    group.bench_function("sentences", |b| {
        b.iter(|| {
            let sentences = segment_sentences(black_box(&text), &found);
            assert_eq!(sentences.len(), document.sentences.len());
        });
    });
    group.bench_function("quotations", |b| {
        b.iter(|| {
            let quotations = quotations(black_box(&text), &found);
            assert_eq!(quotations.len(), document.quotations.len());
        });
    });
    group.bench_function("all", |b| {
        b.iter(|| {
            assert_eq!(
                segment(black_box(&text)).sentences.len(),
                document.sentences.len()
            )
        });
    });
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
