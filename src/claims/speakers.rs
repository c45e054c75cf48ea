//! The table of speakers: who speaks in each article, and every place where the text refers to
//! them.

use super::Passage;
use super::jsonl::{self, write_line};
use crate::article::Article;
use crate::speakers::{SpeakerType, Speakers};
use crate::text::CharacterOffsets;
use serde::Serialize;
use std::io::{self, Write};

/// One speaker of an article.
#[derive(Serialize)]
struct SpeakerObject<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    speaker_type: SpeakerType,
    description: Option<&'a str>,
    /// Number of claims that are this speaker's.
    claims: usize,
    mentions: Vec<jsonl::Piece<'a>>,
    id: Option<&'a str>,
}

/// What both forms say of a speaker.
pub(super) struct SpeakerRow {
    pub name: String,
    pub speaker_type: SpeakerType,
    pub description: Option<Passage>,
    pub claims: usize,
    pub mentions: Vec<Passage>,
    pub id: Option<String>,
}

/// Writes an article's speakers as one line of JSON; `offsets` are those of its text.
pub fn write_jsonl(
    out: impl Write,
    article: &Article,
    offsets: &CharacterOffsets,
    speakers: &Speakers,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        article_id: &'a str,
        title: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        kept: Option<jsonl::Kept<'a>>,
        speakers: Vec<SpeakerObject<'a>>,
    }
    let rows = SpeakerRow::all(offsets, speakers);
    let objects = rows.iter().map(|row| SpeakerObject {
        name: &row.name,
        speaker_type: row.speaker_type,
        description: row.description.as_ref().map(|d| &*d.text),
        claims: row.claims,
        mentions: jsonl::pieces(&row.mentions),
        id: row.id.as_deref(),
    });
    let line = Line {
        article_id: &article.id,
        title: article.title.as_deref(),
        kept: jsonl::Kept::of(article),
        speakers: objects.collect(),
    };
    write_line(out, &line)
}

impl SpeakerRow {
    /// One a speaker that claims something, by first mention.
    pub fn all(offsets: &CharacterOffsets, speakers: &Speakers) -> Vec<Self> {
        let text = offsets.text();
        let mut claims = vec![0; speakers.speakers.len()];
        for speaker in speakers.of.iter().filter_map(|(speaker, _)| *speaker) {
            claims[speaker] += 1;
        }
        let with_claims = (0..claims.len()).filter(|&index| claims[index] > 0);
        with_claims
            .map(|index| {
                let speaker = &speakers.speakers[index];
                let mention = |&span| Passage::new(text, offsets, span);
                Self {
                    name: speakers.name(index, text),
                    speaker_type: speaker.speaker_type,
                    description: speaker.description.as_ref().map(mention),
                    claims: claims[index],
                    mentions: speaker.mentions.iter().map(mention).collect(),
                    id: speakers.id(index),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::csv;
    use crate::speakers::{FoundBy, Speaker};
    use crate::text::Span;

    #[test]
    fn one_row_a_speaker_with_claims() {
        let article = Article {
            id: "a".into(),
            text: "É! Ann said so; she meant it.".into(),
            ..Article::default()
        };
        let span = |words: &str| Span::find(&article.text, words);
        let speaker = |name: &str, mentions: &[&str]| Speaker {
            name: span(name),
            given_name: None,
            speaker_type: SpeakerType::Person,
            description: (name == "Ann").then(|| span("said so")),
            mentions: mentions.iter().map(|m| span(m)).collect(),
            members: Vec::new(),
            id: (name == "Ann").then(|| "person:ann".into()),
        };
        let speakers = Speakers {
            speakers: vec![speaker("É", &["É"]), speaker("Ann", &["Ann", "she"])],
            of: vec![
                (Some(1), FoundBy::Name),
                (Some(1), FoundBy::Pronoun),
                (None, FoundBy::Unresolved),
            ],
            ..Speakers::default()
        };
        let mut out = Vec::new();
        let offsets = CharacterOffsets::new(&article.text);
        csv::write_speakers(&mut out, &article, &offsets, &speakers).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a,Ann,person,said so,2,3-6;16-19,person:ann,\n"
        );
        let mut out = Vec::new();
        write_jsonl(&mut out, &article, &offsets, &speakers).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["speakers"][0]["claims"], 2);
        assert_eq!(line["speakers"][0]["id"], "person:ann");
        assert_eq!(line["speakers"][0]["mentions"][1]["text"], "she");
    }
}
