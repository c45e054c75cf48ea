//! Records as the tools of this field write them: ids, fields, texts with markup, encodings.

use crate::common::*;
use std::fs;

#[test]
fn files_of_the_same_name_in_two_folders_have_different_ids() {
    let folder = tempfile::tempdir().unwrap();
    for below in ["2023/in", "2024/in"] {
        fs::create_dir_all(path(&folder, below)).unwrap();
        fs::write(path(&folder, below).join("1.txt"), TEXTS[3]).unwrap();
        let line = "{\"text\": \"It rained.\"}\n";
        fs::write(path(&folder, below).join("2.jsonl"), line).unwrap();
    }
    let ids = |args: &[&str]| -> Vec<String> {
        let mut run = sayso(["sentences"]);
        let output = run.args(args).current_dir(folder.path()).output().unwrap();
        assert_code(&output, 0);
        assert!(
            !stderr(&output).contains("an id that"),
            "{}",
            stderr(&output)
        );
        let table = Table::parse(stdout(&output));
        let mut ids: Vec<String> = table.rows().map(|c| c("article_id").to_owned()).collect();
        ids.dedup();
        ids
    };
    let expected = [
        "2023/in/1.txt",
        "2023/in/2.jsonl:1",
        "2024/in/1.txt",
        "2024/in/2.jsonl:1",
    ];
    assert_eq!(ids(&["2023/in", "2024/in"]), expected);
    assert_eq!(ids(&["2023", "2024"]), expected);
    assert_eq!(
        ids(&["2023/in/1.txt", "2024/in/1.txt"]),
        [expected[0], expected[2]]
    );
    // One folder needs no name, and different files none but their own.
    assert_eq!(ids(&["2023/in"]), ["1.txt", "2.jsonl:1"]);
    assert_eq!(
        ids(&["2023/in/1.txt", "2024/in/2.jsonl"]),
        ["1.txt", "2.jsonl:1"]
    );
}

/// The objects that `attribute` writes for the articles in a file of that name, and what it
/// says.
#[track_caller]
fn articles(name: &str, content: &[u8], args: &[&str]) -> (Vec<serde_json::Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(path(&folder, name), content).unwrap();
    let mut run = sayso(["attribute", name, "--format", "jsonl"]);
    let output = run.args(args).current_dir(folder.path()).output().unwrap();
    assert_code(&output, 0);
    let lines = stdout(&output).lines();
    let lines = lines.map(|line| serde_json::from_str(line).unwrap());
    (lines.collect(), stderr(&output).to_owned())
}

#[test]
fn html_and_entities_in_a_field_are_undone_and_told() {
    let html = "<p>&#8220;We can&#8217;t wait,&#8221; said <b>Ann Lee</b>, the mayor.</p>\n\
                <p>Nobody replied.</p>";
    let entities = "&ldquo;We can&rsquo;t wait,&rdquo; said Ann Lee, the mayor of B&amp;B.";
    for (body, told) in [(html, "texts as HTML"), (entities, "entities decoded")] {
        let line = serde_json::json!({"title": "It&#8217;s late", "body": body}).to_string();
        let cell = format!("id,body\n1,\"{}\"\n", body.replace('"', "\"\""));
        for (name, content) in [("a.jsonl", &line), ("a.csv", &cell)] {
            let (found, said) = articles(name, content.as_bytes(), &[]);
            let claim = &found[0]["claims"][0];
            assert_eq!(claim["claim"], "“We can’t wait,”", "{name} {body}");
            assert_eq!(claim["speaker"]["name"], "Ann Lee", "{name} {body}");
            assert!(said.contains(told), "{said}");
            let (plain, said) = articles(name, content.as_bytes(), &["--text-format", "plain"]);
            assert!(
                plain[0]["claims"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|c| c["kind"] != "direct")
            );
            assert!(!said.contains(told), "{said}");
        }
        let (found, _) = articles("a.jsonl", line.as_bytes(), &[]);
        assert_eq!(found[0]["title"], "It’s late");
    }
    let line = r#"{"text": "“No, 3 &lt; 2,” Ann Lee said."}"#;
    let (found, _) = articles("a.jsonl", line.as_bytes(), &["--text-format", "html"]);
    assert_eq!(found[0]["claims"][0]["claim"], "“No, 3 < 2,”");
}

