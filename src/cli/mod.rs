//! The program: one file a subcommand, and what they share.
//!
//! It is part of the library so that the command that comes with the Python package is the same
//! program, and no part of what the library promises.

mod attribute;
mod clues;
mod config;
mod convert;
mod entities;
mod evaluate;
mod explain;
mod filter;
mod formats;
mod input;
#[cfg(feature = "parquet")]
mod kept;
mod meter;
mod model;
mod models;
mod named;
mod numbers;
mod output;
mod pending;
mod people;
mod progress;
mod rejects;
mod report;
mod resume;
mod run;
mod schema;
mod sentences;
#[cfg(feature = "serve")]
mod serve;
mod settings;
mod shell;
mod signals;
mod table;
mod tokens;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};
use sayso::model::Models;
use sayso::pipeline::DEFAULT_MODEL;
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{LazyLock, OnceLock};

/// Read news articles and write a table of who claimed what.
///
/// sayso finds every claim that an article attributes to somebody, quoted or not, and writes
/// the words of the claim, its source, the person or body behind the source, and where each
/// stands in the text. It runs on this machine alone; the model comes with it.
#[derive(Parser)]
#[command(version, long_version = LONG_VERSION.as_str())]
#[command(max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with:  sayso attribute FOLDER -o claims.csv\n\
    Exit status: 0 all well; 1 some records could not be read; 2 the run could not be done.")]
struct Cli {
    /// Take options of the subcommand from this TOML file, under their long names
    /// (`format = "jsonl"`); what the command line says goes before
    #[arg(long, global = true, value_name = "FILE", help_heading = "Run")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

/// The version, with what the program was built with.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let rust_bert = cfg!(feature = "rust-bert").then_some(", rust-bert");
    let parquet = if cfg!(feature = "parquet") {
        "yes"
    } else {
        "no"
    };
    format!(
        "{}\nengines: rten{}\ndefault model: {DEFAULT_MODEL}\nParquet: {parquet}",
        env!("CARGO_PKG_VERSION"),
        rust_bert.unwrap_or_default(),
    )
});

impl Cli {
    /// What the command line asks, with the options of the file that it names. Ends the program
    /// where the command line is at fault, or asks for help.
    ///
    /// # Errors
    /// If the file cannot be used.
    fn from_command_line(args: Vec<OsString>) -> Result<Self> {
        let config::Extended { args, file } = config::extend(&Self::command(), args)?;
        Self::try_parse_from(args).map_err(|error| {
            if let (Some(file), true) = (file, error.use_stderr()) {
                complain(format_args!("with the options in {}:", file.display()));
            }
            error.exit()
        })
    }
}

#[derive(Subcommand)]
enum Command {
    Attribute(attribute::AttributeArgs),
    Sentences(sentences::SentencesArgs),
    Entities(entities::EntitiesArgs),
    Report(report::ReportArgs),
    Explain(explain::ExplainArgs),
    #[cfg(feature = "serve")]
    Serve(Box<serve::ServeArgs>),
    Convert(convert::ConvertArgs),
    Evaluate(Box<evaluate::EvaluateArgs>),
    Models(models::ModelsArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
    #[command(hide = true)]
    Tokens(tokens::TokensArgs),
    #[command(hide = true)]
    Clues(clues::CluesArgs),
    #[command(hide = true)]
    Schema(schema::SchemaArgs),
}

/// What the program is to those who call it.
pub struct Host {
    /// The file whose change makes it another program.
    pub program: PathBuf,
    /// Where it finds models.
    pub models: Models,
}

/// A process is one program.
static HOST: OnceLock<Host> = OnceLock::new();

/// Where models are found.
fn known_models() -> Models {
    HOST.get()
        .map(|host| host.models.clone())
        .unwrap_or_default()
}

/// Does what the command line asks, and says in one line if it could not be done. `args` begin with
/// the name that the program was called by.
pub fn main(args: Vec<OsString>, host: Host) -> ExitCode {
    HOST.get_or_init(|| host);
    let done = Cli::from_command_line(args).and_then(run);
    done.unwrap_or_else(|error| report(&error))
}

/// Does what the command line asks; the answer is the exit code.
fn run(cli: Cli) -> Result<ExitCode> {
    silence_contained_panics();
    match cli.command {
        Command::Attribute(args) => attribute::run(args),
        Command::Sentences(args) => sentences::run(args),
        Command::Entities(args) => entities::run(args),
        Command::Report(args) => report::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Explain(args) => explain::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(*args),
        Command::Evaluate(args) => args.run(),
        Command::Models(args) => models::run(args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        Command::Tokens(args) => tokens::run(args),
        Command::Clues(args) => clues::run(args),
        Command::Schema(args) => schema::run(args),
    }
}

/// From now on nothing is printed of panics that are caught: the article is rejected instead.
fn silence_contained_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !sayso::panics_are_contained() {
            hook(panic);
        }
    }));
}

/// Says in one line why the run could not be done; the answer is the exit code.
fn report(error: &anyhow::Error) -> ExitCode {
    complain(format_args!("error: {}", one_line(error)));
    ExitCode::from(2)
}

/// An error and its causes, without those that the one before already tells.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.contains(&cause) {
            let separator = if line.is_empty() { "" } else { ": " };
            line += separator;
            line += &cause;
        }
    }
    line.replace('\n', " ")
}

/// Writes a line to standard error; nothing can be done if that fails.
fn complain(line: std::fmt::Arguments) {
    let _ = writeln!(io::stderr(), "sayso: {line}");
}

/// Whether the reader of an output has closed it.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_cause_that_is_already_told_is_not_repeated() {
        let cause = io::Error::other("disk full");
        let error = anyhow::Error::new(cause).context("cannot write a: disk full");
        assert_eq!(one_line(&error), "cannot write a: disk full");
        let error = anyhow::anyhow!("disk\nfull").context("cannot write a");
        assert_eq!(one_line(&error), "cannot write a: disk full");
    }
}
