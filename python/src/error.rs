//! Errors of the library as exceptions.

use pyo3::exceptions::PyException;
use pyo3::{PyErr, create_exception};

create_exception!(
    sayso,
    SaysoError,
    PyException,
    "What could not be done, and why: no such model or file, a file that is damaged, an option that\n\
     does not exist, an article that is too long."
);

/// The exception that says the same as an error.
pub fn raised(error: impl std::fmt::Display) -> PyErr {
    SaysoError::new_err(error.to_string())
}
