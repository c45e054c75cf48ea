//! The stages after the model, in bytes of text a second: who the sources are, claims put
//! together, and claims written.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::claims::{Claim, csv, jsonl};
use sayso::pipeline::{Analysis, Pipeline, Workings};
use sayso::speakers::{self, Antecedents};
use std::hint::black_box;

fn claims(c: &mut Criterion) {
    let articles = common::articles();
    let pipeline = Pipeline::default_model().expect("the default model");
    let analyses: Vec<(Analysis, Workings)> = articles
        .iter()
        .map(|a| {
            let answer = pipeline.analyze_with_workings(a.clone());
            answer.expect("an analysis")
        })
        .collect();
    let count: usize = analyses.iter().map(|(a, _)| a.claims.len()).sum();
    assert!(count > 100);

    let mut group = c.benchmark_group("claims");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.bench_function("speakers", |b| {
        b.iter(|| {
            let found = analyses.iter().map(|(a, workings)| {
                let (text, document) = (&a.article.text, &workings.document);
                let none = Antecedents::default();
                speakers::resolve(text, document, &a.entities, &workings.attributions, &none)
                    .of
                    .len()
            });
            assert_eq!(found.sum::<usize>(), count);
        });
    });
    group.bench_function("claims", |b| {
        b.iter(|| {
            for (a, workings) in &analyses {
                let (document, attributions) = (&workings.document, &workings.attributions);
                let claims = Claim::assemble(&a.offsets(), document, attributions, &a.speakers);
                assert_eq!(black_box(claims), a.claims);
            }
        });
    });
    group.bench_function("CSV", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            for (a, _) in &analyses {
                csv::write_claims(&mut out, &a.article, &a.claims).expect("rows");
            }
            assert!(out.split(|&byte| byte == b'\n').count() > count);
        });
    });
    group.bench_function("JSON lines", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            for (a, _) in &analyses {
                let (claims, entities) = (&a.claims, &a.entities);
                let offsets = &a.offsets();
                jsonl::write_claims(&mut out, &a.article, offsets, claims, entities)
                    .expect("a line");
            }
            assert_eq!(out.iter().filter(|&&b| b == b'\n').count(), articles.len());
        });
    });
    group.finish();
}

criterion_group!(benches, claims);
criterion_main!(benches);
