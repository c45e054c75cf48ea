//! What an article holds, as Python sees it. Places count characters, as `str` does.

use pyo3::prelude::*;
use sayso::claims::Passage;
use sayso::pipeline::Analysis;
use sayso::text::CharacterOffsets;
use std::sync::Arc;

/// Words of an article and where they stand.
#[pyclass(frozen, eq, hash, get_all, module = "sayso")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character, from the start of the text.
    start: usize,
    /// One past the last character.
    end: usize,
    /// The words, exactly as written.
    text: String,
}

#[pymethods]
impl Span {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __len__(&self) -> usize {
        self.end - self.start
    }

    fn __repr__(&self) -> String {
        format!("Span({}, {}, {:?})", self.start, self.end, self.text)
    }
}

impl Span {
    pub fn new(offsets: &CharacterOffsets, span: sayso::text::Span) -> Self {
        let (start, end) = offsets.span(span);
        let text = span.of(offsets.text()).to_owned();
        Self { start, end, text }
    }

    fn of(passage: &Passage) -> Self {
        Self {
            start: passage.start,
            end: passage.end,
            text: passage.text.clone(),
        }
    }
}

/// A name in an article.
#[pyclass(frozen, get_all, module = "sayso")]
pub struct Entity {
    /// The first character, from the start of the text.
    start: usize,
    /// One past the last character.
    end: usize,
    /// The name, exactly as written.
    text: String,
    /// person, organization, location or miscellaneous.
    r#type: String,
    /// Probability that place and type are right, between 0 and 1.
    confidence: f64,
}

#[pymethods]
impl Entity {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!(
            "Entity({}, {}, {:?}, {})",
            self.start, self.end, self.text, self.r#type
        )
    }
}

impl Entity {
    pub fn new(offsets: &CharacterOffsets, entity: &sayso::entities::Entity) -> Self {
        let Span { start, end, text } = Span::new(offsets, entity.span);
        Self {
            start,
            end,
            text,
            r#type: entity.entity_type.to_string(),
            confidence: two_decimals(entity.confidence),
        }
    }
}

/// Somebody who claims something in an article.
#[pyclass(frozen, get_all, module = "sayso")]
pub struct Speaker {
    /// The fullest name that the article gives; several who speak together are joined by ` | `.
    name: String,
    /// person, organization, group, anonymous, document or place.
    r#type: String,
    /// The role or affiliation that the article gives, a `Span`, or None.
    description: Option<Span>,
    /// Every place where the text refers to it, in text order: a list of `Span`.
    mentions: Vec<Span>,
    /// The numbers of its claims.
    claim_ids: Vec<usize>,
}

#[pymethods]
impl Speaker {
    fn __str__(&self) -> &str {
        &self.name
    }

    fn __repr__(&self) -> String {
        format!("Speaker({:?}, {})", self.name, self.r#type)
    }
}

impl Speaker {
    /// Speaker number `index` of an article; `shown` are the indices of the claims that count.
    pub fn new(analysis: &Analysis, index: usize, shown: &[usize]) -> Self {
        let text = &analysis.article.text;
        let offsets = analysis.offsets();
        let (all, speaker) = (&analysis.speakers, &analysis.speakers.speakers[index]);
        let span = |span| Span::new(&offsets, span);
        let its = |claim: &&usize| all.of.get(**claim).is_some_and(|of| of.0 == Some(index));
        Self {
            name: all.name(index, text),
            r#type: speaker.speaker_type.to_string(),
            description: speaker.description.map(span),
            mentions: speaker.mentions.iter().map(|&s| span(s)).collect(),
            claim_ids: shown.iter().filter(its).map(|claim| claim + 1).collect(),
        }
    }
}

/// One claim of an article.
#[pyclass(frozen, module = "sayso")]
pub struct Claim {
    analysis: Arc<Analysis>,
    index: usize,
    shown: Arc<[usize]>,
}

#[pymethods]
impl Claim {
    /// Number of the claim in its article, from 1, in the order of the text.
    #[getter]
    fn id(&self) -> usize {
        self.claim().id
    }

    /// `direct`: all of it is in quotation marks; `indirect`: none of it; `mixed`: part of it.
    #[getter]
    fn kind(&self) -> String {
        self.claim().kind.to_string()
    }

