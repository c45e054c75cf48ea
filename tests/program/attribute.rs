//! `sayso attribute` and its relatives as a user runs them: what they write.

use crate::common::*;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

const HEADER: &str = "article_id,claim_id,kind,claim,source,speaker,speaker_type,description,via,\
    cue,act,factuality,confidence,speaker_found_by,speaker_confidence,within,repeats,sentence,claim_start,claim_end,claim_pieces,\
    source_start,source_end,cue_start,cue_end,source_pieces,cue_pieces,description_start,\
    description_end,via_pieces,title,date,url,outlet";

#[test]
fn claims_of_a_folder_slice_their_articles() {
    let folder = text_folder();
    let output = run([folder.path().as_os_str(), "attribute".as_ref()]
        .into_iter()
        .rev());
    assert_code(&output, 0);
    assert_eq!(stdout(&output).lines().next(), Some(HEADER));

    let table = Table::parse(stdout(&output));
    assert!(table.len() >= 3, "only {} claims", table.len());
    for cell in table.rows() {
        let text = fs::read_to_string(path(&folder, cell("article_id"))).unwrap();
        for name in ["claim", "source", "cue"] {
            let pieces: Vec<(usize, usize)> = parse_pieces(cell(&format!("{name}_pieces")));
            let words: Vec<String> = pieces
                .iter()
                .map(|&(start, end)| characters(&text, start, end))
                .collect();
            assert_eq!(words.join(" … "), cell(name));
            let ends = |value: Option<usize>| value.map_or(String::new(), |n| n.to_string());
            assert_eq!(
                cell(&format!("{name}_start")),
                ends(pieces.first().map(|p| p.0))
            );
            assert_eq!(
                cell(&format!("{name}_end")),
                ends(pieces.last().map(|p| p.1))
            );
        }
        let via = parse_pieces(cell("via_pieces"));
        let via: Vec<String> = via.iter().map(|&(s, e)| characters(&text, s, e)).collect();
        assert_eq!(via.join(" … "), cell("via"));
        if let (Ok(start), Ok(end)) = (
            cell("description_start").parse(),
            cell("description_end").parse(),
        ) {
            assert_eq!(characters(&text, start, end), cell("description"));
        } else {
            assert!(cell("description").is_empty());
        }
        assert!(!cell("claim").is_empty());
        assert!(text.contains(cell("sentence")));
        assert!(["direct", "indirect", "mixed"].contains(&cell("kind")));
        let (whole, decimals) = cell("confidence").split_once('.').unwrap();
        assert!(["0", "1"].contains(&whole) && decimals.len() == 2);
        assert_eq!(cell("speaker").is_empty(), cell("speaker_type").is_empty());
    }
}

#[test]
fn a_claim_tells_who_the_speaker_is_and_how_it_came() {
    let text = "Maya Vance, a spokesperson for the agency, told Reuters in a statement that the bridge was safe.";
    let output = run_with_input(&["attribute", "-", "--input-format", "txt"], text);
    let table = Table::parse(stdout(&output));
    let cell = table.rows().next().expect("a claim");
    assert_eq!(cell("speaker"), "Maya Vance");
    assert_eq!(cell("description"), "spokesperson for the agency");
    assert_eq!(cell("via"), "Reuters … a statement");
}

#[test]
fn a_claim_inside_a_claim_has_its_own_row() {
    let text = "Reports suggest the ministry said that the bridge was safe.";
    let output = run_with_input(&["attribute", "-", "--input-format", "txt"], text);
    let table = Table::parse(stdout(&output));
    let rows: Vec<_> = table.rows().collect();
    assert_eq!(rows.len(), 2, "{}", stdout(&output));
    let [outer, inner] = [&rows[0], &rows[1]];
    assert_eq!(outer("source"), "Reports");
    assert_eq!(inner("source"), "the ministry");
    assert_eq!(inner("claim"), "that the bridge was safe");
    assert_eq!((outer("within"), inner("within")), ("", outer("claim_id")));
}

