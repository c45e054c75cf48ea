//! The `sayso` program: all of it is in [`sayso::cli`].

use sayso::cli::Host;
use sayso::model::Models;
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let host = Host {
        program: env::current_exe().unwrap_or_default(),
        models: Models::default(),
    };
    sayso::cli::main(env::args_os().collect(), host)
}
