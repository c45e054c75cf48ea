//! What each path answers.

use super::app::App;
use super::asked::{Asked, Record};
use super::body;
use super::lines;
use super::media::{Form, Media, typed};
use super::metrics;
use super::problem::Problem;
use crate::claims::ArticleLine;
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

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
            (Record = "application/json"),
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
pub async fn attribute(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
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

/// Whether the server answers.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a server that is not does not answer.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the server answers.
#[utoipa::path(get, path = "/v1/health", tag = "server", responses((status = 200, description = "It does", body = Health)))]
pub async fn health() -> Json<Health> {
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
pub async fn version(State(app): State<Arc<App>>) -> Json<Version> {
    Json(Version {
        version: env!("CARGO_PKG_VERSION"),
        model: app.model.clone(),
    })
}

/// What the server has done, in the form that Prometheus reads.
#[utoipa::path(get, path = "/metrics", tag = "server", responses((status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text")))]
pub async fn measures(State(app): State<Arc<App>>) -> Response<Body> {
    typed(metrics::MEDIA_TYPE, app.metrics.text().into())
}
