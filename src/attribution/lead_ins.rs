//! Lists that go on from their lead-in: “The report says:” and items, of one claim all together.

use super::nested::is_reporting;
use super::{Act, Attribution, Kind, sort};
use crate::text::{Block, BlockKind, Document, Span};

/// Confidence of a claim that only a verb before a colon speaks for.
const CONFIDENCE: f32 = 0.5;

/// Verbs before a list, beside those of saying, believing and wanting.
const VERBS: [&str; 12] = [
    "answer",
    "answered",
    "ask",
    "asked",
    "asks",
    "believe",
    "demand",
    "demands",
    "finds",
    "recommend",
    "recommended",
    "recommends",
];

/// Words between the verb and the colon, at most: "asks the owner of the house:".
const BEHIND_VERB: usize = 6;
/// Words of a source, at most.
const LONGEST_SOURCE: usize = 14;

/// Gives the items of each list to the claim that its lead-in begins: one whose content ends at
/// the colon, or whose cue has its content below it; without one, to a verb before the colon.
pub fn arrange_lead_ins(
    text: &str,
    document: &Document,
    mut attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let mut first = 0;
    while first < document.blocks.len() {
        let lead_in = document.blocks[first].lead_in;
        let of_list = |block: &&Block| block.kind == BlockKind::Item && block.lead_in == lead_in;
        let items: Vec<&Block> = document.blocks[first..]
            .iter()
            .take_while(of_list)
            .collect();
        first += items.len().max(1);
        let (Some(lead_in), [_, ..]) = (lead_in, &items[..]) else {
            continue;
        };
        // Items that name their speakers are claims of their own.
        if items.iter().all(|item| item.label.is_none()) {
            go_on(
                text,
                document,
                &document.blocks[lead_in],
                &items,
                &mut attributions,
            );
        }
    }
    sort(&mut attributions);
    attributions
}

fn go_on(
    text: &str,
    document: &Document,
    lead_in: &Block,
    items: &[&Block],
    attributions: &mut Vec<Attribution>,
) {
    let pieces: Vec<Span> = items.iter().flat_map(|item| item.content.clone()).collect();
    let all = items[0].span.cover(items[items.len() - 1].span);
    let colon = lead_in.span.end - 1;
    let begins = |attribution: &Attribution| {
        let cued = attribution
            .cue
            .iter()
            .any(|cue| lead_in.span.overlaps(*cue));
        let last = attribution.content[attribution.content.len() - 1];
        let reaches = lead_in.span.overlaps(last) && last.end >= colon;
        cued && (reaches || all.overlaps(attribution.content[0]))
    };
    let found = attributions.iter().rposition(begins);
    let mut claim = match found {
        Some(index) => attributions.remove(index),
        None => match from_verb(text, document, lead_in) {
            Some(claim) => claim,
            None => return,
        },
    };
    claim.content.retain(|piece| !piece.overlaps(all));
    if let Some(last) = claim.content.last_mut() {
        last.end = last.end.min(colon.max(last.start));
        *last = last.trim(text);
    }
    claim.content.retain(|piece| !piece.is_empty());
    claim.content.extend(pieces);
    claim.kind = Kind::of(text, document, &claim.content);
    let alone = |a: &Attribution| a.cue.iter().chain(&a.source).all(|s| !all.overlaps(*s));
    let inside = |a: &Attribution| a.content.iter().all(|piece| all.contains(*piece));
    attributions.retain(|a| !(alone(a) && inside(a)));
    attributions.push(claim);
}

