//! What the article says of the people it names, gathered before any source is resolved: their
//! descriptions, and the pronouns that can only be for them.

use super::SpeakerType;
use super::discourse::Discourse;
use super::lexicon;
use super::nominals::{self, Beside};
use super::{origins, trials};

impl Discourse<'_> {
    /// Reads the descriptions beside every name.
    pub(super) fn learn_roles(&mut self) {
        for (mention, range) in self.ranges.iter().enumerate() {
            let referent = self.of_mention[mention];
            let kind = self.referents[referent].speaker_type;
            if !matches!(kind, SpeakerType::Person | SpeakerType::Organization) {
                continue;
            }
            let beside = Beside::new(self.words, range);
            if let Some(new) = nominals::description(self.words, &beside) {
                let known = &mut self.referents[referent].description;
                // A body is described by a phrase with an article, which is left out of it.
                let starts = self.words.within(new).start;
                let has_article = starts > 0 && lexicon::is_article(&self.words.folded(starts - 1));
                let suits = kind == SpeakerType::Person
                    || has_article
                    || new.start < self.words.get(range.start).span.start;
                let is_fuller = suits && known.is_none_or(|k| k.len() < new.len());
                *known = if is_fuller { Some(new) } else { *known };
            }
            if kind != SpeakerType::Person {
                continue;
            }
            let tried = trials::is_tried(self.words, range).then(nominals::Role::defendant);
            for role in nominals::roles(self.words, &beside)
                .into_iter()
                .chain(tried)
                .chain(origins::roles(self.words, range))
            {
                if let Some(gender) = role.gender {
                    self.referents[referent].gender.add(gender, 3.0);
                }
                let known = self.by_role.entry(role.head.clone()).or_default();
                if !known.iter().rev().take(64).any(|&k| k == referent) {
                    known.push(referent);
                }
                if self.referents[referent].roles.len() < 32 {
                    self.referents[referent].roles.push(role);
                }
            }
        }
    }

    /// Pronouns in sentences that name one person only.
    pub(super) fn learn_gender(&mut self) {
        let mut mention = 0;
        for &sentence in &self.document.sentences {
            let mut only: Option<usize> = None;
            let mut several = false;
            let mut first_word = 0;
            while mention < self.ranges.len() && self.mentions[mention].span.start < sentence.end {
                let referent = self.of_mention[mention];
                if self.mentions[mention].span.start >= sentence.start
                    && self.referents[referent].speaker_type == SpeakerType::Person
                    // "“Go home, Ben,” she said."
                    && !self.is_quoted(self.mentions[mention].span.start)
                {
                    several |= only.is_some_and(|o| o != referent);
                    if only.is_none() {
                        first_word = self.ranges[mention].end;
                    }
                    only = Some(referent);
                }
                mention += 1;
            }
            let Some(person) = only.filter(|_| !several) else {
                continue;
            };
            let end = self.words.within(sentence).end;
            for i in first_word..end {
                if self.words.text(i).len() > 3 || self.is_quoted(self.words.get(i).span.start) {
                    continue;
                }
                // "him" is hardly ever the one who stands before it in the same clause, and "her" may
                // be the object as well.
                let folded = self.words.folded(i);
                match folded.as_str() {
                    "he" | "his" | "himself" => {
                        self.referents[person]
                            .gender
                            .add(lexicon::Gender::Masculine, 0.5);
                    }
                    "she" | "hers" | "herself" => {
                        self.referents[person]
                            .gender
                            .add(lexicon::Gender::Feminine, 0.5);
                    }
                    "her" => {
                        let determines = i + 1 < end
                            && self.words.joined(i)
                            && !lexicon::ends_phrase(&self.words.folded(i + 1));
                        let weight = if determines { 0.5 } else { 0.25 };
                        self.referents[person]
                            .gender
                            .add(lexicon::Gender::Feminine, weight);
                    }
                    _ => {}
                }
            }
        }
    }
}
