//! Gold sets as people make them: tables filled in by hand, exports of annotation tools.

use crate::common::{assert_code, names_in, run, stderr, stdout};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Written for these tests. The wave is two UTF-16 units and one character.
const TEXT: &str = "🌊 The river rose again, said Ana Ruiz, the mayor.\nOfficials denied that “a \
bridge” had closed. “Nobody drives tonight.”\n";

/// Source, cue, content, speaker.
type Marked = (&'static str, &'static str, &'static str, &'static str);

const CLAIMS: [Marked; 3] = [
    (
        "Ana Ruiz, the mayor",
        "said",
        "The river rose again",
        "Ana Ruiz",
    ),
    (
        "Officials",
        "denied",
        "that “a bridge” had closed",
        "Officials",
    ),
    ("", "", "“Nobody drives tonight.”", "Ana Ruiz"),
];

/// Start and end in characters.
fn place(words: &str) -> (usize, usize) {
    let byte = TEXT.find(words).unwrap();
    let start = TEXT[..byte].chars().count();
    (start, start + words.chars().count())
}

/// Start and end in UTF-16 units.
fn units(words: &str) -> (usize, usize) {
    let byte = TEXT.find(words).unwrap();
    let start = TEXT[..byte].encode_utf16().count();
    (start, start + words.encode_utf16().count())
}

/// The roles of a claim that are there, with their words.
fn parts(claim: &Marked) -> Vec<(&'static str, &'static str)> {
    let all = [("Source", claim.0), ("Cue", claim.1), ("Content", claim.2)];
    all.into_iter()
        .filter(|(_, words)| !words.is_empty())
        .collect()
}

/// A folder with the article, and sayso's table of the claims as a system's output.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "articles/flood.txt", TEXT);
    let mut table = String::from(
        "article_id,claim_id,speaker,speaker_type,speaker_found_by,within,claim_pieces,\
         source_pieces,cue_pieces,confidence\n",
    );
    for (i, claim) in CLAIMS.iter().enumerate() {
        let cell = |words: &str| match words {
            "" => String::new(),
            words => format!("{}-{}", place(words).0, place(words).1),
        };
        let (source, cue, content) = (cell(claim.0), cell(claim.1), cell(claim.2));
        let row = format!("articles/flood.txt,{i},{},person,name,", claim.3);
        writeln!(table, "{row},{content},{source},{cue},0.9").unwrap();
    }
    write(&folder, "claims.csv", &table);
    folder
}

