//! What the program does when something is wrong: with a record, an output, or its reader.

use crate::common::*;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Three good records and two bad ones.
fn mixed_records() -> String {
    format!(
        "{}not json\n{}{}{{\"id\": \"no text\"}}\n",
        json_line(1),
        json_line(2),
        json_line(3)
    )
}

#[test]
fn rejected_records_are_written_counted_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (input, rejects) = (path(&folder, "in.jsonl"), path(&folder, "rejects.csv"));
    fs::write(&input, mixed_records()).unwrap();
    let output = sayso(["attribute", "--format", "jsonl", "--rejects"])
        .arg(&rejects)
        .arg(&input)
        .output()
        .unwrap();
    assert_code(&output, 1);
    // A line for each record, so that nobody waits for one.
    let lines: Vec<&str> = stdout(&output).lines().collect();
    assert_eq!(lines.len(), 5);
    let rejected = |line: &&&str| line.contains("\"rejected\"");
    assert_eq!(lines.iter().filter(rejected).count(), 2);
    assert!(
        stderr(&output).contains("2 records rejected"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("in.jsonl, record 2: "),
        "{}",
        stderr(&output)
    );

    let table = Table::parse(&fs::read_to_string(rejects).unwrap());
    let records: Vec<_> = table.rows().map(|cell| cell("record").to_owned()).collect();
    assert_eq!(records, ["2", "5"]);
    for cell in table.rows() {
        assert!(cell("file").ends_with("in.jsonl"));
        assert!(!cell("reason").is_empty());
    }
}

#[test]
fn rejects_may_be_json_lines_and_the_file_is_there_without_any() {
    let folder = tempfile::tempdir().unwrap();
    let (input, rejects) = (path(&folder, "in.jsonl"), path(&folder, "rejects.jsonl"));
    let attribute = || {
        sayso(["attribute", "-o", "/dev/null", "--rejects"])
            .arg(&rejects)
            .arg(&input)
            .output()
            .unwrap()
    };
    fs::write(&input, mixed_records()).unwrap();
    assert_code(&attribute(), 1);
    let written = fs::read_to_string(&rejects).unwrap();
    let first: serde_json::Value = serde_json::from_str(written.lines().next().unwrap()).unwrap();
    assert_eq!(first["record"], 2);

    fs::write(&input, json_line(1)).unwrap();
    assert_code(&attribute(), 0);
    assert_eq!(fs::read_to_string(&rejects).unwrap(), "");
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let folder = text_folder();
    let text = path(&folder, "0.txt");
    let (folder, text) = (folder.path().to_str().unwrap(), text.to_str().unwrap());
    let missing = format!("{folder}/missing");
    let below_missing = format!("{folder}/missing/claims.csv");
    for (args, hint) in [
        (vec![missing.as_str()], "missing"),
        (vec![folder, "-o", &below_missing], "make it first"),
        (vec![folder, "-o", folder], "is a folder"),
        (vec![text, "-o", text], "would be overwritten"),
        (
            vec![text, "-o", &missing, "--entities", &missing],
            "its own file",
        ),
    ] {
        let output = sayso(["attribute"]).args(&args).output().unwrap();
        assert_code(&output, 2);
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert!(stderr(&output).contains(hint), "{}", stderr(&output));
    }
    assert_eq!(fs::read_to_string(text).unwrap(), TEXTS[0]);
    for args in [
        vec!["attribute"],
        vec!["attribute", folder, "--threads", "0"],
        vec!["attrib"],
    ] {
        assert_code(&run(args), 2);
    }
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let mut child = sayso(["attribute", "-", "--input-format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // Without an end: only the closed output ends the run.
        (1..).find(|&number| stdin.write_all(json_line(number).as_bytes()).is_err())
    });
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.starts_with("article_id,"));
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 0);
    assert_eq!(stderr(&output), "");
    assert!(feeder.join().unwrap().is_some());
}

