//! Whom one source is for.

use super::{Discourse, Position};
use crate::attribution::Kind;
use crate::speakers::labels::Link;
use crate::speakers::phrases::{self, Phrase};
use crate::speakers::pronoun::Pronoun;
use crate::speakers::pronouns::{self, Choice, Entry, Place};
use crate::speakers::referents::{GenderEvidence, Referent};
use crate::speakers::words::fold;
use crate::speakers::{Answer, FoundBy, SpeakerType, nominals};
use crate::text::Span;

impl<'a> Discourse<'a> {
    /// Resolves one attribution's source.
    pub(super) fn source(&mut self, index: usize) {
        let attribution = &self.attributions[index];
        let mut answer = (None, FoundBy::Unresolved);
        if self.links[index] == Link::Nobody {
            return;
        }
        if let Some(labelled) = self.labelled(index) {
            answer = (Some(labelled), FoundBy::Alias);
        }
        for &piece in attribution.source.iter().filter(|_| answer.0.is_none()) {
            if let Some(phrase) = phrases::read(self.words, piece, self.names()) {
                let found = self.phrase(&phrase, piece, index);
                if found.0.is_some() {
                    answer = found;
                    break;
                }
            }
        }
        if let Some(referent) = answer.0 {
            let piece = attribution.source[0];
            let range = self.words.within(piece);
            let named =
                self.referents[referent].count > 0 && self.referents[referent].members.is_empty();
            if !named || (answer.1 != FoundBy::Name && answer.1 != FoundBy::Alias) {
                if !range.is_empty() {
                    self.note(referent, &range, true);
                }
                self.referents[referent].mentions.push(piece);
            }
            self.recent.mark_source(referent, piece.start);
        }
        self.of[index] = answer;
        self.asked[index] = self.addressee(index);
    }

    /// Whom the source of an attribution names, though it may stand further on: "“He left,” said Lund."
    pub(in crate::speakers) fn named_by(&self, attribution: usize) -> Option<usize> {
        let piece = *self.attributions[attribution].source.first()?;
        match phrases::read(self.words, piece, self.names())? {
            Phrase::Name(mention) => Some(self.of_mention[mention]),
            _ => None,
        }
    }

    /// Whom the label of an attribution's turn stands for.
    pub(super) fn labelled(&mut self, index: usize) -> Option<usize> {
        match self.links[index] {
            Link::Open | Link::Nobody => None,
            Link::Name(name) => {
                let mention = self.mentions.partition_point(|m| m.span.start < name.start);
                let found = self.mentions.get(mention).filter(|m| m.span == name);
                found.map(|_| self.of_mention[mention])
            }
            Link::Words(span) => match phrases::read(self.words, span, self.names())? {
                Phrase::Name(mention) => Some(self.of_mention[mention]),
                Phrase::Noun(noun) => {
                    let (kind, plural) = nominals::kind(self.words, &noun);
                    Some(self.unnamed(&noun.range, noun.head, kind, plural, Some(span)))
                }
                _ => None,
            },
        }
    }

    /// Whom a question is put to: "“Is he unkind?” she asks the girl."
    fn addressee(&mut self, index: usize) -> Option<usize> {
        let attribution = &self.attributions[index];
        let cue = *attribution.cue.last()?;
        let words = self.words;
        let verb = words.within(cue).last()?;
        if attribution.kind == Kind::Indirect
            || !matches!(words.folded(verb).as_str(), "ask" | "asks" | "asked")
        {
            return None;
        }
        let joined = (verb..).take_while(|&word| words.joined(word));
        let count = joined.take(LONGEST_ADDRESSEE).count();
        if count == 0 {
            return None;
        }
        let first = verb + 1;
        let piece = words.span(&(first..first + count));
        let speaker = self.of[index].0;
        let found = match phrases::read(words, piece, self.names())? {
            Phrase::Name(mention) => Some(self.of_mention[mention]),
            Phrase::Pronoun(pronoun @ (Pronoun::He | Pronoun::She), _) => {
                let place = Position {
                    excluded: speaker,
                    ..self.place(piece.start, None)
                };
                self.antecedent(pronoun, &place, None)
                    .map(|choice| choice.referent)
            }
            Phrase::Noun(noun) => self.mentioned(&noun),
            Phrase::Pronoun(..) | Phrase::Joint(_) => None,
        };
        found.filter(|&person| self.referents[person].human && speaker != Some(person))
    }

