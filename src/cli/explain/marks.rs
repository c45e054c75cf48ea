//! The article's text with its claims marked in place.

use super::visible;
use anstyle::{AnsiColor, Style};
use sayso::claims::{Claim, Passage};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a passage is to its claim. Each has brackets of its own, for output without colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Content,
    Source,
    Cue,
}

/// A style that can be put around words.
pub struct Paint(Style);

/// The style of headings.
pub const HEADING: Paint = Paint(Style::new().bold());

impl Paint {
    pub fn paint(&self, words: &str) -> String {
        format!("{}{words}{}", self.0.render(), self.0.render_reset())
    }
}

impl Role {
    pub fn paint(self) -> Paint {
        let color = match self {
            Self::Content => AnsiColor::Green,
            Self::Source => AnsiColor::Cyan,
            Self::Cue => AnsiColor::Yellow,
        };
        Paint(color.on_default().bold())
    }

    fn brackets(self) -> (char, char) {
        match self {
            Self::Content => ('[', ']'),
            Self::Source => ('{', '}'),
            Self::Cue => ('<', '>'),
        }
    }
}

/// What the brackets and colours mean.
pub fn legend() -> String {
    let roles = [
        (Role::Content, "[1 claim]"),
        (Role::Source, "{1 source}"),
        (Role::Cue, "<1 cue>"),
    ];
    roles
        .map(|(role, words)| role.paint().paint(words))
        .join("  ")
}

/// A place to mark, and the numbers of the claims whose part it is.
struct Mark {
    start: usize,
    end: usize,
    role: Role,
    claims: Vec<usize>,
}

/// The text with every part of every claim in brackets and colour.
pub fn marked(text: &str, claims: &[Claim]) -> String {
    let marks = marks(claims);
    // What happens at each byte: first what ends there, the last begun first.
    let mut ends: Vec<&Mark> = marks.iter().collect();
    ends.sort_by_key(|mark| (mark.end, Reverse(mark.start)));
    let mut places: Vec<usize> = marks.iter().flat_map(|m| [m.start, m.end]).collect();
    places.push(text.len());
    places.sort_unstable();
    places.dedup();

    let mut out = String::with_capacity(text.len() * 2);
    let (mut starts, mut ends) = (marks.iter().peekable(), ends.into_iter().peekable());
    let mut open: Vec<&Mark> = Vec::new();
    let mut at = 0;
    for place in places {
        let words = visible(&text[at..place]);
        match open.last() {
            Some(mark) if !words.is_empty() => out += &mark.role.paint().paint(&words),
            _ => out += &words,
        }
        at = place;
        while let Some(mark) = ends.next_if(|mark| mark.end == place) {
            out += &mark.role.paint().paint(&mark.role.brackets().1.to_string());
            open.retain(|other| !std::ptr::eq(*other, mark));
        }
        while let Some(mark) = starts.next_if(|mark| mark.start == place) {
            let numbers: Vec<String> = mark.claims.iter().map(ToString::to_string).collect();
            let bracket = format!("{}{} ", mark.role.brackets().0, numbers.join(","));
            out += &mark.role.paint().paint(&bracket);
            open.push(mark);
        }
    }
    out
}

/// All marks by start, the longer first; one for passages that several claims share.
fn marks(claims: &[Claim]) -> Vec<Mark> {
    let mut numbers: BTreeMap<(usize, Reverse<usize>, Role), Vec<usize>> = BTreeMap::new();
    for claim in claims {
        let mut add = |role, passages: &[Passage]| {
            for span in passages.iter().map(|passage| passage.span) {
                let place = (span.start, Reverse(span.end), role);
                numbers.entry(place).or_default().push(claim.id);
            }
        };
        add(Role::Content, &claim.content);
        add(Role::Source, &claim.source);
        add(Role::Cue, &claim.cue);
    }
    let marks = numbers
        .into_iter()
        .map(|((start, Reverse(end), role), claims)| Mark {
            start,
            end,
            role,
            claims,
        });
    marks.filter(|mark| mark.start < mark.end).collect()
}
