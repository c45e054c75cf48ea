//! How old somebody is and where from: "the 44-year-old", "the Norwegian".

use super::lexicon;
use super::nominals::Role;
use super::words::Words;
use std::ops::Range;

/// What stands around a name: "Norway's [Liv Dahl], 44,".
pub(super) fn roles(words: &Words, name: &Range<usize>) -> impl Iterator<Item = Role> + use<> {
    let before = name.start.checked_sub(1);
    let joined = before.filter(|&i| words.joined_or_possessive(i));
    let nation = joined.and_then(|i| lexicon::nation_of(&words.folded(i)));
    let age = age(words, name);
    let age = age.map(|years| Role::of(format!("{years}-year-old")));
    nation
        .map(|nation| Role::of(nation.to_owned()))
        .into_iter()
        .chain(age)
}

/// The years behind a name, in ", 44," and ", 44.".
pub(super) fn age<'t>(words: &Words<'t>, name: &Range<usize>) -> Option<&'t str> {
    let end = name.end;
    let years = (end < words.len() && words.gap(end - 1).trim() == ",").then(|| words.text(end))?;
    let is_number = years.len() <= 3 && years.bytes().all(|b| b.is_ascii_digit());
    (is_number && words.gap(end).starts_with([',', '.'])).then_some(years)
}

/// Whether what is known of somebody agrees with a word for their age or nation, and whether it
/// contradicts it.
pub(super) fn agreement(known: &[Role], word: &str) -> (bool, bool) {
    let nation = lexicon::nation_of(word);
    let alike = |role: &&Role| match nation {
        Some(_) => lexicon::nation_of(&role.head).is_some(),
        None => lexicon::is_age(&role.head),
    };
    let same = |role: &Role| role.head == word || Some(role.head.as_str()) == nation;
    let mut of_kind = known.iter().filter(alike);
    if nation.is_none() && !lexicon::is_age(word) {
        return (false, false);
    }
    let agrees = of_kind.clone().any(same);
    (agrees, !agrees && of_kind.next().is_some())
}
