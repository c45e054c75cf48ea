//! The readers of articles: the first byte says how the others are to be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso::corpus::{Corpus, CorpusOptions};
use std::cell::LazyCell;
use std::fs;
use tempfile::TempDir;

const NAMES: [&str; 8] = [
    "a.txt",
    "a.html",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.jsonl.gz",
    "a.csv.zst",
    "a.txt.gz",
];
const LONGEST: usize = 1 << 14;

thread_local! {
    static FOLDER: LazyCell<TempDir> = LazyCell::new(|| tempfile::tempdir().expect("a folder"));
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, content)) = data.split_first() else {
        return;
    };
    FOLDER.with(|folder| {
        let path = folder
            .path()
            .join(NAMES[usize::from(*choice) % NAMES.len()]);
        fs::write(&path, content).expect("a file");
        let options = CorpusOptions {
            max_article_bytes: LONGEST,
            ..CorpusOptions::default()
        };
        for record in Corpus::open(&[path], options).expect("a known format") {
            match record {
                Ok(article) => {
                    assert!(!article.id.is_empty());
                    // Text of a page may gain line ends; UTF-16 may take more room as UTF-8.
                    assert!(article.text.len() <= 3 * LONGEST);
                }
                Err(rejected) => assert!(!rejected.reason.is_empty()),
            }
        }
    });
});
