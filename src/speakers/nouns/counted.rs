//! "The three firms", "both sides": those who were last named together, as many as the number says.

use crate::speakers::discourse::Discourse;
use crate::speakers::phrases::NounPhrase;
use crate::speakers::{SpeakerType, lexicon};
use crate::text::Span;
use std::ops::Range;

/// Sentences looked back over for two that stand side by side.
const SENTENCES_BACK: usize = 3;

/// Names looked back over for a list.
const NAMES_BACK: usize = 64;

impl Discourse<'_> {
    /// The speakers of a list as long as a noun phrase says, and of the kind that it says.
    pub(super) fn counted(&mut self, noun: &NounPhrase) -> Option<usize> {
        let count = noun
            .range
            .clone()
            .find_map(|i| number(&self.words.folded(i)))?;
        let rest = noun.range.start + 1..noun.range.end;
        let plain =
            noun.head + 1 == noun.range.end && !rest.clone().any(|i| self.words.is_capital(i));
        let head = self.words.folded(noun.head);
        let suits = kinds(&head).filter(|_| plain)?;
        let upto = self.ranges.partition_point(|r| r.end <= noun.range.start);
        let from = upto.saturating_sub(NAMES_BACK);
        // The last list first; of sides those that are named most.
        let sides = matches!(head.as_str(), "sides" | "parties");
        let mut most: Option<(usize, Vec<usize>, Range<usize>)> = None;
        let mut end = upto;
        while end > from {
            let mut first = end - 1;
            while first > from && self.are_listed(first - 1) {
                first -= 1;
            }
            let members: Vec<usize> = (first..end).map(|m| self.of_mention[m]).collect();
            if members.len() == count
                && members
                    .iter()
                    .all(|&m| suits(self.referents[m].speaker_type))
            {
                let list = self.ranges[first].start..self.ranges[end - 1].end;
                let count = members.iter().map(|&m| self.referents[m].count).sum();
                if most.as_ref().is_none_or(|(best, ..)| count > *best) {
                    most = Some((count, members, list));
                }
                if !sides {
                    break;
                }
            }
            end = first;
        }
        let (_, members, list) = most?;
        self.joined(members, &list)
    }

    /// "Harbor said … Norland warned … Both companies": the two of which the last sentences spoke, each in
    /// one of its own.
    pub(super) fn told_side_by_side(&mut self, wanted: SpeakerType, piece: Span) -> Option<usize> {
        if wanted != SpeakerType::Organization {
            return None;
        }
        let here = self.place(piece.start, None);
        let near = |sentence: usize| here.sentence.saturating_sub(sentence) <= SENTENCES_BACK;
        let spoke = self.recent.backwards().filter(|e| {
            near(e.sentence)
                && (e.source || e.opens)
                && self.referents[e.referent].speaker_type == wanted
        });
        let mut bodies: Vec<usize> = spoke.map(|entry| entry.referent).collect();
        bodies.sort_unstable();
        bodies.dedup();
        (bodies.len() == 2).then(|| self.together(bodies, piece))
    }

    fn joined(&mut self, mut members: Vec<usize>, list: &Range<usize>) -> Option<usize> {
        let count = members.len();
        members.sort_unstable();
        members.dedup();
        let piece = self.words.span(list);
        (members.len() == count).then(|| self.together(members, piece))
    }

    /// Whether a comma or "and" joins a name to the next.
    fn are_listed(&self, name: usize) -> bool {
        let (this, next) = (&self.ranges[name], &self.ranges[name + 1]);
        let words = self.words;
        let link = |i: usize| {
            let word = words.folded(i);
            matches!(word.as_str(), "and" | "the")
                || lexicon::is_honorific(&word)
                || lexicon::is_title(&word)
        };
        let mut between = this.end..next.start;
        let comma = words.gap(this.end - 1).trim() == ",";
        let goes_on = (this.end..next.start).all(|i| words.joined(i));
        let starts = comma || words.joined(this.end - 1);
        let has_and = between.clone().any(|i| words.folded(i) == "and");
        starts && goes_on && between.all(link) && (comma || has_and)
    }
}

/// How many a word says that there are.
pub(super) fn number(word: &str) -> Option<usize> {
    Some(match word {
        "two" | "both" => 2,
        "three" | "trio" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        _ => return None,
    })
}

/// Which kinds of speakers a noun in the plural may be for.
fn kinds(noun: &str) -> Option<fn(SpeakerType) -> bool> {
    let is_body = |noun: &str| lexicon::is_organization_noun(noun);
    if matches!(noun, "sides" | "parties") || number(noun).is_some() {
        return Some(|_| true);
    }
    if lexicon::place_noun(noun).is_some() {
        return Some(|kind| matches!(kind, SpeakerType::Place | SpeakerType::Organization));
    }
    if lexicon::is_group_noun(noun) {
        return Some(|kind| kind == SpeakerType::Person);
    }
    // A firm's name is often taken for a person's.
    let bodies = lexicon::singular(noun, is_body).is_some_and(|one| one != noun);
    bodies.then_some(|_| true)
}