fn write(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// The measures of the table against a gold file: F1 by name. Also what was told.
fn scored(folder: &TempDir, gold: &str, more: &[&str]) -> (Vec<(String, f64)>, String) {
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (gold, system, articles) = (path(gold), path("claims.csv"), path("articles"));
    let mut arguments = vec!["evaluate", "--gold", &gold, "--system", &system];
    arguments.extend([
        "--format",
        "json",
        "--bootstrap",
        "0",
        "--articles",
        &articles,
    ]);
    arguments.extend(more);
    let output = run(&arguments);
    assert_code(&output, 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = report["measures"].as_array().unwrap().iter().map(|row| {
        let name = |key: &str| row[key].as_str().unwrap();
        let name = format!("{}: {}", name("family"), name("measure"));
        (name, row["f1"].as_f64().unwrap())
    });
    (rows.collect(), stderr(&output).to_owned())
}

#[track_caller]
fn f1(rows: &[(String, f64)], name: &str) -> f64 {
    let row = rows.iter().find(|(row, _)| row == name);
    row.unwrap_or_else(|| panic!("no {name} in {rows:?}")).1
}

const WHOLE: &str = "claims: source, cue and content exact";
const SPEAKER: &str = "claims: content overlaps, right speaker";

#[test]
fn a_sheet_says_what_it_can() {
    // Marks, dashes and line ends as a spreadsheet leaves them, a cell left empty under merged
    // ones, Windows-1252 with semicolons, UTF-16 with tabs.
    let rows = [
        ["flood", "the river rose again", "Ana Ruiz"],
        ["", "that \"a bridge\" had closed", "Officials"],
        ["", "‘Nobody drives tonight.’", "Ana Ruiz"],
    ];
    let table = |header: &str, delimiter: &str| {
        let cell = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
        let row = |row: &[&str; 3]| row.iter().map(cell).collect::<Vec<_>>().join(delimiter);
        let rows: Vec<String> = rows.iter().map(row).collect();
        format!("{header}\r\n{}\r\n", rows.join("\r\n"))
    };
    let windows = encoding_rs::WINDOWS_1252;
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let forms: [(&str, Vec<u8>, &[&str]); 5] = [
        (
            "a.csv",
            table("article,quote,speaker", ",").into_bytes(),
            &[],
        ),
        (
            "b.csv",
            windows
                .encode(&table("File;Quotation;Who", ";"))
                .0
                .into_owned(),
            &[],
        ),
        (
            "c.tsv",
            utf_16(&table("article\tquote\tspeaker", "\t")),
            &[],
        ),
        (
            "d.csv",
            table("\u{feff}article;quote;speaker", ";").into_bytes(),
            &[],
        ),
        (
            "e.csv",
            table("sep=;\r\nArtikel;Zitat;Sprecher", ";").into_bytes(),
            &[
                "--article-column",
                "artikel",
                "--quote-column",
                "Zitat",
                "--speaker-column",
                "Sprecher",
            ],
        ),
    ];
    for (name, content, options) in forms {
        let folder = folder();
        write(&folder, name, content);
        let (rows, told) = scored(&folder, name, options);
        assert_eq!(told, "", "{name}");
        // All contents are right to the character, marks included.
        for measure in [
            "spans: content, exact piece",
            SPEAKER,
            "claims: content overlaps",
            "speakers: all",
        ] {
            assert_eq!(f1(&rows, measure), 100.0, "{name}: {measure}");
        }
        // A sheet has no sources, cues, types of speakers and ways to find them.
        let cannot = ["source", "cue", "name", "speaker-type", "not said"];
        let wrong = |row: &&(String, f64)| {
            cannot
                .iter()
                .any(|c| row.0.contains(c) && !row.0.contains(" speaker"))
        };
        let wrong: Vec<_> = rows.iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(rows.iter().all(|row| row.1 == 100.0), "{rows:?}");
    }
}

#[test]
fn confidence_is_measured_by_what_the_gold_set_says() {
    let folder = folder();
    write(
        &folder,
        "a.csv",
        "article,quote,speaker\nflood,the river rose again,Ana Ruiz\n",
    );
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (gold, system, articles) = (path("a.csv"), path("claims.csv"), path("articles"));
    let sheet = [
        "evaluate",
        "--gold",
        &gold,
        "--system",
        &system,
        "--articles",
        &articles,
    ];
    let output = run(sheet);
    assert!(stdout(&output).contains("Confidence (content overlaps): "));
    assert!(!stdout(&output).contains("right source"));
}

#[test]
fn what_a_sheet_lacks_is_told() {
    let folder = folder();
    let rows = "article,quote,speaker\nflood,It never rained,Ana Ruiz\nflood,The river […] \
                again,Ana Ruiz\nstorm,No wind,Bo Berg\n,,\n";
    write(&folder, "gold.csv", rows);
    let (rows, told) = scored(&folder, "gold.csv", &[]);
    for expected in [
        "line 2: not in article flood: “It never rained”",
        "1 quotations are of 1 articles that are not there, such as storm",
        "2 of 3 quotations were not found",
    ] {
        assert!(told.contains(expected), "{told}");
    }
    // An omission makes two pieces: 1 of 2 overlaps with the system's content.
    assert!((f1(&rows, SPEAKER) - 50.0).abs() < 1e-9, "{rows:?}");

    write(&folder, "book.xlsx", "PK");
    write(&folder, "no.csv", "who,what\na,b\n");
    write(&folder, "docs.spacy", "x");
    for (gold, articles, reason) in [
        ("book.xlsx", true, "save the sheet as “CSV UTF-8”"),
        ("docs.spacy", true, "doc.to_json()"),
        ("gold.csv", false, "give the articles with --articles"),
    ] {
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (gold, system, texts) = (path(gold), path("claims.csv"), path("articles"));
        let mut arguments = vec!["evaluate", "--gold", &gold, "--system", &system];
        if articles {
            arguments.extend(["--articles", &texts]);
        }
        let output = run(&arguments);
        assert_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    let path = folder.path().join("no.csv");
    let path = path.to_str().unwrap();
    let output = run([
        "evaluate",
        "--gold",
        path,
        "--gold-format",
        "sheet",
        "--human-ceiling",
    ]);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("no column article and quote; name yours with --article-column")
    );
}

/// doccano's classic form: tuples in order of place, no relations.
fn doccano() -> String {
    let mut spans: Vec<(usize, usize, &str)> = Vec::new();
    for (role, words) in CLAIMS.iter().flat_map(parts) {
        let (start, end) = place(words);
        spans.push((start, end, role));
    }
    spans.sort_unstable();
    format!(
        "{}\n",
        json!({"id": 7, "text": TEXT, "label": spans, "Comments": []})
    )
}

/// Spans with ids and lines between them, handed to `span` and `line`.
fn linked(mut span: impl FnMut(usize, &str, &Marked, &str), mut line: impl FnMut(usize, usize)) {
    let mut next = 10;
    for claim in &CLAIMS {
        let first = next;
        for (role, words) in parts(claim) {
            span(next, role, claim, words);
            next += 1;
        }
        // Source to cue to content.
        (first + 1..next).for_each(|id| line(id - 1, id));
    }
}

fn doccano_relations() -> String {
    let (mut spans, mut lines) = (Vec::new(), Vec::new());
    linked(
        |id, role, _, words| {
            let (start, end) = place(words);
            spans.push(json!({"id": id, "label": role, "start_offset": start, "end_offset": end}));
        },
        |a, b| lines.push(json!({"id": 0, "from_id": b, "to_id": a, "type": "of"})),
    );
    let record =
        json!({"id": 7, "text": TEXT, "entities": spans, "relations": lines, "Comments": []});
    format!("{record}\n")
}

fn prodigy() -> String {
    let token = |id: usize, words: &str| {
        let (start, end) = place(words);
        let role = (10..)
            .zip(CLAIMS.iter().flat_map(parts))
            .find(|(i, _)| *i == id)
            .unwrap()
            .1
            .0;
        json!({"start": start, "end": end, "token_start": id, "token_end": id, "label": role})
    };
    let words: Vec<&str> = CLAIMS
        .iter()
        .flat_map(parts)
        .map(|(_, words)| words)
        .collect();
    let (mut spans, mut lines) = (Vec::new(), Vec::new());
    linked(
        |id, _, _, words| spans.push(token(id, words)),
        |a, b| {
            let (head, child) = (token(a, words[a - 10]), token(b, words[b - 10]));
            lines.push(json!({"head": a, "child": b, "head_span": head, "child_span": child, "label": "OF"}));
        },
    );
    let record = json!({
        "text": TEXT, "_input_hash": 1, "_task_hash": 2, "tokens": [], "spans": spans,
        "relations": lines, "answer": "accept", "meta": {"file": "flood.txt"},
        "_annotator_id": "db-ana", "_view_id": "relations",
    });
    let left_out = json!({"text": "Another.", "_input_hash": 3, "answer": "reject", "spans": []});
    format!("{record}\n{left_out}\n")
}

fn spacy() -> String {
    let spans: Vec<Value> = CLAIMS
        .iter()
        .flat_map(parts)
        .map(|(role, words)| {
            let (start, end) = place(words);
            json!({"start": start, "end": end, "label": role, "kb_id": ""})
        })
        .collect();
    json!({"text": TEXT, "ents": [], "sents": [], "tokens": [], "spans": {"sc": spans}}).to_string()
}

/// Label Studio with offsets in characters or in UTF-16 units, and a name typed for each content.
fn label_studio(place: fn(&str) -> (usize, usize)) -> String {
    let mut results = Vec::new();
    let mut lines = Vec::new();
    linked(
        |id, role, claim, words| {
            let (start, end) = place(words);
            let id = format!("r{id}");
            let value = json!({"start": start, "end": end, "text": words, "labels": [role]});
            results.push(json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}));
            if role == "Content" {
                let value = json!({"start": start, "end": end, "text": [claim.3]});
                results.push(json!({"id": id, "from_name": "who", "to_name": "text", "type": "textarea", "value": value}));
            }
        },
        |a, b| {
            let line = json!({"from_id": format!("r{a}"), "to_id": format!("r{b}"), "type": "relation", "direction": "right"});
            lines.push(line);
        },
    );
    results.extend(lines);
    json!([{
        "id": 3, "data": {"text": TEXT, "outlet": "Gazette"}, "predictions": [], "meta": {},
        "annotations": [
            {"id": 1, "completed_by": 1, "was_cancelled": true, "result": []},
            {"id": 2, "completed_by": 2, "was_cancelled": false, "result": results},
        ],
    }])
    .to_string()
}

