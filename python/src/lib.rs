//! The extension module of the Python package `sayso`: the pipeline of the library, its tables as
//! Arrow, and the program. The package's own files put names to what is here and say what it does
//! (`sayso/__init__.py`, `sayso/_sayso.pyi`).

mod claim;
mod claims_table;
mod command;
mod doc;
mod error;
mod evaluate;
mod frames;
mod load;
mod options;
mod pipe;
mod records;
mod report;
mod sources;
mod stream;
mod table;
mod table_rows;

use pyo3::prelude::pymodule;

#[pymodule]
mod _sayso {
    #[pymodule_export]
    use super::claim::{Claim, Entity, Span, Speaker};
    #[pymodule_export]
    use super::command::main;
    #[pymodule_export]
    use super::doc::Doc;
    #[pymodule_export]
    use super::error::SaysoError;
    #[pymodule_export]
    use super::evaluate::evaluate;
    #[pymodule_export]
    use super::load::{Pipeline, load};
    #[pymodule_export]
    use super::pipe::{Docs, Refused};
    #[pymodule_export]
    use super::report::report;
    #[pymodule_export]
    use super::table::Table;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
