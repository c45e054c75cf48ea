//! Asides that say whose account it is: “to cap rents and, *by the Echo’s account*, to leave them
//! as they are”. Too rare in the corpus that the model learned from, and plain by their words.

use super::{Act, Attribution, Kind, sort, words};
use crate::text::{Document, Span};

/// Nouns for what somebody tells or thinks, after “by” and an owner.
const NOUNS: [&str; 6] = [
    "account",
    "accounts",
    "admission",
    "estimate",
    "reckoning",
    "telling",
];

/// “By his own account” has no name.
const OWNERS: [&str; 5] = ["his", "her", "its", "their", "my"];

/// Words of an owner, at most: “the Norland and Harbor Evening Post’s”.
const LONGEST: usize = 8;

/// Asides of one article that are read. It bounds the time for texts made of them.
const MOST: usize = 1000;

/// Confidence of such a claim: who is sure, where the content ends is a guess.
const CONFIDENCE: f32 = 0.5;

/// One such aside.
struct Aside {
    /// From “by” to the noun.
    span: Span,
    owner: Span,
    noun: Span,
}

impl Aside {
    /// Whose account it is; what it says is still to be found.
    fn claim(&self) -> Attribution {
        Attribution {
            content: Vec::new(),
            source: vec![self.owner],
            cue: vec![self.noun],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: CONFIDENCE,
            evidence: None,
        }
    }
}

/// Adds the claims that such asides make, and takes what they attribute from the claims around
/// them: after “and” or “but” what follows the aside, or else all of its sentence, if no claim
/// is there yet. Quoted asides are left alone.
pub fn arrange_accounts(
    text: &str,
    document: &Document,
    mut attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    for aside in asides(text, document).into_iter().take(MOST) {
        let known = |a: &Attribution| a.cue.iter().any(|cue| cue.overlaps(aside.noun));
        if document.quotation_around(aside.span).is_some() || attributions.iter().any(known) {
            continue;
        }
        // "By" for the cue, and for the source whatever stands behind it.
        let taken = |a: &&mut Attribution| {
            a.source.iter().any(|source| source.overlaps(aside.noun))
                && a.cue.iter().all(|cue| aside.span.contains(*cue))
        };
        if let Some(claim) = attributions.iter_mut().find(taken) {
            *claim = Attribution {
                content: claim.content.clone(),
                kind: claim.kind,
                ..aside.claim()
            };
            continue;
        }
        if let Some(content) = content(text, document, &aside, &mut attributions) {
            attributions.push(Attribution {
                kind: Kind::of(text, document, &content),
                content,
                ..aside.claim()
            });
        }
    }
    attributions.retain(|a| !a.content.is_empty());
    sort(&mut attributions);
    attributions
}

/// What the aside attributes; the claims around it are cut.
fn content(
    text: &str,
    document: &Document,
    aside: &Aside,
    attributions: &mut [Attribution],
) -> Option<Vec<Span>> {
    let sentence = document.sentences[document.sentence_at(aside.span.start)?];
    let holds = |piece: &Span| piece.overlaps(aside.span);
    let pieces = || attributions.iter().flat_map(|a| &a.content);
    let end = pieces().filter(|p| holds(p)).map(|p| p.end).min();
    let end = end.unwrap_or(sentence.end).min(sentence.end);
    let before = Span::new(sentence.start, aside.span.start);
    let before = trimmed(text, before);
    let after = trimmed(text, Span::new(aside.span.end, end.max(aside.span.end)));
    let last = before.of(text).rsplit(char::is_whitespace).next()?;
    let conjunction = last.trim_end_matches(',');
    if matches!(conjunction, "and" | "but") && !after.is_empty() {
        let cut = Span::new(before.end - last.len(), after.end);
        for attribution in attributions {
            attribution.source.retain(|s| !s.overlaps(aside.span));
            for piece in &mut attribution.content {
                if piece.end > cut.start && piece.end <= cut.end {
                    piece.end = piece.end.min(cut.start.max(piece.start));
                    *piece = trimmed(text, *piece);
                }
            }
            attribution.content.retain(|piece| !piece.is_empty());
        }
        return Some(vec![after]);
    }
    let free = !pieces().any(|p| p.overlaps(sentence));
    let both = [before, after].into_iter().filter(|p| !p.is_empty());
    let both: Vec<Span> = both.collect();
    (free && !both.is_empty()).then_some(both)
}

/// Without white space at either end, and without the marks that part clauses or end sentences.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '!' | '?');
    let start = span.start + (words.len() - words.trim_start_matches(is_mark).len());
    let end = span.start + words.trim_end_matches(is_mark).len();
    Span::new(start, end.max(start))
}

/// All asides in text order.
fn asides(text: &str, document: &Document) -> Vec<Aside> {
    let mut found = Vec::new();
    for &sentence in &document.sentences {
        if NOUNS.iter().any(|noun| sentence.of(text).contains(noun)) {
            find(text, sentence, &mut found);
        }
    }
    found
}

