//! From the body of a request to an article, and from the article to its line of JSON.

use super::super::rejects::Rejects;
use super::super::run::count_words;
use super::asked::Asked;
use super::media::{Form, Media};
use super::problem::Problem;
use axum::http::StatusCode;
use sayso::claims::{Filter, jsonl};
use sayso::corpus::{Article, Corpus, CorpusOptions, Format, Rejected};
use sayso::pipeline::Pipeline;
use serde_json::value::RawValue;
use std::io::{self, Cursor, Read};

/// All that it takes to answer.
pub struct Reader {
    pub options: CorpusOptions,
    pub filter: Filter,
    pub pipeline: Pipeline,
}

/// The line of one record, and what it took.
#[derive(Debug, Default)]
pub struct Line {
    pub bytes: Vec<u8>,
    pub words: usize,
    pub claims: usize,
    pub is_rejected: bool,
}

impl Line {
    /// The line that stands for a rejected record.
    pub fn of_rejected(rejected: &Rejected) -> Self {
        Self {
            bytes: Rejects::line_of(rejected).unwrap_or_default(),
            is_rejected: true,
            ..Self::default()
        }
    }
}

impl Reader {
    /// The records of a stream of JSON lines.
    ///
    /// # Errors
    /// None that is known of.
    pub fn records(
        &self,
        stream: impl Read + Send + 'static,
        media: Media,
    ) -> Result<Corpus, String> {
        let format = match media.form {
            Form::Json | Form::Lines => Format::JsonLines,
            Form::File(format) => format,
        };
        let options = CorpusOptions {
            format: Some(format),
            encoding: media.encoding,
            ..self.options.clone()
        };
        Corpus::of_stream(stream, options).map_err(|error| error.to_string())
    }

    /// The line of the one article that a body is; its id is given to an article that has none of its
    /// own.
    ///
    /// # Errors
    /// 400 if the body is not what it is said to be, 422 if it holds no article, 500 if the program
    /// fails on it.
    pub fn answer_one(
        &self,
        mut body: Vec<u8>,
        media: Media,
        asked: Asked,
    ) -> Result<Line, Problem> {
        if media.form == Form::Json {
            as_one_line(&mut body)?;
        }
        let mut records = self
            .records(Cursor::new(body), media)
            .map_err(Problem::fault)?;
        let article = match records.next() {
            Some(Ok(article)) => article,
            Some(Err(rejected)) => {
                return Err(Problem::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    rejected.reason,
                ));
            }
            None => {
                let detail = "there is no article in the body";
                return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
            }
        };
        let article = match asked.id.filter(|id| !id.is_empty()) {
            Some(id) if article.id == "-" || article.id == "-:1" => Article { id, ..article },
            _ => article,
        };
        let line = self.answer(article, asked.text).map_err(Problem::fault)?;
        line.map_err(|rejected| Problem::fault(rejected.reason))
    }

    /// The line of an article, as `sayso attribute --format jsonl` writes it, or with its text.
    ///
    /// # Errors
    /// What would end a run; inside, of an article on which the program fails, its rejection.
    pub fn answer(
        &self,
        article: Article,
        with_text: bool,
    ) -> Result<Result<Line, Rejected>, String> {
        let written = self
            .pipeline
            .answer(article, |analysis| -> io::Result<Line> {
                let claims = self.filter.keep(&analysis.claims);
                let count = claims.len();
                let (article, entities) = (&analysis.article, &analysis.entities);
                let (mut bytes, offsets) = (Vec::new(), &analysis.offsets());
                if with_text {
                    jsonl::write_claims_with_text(&mut bytes, article, offsets, claims, entities)?;
                } else {
                    jsonl::write_claims(&mut bytes, article, offsets, claims, entities)?;
                }
                Ok(Line {
                    bytes,
                    words: count_words(&article.text),
                    claims: count,
                    is_rejected: false,
                })
            });
        match written {
            Ok(Ok(line)) => line.map(Ok).map_err(|error| error.to_string()),
            Ok(Err(rejected)) => Ok(Err(rejected)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Puts an object of JSON on one line, as its readers have it. Line ends stand only between its
/// parts, and mean nothing.
fn as_one_line(body: &mut [u8]) -> Result<(), Problem> {
    let bad = |detail: String| Problem::new(StatusCode::BAD_REQUEST, detail);
    let json = std::str::from_utf8(body).map_err(|error| bad(format!("invalid JSON: {error}")))?;
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let value: &RawValue =
        serde_json::from_str(json).map_err(|error| bad(format!("invalid JSON: {error}")))?;
    if !value.get().starts_with('{') {
        let detail = "one article is an object; send several as JSON lines (application/x-ndjson)";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    for byte in body.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_put_on_one_line_and_nothing_else_is_taken() {
        let mut body = b" {\"text\":\r\n\"a\\nb\"\n}\n".to_vec();
        as_one_line(&mut body).unwrap();
        assert_eq!(body, b" {\"text\":  \"a\\nb\" } ");
        for other in ["[{}]", "\"a\"", "{", "{} {}", "", "{\"a\": \"\n\"}"] {
            assert!(
                as_one_line(&mut other.as_bytes().to_vec()).is_err(),
                "{other}"
            );
        }
    }
}