/// As INCEpTION writes it: a layer with a feature that says the role, another with one that says
/// the speaker, relations, and a slot.
fn xmi() -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('\n', "&#10;");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
         xmlns:cas=\"http:///uima/cas.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" \
         xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" \
         xmi:version=\"2.0\"><cas:NULL xmi:id=\"0\"/>",
    );
    let (mut spans, mut lines) = (String::new(), String::new());
    linked(
        |id, role, claim, words| {
            let (start, end) = units(words);
            let place = format!("xmi:id=\"{id}\" sofa=\"1\" begin=\"{start}\" end=\"{end}\"");
            match role {
                "Content" => write!(spans, "<custom:Quote {place} speaker=\"{}\"/>", claim.3),
                "Source" => write!(spans, "<custom:Span {place} links=\"9{id}\"/>"),
                _ => write!(spans, "<custom:Span {place} role=\"{role}\"/>"),
            }
            .unwrap();
        },
        |a, b| {
            // Cue to content by a relation, source to cue by a slot.
            if matches!(a, 10 | 13) {
                let slot = format!("<custom:SpanLink xmi:id=\"9{a}\" target=\"{b}\"/>");
                let role = format!(
                    "<custom:Mark xmi:id=\"8{a}\" sofa=\"1\" begin=\"0\" end=\"1\" of=\"7{a}\"/><custom:MarkLink xmi:id=\"7{a}\" role=\"Source\" target=\"{a}\"/>"
                );
                write!(lines, "{slot}{role}").unwrap();
            } else {
                write!(lines, "<custom:Link xmi:id=\"6{a}\" sofa=\"1\" begin=\"0\" end=\"1\" Dependent=\"{b}\" Governor=\"{a}\"/>").unwrap();
            }
        },
    );
    writeln!(
        out,
        "<type:DocumentMetaData xmi:id=\"2\" sofa=\"1\" begin=\"0\" end=\"9\" documentTitle=\"flood.txt\" \
         documentId=\"ana\"/>{spans}{lines}<cas:Sofa xmi:id=\"1\" sofaNum=\"1\" \
         sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString=\"{}\"/><cas:View sofa=\"1\" \
         members=\"2\"/></xmi:XMI>",
        escaped(TEXT)
    )
    .unwrap();
    out
}

