//! The whole way, from articles to claims, in bytes of text a second; and the stages after
//! the encoder.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::pipeline::{Analysis, Pipeline};
use sayso::speakers;
use std::hint::black_box;

fn whole(c: &mut Criterion) {
    let articles = common::articles();
    let pipeline = Pipeline::default_model().expect("the default model");
    let analyses: Vec<Analysis> = articles
        .iter()
        .map(|a| pipeline.analyze(a.clone()).expect("an analysis"))
        .collect();
    let claims: usize = analyses.iter().map(|analysis| analysis.claims.len()).sum();
    assert!(claims > 100);

    let mut group = c.benchmark_group("whole");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.bench_function("speakers", |b| {
        b.iter(|| {
            for a in &analyses {
                let (text, document) = (&a.article.text, &a.document);
                black_box(speakers::resolve(
                    text,
                    document,
                    &a.entities,
                    &a.attributions,
                    &speakers::Antecedents::default(),
                ));
            }
        });
    });
    group.sample_size(10);
    group.bench_function("articles to claims", |b| {
        b.iter(|| {
            let mut found = 0;
            let records = articles.clone().into_iter().map(Ok);
            let done: Result<(), sayso::Error> = pipeline.run(records, |analysis| {
                found += analysis.map_or(0, |a| a.claims.len());
                Ok(())
            });
            done.expect("a run");
            assert_eq!(found, claims);
        });
    });
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
