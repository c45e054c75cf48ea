use crate::attribution::{Act, Factuality, Kind, round_confidence};
use crate::speakers::{FoundBy, SpeakerType, Speakers};
use crate::text::{CharacterOffsets, Span};

/// Words of an article and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passage {
    /// Where they stand, in **bytes**, to slice the article's text.
    pub span: Span,
    /// First **character** (Unicode code point), from the start of the article's text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words, exactly as written.
    pub text: String,
}

/// Somebody who claims something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimSpeaker {
    /// The fullest name that the article gives, as written; several people who claim
    /// something together are joined by ` | `. Of a speaker who is withheld the source's words.
    pub name: String,
    /// What kind of speaker it is.
    pub speaker_type: SpeakerType,
    /// The role or affiliation that the article gives.
    pub description: Option<Passage>,
}

impl ClaimSpeaker {
    pub(super) fn new(
        text: &str,
        offsets: &CharacterOffsets,
        all: &Speakers,
        index: usize,
    ) -> Option<Self> {
        let speaker = all.speakers.get(index)?;
        let passage = |span| Passage::new(text, offsets, span);
        Some(Self {
            name: all.name(index, text),
            speaker_type: speaker.speaker_type,
            description: speaker.description.map(passage),
        })
    }
}

/// One claim: who says what, in which words, and where.
///
/// ```
/// use sayso::attribution::Kind;
/// use sayso::{Article, Pipeline};
///
/// let text = "“It will rain,” said Ann Lee.".to_owned();
/// let article = Article { text, ..Article::default() };
/// let claim = &Pipeline::default_model()?.analyze(article)?.claims[0];
/// assert_eq!((claim.id, claim.kind), (1, Kind::Direct));
/// assert_eq!((claim.content[0].start, claim.content[0].end), (0, 15));
/// assert_eq!(claim.source[0].text, "Ann Lee");
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Claim {
    /// Number of the claim in its article, from 1, in the order of the text.
    pub id: usize,
    /// Whether it is quoted.
    pub kind: Kind,
    /// What the source does.
    pub act: Act,
    /// Whether the text says that the source did it.
    pub factuality: Factuality,
    /// What is claimed, in one or more pieces.
    pub content: Vec<Passage>,
    /// Who claims it, as written beside the claim; often none or a pronoun.
    pub source: Vec<Passage>,
    /// The words that attribute it; often none for a quotation that stands alone.
    pub cue: Vec<Passage>,
    /// The person or body behind the source.
    pub speaker: Option<ClaimSpeaker>,
    /// How the speaker was found.
    pub found_by: FoundBy,
    /// Probability that the speaker is the right one if the rest of the claim is, between 0 and 1;
    /// `None` without a speaker. Of one who is withheld it is what was too little.
    pub speaker_confidence: Option<f32>,
    /// Through whom or what the claim came: "Reuters", "a post on X".
    pub via: Vec<Passage>,
    /// Number of the claim inside whose content this one stands.
    pub within: Option<usize>,
    /// Number of the claim of the headline that this one repeats.
    pub repeats: Option<usize>,
    /// The sentence that holds the claim's first character; of one longer than 2 KiB, or with
    /// more than eight claims, the words around it.
    pub sentence: Option<Passage>,
    /// Probability that the whole claim is right, between 0 and 1.
    pub confidence: f32,
}

impl Passage {
    pub(crate) fn new(text: &str, offsets: &CharacterOffsets, span: Span) -> Self {
        let (start, end) = offsets.span(span);
        Self {
            span,
            start,
            end,
            text: span.of(text).to_owned(),
        }
    }
}

/// A confidence as every output shows it.
pub fn confidence_text(confidence: f32) -> String {
    format!("{:.2}", round_confidence(confidence))
}

/// Between two pieces of one claim, source or cue in a column of words.
pub const PIECE_SEPARATOR: &str = " … ";

/// The words of all pieces of a claim, source or cue.
pub fn words(passages: &[Passage]) -> String {
    let words: Vec<&str> = passages.iter().map(|p| p.text.as_str()).collect();
    words.join(PIECE_SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_is_what_its_text_says() {
        assert_eq!(confidence_text(0.876), "0.88");
        assert_eq!(confidence_text(round_confidence(0.005)), "0.01");
        for hundredths in 0..=100u8 {
            let confidence = round_confidence(f32::from(hundredths) / 100.0);
            let text = confidence_text(confidence);
            assert_eq!(text.parse::<f32>().unwrap(), confidence);
        }
    }
}
