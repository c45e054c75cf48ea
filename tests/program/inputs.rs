//! Inputs that are not as they should be: each has its answer (`docs/INPUT.md`), and the run
//! goes on.

use crate::common::*;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

const GOOD: &str = "The bridge is shut, the mayor said.\n";

/// A folder with some files, and `z.txt` with [`GOOD`], which is always read last.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(path(&folder, name), content).unwrap();
    }
    fs::write(path(&folder, "z.txt"), GOOD).unwrap();
    folder
}

/// The sentences in a folder, and what was rejected.
fn sentences(folder: &TempDir, args: &[&str]) -> (Output, Table, Table) {
    let elsewhere = tempfile::tempdir().unwrap();
    let rejects = path(&elsewhere, "rejects.csv");
    let mut run = sayso(["sentences", "--rejects"]);
    let output = run
        .arg(&rejects)
        .arg(folder.path())
        .args(args)
        .output()
        .unwrap();
    let table = Table::parse(stdout(&output));
    let rejected = Table::parse(&fs::read_to_string(&rejects).unwrap());
    let last = table.rows().last().map(|cell| cell("text").to_owned());
    assert_eq!(last.as_deref(), Some(GOOD.trim()), "the run goes on");
    (output, table, rejected)
}

/// Asserts that one record is rejected for that reason, and the run goes on.
#[track_caller]
fn rejected(files: &[(&str, &[u8])], args: &[&str], reason: &str) {
    let (output, _, rejected) = sentences(&folder(files), args);
    assert_code(&output, 1);
    let reasons: Vec<_> = rejected
        .rows()
        .map(|cell| cell("reason").to_owned())
        .collect();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].contains(reason), "{reasons:?}");
    assert!(stderr(&output).contains(reason), "{}", stderr(&output));
}

/// Asserts that the sentences of article `id` slice its text; the answer is their number.
#[track_caller]
fn check_sentences(table: &Table, id: &str, text: &str) -> usize {
    let rows = table.rows().filter(|cell| cell("article_id") == id);
    let check = |cell: Row| {
        let [start, end] = ["start", "end"].map(|column| cell(column).parse().unwrap());
        assert_eq!(characters(text, start, end), cell("text"));
    };
    rows.map(check).count()
}

/// The same for all pieces of its claims.
#[track_caller]
fn check_claims(table: &Table, id: &str, text: &str) -> usize {
    let rows = table.rows().filter(|cell| cell("article_id") == id);
    let check = |cell: Row| {
        for column in ["claim", "source", "cue"] {
            let pieces = cell(&format!("{column}_pieces")).to_owned();
            let pieces = pieces.split(';').filter_map(|piece| piece.split_once('-'));
            let words = pieces
                .map(|(start, end)| characters(text, start.parse().unwrap(), end.parse().unwrap()));
            assert_eq!(words.collect::<Vec<_>>().join(" … "), cell(column));
        }
    };
    rows.map(check).count()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_data_that_is_cut_off() {
    let whole = gzip(json_lines(2000).as_bytes());
    let folder = folder(&[("a.jsonl.gz", &whole[..whole.len() / 2])]);
    let (output, table, rejected) = sentences(&folder, &[]);
    assert_code(&output, 1);
    // What comes before the cut is read.
    let read: std::collections::BTreeSet<_> = table
        .rows()
        .map(|cell| cell("article_id").to_owned())
        .collect();
    assert!(read.len() > 500 && read.contains("a1"), "{}", read.len());
    let reasons: Vec<_> = rejected
        .rows()
        .map(|cell| cell("reason").to_owned())
        .collect();
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].contains("ends too early (is the file cut off?)"));
    for (name, content) in [
        ("a.txt.gz", &gzip(GOOD.as_bytes())[..20]),
        (
            "a.txt.gz",
            &b"\x1f\x8b\x08 and then nothing of the kind"[..],
        ),
        ("a.txt.gz", b"no gzip at all"),
        ("a.txt.zst", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff"),
    ] {
        rejected_once(name, content, "cannot read");
    }
}

#[track_caller]
fn rejected_once(name: &str, content: &[u8], reason: &str) {
    rejected(&[(name, content)], &[], reason);
}

/// Memory that a process has taken at most, in bytes.
fn peak_memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

