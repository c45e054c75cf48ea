//! Speakers across articles: one id for those who seem to be the same.

use super::lexicon::{self, Field, Gender};
use super::names::{Name, without_titles};
use super::pronoun::Pronoun;
use super::words::{Words, fold};
use super::{Speaker, SpeakerType, Speakers};
use std::collections::HashMap;

/// Gives speakers ids that hold across the articles of a corpus.
///
/// Two speakers get the same id if they are of the same type (person, organization or place) and
/// have the same full name, and nothing speaks against it: titles and forms of address, case and
/// middle initials do not count; a person needs a given and a family name. Against it speaks a
/// description that tells of another field ("the baker", "the senator"), or that one is "she" and
/// the other "he". A speaker of whom nothing is told is taken for the first of that name.
///
/// So two people whom their articles describe alike, or not at all, share an id; one who is told
/// of in two fields has two; and other spellings, short forms and abbreviations are other names.
/// An id depends on the articles that were read before.
///
/// Memory grows with the number of different names, by some hundred bytes for each.
#[derive(Default)]
pub struct SpeakerIds {
    known: HashMap<String, Vec<Told>>,
}

/// What the articles tell of somebody.
#[derive(Clone, Debug, Default)]
struct Told {
    gender: Option<Gender>,
    fields: Vec<Field>,
}

impl SpeakerIds {
    /// Gives an article's speakers their ids; `text` is the article's.
    ///
    /// Those without a full name get none. An id is made of the type and the name, like
    /// `person:ana-ruiz`; the second of that name is `person:ana-ruiz:2`.
    pub fn assign(&mut self, text: &str, speakers: &mut Speakers) {
        for speaker in &mut speakers.speakers {
            speaker.id = None;
            if let Some(key) = key(text, speaker) {
                let told = Told::new(text, speaker);
                let number = self.number(&key, told);
                speaker.id = Some(match number {
                    1 => key,
                    _ => format!("{key}:{number}"),
                });
            }
        }
    }

    /// Which of those of a name somebody is, from 1.
    fn number(&mut self, key: &str, told: Told) -> usize {
        let Some(known) = self.known.get_mut(key) else {
            self.known.insert(key.to_owned(), vec![told]);
            return 1;
        };
        match known.iter().position(|other| other.is_compatible(&told)) {
            Some(index) => {
                known[index].add(told);
                index + 1
            }
            None => {
                known.push(told);
                known.len()
            }
        }
    }
}

impl Told {
    fn new(text: &str, speaker: &Speaker) -> Self {
        if speaker.speaker_type != SpeakerType::Person {
            return Self::default();
        }
        let pronouns = speaker.mentions.iter();
        let genders = pronouns.filter_map(|mention| match Pronoun::read(&fold(mention.of(text))) {
            Some(Pronoun::He) => Some(Gender::Masculine),
            Some(Pronoun::She) => Some(Gender::Feminine),
            _ => None,
        });
        let mut gender = None;
        for one in genders {
            if gender.is_some_and(|other| other != one) {
                // Some of the pronouns are somebody else's.
                gender = None;
                break;
            }
            gender = Some(one);
        }
        let mut fields = Vec::new();
        if let Some(description) = speaker.description {
            let words = Words::new(description.of(text));
            fields.extend((0..words.len()).filter_map(|i| lexicon::field(&words.folded(i))));
        }
        fields.sort_unstable();
        fields.dedup();
        Self { gender, fields }
    }

    fn is_compatible(&self, other: &Self) -> bool {
        let differ = self.gender.is_some() && other.gender.is_some() && self.gender != other.gender;
        let either_untold = self.fields.is_empty() || other.fields.is_empty();
        !differ && (either_untold || self.fields.iter().any(|f| other.fields.contains(f)))
    }

    fn add(&mut self, other: Self) {
        self.gender = self.gender.or(other.gender);
        self.fields.extend(other.fields);
        self.fields.sort_unstable();
        self.fields.dedup();
    }
}

/// The type and the name of a speaker in the form in which names are compared; none for one
/// without a full name.
fn key(text: &str, speaker: &Speaker) -> Option<String> {
    let words = Words::new(speaker.written_name(text));
    let all = 0..words.len();
    let (speaker_type, name) = match speaker.speaker_type {
        _ if !speaker.members.is_empty() => return None,
        SpeakerType::Person => {
            let found = without_titles(&words, all)?;
            ("person", full_name(&Name::new(&words, &found.range))?)
        }
        SpeakerType::Organization | SpeakerType::Place => {
            // "the company" is none that can be found again.
            all.clone()
                .find(|&i| words.is_capital(i) && !lexicon::is_article(&words.folded(i)))?;
            let first = usize::from(lexicon::is_article(&words.folded(0)));
            let kind = match speaker.speaker_type {
                SpeakerType::Place => "place",
                _ => "organization",
            };
            (
                kind,
                (first..words.len()).map(|i| words.folded(i)).collect(),
            )
        }
        SpeakerType::Group | SpeakerType::Anonymous | SpeakerType::Document => return None,
    };
    let parts = name.iter().map(|word| word.replace(['-', '.'], "-"));
    Some(format!(
        "{speaker_type}:{}",
        parts.collect::<Vec<_>>().join("-")
    ))
}

