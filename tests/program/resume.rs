//! Runs that are stopped and resumed: the finished outputs are those of a run that never was.

use crate::common::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const OUTPUTS: [&str; 4] = ["claims.csv", "names.csv", "speakers.jsonl", "rejects.csv"];

/// Records of which every seventh cannot be read.
fn records(count: usize) -> String {
    let record = |number: usize| match number % 7 {
        3 => format!("{{\"id\": {number}}}\n"),
        _ => json_line(number),
    };
    (1..=count).map(record).collect()
}

/// A folder with a table of records and a text.
fn corpus(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, "a.jsonl"), records(count)).unwrap();
    fs::write(path(&folder, "b.txt"), TEXTS[0]).unwrap();
    folder
}

/// The corpus of most tests, which they leave as it is, and what a run that nothing disturbs
/// makes of it.
static CORPUS: LazyLock<(TempDir, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let corpus = corpus(250);
    let whole = undisturbed(&corpus);
    (corpus, whole)
});

/// `attribute` with all of its outputs in `folder`, slow enough to be stopped before its end.
fn attribute(corpus: &TempDir, folder: &Path) -> Command {
    on_threads(1, corpus, folder)
}

fn on_threads(threads: u64, corpus: &TempDir, folder: &Path) -> Command {
    let mut command = sayso(["attribute", "--resume", "--keep=id"]);
    command.arg(corpus.path()).stderr(Stdio::piped());
    command.arg(format!("--threads={threads}"));
    for (option, name) in ["-o", "--entities", "--speakers", "--rejects"]
        .iter()
        .zip(OUTPUTS)
    {
        command.arg(option).arg(folder.join(name));
    }
    command
}

/// What a run that nothing disturbs writes.
fn undisturbed(corpus: &TempDir) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let output = attribute(corpus, folder.path()).output().unwrap();
    assert_code(&output, 1);
    written(folder.path())
}

/// The finished outputs; there is nothing else in the folder.
fn written(folder: &Path) -> Vec<Vec<u8>> {
    let mut names = OUTPUTS.map(str::to_owned);
    names.sort();
    assert_eq!(names_in(folder), names);
    OUTPUTS
        .map(|name| fs::read(folder.join(name)).unwrap())
        .to_vec()
}

fn journal(folder: &Path) -> PathBuf {
    folder.join(".claims.csv.sayso-journal")
}

fn unfinished(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{name}.sayso-unfinished"))
}

/// Records that the journal says are done; none if there is no journal.
fn records_done(folder: &Path) -> u64 {
    let Ok(journal) = fs::read(journal(folder)) else {
        return 0;
    };
    let journal: Value = serde_json::from_slice(&journal).unwrap();
    let count = |name: &str| journal["counts"][name].as_u64().unwrap();
    count("articles") + count("rejected")
}

/// Waits until the journal says that more records are done than `before`.
fn wait_for_more(child: &mut Child, folder: &Path, before: u64) {
    let started = Instant::now();
    while records_done(folder) <= before {
        assert!(child.try_wait().unwrap().is_none(), "it is at its end");
        assert!(started.elapsed() < Duration::from_secs(120), "no journal");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A run that was killed when it had done something.
fn killed(corpus: &TempDir, folder: &Path) {
    let mut child = attribute(corpus, folder).spawn().unwrap();
    wait_for_more(&mut child, folder, 0);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// Numbers that look random, the same in each run of the tests.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn a_run_killed_again_and_again_writes_what_a_run_never_killed_does() {
    let corpus = corpus(250);
    let started = Instant::now();
    let whole = undisturbed(&corpus);
    let most = started.elapsed().as_millis() as u64 / 2;
    let folder = tempfile::tempdir().unwrap();
    let (mut random, mut done, mut gone_on) = (Random(7), 0, 0);
    let finish = |done: u64| {
        let output = attribute(&corpus, folder.path()).output().unwrap();
        assert_code(&output, 1);
        assert!(written(folder.path()) == whole);
        let said = stderr(&output);
        if done > 0 {
            let records = if done == 1 { "record" } else { "records" };
            let expected = format!("going on after {done} {records}");
            assert!(said.contains(&expected), "{said}");
        }
        assert!(said.contains("215 articles"), "{said}");
        assert!(said.contains("36 records rejected"), "{said}");
    };
    for _ in 0..20 {
        let mut run = on_threads(1 + random.below(2), &corpus, folder.path());
        run.stderr(Stdio::null());
        let mut child = run.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.below(most)));
        child.kill().unwrap();
        if let Some(code) = child.wait().unwrap().code() {
            assert_eq!(code, 1);
            assert!(written(folder.path()) == whole);
        }
        let now = records_done(folder.path());
        gone_on += u64::from(0 < done && done < now);
        done = now;
    }
    assert!(gone_on > 1, "it went on {gone_on} times");
    finish(done);
}

