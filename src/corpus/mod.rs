//! From files and streams to articles: one file an input format.
//!
//! [`Corpus`] goes through the inputs one record at a time and keeps no more than one in
//! memory. What it cannot read it gives as [`Rejected`], with the reason, and goes on.
//!
//! | format | articles | text | id, if the record has none |
//! |---|---|---|---|
//! | plain text | one a file | the file's content, unchanged | path below the input folder |
//! | Markdown | one a file | what a reader of the page sees | path below the input folder |
//! | HTML | one a file | the page's main text | path below the input folder |
//! | message, page saved as one | one a file | its text, the page's main text | path below the input folder |
//! | Nexis | one a document of an export | its body | that path, `:`, the document's number |
//! | JSON | one an object | a field | that path, `:`, the object's number |
//! | JSON lines | one a line | a field | that path, `:`, the line's number |
//! | CSV | one a record | a field | that path, `:`, the record's number |
//! | Parquet | one a row | a column | that path, `:`, the row's number |
//! | WARC | one a page: a response with status 200 that is HTML, in English | the page's main text | that path, `:`, the record's number |
//! | XML, SGML | one an item, document or `<DOC>` | its paragraphs | that path, `:`, the article's number |
//! | zip | those of its files | theirs | the archive's path, `/`, the file's path in it |
//!
//! How faults are answered:
//!
//! | input | answer |
//! |---|---|
//! | not UTF-8 | read in the encoding that a detector finds, or that is given; bytes that are no text, or a record of a file that is UTF-8 elsewhere, are rejected with the place of the first bad one; in HTML they become U+FFFD |
//! | UTF-16 with byte order mark | decoded |
//! | UTF-8 byte order mark | plain text keeps it as its first character; elsewhere it is dropped |
//! | NUL bytes, any line ends | kept in the text |
//! | an empty file | plain text: an article without text; HTML: rejected; otherwise no records |
//! | longer than [`CorpusOptions::max_article_bytes`] | the file, line or record is rejected without being held in memory |
//! | compressed data cut off or damaged | what comes before it is read, then it is rejected |
//! | compressed data that expands without measure | rejected from there on |
//! | a file that vanishes or may not be read, below a folder | rejected |
//! | a symbolic link below a folder | rejected, as it may lead out of the folder |
//! | a hidden file or folder below a folder, and what programs leave there | passed over |
//! | a zip whose files overlap, or a file in one that is encrypted, a link, an archive, or leads out of it | rejected |
//! | a file of unknown format below a folder | rejected |
//! | PDF, Office or EPUB under the name of another format | rejected, with a converter |
//! | a web page in another language than English, in WARC | rejected |
//! | a record of a web archive that is cut off or has no header | rejected, with the rest of the file |

pub(crate) mod archive;
mod columns;
pub(crate) mod encoding;
mod field_names;
mod fields;
mod files;
mod format;
mod formats;
mod input;
mod inventory;
mod labels;
mod language;
mod markup;
mod naming;
mod opened;
mod options;
pub(crate) mod passed_over;
mod reader;
mod records;
mod source;
mod tally;
#[cfg(test)]
mod tests;
mod zip;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use fields::{Fields, Record, Value};
pub use format::Format;
pub use inventory::Inventory;
pub use markup::TextFormat;
pub use naming::Compression;
pub use options::CorpusOptions;
pub use reader::too_long;
pub use records::article_of;
pub use tally::Tally;

pub use crate::article::{Article, Metadata, Rejected, article_name};

use self::files::Files;
use self::naming::NameSays;
use self::opened::Opened;
use self::reader::{Fault, ReadArticles};
use self::source::Source;
use crate::error::{Error, Result};

/// The articles of some files, folders and standard input, in a fixed order: the inputs as
/// given, the files of a folder by path, the records as they stand in their file.
///
/// ```
/// use sayso::corpus::{Corpus, CorpusOptions};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("rain.txt"), "It will rain, she said.")?;
/// let corpus = Corpus::open(&[folder.path().to_owned()], CorpusOptions::default())?;
/// for article in corpus {
///     match article {
///         Ok(article) => assert_eq!(article.id, "rain.txt"),
///         Err(rejected) => eprintln!("{}: {}", rejected.file, rejected.reason),
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Corpus {
    files: Files,
    options: Arc<CorpusOptions>,
    tally: Tally,
    current: Option<Current>,
    /// What is read in the place of standard input.
    stream: Option<Box<dyn Read + Send>>,
    /// The sizes of the files that are done with, in bytes.
    finished_bytes: u64,
    /// Bytes read of the current file.
    current_bytes: Arc<AtomicU64>,
}

struct Current {
    source: Source,
    file: Opened,
}

