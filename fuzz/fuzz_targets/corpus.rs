//! The readers of articles: the first byte says how the others are to be read.

#![no_main]

use libfuzzer_sys::fuzz_target;

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

fuzz_target!(|data: &[u8]| {
    if let Some((choice, content)) = data.split_first() {
        sayso_fuzz::read(NAMES[usize::from(*choice) % NAMES.len()], content);
    }
});
