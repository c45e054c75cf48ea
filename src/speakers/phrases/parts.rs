//! Parts of a source by their words alone: its head, an aside, what stands before it.

use crate::speakers::lexicon;
use crate::speakers::pronoun::Pronoun;
use crate::speakers::words::Words;
use std::ops::Range;

/// Words of a place and an agency before a source.
const LONGEST_DATELINE: usize = 8;

/// What stands behind a place and an agency that were taken for part of the source: "HARBOR
/// (Reuters) - MAYA VANCE".
pub(super) fn after_dateline(words: &Words, range: Range<usize>) -> Range<usize> {
    let dash = |&i: &usize| {
        let gap = words.gap(i).trim();
        gap.strip_prefix(')')
            .is_some_and(|gap| matches!(gap.trim(), "-" | "–" | "—"))
    };
    let inside = range.start..range.end.saturating_sub(1);
    let last = inside.take(LONGEST_DATELINE).find(dash);
    last.map_or(range.start, |i| i + 1)..range.end
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

/// "she", and "most of whom".
pub(super) fn pronoun(words: &Words, range: &Range<usize>) -> Option<(Pronoun, usize)> {
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

pub(super) fn is_reflexive(word: &str) -> bool {
    matches!(word, "himself" | "herself" | "themselves" | "itself")
}

/// Quotation marks around a nickname, or a stray mark, do not end a phrase.
pub(super) fn is_slight_gap(gap: &str) -> bool {
    !gap.contains('\n')
        && gap
            .chars()
            .all(|c| c == ' ' || matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '/' | '.'))
}