    fn phrase(&mut self, phrase: &Phrase, piece: Span, attribution: usize) -> Answer {
        if let Some(person) = self.office_by_letters(phrase) {
            return (Some(person), FoundBy::Nominal);
        }
        match phrase {
            Phrase::Name(mention) => {
                let referent = self.of_mention[*mention];
                let text = self.words.source();
                let name = fold(self.referents[referent].name.of(text));
                let mention = &self.mentions[*mention];
                let said = mention.with_title(self.words).unwrap_or(mention.span);
                let whole = [mention.span, said]
                    .iter()
                    .any(|s| fold(s.of(text)) == name);
                (
                    Some(referent),
                    if whole { FoundBy::Name } else { FoundBy::Alias },
                )
            }
            Phrase::Pronoun(pronoun, word) => (
                self.pronoun(*pronoun, *word, piece, attribution),
                FoundBy::Pronoun,
            ),
            Phrase::Noun(noun) => self.noun(noun, piece),
            Phrase::Joint(parts) => self.joint(parts, piece, attribution),
        }
    }

    pub(super) fn joint(&mut self, parts: &[Phrase], piece: Span, attribution: usize) -> Answer {
        let answers: Vec<Answer> = parts
            .iter()
            .map(|part| {
                let own = match part {
                    Phrase::Noun(noun) => self.words.span(&noun.range),
                    _ => piece,
                };
                self.phrase(part, own, attribution)
            })
            .collect();
        let members: Vec<usize> = answers.iter().filter_map(|a| a.0).collect();
        match members.as_slice() {
            [] => return (None, FoundBy::Unresolved),
            [one] => return (Some(*one), answers[0].1),
            _ => {}
        }
        // "Teachers and parents": one group, as they are written.
        let nouns = |part: &Phrase| matches!(part, Phrase::Noun(_));
        let new = |&referent: &usize| {
            let member = &self.referents[referent];
            member.count == 0 && member.members.is_empty() && member.human
        };
        if parts.iter().all(nouns) && members.iter().all(new) {
            let range = self.words.within(piece);
            if let Some(last) = range.clone().last() {
                let group = self.unnamed(&range, last, SpeakerType::Group, true, Some(piece));
                return (Some(group), FoundBy::Name);
            }
        }
        let all_names = answers.iter().all(|a| a.1 == FoundBy::Name);
        let referent = self.together(members, piece);
        let by = if all_names {
            FoundBy::Name
        } else {
            FoundBy::Alias
        };
        (Some(referent), by)
    }

    /// The referent of several speakers at once.
    pub(in crate::speakers) fn together(&mut self, members: Vec<usize>, piece: Span) -> usize {
        if let Some(&known) = self.joint.get(&members) {
            return known;
        }
        let referent = self.add(Referent {
            name: piece,
            speaker_type: SpeakerType::Group,
            plural: true,
            human: true,
            gender: GenderEvidence::default(),
            description: None,
            roles: Vec::new(),
            mentions: Vec::new(),
            members: members.clone(),
            count: 1,
            sure: true,
        });
        self.joint.insert(members, referent);
        referent
    }

