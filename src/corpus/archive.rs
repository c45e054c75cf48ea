//! What is in a zip archive, each file bounded, so that none takes the memory or the disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use ::zip::ZipArchive;
use ::zip::result::ZipError;
use tempfile::SpooledTempFile;

use super::reader::cannot_read;
use super::source;
use crate::contained::contained;

/// Files in an archive, at most.
const MOST_FILES: usize = 1 << 20;

/// Bytes of a file that are kept in memory; of a larger one the rest lies on disk.
const IN_MEMORY: usize = 1 << 20;

/// An archive that has been looked through.
pub(crate) struct Archive(ZipArchive<File>);

/// What the archive's directory says of a file.
pub(crate) struct Entry {
    /// Its path in the archive, below it.
    pub path: String,
    pub is_folder: bool,
    /// Why it is not read, whatever is in it.
    pub fault: Option<&'static str>,
}

impl Archive {
    /// # Errors
    /// The reason in words, if it is no archive, or one that was made to do harm.
    pub fn open(file: File) -> Result<Self, String> {
        let mut archive = attempt(|| ZipArchive::new(file))?;
        if archive.len() > MOST_FILES {
            return Err(format!("more than {MOST_FILES} files in the archive"));
        }
        if attempt(|| archive.has_overlapping_files())? {
            return Err("files in the archive overlap, as in one that was made to do harm".into());
        }
        Ok(Self(archive))
    }

    /// How many files and folders are in it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a file of that name is in it.
    pub fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// Whether of several files with the same name only the last can be read.
    pub fn has_duplicate_names(&self) -> bool {
        self.0.has_duplicate_names()
    }

    /// What is said of a file.
    ///
    /// # Errors
    /// What to call it and the reason in words, if it cannot be known where it lies.
    pub fn entry(&mut self, number: usize) -> Result<Entry, (String, String)> {
        let entry = attempt(|| {
            // Asked of the directory, for which the file need not be one that can be read.
            let file = self.0.by_index_raw(number)?;
            let fault = if file.is_symlink() {
                Some("a symbolic link in an archive is not followed")
            } else if file.encrypted() {
                Some("encrypted; decrypt the archive first")
            } else {
                None
            };
            let entry = Entry {
                path: file.name()?.replace('\\', "/"),
                is_folder: file.is_dir(),
                fault,
            };
            Ok((entry, file.enclosed_name().is_some()))
        });
        match entry {
            Ok((entry, true)) => Ok(entry),
            Ok((entry, false)) => Err((entry.path, "its path leads out of the archive".into())),
            Err(reason) => Err((format!("file {}", number + 1), reason)),
        }
    }

    /// What a file holds, checked against its sum.
    ///
    /// # Errors
    /// The reason in words, if it cannot be read or expands without measure.
    pub fn content(&mut self, number: usize) -> Result<SpooledTempFile, String> {
        let mut spooled = SpooledTempFile::new(IN_MEMORY);
        attempt(|| {
            let file = self.0.by_index(number)?;
            let most = source::most_of(file.compressed_size());
            let given = io::copy(&mut file.take(most + 1), &mut spooled)?;
            if given > most {
                return Err(ZipError::Io(source::expands()));
            }
            spooled.seek(SeekFrom::Start(0))?;
            Ok(())
        })?;
        Ok(spooled)
    }
}

/// Runs a step of the library; what it says of a fault.
fn attempt<T>(step: impl FnOnce() -> Result<T, ZipError>) -> Result<T, String> {
    match contained(step) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ZipError::Io(error))) => Err(cannot_read(&error)),
        Ok(Err(ZipError::CompressionMethodNotSupported(method))) => Err(format!(
            "compressed in a way that is not read (method {method}); pack it with deflate"
        )),
        Ok(Err(error)) => Err(format!("not readable as zip: {error}")),
        Err(_) => Err("not readable as zip: the archive is damaged".into()),
    }
}
