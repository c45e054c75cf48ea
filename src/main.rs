//! The `sayso` program: all of it is in [`sayso::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    sayso::cli::main(
        std::env::args_os().collect(),
        std::env::current_exe().unwrap_or_default(),
    )
}
