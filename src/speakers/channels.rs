//! Through whom or what a claim came: "told Reuters", "in a post on X", "at a rally in Ohio",
//! "a survey by Harbor Maps".
//!
//! Rules over the words of the clause around a cue: the object of a verb of telling, and a
//! preposition before a noun of `lists/channels.txt`; then what the source made.

mod made;

use super::SpeakerType;
use super::lexicon;
use super::pronoun::Pronoun;
use super::words::Words;
use crate::attribution::Attribution;
use crate::text::{Document, Span};
use std::ops::Range;

/// Words looked at on either side of a cue.
const REACH: usize = 40;
/// Words of the longest noun phrase, and of all that hangs on it.
const LONGEST_NOUN: usize = 8;
const LONGEST: usize = 14;
/// Words between what was made and who made it: "a survey published last week by".
pub(super) const LONGEST_MAKING: usize = 5;

/// What the clauses of a text are read with.
pub(super) struct Channels<'a> {
    pub words: &'a Words<'a>,
    pub document: &'a Document,
    /// What kind of speaker the names are for, in text order.
    pub names: Vec<(Range<usize>, SpeakerType)>,
}

impl Channels<'_> {
    /// For each attribution what its clause says of the way that the claim took, in text order.
    /// `made` says of which ones the source may be the maker of what claims it.
    pub fn find(
        &self,
        attributions: &[Attribution],
        made: impl Fn(usize) -> bool,
    ) -> Vec<Vec<Span>> {
        let mut cues: Vec<Span> = attributions
            .iter()
            .flat_map(|a| a.cue.iter().copied())
            .collect();
        cues.sort_unstable();
        let own = attributions.iter().enumerate().map(|(index, attribution)| {
            let Some(&cue) = attribution.cue.first() else {
                return Vec::new();
            };
            let clause = self.clause(&cues, cue);
            let mut found = self.in_clause(attribution, cue, clause);
            let artifact = attribution.source.first().filter(|_| made(index));
            found.extend(artifact.and_then(|&source| self.artifact(source, cue)));
            found.sort_unstable_by_key(|range| range.start);
            found.dedup_by(|next, last| next.start < last.end);
            let spans = found
                .iter()
                .map(|range| without_full_stop(self.words, range));
            spans.collect()
        });
        let own: Vec<Vec<Span>> = own.collect();
        let mut all = own.clone();
        // "In a speech Vance praised … and called for …": one way for all that a source says in a
        // sentence.
        for (index, pair) in attributions.windows(2).enumerate() {
            let of_one = |a: &Attribution| {
                let cue = a.cue.first()?;
                Some((
                    a.source.first()?.start,
                    self.document.sentence_at(cue.start)?,
                ))
            };
            let one = of_one(&pair[0]);
            let alike = one.is_some() && one == of_one(&pair[1]);
            let (first, second) = (&own[index], &own[index + 1]);
            if alike && second.is_empty() {
                all[index + 1] = all[index].clone();
            } else if alike && first.is_empty() {
                all[index].clone_from(second);
            }
        }
        all
    }

    /// The words of the cue's sentence that are nearer to it than to another cue.
    fn clause(&self, cues: &[Span], cue: Span) -> Range<usize> {
        let own = self.words.within(cue);
        let sentence = self.document.sentence_at(cue.start);
        let sentence = sentence.map_or(own.clone(), |s| {
            self.words.within(self.document.sentences[s])
        });
        let first = cues.partition_point(|c| c.start < cue.start);
        let before = cues[..first].iter().rev().find(|c| c.end <= cue.start);
        let after = cues[first..].iter().find(|c| c.start >= cue.end);
        let from = before.map_or(0, |c| self.words.within(*c).end);
        let to = after.map_or(usize::MAX, |c| self.words.within(*c).start);
        let from = from
            .max(sentence.start)
            .max(own.start.saturating_sub(REACH));
        from.min(own.start)..to.min(sentence.end).min(own.end + REACH).max(own.end)
    }

    fn in_clause(&self, claim: &Attribution, cue: Span, clause: Range<usize>) -> Vec<Range<usize>> {
        let words = self.words;
        let own = words.within(cue);
        let inside = |spans: &[Span], i: usize| {
            let at = words.get(i).span.start;
            spans.iter().any(|s| s.contains_offset(at))
        };
        // "Vance on Facebook said", "Vance at a rally said": what leads there is none of whom.
        let whom = |span: &Span| {
            let source = words.within(*span);
            // But "Conservatives in parliament".
            let way = |&i: &usize| {
                let next = i + 1 < source.end && words.joined(i);
                next && lexicon::is_way(&words.folded(i))
                    && (lexicon::is_article(&words.folded(i + 1)) || self.is_outlet(i + 1))
            };
            let upto = source.clone().skip(1).find(way).unwrap_or(source.end);
            source.start..upto
        };
        let whom: Vec<_> = claim.source.iter().map(whom).collect();
        let taken =
            |i: usize| inside(&claim.content, i) || whom.iter().any(|range| range.contains(&i));
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut at = clause.start;
        while at < clause.end {
            let next = at + 1;
            let word = words.folded(at);
            let range = if taken(at) || next >= clause.end || !words.joined(at) {
                None
            } else if lexicon::is_telling(&word) && at + 1 >= own.start && at <= own.end
                || word == "by" && at > 0 && lexicon::is_quoting(&words.folded(at - 1))
            {
                self.listener(next, clause.end, &taken)
            } else if lexicon::is_way(&word) {
                self.channel(next, clause.end, &word, &taken)
            } else {
                None
            };
            at = range.as_ref().map_or(next, |r| r.end.max(next));
            found.extend(range);
        }
        found
    }

    /// From `start` the words of one noun phrase.
    fn noun_phrase(
        &self,
        start: usize,
        end: usize,
        taken: &impl Fn(usize) -> bool,
    ) -> Range<usize> {
        let words = self.words;
        let mut to = start;
        while to < end && to - start < LONGEST_NOUN && !taken(to) {
            let word = words.folded(to);
            let is_determiner = to == start
                && (lexicon::is_article(&word)
                    || lexicon::is_demonstrative(&word)
                    || lexicon::is_possessive_determiner(&word));
            // "A 2011 interview"
            let year = to == start + 1
                && word.len() == 4
                && word.bytes().all(|b| b.is_ascii_digit())
                && lexicon::is_article(&words.folded(start));
            if !is_determiner
                && !year
                && (lexicon::ends_phrase(&word) || lexicon::is_telling(&word) || is_time(words, to))
            {
                break;
            }
            to += 1;
            if !words.joined_or_possessive(to - 1) {
                break;
            }
        }
        start..to
    }

    /// The object of a verb of telling that hands on what it is told: "Reuters", "a news
    /// conference", "the court". Not who only hears it: "reporters", "Ana Roux".
    fn listener(
        &self,
        start: usize,
        end: usize,
        taken: &impl Fn(usize) -> bool,
    ) -> Option<Range<usize>> {
        let words = self.words;
        let range = self.noun_phrase(start, end, taken);
        let last = range.clone().next_back()?;
        let head = words.folded(last);
        if range.len() == 1 && Pronoun::read(&head).is_some() {
            return None;
        }
        let media = range
            .clone()
            .any(|i| lexicon::is_media_noun(&words.folded(i)) || self.is_outlet(i));
        let hears = lexicon::is_group_noun(&head)
            || lexicon::is_human_noun(&head) && !words.is_capital(last)
            || matches!(
                self.name_at(last),
                Some(SpeakerType::Person | SpeakerType::Place)
            );
        let named = range.clone().any(|i| words.is_capital(i)) && !hears;
        (media || named || is_channel(&head)).then_some(range)
    }

    /// What stands after a preposition, if its noun is one for a channel, with what hangs on it.
    fn channel(
        &self,
        start: usize,
        end: usize,
        preposition: &str,
        taken: &impl Fn(usize) -> bool,
    ) -> Option<Range<usize>> {
        let words = self.words;
        let head = self.noun_phrase(start, end, taken);
        if head.is_empty() || !self.leads_to(&head, preposition) {
            return None;
        }
        let mut to = head.end;
        while to < end && to - start < LONGEST && words.joined(to - 1) {
            let links = lexicon::is_link(&words.folded(to));
            if !links || taken(to) || !words.joined(to) {
                break;
            }
            let next = self.noun_phrase(to + 1, end, taken);
            if next.is_empty() {
                break;
            }
            to = next.end;
        }
        Some(start..to)
    }

    fn leads_to(&self, range: &Range<usize>, preposition: &str) -> bool {
        let words = self.words;
        let last = range.end - 1;
        // "on X", "via Truth Social", "on Fox News": names need no article.
        let named = range.clone().any(|i| words.is_capital(i));
        let first = words.folded(range.start);
        let carries = matches!(preposition, "on" | "via" | "through")
            // Not "to watch a BBC film".
            || preposition == "to"
                && (words.is_capital(range.start) || lexicon::is_article(&first));
        if carries && named {
            let is_media = |i: usize| {
                lexicon::is_media_noun(&words.folded(i)) && words.is_capital(i) || self.is_outlet(i)
            };
            // "Vance said on HNN:"
            let letters = |i: usize| {
                let text = words.text(i);
                let capitals = text.len() > 2 && text.chars().all(char::is_uppercase);
                preposition == "on" && range.len() == 1 && capitals && !words.joined(i)
            };
            if range.clone().any(is_media) || letters(last) {
                return true;
            }
        }
        let noun = words.folded(last);
        // "in a reply", but not "in reply".
        let whole = range.len() > 1 || !lexicon::is_channel(&noun) || lexicon::is_bare(&noun);
        preposition != "to" && is_channel(&noun) && whole
    }

    /// "BBC", "X": a name of where claims are posted or broadcast.
    fn is_outlet(&self, word: usize) -> bool {
        self.words.is_capital(word) && lexicon::is_outlet(&self.words.folded(word))
    }

    /// What kind of speaker the name is for that holds a word.
    fn name_at(&self, word: usize) -> Option<SpeakerType> {
        let index = self.names.partition_point(|(range, _)| range.end <= word);
        let (range, kind) = self.names.get(index)?;
        range.contains(&word).then_some(*kind)
    }
}

