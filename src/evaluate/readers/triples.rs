//! Speaker, cue and content as textacy and tools like it give them: as words, not as places.
//!
//! A file `NAME.json` holds an array of objects with `speaker`, `cue` and `content`; in a
//! `.jsonl` file each line is an object with `article_id` and that array as `quotes`. Each of
//! the three may be a string, a list of strings, `{"start": …, "end": …}` or `[start, end]`.
//! Words are looked up in the article's text: a content at its first place not yet taken,
//! speaker and cue at the place nearest to it.

use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{
    AnnotatedArticle, AnnotatedClaim, Corpus, NamedSpeaker, Piece, article_name,
};
use serde_json::Value;
use std::path::Path;

/// Reads a file, or every `.json` and `.jsonl` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "json") {
        let value: Value = files::json(file)?;
        let id = files::article(file);
        corpus.push(document(&value, id, file, 0, reading));
    }
    for file in files::with_extension(&found, "jsonl") {
        for (i, line) in files::text(file)?.lines().enumerate() {
            let value: Value = serde_json::from_str(line).unwrap_or_default();
            match value.get("article_id").and_then(Value::as_str) {
                Some(id) => {
                    let id = article_name(id).to_owned();
                    corpus.push(document(&value, id, file, i + 1, reading));
                }
                None if line.trim().is_empty() => {}
                None => reading.warn(file, i + 1, "this line is no object with an article_id"),
            }
        }
    }
    Ok(corpus)
}

fn document(
    value: &Value,
    id: String,
    path: &Path,
    line: usize,
    reading: &mut Reading,
) -> AnnotatedArticle {
    let text = value
        .get("text")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .or_else(|| reading.texts.get(&id).cloned());
    let quotes = value.as_array().or_else(|| value.get("quotes")?.as_array());
    let finder = Finder {
        text: text.as_deref().unwrap_or_default(),
    };
    let mut taken: Vec<Piece> = Vec::new();
    let mut claims = Vec::new();
    for (i, quote) in quotes.into_iter().flatten().enumerate() {
        let part = |name: &str| quote.get(name).filter(|v| !v.is_null());
        let content = part("content")
            .map(|v| finder.content(v, &taken))
            .unwrap_or_default();
        if content.is_empty() {
            reading.warn(
                path,
                line,
                format!("the content of quotation {} is not in the text", i + 1),
            );
            continue;
        }
        taken.extend(&content);
        let near = content[0];
        let mut beside = |name: &str| {
            let Some(value) = part(name) else {
                return Vec::new();
            };
            let pieces = finder.beside(value, near);
            if pieces.is_empty() && !words(value).is_empty() {
                reading.warn(
                    path,
                    line,
                    format!("the {name} of quotation {} is not in the text", i + 1),
                );
            }
            pieces
        };
        let (source, cue) = (beside("speaker"), beside("cue"));
        let name = part("speaker_name")
            .or(part("speaker"))
            .map(words)
            .filter(|n| !n.is_empty());
        claims.push(AnnotatedClaim {
            id: (i + 1).to_string(),
            source,
            cue,
            content,
            speaker: name.map(|name| NamedSpeaker {
                name,
                speaker_type: None,
            }),
            confidence: part("confidence").and_then(Value::as_f64),
            ..AnnotatedClaim::default()
        });
    }
    AnnotatedArticle {
        id,
        has_speakers: claims.iter().any(|c| c.speaker.is_some()),
        claims: Some(claims),
        text,
        ..AnnotatedArticle::default()
    }
}

/// The words that a value holds: a string, a list of strings, or an object's `text`.
fn words(value: &Value) -> String {
    match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Array(list) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            words.join(" ").trim().to_owned()
        }
        Value::Object(map) => map.get("text").map(words).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The place that a value states, if it does.
fn stated(value: &Value) -> Option<Piece> {
    let number = |v: Option<&Value>| v?.as_u64().and_then(|n| usize::try_from(n).ok());
    match value {
        Value::Object(map) => Piece::new(number(map.get("start"))?, number(map.get("end"))?),
        Value::Array(list) if list.len() == 2 => {
            Piece::new(number(list.first())?, number(list.get(1))?)
        }
        _ => None,
    }
}

struct Finder<'t> {
    text: &'t str,
}

