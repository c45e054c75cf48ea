//! A file that is not yet in its place.
//!
//! It is written beside its place under a hidden name and renamed at the end. The hidden name
//! is new for each run, and the file goes with the run; for a run that can be resumed (see
//! [`super::resume`]) it is always the same, and the file stays until it is whole.

use super::signals;
use std::ffi::OsString;
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Ending of the hidden names.
const UNFINISHED: &str = ".sayso-unfinished";

/// The same, where the file is made of other rows in the end.
#[cfg(feature = "parquet")]
const ROWS: &str = ".sayso-rows";

/// A file that is being written.
pub struct PendingFile {
    writer: BufWriter<File>,
    place: Place,
    target: PathBuf,
    /// In bytes, with what is still to be handed to the system.
    length: u64,
}

/// Where a file is until it is in its place.
enum Place {
    /// Gone as soon as this is.
    Temporary(TempPath),
    Kept(PathBuf),
}

/// A file all of which is on the disk, to be put in its place.
pub struct CompleteFile {
    place: Place,
    target: PathBuf,
    /// Open until it is in its place, so that no other run can open it before.
    _file: BufWriter<File>,
}

impl PendingFile {
    /// A new file for `path`.
    pub fn temporary(path: &Path) -> io::Result<Self> {
        let target = target(path)?;
        let mut builder = tempfile::Builder::new();
        let prefix = hidden(&target, ".");
        builder.prefix(&prefix).suffix(UNFINISHED);
        // Those of any new file: what the user's mask leaves.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // Made and remembered in one step as far as an interruption can see.
        let mut unfinished = signals::unfinished();
        let file = builder.tempfile_in(folder_of(&target))?;
        unfinished.push(file.path().to_owned());
        let (file, place) = file.into_parts();
        Ok(Self {
            writer: writer(file),
            place: Place::Temporary(place),
            target,
            length: 0,
        })
    }

    /// The file for `path` that an earlier run has left, or a new one. As long as it is open,
    /// no other run can open it.
    pub fn kept(path: &Path) -> io::Result<Self> {
        Self::kept_as(path, UNFINISHED)
    }

    /// The same for rows of which the file for `path` is yet to be made.
    #[cfg(feature = "parquet")]
    pub fn kept_rows(path: &Path) -> io::Result<Self> {
        Self::kept_as(path, ROWS)
    }

    fn kept_as(path: &Path, ending: &str) -> io::Result<Self> {
        let target = target(path)?;
        let place = beside(&target, ending);
        let mut options = File::options();
        let file = options.write(true).create(true).truncate(false);
        let file = file.open(&place)?;
        let taken = || io::Error::other("another run is writing it");
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(taken()),
            // Where there are no locks, care is the user's.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // The run that held the lock may have put the file in its place meanwhile.
        let here = same_file::Handle::from_path(&place);
        if here.ok() != Some(same_file::Handle::from_file(file.try_clone()?)?) {
            return Err(taken());
        }
        sync_folder(&target);
        Ok(Self {
            length: file.metadata()?.len(),
            writer: writer(file),
            place: Place::Kept(place),
            target,
        })
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.writer.write_all(bytes)
    }

    /// Bytes written.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Leaves only the first so many bytes, and goes on behind them.
    pub fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().set_len(length)?;
        self.writer.seek(SeekFrom::Start(length))?;
        self.length = length;
        Ok(())
    }

    /// All that was written, to be read from its beginning.
    #[cfg(feature = "parquet")]
    pub fn read(&mut self) -> io::Result<File> {
        self.writer.flush()?;
        match &self.place {
            Place::Temporary(path) => File::open(path),
            Place::Kept(path) => File::open(path),
        }
    }

    /// Brings all that was written to the disk.
    pub fn sync(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()
    }

    /// Where it is to be in the end.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// All of the file on the disk, with the permissions of the one that it replaces.
    pub fn complete(mut self) -> io::Result<CompleteFile> {
        if let Some(permissions) = permissions_of(&self.target) {
            self.writer.get_ref().set_permissions(permissions)?;
        }
        self.sync()?;
        Ok(CompleteFile {
            place: self.place,
            target: self.target,
            _file: self.writer,
        })
    }

    /// Takes the file away: what it was to become is in its place.
    pub fn discard(self) -> io::Result<()> {
        match self.place {
            Place::Temporary(path) => path.close(),
            Place::Kept(path) => fs::remove_file(path),
        }
    }
}

impl CompleteFile {
    /// Puts it in its place.
    pub fn rename(self, unfinished: &mut Vec<PathBuf>) -> io::Result<()> {
        match self.place {
            Place::Kept(path) => fs::rename(path, &self.target)?,
            Place::Temporary(path) => {
                let name = path.to_path_buf();
                path.persist(&self.target)?;
                unfinished.retain(|other| *other != name);
            }
        }
        sync_folder(&self.target);
        Ok(())
    }

    /// Where it is to be.
    pub fn target(&self) -> &Path {
        &self.target
    }
}

fn writer(file: File) -> BufWriter<File> {
    BufWriter::with_capacity(1 << 16, file)
}

/// The file that `path` leads to: a link stays a link, and what it leads to is replaced.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    if !folder.is_dir() {
        let reason = format!("there is no folder {}; make it first", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    Ok(target)
}

/// A hidden name in the folder of `target`, made of its own with an ending.
pub fn beside(target: &Path, ending: &str) -> PathBuf {
    folder_of(target).join(hidden(target, ending))
}

fn hidden(target: &Path, ending: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(ending);
    name
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn permissions_of(path: &Path) -> Option<Permissions> {
    Some(fs::metadata(path).ok()?.permissions())
}

/// Makes the renaming itself last through a crash of the machine, where the system can.
pub fn sync_folder(target: &Path) {
    let _ = File::open(folder_of(target)).and_then(|folder| folder.sync_all());
}
