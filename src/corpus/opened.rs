//! From an open file to its articles, whatever its format.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::sync::Arc;

use super::columns::Columns;
use super::contained::contained;
use super::format::{NameSays, foreign};
use super::reader::{self, Content, Fault, OneArticle, Parse, ReadArticles, cannot_read};
use super::source::Source;
use super::tally::ReadAs;
use super::{Article, CorpusOptions, Fields, Format};
use super::{csv, encoding, html, json, language, mail, markdown, markup, nexis, sgml, text};
use super::{warc, xml, zip};

/// An open file, the reader of its format, and what is left to do for each article.
pub(super) struct Opened {
    reader: Box<dyn ReadArticles>,
    format: Format,
    options: Arc<CorpusOptions>,
    /// Columns in the names of the folders that it lies in.
    columns: Columns,
    /// What was found out beside what the reader knows.
    found: BTreeSet<String>,
    /// Whether the reader has panicked, so that it is not to be used.
    has_failed: bool,
}

/// Beginning of a file in which its outermost element begins, in bytes.
const HEAD: usize = 1 << 14;

impl Opened {
    /// Finds the reader of a file's content, which is decompressed; `format` is what
    /// [`NameSays::format`] says.
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
        Ok(Self {
            reader: reader_of(format, source, content, options)?,
            format,
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

    /// What is left to do for an article that was read, whatever its format.
    fn complete(&mut self, mut article: Article) -> Result<Article, Fault> {
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
        next.unwrap_or_else(|panic| {
            self.has_failed = true;
            let reason = format!("sayso failed to read on (please report it): {panic}");
            Some(Err(Fault::whole(reason)))
        })
    }

    fn read_as(&self) -> ReadAs {
        let mut read_as = self.reader.read_as();
        self.found.iter().for_each(|found| read_as.add(found));
        read_as
    }
}

fn reader_of(
    format: Format,
    source: &Source,
    mut content: Content,
    options: &Arc<CorpusOptions>,
) -> Result<Box<dyn ReadArticles>, String> {
    let (limit, given) = (options.max_article_bytes, options.encoding);
    let (id, all) = (source.id.clone(), Arc::clone(options));
    let one = |content, limit, parse: Parse| {
        Box::new(OneArticle::new(content, id.clone(), limit, format, parse))
    };
    Ok(match format {
        Format::Text => {
            let parse = move |bytes, read_as: &mut _| text::parse(bytes, given, read_as);
            one(content, limit, Box::new(parse))
        }
        Format::Html => {
            let parse = move |bytes: Vec<u8>, _: &mut _| {
                let given = given.and_then(|_| encoding::told(&bytes, given).0);
                html::parse_as(bytes, given)
            };
            one(content, limit, Box::new(parse))
        }
        Format::Markdown => {
            let parse = move |bytes, read_as: &mut _| markdown::parse(bytes, &all, read_as);
            one(content, limit, Box::new(parse))
        }
        Format::Mail => {
            let parse = move |bytes: Vec<u8>, read_as: &mut _| mail::parse(&bytes, &all, read_as);
            one(content, mail::MAX_BYTES.max(limit), Box::new(parse))
        }
        Format::JsonLines => Box::new(json::JsonLines::new(content, id, all)),
        Format::Json => Box::new(json::Json::new(content, id, all)),
        Format::Csv => {
            let delimiter = NameSays::of(&source.id).delimiter();
            Box::new(csv::Csv::new(content, id, delimiter, all))
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(super::parquet::Parquet::new(source, content, all)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            return Err("this program was built without Parquet; write JSON lines".into());
        }
        Format::Xml => Box::new(xml::Xml::new(content, id, all)),
        Format::Sgml => Box::new(sgml::Sgml::new(content, id, all)),
        Format::Nexis => Box::new(nexis::Nexis::new(content, id, all)),
        Format::Zip => Box::new(zip::Zip::new(source, &mut content, options, in_archive)?),
        Format::Warc => Box::new(warc::Warc::new(content, id, limit)),
    })
}

/// Opens a file that lies in an archive as any other.
fn in_archive(
    source: &Source,
    format: Format,
    content: Content,
    options: &Arc<CorpusOptions>,
) -> Result<Box<dyn ReadArticles>, String> {
    Ok(Box::new(Opened::new(source, format, content, options)?))
}

/// The format of a file of markup by its outermost element, as names tell little: a feed that is
/// read as a page gives one article of many.
fn of_markup(format: Format, content: &mut Content) -> Result<Format, String> {
    let is_told = |head: &[u8]| xml::root_name(head).is_some();
    let head = reader::peek(content, HEAD, is_told).map_err(|error| cannot_read(&error))?;
    let name = xml::root_name(head).unwrap_or_default();
    Ok(if xml::Kind::of_root(&name).is_some() {
        Format::Xml
    } else if name.eq_ignore_ascii_case("DOC") {
        Format::Sgml
    } else if name.eq_ignore_ascii_case("html") {
        Format::Html
    } else {
        format
    })
}

/// The format of a text file: an export of many articles is one, too, and so is a table that a
/// spreadsheet saved as text.
fn of_text(content: &mut Content, options: &CorpusOptions) -> Result<Format, String> {
    let head = reader::peek(content, nexis::HEAD, |_| false);
    let head = head.map_err(|error| cannot_read(&error))?;
    let head = &head[..head.len().min(nexis::HEAD)];
    let encoding = encoding::told(head, options.encoding).0;
    let words = encoding.unwrap_or(encoding_rs::UTF_8).decode(head).0;
    Ok(if nexis::is_one(head) {
        Format::Nexis
    } else if is_header(words.lines().next().unwrap_or_default(), &options.fields) {
        Format::Csv
    } else {
        Format::Text
    })
}

/// Whether a line is the header of a table with tabs: the name of the text and another that is
/// known are in it.
fn is_header(line: &str, fields: &Fields) -> bool {
    let names = || line.split('\t').map(|name| name.trim_matches(['"', ' ']));
    let known = names().filter(|name| fields.wants(name)).count();
    known > 1 && names().any(|name| fields.is_text(name))
}

/// Refuses what its first bytes show to be no text, whatever its name says.
fn refuse_foreign(content: &mut Content) -> Result<(), String> {
    let head = content.fill_buf().map_err(|error| cannot_read(&error))?;
    foreign(head).map_or(Ok(()), Err)
}
