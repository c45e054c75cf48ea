//! `sayso explain` as a user runs it.

use crate::common::*;
use std::fs;

const TEXT: &str = "Ines Duarte leads the inspection of the bridge.\n\n“Nobody should drive over \
                    it,” she said on Friday.\n";

fn explain(args: &[&str], text: &str) -> std::process::Output {
    let mut all = vec!["explain", "-", "--input-format", "txt"];
    all.extend(args);
    run_with_input(&all, text)
}

#[test]
fn what_makes_an_aside_a_claim_is_told() {
    let text = "By Ines Duarte’s account, the bridge was never closed.\n";
    let output = explain(&[], text);
    assert_code(&output, 0);
    let page = stdout(&output);
    assert!(page.contains("cue          account ("), "{page}");
    assert!(page.contains("none: a rule about its cue,"), "{page}");
}

#[test]
fn a_pipe_gets_marks_and_reasons_without_colours() {
    let output = explain(&[], TEXT);
    assert_code(&output, 0);
    let page = stdout(&output);
    assert!(!page.contains('\u{1b}'), "{page}");
    assert!(
        page.contains("[1 “Nobody should drive over it,”] {1 she} <1 said> on Friday."),
        "{page}"
    );
    assert!(
        page.contains("Claim 1: direct, act state, factual, confidence 0."),
        "{page}"
    );
    assert!(page.contains("source       she (80-83)"), "{page}");
    assert!(page.contains("cue          said (84-88)"), "{page}");
    // Each part with its probability, and the name that the pronoun was compared with.
    let line = |name: &str| {
        let found = page
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        found.unwrap_or_else(|| panic!("no {name}: {page}"))
    };
    for part in ["source ", "cue ", "content ", "links "] {
        let (_, after) = line("tags ").split_once(part).unwrap();
        assert!(
            after.starts_with("0.") || after.starts_with("1.00"),
            "{page}"
        );
    }
    let compared = line("compared ");
    assert!(compared.contains("Ines Duarte (0-11) +"), "{page}");
    assert!(compared.ends_with("; log odds against none"), "{page}");
    assert!(page.contains("speaker      Ines Duarte, person"), "{page}");
    assert!(
        page.contains(
            "found by     pronoun: the source is a pronoun; mentioned before as Ines Duarte (0-11)"
        ),
        "{page}"
    );
}

#[test]
fn no_link_is_surer_than_sure() {
    for text in [
        "The board argued, and Lund agreed, that the pier was unsafe.\n",
        "Rents would fall, said Moss, Lund added.\n",
    ] {
        let output = explain(&[], text);
        assert_code(&output, 0);
        let page = stdout(&output);
        let links = page.split("links ").nth(1).expect("a link");
        let probability: f32 = links.lines().next().unwrap().parse().unwrap();
        // Each sentence has another cue or another name, to which the words might belong.
        assert!((0.0..1.0).contains(&probability), "{page}");
    }
}

#[test]
fn a_quotation_without_a_cue_is_a_claim_of_the_model() {
    let output = explain(&[], "“Not so.” It rained all day on the pier.\n");
    assert_code(&output, 0);
    let page = stdout(&output);
    assert!(page.contains("[1 “Not so.”]"), "{page}");
    assert!(page.contains("tags         content "), "{page}");
}

#[test]
fn a_claim_of_the_layout_says_so() {
    let output = explain(
        &[],
        "Q: Why?\n\nA: It rained.\n\nQ: And then?\n\nA: It stopped.\n",
    );
    let page = stdout(&output);
    let none = "tags         none: quotation marks, or who speaks in turn, make it a claim";
    // Every answer is a claim, and every question.
    assert_eq!(page.matches(none).count(), 4, "{page}");
    assert_eq!(page.matches("act ask").count(), 2, "{page}");
}

