//! From attributions and speakers to claims.

use super::{Claim, ClaimSpeaker, Passage};
use crate::attribution::{Attribution, Factuality, round_confidence};
use crate::speakers::{FoundBy, Speakers};
use crate::text::{CharacterOffsets, Document, Span, one_line};

impl Claim {
    /// The claims of one article, by the offsets of its text: one for each attribution, in the same
    /// order, which is to be that of the text.
    pub fn assemble(
        offsets: &CharacterOffsets<'_>,
        document: &Document,
        attributions: &[Attribution],
        speakers: &Speakers,
    ) -> Vec<Claim> {
        let text = offsets.text();
        let passage = |&span: &Span| Passage::new(text, offsets, span);
        let passages = |spans: &[Span]| spans.iter().map(passage).collect();
        let shown = ShownSentences::new(document, attributions);
        let mut claims: Vec<Claim> = attributions
            .iter()
            .enumerate()
            .map(|(i, attribution)| {
                let (speaker, found_by) = speakers
                    .of
                    .get(i)
                    .copied()
                    .unwrap_or((None, FoundBy::Unresolved));
                Claim {
                    id: i + 1,
                    kind: attribution.kind,
                    act: attribution.act,
                    factuality: Factuality::of(text, document, attribution),
                    content: passages(&attribution.content),
                    source: passages(&attribution.source),
                    cue: passages(&attribution.cue),
                    speaker: match speaker {
                        Some(index) => ClaimSpeaker::new(text, offsets, speakers, index),
                        None => withheld(text, attribution, speakers, i),
                    },
                    found_by,
                    speaker_confidence: speakers.confidence(i),
                    via: speakers
                        .via
                        .get(i)
                        .map(|via| passages(via))
                        .unwrap_or_default(),
                    within: None,
                    repeats: None,
                    sentence: attribution
                        .content
                        .first()
                        .and_then(|first| shown.around(text, first.start))
                        .map(|span| passage(&span)),
                    confidence: round_confidence(attribution.confidence),
                }
            })
            .collect();
        super::within::mark(&mut claims);
        super::repeats::mark(&mut claims, document);
        claims
    }
}

/// The words of a source whose speaker is withheld.
fn withheld(
    text: &str,
    attribution: &Attribution,
    speakers: &Speakers,
    index: usize,
) -> Option<ClaimSpeaker> {
    let speaker_type = (*speakers.withheld.get(index)?)?;
    let words = attribution.source.iter().map(|piece| piece.of(text));
    let words: Vec<String> = words.map(one_line).collect();
    (!words.is_empty()).then(|| ClaimSpeaker {
        name: words.join(" "),
        speaker_type,
        description: None,
    })
}

/// What claims show of their sentences.
///
/// There are texts without full stops, and lists of claims in one sentence. Each claim would show
/// all of it again, and an article's rows would be a hundred times as long as the article.
struct ShownSentences<'a> {
    document: &'a Document,
    /// The claims that begin in each sentence.
    claims: Vec<usize>,
}

/// Bytes of a sentence that a claim shows, at most.
const LONGEST_SENTENCE: usize = 2 << 10;

/// Claims in a sentence that all show so much of it.
const MOST_CLAIMS: usize = 8;

/// Bytes that each shows of a sentence with more claims than these.
const AROUND_ONE_OF_MANY: usize = 1 << 8;

impl<'a> ShownSentences<'a> {
    fn new(document: &'a Document, attributions: &[Attribution]) -> Self {
        let mut claims = vec![0; document.sentences.len()];
        let begins = attributions.iter().filter_map(|a| a.content.first());
        for sentence in begins.filter_map(|first| document.sentence_at(first.start)) {
            claims[sentence] += 1;
        }
        Self { document, claims }
    }

    /// The sentence around the byte `at`, or its part around it.
    fn around(&self, text: &str, at: usize) -> Option<Span> {
        let number = self.document.sentence_at(at)?;
        let sentence = self.document.sentences[number];
        let longest = match self.claims[number] {
            ..=MOST_CLAIMS => LONGEST_SENTENCE,
            _ => AROUND_ONE_OF_MANY,
        };
        if sentence.len() <= longest || !sentence.contains_offset(at) {
            return Some(sentence);
        }
        Some(words_around(text, sentence, at, longest))
    }
}