#[test]
fn exports_of_annotation_tools_are_read() {
    // The third claim has no source and no cue; where no lines say so, nearness would give it
    // none either, as its sentence holds none.
    for (name, format, content, has_speakers) in [
        ("all.jsonl", "doccano", doccano(), false),
        ("all.jsonl", "doccano", doccano_relations(), false),
        ("db.jsonl", "prodigy", prodigy(), false),
        ("doc.json", "spacy", spacy(), false),
        ("docs.jsonl", "spacy", spacy(), false),
        ("project.json", "label-studio", label_studio(place), true),
        ("project.json", "label-studio", label_studio(units), true),
        ("ana.xmi", "xmi", xmi(), true),
        ("ana.xml", "xmi", xmi(), true),
    ] {
        let folder = folder();
        write(&folder, &format!("gold/{name}"), content);
        for more in [&["--gold-format", format][..], &[]] {
            for gold in ["gold", &format!("gold/{name}")] {
                let (rows, told) = scored(&folder, gold, more);
                assert_eq!(f1(&rows, WHOLE), 100.0, "{gold}: {rows:?}");
                assert_eq!(rows.iter().any(|r| r.0 == SPEAKER), has_speakers, "{gold}");
                assert!(rows.iter().all(|row| row.1 == 100.0), "{gold}: {rows:?}");
                let left_out = told.contains("left out: its answer is reject");
                assert_eq!(left_out, format == "prodigy", "{told}");
                assert_eq!(told.lines().count(), usize::from(left_out), "{told}");
            }
        }
    }
}

