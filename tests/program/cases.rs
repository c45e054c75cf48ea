//! Small texts, one a kind of fault that a program of this sort can have, each with the claims that
//! a careful reader finds.
//!
//! A file in `tests/cases` is a text, and below it lines `= Speaker: words` for a claim that holds
//! these words and has this speaker (names without an article before them, capitals aside), and
//! `! Speaker` for somebody who claims nothing. More claims than those may be found.

use crate::common::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// What a file asks for.
struct Case {
    name: String,
    text: String,
    /// Speaker and words.
    expected: Vec<(String, String)>,
    /// Who claims nothing.
    silent: Vec<String>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let content = fs::read_to_string(path).unwrap();
        let is_expectation = |line: &&str| line.starts_with("= ") || line.starts_with("! ");
        let (expectations, text): (Vec<&str>, Vec<&str>) =
            content.lines().partition(is_expectation);
        assert!(!expectations.is_empty(), "{name} asks for nothing");
        let text = text.join("\n").trim_end().to_owned();
        let (mut expected, mut silent) = (Vec::new(), Vec::new());
        for line in expectations {
            if let Some(speaker) = line.strip_prefix("! ") {
                silent.push(plain(speaker));
                continue;
            }
            let (speaker, words) = line[2..].split_once(": ").unwrap();
            assert!(
                one_line(&text).contains(words),
                "{name}: “{words}” is not in its text"
            );
            expected.push((plain(speaker), words.to_owned()));
        }
        Self {
            name,
            text,
            expected,
            silent,
        }
    }

    /// What is wrong with the claims that were found.
    fn faults(&self, claims: &[Value]) -> Vec<String> {
        let found: Vec<(String, String)> = claims
            .iter()
            .map(|claim| {
                let pieces = claim["content"].as_array().unwrap().iter();
                let pieces: Vec<_> = pieces
                    .map(|p| one_line(p["text"].as_str().unwrap()))
                    .collect();
                let speaker = claim["speaker"]["name"].as_str().unwrap_or_default();
                (plain(speaker), pieces.join(" … "))
            })
            .collect();
        let is_found = |(speaker, words): &&(String, String)| {
            found
                .iter()
                .any(|(of, content)| of == speaker && content.contains(words.as_str()))
        };
        let missing = self.expected.iter().filter(|claim| !is_found(claim));
        let speaks = |name: &&String| found.iter().any(|(speaker, _)| speaker == *name);
        let told = missing
            .map(|(speaker, words)| format!("not found: {speaker}: {words}"))
            .chain(
                self.silent
                    .iter()
                    .filter(speaks)
                    .map(|name| format!("{name} claims nothing")),
            );
        told.map(|fault| format!("{}: {fault}\n    found: {found:?}", self.name))
            .collect()
    }
}

/// A name without an article before it, in small letters.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let articles = ["the ", "a ", "an "].iter();
    let rest = articles
        .filter_map(|article| name.strip_prefix(article))
        .next();
    rest.unwrap_or(&name).to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_kind_of_case_is_read_as_a_careful_reader_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let names = names_in(&folder);
    let cases: Vec<Case> = names
        .iter()
        .map(|name| Case::read(&folder.join(name)))
        .collect();
    assert!(cases.len() > 40);
    let records: String = cases
        .iter()
        .map(|case| format!("{}\n", json!({"id": case.name, "text": case.text})))
        .collect();
    let output = run_with_input(
        &[
            "attribute",
            "-",
            "--input-format",
            "jsonl",
            "--format",
            "jsonl",
            "--quiet",
        ],
        &records,
    );
    assert_code(&output, 0);
    let lines = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answers: Vec<Value> = lines
        .filter(|line| line["article_id"].is_string())
        .collect();
    assert_eq!(answers.len(), cases.len());
    let faults: Vec<String> = cases
        .iter()
        .zip(&answers)
        .flat_map(|(case, answer)| case.faults(answer["claims"].as_array().unwrap()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