#[test]
fn a_line_of_200_megabytes_is_rejected_in_little_memory() {
    let args = [
        "sentences",
        "-",
        "--input-format",
        "jsonl",
        "--format",
        "jsonl",
    ];
    let mut run = sayso(args);
    run.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = run.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"text\": \"").unwrap();
    let piece = "All work and no play. ".repeat(1 << 15);
    for _ in 0..(200 << 20) / piece.len() + 1 {
        stdin.write_all(piece.as_bytes()).unwrap();
    }
    stdin.write_all(b"\"}\n").unwrap();
    stdin.write_all(json_line(1).as_bytes()).unwrap();
    let mut answer = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut answer).unwrap();
    assert!(answer.starts_with(r#"{"article_id":"-:1","rejected":"longer"#));
    answer.clear();
    stdout.read_line(&mut answer).unwrap();
    assert!(answer.contains("\"a1\""), "{answer}");
    if let Some(bytes) = peak_memory(child.id()) {
        assert!(bytes < 200 << 20, "{bytes}");
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 1);
    let reason = "record 1: longer than 1048576 bytes";
    assert!(stderr(&output).contains(reason), "{}", stderr(&output));
}

#[test]
fn what_expands_without_measure_is_no_more_than_the_longest_article() {
    // 100 MB in 10 KB, and in 100 KB.
    let zeros = vec![b' '; 100 << 20];
    let bomb = zstd::encode_all(&zeros[..], 1).unwrap();
    assert!(bomb.len() < 20_000);
    rejected_once("a.txt.zst", &bomb, "longer than 1048576 bytes");
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 1 << 20);
    rejected_once("a.txt.gz", &bomb, "longer than 1048576 bytes");
    rejected_once("a.jsonl.gz", &bomb, "longer than 1048576 bytes");
    rejected_once("a.html.gz", &bomb, "longer than 1048576 bytes");
}

#[test]
fn the_longest_article_can_be_chosen() {
    let text = "It rained. ".repeat(100);
    let files = [("a.txt", text.as_bytes())];
    let args = ["--max-article-bytes", "1099"];
    rejected(&files, &args, "longer than 1099 bytes");
    let (output, table, _) = sentences(&folder(&files), &["--max-article-bytes", "1100"]);
    assert_code(&output, 0);
    assert_eq!(table.len(), 101);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_rejected() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = folder(&[("b.txt", b"secret")]);
    let forbidden = path(&folder, "a");
    fs::create_dir(&forbidden).unwrap();
    fs::write(forbidden.join("c.txt"), "secret").unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(folder.path(), 0o755);
    mode(&path(&folder, "b.txt"), 0o000);
    mode(&forbidden, 0o000);
    let mut run = sayso(["sentences"]);
    run.arg(folder.path());
    if fs::read_dir(&forbidden).is_ok() {
        // This is root, who may read everything; somebody else may not.
        run.uid(65534).gid(65534);
    }
    let output = run.output();
    mode(&forbidden, 0o755);
    let Ok(output) = output else {
        eprintln!("not tested: the program cannot be run as somebody else");
        return;
    };
    assert_code(&output, 1);
    let rejected = stderr(&output);
    assert!(rejected.contains("2 records rejected"), "{rejected}");
    assert!(
        rejected.contains("/a: cannot read: Permission denied"),
        "{rejected}"
    );
    assert!(
        rejected.contains("/b.txt: cannot open: Permission denied"),
        "{rejected}"
    );
    assert!(!stdout(&output).contains("secret"));
    assert!(stdout(&output).contains(GOOD.trim()));
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_a_folder() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(path(&elsewhere, "secret.txt"), "secret").unwrap();
    let folder = folder(&[]);
    std::os::unix::fs::symlink(path(&elsewhere, "secret.txt"), path(&folder, "a.txt")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), path(&folder, "b")).unwrap();
    let (output, table, rejected) = sentences(&folder, &[]);
    assert_code(&output, 1);
    assert_eq!(table.len(), 1);
    assert_eq!(rejected.len(), 2);
    for cell in rejected.rows() {
        assert!(
            cell("reason").contains("symbolic link"),
            "{}",
            cell("reason")
        );
    }
    // Named by the user, a link is what it leads to.
    let output = run(["sentences".as_ref(), path(&folder, "a.txt").as_os_str()]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("secret"));
}

