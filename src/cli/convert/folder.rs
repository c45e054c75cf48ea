//! A folder that appears whole or not at all.

use crate::cli::signals;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is not yet in its place: filled beside it under a hidden name, and renamed at
/// the end.
pub struct PendingFolder {
    unfinished: TempDir,
    target: PathBuf,
}

impl PendingFolder {
    /// A folder that will be `path`, which must be new or empty.
    pub fn create(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            bail!("brat annotation is a folder: name it with -o FOLDER");
        }
        if path.exists() {
            let entries = fs::read_dir(path);
            let mut entries =
                entries.with_context(|| format!("{} is no folder", path.display()))?;
            if entries.next().is_some() {
                bail!(
                    "{} is not empty; name a new folder, so that nothing is overwritten",
                    path.display()
                );
            }
        }
        let cannot = || format!("cannot write {}", path.display());
        // Without a slash at the end, which would hide the last part.
        let target: PathBuf = path.components().collect();
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        if !parent.is_dir() {
            bail!(
                "{}: there is no folder {}; make it first",
                cannot(),
                parent.display()
            );
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".sayso-unfinished");
        // Those of any new folder: what the user's mask leaves.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let mut held = signals::unfinished();
        let unfinished = builder.tempdir_in(parent).with_context(cannot)?;
        held.push(unfinished.path().to_owned());
        Ok(Self { unfinished, target })
    }

    /// Writes one file in it. `name` is one part of a path.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let written = fs::write(self.unfinished.path().join(name), bytes);
        written.with_context(|| format!("cannot write {}", self.target.join(name).display()))
    }

    /// Puts it in its place.
    pub fn commit(self) -> Result<()> {
        let mut held = signals::unfinished();
        let name = self.unfinished.path().to_owned();
        // An empty folder that is there already gives way; one that is not does not.
        if self.target.is_dir() {
            let removed = fs::remove_dir(&self.target);
            removed.with_context(|| format!("cannot write {}", self.target.display()))?;
        }
        let renamed = fs::rename(&name, &self.target);
        renamed.with_context(|| format!("cannot write {}", self.target.display()))?;
        held.retain(|other| *other != name);
        // Nothing is left there to remove.
        let _ = self.unfinished.keep();
        Ok(())
    }
}
