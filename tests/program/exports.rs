//! Exports, messages, saved pages and archives, as archives of the press and mail programs write
//! them.

use crate::common::*;
use serde_json::Value;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

const TEXT: &str = "“We can’t wait,” said Ann Lee, the mayor.";

/// The lines that `attribute` writes of an input, by exit code, and what it says.
#[track_caller]
fn read(folder: &TempDir, args: &[&str], code: i32) -> (Vec<Value>, String) {
    let run = ["attribute", "--format", "jsonl", "-o", "out.jsonl"];
    let mut run = sayso([&run[..], args].concat());
    let output = run.current_dir(folder.path()).output().unwrap();
    assert_code(&output, code);
    let lines = fs::read_to_string(path(folder, "out.jsonl")).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let mut lines: Vec<Value> = lines.collect();
    lines.sort_by_key(|line| line["article_id"].to_string());
    (lines, stderr(&output).to_owned())
}

fn ids(lines: &[Value]) -> Vec<&str> {
    let ids = lines.iter().map(|line| line["article_id"].as_str());
    ids.map(Option::unwrap).collect()
}

#[track_caller]
fn assert_claim(line: &Value) {
    assert_eq!(line["claims"][0]["claim"], "“We can’t wait,”", "{line}");
    assert_eq!(line["claims"][0]["speaker"]["name"], "Ann Lee", "{line}");
}

#[test]
fn nexis_exports_are_one_article_a_document() {
    let academic = format!(
        "\u{feff}\n                               1 of 2 DOCUMENTS\n\n\n                         \
         The Evening Echo (Malmö)\n\n                             May 1, 2024 Wednesday\n         \
         Final Edition\n\nBYLINE: By Maya Vance\n\nSECTION: NEWS; Pg. 4\n\nLENGTH: 52 \
         words\n\nHEADLINE: Rain again,\nand wind\n\nDATELINE: MALMÖ\n\nBODY:\n\n   {TEXT}\n\nNobody \
         replied.\n\nLOAD-DATE: May 2, 2024\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n   \
         Copyright 2024 Echo Ltd.\n   All Rights Reserved\n\u{c}\n          \
         2 of 2 DOCUMENTS\n\n    The Daily\n\n   June 3, 2024\n\nLENGTH: 9 words\n\n{TEXT}\n\n   \
         Copyright 2024 Daily Ltd.\n"
    );
    let uni = format!(
        "User Name: a\nDate and Time: June 1, 2024\nJob Number: 1\n\nDocuments (2)\n\n1. Rain \
         again, and wind\n\nRain again, and wind\nThe Evening Echo (Malmö)\nMay 1, 2024 Wednesday \
         10:00 AM GMT\n\nCopyright 2024 Echo Ltd. All Rights Reserved\nSection: NEWS; Pg. \
         4\nLength: 52 words\nByline: Maya Vance\nBody\n\n{TEXT}\n\nNobody \
         replied.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: May 2, 2024\n\nEnd of \
         Document\n\nWind\nThe Daily\nJune 3, 2024\n\nLength: 9 words\nBody\n{TEXT}\n\nLoad-Date: \
         June 4, 2024\n\nEnd of Document\n"
    );
    for export in [academic, uni] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(path(&folder, "export.TXT"), &export).unwrap();
        let keep = ["export.TXT", "--keep", "section,author,load-date"];
        let (found, said) = read(&folder, &keep, 0);
        assert_eq!(ids(&found), ["export.TXT:1", "export.TXT:2"]);
        assert!(said.contains("read 1 file as nexis"), "{said}");
        found.iter().for_each(assert_claim);
        let first = &found[0];
        assert_eq!(first["title"], "Rain again, and wind");
        assert_eq!(first["outlet"], "The Evening Echo (Malmö)");
        assert_eq!(first["date"], "2024-05-01");
        assert_eq!(first["kept"]["section"], "NEWS; Pg. 4");
        assert_eq!(first["kept"]["author"], "Maya Vance");
        assert_eq!(first["kept"]["load-date"], "May 2, 2024");
        assert_eq!(found[1]["outlet"], "The Daily");
        assert_eq!(found[1]["date"], "2024-06-03");
        // The text is the body and nothing else.
        let mut run = sayso(["sentences", "export.TXT"]);
        let output = run.current_dir(folder.path()).output().unwrap();
        let table = Table::parse(stdout(&output));
        let words: Vec<String> = table.rows().map(|c| c("text").to_owned()).collect();
        assert_eq!(words, [TEXT, "Nobody replied.", TEXT]);
        // A form that is given is not doubted.
        let (found, _) = read(&folder, &["export.TXT", "--input-format", "txt"], 0);
        assert_eq!(ids(&found), ["export.TXT"]);
    }
}

