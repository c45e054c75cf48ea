//! The texts by their layout: their gold annotation fits, pages read as it says, and the program
//! shows what it makes of their lines.

use crate::common::{Row, Table, assert_code, run, run_with_input, stdout};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Gold {
    article: String,
    text: Option<String>,
    claims: Vec<Claim>,
}

#[derive(Deserialize)]
struct Claim {
    id: String,
    content: Vec<Piece>,
    source: Vec<Piece>,
    cue: Vec<Piece>,
    speaker: Option<Speaker>,
    within: Option<String>,
}

#[derive(Deserialize)]
struct Piece {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Deserialize)]
struct Speaker {
    name: String,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/layout")
        .join(name)
}

/// Every annotation with its article's text.
fn all() -> Vec<(Gold, String)> {
    let files = fs::read_dir(folder("gold"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let read = |file: PathBuf| {
        let gold: Gold = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let article = folder("articles").join(&gold.article);
        let text = gold.text.clone();
        let text = text.unwrap_or_else(|| fs::read_to_string(article).unwrap());
        (gold, text)
    };
    files.map(read).collect()
}

#[test]
fn pieces_repeat_the_words_of_the_text() {
    let all = all();
    assert!(all.len() >= 40);
    for (gold, text) in all {
        let characters: Vec<char> = text.chars().collect();
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (number, claim) in gold.claims.iter().enumerate() {
            let label = format!("{}, claim {}", gold.article, claim.id);
            assert_eq!(claim.id, (number + 1).to_string(), "{label}");
            assert!(!claim.content.is_empty(), "{label}");
            for piece in claim.content.iter().chain(&claim.source).chain(&claim.cue) {
                let words: String = characters[piece.start..piece.end].iter().collect();
                assert_eq!(words, piece.text, "{label}");
                assert_eq!(words.trim(), words, "{label}");
            }
            if let Some(speaker) = &claim.speaker {
                assert!(
                    one_line.contains(&speaker.name),
                    "{label}: {}",
                    speaker.name
                );
            }
            if let Some(outer) = &claim.within {
                assert!(
                    outer != &claim.id && gold.claims.iter().any(|c| &c.id == outer),
                    "{label}"
                );
            }
        }
    }
}

#[test]
fn pages_are_read_as_annotated() {
    let output = run([
        "sentences",
        "--format",
        "jsonl",
        folder("articles").to_str().unwrap(),
    ]);
    assert_code(&output, 0);
    let mut pages = 0;
    let lines: Vec<serde_json::Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (gold, text) in all().iter().filter(|(gold, _)| gold.text.is_some()) {
        let line = lines
            .iter()
            .find(|line| line["article_id"] == gold.article.as_str())
            .unwrap();
        // Sentences hold all words of a text, and say where they stand.
        let characters: Vec<char> = text.chars().collect();
        let mut end = 0;
        for sentence in line["sentences"].as_array().unwrap() {
            let start = sentence["start"].as_u64().unwrap() as usize;
            assert!(
                characters[end..start].iter().all(|c| c.is_whitespace()),
                "{}",
                gold.article
            );
            end = sentence["end"].as_u64().unwrap() as usize;
            let words: String = characters[start..end].iter().collect();
            assert_eq!(sentence["text"], words.as_str(), "{}", gold.article);
        }
        assert_eq!(end, characters.len(), "{}", gold.article);
        pages += 1;
    }
    assert!(pages > 0);
}

#[test]
fn sentences_show_their_block() {
    let text = "Bells\n\nAna Lund met us.\n\nQ: Why?\n\nA: I like it.\n\nQ: And now?\n\nA: We rest.\n\n\
        The town says:\n\n- no\n- yes\n\n“So be it.”\n\nDone.\n\n— Town (@town) May 3";
    let output = run_with_input(&["sentences", "-", "--input-format", "txt"], text);
    assert_code(&output, 0);
    let blocks: Vec<&str> = stdout(&output)
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap())
        .collect();
    let expected = [
        "heading",
        "paragraph",
        "turn",
        "turn",
        "turn",
        "turn",
        "paragraph",
        "item",
        "item",
        "quotation",
        "post",
        "post",
    ];
    assert_eq!(blocks, expected);
}

/// The claims of a text: speaker, act, `via` and words, and the number of the claim repeated.
fn claims(text: &str) -> Vec<[String; 5]> {
    let output = run_with_input(&["attribute", "-", "--input-format", "txt", "-q"], text);
    assert_code(&output, 0);
    let table = Table::parse(stdout(&output));
    let row =
        |cell: Row| ["speaker", "act", "via", "claim", "repeats"].map(|name| cell(name).to_owned());
    table.rows().map(row).collect()
}

#[test]
fn a_name_above_its_turn_is_a_label() {
    let text = "The woman who tunes the bells\n\nAna Lund has kept the bells of Oster for forty \
        years. Weekly met her.\n\nWEEKLY\n\nHow did it begin?\n\nANA LUND\n\nBy accident. I was \
        six.\n\nThere was a rope.\n\nWEEKLY\n\nAnd now?\n\nANA LUND\n\nMy ears are gone.\n";
    let found = claims(text);
    let speakers: Vec<(&str, &str)> = found
        .iter()
        .map(|c| (c[0].as_str(), c[1].as_str()))
        .collect();
    let expected = [
        ("WEEKLY", "ask"),
        ("Ana Lund", "state"),
        ("WEEKLY", "ask"),
        ("Ana Lund", "state"),
    ];
    assert_eq!(speakers, expected, "{found:?}");
    assert_eq!(found[1][3], "By accident. I was six. … There was a rope.");
    // Headings are none, though names stand in them again and again.
    let report = "Mills\n\nThe mill of Oster stands still.\n\nRivers\n\nThe river is low.\n\nMills\n\nA \
        second one burnt.\n\nRivers\n\nNone rose.\n";
    assert_eq!(claims(report), Vec::<[String; 5]>::new());
}

#[test]
fn an_interviewer_asks_without_a_question_mark() {
    let text = "The keeper of the light\n\nWe spoke to Ivo Marsh about forty winters on the rock.\n\nWhat \
        do you miss?\n\nThe silence.\n\nTell us about the storm of the second winter.\n\nI slept \
        through it.\n\nWould you go back?\n\nTomorrow.\n";
    let found = claims(text);
    let asked: Vec<&str> = found
        .iter()
        .filter(|c| c[1] == "ask")
        .map(|c| c[3].as_str())
        .collect();
    assert_eq!(asked.len(), 3, "{found:?}");
    let prompt = found
        .iter()
        .find(|c| c[3].starts_with("Tell us about"))
        .unwrap();
    assert_eq!(prompt[0], "", "{found:?}");
    let answer = found
        .iter()
        .find(|c| c[3] == "I slept through it.")
        .unwrap();
    assert_eq!(answer[0], "Ivo Marsh", "{found:?}");
}

#[test]
fn a_tweet_came_by_the_platform() {
    let text = "Minister under fire\n\nAnsgar Pohl tweeted: “I have read the report.”\n\nDelia Crane \
        wrote on Facebook: “He said nothing in March either.”\n";
    let via: Vec<String> = claims(text).into_iter().map(|c| c[2].clone()).collect();
    // Whatever may stand inside the second.
    assert_eq!(via[..2], ["tweeted", "Facebook"]);
}

#[test]
fn what_the_headline_said_is_told() {
    let text = "Bridge must close, says mayor\n\nMayor Clement Oduya said on Monday that the bridge \
        must close.\n\nHe said the bridge had never been painted.\n";
    let repeats: Vec<String> = claims(text).into_iter().map(|c| c[4].clone()).collect();
    assert_eq!(repeats, ["", "1", ""]);
    // Another sign, and another speaker: two claims.
    for body in [
        "Mayor Clement Oduya said on Monday that the bridge must not close.",
        "Engineer Ida Moss said on Monday that the bridge must close.",
    ] {
        let text = format!("Bridge must close, says mayor\n\n{body}\n");
        let found = claims(&text);
        assert!(found.iter().all(|c| c[4].is_empty()), "{found:?}");
    }
    let output = run_with_input(
        &[
            "attribute",
            "-",
            "--input-format",
            "txt",
            "-q",
            "--format",
            "jsonl",
        ],
        text,
    );
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let repeats: Vec<&serde_json::Value> = line["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["repeats"])
        .collect();
    assert_eq!(
        repeats,
        [
            &serde_json::Value::Null,
            &1.into(),
            &serde_json::Value::Null
        ]
    );
}
