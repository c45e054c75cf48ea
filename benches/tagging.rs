//! Tagging: from given hidden vectors to names, claims and what they refer back to, in bytes of
//! text a second. The claims inside claims, for which the encoder reads again, are left out.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::attribution::{Attribution, AttributionHead, arrange};
use sayso::encoder::Weights;
use sayso::entities::{Entity, EntityHead};
use sayso::pipeline::Pipeline;
use sayso::speakers::AntecedentHead;
use sayso::text::Span;
use std::hint::black_box;

fn tagging(c: &mut Criterion) {
    let encoded = common::encoded();
    let weights = Weights::read(&common::model("en").join("heads.safetensors")).expect("heads");
    let entity_head = EntityHead::load(&weights).expect("a head");
    let attribution_head = AttributionHead::load(&weights).expect("a head");
    let antecedent_head = AntecedentHead::load(&weights).expect("a head");
    let entities: Vec<Vec<Entity>> = encoded
        .iter()
        .map(|e| entity_head.find(&e.tokens, e.hidden().names))
        .collect();
    let attributions: Vec<Vec<Attribution>> = encoded
        .iter()
        .map(|e| attribution_head.find(&e.article.text, &e.document, &e.tokens, e.hidden().roles))
        .collect();
    // They are what the program finds.
    let pipeline = Pipeline::default_model().expect("the default model");
    for (encoded, entities) in encoded.iter().zip(&entities) {
        let analysis = pipeline.analyze(encoded.article.clone());
        assert_eq!(&analysis.expect("an analysis").entities, entities);
    }
    let (names, claims) = (count(&entities), count(&attributions));
    assert!(
        names > 200 && claims > 200,
        "{names} names, {claims} claims"
    );

    let mut group = c.benchmark_group("tagging");
    let bytes = encoded.iter().map(|e| e.article.text.len() as u64).sum();
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("entities", |b| {
        b.iter(|| {
            let found = encoded.iter().map(|e| {
                entity_head
                    .find(&e.tokens, black_box(e.hidden().names))
                    .len()
            });
            assert_eq!(found.sum::<usize>(), names);
        });
    });
    group.bench_function("attribution", |b| {
        b.iter(|| {
            let mut found = 0;
            for e in &encoded {
                let (text, document) = (&e.article.text, &e.document);
                let hidden = black_box(e.hidden().roles);
                let list = attribution_head.find(text, document, &e.tokens, hidden);
                found += arrange(text, document, list).len();
            }
            assert!(found > 100);
        });
    });
    group.bench_function("antecedents", |b| {
        b.iter(|| {
            for ((e, entities), list) in encoded.iter().zip(&entities).zip(&attributions) {
                let mut sources: Vec<Span> = list.iter().flat_map(|a| a.source.clone()).collect();
                sources.sort_unstable();
                let (text, hidden) = (&e.article.text, black_box(e.hidden().names));
                black_box(antecedent_head.find(text, &e.tokens, hidden, entities, &sources));
            }
        });
    });
    group.finish();
}

fn count<T>(lists: &[Vec<T>]) -> usize {
    lists.iter().map(Vec::len).sum()
}

criterion_group!(benches, tagging);
criterion_main!(benches);
