//! Who the sources are: mentions of one person or body, and each attribution's speaker.
//!
//! Names are brought together first, over the whole article (`mentions`, `names`,
//! `organizations`, `referents`); what the article says of the people it names is gathered
//! (`evidence`, `beside`, `descriptions`, `nominals`). Then the article is read once in order
//! (`discourse`): each source is read (`phrases`) and looked up, a pronoun (`pronouns`, `relatives`)
//! or a noun phrase (`nouns`, `documents`) among the mentions shortly before it. Quotations without a source come last (`floating`).
//! What labels of turns and posts stand for is known before (`labels`).
//! The word lists in `lists/` were written for this project.

mod antecedents;
mod author;
mod beside;
mod channels;
mod confidence;
mod described;
mod descriptions;
mod discourse;
mod documents;
mod evidence;
mod floating;
mod ids;
mod labels;
mod lexicon;
mod mentions;
mod names;
mod nominals;
mod nouns;
mod organizations;
mod origins;
mod people;
mod phrases;
mod pronoun;
mod pronouns;
mod referents;
mod relatives;
mod resolve;
#[cfg(test)]
mod tests;
mod trials;
mod words;

pub use antecedents::{AntecedentHead, Antecedents};
pub use author::add_author;
pub use confidence::{CLUES, Clues, Way};
pub use ids::SpeakerIds;
pub use people::{Known, People};
pub(crate) use pronoun::is_we;
pub use resolve::resolve;

use crate::named::named;
use crate::text::{Span, one_line};
use serde::{Deserialize, Serialize};

/// A person or body that claims something, with all its mentions in one article.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Speaker {
    /// The fullest proper name that the article gives, verbatim; for one without a name the
    /// most informative words for it.
    pub name: Span,
    /// The name that the record gives, of an author whom the text does not name: `name` is then
    /// the first "I".
    pub given_name: Option<String>,
    /// What kind of speaker it is.
    pub speaker_type: SpeakerType,
    /// The role or affiliation that the article gives beside the name: "transport minister".
    pub description: Option<Span>,
    /// Every place where the text refers to it, in text order.
    pub mentions: Vec<Span>,
    /// For several speakers who claim something together ("Lund and Okoro"): the index of each.
    /// Empty for one speaker.
    pub members: Vec<usize>,
    /// The same for the same speaker in other articles, where [`SpeakerIds`] has given one.
    pub id: Option<String>,
}

impl Speaker {
    /// Its own name, in its article's `text` or as the record gives it.
    fn written_name<'a>(&'a self, text: &'a str) -> &'a str {
        self.given_name.as_deref().unwrap_or(self.name.of(text))
    }
}

named! {
    "type of speaker";
    /// What kind of speaker somebody is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum SpeakerType {
        /// A named person.
        Person = "person",
        /// A named organization.
        Organization = "organization",
        /// Unnamed people, or a class of people: "officials", "voters".
        Group = "group",
        /// One unnamed person: "a spokesman", "a person familiar with the matter".
        Anonymous = "anonymous",
        /// A report, poll, book, law, post, …
        Document = "document",
        /// A country, city or building that acts: "Moscow", "the White House".
        Place = "place",
    }
}

named! {
    "way to find a speaker";
    /// How an attribution's speaker was found.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum FoundBy {
        /// The source holds the speaker's fullest name (or, if unnamed, is itself the best
        /// description).
        Name = "name",
        /// The source is part of the name, or an abbreviation of it.
        Alias = "alias",
        /// The source is a pronoun.
        Pronoun = "pronoun",
        /// The source is a noun phrase that refers to somebody named elsewhere.
        Nominal = "nominal",
        /// The attribution has no source of its own; the speaker carries on from the one before.
        Continuation = "continuation",
        /// Nobody could be found.
        Unresolved = "unresolved",
    }
}

/// What is found, if it is one thing only.
fn only(mut found: impl Iterator<Item = usize>) -> Option<usize> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// One found speaker, and how it was found.
type Answer = (Option<usize>, FoundBy);

/// The speakers of one article.
///
/// ```
/// use sayso::{Article, Pipeline};
///
/// let text = "“It will rain,” said Ann Lee. “It always does,” she said.".to_owned();
/// let article = Article { text, ..Article::default() };
/// let analysis = Pipeline::default_model()?.analyze(article)?;
/// let (speakers, text) = (&analysis.speakers, &analysis.article.text);
/// let names = speakers.of.iter().filter_map(|(index, _)| Some(speakers.name((*index)?, text)));
/// assert_eq!(names.collect::<Vec<_>>(), ["Ann Lee", "Ann Lee"]);
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Speakers {
    /// Each speaker once, by first mention.
    pub speakers: Vec<Speaker>,
    /// For each attribution, in the order given: index into `speakers`, and how it was found.
    pub of: Vec<(Option<usize>, FoundBy)>,
    /// For each attribution through whom or what it came: "Reuters", "a post on X".
    pub via: Vec<Vec<Span>>,
    /// For each attribution what speaks for its speaker; `None` where there is no speaker.
    pub clues: Vec<Option<Clues>>,
    /// For each attribution whose speaker is withheld, as it is not sure enough, what kind of speaker
    /// its source is; empty where none is withheld.
    pub withheld: Vec<Option<SpeakerType>>,
}

/// Between the names of several who speak together.
const JOINED: &str = " | ";

impl Speakers {
    /// The name of a speaker of this article's `text`: of several who speak together all names,
    /// joined by ` | `. A line end in a name is a space.
    ///
    /// # Panics
    /// If there is no speaker `index`, or the text is another one.
    pub fn name(&self, index: usize, text: &str) -> String {
        let speaker = &self.speakers[index];
        if speaker.members.is_empty() {
            return one_line(speaker.written_name(text));
        }
        let members = speaker.members.iter();
        let names = members.map(|&m| one_line(self.speakers[m].written_name(text)));
        names.collect::<Vec<_>>().join(JOINED)
    }

    /// The probability that an attribution's speaker is the right one, between 0 and 1; `None`
    /// where there is no speaker.
    pub fn confidence(&self, attribution: usize) -> Option<f32> {
        let clues = self.clues.get(attribution)?.as_ref()?;
        Some(clues.probability())
    }

    /// Withholds the named speakers that are less sure than this, between 0 and 1: their attributions
    /// are unresolved. Speakers without a name accuse nobody.
    pub fn withhold_below(&mut self, least: f32) {
        for (index, of) in self.of.iter_mut().enumerate() {
            let clues = self.clues.get(index).copied().flatten();
            let doubtful = clues.is_some_and(|c| c.way != Way::Unnamed && c.probability() < least);
            let Some(speaker) = of.0.filter(|_| doubtful) else {
                continue;
            };
            self.withheld.resize(self.clues.len(), None);
            self.withheld[index] = Some(match self.speakers[speaker].speaker_type {
                SpeakerType::Person => SpeakerType::Anonymous,
                other => other,
            });
            *of = (None, FoundBy::Unresolved);
        }
    }

    /// The id of a speaker, if it has one: of several who speak together all ids, joined by
    /// ` | `, if all of them have one.
    ///
    /// # Panics
    /// If there is no speaker `index`.
    pub fn id(&self, index: usize) -> Option<String> {
        let speaker = &self.speakers[index];
        if speaker.members.is_empty() {
            return speaker.id.clone();
        }
        let members = speaker.members.iter();
        let ids: Option<Vec<&str>> = members.map(|&m| self.speakers[m].id.as_deref()).collect();
        ids.map(|ids| ids.join(JOINED))
    }
}
