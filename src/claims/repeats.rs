//! Claims that an article makes twice: in its headline, and again where it begins.

use super::{Claim, Passage};
use crate::text::{BlockKind, Document};
use std::collections::BTreeSet;

/// Paragraphs after the headline that say it again, at most.
const PARAGRAPHS: usize = 2;

/// Words that both claims must have, and how many of three of the shorter one's.
const FEWEST: usize = 2;
const OF_THREE: usize = 2;

/// Words that say nothing of what a claim is about.
const SMALL_WORDS: [&str; 62] = [
    "a", "about", "after", "also", "an", "and", "are", "as", "at", "be", "been", "before", "but",
    "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her",
    "his", "if", "in", "into", "is", "it", "its", "may", "might", "more", "must", "of", "on", "or",
    "our", "over", "she", "should", "so", "some", "than", "that", "the", "their", "there", "they",
    "this", "to", "was", "we", "were", "which", "will", "with", "would", "you",
];

/// Words that turn a claim round.
const NEGATIONS: [&str; 8] = [
    "cannot", "neither", "never", "no", "nobody", "none", "nor", "not",
];

/// Marks each claim of the first paragraphs that repeats one of the headline: by the same
/// speaker, with most of the content words of the shorter one, the same numbers, and both denied
/// or neither. The claims are those of [`Claim::assemble`], in the order of the text.
pub(super) fn mark(claims: &mut [Claim], document: &Document) {
    let headline = document.blocks.first();
    let Some(headline) = headline.filter(|block| block.kind == BlockKind::Heading) else {
        return;
    };
    let paragraphs = document.blocks[1..].iter();
    let paragraphs = paragraphs.filter(|block| block.kind != BlockKind::Heading);
    let Some(end) = paragraphs
        .take(PARAGRAPHS)
        .map(|block| block.span.end)
        .last()
    else {
        return;
    };
    let place = |claim: &Claim| claim.content.first().map(|p| p.span.start);
    let outermost = |claim: &&Claim| claim.within.is_none() && claim.speaker.is_some();
    let at_most = |end: usize| move |claim: &&Claim| place(claim).is_some_and(|at| at < end);
    let first: Vec<(usize, String, Words)> = claims
        .iter()
        .filter(at_most(headline.span.end))
        .filter(outermost)
        .map(|claim| (claim.id, speaker(claim), Words::of(&claim.content)))
        .collect();
    if first.is_empty() {
        return;
    }
    let mut taken = BTreeSet::new();
    for claim in claims {
        let after = place(claim).is_some_and(|at| headline.span.end <= at && at < end);
        if !after || !outermost(&&*claim) {
            continue;
        }
        let words = Words::of(&claim.content);
        let of_it = first.iter().filter(|(id, name, title)| {
            !taken.contains(id) && *name == speaker(claim) && title.say_the_same_as(&words)
        });
        let most = of_it.max_by_key(|(id, _, title)| {
            // Of two alike the first.
            (title.shared_with(&words), std::cmp::Reverse(*id))
        });
        if let Some((id, ..)) = most {
            taken.insert(*id);
            claim.repeats = Some(*id);
        }
    }
}

fn speaker(claim: &Claim) -> String {
    let speaker = claim.speaker.as_ref();
    speaker.map(|s| s.name.clone()).unwrap_or_default()
}

/// What a claim is about.
struct Words {
    content: BTreeSet<String>,
    numbers: BTreeSet<String>,
    is_denied: bool,
}

impl Words {
    fn of(passages: &[Passage]) -> Self {
        let mut words = Self {
            content: BTreeSet::new(),
            numbers: BTreeSet::new(),
            is_denied: false,
        };
        for passage in passages {
            let text = passage.text.to_lowercase().replace('’', "'");
            let apart = |c: char| !c.is_alphanumeric() && c != '\'';
            for word in text.split(apart).map(|word| word.trim_matches('\'')) {
                if word.is_empty() || SMALL_WORDS.contains(&word) {
                    continue;
                }
                if NEGATIONS.contains(&word) || word.ends_with("n't") {
                    words.is_denied = true;
                } else if word.starts_with(|c: char| c.is_numeric()) {
                    words.numbers.insert(word.to_owned());
                } else {
                    words.content.insert(stem(word));
                }
            }
        }
        words
    }

    fn shared_with(&self, other: &Self) -> usize {
        self.content.intersection(&other.content).count()
    }

    fn say_the_same_as(&self, other: &Self) -> bool {
        let shared = self.shared_with(other);
        let fewer = self.content.len().min(other.content.len());
        let numbers = self.numbers.is_empty()
            || other.numbers.is_empty()
            || !self.numbers.is_disjoint(&other.numbers);
        shared >= FEWEST
            && 3 * shared >= OF_THREE * fewer
            && numbers
            && self.is_denied == other.is_denied
    }
}

/// "closes", "closed", "closing", "close": one word.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let shorter = ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|suffix| word.strip_suffix(suffix).filter(|stem| stem.len() >= 3));
    let stem = shorter.unwrap_or(word);
    let stem = stem
        .strip_suffix('e')
        .filter(|s| s.len() >= 3)
        .unwrap_or(stem);
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{CharacterOffsets, Span, segment};

    fn alike(a: &str, b: &str) -> bool {
        let words = |text: &str| {
            let offsets = CharacterOffsets::new(text);
            Words::of(&[Passage::new(text, &offsets, Span::new(0, text.len()))])
        };
        words(a).say_the_same_as(&words(b))
    }

    #[test]
    fn most_words_the_same_numbers_and_the_same_sign() {
        assert!(alike(
            "Bridge must close",
            "that the bridge would be closed in May"
        ));
        assert!(alike(
            "40 jobs to go at mill",
            "about 40 jobs at the old mill would go"
        ));
        assert!(!alike(
            "40 jobs to go at mill",
            "about 60 jobs at the old mill would go"
        ));
        assert!(!alike(
            "Bridge must close",
            "that the bridge would not close"
        ));
        assert!(!alike("Bridge must close", "the bridge needs paint"));
        assert!(!alike("No", "no"));
    }

    #[test]
    fn a_text_without_a_headline_repeats_nothing() {
        mark(&mut [], &segment(""));
        mark(&mut [], &segment("One paragraph, and that is all."));
    }
}
