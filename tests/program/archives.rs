//! Web archives, and documents that sayso does not read, as a user runs it.

use crate::common::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;

fn page(paragraph: &str) -> String {
    let paragraphs = format!("<p>{paragraph}</p>").repeat(3);
    format!(
        "<html><head><title>A page</title></head><body><article>{paragraphs}</article></body></html>"
    )
}

/// A record of its own gzip member, as crawlers write them.
fn member(number: usize, status: &str, kind: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n\
         WARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(record.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

const ENGLISH: &str = "“We found cracks in two of the piers,” Ada Moreno said on Friday, while \
                       the people who live on the other side of the harbour waited for the ferry.";
const FRENCH: &str = "« Nous avons trouvé des fissures dans deux des piles du pont », a dit Ada \
                      Moreno vendredi, tandis que les habitants de l’autre rive attendaient le bac.";

#[test]
fn english_pages_of_an_archive_are_attributed() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "CC-NEWS.warc.gz");
    let members = [
        member(1, "200 OK", "text/html; charset=UTF-8", &page(ENGLISH)),
        member(2, "404 Not Found", "text/html", &page(ENGLISH)),
        member(3, "200 OK", "application/json", "{}"),
        member(4, "200 OK", "text/html", &page(FRENCH)),
        member(5, "200 OK", "text/html", &page(ENGLISH)),
    ];
    fs::write(&file, members.concat()).unwrap();
    let rejects = path(&folder, "rejects.csv");
    let output = run([
        "attribute".as_ref(),
        file.as_os_str(),
        "--rejects".as_ref(),
        rejects.as_os_str(),
    ]);
    assert_code(&output, 1);
    let table = Table::parse(stdout(&output));
    let articles: Vec<String> = table
        .rows()
        .map(|cell| cell("article_id").to_owned())
        .collect();
    assert!(articles.iter().any(|id| id == "urn:uuid:1"), "{articles:?}");
    assert!(
        articles
            .iter()
            .all(|id| id == "urn:uuid:1" || id == "urn:uuid:5")
    );
    let first = table.rows().next().unwrap();
    assert_eq!(first("url"), "https://a.example/1");
    assert_eq!(first("date"), "2024-05-01T10:00:00Z");
    assert_eq!(first("speaker"), "Ada Moreno");
    let rejects = fs::read_to_string(rejects).unwrap();
    let rejects = Table::parse(&rejects);
    assert_eq!(rejects.len(), 1);
    let rejected = rejects.rows().next().unwrap();
    assert_eq!(rejected("record"), "4");
    assert!(rejected("reason").ends_with("not in English, but in French"));

    // Cut off in the last member.
    let bytes = members.concat();
    fs::write(&file, &bytes[..bytes.len() - 40]).unwrap();
    let output = run(["sentences".as_ref(), file.as_os_str()]);
    assert_code(&output, 1);
    assert!(
        stderr(&output).contains("record 5: from byte "),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("urn:uuid:1"));
}

#[test]
fn documents_are_rejected_with_a_converter() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, way_out) in [
        ("a.pdf", &b"%PDF-1.7 x"[..], "pdftotext"),
        ("b.docx", b"PK\x03\x04 x", "pandoc"),
        ("c.epub", b"PK\x03\x04 x", "pandoc"),
        ("d.doc", b"\xd0\xcf\x11\xe0 x", "LibreOffice"),
        ("e.pptx", b"PK\x03\x04 x", "LibreOffice"),
        ("f.txt", b"%PDF-1.7 x", "pdftotext"),
        ("g.html", b"PK\x03\x04 x", "pandoc"),
        ("h.jsonl", b"\xd0\xcf\x11\xe0 x", "LibreOffice"),
    ] {
        let file = path(&folder, name);
        fs::write(&file, bytes).unwrap();
        let output = run(["sentences".as_ref(), file.as_os_str()]);
        assert!(output.status.code() != Some(0), "{name}");
        assert!(
            stderr(&output).contains(way_out),
            "{name}: {}",
            stderr(&output)
        );
    }
    let output = run(["sentences".as_ref(), folder.path().as_os_str()]);
    assert_code(&output, 1);
    assert!(
        stderr(&output).contains("8 records rejected"),
        "{}",
        stderr(&output)
    );
}

/// A record with that block, as it stands in an archive.
fn record(kind: &str, number: usize, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n\
         X-Note: a\r\n  folded\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

#[test]
fn archives_are_read_as_leniently_as_other_readers_do() {
    let page = page(ENGLISH);
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
    raw.write_all(page.as_bytes()).unwrap();
    let mut br = Vec::new();
    brotli::BrotliCompress(&mut page.as_bytes(), &mut br, &Default::default()).unwrap();
    let html = "Content-Type : text/html\r\nX: a\r\n b\r\n";
    let answers = [
        ("HTTP/2 200", "deflate", raw.finish().unwrap()),
        ("HTTP/1.1 200 OK", "br", br),
        (
            "HTTP/1.1  200",
            "zstd",
            zstd::encode_all(page.as_bytes(), 1).unwrap(),
        ),
    ];
    let mut archive = Vec::new();
    for (number, (status, coding, body)) in answers.iter().enumerate() {
        let header = format!("{status}\r\n{html}Content-Encoding: {coding}\r\n\r\n");
        archive.extend(record(
            "response",
            number,
            &[header.as_bytes(), body].concat(),
        ));
    }
    // A WET file: the texts of pages.
    archive.extend(record("conversion", 3, ENGLISH.as_bytes()));
    archive.extend(record("conversion", 4, FRENCH.as_bytes()));
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, "a.warc"), &archive).unwrap();
    // Frames that share a dictionary, which stands before them in one to be skipped.
    let dictionary = archive[..archive.len() / 2].to_vec();
    let mut zstd = vec![0x5d, 0x2a, 0x4d, 0x18];
    zstd.extend(u32::try_from(dictionary.len()).unwrap().to_le_bytes());
    zstd.extend(&dictionary);
    let mut frames = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    for part in archive.chunks(archive.len() / 3 + 1) {
        zstd.extend(frames.compress(part).unwrap());
    }
    fs::write(path(&folder, "b.warc.zst"), zstd).unwrap();
    for name in ["a.warc", "b.warc.zst"] {
        let run = |args: &[&str]| {
            let mut run = sayso(["sentences", name]);
            run.args(args).current_dir(folder.path()).output().unwrap()
        };
        let output = run(&[]);
        assert_code(&output, 1);
        let table = Table::parse(stdout(&output));
        for id in 0..4 {
            let id = format!("urn:uuid:{id}");
            let mut rows = table.rows().filter(|cell| cell("article_id") == id);
            assert!(
                rows.any(|cell| cell("text").contains("“We found cracks")),
                "{name} {id}"
            );
        }
        let reason = "record 5: not in English, but in French";
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
        assert_code(&run(&["--language-filter=off"]), 0);
    }
    fs::write(path(&folder, "c.txt"), FRENCH).unwrap();
    let filtered = |args: &[&str]| sayso(args).current_dir(folder.path()).output().unwrap();
    assert_code(&filtered(&["sentences", "c.txt"]), 0);
    let output = filtered(&["sentences", "c.txt", "--language-filter"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("in French"), "{}", stderr(&output));
}
