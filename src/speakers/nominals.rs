//! Noun phrases without a name: what they are for, and whom they describe.

use super::SpeakerType;
use super::beside::Beside;
use super::lexicon::{self, Gender};
use super::phrases::{Determiner, NounPhrase};
use super::words::Words;
use std::ops::Range;

/// A description that the article gives of somebody: "Norland's transport minister".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// The noun, one for all its forms: "minister".
    pub head: String,
    /// The other words of it: "norland", "transport".
    pub modifiers: Vec<String>,
    pub gender: Option<Gender>,
}

impl Role {
    /// A noun alone: "norwegian", "44-year-old".
    pub fn of(head: String) -> Self {
        Self {
            head,
            modifiers: Vec::new(),
            gender: None,
        }
    }
}

/// The descriptions beside a name.
pub(super) fn roles(words: &Words, beside: &Beside) -> Vec<Role> {
    let mut found = Vec::new();
    push_roles(words, &beside.before, &mut found);
    found.extend(beside.office.as_ref().and_then(|o| office(words, o)));
    for apposition in beside.appositions.iter().flatten() {
        push_phrase(words, apposition, &mut found);
    }
    found
}

/// "Minister of State for Housing": the first noun, and what else stands there.
fn office(words: &Words, range: &Range<usize>) -> Option<Role> {
    let of = |&i: &usize| matches!(words.folded(i).as_str(), "of" | "for");
    let noun = range.clone().skip(1).find(of)? - 1;
    let says = |&i: &usize| i != noun && words.is_capital(i);
    Some(Role {
        head: lexicon::role(&words.folded(noun))?,
        modifiers: range
            .clone()
            .filter(says)
            .map(|i| modifier(words, i))
            .collect(),
        gender: lexicon::person_noun_gender(&words.folded(noun)),
    })
}

/// What of the words before a name speaks of its bearer alone: not "the director chastised" Lund,
/// not "the minister's" aide Lund, and not "Judge Roux questioned" Senator Lund.
fn own(words: &Words, range: &Range<usize>) -> Range<usize> {
    let is_role = |i: usize| {
        let word = words.folded(i);
        lexicon::role(&word).is_some() || lexicon::is_title(&word) || lexicon::is_honorific(&word)
    };
    let goes_on = |i: usize| {
        i == range.end
            || is_role(i)
            || words.is_capital(i)
            || lexicon::is_affiliation(&words.folded(i))
    };
    let other = |&i: &usize| {
        // Between two words in capitals stands a verb, or a noun that says little.
        let parts = |i: usize| {
            let capital = |j: usize| words.is_capital(j) && !words.get(j).possessive;
            i > range.start && i + 1 < range.end && capital(i - 1) && capital(i + 1)
        };
        let own_role = is_role(i) && (words.get(i).possessive || !goes_on(i + 1));
        !words.is_capital(i) && (own_role || !goes_on(i) && parts(i))
    };
    let last = range.clone().rev().find(other);
    last.map_or(range.start, |i| i + 1)..range.end
}

/// Every word in the range that is a role becomes one, with the words before it.
fn push_roles(words: &Words, range: &Range<usize>, found: &mut Vec<Role>) {
    let range = &own(words, range);
    for i in range.clone() {
        let word = words.folded(i);
        if let Some(head) = lexicon::role(&word) {
            found.push(Role {
                head,
                modifiers: range
                    .clone()
                    .filter(|&j| j != i)
                    .map(|j| modifier(words, j))
                    .collect(),
                gender: lexicon::person_noun_gender(&word),
            });
        } else if lexicon::is_honorific(&word)
            && !matches!(word.as_str(), "mr" | "mrs" | "ms" | "dr" | "miss" | "mx")
        {
            found.push(Role {
                head: word.clone(),
                modifiers: Vec::new(),
                gender: lexicon::honorific_gender(&word),
            });
        } else if lexicon::is_affiliation(&word) {
            found.push(Role {
                head: modifier(words, i),
                modifiers: Vec::new(),
                gender: None,
            });
        }
    }
}

/// A whole noun phrase: its head is the last word before a preposition or clause.
fn push_phrase(words: &Words, range: &Range<usize>, found: &mut Vec<Role>) {
    let cut = range
        .clone()
        .find(|&i| i > range.start && lexicon::ends_phrase(&words.folded(i)))
        .unwrap_or(range.end);
    // "founder and chief executive": both describe.
    let heads = [
        Some(cut),
        (words.folded(cut.min(words.len() - 1)) == "and").then_some(range.end),
    ];
    for end in heads.into_iter().flatten() {
        let Some(last) = end.checked_sub(1).filter(|&l| range.contains(&l)) else {
            continue;
        };
        let word = words.folded(last);
        if let Some(head) = lexicon::role(&word) {
            found.push(Role {
                head,
                modifiers: range
                    .clone()
                    .filter(|&j| j != last)
                    .map(|j| modifier(words, j))
                    .collect(),
                gender: lexicon::person_noun_gender(&word),
            });
        }
    }
}

