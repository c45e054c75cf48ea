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
fn words_of_speech_do_not_make_labels_speakers() {
    for text in [
        "WHERE: Hall.\n\nWHEN: We start on Friday.\n\nWHERE: Inn.\n\nWHEN: Sunday.",
        "BOTTOM LINE: You win.\n\nMILL: Open.\n\nBOTTOM LINE: We go.\n\nMILL: Shut.",
        "THE DATE: You choose.\n\nMILL: Open.\n\nTHE DATE: We go.\n\nMILL: Shut.",
        // No name: no capital letter elsewhere.
        "Flour: a pound, if you like.\n\nSea Salt: some.\n\nFlour: we add it.\n\nSea Salt: more.",
        // Initials.
        "A. Smith left.\n\nLUND: I saw it.\n\nA. Brown left.\n\nLUND: I saw.",
    ] {
        assert!(!kinds(text).contains('T'), "{text}");
    }
}

#[test]
fn speakers_are_named_elsewhere_or_in_capitals() {
    let named = "Ana Lund met Una Fry.\n\nLund: How did you begin?\n\nFry: By accident.\n\n\
        Lund: And now?\n\nFry: We shall see.";
    assert_eq!(kinds(named), "PTTTT");
    // Three turns of two suffice in capitals only.
    assert_eq!(
        kinds("LUND: Why?\n\nMARSH: I fell.\n\nLUND: And then?"),
        "TTT"
    );
    for text in [
        "LUND: Why?\n\nMARSH: I fell.",
        "Ana Lund: Why?\n\nIvo Marsh: I fell.\n\nAna Lund: And then?",
    ] {
        assert!(!kinds(text).contains('T'), "{text}");
    }
}

#[test]
fn the_last_turn_goes_on_while_it_says_i() {
    let talk = "WEEKLY: Why?\n\nLUND: It rained.\n\nWEEKLY: And now?\n\nLUND: We shall see.";
    let last = |more: &str| shown(&format!("{talk}\n\n{more}"))[3..].to_vec();
    assert_eq!(
        last("I was wet.\n\nThe hall is closed."),
        [
            "Turn LUND: We shall see. | I was wet.",
            "Paragraph : The hall is closed."
        ]
    );
    assert_eq!(
        last("“I was wet,” she said."),
        [
            "Turn LUND: We shall see.",
            "Paragraph : “I was wet,” she said."
        ]
    );
}

/// A text of these paragraphs.
fn set(paragraphs: &[&str]) -> String {
    paragraphs.join("\n\n")
}

#[test]
fn labels_may_stand_above_the_turns() {
    // Half of the turns are in words of speech.
    let talk = set(&[
        "A bell",
        "LUND",
        "How did you begin?",
        "MARSH",
        "By accident.",
        "LUND",
        "And now?",
        "MARSH",
        "It rings.",
        "LUND",
        "Why?",
        "MARSH",
        "It rang.",
    ]);
    assert_eq!(kinds(&talk), "HTTTTTT");
    // Who speaks once has such a label; a heading has not.
    let talk = set(&[
        "LUND",
        "How did you begin?",
        "MARSH",
        "By accident.",
        "FRY",
        "We all did.",
        "The Quay",
        "It is old.",
        "LUND",
        "And now?",
        "MARSH",
        "I rest.",
    ]);
    let expected = [
        "Turn LUND: How did you begin?",
        "Turn MARSH: By accident.",
        "Turn FRY: We all did. | The Quay | It is old.",
        "Turn LUND: And now?",
        "Turn MARSH: I rest.",
    ];
    assert_eq!(shown(&talk), expected);
}

#[test]
fn three_voices_may_speak_once_each_below_their_full_names() {
    let text = "Ana Lund\n\nI fell.\n\nUna Fry\n\nI saw it.\n\nIvo Marsh\n\nI ran.";
    let expected = [
        "Turn Ana Lund: I fell.",
        "Turn Una Fry: I saw it.",
        "Turn Ivo Marsh: I ran.",
    ];
    assert_eq!(shown(text), expected);
    for text in [
        "Ana Lund\n\nI fell.\n\nUna Fry\n\nI saw it.",
        "Bells\n\nI fell.\n\nBoats\n\nI saw it.\n\nStorms\n\nI ran.",
    ] {
        assert!(!kinds(text).contains('T'), "{text}");
    }
}

