//! Output files that appear whole or not at all.

use super::pending::PendingFile;
use super::signals;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where one kind of result goes.
pub enum Output {
    /// Standard output, a pipe or a device: written as it comes.
    Stream { out: Box<dyn Write>, name: PathBuf },
    /// A file: written beside its place under a hidden name, and renamed at the end.
    File(PendingFile),
}

impl Output {
    /// Opens `path` for writing; `-` is standard output.
    ///
    /// With `resume` the file that an earlier run has left is opened as it is.
    pub fn open(path: &Path, resume: bool) -> Result<Self> {
        if is_standard_output(path) {
            return Ok(Self::Stream {
                out: Box::new(BufWriter::new(io::stdout())),
                name: name_of(path).into(),
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
            Ok(_) if is_stream(path) => {
                let file = File::options().write(true).open(path);
                let file = file.with_context(|| format!("cannot write {}", path.display()))?;
                Ok(Self::Stream {
                    out: Box::new(BufWriter::new(file)),
                    name: path.to_owned(),
                })
            }
            _ => match resume {
                true => PendingFile::kept(path),
                false => PendingFile::temporary(path),
            }
            .with_context(|| format!("cannot write {}", path.display()))
            .map(Self::File),
        }
    }

    /// Writes the results of one article.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let (written, name) = match self {
            // Who reads a stream may wait for this very article.
            Self::Stream { out, name } => (
                out.write_all(bytes).and_then(|()| out.flush()),
                name.as_path(),
            ),
            Self::File(file) => (file.write(bytes), file.target()),
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
            let cannot_write = format!("cannot write {}", file.target().display());
            complete.push(file.complete().context(cannot_write)?);
        }
    }
    // Held so that an interruption comes before all of the renaming or after it.
    let mut unfinished = signals::unfinished();
    for file in complete {
        let cannot_write = format!("cannot write {}", file.target().display());
        file.rename(&mut unfinished).context(cannot_write)?;
    }
    Ok(())
}

/// Refuses what is written as it comes, so that a run cannot go on with it later.
pub fn refuse_stream(path: &Path) -> Result<()> {
    if is_stream(path) {
        let name = name_of(path);
        bail!("--resume needs files to write to, and {name} is none");
    }
    Ok(())
}

fn is_stream(path: &Path) -> bool {
    let is_other = fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    is_standard_output(path) || is_device(path) || is_other
}

fn name_of(path: &Path) -> String {
    if is_standard_output(path) {
        "standard output".into()
    } else {
        path.display().to_string()
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
        let mut output = Output::open(&path, false).unwrap();
        output.write(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(output);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut output = Output::open(&path, false).unwrap();
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
        commit([Output::open(&path, false).unwrap()]).unwrap();
        assert_eq!(mode(&path), mode(&plain));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        commit([Output::open(&path, false).unwrap()]).unwrap();
        assert_eq!(mode(&path) & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut output = Output::open(&link, false).unwrap();
        output.write(b"new").unwrap();
        commit([output]).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
    }

    #[test]
    fn a_folder_is_no_output() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Output::open(folder.path(), false).is_err());
        assert!(Output::open(&folder.path().join("no/such/a.csv"), false).is_err());
    }
}
