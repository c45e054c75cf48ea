//! Annotations in a zip archive, as annotation tools export them: read as those of a folder.

use crate::corpus::archive::Archive;
use crate::corpus::passed_over::is_passed_over;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::Path;
use tempfile::TempDir;

/// What all files of an archive may give together, in bytes.
const MOST: u64 = 4 << 30;

/// A temporary folder with the files of an archive, bounded; nothing if the path is none.
///
/// # Errors
/// If the archive cannot be read, or is one that was made to do harm.
pub fn unpacked(path: &Path) -> Result<Option<TempDir>> {
    if !path.is_file() || !is_archive(path) {
        return Ok(None);
    }
    let file = File::open(path).map_err(Error::io("open", path))?;
    let folder = tempfile::tempdir().map_err(Error::io("unpack", path))?;
    let mut unpacking = Unpacking { left: MOST };
    let unpacked = unpacking.unpack(file, folder.path(), true);
    unpacked.map_err(|reason| Error::Usage(format!("{}: {reason}", path.display())))?;
    Ok(Some(folder))
}

fn is_archive(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

struct Unpacking {
    left: u64,
}

impl Unpacking {
    /// A project of INCEpTION has an archive for each who annotated in it, and no deeper ones.
    fn unpack(&mut self, file: File, into: &Path, has_archives: bool) -> Result<(), String> {
        let mut archive = Archive::open(file)?;
        for number in 0..archive.len() {
            let entry = archive.entry(number);
            let entry = entry.map_err(|(name, reason)| format!("{name}: {reason}"))?;
            let place = into.join(&entry.path);
            // As it was before anybody annotated.
            let is_initial = place.file_stem().is_some_and(|name| name == "INITIAL_CAS");
            let has = |other: &str| archive.has(other);
            if entry.is_folder || is_initial || is_passed_over(&entry.path, has) {
                continue;
            }
            let fault = |reason: String| format!("{}: {reason}", entry.path);
            if let Some(reason) = entry.fault {
                return Err(fault(reason.into()));
            }
            let mut content = archive.content(number).map_err(fault)?;
            let mut copy = || -> io::Result<File> {
                fs::create_dir_all(place.parent().unwrap_or(into))?;
                let mut file = File::options()
                    .read(true)
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .open(&place)?;
                let length = io::copy(&mut content, &mut file)?;
                let left = self.left.checked_sub(length);
                let too_much =
                    || io::Error::other(format!("more than {MOST} bytes in the archive"));
                self.left = left.ok_or_else(too_much)?;
                file.rewind()?;
                Ok(file)
            };
            let file = copy().map_err(|error| fault(error.to_string()))?;
            if has_archives && is_archive(&place) {
                let folder = place.with_extension("");
                self.unpack(file, &folder, false).map_err(fault)?;
            }
        }
        Ok(())
    }
}

/// What was said of files in `folder`, said of the archive.
pub fn renamed(said: &str, folder: &TempDir, archive: &Path) -> String {
    let folder = folder.path().display().to_string();
    said.replace(&folder, &archive.display().to_string())
}
