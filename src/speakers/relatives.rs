//! Relative pronouns, whose antecedent stands right before them.

use super::beside::after_age;
use super::discourse::Discourse;
use super::lexicon;
use super::nominals;
use super::phrases::{Determiner, NounPhrase, name_ending_at};
use super::pronoun::Pronoun;
use super::{FoundBy, SpeakerType};
use std::ops::Range;

impl Discourse<'_> {
    /// "who", "which": the name or noun phrase right before it.
    pub(super) fn antecedent_before(&mut self, word: usize) -> Option<usize> {
        let word = self.first_of_clauses(word)?;
        let last = self.before_aside(word.checked_sub(1)?);
        let comma = self.words.gap(last).contains(',');
        let of_people = self.words.folded(word).starts_with("who");
        let index = self.ranges.partition_point(|r| r.end <= last + 1);
        let before = index.checked_sub(1);
        if let Some(mention) = before.filter(|&m| self.ranges[m].end == last + 1) {
            let other =
                self.referents[self.of_mention[mention]].speaker_type != SpeakerType::Person;
            // "Vance, a lawyer from Harbor, who": the one before the apposition.
            if comma
                && other
                && let Some(person) = self.person_before_apposition(mention)
            {
                return Some(person);
            }
            // "voters in Harbor who", "Lund of Harbor, who": people, not the place.
            if other && of_people {
                let name = self.ranges[mention].clone();
                let people = self.people_before(name.clone());
                if let Some(people) = people.or_else(|| self.person_of_place(name.start)) {
                    return Some(people);
                }
            }
            return Some(self.of_mention[mention]);
        }
        if comma
            && let Some(mention) = before
            && let Some(person) = self.head_of_apposition(mention, last)
        {
            return Some(person);
        }
        let range = self.phrase_around(last);
        if let Some(person) = self.subject_of_predicate(&range) {
            return Some(person);
        }
        if let Some(named) = self.named_before_kind(&range) {
            return Some(named);
        }
        if of_people && let Some(people) = self.one_of(&range, comma) {
            return Some(people);
        }
        // "The minister, who": whoever that is.
        if comma && self.words.folded(range.start) == "the" && range.len() <= LONGEST_DEFINITE {
            let noun = NounPhrase {
                range: range.clone(),
                head: last,
                determiner: Determiner::Definite,
            };
            if let (Some(known), FoundBy::Nominal) = self.noun(&noun, self.words.span(&range)) {
                return Some(known);
            }
        }
        let phrase = NounPhrase {
            range: range.clone(),
            head: last,
            determiner: Determiner::Bare,
        };
        let (kind, plural) = nominals::kind(self.words, &phrase);
        Some(self.unnamed(&range, last, kind, plural, None))
    }

    /// The person before what tells where they are elected, or from: "Lund (Harbor North)".
    fn person_of_place(&self, start: usize) -> Option<usize> {
        let before = start.checked_sub(1)?;
        let of = matches!(self.words.folded(before).as_str(), "of" | "from")
            && self.words.joined(before);
        let bracket = self.words.gap(before).trim() == "(";
        let end = if bracket { start } else { before };
        let joined = bracket || before > 0 && self.words.joined(before - 1);
        let index = name_ending_at(&self.ranges, 0, end).filter(|_| joined && (of || bracket))?;
        let referent = self.of_mention[index];
        let person = self.referents[referent].speaker_type == SpeakerType::Person;
        (person && !self.words.get(end - 1).possessive).then_some(referent)
    }

    /// "Ada Pohl, 22, [a student] who", "the HSL, [a union] which": the name before what it is.
    fn named_before_kind(&self, kind: &Range<usize>) -> Option<usize> {
        if !matches!(self.words.folded(kind.start).as_str(), "a" | "an") {
            return None;
        }
        let before = self.ranges.partition_point(|r| r.end <= kind.start);
        let index = before.checked_sub(1)?;
        let end = self.ranges[index].end;
        let parted = self.words.gap(kind.start - 1).trim() == ",";
        let told = parted && after_age(self.words, end) == kind.start;
        (told && !self.words.get(end - 1).possessive).then(|| self.of_mention[index])
    }

    /// "[One of] the lawmakers, who", "[a member of] his own side, who": of whom it is told.
    fn one_of(&mut self, whole: &Range<usize>, comma: bool) -> Option<usize> {
        let of = whole.start.checked_sub(1)?;
        let head = of.checked_sub(1)?;
        let joined = self.words.joined(of) && self.words.joined(head);
        let preposition = lexicon::is_preposition(&self.words.folded(of));
        let noun = self.words.folded(head);
        // "One of those who" speaks of them all.
        let among = comma && self.words.folded(of) == "of" && noun == "one";
        let plural = lexicon::is_group_noun(&noun);
        let person = plural || lexicon::is_person_noun(&noun);
        let inner = self.words.folded(whole.end - 1);
        let people = lexicon::is_group_noun(&inner) || lexicon::is_person_noun(&inner);
        if !joined || !preposition || !(among || person && !people) {
            return None;
        }
        Some(self.people_up_to(head, plural, whole.end))
    }

    /// Somebody without a name, or several, from their noun phrase's beginning on.
    fn people_up_to(&mut self, head: usize, plural: bool, end: usize) -> usize {
        let range = self.phrase_around(head).start..end;
        let kind = if plural {
            SpeakerType::Group
        } else {
            SpeakerType::Anonymous
        };
        self.unnamed(&range, head, kind, plural, None)
    }

    /// "people who had left and [who] said": both clauses are about them, so the first pronoun.
    fn first_of_clauses(&self, mut word: usize) -> Option<usize> {
        let joins = |i: usize| matches!(self.words.folded(i).as_str(), "and" | "but" | "or");
        let is_relative =
            |i: usize| matches!(self.words.folded(i).as_str(), "who" | "whom" | "which");
        for _ in 0..MOST_CLAUSES {
            if word == 0 || !joins(word - 1) {
                break;
            }
            let offset = self.words.get(word).span.start;
            let sentence = self.document.sentence_at(offset)?;
            let first = self.words.within(self.document.sentences[sentence]).start;
            let from = first.max(word.saturating_sub(LONGEST_CLAUSE)) + 1;
            word = (from..word - 1).rev().find(|&i| is_relative(i))?;
        }
        Some(word)
    }

    /// "Vance is [a lawyer] who": the person whom a noun phrase is said of.
    fn subject_of_predicate(&self, phrase: &Range<usize>) -> Option<usize> {
        let words = self.words;
        let verb = phrase.start.checked_sub(1).filter(|&v| words.joined(v))?;
        let is = matches!(words.folded(verb).as_str(), "is" | "was");
        let indefinite = matches!(words.folded(phrase.start).as_str(), "a" | "an");
        if !is || !indefinite || verb == 0 || !words.joined(verb - 1) || !self.ends_person(verb) {
            return None;
        }
        let index = name_ending_at(&self.ranges, 0, verb)?;
        Some(self.of_mention[index])
    }

    /// "voters — most of them young — who": the last word before what dashes set apart.
    fn before_aside(&self, last: usize) -> usize {
        let dash =
            |i: usize| self.words.gap(i).contains(['—', '–']) || self.words.gap(i).contains("--");
        if !dash(last) {
            return last;
        }
        let from = last.saturating_sub(LONGEST_ASIDE);
        let opens = (from..last)
            .rev()
            .find(|&i| dash(i) || self.words.gap(i).contains('\n'));
        opens.filter(|&i| dash(i)).unwrap_or(last)
    }

    /// "[voters in] Harbor": the noun for people that a preposition joins to the words given.
    fn people_before(&mut self, words: Range<usize>) -> Option<usize> {
        let mut at = words.start.checked_sub(1)?;
        if lexicon::is_article(&self.words.folded(at)) {
            at = at.checked_sub(1)?;
        }
        let head = at.checked_sub(1)?;
        let noun = self.words.folded(head);
        let plural = lexicon::is_group_noun(&noun);
        if !lexicon::is_preposition(&self.words.folded(at))
            || !(plural || lexicon::is_person_noun(&noun))
        {
            return None;
        }
        Some(self.people_up_to(head, plural, words.end))
    }

    fn person_before_apposition(&self, mention: usize) -> Option<usize> {
        let earlier = mention.checked_sub(1)?;
        let last = self.ranges[mention].start;
        self.head_of_apposition(earlier, last)
    }

    /// The person of `mention`, if the words from it to `last` are its apposition.
    fn head_of_apposition(&self, mention: usize, last: usize) -> Option<usize> {
        let end = self.ranges[mention].end;
        let referent = self.of_mention[mention];
        let person = self.referents[referent].speaker_type == SpeakerType::Person;
        let opens = end < self.words.len() && self.words.gap(end - 1).trim() == ",";
        let short = last.saturating_sub(end) < 12
            && (end..last).all(|i| self.words.joined_or_possessive(i));
        (person && opens && short).then_some(referent)
    }

    /// The noun phrase whose head is `head`: the words joined to it from the left, with the number
    /// ("dozens of") and the nouns ("lawyers and") before them.
    pub(super) fn phrase_around(&self, head: usize) -> Range<usize> {
        let mut start = self.start_of_phrase(head);
        let joined = |i: usize| i > 0 && self.words.joined(i - 1);
        // Twice for "tens of thousands of voters".
        for _ in 0..2 {
            if start < 2 || !joined(start) || !joined(start - 1) {
                break;
            }
            let link = self.words.folded(start - 1);
            let before = self.words.folded(start - 2);
            let number = link == "of" && lexicon::is_quantity(&before);
            let list = link == "and" && start == head && lexicon::is_group_noun(&before);
            if !number && !list {
                break;
            }
            start = self.start_of_phrase(start - 2);
            // "crew members, editors and contestants"
            while list
                && start > 1
                && self.words.gap(start - 1).trim() == ","
                && lexicon::is_group_noun(&self.words.folded(start - 1))
            {
                start = self.start_of_phrase(start - 1);
            }
        }
        start..head + 1
    }

    /// Whether a person's name, not in the possessive, ends right before this word.
    fn ends_person(&self, word: usize) -> bool {
        name_ending_at(&self.ranges, 0, word).is_some_and(|index| {
            !self.words.get(word - 1).possessive
                && self.referents[self.of_mention[index]].speaker_type == SpeakerType::Person
        })
    }

    fn start_of_phrase(&self, head: usize) -> usize {
        let mut start = head;
        // "9/11 victims"
        let parts_of_one = |i: usize| self.words.gap(i) == "/";
        while start > 0
            && head - start < 8
            && (self.words.joined_or_possessive(start - 1) || parts_of_one(start - 1))
        {
            let word = self.words.folded(start - 1);
            let determines = lexicon::is_article(&word) || lexicon::is_possessive_determiner(&word);
            let is_number = matches!(word.as_str(), "all" | "both" | "each");
            // "Vance met dozens of farmers": the verb after a name is not part of what follows it.
            if start < head && self.ends_person(start) {
                return (start + 1).min(head);
            }
            // "The council [met] farmers": the verb after a noun.
            if start > 1 && self.is_verb_after_noun(start - 1) {
                break;
            }
            if lexicon::ends_phrase(&word) && word != "than"
                || (Pronoun::read(&word).is_some() && !determines && !is_number)
                || (word.ends_with("ly") && word.len() > 5)
                || matches!(
                    word.as_str(),
                    "perhaps" | "maybe" | "almost" | "even" | "just" | "also"
                )
            {
                break;
            }
            start -= 1;
            if determines {
                break;
            }
        }
        self.without_verb(start, head)
    }

    fn is_verb_after_noun(&self, verb: usize) -> bool {
        let (noun, verb_word) = (self.words.folded(verb - 1), self.words.folded(verb));
        let past = verb_word.len() > 4 && verb_word.ends_with("ed") || lexicon::is_past(&verb_word);
        past && self.words.joined(verb - 1)
            && (lexicon::is_organization_noun(&noun)
                || lexicon::is_person_noun(&noun)
                || lexicon::is_group_noun(&noun))
    }

    /// "could [bolster] militaries", "she [met] dozens": the verb off the front.
    fn without_verb(&self, start: usize, head: usize) -> usize {
        let before = start.checked_sub(1).filter(|&i| self.words.joined(i));
        let verb = before.is_some_and(|i| {
            let word = self.words.folded(i);
            let subject = matches!(word.as_str(), "he" | "she" | "they" | "we" | "i");
            subject || lexicon::is_modal(&word)
        });
        if start < head && verb && !self.words.is_capital(start) {
            start + 1
        } else {
            start
        }
    }
}

/// Words of the longest noun phrase that is taken to refer back.
const LONGEST_DEFINITE: usize = 5;

/// Words of the longest aside between dashes that is skipped.
const LONGEST_ASIDE: usize = 20;

/// Relative clauses of one noun that "and" joins, at most. It bounds the time for texts of nothing
/// else.
const MOST_CLAUSES: usize = 8;

/// Words looked back over for the first of two relative clauses.
const LONGEST_CLAUSE: usize = 40;