#[test]
fn other_archives_than_zip_are_not_unpacked() {
    for name in ["a.tar", "a.tgz", "a.7z"] {
        rejected_once(name, b"PK\x03\x04../../secret.txt", "unpack it first");
    }
    rejected_once(
        "a.zip",
        b"PK\x03\x04../../secret.txt",
        "not readable as zip",
    );
    // Inside gzip it is text that begins with a name, and bytes that are no text.
    rejected_once("a.tar.gz", &gzip(b"../secret.txt\0\0"), "unpack it first");
}

#[test]
fn bytes_that_are_no_text() {
    rejected_once("a.txt", b"\xff\x00 is\x01", "invalid UTF-8 at byte 1");
    // What is UTF-8 elsewhere is damaged here.
    rejected_once(
        "a.jsonl",
        b"{\"text\": \"\xc3\xa9\"}\n{\"text\": \"caf\xe9\"}\n",
        "invalid UTF-8 at byte 14",
    );
    rejected_once(
        "a.csv",
        b"text\n\xc3\xa9\ncaf\xe9\n",
        "cell 1: invalid UTF-8 at byte 4",
    );
    rejected_once("a.csv", b"text\n\x81\x8d\x8f\n", "invalid UTF-8");
    rejected_once("a.jsonl", b"\xff\xfe{\0}\0\0\xd8", "invalid UTF-16LE");
}

/// UTF-16 of either order with its mark.
fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| {
        if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

#[test]
fn texts_of_other_kinds_are_read_and_offsets_count_their_characters() {
    let arabic = "قالت الوزيرة: «سنفتح الجسر غدا». ولم يعلق أحد.\n";
    let hebrew = "\u{202b}השר אמר: ”הגשר סגור“.\u{202c} איש לא הגיב.\r\n";
    let nul = "The council\0 said so.\0\n\0Nobody\0 replied. \"It is shut,\" she said.";
    let mixed = "One said.\r\nTwo said.\rThree said.\n\n\rFour said.\r\n\r\n“Five,” he said.";
    let wide = "👩‍🔬 She said: “Ça va — 𝔞𝔩𝔩 good.” Then e\u{301} left.";
    let unclosed = "“It is open, she said. Nobody believed it.\n\nHe told them “wait. They did.";
    let texts = [arabic, hebrew, nul, mixed, wide, unclosed];
    let folder = folder(&[]);
    let mut kinds = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        fs::write(path(&folder, &format!("{i}.txt")), text).unwrap();
        fs::write(path(&folder, &format!("{i}-le.txt")), utf16(text, false)).unwrap();
        fs::write(path(&folder, &format!("{i}-be.txt")), utf16(text, true)).unwrap();
        kinds.extend(["", "-le", "-be"].map(|kind| (format!("{i}{kind}.txt"), *text)));
    }
    let (output, table, _) = sentences(&folder, &[]);
    assert_code(&output, 0);
    for (id, text) in &kinds {
        assert!(check_sentences(&table, id, text) > 0, "{id}");
    }
    let output = run(["attribute".as_ref(), folder.path().as_os_str()]);
    assert_code(&output, 0);
    let claims = Table::parse(stdout(&output));
    let found: usize = kinds
        .iter()
        .map(|(id, text)| check_claims(&claims, id, text))
        .sum();
    assert!(found > 10, "{found}");
}

#[test]
fn files_with_nothing_in_them() {
    let files: [(&str, &[u8]); 7] = [
        ("a.txt", b""),
        ("b.jsonl", b""),
        ("c.csv", b""),
        ("d.jsonl", b"\n\n\r\n"),
        ("e.txt", b" \n\t\n"),
        ("f.txt.gz", &gzip(b"")),
        ("g.csv", b"id,text\n"),
    ];
    let (output, table, _) = sentences(&folder(&files), &[]);
    assert_code(&output, 0);
    assert_eq!(table.len(), 1);
    // Texts without text are articles all the same, tables without rows hold none.
    assert!(
        stderr(&output).contains("4 articles, 1 sentence"),
        "{}",
        stderr(&output)
    );
    rejected_once("a.html", b"", "no main text");
}

