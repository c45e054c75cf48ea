//! The texts by their layout: their gold annotation fits, pages read as it says, and the program
//! shows what it makes of their lines.

mod common;

use common::{assert_code, run, run_with_input, stdout};
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
