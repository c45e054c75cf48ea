use super::*;
use crate::text::{segment, segment_with};

/// An attribution of these pieces, with this cue if it is not empty.
fn attribution(text: &str, content: &[&str], cue: &str) -> Attribution {
    let span = |words: &str| Span::find(text, words);
    Attribution {
        content: content.iter().map(|words| span(words)).collect(),
        source: Vec::new(),
        cue: if cue.is_empty() {
            Vec::new()
        } else {
            vec![span(cue)]
        },
        kind: Kind::Indirect,
        act: Act::State,
        confidence: 1.0,
        evidence: None,
    }
}

/// The pieces of each claim, joined, and its cue.
fn arranged(text: &str, attributions: Vec<Attribution>) -> Vec<(String, String)> {
    let words = |spans: &[Span]| {
        spans
            .iter()
            .map(|s| s.of(text))
            .collect::<Vec<_>>()
            .join(" … ")
    };
    arrange_quotations(text, &segment(text), attributions)
        .iter()
        .map(|a| (words(&a.content), words(&a.cue)))
        .collect()
}

fn pair(claim: &str, cue: &str) -> (String, String) {
    (claim.into(), cue.into())
}

#[test]
fn a_quotation_that_nothing_attributes_is_a_claim() {
    let text = "She spoke of the flood.\n\n“We were on the roof until noon.”\n\nIt rained.";
    assert_eq!(
        arranged(text, vec![]),
        [pair("“We were on the roof until noon.”", "")]
    );
}

#[test]
fn joined_pieces_stand_in_text_order() {
    let text =
        "“One is here,” he said. “It was dark.\n\n“Nobody came for us at all.\n\n“It was day.”";
    let pieces = ["“One is here,”", "“It was dark.", "“It was day.”"];
    let claims = arranged(text, vec![attribution(text, &pieces, "said")]);
    let whole = "“One is here,” … “It was dark. … “Nobody came for us at all. … “It was day.”";
    assert_eq!(claims, [pair(whole, "said")]);
}

#[test]
fn a_reopened_quotation_is_one_claim_of_its_own_speaker() {
    // Each paragraph was linked to another cue.
    let text = "Lund said: “We waited.\n\n“We signed all the papers.”\n\n“They dream,” said Moss.";
    let first = attribution(text, &["“We waited"], "said:");
    let other = attribution(
        text,
        &["“We signed all the papers.”", "“They dream,”"],
        "said Moss",
    );
    let claims = [
        pair("“We waited. … “We signed all the papers.”", "said:"),
        pair("“They dream,”", "said Moss"),
    ];
    assert_eq!(arranged(text, vec![first, other]), claims);
}

#[test]
fn a_reopened_quotation_after_a_closed_one_is_another_claim() {
    let text = "“I grew up here,” said Dey.\n\n“My father rowed it.\n\n“There were salmon.”";
    let linked = attribution(text, &["“I grew up here,”", "“There were salmon.”"], "said");
    let expected = [
        pair("“I grew up here,”", "said"),
        pair("“My father rowed it. … “There were salmon.”", ""),
    ];
    assert_eq!(arranged(text, vec![linked]), expected);
}

#[test]
fn what_is_set_larger_is_not_claimed_again() {
    let body = "“We never made much money here,” said Lund.";
    let text = format!("It rained.\n\n“We never made much money here”\n\n{body}");
    let linked = Attribution {
        content: vec![Span::new(
            text.rfind('“').unwrap_or(0),
            text.rfind('”').unwrap_or(0) + '”'.len_utf8(),
        )],
        ..attribution(&text, &["said"], "said")
    };
    let alone = attribution(&text, &["“We never made much money here”"], "");
    let expected = [pair("“We never made much money here,”", "said")];
    assert_eq!(arranged(&text, vec![alone, linked]), expected);
}

#[test]
fn few_words_may_stand_elsewhere_as_well() {
    let text = "It rained.\n\n“We made no money”\n\n“We made no money,” said Lund.";
    let alone = attribution(text, &["“We made no money”"], "");
    let linked = attribution(text, &["“We made no money,”"], "said");
    let expected = [
        pair("“We made no money”", ""),
        pair("“We made no money,”", "said"),
    ];
    assert_eq!(arranged(text, vec![alone, linked]), expected);
}

#[test]
fn titles_and_single_words_are_none() {
    let text = "He sang “The Long Way Back to the Sea” twice. “Never!” It ended.";
    assert!(arranged(text, vec![]).is_empty());
}

