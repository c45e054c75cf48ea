//! Parts of a source by their words alone: its head, an aside, what stands before it.

use crate::speakers::lexicon;
use crate::speakers::pronoun::Pronoun;
use crate::speakers::words::Words;
use std::ops::Range;

/// Words of a place and an agency before a source.
const LONGEST_DATELINE: usize = 8;

/// What stands behind a place, or a place and an agency, that were taken for part of the source:
/// "HARBOR - The mayor", "HARBOR (Reuters) - MAYA VANCE".
pub(super) fn after_dateline(words: &Words, range: Range<usize>, named: Names) -> Range<usize> {
    let inside = range.start..range.end.saturating_sub(1);
    let first = range.start;
    let opens = first == 0 || words.gap(first - 1).contains('\n');
    let person = || {
        let index = named.ranges.partition_point(|name| name.end <= first);
        let name = named.ranges.get(index);
        name.is_some_and(|name| name.start == first && named.people[index])
    };
    let filed = opens && !range.is_empty() && words.in_capitals(first) && !person();
    let mut proper = true;
    let last = inside.take(LONGEST_DATELINE).find(|&i| {
        proper &= words.is_capital(i) || words.text(i).starts_with(|c: char| c.is_ascii_digit());
        // "NASA – the agency –" is no dateline.
        let sentence = || words.is_dashed(i) && words.is_capital(i + 1);
        words.ends_dateline(i) || filed && proper && sentence()
    });
    last.map_or(range.start, |i| i + 1)..range.end
}

/// The named mentions that a phrase may hold.
#[derive(Clone, Copy)]
pub(in crate::speakers) struct Names<'a> {
    /// Their words, disjoint and in order.
    pub ranges: &'a [Range<usize>],
    /// Which of them the entities say are a person's.
    pub people: &'a [bool],
}

/// The named mention that ends right before the word `end` and begins at `start` or later.
pub(in crate::speakers) fn name_ending_at(
    named: &[Range<usize>],
    start: usize,
    end: usize,
) -> Option<usize> {
    let index = named.partition_point(|r| r.end < end);
    let found = named.get(index)?;
    (found.end == end && found.start >= start).then_some(index)
}

/// Where the phrase's own words end and what qualifies them begins: a comma, a preposition, a
/// relative clause, "herself". Names are not cut.
pub(super) fn end_of_base(words: &Words, range: &Range<usize>, named: &[Range<usize>]) -> usize {
    let ends = |at: usize| {
        let word = words.folded(at);
        let mate =
            || at + 1 < range.end && matches!(words.folded(at + 1).as_str(), "mate" | "mates");
        // "Newly appointed coach Maya Vance"
        let adverb = || at > range.start && words.folded(at - 1).ends_with("ly");
        let participle = || word.ends_with("ed") && adverb();
        lexicon::ends_phrase(&word) && !(word == "running" && mate()) && !participle()
            || is_reflexive(&word)
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
            match abbreviated(words, range, at) {
                Some(behind) => at = behind,
                None => return at,
            }
        }
    }
    range.end
}

/// Where "Harbor Safety Agency (HSA) director" goes on behind what stands in brackets.
fn abbreviated(words: &Words, range: &Range<usize>, at: usize) -> Option<usize> {
    let behind = at + 1;
    let inside = words.gap(at - 1) == " (" && words.gap(at) == ") ";
    let goes_on = behind < range.end && !lexicon::ends_phrase(&words.folded(behind));
    let letters = words.text(at).chars().filter(|c| c.is_uppercase()).count();
    (inside && goes_on && letters > 1).then_some(behind)
}

/// "One of the aides", "a group of doctors": the noun after "of" is the head.
fn is_number_of(words: &Words, start: usize, of: usize) -> bool {
    if words.folded(of) != "of" || of == start {
        return false;
    }
    lexicon::is_number(&words.folded(of - 1))
}

/// The last word of a noun phrase, or the noun before what only qualifies it: "a log [seen] by …",
/// "a survey [last year]".
pub(super) fn head(words: &Words, base: &Range<usize>) -> usize {
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
pub(super) fn headline_subject(
    words: &Words,
    range: &Range<usize>,
    named: &[Range<usize>],
) -> Option<usize> {
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

/// A preposition that an annotator or a model left before the source.
pub(super) fn without_preposition(words: &Words, range: Range<usize>) -> Range<usize> {
    let is_stray = range.len() > 1
        && matches!(
            words.folded(range.start).as_str(),
            "by" | "from" | "to" | "with" | "for"
        );
    range.start + usize::from(is_stray)..range.end
}

/// Where the aside right after a name ends: "(D-Mont.)", ", R-Tenn.,", ", 82,".
pub(super) fn after_aside(words: &Words, end: usize, limit: usize) -> usize {
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

/// "she", and "most of whom"; "one of them" is one of those spoken of, and none of their names.
pub(super) fn pronoun(words: &Words, range: &Range<usize>) -> Option<(Pronoun, usize)> {
    let last = range.end - 1;
    match range.len() {
        1 if words.in_capitals_alone(last) => None,
        1 => Some((Pronoun::read(&words.folded(last))?, last)),
        2 if is_reflexive(&words.folded(last)) => {
            Some((Pronoun::read(&words.folded(range.start))?, range.start))
        }
        3 if words.folded(last - 1) == "of" && is_most(&words.folded(range.start)) => {
            match Pronoun::read(&words.folded(last)) {
                Some(Pronoun::Relative) => Some((Pronoun::Relative, range.start)),
                Some(Pronoun::They) => Some((Pronoun::They, last)),
                _ => None,
            }
        }
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

/// Whether a word is for all of several, or as good as all.
fn is_most(word: &str) -> bool {
    matches!(word, "all" | "both" | "each" | "most" | "none" | "neither")
}

fn is_reflexive(word: &str) -> bool {
    matches!(word, "himself" | "herself" | "themselves" | "itself")
}

/// Quotation marks around a nickname, or a stray mark, do not end a phrase.
fn is_slight_gap(gap: &str) -> bool {
    !gap.contains('\n')
        && gap
            .chars()
            .all(|c| c == ' ' || matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '/' | '.'))
}

/// Whether words lie in names.
pub(super) trait IterInside {
    fn iter_inside(&self, word: usize) -> bool;
}

impl IterInside for [Range<usize>] {
    /// Whether the word lies within one of the names.
    fn iter_inside(&self, word: usize) -> bool {
        let index = self.partition_point(|r| r.end <= word);
        self.get(index).is_some_and(|r| r.contains(&word))
    }
}
