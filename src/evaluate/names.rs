//! When two names mean the same speaker.

use super::document::AnnotatedClaim;
use std::collections::BTreeSet;

/// Words before a name that are no part of it.
const BEFORE: [&str; 41] = [
    "the",
    "a",
    "an",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "sen",
    "senator",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "president",
    "chancellor",
    "minister",
    "mayor",
    "judge",
    "justice",
    "rev",
    "gen",
    "general",
    "col",
    "maj",
    "capt",
    "lt",
    "sgt",
    "adm",
    "king",
    "queen",
    "pope",
];

/// Words that name nobody.
const PRONOUNS: [&str; 12] = [
    "i", "we", "you", "one", "he", "she", "it", "they", "who", "me", "us", "them",
];

/// Words for people in general.
const EVERYBODY: [&str; 5] = ["people", "everyone", "everybody", "anyone", "anybody"];

/// A name for comparison: lower case, straight apostrophes, single spaces, without outer
/// punctuation, a closing possessive, and articles and titles before the name. A name that
/// is nothing but a title keeps its last word.
pub fn normalized(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if matches!(c, '’' | '‘' | 'ʼ') {
                '\''
            } else {
                c
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''))
        .map(|w| w.strip_suffix("'s").unwrap_or(w).trim_matches('\''))
        .filter(|w| !w.is_empty())
        .collect();
    let titles = words
        .iter()
        .take(words.len().saturating_sub(1))
        .take_while(|w| BEFORE.contains(w))
        .count();
    words[titles..].join(" ")
}

/// The names of several speakers who are joined by ` | `.
fn all(names: &str) -> BTreeSet<String> {
    names
        .split('|')
        .map(normalized)
        .filter(|n| !n.is_empty())
        .collect()
}

/// Whether the system's claim has the gold claim's speaker.
///
/// - Without a speaker in the gold, the system must give none.
/// - `AUTHOR` and `GENERIC` in the gold ask for the same word, a pronoun, or no speaker;
///   `GENERIC` may be a bare word for people in general, too.
/// - Names must be equal as [`normalized`]; of several joined by ` | `, all.
/// - For a speaker without a name (`unnamed` in the gold) the words of one description
///   must all occur in the other, since there is no one right length for it.
pub fn same_speaker(gold: &AnnotatedClaim, system: &AnnotatedClaim) -> bool {
    let answer = all(system.speaker.as_ref().map_or("", |s| &s.name));
    let Some(wanted) = gold.speaker.as_ref().map(|s| s.name.as_str()) else {
        return answer.is_empty();
    };
    let wanted_names = all(wanted);
    if wanted_names == answer {
        return true;
    }
    if matches!(wanted, "AUTHOR" | "GENERIC") {
        let generic = |n: &str| wanted == "GENERIC" && EVERYBODY.contains(&n);
        return answer
            .iter()
            .all(|n| PRONOUNS.contains(&n.as_str()) || generic(n));
    }
    gold.found_by.as_deref() == Some("unnamed")
        && wanted_names.len() == answer.len()
        && wanted_names
            .iter()
            .zip(&answer)
            .all(|(a, b)| within(a, b) || within(b, a))
}

fn within(short: &str, long: &str) -> bool {
    let long: BTreeSet<&str> = long.split(' ').collect();
    !short.is_empty() && short.split(' ').all(|w| long.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::NamedSpeaker;

    fn claim(name: &str, found_by: &str) -> AnnotatedClaim {
        AnnotatedClaim {
            speaker: (!name.is_empty()).then(|| NamedSpeaker {
                name: name.to_owned(),
                speaker_type: None,
            }),
            found_by: Some(found_by.to_owned()),
            ..AnnotatedClaim::default()
        }
    }

    #[test]
    fn titles_and_marks_do_not_count() {
        assert_eq!(normalized("Sen. Maria  O’Neill’s"), "maria o'neill");
        assert_eq!(normalized("the President"), "president");
        assert_eq!(normalized("The Gazette"), "gazette");
        assert_eq!(normalized(" … "), "");
    }

    #[test]
    fn full_names_must_agree() {
        let gold = claim("Maria Ortiz", "pronoun");
        assert!(same_speaker(&gold, &claim("MARIA ORTIZ", "")));
        assert!(!same_speaker(&gold, &claim("Ortiz", "")));
        assert!(!same_speaker(&gold, &claim("", "")));
        let two = claim("Maria Ortiz | Jon Bell", "name");
        assert!(same_speaker(&two, &claim("Jon Bell | Maria Ortiz", "")));
        assert!(!same_speaker(&two, &claim("Jon Bell", "")));
    }

    #[test]
    fn descriptions_may_differ_in_length() {
        let gold = claim("a source close to the council", "unnamed");
        assert!(same_speaker(&gold, &claim("source", "")));
        assert!(!same_speaker(&gold, &claim("officials", "")));
        assert!(!same_speaker(
            &claim("the Council", "name"),
            &claim("City Council", "")
        ));
    }

    #[test]
    fn nobody_is_an_answer() {
        assert!(same_speaker(&claim("", "none"), &claim("", "")));
        assert!(!same_speaker(&claim("", "none"), &claim("Jon Bell", "")));
        assert!(same_speaker(&claim("AUTHOR", "unnamed"), &claim("I", "")));
        assert!(same_speaker(&claim("AUTHOR", "unnamed"), &claim("", "")));
        assert!(!same_speaker(
            &claim("AUTHOR", "unnamed"),
            &claim("Jon Bell", "")
        ));
    }

    #[test]
    fn people_in_general_have_words_of_their_own() {
        let (everybody, author) = (claim("GENERIC", "unnamed"), claim("AUTHOR", "unnamed"));
        for (name, is_everybody, is_author) in [
            ("people", true, false),
            ("Everyone", true, false),
            ("you", true, true),
            ("GENERIC", true, false),
            ("the people of Oslo", false, false),
            ("Jon Bell", false, false),
        ] {
            assert_eq!(
                same_speaker(&everybody, &claim(name, "")),
                is_everybody,
                "{name}"
            );
            assert_eq!(same_speaker(&author, &claim(name, "")), is_author, "{name}");
        }
    }
}
