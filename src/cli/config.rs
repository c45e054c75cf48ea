//! `--config FILE`: options from a TOML file, under their long names.

use anyhow::{Context, Result, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Name of the option itself.
const CONFIG: &str = "config";

/// Names are offered for another if they are at least so alike, between 0 and 1.
const ALIKE: f64 = 0.7;

/// A command line with the options of the file that it names.
pub struct Extended {
    pub args: Vec<OsString>,
    /// The file, if it names one.
    pub file: Option<PathBuf>,
}

/// Puts the options of the file that `--config` names into a command line, except those that
/// the command line gives itself.
///
/// # Errors
/// If the file cannot be read, or an option in it is not one of the subcommand.
pub fn extend(command: &Command, args: Vec<OsString>) -> Result<Extended> {
    let nothing = |args| Extended { args, file: None };
    // What is required may stand in the file. Any other fault is reported in the end.
    let Ok(matches) = lenient(command.clone()).try_get_matches_from(&args) else {
        return Ok(nothing(args));
    };
    let (Some((name, given)), Some(file)) =
        (matches.subcommand(), matches.get_one::<PathBuf>(CONFIG))
    else {
        return Ok(nothing(args));
    };
    let mut command = command.clone();
    command.build();
    let Some(subcommand) = command.find_subcommand(name) else {
        return Ok(nothing(args));
    };
    let mut options = Vec::new();
    for (key, value) in read(file)? {
        let arg = find(subcommand, &key).with_context(|| {
            format!(
                "cannot use {}: {}",
                file.display(),
                unknown(subcommand, &key)
            )
        })?;
        if given.value_source(arg.get_id().as_str()) != Some(ValueSource::CommandLine) {
            let added = add(&mut options, arg, &key, &value);
            added.with_context(|| format!("cannot use {}", file.display()))?;
        }
    }
    let file = Some(file.clone());
    let place = place_of(name, &args);
    let mut args = args;
    args.splice(place..place, options);
    Ok(Extended { args, file })
}

/// The command with nothing required.
fn lenient(command: Command) -> Command {
    let command = command.mut_args(|arg| arg.required(false));
    command.mut_subcommands(|subcommand| subcommand.mut_args(|arg| arg.required(false)))
}

fn read(file: &Path) -> Result<Table> {
    let content = fs::read_to_string(file);
    let content = content.with_context(|| format!("cannot read {}", file.display()))?;
    content.parse::<Table>().map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = content.bytes().take(start).filter(|&b| b == b'\n').count() + 1;
        anyhow::anyhow!("{}, line {line}: {}", file.display(), error.message())
    })
}

/// The options that a file may hold.
fn options(subcommand: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let named = |arg: &'_ Arg| !matches!(arg.get_long(), Some(CONFIG | "help" | "version") | None);
    let args = subcommand.get_arguments().filter(move |arg| named(arg));
    args.filter_map(|arg| Some((arg.get_long()?, arg)))
}

fn find<'c>(subcommand: &'c Command, key: &str) -> Option<&'c Arg> {
    let found = options(subcommand).find(|(long, _)| *long == key);
    found.map(|(_, arg)| arg)
}

/// That there is no such option, with the nearest that there is.
fn unknown(subcommand: &Command, key: &str) -> String {
    let name = subcommand.get_name();
    let wanted = key.replace('_', "-");
    let alike = options(subcommand).map(|(long, _)| (strsim::jaro_winkler(long, &wanted), long));
    let nearest = alike.max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, long)) if likeness >= ALIKE => {
            format!("sayso {name} has no option \"{key}\"; did you mean \"{long}\"?")
        }
        _ => format!("sayso {name} has no option \"{key}\"; see sayso help {name}"),
    }
}