#[test]
fn damaged_exports_and_like_texts_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(path(&folder, name), text).unwrap();
    write(
        "a.txt",
        "1 of 2 DOCUMENTS\n\nThe Echo\n\nMay 1, 2024\n\n2 of 2 DOCUMENTS\n",
    );
    write(
        "b.txt",
        &format!("The length: 5 words. 1 of 2 documents.\n\nLength: short\n\n{TEXT}\n"),
    );
    let (found, said) = read(&folder, &["a.txt", "b.txt"], 1);
    assert_eq!(ids(&found), ["b.txt"]);
    assert_claim(&found[0]);
    assert!(said.contains("no body found"), "{said}");
    let long = format!(
        "1 of 2 DOCUMENTS\nLENGTH: 1 words\n\nBODY:\n{}\n2 of 2 DOCUMENTS\n\
                        LENGTH: 1 words\n\nBODY:\n{TEXT}\n",
        "word ".repeat(400_000)
    );
    write("c.txt", &long);
    let (found, said) = read(&folder, &["c.txt"], 1);
    assert_eq!(ids(&found), ["c.txt:2"]);
    assert!(said.contains("longer than 1048576 bytes"), "{said}");
}

#[test]
fn markdown_is_read_without_its_marks() {
    let folder = tempfile::tempdir().unwrap();
    let text = "---\ntitle: Rain: the day after\ndate: 2024-05-01\nurl: \"https://echo.example/1\"\n\
                author:\n  - Maya Vance\ntags: [weather, 'rain']\n---\n# A heading\n\n\
                “We **can’t** wait,” said [Ann Lee](https://x.example), the mayor.\n\n\
                * The <minister> left.\n";
    fs::write(path(&folder, "a.md"), text).unwrap();
    fs::write(path(&folder, "b.md"), format!("---\n\n{TEXT}\n")).unwrap();
    let (found, _) = read(&folder, &["a.md", "b.md", "--keep", "tags,author"], 0);
    found.iter().for_each(assert_claim);
    assert_eq!(found[0]["title"], "Rain: the day after");
    assert_eq!(found[0]["date"], "2024-05-01");
    assert_eq!(found[0]["url"], "https://echo.example/1");
    assert_eq!(found[0]["kept"]["author"], "Maya Vance");
    assert_eq!(found[0]["kept"]["tags"], "weather, rain");
    let mut run = sayso(["sentences", "a.md"]);
    let output = run.current_dir(folder.path()).output().unwrap();
    assert!(
        stdout(&output).contains("The <minister> left."),
        "{}",
        stdout(&output)
    );
}

#[test]
fn messages_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let plain = "From: =?utf-8?Q?Zo=C3=AB?= Vance <zoe@echo.example>\r\nTo: a@b.example\r\nSubject: \
        =?utf-8?B?UmFpbiDigJMgYWdhaW4=?=\r\nDate: Wed, 1 May 2024 10:00:00 +0200\r\nMessage-ID: \
        <1@echo.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; \
        boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8; \
        format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n“We can’t \r\nwait,” said Ann Lee, \
        the \r\nmayor.\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>“We can’t wait,” \
        said Ann Lee.</p>\r\n--b--\r\n";
    fs::write(path(&folder, "a.eml"), plain).unwrap();
    // Neither the encoding of its HTML is told, nor is its plain text one.
    let html = "<html><head><meta charset=\"windows-1252\"></head><body><p>\u{201c}We \
        can\u{2019}t wait,\u{201d} said Ann Lee, the mayor.</p></body></html>";
    let mut html_only = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: \
        multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee \
        HTML\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        .to_vec();
    html_only.extend_from_slice(&encoding_rs::WINDOWS_1252.encode(html).0);
    html_only.extend_from_slice(b"\r\n--b--\r\n");
    fs::write(path(&folder, "b.eml"), html_only).unwrap();
    fs::write(path(&folder, "c.eml"), "no message at all").unwrap();
    fs::write(path(&folder, "d.eml"), "From: a@b.example\nSubject: x\n\n").unwrap();
    let files = [
        "a.eml",
        "b.eml",
        "c.eml",
        "d.eml",
        "--keep",
        "message-id,author",
    ];
    let (found, said) = read(&folder, &files, 1);
    assert_eq!(ids(&found), ["a.eml", "b.eml"]);
    found.iter().for_each(assert_claim);
    assert_eq!(found[0]["title"], "Rain – again");
    assert_eq!(found[0]["date"], "2024-05-01T10:00:00+02:00");
    assert_eq!(found[0]["kept"]["author"], "Zoë Vance");
    assert!(
        found[0]["kept"]["message-id"]
            .to_string()
            .contains("1@echo.example")
    );
    assert!(said.contains("no message begins here"), "{said}");
    assert!(said.contains("no text in this message"), "{said}");
}

