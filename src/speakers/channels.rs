//! Through whom or what a claim came: "told Reuters", "in a post on X", "at a rally in Ohio".
//!
//! Rules over the words of the clause around a cue: the object of a verb of telling, and a
//! preposition before a noun of `lists/channels.txt`.

use super::lexicon;
use super::pronoun::Pronoun;
use super::words::Words;
use crate::attribution::Attribution;
use crate::text::{Document, Span};
use std::ops::Range;

/// Words looked at on either side of a cue.
const REACH: usize = 40;
/// Words of the longest noun phrase, and of all that hangs on it.
const LONGEST_NOUN: usize = 8;
const LONGEST: usize = 14;

/// For each attribution what its clause says of the way that the claim took, in text order.
pub(super) fn find(
    words: &Words,
    document: &Document,
    attributions: &[Attribution],
) -> Vec<Vec<Span>> {
    let mut cues: Vec<Span> = attributions
        .iter()
        .flat_map(|a| a.cue.iter().copied())
        .collect();
    cues.sort_unstable();
    attributions
        .iter()
        .map(|attribution| {
            let Some(&cue) = attribution.cue.first() else {
                return Vec::new();
            };
            let clause = clause(words, document, &cues, cue);
            in_clause(words, attribution, cue, clause)
        })
        .collect()
}

/// The words of the cue's sentence that are nearer to it than to another cue.
fn clause(words: &Words, document: &Document, cues: &[Span], cue: Span) -> Range<usize> {
    let own = words.within(cue);
    let sentence = document.sentence_at(cue.start);
    let sentence = sentence.map_or(own.clone(), |s| words.within(document.sentences[s]));
    let first = cues.partition_point(|c| c.start < cue.start);
    let before = cues[..first].iter().rev().find(|c| c.end <= cue.start);
    let after = cues[first..].iter().find(|c| c.start >= cue.end);
    let from = before.map_or(0, |c| words.within(*c).end);
    let to = after.map_or(usize::MAX, |c| words.within(*c).start);
    let from = from
        .max(sentence.start)
        .max(own.start.saturating_sub(REACH));
    from.min(own.start)..to.min(sentence.end).min(own.end + REACH).max(own.end)
}

fn in_clause(words: &Words, claim: &Attribution, cue: Span, clause: Range<usize>) -> Vec<Span> {
    let own = words.within(cue);
    let taken = |i: usize| {
        let at = words.get(i).span.start;
        claim
            .content
            .iter()
            .chain(&claim.source)
            .any(|s| s.contains_offset(at))
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = clause.start;
    while at < clause.end {
        let next = at + 1;
        let range = if taken(at) || next >= clause.end || !words.joined(at) {
            None
        } else if is_telling(&words.folded(at)) && at + 1 >= own.start && at <= own.end {
            listener(words, next, clause.end, &taken)
        } else if is_way(&words.folded(at)) {
            channel(words, next, clause.end, &words.folded(at), &taken)
        } else {
            None
        };
        at = range.as_ref().map_or(next, |r| r.end.max(next));
        found.extend(range);
    }
    found
        .iter()
        .map(|range| without_full_stop(words, range))
        .collect()
}

/// "a post on X.": a lone capital is taken for an initial, and the full stop after it for part
/// of it.
fn without_full_stop(words: &Words, range: &Range<usize>) -> Span {
    let span = words.span(range);
    let last = words.text(range.end - 1);
    let keep = last
        .strip_suffix('.')
        .filter(|letter| letter.chars().count() == 1);
    Span::new(span.start, span.end - usize::from(keep.is_some()))
}

fn is_telling(word: &str) -> bool {
    matches!(
        word,
        "told" | "tells" | "tell" | "telling" | "informed" | "informs" | "assured" | "assures"
    )
}

/// Prepositions before what a claim is made in.
fn is_way(word: &str) -> bool {
    matches!(
        word,
        "in" | "on" | "at" | "via" | "through" | "during" | "to" | "over" | "by"
    )
}

/// From `start` the words of one noun phrase.
fn noun_phrase(
    words: &Words,
    start: usize,
    end: usize,
    taken: &impl Fn(usize) -> bool,
) -> Range<usize> {
    let mut to = start;
    while to < end && to - start < LONGEST_NOUN && !taken(to) {
        let word = words.folded(to);
        let is_determiner = to == start
            && (lexicon::is_article(&word)
                || lexicon::is_demonstrative(&word)
                || lexicon::is_possessive_determiner(&word));
        if !is_determiner
            && (lexicon::ends_phrase(&word) || is_telling(&word) || is_time(words, to))
        {
            break;
        }
        to += 1;
        if !words.joined_or_possessive(to - 1) {
            break;
        }
    }
    start..to
}

/// "Monday", "2019", "last week": no part of a channel.
fn is_time(words: &Words, index: usize) -> bool {
    let word = words.folded(index);
    (lexicon::is_calendar(&word) && words.is_capital(index))
        || word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            word.as_str(),
            "last"
                | "late"
                | "early"
                | "earlier"
                | "yesterday"
                | "today"
                | "this"
                | "next"
                | "week"
        )
}

