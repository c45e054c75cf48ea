//! Who asks and who answers, as an interview's introduction tells.

use super::name::Name;
use crate::text::{Span, ends_with_credit};
use std::collections::{HashMap, HashSet};

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

/// What stands between whoever is interviewed and an outlet.
const TELLS: [&str; 2] = ["tells", "told"];

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

/// What tells the same of the name before it: "Lund, interviewed by the Gull".
const PASSIVE: [&str; 2] = ["interviewed by", "questioned by"];

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

/// What tells where and when somebody was met.
const WHERE: [&str; 7] = ["at", "in", "by", "over", "from", "before", "during"];

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
        // Who made a picture is not heard.
        let credited = |name: &Name| ends_with_credit(&text[..name.span.start]);
        let known = names.iter().filter(|n| n.span.end <= end && !credited(n));
        let (people, bodies): (Vec<&Name>, Vec<&Name>) = known.partition(|n| n.is_person);
        let people: Vec<Span> = people.iter().map(|n| n.span).collect();
        let told = Told::new(text, &people);
        let mut askers = people.iter().filter(|_| people.len() > 1);
        let asks = askers.find(|name| told.asks(**name)).copied();
        let mut bodies = bodies.iter().map(|n| n.span);
        let asks = asks.or_else(|| bodies.find(|name| told.outlet_asks(*name)));
        let others = people.iter().copied();
        let others: Vec<Span> = others
            .filter(|name| asks.is_none_or(|asks| asks.of(text) != name.of(text)))
            .collect();
        // "The Gull interviewed him": whoever was named last.
        let by_name = || {
            let met = pronoun_met(&text[..end])?;
            others.iter().rev().find(|name| name.end <= met).copied()
        };
        // Whom the introduction names most, by the fullest name.
        let mut times: HashMap<&str, usize> = HashMap::new();
        for name in &others {
            *times.entry(family(name.of(text))).or_default() += 1;
        }
        let most = |name: &&Span| (times[family(name.of(text))], name.len());
        let longest = others.iter().rev().max_by_key(most);
        let named = others.iter().find(|name| told.answers(**name)).copied();
        let unnamed =
            || unnamed(&text[..end]).filter(|words| longest.is_none() || is_new(words.of(text)));
        let answers = named.or_else(by_name).or_else(unnamed).or(longest.copied());
        Self { asks, answers }
    }
}

/// What the words around a name say of who bears it.
struct Told<'a> {
    text: &'a str,
    people: &'a [Span],
    /// Family names behind "an interview with".
    interviewed: HashSet<&'a str>,
    /// Where the first name of one so called ends.
    first: Option<usize>,
}

impl<'a> Told<'a> {
    fn new(text: &'a str, people: &'a [Span]) -> Self {
        let mut told = Self {
            text,
            people,
            interviewed: HashSet::new(),
            first: None,
        };
        let found = people.iter().filter(|name| told.is_interviewed(**name));
        let interviewed: HashSet<&str> = found.map(|name| family(name.of(text))).collect();
        let called = |name: &&Span| interviewed.contains(family(name.of(text)));
        told.first = people.iter().find(called).map(|name| name.end);
        told.interviewed = interviewed;
        told
    }

    /// The words near a name, before it.
    fn before(&self, name: Span) -> &'a str {
        let from = name.start.saturating_sub(NEAR);
        let from = self.text.ceil_char_boundary(from);
        &self.text[from..name.start]
    }

    /// Whether one of these signs stands behind a name, in its clause.
    fn behind(&self, name: Span, signs: &[&str]) -> bool {
        let to = self.text.len().min(name.end + NEAR);
        let to = self.text.floor_char_boundary(to);
        let words = clause(&self.text[name.end..to], false).to_lowercase();
        signs.iter().any(|sign| ends(&words, sign).next().is_some())
    }

    /// Whether one of these signs stands before a name, in its clause, and nothing between says that it
    /// is somebody else who is met: "met an owner about Lund".
    fn behind_sign(&self, name: Span, signs: &[&str]) -> bool {
        let words = clause(self.before(name), true).to_lowercase();
        let met = signs.iter().filter_map(|sign| ends(&words, sign).last());
        let other = |word| matches!(word, "about" | "on" | "regarding" | "concerning");
        met.max()
            .is_some_and(|at| !words[at..].split(' ').any(other))
    }

    /// "She talked to [the Echo]": it is the outlet that asks.
    fn is_met_by_pronoun(&self, name: Span) -> bool {
        let words = clause(&self.text[..name.start], true);
        let mut verbs = MEETS
            .iter()
            .filter_map(|verb| words.trim_end().strip_suffix(verb));
        verbs.any(|rest| ["He ", "She ", "They "].contains(&rest))
    }

    /// "An interview with Ana Lund"
    fn is_interviewed(&self, name: Span) -> bool {
        self.behind_sign(name, &BEFORE_ANSWERER) && !is_behind_name(self.before(name))
    }

    fn is_met(&self, name: Span) -> bool {
        !self.is_met_by_pronoun(name) && self.behind_sign(name, &MEETS) || self.is_interviewed(name)
    }

    /// "Lund spoke to the Echo", "talked to us": who met an outlet is asked.
    fn meets_outlet(&self, name: Span) -> bool {
        let words = clause(&self.text[name.end..], false);
        let signs = MEETS.iter().chain(&TELLS);
        let met = signs.filter_map(|verb| ends(words, verb).next());
        met.min().is_some_and(|at| {
            let met = words[at..].trim_start();
            let met = met.strip_prefix("the ").unwrap_or(met);
            let start = name.end + words.len() - met.len();
            let mut people = self.people.iter();
            let person = people.any(|p| p.start <= start && start < p.end);
            met.starts_with("us ") || met.starts_with(char::is_uppercase) && !person
        })
    }

    /// "Quast met him": whoever else is named before it is met; but "Interview with Ana Lund. Lund met
    /// Quast": Quast asks.
    fn asks(&self, name: Span) -> bool {
        let interviewed = self.interviewed.contains(family(name.of(self.text)));
        if interviewed || self.behind(name, &PASSIVE) {
            return false;
        }
        let meets = self.behind(name, &MEETS) || self.behind(name, &BEHIND_ASKER);
        let answerer_before = self.first.is_some_and(|end| end <= name.start);
        self.behind_sign(name, &BEFORE_ASKER)
            || self.is_met_by_pronoun(name)
            || match self.is_met(name) {
                true => answerer_before,
                false => meets && !self.meets_outlet(name),
            }
    }

    /// "The Echo spoke with her", "interviewed by the Echo": an outlet asks, if it stands right beside
    /// the verb.
    fn outlet_asks(&self, name: Span) -> bool {
        let words = self.text[name.end..].trim_start();
        let mut verbs = MEETS.iter().chain(&BEHIND_ASKER).chain(&BEHIND_OUTLET);
        let own = self.text[..name.start].trim_end();
        let own = own.strip_suffix(" the").unwrap_or(own);
        let mut asked = BEFORE_ASKER.iter().chain(&TELLS);
        verbs.any(|verb| words.starts_with(verb)) || asked.any(|sign| own.ends_with(sign))
    }

    fn answers(&self, name: Span) -> bool {
        self.is_met(name) || self.behind(name, &BEHIND_ANSWERER) || self.behind(name, &PASSIVE)
    }
}