#[test]
fn headings_are_no_speakers() {
    for text in [
        // One speaks twice.
        "LUND\n\nI fell.\n\nMARSH\n\nDo you?\n\nLUND\n\nI did.",
        // No names.
        "WHERE\n\nWe meet.\n\nWHEN\n\nYou come.\n\nWHERE\n\nWe eat.\n\nWHEN\n\nYou go.",
        // One of four in words of speech.
        "MILL\n\nIs it?\n\nQUAY\n\nIt is.\n\nMILL\n\nIt was.\n\nQUAY\n\nIt rang.",
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

#[test]
fn an_introduced_interview_has_answers() {
    let introduced = |talk: &[&str]| format!("We asked Ana Lund about it.\n\n{}", set(talk));
    let cases: [(&[&str], &str); 5] = [
        (&["Why wood?", "And now?", "I rest."], "PPPP"),
        (&["Why wood?", "I had some.", "And now?"], "PPPP"),
        (
            &["Why wood?", "I had some.", "How?", "I cut it.", "And now?"],
            "PTTTTT",
        ),
        (
            &[
                "Why wood?",
                "I had some.",
                "And now?",
                "Or later?",
                "I rest.",
            ],
            "PTTTTT",
        ),
        // One answer in three may report.
        (
            &[
                "Why wood?",
                "I had some.",
                "How?",
                "“It floats,” she said.",
                "And now?",
                "I rest.",
            ],
            "PTTTTTT",
        ),
    ];
    for (talk, expected) in cases {
        assert_eq!(kinds(&introduced(talk)), expected, "{talk:?}");
    }
    let text = introduced(&[
        "Why?",
        "I fell.",
        "How?",
        "I ran.",
        "I sat.",
        "It is closed.",
    ]);
    let expected = ["Turn : I ran. | I sat.", "Paragraph : It is closed."];
    assert_eq!(shown(&text)[4..], expected);
    let text = introduced(&["Why wood?", "A: I had some.", "And now?", "A: I rest."]);
    let expected = [
        "Turn : Why wood?",
        "Turn A: I had some.",
        "Turn : And now?",
        "Turn A: I rest.",
    ];
    assert_eq!(shown(&text)[1..], expected);
}

#[test]
fn a_headline_may_introduce_a_talk_far_above_it() {
    let talk = [
        "It was built in May.",
        "It has two masts.",
        "It is blue.",
        "It leaks.",
        "Why did you build it?",
        "I had a forest.",
        "It was old.",
        "It was wet.",
        "It was cheap.",
        "It was near.",
        "It was mine.",
        "Do you sail it?",
        "I do.",
    ];
    let headed = |headline: &str| kinds(&set(&[&[headline], &talk[..]].concat()));
    let expected = "HPPPPTTTT";
    assert_eq!(headed("Ana Lund tells the Gull about her boat"), expected);
    assert_eq!(headed("Interview: Ana Lund"), expected);
    assert!(!headed("Ana Lund and her boat").contains('T'));
    // What is not put to "you" is asked by a report.
    let report = set(&talk).replace("you ", "she ");
    let report = format!("Ana Lund tells the Gull about her boat\n\n{report}");
    assert!(!kinds(&report).contains('T'));
}

#[test]
fn an_interviewer_may_ask_without_a_question_mark() {
    let introduced = |asks: &str| {
        let talk = [
            "We met Ana Lund for an interview.",
            asks,
            "I had some.",
            "And now?",
            "I rest.",
        ];
        kinds(&set(&talk))
    };
    for asks in [
        "I just wanted to know if you had wood.",
        "Boats are dear. Tell us how you began.",
    ] {
        assert_eq!(introduced(asks), "PTTTT", "{asks}");
    }
    assert_eq!(introduced("Boats are dear. She began late."), "PPPPP");
}

#[test]
fn headings_and_captions_between_turns_are_nobodys_words() {
    let talk = [
        "We asked Ana Lund about it.",
        "Why wood?",
        "I had some.",
        "The first boat in its shed. Image: Bo Ek.",
        "It was old.",
        "On the sea",
        "And now?",
        "I rest.",
    ];
    let expected = [
        "Turn : Why wood?",
        "Turn : I had some. | It was old.",
        "Heading : On the sea",
        "Turn : And now?",
        "Turn : I rest.",
    ];
    assert_eq!(shown(&set(&talk))[1..], expected);
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
fn one_in_three_set_in_bold_is_a_question_by_its_words() {
    let talk = "Meet Ana.\n\n*Why wood?*\n\nI had some.\n\n*Your first boat?*\n\nI sank it.\n\n\
        *You grew up here.*\n\nI did.\n\n*You left.*\n\nI did.\n\n*You came back.*\n\nI did.\n\n\
        *Your boat sank.*\n\nI know.";
    assert_eq!(kinds_with_bold(talk), "P?T?T?T?T?T?T");
}

#[test]
fn a_talk_is_put_to_you_and_answered_with_i() {
    for report in [
        "It rained.\n\n*What can you do?*\n\nStay in.\n\n*Who pays you?*\n\nThe city.",
        "It rained.\n\n*What is known?*\n\nWe know little.\n\n*What is not?*\n\nWe wait.",
    ] {
        assert!(!kinds_with_bold(report).contains('T'), "{report}");
    }
}

#[test]
fn a_talk_that_nothing_introduces_has_short_answers() {
    let talk = [
        "Ana builds boats.",
        "Why did you begin?",
        "I had a forest.",
        "It was old.",
        "It was wet.",
        "It was far.",
        "What do you build?",
        "I build boats.",
        "They float.",
        "They sink.",
        "Do you sell them?",
        "I do.",
    ];
    assert_eq!(kinds(&set(&talk)), "PTTTTTT");
    let mut longer = vec!["Boats"];
    longer.extend(talk);
    longer.insert(11, "They burn.");
    assert!(!kinds(&set(&longer)).contains('T'));
}

#[test]
fn a_talk_has_questions_without_a_question_mark() {
    let talk = |answer: &[&str]| {
        let (begin, end) = (
            ["Ana builds boats.", "Why did you begin?"],
            [
                "What do you build?",
                "I build boats.",
                "Do you sell them?",
                "I do.",
            ],
        );
        kinds_with_bold(&set(&[&begin[..], answer, &end[..]].concat()))
    };
    let put = ["It was cheap.", "You left the yard.", "I did."];
    assert_eq!(talk(&put), "P?T?T?T?T");
    for answer in [
        ["It was cheap.", "You left. You came back.", "I did."],
        ["It was cheap.", "You know I left.", "I did."],
        ["It was cheap.", "The yard is old.", "I know it."],
        ["It was cheap.", "“You left.”", "I did."],
        ["It was cheap.", "You see the yard.", "It is old."],
        ["You need a forest.", "I had one.", "You need it."],
    ] {
        assert_eq!(talk(&answer), "P?T?T?T", "{answer:?}");
    }
}

#[test]
fn a_heading_stands_above_more_text() {
    for (text, expected) in [
        ("Who broke the dam?\n\nIt rained.", "HP"),
        ("It rained.\n\nAfter the storm\n\nThe dam broke.", "PHP"),
        ("It rained.\n\nIt stopped", "PP"),
        // A headline of somebody's words, and a quotation.
        ("“We go”\n\nIt rained.", "HP"),
        ("“We go.”\n\nIt rained.", "QP"),
    ] {
        assert_eq!(kinds(text), expected, "{text}");
    }
}

#[test]
fn a_full_stop_may_follow_a_quotation_set_apart() {
    let text = "It rained.\n\n“We go”.\n\nHe left.";
    assert_eq!(shown(text)[1], "Quotation : “We go”.");
}

#[test]
fn numbered_items_lose_their_numbers() {
    let text = "Reasons:\n\n1. It rained.\n\n22) It froze.\n\n1998. It was cold.";
    let expected = [
        "Paragraph : Reasons:",
        "Item : It rained.",
        "Item : It froze.",
        "Paragraph : 1998. It was cold.",
    ];
    assert_eq!(shown(text), expected);
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
fn the_signature_of_a_long_post() {
    let words = ["Power is back at last."; 8].join(" ");
    let text = format!("It rained.\n\n{words} — Valley Power (@valley) May 3");
    assert_eq!(shown(&text)[1], format!("Post Valley Power: {words}"));
    let label = read(&text)[1].label.expect("a label");
    assert_eq!(label.mark.of(&text), "—");
    assert_eq!(label.handle.map(|h| h.of(&text)), Some("@valley"));
}

#[test]
fn little_follows_the_account_of_a_post() {
    for (bytes, expected) in [(40, BlockKind::Post), (41, BlockKind::Paragraph)] {
        let rest = "x".repeat(bytes);
        let text = format!("Power is back. — Valley Power (@valley) {rest}");
        assert_eq!(read(&text)[0].kind, expected, "{text}");
    }
}

#[test]
fn without_an_account_only_a_quotation_is_signed() {
    let text = "It rained.\n\n— Ana Lund, fire chief\n\nIt stopped.";
    assert_eq!(kinds(text), "PIP");
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