impl Finder<'_> {
    /// Every place of some words, as characters.
    fn places(&self, words: &str) -> Vec<Piece> {
        if words.is_empty() {
            return Vec::new();
        }
        let length = words.chars().count();
        let offsets = crate::text::CharacterOffsets::new(self.text);
        self.text
            .match_indices(words)
            .filter_map(|(byte, _)| {
                let start = offsets.to_characters(byte);
                Piece::new(start, start + length)
            })
            .collect()
    }

    fn content(&self, value: &Value, taken: &[Piece]) -> Vec<Piece> {
        if let Some(piece) = stated(value) {
            return vec![piece];
        }
        let places = self.places(&words(value));
        let free = places
            .iter()
            .find(|p| taken.iter().all(|t| t.shared(**p) == 0));
        free.or(places.first()).copied().into_iter().collect()
    }

    /// The place nearest to `near`; of a list whose words do not stand together, of each.
    fn beside(&self, value: &Value, near: Piece) -> Vec<Piece> {
        if let Some(piece) = stated(value) {
            return vec![piece];
        }
        let nearest = |words: &str| {
            let away = |p: &Piece| p.start.abs_diff(near.end).min(near.start.abs_diff(p.end));
            self.places(words).into_iter().min_by_key(away)
        };
        match (nearest(&words(value)), value) {
            (Some(piece), _) => vec![piece],
            (None, Value::Array(list)) => list
                .iter()
                .filter_map(Value::as_str)
                .filter_map(nearest)
                .collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Ana spoke. “No,” Ana said. “No,” he said.";

    fn read(json: &str) -> (AnnotatedArticle, Vec<String>) {
        let mut reading = Reading::default();
        reading.texts.insert("a".into(), TEXT.into());
        let value = serde_json::from_str(json).unwrap_or_default();
        let document = document(&value, "a".into(), Path::new("a.json"), 0, &mut reading);
        (document, reading.warnings)
    }

    #[test]
    fn a_place_is_two_numbers() {
        let place = |json: &str| stated(&serde_json::from_str(json).unwrap());
        assert_eq!(place("[1, 5]"), Some(p(1, 5)));
        assert_eq!(place(r#"{"start": 1, "end": 5}"#), Some(p(1, 5)));
        for none in [
            "[1, 5, 9]",
            "[1]",
            "[5, 1]",
            r#"["a", 5]"#,
            r#"{"start": 1}"#,
            "5",
        ] {
            assert_eq!(place(none), None, "{none}");
        }
    }

    fn p(start: usize, end: usize) -> Piece {
        Piece { start, end }
    }

    #[test]
    fn words_are_looked_up_nearby() {
        let (document, warnings) = read(
            r#"[{"speaker":["Ana"],"cue":["said"],"content":"“No,”"},
                {"speaker":"he","cue":[34,38],"content":{"start":27,"end":32}},
                {"speaker":"Zoe","cue":null,"content":"“No,”"},
                {"speaker":"he","content":"not there"}]"#,
        );
        let claims = document.claims();
        assert_eq!(
            (
                &claims[0].source[..],
                &claims[0].cue[..],
                &claims[0].content[..]
            ),
            (&[p(17, 20)][..], &[p(21, 25)][..], &[p(11, 16)][..])
        );
        assert_eq!(claims[1].cue, [p(34, 38)]);
        assert_eq!(claims.len(), 3);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert_eq!(claims[2].speaker.as_ref().unwrap().name, "Zoe");
    }

    proptest! {
        #[test]
        fn never_fails(speaker in "(\"[a-z]{0,3}\"|\\[[0-9],[0-9]\\]|3|\\{\\}|null)", content in "(\"[a-zA“]{0,2}\"|\\[\\]|\\[\"No\",\"x\"\\])") {
            read(&format!("[{{\"speaker\":{speaker},\"content\":{content}}}]"));
        }
    }

    #[test]
    fn lines_are_articles_and_defects_name_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("q.jsonl");
        std::fs::write(folder.path().join("c.json"), "[]").unwrap();
        std::fs::write(
            &file,
            concat!(
                r#"{"article_id":"x/a.txt","text":"“No,” Ana said.","quotes":[{"content":"“No,”"}]}"#,
                "\n\n",
                r#"{"quotes":[]}"#,
                "\n",
                r#"{"article_id":"b","text":"It rained.","quotes":[{"content":"It snowed"}]}"#,
                "\n",
            ),
        )
        .unwrap();
        let mut reading = Reading::default();
        let corpus = super::read(folder.path(), &mut reading).unwrap();
        let found: Vec<_> = (corpus.iter())
            .map(|d| (d.id.as_str(), d.claims().len()))
            .collect();
        assert_eq!(found, [("c", 0), ("a", 1), ("b", 0)]);
        let said = [
            "line 3: this line is no object with an article_id",
            "line 4: the content of quotation 1 is not in the text",
        ];
        let said = said.map(|reason| format!("{}, {reason}", file.display()));
        assert_eq!(reading.warnings, said);
    }

    #[test]
    fn the_same_words_again_are_the_next_place_and_lists_may_stand_apart() {
        let (document, warnings) = read(
            r#"[{"speaker":{"text":"he"},"content":"“No,”","confidence":0.5},
                {"speaker":["Ana","Zoe"],"content":"“No,”"},
                {"content":"not there"},
                {"content":"spoke"}]"#,
        );
        assert!(document.has_speakers);
        let claims: Vec<_> = (document.claims().iter())
            .map(|c| {
                let speaker = c.speaker.as_ref().map(|s| s.name.as_str());
                (c.id.as_str(), speaker, c.content[0], c.confidence)
            })
            .collect();
        let expected = [
            ("1", Some("he"), p(11, 16), Some(0.5)),
            ("2", Some("Ana Zoe"), p(27, 32), None),
            ("4", None, p(4, 9), None),
        ];
        assert_eq!(claims, expected);
        assert_eq!(document.claims()[1].source, [p(17, 20)]);
        let expected = ["a.json: the content of quotation 3 is not in the text"];
        assert_eq!(warnings, expected);
    }
}
