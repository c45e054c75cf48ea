//! The columns of the table of claims, wherever they are written down beside the code.

use sayso::claims::schema::{CLAIM_SCHEMA, Cells};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_documents_explain_every_column() {
    let text = text_of("docs/TABLES.md");
    let (_, table) = text.split_once("| column | meaning |\n").unwrap();
    let table = table.split("\n\n").next().unwrap();
    let explained = table.lines().filter_map(|line| line.split('|').nth(1));
    let explained: BTreeSet<&str> = explained
        .flat_map(|names| names.split('`').skip(1).step_by(2))
        .filter(|name| !name.starts_with("--"))
        .collect();
    let columns: BTreeSet<&str> = CLAIM_SCHEMA.iter().map(|(name, _)| *name).collect();
    assert_eq!(explained, columns);
}

#[test]
fn spark_has_the_columns_in_their_order_and_types() {
    let script = text_of("scripts/spark/claims.py");
    let (_, columns) = script.split_once("\nCLAIM_COLUMNS = {\n").unwrap();
    let columns = columns.split("\n}").next().unwrap().lines();
    let columns: Vec<String> = columns.map(|line| line.trim().to_owned()).collect();
    let expected = CLAIM_SCHEMA.iter().map(|(name, cells)| {
        let holds = match cells {
            Cells::Text | Cells::OptionalText => "text",
            Cells::Integer | Cells::OptionalInteger => "integer",
            Cells::Number | Cells::OptionalNumber => "number",
            Cells::Places => "places",
        };
        format!("\"{name}\": \"{holds}\",")
    });
    assert_eq!(columns, expected.collect::<Vec<_>>());
}
