//! Records as the tools of this field write them: ids, fields, texts with markup, encodings.

mod common;

use common::*;
use std::fs;

#[test]
fn files_of_the_same_name_in_two_folders_have_different_ids() {
    let folder = tempfile::tempdir().unwrap();
    for below in ["2023/in", "2024/in"] {
        fs::create_dir_all(path(&folder, below)).unwrap();
        fs::write(path(&folder, below).join("1.txt"), TEXTS[3]).unwrap();
        let line = "{\"text\": \"It rained.\"}\n";
        fs::write(path(&folder, below).join("2.jsonl"), line).unwrap();
    }
    let ids = |args: &[&str]| -> Vec<String> {
        let mut run = sayso(["sentences"]);
        let output = run.args(args).current_dir(folder.path()).output().unwrap();
        assert_code(&output, 0);
        assert!(
            !stderr(&output).contains("an id that"),
            "{}",
            stderr(&output)
        );
        let table = Table::parse(stdout(&output));
        let mut ids: Vec<String> = table.rows().map(|c| c("article_id").to_owned()).collect();
        ids.dedup();
        ids
    };
    let expected = [
        "2023/in/1.txt",
        "2023/in/2.jsonl:1",
        "2024/in/1.txt",
        "2024/in/2.jsonl:1",
    ];
    assert_eq!(ids(&["2023/in", "2024/in"]), expected);
    assert_eq!(ids(&["2023", "2024"]), expected);
    assert_eq!(
        ids(&["2023/in/1.txt", "2024/in/1.txt"]),
        [expected[0], expected[2]]
    );
    // One folder needs no name, and different files none but their own.
    assert_eq!(ids(&["2023/in"]), ["1.txt", "2.jsonl:1"]);
    assert_eq!(
        ids(&["2023/in/1.txt", "2024/in/2.jsonl"]),
        ["1.txt", "2.jsonl:1"]
    );
}
