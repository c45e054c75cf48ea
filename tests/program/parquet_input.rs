//! Parquet as data frames write it: times, ids, nested columns, and sizes that are not believed.

use crate::common::*;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FixedLenByteArray};
use parquet::data_type::{FixedLenByteArrayType, Int64Type, Int96, Int96Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

const TEXT: &str = "“We can’t wait,” said Ann Lee.";

/// Writes a file of one group of rows; `fill` writes its columns in their order.
fn write(
    path: &Path,
    schema: &str,
    properties: WriterProperties,
    fill: impl FnOnce(&mut SerializedRowGroupWriter<'_, File>),
) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    fill(&mut group);
    group.close().unwrap();
    writer.close().unwrap();
}

fn column<T: DataType>(group: &mut SerializedRowGroupWriter<'_, File>, values: &[T::T]) {
    let mut column = group.next_column().unwrap().unwrap();
    let levels = vec![1; values.len()];
    let written = column.typed::<T>().write_batch(values, Some(&levels), None);
    written.unwrap();
    column.close().unwrap();
}

/// The first article that is read of a file.
fn article(path: &Path) -> serde_json::Value {
    let output = run([
        "attribute".as_ref(),
        path.as_os_str(),
        "--format".as_ref(),
        "jsonl".as_ref(),
    ]);
    assert_code(&output, 0);
    serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap()
}

#[test]
fn times_of_all_units_are_iso_8601() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.parquet");
    let seconds = 1_714_559_405i64;
    for (unit, value, expected) in [
        ("MILLIS", seconds * 1_000 + 120, "2024-05-01T10:30:05.12"),
        (
            "MICROS",
            seconds * 1_000_000 + 123_456,
            "2024-05-01T10:30:05.123456",
        ),
        ("NANOS", seconds * 1_000_000_000, "2024-05-01T10:30:05"),
    ] {
        for (is_utc, zone) in [(true, "Z"), (false, "")] {
            let schema = format!(
                "message m {{ OPTIONAL BYTE_ARRAY text (STRING); \
                 OPTIONAL INT64 date (TIMESTAMP({unit}, {is_utc})); }}"
            );
            write(&file, &schema, WriterProperties::default(), |group| {
                column::<ByteArrayType>(group, &[TEXT.into()]);
                column::<Int64Type>(group, &[value]);
            });
            assert_eq!(
                article(&file)["date"],
                format!("{expected}{zone}"),
                "{unit} {zone}"
            );
        }
    }
    let schema = "message m { OPTIONAL BYTE_ARRAY text (STRING); OPTIONAL INT96 date; }";
    write(&file, schema, WriterProperties::default(), |group| {
        column::<ByteArrayType>(group, &[TEXT.into()]);
        column::<Int96Type>(group, &[Int96::from(vec![1_000_000_000, 0, 2_440_589])]);
    });
    assert_eq!(article(&file)["date"], "1970-01-02T00:00:01");
}

#[test]
fn uuids_structures_and_rarer_compressions_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.parquet");
    let schema = "message m { OPTIONAL FIXED_LEN_BYTE_ARRAY(16) id (UUID); \
                  REQUIRED GROUP source { OPTIONAL BYTE_ARRAY name (STRING); } \
                  OPTIONAL BYTE_ARRAY text (STRING); }";
    for compression in [
        Compression::LZ4_RAW,
        Compression::LZ4,
        Compression::SNAPPY,
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::BROTLI(parquet::basic::BrotliLevel::default()),
    ] {
        let properties = WriterProperties::builder().set_compression(compression);
        write(&file, schema, properties.build(), |group| {
            let id: FixedLenByteArray = (0u8..16).collect::<Vec<_>>().into();
            column::<FixedLenByteArrayType>(group, &[id]);
            column::<ByteArrayType>(group, &["The Echo".into()]);
            column::<ByteArrayType>(group, &[TEXT.into()]);
        });
        let article = article(&file);
        assert_eq!(
            article["article_id"],
            "00010203-0405-0607-0809-0a0b0c0d0e0f"
        );
        assert_eq!(article["outlet"], "The Echo");
        assert_eq!(article["claims"][0]["speaker"]["name"], "Ann Lee");
    }
}

/// pandas 3 makes a counted index of consecutive numbers, and keeps it in the metadata.
#[test]
fn an_index_that_is_only_counted_is_the_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.parquet");
    let pandas = r#"{"index_columns": [{"kind": "range", "name": "article_id", "start": 41,
        "stop": 42, "step": 1}], "pandas_version": "3.1.1"}"#;
    let pandas = parquet::file::metadata::KeyValue::new("pandas".into(), pandas.to_owned());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![pandas]));
    let schema = "message m { OPTIONAL BYTE_ARRAY text (STRING); }";
    write(&file, schema, properties.build(), |group| {
        column::<ByteArrayType>(group, &[TEXT.into()]);
    });
    assert_eq!(article(&file)["article_id"], "41");
}

/// Memory that reading a file has taken at most, in bytes, and what was said.
fn peak_and_words(file: &Path) -> (u64, String) {
    let mut run = sayso(["sentences".as_ref(), file.as_os_str()]);
    run.stderr(Stdio::piped()).stdout(Stdio::null());
    let mut child = run.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let mut words = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0u64) << 10);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    while lines.read_line(&mut words).unwrap() > 0 {}
    (peak, words)
}

#[test]
fn long_rows_are_not_held_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.parquet");
    let schema = "message m { OPTIONAL BYTE_ARRAY text (STRING); }";
    let long: ByteArray = "It rained. ".repeat(8 << 20 >> 3).into_bytes().into();
    let rows = vec![long; 20];
    // As one value in a dictionary, and as one page.
    for (has_dictionary, reason) in [(true, "longer than 1048576 bytes"), (false, "a page of")] {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_page_size_limit(1 << 30)
            .set_data_page_size_limit(1 << 30)
            .set_dictionary_enabled(has_dictionary)
            .build();
        write(&file, schema, properties, |group| {
            column::<ByteArrayType>(group, &rows)
        });
        assert!(std::fs::metadata(&file).unwrap().len() < 1 << 20);
        let (peak, words) = peak_and_words(&file);
        assert!(words.contains(reason), "{words}");
        assert!(peak < 150 << 20, "{peak}");
    }
}
