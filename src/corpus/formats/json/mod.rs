//! JSON of any shape: an array of articles, an object with one in it, one article, or one
//! object after another.

mod lines;
mod list;
mod nesting;
mod record;
mod split;

use std::sync::Arc;

pub(super) use lines::JsonLines;
use split::{Piece, Splitter};

use crate::corpus::encoding::Decoder;
use crate::corpus::reader::{Content, Fault, ReadArticles, cannot_read, too_long};
use crate::corpus::tally::ReadAs;
use crate::corpus::{Article, CorpusOptions};

/// Reads JSON of any shape. The record's number counts the articles, from 1.
pub(super) struct Json {
    options: Arc<CorpusOptions>,
    decoder: Decoder,
    splitter: Splitter,
    number: u64,
    /// Whether the content has been read to its end or as far as it can be.
    done: bool,
}

impl Json {
    pub fn new(content: Content, options: Arc<CorpusOptions>) -> Self {
        Self {
            decoder: Decoder::of_utf_8(options.encoding),
            options,
            splitter: Splitter::new(content),
            number: 0,
            done: false,
        }
    }

    fn article(&self) -> Result<Article, (Option<String>, String)> {
        let record = &self.splitter.record;
        article(record, &self.decoder, &self.options)
    }
}

/// The article in an object; failing that, the id it has and the reason.
fn article(
    json: &[u8],
    decoder: &Decoder,
    options: &CorpusOptions,
) -> Result<Article, (Option<String>, String)> {
    let json = decoder.text(json).map_err(|reason| (None, reason))?;
    let record = record::parse(&json, &options.fields).map_err(|reason| (None, reason))?;
    let id = options.fields.id(&record);
    let article = options.fields.article(record);
    article.map_err(|reason| (id, reason))
}

impl ReadArticles for Json {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if self.done {
            return None;
        }
        self.number += 1;
        let limit = self.options.max_article_bytes;
        let fields = &self.options.fields;
        let piece = self.splitter.next(limit, fields);
        let mut end = |reason| {
            self.done = true;
            (None, reason)
        };
        let article = match piece {
            Ok(Piece::Record) => {
                self.decoder.look(&self.splitter.record);
                self.article()
            }
            Ok(Piece::TooLong) => Err((None, too_long(limit))),
            Ok(Piece::CutOff) => Err(end("the file ends within it (is it cut off?)".into())),
            Ok(Piece::NoJson) => Err(end("no JSON begins here".into())),
            Ok(Piece::End) => {
                self.done = true;
                return None;
            }
            Err(error) => Err(end(cannot_read(&error))),
        };
        Some(article.map_err(|(id, reason)| Fault {
            id,
            ..Fault::of_record(self.number, reason)
        }))
    }

    fn read_as(&self) -> ReadAs {
        let encoding = self.decoder.found().map(|encoding| encoding.name());
        let list = self.splitter.list.as_ref();
        let list = list.map(|list| format!("articles in \"{list}\""));
        ReadAs::new("json").with(encoding).with(list)
    }

    fn record(&self) -> Option<u64> {
        Some(self.number)
    }

    fn has_fields(&self) -> bool {
        true
    }
}
