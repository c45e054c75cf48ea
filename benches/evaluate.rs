//! Scoring 1,000 articles of 30 claims each, with 1,000 bootstrap samples.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::evaluate::align::{AnnotatorPolicy, align};
use sayso::evaluate::bootstrap::Resampling;
use sayso::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, Piece};
use sayso::evaluate::metrics;
use sayso::evaluate::report::Report;

fn article(number: usize, shift: usize) -> AnnotatedArticle {
    let claim = |j: usize| {
        let at = 100 * j + shift;
        let piece = |from, to| Piece::new(at + from, at + to).into_iter().collect();
        AnnotatedClaim {
            source: piece(0, 5),
            cue: piece(6, 10),
            content: piece(11, 60),
            ..AnnotatedClaim::default()
        }
    };
    AnnotatedArticle {
        id: format!("article-{number:04}"),
        text: Some("“Ab cd,” said efg hij. ".repeat(200)),
        claims: Some((0..30).map(claim).collect()),
        ..AnnotatedArticle::default()
    }
}

fn evaluate(c: &mut Criterion) {
    let gold: Corpus = (0..1000).map(|i| article(i, 0)).collect();
    let system: Corpus = (0..1000).map(|i| article(i, i % 3)).collect();
    let mut group = c.benchmark_group("evaluate");
    group.throughput(Throughput::Elements(1000));
    group.sample_size(10);
    group.bench_function("articles", |b| {
        b.iter(|| {
            let pairs = align(&gold, &system, AnnotatorPolicy::First, &mut Vec::new());
            let resampling = Resampling {
                samples: 1000,
                seed: 1,
            };
            let report = Report::new(&metrics::score(&pairs), Vec::new(), resampling);
            assert_eq!(report.articles, 1000);
        });
    });
    group.finish();
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