/// Much faster than claims: the moments fall on other places.
#[test]
fn sentences_are_resumed_too() {
    let folder = tempfile::tempdir().unwrap();
    let input = path(&folder, "in.jsonl");
    fs::write(&input, records(60_000)).unwrap();
    let run = |name: &str| {
        let mut command = sayso(["sentences", "--resume", "-q", "-o"]);
        command.arg(path(&folder, name)).arg(&input);
        command
            .arg("--rejects")
            .arg(path(&folder, &format!("rejects-{name}")));
        command
    };
    let started = Instant::now();
    assert_code(&run("whole.csv").output().unwrap(), 1);
    let most = started.elapsed().as_micros() as u64;
    let mut random = Random(3);
    for _ in 0..20 {
        let mut child = run("claims.csv").stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.below(most / 2)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_code(&run("claims.csv").output().unwrap(), 1);
    for (name, whole) in [
        ("claims.csv", "whole.csv"),
        ("rejects-claims.csv", "rejects-whole.csv"),
    ] {
        let read = |name| fs::read(path(&folder, name)).unwrap();
        assert!(read(name) == read(whole), "{name}");
    }
}

/// Half a table of Parquet cannot be gone on with: its rows and groups are kept until all are there.
#[cfg(feature = "parquet")]
#[test]
fn tables_of_parquet_are_resumed_too() {
    let corpus = corpus(120);
    let run = |folder: &Path, resume: bool| {
        let mut command = sayso(["attribute", "-q", "--threads=1", "--keep=id"]);
        command.args(resume.then_some("--resume"));
        command.arg(corpus.path()).stderr(Stdio::piped());
        command.arg("-o").arg(folder.join("claims.csv"));
        command
            .arg("--entities")
            .arg(folder.join("names.parquet"))
            .arg("--speakers")
            .arg(folder.join("speakers.parquet"));
        command
    };
    let names = ["claims.csv", "names.parquet", "speakers.parquet"];
    let written = |folder: &Path| {
        assert_eq!(names_in(folder), names);
        names.map(|name| fs::read(folder.join(name)).unwrap())
    };
    let plain = tempfile::tempdir().unwrap();
    assert_code(&run(plain.path(), false).output().unwrap(), 1);

    let folder = tempfile::tempdir().unwrap();
    let mut child = run(folder.path(), true).spawn().unwrap();
    wait_for_more(&mut child, folder.path(), 0);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(folder.path().join(".names.parquet.sayso-rows").exists());
    // Stopped once more when the lesser outputs are in their places: nothing can be renamed onto
    // a folder.
    let mut child = run(folder.path(), true).spawn().unwrap();
    wait_for_more(&mut child, folder.path(), records_done(folder.path()));
    let claims = folder.path().join("claims.csv");
    fs::create_dir(&claims).unwrap();
    assert_code(&child.wait_with_output().unwrap(), 2);
    assert!(folder.path().join("names.parquet").exists());
    fs::remove_dir(&claims).unwrap();
    assert_code(&run(folder.path(), true).output().unwrap(), 1);
    assert!(written(folder.path()) == written(plain.path()));
}

/// After a crash of the machine a file may hold anything behind what was brought to the disk.
#[test]
fn what_the_journal_does_not_vouch_for_is_cut_off() {
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    killed(corpus, folder.path());
    for name in OUTPUTS {
        let file = unfinished(folder.path(), name);
        let mut bytes = fs::read(&file).unwrap();
        bytes.extend_from_slice(&[0; 70_000]);
        fs::write(file, bytes).unwrap();
    }
    // A journal that was being written is not the journal.
    fs::write(folder.path().join(".claims.csv.sayso-journal.new"), "{\"ru").unwrap();
    assert_code(&attribute(corpus, folder.path()).output().unwrap(), 1);
    assert!(written(folder.path()) == *whole);
}

#[test]
fn a_damaged_state_is_told_and_can_be_thrown_away() {
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    let refused = |reason: &str| {
        let output = attribute(corpus, folder.path()).output().unwrap();
        assert_code(&output, 2);
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("to start anew"),
            "{}",
            stderr(&output)
        );
    };
    killed(corpus, folder.path());
    let file = unfinished(folder.path(), "claims.csv");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, "article_id").unwrap();
    refused("shorter than its journal says");
    fs::write(&file, bytes).unwrap();
    fs::write(journal(folder.path()), "{}").unwrap();
    refused("is no journal");
    fs::remove_file(journal(folder.path())).unwrap();
    assert_code(&attribute(corpus, folder.path()).output().unwrap(), 1);
    assert!(written(folder.path()) == *whole);
}

