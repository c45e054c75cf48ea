//! What the article says that somebody is, in its own words: "Norland's transport minister".

use super::beside::{Beside, preceding};
use super::lexicon;
use super::words::Words;
use crate::text::Span;
use std::ops::Range;

/// The words beside a name that say what the person or body is: "Norland's transport minister",
/// "head of the port"; the article left out. Of two the longer one.
pub(super) fn description(words: &Words, beside: &Beside) -> Option<Span> {
    let before = &without_address(words, beside.before.clone());
    let is_role = |i: usize| {
        let word = words.folded(i);
        // "former Harbor Maps director" says nothing of Harbor Maps.
        !lexicon::is_former(&word)
            && (is_role(&word) || (lexicon::is_title(&word) && !lexicon::is_address(&word)))
    };
    // Of equals the party says more than "Sen.".
    let mut found: Vec<Range<usize>> = beside.party.iter().cloned().collect();
    // "Norland prop Okoro": what is a place on a pitch only behind whose it is.
    let is_position = |last: usize| {
        last > before.start
            && lexicon::is_position(&words.folded(last))
            && !words.is_capital(last)
            && (words.is_capital(last - 1) || lexicon::is_age(&words.folded(last - 1)))
    };
    let says = |&last: &usize| is_role(last) || is_position(last);
    // The role is what stands next to the name: "Norland minister Lund", not "minister's aide Lund".
    // "The head of the port, Ambassador Maya Vance" is described by more than her title.
    let only_title = beside.appositions[0]
        .as_ref()
        .is_some_and(|r| describes(words, r));
    if let Some(last) = before
        .clone()
        .next_back()
        .filter(says)
        .filter(|_| !only_title)
    {
        let mut from = before.start;
        if words.is_capital(last) {
            // A title is one with the capitals before it: "Interior Minister", but not
            // "at its height Deputy".
            let is_part =
                |&i: &usize| words.is_capital(i) && !lexicon::is_opening(&words.folded(i));
            from = (from..last)
                .rev()
                .take_while(is_part)
                .last()
                .unwrap_or(last);
        }
        found.push(from..before.end);
    }
    found.extend(beside.office.clone());
    let appositions = beside.appositions.iter().flatten();
    found.extend(appositions.filter(|r| describes(words, r)).cloned());
    let found = found
        .into_iter()
        .map(|range| without_article(words, from_owner(words, range)))
        .filter(|r| !r.is_empty());
    let longest = found.reduce(|a, b| if b.len() > a.len() { b } else { a })?;
    Some(words.span(&longest))
}

/// A noun for what somebody is, also as the end of another: "vice-president", "singer-actor".
fn is_role(word: &str) -> bool {
    let last = word.rsplit('-').next().unwrap_or(word);
    lexicon::role(word).is_some() || lexicon::role(last).is_some()
}

/// From "his" on, where what precedes is a verb's: "pressuring [his wife]".
fn from_owner(words: &Words, range: Range<usize>) -> Range<usize> {
    let owner = |&i: &usize| lexicon::is_possessive_determiner(&words.folded(i));
    let start = range.clone().rev().find(owner).unwrap_or(range.start);
    start..range.end
}

pub(super) fn without_article(words: &Words, range: Range<usize>) -> Range<usize> {
    let skip = usize::from(lexicon::is_article(&words.folded(range.start)));
    range.start + skip..range.end
}

/// Without "Sir" and "Mr" at the end: "club manager Sir".
fn without_address(words: &Words, mut range: Range<usize>) -> Range<usize> {
    while !range.is_empty() && lexicon::is_address(&words.folded(range.end - 1)) {
        range.end -= 1;
    }
    range
}