#[test]
fn other_encodings_are_found_and_told() {
    let text = "“We can’t wait,” said Zoë Lee.";
    let table = format!("id;text\n1;It rained.\n2;{text}\n");
    let line = format!("{{\"text\": \"{text}\"}}\n");
    let encode = |encoding: &'static encoding_rs::Encoding, text: &str| -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    };
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    for (name, content, args, told) in [
        (
            "a.csv",
            encode(encoding_rs::WINDOWS_1252, &table),
            &[][..],
            "windows-1252",
        ),
        (
            "a.jsonl",
            encode(encoding_rs::WINDOWS_1252, &line),
            &[],
            "windows-1252",
        ),
        (
            "a.txt",
            encode(encoding_rs::WINDOWS_1252, text),
            &[],
            "windows-1252",
        ),
        (
            "a.txt",
            encode(encoding_rs::MACINTOSH, text),
            &[],
            "macintosh",
        ),
        ("a.csv", utf_16(&table), &[], "UTF-16LE"),
        ("a.jsonl", utf_16(&line), &[], "UTF-16LE"),
        (
            "a.csv",
            encode(encoding_rs::MACINTOSH, &table),
            &["--encoding", "x-mac-roman"],
            "macintosh",
        ),
        (
            "a.txt",
            encode(encoding_rs::WINDOWS_1252, text),
            &["--encoding", "latin1"],
            "windows-1252",
        ),
    ] {
        let (found, said) = articles(name, &content, args);
        let claims = found.last().unwrap()["claims"].as_array().unwrap();
        assert_eq!(claims[0]["claim"], "“We can’t wait,”", "{name} {told}");
        assert_eq!(claims[0]["speaker"]["name"], "Zoë Lee", "{name} {told}");
        assert!(said.contains(told), "{said}");
    }
    let output = run(["sentences", "x.txt", "--encoding", "cp437"]);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("Encoding Standard"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn json_of_any_shape_is_read_with_the_fields_of_tools() {
    let text = "“It is late,” said Ann Lee.";
    let newsapi = serde_json::json!({"status": "ok", "totalResults": 1, "articles": [{
        "source": {"id": null, "name": "The Echo"}, "author": "Bo Ek", "title": "Late",
        "url": "https://echo.example/1", "publishedAt": "2024-05-01T10:00:00Z", "content": text}]});
    let guardian = serde_json::json!({"response": {"status": "ok", "results": [{
        "id": "world/1", "webTitle": "Late", "webUrl": "https://echo.example/1",
        "webPublicationDate": "2024-05-01T10:00:00Z",
        "fields": {"body": format!("<p>{text}</p>")}}]}});
    let trafilatura = serde_json::json!({"title": "Late", "author": null, "text": text,
        "source": "https://echo.example/1", "source-hostname": "The Echo", "date": "2024-05-01"});
    let registry = serde_json::json!([{"uri": "7", "title": "Late", "body": text,
        "dateTime": "2024-05-01T10:00:00Z", "source": {"title": "The Echo"},
        "url": "https://echo.example/1", "authors": [{"name": "Bo Ek"}]}]);
    let paragraphs = serde_json::json!({"title": "Late", "url": "https://echo.example/1",
        "text": [text, "Nobody replied."]});
    for (name, json, outlet) in [
        ("newsapi.json", newsapi.to_string(), Some("The Echo")),
        (
            "newsapi.json",
            format!("\u{feff}{newsapi:#}"),
            Some("The Echo"),
        ),
        ("guardian.json", guardian.to_string(), None),
        ("one.json", trafilatura.to_string(), Some("The Echo")),
        ("registry.json", registry.to_string(), Some("The Echo")),
        (
            "part-0.json",
            format!("{trafilatura}\n{trafilatura}\n"),
            Some("The Echo"),
        ),
        ("p.json", paragraphs.to_string(), None),
    ] {
        let (found, said) = articles(name, json.as_bytes(), &[]);
        for article in &found {
            assert_eq!(article["claims"][0]["speaker"]["name"], "Ann Lee", "{name}");
            assert_eq!(article["claims"][0]["claim"], "“It is late,”", "{name}");
            assert_eq!(article["title"], "Late", "{name}");
            assert_eq!(article["url"], "https://echo.example/1", "{name}");
            assert_eq!(article["outlet"].as_str(), outlet, "{name}");
        }
        assert_eq!(found.len(), if name == "part-0.json" { 2 } else { 1 });
        assert!(said.contains("1 file as json"), "{said}");
    }
    let path = ["--text-field", "a.b"];
    let json = serde_json::json!({"a": {"b": text}}).to_string();
    let (found, _) = articles("a.jsonl", json.as_bytes(), &path);
    assert_eq!(found[0]["claims"][0]["speaker"]["name"], "Ann Lee");
}

#[test]
fn the_author_of_a_record_is_who_says_i() {
    let text = "The council waits for a report that nobody has read. I believe the plan will fail \
                before the winter. The mayor, Ann Lee, said the bridge would stay shut. “I think \
                it works,” she said.";
    let speakers = |byline: &str| -> Vec<(String, String)> {
        let record = serde_json::json!({"byline": byline, "text": text}).to_string();
        let (found, _) = articles("a.jsonl", record.as_bytes(), &[]);
        let claims = found[0]["claims"].as_array().unwrap().iter();
        let words = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let speaker = |c: &serde_json::Value| (words(&c["claim"]), words(&c["speaker"]["name"]));
        claims.map(speaker).collect()
    };
    let own = "the plan will fail before the winter".to_owned();
    let found = speakers("By Maya Vance");
    assert!(
        found.contains(&(own.clone(), "Maya Vance".into())),
        "{found:?}"
    );
    // Who is quoted says "I" of themselves.
    assert_eq!(
        found
            .iter()
            .filter(|(_, name)| name == "Maya Vance")
            .count(),
        1
    );
    assert!(
        found.contains(&("“I think it works,”".into(), "Ann Lee".into())),
        "{found:?}"
    );
    // Several authors, or none, are nobody in particular.
    for byline in ["Maya Vance and Jo Bell", "Echo Staff", ""] {
        assert!(
            speakers(byline).contains(&(own.clone(), "-".into())),
            "{byline}"
        );
    }
}

#[test]
fn what_pandas_writes_as_json_is_read_or_told() {
    let time = 1_714_559_405_000_i64;
    let record = serde_json::json!([{"body": "It rained.", "published": time}]).to_string();
    let (found, _) = articles("a.json", record.as_bytes(), &[]);
    assert_eq!(found[0]["date"], "2024-05-01T10:30:05Z");
    // By columns, as it does unless it is told otherwise.
    let folder = tempfile::tempdir().unwrap();
    let columns = serde_json::json!({"body": {"0": "It rained."}, "published": {"0": time}});
    fs::write(path(&folder, "a.json"), columns.to_string()).unwrap();
    let output = run(["sentences".as_ref(), path(&folder, "a.json").as_os_str()]);
    assert_code(&output, 1);
    let said = stderr(&output);
    assert!(said.contains("orient=\"records\""), "{said}");
}

/// Lines of which the first begins with what looks like the mark of UTF-16, and answers to them.
#[test]
fn two_bytes_alone_do_not_make_utf_16_of_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    let good = "{\"id\":\"a\",\"text\":\"It will rain, said Ann Lee.\"}\n";
    let firsts: [&[u8]; 5] = [
        b"\xff\xfe{\0\n",
        b"\xff\xfe 12\n",
        b"\xfe\xff\n",
        b"\xff\xfe\n\n",
        b"\xff\xfe{\"id\":\"b\",\"text\":\"x\"}\n",
    ];
    for name in ["a.jsonl", "a.json"] {
        for first in firsts {
            for args in [&[][..], &["--encoding", "utf-8"]] {
                let content = [first, good.as_bytes()].concat();
                fs::write(path(&folder, name), content).unwrap();
                let mut run = sayso(["attribute", name, "--format", "jsonl"]);
                let output = run.args(args).current_dir(folder.path()).output().unwrap();
                assert_code(&output, 1);
                let answers = stdout(&output);
                let first = first.escape_ascii();
                // JSON that is no JSON ends there, and that is told.
                if name == "a.jsonl" {
                    assert!(answers.contains("Ann Lee"), "{first} {args:?} {answers}");
                }
                let said = stderr(&output);
                assert!(!said.contains("UTF-16"), "{first} {args:?} {said}");
            }
        }
    }
}

/// Nothing is guessed where it is said.
#[test]
fn bytes_of_another_encoding_than_the_given_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let [line, table] = ["{\"text\": \"It cost £9.\"}\n", "text\nIt cost £9.\n"];
    for (name, content) in [
        ("a.jsonl", line),
        ("a.json", line),
        ("a.csv", table),
        ("a.txt", "It cost £9."),
        ("a.xml", "<TEI><text><p>It cost £9.</p></text></TEI>"),
    ] {
        let content = encoding_rs::WINDOWS_1252.encode(content).0;
        fs::write(path(&folder, name), content).unwrap();
        for (encoding, code) in [("auto", 0), ("windows-1252", 0), ("utf-8", 1)] {
            let mut run = sayso(["sentences", name, "--encoding", encoding]);
            let output = run.current_dir(folder.path()).output().unwrap();
            assert_eq!(
                output.status.code(),
                Some(code),
                "{name} {encoding} {output:?}"
            );
            let is_read = stdout(&output).contains("It cost £9.");
            assert_eq!(is_read, code == 0, "{name} {encoding}");
            let is_told = stderr(&output).contains("invalid UTF-8 at byte");
            assert_eq!(is_told, code == 1, "{name} {encoding}");
        }
    }
}