/// The object of a verb of telling: "Reuters", "a news conference", "reporters".
fn listener(
    words: &Words,
    start: usize,
    end: usize,
    taken: &impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let range = noun_phrase(words, start, end, taken);
    let is_pronoun = range.len() == 1 && Pronoun::read(&words.folded(start)).is_some();
    (!range.is_empty() && !is_pronoun).then_some(range)
}

/// What stands after a preposition, if its noun is one for a channel, with what hangs on it.
fn channel(
    words: &Words,
    start: usize,
    end: usize,
    preposition: &str,
    taken: &impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let head = noun_phrase(words, start, end, taken);
    if head.is_empty() || !is_channel(words, &head, preposition) {
        return None;
    }
    let mut to = head.end;
    while to < end && to - start < LONGEST && words.joined(to - 1) {
        let links = matches!(
            words.folded(to).as_str(),
            "of" | "on" | "in" | "at" | "with" | "to" | "from" | "for" | "by"
        );
        if !links || taken(to) || !words.joined(to) {
            break;
        }
        let next = noun_phrase(words, to + 1, end, taken);
        if next.is_empty() {
            break;
        }
        to = next.end;
    }
    Some(start..to)
}

fn is_channel(words: &Words, range: &Range<usize>, preposition: &str) -> bool {
    let last = range.end - 1;
    let noun = words.folded(last);
    let first = words.folded(range.start);
    // "on X", "via Truth Social", "on Fox News": names need no article.
    if matches!(preposition, "on" | "via" | "through" | "to") && words.is_capital(range.start) {
        let is_media = |i: usize| {
            let word = words.folded(i);
            lexicon::is_media_noun(&word) || lexicon::is_channel(&word)
        };
        let is_platform = range.len() == 1
            && matches!(words.text(last), "X" | "Telegram" | "Threads")
            || range.len() == 2 && first == "truth" && noun == "social";
        return is_platform || range.clone().any(is_media);
    }
    let is_medium = preposition != "to" && preposition != "by";
    let singular = lexicon::singular(&noun, lexicon::is_channel);
    is_medium && singular.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::text::segment;

    fn via(text: &str, source: &str, cue: &str, content: &str) -> Vec<String> {
        let span = |part: &str| {
            let start = text.find(part).expect("a part of the text");
            Span::new(start, start + part.len())
        };
        let claim = Attribution {
            content: vec![span(content)],
            source: vec![span(source)],
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        let words = Words::new(text);
        let found = find(&words, &segment(text), &[claim]);
        found[0].iter().map(|s| s.of(text).to_owned()).collect()
    }

    #[test]
    fn who_was_told() {
        let text = "Maya Vance told Reuters on Friday that the port is shut.";
        assert_eq!(
            via(text, "Maya Vance", "told", "the port is shut"),
            ["Reuters"]
        );
        let text = "“It is shut,” Vance told the Lund Herald’s evening show.";
        assert_eq!(
            via(text, "Vance", "told", "“It is shut,”"),
            ["the Lund Herald’s evening show"]
        );
        let text = "He told her that it was over.";
        assert!(via(text, "He", "told", "it was over").is_empty());
        let text = "Vance told reporters at a rally in Ohio she would run.";
        assert_eq!(
            via(text, "Vance", "told", "she would run"),
            ["reporters", "a rally in Ohio"]
        );
    }

    #[test]
    fn where_it_was_said() {
        let text = "“We regret this,” the ministry said in a statement on Monday.";
        assert_eq!(
            via(text, "the ministry", "said", "“We regret this,”"),
            ["a statement"]
        );
        let text = "“It was fair,” she wrote in a post on X.";
        assert_eq!(via(text, "she", "wrote", "“It was fair,”"), ["a post on X"]);
        let text = "In a post on X, Okoro wrote that the vote was fair.";
        assert_eq!(
            via(text, "Okoro", "wrote", "the vote was fair"),
            ["a post on X"]
        );
        let text = "Okoro wrote on Facebook that the vote was fair in the north.";
        assert_eq!(
            via(text, "Okoro", "wrote", "the vote was fair in the north"),
            ["Facebook"]
        );
        let text = "Lund said during an interview with the Harbor Times that he would sue.";
        let found = via(text, "Lund", "said", "he would sue");
        assert_eq!(found, ["an interview with the Harbor Times"]);
    }

    #[test]
    fn places_and_times_are_no_channels() {
        let text = "Lund said in Berlin on Tuesday that he would sue.";
        assert!(via(text, "Lund", "said", "he would sue").is_empty());
        let text = "Lund, in a hurry, said he would sue in a letter.";
        assert!(via(text, "Lund", "said", "he would sue in a letter").is_empty());
    }
}
