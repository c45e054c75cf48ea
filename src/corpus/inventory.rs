//! What the inputs were like, to tell later whether they still are.

use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::Rejected;
use super::source::Source;
use crate::error::{Error, Result};

/// One input as it was found: a file, or a folder with all the files in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// As the user named it.
    pub name: String,
    /// Number of files, with those that cannot be read.
    pub files: u64,
    /// How large they are together.
    pub bytes: u64,
    /// Of the name, size and time of modification of each file, in their order.
    pub digest: String,
}

impl Inventory {
    /// Takes stock of an input whose files are `files`.
    ///
    /// # Errors
    ///
    /// If one is no regular file, so that it cannot be read a second time.
    pub(super) fn take(
        input: &Path,
        files: impl Iterator<Item = std::result::Result<Source, Rejected>>,
    ) -> Result<Self> {
        let mut inventory = Self {
            name: input.to_string_lossy().into_owned(),
            files: 0,
            bytes: 0,
            digest: String::new(),
        };
        let mut digest = XxHash3_128::new();
        // Where it is counts, too: the same name may mean another file elsewhere.
        let place = input.canonicalize().unwrap_or_default();
        digest.write(place.as_os_str().as_encoded_bytes());
        for file in files {
            let (name, size, modified) = match &file {
                Ok(source) => {
                    let size = source.size.ok_or_else(|| not_a_file(source))?;
                    (&source.name, size, modified(source))
                }
                Err(rejected) => (&rejected.file, 0, 0),
            };
            inventory.files += 1;
            inventory.bytes += size;
            digest.write(name.as_bytes());
            digest.write(&size.to_le_bytes());
            digest.write(&modified.to_le_bytes());
        }
        inventory.digest = format!("{:032x}", digest.finish_128());
        Ok(inventory)
    }

    /// How an input has changed since `before`, in words; nothing if it has not.
    pub fn changed_since(&self, before: &Self) -> Option<String> {
        let size = |inventory: &Self| match inventory.files {
            1 => format!("{} bytes", inventory.bytes),
            files => format!("{files} files of {} bytes", inventory.bytes),
        };
        let name = &self.name;
        if self == before {
            None
        } else if *name != before.name {
            Some(format!("{name} (was {})", before.name))
        } else if (self.files, self.bytes) != (before.files, before.bytes) {
            Some(format!("{name} (had {}, has {})", size(before), size(self)))
        } else {
            Some(format!("{name} (modified, moved or renamed since)"))
        }
    }
}

fn not_a_file(source: &Source) -> Error {
    let name = match &source.path {
        Some(_) => &source.name,
        None => "standard input",
    };
    Error::Usage(format!(
        "{name} cannot be read a second time: --resume needs files and folders as inputs"
    ))
}

/// Nanoseconds since 1970; 0 if the system does not tell.
fn modified(source: &Source) -> u128 {
    let metadata = source.path.as_ref().and_then(|p| std::fs::metadata(p).ok());
    metadata
        .and_then(|metadata| metadata.modified().ok())
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos())
}
