//! What is said where there is no answer: problem details, as RFC 9457 has them.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;
use std::any::Any;
use utoipa::ToSchema;

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// The name of the status.
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    /// The status again.
    #[schema(example = 422)]
    status: u16,
    /// What is wrong, in words.
    #[schema(example = "no text: field \"text\" is null")]
    detail: String,
    #[serde(skip)]
    code: StatusCode,
}

/// After how many seconds to ask again where there was no place.
const RETRY: HeaderValue = HeaderValue::from_static("1");

/// What these answers are.
pub const MEDIA_TYPE: &str = "application/problem+json";

impl Problem {
    pub fn new(code: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: code.canonical_reason().unwrap_or_default(),
            status: code.as_u16(),
            detail: detail.into(),
            code,
        }
    }

    /// There is more to do than can be done.
    pub fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// The program is at fault.
    pub fn fault(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Of a panic where requests are handled.
    pub fn of_panic(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
        Self::fault("sayso failed on this request (please report it)").into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.code;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if self.code == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY);
        }
        response
    }
}