#[test]
fn a_record_without_a_name_is_found_by_its_text_or_said_to_have_none() {
    let folder = folder();
    let record = json!({"text": TEXT, "spans": [], "answer": "accept"}).to_string();
    let other = json!({"text": "Other.", "spans": [{"start": 0, "end": 5, "label": "PERSON"}]});
    write(&folder, "db.jsonl", format!("{record}\n{other}\n"));
    let (_, told) = scored(&folder, "db.jsonl", &[]);
    assert!(
        told.contains("1 records do not say which article they are"),
        "{told}"
    );
    assert!(told.contains("not these: PERSON (1)"), "{told}");
    assert!(told.contains("such as db-0002"), "{told}");
}

#[test]
fn claims_inside_claims_are_told_from_places() {
    // The gold set has no word on what stands within what, but a claim that does.
    let text = "Bo Berg said Ana Ruiz denied that it rained.";
    let claim = |source: (usize, usize), cue: (usize, usize), start: usize| {
        let piece = |(start, end): (usize, usize)| json!([{"start": start, "end": end}]);
        json!({"id": start.to_string(), "source": piece(source), "cue": piece(cue), "content": piece((start, 43))})
    };
    let outer = claim((0, 7), (8, 12), 13);
    let inner = claim((13, 21), (22, 28), 29);
    let folder = tempfile::tempdir().unwrap();
    let gold =
        |claims: Value| json!({"article": "a.txt", "text": text, "claims": claims}).to_string();
    write(&folder, "flat/a.json", gold(json!([outer])));
    write(&folder, "nested/a.json", gold(json!([outer, inner])));
    let rows =
        "article_id,claim_pieces,source_pieces,cue_pieces\na,13-43,0-7,8-12\na,29-43,13-21,22-28\n";
    write(&folder, "claims.csv", rows);
    write(&folder, "articles/a.txt", text);
    for (gold, more, expected, is_told) in [
        ("nested", &[][..], 100.0, false),
        ("flat", &[], 100.0, true),
        // The advice of the warning works.
        ("flat", &["--nested", "score"], 200.0 / 3.0, false),
    ] {
        let (rows, told) = scored(&folder, gold, more);
        assert!(
            (f1(&rows, WHOLE) - expected).abs() < 1e-9,
            "{gold} {rows:?}"
        );
        assert_eq!(told.contains("give --nested score"), is_told, "{told}");
    }
}

