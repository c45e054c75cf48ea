//! One article, and what is known of it.

use serde::{Deserialize, Serialize};

use crate::text::{self, Document, Span};

/// One article of a corpus.
///
/// ```
/// use sayso::Article;
///
/// let article = Article {
///     id: "weather".into(),
///     title: Some("Rain".into()),
///     text: "Rain\n\nIt will rain. Ann Lee said so.".into(),
///     ..Article::default()
/// };
/// let document = article.segment();
/// let sentences = document.sentences.iter().map(|sentence| sentence.of(&article.text));
/// assert_eq!(sentences.collect::<Vec<_>>(), ["Rain", "It will rain.", "Ann Lee said so."]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The record's id field, or the path below the input folder (with `/` between parts),
    /// or a name made from file and record number where neither exists.
    pub id: String,
    /// The headline, where the format has it apart from the text. It is context for the
    /// text and is not itself attributed; for plain text the headline is part of `text`.
    pub title: Option<String>,
    /// The text that every span of this article slices, unchanged from its source.
    pub text: String,
    /// The paragraphs and cells of tables that its source sets in bold, each as a whole, in order;
    /// empty where the format does not tell. An interview's questions are often known by nothing
    /// else.
    pub emphasized: Vec<Span>,
    /// What else the record says of itself.
    pub metadata: Metadata,
    /// The fields that were to be kept, by name and in the order in which they were named; no value
    /// where the record has none.
    pub kept: Vec<(String, Option<String>)>,
}

impl Article {
    /// Its text's paragraphs, sentences, quotations and blocks.
    pub fn segment(&self) -> Document {
        text::segment_with(&self.text, &self.emphasized)
    }
}

/// What a record says of itself, as written there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Date of publication, as written in the source.
    pub date: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
}

/// A record that could not be read; the run goes on without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The file, as the user named it or as found below a folder that the user named;
    /// `-` for standard input; of an article that was read and then could not be worked on, its
    /// id.
    pub file: String,
    /// Number of the record in that file, from 1 (JSON lines: the line; CSV: the record
    /// after the header); none if the file as a whole could not be read.
    pub record: Option<u64>,
    /// The id that the article has, or would have had where the record does not tell.
    #[serde(skip)]
    pub article_id: String,
    /// Why, in words for the user.
    pub reason: String,
}

/// Extensions that are no part of an article's name.
const EXTENSIONS: [&str; 19] = [
    ".txt", ".ann", ".json", ".jsonl", ".csv", ".tsv", ".bio", ".conll", ".conllu", ".quotes",
    ".tokens", ".xmi", ".xml", ".html", ".htm", ".gz", ".zst", ".out", ".md",
];

/// The article's name in a path or id: the part after the last `/`, without extensions.
pub fn article_name(path: &str) -> &str {
    let mut name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    while let Some(shorter) = EXTENSIONS
        .iter()
        .find_map(|extension| name.strip_suffix(extension).filter(|s| !s.is_empty()))
    {
        name = shorter;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folder_and_extensions() {
        assert_eq!(article_name("text/quake.txt"), "quake");
        assert_eq!(article_name("dev/aus_1.txt.tsv"), "aus_1");
        assert_eq!(article_name("eng.testa-0001.txt"), "eng.testa-0001");
        assert_eq!(article_name("a.xmi"), "a");
        assert_eq!(article_name(".txt"), ".txt");
    }
}
