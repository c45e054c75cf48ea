//! Captions of broadcasts, as WebVTT and SubRip have them: what is said, and who says it as far as
//! they tell.

use super::text;
use crate::corpus::Article;
use crate::corpus::tally::ReadAs;
use encoding_rs::Encoding;

/// A paragraph that is as long ends with the next sentence, in bytes.
const LONG: usize = 400;

/// The article in a file's bytes, without an id. A voice (`<v Ann Lee>`) is the label of a turn; a
/// line that is shown again, as captions that roll show it, is there once.
///
/// # Errors
/// The reason in words, if it cannot be read or has no captions.
pub(super) fn parse(
    bytes: Vec<u8>,
    given: Option<&'static Encoding>,
    read_as: &mut ReadAs,
) -> Result<Article, String> {
    let whole = text::parse(bytes, given, read_as)?.text;
    let mut paragraphs = Paragraphs::default();
    let mut is_shown = false;
    let mut has_captions = false;
    for line in whole.lines().map(str::trim) {
        if line.is_empty() {
            is_shown = false;
        } else if line.contains("-->") {
            (is_shown, has_captions) = (true, true);
        } else if is_shown {
            paragraphs.add(line);
        }
    }
    if !has_captions {
        return Err("no captions: there is no line with times (00:01.000 --> 00:04.000)".into());
    }
    Ok(Article {
        text: paragraphs.done.join("\n\n"),
        ..Article::default()
    })
}

#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
    /// Whose voice was heard last.
    voice: String,
    /// The line that was shown last.
    last: String,
}

impl Paragraphs {
    fn add(&mut self, line: &str) {
        let (voice, words) = voice_and_words(line);
        if words.is_empty() || words == self.last {
            return;
        }
        let others_turn = words.starts_with(['-', '–', '—']) || words.starts_with(">>");
        let voice = voice.unwrap_or_else(|| match others_turn {
            true => String::new(),
            false => self.voice.clone(),
        });
        let is_full = |p: &String| p.len() > LONG && p.ends_with(['.', '?', '!', '”', '"']);
        let goes_on = voice == self.voice && !others_turn;
        match self.done.last_mut() {
            Some(paragraph) if goes_on && !is_full(paragraph) => {
                paragraph.push(' ');
                paragraph.push_str(&words);
            }
            _ if goes_on || voice.is_empty() => self.done.push(words.clone()),
            _ => self.done.push(format!("{voice}: {words}")),
        }
        (self.voice, self.last) = (voice, words);
    }
}

/// Whose voice a line names, and the line without tags, `{\an8}` and entities.
fn voice_and_words(line: &str) -> (Option<String>, String) {
    let (mut voice, mut words, mut rest) = (None, String::new(), line);
    while let Some(at) = rest.find(['<', '{']) {
        let (open, close) = match rest.as_bytes()[at] {
            b'<' => ("<", '>'),
            _ => ("{\\", '}'),
        };
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = rest
            .strip_prefix(open)
            .and_then(|tag| tag.split_once(close));
        let Some((tag, after)) = tag else {
            words.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        };
        if let Some((name, of)) = tag.split_once(' ')
            && (name == "v" || name.starts_with("v."))
        {
            voice = Some(of.trim().to_owned());
        }
        rest = after;
    }
    words.push_str(rest);
    let words = html_escape::decode_html_entities(&words);
    (
        voice,
        words.split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(captions: &str) -> Result<String, String> {
        let mut read_as = ReadAs::new("vtt");
        let article = parse(captions.as_bytes().to_vec(), None, &mut read_as)?;
        Ok(article.text)
    }

    #[test]
    fn voices_are_labels_of_turns() {
        let captions = "WEBVTT - News at six\n\nNOTE by hand\n\n1\n00:01.000 --> 00:02.000 align:left\n\
            <v Ann Lee>The bridge\nwill stay <i>shut</i>.\n\n2\n00:02.000 --> 00:03.000\n\
            <v.loud Bo Ek>Until May &amp; no longer?\n";
        let text = read(captions).unwrap();
        assert_eq!(
            text,
            "Ann Lee: The bridge will stay shut.\n\nBo Ek: Until May & no longer?"
        );
    }

    #[test]
    fn lines_that_roll_are_there_once() {
        let captions = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}Rain is coming,\r\n\r\n2\r\n\
            00:00:02,000 --> 00:00:03,000\r\nRain is coming,\r\nthey say.\r\n\r\n3\r\n\
            00:00:03,000 --> 00:00:04,000\r\n- Is it 3 < 4?\r\n";
        let text = read(captions).unwrap();
        assert_eq!(text, "Rain is coming, they say.\n\n- Is it 3 < 4?");
    }

    #[test]
    fn a_text_without_times_is_refused() {
        assert!(read("It will rain.\n").unwrap_err().contains("no captions"));
    }
}
