//! Zip archives of articles: each file in them is read as if it lay in a folder.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::archive::Archive;
use super::naming::NameSays;
use super::passed_over::is_passed_over;
use super::reader::{Content, Fault, ReadArticles, cannot_read};
use super::source::{self, Source};
use super::tally::ReadAs;
use super::{Article, CorpusOptions, Format};

/// What an archive begins with, if nothing was put before it.
const MAGIC: &[u8] = b"PK";

/// How a file is opened, whatever its format: from its content, which is decompressed.
pub(super) type Open = fn(&Source, Format, Content, &Arc<CorpusOptions>) -> Result<File, String>;

/// An open file.
type File = Box<dyn ReadArticles>;

/// Reads the files of an archive in their order there.
pub(super) struct Zip {
    archive: Archive,
    source: Source,
    options: Arc<CorpusOptions>,
    open: Open,
    next: usize,
    /// The file that is being read, and its name.
    current: Option<(String, File)>,
    /// Why there is something left that is not read.
    fault: Option<String>,
    read_as: ReadAs,
    /// The number of the record that was read last in its file.
    record: Option<u64>,
}

impl Zip {
    /// An archive that does not lie on disk as it is, is put there.
    ///
    /// # Errors
    /// The reason in words, if it is no archive, or no articles can be in it.
    pub fn new(
        source: &Source,
        content: &mut Content,
        options: &Arc<CorpusOptions>,
        open: Open,
    ) -> Result<Self, String> {
        let file = source::on_disk(source, content, MAGIC).map_err(|error| cannot_read(&error))?;
        let archive = Archive::open(file)?;
        let mut zip = Self {
            archive,
            source: source.clone(),
            // A form that was given is that of the files.
            options: match options.format {
                Some(Format::Zip) => Arc::new(CorpusOptions {
                    format: None,
                    ..CorpusOptions::clone(options)
                }),
                _ => Arc::clone(options),
            },
            open,
            next: 0,
            current: None,
            fault: None,
            read_as: ReadAs::new("zip"),
            record: None,
        };
        zip.check()?;
        Ok(zip)
    }

    fn check(&mut self) -> Result<(), String> {
        let archive = &self.archive;
        let office = ["[Content_Types].xml", "mimetype", "META-INF/container.xml"];
        if office.iter().any(|name| archive.has(name)) {
            return Err(
                "an Office document or an EPUB, whatever its name says; convert it to plain text \
                 first, for example with pandoc"
                    .into(),
            );
        }
        if archive.has_duplicate_names() {
            let reason =
                "several files in the archive have the same name; only the last of each is read";
            self.fault = Some(reason.into());
        }
        Ok(())
    }

    /// Opens the next file that is not to be passed over; nothing at the end.
    fn open_next(&mut self) -> Option<Result<(String, File), (String, String)>> {
        while self.next < self.archive.len() {
            let number = self.next;
            self.next += 1;
            match self.open(number) {
                Ok(None) => {}
                Ok(Some(file)) => return Some(Ok(file)),
                Err((name, reason)) => return Some(Err((name, reason))),
            }
        }
        None
    }

    /// Opens a file; nothing if it is to be passed over.
    fn open(&mut self, number: usize) -> Result<Option<(String, File)>, (String, String)> {
        let entry = self.archive.entry(number)?;
        let path = entry.path;
        let file = Source {
            path: None,
            name: format!("{}/{path}", self.source.name),
            id: format!("{}/{path}", self.source.id),
            size: None,
        };
        let fault = |reason: String| (path.clone(), reason);
        let exists = |other: &str| self.archive.has(other);
        if entry.is_folder || is_passed_over(&path, exists) {
            return Ok(None);
        }
        if let Some(reason) = entry.fault {
            return Err(fault(reason.into()));
        }
        let format = NameSays::format_of(&file.id, &self.options).map_err(fault)?;
        if format == Format::Zip {
            return Err(fault(
                "an archive in an archive is not read; unpack it first".into(),
            ));
        }
        let content = self.archive.content(number).map_err(fault)?;
        let compression = NameSays::of(&file.id).compression;
        let count = Arc::new(AtomicU64::new(0));
        let content = source::decompress(Box::new(content), compression, count);
        let content = content.map_err(|error| fault(cannot_read(&error)))?;
        let opened = (self.open)(&file, format, content, &self.options).map_err(fault)?;
        Ok(Some((path, opened)))
    }
}

impl ReadArticles for Zip {
    fn next_article(&mut self) -> Option<Result<Article, Fault>> {
        loop {
            let Some((name, file)) = &mut self.current else {
                match self.open_next() {
                    Some(Ok(file)) => self.current = Some(file),
                    Some(Err((name, reason))) => {
                        return Some(Err(Fault {
                            id: Some(format!("{}/{name}", self.source.id)),
                            ..Fault::whole(format!("{name}: {reason}"))
                        }));
                    }
                    None => return self.fault.take().map(|reason| Err(Fault::whole(reason))),
                }
                continue;
            };
            match file.next_article() {
                Some(article) => {
                    self.record = file.record();
                    return Some(article.map_err(|fault| {
                        let reason = format!("{name}: {}", fault.reason);
                        Fault { reason, ..fault }
                    }));
                }
                None => {
                    self.read_as.add(format!("{} in it", file.read_as()));
                    self.current = None;
                }
            }
        }
    }

    fn read_as(&self) -> ReadAs {
        self.read_as.clone()
    }

    fn record(&self) -> Option<u64> {
        self.record
    }
}
