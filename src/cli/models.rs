//! Models that do not come with the program: where they are, and how they get there.

use super::{complain, known_models};
use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use sayso::model;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The files of the models of this version with their SHA-256, as `sha256sum` writes them.
const SUMS: &str = include_str!("../../models/SHA256SUMS");

/// No file of a model is larger, in bytes.
const LARGEST: u64 = 1 << 30;

/// A server that says nothing for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Show where models are found, or fetch one
#[derive(Args)]
pub struct ModelsArgs {
    #[command(subcommand)]
    command: ModelsCommand,
}

#[derive(Subcommand)]
enum ModelsCommand {
    /// Print the name of each model of this version, and the folder where it is found
    List,
    Fetch(FetchArgs),
}

/// Put a model where it is found by its name, after checking its SHA-256
#[derive(Args)]
#[command(after_help = "Examples:
  sayso models fetch en --from ~/Downloads/sayso/models
      Copy the model from a folder that holds a folder `en`.
  sayso models fetch accurate --from https://files.example/sayso/models
      Fetch it from there: nothing else of this program asks the network.")]
struct FetchArgs {
    /// Name of the model: en, fast or accurate
    name: String,

    /// Folder or address that has the model's files below its name (en, en-fast, en-accurate)
    #[arg(long, value_name = "FOLDER|URL")]
    from: String,

    /// Put it into this folder, for SAYSO_MODELS, in place of the user's data folder
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

pub fn run(args: ModelsArgs) -> Result<ExitCode> {
    match args.command {
        ModelsCommand::List => list(),
        ModelsCommand::Fetch(args) => fetch(&args),
    }
}

/// A model's files with their SHA-256 in hexadecimal digits.
type Files = Vec<(&'static str, &'static str)>;

/// The models of this version by the names of their folders, in order.
fn models() -> Vec<(&'static str, Files)> {
    let mut models: Vec<(&str, Files)> = Vec::new();
    for line in SUMS.lines() {
        let parts = line.split_once("  ");
        let Some((sum, (model, file))) = parts.and_then(|(sum, p)| Some((sum, p.split_once('/')?)))
        else {
            continue;
        };
        match models.last_mut().filter(|(last, _)| *last == model) {
            Some((_, files)) => files.push((file, sum)),
            None => models.push((model, vec![(file, sum)])),
        }
    }
    models
}

fn list() -> Result<ExitCode> {
    let (known, mut out) = (known_models(), io::stdout().lock());
    for (name, _) in models() {
        match known.find(Path::new(name)) {
            Ok(folder) => writeln!(out, "{name}\t{}", folder.display())?,
            Err(_) => writeln!(out, "{name}\tnot here")?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn fetch(args: &FetchArgs) -> Result<ExitCode> {
    let models = models();
    let names = [args.name.clone(), format!("en-{}", args.name)];
    let Some((name, files)) = models
        .iter()
        .find(|(name, _)| names.iter().any(|asked| asked == name))
    else {
        let known: Vec<&str> = models.iter().map(|(name, _)| *name).collect();
        bail!(
            "{}: the models of this version are {}",
            args.name,
            known.join(", ")
        );
    };
    let into = match &args.into {
        Some(folder) => folder.clone(),
        None => {
            model::user_folder().context("this system has no folder for data: name one --into")?
        }
    };
    let target = into.join(name);
    if files
        .iter()
        .all(|(file, sum)| sum_of(&target.join(file)).is_ok_and(|found| found == *sum))
    {
        complain(format_args!("{} is there already", target.display()));
        return Ok(ExitCode::SUCCESS);
    }
    fs::create_dir_all(&into).with_context(|| into.display().to_string())?;
    // Whole or not at all: what is found by its name has been checked.
    let parts = tempfile::Builder::new()
        .prefix(".fetch-")
        .tempdir_in(&into)?;
    // With the permissions of any folder: a temporary one is its maker's alone.
    let whole = parts.path().join(name);
    fs::create_dir(&whole)?;
    for (file, sum) in files {
        let source = format!("{}/{name}/{file}", args.from.trim_end_matches('/'));
        let path = whole.join(file);
        let found = copy(&source, &path).with_context(|| source.clone())?;
        ensure!(
            found == *sum,
            "{source} is not the file of this version: its SHA-256 is {found}, not {sum}"
        );
    }
    if target.exists() {
        fs::remove_dir_all(&target).with_context(|| target.display().to_string())?;
    }
    fs::rename(&whole, &target).with_context(|| target.display().to_string())?;
    complain(format_args!("{} is there, checked", target.display()));
    Ok(ExitCode::SUCCESS)
}

/// Copies a file from a folder or an address; the answer is its SHA-256.
fn copy(source: &str, target: &Path) -> Result<String> {
    let is_address = source.starts_with("https://") || source.starts_with("http://");
    let mut from: Box<dyn Read> = if is_address {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE));
        let agent: ureq::Agent = config.build().into();
        Box::new(agent.get(source).call()?.into_body().into_reader())
    } else {
        Box::new(File::open(source)?)
    };
    let mut to = File::create(target)?;
    let sum = pass(&mut from, &mut to)?;
    to.sync_all()?;
    Ok(sum)
}

fn sum_of(path: &Path) -> Result<String> {
    pass(&mut File::open(path)?, &mut io::sink())
}

/// Copies bytes; the answer is their SHA-256.
fn pass(from: &mut dyn Read, to: &mut dyn Write) -> Result<String> {
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(hexadecimal(sum));
        }
        length += read as u64;
        ensure!(length <= LARGEST, "longer than {LARGEST} bytes");
        sum.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}

fn hexadecimal(sum: Sha256) -> String {
    sum.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_models() {
        let models = models();
        let mut names: Vec<&str> = models.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        assert_eq!(names, ["en", "en-accurate", "en-fast"]);
        // New weights need new sums: `sha256sum */* > SHA256SUMS` in `models`.
        for (name, files) in models {
            for (file, sum) in files {
                let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("models")
                    .join(name)
                    .join(file);
                assert_eq!(sum_of(&path).unwrap(), sum, "{}", path.display());
            }
        }
    }
}
