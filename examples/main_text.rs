//! Prints the main text of web pages as dom_smoothie alone finds it, without what sayso adds to
//! it, one JSON object a page: `{"page": …, "text": …}`, with an empty text where it finds none.
//! `scripts/extractors/compare` compares it with others.
//!
//! ```text
//! cargo run --release --example main_text PAGE…
//! ```
//!
//! Settings are its defaults, but for the text's form: the default runs the last word of an
//! element and the first of the next one together.

use std::error::Error;
use std::fs;

use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};

fn main() -> Result<(), Box<dyn Error>> {
    for page in std::env::args().skip(1) {
        let settings = Config {
            text_mode: TextMode::Formatted,
            ..Config::default()
        };
        let html = fs::read_to_string(&page)?;
        let text = match Readability::new(html, None, Some(settings))?.parse() {
            Ok(found) => found.text_content.to_string(),
            Err(ReadabilityError::GrabFailed) => String::new(),
            Err(error) => return Err(error.into()),
        };
        println!("{}", serde_json::json!({ "page": page, "text": text }));
    }
    Ok(())
}
