//! The description of the paths, for programs.

use super::paths;
use super::problem::Problem;
use crate::claims::ArticleLine;
use axum::Json;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "sayso",
        description = "Who claimed what in news articles",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    paths(paths::attribute, paths::health, paths::version, paths::measures),
    components(schemas(ArticleLine, Problem))
)]
struct Described;

static DOCUMENT: LazyLock<Document> = LazyLock::new(Described::openapi);

/// The document.
pub async fn document() -> Json<&'static Document> {
    Json(&*DOCUMENT)
}
