use crate::error::{Error, Result};
use crate::folder::read_json;
use crate::text::{Document, Span};
use serde::Deserialize;
use std::borrow::Cow;
use std::path::Path;
use tokenizers::Tokenizer as WordPiece;
use tokenizers::models::wordpiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;

/// Ids of the tokens around a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `[CLS]`
    pub first: u32,
    /// `[SEP]`
    pub last: u32,
}

/// The tokens of one article, in text order, with all that the encoder is told of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// Ids in the model's vocabulary.
    pub ids: Vec<u32>,
    /// Token types: the [`Shape`] of the token's word, plus [`INSIDE_QUOTATION`] if the token
    /// stands inside quotation marks, plus [`PARAGRAPH_START`] if a paragraph begins with it.
    pub types: Vec<u8>,
    /// Where each stands in the text.
    pub spans: Vec<Span>,
    /// Index of the first token of each sentence that has tokens, ascending.
    pub sentence_starts: Vec<usize>,
    /// The same for paragraphs.
    pub paragraph_starts: Vec<usize>,
}

impl Tokens {
    /// Number of the paragraph that a token stands in, counted from 1 among those with tokens.
    pub fn paragraph_of(&self, token: usize) -> usize {
        self.paragraph_starts
            .partition_point(|&start| start <= token)
    }

    /// The tokens that lie at least partly in a span; `None` if there are none.
    pub fn located(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let first = self.spans.partition_point(|t| t.end <= span.start);
        let range = first..self.spans.partition_point(|t| t.start < span.end);
        (!range.is_empty()).then_some(range)
    }

    /// Some of the tokens as a text of their own; if that is all of them, they themselves.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Cow<'_, Self> {
        if range == (0..self.ids.len()) {
            return Cow::Borrowed(self);
        }
        let starts = |starts: &[usize]| {
            let inside = starts
                .iter()
                .filter(|s| range.start < **s && **s < range.end);
            let inside = inside.map(|s| s - range.start);
            std::iter::once(0).chain(inside).collect()
        };
        Cow::Owned(Self {
            ids: self.ids[range.clone()].to_vec(),
            types: self.types[range.clone()].to_vec(),
            spans: self.spans[range.clone()].to_vec(),
            sentence_starts: starts(&self.sentence_starts),
            paragraph_starts: starts(&self.paragraph_starts),
        })
    }

    /// Cuts the tokens into parts of at most `most`, or of one sentence that is longer: between
    /// paragraphs where it can be, else between sentences. No tokens are no part.
    pub fn parts(&self, most: usize) -> Vec<std::ops::Range<usize>> {
        let total = self.ids.len();
        let last = |starts: &[usize], from: usize| {
            let before = starts.partition_point(|&start| start <= from + most);
            let start = starts[..before].last().copied();
            start.filter(|&start| start > from)
        };
        let mut parts = Vec::new();
        let mut from = 0;
        while from < total {
            let to = if total - from <= most {
                total
            } else {
                let next = || self.sentence_starts.iter().copied().find(|&s| s > from);
                last(&self.paragraph_starts, from)
                    .or_else(|| last(&self.sentence_starts, from))
                    .or_else(next)
                    .unwrap_or(total)
            };
            parts.push(from..to);
            from = to;
        }
        parts
    }

    /// The text from the first to the last of some tokens; there must be at least one.
    pub fn span(&self, tokens: std::ops::Range<usize>) -> Span {
        Span::new(
            self.spans[tokens.start].start,
            self.spans[tokens.end - 1].end,
        )
    }
}

/// Added to the token type of tokens inside quotation marks, the marks included.
pub const INSIDE_QUOTATION: u8 = 4;

/// Added to the token type of the first token of a paragraph: line ends are no tokens, and the
/// encoder would not know.
pub const PARAGRAPH_START: u8 = 8;

/// How a word is capitalized; the vocabulary is lower-case and does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// All letters are lower-case.
    Lower = 0,
    /// The first letter is upper-case, and not all of two or more are.
    Title = 1,
    /// Two or more letters, all upper-case.
    Upper = 2,
    /// No letters with case; or an upper-case letter after a lower-case first one.
    Other = 3,
}

impl Shape {
    /// The shape of one word.
    pub fn of(word: &str) -> Self {
        let mut letters = word
            .chars()
            .filter(|c| c.is_lowercase() || c.is_uppercase());
        let Some(first) = letters.next() else {
            return Self::Other;
        };
        let (mut upper, mut lower) = (0, 0);
        for letter in letters {
            if letter.is_uppercase() {
                upper += 1;
            } else {
                lower += 1;
            }
        }
        match (first.is_uppercase(), upper, lower) {
            (true, 1.., 0) => Self::Upper,
            (true, _, _) => Self::Title,
            (false, 0, _) => Self::Lower,
            (false, _, _) => Self::Other,
        }
    }
}

/// Cuts text into the word pieces of a model's vocabulary.
pub struct Tokenizer {
    word_piece: WordPiece,
}

