use super::*;
use proptest::prelude::*;

/// The inner words of each quotation, with `*` in front of one that is not closed.
fn found(text: &str) -> Vec<String> {
    let paragraphs: Vec<Span> = lines(text);
    quotations(text, &paragraphs)
        .iter()
        .map(|q| format!("{}{}", if q.closed { "" } else { "*" }, q.inner.of(text)))
        .collect()
}

fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len();
        if !span.is_empty() {
            spans.push(span);
        }
    }
    spans
}

#[test]
fn curly_straight_and_guillemets() {
    assert_eq!(found("“Yes,” he said, “now.”"), ["Yes,", "now."]);
    assert_eq!(found("\"Yes,\" he said, \"now.\""), ["Yes,", "now."]);
    assert_eq!(found("''Yes,'' he said, ''now.''"), ["Yes,", "now."]);
    assert_eq!(found("``Yes,'' he said"), ["Yes,"]);
    assert_eq!(found("‘‘Yes,’’ he said"), ["Yes,"]);
    assert_eq!(found(",,Yes,” he said"), ["Yes,"]);
    assert_eq!(found("He said ‹ yes › and left"), [" yes "]);
    assert_eq!(found("Il dit « oui » et part"), [" oui "]);
    assert_eq!(found("„Ja“, sagte er"), ["Ja"]);
}