#[test]
fn a_page_saved_as_a_message_is_that_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html><head><title>Rain again</title></head><body><nav>Home \
        News</nav><article><h1>Rain again</h1><p>=E2=80=9CWe can=E2=80=99t wait,=E2=80=9D said \
        Ann Lee, the mayor.</p><p>Nobody replied to the letter that she wrote to the council on \
        Friday, and the bridge stays shut.</p></article></body></html>";
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://echo.example/rain\r\nSubject: \
         Rain again\r\nDate: Thu, 6 Jun 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: \
         multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: \
         text/html\r\nContent-ID: <frame@mhtml.blink>\r\nContent-Transfer-Encoding: \
         quoted-printable\r\nContent-Location: https://echo.example/rain\r\n\r\n{page}\r\n--b\r\n\
         Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: \
         https://echo.example/x.png\r\n\r\n{}\r\n--b--\r\n",
        "iVBORw0KGgo=".repeat(200_000)
    );
    fs::write(path(&folder, "a.mhtml"), saved).unwrap();
    let (found, said) = read(&folder, &["a.mhtml"], 0);
    assert_claim(&found[0]);
    assert_eq!(found[0]["url"], "https://echo.example/rain");
    assert_eq!(found[0]["title"], "Rain again");
    // That is when it was saved.
    assert_eq!(found[0]["date"], Value::Null);
    assert!(said.contains("1 file as eml (saved page)"), "{said}");
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_files_of_a_zip_are_read_as_those_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("id;text\n1;{TEXT}\n2;\n");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writeln!(gz, "{{\"id\": \"z\", \"text\": \"{TEXT}\"}}\n{{").unwrap();
    let gz = gz.finish().unwrap();
    let archive = zipped(&[
        ("news/date=2024-05-01/a.txt", TEXT.as_bytes()),
        ("news/b.csv", table.as_bytes()),
        ("c.jsonl.gz", &gz),
        ("d.pdf", b"%PDF-1.7"),
        ("e.zip", b"PK\x03\x04"),
        ("../f.txt", b"It rained."),
        ("__MACOSX/._a.txt", b"\0\x05\x16\x07"),
        (".hidden.txt", b"It rained."),
        ("_SUCCESS", b""),
    ]);
    fs::write(path(&folder, "x.zip"), &archive).unwrap();
    let (found, said) = read(&folder, &["x.zip"], 1);
    assert_eq!(
        ids(&found),
        ["1", "2", "x.zip/news/date=2024-05-01/a.txt", "z"]
    );
    for line in [&found[0], &found[2], &found[3]] {
        assert_claim(line);
    }
    assert_eq!(found[2]["date"], "2024-05-01");
    for reason in [
        "c.jsonl.gz: invalid JSON",
        "d.pdf: unknown format \".pdf\"; convert it to plain text first, for example with pdftotext",
        "e.zip: an archive in an archive is not read",
        "f.txt: its path leads out of the archive",
        "4 articles, ",
        "4 rejected",
        "read 1 file as zip (csv (; between cells) in it, jsonl in it, txt in it)",
    ] {
        assert!(said.contains(reason), "{reason}\n{said}");
    }
    // The same from a pipe, and with a form for the files in it.
    let output = sayso(["sentences", "-", "--input-format", "zip"])
        .stdin(fs::File::open(path(&folder, "x.zip")).unwrap())
        .output()
        .unwrap();
    assert_code(&output, 1);
    assert!(stdout(&output).contains("-/news/date=2024-05-01/a.txt,"));
    fs::write(
        path(&folder, "y.zip"),
        zipped(&[("a.dat", TEXT.as_bytes())]),
    )
    .unwrap();
    let (found, _) = read(&folder, &["y.zip", "--input-format", "txt"], 0);
    assert_eq!(ids(&found), ["y.zip/a.dat"]);
}

#[test]
fn a_run_over_an_archive_is_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<(String, &str)> = (0..40).map(|i| (format!("{i:02}.txt"), TEXT)).collect();
    let files: Vec<_> = files
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_bytes()))
        .collect();
    fs::write(path(&folder, "x.zip"), zipped(&files)).unwrap();
    let (found, _) = read(&folder, &["x.zip", "--resume"], 0);
    assert_eq!(found.len(), 40);
}

