//! Outputs that a user names, and what is answered where they cannot be.

use crate::common::*;
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
        let output = run
            .arg("a.txt")
            .current_dir(folder.path())
            .output()
            .unwrap();
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

#[test]
fn each_record_of_a_pipe_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let input = [
        r#"{"id": "a", "text": "It rained, Ann Lee said."}"#,
        r#"{"id": "b", "body": 1}"#,
        "not JSON",
        r#"{"id": "d", "text": "It rained, Ann Lee said."}"#,
    ]
    .join("\n");
    for command in ["attribute", "sentences", "entities"] {
        let args = [command, "-", "--input-format", "jsonl", "--format", "jsonl"];
        let output = run_with_input(&args, &input);
        assert_code(&output, 1);
        let lines: Vec<serde_json::Value> = stdout(&output)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let ids: Vec<_> = lines.iter().map(|line| &line["article_id"]).collect();
        assert_eq!(ids, ["a", "b", "-:3", "d"], "{command}");
        assert_eq!(lines[1]["rejected"], "field \"body\" is not a string");
        assert!(
            lines[2]["rejected"]
                .as_str()
                .unwrap()
                .contains("invalid JSON")
        );
        assert!(lines[0].get("rejected").is_none());
        if command == "attribute" {
            fs::write(path(&folder, "claims.jsonl"), stdout(&output)).unwrap();
        }
    }
    // What reads these lines passes over those of rejected records.
    fs::write(path(&folder, "in.jsonl"), input).unwrap();
    let articles = ["--articles", "in.jsonl"];
    for args in [
        ["report", "claims.jsonl", "-o", "x.html"].as_slice(),
        &["convert", "claims.jsonl", "--to", "brat", "-o", "brat"],
    ] {
        let mut run = sayso(args);
        let output = run
            .args(articles)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_code(&output, 1);
        assert!(
            stderr(&output).contains("2 articles, 2 claims"),
            "{}",
            stderr(&output)
        );
    }
    // One JSON-LD object a claim is no line a record.
    let args = ["attribute", "in.jsonl", "--format", "web-annotation"];
    let output = sayso(args).current_dir(folder.path()).output().unwrap();
    assert_eq!(stdout(&output).lines().count(), 2);
}
