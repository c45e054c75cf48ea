//! From the inputs that the user named to the files in them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::Rejected;
use super::input::Input;
use super::inventory::Inventory;
use super::labels::labels;
use super::passed_over;
use super::source::Source;
use crate::error::{Error, Result};

/// The files of all inputs: the inputs in the order given, the files of a folder in the
/// order of their paths, compared part by part. Finds them as it goes along.
pub(super) struct Files {
    inputs: Vec<Input>,
    /// For each input, what the ids of its articles begin with.
    labels: Vec<String>,
    next_input: usize,
    /// Files of folders to pass over, in their canonical form.
    exclude: Vec<PathBuf>,
    /// The folder that is being gone through, its label, and the rest of what is below it.
    folder: Option<(PathBuf, String, Walk)>,
}

type Walk = walkdir::FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool>;

impl Files {
    /// # Errors
    ///
    /// If there is no input, one does not exist, or standard input is named twice.
    pub fn new(inputs: &[PathBuf], exclude: &[PathBuf]) -> Result<Self> {
        if inputs.is_empty() {
            return Err(Error::Usage(
                "no input: name files, folders, or - (standard input)".into(),
            ));
        }
        if inputs.iter().filter(|path| is_standard_input(path)).count() > 1 {
            return Err(Error::Usage(
                "standard input (-) can be read only once".into(),
            ));
        }
        let inputs = inputs
            .iter()
            .map(|path| input(path))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            labels: labels(&inputs),
            inputs,
            next_input: 0,
            exclude: exclude
                .iter()
                .filter_map(|path| path.canonicalize().ok())
                .collect(),
            folder: None,
        })
    }

    /// The files that the user named themselves, not by a folder.
    pub fn named(&self) -> impl Iterator<Item = Source> {
        let inputs = self.inputs.iter().zip(&self.labels);
        inputs.filter_map(|(input, label)| named(input, label))
    }

    /// What each input is like. Walks through the folders.
    ///
    /// # Errors
    ///
    /// If an input cannot be read a second time.
    pub fn inventory(&self) -> Result<Vec<Inventory>> {
        self.inputs
            .iter()
            .map(|input| {
                let alone = Self {
                    inputs: vec![input.clone()],
                    labels: vec![String::new()],
                    next_input: 0,
                    exclude: self.exclude.clone(),
                    folder: None,
                };
                Inventory::take(input.path(), alone)
            })
            .collect()
    }

    /// How large all files are together, in bytes; nothing if some are no regular files.
    /// Walks through the folders.
    pub fn total_size(&self) -> Option<u64> {
        self.inputs
            .iter()
            .map(|input| match input {
                Input::Stdin => None,
                Input::File { size, .. } => *size,
                Input::Folder(root) => Some(
                    walk(root)
                        .filter_map(|entry| entry.ok()?.metadata().ok())
                        .filter(|metadata| metadata.is_file())
                        .map(|metadata| metadata.len())
                        .sum(),
                ),
            })
            .sum()
    }
}

impl Iterator for Files {
    /// A file, or what stands in a folder and cannot be read.
    type Item = std::result::Result<Source, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((root, label, walk)) = &mut self.folder {
                match walk.next().map(|entry| found(root, label, entry)) {
                    Some(Some(Ok(file))) if is_excluded(&self.exclude, &file) => continue,
                    Some(Some(file)) => return Some(file),
                    Some(None) => continue,
                    None => self.folder = None,
                }
            }
            let input = self.inputs.get(self.next_input)?;
            let label = &self.labels[self.next_input];
            self.next_input += 1;
            match input {
                Input::Folder(root) => {
                    self.folder = Some((root.clone(), label.clone(), walk(root)));
                }
                input => return named(input, label).map(Ok),
            }
        }
    }
}

/// Compares names first: that spares asking for the canonical form of every file.
fn is_excluded(exclude: &[PathBuf], file: &Source) -> bool {
    let Some(path) = &file.path else { return false };
    exclude.iter().any(|excluded| {
        excluded.file_name() == path.file_name()
            && path.canonicalize().is_ok_and(|path| path == *excluded)
    })
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn input(path: &Path) -> Result<Input> {
    if is_standard_input(path) {
        return Ok(Input::Stdin);
    }
    let metadata = std::fs::metadata(path).map_err(|reason| Error::Io {
        action: "open",
        path: path.to_owned(),
        reason,
    })?;
    Ok(if metadata.is_dir() {
        Input::Folder(path.to_owned())
    } else {
        let size = metadata.is_file().then_some(metadata.len());
        Input::File {
            path: path.to_owned(),
            size,
        }
    })
}

fn named(input: &Input, label: &str) -> Option<Source> {
    match input {
        Input::Stdin => Some(Source {
            path: None,
            name: "-".into(),
            id: "-".into(),
            size: None,
        }),
        Input::File { path, size } => Some(Source {
            name: path.to_string_lossy().into_owned(),
            id: label.to_owned(),
            path: Some(path.clone()),
            size: *size,
        }),
        Input::Folder(_) => None,
    }
}

/// Symbolic links are not followed, but for the folder itself that the user named: they
/// may lead out of it, or in circles.
fn walk(root: &Path) -> Walk {
    WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_visible)
}

