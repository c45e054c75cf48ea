//! A cue with what governs it: "did not [say]", "is expected to [announce]".

use super::lexicon::{is, is_adverb, words};
use crate::attribution::Attribution;
use crate::text::{Document, Span};

/// Words that govern a cue, at most.
const LONGEST: usize = 8;

/// Bytes looked at before a cue, before its source, and behind it. They bound the time for texts
/// without full stops.
const REACH: usize = 256;

/// What ends a clause before a cue; commas stand within verb groups ("did not, however, say").
const ENDS: [char; 10] = ['“', '”', '"', '(', ')', ';', ':', '—', '–', '\n'];

/// The words around a cue, in lower case.
pub(super) struct Group {
    /// What governs the cue, then the cue's own words.
    words: Vec<String>,
    /// Where the latter begin.
    cue: usize,
    /// The words of the clause before the group, the nearest first.
    before: Vec<String>,
    /// Whether the group follows its source directly.
    after_source: bool,
    /// The words before the source, or before the group where there is none; the nearest first.
    lead: Vec<String>,
    source: Vec<String>,
    /// The words right behind the cue.
    behind: Vec<String>,
    /// Whether a question mark follows in the sentence.
    asks: bool,
    /// Whether the cue opens its sentence or quotation.
    opens: bool,
}

impl Group {
    /// None without a cue.
    pub fn read(text: &str, document: &Document, attribution: &Attribution) -> Option<Self> {
        let (first, last) = (attribution.cue.first()?, attribution.cue.last()?);
        let sentence = document.sentence_at(first.start);
        let sentence = sentence.map_or(*first, |i| document.sentences[i]);
        let from = sentence.start.min(first.start);
        let to = sentence.end.max(last.end);
        let in_sentence = |piece: &&Span| piece.start >= from && piece.end <= first.start;
        let sources: Vec<&Span> = attribution.source.iter().filter(in_sentence).collect();

        let floor = sources.last().map_or(from, |source| source.end);
        let (gap, cut) = clause(near_end(text, floor, first.start), &ENDS);
        let mut before = words(gap);
        let governs = |word: &String| {
            let classes = ["between", "negation", "modal", "refusal", "open"];
            is_adverb(word) || classes.iter().any(|class| is(class, word))
        };
        let governing = before.iter().rev().take(LONGEST).take_while(|w| governs(w));
        let mut group = before.split_off(before.len() - governing.count());
        before.reverse();
        let cue = group.len();
        group.extend(attribution.cue.iter().flat_map(|c| words(c.of(text))));

        let source: Vec<String> = attribution
            .source
            .iter()
            .flat_map(|s| words(near_start(text, s.start, s.end)))
            .collect();
        let lead = match sources.first() {
            Some(source) => {
                let ends = [&ENDS[..], &[',']].concat();
                let mut lead = words(clause(near_end(text, from, source.start), &ends).0);
                lead.reverse();
                lead
            }
            None if attribution.source.is_empty() => before.clone(),
            None => Vec::new(),
        };
        let rest = near_start(text, last.end, to);
        let opening = text[from..first.start].trim();
        Some(Self {
            cue,
            after_source: before.is_empty() && !cut && !sources.is_empty(),
            before,
            lead,
            source,
            behind: words(rest),
            asks: rest.contains('?'),
            opens: opening.trim_matches(['“', '"', '‘']).is_empty(),
            words: group,
        })
    }

    /// Whether the words say that the cue was not done.
    pub fn is_negated(&self) -> bool {
        self.nobody() || self.negation() != self.refusal()
    }

    /// "Nobody", "no minister", "not everyone", but not "No. 2".
    fn nobody(&self) -> bool {
        let Some(first) = self.source.first() else {
            return false;
        };
        let second = self.source.get(1).map_or("", String::as_str);
        let number = second.starts_with(|c: char| c.is_ascii_digit());
        is("nobody", first)
            || first == "no" && !second.is_empty() && !number
            || first == "not" && is("quantity", second)
    }

    fn negation(&self) -> bool {
        let next = |i: usize| self.words.get(i + 1).or(self.behind.first());
        let at = |i: usize| {
            let next = next(i).map_or("", String::as_str);
            // "Not only said", "no doubt", "cannot help but".
            let only = matches!(
                next,
                "only" | "just" | "merely" | "least" | "simply" | "but"
            );
            let sure = is("certainty", next);
            let helps = self.words[i..].iter().take(3).any(|word| word == "help");
            match self.words[i].as_str() {
                "not" => !only && !helps,
                "no" => !sure,
                "nothing" => !only,
                "yet" => next == "to",
                "short" => next == "of",
                word => is("negation", word),
            }
        };
        (0..self.words.len()).any(at) || self.says_nothing() || self.not_that()
    }

