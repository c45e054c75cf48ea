//! `sayso serve`: the same answers over HTTP, within its limits.

use crate::common::{TEXTS, json_line, json_lines, run_with_input, sayso, stderr, stdout};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A server, ended with the test.
struct Server {
    child: Child,
    address: String,
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let mut child = sayso(["serve", "--port", "0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("Listening on http://");
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        let patience = Some(Duration::from_secs(120));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// Sends the head of a request, and what is there of its body.
    fn begin(&self, head: &str, body: &str) -> TcpStream {
        let mut stream = self.connect();
        let lines = head.replace('\n', "\r\n");
        let head = format!("{lines}\r\nHost: sayso\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        stream
    }

    fn post(&self, media_type: &str, body: &str) -> Answer {
        self.post_to("/v1/attribute", media_type, body)
    }

    fn post_to(&self, path: &str, media_type: &str, body: &str) -> Answer {
        answer(self.begin(&head_of(path, media_type, body.len()), body))
    }

    fn get(&self, path: &str) -> Answer {
        answer(self.begin(&format!("GET {path} HTTP/1.1"), ""))
    }

    /// The value of one measure.
    fn measure(&self, name: &str) -> u64 {
        let text = self.get("/metrics").body;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{text}"))
            .trim()
            .parse()
            .unwrap()
    }

    /// Waits until a measure has a value.
    #[track_caller]
    fn wait_for(&self, name: &str, value: u64) {
        let begun = Instant::now();
        while self.measure(name) != value {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{name} is not {value}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[cfg(unix)]
    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &id])
            .status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn head_of(path: &str, media_type: &str, length: usize) -> String {
    format!("POST {path} HTTP/1.1\nContent-Type: {media_type}\nContent-Length: {length}")
}

/// Reads an answer to its end.
fn answer(mut stream: TcpStream) -> Answer {
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let all = String::from_utf8(all).unwrap();
    let (head, body) = all
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{all:?}"));
    let head = head.to_ascii_lowercase();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        body: if head.contains("transfer-encoding: chunked") {
            unchunked(body)
        } else {
            body.to_owned()
        },
        head,
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    loop {
        let (length, rest) = body.split_once("\r\n").unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return whole;
        }
        whole += &rest[..length];
        body = rest[length..].strip_prefix("\r\n").unwrap();
    }
}

/// What the program writes of the same.
fn written(format: &str, input: &str) -> String {
    let args = [
        "attribute",
        "-",
        "--input-format",
        format,
        "--format",
        "jsonl",
    ];
    let output = run_with_input(&args, input);
    assert!(output.status.code() < Some(2), "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[track_caller]
fn assert_problem(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(
        answer
            .head
            .contains("content-type: application/problem+json"),
        "{answer:?}"
    );
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{detail}");
}

#[test]
fn each_record_has_the_bytes_that_the_program_writes() {
    let server = Server::start(&[]);
    let lines = format!(
        "{}nonsense\n\n{{\"id\": 7, \"title\": \"none\"}}\n{{\"text\": \"“No,” Ann said.\"}}\n{}",
        json_lines(7),
        json_line(8).trim_end()
    );
    let expected = written("jsonl", &lines);
    assert_eq!(expected.lines().count(), 11);
    assert!(expected.contains("\"rejected\""));
    for media_type in ["application/x-ndjson", "application/jsonl; charset=utf-8"] {
        let answer = server.post(media_type, &lines);
        assert_eq!(answer.status, 200);
        assert!(answer.head.contains("content-type: application/x-ndjson"));
        assert_eq!(answer.body, expected);
    }
    for number in 1..4 {
        let record = json_line(number);
        let pretty: serde_json::Value = serde_json::from_str(&record).unwrap();
        let pretty = serde_json::to_string_pretty(&pretty).unwrap();
        for record in [&record, &pretty] {
            let answer = server.post("application/json", record);
            assert_eq!(
                (answer.status, &*answer.body),
                (
                    200,
                    expected
                        .lines()
                        .nth(number - 1)
                        .map(|l| format!("{l}\n"))
                        .as_deref()
                        .unwrap()
                )
            );
        }
    }
    for text in TEXTS {
        let answer = server.post("text/plain", text);
        assert_eq!(answer.body, written("txt", text));
    }
    let page = "<html><body><article><p>“It will rain all day,” said Ann Lee, who runs the station \
        on the hill.</p><p>Nobody else said anything about it on Friday.</p></article></body></html>";
    assert_eq!(server.post("text/html", page).body, written("html", page));
    assert_eq!(server.measure("sayso_rejected_total"), 4);
}

#[test]
fn an_id_is_given_to_what_has_none_and_the_text_is_told_when_asked_for() {
    let server = Server::start(&["--min-confidence", "0.01", "--keep", "section"]);
    let text = TEXTS[0];
    let answer = server.post_to("/v1/attribute?id=a%20b&text=true", "text/plain", text);
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told["article_id"], "a b");
    assert_eq!(told["text"], text);
    assert_eq!(told["kept"]["section"], serde_json::Value::Null);
    let answer = server.post_to("/v1/attribute?id=b", "application/json", &json_line(3));
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told["article_id"], "a3");
    assert!(told.get("text").is_none());
    assert_problem(
        &server.post_to("/v1/attribute?text=2", "text/plain", "a"),
        400,
        "text",
    );
}

#[test]
fn lines_are_answered_as_they_come() {
    let server = Server::start(&[]);
    let head = "POST /v1/attribute HTTP/1.1\nContent-Type: application/x-ndjson\nTransfer-Encoding: chunked";
    let stream = server.begin(head, "");
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let send = |text: &str| {
        let chunk = format!("{:x}\r\n{text}\r\n", text.len());
        (&stream).write_all(chunk.as_bytes()).unwrap();
    };
    let mut next = |wanted: &str| {
        let mut line = String::new();
        while !line.contains(wanted) {
            line.clear();
            assert_ne!(answers.read_line(&mut line).unwrap(), 0, "no {wanted}");
        }
    };
    for number in 1..4 {
        send(&json_line(number));
        next(&format!("\"article_id\":\"a{number}\""));
    }
    send("nonsense\n");
    next("\"rejected\"");
    (&stream).write_all(b"0\r\n\r\n").unwrap();
    next("0\r\n");
}

#[test]
fn what_is_no_article_is_told() {
    let server = Server::start(&["--max-body", "1000", "--max-stream", "3000"]);
    let long = format!("{{\"text\": \"{}\"}}", "rain ".repeat(200));
    for (media_type, body, status, words) in [
        ("application/json", "{\"text\": \"a", 400, "invalid JSON"),
        ("application/json", "[{\"text\": \"a\"}]", 422, "JSON lines"),
        (
            "application/json",
            "{\"title\": \"a\"}",
            422,
            "no field for the text",
        ),
        ("application/json", "{\"text\": 1}", 422, "not a string"),
        ("application/json", &long, 413, "longer than 1000 bytes"),
        ("application/xml", "<a/>", 415, "application/json"),
        ("text/plain; charset=klingon", "a", 415, "klingon"),
        ("text/plain", "%PDF-1.7 \u{1}", 422, "PDF"),
    ] {
        assert_problem(&server.post(media_type, body), status, words);
    }
    let head = "POST /v1/attribute HTTP/1.1\nContent-Type: text/plain\nTransfer-Encoding: chunked";
    let chunk = format!("400\r\n{}\r\n0\r\n\r\n", "x".repeat(1024));
    assert_problem(&answer(server.begin(head, &chunk)), 413, "longer than 1000");
    let head = "POST /v1/attribute HTTP/1.1\nContent-Length: 1";
    assert_problem(&answer(server.begin(head, "a")), 415, "no Content-Type");
    let head = format!(
        "{}\nContent-Encoding: gzip",
        head_of("/v1/attribute", "text/plain", 1)
    );
    assert_problem(&answer(server.begin(&head, "a")), 415, "Content-Encoding");
    assert_problem(&server.get("/nowhere"), 404, "path");
    assert_problem(&server.get("/v1/attribute"), 405, "method");

    // A line that is too long is one record; a body that is too long is told in a line of its own.
    let lines = server.post("application/x-ndjson", &format!("{long}\n{}", json_line(1)));
    assert!(
        lines.body.contains("\"rejected\":\"longer than 1000 bytes"),
        "{lines:?}"
    );
    assert!(lines.body.contains("\"article_id\":\"a1\""));
    assert_problem(
        &server.post("application/x-ndjson", &json_line(1).repeat(40)),
        413,
        "3000",
    );
    let head =
        "POST /v1/attribute HTTP/1.1\nContent-Type: application/jsonl\nTransfer-Encoding: chunked";
    let record = json_line(1);
    let chunk = format!("{:x}\r\n{record}\r\n", record.len());
    let cut = answer(server.begin(head, &format!("{}0\r\n\r\n", chunk.repeat(40))));
    let last = cut.body.lines().last().unwrap();
    assert!(
        last.contains("rejected") && last.contains("longer than 3000 bytes"),
        "{last}"
    );
}

#[test]
fn a_body_that_does_not_come_is_given_up() {
    let server = Server::start(&["--timeout", "1"]);
    let head = head_of("/v1/attribute", "text/plain", 100);
    assert_problem(&answer(server.begin(&head, "It will")), 408, "1 seconds");
    let head = head_of("/v1/attribute", "application/x-ndjson", 5000);
    let lines = answer(server.begin(&head, &json_line(1)));
    let lines: Vec<&str> = lines.body.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("\"a1\"") && lines[1].contains("no more of the body came"));
    server.wait_for("sayso_places_taken", 0);
}

#[test]
fn where_there_is_no_place_one_is_told_to_ask_again() {
    let server = Server::start(&["--threads", "1", "--queue", "1"]);
    let head = head_of("/v1/attribute", "text/plain", 100);
    let held = [server.begin(&head, "It"), server.begin(&head, "will")];
    server.wait_for("sayso_places_taken", 2);
    let refused = server.post("text/plain", "“No,” Ann said.");
    assert_problem(&refused, 503, "ask again");
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    // All else is answered, and whoever goes away leaves a place.
    assert_eq!(server.get("/v1/health").status, 200);
    drop(held);
    server.wait_for("sayso_places_taken", 0);
    assert_eq!(server.post("text/plain", "“No,” Ann said.").status, 200);
}

#[test]
fn work_that_has_not_begun_is_dropped_with_its_client() {
    let server = Server::start(&["--threads", "1", "--timeout", "300"]);
    let long = TEXTS[0].repeat(300);
    let long = server.begin(&head_of("/v1/attribute", "text/plain", long.len()), &long);
    server.wait_for("sayso_places_taken", 1);
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            server.begin(
                &head_of("/v1/attribute", "text/plain", TEXTS[1].len()),
                TEXTS[1],
            )
        })
        .collect();
    server.wait_for("sayso_places_taken", 9);
    drop(waiting);
    server.wait_for("sayso_places_taken", 1);
    assert_eq!(answer(long).status, 200);
    assert_eq!(server.measure("sayso_articles_total"), 1);
}

