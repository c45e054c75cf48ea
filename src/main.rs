//! The `sayso` program: argument parsing and exit codes, nothing else.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let done = cli::Cli::from_command_line().and_then(cli::run);
    done.unwrap_or_else(|error| cli::report(&error))
}
