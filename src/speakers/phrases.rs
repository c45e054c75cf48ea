//! What a source's words are: a pronoun, a name, a noun phrase, several joined.

mod parts;

use super::lexicon;
use super::pronoun::Pronoun;
use super::words::Words;
use crate::text::Span;
use parts::{
    after_aside, after_dateline, head, headline_subject, is_reflexive, is_slight_gap, pronoun,
    without_preposition,
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
    let range = after_dateline(words, words.within(span));
    let read = range.start..range.end.min(range.start + LONGEST);
    read_words(words, read, named, 0)
}

/// The named mentions that a phrase may hold.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// Their words, disjoint and in order.
    pub ranges: &'a [Range<usize>],
    /// Which of them the entities say are a person's.
    pub people: &'a [bool],
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
        return Some(Phrase::Name(of_body.flatten().unwrap_or(index)));
    }
    if let Some(index) = name_in_apposition(words, &range, end, named) {
        return Some(Phrase::Name(index));
    }
    Some(Phrase::Noun(NounPhrase {
        determiner: determiner(words, &(range.start..end)),
        head: head(words, &(range.start..end)),
        range,
    }))
}

/// "The committee's chair, [Maya Vance,]": a noun phrase and then nothing but a name.
fn name_in_apposition(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
) -> Option<usize> {
    let comma = (end - 1..range.end - 1).find(|&i| {
        words
            .gap(i)
            .trim_start_matches(['\'', '’', 's'])
            .trim_start()
            .starts_with([',', ':'])
    })?;
    // "an aide to the mayor, Maya Vance": the name may be the mayor's.
    let nested = comma + 1 != end
        && lexicon::is_person_noun(&words.folded(comma))
        && !words.is_capital(comma);
    let noun = words.folded(end - 1);
    let known = lexicon::is_person_noun(&noun)
        || lexicon::is_title(&noun)
        || lexicon::is_organization_noun(&noun);
    let after = comma + 1;
    let next_end = end_of_base(words, &(after..range.end), named.ranges);
    let index = name_ending_at(named.ranges, after, next_end)?;
    let only_titles = (after..named.ranges[index].start).all(|i| is_title(words, i));
    let closes = after_aside(words, next_end, range.end) == range.end
        || words.gap(next_end - 1).trim_start().starts_with(',');
    // "The bell founder, Maya Vance": a noun that no list has, right before a person's name.
    let of_person = comma + 1 == end && named.people[index] && !words.is_capital(comma);
    (only_titles && !nested && (known || of_person) && closes).then_some(index)
}

fn is_title(words: &Words, index: usize) -> bool {
    let word = words.folded(index);
    lexicon::is_title(&word)
        || lexicon::is_honorific(&word)
        || lexicon::is_affiliation(&word)
        || word == "state"
}

/// The named mention that ends right before the word `end` and begins at `start` or later.
pub(super) fn name_ending_at(named: &[Range<usize>], start: usize, end: usize) -> Option<usize> {
    let index = named.partition_point(|r| r.end < end);
    let found = named.get(index)?;
    (found.end == end && found.start >= start).then_some(index)
}

/// Where the phrase's own words end and what qualifies them begins: a comma, a preposition, a
/// relative clause, "herself". Names are not cut.
fn end_of_base(words: &Words, range: &Range<usize>, named: &[Range<usize>]) -> usize {
    let ends = |at: usize| {
        let word = words.folded(at);
        lexicon::ends_phrase(&word) || is_reflexive(&word)
    };
    let mut at = range.start;
    while at < range.end {
        let index = named.partition_point(|r| r.end <= at);
        if let Some(name) = named
            .get(index)
            .filter(|r| r.start == at && r.end <= range.end)
        {
            at = name.end;
        } else if at > range.start && ends(at) && !is_number_of(words, range.start, at) {
            return at;
        } else {
            at += 1;
        }
        if at < range.end
            && !words.joined_or_possessive(at - 1)
            && !is_slight_gap(words.gap(at - 1))
        {
            return at;
        }
    }
    range.end
}

/// "One of the aides", "a group of doctors": the noun after "of" is the head.
fn is_number_of(words: &Words, start: usize, of: usize) -> bool {
    if words.folded(of) != "of" || of == start {
        return false;
    }
    lexicon::is_number(&words.folded(of - 1))
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
            && (end..named.ranges[second].start).all(|i| is_title(words, i))
        {
            let first = read_words(words, range.start..end, named, depth + 1)?;
            return Some(flatten([first, Phrase::Joint(parts)]));
        }
    }
    // "Vance, head of the port, and Lund": the conjunction may follow what qualifies the first.
    let conjunction = (end..range.end).find(|&i| {
        let word = words.folded(i);
        (word == "and" || word == "or")
            && (i == end || (first_is_name && after_list_comma(words, range, i)))
            && !named.ranges.iter_inside(i)
    })?;
    let left = read_words(words, range.start..conjunction, named, depth + 1)?;
    let right = read_words(words, conjunction + 1..range.end, named, depth + 1)?;
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
    // "Vance, a lawyer, and runner" is one person.
    if let Phrase::Noun(noun) = &right
        && conjunction != end
        && !lexicon::is_group_noun(&words.folded(noun.head))
    {
        return None;
    }
    Some(flatten([left, right]))
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

trait IterInside {
    fn iter_inside(&self, word: usize) -> bool;
}

impl IterInside for [Range<usize>] {
    /// Whether the word lies within one of the names.
    fn iter_inside(&self, word: usize) -> bool {
        let index = self.partition_point(|r| r.end <= word);
        self.get(index).is_some_and(|r| r.contains(&word))
    }
}