    pub(super) fn pronoun(
        &mut self,
        pronoun: Pronoun,
        word: usize,
        piece: Span,
        attribution: usize,
    ) -> Option<usize> {
        match pronoun {
            Pronoun::Relative => self.antecedent_before(word),
            Pronoun::First | Pronoun::Second | Pronoun::Demonstrative => None,
            _ => {
                let mut place = self.place(piece.start, Some(attribution));
                place.excluded = place.excluded.or_else(|| self.answered(attribution));
                let found = match self.antecedent(pronoun, &place, Some(attribution)) {
                    Some(choice) => {
                        self.leads[attribution] = choice.lead;
                        Some(choice.referent)
                    }
                    None => pronoun
                        .gender()
                        .and_then(|gender| self.introduced_next(&place, gender)),
                };
                if let Some(referent) = found {
                    self.learn_from(referent, word);
                }
                found
            }
        }
    }

    pub(in crate::speakers) fn antecedent(
        &self,
        pronoun: Pronoun,
        place: &Position,
        attribution: Option<usize>,
    ) -> Option<Choice> {
        // Without a cue nobody says that the pronoun is a source, nor what follows its content.
        let attribution = attribution.filter(|&a| !self.attributions[a].cue.is_empty());
        let content: &[Span] = attribution.map_or(&[], |a| &self.attributions[a].content);
        let in_content = |offset: usize| content.iter().any(|s| s.contains_offset(offset));
        let agent = || self.agent_of_participle(place.sentence);
        let accuser = || self.accuser_answered(attribution?, place.sentence);
        let ahead = self.ahead(place);
        let others = match attribution {
            Some(_) => Vec::new(),
            None => self.others(pronoun, place),
        };
        let place = Place {
            ahead: &ahead,
            named: &self.named_in_quotation(content),
            others: &others,
            in_content: &in_content,
            source: attribution.is_some(),
            noun: false,
            alone: pronoun != Pronoun::They,
            thing: pronoun == Pronoun::It,
            excluded: place.excluded.or_else(agent).or_else(accuser),
            ..self.seen_from(place)
        };
        pronouns::antecedent(pronoun, &place, &self.recent, &self.referents)
    }

    /// The place of a source, as the search for whom it is for sees it.
    pub(in crate::speakers) fn seen_from(&self, place: &Position) -> Place<'a> {
        Place {
            offset: place.offset,
            antecedents: self.antecedents,
            sentence: place.sentence,
            paragraph: place.paragraph,
            quoted: place.quoted,
            source: true,
            noun: true,
            alone: false,
            thing: false,
            excluded: place.excluded,
            in_content: &|_| false,
            named: &[],
            ahead: &[],
            others: &[],
        }
    }

    /// Where else in the sentence of a place the same pronoun stands.
    fn others(&self, pronoun: Pronoun, place: &Position) -> Vec<usize> {
        let Some(sentence) = self.document.sentences.get(place.sentence) else {
            return Vec::new();
        };
        let mentions = self.antecedents.beginning_in(sentence.start..sentence.end);
        let same = mentions.filter(|mention| {
            let word = fold(mention.of(self.words.source()));
            mention.start != place.offset && Pronoun::read(&word) == Some(pronoun)
        });
        same.take(LONGEST_VIEW)
            .map(|mention| mention.start)
            .collect()
    }

    /// The names further on in the sentence of a place.
    fn ahead(&self, place: &Position) -> Vec<Entry> {
        let Some(sentence) = self.document.sentences.get(place.sentence) else {
            return Vec::new();
        };
        let from = self
            .mentions
            .partition_point(|m| m.span.start <= place.offset);
        let names = self.mentions[from..].iter().zip(from..);
        let names = names.take_while(|(mention, _)| mention.span.start < sentence.end);
        let entries = names.take(LONGEST_VIEW).map(|(_, index)| {
            let (referent, range) = (self.of_mention[index], &self.ranges[index]);
            self.entry(referent, range, false)
        });
        entries.collect()
    }
}

/// Words looked at after "asks" for whom. It bounds the time for text without punctuation.
const LONGEST_ADDRESSEE: usize = 8;

/// Names looked ahead to within a sentence. It bounds the time for long ones.
const LONGEST_VIEW: usize = 8;