#[test]
fn the_encoding_that_is_given_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let utf_16 = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes = |unit: u16| [unit.to_le_bytes(), unit.to_be_bytes()][usize::from(big)];
        units.flat_map(bytes).collect()
    };
    let [line, table] = [r#"{"text": "It rained."}"#, "text\nIt rained.\n"];
    let text = "It rained.";
    let page = "<html><body><p>It rained.</p></body></html>";
    for (name, content) in [
        ("a.jsonl", line),
        ("a.csv", table),
        ("a.txt", text),
        ("a.md", text),
        ("a.html", page),
    ] {
        let read = |content: &[u8], encoding: &str| {
            fs::write(path(&folder, name), content).unwrap();
            let mut run = sayso(["sentences", name, "--encoding", encoding]);
            run.current_dir(folder.path()).output().unwrap()
        };
        let sentence = format!(",{text},");
        for big in [false, true] {
            let content = utf_16(content, big);
            // The Encoding Standard has one name for both orders, and the mark tells which.
            for encoding in ["auto", "utf-16"] {
                let output = read(&content, encoding);
                assert_code(&output, 0);
                assert!(
                    stdout(&output).contains(&sentence),
                    "{name} {encoding} {big}"
                );
            }
            let output = read(&content, "utf-8");
            assert!(!stdout(&output).contains(&sentence), "{name} {big}");
            assert!(!stderr(&output).contains("UTF-16"), "{}", stderr(&output));
        }
    }
}