/// "a post on X.": a lone capital is taken for an initial, and the full stop after it for part
/// of it.
fn without_full_stop(words: &Words, range: &Range<usize>) -> Span {
    let span = words.span(range);
    let last = words.text(range.end - 1);
    let keep = last
        .strip_suffix('.')
        .filter(|letter| letter.chars().count() == 1);
    Span::new(span.start, span.end - usize::from(keep.is_some()))
}

/// "Monday", "2019", "last week": no part of a channel.
fn is_time(words: &Words, index: usize) -> bool {
    let word = words.folded(index);
    // "Sunday Courier"
    let next = index + 1;
    let named = next < words.len() && words.joined(index) && words.is_capital(next);
    (lexicon::is_calendar(&word) && words.is_capital(index) && !named)
        || word.starts_with(|c: char| c.is_ascii_digit())
        || lexicon::is_time(&word) && !words.is_capital(index)
}

/// A noun for what claims are made in, on or at, in the singular or plural.
fn is_channel(noun: &str) -> bool {
    lexicon::singular(noun, lexicon::is_channel).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::text::segment;

    fn via(text: &str, source: &str, cue: &str, content: &str) -> Vec<String> {
        let span = |part: &str| {
            let start = text.find(part).expect("a part of the text");
            Span::new(start, start + part.len())
        };
        let claim = Attribution {
            content: vec![span(content)],
            source: vec![span(source)],
            cue: vec![span(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 1.0,
            evidence: None,
        };
        let words = Words::new(text);
        let channels = Channels {
            words: &words,
            document: &segment(text),
            names: Vec::new(),
        };
        let found = channels.find(&[claim], |_| true);
        found[0].iter().map(|s| s.of(text).to_owned()).collect()
    }

    #[test]
    fn who_was_told() {
        let text = "Maya Vance told Reuters on Friday that the port is shut.";
        assert_eq!(
            via(text, "Maya Vance", "told", "the port is shut"),
            ["Reuters"]
        );
        let text = "“It is shut,” Vance told the Lund Herald’s evening show.";
        assert_eq!(
            via(text, "Vance", "told", "“It is shut,”"),
            ["the Lund Herald’s evening show"]
        );
        let text = "He told her that it was over.";
        assert!(via(text, "He", "told", "it was over").is_empty());
        let text = "Vance told reporters at a rally in Ohio she would run.";
        assert_eq!(
            via(text, "Vance", "told", "she would run"),
            ["a rally in Ohio"]
        );
    }

    #[test]
    fn where_it_was_said() {
        let text = "“We regret this,” the ministry said in a statement on Monday.";
        assert_eq!(
            via(text, "the ministry", "said", "“We regret this,”"),
            ["a statement"]
        );
        let text = "“It was fair,” she wrote in a post on X.";
        assert_eq!(via(text, "she", "wrote", "“It was fair,”"), ["a post on X"]);
        let text = "In a post on X, Okoro wrote that the vote was fair.";
        assert_eq!(
            via(text, "Okoro", "wrote", "the vote was fair"),
            ["a post on X"]
        );
        let text = "Okoro wrote on Facebook that the vote was fair in the north.";
        assert_eq!(
            via(text, "Okoro", "wrote", "the vote was fair in the north"),
            ["Facebook"]
        );
        let text = "Lund said during an interview with the Harbor Times that he would sue.";
        let found = via(text, "Lund", "said", "he would sue");
        assert_eq!(found, ["an interview with the Harbor Times"]);
    }

    #[test]
    fn who_only_hears_hands_nothing_on() {
        for hearer in ["reporters", "the judge", "Labour voters", "her brother"] {
            let text = format!("Vance told {hearer} that it was over.");
            assert!(via(&text, "Vance", "told", "it was over").is_empty());
        }
        let text = "Vance told the court that it was over.";
        assert_eq!(via(text, "Vance", "told", "it was over"), ["the court"]);
    }

    #[test]
    fn what_a_source_made() {
        let text = "Rents will rise, according to a new survey by Harbor Maps.";
        let found = via(text, "Harbor Maps", "according to", "Rents will rise");
        assert_eq!(found, ["a new survey"]);
        let text = "A study published last week by Harbor Maps found that rents will rise.";
        let source = "A study published last week by Harbor Maps";
        assert_eq!(via(text, source, "found", "rents will rise"), ["A study"]);
        let text = "The council’s latest report says that rents will rise.";
        let found = via(text, "The council’s", "says", "rents will rise");
        assert_eq!(found, ["latest report"]);
        let text = "Harbor Maps figures show that rents will rise.";
        let found = via(text, "Harbor Maps figures", "show", "rents will rise");
        assert_eq!(found, ["figures"]);
        for (text, source) in [
            (
                "Recent figures show that rents will rise.",
                "Recent figures",
            ),
            (
                "Makers of the report show that rents will rise.",
                "Makers of the report",
            ),
        ] {
            assert!(
                via(text, source, "show", "rents will rise").is_empty(),
                "{text}"
            );
        }
        let text = "Some citizens praised the decision, adding that rents will rise.";
        assert!(via(text, "Some citizens", "adding", "rents will rise").is_empty());
        let text = "Harbor Maps says that rents will rise.";
        assert!(via(text, "Harbor Maps", "says", "rents will rise").is_empty());
    }

    #[test]
    fn an_outlet_spoken_to() {
        let text = "Speaking to the Harbor Times, Vance said it was over.";
        let found = via(text, "Vance", "said", "it was over");
        assert_eq!(found, ["the Harbor Times"]);
        let text = "Vance said it was over in remarks to the press.";
        let found = via(text, "Vance", "said", "it was over");
        assert_eq!(found, ["remarks to the press"]);
    }

    #[test]
    fn what_the_source_was_taken_with() {
        let text = "Vance at a college event said that it was over.";
        let found = via(text, "Vance at a college event", "said", "it was over");
        assert_eq!(found, ["a college event"]);
        let text = "Vance was quoted by the Harbor Press as saying it was over.";
        let found = via(text, "Vance", "quoted", "it was over");
        assert_eq!(found, ["the Harbor Press"]);
        let text = "In a 2011 radio interview, Vance said it was over.";
        let found = via(text, "Vance", "said", "it was over");
        assert_eq!(found, ["a 2011 radio interview"]);
        let text = "Vance said on HNN: “It was over.”";
        assert_eq!(via(text, "Vance", "said", "“It was over.”"), ["HNN"]);
    }

    #[test]
    fn places_and_times_are_no_channels() {
        let text = "Lund said in Berlin on Tuesday that he would sue.";
        assert!(via(text, "Lund", "said", "he would sue").is_empty());
        let text = "Lund, in a hurry, said he would sue in a letter.";
        assert!(via(text, "Lund", "said", "he would sue in a letter").is_empty());
    }
}
