//! The readers of annotations: the first byte says in which format the others are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso::evaluate::readers::{Format, Reading, read};
use std::cell::LazyCell;
use std::fs;
use tempfile::TempDir;

/// What the readers look for in a folder.
const NAMES: [&str; 11] = [
    "a.ann", "a.json", "a.csv", "a.jsonl", "a.tsv", "a.bio", "a.quotes", "a.tokens", "a.conll",
    "a.conllu", "a.txt",
];

thread_local! {
    static FOLDER: LazyCell<TempDir> = LazyCell::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), "“It will rain,” said Ann Lee.\n").expect("a file");
        folder
    });
}

fuzz_target!(|data: &[u8]| {
    let [format, name, content @ ..] = data else {
        return;
    };
    FOLDER.with(|folder| {
        let formats = Format::ALL;
        let format = formats[usize::from(*format) % formats.len()];
        let path = folder.path().join(NAMES[usize::from(*name) % NAMES.len()]);
        let text = folder.path().join("a.txt");
        fs::write(&path, content).expect("a file");
        for place in [path.as_path(), folder.path()] {
            let mut reading = Reading::default();
            reading
                .texts
                .insert("a".into(), "“It will rain,” said Ann Lee.\n".into());
            let _ = read(place, format, &mut reading);
        }
        if path != text {
            fs::remove_file(path).expect("the file");
        }
    });
});