#[test]
fn a_table_that_a_spreadsheet_saved_as_text_is_a_table() {
    let table = "Title\tPublished\tText\r\nLate\t1 May 2024\t“It is late,” said Zoë Lee.\r\n\
                 Rain\t2 May 2024\t\"“It ended,” said Bo Ek,\r\nthe mayor.\"\r\n";
    let units = std::iter::once(0xfeff).chain(table.encode_utf16());
    let utf_16: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let windows = encoding_rs::WINDOWS_1252.encode(table).0.into_owned();
    for (content, told) in [(utf_16, "UTF-16LE"), (windows, "windows-1252")] {
        let (found, said) = articles("a.txt", &content, &[]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0]["claims"][0]["speaker"]["name"], "Zoë Lee");
        assert_eq!(found[1]["date"], "2 May 2024");
        let as_table = said.contains("1 file as csv") && said.contains("tabs between cells");
        assert!(as_table && said.contains(told), "{said}");
    }
    // One name may be a word like any other.
    let (found, said) = articles("a.txt", b"Text\tmore of it\n", &[]);
    assert_eq!(found.len(), 1);
    assert!(said.contains("1 file as txt"), "{said}");
}

#[test]
fn a_text_that_is_null_is_told_in_few_words() {
    let folder = tempfile::tempdir().unwrap();
    // As NewsAPI has what was taken back.
    let removed = serde_json::json!({"articles": [{"source": {"id": null, "name": "[Removed]"},
        "author": null, "title": "[Removed]", "description": "[Removed]", "content": null,
        "url": "https://removed.com", "publishedAt": "2024-05-01T00:00:00Z"}]});
    fs::write(path(&folder, "a.json"), removed.to_string()).unwrap();
    let output = run(["sentences".as_ref(), path(&folder, "a.json").as_os_str()]);
    assert_code(&output, 1);
    let said = stderr(&output);
    assert!(
        said.contains("record 1: no text: field \"content\" is null\n"),
        "{said}"
    );
}