impl Tokenizer {
    /// Reads `tokenizer.json` (Hugging Face) from a model folder.
    ///
    /// # Errors
    /// [`Error::Model`] if the file is missing or not a tokenizer.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("tokenizer.json");
        let word_piece = WordPiece::from_file(&path).map_err(fault(folder, "tokenizer.json"))?;
        Self::new(word_piece)
    }

    /// Reads the tokenizer of a BERT as it was published: `tokenizer.json`, or else `vocab.txt`
    /// and, if it is there, `tokenizer_config.json`, which says whether letters are lower-cased
    /// (they are if it says nothing).
    ///
    /// # Errors
    /// [`Error::Model`] if there is neither file or one of them is not what it should be.
    pub fn load_bert(folder: &Path) -> Result<Self> {
        #[derive(Default, Deserialize)]
        struct Settings {
            do_lower_case: Option<bool>,
        }
        if folder.join("tokenizer.json").is_file() {
            return Self::load(folder);
        }
        let settings = if folder.join("tokenizer_config.json").is_file() {
            read_json(folder, "tokenizer_config.json")?
        } else {
            Settings::default()
        };
        let vocabulary = folder.join("vocab.txt");
        let model = wordpiece::WordPiece::from_file(&vocabulary.to_string_lossy())
            .unk_token("[UNK]".into())
            .build()
            .map_err(fault(folder, "vocab.txt"))?;
        let lower_case = settings.do_lower_case.unwrap_or(true);
        let mut word_piece = WordPiece::new(model);
        word_piece
            .with_normalizer(Some(BertNormalizer::new(true, true, None, lower_case)))
            .map_err(fault(folder, "vocab.txt"))?
            .with_pre_tokenizer(Some(BertPreTokenizer));
        Self::new(word_piece)
    }

    fn new(mut word_piece: WordPiece) -> Result<Self> {
        // An article that contains "[SEP]" means the words, not the token.
        word_piece.set_encode_special_tokens(true);
        let unlimited = word_piece.with_truncation(None);
        unlimited
            .map_err(|error| Error::Engine(error.to_string()))?
            .with_padding(None);
        Ok(Self { word_piece })
    }

    /// The id of a token of the vocabulary, such as `[CLS]`.
    pub fn id_of(&self, token: &str) -> Option<u32> {
        self.word_piece.token_to_id(token)
    }

    /// The tokens around a window; `folder` is where the tokenizer was read.
    ///
    /// # Errors
    /// [`Error::Model`] if the vocabulary lacks one.
    pub fn frame(&self, folder: &Path) -> Result<Frame> {
        let token = |name: &str| {
            self.id_of(name).ok_or_else(|| Error::Model {
                path: folder.to_owned(),
                reason: format!("tokenizer.json: no token {name}"),
            })
        };
        Ok(Frame {
            first: token("[CLS]")?,
            last: token("[SEP]")?,
        })
    }

    /// Whether a token goes on with the word of the one before.
    pub fn continues_word(&self, id: u32) -> bool {
        let token = self.word_piece.id_to_token(id);
        token.is_some_and(|token| token.starts_with("##"))
    }

    /// Tokenizes a segmented text.
    ///
    /// # Errors
    /// [`Error::Engine`] if the tokenizer fails.
    pub fn tokenize(&self, text: &str, document: &Document) -> Result<Tokens> {
        self.tokenize_sentences(text, document, &document.sentences)
    }

    /// Tokenizes some sentences of a segmented text, one by one.
    ///
    /// # Errors
    /// [`Error::Engine`] if the tokenizer fails.
    pub fn tokenize_sentences(
        &self,
        text: &str,
        document: &Document,
        sentences: &[Span],
    ) -> Result<Tokens> {
        let mut tokens = Tokens::default();
        let Some(first) = sentences.first() else {
            return Ok(tokens);
        };
        let quotations = &document.quotations;
        let before = quotations.partition_point(|q| q.span.start < first.start);
        // Of those that begin before, only the outermost around the start can reach into it.
        let around = document.quotation_around(Span::new(first.start, first.start));
        let outermost = quotations[before..].iter().filter(|q| q.depth == 0);
        let mut quotations = around.into_iter().chain(outermost).peekable();
        let mut last_paragraph = None;
        for &sentence in sentences {
            let words = sentence.of(text);
            let encoding = self
                .word_piece
                .encode(words, false)
                .map_err(|error| Error::Engine(error.to_string()))?;
            if encoding.is_empty() {
                continue;
            }
            tokens.sentence_starts.push(tokens.ids.len());
            let paragraph = document.paragraph_at(sentence.start);
            let first = tokens.ids.len();
            let begins_paragraph = paragraph != last_paragraph;
            if begins_paragraph {
                tokens.paragraph_starts.push(first);
                last_paragraph = paragraph;
            }
            let shapes = shapes(words, encoding.get_offsets(), encoding.get_word_ids());
            for ((&id, &(start, end)), shape) in encoding
                .get_ids()
                .iter()
                .zip(encoding.get_offsets())
                .zip(shapes)
            {
                let span = Span::new(sentence.start + start, sentence.start + end);
                while quotations.next_if(|q| q.span.end <= span.start).is_some() {}
                let inside = quotations.peek().is_some_and(|q| q.span.contains(span));
                tokens.ids.push(id);
                tokens
                    .types
                    .push(shape as u8 + if inside { INSIDE_QUOTATION } else { 0 });
                tokens.spans.push(span);
            }
            if begins_paragraph {
                tokens.types[first] |= PARAGRAPH_START;
            }
        }
        Ok(tokens)
    }
}

