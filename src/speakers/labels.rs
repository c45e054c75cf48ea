//! Whom the labels of turns and posts are for: "IM:" for Ivo Marsh, "A:" for the one who is
//! interviewed, "@valley" for who signs with it.
//!
//! Needs the text, its blocks, the claims and the names in it in text order, and nothing else of
//! this stage.

mod intro;
mod name;
mod names;
mod offices;

use crate::attribution::Attribution;
use crate::text::{Block, BlockKind, Document, Label, Span};
use intro::Intro;
pub(super) use name::Name;
use name::bare;
use names::Shortened;
use offices::Offices;
use std::collections::HashMap;

/// What a label says of the speaker of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing; the words of the source, or the discourse, have to.
    Open,
    /// That nobody is known: "Q" where no interviewer is named.
    Nobody,
    /// That it is whoever this name is for.
    Name(Span),
    /// That it is whoever these words, which are no name, are for.
    Words(Span),
}

/// Labels for whoever asks.
const ASKS: [&str; 4] = ["q", "question", "interviewer", "reporter"];
/// Labels for whoever answers.
const ANSWERS: [&str; 3] = ["a", "answer", "guest"];

/// For each block the name that its label stands for, or, for an answer of an interview without
/// labels, the name of whoever answers. None where the label names its speaker itself, where
/// nobody is named, and for blocks that nobody is known to speak.
fn link(text: &str, blocks: &[Block], names: &[Name]) -> Vec<Option<Span>> {
    let turns = || blocks.iter().filter(|block| block.kind == BlockKind::Turn);
    let labels: Vec<Label> = blocks.iter().filter_map(|block| block.label).collect();
    if labels.is_empty() && turns().next().is_none() {
        return vec![None; blocks.len()];
    }
    // Names in the article's own words, before those that stand in labels alone.
    let of_label = |name: &&Name| {
        let upto = labels.partition_point(|label| label.span.start <= name.span.start);
        upto.checked_sub(1)
            .is_some_and(|last| labels[last].span.contains(name.span))
    };
    let (in_labels, own): (Vec<&Name>, Vec<&Name>) = names.iter().partition(of_label);
    let first = turns().next().map_or(0, |turn| turn.span.start);
    let intro = Intro::read(text, &own, first);
    let shortened = Shortened::new(text, &own, &in_labels);
    let offices = Offices::new(text, &labels, &own);
    let mut asks = false;
    let link = |number: usize| {
        let block = &blocks[number];
        let Some(label) = block.label else {
            // What asks behind a question is an answer that asks back, unless it is answered itself.
            let answered = || {
                blocks
                    .get(number + 1)
                    .is_some_and(|next| next.kind == BlockKind::Turn && !next.asks(text))
            };
            asks = block.kind == BlockKind::Turn && block.asks(text) && (!asks || answered());
            let speaks = if asks { intro.asks } else { intro.answers };
            return speaks.filter(|_| block.kind == BlockKind::Turn);
        };
        let words = bare(label.name.of(text));
        asks = ASKS.contains(&words.as_str());
        if asks {
            return intro.asks;
        }
        if ANSWERS.contains(&words.as_str()) {
            return intro.answers;
        }
        let letters = || shortened.spelled_out(label.name.of(text));
        let named = || {
            let name = offices.holder(&words)?;
            shortened.fuller(&bare(name.of(text))).or(Some(name))
        };
        let full = shortened.fuller(&words);
        full.or_else(letters).or_else(named)
    };
    (0..blocks.len()).map(link).collect()
}

