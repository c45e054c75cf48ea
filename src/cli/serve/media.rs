//! What headers say of a body.

use super::problem::Problem;
use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use encoding_rs::Encoding;
use sayso::corpus::Format;

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    pub form: Form,
    /// The encoding that the header names.
    pub encoding: Option<&'static Encoding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One article, as an object of JSON.
    Json,
    /// One article, as a file of this format.
    File(Format),
    /// Any number of articles.
    Lines,
}

/// Said of other types.
const TYPES: &str = "send application/json or text/plain (one article; text/html and text/markdown \
                     are read, too), or application/x-ndjson (JSON lines)";

impl Media {
    /// # Errors
    /// 415 if it is none that is read.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let refused = |detail: String| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail);
        if let Some(encoding) = headers.get(CONTENT_ENCODING)
            && !encoding.as_bytes().eq_ignore_ascii_case(b"identity")
        {
            return Err(refused("send the body without Content-Encoding".into()));
        }
        let Some(header) = headers.get(CONTENT_TYPE) else {
            return Err(refused(format!("no Content-Type: {TYPES}")));
        };
        let header = header.to_str().unwrap_or_default();
        let mut parts = header.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let form = match name.as_str() {
            "application/json" => Form::Json,
            "text/plain" => Form::File(Format::Text),
            "text/html" => Form::File(Format::Html),
            "text/markdown" => Form::File(Format::Markdown),
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonlines" => Form::Lines,
            _ => return Err(refused(format!("{name:?} is not read: {TYPES}"))),
        };
        let charset = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let is_charset = key.trim().eq_ignore_ascii_case("charset");
            is_charset.then(|| value.trim().trim_matches('"'))
        });
        let encoding = match charset {
            None => None,
            Some(label) => match Encoding::for_label(label.as_bytes()) {
                // It is what is tried first, and others are known where it is not true.
                Some(encoding) if encoding == encoding_rs::UTF_8 => None,
                Some(encoding) => Some(encoding),
                None => return Err(refused(format!("there is no encoding {label:?}"))),
            },
        };
        Ok(Self { form, encoding })
    }
}

/// An answer of some type.
pub fn typed(media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let media_type = HeaderValue::from_static(media_type);
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(content_type: &str) -> Option<Media> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type.parse().unwrap())]);
        Media::of(&headers).ok()
    }

    #[test]
    fn types_are_known_with_their_encoding() {
        let form = |content_type| media(content_type).map(|media| media.form);
        assert_eq!(form("Application/JSON ; charset=UTF-8"), Some(Form::Json));
        assert_eq!(form("application/jsonl"), Some(Form::Lines));
        assert_eq!(form("application/xml"), None);
        let latin = media("text/plain; format=flowed; charset=\"latin1\"").unwrap();
        assert_eq!(latin.form, Form::File(Format::Text));
        assert_eq!(latin.encoding, Some(encoding_rs::WINDOWS_1252));
        assert_eq!(media("text/plain; charset=utf-8").unwrap().encoding, None);
        assert_eq!(media("text/plain; charset=klingon"), None);
        assert!(Media::of(&HeaderMap::new()).is_err());
    }
}