    /// What the source does: state, deny, ask, order, promise, believe or show.
    #[getter]
    fn act(&self) -> String {
        self.claim().act.to_string()
    }

    /// Whether the text says that it was made (factual), that it was not (negated: “did not say”),
    /// or leaves it open (possible: “if she says”).
    #[getter]
    fn factuality(&self) -> String {
        self.claim().factuality.to_string()
    }

    /// What is claimed, as written; several pieces are joined by ` … `.
    #[getter]
    fn content(&self) -> String {
        words(&self.claim().content).unwrap_or_default()
    }

    /// Where the pieces of the content stand, in characters.
    #[getter]
    fn content_spans(&self) -> Vec<Span> {
        spans(&self.claim().content)
    }

    /// Who is said to claim it, as written; None if the text leaves it out here.
    #[getter]
    fn source(&self) -> Option<String> {
        words(&self.claim().source)
    }

    /// Where the pieces of the source stand, in characters.
    #[getter]
    fn source_spans(&self) -> Vec<Span> {
        spans(&self.claim().source)
    }

    /// The words that attribute it; None if there are none.
    #[getter]
    fn cue(&self) -> Option<String> {
        words(&self.claim().cue)
    }

    /// Where the pieces of the cue stand, in characters.
    #[getter]
    fn cue_spans(&self) -> Vec<Span> {
        spans(&self.claim().cue)
    }

    /// Through whom or what the claim came; None if that is not said.
    #[getter]
    fn via(&self) -> Option<String> {
        words(&self.claim().via)
    }

    /// Where the pieces of `via` stand, in characters.
    #[getter]
    fn via_spans(&self) -> Vec<Span> {
        spans(&self.claim().via)
    }

    /// The person or body behind the source, a `Speaker`; None if nobody was found.
    #[getter]
    fn speaker(&self) -> Option<Speaker> {
        let (speaker, _) = *self.analysis.speakers.of.get(self.index)?;
        Some(Speaker::new(&self.analysis, speaker?, &self.shown))
    }

    /// How the source led to the speaker: name, alias, pronoun, nominal, continuation or unresolved.
    #[getter]
    fn speaker_found_by(&self) -> String {
        self.claim().found_by.to_string()
    }

    /// Probability that the speaker is the right one if the rest of the claim is, between 0 and 1;
    /// None without a speaker. Of one who is withheld it is what was too little.
    #[getter]
    fn speaker_confidence(&self) -> Option<f64> {
        self.claim().speaker_confidence.map(two_decimals)
    }

    /// Number of the claim inside whose content this one stands, or None.
    #[getter]
    fn within(&self) -> Option<usize> {
        self.claim().within
    }

    /// Number of the headline's claim that this one says again, or None.
    #[getter]
    fn repeats(&self) -> Option<usize> {
        self.claim().repeats
    }

    /// The sentence in which the claim begins, a `Span`.
    #[getter]
    fn sentence(&self) -> Option<Span> {
        self.claim().sentence.as_ref().map(Span::of)
    }

    /// Probability that the whole claim is right in every boundary, between 0 and 1.
    #[getter]
    fn confidence(&self) -> f64 {
        two_decimals(self.claim().confidence)
    }

    fn __str__(&self) -> String {
        self.content()
    }

    fn __repr__(&self) -> String {
        let speaker = self.claim().speaker.as_ref();
        let speaker = speaker.map_or("nobody found", |s| &s.name);
        format!(
            "Claim({}, {:?}, {speaker:?})",
            self.claim().id,
            self.content()
        )
    }
}

impl Claim {
    /// Claim number `index` of an article, from 0.
    pub fn new(analysis: &Arc<Analysis>, index: usize, shown: &Arc<[usize]>) -> Self {
        Self {
            analysis: Arc::clone(analysis),
            index,
            shown: Arc::clone(shown),
        }
    }

    fn claim(&self) -> &sayso::Claim {
        &self.analysis.claims[self.index]
    }
}

/// The words of all pieces; nothing if there are none.
fn words(passages: &[Passage]) -> Option<String> {
    (!passages.is_empty()).then(|| sayso::claims::csv::words(passages))
}

fn spans(passages: &[Passage]) -> Vec<Span> {
    passages.iter().map(Span::of).collect()
}

/// The number that every table shows.
fn two_decimals(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}
