use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What the full stop of an abbreviation can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Abbreviation {
    /// Stands before a name or in mid-sentence; never the end.
    Title,
    /// Stands before a number; never the end before a digit.
    Number,
    /// The end only before a word that opens sentences.
    Either,
    /// The end before any capitalized word that does not continue it.
    Closing,
}

/// The classes of the abbreviation `word`, given without its last stop. A word can have two:
/// "Sept" stands before a number and may also close its sentence.
pub(super) fn abbreviation(word: &str) -> &'static [Abbreviation] {
    static CLASSES: LazyLock<HashMap<&str, Vec<Abbreviation>>> = LazyLock::new(read_abbreviations);
    CLASSES.get(word).map_or(&[], Vec::as_slice)
}

/// Whether `word`, as it stands after an abbreviation, opens sentences.
pub(super) fn is_starter(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| words(include_str!("starters.txt")).collect());
    // Longer than any of them: do not copy it only to find that out.
    if word.len() > 16 {
        return false;
    }
    let mut plain = word.replace('’', "'");
    if WORDS.contains(plain.as_str()) {
        return true;
    }
    if let Some(first) = plain.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    WORDS.contains(plain.as_str())
}

/// Whether `word` reports speech and so can follow a speaker's name.
pub(in crate::text) fn is_reporting_verb(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| words(include_str!("reporting.txt")).collect());
    WORDS.contains(word)
}

fn read_abbreviations() -> HashMap<&'static str, Vec<Abbreviation>> {
    let mut classes: HashMap<_, Vec<_>> = HashMap::new();
    let mut class = Abbreviation::Title;
    for word in words(include_str!("abbreviations.txt")) {
        match word {
            "[title]" => class = Abbreviation::Title,
            "[number]" => class = Abbreviation::Number,
            "[either]" => class = Abbreviation::Either,
            "[closing]" => class = Abbreviation::Closing,
            _ => {
                let of_word = classes.entry(word).or_default();
                if !of_word.contains(&class) {
                    of_word.push(class);
                }
            }
        }
    }
    classes
}

/// The words of a data file, comments left out.
fn words(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
}