#[test]
fn articles_of_the_same_id_are_all_kept_and_counted() {
    let [one, two] = ["It rained, she said.", "“No,” he said. It snowed, he said."];
    let line = |text| format!("{}\n", serde_json::json!({"id": "same", "text": text}));
    let lines = [line(one), line(two), line(one), json_line(1)].concat();
    let folder = folder(&[("a.jsonl", lines.as_bytes())]);
    let (output, table, _) = sentences(&folder, &[]);
    assert_code(&output, 0);
    let told = "2 articles with an id that an earlier one has (the first: same); all are kept";
    assert!(stderr(&output).contains(told), "{}", stderr(&output));
    // In their order, each with the offsets of its own text.
    let rows = table.rows().filter(|cell| cell("article_id") == "same");
    let rows: Vec<_> = rows
        .map(|cell| {
            (
                cell("sentence").to_owned(),
                cell("start").to_owned(),
                cell("text").to_owned(),
            )
        })
        .collect();
    let row = |number: &str, start: &str, text: &str| (number.into(), start.into(), text.into());
    let expected = [
        row("1", "0", one),
        row("1", "0", "“No,” he said."),
        row("2", "15", "It snowed, he said."),
        row("1", "0", one),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn cells_that_a_spreadsheet_would_run_become_text() {
    let formula = "=HYPERLINK(\"http://a.example\")";
    let text =
        "“@Acme is wrong,” Ann Lee said.\n\n+3 points, the bank said. “-5 at night,” he said.";
    let article = serde_json::json!({"id": formula, "text": text, "outlet": "\tThe Echo"});
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, "=in.jsonl"), format!("{article}\n{{}}\n")).unwrap();
    let run = |safe: &[&str]| {
        let mut run = sayso(["attribute", "=in.jsonl", "-o", "claims.csv"]);
        run.args(["--entities", "names.csv", "--speakers", "who.csv"]);
        run.args(["--rejects", "bad.csv"])
            .args(safe)
            .current_dir(folder.path());
        assert_code(&run.output().unwrap(), 1);
        ["claims.csv", "names.csv", "who.csv", "bad.csv"]
            .map(|name| fs::read_to_string(path(&folder, name)).unwrap())
    };
    let (plain, safe) = (run(&[]), run(&["--spreadsheet-safe"]));
    let dangerous = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    for (plain, safe) in plain.iter().zip(&safe) {
        let records = |table: &str| -> Vec<csv::StringRecord> {
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            reader.records().map(Result::unwrap).collect()
        };
        let (plain, safe) = (records(plain), records(safe));
        assert_eq!(plain.len(), safe.len());
        let mut changed = 0;
        for (plain, safe) in plain.iter().flatten().zip(safe.iter().flatten()) {
            assert!(!dangerous(safe), "{safe}");
            let expected = if dangerous(plain) {
                format!("'{plain}")
            } else {
                plain.into()
            };
            changed += usize::from(expected != plain);
            assert_eq!(safe, expected);
        }
        assert!(changed > 0);
    }
}

#[test]
fn timings_are_told_when_asked_for() {
    let folder = text_folder();
    let run = |args: &[&str]| {
        let output = sayso(["attribute"])
            .arg(folder.path())
            .args(args)
            .output()
            .unwrap();
        assert_code(&output, 0);
        output
    };
    let (plain, timed) = (run(&[]), run(&["--timings"]));
    assert_eq!(plain.stdout, timed.stdout);
    assert!(!stderr(&plain).contains("time by stage"));
    let mut shares = 0.0;
    for stage in [
        "reading",
        "segmentation",
        "tokens",
        "encoding",
        "tagging",
        "speakers",
        "output",
    ] {
        let mut lines = stderr(&timed).lines();
        let line = lines.find(|line| line.split_whitespace().nth(1) == Some(stage));
        let fields: Vec<_> = line.unwrap().split_whitespace().collect();
        let (seconds, share): (f64, f64) = (fields[2].parse().unwrap(), fields[4].parse().unwrap());
        assert!(seconds >= 0.0);
        shares += share;
        if stage == "encoding" {
            assert!(share > 10.0, "{}", stderr(&timed));
        }
    }
    assert!((shares - 100.0).abs() < 1.0, "{shares}");
}
