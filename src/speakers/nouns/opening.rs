//! Names that come after what they are called: headlines and first sentences put the description
//! before the name.

use super::{head_key, stem};
use crate::speakers::discourse::Discourse;
use crate::speakers::phrases::{Determiner, NounPhrase};
use crate::speakers::words::fold;
use crate::speakers::{FoundBy, SpeakerType, lexicon, nominals, only, organizations};
use crate::text::Span;
use std::ops::Range;

/// Paragraphs of an article's opening: headline, subheading, lead.
const OPENING: usize = 4;

/// Noun phrases of an opening that are looked at. It bounds the time for texts without paragraphs.
const MOST_DEFERRED: usize = 64;

/// Paragraphs of headline and first sentence.
const LEAD: usize = 2;

/// Names looked through for an opening's description.
const MOST_NAMES: usize = 500;

/// Claims looked through for whoever is named below.
const LEAD_REACH: usize = 32;

/// Claims of an opening and of who may be meant that are compared.
const CLAIMS: usize = 3;

/// Paragraphs below an opening within which whoever it speaks of is named.
const PARAGRAPHS_BELOW: usize = 2;

impl Discourse<'_> {
    /// Each speaker of an opening without a name becomes the one whom it describes or announces.
    pub(in crate::speakers) fn delayed_names(&mut self) {
        let mut becomes: Vec<Option<usize>> = vec![None; self.referents.len()];
        let deferred = std::mem::take(&mut self.deferred);
        for (referent, noun) in deferred.into_iter().take(MOST_DEFERRED) {
            let start = self.words.get(noun.range.start).span.start;
            let opening = self.document.paragraph_at(start).unwrap_or(0) < OPENING;
            if opening && self.referents[referent].count == 0 {
                let definite = noun.determiner == Determiner::Definite;
                let later = (!definite).then(|| self.named_later(&noun)).flatten();
                let later = later.or_else(|| self.announced(referent, &noun));
                becomes[referent] = later.filter(|&n| n != referent);
            }
        }
        for answer in &mut self.of {
            if let (Some(referent), by) = answer
                && let Some(told) = becomes[*referent]
            {
                // "Ministry", whose ministry is named further on.
                let named = becomes[told].unwrap_or(told);
                let mentions = std::mem::take(&mut self.referents[*referent].mentions);
                self.referents[named].mentions.extend(mentions);
                *answer = (
                    Some(named),
                    if *by == FoundBy::Name {
                        FoundBy::Nominal
                    } else {
                        *by
                    },
                );
            }
        }
    }

    /// The one name further on whose description, or whose own words, hold those of the noun phrase.
    fn named_later(&self, noun: &NounPhrase) -> Option<usize> {
        let (kind, _) = nominals::kind(self.words, noun);
        let head = self.words.folded(noun.head);
        match kind {
            // An indefinite noun phrase may be anybody; but "a judge", or "a port official", that opens
            // an article is the judge, or the official of a port, whom it names.
            SpeakerType::Anonymous => {
                let modifiers = nominals::modifiers(self.words, noun);
                let known = self.by_role.get(&lexicon::role(&head)?)?;
                let plain = noun.determiner == Determiner::Bare || lexicon::is_title(&head);
                let least = if plain { i32::MIN } else { 1 };
                let fits = known.iter().copied().take(64).filter(|&r| {
                    let roles = &self.referents[r].roles;
                    roles.iter().any(|role| {
                        nominals::fit(&modifiers, role).is_some_and(|fit| fit >= least)
                            && role.head == head_key(&head, false)
                    })
                });
                only(fits)
            }
            SpeakerType::Organization => {
                let words: Vec<String> = noun
                    .range
                    .clone()
                    .map(|i| stem(&self.words.folded(i)))
                    .collect();
                let needed = if noun.determiner == Determiner::Bare {
                    1
                } else {
                    2
                };
                let stems = |span: Span| -> Vec<String> {
                    let words = span.of(self.words.source()).split_whitespace();
                    words.map(|w| stem(&fold(w))).collect()
                };
                let head = stem(&head);
                // "A bank said … Harbor Bank", but not "a lower court" further on.
                let start = self.words.get(noun.range.start).span.start;
                let leads = self.document.paragraph_at(start).unwrap_or(0) < LEAD;
                let shares = |r: &usize| {
                    let referent = &self.referents[*r];
                    let name = stems(referent.name);
                    let shared = words
                        .iter()
                        .filter(|w| w.len() > 3 && name.contains(w))
                        .count();
                    // "Titan, a software company,"
                    let called = referent
                        .description
                        .is_some_and(|d| stems(d).contains(&head));
                    let other = head == "court" && organizations::are_other_courts(&words, &name);
                    referent.speaker_type == SpeakerType::Organization
                        && referent.count > 0
                        && !other
                        && (shared >= needed || leads && (called || name.last() == Some(&head)))
                };
                let named = 0..self.referents.len().min(MOST_NAMES);
                self.told_in_lead(noun, &head)
                    .or_else(|| only(named.filter(shares)))
            }
            SpeakerType::Document if noun.determiner == Determiner::Bare => {
                self.by_head_first.get(&head_key(&head, false)).copied()
            }
            _ => None,
        }
    }

    /// "Ministry denies it", a headline: the ministry of which the first sentence says so.
    fn told_in_lead(&self, noun: &NounPhrase, head: &str) -> Option<usize> {
        let known = *self.by_head_first.get(&head_key(head, false))?;
        let bare = noun.determiner == Determiner::Bare && noun.range.len() == 1;
        let told = self.referents[known]
            .mentions
            .iter()
            .map(|m| m.start)
            .min()?;
        let paragraph = self.document.paragraph_at(told)?;
        let body = self.referents[known].speaker_type == SpeakerType::Organization;
        (bare && body && paragraph < LEAD).then_some(known)
    }

    /// "A trainee has told a court … Ada Pohl said": the first who is named below and speaks, if they are
    /// of the kind that the noun is for.
    fn announced(&self, referent: usize, noun: &NounPhrase) -> Option<usize> {
        let words = self.words;
        let head = words.folded(noun.head);
        let Span { start, end } = words.span(&noun.range);
        let paragraph = self.document.paragraph_at(start)?;
        if paragraph >= LEAD || lexicon::is_owned_body(&head) || self.is_quoted(start) {
            return None;
        }
        let mut sources = self.attributions.iter().flat_map(|a| &a.source);
        if !sources.any(|source| source.contains_offset(start)) {
            return None;
        }
        let found = self.first_speaker_below(end)?;
        let candidate = &self.referents[found];
        let named = candidate.mentions.iter().map(|m| m.start).min()?;
        let near = self.document.paragraph_at(named)? <= paragraph + PARAGRAPHS_BELOW;
        // "The minister" may be any; "the aviation minister" is introduced.
        let bare = noun.determiner == Determiner::Definite && noun.range.len() < 3;
        let fits = match (nominals::kind(words, noun), candidate.speaker_type) {
            ((SpeakerType::Anonymous, false), SpeakerType::Person) => {
                // "Republicans who fight the nomination": their party is that of many.
                let called = || self.shares_word(&(noun.head..noun.head + 1), noun.head, found);
                let human = lexicon::is_human_noun(&head) && !bare;
                // "Says mayor … Engineer Ada Pohl said": another's words.
                let office = lexicon::is_office(&head) || lexicon::field(&head).is_some();
                let other = office && self.is_occupied(found);
                // "The minister" is not whom "shadow minister" stands beside.
                let modifiers = nominals::modifiers(words, noun);
                let role = lexicon::role(&head);
                let same = candidate
                    .roles
                    .iter()
                    .filter(|r| Some(&r.head) == role.as_ref());
                let another = same.clone().count() > 0
                    && same.filter_map(|r| nominals::fit(&modifiers, r)).count() == 0;
                self.agrees(found, &head) && !another && (human && !other || called())
            }
            ((SpeakerType::Organization, false), SpeakerType::Organization) => {
                self.shares_word(&noun.range, noun.head, found)
                    || !bare && self.repeats(referent, found)
            }
            // "Clinicians": the Union of Public Clinicians.
            ((SpeakerType::Group, _), SpeakerType::Organization) => {
                self.shares_word(&(noun.head..noun.head + 1), noun.head, found)
            }
            _ => false,
        };
        (near && fits).then_some(found)
    }

    /// The first speaker named in a source behind an offset, and nowhere before it.
    fn first_speaker_below(&self, offset: usize) -> Option<usize> {
        let sources = self.attributions.iter().zip(&self.of);
        let below = sources.filter_map(|(attribution, answer)| match *answer {
            (Some(speaker), FoundBy::Name | FoundBy::Alias) => {
                let source = attribution.source.first()?;
                (source.start >= offset).then_some(speaker)
            }
            _ => None,
        });
        let new = |&speaker: &usize| {
            let candidate = &self.referents[speaker];
            let known = candidate.count > 0 && candidate.sure && candidate.members.is_empty();
            let acts = matches!(
                candidate.speaker_type,
                SpeakerType::Person | SpeakerType::Organization
            );
            known && acts && candidate.mentions.iter().all(|m| m.start >= offset)
        };
        below.take(LEAD_REACH).find(new)
    }

    /// Whether the name or the description of somebody has one of some words, or says that they are
    /// what the head of these is.
    fn shares_word(&self, range: &Range<usize>, head: usize, referent: usize) -> bool {
        let candidate = &self.referents[referent];
        let told = [Some(candidate.name), candidate.description];
        let told: Vec<Span> = told.into_iter().flatten().collect();
        let theirs = self.stems(&told);
        let shared = self.stems(&[self.words.span(range)]);
        let own = lexicon::role(&self.words.folded(head));
        let is_role = |role: &nominals::Role| own.as_deref() == Some(&role.head);
        shared.iter().any(|stem| theirs.contains(stem)) || candidate.roles.iter().any(is_role)
    }

    /// Whether what somebody says first has a word of what another is first said to claim.
    fn repeats(&self, lead: usize, speaker: usize) -> bool {
        let claims = |of: usize| {
            let own = (0..self.of.len()).filter(move |&i| self.of[i].0 == Some(of));
            own.take(CLAIMS)
                .flat_map(|i| self.stems(&self.attributions[i].content))
        };
        let said: Vec<String> = claims(lead).collect();
        claims(speaker).any(|stem| said.contains(&stem))
    }
}
