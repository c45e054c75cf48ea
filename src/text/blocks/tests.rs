use super::*;
use crate::text::{paragraphs, quotations};
use proptest::prelude::*;

fn read(text: &str) -> Vec<Block> {
    let paragraphs = paragraphs(text);
    let quotations = quotations(text, &paragraphs);
    blocks(text, &paragraphs, &quotations, &[])
}

/// Each block as "kind name: piece | piece".
fn shown(text: &str) -> Vec<String> {
    let shown = |block: &Block| {
        let pieces: Vec<&str> = block.content.iter().map(|p| p.of(text)).collect();
        let name = block.label.map_or("", |label| label.name.of(text));
        format!("{:?} {name}: {}", block.kind, pieces.join(" | "))
    };
    read(text).iter().map(shown).collect()
}

/// The kinds alone, by their first letters.
fn kinds(text: &str) -> String {
    let letter = |block: &Block| format!("{:?}", block.kind).chars().next();
    read(text).iter().filter_map(letter).collect()
}

#[test]
fn an_interview_has_turns_over_paragraphs() {
    let text = "A bell\n\nAna Lund rings it.\n\nWEEKLY: How did you begin?\n\nLUND: By accident.\n\n\
        There was a rope. [Laughs]\n\nWEEKLY: And now?\n\nLUND: We shall see.\n\nThe service is on Sunday.";
    let expected = [
        "Heading : A bell",
        "Paragraph : Ana Lund rings it.",
        "Turn WEEKLY: How did you begin?",
        "Turn LUND: By accident. | There was a rope.",
        "Turn WEEKLY: And now?",
        "Turn LUND: We shall see.",
        "Paragraph : The service is on Sunday.",
    ];
    assert_eq!(shown(text), expected);
}

#[test]
fn letters_with_stops_are_labels_beside_each_other() {
    let text = "Q. Why?\n\nA. It rained.\n\nQ. And then?\n\nA. It stopped.";
    assert_eq!(kinds(text), "TTTT");
    assert_eq!(kinds("A. Smith left.\n\nA. Brown stayed. I saw it."), "PP");
}

#[test]
fn lists_and_headlines_are_no_transcripts() {
    for text in [
        "Ana sings.\n\nWhere: Hall.\n\nWhen: We start on Friday.\n\nWhere: Inn.\n\nWhen: Sunday.",
        "Storm: what we know\n\nWind: strong.\n\nRain: heavy.\n\nNote: all times are local.",
        "10:30: I saw rain.\n\n11:30: Wind.\n\n10:30: Rain.\n\n11:30: Wind.",
        "Salt: a pinch.\n\nFlour: a pound.\n\nSalt: a spoon.\n\nFlour: an ounce.",
    ] {
        assert!(!kinds(text).contains('T'), "{text}");
    }
}

#[test]
fn an_interview_without_labels_is_introduced_as_one() {
    let questions = "Why wood?\n\nBecause I had a forest.\n\nAnd now?\n\nI rest.";
    let text = format!("We asked Ana Lund about it.\n\n{questions}");
    assert_eq!(kinds(&text), "PTTTT");
    assert_eq!(
        kinds(&format!("It was built in May.\n\n{questions}")),
        "PPPPP"
    );
    let report =
        "We asked experts.\n\nWhy wood?\n\n“It floats,” she said.\n\nAnd now?\n\n“No,” he said.";
    assert_eq!(kinds(report), "PPPPP");
}

/// The kinds of a text whose lines between asterisks are set in bold; "?" for what asks.
fn kinds_with_bold(marked: &str) -> String {
    let (mut text, mut bold) = (String::new(), Vec::new());
    for line in marked.split("\n\n") {
        let start = text.len();
        text.push_str(line.trim_matches('*'));
        if line.starts_with('*') {
            bold.push(Span::new(start, text.len()));
        }
        text.push_str("\n\n");
    }
    let paragraphs = paragraphs(&text);
    let blocks = blocks(&text, &paragraphs, &quotations(&text, &paragraphs), &bold);
    let letter = |block: &Block| match block.asks(&text) {
        true => Some('?'),
        false => format!("{:?}", block.kind).chars().next(),
    };
    blocks.iter().filter_map(letter).collect()
}

