//! The names of a text, to find those that a label shortens: each is looked at once, however many
//! labels there are.

use super::name::Name;
use crate::text::Span;
use std::collections::{HashMap, HashSet};

/// A name in full.
struct Full {
    span: Span,
    /// Its words in lower case, two or more.
    parts: Vec<String>,
    in_capitals: bool,
}

/// Names by what labels keep of them.
#[derive(Default)]
pub(super) struct Shortened {
    /// By the last word, each spelling once, in the order given.
    by_last: HashMap<String, Vec<Full>>,
    /// By the first letters; of several a person's, then the first.
    by_initials: HashMap<String, Name>,
}

impl Shortened {
    /// `own` stand in the article's own words, `in_labels` in labels alone, and come after them.
    pub fn new(text: &str, own: &[&Name], in_labels: &[&Name]) -> Self {
        let mut shortened = Self::default();
        let mut seen = HashSet::new();
        for name in own.iter().chain(in_labels) {
            let words = name.span.of(text);
            if seen.insert(words) {
                shortened.add_full(name.span, words);
            }
        }
        for name in own {
            for letters in initials(name.span.of(text)) {
                let known = shortened.by_initials.entry(letters).or_insert(**name);
                if name.is_person && !known.is_person {
                    *known = **name;
                }
            }
        }
        shortened
    }

    fn add_full(&mut self, span: Span, words: &str) {
        let parts: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        if let [_, .., last] = parts.as_slice() {
            let full = self.by_last.entry(last.clone()).or_default();
            full.push(Full {
                span,
                in_capitals: !words.contains(char::is_lowercase),
                parts,
            });
        }
    }

    /// The first name in full that ends with the label's last word and does not contradict the
    /// label, which is in lower case; one in small letters before one in capitals.
    pub fn fuller(&self, label: &str) -> Option<Span> {
        let mut words = label.rsplit(' ');
        let full = self.by_last.get(words.next()?)?;
        // "Hal Moberg" is "Mr. Moberg", and not "Ida Moberg".
        let given = words.next().filter(|given| !TITLES.contains(given));
        let agrees =
            |full: &&Full| given.is_none_or(|given| full.parts.iter().any(|part| part == given));
        let fits = || full.iter().filter(agrees);
        let found = fits()
            .find(|full| !full.in_capitals)
            .or_else(|| fits().next());
        found.map(|full| full.span)
    }

    /// The name whose words begin with the letters of a label in capitals: "IM", "L.K.", "NCC".
    pub fn spelled_out(&self, label: &str) -> Option<Span> {
        let letters: String = label.chars().filter(|c| *c != '.').collect();
        let fits =
            (2..=5).contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase);
        self.by_initials
            .get(&letters)
            .filter(|_| fits)
            .map(|name| name.span)
    }
}

/// "HDY" and "HD" of "Han Do-yeon".
fn initials(name: &str) -> [String; 2] {
    let small = |word: &&str| !matches!(*word, "of" | "the" | "The" | "and" | "for");
    let letters = |parts: &[char]| {
        let words = name.split(parts).filter(small);
        let firsts = words.filter_map(|word| word.chars().next());
        firsts.flat_map(char::to_uppercase).collect()
    };
    [letters(&[' ', '-', '\n']), letters(&[' ', '\n'])]
}

/// Titles before a family name in a label.
const TITLES: [&str; 24] = [
    "chair",
    "chairman",
    "chairwoman",
    "chief",
    "congressman",
    "congresswoman",
    "councillor",
    "dr",
    "gov",
    "judge",
    "justice",
    "lord",
    "madam",
    "mayor",
    "mr",
    "mrs",
    "ms",
    "president",
    "prof",
    "rep",
    "sen",
    "senator",
    "sir",
    "the",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_for_a_name_with_a_hyphen() {
        let text = "Han Do-yeon";
        let name = Name {
            span: Span::new(0, text.len()),
            is_person: true,
        };
        let names = Shortened::new(text, &[&name], &[]);
        for label in ["HDY", "HD", "H.D."] {
            assert_eq!(names.spelled_out(label), Some(name.span), "{label}");
        }
        assert_eq!(names.spelled_out("HY"), None);
    }
}
