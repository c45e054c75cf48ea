//! The corpus as a whole: which reader, which ids, and what stops it.

use std::fs;
use std::io::Write;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn corpus(path: &Path) -> Corpus {
    Corpus::open(&[path.to_owned()], CorpusOptions::default()).unwrap()
}

/// Each article as `id|text`, each rejected record as `file name:record: reason`.
fn summary(corpus: Corpus) -> Vec<String> {
    corpus
        .map(|item| match item {
            Ok(article) => format!("{}|{}", article.id, article.text),
            Err(rejected) => {
                let name = Path::new(&rejected.file)
                    .file_name()
                    .unwrap()
                    .to_string_lossy();
                format!("{name}:{:?}: {}", rejected.record, rejected.reason)
            }
        })
        .collect()
}

#[test]
fn a_folder_of_everything_is_read_in_order() {
    let folder = folder(&[
        ("a/1.txt", b"one"),
        ("a/2.TEXT.gz", &gzip(b"two")),
        ("a/3.txt", &gzip(b"three, its name not telling")),
        (
            "b.jsonl.zst",
            &zstd::encode_all(&b"{\"text\":\"x\"}\n"[..], 1).unwrap(),
        ),
        ("c.csv", b"id,text\nC1,y"),
        ("d.tsv", b"text\tid\nz, z\t7\n"),
        ("e.txt", b""),
        ("report.pdf", b"%PDF"),
        ("zz", b"?"),
    ]);
    let mut corpus = corpus(folder.path());
    let total = corpus.total_bytes().unwrap();
    assert_eq!(corpus.bytes_read(), 0);
    assert!(corpus.by_ref().next().unwrap().is_ok());
    assert!(corpus.bytes_read() > 0);
    let all = summary(corpus);
    assert_eq!(
        all[..6],
        [
            "a/2.TEXT.gz|two",
            "a/3.txt|three, its name not telling",
            "b.jsonl.zst:1|x",
            "C1|y",
            "7|z, z",
            "e.txt|"
        ]
    );
    assert!(all[6].starts_with("report.pdf:None: unknown format \".pdf\""));
    assert!(all[7].starts_with("zz:None: unknown format: the name has no extension"));
    assert_eq!(all.len(), 8);

    let mut again = self::corpus(folder.path());
    while again.next().is_some() {}
    assert_eq!(again.bytes_read(), total);
}

#[test]
fn records_are_passed_over_as_they_would_be_read() {
    let folder = folder(&[
        ("a.txt", b"one"),
        ("b.csv", b"id,text\nB1,x\nB2\nB3,y\n"),
        ("c.csv", b""),
        ("d.pdf", b"%PDF"),
        ("e.html", b"<p>"),
        ("f.csv", b"no,such,column\n"),
        ("g.jsonl", b"{}\n\n{\"text\":\"z\"}\n"),
        ("h.jsonl", b""),
        ("i.txt", b"two"),
    ]);
    let all = summary(corpus(folder.path()));
    assert_eq!(all.len(), 10);
    for passed in 0..=all.len() {
        let mut corpus = corpus(folder.path());
        let mut ids = Vec::new();
        assert_eq!(
            corpus.pass_over(passed as u64, |id| ids.push(id.to_owned())),
            passed as u64
        );
        assert_eq!(summary(corpus), all[passed..]);
        let expected = ["a.txt", "B1", "B3", "g.jsonl:3", "i.txt"];
        assert_eq!(ids[..], expected[..ids.len()]);
        assert!(passed < all.len() || ids.len() == expected.len());
    }
    let mut corpus = corpus(folder.path());
    assert_eq!(corpus.pass_over(11, |_| {}), 10);
    let total = corpus.total_bytes();
    assert_eq!(Some(corpus.bytes_read()), total);
}

#[test]
fn an_inventory_tells_what_has_changed() {
    let folder = folder(&[("a.txt", b"one"), ("b/c.txt", b"two")]);
    let inventory = || corpus(folder.path()).inventory().unwrap().remove(0);
    let before = inventory();
    assert_eq!((before.files, before.bytes), (2, 6));
    assert_eq!(inventory().changed_since(&before), None);
    fs::write(folder.path().join("b/d.txt"), "three").unwrap();
    let changed = inventory().changed_since(&before).unwrap();
    assert!(changed.ends_with("(had 2 files of 6 bytes, has 3 files of 11 bytes)"));
    fs::remove_file(folder.path().join("b/d.txt")).unwrap();
    fs::rename(folder.path().join("a.txt"), folder.path().join("z.txt")).unwrap();
    let changed = inventory().changed_since(&before).unwrap();
    assert!(changed.contains("renamed"), "{changed}");
}