#[test]
fn a_line_says_what_was_read_and_one_counts_and_nothing_else_is_said_in_a_pipe() {
    let folder = text_folder();
    for (command, row) in [
        ("attribute", "claim"),
        ("sentences", "sentence"),
        ("entities", "name"),
    ] {
        let output = run([command.as_ref(), folder.path().as_os_str()]);
        assert_code(&output, 0);
        let rows = Table::parse(stdout(&output)).len();
        let plural = if rows == 1 { "" } else { "s" };
        let words: usize = TEXTS
            .iter()
            .map(|text| text.split_whitespace().count())
            .sum();
        let start =
            format!("sayso: 5 articles, {rows} {row}{plural}, 0 rejected, {words} words in ");
        let said: Vec<&str> = stderr(&output).lines().collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0], "sayso: read 5 files as txt");
        assert!(said[1].starts_with(&start), "{}", said[1]);
        assert!(!stderr(&output).contains('\x1b'));
        let quiet = run([command.as_ref(), folder.path().as_os_str(), "-q".as_ref()]);
        assert_eq!(stderr(&quiet), "");
    }
}

#[test]
fn claims_are_numbered_in_text_order_and_articles_in_input_order() {
    let folder = text_folder();
    let table = attribute(&folder, &[]);
    let ids: Vec<String> = table
        .rows()
        .map(|cell| cell("article_id").to_owned())
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let mut before = (String::new(), 0, 0);
    for cell in table.rows() {
        let (id, start): (usize, usize) = (
            cell("claim_id").parse().unwrap(),
            cell("claim_start").parse().unwrap(),
        );
        if before.0 == cell("article_id") {
            assert_eq!(id, before.1 + 1);
            assert!(start >= before.2);
        } else {
            assert_eq!(id, 1);
        }
        before = (cell("article_id").to_owned(), id, start);
    }
}

