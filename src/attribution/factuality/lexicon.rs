//! The words that say whether something was done.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static CLASSES: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("../lists/verb_group.txt").lines();
    let classes = lines.filter(|line| !line.starts_with('#')).map(|line| {
        let mut words = line.split_whitespace();
        (words.next().unwrap_or_default(), words.collect())
    });
    classes.collect()
});

/// Whether a word, in lower case, is of a class of the list.
pub(super) fn is(class: &str, word: &str) -> bool {
    CLASSES.get(class).is_some_and(|words| words.contains(word))
}

/// "Clearly": what may stand anywhere in a verb group.
pub(super) fn is_adverb(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ly")
}

/// The words of a text in lower case, contractions taken apart: "didn’t" is "did", "not".
pub(super) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '-' | '.');
    let mut words = Vec::new();
    for word in text.split(|c| !inside(c)) {
        let word = word.trim_matches(['\'', '-', '.']);
        match word {
            "" => {}
            "can't" | "cannot" => words.extend(["can".to_owned(), "not".to_owned()]),
            _ => {
                if let Some(verb) = word.strip_suffix("n't") {
                    words.extend([verb.to_owned(), "not".to_owned()]);
                } else {
                    words.extend(word.split('\'').map(str::to_owned));
                }
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_taken_apart() {
        assert_eq!(words("He didn’t."), ["he", "did", "not"]);
        assert_eq!(words("We’ll, she'd; U.S."), ["we", "ll", "she", "d", "u.s"]);
        assert_eq!(words("“Can’t”"), ["can", "not"]);
    }

    #[test]
    fn an_adverb_has_letters_before_its_ending() {
        for adverb in ["publicly", "only"] {
            assert!(is_adverb(adverb), "{adverb}");
        }
        for other in ["fly", "ly", "lyric", "said"] {
            assert!(!is_adverb(other), "{other}");
        }
    }

    #[test]
    fn every_class_that_is_asked_for_has_words() {
        let asked = include_str!("group.rs").split("is(\"").skip(1);
        for class in asked.filter_map(|rest| rest.split('"').next()) {
            assert!(CLASSES.contains_key(class), "{class}");
        }
    }
}
