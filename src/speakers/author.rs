//! The author that the record names: whom "I" is for where nobody is quoted.

use super::discourse::contents;
use super::words::fold;
use super::{Clues, FoundBy, Speaker, SpeakerType, Speakers};
use crate::attribution::Attribution;
use crate::text::{BlockKind, Document, Span};

/// Words of bylines that are no person's: "Echo Staff", "The Editorial Board".
const NOBODY: [&str; 14] = [
    "agencies",
    "agency",
    "board",
    "desk",
    "editorial",
    "editors",
    "news",
    "newsroom",
    "press",
    "reporter",
    "reporters",
    "service",
    "staff",
    "team",
];

/// Makes the author a speaker of the article: who claims what an "I" outside of quotations, turns
/// and posts does, unless somebody has been found for it. A byline that names several people, or
/// none, changes nothing.
pub fn add_author(
    text: &str,
    document: &Document,
    attributions: &[Attribution],
    byline: Option<&str>,
    speakers: &mut Speakers,
) {
    let Some(author) = byline.and_then(one_person) else {
        return;
    };
    let contents = contents(attributions);
    let is_own = |index: &usize| {
        let source = attributions[*index].source.as_slice();
        let &[source] = source else { return false };
        speakers.of[*index].0.is_none()
            && matches!(fold(source.of(text)).as_str(), "i" | "me" | "my")
            && !is_of_another(source, document, &contents)
    };
    let own: Vec<usize> = (0..attributions.len().min(speakers.of.len()))
        .filter(is_own)
        .collect();
    let mentions: Vec<Span> = own.iter().map(|&i| attributions[i].source[0]).collect();
    let Some(&first) = mentions.iter().min() else {
        return;
    };
    let folded = fold(&author);
    let is_known = |index: &usize| fold(&speakers.name(*index, text)) == folded;
    let known = (0..speakers.speakers.len()).find(is_known);
    let speaker = known.unwrap_or_else(|| {
        // Speakers are in the order of their first mentions.
        let written = text
            .find(&author)
            .map(|at| Span::new(at, at + author.len()));
        let first = written.map_or(first, |written| written.min(first));
        let begins = |speaker: &Speaker| speaker.mentions.first().is_some_and(|m| *m < first);
        let place = speakers.speakers.partition_point(begins);
        let speaker = Speaker {
            name: written.unwrap_or(first),
            given_name: written.is_none().then_some(author),
            speaker_type: SpeakerType::Person,
            description: None,
            mentions: written.into_iter().collect(),
            members: Vec::new(),
            id: None,
        };
        insert(speakers, place, speaker);
        place
    });
    let found = &mut speakers.speakers[speaker].mentions;
    found.extend(mentions);
    found.sort_unstable();
    found.dedup();
    for index in own {
        speakers.of[index] = (Some(speaker), FoundBy::Pronoun);
        if let Some(clues) = speakers.clues.get_mut(index) {
            *clues = Some(Clues::of_the_author());
        }
    }
}

/// Puts a speaker among the others.
fn insert(speakers: &mut Speakers, place: usize, speaker: Speaker) {
    let moved = |index: &mut usize| *index += usize::from(*index >= place);
    speakers
        .of
        .iter_mut()
        .filter_map(|of| of.0.as_mut())
        .for_each(moved);
    let members = speakers.speakers.iter_mut().flat_map(|s| &mut s.members);
    members.for_each(moved);
    speakers.speakers.insert(place, speaker);
}

/// Whether words are said by somebody other than the author: in a quotation, a turn, a post, or
/// inside a claim.
fn is_of_another(words: Span, document: &Document, contents: &[(Span, usize)]) -> bool {
    let block = document.block_at(words.start);
    let kind = block.map(|block| document.blocks[block].kind);
    let before = contents.partition_point(|(content, _)| content.start <= words.start);
    matches!(
        kind,
        Some(BlockKind::Turn | BlockKind::Post | BlockKind::Quotation)
    ) || document.quotation_around(words).is_some()
        || contents[..before]
            .last()
            .is_some_and(|(_, furthest)| words.end <= *furthest)
}

