//! Who is on trial: "the defendant" of a report from a court.

use super::nominals::Role;
use super::words::Words;
use std::ops::Range;

/// Words between a name and what says so: "Maya Vance, 58, of Harbor, stands trial".
const REACH: usize = 8;

impl Role {
    /// That of somebody who is tried.
    pub(super) fn defendant() -> Self {
        Self {
            head: "defendant".into(),
            modifiers: Vec::new(),
            gender: None,
        }
    }
}

/// Whether the words around a name say that who bears it is on trial.
pub(super) fn is_tried(words: &Words, name: &Range<usize>) -> bool {
    let is = |i: usize, any: &[&str]| i < words.len() && any.contains(&words.folded(i).as_str());
    let before = name.start > 1
        && is(name.start - 1, &["of", "against"])
        && is(name.start - 2, &["trial", "case"]);
    // Up to the end of the sentence; asides stand between commas.
    let follows = |i: &usize| *i == 0 || words.joined(i - 1) || words.gap(i - 1).trim() == ",";
    let here = |i: usize| {
        is(i, &["stands", "stood"]) && is(i + 1, &["trial"])
            || is(i, &["on"]) && is(i + 1, &["trial"])
            || is(i, &["pleaded", "pleads"]) && is(i + 1, &["not", "guilty"])
            || is(i, &["is", "was", "stands", "stood"])
                && is(i + 1, &["accused", "charged"])
                && is(i + 2, &["of", "with"])
            || is(i, &["is", "was", "been"])
                && is(
                    i + 1,
                    &["acquitted", "convicted", "sentenced", "jailed", "arraigned"],
                )
    };
    let mut reached = (name.end..words.len().min(name.end + REACH)).take_while(follows);
    // "Vance, of Harbor, stands trial": not Harbor.
    let inside = name.start > 0 && is(name.start - 1, &["of", "from", "in", "near", "at"]);
    before || !inside && reached.any(here)
}