#[test]
fn what_comes_before_the_cut_is_read() {
    let lines: String = (0..5000)
        .map(|n| format!("{{\"text\":\"story {}\"}}\n", n * n))
        .collect();
    let whole = gzip(lines.as_bytes());
    let folder = folder(&[
        ("a.jsonl.gz", &whole[..whole.len() / 2]),
        ("b.txt", b"after"),
    ]);
    let all = summary(corpus(folder.path()));
    let read = all.len() - 2;
    assert!((1000..4000).contains(&read), "{read}");
    assert_eq!(
        all[read - 1],
        format!("a.jsonl.gz:{read}|story {}", (read - 1) * (read - 1))
    );
    assert!(
        all[read].starts_with(&format!("a.jsonl.gz:Some({})", read + 1)),
        "{}",
        all[read]
    );
    assert!(all[read].contains("too early"));
    assert_eq!(all[read + 1], "b.txt|after");

    let csv = gzip(format!("text\n{}", "a story\n".repeat(5000)).as_bytes());
    let folder = self::folder(&[("a.csv.gz", &csv[..csv.len() - 4])]);
    let all = summary(corpus(folder.path()));
    assert!(all.len() > 100 && all.last().unwrap().contains("too early"));
}

#[test]
fn the_limit_holds_for_each_format_and_the_run_goes_on() {
    let long = "x".repeat(101);
    let folder = folder(&[
        ("a.txt", long.as_bytes()),
        ("b.txt.gz", &gzip(&vec![b'y'; 1 << 20])),
        ("c.html", format!("<p>{long}</p>").as_bytes()),
        ("d.txt", &[b'z'; 100]),
    ]);
    let options = CorpusOptions {
        max_article_bytes: 100,
        ..CorpusOptions::default()
    };
    let all = summary(Corpus::open(&[folder.path().to_owned()], options).unwrap());
    assert!(
        all[..3]
            .iter()
            .all(|reason| reason.contains("longer than 100 bytes")),
        "{all:?}"
    );
    assert_eq!(all[3..], [format!("d.txt|{}", "z".repeat(100))]);
}

#[test]
fn a_corpus_can_be_read_on_another_thread() {
    let folder = folder(&[("a.csv", b"text\na\n"), ("b.txt", b"b")]);
    let corpus = corpus(folder.path());
    let all = std::thread::spawn(move || summary(corpus)).join().unwrap();
    assert_eq!(all, ["a.csv:1|a", "b.txt|b"]);
}

#[test]
fn a_given_format_is_that_of_all_files() {
    let folder = folder(&[("a", b"{\"text\":\"1\"}"), ("b.json", b"{\"text\":\"2\"}")]);
    let options = CorpusOptions {
        format: Some(Format::JsonLines),
        ..CorpusOptions::default()
    };
    let all = summary(Corpus::open(&[folder.path().to_owned()], options).unwrap());
    assert_eq!(all, ["a:1|1", "b.json:1|2"]);
}

#[test]
fn files_named_by_the_user_must_have_a_known_format() {
    let folder = folder(&[("a.pdf", b""), ("b.txt", b"b")]);
    let open = |path: PathBuf| Corpus::open(&[path], CorpusOptions::default());
    let reason = open(folder.path().join("a.pdf")).err().unwrap().to_string();
    assert!(reason.contains("pdftotext"), "{reason}");
    let reason = open("-".into()).err().unwrap().to_string();
    assert!(reason.contains("--input-format"), "{reason}");
    assert_eq!(
        summary(open(folder.path().join("b.txt")).unwrap()),
        ["b.txt|b"]
    );
}