/// What a source says beside the name that it is for, whatever the noun: "[Norland prop] Ben
/// Okoro", "Maya Vance, [head of the port],".
pub(super) fn in_source(words: &Words, name: &Range<usize>, source: &Range<usize>) -> Option<Span> {
    let before = without_address(words, source.start..name.start);
    let mut pieces = Vec::new();
    if !before.is_empty() {
        // "The insurer's founder, former [port director] Maya Vance": what stands next to it.
        let cut = before
            .clone()
            .rev()
            .find(|&i| !words.joined_or_possessive(i));
        let next = cut.map_or(before.start, |i| i + 1);
        let piece = if next < before.end {
            next..before.end
        } else {
            before
        };
        let owner = words.get(piece.end - 1).possessive;
        pieces.extend(Some(piece).filter(|_| !owner));
    }
    let after = name.end..source.end;
    if !after.is_empty() && words.gap(name.end - 1).trim() == "," {
        let parted = after.clone().find(|&i| !words.joined_or_possessive(i));
        let end = parted.map_or(after.end, |i| i + 1);
        let first = words.folded(after.start);
        let opens = !lexicon::ends_phrase(&first) || lexicon::is_article(&first);
        let is_age = first.bytes().all(|b| b.is_ascii_digit());
        pieces.extend(Some(after.start..end).filter(|_| opens && !is_age));
    }
    // "Ada Pohl, Kiln Lane" and "Ada Pohl, defending," tell where and how.
    let says = |piece: &Range<usize>| {
        let word = |i: usize| words.folded(i);
        let noun =
            |i: usize| !words.is_capital(i) || is_role(&word(i)) || lexicon::is_title(&word(i));
        let one = piece.len() == 1
            && (word(piece.start).ends_with("ing")
                || lexicon::is_general(&word(piece.start))
                || lexicon::is_former(&word(piece.start)));
        piece.clone().any(noun) && !one
    };
    let mut pieces = pieces
        .into_iter()
        .map(|piece| without_article(words, piece));
    let first = pieces.find(says)?;
    Some(words.span(&first))
}

/// Capitals before a name that may be a title no list has: "[Additional DIG] Maya Vance".
pub(super) fn title_before(words: &Words, name: &Range<usize>, from: usize) -> Option<Span> {
    let before = without_address(words, from..name.start);
    let title = |&i: &usize| {
        words.is_capital(i) && words.joined(i) && !lexicon::ends_phrase(&words.folded(i))
    };
    let first = before.clone().rev().take_while(title).last()?;
    Some(words.span(&(first..before.end)))
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
    let phrase = without_article(words, before);
    // "Carmaker Tesmark": a capital because a sentence starts with it.
    let opens = phrase.len() == 1 && words.opens(last);
    (is_kind && (!words.is_capital(last) || opens) && !phrase.is_empty())
        .then(|| words.span(&phrase))
}

/// Whether an apposition says what somebody is: its head, before any preposition, is a role or
/// a body.
pub(super) fn describes(words: &Words, range: &Range<usize>) -> bool {
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
    // "Vance, 46, denies striking a boy": an article further on is of an object.
    let object = |i: usize| lexicon::is_article(&words.folded(i));
    if !lexicon::is_article(&first) && (range.start + 1..=last).any(object) {
        return false;
    }
    let owned = || (range.start..last).any(|i| words.get(i).possessive);
    let body = (lexicon::is_article(&first) || owned())
        && (lexicon::is_organization_noun(&head) || lexicon::is_media_noun(&head));
    let capitals = |i: usize| words.text(i).chars().all(char::is_uppercase);
    // "a Labour MP", "CEO of Harbor Maps"
    let acronym = range.len() > 1 && words.text(last).len() <= 4 && capitals(last);
    // "the Inspector General of Police"
    let office = is_role(&head) && lexicon::is_article(&first);
    (is_role(&head) || body) && (!words.is_capital(last) || acronym || office)
        || lexicon::is_title(&head) && !lexicon::is_address(&head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(name: &str, source: &str) -> Option<String> {
        let words = Words::new(source);
        let name = words.within(Span::find(source, name));
        let found = in_source(&words, &name, &(0..words.len()))?;
        Some(found.of(source).to_owned())
    }

    #[test]
    fn a_source_describes_whom_it_names() {
        for (source, description) in [
            ("Norland prop Maya Vance", "Norland prop"),
            ("The club physio Sir Maya Vance", "club physio"),
            ("Maya Vance, head of the port,", "head of the port"),
            (
                "Ben Okoro's sister, former lifeboat crewman Maya Vance",
                "former lifeboat crewman",
            ),
            ("The town's chair, Maya Vance", "town's chair"),
        ] {
            let found = said_of("Maya Vance", source);
            assert_eq!(found.as_deref(), Some(description), "{source}");
        }
        for source in ["Maya Vance, 47,", "Mr Maya Vance", "Maya Vance, who left,"] {
            assert_eq!(said_of("Maya Vance", source), None, "{source}");
        }
    }
}
