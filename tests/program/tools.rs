//! What the tools of this field write, by the table in `docs/INPUT.md`: a file of each is read
//! without an option.

use crate::common::*;
use serde_json::{Map, Value, json};
use std::fs;

const TEXT: [&str; 2] = [
    "“We can’t wait,” said Ann Lee, the mayor.",
    "Nobody replied.",
];
const PARTS: [&str; 6] = ["id", "title", "date", "url", "outlet", "author"];
const VALUES: [&str; 6] = [
    "id-1",
    "Rain again",
    "2024-05-01",
    "https://echo.example/1",
    "The Echo",
    "Maya Vance",
];

/// A row of the table: tool, where its records are, and the names of the parts, the text first.
struct Row {
    tool: String,
    records: String,
    names: Vec<Option<String>>,
}

fn rows() -> Vec<Row> {
    let documentation = include_str!("../../docs/INPUT.md");
    let table = documentation
        .lines()
        .skip_while(|line| !line.starts_with("| tool |"));
    let rows = table.skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 9, "{line}");
        let name = |cell: &&str| (*cell != "–").then(|| cell.trim_matches('`').to_owned());
        Row {
            tool: cells[0].into(),
            records: cells[1].trim_matches('`').into(),
            names: cells[2..].iter().map(name).collect(),
        }
    })
    .collect()
}

/// Other fields that the tools write, which are none of these parts.
fn others(tool: &str) -> Value {
    match tool {
        "NewsAPI" => {
            json!({"source": {"id": "echo"}, "description": "x", "urlToImage": "https://x.example"})
        }
        "Guardian" => {
            json!({"type": "article", "apiUrl": "https://x.example", "fields": {"headline": "y"}})
        }
        "New York Times" => {
            json!({"abstract": "x", "snippet": "x", "uri": "nyt://article/1", "word_count": 9})
        }
        "Media Cloud" => {
            json!({"media_url": "x.example", "indexed_date": "2024-06-01", "language": "en"})
        }
        "Event Registry" => {
            json!({"dateTime": "2024-05-01T10:00:00Z", "source": {"uri": "x.example"}, "sim": 0})
        }
        "GDELT" => json!({"url_mobile": "", "language": "English", "sourcecountry": "Sweden"}),
        "NELA-GT" => {
            json!({"published": "Wed, 1 May 2024", "published_utc": 1, "collection_utc": 2})
        }
        "news-please" => {
            json!({"description": "x", "date_download": "2024-06-01", "localpath": null})
        }
        "newspaper4k" => {
            json!({"meta_lang": "en", "summary": "", "canonical_link": "https://x.example"})
        }
        "trafilatura" => {
            json!({"hostname": "echo.example", "raw_text": "x", "fingerprint": "f", "excerpt": "x"})
        }
        "Quotebank" => {
            json!({"quotations": [{"quotation": "We can’t wait"}], "names": [], "phase": "E"})
        }
        _ => json!({}),
    }
}

/// Sets the field at a path.
fn set(record: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        record.insert(path.into(), value);
        return;
    };
    // Authors are a list of objects.
    if first == "authors" {
        record.insert(first.into(), json!([{rest: value, "uri": "x"}]));
        return;
    }
    let below = record.entry(first).or_insert_with(|| json!({}));
    set(below.as_object_mut().unwrap(), rest, value);
}

fn fields(row: &Row) -> Vec<(String, Value)> {
    let text = row.names[0].as_ref().unwrap();
    let mut fields: Vec<(String, Value)> = match text.split_once('+') {
        Some((first, second)) => vec![
            (first.into(), TEXT[0].into()),
            (second.into(), TEXT[1].into()),
        ],
        None => vec![(text.clone(), TEXT.join("\n\n").into())],
    };
    for (name, value) in row.names[1..].iter().zip(VALUES) {
        let Some(name) = name else { continue };
        let is_list = row.records != "columns" && name == "authors";
        let value = if is_list {
            json!([value])
        } else {
            json!(value)
        };
        fields.push((name.clone(), value));
    }
    fields
}

/// A file as the tool writes it: its name and content.
fn file(row: &Row) -> (&'static str, String) {
    let fields = fields(row);
    if row.records == "columns" {
        let mut table = csv::Writer::from_writer(Vec::new());
        table
            .write_record(fields.iter().map(|(name, _)| name))
            .unwrap();
        let cells = fields.iter().map(|(_, value)| value.as_str().unwrap());
        table.write_record(cells).unwrap();
        return (
            "a.csv",
            String::from_utf8(table.into_inner().unwrap()).unwrap(),
        );
    }
    let mut record = others(&row.tool).as_object().unwrap().clone();
    for (name, value) in fields {
        set(&mut record, &name, value);
    }
    match row.records.as_str() {
        "lines" => ("a.jsonl", format!("{}\n", Value::Object(record))),
        "object" => ("a.json", Value::Object(record).to_string()),
        "list" => ("a.json", json!([record]).to_string()),
        path => {
            let mut whole = json!([record]);
            for name in path.rsplit('.') {
                whole = json!({"status": "ok", "total": 1, name: whole});
            }
            ("a.json", whole.to_string())
        }
    }
}

#[test]
fn files_of_the_tools_are_read_without_an_option() {
    let rows = rows();
    for tool in [
        "NewsAPI",
        "Guardian",
        "New York Times",
        "Media Cloud",
        "Event Registry",
        "GDELT",
        "CC-News",
        "NELA-GT",
        "All the News",
        "news-please",
        "newspaper4k",
        "trafilatura",
        "Factiva",
        "ProQuest",
        "Quotebank",
    ] {
        assert!(rows.iter().any(|row| row.tool.starts_with(tool)), "{tool}");
    }
    for row in &rows {
        let folder = tempfile::tempdir().unwrap();
        let (name, content) = file(row);
        fs::write(path(&folder, name), &content).unwrap();
        let mut run = sayso(["attribute", name, "--format", "jsonl", "--keep", "author"]);
        let output = run.current_dir(folder.path()).output().unwrap();
        assert_code(&output, 0);
        let said = stdout(&output);
        assert_eq!(said.lines().count(), 1, "{}: {content}\n{said}", row.tool);
        let found: Value = serde_json::from_str(said).unwrap();
        for ((part, value), name) in PARTS.iter().zip(VALUES).zip(&row.names[1..]) {
            let found = match *part {
                "id" => &found["article_id"],
                "author" => &found["kept"]["author"],
                part => &found[part],
            };
            match (name, *part) {
                (Some(_), _) => assert_eq!(found, value, "{}: {part}", row.tool),
                (None, "id") => assert!(found.as_str().unwrap().starts_with("a."), "{}", row.tool),
                (None, _) => assert_eq!(*found, Value::Null, "{}: {part}", row.tool),
            }
        }
        assert_eq!(
            found["claims"][0]["claim"], "“We can’t wait,”",
            "{}",
            row.tool
        );
    }
}

#[test]
fn a_lead_paragraph_and_what_follows_are_one_text() {
    let output = run_with_input(
        &["sentences", "-", "--input-format", "jsonl"],
        &json!({"LP": TEXT[0], "TD": TEXT[1]}).to_string(),
    );
    assert_code(&output, 0);
    let table = Table::parse(stdout(&output));
    let sentences: Vec<String> = table.rows().map(|c| c("text").to_owned()).collect();
    assert_eq!(sentences, TEXT);
}
