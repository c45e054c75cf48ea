//! Requests that nobody thought of: always an answer, never a panic.

use super::app::App;
use super::article::Reader;
use super::limits::Limits;
use super::router::router;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures_util::{StreamExt, stream};
use proptest::prelude::*;
use sayso::claims::Filter;
use sayso::corpus::{Article, CorpusOptions};
use sayso::error::Result;
use sayso::pipeline::Pipeline;
use sayso::text::Document;
use sayso::{Tagged, Tagger};
use std::convert::Infallible;
use std::time::Duration;
use tower::ServiceExt;

/// Panics on some texts.
struct Odd;

impl Tagger for Odd {
    fn tag(&self, article: &Article, document: &Document) -> Result<Tagged> {
        assert!(!article.text.contains("panic"), "an odd article");
        crate::pipeline::stand_in::QuotationTagger.tag(article, document)
    }
}

fn server() -> Router {
    let reader = Reader {
        options: CorpusOptions::default(),
        filter: Filter::default(),
        pipeline: Pipeline::new(Odd),
    };
    let limits = Limits {
        max_body: 200,
        max_stream: 1000,
        timeout: Duration::from_secs(20),
        queue: 2,
    };
    router(App::new(reader, limits, 2, "odd".into()).unwrap())
}

async fn asked(server: &Router, request: Request<Body>) -> (StatusCode, String, Vec<u8>) {
    let answer = server.clone().oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let mut whole = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        whole.extend_from_slice(&piece.unwrap());
    }
    let media_type = head.headers.get("content-type");
    let media_type = media_type.and_then(|value| value.to_str().ok());
    (
        head.status,
        media_type.unwrap_or_default().to_owned(),
        whole,
    )
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

fn post(media_type: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post("/v1/attribute").header("content-type", media_type);
    request.body(body.into()).unwrap()
}

#[test]
fn a_panic_of_the_pipeline_is_an_answer() {
    let server = server();
    runtime().block_on(async {
        let (status, _, body) = asked(&server, post("text/plain", "panic")).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(String::from_utf8(body).unwrap().contains("an odd article"));
        let lines =
            "{\"id\":\"a\",\"text\":\"panic\"}\n{\"id\":\"b\",\"text\":\"“No,” Ann said.\"}\n";
        let (status, _, body) = asked(&server, post("application/x-ndjson", lines)).await;
        assert_eq!(status, StatusCode::OK);
        let body = String::from_utf8(body).unwrap();
        let [a, b] = [0, 1].map(|line| body.lines().nth(line).unwrap());
        assert!(
            a.starts_with("{\"article_id\":\"a\",\"rejected\":\"sayso failed"),
            "{a}"
        );
        assert!(b.contains("“No,”"), "{b}");
    });
}

/// Bodies near to what is read, and others.
fn bodies() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..60),
        "[\\[\\]{}\",:a\\\\ \n]{0,60}".prop_map(String::into_bytes),
        "(\\{\"(id|text|title|body|x)\": ?(\"[a-z“”. <>&\\\\\n]{0,30}\"|null|1|\\[\\])\\}\n?){0,4}"
            .prop_map(String::into_bytes),
        "(“[a-z ]{0,20},” Ann said\\. |panic|\\x1f\\x8b|%PDF|<p>|\u{feff}){0,5}"
            .prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..6)
}

fn media_types() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "application/json", "text/plain", "text/html", "text/markdown", "application/x-ndjson",
            "application/jsonl", "text/plain; charset=utf-16le", "text/plain;charset=\"\"", "text/html; charset=macintosh",
            "application/json; charset=shift_jis",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,20}",
    ]
}

proptest! {
    #[test]
    fn every_request_is_answered(
        method in proptest::sample::select(vec!["POST", "GET", "PUT", "HEAD", "OPTIONS", "X"]),
        path in proptest::sample::select(vec!["/v1/attribute", "/v1/attribute?id=%ff&text=true", "/v1/attribute?&&=", "/", "/metrics", "/x"]),
        media_type in media_types(),
        length in proptest::option::of("[0-9a]{0,22}"),
        encoding in proptest::option::weighted(0.1, "[a-z]{0,5}"),
        pieces in bodies(),
    ) {
        let server = server();
        let method = if pieces.is_empty() { method } else { "POST" };
        let mut request = Request::builder().method(method).uri(path).header("content-type", media_type);
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        let pieces = pieces.into_iter().map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
        let request = request.body(Body::from_stream(stream::iter(pieces)));
        let Ok(request) = request else { return Ok(()) };
        let (status, media_type, body) = runtime().block_on(asked(&server, request));
        if media_type == "application/x-ndjson" {
            for line in String::from_utf8(body).unwrap().lines() {
                prop_assert!(serde_json::from_str::<serde_json::Value>(line).unwrap()["article_id"].is_string());
            }
        } else if media_type.contains("json") && method != "HEAD" {
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
            prop_assert_eq!(status.is_success(), media_type == "application/json");
        }
        // A panic of the program itself, not of the article, would be told otherwise.
        prop_assert!(!status.is_server_error() || media_type == "application/problem+json");
    }
}