/// Makes an error about a file of a model folder.
fn fault(folder: &Path, file: &str) -> impl FnOnce(tokenizers::Error) -> Error {
    move |error| Error::Model {
        path: folder.to_owned(),
        reason: format!("{file}: {error}"),
    }
}

/// The shape of the word that each token is a piece of.
fn shapes(text: &str, offsets: &[(usize, usize)], words: &[Option<u32>]) -> Vec<Shape> {
    let mut shapes = Vec::with_capacity(offsets.len());
    let mut start = 0;
    while start < offsets.len() {
        let end = (start + 1..offsets.len())
            .find(|&i| words[i].is_none() || words[i] != words[start])
            .unwrap_or(offsets.len());
        let word = text
            .get(offsets[start].0..offsets[end - 1].1)
            .unwrap_or_default();
        shapes.resize(end, Shape::of(word));
        start = end;
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/en");
        Tokenizer::load(&folder).expect("the default model's tokenizer")
    });

    fn tokens(text: &str) -> Tokens {
        TOKENIZER.tokenize(text, &segment(text)).expect("tokens")
    }

    #[test]
    fn shapes_of_words() {
        let shapes = [
            "said", "Said", "I", "NATO", "iPhone", "McDonald", "2016", "ÉTÉ", "東京",
        ];
        use Shape::*;
        let expected = [
            Lower, Title, Title, Upper, Other, Title, Other, Upper, Other,
        ];
        assert_eq!(shapes.map(Shape::of), expected);
    }

    #[test]
    fn parts_end_with_paragraphs_where_they_can() {
        let tokens = Tokens {
            ids: vec![0; 22],
            sentence_starts: vec![0, 3, 6, 9, 13, 20],
            paragraph_starts: vec![0, 6, 13],
            ..Tokens::default()
        };
        assert_eq!(tokens.parts(22).len(), 1);
        assert_eq!(tokens.parts(10), [0..6, 6..13, 13..22]);
        // The third paragraph does not fit, and its first sentence is longer than allowed.
        assert_eq!(tokens.parts(6), [0..6, 6..9, 9..13, 13..20, 20..22]);
    }

    #[test]
    fn types_tell_case_and_quotation() {
        let text = "“Go,” NATO said.";
        let tokens = tokens(text);
        let words: Vec<&str> = tokens.spans.iter().map(|s| s.of(text)).collect();
        assert_eq!(words, ["“", "Go", ",", "”", "NATO", "said", "."]);
        assert_eq!(tokens.types, [15, 5, 7, 7, 2, 0, 3]);
        assert_eq!(tokens.sentence_starts, [0]);
        let tokens = self::tokens("One. Two.\n\nThree.");
        assert_eq!(
            (tokens.sentence_starts, tokens.paragraph_starts),
            (vec![0, 2, 4], vec![0, 4])
        );
    }

    #[test]
    fn special_tokens_in_a_text_are_words() {
        assert!(
            !tokens("see [SEP] here")
                .ids
                .contains(&TOKENIZER.id_of("[SEP]").unwrap())
        );
    }

    proptest! {
        #[test]
        fn spans_ascend_on_character_boundaries(text in "\\PC{0,200}|[\\s\\S]{0,80}") {
            let tokens = tokens(&text);
            let mut last = 0;
            for span in &tokens.spans {
                prop_assert!(text.get(span.start..span.end).is_some());
                prop_assert!(span.start >= last);
                last = span.start;
            }
            prop_assert_eq!(tokens.ids.len(), tokens.types.len());
        }

        #[test]
        fn parts_are_whole_sentences_and_no_longer_than_allowed(
            lengths in prop::collection::vec((1usize..9, any::<bool>()), 0..40),
            most in 1usize..30,
        ) {
            let mut tokens = Tokens::default();
            for (length, begins_paragraph) in lengths {
                let start = tokens.ids.len();
                tokens.sentence_starts.push(start);
                if begins_paragraph || start == 0 {
                    tokens.paragraph_starts.push(start);
                }
                tokens.ids.resize(start + length, 0);
            }
            let parts = tokens.parts(most);
            let mut end = 0;
            for part in parts {
                prop_assert_eq!(part.start, end);
                prop_assert!(part.end > part.start);
                prop_assert!(tokens.sentence_starts.contains(&part.start));
                let sentences = tokens.sentence_starts.iter().filter(|s| part.contains(s));
                prop_assert!(part.len() <= most || sentences.count() == 1);
                end = part.end;
            }
            prop_assert_eq!(end, tokens.ids.len());
        }
    }
}
