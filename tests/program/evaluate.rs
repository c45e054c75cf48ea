//! `sayso evaluate` as a user runs it, and what must hold whatever is scored.

use proptest::prelude::*;
use sayso::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece, PronounQuestion, in_order,
};
use sayso::evaluate::given_spans;
use sayso::evaluate::metrics::{self, Family, Scores};
use sayso::evaluate::pair::Pair;
use sayso::model::{Model, ModelOptions, Models};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Written for these tests.
const TEXT: &str = "The river rose again, said Ana Ruiz, the mayor. She told reporters \
that “nobody should drive tonight.”\nOfficials denied that a bridge had closed.\n";

/// Source, cue, content, speaker, type, how found.
type Marked = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const CLAIMS: [Marked; 3] = [
    (
        "Ana Ruiz, the mayor",
        "said",
        "The river rose again",
        "Ana Ruiz",
        "person",
        "name",
    ),
    (
        "She",
        "told reporters",
        "that “nobody should drive tonight.”",
        "Ana Ruiz",
        "person",
        "pronoun",
    ),
    (
        "Officials",
        "denied",
        "that a bridge had closed",
        "Officials",
        "group",
        "unnamed",
    ),
];

fn place(words: &str) -> (usize, usize) {
    let byte = TEXT.find(words).expect("the words are in the text");
    let start = TEXT[..byte].chars().count();
    (start, start + words.chars().count())
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// brat annotation of some of the claims.
fn brat(claims: &[Marked]) -> String {
    let mut lines = String::new();
    for (i, claim) in claims.iter().enumerate() {
        for (j, (role, words)) in [("Source", claim.0), ("Cue", claim.1), ("Content", claim.2)]
            .into_iter()
            .enumerate()
        {
            let (start, end) = place(words);
            writeln!(lines, "T{}\t{role} {start} {end}\t{words}", 3 * i + j).unwrap();
        }
        writeln!(
            lines,
            "E{0}\tSource:T{1} Cue:T{2} Content:T{3}",
            i,
            3 * i,
            3 * i + 1,
            3 * i + 2
        )
        .unwrap();
    }
    lines
}

fn speakers(claims: &[Marked]) -> String {
    let mut table =
        String::from("# attributions: flood_ab.ann\nattribution\tspeaker\ttype\tresolution\n");
    for (i, claim) in claims.iter().enumerate() {
        writeln!(table, "E{i}\t{}\t{}\t{}", claim.3, claim.4, claim.5).unwrap();
    }
    table
}

/// A gold set with one article in brat stand-off, with speakers.
fn gold() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "text/flood.txt", TEXT);
    write(folder.path(), "attributions/flood_ab.ann", &brat(&CLAIMS));
    write(
        folder.path(),
        "speakers/flood.speakers.tsv",
        &speakers(&CLAIMS),
    );
    folder
}

fn csv(claims: &[Marked]) -> String {
    let mut table = String::from(
        "article_id,claim_id,kind,claim,source,speaker,speaker_type,cue,confidence,speaker_found_by,\
         sentence,claim_start,claim_end,claim_pieces,source_start,source_end,cue_start,cue_end\n",
    );
    for (i, c) in claims.iter().enumerate() {
        let ((s0, s1), (c0, c1), (t0, t1)) = (place(c.0), place(c.1), place(c.2));
        writeln!(
            table,
            "text/flood.txt,{i},indirect,\"{}\",\"{}\",{},{},{},0.9,{},0,{t0},{t1},{t0}-{t1},{s0},{s1},{c0},{c1}",
            c.2, c.0, c.3, c.4, c.1, c.5,
        )
        .unwrap();
    }
    table
}

fn jsonl(claims: &[Marked]) -> String {
    let piece = |words: &str| {
        let (start, end) = place(words);
        serde_json::json!([{"start": start, "end": end, "text": words}])
    };
    let claims: Vec<_> = claims
        .iter()
        .enumerate()
        .map(|(i, c)| {
            serde_json::json!({
                "claim_id": i.to_string(), "kind": "indirect", "claim": c.2, "content": piece(c.2),
                "source": piece(c.0), "cue": piece(c.1), "speaker": {"name": c.3, "type": c.4},
                "speaker_found_by": c.5, "confidence": 0.9, "sentence": 0,
            })
        })
        .collect();
    let article =
        serde_json::json!({"article_id": "flood", "title": null, "claims": claims, "entities": []});
    format!("{article}\n")
}

