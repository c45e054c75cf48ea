//! The words beside a name that may say who it is.

use super::lexicon;
use super::words::Words;
use std::ops::Range;

/// Words looked at on either side of a name.
const REACH: usize = 10;

/// What stands beside one name.
pub(super) struct Beside {
    /// Titles and nouns joined to it from the left; may be empty.
    pub before: Range<usize>,
    /// An office and what it is of, before it: "[Minister of Heritage] Maya Vance".
    pub office: Option<Range<usize>>,
    /// An apposition before it, where no more than titles are joined to it; one after it.
    pub appositions: [Option<Range<usize>>; 2],
    /// "D-Ohio" after it.
    pub party: Option<Range<usize>>,
}

impl Beside {
    /// Looks beside the name that these words spell.
    pub fn new(words: &Words, name: &Range<usize>) -> Self {
        let before = preceding(words, name.start);
        // "The head of the port, Lawyer Maya Vance": a title says less than what stands before it.
        let titles = before.clone().all(|i| {
            let word = words.folded(i);
            let alone = before.len() == 1 && lexicon::role(&word).is_some();
            let title = lexicon::is_title(&word) || lexicon::is_honorific(&word) || alone;
            words.is_capital(i) && title
        });
        let apposition = titles
            .then(|| apposition_before(words, before.start))
            .flatten();
        Self {
            appositions: [apposition, apposition_after(words, name.end)],
            party: party_after(words, name.end),
            office: office_before(words, name.start),
            before,
        }
    }
}

/// The words joined to the name from the left: "retired transport minister".
pub(super) fn preceding(words: &Words, start: usize) -> Range<usize> {
    let mut from = start;
    while from > 0 && start - from < REACH {
        let word = words.folded(from - 1);
        let title = lexicon::is_title(&word) || lexicon::is_honorific(&word);
        let title = title && words.is_capital(from - 1);
        // "Chief (Dr.) Maya Vance"
        let closes = matches!(words.gap(from - 1).trim(), ")" | ".)");
        let bracketed = closes && from > 1 && words.gap(from - 2) == " (";
        let apart = title && (words.gap(from - 1).trim() == "." || bracketed);
        if !(words.joined_or_possessive(from - 1) || apart) || lexicon::ends_phrase(&word) {
            break;
        }
        from -= usize::from(apart && bracketed);
        from -= 1;
        if lexicon::is_article(&word) {
            break;
        }
    }
    from..start
}

/// "[Minister of State for Housing] Dr Maya Vance": from the first of its nouns on, without forms of
/// address.
fn office_before(words: &Words, start: usize) -> Option<Range<usize>> {
    let capital = |i: usize| words.is_capital(i) && !lexicon::is_calendar(&words.folded(i));
    let mut from = start;
    let mut first = None;
    while from > 0 && start - from < REACH && words.joined(from - 1) {
        let word = words.folded(from - 1);
        if !capital(from - 1) && !matches!(word.as_str(), "of" | "for" | "and" | "the") {
            break;
        }
        from -= 1;
        let of = from + 1 < start && matches!(words.folded(from + 1).as_str(), "of" | "for");
        if of && capital(from) && lexicon::role(&word).is_some() {
            first = Some(from);
        }
    }
    // "[Deputy Prime] Minister of Norland"
    let mut first = first?;
    while first > from && capital(first - 1) && !lexicon::is_opening(&words.folded(first - 1)) {
        first -= 1;
    }
    let addresses = |i: &usize| lexicon::is_honorific(&words.folded(*i));
    let end = start - (first..start).rev().take_while(addresses).count();
    Some(first..end)
}

/// Whether what precedes a word may set an apposition off. A dash that opens a line is a list's.
fn is_parted(words: &Words, word: usize) -> bool {
    let gap = words.gap(word - 1);
    let dash = matches!(gap.trim(), "-" | "–" | "—") && !gap.contains('\n');
    dash || matches!(gap.trim(), "," | "'s," | "(" | "),")
}

/// Where a name with its bearer's age ends: "Lund, 47, a farmer".
pub(super) fn after_age(words: &Words, end: usize) -> usize {
    let is_age =
        |i: usize| words.text(i).len() <= 3 && words.text(i).bytes().all(|b| b.is_ascii_digit());
    let told =
        end + 1 < words.len() && is_parted(words, end) && is_age(end) && is_parted(words, end + 1);
    end + usize::from(told)
}

/// ", [a spokeswoman for the port],"
fn apposition_after(words: &Words, end: usize) -> Option<Range<usize>> {
    let mut end = end;
    // "Harbor Safety Agency (HSA), a body"
    let letters = |i: usize| words.text(i).chars().filter(|c| c.is_uppercase()).count() > 1;
    if end + 1 < words.len()
        && words.gap(end - 1).trim() == "("
        && letters(end)
        && words.gap(end).trim() == "),"
    {
        end += 1;
    }
    end = after_age(words, end);
    // "Roux, whose lawyer said": the lawyer is another.
    if end >= words.len() || !is_parted(words, end) || words.folded(end) == "whose" {
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
        let first = from == 0 || !words.joined_or_possessive(from - 1);
        // "Port director, Maya Vance, left": a paragraph that begins with what somebody is.
        let begins = first && (from == 0 || words.gap(from - 1).contains('\n'));
        if begins && words.is_capital(from) && from < last {
            return Some(from..start);
        }
        if first || start - from >= REACH {
            return None;
        }
        // "Mrs. Lund's [husband], Paul"
        if words.get(from - 1).possessive && words.is_capital(from - 1) {
            return Some(from..start);
        }
        from -= 1;
    }
}