/// What holds no articles is passed over, unless the user named it.
fn is_visible(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let has = |other: &str| entry.path().with_file_name(other).is_file();
    let is_left = passed_over::is_nothing(&name)
        || entry.file_type().is_dir() && passed_over::belongs_to_page(&name, has);
    entry.depth() == 0 || !is_left
}

/// What was found below the folder `root`: nothing if it is a folder itself, which the
/// walk then goes through.
fn found(
    root: &Path,
    label: &str,
    entry: walkdir::Result<DirEntry>,
) -> Option<std::result::Result<Source, Rejected>> {
    let rejected = |path: &Path, reason: String| {
        Some(Err(Rejected {
            file: path.to_string_lossy().into_owned(),
            record: None,
            article_id: id_of(root, label, path),
            reason,
        }))
    };
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let reason = match error.io_error() {
                Some(error) => format!("cannot read: {error}"),
                None => format!("cannot read: {error}"),
            };
            return rejected(error.path().unwrap_or(root), reason);
        }
    };
    let path = entry.path();
    let kind = entry.file_type();
    // A folder that the user named by a link is a link here, and gone through all the same.
    if kind.is_dir() || entry.depth() == 0 {
        None
    } else if kind.is_symlink() {
        rejected(
            path,
            "a symbolic link in a folder is not followed; name its target".into(),
        )
    } else if !kind.is_file() {
        rejected(path, "neither a file nor a folder".into())
    } else {
        Some(Ok(Source {
            path: Some(path.to_owned()),
            name: path.to_string_lossy().into_owned(),
            id: id_of(root, label, path),
            size: entry.metadata().ok().map(|metadata| metadata.len()),
        }))
    }
}

/// The path below an input folder after the folder's label, with `/` between its parts.
fn id_of(root: &Path, label: &str, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let below = below.iter().map(|part| part.to_string_lossy());
    let label = Some(label.into()).filter(|label: &Cow<str>| !label.is_empty());
    let parts: Vec<_> = label.into_iter().chain(below).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn ids(inputs: &[PathBuf]) -> Vec<String> {
        Files::new(inputs, &[])
            .unwrap()
            .map(|file| match file {
                Ok(source) => source.id,
                Err(rejected) => format!("rejected: {}", rejected.reason),
            })
            .collect()
    }

    #[test]
    fn a_folder_is_walked_in_order_of_paths_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for sub in ["b", "b/c", ".hidden"] {
            fs::create_dir(root.join(sub)).unwrap();
        }
        for file in [
            "z.txt",
            "b/2.txt",
            "b/10.txt",
            "b/c/1.txt",
            "a.txt",
            ".x.txt",
            ".hidden/y.txt",
        ] {
            fs::write(root.join(file), "1234").unwrap();
        }
        let expected = ["a.txt", "b/10.txt", "b/2.txt", "b/c/1.txt", "z.txt"];
        assert_eq!(ids(&[root.to_owned()]), expected);
        assert_eq!(
            Files::new(&[root.to_owned()], &[]).unwrap().total_size(),
            Some(20)
        );

        let named = [root.join("z.txt"), root.join(".x.txt"), PathBuf::from("-")];
        assert_eq!(ids(&named), ["z.txt", ".x.txt", "-"]);
        assert_eq!(Files::new(&named, &[]).unwrap().total_size(), None);
        assert_eq!(Files::new(&named[..2], &[]).unwrap().total_size(), Some(8));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_below_a_folder_are_rejected_and_a_linked_folder_is_read() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        fs::write(inside.join("a.txt"), "").unwrap();
        symlink(folder.path(), inside.join("loop")).unwrap();
        symlink("/nowhere", inside.join("nowhere.txt")).unwrap();
        symlink(&inside, folder.path().join("link")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(inside.join("pipe.txt")).unwrap();
        let found = ids(&[folder.path().join("link")]);
        assert_eq!(found[0], "a.txt");
        assert!(found[1].contains("symbolic link") && found[2].contains("symbolic link"));
        assert!(found[3].contains("neither"));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn what_the_user_named_must_exist() {
        assert!(matches!(Files::new(&[], &[]), Err(Error::Usage(_))));
        assert!(matches!(
            Files::new(&["no/such.txt".into()], &[]),
            Err(Error::Io { .. })
        ));
        assert!(matches!(
            Files::new(&["-".into(), "-".into()], &[]),
            Err(Error::Usage(_))
        ));
    }
}
