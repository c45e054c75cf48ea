//! Tables as spreadsheets and data frames write them.

use crate::common::*;
use std::fs;

/// The rows `article_id|text` of the sentences in a file of that name.
#[track_caller]
fn sentences(name: &str, content: &[u8], args: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, name), content).unwrap();
    let mut run = sayso(["sentences"]);
    let output = run.arg(path(&folder, name)).args(args).output().unwrap();
    assert_code(&output, 0);
    let table = Table::parse(stdout(&output));
    let row = |cell: Row| format!("{}|{}", cell("article_id"), cell("text"));
    table.rows().map(row).collect()
}

#[test]
fn the_delimiter_is_found_wherever_it_stands_in_the_header() {
    for (name, table) in [
        ("a.csv", "title;id;text\nRain;7;It rained, they said.\n"),
        (
            "a.csv",
            "\u{feff}title;id;text\r\nRain;7;It rained, they said.\r\n",
        ),
        ("a.csv", "title\tid\ttext\nRain\t7\tIt rained, they said.\n"),
        (
            "a.csv",
            "sep=;\r\ntitle;id;text\r\nRain;7;It rained, they said.\r\n",
        ),
        (
            "a.csv",
            "\"Title, or none\";id;text\nRain;7;It rained, they said.\n",
        ),
        ("a.tsv", "title,id,text\nRain,7,\"It rained, they said.\"\n"),
        ("a.csv", "title|id|text\nRain|7|It rained, they said.\n"),
    ] {
        let found = sentences(name, table.as_bytes(), &[]);
        assert_eq!(found, ["7|It rained, they said."], "{table}");
    }
}
