use std::path::PathBuf;

use encoding_rs::Encoding;

use super::{Fields, Format, TextFormat};

/// How a corpus is to be read.
///
/// ```
/// use sayso::corpus::{Corpus, CorpusOptions, Fields, Format};
///
/// let fields = Fields { text: vec!["body".into()], ..Fields::default() };
/// let options = CorpusOptions {
///     format: Some(Format::JsonLines),
///     fields,
///     ..CorpusOptions::default()
/// };
/// let lines = r#"{"id": "a", "body": "It rained."}"#;
/// let articles: Result<Vec<_>, _> = Corpus::of_stream(lines.as_bytes(), options)?.collect();
/// assert_eq!(articles.map_err(|rejected| rejected.reason).unwrap()[0].text, "It rained.");
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusOptions {
    /// The format of all files, whatever their names; without it, each file's name tells.
    pub format: Option<Format>,
    /// Which fields of a record hold what.
    pub fields: Fields,
    /// What the text field of a record holds.
    pub text_format: TextFormat,
    /// The encoding of all files, unless a byte order mark tells; without it, UTF-8 if a file
    /// is that, as a page declares, else what a detector says.
    pub encoding: Option<&'static Encoding>,
    /// Whether articles are rejected that are certainly not in English; without it, those of web
    /// archives are.
    pub language_filter: Option<bool>,
    /// The longest article that is read, in bytes as it stands in its decompressed file:
    /// text file, page, line or record.
    pub max_article_bytes: usize,
    /// Files that are passed over where a folder holds them: the outputs of the run.
    pub exclude: Vec<PathBuf>,
}

impl Default for CorpusOptions {
    /// 1 MiB, the default fields, and formats by name.
    fn default() -> Self {
        Self {
            format: None,
            fields: Fields::default(),
            text_format: TextFormat::Auto,
            encoding: None,
            language_filter: None,
            max_article_bytes: 1 << 20,
            exclude: Vec::new(),
        }
    }
}
