//! The one error type of the library.

use std::path::PathBuf;

/// What went wrong, and with which file.
///
/// A record that cannot be read is no error: the run goes on, and the record is a
/// [`crate::article::Rejected`].
///
/// Its text is the whole of it, what lies beneath included: it has no
/// [source](std::error::Error::source) that would tell the same again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be opened, read or written.
    #[error("cannot {action} {path}: {reason}", path = path.display())]
    Io {
        /// What was being done: "open", "read", "write", …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        reason: std::io::Error,
    },
    /// A model folder is incomplete or does not fit this program.
    #[error("cannot use the model in {path}: {reason}", path = path.display())]
    Model {
        /// The model folder.
        path: PathBuf,
        /// What is missing or does not fit.
        reason: String,
    },
    /// The inference engine failed.
    #[error("the inference engine failed: {0}")]
    Engine(String),
    /// What a tagger found cannot be in the article.
    #[error("what the tagger found cannot be: {0}")]
    Tagged(String),
    /// An article could not be processed.
    #[error("article {id}: {reason}")]
    Article {
        /// The article's id.
        id: String,
        /// What went wrong with it.
        reason: Box<Error>,
    },
    /// A file to be evaluated does not have the form that its format asks for.
    #[error("{path}, line {line}: {reason}", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Line number, from 1; 0 if the fault is not in one line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A request that cannot be met.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Makes an [`Error::Io`] of what the operating system answered.
    #[cfg(feature = "corpus")]
    pub(crate) fn io(
        action: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |reason| Self::Io {
            action,
            path,
            reason,
        }
    }
}

/// `Result` with this crate's [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
