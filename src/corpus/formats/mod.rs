//! The readers of articles: a file a format, and which of them reads what.

mod captions;
mod csv;
mod delimiter;
pub(super) mod html;
mod json;
mod mail;
mod markdown;
mod nexis;
#[cfg(feature = "parquet")]
mod parquet;
mod sgml;
mod text;
mod warc;
mod xml;

use std::sync::Arc;

use super::naming::NameSays;
use super::reader::{self, Content, OneArticle, Parse, ReadArticles, cannot_read};
use super::source::Source;
use super::{CorpusOptions, Fields, Format, encoding};

/// Beginning of a file in which its outermost element begins, in bytes.
const HEAD: usize = 1 << 14;

/// The reader of a file's content, which is decompressed and, in tables and JSON, UTF-8. A zip is
/// none of articles, but of files.
///
/// # Errors
/// The reason in words, if the content cannot be of that format.
pub(super) fn reader_of(
    format: Format,
    source: &Source,
    content: Content,
    options: &Arc<CorpusOptions>,
) -> Result<Box<dyn ReadArticles>, String> {
    let (limit, given) = (options.max_article_bytes, options.encoding);
    let all = Arc::clone(options);
    let one =
        |content, limit, parse: Parse| Box::new(OneArticle::new(content, limit, format, parse));
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
        Format::Captions => {
            let parse = move |bytes, read_as: &mut _| captions::parse(bytes, given, read_as);
            one(content, limit, Box::new(parse))
        }
        Format::Mail => {
            let parse = move |bytes: Vec<u8>, read_as: &mut _| mail::parse(&bytes, &all, read_as);
            one(content, mail::MAX_BYTES.max(limit), Box::new(parse))
        }
        Format::JsonLines => Box::new(json::JsonLines::new(content, all)),
        Format::Json => Box::new(json::Json::new(content, all)),
        Format::Csv => {
            let delimiter = NameSays::of(&source.id).delimiter();
            Box::new(csv::Csv::new(content, delimiter, all))
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::Parquet::new(source, content, all)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            return Err("this program was built without Parquet; write JSON lines".into());
        }
        Format::Xml => Box::new(xml::Xml::new(content, all)),
        Format::Sgml => Box::new(sgml::Sgml::new(content, all)),
        Format::Nexis => Box::new(nexis::Nexis::new(content, all)),
        Format::Zip => return Err("an archive is read by its files".into()),
        Format::Warc => Box::new(warc::Warc::new(content, limit)),
    })
}

/// The format of a file of markup by its outermost element, as names tell little: a feed that is
/// read as a page gives one article of many.
pub(super) fn of_markup(format: Format, content: &mut Content) -> Result<Format, String> {
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
pub(super) fn of_text(content: &mut Content, options: &CorpusOptions) -> Result<Format, String> {
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
