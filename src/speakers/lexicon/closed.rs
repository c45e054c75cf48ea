//! The few closed classes of English words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Each word and its classes.
static CLASSES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../lists/closed_classes.txt").lines();
    let words = lines.filter(|line| !line.starts_with('#'));
    words.filter_map(|line| line.split_once(' ')).collect()
});

fn is(word: &str, class: &str) -> bool {
    let classes = CLASSES.get(word);
    classes.is_some_and(|classes| classes.split(' ').any(|known| known == class))
}

/// Months and days of the week.
pub(in crate::speakers) fn is_calendar(word: &str) -> bool {
    is(word, "calendar")
}

/// Words that may stand inside a name in lower case: "Bill de Blasio", "Osama bin Laden".
pub(in crate::speakers) fn is_particle(word: &str) -> bool {
    is(word, "particle")
}

pub(in crate::speakers) fn is_suffix(word: &str) -> bool {
    is(word, "suffix")
}

pub(in crate::speakers) fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an")
}

pub(in crate::speakers) fn is_demonstrative(word: &str) -> bool {
    matches!(word, "this" | "that" | "these" | "those")
}

pub(in crate::speakers) fn is_possessive_determiner(word: &str) -> bool {
    is(word, "possessive")
}

pub(in crate::speakers) fn is_preposition(word: &str) -> bool {
    is(word, "preposition")
}

/// "was", "will": what the verb of a clause begins with.
pub(in crate::speakers) fn is_auxiliary(word: &str) -> bool {
    is(word, "auxiliary")
}

/// Words that open a clause on the noun before them.
pub(in crate::speakers) fn is_relative(word: &str) -> bool {
    matches!(word, "who" | "whom" | "whose" | "which" | "that" | "where")
}

/// Common verb forms and participles that end the noun phrase before them.
pub(in crate::speakers) fn ends_phrase(word: &str) -> bool {
    is(word, "ends") || is_preposition(word) || is_relative(word)
}

/// "dozens" in "dozens of aides": the noun after "of" counts.
pub(in crate::speakers) fn is_number(word: &str) -> bool {
    is(word, "number")
}

/// "a", "some", "two": what a noun phrase begins with that tells of somebody new.
pub(in crate::speakers) fn is_indefinite(word: &str) -> bool {
    is(word, "indefinite")
}
