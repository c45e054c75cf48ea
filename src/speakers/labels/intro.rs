//! Who asks and who answers, as an interview's introduction tells.

use super::name::Name;
use crate::text::Span;
use std::collections::HashMap;

/// What stands between whoever interviews and whoever is interviewed.
const MEETS: [&str; 12] = [
    "spoke to",
    "spoke with",
    "speaks to",
    "speaks with",
    "talked to",
    "talked with",
    "talks to",
    "interviewed",
    "interviews",
    "asked",
    "met",
    "sat down with",
];

/// What else introduces whoever is interviewed, before the name and behind it.
const BEFORE_ANSWERER: [&str; 2] = ["interview with", "interviewing"];
const BEHIND_ANSWERER: [&str; 6] = [
    "answered",
    "answers",
    "talks about",
    "told us",
    "tells us",
    "explains",
];

/// What else introduces whoever interviews, before the name and behind it.
const BEFORE_ASKER: [&str; 4] = [
    "questions from",
    "interview by",
    "interviewed by",
    "asked by",
];
const BEHIND_ASKER: [&str; 1] = ["questioned"];

/// The same behind an outlet alone: "The Gull put five questions to her".
const BEHIND_OUTLET: [&str; 1] = ["put "];

/// Bytes between a name and what introduces it: "Lund, who farms below the dam, answered".
const NEAR: usize = 80;

/// What follows the one who is interviewed, where no name says who that is.
const ENDS_ANSWERER: [&str; 8] = [
    "about",
    "on",
    "regarding",
    "concerning",
    "who",
    "whose",
    "after",
    "for",
];

/// What a noun phrase for whoever is interviewed begins with.
const DETERMINERS: [&str; 7] = ["the", "a", "an", "one", "two", "three", "some"];

/// Words of one who is interviewed and has no name.
const MOST_WORDS: usize = 10;

/// Who asks and who answers, as the words before the first turn tell.
pub(super) struct Intro {
    pub asks: Option<Span>,
    pub answers: Option<Span>,
}

impl Intro {
    /// Reads the words before `end`, the first turn.
    pub fn read(text: &str, names: &[&Name], end: usize) -> Self {
        let known = names.iter().filter(|name| name.span.end <= end);
        let people: Vec<Span> = known.filter(|n| n.is_person).map(|n| n.span).collect();
        let before = |name: Span, signs: &[&str]| {
            let from = text.ceil_char_boundary(name.start.saturating_sub(NEAR));
            let words = clause(&text[from..name.start], true).to_lowercase();
            signs.iter().any(|sign| words.contains(sign))
        };
        let behind = |name: Span, signs: &[&str]| {
            let to = text.floor_char_boundary(text.len().min(name.end + NEAR));
            let words = clause(&text[name.end..to], false).to_lowercase();
            signs.iter().any(|sign| words.contains(sign))
        };
        // "She talked to the Echo": it is the outlet that asks.
        let by_pronoun = |name: Span| {
            let words = clause(&text[..name.start], true);
            let mut verbs = MEETS
                .iter()
                .filter_map(|verb| words.trim_end().strip_suffix(verb));
            verbs.any(|rest| ["He ", "She ", "They "].contains(&rest))
        };
        let is_met = |name: Span| {
            !by_pronoun(name) && before(name, &MEETS) || before(name, &BEFORE_ANSWERER)
        };
        // "Lund spoke to the Echo", "talked to us": who met an outlet is asked.
        let meets_outlet = |name: Span| {
            let words = clause(&text[name.end..], false);
            let met = MEETS
                .iter()
                .filter_map(|verb| Some(words.find(verb)? + verb.len()));
            met.min().is_some_and(|at| {
                let met = words[at..].trim_start();
                let met = met.strip_prefix("the ").unwrap_or(met);
                let start = name.end + words.len() - met.len();
                let person = people.iter().any(|p| p.start <= start && start < p.end);
                met.starts_with("us ") || met.starts_with(char::is_uppercase) && !person
            })
        };
        // "Quast met him": whoever else is named before it is met.
        let asker = |name: &&Span| {
            before(**name, &BEFORE_ASKER)
                || by_pronoun(**name)
                || (behind(**name, &MEETS) || behind(**name, &BEHIND_ASKER))
                    && !is_met(**name)
                    && !meets_outlet(**name)
        };
        // "The Echo spoke with her": an outlet asks, if it stands right before the verb.
        let outlet = |name: &Span| {
            let words = text[name.end..].trim_start();
            let mut verbs = MEETS.iter().chain(&BEHIND_ASKER).chain(&BEHIND_OUTLET);
            verbs.any(|verb| words.starts_with(verb))
        };
        let person = people.iter().find(asker).filter(|_| people.len() > 1);
        let bodies = names.iter().filter(|n| !n.is_person && n.span.end <= end);
        let asks = person
            .copied()
            .or_else(|| bodies.map(|n| n.span).find(outlet));
        let others: Vec<Span> = people
            .iter()
            .copied()
            .filter(|name| asks.is_none_or(|asks| asks.of(text) != name.of(text)))
            .collect();
        let introduced = |name: &&Span| is_met(**name) || behind(**name, &BEHIND_ANSWERER);
        // Whom the introduction names most, by the fullest name.
        let family = |name: &Span| name.of(text).rsplit(' ').next().unwrap_or_default();
        let mut times: HashMap<&str, usize> = HashMap::new();
        for name in &others {
            *times.entry(family(name)).or_default() += 1;
        }
        let most = |name: &&Span| (times[family(name)], name.len());
        let longest = others.iter().rev().max_by_key(most);
        let named = others.iter().find(introduced).copied();
        let unnamed =
            || unnamed(&text[..end]).filter(|words| longest.is_none() || is_new(words.of(text)));
        let answers = named.or_else(unnamed).or(longest.copied());
        Self { asks, answers }
    }
}