/// Adds one option as the command line would have it.
fn add(options: &mut Vec<OsString>, arg: &Arg, key: &str, value: &Value) -> Result<()> {
    if !arg.get_action().takes_values() {
        let Value::Boolean(is_set) = value else {
            bail!("\"{key}\" is either true or false");
        };
        if *is_set {
            options.push(format!("--{key}").into());
        }
        return Ok(());
    }
    let values = match value {
        Value::Array(values) => values.iter().map(|v| word(key, v)).collect::<Result<_>>()?,
        value => vec![word(key, value)?],
    };
    let takes_several = arg.get_num_args().is_some_and(|n| n.max_values() > 1);
    if takes_several && !matches!(arg.get_action(), ArgAction::Append) {
        options.push(format!("--{key}").into());
        options.extend(values.into_iter().map(OsString::from));
    } else {
        let each = values.into_iter().map(|value| format!("--{key}={value}"));
        options.extend(each.map(OsString::from));
    }
    Ok(())
}

fn word(key: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(value) => Ok(value.clone()),
        Value::Array(_) | Value::Table(_) => {
            bail!(
                "\"{key}\" is one value or a list of values, not {}",
                value.type_str()
            )
        }
        Value::Integer(value) => Ok(value.to_string()),
        Value::Float(value) => Ok(value.to_string()),
        Value::Boolean(value) => Ok(value.to_string()),
        Value::Datetime(value) => Ok(value.to_string()),
    }
}

/// Where the options of the subcommand begin.
fn place_of(subcommand: &str, args: &[OsString]) -> usize {
    let mut index = 1;
    while index < args.len() && args[index] != subcommand {
        // Its value could be named like the subcommand.
        index += 1 + usize::from(args[index] == "--config");
    }
    (index + 1).min(args.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        let config = Arg::new("config").long("config").global(true);
        let config = config.value_parser(clap::value_parser!(PathBuf));
        Command::new("p").arg(config).subcommand(
            Command::new("run")
                .arg(Arg::new("input").required(true))
                .arg(Arg::new("quiet").long("quiet").action(ArgAction::SetTrue))
                .arg(Arg::new("pair").long("pair").num_args(2))
                .arg(
                    Arg::new("gold")
                        .long("gold")
                        .action(ArgAction::Append)
                        .required(true),
                )
                .arg(Arg::new("text-field").long("text-field")),
        )
    }

    /// The command line that the file makes of `args`.
    fn extended(content: &str, args: &[&str]) -> Result<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run");
        fs::write(&file, content).unwrap();
        let file = file.into_os_string();
        let given = args.iter().map(|&arg| {
            if arg == "FILE" {
                file.clone()
            } else {
                arg.into()
            }
        });
        let extended = extend(&command(), given.collect())?;
        let words = extended.args.into_iter().filter(|arg| *arg != file);
        Ok(words.map(|arg| arg.into_string().unwrap()).collect())
    }

    #[test]
    fn options_are_put_behind_the_subcommand() {
        let content = "gold = [\"a\", \"b c\"]\nquiet = true\npair = [\"x\", \"y\"]\n";
        let args = extended(content, &["p", "--config", "FILE", "run", "--", "in"]).unwrap();
        let expected = [
            "p",
            "--config",
            "run",
            "--gold=a",
            "--gold=b c",
            "--pair",
            "x",
            "y",
            "--quiet",
            "--",
            "in",
        ];
        assert_eq!(args, expected);
        let args = extended("quiet = false", &["p", "run", "--config", "FILE", "in"]).unwrap();
        assert_eq!(args, ["p", "run", "--config", "in"]);
    }

    #[test]
    fn the_command_line_wins() {
        let args = ["p", "run", "--text-field", "t", "--config", "FILE", "in"];
        let args = extended("text-field = \"body\"\ngold = \"g\"", &args).unwrap();
        assert_eq!(
            args,
            [
                "p",
                "run",
                "--gold=g",
                "--text-field",
                "t",
                "--config",
                "in"
            ]
        );
    }

    #[test]
    fn faults_are_told() {
        let fault = |content| {
            let error = extended(content, &["p", "run", "--config", "FILE", "in"]).unwrap_err();
            format!("{error:#}")
        };
        assert!(fault("text_feld = \"a\"").contains("did you mean \"text-field\"?"));
        assert!(fault("zzz = 1").contains("see sayso help run"));
        assert!(fault("config = \"a\"").contains("has no option \"config\""));
        assert!(fault("quiet = 1").contains("\"quiet\" is either true or false"));
        assert!(fault("gold = [[1]]").contains("not array"));
        assert!(fault("gold = \"a\"\n\nquiet = ").contains(", line 3: "));
    }
}