#[test]
fn what_an_attribution_touches_is_no_floating_quotation() {
    let text = "“We were on the roof until noon.” So it was.";
    let inside = attribution(text, &["on the roof"], "");
    assert_eq!(arranged(text, vec![inside]), [pair("on the roof", "")]);
    let beside = attribution(text, &["it was"], "");
    assert_eq!(arranged(text, vec![beside]).len(), 2);
}

#[test]
fn a_quotation_in_the_next_paragraph_is_a_claim_of_its_own() {
    let text = "He said “no.”\n\n“We were on the roof until noon.”";
    let linked = attribution(
        text,
        &["“no.”", "“We were on the roof until noon.”"],
        "said",
    );
    let expected = [
        pair("“no.”", "said"),
        pair("“We were on the roof until noon.”", ""),
    ];
    assert_eq!(arranged(text, vec![linked]), expected);
}

#[test]
fn words_of_another_paragraph_without_marks_are_left_out() {
    let text = "Rain stops play\n\n“We were on the roof until noon,” he said.";
    let linked = attribution(
        text,
        &["Rain stops play", "“We were on the roof until noon,”"],
        "said",
    );
    let expected = [pair("“We were on the roof until noon,”", "said")];
    assert_eq!(arranged(text, vec![linked]), expected);
}

#[test]
fn a_cue_keeps_what_it_introduces_in_the_next_paragraph() {
    let text = "He added:\n\n“We were on the roof until noon.”";
    let linked = attribution(text, &["“We were on the roof until noon.”"], "added");
    assert_eq!(arranged(text, vec![linked.clone()]).len(), 1);
    assert_eq!(arranged(text, vec![linked])[0].1, "added");
}

#[test]
fn a_reopened_quotation_goes_on_with_its_claim() {
    let text = "“We were on the roof,” he said. “It was dark.\n\n“Nobody came for us at all.\n\n“Then it was day.”";
    let linked = attribution(text, &["“We were on the roof,”", "“It was dark."], "said");
    let claims = arranged(text, vec![linked]);
    let whole =
        "“We were on the roof,” … “It was dark. … “Nobody came for us at all. … “Then it was day.”";
    // The last part is too short to stand alone, but it is tagged with the others here.
    let last = attribution(text, &["“Then it was day.”"], "");
    assert_eq!(claims.len(), 1);
    let linked = attribution(text, &["“We were on the roof,”", "“It was dark."], "said");
    assert_eq!(arranged(text, vec![linked, last]), [pair(whole, "said")]);
}

#[test]
fn a_reopened_quotation_is_known_without_its_opening_mark() {
    let text = "Lund said: “We waited.\n\n“We signed all the papers.”\n\n“They dream,” said Moss.";
    let first = attribution(text, &["We waited"], "said:");
    let pieces = ["“We signed all the papers.”", "“They dream,”"];
    let other = attribution(text, &pieces, "said Moss");
    let claims = [
        pair("We waited. … “We signed all the papers.”", "said:"),
        pair("“They dream,”", "said Moss"),
    ];
    assert_eq!(arranged(text, vec![first, other]), claims);
}

#[test]
fn what_follows_a_reopened_quotation_is_no_piece_of_it() {
    let text = "Lund said: “We waited.\n\n“We signed all the papers.” It rained, added Moss.";
    let pieces = ["“We waited.", "“We signed all the papers.”"];
    let first = attribution(text, &pieces, "said:");
    let other = attribution(text, &["It rained"], "added");
    let claims = [
        pair("“We waited. … “We signed all the papers.”", "said:"),
        pair("It rained", "added"),
    ];
    assert_eq!(arranged(text, vec![first, other]), claims);
}

#[test]
fn a_cue_keeps_a_quotation_that_begins_or_ends_beside_it() {
    let text =
        "“One is here,” he said. “It was dark.\n\n“Nobody came for us at all.\n\n“It was day.”";
    let linked = attribution(text, &["“One is here,”", "“It was day.”"], "said");
    let whole = "“One is here,” … “It was dark. … “Nobody came for us at all. … “It was day.”";
    assert_eq!(arranged(text, vec![linked]), [pair(whole, "said")]);
    let text = "“It was dark.\n\n“Nobody came,” he said, and it rained.";
    let linked = attribution(text, &["“It was dark.", "it rained"], "said");
    let whole = "“It was dark. … “Nobody came,” … it rained";
    assert_eq!(arranged(text, vec![linked]), [pair(whole, "said")]);
}

