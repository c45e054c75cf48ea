//! `sayso report` as a user runs it. How the page behaves in a browser is the matter of
//! `scripts/report-test`.

use crate::common::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// A text whose every part would run a script if it were taken for markup.
const HOSTILE: &str = "</script><script>alert(1)</script><!-- \u{2028}\n\n“It is <b>safe</b> & \
    sound,” said Ann Lee. The minister said that the bridge was “open 😀”.\n";

/// A folder with texts in `in/` and their claims in `claims.csv`.
fn attributed(texts: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, text) in texts {
        fs::write(folder.path().join("in").join(name), text).unwrap();
    }
    let output = sayso(["attribute", "in", "-o", "claims.csv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_code(&output, 0);
    folder
}

fn sample() -> TempDir {
    attributed(&[("a.txt", TEXTS[0]), ("b.txt", TEXTS[3]), ("h.txt", HOSTILE)])
}

fn report(folder: &TempDir, args: &[&str]) -> Output {
    sayso(["report"].iter().chain(args))
        .current_dir(folder.path())
        .output()
        .unwrap()
}

const USUAL: [&str; 5] = ["claims.csv", "--articles", "in", "-o", "report.html"];

fn page(folder: &TempDir) -> String {
    let output = report(folder, &USUAL);
    assert_code(&output, 0);
    fs::read_to_string(path(folder, "report.html")).unwrap()
}

/// What stands in the page's block of data, as bytes and as a value.
fn data(page: &str) -> (&str, Value) {
    let (_, from) = page.split_once(r#"id="report-data">"#).unwrap();
    let (json, _) = from.split_once("</script>").unwrap();
    (json, serde_json::from_str(json).unwrap())
}

/// Asserts that the run could not be done, and why, and that it left nothing.
#[track_caller]
fn assert_refused(folder: &TempDir, args: &[&str], reason: &str) {
    let before = names_in(folder.path());
    let output = report(folder, args);
    assert_code(&output, 2);
    assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    assert_eq!(names_in(folder.path()), before);
}

#[test]
fn the_page_needs_no_other_file_and_may_fetch_none() {
    let page = page(&sample());
    // The markup, without what stands in scripts, which the policy keeps from fetching.
    let parts: Vec<&str> = page.split("</script>").collect();
    let outside = |part: &&str| {
        part.split_once("<script")
            .map_or(*part, |(before, _)| before)
            .to_owned()
    };
    let markup: String = parts.iter().map(outside).collect();
    let without_space: String = markup.split_whitespace().collect();
    assert!(markup.contains("<style>") && markup.contains("</html>"));
    for fetching in [
        "src=", "srcset=", "@import", "url(", "<link", "<iframe", "<object", "<embed", "<base",
        "http:", "https:", "//",
    ] {
        assert!(!without_space.contains(fetching), "{fetching}");
    }
    let policy = markup
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .and_then(|(_, from)| from.split_once('"'))
        .unwrap()
        .0;
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
    assert!(policy.contains("require-trusted-types-for 'script'"));
    assert!(!policy.contains("unsafe") && !policy.contains("connect-src"));
}

#[test]
fn text_stays_data_whatever_it_contains() {
    let plain = page(&attributed(&[("a.txt", TEXTS[0])]));
    let hostile = page(&sample());
    let elements = |page: &str| page.matches("<script").count();
    assert_eq!(elements(&hostile), elements(&plain));
    let (json, value) = data(&hostile);
    for character in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
        assert!(!json.contains(character), "{character:?}");
    }
    let text = value["articles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|article| article["id"] == "h.txt")
        .map(|article| article["text"].clone());
    assert_eq!(text, Some(Value::from(HOSTILE)));
    // But for the data the two pages are the same, bytes of the policy included.
    assert_eq!(
        hostile.replacen(json, "", 1),
        plain.replacen(data(&plain).0, "", 1)
    );
}

#[test]
fn every_claim_slices_its_article_as_javascript_counts() {
    let folder = sample();
    let (_, value) = data(&page(&folder));
    let table = fs::read_to_string(path(&folder, "claims.csv")).unwrap();
    let table = Table::parse(&table);
    let articles = value["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 3, "also the one without claims");
    let mut rows = table.rows();
    for article in articles {
        let units: Vec<u16> = article["text"].as_str().unwrap().encode_utf16().collect();
        for claim in article["claims"].as_array().unwrap() {
            let row = rows.next().expect("a row for each claim");
            let words = |role: &str| {
                let pieces = claim[role].as_array().cloned().unwrap_or_default();
                let words = pieces.iter().map(|piece| {
                    let at = |i: usize| piece[i].as_u64().unwrap() as usize;
                    String::from_utf16(&units[at(0)..at(1)]).unwrap()
                });
                words.collect::<Vec<_>>().join(" … ")
            };
            assert_eq!(article["id"], row("article_id"));
            assert_eq!(words("content"), row("claim"));
            assert_eq!(words("source"), row("source"));
            assert_eq!(words("cue"), row("cue"));
            assert_eq!(claim["speaker"].as_str().unwrap_or(""), row("speaker"));
            let sentence = claim["sentence"].as_array().unwrap();
            let at = |i: usize| sentence[i].as_u64().unwrap() as usize;
            let sentence = String::from_utf16(&units[at(0)..at(1)]).unwrap();
            assert_eq!(sentence, row("sentence"));
        }
    }
    assert!(rows.next().is_none());
    assert!(table.rows().any(|row| row("claim").contains('😀')));
}

#[test]
fn the_same_claims_give_the_same_bytes() {
    let folder = sample();
    let first = page(&folder);
    assert_eq!(page(&folder), first);
    let jsonl = sayso(["attribute", "in", "-o", "claims.jsonl"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_code(&jsonl, 0);
    let output = report(&folder, &["claims.jsonl", "--articles", "in", "-o", "-"]);
    assert_code(&output, 0);
    assert!(stdout(&output) == first, "JSON lines tell the same");
}

#[test]
fn fields_of_records_are_shown_and_days_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let records = concat!(
        r#"{"n":"1","body":"“No,” said Ann Lee.","date":"Wed, 01 May 2024 23:10:00 -0800","#,
        r#""url":"javascript:alert(1)","outlet":"The <Times>","title":"Rain"}"#,
        "\n",
        r#"{"n":"2","body":"Quiet.","date":"lately"}"#,
        "\n"
    );
    fs::write(path(&folder, "news.jsonl"), records).unwrap();
    let options = ["--text-field", "body", "--id-field", "n"];
    let attribute = ["attribute", "news.jsonl", "-o", "claims.csv"];
    let output = sayso(attribute.iter().chain(&options))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_code(&output, 0);
    let mut args = vec!["claims.csv", "--articles", "news.jsonl", "-o", "r.html"];
    args.extend(options);
    args.extend(["--title", "A & B"]);
    let output = report(&folder, &args);
    assert_code(&output, 0);
    assert_eq!(
        stderr(&output).trim_end(),
        "sayso: read 1 file as jsonl\n\
         sayso: 2 articles, 1 claim, 0 rejected, open r.html in a browser"
    );
    let (_, value) = data(&fs::read_to_string(path(&folder, "r.html")).unwrap());
    assert_eq!(value["title"], "A & B");
    let [first, second] = [&value["articles"][0], &value["articles"][1]];
    assert_eq!(first["day"], "2024-05-01");
    assert_eq!(first["outlet"], "The <Times>");
    assert_eq!(first["title"], "Rain");
    assert_eq!(first["claims"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&second["date"], &second["day"]),
        (&"lately".into(), &Value::Null)
    );
}

#[test]
fn a_file_that_is_no_table_of_claims_is_refused() {
    let folder = sample();
    let refused = |content: &str, reason: &str| {
        fs::write(path(&folder, "other.csv"), content).unwrap();
        let args = ["other.csv", "--articles", "in", "-o", "report.html"];
        assert_refused(&folder, &args, reason);
    };
    refused("", "no table of claims");
    refused("name,age\nAnn,7\n", "no table of claims");
    refused(
        "{\"id\":1,\"text\":\"x\"}\n",
        "line 1: no article with claims",
    );
    let table = fs::read_to_string(path(&folder, "claims.csv")).unwrap();
    refused(&table.replacen(",act,", ",deed,", 1), "no column act");
    let torn: String = table.lines().take(2).collect::<Vec<_>>().join("\n");
    refused(&torn[..torn.len() - 4], "line 2");
    assert_refused(
        &folder,
        &["none.csv", "--articles", "in", "-o", "report.html"],
        "cannot read the claims in none.csv",
    );
    assert_refused(
        &folder,
        &["in", "--articles", "in", "-o", "report.html"],
        "cannot read",
    );
}

#[test]
fn claims_and_articles_that_do_not_fit_are_refused() {
    let folder = sample();
    let article = path(&folder, "in/a.txt");
    fs::write(&article, format!("Updated. {}", TEXTS[0])).unwrap();
    assert_refused(&folder, &USUAL, "article “a.txt”, claim 1: the ");
    assert_refused(&folder, &USUAL, "not the articles that were attributed");

    fs::remove_file(&article).unwrap();
    assert_refused(&folder, &USUAL, "1 of the claims' articles are not among");
    assert_refused(
        &folder,
        &USUAL,
        "such as “a.txt”; the articles read have ids such as “b.txt”",
    );

    fs::write(&article, TEXTS[0]).unwrap();
    let twice = ["claims.csv", "--articles", "in", "in/a.txt", "-o", "r.html"];
    assert_refused(
        &folder,
        &twice,
        "the articles read have ids such as “in/a.txt”",
    );
}

#[test]
fn a_record_that_cannot_be_read_is_told() {
    let folder = sample();
    fs::write(path(&folder, "in/z.txt"), b"\xff\xfe\xfd").unwrap();
    fs::write(path(&folder, "in/z.png"), b"x").unwrap();
    let mut args = USUAL.to_vec();
    args.extend(["--rejects", "rejects.csv"]);
    let output = report(&folder, &args);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("rejected:"), "{}", stderr(&output));
    let rejects = fs::read_to_string(path(&folder, "rejects.csv")).unwrap();
    assert!(rejects.contains("z.png"), "{rejects}");
    assert!(path(&folder, "report.html").exists());
}

#[test]
fn inputs_are_not_overwritten() {
    let folder = sample();
    for args in [
        ["claims.csv", "--articles", "in", "-o", "claims.csv"],
        ["claims.csv", "--articles", "in/a.txt", "-o", "in/a.txt"],
        ["claims.csv", "--articles", "in", "-o", "in"],
    ] {
        let read = |name: &str| fs::read(path(&folder, name)).unwrap();
        let before = (read("claims.csv"), read("in/a.txt"));
        assert_code(&report(&folder, &args), 2);
        assert_eq!((read("claims.csv"), read("in/a.txt")), before);
    }
    let mut args = USUAL.to_vec();
    args.extend(["--rejects", "report.html"]);
    assert_refused(&folder, &args, "two outputs would go to report.html");
    assert_refused(
        &folder,
        &[
            "-",
            "--articles",
            "-",
            "--input-format",
            "txt",
            "-o",
            "r.html",
        ],
        "cannot both come from standard input",
    );
}

#[test]
fn claims_in_the_folder_of_articles_are_no_article() {
    let folder = sample();
    let inside = path(&folder, "in/claims.csv");
    fs::rename(path(&folder, "claims.csv"), &inside).unwrap();
    let args = ["in/claims.csv", "--articles", "in", "-o", "in/report.html"];
    assert_code(&report(&folder, &args), 0);
    // Also where the report of an earlier run is there.
    assert_code(&report(&folder, &args), 0);
    let page = fs::read_to_string(path(&folder, "in/report.html")).unwrap();
    assert_eq!(data(&page).1["articles"].as_array().unwrap().len(), 3);
}

#[test]
fn claims_may_come_from_a_pipe() {
    let folder = sample();
    let table = fs::read_to_string(path(&folder, "claims.csv")).unwrap();
    let articles = path(&folder, "in");
    let args = [
        "report",
        "-",
        "--articles",
        articles.to_str().unwrap(),
        "-o",
        "-",
    ];
    let output = run_with_input(&args, &table);
    assert_code(&output, 0);
    assert_eq!(stdout(&output), page(&folder));
}

#[test]
fn the_page_never_makes_markup_of_text() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/assets/js");
    let scripts: Vec<PathBuf> = fs::read_dir(assets)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(scripts.len() > 5);
    for script in scripts {
        let content = fs::read_to_string(&script).unwrap();
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            ".html(",
            "createContextualFragment",
            "srcdoc",
        ] {
            assert!(!content.contains(sink), "{}: {sink}", script.display());
        }
    }
}
