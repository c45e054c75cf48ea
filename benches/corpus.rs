//! Reading: from files to articles, in bytes of text a second.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::Compression;
use flate2::write::GzEncoder;
use sayso::corpus::{Article, Corpus, CorpusOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How often the sample articles are repeated in one file.
const TIMES: usize = 20;

fn corpus(c: &mut Criterion) {
    let articles = common::articles();
    let text: usize = articles.iter().map(|article| article.text.len()).sum();
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let lines = json_lines(&articles);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&lines).expect("compressed lines");
    let packed = packed.finish().expect("compressed lines");
    let inputs = [
        ("text files", common::folder(), 1),
        ("JSON lines", write("news.jsonl", &lines), TIMES),
        ("JSON lines, gzip", write("news.jsonl.gz", &packed), TIMES),
        ("CSV", write("news.csv", &table(&articles)), TIMES),
        ("web pages", pages(&articles, folder.path()), 1),
    ];

    let mut group = c.benchmark_group("corpus");
    for (name, input, times) in inputs {
        group.throughput(Throughput::Bytes((times * text) as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                let (count, bytes) = read(&input);
                assert_eq!(count, times * articles.len());
                // The text of a page is taken out of its markup, so that its spaces may differ.
                assert!(bytes == times * text || name == "web pages" && bytes > text / 2);
            });
        });
    }
    group.finish();
}

/// Number of the articles in an input, and bytes of their text.
fn read(input: &Path) -> (usize, usize) {
    let corpus = Corpus::open(&[input.to_owned()], CorpusOptions::default()).expect("a corpus");
    corpus.fold((0, 0), |(count, bytes), record| {
        (count + 1, bytes + record.expect("an article").text.len())
    })
}

fn json_lines(articles: &[Article]) -> Vec<u8> {
    let mut lines = Vec::new();
    for (number, article) in (0..TIMES).flat_map(|_| articles).enumerate() {
        let record = serde_json::json!({ "id": number, "text": article.text });
        writeln!(lines, "{record}").expect("a line");
    }
    lines
}

fn table(articles: &[Article]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "text"]).expect("a header");
    for (number, article) in (0..TIMES).flat_map(|_| articles).enumerate() {
        let row = [&number.to_string(), &article.text];
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("a table")
}

/// A folder with a web page an article.
fn pages(articles: &[Article], folder: &Path) -> PathBuf {
    let folder = folder.join("pages");
    std::fs::create_dir(&folder).expect("a folder");
    for (number, article) in articles.iter().enumerate() {
        let text = article.text.replace('&', "&amp;").replace('<', "&lt;");
        let body = text.replace("\n\n", "</p>\n<p>");
        let page = format!("<html><body><article><p>{body}</p></article></body></html>");
        std::fs::write(folder.join(format!("{number}.html")), page).expect("a page");
    }
    folder
}

criterion_group!(benches, corpus);
criterion_main!(benches);
