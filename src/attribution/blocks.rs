//! Claims that the layout makes: turns of interviews and debates, labelled items, posts.

use super::{Act, Attribution, Kind, sort};
use crate::text::{Block, BlockKind, Document, Span};

/// Confidence of such a claim: the layout leaves little doubt about who speaks, but where a
/// turn ends is a convention.
const CONFIDENCE: f32 = 0.8;

/// Makes each turn of a transcript, each labelled item, each post and each signed quotation a
/// claim: source is the label ("LUND", "Q"), cue the mark that parts it, content all its words.
/// What ends in a question is a claim that asks.
///
/// Attributions inside stay as they are, as claims inside a claim; but what was taken for the
/// turn itself, for a quotation that nobody is said to speak, or for what the speaker says of
/// themselves ("I think …") gives way.
pub fn arrange_blocks(
    text: &str,
    document: &Document,
    attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let speaks = |block: &&Block| {
        let turn = block.kind == BlockKind::Turn;
        (turn || block.label.is_some()) && !block.content.is_empty()
    };
    let blocks: Vec<&Block> = document.blocks.iter().filter(speaks).collect();
    if blocks.is_empty() {
        return attributions;
    }
    let gives_way = |attribution: &Attribution| {
        // Only the last block that begins before the content's end can hold it.
        let content = attribution.content[0];
        let upto = blocks.partition_point(|block| block.span.start < content.end);
        let block = upto.checked_sub(1).map(|last| blocks[last]);
        block.is_some_and(|block| is_of_block(text, attribution, block))
    };
    let first = document.blocks.iter().find(|b| b.kind == BlockKind::Turn);
    let first = first.map_or(0, |turn| turn.span.start);
    let mut arranged: Vec<Attribution> = attributions
        .into_iter()
        .filter(|attribution| !gives_way(attribution) && !is_meeting(text, attribution, first))
        .collect();
    arranged.extend(blocks.iter().map(|block| {
        Attribution {
            kind: Kind::of(text, document, &block.content),
            act: if block.asks(text) {
                Act::Ask
            } else {
                Act::State
            },
            content: block.content.clone(),
            source: block.label.map(|label| label.span).into_iter().collect(),
            cue: block
                .label
                .map(|label| label.mark)
                .filter(|mark| !mark.is_empty())
                .into_iter()
                .collect(),
            confidence: CONFIDENCE,
            evidence: None,
        }
    }));
    sort(&mut arranged);
    arranged
}

/// How an interview's introduction says that somebody was met.
const MEETINGS: [&str; 8] = [
    "talk",
    "spoke",
    "speak",
    "conversation",
    "interview",
    "met ",
    "sat down",
    "asked",
];

/// "We talked to her about the river": whether words before the first turn tell of the interview
/// and claim nothing.
fn is_meeting(text: &str, attribution: &Attribution, first_turn: usize) -> bool {
    let ours = |source: &Span| matches!(source.of(text), "we" | "We");
    let told = |cue: &Span| {
        let words = cue.of(text).to_lowercase();
        MEETINGS.iter().any(|meeting| words.contains(meeting))
    };
    attribution.content.iter().all(|c| c.end <= first_turn)
        && attribution.kind == Kind::Indirect
        && attribution.source.iter().all(ours)
        && attribution.cue.iter().any(told)
}