/// "The report says:", "The strikers demand:": who stands before the verb.
fn from_verb(text: &str, document: &Document, lead_in: &Block) -> Option<Attribution> {
    let sentence = document.sentences[document.sentence_at(lead_in.span.end - 1)?];
    let bare = |word: Span| {
        let words = word.of(text).trim_end_matches([':', ',']);
        Span::new(word.start, word.start + words.len())
    };
    let words: Vec<Span> = super::words(text, sentence).into_iter().map(bare).collect();
    let is_verb = |word: &str| is_reporting(word) || VERBS.contains(&word);
    let from = words.len().saturating_sub(BEHIND_VERB + 1).max(1);
    let verb = (from..words.len()).rfind(|&i| is_verb(words[i].of(text)))?;
    let source = Span::new(words[0].start, words[verb - 1].end);
    let fits = verb <= LONGEST_SOURCE && document.quotation_around(source).is_none();
    fits.then(|| Attribution {
        content: Vec::new(),
        source: vec![source],
        cue: vec![words[verb]],
        kind: Kind::Indirect,
        act: Act::State,
        confidence: CONFIDENCE,
        evidence: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;
    use crate::text::segment;

    /// Source, cue and pieces of each claim.
    fn arranged(text: &str, known: &[(&str, &str, &str)]) -> Vec<String> {
        let known = known.iter().map(|&(source, cue, content)| Attribution {
            content: vec![Span::find(text, content)],
            source: vec![Span::find(text, source)],
            cue: vec![Span::find(text, cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        });
        shown(
            text,
            &arrange_lead_ins(text, &segment(text), known.collect()),
        )
    }

    #[test]
    fn a_verb_before_the_colon_has_the_items() {
        let text =
            "It rained. The report says:\n\n• fish are few\n\n• nets are fine\n\nNobody knew.";
        let expected = ["The report | says | fish are few … nets are fine"];
        assert_eq!(arranged(text, &[]), expected);
        let half = [("The report", "says", "nets are fine")];
        assert_eq!(arranged(text, &half), expected);
    }

    #[test]
    fn a_claim_goes_on_with_the_items() {
        let text = "Fry said two things were needed:\n\n- the pier must close\n- the mayor must go";
        let known = [("Fry", "said", "two things were needed")];
        let expected =
            ["Fry | said | two things were needed … the pier must close … the mayor must go"];
        assert_eq!(arranged(text, &known), expected);
        // What others say elsewhere stays.
        let text = "Moss said it rained. The report says:\n\n• fish are few\n\n• nets are fine";
        let expected = [
            "Moss | said | it rained",
            "The report | says | fish are few … nets are fine",
        ];
        assert_eq!(arranged(text, &[("Moss", "said", "it rained")]), expected);
    }

    #[test]
    fn items_may_begin_on_the_next_line() {
        let text = "The report says:\n- fish are few\n- nets are fine";
        let expected = ["The report | says | fish are few … nets are fine"];
        assert_eq!(arranged(text, &[]), expected);
    }

    #[test]
    fn what_an_item_attributes_itself_stays() {
        let text = "The report says:\n\n• Moss thinks fish are few\n\n• nets are fine";
        let expected = [
            "The report | says | Moss thinks fish are few … nets are fine",
            "Moss | thinks | fish are few",
        ];
        assert_eq!(
            arranged(text, &[("Moss", "thinks", "fish are few")]),
            expected
        );
    }

    #[test]
    fn the_verb_stands_near_the_colon_and_behind_few_words() {
        let items = "\n\n• fish are few\n\n• nets are fine";
        let text = format!("The report asks all owners of the old house:{items}");
        let expected = ["The report | asks | fish are few … nets are fine"];
        assert_eq!(arranged(&text, &[]), expected);
        let text = format!("The report asks all owners of the very old house:{items}");
        assert!(arranged(&text, &[]).is_empty());
        let source = |words: usize| format!("{}report says:{items}", "old ".repeat(words - 1));
        assert_eq!(arranged(&source(LONGEST_SOURCE), &[]).len(), 1);
        assert!(arranged(&source(LONGEST_SOURCE + 1), &[]).is_empty());
    }

    #[test]
    fn other_lists_are_left_alone() {
        for text in [
            "You need:\n\n- two eggs\n- flour",
            "The report says so.\n\n- two eggs\n- flour",
            "The report says:\n\nIt rained.",
            "Says:\n\n- two eggs",
        ] {
            assert!(arranged(text, &[]).is_empty(), "{text}");
        }
    }
}