#[test]
fn the_places_are_those_of_the_table() {
    let page = explain(&[], TEXT);
    let table = run_with_input(&["attribute", "-", "--input-format", "txt"], TEXT);
    let table = Table::parse(stdout(&table));
    assert!(table.len() > 0);
    for cell in table.rows() {
        for part in ["source", "cue"] {
            let place = format!("{} ({})", cell(part), cell(&format!("{part}_pieces")));
            assert!(stdout(&page).contains(&place), "{place}");
        }
    }
}

#[test]
fn colours_can_be_forced_and_forbidden() {
    let plain = explain(&["--color", "never"], TEXT);
    let coloured = explain(&["--color", "always"], TEXT);
    assert_code(&coloured, 0);
    let page = stdout(&coloured);
    assert!(page.contains("\u{1b}[1m\u{1b}[32m[1 "), "{page:?}");
    // Without its escapes it is the plain page.
    let mut rest = page;
    let mut stripped = String::new();
    while let Some((before, escape)) = rest.split_once('\u{1b}') {
        stripped += before;
        rest = escape.split_once('m').expect("an escape ends").1;
    }
    stripped += rest;
    assert_eq!(stripped, stdout(&plain));

    let forced = sayso(["explain", "data/articles/brief.txt"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(stdout(&forced).contains('\u{1b}'));
    let forbidden = sayso(["explain", "data/articles/brief.txt"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!stdout(&forbidden).contains('\u{1b}'));
}

#[test]
fn an_article_cannot_steer_the_terminal() {
    let text = "“It rains,” Ann Lee said.\u{1b}]0;owned\u{7}\u{1b}[2J \u{9b}31m\n";
    let output = explain(&["--color", "never"], text);
    assert_code(&output, 0);
    let controls = |c: char| c.is_control() && c != '\n';
    assert!(!stdout(&output).contains(controls), "{:?}", stdout(&output));
    assert!(stdout(&output).contains("␛]0;owned␇"));
}

#[test]
fn one_of_several_articles_is_chosen_by_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "news.jsonl");
    fs::write(&file, json_lines(3)).unwrap();
    let file = file.to_str().unwrap();
    let output = run(["explain", file, "--article", "a3"]);
    assert_code(&output, 0);
    assert!(
        stdout(&output).starts_with("a3\nA headline\n"),
        "{}",
        stdout(&output)
    );

    let output = run(["explain", file]);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("--article ID"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("a1 and a2"));
    let output = run(["explain", file, "--article", "a9"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("no article has the id a9"));
}

#[test]
fn odd_input_has_an_answer() {
    let output = explain(&[], "");
    assert_code(&output, 0);
    assert!(stdout(&output).contains("No claim was found"));

    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "a.txt");
    // No UTF-8, but text in another encoding.
    fs::write(&file, b"ab\xff").unwrap();
    let output = run(["explain".as_ref(), file.as_os_str()]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("No claim was found"));
    let output = run([
        "explain".as_ref(),
        folder.path().join("none.txt").as_os_str(),
    ]);
    assert_code(&output, 2);
}

#[test]
fn a_page_shows_the_claims_that_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let html = path.to_str().unwrap();
    let text = TEXT.replace("it,”", "<b>it</b>,”");
    let output = explain(&["--html", html], &text);
    assert_code(&output, 0);
    assert_eq!(stdout(&output), "");
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(
        page.contains("over &lt;b&gt;it&lt;/b&gt;,”</span>"),
        "{page}"
    );
    assert!(page.contains("<b><bdi>Ines Duarte</bdi></b>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http://"));
    // The same on standard output; and an input is not written over.
    assert_eq!(stdout(&explain(&["--html", "-"], &text)), page);
    let input = folder.path().join("a.txt");
    fs::write(&input, &text).unwrap();
    let input = input.to_str().unwrap();
    let output = run(["explain", input, "--html", input]);
    assert_code(&output, 2);
    assert_eq!(fs::read_to_string(input).unwrap(), text);
}
