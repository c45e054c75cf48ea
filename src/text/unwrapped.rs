use super::Document;
use std::borrow::Cow;

/// A text with spaces in the place of the line ends inside its paragraphs, so that it reads as
/// one that was never wrapped. It has the same length in bytes: every span fits both.
pub fn unwrapped<'t>(text: &'t str, document: &Document) -> Cow<'t, str> {
    let is_end = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}');
    let wrapped = |p: &&super::Span| p.of(text).contains(is_end);
    let mut read = String::new();
    let mut done = 0;
    for paragraph in document.paragraphs.iter().filter(wrapped) {
        read.push_str(&text[done..paragraph.start]);
        for c in paragraph.of(text).chars() {
            if is_end(c) {
                read.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else {
                read.push(c);
            }
        }
        done = paragraph.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    read.push_str(&text[done..]);
    Cow::Owned(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;
    use proptest::prelude::*;

    #[test]
    fn lines_of_one_paragraph_become_one() {
        let text = "She said: “The quay is low\r\nand the water high.”\nIt rained.";
        let expected = "She said: “The quay is low  and the water high.”\nIt rained.";
        assert_eq!(unwrapped(text, &segment(text)), expected);
    }

    proptest! {
        #[test]
        fn the_same_bytes_but_for_line_ends(text in "(\\PC|[\n\r\u{85}\u{2028} a-z“”]){0,200}") {
            let read = unwrapped(&text, &segment(&text));
            prop_assert_eq!(read.len(), text.len());
            let changed = |(i, _): &(usize, char)| text.is_char_boundary(*i);
            for (i, c) in read.char_indices().filter(changed) {
                let old = text[i..].chars().next();
                prop_assert!(old == Some(c) || c == ' ');
            }
        }
    }
}