#[test]
fn apostrophes_are_no_marks() {
    assert_eq!(
        found("The dogs' owner didn't say it’s the officials’ view"),
        [""; 0]
    );
    assert_eq!(
        found("back in the ’90s and '16, get 'em, rock 'n' roll"),
        [""; 0]
    );
    assert_eq!(found("He is 6'2\" tall"), [""; 0]);
    for text in [
        "rock ‘n’ roll",
        "rock ' n ' roll",
        "The U.S.'s and the U.K.'s view",
        "He left 'cause it rained on the dogs' owner",
        "‘One.\nTwo.",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn single_marks_with_apostrophes_inside() {
    assert_eq!(found("‘We don’t know,’ she said."), ["We don’t know,"]);
    assert_eq!(
        found("‘The miners’ union won’t move,’ she said."),
        ["The miners’ union won’t move,"]
    );
    assert_eq!(
        found("'We don't know,' she said. 'Go.'"),
        ["We don't know,", "Go."]
    );
}

#[test]
fn a_possessive_is_told_from_a_closing_mark() {
    assert_eq!(found("‘We go,’ he said of the dogs’ owner."), ["We go,"]);
    assert_eq!(
        found("‘It is ours’ Ana said of the miners’ pay."),
        ["It is ours"]
    );
}

#[test]
fn straight_marks_beside_other_marks() {
    for before in ["(", "[", "{", "—", "–", "-", "/", "=", ">"] {
        assert_eq!(
            found(&format!("{before}'Yes,' he said")),
            ["Yes,"],
            "{before}"
        );
    }
    for after in [
        ")", "]", "}", ",", ".", ";", ":", "!", "?", "…", "—", "–", "-", "/", "<",
    ] {
        assert_eq!(
            found(&format!("He said 'yes'{after} once")),
            ["yes"],
            "{after}"
        );
    }
    assert_eq!(found("the\"new\"road"), ["new"]);
}

#[test]
fn nested() {
    assert_eq!(
        found("“He said ‘go’ to me,” she said."),
        ["He said ‘go’ to me,", "go"]
    );
    assert_eq!(
        found("‘He said “go” to me,’ she said."),
        ["He said “go” to me,", "go"]
    );
    assert_eq!(
        found("\"He said 'go' to me,\" she said."),
        ["He said 'go' to me,", "go"]
    );
    let text = "“He said ‘go’ to me,”";
    let depths: Vec<u8> = quotations(text, &lines(text))
        .iter()
        .map(|q| q.depth)
        .collect();
    assert_eq!(depths, [0, 1]);
}

#[test]
fn goes_on_over_paragraphs() {
    let text = "She said: “One.\n\n“Two.\n\n“Three,” and left.\n\n“Four.”";
    assert_eq!(found(text), ["*One.", "*Two.", "Three,", "Four."]);
    let links: Vec<_> = quotations(text, &lines(text))
        .iter()
        .map(|q| q.continues)
        .collect();
    assert_eq!(links, [None, Some(0), Some(1), None]);
    assert_eq!(found("‘One.\n‘Two.’"), ["*One.", "Two."]);
    assert_eq!(found("'One.\n'Two.'"), ["*One.", "Two."]);
    assert_eq!(found("She said: ‘One.\n‘Two.’"), ["*One.", "Two."]);
    assert_eq!(found("The dog 'one.\n'Two.'"), ["Two."]);
    let text = "“One.\n“Two,” he said. “Three.”";
    let links: Vec<_> = quotations(text, &lines(text))
        .iter()
        .map(|q| q.continues)
        .collect();
    assert_eq!(links, [None, Some(0), None]);
    let text = "She said: ‘The miners’ pay isn’t one.\n‘Two.’";
    assert_eq!(found(text), ["*The miners’ pay isn’t one.", "Two."]);
}

#[test]
fn an_unclosed_mark_stays_in_its_paragraph() {
    assert_eq!(
        found("He said “we go.\nThey said “no” to it."),
        ["*we go.", "no"]
    );
    assert_eq!(
        found("He said “we go. They said “no” to it."),
        ["*we go. They said", "no"]
    );
    assert_eq!(found("“He said ‘go’ “no”"), ["*He said ‘go’", "go", "no"]);
    assert_eq!(
        found("He said \"we go.\nThey said \"no\" to it."),
        ["*we go.", "no"]
    );
}

#[test]
fn a_quotation_ends_before_the_clause_that_attributes_its_paragraph() {
    let text = "“Nobody asked us, said Lena Hurst.\n“No,” said Boris Kane.";
    assert_eq!(found(text), ["*Nobody asked us,", "No,"]);
    let links: Vec<_> = quotations(text, &lines(text))
        .iter()
        .map(|q| q.continues)
        .collect();
    assert_eq!(links, [None, None]);
    assert_eq!(
        found("He rose. \"Nobody ‘asked’ us, says Dr. Lena Hurst."),
        ["*Nobody ‘asked’ us,", "asked"]
    );
    for words in [
        "“Nobody asked us, said the mayor.",
        "“Nobody asked us, said Lena Hurst and left.",
        "“Nobody asked us, sang Lena Hurst.",
        "“Nobody asked us, said A B C D E.",
        "“Nobody asked us, said.",
        "“Nobody asked us, said Lena Hurst?",
    ] {
        let inner = words.trim_start_matches('“');
        assert_eq!(
            found(&format!("{words}\n“No.”")),
            [&format!("*{inner}"), "No."]
        );
    }
    assert_eq!(
        found("“Nobody asked us,” said Lena Hurst."),
        ["Nobody asked us,"]
    );
}

#[test]
fn a_stray_closing_mark_is_ignored() {
    assert_eq!(found("we go,” he said, “now.”"), ["now."]);
    assert_eq!(found("we go,\" he said, \"now.\""), ["now."]);
}

#[test]
fn set_apart_by_spaces() {
    assert_eq!(found("\" Yes , \" he said"), [" Yes , "]);
}

#[test]
fn marks_of_two_styles_close_each_other() {
    assert_eq!(found("“Yes,\" he said, \"now.”"), ["Yes,", "now."]);
}

proptest! {
    #[test]
    fn quotations_nest_and_stay_in_their_paragraph(
        text in "([a-z s\\n.,6’'‘“”\"«»„`é—()]|'s|'' ){0,80}"
    ) {
        let paragraphs = lines(&text);
        let all = quotations(&text, &paragraphs);
        for (i, q) in all.iter().enumerate() {
            prop_assert!(q.span.contains(q.inner));
            prop_assert!(q.inner.of(&text).len() <= q.span.of(&text).len());
            prop_assert!(paragraphs.iter().any(|p| p.contains(q.span)));
            for other in &all[i + 1..] {
                prop_assert!(q.span.start < other.span.start);
                prop_assert!(q.span.contains(other.span) || !q.span.overlaps(other.span),
                    "{:?} and {:?} cross", q, other);
            }
            let around = all.iter().filter(|o| o.span != q.span && o.span.contains(q.span)).count();
            prop_assert_eq!(around, q.depth as usize);
        }
    }
}