fn find(text: &str, sentence: Span, found: &mut Vec<Aside>) {
    let words = words(text, sentence);
    let bare = |i: usize| {
        let word: Span = words[i];
        word.of(text).trim_end_matches([',', '.'])
    };
    for noun in 2..words.len() {
        let from = noun.saturating_sub(LONGEST + 1);
        let Some(by) = (from..noun).rfind(|&i| bare(i).eq_ignore_ascii_case("by")) else {
            continue;
        };
        let owner = words[noun - 1].of(text);
        let pronoun = by + 2 == noun || by + 3 == noun && owner == "own";
        let owns = ["'s", "’s", "s'", "s’"]
            .iter()
            .any(|end| owner.ends_with(end))
            || pronoun && OWNERS.contains(&bare(by + 1).to_lowercase().as_str());
        let closes = words[noun].of(text).ends_with([',', '.']) || noun + 1 == words.len();
        let opens = by == 0 || words[by - 1].of(text).ends_with(',');
        if NOUNS.contains(&bare(noun)) && owns && closes && opens {
            let last = noun - 1 - usize::from(owner == "own");
            let noun = Span::new(words[noun].start, words[noun].start + bare(noun).len());
            found.push(Aside {
                span: Span::new(words[by].start, noun.end),
                owner: Span::new(words[by + 1].start, words[last].end),
                noun,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;
    use proptest::prelude::*;

    fn claim(text: &str, source: &str, cue: &str, content: &str) -> Attribution {
        let span = |words: &str| Span::find(text, words);
        Attribution {
            content: vec![span(content)],
            source: if source.is_empty() {
                Vec::new()
            } else {
                vec![span(source)]
            },
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        }
    }

    /// Source, cue and pieces of the content of each claim.
    fn arranged(text: &str, claims: Vec<Attribution>) -> Vec<String> {
        let claims = arrange_accounts(text, &segment(text), claims);
        let joined = |spans: &[Span]| {
            spans
                .iter()
                .map(|s| s.of(text))
                .collect::<Vec<_>>()
                .join(" … ")
        };
        claims
            .iter()
            .map(|c| {
                format!(
                    "{} | {} | {}",
                    joined(&c.source),
                    joined(&c.cue),
                    joined(&c.content)
                )
            })
            .collect()
    }

    #[test]
    fn after_and_what_follows_is_by_the_owner() {
        let text = "The bill is said to cap rents and, by the Evening Post’s account, to leave them alone.";
        let whole = "to cap rents and, by the Evening Post’s account, to leave them alone";
        let expected = [
            " | is said | to cap rents",
            "the Evening Post’s | account | to leave them alone",
        ];
        assert_eq!(
            arranged(text, vec![claim(text, "", "is said", whole)]),
            expected
        );
        let wrong = claim(text, "the Evening Post’s account", "is said", whole);
        assert_eq!(arranged(text, vec![wrong]), expected);
    }

    #[test]
    fn a_sentence_without_a_claim_is_by_the_owner() {
        for (text, expected) in [
            (
                "By the Post's account, rents will fall.",
                "the Post's | account | rents will fall",
            ),
            (
                "Rents will fall, by her own reckoning.",
                "her | reckoning | Rents will fall",
            ),
            (
                "Rents will fall, by her reckoning.",
                "her | reckoning | Rents will fall",
            ),
            (
                "Rents will fall, by her own reckoning",
                "her | reckoning | Rents will fall",
            ),
            (
                "Rents, by ministers’ estimate, will fall.",
                "ministers’ | estimate | Rents … will fall",
            ),
            (
                "By the old Norland and Great Harbor Evening Post’s account, rents fall.",
                "the old Norland and Great Harbor Evening Post’s | account | rents fall",
            ),
        ] {
            assert_eq!(arranged(text, Vec::new()), [expected]);
        }
    }

    #[test]
    fn what_was_taken_for_cue_and_source_is_the_owners_account() {
        let text = "By Ada Pohl’s account, the mill was shut.";
        let taken = claim(text, "Ada Pohl’s account", "By", "the mill was shut");
        let expected = ["Ada Pohl’s | account | the mill was shut"];
        assert_eq!(arranged(text, vec![taken]), expected);
    }

    #[test]
    fn others_are_left_alone() {
        for text in [
            "She paid by her bank account, in cash.",
            "It was taken into account, by the board.",
            "It was paid, by bank account, in May.",
            "Rents fell, by his last account, in May.",
            "“By the Post's account, rents fall,” he read.",
            "“Rents, by the Post's account, fall,” he read.",
            "By the very old Norland and Great Harbor Evening Post’s account, rents fall.",
            "By accounts.",
            "by",
        ] {
            assert!(arranged(text, Vec::new()).is_empty(), "{text}");
        }
        let text = "By the Post's account, Lund said rents fell.";
        let known = claim(text, "Lund", "said", "rents fell");
        assert_eq!(arranged(text, vec![known]), ["Lund | said | rents fell"]);
    }

    proptest! {
        #[test]
        fn spans_slice_any_text(
            parts in prop::collection::vec(
                prop::sample::select(vec!["by ", "the Post’s ", "account", ", ", "and, ", ". ", "é", "“", "rents ", "own ", "her "]),
                0..16,
            ),
            start in 0..40_usize,
            length in 1..40_usize,
        ) {
            let text = parts.concat();
            let at = |i: usize| text.char_indices().map(|(i, _)| i).nth(i).unwrap_or(text.len());
            let content = Span::new(at(start), at(start + length));
            let mut claims = Vec::new();
            if !content.is_empty() {
                claims.push(Attribution { content: vec![content], ..claim("a", "", "a", "a") });
                claims[0].cue.clear();
            }
            let claims = arrange_accounts(&text, &segment(&text), claims);
            for claim in &claims {
                prop_assert!(!claim.content.is_empty());
                for span in claim.content.iter().chain(&claim.source).chain(&claim.cue) {
                    prop_assert!(!span.is_empty() && text.get(span.start..span.end).is_some());
                }
            }
        }
    }
}
