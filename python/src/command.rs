//! The program, as the command that comes with the package.

use pyo3::prelude::*;
use sayso::cli::Host;
use sayso::model::Models;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs the program with these arguments, its own name first; answers its exit code. `program` is
/// the file whose change makes it another program, `folders` hold models.
#[pyfunction]
#[pyo3(name = "_main")]
pub fn main(py: Python, args: Vec<OsString>, program: PathBuf, folders: Vec<PathBuf>) -> u8 {
    let models = models_in(folders);
    let code = py.detach(|| sayso::cli::main(args, Host { program, models }));
    // What an exit code is, is not told.
    (0..=u8::MAX)
        .find(|&number| ExitCode::from(number) == code)
        .unwrap_or(2)
}

/// Models that are looked for in these folders first.
pub fn models_in(folders: Vec<PathBuf>) -> Models {
    folders.into_iter().fold(Models::default(), Models::look_in)
}