#[test]
fn another_run_is_refused_with_what_differs() {
    let corpus = corpus(250);
    let folder = tempfile::tempdir().unwrap();
    killed(&corpus, folder.path());
    let kept = fs::read(journal(folder.path())).unwrap();
    let refused = |args: &[&str], differs: &str| {
        let mut run = attribute(&corpus, folder.path());
        let output = run.args(args).output().unwrap();
        assert_code(&output, 2);
        assert!(stderr(&output).contains(differs), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("to start anew"),
            "{}",
            stderr(&output)
        );
        assert!(fs::read(journal(folder.path())).unwrap() == kept);
    };
    refused(
        &["--min-confidence", "0.5"],
        "--min-confidence (was 0, is 0.5)",
    );
    refused(&["--acts", "deny"], "--acts (was not given, is deny)");
    refused(&["--text-field", "body"], "--text-field");
    refused(&["--model", "accurate"], "differs in the model;");
    refused(&["tests"], "the number of inputs");

    let input = path(&corpus, "a.jsonl");
    let (content, times) = (fs::read(&input).unwrap(), fs::metadata(&input).unwrap());
    let modified = times.modified().unwrap();
    fs::write(&input, [&content[..], b"\n"].concat()).unwrap();
    refused(&[], "(had 2 files of ");
    fs::write(&input, &content).unwrap();
    let set = |time| {
        let file = fs::File::options().append(true).open(&input).unwrap();
        file.set_modified(time).unwrap();
    };
    set(modified + Duration::from_secs(1));
    refused(&[], "modified, moved or renamed since");
    set(modified);
    fs::rename(path(&corpus, "b.txt"), path(&corpus, "c.txt")).unwrap();
    refused(&[], "modified, moved or renamed since");
    fs::rename(path(&corpus, "c.txt"), path(&corpus, "b.txt")).unwrap();

    let replaced = |was: &str, is: &str| {
        let journal_of = String::from_utf8(kept.clone()).unwrap();
        assert!(journal_of.contains(was));
        fs::write(journal(folder.path()), journal_of.replacen(was, is, 1)).unwrap();
        let output = attribute(&corpus, folder.path()).output().unwrap();
        assert_code(&output, 2);
        fs::write(journal(folder.path()), &kept).unwrap();
        stderr(&output).to_owned()
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let other = replaced(&version, "\"version\": \"0.0.1\"");
    assert!(other.contains("the version of sayso (was 0.0.1"), "{other}");
    let other = replaced("\"program\": \"", "\"program\": \"0");
    assert!(other.contains("another build"), "{other}");

    // All is as it was.
    assert_code(&attribute(&corpus, folder.path()).output().unwrap(), 1);
    assert!(written(folder.path()) == undisturbed(&corpus));
}

#[test]
fn an_interrupted_run_keeps_what_it_has_done() {
    use std::os::unix::process::ExitStatusExt;
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    let mut done = 0;
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        let mut child = attribute(corpus, folder.path()).spawn().unwrap();
        wait_for_more(&mut child, folder.path(), done);
        self::signal(&child, signal);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(number));
        assert!(stderr(&output).contains("the same command goes on"));
        done = records_done(folder.path());
    }
    assert_code(&attribute(corpus, folder.path()).output().unwrap(), 1);
    assert!(written(folder.path()) == *whole);
}

