//! The paths, and what each answers.

use super::article::{Line, Reader};
use super::body;
use super::limits::Limits;
use super::lines;
use super::media::{Form, Media};
use super::metrics::{self, Metrics};
use super::openapi;
use super::page;
use super::problem::Problem;
use super::workers::{Panicked, Workers};
use crate::claims::ArticleLine;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::{Response, StatusCode};
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{IntoParams, ToSchema};

/// The path of the one thing that takes work.
pub const ATTRIBUTE: &str = "/v1/attribute";

/// A server without its connections.
pub struct App {
    pub reader: Reader,
    pub limits: Limits,
    pub threads: usize,
    pub workers: Workers,
    pub metrics: Arc<Metrics>,
    places: Arc<Semaphore>,
    model: String,
}

/// A place among the requests that are worked on or wait; free again when it is dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    metrics: Arc<Metrics>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.metrics.taken.dec();
    }
}

impl App {
    /// # Errors
    /// If its threads cannot be started.
    pub fn new(
        mut reader: Reader,
        limits: Limits,
        threads: usize,
        model: String,
    ) -> io::Result<Arc<Self>> {
        reader.options.max_article_bytes = limits.max_body;
        Ok(Arc::new(Self {
            reader,
            limits,
            threads,
            workers: Workers::start(threads)?,
            metrics: Arc::new(Metrics::new()),
            places: Arc::new(Semaphore::new(threads + limits.queue)),
            model,
        }))
    }

    fn place(&self) -> Result<Place, Problem> {
        let permit = Arc::clone(&self.places).try_acquire_owned();
        let permit = permit.map_err(|_| Problem::busy("all places are taken; ask again"))?;
        self.metrics.taken.inc();
        Ok(Place {
            _permit: permit,
            metrics: Arc::clone(&self.metrics),
        })
    }

    /// The answer to a body of one article.
    async fn answer_one(
        self: &Arc<Self>,
        body: Body,
        media: Media,
        asked: Asked,
    ) -> Result<Line, Problem> {
        let body = body::whole(body, &self.limits).await?;
        let (app, bytes) = (Arc::clone(self), body.len());
        let work = move || app.reader.answer_one(body, media, asked);
        let answer = self.workers.submit(bytes, work);
        match timeout(self.limits.timeout, answer).await {
            Ok(Ok(Ok(line))) => line,
            Ok(Ok(Err(Panicked(message)))) => {
                Err(Problem::fault(format!("sayso failed: {message}")))
            }
            Ok(Err(_)) => Err(Problem::busy("sayso is ending")),
            Err(_) => {
                let waited = self.limits.timeout.as_secs();
                Err(Problem::busy(format!(
                    "not answered within {waited} seconds"
                )))
            }
        }
    }
}

/// All paths.
pub fn router(app: Arc<App>) -> Router {
    let metrics = Arc::clone(&app.metrics);
    let not_there = async || Problem::new(StatusCode::NOT_FOUND, "there is nothing at this path");
    let not_so = async || {
        let detail = "this path takes another method";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
    };
    Router::new()
        .route("/", get(page::page))
        .route(ATTRIBUTE, post(attribute))
        .route("/v1/health", get(health))
        .route("/v1/version", get(version))
        .route("/openapi.json", get(openapi::document))
        .route("/metrics", get(measures))
        .method_not_allowed_fallback(not_so)
        .fallback(not_there)
        .layer(middleware::map_response(guarded))
        .layer(CatchPanicLayer::custom(Problem::of_panic))
        .layer(middleware::from_fn_with_state(metrics, metrics::counted))
        .with_state(app)
}

/// Every answer is what it says it is, and nobody's to keep.
async fn guarded(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Id for one article that has none of its own; `-`, or in JSON `-:1`, if not given.
    pub id: Option<String>,
    /// Whether the answer has the article's text as it was read, in `text`.
    #[serde(default)]
    pub text: bool,
}

/// Who claimed what in the articles of the body.
///
/// One article gives one object. JSON lines give a line each, in their order, as soon as it is
/// ready; the line of a record that cannot be read has its reason in `rejected`. Offsets count
/// Unicode characters from the start of the text and are half open.
#[utoipa::path(
    post,
    path = "/v1/attribute",
    tag = "articles",
    params(Asked),
    request_body(
        description = "One article, or JSON lines of them",
        content(
            (openapi::Record = "application/json"),
            (String = "text/plain", example = "“It will rain,” said Ann Lee, who runs the station."),
            (String = "text/html"),
            (String = "text/markdown"),
            (String = "application/x-ndjson", example = "{\"id\": \"a\", \"text\": \"It will rain, she said.\"}\n"),
        ),
    ),
    responses(
        (status = 200, description = "The claims", content(
            (ArticleLine = "application/json"),
            (String = "application/x-ndjson"),
        )),
        (status = 400, description = "The body is not what it is said to be, or broke off", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is of a type that is not read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body holds no article", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "The program failed on the article", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "There is more to do than can be done", body = Problem, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds after which to ask again"))),
    ),
)]
async fn attribute(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let prepared = || -> Result<_, Problem> {
        let asked = Query::<Asked>::try_from_uri(&head.uri);
        let Query(asked) =
            asked.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.to_string()))?;
        let media = Media::of(&head.headers)?;
        let most = match media.form {
            Form::Lines => app.limits.max_stream,
            _ => app.limits.max_body as u64,
        };
        if length_of(&head.headers).is_some_and(|length| length > most) {
            return Err(body::too_long(most));
        }
        Ok((app.place()?, media, asked))
    };
    let (place, media, asked) = match prepared() {
        Ok(prepared) => prepared,
        Err(problem) => {
            body::read_away(body).await;
            return problem.into_response();
        }
    };
    if media.form == Form::Lines {
        let lines = lines::answer(&app, place, body, media, asked.text);
        return typed("application/x-ndjson", lines);
    }
    match app.answer_one(body, media, asked).await {
        Ok(line) => {
            app.metrics.count(&line);
            typed("application/json", line.bytes.into())
        }
        Err(problem) => problem.into_response(),
    }
}

/// The length that the head says the body has.
fn length_of(headers: &axum::http::HeaderMap) -> Option<u64> {
    let length = headers.get(axum::http::header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// An answer of some type.
pub fn typed(media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let media_type = HeaderValue::from_static(media_type);
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// Whether the server answers.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a server that is not does not answer.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the server answers.
#[utoipa::path(get, path = "/v1/health", tag = "server", responses((status = 200, description = "It does", body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// What answers.
#[derive(Serialize, ToSchema)]
pub struct Version {
    /// Version of sayso.
    version: &'static str,
    /// Name of the model.
    model: String,
}

/// What answers.
#[utoipa::path(get, path = "/v1/version", tag = "server", responses((status = 200, description = "Program and model", body = Version)))]
async fn version(State(app): State<Arc<App>>) -> Json<Version> {
    Json(Version {
        version: env!("CARGO_PKG_VERSION"),
        model: app.model.clone(),
    })
}

/// What the server has done, in the form that Prometheus reads.
#[utoipa::path(get, path = "/metrics", tag = "server", responses((status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text")))]
async fn measures(State(app): State<Arc<App>>) -> Response<Body> {
    typed(metrics::MEDIA_TYPE, app.metrics.text().into())
}
