//! What the server has done, in the form that Prometheus reads.

use super::article::Line;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Response;
use axum::middleware::Next;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Instant;

/// What its text is.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the buckets of durations, in seconds.
const SECONDS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    path: String,
    status: u16,
}

pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    articles: Counter,
    rejected: Counter,
    words: Counter,
    claims: Counter,
    /// Places that are taken.
    pub taken: Gauge,
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("sayso");
        let requests = Family::<Labels, Counter>::default();
        let seconds = Histogram::new(SECONDS);
        let [articles, rejected, words, claims] = std::array::from_fn(|_| Counter::default());
        let taken = Gauge::default();
        let help = "Requests answered, by path and status";
        registry.register("requests", help, requests.clone());
        registry.register(
            "request_seconds",
            "Time from the head of a request to the head of its answer, POST /v1/attribute",
            seconds.clone(),
        );
        registry.register("articles", "Articles answered", articles.clone());
        registry.register("rejected", "Records rejected", rejected.clone());
        registry.register("words", "Words of the articles answered", words.clone());
        registry.register("claims", "Claims given", claims.clone());
        let help = "Requests that are worked on or wait";
        registry.register("places_taken", help, taken.clone());
        Self {
            registry,
            requests,
            seconds,
            articles,
            rejected,
            words,
            claims,
            taken,
        }
    }

    /// Counts the answer to a record.
    pub fn count(&self, line: &Line) {
        if line.is_rejected {
            self.rejected.inc();
        } else {
            self.articles.inc();
            self.words.inc_by(line.words as u64);
            self.claims.inc_by(line.claims as u64);
        }
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // A string takes everything.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Counts the requests that go through it.
pub async fn counted(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>();
    // Paths that are not there are told apart by nothing, or there would be no end to them.
    let path = path.map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    if path == super::asked::ATTRIBUTE {
        metrics.seconds.observe(begun.elapsed().as_secs_f64());
    }
    let labels = Labels { path, status };
    metrics.requests.get_or_create(&labels).inc();
    response
}
