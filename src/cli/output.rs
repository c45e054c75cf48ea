//! Output files that appear whole or not at all.

#[cfg(feature = "parquet")]
use super::kept::KeptRows;
use super::pending::{CompleteFile, PendingFile};
use super::signals;
use super::table::{Encoding, Rows};
use anyhow::{Context, Result, bail};
use sayso::claims::schema::Schema;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where one kind of result goes.
pub struct Output {
    place: Place,
    /// What is written becomes bytes with it.
    encoding: Encoding,
}

enum Place {
    /// Standard output, a pipe or a device: written as it comes.
    Stream { out: Box<dyn Write>, name: PathBuf },
    /// A file: written beside its place under a hidden name, and renamed at the end.
    File(PendingFile),
    /// Rows beside the place of a table that is made of them at the end.
    #[cfg(feature = "parquet")]
    Rows(Box<KeptRows>),
}

impl Output {
    /// Opens `path` for writing; `-` is standard output.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_as(path, None)
    }

    /// The same; the rows that are written become Parquet if they are those of a table.
    pub fn open_as(path: &Path, table: Option<&Schema>) -> Result<Self> {
        let encoding = Encoding::new(table)?;
        let place = Place::open(path, PendingFile::temporary)?;
        Ok(Self { place, encoding })
    }

    /// The same, as an earlier run has left it.
    pub fn resume(path: &Path, table: Option<&Schema>) -> Result<Self> {
        // Whether it can be made is to be known before the run.
        Encoding::new(table)?;
        let encoding = Encoding::Plain;
        let place = match table {
            #[cfg(feature = "parquet")]
            Some(table) => match Place::open(path, PendingFile::kept_rows)? {
                Place::File(rows) => Place::Rows(Box::new(KeptRows::new(rows, table.clone()))),
                other => other,
            },
            _ => Place::open(path, PendingFile::kept)?,
        };
        Ok(Self { place, encoding })
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.place.write(bytes)
    }

    /// Writes the results of one article.
    pub fn write_rows(&mut self, rows: &Rows) -> Result<()> {
        #[cfg(feature = "parquet")]
        if let (Place::Rows(kept), Rows::Cells(rows)) = (&mut self.place, rows) {
            let added = kept.add(rows);
            return added.with_context(|| format!("cannot write {}", kept.target().display()));
        }
        let bytes = self.encoding.add(rows)?;
        self.place.write(&bytes)
    }

    /// Whether it is written as it comes.
    pub fn is_stream(&self) -> bool {
        matches!(self.place, Place::Stream { .. })
    }

    /// Whether the file is yet to be made of what is written.
    pub fn is_rows(&self) -> bool {
        !matches!(self.place, Place::Stream { .. } | Place::File(_))
    }

    /// The file that is being written, if it is one.
    pub fn file(&mut self) -> Option<&mut PendingFile> {
        match &mut self.place {
            Place::Stream { .. } => None,
            Place::File(file) => Some(file),
            #[cfg(feature = "parquet")]
            Place::Rows(kept) => Some(kept.file()),
        }
    }

    /// Takes away what an earlier run has left: its file is in its place.
    pub fn discard(self) -> io::Result<()> {
        match self.place {
            Place::Stream { .. } => Ok(()),
            Place::File(file) => file.discard(),
            #[cfg(feature = "parquet")]
            Place::Rows(kept) => kept.discard(),
        }
    }

    /// All of it written; the file of it is complete, but for one of rows yet to be made.
    fn complete(mut self) -> Result<Option<CompleteFile>> {
        let rest = self.encoding.finish()?;
        self.place.write(&rest)?;
        match self.place {
            Place::File(file) => {
                let cannot_write = format!("cannot write {}", file.target().display());
                file.complete().context(cannot_write).map(Some)
            }
            Place::Stream { .. } => Ok(None),
            #[cfg(feature = "parquet")]
            Place::Rows(_) => Ok(None),
        }
    }
}

impl Place {
    /// Finds out what `path` is; `pending` opens it if it is, or is to be, a file.
    fn open(path: &Path, pending: fn(&Path) -> io::Result<PendingFile>) -> Result<Self> {
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
            _ => pending(path)
                .with_context(|| format!("cannot write {}", path.display()))
                .map(Self::File),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let (written, name) = match self {
            // Who reads a stream may wait for this very article.
            Self::Stream { out, name } => (
                out.write_all(bytes).and_then(|()| out.flush()),
                name.as_path(),
            ),
            Self::File(file) => (file.write(bytes), file.target()),
            // What stands before and behind the rows is the table's own.
            #[cfg(feature = "parquet")]
            Self::Rows(kept) => {
                debug_assert!(bytes.is_empty(), "a table has rows alone");
                (Ok(()), kept.target())
            }
        };
        written.with_context(|| format!("cannot write {}", name.display()))
    }
}

/// Puts all outputs in their places: first every one is complete and on the disk, then they
/// are renamed, in the order given.
#[cfg_attr(not(feature = "parquet"), expect(unused_mut))]
pub fn commit(outputs: impl IntoIterator<Item = Output>) -> Result<()> {
    let (mut complete, mut rows) = (Vec::new(), Vec::<Output>::new());
    for mut output in outputs {
        match &mut output.place {
            #[cfg(feature = "parquet")]
            Place::Rows(kept) => {
                let mut table = Output::open(kept.target())?;
                kept.make(|bytes| table.write(bytes))?;
                complete.extend(table.complete()?);
                rows.push(output);
            }
            _ => complete.extend(output.complete()?),
        }
    }
    // Held so that an interruption comes before all of the renaming or after it.
    let mut unfinished = signals::unfinished();
    for file in complete {
        let cannot_write = format!("cannot write {}", file.target().display());
        file.rename(&mut unfinished).context(cannot_write)?;
    }
    for output in rows {
        output
            .discard()
            .context("cannot delete the rows of a file that is done")?;
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

pub fn is_standard_output(path: &Path) -> bool {
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

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
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
