//! The program: one file a subcommand, and what they share.

mod attribute;
mod entities;
mod evaluate;
mod input;
mod output;
mod pending;
mod progress;
mod rejects;
mod resume;
mod run;
mod sentences;
mod settings;
mod signals;
mod tokens;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Read news articles and write a table of who claimed what.
///
/// sayso finds every claim that an article attributes to somebody, quoted or not, and writes
/// the words of the claim, its source, the person or body behind the source, and where each
/// stands in the text. It runs on this machine alone; the model comes with it.
#[derive(Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with:  sayso attribute FOLDER -o claims.csv\n\
    Exit status: 0 all well; 1 some records could not be read; 2 the run could not be done.")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Attribute(attribute::AttributeArgs),
    Sentences(sentences::SentencesArgs),
    Entities(entities::EntitiesArgs),
    Evaluate(Box<evaluate::EvaluateArgs>),
    #[command(hide = true)]
    Tokens(tokens::TokensArgs),
}

/// Where the results go, and in what form.
#[derive(Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Write the results to this file, which appears only when it is complete; to standard
    /// output if not given
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "-",
        hide_default_value = true
    )]
    output: PathBuf,

    /// Form of the results; if not given, JSON lines for a name ending in .jsonl, else CSV
    #[arg(long, value_name = "FORMAT")]
    format: Option<OutputFormat>,
}

impl OutputArgs {
    fn format(&self) -> OutputFormat {
        OutputFormat::choose(self.format, &self.output)
    }
}

/// Form of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// A table, with a header
    Csv,
    /// One JSON object an article, each on its own line
    Jsonl,
}

impl OutputFormat {
    /// The form asked for; otherwise the one that the file's name says; otherwise CSV.
    fn choose(asked: Option<Self>, path: &Path) -> Self {
        asked.unwrap_or_else(|| match path.extension() {
            Some(extension) if extension == "jsonl" => Self::Jsonl,
            _ => Self::Csv,
        })
    }
}

/// Does what the command line asks; the answer is the exit code.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Attribute(args) => attribute::run(args),
        Command::Sentences(args) => sentences::run(args),
        Command::Entities(args) => entities::run(args),
        Command::Evaluate(args) => args.run(),
        Command::Tokens(args) => tokens::run(args),
    }
}

/// Says in one line why the run could not be done; the answer is the exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
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
