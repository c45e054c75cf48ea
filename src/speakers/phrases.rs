//! What a source's words are: a pronoun, a name, a noun phrase, several joined.

use super::lexicon;
use super::pronoun::Pronoun;
use super::words::Words;
use crate::text::Span;
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

/// What stands behind a place and an agency that were taken for part of the source: "HARBOR
/// (Reuters) - MAYA VANCE".
fn after_dateline(words: &Words, range: Range<usize>) -> Range<usize> {
    let dash = |&i: &usize| {
        let gap = words.gap(i).trim();
        gap.strip_prefix(')')
            .is_some_and(|gap| matches!(gap.trim(), "-" | "–" | "—"))
    };
    let inside = range.start..range.end.saturating_sub(1);
    let last = inside.take(LONGEST).find(dash);
    last.map_or(range.start, |i| i + 1)..range.end
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

/// Where "the former Rangers and Liverpool boss" ends: two names before one noun.
fn end_of_joined_modifiers(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
) -> Option<usize> {
    let first =
        name_ending_at(named.ranges, range.start, end).filter(|&name| !named.people[name])?;
    let rest = end + 1..range.end;
    let joined = end < range.end
        && words.folded(end) == "and"
        && lexicon::is_article(&words.folded(range.start));
    if !joined || rest.len() < 2 || !words.is_capital(rest.start) || named.ranges[first].end != end
    {
        return None;
    }
    let rest_end = end_of_base(words, &rest, named.ranges);
    let head = rest_end - 1;
    let of_person = lexicon::is_person_noun(&words.folded(head)) && !words.is_capital(head);
    (of_person && !named.ranges.iter_inside(head)).then_some(rest_end)
}

/// The last word of a noun phrase, or the noun before what only qualifies it: "a log [seen] by …",
/// "a survey [last year]".
fn head(words: &Words, base: &Range<usize>) -> usize {
    let is_noun = |i: usize| {
        let word = words.folded(i);
        lexicon::is_person_noun(&word)
            || lexicon::is_group_noun(&word)
            || lexicon::document_noun(&word).is_some()
    };
    let qualifies = |i: usize| {
        let word = words.folded(i);
        let participle = i + 1 == base.end && (word.ends_with("ed") || word == "seen");
        let time = i + 2 == base.end && matches!(word.as_str(), "last" | "this" | "next");
        (participle || time) && !words.is_capital(i)
    };
    let after = (base.start + 1..base.end).find(|&i| qualifies(i) && is_noun(i - 1));
    after.unwrap_or(base.end) - 1
}

/// "[Maya Vance] Scolds Port Director: ‘…’": a headline's subject, where all of it was taken for
/// the source.
fn headline_subject(words: &Words, range: &Range<usize>, named: &[Range<usize>]) -> Option<usize> {
    let index = named.partition_point(|r| r.end <= range.start);
    let verb = named.get(index).filter(|r| r.start == range.start)?.end;
    let is_verb = |i: usize| {
        let word = words.text(i);
        words.joined(i - 1) && words.is_capital(i) && word.len() > 3 && word.ends_with('s')
    };
    let headline = |i: usize| words.is_capital(i) || words.text(i).len() < 4;
    let colon = words.gap(range.end - 1).trim_start().starts_with(':');
    let subject = verb + 1 < range.end && is_verb(verb) && colon;
    (subject && range.clone().all(headline)).then_some(index)
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

/// A preposition that an annotator or a model left before the source.
fn without_preposition(words: &Words, range: Range<usize>) -> Range<usize> {
    let is_stray = range.len() > 1
        && matches!(
            words.folded(range.start).as_str(),
            "by" | "from" | "to" | "with" | "for"
        );
    range.start + usize::from(is_stray)..range.end
}

/// Where the aside right after a name ends: "(D-Mont.)", ", R-Tenn.,", ", 82,".
fn after_aside(words: &Words, end: usize, limit: usize) -> usize {
    if end >= limit {
        return end;
    }
    let gap = words.gap(end - 1).trim();
    if gap.starts_with('(') {
        let close = (end..limit).take(12).find(|&i| words.gap(i).contains(')'));
        return close.map_or(end, |i| i + 1);
    }
    let word = words.text(end);
    let party = word.len() > 2 && word.starts_with(['R', 'D', 'I']) && word[1..].starts_with('-');
    let age = word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit());
    let closes = end + 1 == limit
        || words
            .gap(end)
            .trim_start()
            .trim_start_matches('.')
            .starts_with(',');
    if gap == "," && closes && (party || age) {
        end + 1
    } else {
        end
    }
}

/// "she", and "most of whom".
fn pronoun(words: &Words, range: &Range<usize>) -> Option<(Pronoun, usize)> {
    let last = range.end - 1;
    match range.len() {
        1 => Some((Pronoun::read(&words.folded(last))?, last)),
        2 if is_reflexive(&words.folded(last)) => {
            Some((Pronoun::read(&words.folded(range.start))?, range.start))
        }
        3 if words.folded(last - 1) == "of" => match Pronoun::read(&words.folded(last)) {
            Some(Pronoun::Relative) => Some((Pronoun::Relative, range.start)),
            Some(Pronoun::They) => Some((Pronoun::They, last)),
            _ => None,
        },
        // A relative clause that was taken for the source without what it is said of.
        2.. if words.folded(range.start) == "who" => Some((Pronoun::Relative, range.start)),
        // "which repealed it", but not "which the Echo".
        2.. if words.folded(range.start) == "which" => {
            let next = words.text(range.start + 1);
            let verb = next.starts_with(char::is_lowercase) && !lexicon::is_article(next);
            verb.then_some((Pronoun::Relative, range.start))
        }
        _ => None,
    }
}

fn is_reflexive(word: &str) -> bool {
    matches!(word, "himself" | "herself" | "themselves" | "itself")
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
    let before = words.folded(of - 1);
    matches!(
        before.as_str(),
        "one"
            | "two"
            | "three"
            | "some"
            | "many"
            | "most"
            | "all"
            | "several"
            | "dozens"
            | "hundreds"
            | "thousands"
            | "scores"
            | "number"
            | "majority"
            | "handful"
            | "couple"
            | "percent"
            | "half"
            | "none"
            | "each"
            | "any"
            | "both"
    )
}

/// Quotation marks around a nickname, or a stray mark, do not end a phrase.
fn is_slight_gap(gap: &str) -> bool {
    !gap.contains('\n')
        && gap
            .chars()
            .all(|c| c == ' ' || matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '/' | '.'))
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
    let indefinite = matches!(
        first.as_str(),
        "a" | "an"
            | "one"
            | "another"
            | "some"
            | "many"
            | "most"
            | "several"
            | "few"
            | "all"
            | "any"
            | "each"
            | "every"
            | "no"
            | "other"
            | "more"
            | "two"
            | "three"
            | "both"
    );
    if indefinite {
        Determiner::Indefinite
    } else {
        Determiner::Bare
    }
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
