//! Which paths there are.

use super::app::App;
use super::asked::ATTRIBUTE;
use super::metrics;
use super::openapi;
use super::page;
use super::paths::{attribute, health, measures, version};
use super::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::{Response, StatusCode};
use axum::middleware;
use axum::routing::{get, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

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
