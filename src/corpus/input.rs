//! One of the inputs that a user names.

use std::path::{Path, PathBuf};

/// Something the user named as input.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Stdin,
    File { path: PathBuf, size: Option<u64> },
    Folder(PathBuf),
}

impl Input {
    pub fn path(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("-"),
            Self::File { path, .. } | Self::Folder(path) => path,
        }
    }
}