#[test]
fn a_reopened_quotation_is_of_the_first_source_beside_it() {
    let text = "“We waited,” he said. “It was dark.\n\n“We signed all the papers,” Lund added.";
    let first = attribution(text, &["“We waited,”", "“It was dark."], "said");
    let second = Attribution {
        source: vec![Span::find(text, "Lund")],
        ..attribution(text, &["“We signed all the papers,”"], "added")
    };
    let expected = [
        pair("“We waited,”", "said"),
        pair("“It was dark. … “We signed all the papers,”", "added"),
    ];
    assert_eq!(arranged(text, vec![first, second]), expected);
}

#[test]
fn a_claim_that_gets_more_of_a_quotation_has_its_kind_anew() {
    let text =
        "It rained, said Moss.\n\nLund said he knew: “We waited.\n\n“We signed all the papers.”";
    let first = attribution(text, &["It rained"], "said Moss");
    let second = attribution(text, &["he knew", "“We waited."], "Lund said");
    let claims = arrange_quotations(text, &segment(text), vec![first, second]);
    let kinds: Vec<Kind> = claims.iter().map(|claim| claim.kind).collect();
    assert_eq!(kinds, [Kind::Indirect, Kind::Mixed]);
}

#[test]
fn quotations_of_two_other_paragraphs_are_two_claims() {
    let text = "He said “no.”\n\n“We were on the roof until noon.”\n\n“They came for us by night.”";
    let pieces = [
        "“no.”",
        "“We were on the roof until noon.”",
        "“They came for us by night.”",
    ];
    let expected = [
        pair(pieces[0], "said"),
        pair(pieces[1], ""),
        pair(pieces[2], ""),
    ];
    let linked = attribution(text, &pieces, "said");
    assert_eq!(arranged(text, vec![linked]), expected);
}

#[test]
fn an_item_of_a_list_is_not_set_larger() {
    let text = "It rained.\n\nQuotes:\n\n- “We never made much money here.”\n- It snowed.\n\n\
        “We never made much money here,” said Lund.";
    let alone = attribution(text, &["“We never made much money here.”"], "");
    let linked = attribution(text, &["“We never made much money here,”"], "said");
    let expected = [
        pair("“We never made much money here.”", ""),
        pair("“We never made much money here,”", "said"),
    ];
    assert_eq!(arranged(text, vec![alone, linked]), expected);
}

#[test]
fn five_words_that_are_set_larger_are_not_claimed_again() {
    let text = "It rained.\n\n“We made no money here”\n\n“We made no money here,” said Lund.";
    let alone = attribution(text, &["“We made no money here”"], "");
    let linked = attribution(text, &["“We made no money here,”"], "said");
    let expected = [pair("“We made no money here,”", "said")];
    assert_eq!(arranged(text, vec![alone, linked]), expected);
}

#[test]
fn two_that_are_set_apart_do_not_repeat_each_other() {
    let text = "It rained.\n\n“We never made much money here”\n\nIt snowed.\n\n\
        “We never made much money here at all”\n\nThey left.";
    let pieces = [
        "“We never made much money here”",
        "“We never made much money here at all”",
    ];
    let known = pieces.map(|piece| attribution(text, &[piece], ""));
    let expected = pieces.map(|piece| pair(piece, ""));
    assert_eq!(arranged(text, Vec::from(known)), expected);
}

#[test]
fn what_a_cue_introduces_is_claimed_although_it_is_repeated() {
    let text = "It rained, she added.\n\n“We never made much money here”\n\n\
        “We never made much money here,” said Lund.";
    let introduced = attribution(text, &["“We never made much money here”"], "added");
    let linked = attribution(text, &["“We never made much money here,”"], "said");
    let expected = [
        pair("“We never made much money here”", "added"),
        pair("“We never made much money here,”", "said"),
    ];
    assert_eq!(arranged(text, vec![introduced, linked]), expected);
}

#[test]
fn a_title_that_opens_a_sentence_is_no_claim() {
    let text = "“The Long Way Back to the Sea” was sung twice.";
    assert!(arranged(text, vec![]).is_empty());
}

#[test]
fn what_adjoins_a_quotation_does_not_touch_it() {
    let text = "“We were on the roof until noon.”—so it was.";
    let behind = attribution(text, &["—so it was"], "");
    let expected = [
        pair("“We were on the roof until noon.”", ""),
        pair("—so it was", ""),
    ];
    assert_eq!(arranged(text, vec![behind]), expected);
    // A line in bold is a paragraph of its own, whatever follows it.
    let text = "Lund:“We were on the roof until noon.”";
    let document = segment_with(text, &[Span::find(text, "Lund:")]);
    let before = attribution(text, &["Lund:"], "");
    let claims = arrange_quotations(text, &document, vec![before]);
    assert_eq!(claims.len(), 2);
}
