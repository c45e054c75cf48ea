//! Stage directions of a transcript: “[Applause]”, “(CROSSTALK)”, time codes.

use crate::text::Span;

/// Beginnings of words in directions.
const STEMS: [&str; 38] = [
    "applau",
    "audio",
    "begin",
    "boo",
    "break",
    "cheer",
    "chuckl",
    "clip",
    "commercial",
    "cough",
    "cross-talk",
    "crosstalk",
    "cry",
    "end",
    "gasp",
    "gavel",
    "inaudible",
    "indistinct",
    "interrupt",
    "laugh",
    "music",
    "nod",
    "noise",
    "off-mic",
    "overlap",
    "pause",
    "playing",
    "recording",
    "shout",
    "sigh",
    "silence",
    "sing",
    "smil",
    "tape",
    "translat",
    "unintelligible",
    "video",
    "whistl",
];

/// Bytes of a direction, at most.
const LONGEST: usize = 80;

/// Adds what somebody says in these words: all but the directions, trimmed, never empty pieces.
pub(super) fn spoken(text: &str, words: Span, pieces: &mut Vec<Span>) {
    let mut start = words.start;
    let mut add = |span: Span| {
        let span = span.trim(text);
        if span.of(text).contains(char::is_alphanumeric) {
            pieces.push(span);
        }
    };
    let mut at = words.start;
    while let Some(open) = text[at..words.end].find(['[', '(']).map(|i| at + i) {
        at = open + 1;
        if let Some(direction) = direction(text, Span::new(open, words.end)) {
            add(Span::new(start, direction.start));
            start = direction.end;
            at = direction.end;
        }
    }
    add(Span::new(start, words.end));
}

/// The direction with which a span begins, its brackets included.
pub(super) fn direction(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let close = match words.as_bytes().first()? {
        b'[' => ']',
        b'(' => ')',
        _ => return None,
    };
    let limit = words.floor_char_boundary(LONGEST.min(words.len()));
    let end = words[..limit].find(close)?;
    is_direction(&words[1..end]).then(|| Span::new(span.start, span.start + end + 1))
}

fn is_direction(inside: &str) -> bool {
    if is_time(inside) {
        return true;
    }
    let folded = inside.to_lowercase();
    let mut words = folded.split_whitespace();
    let known = |word: &str| STEMS.iter().any(|stem| word.starts_with(stem));
    if words.clone().count() <= 6 && words.any(known) {
        return true;
    }
    // "(VIDEO FROM THE FIELD)": an abbreviation is one word.
    let capitals = !inside.contains(char::is_lowercase) && inside.contains(char::is_uppercase);
    capitals && inside.split_whitespace().nth(1).is_some()
}

/// "00:01:10", "12:04".
pub(super) fn is_time(words: &str) -> bool {
    let mut parts = 0;
    for part in words.trim().split(':') {
        if !(1..=2).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        parts += 1;
    }
    (2..=3).contains(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_no_words_of_the_speaker() {
        let said = |text: &str| {
            let mut pieces = Vec::new();
            spoken(text, Span::new(0, text.len()), &mut pieces);
            pieces
                .iter()
                .map(|p| p.of(text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(said("It is (laughs) late. [Applause]"), ["It is", "late."]);
        assert_eq!(said("That is not the (CROSSTALK)"), ["That is not the"]);
        assert_eq!(said("[00:12] Yes. (BEGIN VIDEO CLIP)"), ["Yes."]);
        assert_eq!(said("Did you (FROM THE FIELD) go?"), ["Did you", "go?"]);
        assert!(said("(APPLAUSE)").is_empty());
        for whole in [
            "They [the miners] left NATO (the alliance) in May.",
            "The union (ETA) (",
            "It is [sic] so.",
            "She met (Ana Lund) there.",
            "It was (20 30) then.",
        ] {
            assert_eq!(said(whole), [whole]);
        }
    }
}
