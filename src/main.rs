//! The `sayso` program: argument parsing and exit codes, nothing else.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli::run(cli).unwrap_or_else(|error| cli::report(&error))
}