/// What labels and accounts say of the speaker of each claim, in the order given.
pub(super) fn of_claims(
    text: &str,
    document: &Document,
    claims: &[Attribution],
    names: &[Name],
) -> Vec<Link> {
    let links = link(text, &document.blocks, names);
    let answers = who_answers(text, &document.blocks, &links);
    let accounts = accounts(text, names);
    let mut sources: Vec<Span> = claims.iter().flat_map(|c| c.source.clone()).collect();
    sources.sort_unstable();
    let linked = |span: Span| {
        let at = names.partition_point(|name| name.span.start < span.start);
        let named = names.get(at).is_some_and(|name| name.span == span);
        if named {
            Link::Name(span)
        } else {
            Link::Words(span)
        }
    };
    let of_claim = |claim: &Attribution| {
        let source = claim.source.first().copied();
        if let Some(handle) = source.filter(|source| source.of(text).starts_with('@')) {
            let account = handle.of(text)[1..].to_ascii_lowercase();
            let name = accounts.get(account.as_str()).copied();
            return name.map_or(Link::Open, Link::Name);
        }
        let Some(number) = claim
            .content
            .first()
            .and_then(|c| document.block_at(c.start))
        else {
            return Link::Open;
        };
        let (block, name) = (&document.blocks[number], links[number]);
        match (block.label, source) {
            (Some(label), Some(source)) if source.overlaps(label.span) => {
                let letter =
                    !label.name.of(text).contains(char::is_lowercase) && label.name.len() == 1;
                let unknown = if letter { Link::Nobody } else { Link::Open };
                name.map_or(unknown, linked)
            }
            (None, None) if block.kind == BlockKind::Turn && is_of_turn(text, block, claim) => {
                name.map_or(Link::Nobody, linked)
            }
            (None, None) if block.kind == BlockKind::Heading && claim.cue.is_empty() => {
                answers.map_or(Link::Open, Link::Name)
            }
            (None, None) if block.kind == BlockKind::Quotation && claim.cue.is_empty() => {
                let before = number.checked_sub(1).map(|n| document.blocks[n].span);
                let said = |span: Span| {
                    let from = sources.partition_point(|source| source.start < span.start);
                    let mut here = sources[from..].iter().take_while(|s| s.start < span.end);
                    here.any(|source| span.contains(*source)) || span.of(text).ends_with(':')
                };
                let next = document
                    .blocks
                    .get(number + 1)
                    .filter(|_| !before.is_some_and(said));
                let name = next.and_then(|next| attributed_below(text, next, names));
                name.map_or(Link::Open, Link::Name)
            }
            _ => Link::Open,
        }
    };
    claims.iter().map(of_claim).collect()
}

/// Whether a claim without a source is in the words of whoever has the turn: all of it, or a part
/// that no marks set apart as somebody else's.
fn is_of_turn(text: &str, block: &Block, claim: &Attribution) -> bool {
    let first = claim.content.first().map_or("", |span| span.of(text));
    let quoted = first.starts_with(['“', '"', '‘', '\'']);
    claim.content == block.content || (claim.cue.is_empty() && !quoted)
}

/// Who answers in an interview: of two who speak by turns the one who has the last word, after a
/// question.
fn who_answers(text: &str, blocks: &[Block], links: &[Option<Span>]) -> Option<Span> {
    let turns = blocks
        .iter()
        .zip(links)
        .filter(|(block, _)| block.kind == BlockKind::Turn);
    let turns: Vec<(&Block, Option<Span>)> = turns.map(|(block, name)| (block, *name)).collect();
    let [.., (question, asks), (_, Some(answers))] = turns[..] else {
        return None;
    };
    let mut speakers: Vec<&str> = turns
        .iter()
        .filter_map(|(block, _)| block.label)
        .filter_map(|label| label.name.of(text).rsplit(' ').next())
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    let other = asks.is_none_or(|asks| asks.of(text) != answers.of(text));
    (question.asks(text) && other && speakers.len() <= 2).then_some(answers)
}

/// Words within which a paragraph below a quotation says whose it is.
const BELOW: usize = 24;

/// Whoever the paragraph below a quotation set apart begins with, if it says that they said it.
fn attributed_below(text: &str, block: &Block, names: &[Name]) -> Option<Span> {
    let words = block.span.of(text);
    let mut first = words.split_whitespace().take(BELOW);
    let says = first.any(|word| matches!(word, "said" | "says" | "told" | "wrote" | "explained"));
    let fits = block.kind == BlockKind::Paragraph && says && !words.contains(['“', '"', '‘']);
    let begins = |name: &&Name| {
        let before = text.get(block.span.start..name.span.start);
        before.is_some_and(|before| before.split_whitespace().nth(2).is_none())
    };
    let from = names.partition_point(|name| name.span.start < block.span.start);
    let here = names[from..]
        .iter()
        .take_while(|name| name.span.end <= block.span.end);
    let name = here.take(BELOW).find(begins);
    name.filter(|_| fits).map(|name| name.span)
}

/// Verbs for a post that name where it stands.
const POSTED: [&str; 6] = [
    "tweet",
    "tweeted",
    "tweeting",
    "tweets",
    "retweeted",
    "retweets",
];

/// The account through which a post came, if the claim is one, or the verb that says where it
/// was posted: “tweeted”.
pub(super) fn account(text: &str, document: &Document, claim: &Attribution) -> Option<Span> {
    let cue = claim.cue.first()?;
    let mut words = cue.of(text).split(|c: char| !c.is_alphabetic());
    let verb = words.find(|word| POSTED.contains(&word.to_lowercase().as_str()));
    if let Some(verb) = verb {
        let start = cue.start + cue.of(text).find(verb)?;
        return Some(Span::new(start, start + verb.len()));
    }
    let label = document.blocks[document.block_at(cue.start)?].label?;
    label.handle.filter(|_| label.mark == *cue)
}