/// The last word of a name.
fn family(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or_default()
}

/// Whether the words before a name end with another one and a comma behind "interview with": "in an
/// interview with the Gull, [Lund]".
fn is_behind_name(before: &str) -> bool {
    let Some(words) = before.trim_end().strip_suffix(',') else {
        return false;
    };
    let sign = BEFORE_ANSWERER
        .iter()
        .filter_map(|sign| Some(words.rfind(sign)? + sign.len()));
    let between = sign.max().map_or("", |at| words[at..].trim_start());
    let name = between.strip_prefix("the ").unwrap_or(between);
    let mut parts = name.split_whitespace();
    !name.is_empty() && parts.all(|part| part.starts_with(char::is_uppercase))
}

/// Where somebody is met who is a pronoun there: "The Gull interviewed [him]".
fn pronoun_met(intro: &str) -> Option<usize> {
    let met = MEETS.iter().filter_map(|verb| {
        ends(intro, verb).find(|&end| {
            let mut whom = [" him", " her"].iter();
            let rest = whom.find_map(|whom| intro[end..].strip_prefix(whom));
            // "Interviewed her son" is about him.
            rest.is_some_and(|rest| {
                let next = rest
                    .strip_prefix(' ')
                    .map_or("", |rest| rest.split(' ').next().unwrap_or(rest));
                rest.starts_with(['.', ','])
                    || ENDS_ANSWERER.contains(&next)
                    || WHERE.contains(&next)
            })
        })
    });
    met.min()
}

/// Where a sign ends in some words, each time that it is whole words of them.
fn ends<'a>(words: &'a str, sign: &'a str) -> impl Iterator<Item = usize> + 'a {
    let whole = |&at: &usize| !words[..at].ends_with(char::is_alphanumeric);
    let starts = words.match_indices(sign).map(|(at, _)| at).filter(whole);
    let ends = starts.map(|at| at + sign.len());
    ends.filter(|&end| !words[end..].starts_with(char::is_alphanumeric))
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
    let signs = MEETS.iter().chain(&BEFORE_ANSWERER);
    let starts = signs.flat_map(|sign| ends(intro, sign));
    let starts = starts
        .filter(|&end| intro[end..].starts_with(' '))
        .map(|end| end + 1);
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
        for (text, names, expected) in [
            (
                "The Gull interviews a boat builder on Duarte wood.\n\nShe builds.",
                &["Duarte"][..],
                ["", "a boat builder"],
            ),
            (
                "Interview with Ines Duarte\n\nOn Friday Duarte sat down with Bo Lund at the pier.",
                &["Ines Duarte", "Duarte", "Bo Lund"],
                ["Bo Lund", "Ines Duarte"],
            ),
            (
                "Ines Duarte builds boats. They float. Marsh Echo interviewed her for a book.",
                &["Ines Duarte", "Marsh Echo"],
                ["Marsh Echo", "Ines Duarte"],
            ),
            (
                "A comet Lund missed. Ines Duarte saw it and explains why.",
                &["Lund", "Ines Duarte"],
                ["", "Ines Duarte"],
            ),
            (
                "The president of the port. Image: Bo Lund.\n\nInes Duarte runs it.",
                &["Bo Lund", "Ines Duarte"],
                ["", "Ines Duarte"],
            ),
            (
                "In an interview with Marsh Echo, Lund blamed the rain. Ines Duarte answered us.",
                &["Lund", "Ines Duarte"],
                ["", "Ines Duarte"],
            ),
        ] {
            assert_eq!(read(text, names), expected, "{text}");
        }
    }
}