/// A word of a description, folded so that its variants meet.
fn modifier(words: &Words, index: usize) -> String {
    let word = words.folded(index);
    match word.as_str() {
        "gop" => "republican".to_owned(),
        "democrat" => "democratic".to_owned(),
        _ => word,
    }
}

/// The modifiers of a noun phrase, folded like those of roles.
pub(super) fn modifiers(words: &Words, phrase: &NounPhrase) -> Vec<String> {
    let all = phrase.range.clone().filter(|&i| i != phrase.head);
    all.map(|i| modifier(words, i))
        .filter(|w| !lexicon::is_article(w) && !lexicon::is_preposition(w))
        .collect()
}

/// How well a description fits a noun phrase with the same head: the words they share, less
/// those that make another office of it ("vice", "former"); `None` if they contradict each other
/// in party or nation, or one is the deputy.
pub(super) fn fit(modifiers: &[String], role: &Role) -> Option<i32> {
    if is_elsewhere(modifiers, role) {
        return None;
    }
    let has = |list: &[String], class: fn(&str) -> bool| list.iter().any(|w| class(w));
    let differs = |class: fn(&str) -> bool| has(modifiers, class) != has(&role.modifiers, class);
    if differs(lexicon::is_deputy) {
        return None;
    }
    let other_time = differs(lexicon::is_former);
    let shared = modifiers
        .iter()
        .filter(|w| role.modifiers.contains(w))
        .count();
    Some(i32::try_from(shared).unwrap_or(i32::MAX) - i32::from(other_time))
}

/// Whether a description and a noun phrase contradict each other in party or nation.
pub(super) fn is_elsewhere(modifiers: &[String], role: &Role) -> bool {
    let belongs = |list: &[String]| -> Vec<String> {
        let known = list
            .iter()
            .filter(|w| lexicon::is_affiliation(w) && *w != "presidential");
        known.cloned().collect()
    };
    let (ours, mut theirs) = (belongs(modifiers), belongs(&role.modifiers));
    if lexicon::is_affiliation(&role.head) {
        theirs.push(role.head.clone());
    }
    !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(|w| theirs.contains(w))
}

/// What kind of speaker an unnamed noun phrase is, and whether it is plural.
pub(super) fn kind(words: &Words, phrase: &NounPhrase) -> (SpeakerType, bool) {
    let first = phrase.range.start;
    let of = phrase.head > first && words.folded(first + 1) == "of";
    match kind_of_head(words, phrase) {
        // "One of the agencies", "one of the aides"
        (kind, true) if of && words.folded(first) == "one" => {
            let body = lexicon::singular(&words.folded(phrase.head), lexicon::is_organization_noun);
            match (kind, body) {
                (SpeakerType::Group, Some(_)) => (SpeakerType::Organization, false),
                (SpeakerType::Group, None) => (SpeakerType::Anonymous, false),
                (kind, _) => (kind, false),
            }
        }
        known => known,
    }
}

fn kind_of_head(words: &Words, phrase: &NounPhrase) -> (SpeakerType, bool) {
    let head = words.folded(phrase.head);
    if lexicon::is_group_noun(&head) {
        return (SpeakerType::Group, true);
    }
    if lexicon::is_person_noun(&head) {
        return (SpeakerType::Anonymous, false);
    }
    if let Some(singular) = lexicon::singular(&head, lexicon::is_organization_noun).filter(|w| {
        lexicon::document_noun(w).is_none()
            || phrase.determiner == Determiner::Definite && w == "paper"
    }) {
        let plural = singular != head;
        let speaker_type = if plural {
            SpeakerType::Group
        } else {
            SpeakerType::Organization
        };
        return (speaker_type, plural);
    }
    if let Some(singular) = lexicon::document_noun(&head) {
        return (SpeakerType::Document, singular != head);
    }
    if let Some(singular) = lexicon::place_noun(&head) {
        return (SpeakerType::Place, singular != head);
    }
    let plural = head.ends_with('s') && !head.ends_with("ss") && head.len() > 3;
    (
        if plural {
            SpeakerType::Group
        } else {
            SpeakerType::Anonymous
        },
        plural,
    )
}