fn evaluate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso"))
        .arg("evaluate")
        .args(arguments)
        .output()
        .unwrap()
}

fn measures(output: &Output) -> Vec<(String, f64, f64, f64)> {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = report["measures"].as_array().unwrap();
    assert!(!rows.is_empty());
    rows.iter()
        .map(|row| {
            let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
            let name = format!(
                "{}: {}",
                row["family"].as_str().unwrap(),
                row["measure"].as_str().unwrap()
            );
            (name, number("precision"), number("recall"), number("f1"))
        })
        .collect()
}

/// Scores a system's file against the gold set.
fn scored(system: &str, content: &str, more: &[&str]) -> Vec<(String, f64, f64, f64)> {
    let gold = gold();
    write(gold.path(), system, content);
    let (gold, system) = (gold.path().to_str().unwrap(), gold.path().join(system));
    let gold_only = tempfile::tempdir().unwrap();
    for part in [
        "text/flood.txt",
        "attributions/flood_ab.ann",
        "speakers/flood.speakers.tsv",
    ] {
        write(
            gold_only.path(),
            part,
            &std::fs::read_to_string(Path::new(gold).join(part)).unwrap(),
        );
    }
    let mut arguments = vec![
        "--gold",
        gold_only.path().to_str().unwrap(),
        "--format",
        "json",
    ];
    arguments.extend(["--system", system.to_str().unwrap()]);
    arguments.extend(more);
    measures(&evaluate(&arguments))
}

