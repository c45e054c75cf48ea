//! "A survey says", "according to figures": what was found shows it, whatever the verb.

use super::{Act, listed};
use crate::text::Span;
use std::collections::HashSet;
use std::sync::LazyLock;

static FINDINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| listed(include_str!("lists/findings.txt")));

/// Words behind a noun that tell more of it: "of voters", "that was published".
const PREPOSITIONS: [&str; 15] = [
    "about", "among", "at", "by", "for", "from", "in", "into", "of", "on", "that", "to", "which",
    "who", "with",
];

/// The act that a cue has with this source: a finding shows what it is said to state.
pub(super) fn act_with(source: Option<Span>, act: Act, text: &str) -> Act {
    match act {
        Act::State if source.is_some_and(|span| is_finding(span.of(text))) => Act::Show,
        act => act,
    }
}

/// Whether the noun that a source's first noun phrase ends with is one for what was found: "a
/// survey by the union", and not "the union that made the survey".
fn is_finding(source: &str) -> bool {
    let phrase = source.split([',', '(', ';', '–', '—']).next();
    let mut words = phrase.unwrap_or_default().split_whitespace();
    let Some(mut noun) = words.next() else {
        return false;
    };
    let first = noun;
    let is_listed = |noun: &str| FINDINGS.contains(noun.to_lowercase().as_str());
    for word in words {
        // "figures published on Monday", but "the published figures".
        let tells_more = word.ends_with("ed") && is_listed(noun);
        if PREPOSITIONS.contains(&word) || tells_more {
            break;
        }
        noun = word;
    }
    // "Jupiter Research" is a name.
    let name = noun != first && noun.starts_with(char::is_uppercase);
    !name && is_listed(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_known_by_its_noun() {
        for source in [
            "A survey",
            "Research",
            "the latest figures",
            "Harbor's statistics",
            "a study by the port",
            "figures published on Monday",
            "the detailed study",
            "a poll based on interviews",
            "Data from the union, which has 300 members",
        ] {
            assert!(is_finding(source), "{source}");
        }
        for source in [
            "",
            "Jupiter Research",
            "the author of the study",
            "The Harbor Index",
            "the report",
            "the union that made the survey",
            "Ray, who led the study",
        ] {
            assert!(!is_finding(source), "{source}");
        }
    }
}
