#!/usr/bin/env bash
# One would guess: a column chunk given to `append_column` of the crate parquet, with what a reader of metadata says of it,
# comes out as it went in: the method exists to put whole groups of one file into another without decoding them.
# True (parquet 60.1.0): encodings of pages are read as a mask, and then not written; least and largest integers lose their older place.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat > "$work/Cargo.toml" <<'TOML'
[package]
name = "program"
version = "0.1.0"
edition = "2024"

[dependencies]
bytes = "=1.12.2"
parquet = { version = "=60.1.0", default-features = false }
TOML
cat > "$work/src/main.rs" <<'RUST'
use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::Int64Type;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataOptions, ParquetMetaDataReader};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

fn writer() -> SerializedFileWriter<Vec<u8>> {
    let schema = parse_message_type("message rows { required int64 claims; }").unwrap();
    SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::default()).unwrap()
}

fn written() -> Vec<u8> {
    let mut writer = writer();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[3, 5], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// The same group in another file: with encodings of pages one by one, and integers as older readers want them.
fn taken(from: &Bytes, one_by_one: bool, older: bool) -> Vec<u8> {
    let mut reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Required);
    if one_by_one {
        let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        reader = reader.with_metadata_options(Some(options));
    }
    let read = reader.parse_and_finish(from).unwrap();
    let pages = read.page_index_for_row_group(0);
    let mut column = read.row_group(0).column(0).clone();
    if older && let Some(Statistics::Int64(of)) = column.statistics().cloned() {
        let of = Statistics::Int64(of.with_backwards_compatible_min_max(true));
        column = column.into_builder().set_statistics(of).build().unwrap();
    }
    let close = ColumnCloseResult {
        bytes_written: column.compressed_size() as u64,
        rows_written: 2,
        metadata: column,
        bloom_filter: None,
        column_index: pages.column_index(0).cloned(),
        offset_index: pages.offset_index(0).cloned(),
    };
    let mut writer = writer();
    let mut group = writer.next_row_group().unwrap();
    group.append_column(from, close).unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn main() {
    let from = Bytes::from(written());
    let [plain, encodings, both] = [(false, false), (true, false), (true, true)].map(|(a, b)| taken(&from, a, b));
    println!("written: {} bytes; taken over as read: {}", from.len(), plain.len());
    println!("with encodings not as a mask: {}", encodings.len());
    println!("and integers in their older place: {}", both.len());
    assert!(plain.len() < encodings.len() && encodings.len() < from.len(), "nothing is forgotten now");
    assert!(both == from, "something else differs");
}
RUST
echo "parquet 60.1.0"
cd "$work"
cargo run --quiet