#[test]
fn json_lines_hold_the_same_claims_and_every_article() {
    let folder = text_folder();
    let table = attribute(&folder, &[]);
    let output = attribute_output(&folder, &["--format", "jsonl"]);
    let lines: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<_> = lines
        .iter()
        .map(|line| line["article_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["0.txt", "1.txt", "3.txt", "4.txt", "below/2.txt"]);

    let mut rows = table.rows();
    for line in &lines {
        let id = line["article_id"].as_str().unwrap();
        let text = fs::read_to_string(path(&folder, id)).unwrap();
        for claim in line["claims"].as_array().unwrap() {
            let cell = rows.next().unwrap();
            assert_eq!(cell("article_id"), id);
            assert_eq!(cell("claim_id"), claim["claim_id"].to_string());
            assert_eq!(cell("claim"), claim["claim"]);
            let confidence: f64 = cell("confidence").parse().unwrap();
            assert_eq!(claim["confidence"].as_f64(), Some(confidence));
            for (name, column) in [("content", "claim"), ("source", "source"), ("cue", "cue")] {
                let pieces = claim[name].as_array().unwrap();
                let words: Vec<String> = pieces.iter().map(|piece| slice(&text, piece)).collect();
                assert_eq!(words.join(" … "), cell(column));
                for (piece, words) in pieces.iter().zip(&words) {
                    assert_eq!(piece["text"], **words);
                }
            }
            assert_eq!(slice(&text, &claim["sentence"]), cell("sentence"));
            assert_eq!(claim["sentence"]["text"], cell("sentence"));
            match claim["speaker"].as_object() {
                Some(speaker) => {
                    assert_eq!(speaker["name"], cell("speaker"));
                    assert_eq!(speaker["type"], cell("speaker_type"));
                }
                None => assert_eq!(cell("speaker"), ""),
            }
        }
        for entity in line["entities"].as_array().unwrap() {
            assert_eq!(slice(&text, entity), entity["text"].as_str().unwrap());
        }
    }
    assert!(rows.next().is_none());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let input = path(&folder, "in.jsonl");
    let mut records = json_lines(40);
    records.push_str("not a record\n");
    records.push_str(&json_line(41));
    fs::write(&input, records).unwrap();
    for format in ["csv", "jsonl"] {
        let results: Vec<_> = ["1", "2", "4"]
            .into_iter()
            .map(|threads| {
                let entities = path(&folder, "entities.csv");
                let rejects = path(&folder, "rejects.csv");
                let output = sayso(["attribute", "--threads", threads, "--format", format])
                    .arg(&input)
                    .arg("--entities")
                    .arg(&entities)
                    .arg("--rejects")
                    .arg(&rejects)
                    .output()
                    .unwrap();
                (
                    output.stdout,
                    fs::read(entities).unwrap(),
                    fs::read(rejects).unwrap(),
                )
            })
            .collect();
        assert!(results[0].0.len() > 1000);
        assert_eq!(results[0], results[1]);
        assert_eq!(results[0], results[2]);
    }
}

#[test]
fn entities_stand_where_they_say() {
    let folder = text_folder();
    let out = tempfile::tempdir().unwrap();
    let entities = path(&out, "names.csv");
    let args = ["--entities", entities.to_str().unwrap(), "-o", "/dev/null"];
    assert_eq!(stdout(&attribute_output(&folder, &args)), "");
    let written = fs::read_to_string(entities).unwrap();
    assert_eq!(
        written.lines().next(),
        Some("article_id,entity,type,start,end,confidence,title")
    );
    let table = Table::parse(&written);
    for cell in table.rows() {
        let text = fs::read_to_string(path(&folder, cell("article_id"))).unwrap();
        let (start, end) = (cell("start").parse().unwrap(), cell("end").parse().unwrap());
        assert_eq!(characters(&text, start, end), cell("entity"));
    }
    assert!(
        table.rows().any(|cell| cell("entity").contains("Åkesson")),
        "{written}"
    );

    // Its own subcommand writes the same, and the file's name chooses the form.
    let alone = run(["entities".as_ref(), folder.path().as_os_str()]);
    assert_eq!(stdout(&alone), written);
    let lines = path(&out, "names.jsonl");
    attribute_output(&folder, &["--entities", lines.to_str().unwrap()]);
    let lines = fs::read_to_string(lines).unwrap();
    assert_eq!(lines.lines().count(), TEXTS.len());
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["article_id"], "0.txt");
}

#[test]
fn sentences_stand_where_they_say() {
    let folder = text_folder();
    let output = run(["sentences".as_ref(), folder.path().as_os_str()]);
    assert_code(&output, 0);
    let header = "article_id,paragraph,block,sentence,start,end,text,title";
    assert_eq!(stdout(&output).lines().next(), Some(header));
    let table = Table::parse(stdout(&output));
    for (i, original) in TEXTS.iter().enumerate() {
        // Together they hold all that is not white space.
        let mut at = 0;
        for cell in table
            .rows()
            .filter(|cell| cell("article_id").contains(&i.to_string()))
        {
            let (start, end) = (cell("start").parse().unwrap(), cell("end").parse().unwrap());
            assert_eq!(characters(original, at, start).trim(), "");
            assert_eq!(characters(original, start, end), cell("text"));
            at = end;
        }
        assert_eq!(
            characters(original, at, original.chars().count()).trim(),
            ""
        );
    }

    let lines = run([
        "sentences".as_ref(),
        folder.path().as_os_str(),
        "--format".as_ref(),
        "jsonl".as_ref(),
    ]);
    let first: Value = serde_json::from_str(stdout(&lines).lines().next().unwrap()).unwrap();
    assert_eq!(
        first["sentences"][0]["text"],
        table.rows().next().unwrap()("text")
    );
}

#[test]
fn standard_input_is_read_and_metadata_written() {
    let args = ["attribute", "-", "--input-format", "jsonl", "-q"];
    let output = run_with_input(&args, &json_line(5));
    assert_code(&output, 0);
    assert_eq!(stderr(&output), "");
    let table = Table::parse(stdout(&output));
    assert!(table.len() > 0);
    for cell in table.rows() {
        assert_eq!(
            (cell("article_id"), cell("date"), cell("outlet")),
            ("a5", "2024-05-01", "")
        );
    }
    let output = run_with_input(&[&args[..], &["--format", "jsonl"]].concat(), &json_line(5));
    let line: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(
        (&line["title"], &line["url"]),
        (&Value::from("A headline"), &Value::Null)
    );
}

#[test]
fn a_record_is_answered_before_the_next_is_sent() {
    let mut child = sayso([
        "attribute",
        "-",
        "--input-format",
        "jsonl",
        "--format",
        "jsonl",
    ])
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for number in 1..=3 {
        stdin.write_all(json_line(number).as_bytes()).unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["article_id"], format!("a{number}"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn less_sure_claims_can_be_left_out_and_keep_their_numbers() {
    let folder = text_folder();
    let all = attribute(&folder, &[]);
    let sure: f64 = all
        .rows()
        .map(|cell| cell("confidence").parse::<f64>().unwrap())
        .fold(0.0, f64::max);
    let threshold = sure.to_string();
    let some = attribute(&folder, &["--min-confidence", &threshold]);
    let key = |cell: &Row| {
        (
            cell("article_id").to_owned(),
            cell("claim_id").to_owned(),
            cell("claim").to_owned(),
        )
    };
    let all_keys: Vec<_> = all.rows().map(|cell| key(&cell)).collect();
    assert!(some.len() >= 1);
    assert!(some.rows().all(|cell| all_keys.contains(&key(&cell))));
    let sure_of_all = all.rows().filter(|cell| cell("confidence") == "1.00");
    assert_eq!(
        attribute(&folder, &["--min-confidence", "1"]).len(),
        sure_of_all.count()
    );
}

#[test]
fn speakers_are_counted_and_stand_where_they_say() {
    let folder = text_folder();
    let table = tempfile::tempdir().unwrap();
    let path = table.path().join("speakers.csv");
    let claims = attribute(&folder, &["--speakers", path.to_str().unwrap()]);
    let speakers = Table::parse(&fs::read_to_string(&path).unwrap());
    let with_speaker = claims
        .rows()
        .filter(|cell| !cell("speaker").is_empty())
        .count();
    let counted: usize = speakers
        .rows()
        .map(|cell| cell("claims").parse::<usize>().unwrap())
        .sum();
    assert!(counted > 0);
    assert_eq!(counted, with_speaker);
    for cell in speakers.rows() {
        let text = fs::read_to_string(folder.path().join(cell("article_id"))).unwrap();
        let characters = text.chars().count();
        for (start, end) in parse_pieces(cell("mentions")) {
            assert!(start < end && end <= characters);
        }
    }
}

#[test]
fn one_person_in_several_articles_has_one_id() {
    let folder = tempfile::tempdir().unwrap();
    let articles = [
        "“The bridge will open in May,” said Ana Ruiz, the mayor of Lund.\n",
        "Sam Lee, a baker in Lund, disagreed. “I do not believe it,” Lee said.\n",
        "“It cost too much,” said Ana Ruiz, the mayor. “It was worth it,” said Sen. Sam Lee.\n",
        "“The bill will pass,” said Senator Sam Lee, a Republican lawmaker from Ohio.\n",
        "“It is late,” a spokeswoman said.\n",
    ];
    for (number, text) in articles.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.txt")), text).unwrap();
    }
    let table = tempfile::tempdir().unwrap();
    let path = table.path().join("speakers.csv");
    let path = path.to_str().unwrap();
    let ids_with = |options: &[&str]| -> Vec<[String; 2]> {
        attribute(&folder, &[&["--speakers", path], options].concat());
        let speakers = Table::parse(&fs::read_to_string(path).unwrap());
        let cells = speakers
            .rows()
            .map(|cell| ["speaker", "speaker_id"].map(|c| cell(c).into()));
        cells.collect()
    };
    assert!(ids_with(&[]).iter().all(|[_, id]| id.is_empty()));
    let ids = ids_with(&["--merge-speakers"]);
    let of = |name: &str| -> Vec<&str> {
        let named = ids.iter().filter(|[speaker, _]| speaker == name);
        named.map(|[_, id]| id.as_str()).collect()
    };
    assert_eq!(of("Ana Ruiz"), ["person:ana-ruiz"; 2]);
    // The baker and the lawmaker are two; of the one in between nothing is told.
    let lee = "person:sam-lee";
    assert_eq!(of("Sam Lee"), [lee, lee, "person:sam-lee:2"]);
    assert!(
        ids.iter()
            .any(|[speaker, id]| speaker.contains("spokeswoman") && id.is_empty())
    );
    let one_thread = ids_with(&["--merge-speakers", "--threads", "1"]);
    assert_eq!(ids, one_thread);
}

#[test]
fn ids_of_speakers_go_with_their_table_and_not_with_resuming() {
    let folder = text_folder();
    let folder = folder.path().to_str().unwrap();
    let alone = run(["attribute", folder, "--merge-speakers", "-o", "x.csv"]);
    assert_code(&alone, 2);
    assert!(String::from_utf8_lossy(&alone.stderr).contains("--speakers"));
    let resumed = [
        "attribute",
        folder,
        "--merge-speakers",
        "--speakers",
        "s.csv",
        "--resume",
        "-o",
        "x.csv",
    ];
    let resumed = run(resumed);
    assert_code(&resumed, 2);
    assert!(String::from_utf8_lossy(&resumed.stderr).contains("--resume"));
}

#[test]
fn claims_can_be_chosen_by_act() {
    let folder = text_folder();
    let all = attribute(&folder, &[]);
    let of = |table: &Table| -> Vec<(String, String)> {
        let cells = table
            .rows()
            .map(|cell| (cell("claim_start").to_owned(), cell("act").to_owned()));
        cells.collect()
    };
    let all = of(&all);
    assert!(all.iter().any(|(_, act)| act == "state"));
    let said = of(&attribute(&folder, &["--acts", "state"]));
    let others = of(&attribute(
        &folder,
        &["--acts", "deny,ask,order,promise,believe,show"],
    ));
    assert!(said.iter().all(|(_, act)| act == "state"));
    assert!(others.iter().all(|(_, act)| act != "state"));
    assert_eq!(said.len() + others.len(), all.len());

    let unknown = run(["attribute", "--acts", "shout", "-"]);
    assert_code(&unknown, 2);
    let message = String::from_utf8_lossy(&unknown.stderr);
    assert!(message.contains("believe"), "{message}");
}

#[test]
fn what_was_found_shows_what_it_is_said_to_say() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("pier.txt"),
        "A survey of 900 members says that the pier is unsafe. The union says that it will close. \
         According to the latest figures, nine people fell last year.",
    )
    .unwrap();
    let all = attribute(&folder, &[]);
    let acts: Vec<String> = all.rows().map(|cell| cell("act").to_owned()).collect();
    assert_eq!(acts, ["show", "state", "show"]);
}

#[test]
fn what_was_not_said_is_told_and_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("pier.txt"),
        "Minister Ana Roux did not say that the pier was safe. Mayor Tom Lind said that it had \
         sunk. If Lind says that it will be rebuilt, the town will pay.",
    )
    .unwrap();
    let of = |table: &Table| -> Vec<String> {
        let rows = table.rows();
        rows.map(|cell| cell("factuality").to_owned()).collect()
    };
    let all = of(&attribute(&folder, &[]));
    assert_eq!(all, ["negated", "factual", "possible"]);
    let made = of(&attribute(&folder, &["--factuality", "factual"]));
    assert_eq!(made, ["factual"]);
    let others = of(&attribute(&folder, &["--factuality", "negated,possible"]));
    assert_eq!(others, ["negated", "possible"]);
}

