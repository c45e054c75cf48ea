//! Whether a claim was made: said, said not to have been said, or left open.

mod group;
mod lexicon;

use super::Attribution;
use crate::named::named;
use crate::text::Document;
use group::Group;
use serde::{Deserialize, Serialize};

named! {
    "factuality", default Factual;
    /// Whether the text says that the source made the claim, after the attribute of that name in
    /// PARC (Pareti, 2012) and FactBank (Saurí and Pustejovsky, 2009). It is about the claiming, not
    /// about what is claimed: whoever denies something has denied it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum Factuality {
        /// It was made, or is held: "said", "wants", "denied that".
        Factual = "factual",
        /// It was not: "did not say", "no minister has said", "refused to say".
        Negated = "negated",
        /// That is left open: "if she says", "could say", "will announce", "asked him to say".
        Possible = "possible",
    }
}

impl Factuality {
    /// Reads it from the words around an attribution's cue. Without a cue a claim is factual.
    pub fn of(text: &str, document: &Document, attribution: &Attribution) -> Self {
        match Group::read(text, document, attribution) {
            None => Self::Factual,
            Some(group) if group.is_negated() => Self::Negated,
            Some(group) if group.is_open() => Self::Possible,
            Some(_) => Self::Factual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::text::{Span, segment};

    /// The factuality of what `[source]` and `{cue}` mark in a text.
    fn of(marked: &str) -> Factuality {
        let mut text = String::new();
        let (mut source, mut cue, mut start) = (Vec::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '[' | '{' => start = text.len(),
                ']' => source.push(Span::new(start, text.len())),
                '}' => cue.push(Span::new(start, text.len())),
                c => text.push(c),
            }
        }
        let end = cue.last().map_or(0, |cue: &Span| cue.end);
        let attribution = Attribution {
            content: vec![Span::new(end, text.len())],
            source,
            cue,
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        Factuality::of(&text, &segment(&text), &attribution)
    }

    fn all(expected: Factuality, texts: &[&str]) {
        for text in texts {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_was_said_is_factual() {
        all(
            Factuality::Factual,
            &[
                "[Ray] {said} the pier was safe.",
                "“It is safe,” {said} [Ray].",
                "[Ray] {denied} that the pier was safe.",
                "[Ray] {wants to see} the pier.",
                "[Ray] not only {said} it was safe, he sat on it.",
                "[Ray], who does not swim, {said} it was safe.",
                "The pier did not sink, [Ray] {said}.",
                "[Ray] went on to {say} it was safe.",
                "[I] must {say} the pier is safe.",
                "[Ray] would like to {see} the pier.",
                "[Ray] {has no doubt that} it is safe.",
                "{According to} [Ray], nobody fell.",
                "[The delay] {was due to} the rain.",
                "Many {say} that it is safe.",
                "[Ray] {refused} the offer, as it was late.",
                "[Ray] was asked and began to {say} it was safe.",
                "[Ray] (to {say} the least) is late.",
                "[Ray] {asked} what was safe?",
                "If necessary, {says} [Ray], we go.",
            ],
        );
    }

    #[test]
    fn sources_that_only_look_like_nobody_said_it() {
        all(
            Factuality::Factual,
            &[
                "[Ana Lund] {said} the pier was safe.",
                "[No. 2] {said} the pier was safe.",
                "[The many] {said} the pier was safe.",
                "[Ray] {has} no doubt that it is safe.",
                "[Ray] {says} no one fell.",
            ],
        );
    }

    #[test]
    fn a_modal_that_leaves_nothing_open_is_factual() {
        all(
            Factuality::Factual,
            &[
                "[Ray] {would like} to see the pier.",
                "[Ray]’d {promised} a pier.",
                "[Ray]’d been {saying} it was safe.",
                "[Ray]{’d said} it was safe.",
                "[I] {would say that} the pier is safe.",
                "[I] must also now {say} the pier is safe.",
            ],
        );
    }

    #[test]
    fn what_stands_far_into_a_text_is_read() {
        let before = "It rained. ".repeat(30);
        let text = format!("{before}[Ray] did not {{say}} that the pier was safe.");
        all(Factuality::Negated, &[text.as_str()]);
    }

    #[test]
    fn what_was_not_said_is_negated() {
        all(
            Factuality::Negated,
            &[
                "[Ray] did not {say} that the pier was safe.",
                "[Ray] didn’t {say} that the pier was safe.",
                "[Ray] {never promised} a pier.",
                "[No minister] has {said} that it was safe.",
                "[Nobody] {believes} it is safe.",
                "[Ray] {refused to say} whether it was safe.",
                "[Ray] has yet to {say} that it is safe.",
                "[Ray] {said nothing about} the pier.",
                "[Ray] {made} no mention of the pier.",
                "[Ray] left instead of {saying} that it was safe.",
                "Far from {saying} that it was safe, [Ray] left.",
                "[Ray] left without {saying} that it was safe.",
                "[Ray] did not, however, {say} it was safe.",
                "[She] {cannot imagine} that it is safe.",
                "[Ray] stopped short of {saying} that it was safe.",
                "[Ray] has not publicly {said} that it was safe.",
                "[Not all ministers] {said} that it was safe.",
                "[Ray] {said} nothing of the pier.",
                "[Ray] {declined} comment.",
            ],
        );
    }

    #[test]
    fn what_may_be_said_is_possible() {
        all(
            Factuality::Possible,
            &[
                "If [Ray] {says} that it is safe, we go.",
                "[Ray] could {say} that it is safe.",
                "[Ray] {will announce} that it is safe.",
                "[Ray] is expected to {announce} that it is safe.",
                "They asked [Ray] to {promise} that it is safe.",
                "It is unclear whether [Ray] {said} that it is safe.",
                "Did [Ray] {say} that it was safe?",
                "{Tell} them that it is safe.",
                "It is unclear whether it was {said} that they met.",
                "[Ray] would {say} that it is safe.",
                "[Ray]’d {say} that it is safe.",
                "[Ray] to {announce} that it is safe.",
                "[Ray] sat down and wanted to {say} it was safe.",
                "[Ray] {was due to announce} that it was safe.",
            ],
        );
    }
}
