use super::*;
use proptest::prelude::*;

/// Splits the text that "|" is written into where a sentence ends, and compares.
fn check(marked: &str) {
    let wanted: Vec<&str> = marked.split('|').map(str::trim).collect();
    let text = marked.replace('|', "");
    let found = sentences(&text, Span::new(0, text.len()));
    let found: Vec<&str> = found.into_iter().map(|s| s.of(&text)).collect();
    assert_eq!(found, wanted);
}

#[test]
fn titles_and_initials() {
    check("Gen. Ruth B. Adeyemi met Mrs. Lund and Sen. J.K. Moe.| Both smiled.");
    check("It was signed by Karl P. Voss Jr.| He left at once.");
    check("You know it, Ada, and so do I.| Did K. I. Berg know?");
}

#[test]
fn initials_of_countries() {
    check("She left the U.S.| The trip took a day.");
    check("CONCORD, N.H. – After the vote, they met.");
    check("She joined the U.S. Navy in Norfolk, Va., in May.");
    check("He moved to Washington, D.C.| After a year he returned.");
    check("It was the U.S.| Nobody.| They left.");
    check("She reached the U.S.| A ship came.");
}

#[test]
fn clipped_words() {
    check("He met Mgrs. Lund at noon.");
    check("The Ph.D. Committee met.");
    check("He climbed the mtn. range.");
    check("See item b. then go.");
}

#[test]
fn times() {
    check("At 7 a.m. Mr. Lind woke.| He slept again at 9 a.m.| Mr. Lund did not.");
    check("Polls close at 8 p.m. Eastern on Tuesday.| Counting starts at 9 p.m.| Nobody sleeps.");
    check("Polls close at 8 p.m. Monday.");
    check("Polls close at 8 p.m.| Today is the day.");
}

#[test]
fn numbers() {
    check("She lives at No. 10 and paid $3.50 on Jan. 5.| 2019 was better.");
    check("Is it true?| No.| See p. 7, Fig. 3.");
    check("See Fig. Ⅷ for more.");
    check("Sales rose 2.5 percent.| Profit fell 3.7.| Nobody knew why.");
}

#[test]
fn units_and_short_words() {
    check("She ran it in 21.7 secs.| Lund came second.| He watched it on tv.| Nobody cheered.");
    check("They sold DVDs.| Shops closed.");
}

#[test]
fn companies() {
    check("Brandt & Co. won the order from Lumen Inc. Chief Executive Ana Ruiz.");
    check("The order went to Lumen Inc.| It was the third this year.");
}

#[test]
fn quotation_and_attribution() {
    check("“Why?” Ana Ruiz asked.| “Stop!”| Ana Ruiz will wait.| He left.");
    check("\"Go!\" he said.| \"Now?\" asked Ruiz.| “Why?” Ms. Ruiz asked.");
    check("“We won.”| Ruiz said on Monday that she would rest.");
    check("“Did we win?”| Ruiz would not tell.");
    check("She left. \"");
    check("'It is late.'| \"It is not.\"| They left.");
    check("“It is over,” she said.| “We go home.”");
    check("“Please go!” he said.");
    check("Please go! – he said.");
}

#[test]
fn who_spoke_behind_a_quotation() {
    check("“Why?” Ruiz asked in vain.| He left.");
    check("“Why?” Ruiz asked again.| He left.");
    check("“Stop!”| Ana Ruiz called a friend.");
    check("“Why?”| Ruiz left and asked him.");
    check("“It rained!”| She said in court that it had.");
    check("“Why?” Ana Maria Ruth Berg asked.");
    check("“Why?”| Ana Maria Ruth Berg Lund asked.");
}

#[test]
fn ellipses() {
    check("I thought ... well, no.| And then…| Nothing happened.");
    check("They waited....| Nobody came.| They left.| . . . Not all.");
    check("… and so it ended.");
    check("And then…| Nothing happened.");
    check("It was late….... we slept.");
    check("He waited . . . .| The bus came.");
    check("He waited . . . I left. . . .");
    check("He waited . . .| Then he left...| I stayed. . . .");
    check("So then ... I'm glad.| P.S. I am well.");
    check("“The risk is small [...] and shrinking [...]| The cost is not [...] I think.”");
}

#[test]
fn brackets_and_references() {
    check("He sang (She had left by then.) and slept.");
    check("He sang.[12]| She slept.");
    check("(He sang.)| She slept.");
    check(
        "Senators Ada Holm (R-Fla.) Karl Voss (D-Ore.) and others left.| (Not in the U.S.)| It rained.",
    );
    check("The \"experts\" (!) Were wrong.");
    check("(He sang.)| Ruth slept.");
    check("“ It is late. ”| She left.");
    check("( It is late. )| She left.");
}

#[test]
fn marks_within_names() {
    check("The show What Next? was on.| Who won?| nobody knows.");
    check("He works for Yahoo! in Paris.| Hurry up!| They come.");
    check("Mail jo.lee@example.org or see https://a.example/b?c=D!e.html.| Thanks! :-)| Jo");
    check("We won!  ;-)| Jo");
    check("They won!| (P) Berg scored.");
    check("The shop Ready? & Sons closed.");
}

#[test]
fn a_missing_space() {
    check("They lost the match.|Then they went home.");
    check("They lost the match.|Ruth went home.");
    check("He uses Node.Js and Example.Com.");
    check("They waited...Then they left.");
    check("He left (it rained.)Then he ran.");
    check("See part two.5 of it.");
    check("Use x.Then to go on.");
    check("He calls fooBar.Then twice.");
}

#[test]
fn lists() {
    check("1. Wash the rice.| 2. Boil it.| 3. Serve.");
    check("a) Wash the rice| b) Boil it");
    check("1. Wash the rice, 2.Boil it.");
    check("• Wash the rice| • Boil it");
}

#[test]
fn small_letters() {
    check("it was late.| we slept.");
    check("He grew approx. five cm. in a year.");
    check("The price rose.| iPhone sales fell.");
}

#[test]
fn line_breaks_are_white_space() {
    check("He came late and\nleft early.|\nShe stayed.");
}

#[test]
fn no_words_at_all() {
    check("?! ... !!");
    let none = sentences("  ", Span::new(0, 2));
    assert!(none.is_empty());
}

/// A quadratic scan of 2 MB would take minutes here.
#[test]
fn long_runs_without_a_sentence() {
    for unit in [
        "a.",
        ". ",
        "! @ ",
        "a.m. Eastern ",
        "“‘(",
        "1. ",
        "• ",
        "…",
        "A. B ",
        "x?”’ ",
    ] {
        let text = unit.repeat(2_000_000 / unit.len());
        let found = sentences(&text, Span::new(0, text.len()));
        assert!(!found.is_empty());
    }
}

proptest! {
    #[test]
    fn hold_every_word(
        text in "(\\PC|[.!?…]|[ \n\"'”’“()•1a]|[A-Z][a-z]{0,3}|a\\.m\\.|U\\.S\\.|1\\.|\\. \\. \\.){0,150}"
    ) {
        let whole = Span::new(0, text.len());
        let spans = sentences(&text, whole);
        check_cover(&text, whole, &spans)?;
        let paragraphs = crate::text::paragraphs(&text);
        for span in segment_sentences(&text, &paragraphs) {
            prop_assert!(paragraphs.iter().any(|p| p.contains(span)));
        }
    }
}