/// So many bytes of a sentence, around one of them.
fn words_around(text: &str, sentence: Span, at: usize, longest: usize) -> Span {
    let half = longest / 2;
    let start = text.ceil_char_boundary(sentence.start.max(at.saturating_sub(half)));
    let end = text.floor_char_boundary(sentence.end.min(at + half));
    // Words are left whole where there are any.
    let (before, after) = (&text[start..at], &text[at..end]);
    let skipped = match before.find(char::is_whitespace) {
        Some(space) if start > sentence.start => {
            before[space..].len() - before[space..].trim_start().len() + space
        }
        _ => 0,
    };
    let kept = match after.rfind(char::is_whitespace) {
        Some(space) if end < sentence.end => after[..space].trim_end().len(),
        _ => after.len(),
    };
    Span::new(start + skipped, at + kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};
    use crate::speakers::Speaker;
    use crate::speakers::SpeakerType;

    #[test]
    fn of_an_endless_sentence_the_words_around_a_claim_are_shown() {
        let text = "wörd ".repeat(2000);
        let document = crate::text::segment(&text);
        assert_eq!(document.sentences.len(), 1);
        let claim = attribution(&[Span::new(0, 5)]);
        for (claims, longest) in [(8, LONGEST_SENTENCE), (9, AROUND_ONE_OF_MANY)] {
            let shown = ShownSentences::new(&document, &vec![claim.clone(); claims]);
            for at in [0, 6, 600, 6000, text.len() - 7] {
                let span = shown.around(&text, at).unwrap();
                assert!(span.start <= at && at < span.end && span.len() <= longest);
                let words = span.of(&text).split(' ');
                assert!(words.clone().all(|word| word == "wörd"));
                assert!(words.count() >= longest / 2 / 6);
            }
        }
        let shown = |text: &str, at| {
            let document = crate::text::segment(text);
            let span = ShownSentences::new(&document, &[]).around(text, at);
            span.map(|span| span.of(text).to_owned()).unwrap()
        };
        assert!(shown(&"é".repeat(5000), 5000).len() > 2000);
        assert_eq!(shown("It rained. It snowed.", 13), "It snowed.");
    }

    fn attribution(content: &[Span]) -> Attribution {
        Attribution {
            content: content.into(),
            source: vec![],
            cue: vec![],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        }
    }

    #[test]
    fn offsets_count_characters_and_text_is_verbatim() {
        //          0         1         2         3
        //          0123456789012345678901234567890123456
        let text = "Ça va. “Über,” said  Zoë, “and out.”";
        let span = |words: &str| Span::find(text, words);
        let document = Document {
            sentences: vec![span("Ça va."), span("“Über,” said  Zoë, “and out.”")],
            ..Document::default()
        };
        let attribution = Attribution {
            content: vec![span("“Über,”"), span("“and out.”")],
            source: vec![span("Zoë")],
            cue: vec![span("said")],
            kind: Kind::Direct,
            act: Act::State,
            confidence: 0.75,
            evidence: None,
        };
        let speakers = Speakers {
            speakers: vec![Speaker {
                name: span("Zoë"),
                given_name: None,
                speaker_type: SpeakerType::Person,
                description: None,
                mentions: vec![span("Zoë")],
                members: Vec::new(),
                id: None,
            }],
            of: vec![(Some(0), FoundBy::Name)],
            via: vec![vec![span("Ça va.")]],
            ..Speakers::default()
        };
        let claims = Claim::assemble(
            &CharacterOffsets::new(text),
            &document,
            &[attribution],
            &speakers,
        );
        assert_eq!(claims.len(), 1);
        let claim = &claims[0];
        let places = |p: &[Passage]| p.iter().map(|p| (p.start, p.end)).collect::<Vec<_>>();
        assert_eq!(claim.id, 1);
        assert_eq!(places(&claim.content), [(7, 14), (26, 36)]);
        assert_eq!(places(&claim.source), [(21, 24)]);
        assert_eq!(places(&claim.cue), [(15, 19)]);
        assert_eq!(claim.content[1].text, "“and out.”");
        assert_eq!(claim.sentence.as_ref().unwrap().start, 7);
        assert_eq!(claim.speaker.as_ref().unwrap().name, "Zoë");
        assert_eq!(places(&claim.via), [(0, 6)]);
    }

    #[test]
    fn a_claim_inside_a_claim_names_the_outer() {
        let text = "Reports suggest the ministry said it hoped to act. He refused everything.";
        let attribution = |source: &str, cue: &str, content: &str| {
            let span = |words: &str| Span::find(text, words);
            Attribution {
                content: vec![span(content)],
                source: vec![span(source)],
                cue: vec![span(cue)],
                kind: Kind::Indirect,
                act: Act::State,
                confidence: 0.5,
                evidence: None,
            }
        };
        let attributions = [
            attribution("Reports", "suggest", "the ministry said it hoped to act"),
            attribution("the ministry", "said", "it hoped to act"),
            attribution("it", "hoped", "to act"),
            attribution("He", "refused", "everything"),
        ];
        let document = Document::default();
        let claims = Claim::assemble(
            &CharacterOffsets::new(text),
            &document,
            &attributions,
            &Speakers::default(),
        );
        let within: Vec<_> = claims.iter().map(|c| c.within).collect();
        assert_eq!(within, [None, Some(1), Some(2), None]);
    }

    #[test]
    fn a_speaker_may_be_missing() {
        let attribution = attribution(&[Span::new(0, 2)]);
        let claims = Claim::assemble(
            &CharacterOffsets::new("hi"),
            &Document::default(),
            &[attribution],
            &Speakers::default(),
        );
        assert_eq!(claims[0].speaker, None);
        assert_eq!(claims[0].found_by, FoundBy::Unresolved);
        assert_eq!(claims[0].sentence, None);
    }
}
