//! The way through an article.

use super::Discourse;
use super::events::Event;
use crate::speakers::SpeakerType;

impl<'a> Discourse<'a> {
    /// Resolves every attribution.
    pub fn run(&mut self) {
        for (offset, event) in self.events() {
            match event {
                Event::Named(mention) => {
                    let referent = self.of_mention[mention];
                    let range = self.ranges[mention].clone();
                    self.note(referent, &range, false);
                }
                Event::Pronoun(word, pronoun) => {
                    let place = self.place(offset, None);
                    if let Some(choice) = self.antecedent(pronoun, &place, None) {
                        let found = choice.referent;
                        self.note(found, &(word..word + 1), false);
                        self.learn_from(found, word);
                        let span = self.words.get(word).span;
                        self.referents[found].mentions.push(span);
                    }
                }
                Event::Role(range) => {
                    if let Some(person) = self.person_of_role(&range) {
                        self.note(person, &range, false);
                        let span = self.words.span(&range);
                        self.referents[person].mentions.push(span);
                    }
                }
                Event::Pair(first) => self.pair(first),
                Event::Opening(noun) => {
                    self.mentioned(&noun);
                }
                Event::Group(word) => {
                    let range = self.phrase_around(word);
                    // "Some have left": of those spoken of before.
                    if let Some(group) = self.group_of_part(&range) {
                        self.note(group, &range, false);
                        continue;
                    }
                    let (kind, plural) = (SpeakerType::Group, true);
                    let referent = self.unnamed(&range, word, kind, plural, None);
                    // "Editors and contestants" are one group, not two.
                    let start = self.words.get(range.start).span.start;
                    let referents = &self.referents;
                    self.recent
                        .forget(start..offset, |r| referents[r].count == 0);
                    self.note(referent, &range, false);
                }
                Event::Source(attribution) => self.source(attribution),
                Event::Floating(attribution) => {
                    self.right_before[attribution] = self.acting_right_before(offset);
                    self.beside[attribution] = self.acting_in_paragraph(offset);
                }
            }
        }
        self.delayed_names();
        self.continuations();
        self.first_persons();
    }
}
