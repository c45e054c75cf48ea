//! Noun phrases without a name: what they are for, and whom they describe.

use super::SpeakerType;
use super::lexicon::{self, Gender};
use super::phrases::{Determiner, NounPhrase};
use super::words::Words;
use crate::text::Span;
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

/// Words looked at on either side of a name.
const REACH: usize = 10;

/// The words beside a name that may say who it is.
pub(super) struct Beside {
    /// Titles and nouns joined to it from the left; may be empty.
    before: Range<usize>,
    /// An apposition before it, where nothing is joined to it; one after it.
    appositions: [Option<Range<usize>>; 2],
    /// "D-Ohio" after it.
    party: Option<Range<usize>>,
}

impl Beside {
    /// Looks beside the name that these words spell.
    pub fn new(words: &Words, name: &Range<usize>) -> Self {
        let before = preceding(words, name.start);
        let alone = before.is_empty();
        let apposition = alone
            .then(|| apposition_before(words, name.start))
            .flatten();
        Self {
            appositions: [apposition, apposition_after(words, name.end)],
            party: party_after(words, name.end),
            before,
        }
    }
}

/// The descriptions beside a name.
pub(super) fn roles(words: &Words, beside: &Beside) -> Vec<Role> {
    let mut found = Vec::new();
    push_roles(words, &beside.before, &mut found);
    for apposition in beside.appositions.iter().flatten() {
        push_phrase(words, apposition, &mut found);
    }
    found
}

/// The words beside a name that say what the person or body is: "Norland's transport minister",
/// "head of the port"; the article left out. Of two the longer one.
pub(super) fn description(words: &Words, beside: &Beside) -> Option<Span> {
    let before = &beside.before;
    let is_role = |i: usize| {
        let word = words.folded(i);
        lexicon::role(&word).is_some() || (lexicon::is_title(&word) && !is_form_of_address(&word))
    };
    // Of equals the party says more than "Sen.".
    let mut found: Vec<Range<usize>> = beside.party.iter().cloned().collect();
    // The role is what stands next to the name: "Norland minister Lund", not "minister's aide Lund".
    if let Some(last) = before.clone().next_back().filter(|&last| is_role(last)) {
        let mut from = before.start;
        if words.is_capital(last) {
            // A title is one with the capitals before it: "Interior Minister", but not
            // "at its height Deputy".
            let is_part = |&i: &usize| words.is_capital(i) && !is_adverb(&words.folded(i));
            from = (from..last)
                .rev()
                .take_while(is_part)
                .last()
                .unwrap_or(last);
        }
        found.push(from..before.end);
    }
    let appositions = beside.appositions.iter().flatten();
    found.extend(appositions.filter(|r| describes(words, r)).cloned());
    let without_article = |range: Range<usize>| {
        let skip = usize::from(lexicon::is_article(&words.folded(range.start)));
        range.start + skip..range.end
    };
    let found = found
        .into_iter()
        .map(without_article)
        .filter(|r| !r.is_empty());
    let longest = found.reduce(|a, b| if b.len() > a.len() { b } else { a })?;
    Some(words.span(&longest))
}

/// What kind of body it is, as the words before its name say: "Norland's largest insurer Harbor
/// Life", "the news agency Wirebird".
pub(super) fn kind_of_body(words: &Words, name: &Range<usize>) -> Option<Span> {
    let before = preceding(words, name.start);
    let last = before
        .end
        .checked_sub(1)
        .filter(|last| before.contains(last))?;
    let noun = words.folded(last);
    let is_kind = lexicon::is_organization_noun(&noun) || lexicon::is_media_noun(&noun);
    let article = usize::from(lexicon::is_article(&words.folded(before.start)));
    let phrase = before.start + article..before.end;
    (is_kind && !words.is_capital(last) && !phrase.is_empty()).then(|| words.span(&phrase))
}

/// What a sentence may begin with before a title.
fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "tonight"
            | "today"
            | "yesterday"
            | "now"
            | "then"
            | "later"
            | "earlier"
            | "meanwhile"
            | "and"
            | "but"
            | "still"
    )
}

fn is_form_of_address(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs" | "ms" | "miss" | "mx" | "dr" | "sir" | "dame" | "lord" | "lady" | "late"
    )
}