#[test]
fn archives_that_are_none_or_do_harm_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let whole = zipped(&[("a.txt", TEXT.as_bytes()), ("b.txt", TEXT.as_bytes())]);
    let docx = zipped(&[
        ("[Content_Types].xml", b"<x/>"),
        ("word/document.xml", b"<x/>"),
    ]);
    let bomb = zipped(&[("a.txt", &[b'a'; 3 << 20][..])]);
    let mut damaged = whole.clone();
    damaged[45] ^= 0xff;
    for (name, content, reason) in [
        ("a.zip", b"hello".to_vec(), "not readable as zip"),
        (
            "b.zip",
            whole[..whole.len() / 2].to_vec(),
            "not readable as zip",
        ),
        ("c.zip", docx.clone(), "an Office document or an EPUB"),
        ("d.zip", bomb, "longer than 1048576 bytes"),
        ("e.zip", damaged, "a.txt: "),
        ("f.docx", docx.clone(), "pandoc"),
        ("g.txt", docx, "pandoc"),
        ("h.txt", b"%PDF-1.7\n".to_vec(), "pdftotext"),
        ("i.pdf", b"%PDF-1.7\n".to_vec(), "pdftotext"),
    ] {
        let below = path(&folder, name).with_extension("");
        fs::create_dir(&below).unwrap();
        fs::write(below.join(name), content).unwrap();
        let (_, said) = read(&folder, &[below.to_str().unwrap()], 1);
        assert!(said.contains(reason), "{name}: {said}");
        assert!(said.contains("1 rejected"), "{name}: {said}");
    }
    // A document that is named itself is refused before the run.
    for (name, converter) in [("f/f.docx", "pandoc"), ("i/i.pdf", "pdftotext")] {
        let mut run = sayso(["attribute", name]);
        let output = run.current_dir(folder.path()).output().unwrap();
        assert_code(&output, 2);
        assert!(stderr(&output).contains(converter), "{}", stderr(&output));
    }
}

fn write(folder: &TempDir, name: &str, content: &str) {
    let path = folder.path().join(Path::new(name));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

#[test]
fn a_saved_page_is_one_article_and_leavings_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let page = format!("<html><body><article><p>{TEXT}</p></article></body></html>");
    write(&folder, "in/Rain.html", &page);
    write(&folder, "in/Rain_files/ad.html", &page);
    write(&folder, "in/Rain_files/x.js", "x()");
    write(&folder, "in/Wind.htm", &page);
    write(&folder, "in/Wind-Dateien/ad.html", &page);
    write(&folder, "in/Snow_files/a.txt", TEXT);
    for left in [
        "_SUCCESS",
        "_metadata",
        "part-0.txt.crc",
        "_delta_log/0.json",
        "Thumbs.db",
    ] {
        write(&folder, &format!("in/{left}"), "x");
    }
    let (found, said) = read(&folder, &["in"], 0);
    assert_eq!(ids(&found), ["Rain.html", "Snow_files/a.txt", "Wind.htm"]);
    found.iter().for_each(assert_claim);
    assert!(said.contains("0 rejected"), "{said}");
}

#[test]
fn columns_in_the_names_of_folders_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let record = |more: &str| format!("{{\"text\": \"{TEXT}\"{more}}}\n");
    write(
        &folder,
        "in/date=2024-05-01/outlet=The%20Echo/a.jsonl",
        &record(""),
    );
    write(
        &folder,
        "in/date=2024-05-02/outlet=x/a.jsonl",
        &record(", \"outlet\": \"Own\""),
    );
    write(
        &folder,
        "in/date=__HIVE_DEFAULT_PARTITION__/lang=en/a.txt",
        TEXT,
    );
    let (found, _) = read(&folder, &["in", "--keep", "lang"], 0);
    let of = |number: usize, name: &str| found[number][name].clone();
    assert_eq!(
        (of(0, "date"), of(0, "outlet")),
        ("2024-05-01".into(), "The Echo".into())
    );
    assert_eq!(
        (of(1, "date"), of(1, "outlet")),
        ("2024-05-02".into(), "Own".into())
    );
    assert_eq!((of(2, "date"), of(2, "outlet")), (Value::Null, Value::Null));
    assert_eq!(found[2]["kept"]["lang"], "en");
    // Also where the user names a file or a folder within.
    let (found, _) = read(&folder, &["in/date=2024-05-01"], 0);
    assert_eq!(found[0]["date"], "2024-05-01");
}
