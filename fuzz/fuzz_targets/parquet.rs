//! Parquet: bytes as they come, or changes to a valid file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::{Arc, LazyLock};

const SCHEMA: &str = "message m {
    OPTIONAL INT64 id;
    OPTIONAL BYTE_ARRAY text (STRING);
    OPTIONAL GROUP authors (LIST) { REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (STRING); } }
    OPTIONAL INT64 date (TIMESTAMP(MICROS, true));
}";

/// One file for each way in which pages are written.
static VALID: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let compressions = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::BROTLI(Default::default()),
        Compression::ZSTD(Default::default()),
    ];
    compressions.into_iter().map(valid).collect()
});

fn valid(compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(compression != Compression::SNAPPY)
        .build();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).expect("a writer");
    for _ in 0..2 {
        let mut group = writer.next_row_group().expect("a group");
        let mut number = 0;
        while let Some(mut column) = group.next_column().expect("a column") {
            let words: Vec<ByteArray> = vec!["It rained.".into(), "“No,” she said.".into()];
            let written = match number {
                0 | 3 => {
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[1, 2, 3], Some(&[1, 1, 1]), None)
                }
                1 => column
                    .typed::<ByteArrayType>()
                    .write_batch(&words, Some(&[1, 0, 1]), None),
                _ => column.typed::<ByteArrayType>().write_batch(
                    &words,
                    Some(&[3, 3, 0, 1]),
                    Some(&[0, 1, 0, 0]),
                ),
            };
            written.expect("values");
            column.close().expect("a column");
            number += 1;
        }
        group.close().expect("a group");
    }
    writer.into_inner().expect("a file")
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let bytes = match VALID.get(usize::from(*choice)) {
        Some(valid) => sayso_fuzz::changed(valid, data),
        None => data.to_vec(),
    };
    sayso_fuzz::read("a.parquet", &bytes);
});
