//! The whole way on arbitrary text: no panic, every span slices, offsets round-trip.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sayso::claims::{Claim, Passage, csv as claims_csv};
use sayso::corpus::Article;
use sayso::pipeline::{Analysis, Pipeline};
use sayso::text::{CharacterOffsets, Span};
use std::sync::LazyLock;

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::default_model().expect("the model that comes with the program"));

/// What quotation marks, sentences and paragraphs hang on, more often than chance has it.
const FRAGMENTS: [&str; 36] = [
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    "``",
    "''",
    "…",
    "—",
    ". ",
    "? ",
    ", ",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{200d}",
    "e\u{301}",
    "\0",
    "👩‍🔬",
    "said",
    " said",
    "She ",
    "Ann Lee ",
    "according to ",
    "officials ",
    "told ",
    "that ",
    "It’s ",
];

/// A piece of news-like text, or any characters of Unicode.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned),
        3 => "[a-zA-Z]{1,9} ",
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{1,12}",
    ]
}

/// Texts of up to `fragments` fragments.
fn text(fragments: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), fragments).prop_map(|parts| parts.concat())
}

/// Checks `cases` texts; a failure is shrunk in few steps, for each runs the model.
fn check_many(cases: u32, texts: impl Strategy<Value = String>) {
    let config = ProptestConfig {
        cases,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let checked = TestRunner::new(config).run(&texts, |text| check(&text));
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn short_texts() {
    check_many(96, text(0..=60));
}

#[test]
fn any_characters() {
    check_many(48, "(?s).{0,200}".prop_map(String::from));
}

#[test]
fn medium_texts() {
    check_many(8, text(500..=1500));
}

#[test]
fn a_long_text() {
    let long = |parts: String| {
        let mut text = parts;
        let mut end = 100_000.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text
    };
    check_many(1, text(24_000..=24_000).prop_map(long));
}

#[test]
fn a_quotation_opened_everywhere_and_closed_nowhere() {
    for mark in ["“", "\"", "‘", "«"] {
        let sentence = format!("{mark}Rain is coming, said the farmer. ");
        check(&sentence.repeat(100)).unwrap();
        check(&format!("{sentence}\n\n").repeat(50)).unwrap();
    }
}

#[test]
fn texts_with_nothing_in_them() {
    for text in ["", " ", "\n\n\n", "\0", "”", "\u{feff}", "’’’’’’"] {
        check(text).unwrap();
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let article = Article {
        id: "any".into(),
        text: text.to_owned(),
        ..Article::default()
    };
    let (analysis, workings) = PIPELINE
        .analyze_with_workings(article)
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&analysis.article.text, text, "the text stays as it is");
    let offsets = CharacterOffsets::new(text);

    let document = &workings.document;
    let quotations = document.quotations.iter();
    let spans = (document.paragraphs.iter().copied())
        .chain(document.sentences.iter().copied())
        .chain(quotations.flat_map(|q| [q.span, q.inner]))
        .chain(analysis.entities.iter().map(|e| e.span))
        .chain(workings.attributions.iter().flat_map(|a| {
            [&a.content, &a.source, &a.cue]
                .into_iter()
                .flatten()
                .copied()
                .collect::<Vec<_>>()
        }))
        .chain(analysis.speakers.speakers.iter().flat_map(|s| {
            s.mentions
                .iter()
                .copied()
                .chain([s.name])
                .collect::<Vec<_>>()
        }));
    for span in spans {
        check_span(text, &offsets, span)?;
    }
    for confidence in (analysis.entities.iter().map(|e| e.confidence))
        .chain(workings.attributions.iter().map(|a| a.confidence))
    {
        prop_assert!((0.0..=1.0).contains(&confidence), "confidence {confidence}");
    }
    prop_assert_eq!(analysis.claims.len(), workings.attributions.len());
    check_claims(text, &offsets, &analysis)
}

fn check_span(text: &str, offsets: &CharacterOffsets, span: Span) -> Result<(), TestCaseError> {
    prop_assert!(
        text.get(span.start..span.end).is_some(),
        "{span:?} does not slice"
    );
    let (start, end) = offsets.span(span);
    prop_assert_eq!(offsets.to_span(start, end), Some(span));
    Ok(())
}

fn check_claims(
    text: &str,
    offsets: &CharacterOffsets,
    analysis: &Analysis,
) -> Result<(), TestCaseError> {
    let characters: Vec<char> = text.chars().collect();
    let mut before = 0;
    for (i, claim) in analysis.claims.iter().enumerate() {
        prop_assert_eq!(claim.id, i + 1);
        prop_assert!(!claim.content.is_empty());
        prop_assert!(claim.content[0].start >= before, "claims are in text order");
        before = claim.content[0].start;
        for passages in [&claim.content, &claim.source, &claim.cue] {
            prop_assert!(
                passages.windows(2).all(|w| w[0].end <= w[1].start),
                "pieces are disjoint and in order"
            );
            prop_assert!(passages.iter().all(|p| !p.text.is_empty()));
        }
        for passage in passages_of(claim) {
            let words: String = characters[passage.start..passage.end].iter().collect();
            prop_assert_eq!(&words, &passage.text);
            prop_assert_eq!(passage.span.of(text), &passage.text);
            prop_assert_eq!(
                offsets.to_span(passage.start, passage.end),
                Some(passage.span)
            );
        }
    }

    // What is read back from CSV is what was written.
    let mut out = Vec::new();
    claims_csv::write_header(&mut out, &claims_csv::CLAIM_COLUMNS).unwrap();
    claims_csv::write_claims(&mut out, &analysis.article, &analysis.claims).unwrap();
    let mut reader = csv::Reader::from_reader(&out[..]);
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(rows.len(), analysis.claims.len());
    for (row, claim) in rows.iter().zip(&analysis.claims) {
        let words: Vec<&str> = claim.content.iter().map(|p| p.text.as_str()).collect();
        prop_assert_eq!(&row[3], words.join(claims_csv::PIECE_SEPARATOR));
    }
    Ok(())
}

fn passages_of(claim: &Claim) -> impl Iterator<Item = &Passage> {
    [&claim.content, &claim.source, &claim.cue]
        .into_iter()
        .flatten()
        .chain(&claim.sentence)
}
