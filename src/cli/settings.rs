//! What the command line asks for, as text.

use clap::{ArgMatches, Args, Command, FromArgMatches, Id};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The options of a command with their values, those that are not given included: two command
/// lines with the same settings ask for the same.
///
/// It has to stand first among the arguments of a command: the others take their values away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings(BTreeMap<String, Vec<String>>);

/// What changes nothing in the results, and what [`super::resume::Identity`] tells itself.
const LEFT_OUT: [&str; 13] = [
    "config",
    "entities",
    "entities_model",
    "inputs",
    "model",
    "output",
    "quiet",
    "rejects",
    "resume",
    "settings",
    "speakers",
    "threads",
    "timings",
];

impl Settings {
    /// The names of the options that are not the same here and there.
    pub fn differences<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = String> {
        let names: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let differ = move |name: &&String| self.0.get(*name) != other.0.get(*name);
        names.into_iter().filter(differ).map(|name| {
            let (before, now) = (self.value(name), other.value(name));
            format!("--{} (was {before}, is {now})", name.replace('_', "-"))
        })
    }

    fn value(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(values) => values.join(","),
            None => "not given".into(),
        }
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut settings = BTreeMap::new();
        for id in matches.ids() {
            // Groups of arguments stand among them.
            let is_group = matches.try_get_many::<Id>(id.as_str()).is_ok();
            if is_group || LEFT_OUT.contains(&id.as_str()) {
                continue;
            }
            if let Ok(Some(values)) = matches.try_get_raw(id.as_str()) {
                let values = values.map(|value| value.to_string_lossy().into_owned());
                settings.insert(id.to_string(), values.collect());
            }
        }
        Ok(Self(settings))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// It reads what is there and asks for nothing itself.
impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cli, Command};
    use super::*;
    use clap::Parser;

    fn settings(args: &[&str]) -> Settings {
        let args = ["sayso", "attribute"].iter().chain(args);
        match Cli::parse_from(args).command {
            Command::Attribute(args) => args.settings.clone(),
            _ => unreachable!(),
        }
    }

    #[test]
    fn what_changes_the_results_is_told_apart_from_what_does_not() {
        let plain = settings(&["a.txt", "--acts", "state,deny"]);
        let same = ["a.txt", "--acts", "state", "--acts", "deny", "--threads"];
        assert_eq!(plain, settings(&[&same[..], &["3", "-q"]].concat()));
        let other = settings(&["a.txt", "--acts", "ask", "--id-field", "k"]);
        let differences: Vec<_> = plain.differences(&other).collect();
        assert_eq!(
            differences,
            [
                "--acts (was state,deny, is ask)",
                "--id-field (was not given, is k)"
            ]
        );
    }
}