#[test]
fn a_reader_that_has_enough_while_another_output_is_unfinished_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let names = path(&folder, "names.csv");
    let mut child = sayso(["attribute", "-", "--input-format", "jsonl", "--entities"])
        .arg(&names)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for number in 1..10_000 {
        if stdin.write_all(json_line(number).as_bytes()).is_err() {
            break;
        }
    }
    assert_code(&child.wait_with_output().unwrap(), 2);
    assert!(names_in(folder.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn outputs_that_are_no_files_are_written_to() {
    let folder = text_folder();
    let plain = run(["attribute".as_ref(), folder.path().as_os_str()]);
    for name in ["/dev/stdout", "-"] {
        let output = sayso(["attribute", "-o", name])
            .arg(folder.path())
            .output()
            .unwrap();
        assert_code(&output, 0);
        assert_eq!(output.stdout, plain.stdout);
    }
    // A file that standard output was sent to is written, not replaced.
    let out = tempfile::tempdir().unwrap();
    let file = path(&out, "claims.csv");
    fs::write(&file, "before\n").unwrap();
    let appended = fs::File::options().append(true).open(&file).unwrap();
    let status = sayso(["attribute", "-q", "-o", "/dev/stdout"])
        .arg(folder.path())
        .stdout(appended)
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(
        fs::read(&file).unwrap(),
        [b"before\n", &plain.stdout[..]].concat()
    );

    let pipe = path(&out, "pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let child = sayso(["attribute", "-q", "-o"])
        .arg(&pipe)
        .arg(folder.path())
        .spawn()
        .unwrap();
    assert_eq!(fs::read(&pipe).unwrap(), plain.stdout);
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(names_in(out.path()), ["claims.csv", "pipe"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = text_folder();
    let output = sayso(["attribute", "-o", "/dev/full"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_code(&output, 2);
    assert!(stderr(&output).contains("/dev/full"), "{}", stderr(&output));
}

/// Where a run stands whose end the test decides: it has read `records` and waits for more.
#[cfg(unix)]
fn waiting_run(output: &std::path::Path, records: usize) -> std::process::Child {
    let folder = output.parent().unwrap().to_owned();
    let before = names_in(&folder).len();
    let mut child = sayso(["attribute", "-", "--input-format", "jsonl", "-o"])
        .arg(output)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(json_lines(records).as_bytes()).unwrap();
    let started = Instant::now();
    while names_in(&folder).len() == before {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "no unfinished file appeared"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    use std::os::unix::process::ExitStatusExt;
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = waiting_run(&path(&folder, "claims.csv"), 5);
        let id = child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().signal(), Some(number));
        let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        assert!(said.contains("the run was interrupted"), "{said}");
        assert!(
            names_in(folder.path()).is_empty(),
            "{:?}",
            names_in(folder.path())
        );
    }
}

#[test]
fn a_killed_run_leaves_the_file_before_or_the_whole_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (path(&folder, "in.jsonl"), path(&folder, "claims.csv"));
    fs::write(&input, json_lines(12)).unwrap();
    let spawn = || {
        sayso(["attribute", "-q", "-o"])
            .arg(&out)
            .arg(&input)
            .spawn()
            .unwrap()
    };

    let started = Instant::now();
    assert!(spawn().wait().unwrap().success());
    let whole_run = started.elapsed();
    let complete = fs::read(&out).unwrap();
    let previous = b"article_id\nprevious\n".to_vec();
    const KILLS: u32 = 12;
    for kill in 0..KILLS {
        let exists = kill % 2 == 0;
        if exists {
            fs::write(&out, &previous).unwrap();
        } else {
            fs::remove_file(&out).unwrap();
        }
        let mut child = spawn();
        std::thread::sleep(whole_run * kill / (KILLS - 1));
        child.kill().unwrap();
        child.wait().unwrap();
        match fs::read(&out) {
            Ok(found) => assert!(found == complete || (exists && found == previous)),
            Err(error) => {
                assert!(!exists && error.kind() == std::io::ErrorKind::NotFound);
                fs::write(&out, &previous).unwrap();
            }
        }
    }
    // What may stay is hidden and says what it is.
    for name in names_in(folder.path()) {
        assert!(
            ["in.jsonl", "claims.csv"].contains(&name.as_str())
                || (name.starts_with(".claims.csv.") && name.ends_with(".sayso-unfinished")),
            "{name}"
        );
    }
}
