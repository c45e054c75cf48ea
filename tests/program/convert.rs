//! `sayso convert` as a user runs it: claims in the forms of annotation tools, and back.

use crate::common::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Attributes the inputs and answers the path of their claims.
fn attribute(folder: &TempDir, inputs: &Path) -> String {
    let claims = path(folder, "claims.jsonl");
    let output = run([
        "attribute".as_ref(),
        inputs.as_os_str(),
        "-o".as_ref(),
        claims.as_os_str(),
    ]);
    assert_code(&output, 0);
    claims.to_str().unwrap().to_owned()
}

fn convert(claims: &str, inputs: &Path, to: &str, output: &str) -> std::process::Output {
    let inputs = inputs.to_str().unwrap();
    run([
        "convert",
        claims,
        "--articles",
        inputs,
        "--to",
        to,
        "-o",
        output,
    ])
}

/// Asserts that a gold set and a system's claims agree in everything that they state.
fn assert_same(gold: &str, system: &str) {
    let output = run([
        "evaluate",
        "--gold",
        gold,
        "--system",
        system,
        "--format",
        "csv",
        "--bootstrap",
        "0",
    ]);
    assert_code(&output, 0);
    assert_eq!(stderr(&output), "");
    let table = Table::parse(stdout(&output));
    let mut families = BTreeSet::new();
    for cell in table.rows().filter(|cell| cell("family") != "calibration") {
        let measure = cell("measure");
        assert_eq!(cell("gold"), cell("gold_matched"), "{measure}");
        assert_eq!(cell("system"), cell("system_matched"), "{measure}");
        if cell("gold") != "0" {
            families.insert(cell("family").to_owned());
        }
    }
    for family in ["claims", "speakers"] {
        assert!(families.contains(family), "{families:?}");
    }
}

#[test]
fn brat_comes_back_as_the_same_claims() {
    let folder = tempfile::tempdir().unwrap();
    let articles = Path::new("data/articles");
    let claims = attribute(&folder, articles);
    let brat = path(&folder, "brat");
    let brat = brat.to_str().unwrap();
    let output = convert(&claims, articles, "brat", &format!("{brat}/"));
    assert_code(&output, 0);
    let said = stderr(&output);
    assert!(said.starts_with("sayso: 16 articles, "), "{said}");
    for file in fs::read_dir(articles).unwrap() {
        let file = file.unwrap();
        let copy = Path::new(brat).join(file.file_name());
        assert_eq!(fs::read(file.path()).unwrap(), fs::read(copy).unwrap());
    }
    assert_same(brat, &claims);
    assert_same(brat, brat);
    // What is corrected counts.
    let annotation = Path::new(brat).join("brief.ann");
    let content = fs::read_to_string(&annotation).unwrap();
    let corrected: Vec<&str> = content.lines().filter(|l| !l.starts_with("E1\t")).collect();
    fs::write(&annotation, corrected.join("\n")).unwrap();
    let output = run([
        "evaluate", "--gold", brat, "--system", &claims, "--format", "csv",
    ]);
    let table = Table::parse(stdout(&output));
    let mut rows = table.rows();
    let exact = rows.find(|cell| cell("measure") == "source, cue and content exact");
    assert_ne!(exact.unwrap()("precision"), "100.000");
}

#[test]
fn spans_across_lines_and_odd_ids_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let ids = [
        "../../evil",
        "a/quake.txt",
        "https://a.example/x?id=1",
        "CON",
        "Ä b",
    ];
    let texts = [
        "“Nobody should drive\nover it,” said\r\nInes Duarte.\n\n“Nobody,” she said.",
        "“First paragraph,” the minister said. “It\n\nis long, and so is\nthe second.”",
        "Zoë 🎉 said that the bridge\nwas safe.",
        "Nothing here.",
        "‘It’s a good harvest,’ the\u{2028}farmer said.",
    ];
    let records = ids.iter().zip(texts).map(|(id, text)| {
        let record = serde_json::json!({"id": id, "text": text});
        format!("{record}\n")
    });
    let articles = path(&folder, "news.jsonl");
    fs::write(&articles, records.collect::<String>()).unwrap();
    let claims = attribute(&folder, &articles);
    let brat = path(&folder, "brat");
    let brat = brat.to_str().unwrap();
    assert_code(&convert(&claims, &articles, "brat", brat), 0);
    assert_same(brat, &claims);
    let texts = names_in(Path::new(brat));
    let texts: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|n| n.ends_with(".txt"))
        .collect();
    assert_eq!(
        texts,
        ["_CON.txt", "evil.txt", "quake.txt", "x_id_1.txt", "Ä_b.txt"]
    );
    assert_eq!(
        names_in(folder.path()),
        ["brat", "claims.jsonl", "news.jsonl"]
    );
    for name in names_in(Path::new(brat)) {
        if name.ends_with(".ann") {
            let content = fs::read_to_string(Path::new(brat).join(&name)).unwrap();
            let fault = content.lines().find(|line| line.split('\t').count() < 2);
            assert_eq!(fault, None);
        }
    }
}

