//! What the article says of the people it names, gathered before any source is resolved: their
//! descriptions, and the pronouns that can only be for them.

use super::beside::Beside;
use super::discourse::Discourse;
use super::phrases::{self, Phrase};
use super::{SpeakerType, described, descriptions, lexicon, nominals, origins, trials};

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
            let body = (kind == SpeakerType::Organization)
                .then(|| descriptions::kind_of_body(self.words, range))
                .flatten();
            if let Some(new) = descriptions::description(self.words, &beside).or(body) {
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
        self.learn_from_sources();
        self.learn_elsewhere();
        self.learn_affiliations();
    }

    /// What sources say of those of whom the article says nothing else: "Norland prop Ben Okoro".
    fn learn_from_sources(&mut self) {
        for attribution in self.attributions {
            for &piece in &attribution.source {
                let Some(Phrase::Name(mention)) = phrases::read(self.words, piece, self.names())
                else {
                    continue;
                };
                let source = self.words.within(piece);
                let referent = &mut self.referents[self.of_mention[mention]];
                if referent.description.is_none() {
                    let name = &self.ranges[mention];
                    let said = descriptions::in_source(self.words, name, &source);
                    // "Additional DIG Maya Vance": capitals that no name holds are a title.
                    let last = name
                        .start
                        .checked_sub(1)
                        .filter(|last| source.contains(last));
                    let free = |&last: &usize| {
                        let index = self.ranges.partition_point(|range| range.end <= last);
                        let named = self.ranges.get(index).is_some_and(|r| r.contains(&last));
                        referent.speaker_type == SpeakerType::Person && !named
                    };
                    let title = || {
                        descriptions::title_before(self.words, name, source.start)
                            .filter(|_| last.as_ref().is_some_and(free))
                    };
                    referent.description = said.or_else(title);
                }
            }
        }
    }

    /// What is said further off of those of whom nothing is said beside their names.
    fn learn_elsewhere(&mut self) {
        for (mention, range) in self.ranges.iter().enumerate() {
            let referent = &mut self.referents[self.of_mention[mention]];
            let person = referent.speaker_type == SpeakerType::Person;
            let described = referent.description.is_some();
            if !described && (person || referent.speaker_type == SpeakerType::Organization) {
                referent.description = described::around(self.words, range, person);
            }
        }
    }

    /// Whose people those are of whom the article says nothing else: "Maya Vance of Harbor Maps",
    /// "Harbor Maps's Maya Vance".
    fn learn_affiliations(&mut self) {
        for mention in 0..self.ranges.len() {
            let referent = &self.referents[self.of_mention[mention]];
            if referent.speaker_type != SpeakerType::Person || referent.description.is_some() {
                continue;
            }
            let name = &self.ranges[mention];
            let kind = |other: usize| {
                let body = self
                    .of_mention
                    .get(other)
                    .map(|&body| &self.referents[body]);
                body.filter(|body| body.sure).map(|body| body.speaker_type)
            };
            let is_body = |other: usize| kind(other) == Some(SpeakerType::Organization);
            let of = name.end < self.words.len()
                && self.words.joined(name.end - 1)
                && matches!(self.words.folded(name.end).as_str(), "of" | "at" | "from")
                && self.words.joined(name.end);
            let article = usize::from(
                of && name.end + 1 < self.words.len()
                    && lexicon::is_article(&self.words.folded(name.end + 1)),
            );
            let follows = |other: &usize| {
                let starts = self.ranges.get(*other).map(|range| range.start);
                of && starts == Some(name.end + 1 + article)
            };
            let precedes = |other: &usize| {
                let body = &self.ranges[*other];
                body.end == name.start
                    && self.words.get(body.end - 1).possessive
                    && self.words.joined_or_possessive(body.end - 1)
            };
            let place = |other: usize| kind(other) == Some(SpeakerType::Place);
            let after = Some(mention + 1).filter(follows);
            let after = after.filter(|&of| is_body(of) || place(of));
            let before = || mention.checked_sub(1).filter(precedes);
            if let Some(body) = after.or_else(|| before().filter(|&body| is_body(body))) {
                let span = self.mentions[body].span;
                self.referents[self.of_mention[mention]].description = Some(span);
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
