//! The whole way, from articles to claims, in bytes of text a second.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::pipeline::Pipeline;

fn whole(c: &mut Criterion) {
    let articles = common::articles();
    let mut group = c.benchmark_group("whole");
    group.throughput(Throughput::Bytes(common::bytes(&articles)));
    group.sample_size(10);
    for threads in [1, 2] {
        let pipeline = Pipeline::builder().threads(threads).build();
        let pipeline = pipeline.expect("the default model");
        group.bench_function(format!("articles to claims, threads: {threads}"), |b| {
            b.iter(|| {
                let mut found = 0;
                let records = articles.clone().into_iter().map(Ok);
                let done: Result<(), sayso::Error> = pipeline.run(records, |analysis| {
                    found += analysis.map_or(0, |a| a.claims.len());
                    Ok(())
                });
                done.expect("a run");
                assert!(found > 100);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
