//! The columns of the tables, wherever they are written down beside the code.

use crate::common::{assert_code, run, stdout};
use std::fs;
use std::path::Path;

/// Tables of columns in documents: the file, the section, and what the program is asked for it. As
/// `scripts/columns` has them.
const SECTIONS: [(&str, &str, [&str; 3]); 4] = [
    (
        "README.md",
        "claim-columns",
        ["claims", "--markdown", "brief"],
    ),
    (
        "docs/TABLES.md",
        "claim-columns",
        ["claims", "--markdown", "full"],
    ),
    (
        "docs/TABLES.md",
        "entity-columns",
        ["entities", "--markdown", "full"],
    ),
    (
        "docs/TABLES.md",
        "speaker-columns",
        ["speakers", "--markdown", "full"],
    ),
];

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_documents_explain_every_column() {
    let script = text_of("scripts/columns");
    for (file, section, asked) in SECTIONS {
        let text = text_of(file);
        let (_, rest) = text
            .split_once(&format!("<!-- {section}:begin -->\n"))
            .unwrap();
        let (written, _) = rest.split_once(&format!("<!-- {section}:end -->")).unwrap();
        let said = run(["schema"].iter().chain(&asked));
        assert_code(&said, 0);
        assert_eq!(
            written,
            stdout(&said),
            "{file} is not what the program says of its columns: run scripts/columns"
        );
        let [table, flag, how] = asked;
        let line = format!(r#"("{file}", "{section}", ["{table}", "{flag}", "{how}"]),"#);
        assert!(script.contains(&line), "scripts/columns has no {line}");
    }
}

#[test]
fn a_program_is_told_the_columns_and_what_they_hold() {
    let said = run(["schema"]);
    assert_code(&said, 0);
    let columns: Vec<serde_json::Value> = serde_json::from_str(stdout(&said)).unwrap();
    let names: Vec<&str> = columns.iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names, sayso::claims::schema::CLAIM_COLUMNS);
    let holds = |name: &str| {
        let column = columns
            .iter()
            .find(|column| column["name"] == name)
            .unwrap();
        (column["holds"].clone(), column["optional"].clone())
    };
    assert_eq!(holds("kind"), ("text".into(), false.into()));
    assert_eq!(holds("within"), ("integer".into(), true.into()));
    assert_eq!(holds("confidence"), ("number".into(), false.into()));
    assert_eq!(holds("via_pieces"), ("places".into(), false.into()));
    // What the Spark job has a type for.
    let script = text_of("scripts/spark/claims.py");
    for column in &columns {
        let holds = column["holds"].as_str().unwrap();
        assert_eq!(
            script.matches(&format!("\n    \"{holds}\": ")).count(),
            2,
            "{holds}"
        );
    }
}