#[test]
fn what_is_set_in_bold_as_the_questions_are_is_one() {
    let talk = "*You grew up here.*\n\nI did, upstairs.\n\nThe roof leaked.\n\n*Why wood?*\n\nI had \
                a forest.\n\n*Your first boat?*\n\nI sank it.";
    assert_eq!(kinds_with_bold(&format!("Meet Ana.\n\n{talk}")), "P?T?T?T");
    let plain = format!("Meet Ana.\n\n{talk}").replace('*', "");
    assert_eq!(kinds_with_bold(&plain), "PPPP?P?P");
    // Headings of a report that answers in its own words.
    let report = "It rained.\n\n*What is known?*\n\nThe dam broke.\n\n*What is not?*\n\nThe cause.";
    assert!(!kinds_with_bold(report).contains('T'));
}

#[test]
fn items_have_their_lead_in_and_their_label() {
    let text =
        "Reactions:\n\n- Una Fry: “A disaster.”\n- Ivo Marsh, 44, baker: “A relief.”\n\nIt rained.";
    let expected = [
        "Paragraph : Reactions:",
        "Item Una Fry: “A disaster.”",
        "Item Ivo Marsh: “A relief.”",
        "Paragraph : It rained.",
    ];
    assert_eq!(shown(text), expected);
    let lead_ins: Vec<_> = read(text).iter().map(|b| b.lead_in).collect();
    assert_eq!(lead_ins, [None, Some(0), Some(0), None]);
}

#[test]
fn a_post_is_signed() {
    for text in [
        "Power is back. pic.twitter.com/aB3\n\n— Valley Power (@valley) March 3, 2024",
        "Power is back.\n— Valley Power (@valley) March 3, 2024",
    ] {
        assert_eq!(shown(text), ["Post Valley Power: Power is back."]);
    }
    let text = "\"Power is back.\" — Valley Power (@valley)\n\nIt was not.";
    assert_eq!(shown(text)[0], "Post Valley Power: \"Power is back.\"");
    let handle = read(text)[0].label.and_then(|label| label.handle);
    assert_eq!(handle.map(|h| h.of(text)), Some("@valley"));
}

#[test]
fn a_quotation_set_apart_may_be_signed() {
    let text =
        "It rained.\n\n“We sat there.\n\n“It was cold.”\n\n— Ana Lund, fire chief\n\n“Go home.”";
    let expected = [
        "Paragraph : It rained.",
        "Quotation Ana Lund: “We sat there. | “It was cold.”",
        "Quotation : “Go home.”",
    ];
    assert_eq!(shown(text), expected);
}

proptest! {
    #[test]
    fn hold_every_paragraph(parts in prop::collection::vec(
        prop::sample::select(vec![
            "Q: ", "A: ", "Q. ", "A. ", "ANA LUND: ", "Why me?", "I do.", "- ", "1. ", "“", "”", "\"",
            "— Ana (@ana) May 3", "(@", ")", "[Laughs]", "[00:12] ", "(", "\n", "\n\n", " ", "é", "said:",
            "We asked Ana.", "pic.twitter.com/x", ":", "—",
        ]), 0..40)
    ) {
        let text = parts.concat();
        let paragraphs = paragraphs(&text);
        let blocks = read(&text);
        let mut end = 0;
        for block in &blocks {
            prop_assert!(block.span.start >= end && !block.span.is_empty());
            end = block.span.end;
            let label = block.label.into_iter().flat_map(|l| [l.span, l.name, l.mark]);
            let handle = block.label.and_then(|l| l.handle);
            for part in label.chain(handle).chain(block.content.iter().copied()) {
                prop_assert!(block.span.contains(part) && !part.is_empty());
                prop_assert!(text.get(part.start..part.end).is_some());
            }
            prop_assert!(block.content.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(block.lead_in.is_none_or(|lead_in| lead_in < blocks.len()));
        }
        let held = |p: &&Span| blocks.iter().filter(|b| b.span.contains(**p)).count();
        prop_assert!(paragraphs.iter().all(|p| held(&p) == 1));
    }
}
