//! What a shell and `man` want to know, made from the definitions of the command line.

use super::Cli;
use anyhow::{Context, Result, bail};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Name of the program.
const PROGRAM: &str = "sayso";

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "Examples:
  sayso completions bash > ~/.local/share/bash-completion/completions/sayso
  sayso completions zsh > ~/.zfunc/_sayso
  sayso completions fish > ~/.config/fish/completions/sayso.fish")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print the manual page, or write all of them
#[derive(Args)]
#[command(after_help = "Examples:
  sayso man | man -l -
      Show the page of the program.
  sayso man attribute | man -l -
      Show the page of a subcommand.
  sayso man -o ~/.local/share/man/man1
      Write all pages, so that man sayso-attribute finds its own.")]
pub struct ManArgs {
    /// Subcommand whose page to print
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    page: Option<String>,

    /// Write every page to this folder, which has to be there
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), PROGRAM, &mut script);
    print(&script)
}

pub fn man(args: &ManArgs) -> Result<ExitCode> {
    let mut command = Cli::command();
    if let Some(folder) = &args.output {
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder));
        written.with_context(|| format!("cannot write the pages to {}", folder.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    command.build();
    let command = match &args.page {
        None => &command,
        Some(name) => match command.find_subcommand(name) {
            Some(subcommand) => subcommand,
            None => bail!("there is no subcommand \"{name}\"; sayso help lists them"),
        },
    };
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<ExitCode> {
    let mut out = io::stdout();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever reads has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        done => done.context("cannot write standard output")?,
    }
    Ok(ExitCode::SUCCESS)
}
