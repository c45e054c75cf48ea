//! A subject behind its cue: “The mill, said the union, would close.”, “‘Go,’ shouts team captain
//! Kip Sallow.” The corpus that the model learned from has few of them in the present tense, and
//! few whose subject is no name.

use super::{Attribution, Kind, listed, sort, words};
use crate::text::{Document, Span};
use std::collections::HashSet;
use std::sync::LazyLock;

static VERBS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("lists/verbs_of_saying.txt")));

/// Verbs that no subject holds, and with which the claim goes on behind it.
const FINITE: [&str; 22] = [
    "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might", "must",
    "never", "shall", "should", "was", "were", "will", "won't", "would", "cannot",
];

/// What may stand before such a verb.
const ADVERBS: [&str; 8] = [
    "also", "always", "already", "never", "not", "now", "soon", "still",
];

/// Words with which no subject begins.
const NO_SUBJECT: [&str; 24] = [
    "about", "and", "as", "at", "but", "by", "for", "from", "he", "how", "in", "it", "not", "of",
    "on", "she", "so", "that", "they", "this", "to", "what", "why", "with",
];

/// Words of a subject, at most.
const LONGEST: usize = 10;

/// Words of a cue's sentence around it.
struct Clause {
    words: Vec<Span>,
    verb: usize,
    /// Behind the verb, up to the first mark.
    subject: Span,
    /// The first word behind that.
    next: usize,
}

/// Gives claims whose cue stands before its subject this subject as their source, and as content
/// what stands on both sides of the two.
pub fn arrange_inverted(
    text: &str,
    document: &Document,
    mut attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let mut split: HashSet<Span> = HashSet::new();
    attributions.retain_mut(|attribution| {
        let [cue] = attribution.cue[..] else {
            return true;
        };
        let Some(clause) = Clause::read(text, document, cue) else {
            return true;
        };
        if clause.is_inside(text, document) {
            clause.split(text, document, attribution);
            return split.insert(cue);
        }
        if clause.ends_quotation(text, document, attribution) {
            attribution.source = vec![clause.subject];
        }
        true
    });
    sort(&mut attributions);
    attributions
}

impl Clause {
    fn read(text: &str, document: &Document, cue: Span) -> Option<Self> {
        let sentence = document.sentences[document.sentence_at(cue.start)?];
        let all = words(text, sentence);
        let verb = all.iter().position(|&word| word == cue)?;
        let ends = |word: &Span| word.of(text).ends_with([',', '.', ';', ':', '?', '!']);
        let behind = all[verb + 1..].iter().take(LONGEST);
        let count = behind.clone().position(ends).or_else(|| {
            let last = all.len() - verb - 1;
            (1..=LONGEST).contains(&last).then(|| last - 1)
        })?;
        let is = |i: usize, list: &[&str]| list.contains(&plain(text, all[i]).as_str());
        let (first, next) = (verb + 1, verb + 2 + count);
        let inside = |i: usize| is(i, &FINITE) || is(i, &["that"]);
        if is(first, &NO_SUBJECT) || (first..next).any(inside) {
            return None;
        }
        let start = all[first].start;
        let subject =
            text[start..all[next - 1].end].trim_end_matches([',', '.', ';', ':', '?', '!']);
        (!subject.is_empty()).then(|| Self {
            subject: Span::new(start, start + subject.len()),
            words: all,
            verb,
            next,
        })
    }

    /// Whether the clause stands between commas amid what is claimed.
    fn is_inside(&self, text: &str, document: &Document) -> bool {
        let comma = |i: usize| self.words[i].of(text).ends_with(',');
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else {
            return false;
        };
        let is = |i: usize, list: &[&str]| {
            let word = self.words.get(i).map(|&word| plain(text, word));
            word.is_some_and(|word| list.contains(&word.as_str()))
        };
        let goes_on =
            is(self.next, &FINITE) || is(self.next, &ADVERBS) && is(self.next + 1, &FINITE);
        let sentence = Span::new(first.start, last.end);
        VERBS.contains(plain(text, self.words[self.verb]).as_str())
            && self.verb > 0
            && comma(self.verb - 1)
            && comma(self.next - 1)
            && goes_on
            && !document
                .quotations
                .iter()
                .any(|q| q.span.overlaps(sentence))
    }

    /// Makes the claim one of two pieces.
    fn split(&self, text: &str, document: &Document, attribution: &mut Attribution) {
        let cue = self.words[self.verb];
        let sentence = Span::new(self.words[0].start, self.words[self.words.len() - 1].end);
        let known = attribution.content.iter().chain(&attribution.source);
        let before = known.filter(|s| s.end <= cue.start && sentence.contains(**s));
        let start = before.map(|s| s.start).min().unwrap_or(sentence.start);
        let next = self.words[self.next].start;
        let behind = attribution
            .content
            .iter()
            .filter(|s| sentence.contains(**s));
        let end = behind.map(|s| s.end).filter(|&end| end > next).max();
        let end = end.unwrap_or_else(|| {
            sentence.start + sentence.of(text).trim_end_matches(['.', '!', '?']).len()
        });
        let comma = self.words[self.verb - 1].end - 1;
        if start >= comma {
            return;
        }
        attribution.content = vec![Span::new(start, comma), Span::new(next, end)];
        attribution.kind = Kind::of(text, document, &attribution.content);
        if !attribution.source.iter().any(|s| s.overlaps(self.subject)) {
            attribution.source = vec![self.subject];
        }
    }

