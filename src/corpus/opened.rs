//! From an open file to its articles, whatever its format.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::sync::Arc;

use super::columns::Columns;
use super::formats::{self, of_markup, of_text};
use super::naming::foreign;
use super::reader::{Content, Fault, ReadArticles, cannot_read};
use super::source::Source;
use super::tally::ReadAs;
use super::zip::Zip;
use super::{Article, CorpusOptions, Format, encoding, language, markup};
use crate::contained::contained;

/// An open file, the reader of its format, and what is left to do for each article.
pub(super) struct Opened {
    reader: Box<dyn ReadArticles>,
    format: Format,
    /// What articles are called that have no id of their own.
    id: String,
    options: Arc<CorpusOptions>,
    /// Columns in the names of the folders that it lies in.
    columns: Columns,
    /// What was found out beside what the reader knows.
    found: BTreeSet<String>,
    /// Whether the reader has panicked, so that it is not to be used.
    has_failed: bool,
}

impl Opened {
    /// Finds the reader of a file's content, which is decompressed; `format` is what
    /// its name says.
    ///
    /// # Errors
    /// The reason in words, if it cannot be read.
    pub fn new(
        source: &Source,
        format: Format,
        mut content: Content,
        options: &Arc<CorpusOptions>,
    ) -> Result<Self, String> {
        let mut found = BTreeSet::new();
        if format != Format::Zip {
            refuse_foreign(&mut content)?;
        }
        let format = match format {
            Format::Html | Format::Xml | Format::Sgml => of_markup(format, &mut content)?,
            // A form that the user gives is not doubted.
            Format::Text if options.format.is_none() => of_text(&mut content, options)?,
            format => format,
        };
        let can_begin = match format {
            Format::Csv => Some(encoding::can_begin_table as fn(&[u16]) -> Option<bool>),
            Format::JsonLines | Format::Json => Some(encoding::can_begin_json as _),
            _ => None,
        };
        if let Some(can_begin) = can_begin {
            let (text, encoding) = encoding::as_utf_8(content, options.encoding, can_begin)?;
            content = text;
            found.extend(encoding.map(str::to_owned));
        }
        let reader: Box<dyn ReadArticles> = match format {
            Format::Zip => Box::new(Zip::new(source, &mut content, options, open_one)?),
            format => formats::reader_of(format, source, content, options)?,
        };
        Ok(Self {
            reader,
            format,
            id: source.id.clone(),
            columns: Columns::of(&source.name),
            options: Arc::clone(options),
            found,
            has_failed: false,
        })
    }

    /// Whether the file is one article, to be had by reading all of it.
    pub fn is_one_text(&self) -> bool {
        self.format == Format::Text
    }

    /// The id of a record that has none: that of the file, and the record's number if it has
    /// several.
    fn id_of(&self, record: Option<u64>) -> String {
        match record {
            Some(number) => format!("{}:{number}", self.id),
            None => self.id.clone(),
        }
    }

    /// What is left to do for an article that was read, whatever its format.
    fn complete(&mut self, mut article: Article) -> Result<Article, Fault> {
        if article.id.trim().is_empty() {
            article.id = self.id_of(self.reader.record());
        }
        let fault = |reader: &dyn ReadArticles, article: &Article, reason| Fault {
            record: reader.record(),
            id: Some(article.id.clone()),
            reason,
        };
        let reader = self.reader.as_ref();
        if reader.has_fields() {
            let found = markup::undo(&mut article, self.options.text_format);
            let found = found.map_err(|reason| fault(reader, &article, reason))?;
            self.found.extend(found.map(String::from));
        }
        let is_archive = self.format == Format::Warc;
        if self.options.language_filter.unwrap_or(is_archive) {
            let checked = language::check(&article.text);
            checked.map_err(|reason| fault(reader, &article, reason))?;
        }
        // Not all formats have fields; all articles have the same columns.
        if article.kept.is_empty() {
            let keep = self.options.fields.keep.iter();
            article.kept = keep.map(|name| (name.clone(), None)).collect();
        }
        self.columns.complete(&mut article, &self.options.fields);
        for (name, value) in &mut article.kept {
            // Formats that call it otherwise have it, too.
            if value.is_none() && name.eq_ignore_ascii_case("author") {
                value.clone_from(&article.metadata.author);
            }
        }
        Ok(article)
    }
}

impl ReadArticles for Opened {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        if self.has_failed {
            return None;
        }
        let next = contained(|| {
            let article = self.reader.next_article()?;
            Some(article.and_then(|article| self.complete(article)))
        });
        let next = next.unwrap_or_else(|panic| {
            self.has_failed = true;
            let reason = format!("sayso failed to read on (please report it): {panic}");
            Some(Err(Fault::whole(reason)))
        })?;
        Some(next.map_err(|fault| {
            Fault {
                id: fault
                    .id
                    .filter(|id| !id.trim().is_empty())
                    .or_else(|| Some(self.id_of(fault.record))),
                ..fault
            }
        }))
    }

    fn read_as(&self) -> ReadAs {
        let mut read_as = self.reader.read_as();
        self.found.iter().for_each(|found| read_as.add(found));
        read_as
    }
}

/// Opens a file of an archive.
fn open_one(
    source: &Source,
    format: Format,
    content: Content,
    options: &Arc<CorpusOptions>,
) -> Result<Box<dyn ReadArticles>, String> {
    Ok(Box::new(Opened::new(source, format, content, options)?))
}

/// Refuses what its first bytes show to be no text, whatever its name says.
fn refuse_foreign(content: &mut Content) -> Result<(), String> {
    let head = content.fill_buf().map_err(|error| cannot_read(&error))?;
    foreign(head).map_or(Ok(()), Err)
}
