//! Paragraphs, sentences, quotations and character offsets of any text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso::text::{CharacterOffsets, Span, segment};

fuzz_target!(|text: &str| {
    let document = segment(text);
    let offsets = CharacterOffsets::new(text);
    let quotations = document.quotations.iter();
    let spans = (document.paragraphs.iter().copied())
        .chain(document.sentences.iter().copied())
        .chain(quotations.flat_map(|quotation| [quotation.span, quotation.inner]));
    for span in spans {
        assert!(
            text.get(span.start..span.end).is_some(),
            "{span:?} does not slice"
        );
        let (start, end) = offsets.span(span);
        assert_eq!(offsets.to_span(start, end), Some(span));
    }
    let mut at = 0;
    for &Span { start, end } in &document.sentences {
        assert!(at <= start && start < end);
        assert!(text[at..start].trim().is_empty(), "words between sentences");
        at = end;
    }
    assert!(text[at..].trim().is_empty(), "words behind the sentences");
});
