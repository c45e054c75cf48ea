//! The program, as the command that comes with the package.

use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs the program with these arguments, its own name first; answers its exit code. `program` is
/// the file whose change makes it another program.
#[pyfunction]
#[pyo3(name = "_main")]
pub fn main(py: Python, args: Vec<OsString>, program: PathBuf) -> u8 {
    let code = py.detach(|| sayso::cli::main(args, program));
    // What an exit code is, is not told.
    (0..=u8::MAX)
        .find(|&number| ExitCode::from(number) == code)
        .unwrap_or(2)
}

/// Makes a folder of models known, to the program and to `load`.
#[pyfunction]
#[pyo3(name = "_look_in")]
pub fn look_in(folder: PathBuf) {
    sayso::model::look_in(folder);
}