    /// "Said [nothing]", "made [no mention]".
    fn says_nothing(&self) -> bool {
        let empty = match self.behind.first().map(String::as_str) {
            Some("nothing") => true,
            Some("no") => self.behind.get(1).is_some_and(|next| {
                !is("certainty", next) && !matches!(next.as_str(), "longer" | "one")
            }),
            _ => false,
        };
        empty && self.words.last().is_some_and(|word| is("empty", word))
    }

    /// "Instead of [saying]", "rather than [saying]".
    fn not_that(&self) -> bool {
        let near: Vec<&str> = self.words[..self.cue]
            .iter()
            .rev()
            .chain(&self.before)
            .map(String::as_str)
            .filter(|word| !is_adverb(word))
            .take(3)
            .collect();
        matches!(
            near[..],
            ["of", "instead", ..] | ["than", "rather", ..] | ["from", "far", ..]
        ) || near == ["to", "opposed", "as"]
    }

    /// "Refused to [say]", "[declined] to", "declined comment".
    fn refusal(&self) -> bool {
        let refuses = |i: usize| {
            let mut rest = self.words[i + 1..].iter().chain(&self.behind).take(3);
            let comment = rest.clone().next().is_some_and(|word| word == "comment");
            is("refusal", &self.words[i]) && (comment || rest.any(|word| word == "to"))
        };
        (0..self.words.len()).any(refuses)
    }

    /// Whether the words leave open whether the cue was done, where they do not deny it.
    pub fn is_open(&self) -> bool {
        let cannot_help = ["help", "but"]
            .iter()
            .all(|w| self.words.iter().any(|x| x == w));
        !cannot_help
            && (self.modal()
                || self.condition()
                || self.question()
                || self.infinitive()
                || self.command())
    }

    /// "Could [say]", but neither "would like" nor "I must say".
    fn modal(&self) -> bool {
        let own = self.source.first().is_some_and(|s| s == "i" || s == "we");
        let performed = |words: &[String]| words.iter().any(|word| is("performed", word));
        let leaves_open = |i: usize| {
            let rest = &self.words[i + 1..];
            let next = rest[0].as_str();
            let had =
                self.words[i] == "d" && (i >= self.cue || next == "been" || next.ends_with("ed"));
            let wish =
                matches!(self.words[i].as_str(), "would" | "should" | "d") && is("wish", next);
            let says = own
                && (performed(&rest[..rest.len().min(2)]) || performed(&rest[rest.len() - 1..]));
            is("modal", &self.words[i]) && !had && !wish && !says
        };
        (0..self.words.len().saturating_sub(1)).any(leaves_open)
    }

    /// "If she [says]", "whether she [said]".
    fn condition(&self) -> bool {
        self.lead.iter().take(2).any(|word| is("condition", word))
    }

    /// "Did she [say]?"
    fn question(&self) -> bool {
        self.asks && self.lead.first().is_some_and(|word| is("auxiliary", word))
    }

    /// "To [say]", after what does not say that it came true.
    fn infinitive(&self) -> bool {
        let governing = &self.words[..self.cue];
        let to = governing.iter().rposition(|word| word == "to");
        let to = to.filter(|&to| {
            governing[to..]
                .iter()
                .all(|w| is("between", w) || is_adverb(w))
        });
        let opens = self.words.get(self.cue).is_some_and(|word| word == "to");
        if let Some(to) = to.or(opens.then_some(self.cue)) {
            let governors = self.words[..to].iter().rev().chain(&self.before);
            let governors: Vec<&String> = governors.filter(|w| !is_adverb(w)).take(4).collect();
            return match governors[..] {
                [] => self.after_source,
                [first, ..] if is("done", first) => false,
                [first, ref others @ ..] => {
                    let asks = others.iter().any(|word| is("asking", word));
                    is("open", first) || is("obliged", first) || asks
                }
            };
        }
        // "[is due to announce]"
        let cue = &self.words[self.cue..];
        let inside = cue.iter().skip(1).position(|word| word == "to");
        inside.is_some_and(|before| before + 2 < cue.len() && is("prospect", &cue[before]))
    }

    /// "[Tell] them that …"
    fn command(&self) -> bool {
        let first = self.words.get(self.cue);
        self.source.is_empty() && self.opens && first.is_some_and(|word| is("command", word))
    }
}

/// The words from the last of some marks on, and whether there was one.
fn clause<'t>(text: &'t str, ends: &[char]) -> (&'t str, bool) {
    match text.char_indices().rev().find(|(_, c)| ends.contains(c)) {
        Some((at, c)) => (&text[at + c.len_utf8()..], true),
        None => (text, false),
    }
}

fn near_end(text: &str, from: usize, to: usize) -> &str {
    let from = from.min(to).max(to.saturating_sub(REACH));
    &text[text.ceil_char_boundary(from)..to]
}

fn near_start(text: &str, from: usize, to: usize) -> &str {
    let to = to.max(from).min(from + REACH);
    &text[from..text.floor_char_boundary(to)]
}