/// A disk on which no file can grow beyond so many blocks of 512 bytes.
fn on_a_small_disk(run: &Command, blocks: u64) -> Output {
    let mut shell = Command::new("sh");
    // Without the trap it is the signal that ends the run.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell
        .args(["-c", &script])
        .arg(run.get_program())
        .args(run.get_args());
    shell.output().unwrap()
}

#[test]
fn a_full_disk_stops_a_run_that_can_go_on_when_there_is_room() {
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    let run = attribute(corpus, folder.path());
    // Room for a half, then for a little more.
    let blocks = whole[0].len() as u64 / 512 / 2;
    for blocks in [blocks, blocks + 4] {
        let output = on_a_small_disk(&run, blocks);
        assert_code(&output, 2);
        assert!(
            stderr(&output).contains("the same command goes on"),
            "{}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains("cannot write "),
            "{}",
            stderr(&output)
        );
        assert!(!folder.path().join("claims.csv").exists());
    }
    assert_code(&attribute(corpus, folder.path()).output().unwrap(), 1);
    assert!(written(folder.path()) == *whole);
}

/// All is written, the lesser outputs are in their places, and the main one is not.
#[test]
fn a_run_stopped_while_its_files_are_put_in_their_places_is_finished() {
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    let mut child = attribute(corpus, folder.path()).spawn().unwrap();
    wait_for_more(&mut child, folder.path(), 0);
    // Nothing can be renamed onto a folder.
    let claims = folder.path().join("claims.csv");
    fs::create_dir(&claims).unwrap();
    assert_code(&child.wait_with_output().unwrap(), 2);
    assert!(folder.path().join("names.csv").exists());
    assert!(unfinished(folder.path(), "claims.csv").exists());
    fs::remove_dir(&claims).unwrap();

    let output = attribute(corpus, folder.path()).output().unwrap();
    assert_code(&output, 1);
    assert!(
        stderr(&output).contains("36 records rejected"),
        "{}",
        stderr(&output)
    );
    assert!(written(folder.path()) == *whole);
}

#[test]
fn two_runs_do_not_write_the_same_file() {
    let (corpus, whole) = &*CORPUS;
    let folder = tempfile::tempdir().unwrap();
    let mut child = attribute(corpus, folder.path()).spawn().unwrap();
    wait_for_more(&mut child, folder.path(), 0);
    // It shall not end before the other run has begun.
    signal(&child, "-STOP");
    let output = attribute(corpus, folder.path()).output().unwrap();
    signal(&child, "-CONT");
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("another run is writing it"),
        "{}",
        stderr(&output)
    );
    assert_code(&child.wait_with_output().unwrap(), 1);
    assert!(written(folder.path()) == *whole);
}

#[test]
fn streams_cannot_be_resumed() {
    let corpus = corpus(1);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("claims.csv");
    let (corpus, out) = (corpus.path().to_str().unwrap(), out.to_str().unwrap());
    for (args, reason) in [
        (vec![corpus], "standard output is none"),
        (vec![corpus, "-o", "/dev/null"], "/dev/null is none"),
        (
            vec![corpus, "-o", out, "--entities", "-"],
            "standard output is none",
        ),
        (
            vec!["-", "--input-format", "txt", "-o", out],
            "standard input cannot be read",
        ),
        (
            vec!["/dev/zero", "--input-format", "txt", "-o", out],
            "/dev/zero cannot be read",
        ),
    ] {
        let output = sayso(["attribute", "--resume"])
            .args(&args)
            .output()
            .unwrap();
        assert_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    assert!(
        names_in(folder.path()).is_empty(),
        "{:?}",
        names_in(folder.path())
    );
}
