//! Parquet, out and in, as a user runs it.

use crate::common::*;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, ListAccessor, Row};
use std::fs;
use std::path::Path;

fn rows(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A cell as CSV has it.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Double(number) => format!("{number:.2}"),
        Field::ListInternal(list) => {
            let places = (0..list.len()).map(|i| {
                let place = list.get_group(i).unwrap();
                let ends = place.get_column_iter().map(|(_, end)| end.to_string());
                ends.collect::<Vec<_>>().join("-")
            });
            places.collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

#[test]
fn the_tables_are_those_of_csv_with_types() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| path(&folder, name).into_os_string().into_string().unwrap();
    let write = |ending: &str, threads: &str, claims: &str| {
        let output = run([
            "attribute",
            "data/articles",
            "-o",
            &file(claims),
            "--threads",
            threads,
            "--entities",
            &file(&format!("e.{ending}")),
            "--speakers",
            &file(&format!("s.{ending}")),
        ]);
        assert_code(&output, 0);
    };
    write("csv", "2", "c.csv");
    write("parquet", "2", "c.parquet");
    for table in ["c", "e", "s"] {
        let csv = fs::read_to_string(path(&folder, &format!("{table}.csv"))).unwrap();
        let csv = Table::parse(&csv);
        let rows = rows(&path(&folder, &format!("{table}.parquet")));
        assert_eq!(rows.len(), csv.len());
        assert!(rows.len() > 50);
        for (row, expected) in rows.iter().zip(csv.rows()) {
            for (name, field) in row.get_column_iter() {
                let expected = expected(name);
                match field {
                    Field::Double(number) => {
                        assert_eq!(*number, expected.parse::<f64>().unwrap());
                    }
                    field => assert_eq!(cell(field), expected, "{table} {name}"),
                }
            }
        }
    }
    let claims = rows(&path(&folder, "c.parquet"));
    let is = |name: &str, test: fn(&Field) -> bool| {
        let all = claims.iter().flat_map(|row| row.get_column_iter());
        let mut all = all.filter(|(column, _)| *column == name);
        assert!(all.any(|(_, field)| test(field)), "{name}");
    };
    is("claim_start", |f| matches!(f, Field::Long(_)));
    is("confidence", |f| matches!(f, Field::Double(_)));
    is(
        "claim_pieces",
        |f| matches!(f, Field::ListInternal(list) if list.len() > 1),
    );
    is("source", |f| matches!(f, Field::Null));

    // The same bytes, whatever the threads.
    write("parquet", "1", "again.parquet");
    let bytes = |name| fs::read(path(&folder, name)).unwrap();
    assert_eq!(bytes("c.parquet"), bytes("again.parquet"));
}

#[test]
fn articles_come_from_parquet() {
    // A table of claims is a table with a text: that of its sentences.
    let folder = tempfile::tempdir().unwrap();
    let claims = path(&folder, "claims.parquet");
    let claims = claims.to_str().unwrap();
    assert_code(
        &run(["attribute", "data/articles/brief.txt", "-o", claims]),
        0,
    );
    let args = [
        "sentences",
        claims,
        "--text-field",
        "sentence",
        "--id-field",
        "claim_id",
    ];
    let output = run(args);
    assert_code(&output, 0);
    let table = Table::parse(stdout(&output));
    let first = table.rows().next().unwrap();
    assert_eq!(first("article_id"), "1");
    let text = fs::read_to_string("data/articles/brief.txt").unwrap();
    assert!(text.contains(first("text")));

    // From a pipe, and compressed.
    let bytes = fs::read(claims).unwrap();
    let zipped = path(&folder, "z.parquet.gz");
    let mut gzip = flate2::write::GzEncoder::new(
        fs::File::create(&zipped).unwrap(),
        flate2::Compression::fast(),
    );
    std::io::Write::write_all(&mut gzip, &bytes).unwrap();
    gzip.finish().unwrap();
    let again = run([&args[..1], &[zipped.to_str().unwrap()], &args[2..]].concat());
    assert_code(&again, 0);
    assert_eq!(stdout(&again), stdout(&output));

    let output = run(["sentences", claims, "--text-field", "body"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("no column \"body\"; the file has: article_id"));
    let damaged = path(&folder, "d.parquet");
    fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    let output = run(["sentences".as_ref(), damaged.as_os_str()]);
    assert_code(&output, 1);
    assert!(
        stderr(&output).contains("not readable as Parquet"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_damaged_file_is_rejected_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.parquet");
    let claims = file.to_str().unwrap();
    assert_code(
        &run(["attribute", "data/articles/brief.txt", "-o", claims]),
        0,
    );
    let whole = fs::read(claims).unwrap();
    // Everywhere in the pages and in the footer.
    for at in (4..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        fs::write(&file, bytes).unwrap();
        let output = run(["sentences", claims, "--text-field", "sentence"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{at}");
        assert!(
            !stderr(&output).contains("panicked"),
            "{at}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn claims_in_parquet_are_scored_like_those_in_csv() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| path(&folder, name).into_os_string().into_string().unwrap();
    let report = |claims: &str| {
        let args = ["attribute", "data/articles", "-o", claims];
        assert_code(&run(args), 0);
        let args = [
            "evaluate",
            "--gold",
            "data/gold",
            "--system",
            claims,
            "--format",
            "csv",
            "--bootstrap",
            "0",
        ];
        let output = run(args);
        assert_code(&output, 0);
        stdout(&output).to_owned()
    };
    let scores = report(&file("claims.parquet"));
    assert!(scores.contains("source, cue and content exact"));
    assert_eq!(scores, report(&file("claims.csv")));

    fs::write(file("claims.parquet"), "PAR1").unwrap();
    let claims = file("claims.parquet");
    let output = run(["evaluate", "--gold", "data/gold", "--system", &claims]);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("not readable as Parquet"),
        "{}",
        stderr(&output)
    );
}
