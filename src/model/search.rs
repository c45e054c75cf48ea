//! Where models are looked for by their names.

use super::FILES;
use crate::error::{Error, Result};
use crate::folder::check_files;
use std::path::{Component, Path, PathBuf};

/// The language whose models are meant where none is named.
const LANGUAGE: &str = "en";

/// Where models are looked for by their names: where the library looks by itself, and before that
/// in the folders of those who bring models along with it.
///
/// ```
/// use sayso::model::Models;
/// use std::path::Path;
///
/// let folder = tempfile::tempdir()?;
/// let models = Models::default().look_in(folder.path());
/// assert!(models.find(Path::new("tiny")).is_err());
/// std::fs::create_dir(folder.path().join("en-tiny"))?;
/// assert_eq!(models.find(Path::new("tiny"))?, folder.path().join("en-tiny"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Models {
    /// Those that were named, the first of which is looked through first.
    folders: Vec<PathBuf>,
}

impl Models {
    /// The same, which also looks in a folder of models: `en` in it is the model of that name.
    /// What was named before goes before it.
    #[must_use]
    pub fn look_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// Finds the folder of a model: by the name of one in a folder that [`Models::look_in`] named,
    /// in `models` beside the program, in a folder above it, or where it was built (`accurate` is
    /// short for `en-accurate`); by the name of one in the folder that the variable `SAYSO_MODELS`
    /// names, or in [`user_folder`]; or where the path leads. A bare name leads to a folder in the
    /// working directory only if that holds a whole model: a folder `en` there may be anything.
    ///
    /// # Errors
    /// [`Error::Model`] if there is none.
    pub fn find(&self, model: &Path) -> Result<PathBuf> {
        if !is_bare_name(model) {
            return if model.is_dir() {
                Ok(model.to_owned())
            } else {
                Err(no_model(model, "no such folder"))
            };
        }
        let program = std::env::current_exe().unwrap_or_default();
        let above = program
            .ancestors()
            .skip(1)
            .map(|folder| folder.join("models"));
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        let english = format!("{LANGUAGE}-{}", model.display());
        let theirs = std::env::var_os("SAYSO_MODELS").map(PathBuf::from);
        let named = (self.folders.iter().cloned())
            .chain(above)
            .chain([built])
            .chain(theirs)
            .chain(user_folder())
            .flat_map(|models| [models.join(model), models.join(&english)])
            .find(|folder| folder.is_dir());
        let here = || is_whole(model).then(|| model.to_owned());
        named.or_else(here).ok_or_else(|| {
            let reason = if model.is_dir() {
                format!(
                    "the folder of that name here is no whole model; write ./{} if it is meant",
                    model.display()
                )
            } else {
                "no such folder, and no model of this name comes with the program or lies in the \
                 folder that SAYSO_MODELS names; `sayso models fetch NAME --from FOLDER|URL` puts one \
                 where it is found"
                    .into()
            };
            no_model(model, reason)
        })
    }
}

/// Where models of this user are looked for: `sayso/models` in the folder that the system has for
/// programs' data (`~/.local/share` on Linux); none where it has no such folder.
pub fn user_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|data| data.join("sayso").join("models"))
}

/// Whether a path is one word, as a model's name is.
fn is_bare_name(model: &Path) -> bool {
    let mut parts = model.components();
    matches!(parts.next(), Some(Component::Normal(_)))
        && parts.next().is_none()
        && !model.as_os_str().as_encoded_bytes().ends_with(b"/")
}

fn is_whole(folder: &Path) -> bool {
    check_files(folder, &FILES, "a model").is_ok()
}

fn no_model(model: &Path, reason: impl Into<String>) -> Error {
    Error::Model {
        path: model.to_owned(),
        reason: reason.into(),
    }
}
