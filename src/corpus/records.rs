//! Articles of records that are in memory: those of data frames and of other programs.

use super::fields::{Record, Value};
use super::reader::too_long;
use super::{Article, CorpusOptions, Rejected, language, markup};

/// The article that a record makes, as it would be read from a file with the same fields. One
/// without an id gets the number of the record, which also stands for its file in what is said of a
/// record that is refused.
///
/// ```
/// use sayso::corpus::{CorpusOptions, Value, article_of};
///
/// let record = vec![
///     ("Headline".into(), Value::String("Rain".into())),
///     ("body".into(), Value::String("It will rain, she said.".into())),
/// ];
/// let article = article_of(record, 7, &CorpusOptions::default()).expect("an article");
/// assert_eq!((article.id.as_str(), article.title.as_deref()), ("7", Some("Rain")));
/// ```
///
/// # Errors
/// If it holds no text, or one that is longer than the options allow.
pub fn article_of(
    record: Record<'_>,
    number: u64,
    options: &CorpusOptions,
) -> Result<Article, Rejected> {
    let rejected = |id: Option<String>, reason| Rejected {
        file: number.to_string(),
        record: None,
        article_id: id.unwrap_or_else(|| number.to_string()),
        reason,
    };
    let fields = &options.fields;
    let id = fields.id(&record);
    let limit = options.max_article_bytes;
    let length = |value: &Value| match value {
        Value::String(text) | Value::Number(text) => text.len(),
        Value::List(texts) => texts.iter().map(String::len).sum(),
        Value::Null | Value::Other(_) => 0,
    };
    let mut texts = record.iter().filter(|(name, _)| fields.is_text(name));
    if texts.any(|(_, value)| length(value) > limit) {
        return Err(rejected(id, too_long(limit)));
    }
    let article = fields.article(record);
    let mut article = article.map_err(|reason| rejected(id.clone(), reason))?;
    if article.id.is_empty() {
        article.id = number.to_string();
    }
    let undone = markup::undo(&mut article, options.text_format);
    undone.map_err(|reason| rejected(id.clone(), reason))?;
    if options.language_filter == Some(true) {
        language::check(&article.text).map_err(|reason| rejected(id, reason))?;
    }
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_article_says_why() {
        let options = CorpusOptions {
            max_article_bytes: 5,
            ..CorpusOptions::default()
        };
        let of = |fields: &[(&'static str, &'static str)]| {
            let fields = fields.iter();
            let record =
                fields.map(|(name, value)| ((*name).into(), Value::String((*value).into())));
            article_of(record.collect(), 3, &options)
        };
        assert_eq!(of(&[("text", "Rain.")]).unwrap().id, "3");
        let long = of(&[("id", "a"), ("TEXT", "Rains.")]).unwrap_err();
        assert_eq!((long.file.as_str(), long.article_id.as_str()), ("3", "a"));
        assert!(
            long.reason.starts_with("longer than 5 bytes"),
            "{}",
            long.reason
        );
        let none = of(&[("id", "a"), ("title", "Rains.")]).unwrap_err();
        assert!(
            none.reason.starts_with("no field for the text"),
            "{}",
            none.reason
        );
    }
}
