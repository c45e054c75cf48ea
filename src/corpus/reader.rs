//! What all readers of formats share.

use std::io::{self, BufRead, Cursor, Read};

use super::tally::ReadAs;
use super::{Article, Format};

/// Reads the articles of one open file, in their order there.
pub(super) trait ReadArticles: Send {
    /// The next article, or why it is none; nothing at the end of the file, or after a
    /// fault beyond which the file cannot be read. Its id is empty where the record has none of
    /// its own: what it is called then is the same for all formats ([`super::opened`]).
    fn next_article(&mut self) -> Option<Result<Article, Fault>>;

    /// What the file is read as, as far as it has been read.
    fn read_as(&self) -> ReadAs;

    /// Number of the record that was read last; none where the file is one record.
    fn record(&self) -> Option<u64> {
        None
    }

    /// Whether texts and titles are as fields hold them, so that they may be HTML.
    fn has_fields(&self) -> bool {
        false
    }
}

/// Why a record, or the rest of a file, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// From 1; none if it is the file as a whole.
    pub record: Option<u64>,
    /// The record's own id, if it could be read; blank where it has none.
    pub id: Option<String>,
    pub reason: String,
}

impl Fault {
    /// That of a file as a whole, or of the rest of it.
    pub fn whole(reason: String) -> Self {
        Self {
            record: None,
            id: None,
            reason,
        }
    }

    pub fn of_record(number: u64, reason: String) -> Self {
        Self {
            record: Some(number),
            id: None,
            reason,
        }
    }
}

/// A file's content after decompression. What [`super::source::open`] gives shows at least
/// its first three bytes at once, if it has as many: enough for a byte order mark.
pub(super) type Content = Box<dyn BufRead + Send>;

/// Reads a file that is one article.
pub(super) struct OneArticle {
    content: Option<Content>,
    limit: usize,
    read_as: ReadAs,
    parse: Parse,
}

/// Makes an article of a file's bytes, and adds what it found out about them.
pub(super) type Parse = Box<dyn Fn(Vec<u8>, &mut ReadAs) -> Result<Article, String> + Send>;

impl OneArticle {
    /// `parse` makes the article from the bytes of the file, at most `limit`.
    pub fn new(content: Content, limit: usize, format: Format, parse: Parse) -> Self {
        Self {
            content: Some(content),
            limit,
            read_as: ReadAs::new(format.to_string()),
            parse,
        }
    }
}

impl ReadArticles for OneArticle {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        let content = self.content.take()?;
        let bytes = read_whole(content, self.limit);
        let article = bytes.and_then(|bytes| (self.parse)(bytes, &mut self.read_as));
        Some(article.map_err(Fault::whole))
    }

    fn read_as(&self) -> ReadAs {
        self.read_as.clone()
    }
}

fn read_whole(content: Content, limit: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    // One byte more than may be there tells too long from just long enough.
    let bound = (limit as u64).saturating_add(1);
    content
        .take(bound)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(&error))?;
    if bytes.len() > limit {
        Err(too_long(limit))
    } else {
        Ok(bytes)
    }
}

/// The beginning of what is to be read, which stays to be read: as much as it takes to be
/// `enough`, but no more than `most` bytes and what was read along with them.
pub(super) fn peek(
    content: &mut Content,
    most: usize,
    enough: impl Fn(&[u8]) -> bool,
) -> io::Result<&[u8]> {
    let mut head = Vec::new();
    loop {
        let more = match content.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            more => more?,
        };
        let read = more.len();
        head.extend_from_slice(more);
        content.consume(read);
        if read == 0 || head.len() >= most || enough(&head) {
            break;
        }
    }
    let rest = std::mem::replace(content, Box::new(io::empty()));
    *content = Box::new(Cursor::new(head).chain(rest));
    content.fill_buf()
}

/// That a record is longer than so many bytes.
pub fn too_long(limit: usize) -> String {
    format!("longer than {limit} bytes, the most that is read of one article")
}

pub(super) fn cannot_read(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            "cannot read on: the compressed data ends too early (is the file cut off?)".into()
        }
        _ => format!("cannot read: {error}"),
    }
}
