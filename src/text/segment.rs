use super::{Document, Span, blocks, paragraphs, quotations, segment_sentences};

/// Segments a text into paragraphs, sentences, quotations and blocks.
pub fn segment(text: &str) -> Document {
    segment_with(text, &[])
}

/// [`segment`] for a text of which `emphasized` are the paragraphs and cells of tables that its
/// source sets in bold, in order.
pub fn segment_with(text: &str, emphasized: &[Span]) -> Document {
    let paragraphs = set_apart(text, paragraphs(text), emphasized);
    let sentences = segment_sentences(text, &paragraphs);
    let quotations = quotations(text, &paragraphs);
    let blocks = blocks(text, &paragraphs, &quotations, emphasized);
    Document {
        paragraphs,
        sentences,
        quotations,
        blocks,
    }
}

/// Makes what is set in bold paragraphs of their own, where no blank line does.
fn set_apart(text: &str, paragraphs: Vec<Span>, emphasized: &[Span]) -> Vec<Span> {
    let mut apart = Vec::with_capacity(paragraphs.len());
    let mut bold = emphasized.iter().copied().peekable();
    for paragraph in paragraphs {
        let mut start = paragraph.start;
        while let Some(line) = bold.next_if(|line| line.start < paragraph.end) {
            if line.start < start || line.end > paragraph.end {
                continue;
            }
            apart.push(Span::new(start, line.start).trim(text));
            apart.push(line.trim(text));
            start = line.end;
        }
        apart.push(Span::new(start, paragraph.end).trim(text));
    }
    apart.retain(|span| !span.is_empty());
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_in_bold_is_a_paragraph() {
        let text = "One. Why? It is.\n\nWho?";
        let bold = [Span::new(5, 9), Span::new(18, 22)];
        let found = segment_with(text, &bold).paragraphs;
        let found: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["One.", "Why?", "It is.", "Who?"]);
    }

    #[test]
    fn what_is_in_bold_may_begin_or_end_a_paragraph() {
        let text = "Why? It is.\n\nIt was. Who?";
        let bold = ["Why?", "Who?"].map(|words| Span::find(text, words));
        let found = segment_with(text, &bold).paragraphs;
        let found: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["Why?", "It is.", "It was.", "Who?"]);
    }

    proptest! {
        #[test]
        fn paragraphs_hold_all_words(lines in prop::collection::vec(("[a “”é]{0,6}", any::<bool>()), 0..12)) {
            let (mut text, mut bold) = (String::new(), Vec::new());
            for (line, is_bold) in &lines {
                let start = text.len();
                text.push_str(line);
                if *is_bold && !line.is_empty() {
                    bold.push(Span::new(start, text.len()));
                }
                text.push('\n');
            }
            let document = segment_with(&text, &bold);
            let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let held: usize = document.paragraphs.iter().map(|span| words(span.of(&text))).sum();
            prop_assert_eq!(held, words(&text));
            prop_assert!(document.paragraphs.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let in_one = |part: &Span| document.paragraphs.iter().filter(|p| p.contains(*part)).count() == 1;
            prop_assert!(document.sentences.iter().all(in_one));
            prop_assert!(document.blocks.iter().all(|block| !block.span.is_empty()));
        }
    }
}