#[test]
fn equal_names_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let articles = path(&folder, "articles");
    for below in ["a", "b"] {
        fs::create_dir_all(articles.join(below)).unwrap();
        fs::write(articles.join(below).join("quake.txt"), TEXTS[0]).unwrap();
    }
    let claims = attribute(&folder, &articles);
    let brat = path(&folder, "brat");
    let brat = brat.to_str().unwrap();
    assert_code(&convert(&claims, &articles, "brat", brat), 0);
    let table = fs::read_to_string(Path::new(brat).join("articles.tsv")).unwrap();
    assert_eq!(
        table,
        "file\tarticle_id\nquake\ta/quake.txt\nquake-2\tb/quake.txt\n"
    );
    assert_same(brat, brat);
}

#[test]
fn nothing_is_overwritten_or_left_half() {
    let folder = tempfile::tempdir().unwrap();
    let articles = text_folder();
    let claims = attribute(&folder, articles.path());
    let full = path(&folder, "full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine.txt"), "mine").unwrap();
    let output = convert(&claims, articles.path(), "brat", full.to_str().unwrap());
    assert_code(&output, 2);
    assert!(stderr(&output).contains("is not empty"));
    assert_eq!(names_in(&full), ["mine.txt"]);

    let output = convert(&claims, articles.path(), "brat", "-");
    assert!(stderr(&output).contains("-o FOLDER"));
    let output = convert(&claims, articles.path(), "web-annotation", &claims);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("would be overwritten"));

    // Other articles than those of the claims.
    let brat = path(&folder, "brat");
    let brat = brat.to_str().unwrap();
    fs::write(path(&articles, "0.txt"), "Something else altogether.").unwrap();
    let output = convert(&claims, articles.path(), "brat", brat);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("do not fit article 0.txt"),
        "{}",
        stderr(&output)
    );
    fs::remove_file(path(&articles, "0.txt")).unwrap();
    let output = convert(&claims, articles.path(), "brat", brat);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("claims of article 0.txt"),
        "{}",
        stderr(&output)
    );
    fs::write(&claims, "{}\n").unwrap();
    let output = convert(&claims, articles.path(), "brat", brat);
    assert!(
        stderr(&output).contains("line 1: not a line of claims"),
        "{}",
        stderr(&output)
    );
    assert_eq!(names_in(folder.path()), ["claims.jsonl", "full"]);
}

#[test]
fn web_annotations_select_the_words_of_the_claims() {
    let folder = tempfile::tempdir().unwrap();
    let articles = path(&folder, "news.jsonl");
    let text = "É. “Nobody should drive over it,” said Ines Duarte. “Never.”";
    let record = serde_json::json!({"id": "a b", "url": "https://a.example/1", "text": text});
    fs::write(&articles, format!("{record}\n{}", json_lines(4))).unwrap();
    let claims = attribute(&folder, &articles);
    let output = convert(&claims, &articles, "web-annotation", "-");
    assert_code(&output, 0);
    let direct = run([
        "attribute".as_ref(),
        articles.as_os_str(),
        "--format".as_ref(),
        "web-annotation".as_ref(),
    ]);
    assert_code(&direct, 0);
    assert_eq!(stdout(&direct), stdout(&output));

    let annotations: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let first = &annotations[0];
    assert_eq!(first["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(first["type"], "Annotation");
    assert_eq!(first["id"], "urn:sayso:article:a%20b:claim:1");
    assert_eq!(first["body"]["schema:author"]["schema:name"], "Ines Duarte");
    assert_eq!(first["body"]["schema:author"]["type"], "schema:Person");
    let targets = first["target"].as_array().unwrap();
    assert_eq!(targets[0]["source"], "https://a.example/1");
    for target in targets
        .iter()
        .chain(first["body"]["sayso:cue"].as_array().unwrap())
    {
        let [position, quote] = [&target["selector"][0], &target["selector"][1]];
        assert_eq!(position["type"], "TextPositionSelector");
        assert_eq!(quote["type"], "TextQuoteSelector");
        let place = |name: &str| position[name].as_u64().unwrap() as usize;
        let exact = quote["exact"].as_str().unwrap();
        assert_eq!(characters(text, place("start"), place("end")), exact);
        let around = ["prefix", "exact", "suffix"].map(|part| quote[part].as_str().unwrap());
        assert!(text.contains(&around.concat()));
    }
    assert!(annotations.len() > 2);
    let other = annotations.last().unwrap()["target"][0]["source"]
        .as_str()
        .unwrap();
    assert!(other.starts_with("urn:sayso:article:a"), "{other}");
}
