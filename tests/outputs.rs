//! Outputs that a user names, and what is answered where they cannot be.

mod common;

use common::*;
use std::fs;

#[test]
fn a_form_that_is_not_written_is_refused_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, "a.txt"), TEXTS[0]).unwrap();
    for (args, way_out) in [
        (["attribute", "-o", "x.xlsx"], ".csv"),
        (["attribute", "-o", "x.json"], ".jsonl"),
        (["attribute", "-o", "x.csv.gz"], "compress it afterwards"),
        (["attribute", "-o", "x.TSV"], ".csv"),
        (["sentences", "-o", "x.parquet"], ".csv or .jsonl"),
        (["entities", "-o", "x.ods"], ".csv"),
        (["attribute", "--entities", "x.xlsx"], ".csv"),
        (["attribute", "--rejects", "x.json"], ".jsonl"),
    ] {
        let mut run = sayso(args);
        let output = run.arg("a.txt").current_dir(folder.path()).output().unwrap();
        assert_code(&output, 2);
        assert!(stderr(&output).contains(way_out), "{}", stderr(&output));
        assert_eq!(names_in(folder.path()), ["a.txt"], "{args:?}");
    }
    let args = ["sentences", "a.txt", "-o", "x.json", "--format", "csv"];
    assert_code(&sayso(args).current_dir(folder.path()).output().unwrap(), 0);
}

#[test]
fn a_report_is_made_of_every_form_of_claims() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, "a.txt"), TEXTS[0]).unwrap();
    let mut pages = Vec::new();
    for claims in ["claims.csv", "claims.jsonl", "claims.parquet"] {
        let run = |args: &[&str]| {
            let output = sayso(args).current_dir(folder.path()).output().unwrap();
            assert_code(&output, 0);
        };
        run(&["attribute", "a.txt", "-o", claims]);
        run(&["report", claims, "--articles", "a.txt", "-o", "x.html"]);
        pages.push(fs::read_to_string(path(&folder, "x.html")).unwrap());
    }
    assert!(pages[0].contains("Ines Duarte"));
    assert!(pages[0] == pages[2], "CSV and Parquet give the same page");
}