/// Accounts in lower case, and the name that each stands beside: "Valley Power (@valley)".
fn accounts(text: &str, names: &[Name]) -> HashMap<String, Span> {
    let mut accounts = HashMap::new();
    for name in names {
        let behind = text[name.span.end..].trim_start().strip_prefix("(@");
        let account = behind.and_then(|rest| Some(&rest[..rest.find([')', ',', ' '])?]));
        if let Some(account) = account {
            accounts
                .entry(account.to_ascii_lowercase())
                .or_insert(name.span);
        }
    }
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::text::segment;

    /// For each block with a label, or a turn without one, the name that was found.
    fn linked(text: &str, people: &[&str], bodies: &[&str]) -> Vec<String> {
        let name = |is_person| {
            move |words: &&str| Name {
                span: Span::find(text, words),
                is_person,
            }
        };
        let names = people
            .iter()
            .map(name(true))
            .chain(bodies.iter().map(name(false)));
        let names: Vec<Name> = names.collect();
        let blocks = segment(text).blocks;
        let links = link(text, &blocks, &names);
        let speaks = |b: &Block| b.label.is_some() || b.kind == BlockKind::Turn;
        let found = blocks.iter().zip(links).filter(|(block, _)| speaks(block));
        found
            .map(|(_, name)| name.map_or("", |n| n.of(text)).to_owned())
            .collect()
    }

    const TURNS: [&str; 4] = ["Is it so?", "It is.", "And now?", "I rest."];

    fn interview(intro: &str, asks: &str, answers: &str) -> String {
        let [a, b, c, d] = TURNS;
        format!("{intro}\n\n{asks} {a}\n\n{answers} {b}\n\n{asks} {c}\n\n{answers} {d}")
    }

    #[test]
    fn initials_and_letters_are_spelled_out() {
        let text = interview("Lotte Kern speaks to Ivo Marsh.", "IM:", "L.K.:");
        let found = linked(&text, &["Lotte Kern", "Ivo Marsh"], &[]);
        assert_eq!(
            found,
            ["Ivo Marsh", "Lotte Kern", "Ivo Marsh", "Lotte Kern"]
        );
        let text = interview("The North Coast Chronicle met Ivo Marsh.", "NCC:", "MARSH:");
        let found = linked(&text, &["Ivo Marsh"], &["North Coast Chronicle"]);
        assert_eq!(found[..2], ["North Coast Chronicle", "Ivo Marsh"]);
    }

    #[test]
    fn answers_are_by_who_is_interviewed() {
        let text = interview("Lotte Kern answered questions from Ivo Marsh.", "Q:", "A:");
        let found = linked(&text, &["Lotte Kern", "Ivo Marsh"], &[]);
        assert_eq!(found[..2], ["Ivo Marsh", "Lotte Kern"]);
        let text = interview("Ivo Marsh of the Post met Lotte Kern.", "Q.", "A.");
        let found = linked(&text, &["Lotte Kern", "Ivo Marsh"], &[]);
        assert_eq!(found[..2], ["Ivo Marsh", "Lotte Kern"]);
        let text = interview("We asked Lotte Kern.", "", "");
        assert_eq!(linked(&text, &["Lotte Kern"], &[])[..2], ["", "Lotte Kern"]);
        let text = interview("We asked around.", "Q:", "A:");
        assert_eq!(linked(&text, &[], &[])[..2], ["", ""]);
    }

    #[test]
    fn an_outlet_asks_if_it_stands_before_the_verb() {
        let text = interview("The Gull interviews Lotte Kern.", "", "");
        let found = linked(&text, &["Lotte Kern"], &["Gull"]);
        assert_eq!(found[..2], ["Gull", "Lotte Kern"]);
        let text = interview("We asked Lotte Kern of the Gull.", "", "");
        let found = linked(&text, &["Lotte Kern"], &["Gull"]);
        assert_eq!(found[..2], ["", "Lotte Kern"]);
    }

    #[test]
    fn an_outlet_asks_whom_it_hears() {
        for intro in [
            "Lotte Kern tells Gull about her boats.",
            "Lotte Kern, boat builder, interviewed by the Gull.",
        ] {
            let text = interview(&format!("An interview\n\n{intro}"), "", "");
            let found = linked(&text, &["Lotte Kern"], &["Gull"]);
            assert_eq!(found[..2], ["Gull", "Lotte Kern"], "{intro}");
        }
    }

    #[test]
    fn two_questions_in_a_row_are_both_asked() {
        let intro = "Ivo Marsh spoke to Lotte Kern about her boats.";
        let whom = |rest: &str| {
            linked(
                &format!("{intro}\n\n{rest}"),
                &["Ivo Marsh", "Lotte Kern"],
                &[],
            )
        };
        let one = whom("Why wood?\n\nI had a forest.\n\nAnd you, now?\n\nOr later?\n\nI rest.");
        let (asks, answers) = (one[0].clone(), one[1].clone());
        assert_ne!(asks, answers);
        assert_eq!(
            one,
            [&asks, &answers, &asks, &asks, &answers].map(Clone::clone)
        );
        // An answer that asks back.
        let back = whom(
            "Why wood?\n\nI had a forest.\n\nAnd you, now?\n\nWho asks?\n\nAnd later?\n\nI rest.",
        );
        assert_eq!(back[3], answers);
        let labelled = whom("Why wood?\n\nA: I had a forest.\n\nAnd you, now?\n\nA: I rest.");
        assert_eq!(
            labelled,
            [&asks, &answers, &asks, &answers].map(Clone::clone)
        );
    }

    #[test]
    fn who_is_interviewed_may_be_told_by_words() {
        let text = interview(
            "We interviewed a baker.\n\nIvo Marsh owns the house.",
            "",
            "",
        );
        assert_eq!(linked(&text, &["Ivo Marsh"], &[])[..2], ["", "a baker"]);
    }

    #[test]
    fn a_family_name_is_the_full_one() {
        let text = interview("Hal Moberg was heard.", "Chairwoman WEND:", "Mr. MOBERG:");
        assert_eq!(linked(&text, &["Hal Moberg"], &[])[..2], ["", "Hal Moberg"]);
        let text = interview("Hal Moberg was heard.", "Q:", "IDA MOBERG:");
        assert_eq!(linked(&text, &["Hal Moberg"], &[])[1], "");
    }

    #[test]
    fn an_office_is_whoever_holds_it() {
        let intro = "Ruth Oakley took the chair. The clerk, Noel Tansy, wrote.";
        let text = interview(intro, "THE CHAIR (Mrs. Oakley):", "THE CLERK:");
        let found = linked(&text, &["Ruth Oakley", "Noel Tansy"], &[]);
        assert_eq!(found[..2], ["Ruth Oakley", "Noel Tansy"]);
        let text = interview("Noel Tansy, the clerk, wrote.", "THE CHAIR:", "THE CLERK:");
        assert_eq!(linked(&text, &["Noel Tansy"], &[])[..2], ["", "Noel Tansy"]);
    }

    #[test]
    fn an_outlet_may_put_questions() {
        let text = interview("The Gull put two questions to Lotte Kern.", "", "");
        let found = linked(&text, &["Lotte Kern"], &["Gull"]);
        assert_eq!(found[..2], ["Gull", "Lotte Kern"]);
    }

    /// The names that claims without source and cue are given.
    fn given(text: &str, claims: &[&str], people: &[&str]) -> Vec<String> {
        let claim = |words: &&str| Attribution {
            content: vec![Span::find(text, words)],
            source: Vec::new(),
            cue: Vec::new(),
            kind: Kind::Direct,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        let name = |words: &&str| Name {
            span: Span::find(text, words),
            is_person: true,
        };
        let names: Vec<Name> = people.iter().map(name).collect();
        let claims: Vec<Attribution> = claims.iter().map(claim).collect();
        let links = of_claims(text, &segment(text), &claims, &names);
        let shown = |link: Link| match link {
            Link::Name(name) => name.of(text).to_owned(),
            other => format!("{other:?}"),
        };
        links.into_iter().map(shown).collect()
    }

    #[test]
    fn a_headline_quotes_who_is_interviewed() {
        let text = interview("‘I rest’\n\nWe met Lotte Kern.", "Q:", "A:");
        assert_eq!(given(&text, &["‘I rest’"], &["Lotte Kern"]), ["Lotte Kern"]);
        let text = "‘I rest’\n\nLotte Kern left.\n\nIt rained.";
        assert_eq!(given(text, &["‘I rest’"], &["Lotte Kern"]), ["Open"]);
    }

    #[test]
    fn a_quotation_set_apart_is_attributed_below() {
        let text = "It rained.\n\n“We sat there.”\n\nMayor Lotte Kern said so on Monday.";
        assert_eq!(
            given(text, &["“We sat there.”"], &["Lotte Kern"]),
            ["Lotte Kern"]
        );
        let text = "It rained.\n\n“We sat there.”\n\nIt was Lotte Kern who left.";
        assert_eq!(given(text, &["“We sat there.”"], &["Lotte Kern"]), ["Open"]);
    }

    #[test]
    fn an_account_is_who_signs_with_it() {
        let text = "Power is back.\n\n— Valley Power (@valley) May 3\n\n“Good,” @valley said.";
        let names = [Name {
            span: Span::find(text, "Valley Power"),
            is_person: false,
        }];
        let found = accounts(text, &names);
        assert_eq!(
            found.get("valley").map(|name| name.of(text)),
            Some("Valley Power")
        );
    }
}
