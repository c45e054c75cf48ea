//! What the tests of the program share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A command that runs the program.
pub fn sayso<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub fn run<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Output {
    sayso(args).output().unwrap()
}

/// Runs the program to its end with `input` on standard input.
pub fn run_with_input(args: &[&str], input: &str) -> Output {
    let mut child = sayso(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, input.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Asserts an exit code and shows what the program said if it is another.
#[track_caller]
pub fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
    assert!(!stderr(output).contains("panicked"), "{}", stderr(output));
}

/// Short articles with quotations of several kinds.
pub const TEXTS: [&str; 5] = [
    "The bridge will stay shut until May, the council said on Friday.\n\n“We found cracks in \
     two of the pillars,” said Ines Duarte, who leads the inspection. “Nobody should drive over \
     it.”\n\nDrivers called the detour “a daily nightmare”.\n",
    "Café owners in Malmö want longer hours. \"We lose half of our guests at ten,\" Per \
     Åkesson said, \"and they don't come back.\" The city's answer: no.\n",
    "‘It’s a good harvest,’ the farmer said. She expects 40 tonnes, more than last year’s 31, \
     according to the growers’ union.\n",
    "Nothing was said, nothing was signed.\n",
    "“First paragraph of a long answer, the minister said.\n\n“Second one, closed here.”\n\nHe \
     told reporters that “unclosed things happen.\n",
];

/// A folder with [`TEXTS`] as plain text, one of them in a folder of its own.
pub fn text_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    for (i, text) in TEXTS.iter().enumerate() {
        let name = if i == 2 {
            "below/2.txt".into()
        } else {
            format!("{i}.txt")
        };
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// `count` records of JSON lines made from [`TEXTS`], with ids `a1`, `a2`, …
pub fn json_lines(count: usize) -> String {
    (1..=count).map(json_line).collect()
}

/// Record number `number` of [`json_lines`].
pub fn json_line(number: usize) -> String {
    let record = serde_json::json!({
        "id": format!("a{number}"),
        "title": "A headline",
        "date": "2024-05-01",
        "text": format!("Report {number}.\n\n{}", TEXTS[number % TEXTS.len()]),
    });
    format!("{record}\n")
}

/// The rows of a CSV file, by column name.
pub struct Table {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    pub fn parse(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        Self {
            header: reader.headers().unwrap().clone(),
            rows: reader.records().map(Result::unwrap).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// All rows, each as a way to look up its cells.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| -> Row<'_> {
            Box::new(|column| {
                let index = self.header.iter().position(|name| name == column);
                &row[index.unwrap_or_else(|| panic!("no column {column}"))]
            })
        })
    }
}

/// Looks up a cell by the name of its column.
pub type Row<'t> = Box<dyn Fn(&str) -> &'t str + 't>;

/// The characters `start..end` of a text.
pub fn characters(text: &str, start: usize, end: usize) -> String {
    assert!(start <= end && end <= text.chars().count(), "{start}-{end}");
    text.chars().skip(start).take(end - start).collect()
}

/// Names of what is in a folder, hidden or not, in order.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A path as an argument.
pub fn path(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}
