//! The stages after the model, in bytes of text a second: who the sources are, claims put
//! together, and claims written.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::claims::{Claim, csv, jsonl};
use sayso::pipeline::{Analysis, Pipeline};
use sayso::speakers::{self, Antecedents};
use std::hint::black_box;

fn claims(c: &mut Criterion) {
    let articles = common::articles();
    let pipeline = Pipeline::default_model().expect("the default model");
    let analyses: Vec<Analysis> = articles
        .iter()
        .map(|a| pipeline.analyze(a.clone()).expect("an analysis"))
        .collect();
    let count: usize = analyses.iter().map(|a| a.claims.len()).sum();
    assert!(count > 100);

    let mut group = c.benchmark_group("claims");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.bench_function("speakers", |b| {
        b.iter(|| {
            let found = analyses.iter().map(|a| {
                let (text, document) = (&a.article.text, &a.document);
                let none = Antecedents::default();
                speakers::resolve(text, document, &a.entities, &a.attributions, &none)
                    .of
                    .len()
            });
            assert_eq!(found.sum::<usize>(), count);
        });
    });
    group.bench_function("claims", |b| {
        b.iter(|| {
            for a in &analyses {
                let (text, document) = (&a.article.text, &a.document);
                let claims = Claim::assemble(text, document, &a.attributions, &a.speakers);
                assert_eq!(black_box(claims), a.claims);
            }
        });
    });
    group.bench_function("CSV", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            for a in &analyses {
                csv::write_claims(&mut out, &a.article, &a.claims).expect("rows");
            }
            assert!(out.split(|&byte| byte == b'\n').count() > count);
        });
    });
    group.bench_function("JSON lines", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            for a in &analyses {
                let (claims, entities) = (&a.claims, &a.entities);
                jsonl::write_claims(&mut out, &a.article, claims, entities).expect("a line");
            }
            assert_eq!(out.iter().filter(|&&b| b == b'\n').count(), articles.len());
        });
    });
    group.finish();
}

criterion_group!(benches, claims);
criterion_main!(benches);
