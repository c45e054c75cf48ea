//! The description of the paths, for programs.

use super::app;
use super::problem::Problem;
use crate::claims::ArticleLine;
use axum::Json;
use std::sync::LazyLock;
use utoipa::openapi::OpenApi as Document;
use utoipa::{OpenApi, ToSchema};

/// An article. Fields have the names that the server's options give them, or one of the usual ones
/// (`body` for the text, `headline` for the title, …); others may be there, too.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described, and read by other means")]
pub struct Record {
    /// The article's id.
    #[schema(value_type = serde_json::Value, required = false, example = "1845")]
    id: String,
    /// The headline.
    #[schema(value_type = serde_json::Value, required = false, example = "Rain")]
    title: String,
    text: Text,
    /// The date, as written.
    #[schema(value_type = serde_json::Value, required = false, example = "2026-05-01")]
    date: String,
    /// Address of the page; it is not fetched.
    #[schema(value_type = serde_json::Value, required = false)]
    url: String,
    /// Name of the outlet.
    #[schema(value_type = serde_json::Value, required = false)]
    outlet: String,
    /// Who wrote it.
    #[schema(value_type = serde_json::Value, required = false)]
    author: String,
}

/// The text, or its paragraphs.
#[derive(serde::Deserialize, ToSchema)]
#[schema(example = "“It will rain,” said Ann Lee, who runs the station.")]
#[serde(untagged)]
#[expect(dead_code, reason = "it is described, and read by other means")]
enum Text {
    One(String),
    Paragraphs(Vec<String>),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "sayso",
        description = "Who claimed what in news articles",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    paths(app::attribute, app::health, app::version, app::measures),
    components(schemas(ArticleLine, Problem))
)]
struct Described;

static DOCUMENT: LazyLock<Document> = LazyLock::new(Described::openapi);

/// The document.
pub async fn document() -> Json<&'static Document> {
    Json(&*DOCUMENT)
}
