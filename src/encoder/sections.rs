use super::wordless::is_wordless;
use crate::text::{Document, Span};

/// An article's sentences in groups that are tagged one after another, so that the memory
/// for tokens does not grow with the article; sentences without words are left out. How many
/// tokens a group has depends on its text: see [`super::Tokens::parts`].
///
/// A section is cut between paragraphs where it can be. A sentence longer than
/// 8 KiB is cut too, between words: there is no such sentence, but there are files
/// without a full stop.
pub fn sections(text: &str, document: &Document) -> Vec<Vec<Span>> {
    let mut sections: Vec<Vec<Span>> = Vec::new();
    let mut paragraph: Vec<Span> = Vec::new();
    let mut room = 0;
    let mut add = |paragraph: &mut Vec<Span>| {
        let Some(length) = bytes(paragraph) else {
            return;
        };
        match sections.last_mut() {
            Some(section) if length <= room => {
                room -= length;
                section.append(paragraph);
            }
            _ => {
                room = MAX_SECTION.saturating_sub(length);
                sections.push(std::mem::take(paragraph));
            }
        }
    };
    let mut paragraphs = document.paragraphs.iter().peekable();
    for &sentence in &document.sentences {
        while paragraphs.next_if(|p| p.end <= sentence.start).is_some() {
            add(&mut paragraph);
        }
        if is_wordless(sentence.of(text)) {
            continue;
        }
        for piece in pieces(text, sentence) {
            let length = bytes(&paragraph).unwrap_or(0);
            if length + piece.len() > MAX_SECTION {
                add(&mut paragraph);
            }
            paragraph.push(piece);
        }
    }
    add(&mut paragraph);
    sections
}

/// Bytes in a section, at most.
const MAX_SECTION: usize = 1 << 15;

/// Bytes in a sentence that is left whole, at most.
const MAX_SENTENCE: usize = 1 << 13;

/// From the first to the last of some sentences.
fn bytes(sentences: &[Span]) -> Option<usize> {
    Some(sentences.first()?.cover(*sentences.last()?).len())
}

fn pieces(text: &str, sentence: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while rest.len() > MAX_SENTENCE {
        let limit = text.floor_char_boundary(rest.start + MAX_SENTENCE);
        let space = text[rest.start..limit].rfind(char::is_whitespace);
        // Without a space the cut goes through a word.
        let cut = space
            .filter(|&at| at > 0)
            .map_or(limit, |at| rest.start + at);
        pieces.push(Span::new(rest.start, cut));
        rest = Span::new(cut, rest.end);
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;

    #[test]
    fn a_short_article_is_one_section() {
        let text = "One. Two.\n\nThree.";
        assert_eq!(sections(text, &segment(text)), [segment(text).sentences]);
        assert!(sections("", &segment("")).is_empty());
    }

    #[test]
    fn rows_of_numbers_are_left_out() {
        let text = "It rained.\n\n1 2 3 4\n\n5 6 7 8\n\nIt snowed.";
        let document = segment(text);
        let found = sections(text, &document).concat();
        let sentences: Vec<&str> = found.iter().map(|s| s.of(text)).collect();
        assert_eq!(sentences, ["It rained.", "It snowed."]);
    }

    #[test]
    fn long_articles_are_cut_between_paragraphs() {
        let text = format!("{}\n\n", "Word by word it goes on. ".repeat(400)).repeat(20);
        let document = segment(&text);
        let sections = sections(&text, &document);
        assert_eq!(sections.len(), 7);
        for section in &sections {
            assert!(
                document
                    .paragraphs
                    .iter()
                    .any(|p| p.start == section[0].start)
            );
            assert!(bytes(section).unwrap() <= MAX_SECTION);
        }
        assert_eq!(sections.concat(), document.sentences);
    }

    #[test]
    fn endless_sentences_are_cut_between_words() {
        let text = "wörd ".repeat(40_000);
        let document = segment(&text);
        assert_eq!(document.sentences.len(), 1);
        let sections = sections(&text, &document);
        assert_eq!(sections.len(), 8);
        let words: usize = sections
            .iter()
            .flatten()
            .map(|s| s.of(&text).split(' ').filter(|w| *w == "wörd").count())
            .sum();
        assert_eq!(words, 40_000);
    }
}
