use super::{Frame, Shape, Tokens};
use std::ops::Range;

/// What the encoder reads at once: tokens with `[CLS]` in front and `[SEP]` behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Ids in the model's vocabulary.
    pub ids: Vec<u32>,
    /// Token types.
    pub types: Vec<u8>,
    /// Which tokens of the article it reads, `[CLS]`, `[SEP]` and title left out.
    pub tokens: Range<usize>,
    /// Which of these take their hidden vector from this window: those that have more context
    /// here than in the windows beside it.
    pub core: Range<usize>,
    /// Position of `tokens.start` in the window.
    pub offset: usize,
}

impl Window {
    /// The places of the core's tokens in the window: the rows that are kept of its vectors.
    pub fn kept(&self) -> Range<usize> {
        let from = self.offset + self.core.start - self.tokens.start;
        from..from + self.core.len()
    }
}

/// How articles are cut into windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowOptions {
    /// Tokens in a window, at most, `[CLS]` and `[SEP]` included.
    pub length: usize,
    /// Tokens that two windows in a row share, about.
    pub overlap: usize,
}

/// Cuts an article's tokens into windows that overlap and, where there is one near, end at a
/// sentence end. `title` is read as context in front of the first window.
pub fn windows(
    tokens: &Tokens,
    title: &Tokens,
    options: WindowOptions,
    frame: Frame,
) -> Vec<Window> {
    let body = options.length.saturating_sub(2).max(1);
    let overlap = options.overlap.min(body / 3);
    let title_length = title.ids.len().min(overlap);
    let total = tokens.ids.len();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < total {
        let room = if ranges.is_empty() {
            body - title_length
        } else {
            body
        };
        let end = last_cut(tokens, start, start + room);
        ranges.push(start..end);
        if end == total {
            break;
        }
        // The next window begins at the sentence in which the shared tokens begin.
        let shared = end.saturating_sub(overlap);
        let sentence = tokens.sentence_starts.partition_point(|&s| s <= shared);
        let sentence_start = tokens.sentence_starts[sentence.saturating_sub(1)];
        let near = sentence_start > start && shared - sentence_start <= overlap;
        start = if near {
            sentence_start
        } else {
            shared.max(start + 1)
        };
    }
    let cores = cores(&ranges, total);
    ranges
        .into_iter()
        .zip(cores)
        .enumerate()
        .map(|(number, (range, core))| {
            let title_length = if number == 0 { title_length } else { 0 };
            window(tokens, title, title_length, range, core, frame)
        })
        .collect()
}

/// The last sentence end in the second half of `start..limit`, or `limit` if there is none.
fn last_cut(tokens: &Tokens, start: usize, limit: usize) -> usize {
    if limit >= tokens.ids.len() {
        return tokens.ids.len();
    }
    let starts = &tokens.sentence_starts;
    let before = starts.partition_point(|&s| s <= limit);
    let cut = starts[before.saturating_sub(1)];
    if cut > start + (limit - start) / 2 {
        cut
    } else {
        limit
    }
}

/// Splits the tokens among the windows, in the middle of what two of them share.
fn cores(ranges: &[Range<usize>], total: usize) -> Vec<Range<usize>> {
    let middles = ranges
        .windows(2)
        .map(|pair| (pair[1].start + pair[0].end) / 2);
    let cuts: Vec<usize> = std::iter::once(0).chain(middles).chain([total]).collect();
    cuts.windows(2)
        .map(|pair| pair[0]..pair[1])
        .take(ranges.len())
        .collect()
}

fn window(
    tokens: &Tokens,
    title: &Tokens,
    title_length: usize,
    range: Range<usize>,
    core: Range<usize>,
    frame: Frame,
) -> Window {
    let length = title_length + range.len() + 2;
    let mut ids = Vec::with_capacity(length);
    let mut types = Vec::with_capacity(length);
    ids.push(frame.first);
    ids.extend(&title.ids[..title_length]);
    ids.extend(&tokens.ids[range.clone()]);
    ids.push(frame.last);
    types.push(Shape::Other as u8);
    types.extend(&title.types[..title_length]);
    types.extend(&tokens.types[range.clone()]);
    types.push(Shape::Other as u8);
    Window {
        ids,
        types,
        tokens: range,
        core,
        offset: 1 + title_length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: Frame = Frame {
        first: 101,
        last: 102,
    };

    fn tokens(sentences: &[usize]) -> Tokens {
        let mut tokens = Tokens::default();
        for &length in sentences {
            tokens.sentence_starts.push(tokens.ids.len());
            for _ in 0..length {
                tokens.ids.push(tokens.ids.len() as u32);
                tokens.types.push(0);
            }
        }
        tokens
    }

    fn cut(sentences: &[usize], length: usize, overlap: usize) -> Vec<Window> {
        let options = WindowOptions { length, overlap };
        windows(&tokens(sentences), &Tokens::default(), options, FRAME)
    }

    #[test]
    fn a_short_article_is_one_window() {
        let windows = cut(&[3, 2], 10, 2);
        assert_eq!(windows.len(), 1);
        assert_eq!(windows[0].ids, [101, 0, 1, 2, 3, 4, 102]);
        assert_eq!((windows[0].core.clone(), windows[0].offset), (0..5, 1));
        assert!(cut(&[], 10, 2).is_empty());
    }

    #[test]
    fn windows_end_at_sentences_and_share_one() {
        let windows = cut(&[4, 3, 3, 4], 12, 3);
        let ranges: Vec<_> = windows.iter().map(|w| w.tokens.clone()).collect();
        assert_eq!(ranges, [0..10, 7..14]);
        assert_eq!(windows[0].core, 0..8);
        assert_eq!(windows[1].core, 8..14);
    }

    #[test]
    fn the_title_stands_before_the_first_window() {
        let mut title = tokens(&[2]);
        title.ids = vec![900, 901];
        let options = WindowOptions {
            length: 12,
            overlap: 3,
        };
        let windows = windows(&tokens(&[4, 3, 3, 4]), &title, options, FRAME);
        assert_eq!(windows[0].ids[..4], [101, 900, 901, 0]);
        assert_eq!(windows[0].offset, 3);
        assert_eq!(windows[1].offset, 1);
    }

    proptest! {
        #[test]
        fn every_token_has_one_core(
            sentences in prop::collection::vec(1usize..40, 0..40),
            length in 3usize..60,
            overlap in 0usize..40,
            title in 0usize..30,
        ) {
            let tokens = tokens(&sentences);
            let title = self::tokens(&[title]);
            let windows = windows(&tokens, &title, WindowOptions { length, overlap }, FRAME);
            let mut at = 0;
            for window in &windows {
                prop_assert_eq!(window.core.start, at);
                at = window.core.end;
                prop_assert!(window.ids.len() <= length.max(3));
                prop_assert!(window.tokens.start <= window.core.start && window.core.end <= window.tokens.end);
                let first = window.tokens.start;
                prop_assert_eq!(window.ids[window.offset], first as u32);
            }
            prop_assert_eq!(at, tokens.ids.len());
        }
    }
}