/// The one person whom a byline names: "By Maya Vance", "vance@echo.example (Maya Vance)".
fn one_person(byline: &str) -> Option<String> {
    let words: Vec<&str> = byline.split_whitespace().collect();
    let line = words.join(" ");
    let line = match line.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').to_owned(),
        _ => line,
    };
    let by = line.get(..3).filter(|by| by.eq_ignore_ascii_case("by "));
    let name = by.map_or(line.as_str(), |_| &line[3..]).trim();
    let words: Vec<&str> = name.split(' ').collect();
    let is_part = |word: &&str| {
        !NOBODY.contains(&word.to_lowercase().as_str())
            && !word.eq_ignore_ascii_case("and")
            && word
                .chars()
                .all(|c| c.is_alphabetic() || ".'’-".contains(c))
    };
    let is_name = (2..=5).contains(&words.len())
        && words.iter().all(is_part)
        && [words[0], words[words.len() - 1]]
            .iter()
            .all(|word| word.starts_with(char::is_uppercase));
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Kind};

    #[test]
    fn a_byline_names_one_person_or_none() {
        for (byline, expected) in [
            ("By  Maya Vance", Some("Maya Vance")),
            (
                "a@echo.example (Maya O’Neill-Vance)",
                Some("Maya O’Neill-Vance"),
            ),
            ("J. R. de la Cruz", Some("J. R. de la Cruz")),
            ("Maya Vance and Jo Bell", None),
            ("Maya Vance, Jo Bell", None),
            ("Echo Staff", None),
            ("AP", None),
            ("a@echo.example", None),
            ("", None),
            ("Éé", None),
        ] {
            assert_eq!(one_person(byline).as_deref(), expected, "{byline}");
        }
    }

    fn claim(text: &str, source: &str, content: &str) -> Attribution {
        Attribution {
            content: vec![Span::find(text, content)],
            source: vec![Span::find(text, source)],
            cue: vec![],
            kind: Kind::Indirect,
            act: Act::Believe,
            confidence: 0.5,
            evidence: None,
        }
    }

    fn of(text: &str, claims: &[Attribution], byline: &str) -> Vec<Option<String>> {
        let document = crate::text::segment(text);
        let mut speakers = super::super::resolve(text, &document, &[], claims, &Default::default());
        add_author(text, &document, claims, Some(byline), &mut speakers);
        let name = |of: &(Option<usize>, FoundBy)| of.0.map(|index| speakers.name(index, text));
        speakers.of.iter().map(name).collect()
    }

    #[test]
    fn i_is_the_author_where_nobody_is_quoted() {
        let text = "The council waits. I believe the plan fails. “I think it works,” he said.";
        let claims = [
            claim(text, "I", "the plan fails"),
            claim(text, "he", "“I think it works,”"),
            claim(text, "I think", "it works"),
        ];
        let mut claims = claims.to_vec();
        let start = text.find("I think").unwrap();
        claims[2].source = vec![Span::new(start, start + 1)];
        assert_eq!(
            of(text, &claims, "Maya Vance")[0].as_deref(),
            Some("Maya Vance")
        );
        assert_ne!(
            of(text, &claims, "Maya Vance")[2].as_deref(),
            Some("Maya Vance")
        );
        assert_eq!(of(text, &claims, "Echo Staff")[0], None);
        let text = format!("Maya Vance\n\n{text}");
        let claims = [claim(&text, "I", "the plan fails")];
        assert_eq!(
            of(&text, &claims, "MAYA VANCE")[0].as_deref(),
            Some("MAYA VANCE")
        );
        assert_eq!(
            of(&text, &claims, "By Maya Vance")[0].as_deref(),
            Some("Maya Vance")
        );
    }
}
