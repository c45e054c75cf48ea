//! Parquet, out and in, as a user runs it.

#![cfg(feature = "parquet")]

mod common;

use common::*;
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