impl Corpus {
    /// Opens the corpus in `inputs`: files, folders with all that is below them, and `-`
    /// for standard input.
    ///
    /// # Errors
    ///
    /// If there is no input, one does not exist, or the format of one that is no folder is
    /// neither given nor known from its name.
    pub fn open(inputs: &[PathBuf], options: CorpusOptions) -> Result<Self> {
        let files = Files::new(inputs, &options.exclude)?;
        if options.format.is_none() {
            for file in files.named() {
                let says = NameSays::of(&file.id);
                if file.path.is_none() {
                    return Err(Error::Usage(
                        "standard input has no name to tell its format: give --input-format".into(),
                    ));
                } else if says.format.is_none() {
                    return Err(Error::Usage(format!(
                        "{}: {}",
                        file.name,
                        says.unknown_format()
                    )));
                }
            }
        }
        Ok(Self {
            files,
            options: Arc::new(options),
            tally: Tally::default(),
            current: None,
            stream: None,
            finished_bytes: 0,
            current_bytes: Arc::new(AtomicU64::new(0)),
        })
    }

    /// The corpus in a stream, read as standard input would be: the ids of records without one
    /// begin with `-`. What is compressed is not decompressed.
    ///
    /// # Errors
    ///
    /// If the options do not tell the format.
    pub fn of_stream(content: impl Read + Send + 'static, options: CorpusOptions) -> Result<Self> {
        let mut corpus = Self::open(&[PathBuf::from("-")], options)?;
        corpus.stream = Some(Box::new(content));
        Ok(corpus)
    }

    /// The size of all files, in bytes as they lie on disk; nothing if it cannot be known
    /// beforehand, as of standard input. Walks through the folders: call it once.
    pub fn total_bytes(&self) -> Option<u64> {
        self.files.total_size()
    }

    /// How much of [`Self::total_bytes`] has been read.
    pub fn bytes_read(&self) -> u64 {
        let of_current = self.current_bytes.load(Ordering::Relaxed);
        self.finished_bytes + of_current
    }

    /// What the files have been read as; it goes on counting.
    pub fn tally(&self) -> Tally {
        self.tally.clone()
    }

    /// What the inputs are like now, to tell later whether they still are. Walks through the
    /// folders.
    ///
    /// # Errors
    ///
    /// If one is standard input, a pipe or a device, and cannot be read a second time.
    pub fn inventory(&self) -> Result<Vec<Inventory>> {
        self.files.inventory()
    }

    /// Passes over the next `records` records, rejected ones included, and tells `seen` the
    /// ids of the articles among them; the answer is how many there were.
    ///
    /// A text file is not read for that; it may then turn out to be told of although it would be
    /// rejected.
    pub fn pass_over(&mut self, records: u64, mut seen: impl FnMut(&str)) -> u64 {
        for passed in 0..records {
            match self.pass_over_one() {
                Some(Ok(id)) => seen(&id),
                Some(Err(_)) => {}
                None => return passed,
            }
        }
        records
    }

    fn pass_over_one(&mut self) -> Option<std::result::Result<String, Rejected>> {
        if self.current.is_none() {
            match self.files.next()?.and_then(|source| self.start(source)) {
                Ok(current) if current.file.is_one_text() => {
                    self.finish(&current.source);
                    return Some(Ok(current.source.id));
                }
                Ok(current) => self.current = Some(current),
                Err(rejected) => return Some(Err(rejected)),
            }
        }
        self.next().map(|record| record.map(|article| article.id))
    }

    fn start(&mut self, source: Source) -> std::result::Result<Current, Rejected> {
        match self.open_file(&source) {
            Ok(file) => Ok(Current { source, file }),
            Err(reason) => {
                self.finish(&source);
                Err(rejected(&source, Fault::whole(reason)))
            }
        }
    }

    fn open_file(&mut self, source: &Source) -> std::result::Result<Opened, String> {
        let format = NameSays::format_of(&source.id, &self.options)?;
        let count = Arc::clone(&self.current_bytes);
        let content = match self.stream.take() {
            Some(stream) => source::decompress(stream, Some(Compression::None), count)
                .map_err(|error| reader::cannot_read(&error))?,
            None => source::open(source, NameSays::of(&source.id).compression, count)?,
        };
        Opened::new(source, format, content, &self.options)
    }

    /// Counts a file as read, also where it was left unread.
    fn finish(&mut self, source: &Source) {
        let read = self.current_bytes.swap(0, Ordering::Relaxed);
        self.finished_bytes += source.size.unwrap_or(read);
    }
}

fn rejected(source: &Source, fault: Fault) -> Rejected {
    Rejected {
        file: source.name.clone(),
        record: fault.record,
        article_id: fault.id.unwrap_or_else(|| source.id.clone()),
        reason: fault.reason,
    }
}

impl Iterator for Corpus {
    type Item = std::result::Result<Article, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(current) = &mut self.current else {
                match self.files.next()?.and_then(|source| self.start(source)) {
                    Ok(current) => self.current = Some(current),
                    Err(rejected) => return Some(Err(rejected)),
                }
                continue;
            };
            match current.file.next_article() {
                Some(article) => {
                    return Some(article.map_err(|fault| rejected(&current.source, fault)));
                }
                None => {
                    if let Some(current) = self.current.take() {
                        self.tally.add(&current.file.read_as());
                        self.finish(&current.source);
                    }
                }
            }
        }
    }
}
