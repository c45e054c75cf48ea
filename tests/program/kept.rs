//! The title, and the fields of records that `--keep` names, in all tables and forms.

use crate::common::*;
use std::fs;
use tempfile::TempDir;

const TEXT: &str = "“We can’t wait,” said Ann Lee.";

/// A folder with records that have more than the usual fields.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let record = serde_json::json!({
        "id": "a", "title": "Rain, again", "text": TEXT, "section": "=World", "opinion": true,
        "tags": ["x", "y"], "score": 1.50, "place": {"name": "Malmö", "at": [1, 2]},
    });
    let other = serde_json::json!({"id": "b", "text": TEXT, "Section": "Home", "opinion": null});
    let lines = format!("{record}\n{other}\n");
    fs::write(path(&folder, "a.jsonl"), lines).unwrap();
    folder
}

const KEEP: &str = "section,opinion,tags,score,place.name,place";

/// The kept cells of the two records.
const KEPT: [[(&str, &str); 6]; 2] = [
    [
        ("section", "=World"),
        ("opinion", "true"),
        ("tags", "x, y"),
        ("score", "1.5"),
        ("place.name", "Malmö"),
        ("place", r#"{"at":[1,2],"name":"Malmö"}"#),
    ],
    [
        ("section", "Home"),
        ("opinion", ""),
        ("tags", ""),
        ("score", ""),
        ("place.name", ""),
        ("place", ""),
    ],
];

fn in_folder(folder: &TempDir, args: &[&str]) -> std::process::Output {
    let mut run = sayso(args);
    run.current_dir(folder.path()).output().unwrap()
}

#[track_caller]
fn assert_kept(folder: &TempDir, table: &str) {
    let table = fs::read_to_string(path(folder, table)).unwrap();
    let header = table.lines().next().unwrap();
    assert!(header.ends_with(&KEEP), "{header}");
    let table = Table::parse(&table);
    assert!(table.len() >= 2);
    for row in table.rows() {
        let of_first = row("article_id") == "a";
        assert_eq!(row("title"), if of_first { "Rain, again" } else { "" });
        for (name, value) in KEPT[usize::from(!of_first)] {
            assert_eq!(row(name), value, "{name}");
        }
    }
}

#[test]
fn tables_have_the_title_and_what_is_kept() {
    let folder = folder();
    let files = ["c.csv", "--entities", "e.csv", "--speakers", "s.csv"];
    let run = ["attribute", "a.jsonl", "--keep", KEEP, "-o"];
    let output = in_folder(&folder, &[&run[..], &files].concat());
    assert_code(&output, 0);
    for table in ["c.csv", "e.csv", "s.csv"] {
        assert_kept(&folder, table);
    }
    let run = ["sentences", "a.jsonl", "-o", "n.csv"];
    // Named one after another they are the same.
    let keep: Vec<&str> = KEEP.split(',').flat_map(|name| ["--keep", name]).collect();
    assert_code(&in_folder(&folder, &[&run[..], &keep].concat()), 0);
    assert_kept(&folder, "n.csv");
    let run = ["entities", "a.jsonl", "-o", "e2.csv", "--keep", KEEP];
    assert_code(&in_folder(&folder, &run), 0);
    assert_kept(&folder, "e2.csv");
    let run = ["attribute", "a.jsonl", "--keep", KEEP, "-o", "safe.csv"];
    let output = in_folder(&folder, &[&run[..], &["--spreadsheet-safe"]].concat());
    assert_code(&output, 0);
    let safe = fs::read_to_string(path(&folder, "safe.csv")).unwrap();
    assert!(safe.contains(",'=World,"), "{safe}");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_the_same_columns() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let folder = folder();
    let keep = "section,place.name,odd name";
    let files = [
        "c.parquet",
        "--entities",
        "e.parquet",
        "--speakers",
        "s.parquet",
    ];
    let run = ["attribute", "a.jsonl", "--keep", keep, "-o"];
    // A run that can be gone on with makes them at its end.
    for more in [&[][..], &["--resume"]] {
        let output = in_folder(&folder, &[&run[..], &files, more].concat());
        assert_code(&output, 0);
        for table in ["c.parquet", "e.parquet", "s.parquet"] {
            let file = fs::File::open(path(&folder, table)).unwrap();
            let reader = SerializedFileReader::new(file).unwrap();
            let first = reader.get_row_iter(None).unwrap().next().unwrap();
            let row = first.unwrap().to_string();
            let expected = "section: \"=World\", place.name: \"Malmö\", odd name: null}";
            assert!(row.ends_with(expected), "{row}");
            assert!(row.contains("title: \"Rain, again\""), "{row}");
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn columns_of_all_types_are_kept() {
    use parquet::data_type::{BoolType, ByteArrayType, Int64Type};
    let schema = "message m { REQUIRED BYTE_ARRAY text (STRING); REQUIRED BOOLEAN opinion; \
                  REQUIRED INT64 price (DECIMAL(10, 2)); REQUIRED INT64 at (TIMESTAMP(NANOS, true)); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(path(&folder, "a.parquet")).unwrap();
    let writer = parquet::file::writer::SerializedFileWriter::new(
        file,
        std::sync::Arc::new(schema),
        Default::default(),
    );
    let mut writer = writer.unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let text = column.typed::<ByteArrayType>();
    text.write_batch(&[TEXT.into()], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let opinion = column.typed::<BoolType>();
    opinion.write_batch(&[true], None, None).unwrap();
    column.close().unwrap();
    for number in [-5, 1_714_559_405_000_000_000] {
        let mut column = group.next_column().unwrap().unwrap();
        let numbers = column.typed::<Int64Type>();
        numbers.write_batch(&[number], None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    let run = ["sentences", "a.parquet", "--keep", "opinion,price,at"];
    let output = in_folder(&folder, &run);
    assert_code(&output, 0);
    let row = stdout(&output).lines().nth(1).unwrap();
    assert!(row.ends_with(",true,-0.05,2024-05-01T10:30:05Z"), "{row}");
}

#[test]
fn json_lines_and_annotations_have_them_apart() {
    let folder = folder();
    let lines = |args: &[&str]| -> Vec<serde_json::Value> {
        let output = in_folder(&folder, args);
        assert_code(&output, 0);
        let lines = stdout(&output).lines();
        lines.map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    // There a name may be that of a column.
    let keep = ["--keep", "section,source,place.name"];
    let expected = serde_json::json!({"section": "=World", "source": null, "place.name": "Malmö"});
    for command in ["attribute", "entities", "sentences"] {
        let run = [command, "a.jsonl", "--format", "jsonl"];
        let found = lines(&[&run[..], &keep].concat());
        assert_eq!(found[0]["kept"], expected, "{command}");
        assert_eq!(found[0]["title"], "Rain, again");
        assert_eq!(found[1]["kept"]["section"], "Home");
        let found = lines(&run);
        assert!(found[0].get("kept").is_none());
    }
    let run = ["attribute", "a.jsonl", "--format", "web-annotation"];
    let found = lines(&[&run[..], &keep].concat());
    let article = &found[0]["body"]["schema:isPartOf"];
    assert_eq!(article["schema:headline"], "Rain, again");
    let kept = &article["schema:additionalProperty"];
    assert_eq!(kept[1]["schema:name"], "place.name");
    assert_eq!(kept[1]["schema:value"], "Malmö");
    assert_eq!(
        found[1]["body"]["schema:isPartOf"]["schema:additionalProperty"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn names_of_columns_are_refused() {
    let folder = folder();
    for (args, words) in [
        (
            &["--keep", "URL"][..],
            "the table has a column of that name",
        ),
        (&["--keep", "section,SECTION"], "named twice"),
        (
            &[
                "--keep",
                "mentions",
                "--speakers",
                "s.parquet",
                "-o",
                "c.jsonl",
            ],
            "column of that name",
        ),
        (
            &["--keep", "type", "--entities", "e.csv"],
            "column of that name",
        ),
        (&["--keep", "", "-o", "c.csv"], "a value is required"),
    ] {
        let output = in_folder(&folder, &[&["attribute", "a.jsonl"], args].concat());
        assert_code(&output, 2);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert!(stdout(&output).is_empty());
    }
}

#[test]
fn what_no_record_has_is_told() {
    let folder = folder();
    let run = ["sentences", "a.jsonl", "--keep", "secton,section,tag"];
    let output = in_folder(&folder, &run);
    assert_code(&output, 0);
    let said = stderr(&output);
    assert!(
        said.contains("no record has what --keep names: secton, tag\n"),
        "{said}"
    );
}

#[test]
fn all_formats_have_fields_to_keep() {
    let folder = tempfile::tempdir().unwrap();
    let rss = "<rss><channel><item><description>It rained.</description><category>a</category>\
               <category>b</category><dc:creator>Ann Lee</dc:creator></item></channel></rss>";
    let sgml = "<DOC id=\"x\" type=\"story\">\n<DATELINE>\nMalmö\n</DATELINE>\n<TEXT>\nIt \
                rained.\n</TEXT>\n</DOC>\n";
    for (name, content, keep, expected) in [
        ("a.xml", rss, "category,author", "\"a, b\",Ann Lee"),
        ("a.sgml", sgml, "type,dateline", "story,Malmö"),
        (
            "a.csv",
            "text,score\nIt rained.,1.50\n",
            "score,lang",
            "1.50,",
        ),
        ("a.txt", "It rained.", "category,author", ","),
    ] {
        fs::write(path(&folder, name), content).unwrap();
        let output = in_folder(&folder, &["sentences", name, "--keep", keep]);
        assert_code(&output, 0);
        let row = stdout(&output).lines().nth(1).unwrap().to_owned();
        assert!(row.ends_with(&format!(",{expected}")), "{name}: {row}");
    }
}
