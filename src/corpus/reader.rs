//! What all readers of formats share.

use std::io::{self, BufRead, Cursor, Read};

use super::Article;

/// Reads the articles of one open file, in their order there.
pub(super) trait ReadArticles: Send {
    /// The next article, or why it is none; nothing at the end of the file, or after a
    /// fault beyond which the file cannot be read.
    fn next_article(&mut self) -> Option<Result<Article, Fault>>;
}

/// Why a record, or the rest of a file, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// From 1; none if it is the file as a whole.
    pub record: Option<u64>,
    /// The record's own id, if it could be read.
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
    id: String,
    limit: usize,
    parse: fn(Vec<u8>) -> Result<Article, String>,
}

impl OneArticle {
    /// `parse` makes the article from the bytes of the file, at most `limit`; its id
    /// becomes `id`.
    pub fn new(
        content: Content,
        id: String,
        limit: usize,
        parse: fn(Vec<u8>) -> Result<Article, String>,
    ) -> Self {
        Self {
            content: Some(content),
            id,
            limit,
            parse,
        }
    }
}

impl ReadArticles for OneArticle {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        let content = self.content.take()?;
        let article = read_whole(content, self.limit).and_then(self.parse);
        Some(match article {
            Ok(article) => Ok(Article {
                id: std::mem::take(&mut self.id),
                ..article
            }),
            Err(reason) => Err(Fault::whole(reason)),
        })
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

pub(super) fn too_long(limit: usize) -> String {
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

/// Consumes a UTF-8 byte order mark, which is no part of a file of records.
///
/// # Errors
///
/// If the content cannot be read, or is UTF-16.
pub(super) fn skip_byte_order_mark(content: &mut Content) -> Result<(), String> {
    let head = content.fill_buf().map_err(|error| cannot_read(&error))?;
    if head.starts_with(b"\xef\xbb\xbf") {
        content.consume(3);
    } else if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err("UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)".into());
    }
    Ok(())
}
