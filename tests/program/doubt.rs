//! How sure the speakers are, and those who are not sure enough.

use crate::common::*;
use serde_json::Value;
use std::fs;

/// Two women, either of whom "she" may be; and one whose name stands beside her words.
const TEXT: &str = "Ines Duarte met Clara Moss at the harbour on Friday. She said that the bridge would \
                    stay shut.\n\n“Nobody should drive over it,” said Lena Roth.\n";

fn claims(args: &[&str]) -> Vec<Value> {
    let mut all = vec![
        "attribute",
        "-",
        "-o",
        "-",
        "--input-format",
        "txt",
        "--quiet",
    ];
    all.extend(["--format", "jsonl"]);
    all.extend(args);
    let output = run_with_input(&all, TEXT);
    assert_code(&output, 0);
    let line: Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    line["claims"].as_array().unwrap().clone()
}

#[test]
fn a_pronoun_for_either_of_two_is_less_sure_than_a_name() {
    let claims = claims(&[]);
    assert_eq!(claims.len(), 2);
    let sure = |claim: &Value| claim["speaker_confidence"].as_f64().unwrap();
    assert!(sure(&claims[0]) < sure(&claims[1]), "{claims:?}");
    assert!(
        claims
            .iter()
            .all(|claim| (0.0..=1.0).contains(&sure(claim)))
    );
}

#[test]
fn who_is_not_sure_enough_is_not_named() {
    let all = claims(&[]);
    let threshold = all[1]["speaker_confidence"].to_string();
    let some = claims(&["--min-speaker-confidence", &threshold]);
    assert_eq!(some.len(), 2);
    assert_eq!(some[1], all[1]);
    let withheld = &some[0];
    assert_eq!(withheld["speaker"]["name"], "She");
    assert_eq!(withheld["speaker"]["type"], "anonymous");
    assert_eq!(withheld["speaker_found_by"], "unresolved");
    assert_eq!(withheld["speaker_confidence"], all[0]["speaker_confidence"]);
    assert_eq!(withheld["content"], all[0]["content"]);
}

#[test]
fn who_is_withheld_has_no_row_among_the_speakers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("a.txt"), TEXT).unwrap();
    let (claims, speakers) = (path("claims.csv"), path("speakers.csv"));
    let args = [
        "attribute",
        &path("a.txt"),
        "-o",
        &claims,
        "--speakers",
        &speakers,
        "--quiet",
        "--min-speaker-confidence",
        "1",
    ];
    let output = sayso(args).output().unwrap();
    assert_code(&output, 0);
    let rows = fs::read_to_string(speakers).unwrap();
    assert_eq!(rows.lines().count(), 1, "{rows}");
}