#[test]
fn a_file_that_vanishes_is_rejected() {
    let folder = folder(&[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")]);
    let inputs = ["a.txt", "b.txt", "c.txt"].map(|name| folder.path().join(name));
    let mut corpus = Corpus::open(&inputs, CorpusOptions::default()).unwrap();
    corpus.next();
    fs::remove_file(&inputs[1]).unwrap();
    let all = summary(corpus);
    assert!(all[0].starts_with("b.txt:None: cannot open"), "{all:?}");
    assert_eq!(all[1..], ["c.txt|c"]);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_rejected() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a/1.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")]);
    let forbid = |name: &str, mode| {
        let path = folder.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    forbid("a", 0o000);
    forbid("b.txt", 0o000);
    // Root may read everything.
    let is_root = fs::read_dir(folder.path().join("a")).is_ok();
    let all = summary(corpus(folder.path()));
    forbid("a", 0o755);
    if is_root {
        assert_eq!(all, ["a/1.txt|a", "b.txt|b", "c.txt|c"]);
    } else {
        assert!(all[0].starts_with("a:None: cannot read"), "{all:?}");
        assert!(all[1].starts_with("b.txt:None: cannot open"), "{all:?}");
        assert_eq!(all[2..], ["c.txt|c"]);
    }
}

/// Bytes that readers find hard: markup, quotation marks, signatures, bad UTF-8.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(vec![
        &b"\n"[..],
        &b"\r\n"[..],
        &b"\""[..],
        &b","[..],
        &b"text"[..],
        &b"{\"text\":\"a\"}"[..],
        &b"{\"text\": \"\\u"[..],
        &b"id,text\n"[..],
        &b"<p>The minister said, at some length, that nothing would change."[..],
        &b"<div><table><tr>"[..],
        &b"1 of 2 DOCUMENTS\n"[..],
        &b"LENGTH: 2 words\nBODY:"[..],
        &b"LOAD-DATE: May 1, 2024\nEnd of Document\n"[..],
        &b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"[..],
        &b"---\ntitle: x\n"[..],
        &b"<DOC>\n<TEXT>\n"[..],
        &b"<rss><item><description>"[..],
        &b"PK\x03\x04"[..],
        &b"PK\x05\x06"[..],
        &b"<meta charset=utf-16>"[..],
        &b"<!--"[..],
        &b"<script type='application/ld+json'>{\"@context\":\"https://schema.org\","[..],
        &b"</script>"[..],
        &b"\xff\xfe"[..],
        &b"\xef\xbb\xbf"[..],
        &b"\x1f\x8b\x08"[..],
        &b"\x28\xb5\x2f\xfd"[..],
        &b"\0"[..],
        "«é»".as_bytes(),
    ]);
    let piece = prop_oneof![
        4 => piece.prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..20)
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn who_has_an_empty_id_is_called_by_file_and_number() {
    let sgml = "<DOC>\n<DOCNO> </DOCNO>\n<TEXT>\nHi\n</TEXT>\n</DOC>\n<DOC>\n<DOCNO> 7 \
                </DOCNO>\n<TEXT>\nHi\n</TEXT>\n</DOC>\n";
    let warc = |id: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: {id}\r\nContent-Length: \
             2\r\n\r\nHi\r\n\r\n"
        )
    };
    let warc = warc("<>") + &warc("<7>");
    let items = "<rss><channel><item><guid> </guid><description>Hi</description></item><item>\
                 <guid>7</guid><description>Hi</description></item></channel></rss>";
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("a.sgml", sgml),
        ("a.warc", &warc),
        ("a.xml", items),
        ("a.csv", "id,text\n ,Hi\n7,Hi\n"),
        (
            "a.jsonl",
            "{\"id\": \" \", \"text\": \"Hi\"}\n{\"id\": 7, \"text\": \"Hi\"}\n",
        ),
        (
            "a.json",
            "[{\"id\": \"\", \"text\": \"Hi\"}, {\"id\": \"7\", \"text\": \"Hi\"}]",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let options = CorpusOptions {
            language_filter: Some(false),
            ..CorpusOptions::default()
        };
        let ids = Corpus::open(&[path], options).unwrap();
        let ids: Vec<_> = ids.map(|article| article.unwrap().id).collect();
        assert_eq!(ids, [format!("{name}:1"), "7".into()]);
    }
    // What is refused is called so, too.
    for (name, content) in [
        ("b.jsonl", "{\"id\": \" \", \"text\": 1}\n"),
        ("b.sgml", "<DOC>\n<DOCNO> </DOCNO>\n</DOC>\n"),
        (
            "b.xml",
            "<rss><channel><item><guid> </guid></item></channel></rss>",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let mut records = Corpus::open(&[path], CorpusOptions::default()).unwrap();
        let refused = records.next().unwrap().unwrap_err();
        assert_eq!(
            refused.article_id,
            format!("{name}:1"),
            "{}",
            refused.reason
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_give_articles_with_ids_or_reasons(bytes in hostile(), limit in 0usize..300) {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a.txt", "b.html", "c.jsonl", "d.csv", "e.txt.gz", "f.csv.zst", "g.json", "h.xml",
            "i.sgml", "j.md", "k.eml", "l.zip",
        ] {
            let path = folder.path().join(name);
            fs::write(&path, &bytes).unwrap();
            for max_article_bytes in [limit, 1 << 20] {
                let options = CorpusOptions { max_article_bytes, ..CorpusOptions::default() };
                let items: Vec<_> = Corpus::open(std::slice::from_ref(&path), options)
                    .unwrap()
                    .take(10_000)
                    .collect();
                prop_assert!(items.len() < 10_000, "no end");
                for item in items {
                    match item {
                        Ok(article) => prop_assert!(!article.id.trim().is_empty()),
                        Err(rejected) => prop_assert!(!rejected.reason.is_empty()),
                    }
                }
            }
        }
    }

    #[test]
    fn texts_come_back_unchanged(texts in proptest::collection::vec(".{0,40}(\n|\"|,|\r\n)?.{0,40}", 1..8)) {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = String::new();
        let mut table = ::csv::Writer::from_path(folder.path().join("b.csv")).unwrap();
        table.write_record(["id", "text"]).unwrap();
        for (number, text) in texts.iter().enumerate() {
            lines += &format!("{}\n", serde_json::json!({ "id": number, "text": text }));
            table.write_record([&number.to_string(), text]).unwrap();
            fs::write(folder.path().join(format!("c{number}.txt")), text).unwrap();
        }
        table.flush().unwrap();
        fs::write(folder.path().join("a.jsonl"), lines).unwrap();
        let options = CorpusOptions { text_format: TextFormat::Plain, ..CorpusOptions::default() };
        let corpus = Corpus::open(&[folder.path().to_owned()], options).unwrap();
        let read: Vec<_> = corpus.map(|article| article.unwrap().text).collect();
        let expected: Vec<_> = [&texts, &texts, &texts].into_iter().flatten().cloned().collect();
        prop_assert_eq!(read, expected);
    }
}
