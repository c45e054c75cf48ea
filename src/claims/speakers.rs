//! The table of speakers: who speaks in each article, and every place where the text refers to
//! them.

use super::csv::write_rows;
use super::jsonl::write_line;
use crate::corpus::Article;
use crate::speakers::{SpeakerType, Speakers};
use crate::text::CharacterOffsets;
use serde::Serialize;
use std::io::{self, Write};

/// Columns of the table of speakers. `mentions` reads `start-end;start-end`, in characters.
pub const SPEAKER_COLUMNS: [&str; 5] = ["article_id", "speaker", "type", "claims", "mentions"];

/// One speaker of an article.
#[derive(Serialize)]
struct SpeakerRow<'a> {
    name: String,
    #[serde(rename = "type")]
    speaker_type: SpeakerType,
    /// Number of claims that are this speaker's.
    claims: usize,
    mentions: Vec<Mention<'a>>,
}

#[derive(Serialize)]
struct Mention<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

/// Writes one row a speaker that claims something, by first mention, without a header.
pub fn write_csv(out: impl Write, article: &Article, speakers: &Speakers) -> io::Result<()> {
    write_rows(
        out,
        rows(article, speakers).into_iter().map(|row| {
            let pieces: Vec<String> = row
                .mentions
                .iter()
                .map(|m| format!("{}-{}", m.start, m.end))
                .collect();
            let SpeakerRow {
                name,
                speaker_type,
                claims,
                ..
            } = row;
            (&article.id, name, speaker_type, claims, pieces.join(";"))
        }),
    )
}

/// Writes an article's speakers as one line of JSON.
pub fn write_jsonl(out: impl Write, article: &Article, speakers: &Speakers) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        article_id: &'a str,
        speakers: Vec<SpeakerRow<'a>>,
    }
    let line = Line {
        article_id: &article.id,
        speakers: rows(article, speakers),
    };
    write_line(out, &line)
}

fn rows<'a>(article: &'a Article, speakers: &Speakers) -> Vec<SpeakerRow<'a>> {
    let offsets = CharacterOffsets::new(&article.text);
    let mut claims = vec![0; speakers.speakers.len()];
    for speaker in speakers.of.iter().filter_map(|(speaker, _)| *speaker) {
        claims[speaker] += 1;
    }
    let with_claims = (0..claims.len()).filter(|&index| claims[index] > 0);
    with_claims
        .map(|index| {
            let speaker = &speakers.speakers[index];
            let mention = |&span: &crate::text::Span| {
                let (start, end) = offsets.span(span);
                Mention {
                    start,
                    end,
                    text: span.of(&article.text),
                }
            };
            SpeakerRow {
                name: speakers.name(index, &article.text),
                speaker_type: speaker.speaker_type,
                claims: claims[index],
                mentions: speaker.mentions.iter().map(mention).collect(),
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
        let span = |words: &str| {
            let start = article.text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let speaker = |name: &str, mentions: &[&str]| Speaker {
            name: span(name),
            speaker_type: SpeakerType::Person,
            mentions: mentions.iter().map(|m| span(m)).collect(),
            members: Vec::new(),
        };
        let speakers = Speakers {
            speakers: vec![speaker("É", &["É"]), speaker("Ann", &["Ann", "she"])],
            of: vec![
                (Some(1), FoundBy::Name),
                (Some(1), FoundBy::Pronoun),
                (None, FoundBy::Unresolved),
            ],
        };
        let mut out = Vec::new();
        write_csv(&mut out, &article, &speakers).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a,Ann,person,2,3-6;16-19\n"
        );
        let mut out = Vec::new();
        write_jsonl(&mut out, &article, &speakers).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["speakers"][0]["claims"], 2);
        assert_eq!(line["speakers"][0]["mentions"][1]["text"], "she");
    }
}
