//! Plain text: one article a file, its text the file's content.

use encoding_rs::{Encoding, UTF_8};

use crate::corpus::Article;
use crate::corpus::encoding::{Decoder, told};
use crate::corpus::tally::ReadAs;

/// The article that a text file's bytes make, without an id.
///
/// UTF-8 is kept as it is: line ends, NUL bytes and a byte order mark, which is then the
/// first character of the text (as in Python's `open(encoding="utf-8")`), so that offsets
/// count from the start of the file. UTF-16 with a byte order mark is decoded; there the
/// mark only tells the encoding and is no part of the text, unless another encoding is `given`.
/// Of anything else the encoding is guessed, unless it is given.
pub(super) fn parse(
    bytes: Vec<u8>,
    given: Option<&'static Encoding>,
    read_as: &mut ReadAs,
) -> Result<Article, String> {
    let text = match told(&bytes, given) {
        (Some(utf_16), mark @ 2) => {
            read_as.add(utf_16.name());
            let text = utf_16.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
            text.ok_or_else(|| format!("invalid {}", utf_16.name()))?
                .into_owned()
        }
        _ => {
            let mut decoder = Decoder::new(given);
            let text = decoder.decode(&bytes)?.into_owned();
            if let Some(encoding) = decoder.found().or(given.filter(|&given| given != UTF_8)) {
                read_as.add(encoding.name());
            }
            text
        }
    };
    Ok(Article {
        text,
        ..Article::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, String> {
        let article = parse(bytes.to_vec(), None, &mut ReadAs::default());
        article.map(|article| article.text)
    }

    #[test]
    fn the_text_is_the_content() {
        let content = "Zoë said\0:\r\n«x»\n\r";
        assert_eq!(text(content.as_bytes()).unwrap(), content);
        assert_eq!(text(b"").unwrap(), "");
        assert_eq!(text(b"\xef\xbb\xbfa").unwrap(), "\u{feff}a");
    }

    #[test]
    fn what_is_no_text_is_rejected_with_its_place() {
        assert_eq!(text(b"ab\xe9c").unwrap(), "abéc");
        assert_eq!(text(b"ab\xe9\0").unwrap_err(), "invalid UTF-8 at byte 3");
    }

    #[test]
    fn utf16_with_a_mark_is_decoded() {
        assert_eq!(text(b"\xff\xfeH\0\xeb\0").unwrap(), "Hë");
        assert_eq!(text(b"\xfe\xff\0H\0\xeb").unwrap(), "Hë");
        assert_eq!(text(b"\xff\xfe\x00\xd8").unwrap_err(), "invalid UTF-16LE");
        assert_eq!(text(b"\xff\xfeH\0\xeb").unwrap_err(), "invalid UTF-16LE");
    }
}