fn f1(measures: &[(String, f64, f64, f64)], name: &str) -> f64 {
    measures
        .iter()
        .find(|m| m.0 == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .3
}

#[test]
fn the_gold_scores_100_against_itself() {
    let gold = gold();
    let path = gold.path().to_str().unwrap();
    for (name, p, r, f) in measures(&evaluate(&[
        "--gold", path, "--system", path, "--format", "json",
    ])) {
        assert_eq!((p, r, f), (100.0, 100.0, 100.0), "{name}");
    }
}

#[test]
fn csv_and_json_lines_of_the_gold_score_100() {
    for (file, content) in [
        ("claims.csv", csv(&CLAIMS)),
        ("claims.jsonl", jsonl(&CLAIMS)),
    ] {
        for (name, p, r, f) in scored(file, &content, &[]) {
            assert_eq!((p, r, f), (100.0, 100.0, 100.0), "{file}, {name}");
        }
    }
}

#[test]
fn an_empty_system_scores_0() {
    for (file, content) in [
        ("claims.csv", csv(&[])),
        ("claims.jsonl", String::new()),
        ("claims.jsonl", jsonl(&[])),
    ] {
        let rows = scored(file, &content, &[]);
        assert!(
            rows.iter().any(|r| r.0.ends_with("right source")),
            "{rows:?}"
        );
        for (name, p, r, f) in rows {
            assert_eq!((p, r, f), (0.0, 0.0, 0.0), "{file}, {name}");
        }
    }
}

#[test]
fn other_tools_are_scored_alike() {
    let piece = |words: &str| {
        let (start, end) = place(words);
        format!("{{\"start\":{start},\"end\":{end},\"text\":\"{words}\"}}")
    };
    let citron: Vec<String> = CLAIMS
        .iter()
        .map(|c| {
            format!(
                "{{\"cue\":{},\"sources\":[{}],\"contents\":[{}]}}",
                piece(c.1),
                piece(c.0),
                piece(c.2)
            )
        })
        .collect();
    let citron = format!(
        "{{\"text\":{},\"quotes\":[{}]}}",
        serde_json::json!(TEXT),
        citron.join(",")
    );
    let triples: Vec<_> = CLAIMS
        .iter()
        .map(|c| serde_json::json!({"speaker": [c.0], "cue": [c.1], "content": c.2}))
        .collect();
    let triples = serde_json::json!(triples).to_string();
    let mut bio = String::new();
    let tokens = sayso::evaluate::tokens::tokens(TEXT);
    let characters: Vec<char> = TEXT.chars().collect();
    for token in tokens {
        let word: String = characters[token.start..token.end].iter().collect();
        let mut tag = "O".to_owned();
        for (i, c) in CLAIMS.iter().enumerate() {
            for (role, words) in [("source", c.0), ("cue", c.1), ("content", c.2)] {
                let (start, end) = place(words);
                if token.start >= start && token.end <= end {
                    let prefix = if token.start == start { "B" } else { "I" };
                    tag = format!("{prefix}-{role}-{i}");
                }
            }
        }
        writeln!(bio, "{word}\t{tag}").unwrap();
    }
    for (file, content, format) in [
        ("out/flood.json", citron, "citron"),
        ("out/flood.json", triples, "textacy"),
        ("out/flood.bio", bio, "bio"),
    ] {
        for more in [&["--system-format", format][..], &[]] {
            let rows = scored(file, &content, more);
            let exact = f1(&rows, "claims: source, cue and content exact");
            assert_eq!(exact, 100.0, "{format}");
        }
    }
}

#[test]
fn each_measure_of_a_small_mistake() {
    // The system misses the denial and takes “the mayor” out of the first source.
    let mut claims = vec![CLAIMS[0], CLAIMS[1]];
    claims[0].0 = "Ana Ruiz";
    claims[1].3 = "Ruiz";
    let rows = scored("claims.csv", &csv(&claims), &[]);
    let figures = |name: &str| {
        let row = rows
            .iter()
            .find(|r| r.0 == name)
            .unwrap_or_else(|| panic!("no {name}"));
        (row.1.round(), row.2.round(), row.3.round())
    };
    // 1 of 2 and 1 of 3; F1 = 2·½·⅓ / (½+⅓) = 0.4.
    assert_eq!(figures("spans: source, exact piece"), (50.0, 33.0, 40.0));
    assert_eq!(figures("spans: source, begin"), (100.0, 67.0, 80.0));
    // Tokens: Ana, Ruiz, She of Ana, Ruiz, “,”, the, mayor, She, Officials.
    assert_eq!(figures("spans: source, token overlap"), (100.0, 43.0, 60.0));
    // “Ana Ruiz” is 8 of 19 characters: (8/19 + 1) / 2 = 0.711 and (8/19 + 1 + 0) / 3 = 0.474.
    assert_eq!(
        figures("spans: source, intersection over union"),
        (71.0, 47.0, 57.0)
    );
    assert_eq!(
        figures("claims: source, cue and content exact"),
        (50.0, 33.0, 40.0)
    );
    assert_eq!(
        figures("claims: content overlaps, right source"),
        (100.0, 67.0, 80.0)
    );
    assert_eq!(
        figures("claims: content overlaps, right speaker"),
        (50.0, 33.0, 40.0)
    );
    assert_eq!(
        figures("coverage: content covered > 0.8"),
        (100.0, 67.0, 80.0)
    );
    assert_eq!(
        figures("coverage:   source exact, of those > 0.8"),
        (50.0, 50.0, 50.0)
    );
    assert_eq!(figures("speakers: all"), (50.0, 33.0, 40.0));
    assert_eq!(figures("speakers: pronoun"), (0.0, 0.0, 0.0));
    assert_eq!(
        figures("kind: indirect: content exact"),
        (100.0, 50.0, 67.0)
    );
    assert_eq!(
        figures("speaker-type: group: content exact"),
        (0.0, 0.0, 0.0)
    );
}

#[test]
fn the_order_of_rows_and_articles_does_not_matter() {
    let forward = csv(&CLAIMS);
    let mut lines: Vec<&str> = forward.lines().collect();
    lines[1..].reverse();
    let backward = lines.join("\n");
    assert_eq!(
        scored("claims.csv", &forward, &[]),
        scored("claims.csv", &backward, &[])
    );
}

#[test]
fn unknown_articles_and_defects_are_warnings() {
    let gold = gold();
    write(
        gold.path(),
        "attributions/flood_ab.ann",
        &format!("{}broken line\n", brat(&CLAIMS)),
    );
    let out = tempfile::tempdir().unwrap();
    write(
        out.path(),
        "claims.csv",
        "article_id,claim_pieces\nstorm.txt,1-5\n",
    );
    let system = out.path().join("claims.csv");
    let output = evaluate(&[
        "--gold",
        gold.path().to_str().unwrap(),
        "--system",
        system.to_str().unwrap(),
    ]);
    assert!(output.status.success());
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(
        warnings.contains("line 13: not a line of brat annotation"),
        "{warnings}"
    );
    assert!(
        warnings.contains("not in the gold set and are ignored, such as storm"),
        "{warnings}"
    );
    assert!(
        warnings.contains("says nothing of 1 of 1 gold articles"),
        "{warnings}"
    );
}

#[test]
fn annotators_are_scored_against_each_other() {
    let gold = gold();
    // The other annotator marks two of the three claims: all of these agree.
    write(
        gold.path(),
        "attributions/flood_cd.ann",
        &brat(&CLAIMS[..2]),
    );
    let path = gold.path().to_str().unwrap();
    let rows = measures(&evaluate(&[
        "--gold",
        path,
        "--human-ceiling",
        "--format",
        "json",
    ]));
    let cue = rows
        .iter()
        .find(|r| r.0 == "spans: cue, exact piece")
        .unwrap();
    assert_eq!((cue.1, cue.2.round(), cue.3), (100.0, 67.0, 80.0));

    let out = tempfile::tempdir().unwrap();
    write(out.path(), "claims.csv", &csv(&CLAIMS[..2]));
    let system = out.path().join("claims.csv");
    let with = |which: &str| {
        let system = system.to_str().unwrap();
        let arguments = [
            "--gold",
            path,
            "--system",
            system,
            "--annotator",
            which,
            "--format",
            "json",
        ];
        f1(&measures(&evaluate(&arguments)), "spans: cue, exact piece")
    };
    assert_eq!(with("first"), 80.0);
    assert_eq!(with("best-of"), 100.0);
    // 4 right of 4, of 5 gold cues: 2·1·0.8 / 1.8.
    assert!((with("each") - 100.0 * 1.6 / 1.8).abs() < 1e-9);
}

#[test]
fn forms_of_the_report() {
    let gold = gold();
    let out = tempfile::tempdir().unwrap();
    write(out.path(), "a.csv", &csv(&CLAIMS));
    write(out.path(), "b.csv", &csv(&CLAIMS[..1]));
    let path = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let gold = gold.path().to_str().unwrap();
    let text = |arguments: &[&str]| {
        let output = evaluate(arguments);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let (a, b, errors) = (path("a.csv"), path("b.csv"), path("errors"));
    let table = text(&["--gold", gold, "--system", &b, "--errors", &errors]);
    assert!(table.contains("Linked claims"), "{table}");
    assert!(
        table.contains("expected calibration error 0.100"),
        "{table}"
    );
    let missed = std::fs::read_to_string(out.path().join("errors/claims-missed.md")).unwrap();
    assert!(missed.contains("[that a bridge had closed]"), "{missed}");
    assert!(missed.contains("# claims-missed (2)"), "{missed}");
    let markdown = text(&["--gold", gold, "--system", &b, "--format", "markdown"]);
    assert!(markdown.contains("**Spans by role**\n\n| "), "{markdown}");
    let lines = text(&["--gold", gold, "--system", &b, "--format", "csv"]);
    assert!(lines.starts_with("family,measure,gold,system,"), "{lines}");
    assert!(
        lines.contains("\nspans,\"cue, exact piece\",3,1,1,1,100.000,33.333,50.000,"),
        "{lines}"
    );
    let compared = text(&["--gold", gold, "--compare", &a, &b]);
    assert!(compared.contains("B − A"), "{compared}");
    let compared = text(&["--gold", gold, "--compare", &a, &a, "--format", "json"]);
    assert!(compared.contains("\"p\": 1.0"), "{compared}");
    assert_eq!(
        text(&["--gold", gold, "--system", &b]),
        table,
        "the same seed, the same figures"
    );
}

#[test]
fn a_page_shows_both_sides() {
    let gold = gold();
    let out = tempfile::tempdir().unwrap();
    let mut found = CLAIMS;
    found[1].3 = "Bo Berg";
    write(out.path(), "a.csv", &csv(&found[..2]));
    let path = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let (system, page) = (path("a.csv"), path("page.html"));
    let usual = ["--gold", gold.path().to_str().unwrap(), "--system", &system];
    let with_page = evaluate(&[&usual[..], &["--report", &page]].concat());
    let without = evaluate(&usual);
    assert!(with_page.status.success());
    assert_eq!(with_page.stdout, without.stdout, "the table stays the same");

    let page = std::fs::read_to_string(page).unwrap();
    let (_, from) = page.split_once(r#"id="report-data">"#).unwrap();
    let (json, _) = from.split_once("</script>").unwrap();
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    assert!(report["measures"].as_array().unwrap().len() > 5);
    let article = &report["articles"][0];
    assert_eq!(article["text"], TEXT);
    let verdicts = |side: &str| -> Vec<&str> {
        let claims = article[side].as_array().unwrap();
        claims
            .iter()
            .map(|c| c["verdict"].as_str().unwrap())
            .collect()
    };
    assert_eq!(verdicts("gold"), ["right", "differs", "missed"]);
    assert_eq!(verdicts("claims"), ["right", "differs"]);
    assert_eq!(
        article["gold"][1]["differs"],
        serde_json::json!(["speaker-wrong"])
    );
    assert_eq!(article["gold"][1]["counterpart"], 1);

    let before = std::fs::read(&system).unwrap();
    let refused = evaluate(&[&usual[..], &["--report", &system]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(std::fs::read(&system).unwrap(), before);
}

#[test]
fn what_cannot_be_done_says_so() {
    let gold = gold();
    let gold = gold.path().to_str().unwrap();
    for (arguments, reason) in [
        (vec!["--gold", gold], "nothing to score"),
        (
            vec!["--gold", "no/such/folder", "--human-ceiling"],
            "no/such/folder",
        ),
        (
            vec!["--gold", gold, "--human-ceiling"],
            "no article here has several annotators",
        ),
        (
            vec!["--gold", gold, "--system", "no-such-file.csv"],
            "no-such-file.csv",
        ),
    ] {
        let output = evaluate(&arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && message.contains(reason),
            "{message}"
        );
    }
}

#[test]
fn entities_are_scored_on_the_text_that_is_written() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "news.conll",
        "-DOCSTART- -X- O O\n\nAna B-PER\nRuiz I-PER\nleft O\nOslo B-LOC\n\n-DOCSTART- -X- O O\n\nNo O\n",
    );
    let file = folder.path().join("news.conll");
    let file = file.to_str().unwrap();
    let articles = folder.path().join("articles");
    let output = evaluate(&["--gold", file, "--write-text", articles.to_str().unwrap()]);
    assert!(output.status.success());
    assert_eq!(
        std::fs::read_to_string(articles.join("news-0001.txt")).unwrap(),
        "Ana Ruiz left Oslo"
    );
    write(
        folder.path(),
        "out.jsonl",
        "{\"article_id\":\"news-0001.txt\",\"claims\":[],\"entities\":[\
         {\"start\":0,\"end\":8,\"text\":\"Ana Ruiz\",\"type\":\"person\"},\
         {\"start\":14,\"end\":18,\"text\":\"Oslo\",\"type\":\"organization\"}]}\n\
         {\"article_id\":\"news-0002.txt\",\"claims\":[],\"entities\":[]}\n",
    );
    let system = folder.path().join("out.jsonl");
    let rows = measures(&evaluate(&[
        "--gold",
        file,
        "--system",
        system.to_str().unwrap(),
        "--format",
        "json",
    ]));
    assert_eq!(f1(&rows, "entities: all types"), 50.0);
    assert_eq!(f1(&rows, "entities: PER"), 100.0);
    assert_eq!(f1(&rows, "entities: span only"), 100.0);
}

/// The first code block below a heading of the documentation.
fn documented(heading: &str) -> String {
    let docs = include_str!("../../docs/EVALUATION.md");
    let section = docs
        .split_once(&format!("\n### `{heading}`\n"))
        .expect("a section")
        .1;
    let block = section.split_once("```").expect("a block").1;
    let (_, code) = block.split_once('\n').unwrap();
    code.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn the_examples_of_the_documentation_are_read() {
    use sayso::evaluate::readers::{Format, Reading, read};
    let claims = [
        ("brat", Format::Brat, "flood.ann", (0, 20)),
        ("gold", Format::Gold, "flood.json", (0, 20)),
        ("csv", Format::Csv, "claims.csv", (0, 20)),
        ("jsonl", Format::Jsonl, "claims.jsonl", (0, 20)),
        ("gum", Format::Gum, "attributions.jsonl", (0, 20)),
        ("bio", Format::Bio, "flood.bio", (0, 20)),
        ("citron", Format::Citron, "flood.json", (0, 20)),
        ("corenlp", Format::Corenlp, "flood.txt.json", (72, 102)),
        ("textacy", Format::Textacy, "flood.json", (0, 20)),
        ("sheet", Format::Sheet, "sheet.csv", (0, 20)),
        ("doccano", Format::Doccano, "flood.jsonl", (0, 20)),
        ("label-studio", Format::LabelStudio, "flood.json", (0, 20)),
        ("prodigy", Format::Prodigy, "flood.jsonl", (0, 20)),
        ("spacy", Format::Spacy, "flood.json", (0, 20)),
        ("xmi", Format::Xmi, "flood.xmi", (0, 20)),
    ];
    for (heading, format, file, (start, end)) in claims {
        let mut example = documented(heading);
        if heading == "jsonl" {
            example = example.replace('\n', "");
        }
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), file, &example);
        write(folder.path(), "flood.txt", TEXT);
        write(folder.path(), "text/GUM_news_flood.txt", TEXT);
        let texts = [("flood".to_owned(), TEXT.to_owned())].into();
        let mut reading = Reading {
            texts,
            ..Reading::default()
        };
        // Told from the file as well as named.
        for format in [format, Format::Auto] {
            let corpus = read(folder.path(), format, &mut reading).unwrap();
            let claim = &corpus[0].claims()[0];
            assert_eq!(claim.content, [Piece { start, end }], "{heading}");
        }
        assert_eq!(reading.warnings, Vec::<String>::new(), "{heading}");
    }
    for (heading, format, file) in [
        ("conll", Format::Conll, "news.conll"),
        ("conllu", Format::Conllu, "flood.conllu"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), file, &documented(heading));
        for format in [format, Format::Auto] {
            let corpus = read(folder.path(), format, &mut Reading::default()).unwrap();
            assert_eq!(
                corpus[0].sentences.as_ref().map(Vec::len),
                Some(1),
                "{heading}"
            );
        }
    }
}

#[test]
fn absurd_offsets_do_no_harm() {
    let most = usize::MAX;
    let table = format!(
        "article_id,claim_pieces,source_start,source_end\nflood,0-{most},1,{most}\n\
         flood,5-99999999,0,3\nflood,0-20;5-99999999,{most},{most}0\n"
    );
    let rows = scored("claims.csv", &table, &[]);
    assert!(rows.iter().all(|r| r.3.is_finite()), "{rows:?}");
}

/// What the usual model finds of gold annotation.
fn resolved(gold: &Corpus) -> Corpus {
    let folder = Models::default().find(Path::new("en")).unwrap();
    let model = Model::load(&folder, &ModelOptions::default()).unwrap();
    given_spans::resolve(gold, &model).unwrap()
}

#[test]
fn of_given_claims_the_speakers_and_links_are_found_anew() {
    let claim = |marked: &Marked| {
        let piece = |words: &str| {
            let (start, end) = place(words);
            vec![Piece { start, end }]
        };
        AnnotatedClaim {
            source: piece(marked.0),
            cue: piece(marked.1),
            content: piece(marked.2),
            // None of this may come back.
            speaker: Some(NamedSpeaker {
                name: "Nobody".into(),
                speaker_type: None,
            }),
            found_by: Some("guess".into()),
            factuality: Some("guess".into()),
            confidence: Some(0.123),
            speaker_confidence: Some(0.123),
            ..AnnotatedClaim::default()
        }
    };
    let gold = vec![AnnotatedArticle {
        id: "flood".into(),
        text: Some(TEXT.into()),
        claims: Some(CLAIMS.iter().map(claim).collect()),
        ..AnnotatedArticle::default()
    }];
    let found = resolved(&gold).remove(0);
    assert_eq!(found.id, "flood");
    assert_eq!(found.text.as_deref(), Some(TEXT));
    assert!(found.has_speakers);
    assert_eq!(found.claims().len(), 3);
    for ((found, given), marked) in found.claims().iter().zip(gold[0].claims()).zip(CLAIMS) {
        let speaker = found.speaker.as_ref().unwrap();
        assert_eq!(speaker.name, marked.3);
        assert!(speaker.speaker_type.is_some());
        assert!(found.found_by.is_some() && found.found_by != given.found_by);
        assert_eq!(found.factuality.as_deref(), Some("factual"));
        assert_eq!(found.confidence, None);
        assert_ne!(found.speaker_confidence, given.speaker_confidence);
    }
    let parts = |claims: &[AnnotatedClaim]| {
        let parts = |c: &AnnotatedClaim| (c.content.clone(), c.cue.clone(), c.source.clone());
        let mut parts: Vec<_> = claims.iter().map(parts).collect();
        parts.sort();
        parts
    };
    assert_eq!(parts(&found.linked.unwrap()), parts(gold[0].claims()));
}

#[test]
fn of_a_given_pronoun_the_name_is_found_anew() {
    let text = "Ana Ruiz met Bo Berg before he left town.";
    let (ana, bo) = (Piece { start: 0, end: 8 }, Piece { start: 13, end: 20 });
    let question = |is_ana, is_bo| PronounQuestion {
        feminine: false,
        pronoun: Piece { start: 28, end: 30 },
        names: vec![(ana, is_ana), (bo, is_bo)],
    };
    let gold = vec![AnnotatedArticle {
        id: "x-1".into(),
        text: Some(text.into()),
        pronoun: Some(question(true, false)),
        ..AnnotatedArticle::default()
    }];
    let found = resolved(&gold).remove(0);
    assert_eq!(found.id, "x-1");
    assert_eq!(found.text.as_deref(), Some(text));
    assert_eq!(found.pronoun, Some(question(false, true)));
}

/// A claim made of small numbers, so that overlaps and equal spans are frequent.
fn any_claim() -> impl Strategy<Value = AnnotatedClaim> {
    let pieces = |most: usize| {
        proptest::collection::vec((0..40_usize, 1..12_usize), 0..=most).prop_map(|spans| {
            in_order(
                spans
                    .into_iter()
                    .filter_map(|(s, l)| Piece::new(s, s + l))
                    .collect(),
            )
        })
    };
    (pieces(1), pieces(1), pieces(2), 0..3_usize).prop_map(|(source, cue, content, who)| {
        AnnotatedClaim {
            source,
            cue,
            content,
            speaker: ["Ana Ruiz", "Jon Bell"].get(who).map(|name| NamedSpeaker {
                name: (*name).to_owned(),
                speaker_type: Some("person".to_owned()),
            }),
            ..AnnotatedClaim::default()
        }
    })
}

fn any_document() -> impl Strategy<Value = AnnotatedArticle> {
    proptest::collection::vec(any_claim(), 0..6).prop_map(|claims| AnnotatedArticle {
        id: "a".to_owned(),
        text: Some("“Ab cd,” efg hij “klm no” pq rst uvw xyz abcdefgh".to_owned()),
        has_speakers: true,
        claims: Some(claims),
        ..AnnotatedArticle::default()
    })
}

fn one(gold: &AnnotatedArticle, system: &AnnotatedArticle) -> Scores {
    metrics::score(&[Pair::new(gold, system)])
}

proptest! {
    #[test]
    fn swapping_gold_and_system_swaps_precision_and_recall(a in any_document(), b in any_document()) {
        // What one of them does not say is not measured where that one is the gold.
        let says = |d: &AnnotatedArticle, of: fn(&AnnotatedClaim) -> &Vec<Piece>| d.claims().iter().any(|c| !of(c).is_empty());
        prop_assume!([&a, &b].iter().all(|d| says(d, |c| &c.source) && says(d, |c| &c.cue)));
        let (there, back) = (one(&a, &b), one(&b, &a));
        for metric in there.by_metric.keys().filter(|m| matches!(m.family, Family::Spans | Family::Claims)) {
            let (x, y) = (there.total(metric), back.total(metric));
            prop_assert_eq!((x.gold, x.system), (y.system, y.gold), "{:?}", metric);
            prop_assert!((x.precision() - y.recall()).abs() < 1e-9, "{:?} {:?} {:?}", metric, x, y);
            prop_assert!((x.f1() - y.f1()).abs() < 1e-9, "{:?}", metric);
        }
    }

    #[test]
    fn anything_scores_all_against_itself(a in any_document()) {
        let scores = one(&a, &a);
        for metric in scores.by_metric.keys() {
            prop_assert_eq!(scores.total(metric).f1(), 1.0, "{:?}", metric);
        }
    }

    #[test]
    fn shares_lie_between_0_and_1(a in any_document(), b in any_document()) {
        let scores = one(&a, &b);
        for metric in scores.by_metric.keys() {
            let counts = scores.total(metric);
            for share in [counts.precision(), counts.recall(), counts.f1()] {
                prop_assert!((0.0..=1.0).contains(&share), "{:?} {:?}", metric, counts);
            }
        }
    }
}
