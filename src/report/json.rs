//! JSON that may stand inside an HTML page.

use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Writes `value` as JSON without any character that HTML or JavaScript gives a meaning inside
/// a `<script>` element: no text in it can end the element or begin a comment.
pub fn write(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, InHtml);
    Ok(value.serialize(&mut serializer)?)
}

struct InHtml;

impl Formatter for InHtml {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut characters = from.chars();
            if let Some(special) = characters.next() {
                write!(writer, "\\u{:04x}", u32::from(special))?;
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: &impl Serialize) -> String {
        let mut out = Vec::new();
        write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            written(&"</script><!--&\u{2028}é\"\n"),
            r#""\u003c/script\u003e\u003c!--\u0026\u2028é\"\n""#
        );
    }

    proptest! {
        #[test]
        fn reads_back_as_it_was(text in "(\\PC|[<>&\u{2028}\u{2029}\"\\\\\n]){0,40}") {
            let json = written(&text);
            let has_special = json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
            prop_assert!(!has_special);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