    /// Whether the clause is the rest of a sentence after its quotation, ends with a name, and has
    /// no source yet.
    fn ends_quotation(&self, text: &str, document: &Document, attribution: &Attribution) -> bool {
        let cue = self.words[self.verb];
        let own = document.sentence_at(cue.start);
        let has_source = |s: &Span| document.sentence_at(s.start) == own;
        let closes = |s: &Span| {
            let between = text.get(s.end..cue.start).unwrap_or("none");
            between.trim().is_empty() && s.of(text).ends_with(['"', '”', '’', '\'', '»'])
        };
        let last = self.subject.of(text).rsplit(' ').next().unwrap_or_default();
        attribution.content.iter().any(closes)
            && !attribution.source.iter().any(has_source)
            && last.starts_with(char::is_uppercase)
    }
}

/// A word in small letters, without the marks after it.
fn plain(text: &str, word: Span) -> String {
    let word = word
        .of(text)
        .trim_end_matches([',', '.', ';', ':', '?', '!']);
    word.to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, shown};
    use crate::text::segment;

    fn arranged(text: &str, source: &str, cue: &str, content: &[&str]) -> Vec<String> {
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let attribution = Attribution {
            content: content.iter().map(|words| span(words)).collect(),
            source: (!source.is_empty())
                .then(|| span(source))
                .into_iter()
                .collect(),
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.9,
            evidence: None,
        };
        shown(
            text,
            &arrange_inverted(text, &segment(text), vec![attribution]),
        )
    }

    #[test]
    fn a_claim_goes_on_behind_its_subject() {
        let text = "The canal, warns the guild, will silt up by spring.";
        let expected = ["the guild | warns | The canal … will silt up by spring"];
        assert_eq!(
            arranged(
                text,
                "",
                "warns",
                &["The canal", "the guild, will silt up by spring"]
            ),
            expected
        );
        assert_eq!(
            arranged(
                text,
                "The canal",
                "warns",
                &["the guild, will silt up by spring"]
            ),
            expected
        );
    }

    #[test]
    fn a_claim_has_what_stands_before_its_cue_and_what_is_known_behind_it() {
        let text = "The canal, warns the guild, will silt up and the mill will close.";
        let expected = ["the guild | warns | The canal … will silt up"];
        assert_eq!(arranged(text, "", "warns", &["will silt up"]), expected);
        let text = "The canal, warns the guild, soon will silt up.";
        let content = ["The canal", "the guild, soon will silt up"];
        let expected = ["the guild | warns | The canal … soon will silt up"];
        assert_eq!(arranged(text, "", "warns", &content), expected);
    }

    #[test]
    fn other_clauses_between_commas_are_left_alone() {
        for (text, source, cue, content) in [
            // The verb has a subject of its own there.
            (
                "The canal, warns the guild is closing, will silt up.",
                "",
                "warns",
                "the guild is closing",
            ),
            // No verb of saying.
            (
                "The canal, facing the guild, will silt up.",
                "",
                "facing",
                "The canal",
            ),
            // Nothing stands before it.
            (
                "Warns the guild, the canal will silt up.",
                "",
                "Warns",
                "the canal will silt up",
            ),
            (
                ", warns the guild, will silt up.",
                "",
                "warns",
                "will silt up",
            ),
            // Another verb of the same subject follows.
            (
                "Ada Pohl rose, claimed the chair, and will go.",
                "Ada Pohl",
                "claimed",
                "the chair",
            ),
        ] {
            let expected = [format!("{source} | {cue} | {content}")];
            assert_eq!(arranged(text, source, cue, &[content]), expected, "{text}");
        }
    }

    #[test]
    fn what_describes_the_speaker_is_no_claim() {
        let text = "The canal will silt up, warns Ada Pohl, the guild’s head.";
        let content = ["The canal will silt up"];
        let expected = ["Ada Pohl | warns | The canal will silt up"];
        assert_eq!(arranged(text, "Ada Pohl", "warns", &content), expected);
    }

    #[test]
    fn an_act_between_commas_has_its_own_subject_before_it() {
        let text = "Ada Pohl rose, claimed the chair, and sat down.";
        let expected = ["Ada Pohl | claimed | the chair"];
        assert_eq!(
            arranged(text, "Ada Pohl", "claimed", &["the chair"]),
            expected
        );
    }

    #[test]
    fn a_name_behind_a_quotation_and_its_cue_is_the_source() {
        let expected = ["boat captain Ada Pohl | roars | “Row,”"];
        for text in [
            "“Row,” roars boat captain Ada Pohl.",
            "“Row,” roars boat captain Ada Pohl",
        ] {
            assert_eq!(arranged(text, "", "roars", &["“Row,”"]), expected);
        }
        let text = "She rose. “Row,” roars boat captain Ada Pohl.";
        assert_eq!(arranged(text, "She", "roars", &["“Row,”"]), expected);
    }

    #[test]
    fn without_quotation_or_name_or_beside_a_source_all_stays() {
        for (text, source, cue, content) in [
            (
                "“Row,” roars boat captain Ada Pohl.",
                "Ada Pohl",
                "roars",
                "“Row,”",
            ),
            ("“Row,” roars the captain.", "", "roars", "“Row,”"),
            (
                "It will silt up, warns Ada Pohl.",
                "",
                "warns",
                "It will silt up,",
            ),
        ] {
            let expected = [format!("{source} | {cue} | {content}")];
            assert_eq!(arranged(text, source, cue, &[content]), expected, "{text}");
        }
    }
}