/// Whether the block's own claim takes the place of an attribution.
fn is_of_block(text: &str, attribution: &Attribution, block: &Block) -> bool {
    let overlaps = |piece: &Span| block.span.overlaps(*piece);
    if !attribution.content.iter().any(overlaps) {
        return false;
    }
    let alone = attribution.cue.is_empty() && attribution.source.is_empty();
    let own = |source: &Span| matches!(source.of(text), "I" | "We" | "we");
    let own = attribution.source.iter().any(own);
    // What reaches beyond one piece of what is said there, as to its label, is no claim inside it.
    let pieces = attribution.content.iter().chain(&attribution.cue);
    let mut pieces = pieces.chain(&attribution.source);
    let within = |piece: &Span| block.content.iter().any(|c| c.contains(*piece));
    alone || own || !pieces.all(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;

    const INTERVIEW: &str = "Ana Lund rings the bells. Weekly met her.\n\nWEEKLY: How did it begin?\n\nLUND: By \
        accident. I was six.\n\nThere was a rope. [Laughs]\n\nWEEKLY: And now?\n\nLUND: My doctor says \
        “soon.” We shall see.\n\nThe service is on Sunday.";

    fn arranged(text: &str, attributions: Vec<Attribution>) -> Vec<(String, String)> {
        let words = |spans: &[Span]| {
            let pieces: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
            pieces.join(" … ")
        };
        arrange_blocks(text, &segment(text), attributions)
            .iter()
            .map(|a| (words(&a.source), words(&a.content)))
            .collect()
    }

    fn attribution(text: &str, source: &str, cue: &str, content: &str) -> Attribution {
        let spans = |words: &str| match words {
            "" => Vec::new(),
            _ => vec![Span::find(text, words)],
        };
        Attribution {
            content: spans(content),
            source: spans(source),
            cue: spans(cue),
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        }
    }

    fn pair(source: &str, content: &str) -> (String, String) {
        (source.into(), content.into())
    }

    #[test]
    fn turns_are_claims_and_questions_ask() {
        let expected = [
            pair("WEEKLY", "How did it begin?"),
            pair("LUND", "By accident. I was six. … There was a rope."),
            pair("WEEKLY", "And now?"),
            pair("LUND", "My doctor says “soon.” We shall see."),
        ];
        assert_eq!(arranged(INTERVIEW, vec![]), expected);
        let acts = arrange_blocks(INTERVIEW, &segment(INTERVIEW), vec![]);
        let acts: Vec<Act> = acts.iter().map(|a| a.act).collect();
        assert_eq!(acts, [Act::Ask, Act::State, Act::Ask, Act::State]);
    }

    #[test]
    fn the_mark_of_a_label_is_the_cue() {
        let turns = arrange_blocks(INTERVIEW, &segment(INTERVIEW), vec![]);
        let cues = turns.iter().flat_map(|turn| &turn.cue);
        let cues: Vec<&str> = cues.map(|cue| cue.of(INTERVIEW)).collect();
        assert_eq!(cues, [":"; 4]);
    }

    #[test]
    fn how_somebody_was_met_is_no_claim() {
        let text = "We talked to Ana Lund about her bells. We think they are loud. Visitors were asked to \
            ring them. We asked her “why so loud?” once.\n\nWEEKLY: How did it begin?\n\nLUND: By \
            accident. I was six.\n\nWEEKLY: And now?\n\nLUND: I ring on Sundays.";
        let known = vec![
            attribution(text, "We", "talked to", "about her bells"),
            attribution(text, "We", "think", "they are loud"),
            attribution(text, "Visitors", "were asked", "to ring them"),
            Attribution {
                kind: Kind::Direct,
                ..attribution(text, "We", "asked her", "“why so loud?”")
            },
        ];
        let expected = [
            pair("We", "they are loud"),
            pair("Visitors", "to ring them"),
            pair("We", "“why so loud?”"),
            pair("WEEKLY", "How did it begin?"),
            pair("LUND", "By accident. I was six."),
            pair("WEEKLY", "And now?"),
            pair("LUND", "I ring on Sundays."),
        ];
        assert_eq!(arranged(text, known), expected);
    }

    #[test]
    fn claims_inside_a_turn_stay_and_parts_of_it_give_way() {
        let inside = attribution(INTERVIEW, "My doctor", "says", "“soon.”");
        let part = attribution(INTERVIEW, "LUND", "", "By accident");
        let own = attribution(INTERVIEW, "We", "shall", "see");
        let alone = attribution(INTERVIEW, "", "", "“soon.”");
        let nameless = attribution(INTERVIEW, "", "says", "“soon.”");
        let marked = attribution(INTERVIEW, "", "LUND:", "By accident");
        let all = vec![part, own, inside, alone, nameless, marked];
        let found = arranged(INTERVIEW, all);
        assert_eq!(found.len(), 6);
        let expected = [pair("", "“soon.”"), pair("My doctor", "“soon.”")];
        assert_eq!(found[4..], expected);
    }

    #[test]
    fn labelled_items_and_posts_are_claims() {
        let text = "Reactions:\n\n- Una Fry: “A disaster.”\n- Ivo Marsh: “A relief.”\n\nPower is back.\n\n\
            — Valley Power (@valley) March 3, 2024";
        let expected = [
            pair("Una Fry", "“A disaster.”"),
            pair("Ivo Marsh", "“A relief.”"),
            pair("Valley Power", "Power is back."),
        ];
        let known = attribution(text, "Una Fry", ":", "“A disaster.”");
        assert_eq!(arranged(text, vec![known]), expected);
    }

    #[test]
    fn an_unlabelled_interview_has_claims_without_a_source() {
        let text = "We asked Ana Lund.\n\nWhy?\n\n“Because it rained.”\n\nAnd then?\n\nIt stopped.";
        let alone = attribution(text, "", "", "“Because it rained.”");
        let expected = ["Why?", "“Because it rained.”", "And then?", "It stopped."];
        let found = arranged(text, vec![alone]);
        assert_eq!(found, expected.map(|words| pair("", words)));
    }
}
