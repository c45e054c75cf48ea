//! Archives as crawlers write them, and as nobody should.

use super::*;
use proptest::prelude::*;
use std::io::Cursor;

const ENGLISH: &str = "<html><head><meta charset=koi8-r><title>Bridge shut</title></head><body>\
    <article><p>The harbour bridge will stay shut until June, the council said on Friday, and \
    the people who live on the other side will have to take the ferry to work.</p><p>“We found \
    cracks in two of the piers,” said Ada Moreno, the chief engineer, who has asked for money.\
    </p></article></body></html>";

fn record(kind: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\n\
         WARC-Target-URI: https://a.example/1\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n{more}\
         Content-Length: {}\r\n\r\n",
        block.len(),
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(header: &str, body: &[u8]) -> Vec<u8> {
    let header = format!("HTTP/1.1 {header}\r\n\r\n");
    [header.as_bytes(), body].concat()
}

fn page(more: &str, body: &[u8]) -> Vec<u8> {
    let header = format!("200 OK\r\nContent-Type: text/html; charset=utf-8{more}");
    record("response", "", &answer(&header, body))
}

fn read(content: &[u8], limit: usize) -> Vec<Result<Article, Fault>> {
    let content = Box::new(Cursor::new(content.to_vec()));
    let mut reader = Warc::new(content, limit);
    std::iter::from_fn(|| reader.next_article()).collect()
}

/// Each article's text up to its first comma, or the fault.
fn summary(content: &[u8]) -> Vec<String> {
    let records = read(content, 100_000).into_iter();
    records
        .map(|record| match record {
            Ok(article) => article.text.split(',').next().unwrap().to_owned(),
            Err(fault) => format!("{}: {}", fault.record.unwrap(), fault.reason),
        })
        .collect()
}

#[test]
fn pages_are_read_and_the_rest_is_passed_over() {
    let content = [
        record("warcinfo", "", b"software: x\r\n"),
        record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
        page("", ENGLISH.as_bytes()),
        record(
            "response",
            "",
            &answer("404 Not Found\r\nContent-Type: text/html", b"no"),
        ),
        record(
            "response",
            "",
            &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        ),
        page("", ENGLISH.as_bytes()),
    ]
    .concat();
    let found = read(&content, 100_000);
    assert_eq!(found.len(), 2);
    let article = found[0].as_ref().unwrap();
    assert!(
        article.text.contains("“We found cracks"),
        "{}",
        article.text
    );
    assert!(article.id.starts_with("urn:uuid:"));
    assert_eq!(article.metadata.url.as_deref(), Some("https://a.example/1"));
    assert_eq!(
        article.metadata.date.as_deref(),
        Some("2024-05-01T10:00:00Z")
    );
    assert!(found[1].is_ok());
}

#[test]
fn codings_are_undone_where_they_are_there() {
    let half = ENGLISH.len() / 2;
    let half = (half..).find(|&at| ENGLISH.is_char_boundary(at)).unwrap();
    let (a, b) = ENGLISH.split_at(half);
    let chunks = format!(
        "{:x}\r\n{a}\r\n{:X};x=y\r\n{b}\r\n0\r\n\r\n",
        a.len(),
        b.len()
    );
    let chunked = "\r\nTransfer-Encoding: chunked";
    let zipped = "\r\nContent-Encoding: gzip";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::Write::write_all(&mut gzip, ENGLISH.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let content = [
        page(chunked, chunks.as_bytes()),
        page(chunked, ENGLISH.as_bytes()),
        page(zipped, &gzip),
        page(zipped, ENGLISH.as_bytes()),
        page(zipped, &gzip[..gzip.len() / 2]),
        page("\r\nContent-Encoding: br", b"\xff\xfe\x01"),
    ]
    .concat();
    let summary = summary(&content);
    assert_eq!(
        summary[..4],
        ["The harbour bridge will stay shut until June"; 4]
    );
    assert!(summary[4].starts_with("5: ") && summary[4].contains("cannot be decompressed"));
    assert!(
        summary[5].contains("cannot be decompressed"),
        "{}",
        summary[5]
    );
    assert_eq!(summary.len(), 6);
}

#[test]
fn what_is_cut_off_is_rejected_with_its_place() {
    let whole = page("", ENGLISH.as_bytes());
    let start = whole.len();
    let content = [&whole[..], &whole[..start - 20]].concat();
    let found = summary(&content);
    assert_eq!(found.len(), 2);
    let expected = format!(
        "2: from byte {start}: the file ends 16 bytes before the record does (is it cut off?)"
    );
    assert_eq!(found[1], expected);
    let found = summary(&[&whole[..], &whole[..40]].concat());
    assert!(found[1].contains("ends in the header"), "{found:?}");
    let cut = record(
        "response",
        "WARC-Truncated: length\r\n",
        &answer("200 OK\r\nContent-Type: text/html", ENGLISH.as_bytes()),
    );
    let found = summary(&[cut, whole].concat());
    assert!(found[0].ends_with("(WARC-Truncated: length)"), "{found:?}");
    assert!(found[1].starts_with("The harbour"));
}

#[test]
fn texts_and_pages_without_an_answer_are_articles() {
    let content = [
        record(
            "conversion",
            "Content-Type: text/plain\r\n",
            "“No,” she said.".as_bytes(),
        ),
        record(
            "resource",
            "Content-Type: text/html\r\nX: a\r\n  b\r\n",
            ENGLISH.as_bytes(),
        ),
        record("resource", "Content-Type: image/png\r\n", b"x"),
        record("response", "X: a\r\n\tb\r\nnone\r\n", &answer("200", b"")),
    ]
    .concat();
    let found = summary(&content);
    assert_eq!(
        found,
        ["“No", "The harbour bridge will stay shut until June"]
    );
}

#[test]
fn empty_brackets_name_nothing() {
    for (nothing, id) in [("<>", ""), ("< >", ""), ("< a:1 >", "a:1")] {
        let header = format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: {nothing}\r\n\
             WARC-Target-URI: {nothing}\r\nContent-Length: 2\r\n\r\nHi"
        );
        let found = read(header.as_bytes(), 100);
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.id, id);
        assert_eq!(article.metadata.url.is_none(), nothing != "< a:1 >");
    }
}

#[test]
fn hostile_records_are_rejected() {
    let claims = |length: &str| {
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nabc")
    };
    for length in ["18446744073709551615", "99999999999999"] {
        assert!(summary(claims(length).as_bytes())[0].contains("before the record does"));
    }
    for length in ["-1", "x", "99999999999999999999999"] {
        assert!(summary(claims(length).as_bytes())[0].contains("without its length"));
    }
    assert!(summary(b"hello")[0].contains("from byte 0: no record"));
    let endless = ["WARC/1.0\r\nA: ".as_bytes(), &[b'x'; 300_000]].concat();
    assert!(summary(&endless)[0].contains("header longer"));
    let many = format!("WARC/1.0\r\n{}\r\n", "A: b\r\n".repeat(1000));
    assert!(summary(many.as_bytes())[0].contains("without its length"));
    let long = [page("", &[b' '; 400_000]), page("", ENGLISH.as_bytes())].concat();
    let found = summary(&long);
    assert!(
        found[0].contains("longer than 100000 bytes") && found.len() == 2,
        "{found:?}"
    );
    assert!(summary(b"").is_empty());
}

proptest! {
    #[test]
    fn nothing_panics(content in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
        let whole = page("\r\nTransfer-Encoding: chunked", &content);
        read(&whole[..cut.min(whole.len())], 10_000);
        read(&whole, 10_000);
        read(&content, 10_000);
    }
}
