//! Zip archives: bytes as they come, or changes to a valid archive.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

static VALID: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let methods = [
        CompressionMethod::Stored,
        CompressionMethod::Deflated,
        CompressionMethod::Zstd,
    ];
    methods.into_iter().map(valid).collect()
});

fn valid(method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in [
        ("date=2024-05-01/a.txt", "“No,” she said."),
        ("b.csv", "id;text\n1;It rained.\n"),
        ("c.jsonl", "{\"text\": \"It rained.\"}\n"),
        ("d.html", "<html><body><p>It rained.</p></body></html>"),
    ] {
        writer.start_file(name, options).expect("a file");
        writer.write_all(content.as_bytes()).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let bytes = match VALID.get(usize::from(*choice)) {
        Some(valid) => sayso_fuzz::changed(valid, data),
        None => data.to_vec(),
    };
    sayso_fuzz::read("a.zip", &bytes);
});