/// Whether an apposition says what somebody is: its head, before any preposition, is a role or
/// a body.
fn describes(words: &Words, range: &Range<usize>) -> bool {
    let cut = range
        .clone()
        .find(|&i| i > range.start && lexicon::ends_phrase(&words.folded(i)))
        .unwrap_or(range.end);
    let first = words.folded(range.start);
    if lexicon::ends_phrase(&first) && !lexicon::is_article(&first) {
        return false;
    }
    let Some(last) = cut.checked_sub(1).filter(|l| range.contains(l)) else {
        return false;
    };
    let head = words.folded(last);
    // "in Harbor, Maya Vance accused her brother": no apposition.
    let clause = (range.start + 1..last).any(|i| {
        lexicon::is_possessive_determiner(&words.folded(i)) || words.folded(i).ends_with("ed")
    });
    if words.is_capital(range.start) && clause {
        return false;
    }
    let body = lexicon::is_article(&first) && lexicon::is_organization_noun(&head);
    let capitals = |i: usize| words.text(i).chars().all(char::is_uppercase);
    // "a Labour MP", "CEO of Harbor Maps"
    let acronym = range.len() > 1 && words.text(last).len() <= 4 && capitals(last);
    (lexicon::role(&head).is_some() || body) && (!words.is_capital(last) || acronym)
        || lexicon::is_title(&head) && !is_form_of_address(&head)
}

/// The words joined to the name from the left: "retired transport minister".
fn preceding(words: &Words, start: usize) -> Range<usize> {
    let mut from = start;
    while from > 0 && start - from < REACH {
        let word = words.folded(from - 1);
        let title_period = words.gap(from - 1).trim() == "."
            && words.is_capital(from - 1)
            && lexicon::is_title(&word);
        if !(words.joined_or_possessive(from - 1) || title_period) || lexicon::ends_phrase(&word) {
            break;
        }
        from -= 1;
        if lexicon::is_article(&word) {
            break;
        }
    }
    from..start
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

/// ", [a spokeswoman for the port],"
fn apposition_after(words: &Words, end: usize) -> Option<Range<usize>> {
    let mut end = end;
    let parted = |end: usize| matches!(words.gap(end - 1).trim(), "," | "'s," | "—" | "(");
    // "Lund, 47, a farmer"
    let is_age =
        |i: usize| words.text(i).len() <= 3 && words.text(i).bytes().all(|b| b.is_ascii_digit());
    if end + 1 < words.len() && parted(end) && is_age(end) && parted(end + 1) {
        end += 1;
    }
    if end >= words.len() || !parted(end) {
        return None;
    }
    let mut to = end + 1;
    while to < words.len() && to - end < REACH && words.joined_or_possessive(to - 1) {
        to += 1;
    }
    Some(end..to)
}

/// The party that stands after a name, with what it is elected for: "(D-Ohio)", ", R-Texas,",
/// "(Con, Harborough)".
fn party_after(words: &Words, end: usize) -> Option<Range<usize>> {
    let gap = words.gap(end.checked_sub(1)?).trim();
    let in_brackets = gap == "(";
    if end >= words.len() || !(in_brackets || gap == ",") {
        return None;
    }
    let first = words.text(end);
    let joined = first
        .split_once(['-', '–'])
        .filter(|(_, place)| place.starts_with(char::is_uppercase));
    let party = joined.map_or(first, |(party, _)| party);
    if joined.is_none() && !in_brackets || !lexicon::is_party(party) {
        return None;
    }
    let inside = |&i: &usize| match in_brackets {
        true => words.gap(i - 1).chars().all(|c| " ,-–.".contains(c)),
        // "R-New Mexico": up to the next comma.
        false => words.joined(i - 1) && words.is_capital(i),
    };
    let upto = (end + 1..words.len().min(end + REACH))
        .take_while(inside)
        .last();
    let range = end..upto.map_or(end + 1, |last| last + 1);
    let closed = !in_brackets || words.gap(range.end - 1).starts_with(')');
    closed.then_some(range)
}

/// "[The head of the port], Maya Vance": from an article to the comma before the name.
fn apposition_before(words: &Words, start: usize) -> Option<Range<usize>> {
    let last = start.checked_sub(1)?;
    if words.gap(last).trim() != "," {
        return None;
    }
    let mut from = last;
    loop {
        let word = words.folded(from);
        if lexicon::is_article(&word) || lexicon::is_possessive_determiner(&word) {
            // "the head of [the port]": one more step out, if "of" stands before.
            let outer = from >= 1
                && words.joined(from - 1)
                && lexicon::is_preposition(&words.folded(from - 1));
            if !outer {
                return Some(from..start);
            }
        }
        if from == 0 || start - from >= REACH || !words.joined_or_possessive(from - 1) {
            return None;
        }
        // "Mrs. Lund's [husband], Paul"
        if words.get(from - 1).possessive && words.is_capital(from - 1) {
            return Some(from..start);
        }
        from -= 1;
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
    let has = |list: &[String], words: &[&str]| list.iter().any(|w| words.contains(&w.as_str()));
    let deputy = ["vice", "deputy", "assistant", "vice-presidential"];
    if has(modifiers, &deputy) != has(&role.modifiers, &deputy) {
        return None;
    }
    let past = ["former", "ex", "retired", "late", "then"];
    let other_time = has(modifiers, &past) != has(&role.modifiers, &past);
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