/// The words for whoever is interviewed, where they hold no name: "one of the owners of a bar".
fn unnamed(intro: &str) -> Option<Span> {
    let phrase = |from: usize| {
        let rest = intro[from..].split(['.', ',', '\n', ':', '(']).next()?;
        let ends = |word: &&str| ENDS_ANSWERER.contains(word) || is_day(word);
        let taken: Vec<&str> = rest.split(' ').take_while(|word| !ends(word)).collect();
        let few = (1..=MOST_WORDS).contains(&taken.len());
        // "The owners", "experts", and not "an interview with this paper", "asked around".
        let first = taken.first()?;
        let plural = taken.last()?.len() > 3 && taken.last()?.ends_with('s');
        // "We met in a room": where, not whom.
        let place = matches!(*first, "in" | "at" | "on" | "over" | "outside" | "near");
        let begins = DETERMINERS.contains(first) || plural && !place && !is_pointing(first);
        let noun = taken.last()?.chars().all(char::is_lowercase) && !taken.last()?.is_empty();
        let words = taken.join(" ");
        (few && begins && noun).then(|| Span::new(from, from + words.len()))
    };
    let starts = MEETS.iter().chain(&BEFORE_ANSWERER).flat_map(|sign| {
        let found = intro.match_indices(sign);
        let whole = |&(at, sign): &(usize, &str)| {
            !intro[..at].ends_with(char::is_alphanumeric)
                && intro[at + sign.len()..].starts_with(' ')
        };
        found.filter(whole).map(|(at, sign)| at + sign.len() + 1)
    });
    let found = starts.filter_map(phrase);
    found.max_by_key(|span| (span.len(), std::cmp::Reverse(span.start)))
}

/// Whether a noun phrase is for somebody not spoken of before: "a baker", "experts".
fn is_new(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let known = first == "the" || is_pointing(first);
    matches!(first, "a" | "an" | "one" | "two" | "three") || (words.ends_with('s') && !known)
}

/// Whether a word points to what is known: "this", "her".
fn is_pointing(word: &str) -> bool {
    matches!(
        word,
        "this" | "these" | "those" | "his" | "her" | "its" | "their" | "my" | "our" | "us"
    )
}

fn is_day(word: &str) -> bool {
    word.ends_with("day") && word.starts_with(char::is_uppercase)
}

/// The part of some words that is nearest to a name and in its sentence, as far as that can be told
/// without knowing abbreviations: those have two letters as a rule ("Mr. Lund").
fn clause(words: &str, before: bool) -> &str {
    let ends = |at: usize| {
        let rest = &words[at..];
        let word = words[..at].rsplit(' ').next().unwrap_or_default();
        rest.starts_with(['?', '!', '\n', ';']) || rest.starts_with(". ") && word.len() > 3
    };
    let mut places = words
        .char_indices()
        .map(|(at, _)| at)
        .filter(|&at| ends(at));
    match before {
        true => places
            .next_back()
            .map_or(words, |at| words[at + 1..].trim_start()),
        false => places.next().map_or(words, |at| &words[..at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_interviewed_may_have_no_name() {
        let told = |intro: &str| {
            let words = unnamed(intro);
            words.map_or("", |span| span.of(intro)).to_owned()
        };
        assert_eq!(
            told("The Gull interviews tide experts on the flood."),
            "tide experts"
        );
        assert_eq!(
            told("We spoke to one of the owners of a bar about it."),
            "one of the owners of a bar"
        );
        assert_eq!(
            told("In an interview with this paper she explains why."),
            ""
        );
        assert_eq!(told("He met metal workers."), "metal workers");
    }

    #[test]
    fn who_asks_and_who_answers() {
        let read = |text: &str, names: &[&str]| {
            let mut from = 0;
            let names = names.iter().map(|name| {
                let start = from + text[from..].find(name).unwrap();
                from = start + name.len();
                let span = Span::new(start, from);
                Name {
                    span,
                    is_person: true,
                }
            });
            let names: Vec<Name> = names.collect();
            let intro = Intro::read(text, &names.iter().collect::<Vec<_>>(), text.len());
            [intro.asks, intro.answers].map(|span| span.map_or("", |s| s.of(text)).to_owned())
        };
        assert_eq!(
            read(
                "Bo Lund met Ines Duarte at the pier.",
                &["Bo Lund", "Ines Duarte"]
            ),
            ["Bo Lund", "Ines Duarte"]
        );
        // An outlet that was taken for a person.
        assert_eq!(
            read(
                "Ines Duarte's film opens on Friday. She talked to Marsh Echo at the pier.",
                &["Ines Duarte", "Marsh Echo"]
            ),
            ["Marsh Echo", "Ines Duarte"]
        );
        // What the next sentence says is none of his.
        assert_eq!(
            read(
                "Ines Duarte won the race. The director, Bo Lund, denies that it was short. \
                 Duarte spoke to us on Friday.",
                &["Ines Duarte", "Bo Lund", "Duarte"]
            ),
            ["", "Ines Duarte"]
        );
    }
}
