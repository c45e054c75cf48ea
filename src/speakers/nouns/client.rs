//! "His client", of a lawyer who speaks.

use crate::attribution::Attribution;
use crate::speakers::SpeakerType;
use crate::speakers::discourse::{Discourse, Position};
use crate::speakers::phrases::{self, NounPhrase, Phrase};
use crate::speakers::pronoun::Pronoun;
use crate::speakers::pronouns;
use crate::text::Span;

impl Discourse<'_> {
    /// Whose lawyer speaks the words in which these stand: "[Ben Okoro]'s lawyer said his client …",
    /// "[his] lawyer …"; else the person last spoken of.
    pub(super) fn client(&mut self, noun: &NounPhrase, head: &str) -> Option<usize> {
        if head != "client" || noun.range.len() != 2 {
            return None;
        }
        let start = self.words.get(noun.range.start).span.start;
        let speaks = |a: &Attribution| a.source.iter().any(|piece| piece.contains_offset(start));
        let index = self.attributions.iter().position(speaks)?;
        let outer = self.enclosing[index]?;
        let piece = *self.attributions[outer].source.first()?;
        let lawyer = self.of[outer].0.or_else(|| self.named_by(outer));
        let place = Position {
            excluded: lawyer,
            ..self.place(piece.start, None)
        };
        let words = self.words.within(piece);
        let owner = words.clone().find(|&i| self.words.get(i).possessive);
        if let Some(last) = owner {
            let owner = Span::new(piece.start, self.words.get(last).span.end);
            return match phrases::read(self.words, owner, self.names())? {
                Phrase::Name(mention) => Some(self.of_mention[mention]),
                // "His client's lawyer" would lead around in a circle.
                Phrase::Noun(owner) if self.words.folded(owner.head) == head => None,
                Phrase::Noun(noun) => self.noun(&noun, owner).0,
                Phrase::Pronoun(..) | Phrase::Joint(_) => None,
            };
        }
        let first = words.clone().next().map(|first| self.words.folded(first))?;
        let pronoun = Pronoun::read(&first).filter(|pronoun| pronoun.gender().is_some());
        let named = |pronoun| self.antecedent(pronoun, &place, None);
        if let Some(choice) = pronoun.and_then(named) {
            return Some(choice.referent);
        }
        // "Its author said her client …": not a lawyer's.
        lawyer.filter(|&lawyer| self.referents[lawyer].count > 0)?;
        pronouns::salient(&self.seen_from(&place), &self.recent, |referent| {
            let person = &self.referents[referent];
            let named = person.speaker_type == SpeakerType::Person && person.count > 0;
            named.then(|| pronouns::frequency(person))
        })
    }
}
