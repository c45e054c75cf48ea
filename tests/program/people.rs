//! `--people`: speakers that a table of the user's knows.

use crate::common::*;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const ARTICLE: &str = "“The dam is safe,” said Ana Ruiz, the mayor. She said that it was checked in May.\n\n\
                       The Lund Post said that Sam Lee would resign. Sam Lee said that he would not.\n";

const PEOPLE: &str = "id;name;party;alias\nq1;Ruiz, Ana P.;Left;\nq2;Lund Post;;The Post\nq3;Sam Lee;Left;\nq4;\
                      Sam Lee;Right;\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), ARTICLE).unwrap();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    folder
}

fn run(folder: &TempDir, output: &str, further: &[&str]) -> String {
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (input, output, people) = (path("a.txt"), path(output), path("people.csv"));
    let mut args = vec!["attribute", &input, "-o", &output, "--people", &people];
    args.extend(further);
    let done = sayso(args).output().unwrap();
    assert_code(&done, 0);
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn speakers_of_the_table_get_its_columns() {
    let folder = folder();
    let speakers = folder.path().join("speakers.csv");
    let said = run(
        &folder,
        "claims.csv",
        &["--speakers", &speakers.to_string_lossy()],
    );
    assert!(
        said.contains("3 claims by 2 of the 4 in --people, 0 by others with a name; 1 by speakers who match several"),
        "{said}"
    );
    let mut table = csv::Reader::from_path(folder.path().join("claims.csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let added: Vec<&str> = header.iter().skip(header.len() - 3).collect();
    assert_eq!(added, ["person_id", "person_name", "person_party"]);
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let cells = |row: &csv::StringRecord| -> Vec<String> {
        let at = |name| header.iter().position(|column| column == name).unwrap();
        let cells = ["speaker", "person_id", "person_party"].map(|name| row[at(name)].to_owned());
        cells.into()
    };
    let expected = [
        ["Ana Ruiz", "q1", "Left"],
        ["Ana Ruiz", "q1", "Left"],
        ["Lund Post", "q2", ""],
        ["Sam Lee", "", ""],
    ];
    assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), expected);
    let speakers = fs::read_to_string(speakers).unwrap();
    assert!(
        speakers
            .lines()
            .next()
            .unwrap()
            .ends_with(",person_id,person_name,person_party")
    );
    assert!(
        speakers.contains(",q1,\"Ruiz, Ana P.\",Left\n"),
        "{speakers}"
    );
}

#[test]
fn json_lines_have_an_object_for_the_person() {
    let folder = folder();
    run(&folder, "claims.jsonl", &["--quiet"]);
    let line = fs::read_to_string(folder.path().join("claims.jsonl")).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["claims"][0]["person"]["person_id"], "q1");
    assert_eq!(line["claims"][2]["person"]["person_party"], Value::Null);
    assert_eq!(line["claims"][3]["person"], Value::Null);
    assert!(
        line["claims"][3]
            .as_object()
            .unwrap()
            .contains_key("person")
    );
}

#[test]
fn a_table_that_is_none_ends_the_run_before_it_begins() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("people.csv"), "name,party\nAna,Left\n").unwrap();
    let args = [
        "attribute",
        &path("a.txt"),
        "-o",
        &path("c.csv"),
        "--people",
        &path("people.csv"),
    ];
    let done = sayso(args).output().unwrap();
    assert_code(&done, 2);
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("there is no column “id”"), "{said}");
    assert!(!folder.path().join("c.csv").exists());
}
