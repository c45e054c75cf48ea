//! What a request may hold, as it is described to programs.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The path of the one thing that takes work.
pub const ATTRIBUTE: &str = "/v1/attribute";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Id for one article that has none of its own; `-`, or in JSON `-:1`, if not given.
    pub id: Option<String>,
    /// Whether the answer has the article's text as it was read, in `text`.
    #[serde(default)]
    pub text: bool,
}

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