#[cfg(unix)]
#[test]
fn what_has_begun_is_finished_before_the_end() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(&[]);
        let idle = server.connect();
        let text = TEXTS[0];
        let head = head_of("/v1/attribute", "text/plain", text.len());
        let mut begun = server.begin(&head, &text[..20]);
        let lines = server.begin(
            &head_of(
                "/v1/attribute",
                "application/x-ndjson",
                json_lines(40).len(),
            ),
            &json_lines(40),
        );
        server.wait_for("sayso_places_taken", 2);
        server.signal(signal);
        let waited = Instant::now();
        while TcpStream::connect(&server.address).is_ok() {
            assert!(waited.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(10));
        }
        begun.write_all(&text.as_bytes()[20..]).unwrap();
        assert_eq!(answer(begun).body, written("txt", text));
        assert_eq!(answer(lines).body.lines().count(), 40);
        drop(idle);
        assert_eq!(server.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn nothing_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/a.html", listener.local_addr().unwrap());
    let server = Server::start(&[]);
    let record = serde_json::json!({
        "url": address, "text": format!("<p>“No,” Ann said at <a href='{address}'>x</a><img src='{address}'></p>")
    });
    assert_eq!(
        server.post("application/json", &record.to_string()).status,
        200
    );
    let page = format!(
        "<html><head><base href='{address}'><link rel=stylesheet href='{address}'></head>\
        <body><article><p>“No,” said Ann Lee, who runs the station on the hill.</p></article></body></html>"
    );
    assert_eq!(server.post("text/html", &page).status, 200);
    let asked = listener.accept().unwrap_err().kind();
    assert_eq!(asked, std::io::ErrorKind::WouldBlock);
}

#[test]
fn the_page_asks_nobody_else_and_programs_are_told_the_paths() {
    let server = Server::start(&["--model", "fast"]);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    for header in [
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
    assert!(!page.body.contains(" src=") && page.body.ends_with("</html>\n"));
    let described: serde_json::Value =
        serde_json::from_str(&server.get("/openapi.json").body).unwrap();
    let paths: Vec<&String> = described["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        ["/metrics", "/v1/attribute", "/v1/health", "/v1/version"]
    );
    let version: serde_json::Value = serde_json::from_str(&server.get("/v1/version").body).unwrap();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(version["model"], "fast");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = sayso(["serve", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("cannot listen on 127.0.0.1, port"),
        "{}",
        stderr(&output)
    );
}
