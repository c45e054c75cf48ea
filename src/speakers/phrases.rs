//! What a source's words are: a pronoun, a name, a noun phrase, several joined.

mod appositions;
mod parts;

use super::lexicon;
use super::pronoun::Pronoun;
use super::words::Words;
use crate::text::Span;
use appositions::{
    holder_of_office, is_role_before, is_title, name_at_end, name_in_apposition, name_that_runs_on,
    name_told,
};
use parts::IterInside;
pub(super) use parts::{Names, name_ending_at};
use parts::{
    after_aside, after_dateline, end_of_base, head, headline_subject, pronoun, without_preposition,
};
use std::ops::Range;

/// A source, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// A pronoun and its word.
    Pronoun(Pronoun, usize),
    /// A named mention, by index.
    Name(usize),
    /// A noun phrase without a name as its head.
    Noun(NounPhrase),
    /// "A and B", at least one of them named.
    Joint(Vec<Phrase>),
}

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NounPhrase {
    /// All its words, with what follows the head ("an aide to the mayor").
    pub range: Range<usize>,
    /// Its head noun.
    pub head: usize,
    pub determiner: Determiner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Determiner {
    /// "the", "this", …
    Definite,
    /// "his", "their", or a name in the possessive.
    Possessive,
    /// "a", "one", "another", "some", …
    Indefinite,
    /// None at all.
    Bare,
}

/// Reads the words of `span`, which may hold the names `named`. `None` if there is nothing to read.
pub(super) fn read(words: &Words, span: Span, named: Names) -> Option<Phrase> {
    let range = after_dateline(words, words.within(span), named);
    let read = range.start..range.end.min(range.start + LONGEST);
    read_words(words, read, named, 0)
}

/// Words of a source that are read; who it is stands at its beginning.
const LONGEST: usize = 64;

/// Phrases hold phrases ("A and B and C"); no real one is deeper than this.
const DEEPEST: usize = 6;

fn read_words(words: &Words, range: Range<usize>, named: Names, depth: usize) -> Option<Phrase> {
    let range = without_preposition(words, range);
    if range.is_empty() {
        return None;
    }
    if let Some((pronoun, word)) = pronoun(words, &range) {
        return Some(Phrase::Pronoun(pronoun, word));
    }
    if let Some(index) = headline_subject(words, &range, named.ranges) {
        return Some(Phrase::Name(index));
    }
    let mut end = end_of_base(words, &range, named.ranges);
    // "Sir Maya Vance KC"
    let in_name = |i: usize| name_ending_at(named.ranges, range.start, i + 1).is_some();
    while end > range.start + 1
        && lexicon::is_honour(&words.folded(end - 1))
        && !in_name(end - 1)
        && in_name(end - 2)
    {
        end -= 1;
    }
    end = end_of_joined_modifiers(words, &range, end, named).unwrap_or(end);
    if depth < DEEPEST
        && let Some(joint) = joint(words, &range, end, named, depth)
    {
        return Some(joint);
    }
    if let Some(index) = name_ending_at(named.ranges, range.start, end) {
        // "Meridian, its founder, [Maya Vance]"
        let of_body = (end < range.end && words.folded(end) == "its").then(|| {
            let rest = end..range.end;
            name_in_apposition(words, &rest, end_of_base(words, &rest, named.ranges), named)
        });
        let holder = || {
            let office = is_office_alone(words, &range, end, named, index);
            office
                .then(|| {
                    let named_behind = name_in_apposition(words, &range, end, named)
                        .or_else(|| holder_of_office(words, &range, end, named))
                        .or_else(|| name_at_end(words, &range, named));
                    named_behind.filter(|&person| named.people[person])
                })
                .flatten()
        };
        return Some(Phrase::Name(
            of_body.flatten().or_else(holder).unwrap_or(index),
        ));
    }
    if let Some(list) = list_in_apposition(words, &range, end, named, depth) {
        return Some(list);
    }
    let named_behind = name_in_apposition(words, &range, end, named)
        .or_else(|| holder_of_office(words, &range, end, named))
        .or_else(|| name_at_end(words, &range, named))
        .or_else(|| name_that_runs_on(words, &range, named))
        .or_else(|| name_told(words, &range, named));
    if let Some(index) = named_behind {
        return Some(Phrase::Name(index));
    }
    Some(Phrase::Noun(NounPhrase {
        determiner: determiner(words, &(range.start..end)),
        head: head(words, &(range.start..end)),
        range,
    }))
}

/// Whether what was taken for a name is an office in capitals, or what has an article as no person has: "the
/// [District Head] of Harbor", "The [Toshao] of Skarn".
fn is_office_alone(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
    index: usize,
) -> bool {
    let last = words.folded(end - 1);
    let role = lexicon::is_person_noun(&last) || lexicon::is_title(&last);
    let first = words.folded(range.start);
    let determined = lexicon::is_article(&first)
        || lexicon::is_possessive_determiner(&first)
        || words
            .get(named.ranges[index].start.saturating_sub(1))
            .possessive;
    !named.people[index]
        && end < range.end
        && (role || determined && named.ranges[index].len() == 1)
}

/// "Two airlines, [Harbor Air and Norland Wings,]": a noun in the plural, and those whom it is for.
fn list_in_apposition(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
    depth: usize,
) -> Option<Phrase> {
    let noun = words.folded(end - 1);
    let one = noun
        .strip_suffix('s')
        .filter(|one| lexicon::is_organization_noun(one));
    let plural = lexicon::is_group_noun(&noun) || one.is_some();
    let follows = end < range.end && words.behind_possessive(end - 1).trim() == ",";
    if !plural || !follows || depth >= DEEPEST {
        return None;
    }
    let list = read_words(words, end..range.end, named, depth + 1)?;
    match &list {
        Phrase::Joint(parts) => parts
            .iter()
            .all(|part| matches!(part, Phrase::Name(_)))
            .then_some(list),
        _ => None,
    }
}

fn determiner(words: &Words, base: &Range<usize>) -> Determiner {
    let first = words.folded(base.start);
    if first == "the" || first == "both" || lexicon::is_demonstrative(&first) {
        return Determiner::Definite;
    }
    if lexicon::is_possessive_determiner(&first)
        || first == "whose"
        || (base.start..base.end - 1).any(|i| words.get(i).possessive)
    {
        return Determiner::Possessive;
    }
    if lexicon::is_indefinite(&first) {
        Determiner::Indefinite
    } else {
        Determiner::Bare
    }
}

/// Where "the former Rangers and Liverpool boss" ends: two names before one noun.
fn end_of_joined_modifiers(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
) -> Option<usize> {
    name_ending_at(named.ranges, range.start, end).filter(|&name| !named.people[name])?;
    let rest = end + 1..range.end;
    let joined = end < range.end
        && words.folded(end) == "and"
        && lexicon::is_article(&words.folded(range.start));
    if !joined || rest.len() < 2 || !words.is_capital(rest.start) {
        return None;
    }
    let rest_end = end_of_base(words, &rest, named.ranges);
    let head = rest_end - 1;
    let of_person = lexicon::is_person_noun(&words.folded(head)) && !words.is_capital(head);
    (of_person && !named.ranges.iter_inside(head)).then_some(rest_end)
}

/// Splits at "and", "or" and the commas of a list, if one of the parts is a name.
fn joint(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
    depth: usize,
) -> Option<Phrase> {
    let first_is_name = name_ending_at(named.ranges, range.start, end).is_some();
    let end = if first_is_name {
        after_aside(words, end, range.end)
    } else {
        end
    };
    // "Vance, Lund and Okoro": what follows the comma is a list of names itself.
    if first_is_name
        && end < range.end
        && words.gap(end - 1).contains(',')
        && !matches!(words.folded(end).as_str(), "and" | "or")
    {
        let rest = read_words(words, end..range.end, named, depth + 1)?;
        if let Phrase::Joint(parts) = rest
            && let Phrase::Name(second) = parts[0]
            && opens_list(words, end..named.ranges[second].start)
        {
            let first = read_words(words, range.start..end, named, depth + 1)?;
            return Some(flatten([first, Phrase::Joint(parts)]));
        }
    }
    // "Vance, head of the port, and Lund": the conjunction may follow what qualifies the first.
    let conjunction = (end..range.end).find(|&i| {
        let word = words.folded(i);
        (word == "and" || word == "or")
            && (i == end
                || (first_is_name
                    && (after_list_comma(words, range, i) || before_person(words, i, named))))
            && !named.ranges.iter_inside(i)
    })?;
    let left = read_words(words, range.start..conjunction, named, depth + 1)?;
    let right = read_words(words, conjunction + 1..range.end, named, depth + 1)?;
    if is_of_one(words, &left, &right, conjunction + 1, named) {
        return Some(right);
    }
    let has_name = |p: &Phrase| match p {
        Phrase::Name(_) | Phrase::Joint(_) => true,
        // "the Black Lives Matter movement"
        Phrase::Noun(noun) => {
            noun.determiner == Determiner::Definite && holds_name(noun, named.ranges)
        }
        Phrase::Pronoun(..) => false,
    };
    let are_classes = is_class(words, &left) && is_class(words, &right);
    if !has_name(&left) && !has_name(&right) && !are_classes {
        return None;
    }
    // "Vance, a lawyer, and runner" is one person, "the Harbor roads and ports committee" one body.
    if let Phrase::Noun(noun) = &right {
        let head = words.folded(noun.head);
        let body = noun.determiner == Determiner::Bare
            && lexicon::is_organization_noun(&head)
            && !words.is_capital(noun.head)
            && matches!(&left, Phrase::Noun(left) if left.determiner == Determiner::Definite);
        if body || conjunction != end && !lexicon::is_group_noun(&head) {
            return None;
        }
    }
    Some(flatten([left, right]))
}

/// "Founder and director Maya Vance", "the Harbor and Norland striker Maya Vance": what "and" joins
/// describes one person, as a singular noun without an article names nobody else.
fn is_of_one(words: &Words, left: &Phrase, right: &Phrase, start: usize, named: Names) -> bool {
    let Phrase::Name(index) = *right else {
        return false;
    };
    let before = start..named.ranges[index].start;
    // "President and CEO Maya Vance"
    let left_is_bare = match left {
        Phrase::Noun(noun) => noun.determiner == Determiner::Bare && noun.range.len() == 1,
        _ => false,
    };
    let titled = before.end.checked_sub(1).is_some_and(|last| {
        left_is_bare && words.joined(last) && lexicon::is_title(&words.folded(last))
    });
    // "Energy and Natural Resources Minister Maya Vance"
    let office = || {
        let last = before
            .end
            .checked_sub(1)
            .filter(|last| before.contains(last));
        let capitals = (start - 2..before.end).all(|i| i + 1 == start || words.is_capital(i));
        start > 1
            && before.len() > 1
            && capitals
            && last.is_some_and(|last| lexicon::is_title(&words.folded(last)))
    };
    let role = named.people[index] && (is_role_before(words, before.end) || titled || office());
    let maker = !named.people[index]
        && before.end.checked_sub(1).is_some_and(|last| {
            words.joined(last) && lexicon::is_organization_noun(&words.folded(last))
        });
    let first = words.folded(start);
    let bare = !lexicon::is_article(&first) && !lexicon::is_possessive_determiner(&first);
    let one = match left {
        Phrase::Noun(noun) => {
            let head = words.folded(noun.head);
            // "British and Norland Lions coach Maya Vance"
            let alone = left_is_bare
                && (lexicon::is_title(&head)
                    || lexicon::role(&head).is_some()
                    || lexicon::is_affiliation(&head));
            lexicon::is_person_noun(&head)
                || alone
                || left_is_bare && office()
                || maker && !lexicon::is_organization_noun(&head)
        }
        // "Harbor and Norland striker", but not "Harbor and director".
        Phrase::Name(left) => !named.people[*left] && before.len() > 1 && words.is_capital(start),
        Phrase::Pronoun(..) | Phrase::Joint(_) => false,
    };
    bare && one
        && (role || maker)
        && (before.start..before.end).all(|i| words.joined_or_possessive(i))
}

/// Whether a name stands before the head of a noun phrase.
fn holds_name(noun: &NounPhrase, named: &[Range<usize>]) -> bool {
    let index = named.partition_point(|r| r.end <= noun.range.start);
    named.get(index).is_some_and(|name| name.end <= noun.head)
}

/// "Leftwing activist reporters": a whole phrase for a class of people, of which another may be
/// spoken of in the same breath. In "friends and relatives" two words are one such phrase.
fn is_class(words: &Words, phrase: &Phrase) -> bool {
    let Phrase::Noun(noun) = phrase else {
        return false;
    };
    let head = words.folded(noun.head);
    let plural = lexicon::singular(&head, lexicon::is_person_noun).is_some_and(|one| one != head)
        || lexicon::singular(&head, lexicon::is_organization_noun).is_some_and(|one| one != head);
    plural
        && noun.determiner == Determiner::Bare
        && noun.range.len() > 1
        && noun.head + 1 == noun.range.end
}

fn flatten(phrases: [Phrase; 2]) -> Phrase {
    let mut parts = Vec::new();
    for phrase in phrases {
        match phrase {
            Phrase::Joint(inner) => parts.extend(inner),
            phrase => parts.push(phrase),
        }
    }
    Phrase::Joint(parts)
}

/// Whether the "and" at `index` follows a comma and another part follows it to the end: not the
/// "and" of "director of the bureau and a professor".
fn after_list_comma(words: &Words, range: &Range<usize>, index: usize) -> bool {
    index > range.start
        && words.gap(index - 1).contains(',')
        && !(index + 1..range.end).any(|i| words.gap(i).contains(',') && i + 1 < range.end)
}

/// "…, and [Ben Okoro], head of the port": a comma, and a person's full name behind the "and".
fn before_person(words: &Words, and: usize, named: Names) -> bool {
    let index = named.ranges.partition_point(|name| name.start <= and);
    let Some(name) = named.ranges.get(index) else {
        return false;
    };
    and > 0
        && words.gap(and - 1).contains(',')
        && named.people[index]
        && name.len() > 1
        && (and + 1..name.start).all(|i| is_title(words, i))
}

/// What stands before the second name of a list: titles, or whose it is ("Sorin, [the UK's] Post
/// Office and Bex").
fn opens_list(words: &Words, before: Range<usize>) -> bool {
    let owner = before.end.checked_sub(1).filter(|i| before.contains(i));
    let owned = owner.is_some_and(|i| words.is_capital(i) && words.get(i).possessive);
    before.clone().all(|i| {
        is_title(words, i) || owned && (Some(i) == owner || lexicon::is_article(&words.folded(i)))
    })
}