#[test]
fn act_via_and_description_are_scored_where_the_gold_set_has_them() {
    let text = "Ana Ruiz, the mayor, told Radio One it was over.";
    let place = |words: &str| {
        let start = text.find(words).unwrap();
        json!([{"start": start, "end": start + words.len(), "text": words}])
    };
    let mut claim = json!({
        "id": "1", "source": place("Ana Ruiz, the mayor"), "cue": place("told"),
        "content": place("it was over"), "speaker": {"name": "Ana Ruiz"},
    });
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "articles/a.txt", text);
    write(
        &folder,
        "claims.csv",
        "article_id,claim_pieces,speaker,act,via_pieces,description_start,description_end\n\
         a,36-47,Ana Ruiz,deny,26-31;0-3,14,19\n",
    );
    write(
        &folder,
        "plain/a.json",
        json!({"article": "a.txt", "claims": [claim]}).to_string(),
    );
    claim["act"] = json!("state");
    claim["via"] = place("Radio One");
    claim["description"] = place("the mayor");
    write(
        &folder,
        "gold/a.json",
        json!({"article": "a.txt", "claims": [claim]}).to_string(),
    );
    let (rows, _) = scored(&folder, "gold", &[]);
    assert_eq!(f1(&rows, "details: act"), 0.0);
    // One of the system's two places, and the gold's one.
    assert!((f1(&rows, "details: via") - 200.0 / 3.0).abs() < 1e-9);
    assert_eq!(f1(&rows, "details: description"), 100.0);
    let (rows, _) = scored(&folder, "plain", &[]);
    assert!(
        !rows.iter().any(|row| row.0.starts_with("details")),
        "{rows:?}"
    );
}

#[test]
fn an_id_that_brat_gives_again_takes_no_speaker_with_it() {
    let folder = folder();
    let articles = folder.path().join("articles");
    let claims = folder.path().join("c.jsonl");
    let to_correct = folder.path().join("brat");
    let text = |path: &Path| fs::read_to_string(path).unwrap();
    let done = run([
        Path::new("attribute"),
        &articles,
        Path::new("-o"),
        &claims,
        Path::new("-q"),
    ]);
    assert_code(&done, 0);
    let convert = [
        "convert".as_ref(),
        claims.as_path(),
        "--articles".as_ref(),
        &articles,
    ];
    let to = [
        "--to".as_ref(),
        "brat".as_ref(),
        "-o".as_ref(),
        to_correct.as_path(),
    ];
    assert_code(&run(convert.iter().chain(&to)), 0);
    assert!(names_in(&to_correct).contains(&"flood.speakers.tsv".to_owned()));
    // brat's own check asks for leave to put spans into spans.
    let configuration = text(&to_correct.join("annotation.conf"));
    let overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>";
    assert!(configuration.contains(overlap), "{configuration}");
    let table = text(&to_correct.join("flood.speakers.tsv"));
    assert!(table.contains("\tThe river rose again\n"), "{table}");

    // Somebody deletes a claim; brat gives its id to the next one, which is about other words.
    let (start, end) = place("“Nobody drives tonight.”");
    let annotation = format!(
        "T1\tContent {start} {end}\t“Nobody drives tonight.”\nE1\tAttribution:T1 Content:T1\n"
    );
    fs::write(to_correct.join("flood.ann"), &annotation).unwrap();
    fs::write(
        to_correct.join("flood.speakers.tsv"),
        "# attributions: flood.ann\nattribution\tspeaker\ttype\tresolution\twords\n\
         E1\tBo Berg\tperson\tname\tThe river rose again\n",
    )
    .unwrap();
    let (rows, told) = scored(&folder, "brat", &[]);
    assert!(
        told.contains(
            "E1 is another claim than the speaker table's, which is of “The river rose again”"
        ),
        "{told}"
    );
    // With the speaker as the gold has it, nobody, the system's “Ana Ruiz” is wrong.
    assert_eq!(f1(&rows, SPEAKER), 0.0);
    // A boundary that was corrected is no other claim.
    fs::write(
        to_correct.join("flood.speakers.tsv"),
        "# attributions: flood.ann\nattribution\tspeaker\ttype\tresolution\twords\n\
         E1\tAna Ruiz\tperson\tname\tNobody drives tonight, she said\n",
    )
    .unwrap();
    let (rows, told) = scored(&folder, "brat", &[]);
    assert!(!told.contains("another claim"), "{told}");
    assert!(f1(&rows, SPEAKER) > 0.0);
}
