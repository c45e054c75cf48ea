//! Output files that appear whole or not at all.

use super::signals;
use anyhow::{Context, Result, bail};
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// Where one kind of result goes.
pub enum Output {
    /// Standard output, a pipe or a device: written as it comes.
    Stream { out: Box<dyn Write>, name: PathBuf },
    /// A file: written beside its place under a hidden name, and renamed at the end.
    File(PendingFile),
}

/// A file that is not yet in its place.
pub struct PendingFile {
    writer: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Output {
    /// Opens `path` for writing; `-` is standard output.
    pub fn open(path: &Path) -> Result<Self> {
        if is_standard_output(path) {
            return Ok(Self::Stream {
                out: Box::new(BufWriter::new(io::stdout())),
                name: "standard output".into(),
            });
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                bail!(
                    "cannot write {}: it is a folder; name a file in it",
                    path.display()
                )
            }
            // A pipe or a device cannot be renamed onto.
            Ok(meta) if !meta.is_file() || is_device(path) => {
                let file = File::options().write(true).open(path);
                let file = file.with_context(|| format!("cannot write {}", path.display()))?;
                Ok(Self::Stream {
                    out: Box::new(BufWriter::new(file)),
                    name: path.to_owned(),
                })
            }
            _ => PendingFile::create(path)
                .with_context(|| format!("cannot write {}", path.display()))
                .map(Self::File),
        }
    }

    /// Writes the results of one article.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let (written, name) = match self {
            // Who reads a stream may wait for this very article.
            Self::Stream { out, name } => (out.write_all(bytes).and_then(|()| out.flush()), &*name),
            Self::File(file) => (file.writer.write_all(bytes), &file.target),
        };
        written.with_context(|| format!("cannot write {}", name.display()))
    }

    /// Whether it is written as it comes.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Stream { .. })
    }
}

/// Puts all outputs in their places: first every one is complete and on the disk, then they
/// are renamed, in the order given.
pub fn commit(outputs: impl IntoIterator<Item = Output>) -> Result<()> {
    let mut complete = Vec::new();
    for output in outputs {
        if let Output::File(file) = output {
            let target = file.target.clone();
            let done = file.complete();
            complete.push(done.with_context(|| format!("cannot write {}", target.display()))?);
        }
    }
    // Held so that an interruption comes before all of the renaming or after it.
    let mut unfinished = signals::unfinished();
    for (path, target) in complete {
        let name = path.to_path_buf();
        path.persist(&target)
            .with_context(|| format!("cannot write {}", target.display()))?;
        unfinished.retain(|other| *other != name);
        sync_folder(&target);
    }
    Ok(())
}

impl PendingFile {
    fn create(path: &Path) -> io::Result<Self> {
        // A link stays a link: what it leads to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            let reason = format!("there is no folder {}; make it first", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, reason));
        }
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(target.file_name().unwrap_or_default());
        prefix.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".sayso-unfinished");
        // Those of any new file: what the user's mask leaves.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // Made and remembered in one step as far as an interruption can see.
        let mut unfinished = signals::unfinished();
        let file = builder.tempfile_in(folder)?;
        unfinished.push(file.path().to_owned());
        Ok(Self {
            writer: BufWriter::with_capacity(1 << 16, file),
            target,
        })
    }

    /// All of the file on the disk, with the permissions of the one that it replaces.
    fn complete(self) -> io::Result<(TempPath, PathBuf)> {
        let file = self
            .writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        if let Some(permissions) = permissions_of(&self.target) {
            file.as_file().set_permissions(permissions)?;
        }
        file.as_file().sync_all()?;
        Ok((file.into_temp_path(), self.target))
    }
}

fn permissions_of(path: &Path) -> Option<Permissions> {
    Some(fs::metadata(path).ok()?.permissions())
}

/// Makes the renaming itself last through a crash of the machine, where the system can.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent() {
        let folder = if folder == Path::new("") {
            Path::new(".")
        } else {
            folder
        };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdout")
}

/// Devices, and open files under their number: `/dev/fd/3` may lead to a regular file.
fn is_device(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

/// Whether results and messages would share one terminal.
pub fn writes_to_terminal(path: &Path) -> bool {
    is_standard_output(path) && io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_there_before_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut output = Output::open(&path).unwrap();
        output.write(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(output);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut output = Output::open(&path).unwrap();
        output.write(b"new").unwrap();
        commit([output]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_any_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        let path = folder.path().join("a.csv");
        commit([Output::open(&path).unwrap()]).unwrap();
        assert_eq!(mode(&path), mode(&plain));

        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        commit([Output::open(&path).unwrap()]).unwrap();
        assert_eq!(mode(&path) & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut output = Output::open(&link).unwrap();
        output.write(b"new").unwrap();
        commit([output]).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
    }

    #[test]
    fn a_folder_is_no_output() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Output::open(folder.path()).is_err());
        assert!(Output::open(&folder.path().join("no/such/a.csv")).is_err());
    }
}