/// A name without middle initials; none if it is not a given and a family name.
fn full_name(name: &Name) -> Option<Vec<String>> {
    let is_initial = |word: &String| word.chars().count() == 1;
    if !name.is_full() || name.words.last().is_none_or(is_initial) {
        return None;
    }
    // "J. K. Rowling" has no other given name; "J. Rowling" may be anybody's.
    let by_initials = is_initial(&name.words[0]);
    if by_initials && name.words.iter().filter(|w| is_initial(w)).count() < 2 {
        return None;
    }
    let words = name.words.iter().filter(|w| by_initials || !is_initial(w));
    Some(words.chain(&name.suffix).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// The ids of one speaker an article: type, name, description and a pronoun, each as it
    /// stands in the text.
    fn ids(articles: &[(SpeakerType, &str, &str, &str)]) -> Vec<Option<String>> {
        let mut ids = SpeakerIds::default();
        let one =
            |&(speaker_type, name, description, pronoun): &(SpeakerType, &str, &str, &str)| {
                let text = format!("{name}, {description}; {pronoun}");
                let described = Span::new(name.len() + 2, name.len() + 2 + description.len());
                let end = Span::new(text.len() - pronoun.len(), text.len());
                let mut speakers = Speakers {
                    speakers: vec![Speaker {
                        name: Span::new(0, name.len()),
                        given_name: None,
                        speaker_type,
                        description: (!description.is_empty()).then_some(described),
                        mentions: vec![Span::new(0, name.len()), end],
                        members: Vec::new(),
                        id: None,
                    }],
                    ..Speakers::default()
                };
                ids.assign(&text, &mut speakers);
                speakers.speakers.remove(0).id
            };
        articles.iter().map(one).collect()
    }

    fn people(people: &[(&str, &str, &str)]) -> Vec<Option<String>> {
        let person =
            |&(name, description, pronoun)| (SpeakerType::Person, name, description, pronoun);
        ids(&people.iter().map(person).collect::<Vec<_>>())
    }

    #[test]
    fn one_full_name_is_one_person() {
        let found = people(&[
            ("Ana Ruiz", "", ""),
            ("ANA RUIZ", "the mayor of Lund", "she"),
            ("Sen. Ana P. Ruiz", "a senator", ""),
            ("Ana Ruiz Jr.", "", ""),
        ]);
        let ana = Some("person:ana-ruiz".to_owned());
        assert_eq!(found[..3], [ana.clone(), ana.clone(), ana]);
        assert_eq!(found[3].as_deref(), Some("person:ana-ruiz-jr"));
    }

    #[test]
    fn other_fields_and_pronouns_are_other_people() {
        let found = people(&[
            ("Sam Lee", "a baker in Hull", ""),
            ("Sam Lee", "the transport minister", "she"),
            ("Sam Lee", "", "he"),
            ("Sam Lee", "a former senator", ""),
            ("Sam Lee", "a former senator", "he"),
            ("Sam Lee", "the goalkeeper", ""),
        ]);
        let found: Vec<_> = found.iter().flatten().map(String::as_str).collect();
        let expected = [
            "person:sam-lee",
            "person:sam-lee:2",
            "person:sam-lee",
            "person:sam-lee:2",
            "person:sam-lee:3",
            "person:sam-lee:4",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn without_a_full_name_there_is_no_id() {
        let found = people(&[("Ruiz", "", ""), ("A. Ruiz", "", ""), ("Mr. Ruiz", "", "")]);
        assert_eq!(found, [None, None, None]);
        assert_eq!(
            people(&[("J. K. Okoro", "", "")])[0].as_deref(),
            Some("person:j-k-okoro")
        );
        let unnamed = [
            SpeakerType::Group,
            SpeakerType::Anonymous,
            SpeakerType::Document,
        ];
        for speaker_type in unnamed {
            assert_eq!(ids(&[(speaker_type, "Two Officials", "", "")]), [None]);
        }
    }

    #[test]
    fn organizations_and_places_go_by_their_name() {
        let found = ids(&[
            (SpeakerType::Organization, "The Lund Post", "", ""),
            (SpeakerType::Organization, "Lund Post", "", ""),
            (SpeakerType::Place, "Moscow", "", ""),
            (SpeakerType::Organization, "the company", "", ""),
        ]);
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        let post = Some("organization:lund-post");
        assert_eq!(found, [post, post, Some("place:moscow"), None]);
    }
}