#[test]
fn help_shows_the_way() {
    let output = run(["--help"]);
    assert_code(&output, 0);
    for word in ["attribute", "sentences", "entities", "claims.csv"] {
        assert!(stdout(&output).contains(word), "{word}");
    }
    let output = run(["attribute", "--help"]);
    for word in [
        "Examples:",
        "--rejects",
        "--threads",
        "--format",
        "--text-field",
        "standard input",
    ] {
        assert!(stdout(&output).contains(word), "{word}");
    }
    assert!(stdout(&run(["--version"])).contains(env!("CARGO_PKG_VERSION")));
}

fn attribute_output(folder: &tempfile::TempDir, args: &[&str]) -> std::process::Output {
    let output = sayso(["attribute"])
        .arg(folder.path())
        .args(args)
        .output()
        .unwrap();
    assert_code(&output, 0);
    output
}

fn attribute(folder: &tempfile::TempDir, args: &[&str]) -> Table {
    Table::parse(stdout(&attribute_output(folder, args)))
}

fn parse_pieces(cell: &str) -> Vec<(usize, usize)> {
    cell.split(';')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (start, end) = piece.split_once('-').unwrap();
            (start.parse().unwrap(), end.parse().unwrap())
        })
        .collect()
}

fn slice(text: &str, place: &Value) -> String {
    let number = |name: &str| place[name].as_u64().unwrap() as usize;
    characters(text, number("start"), number("end"))
}

/// A second run over the folder that the first one wrote into reads the same articles.
#[test]
fn outputs_in_the_input_folder_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), TEXTS[0]).unwrap();
    let run = || {
        let mut command = sayso(["attribute", ".", "-o", "claims.csv", "--rejects", "bad.csv"]);
        let output = command.current_dir(folder.path()).output().unwrap();
        assert_code(&output, 0);
        fs::read(folder.path().join("claims.csv")).unwrap()
    };
    assert_eq!(run(), run());
}
