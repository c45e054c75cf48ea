//! The table of speakers: who speaks in each article, and every place where the text refers to
//! them.

use super::Passage;
use super::csv::{self, write_rows};
use super::jsonl::{self, write_line};
use crate::corpus::Article;
use crate::speakers::{SpeakerType, Speakers};
use crate::text::CharacterOffsets;
use serde::Serialize;
use std::io::{self, Write};

/// Columns of the table of speakers. `mentions` reads `start-end;start-end`, in characters.
pub const SPEAKER_COLUMNS: [&str; 8] = [
    "article_id",
    "speaker",
    "type",
    "description",
    "claims",
    "mentions",
    "speaker_id",
    "title",
];

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
struct Row<'a> {
    name: String,
    speaker_type: SpeakerType,
    description: Option<&'a str>,
    claims: usize,
    mentions: Vec<Passage>,
    id: Option<String>,
}

/// Writes one row a speaker that claims something, by first mention, without a header.
pub fn write_csv(out: impl Write, article: &Article, speakers: &Speakers) -> io::Result<()> {
    let rows = rows(article, speakers).into_iter().map(|row| {
        let mentions = csv::pieces(&row.mentions);
        (
            &article.id,
            row.name,
            row.speaker_type,
            row.description,
            row.claims,
            mentions,
            row.id,
            &article.title,
            csv::kept(article),
        )
    });
    write_rows(out, rows)
}

/// Writes an article's speakers as one line of JSON.
pub fn write_jsonl(out: impl Write, article: &Article, speakers: &Speakers) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        article_id: &'a str,
        title: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        kept: Option<jsonl::Kept<'a>>,
        speakers: Vec<SpeakerObject<'a>>,
    }
    let rows = rows(article, speakers);
    let objects = rows.iter().map(|row| SpeakerObject {
        name: &row.name,
        speaker_type: row.speaker_type,
        description: row.description,
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

fn rows<'a>(article: &'a Article, speakers: &Speakers) -> Vec<Row<'a>> {
    let offsets = CharacterOffsets::new(&article.text);
    let mut claims = vec![0; speakers.speakers.len()];
    for speaker in speakers.of.iter().filter_map(|(speaker, _)| *speaker) {
        claims[speaker] += 1;
    }
    let with_claims = (0..claims.len()).filter(|&index| claims[index] > 0);
    with_claims
        .map(|index| {
            let speaker = &speakers.speakers[index];
            let mention = |&span| Passage::new(&article.text, &offsets, span);
            Row {
                name: speakers.name(index, &article.text),
                speaker_type: speaker.speaker_type,
                description: speaker.description.map(|d| d.of(&article.text)),
                claims: claims[index],
                mentions: speaker.mentions.iter().map(mention).collect(),
                id: speakers.id(index),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
            via: Vec::new(),
        };
        let mut out = Vec::new();
        write_csv(&mut out, &article, &speakers).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a,Ann,person,said so,2,3-6;16-19,person:ann,\n"
        );
        let mut out = Vec::new();
        write_jsonl(&mut out, &article, &speakers).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["speakers"][0]["claims"], 2);
        assert_eq!(line["speakers"][0]["id"], "person:ann");
        assert_eq!(line["speakers"][0]["mentions"][1]["text"], "she");
    }
}
