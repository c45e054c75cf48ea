//! Posts as they stand in articles: words, and below them who signs: “— Name (@handle) date”.

use super::labels::Label;
use super::paragraph::Paragraph;
use super::{Block, BlockKind};
use crate::text::Span;

/// Bytes of a signature, at most.
const LONGEST: usize = 160;

/// Where a post's pictures and links point to.
const LINKS: [&str; 3] = ["pic.twitter.com/", "https://t.co/", "http://t.co/"];

/// If the paragraph is a signature, or ends with one, makes it and what it signs a post.
pub(super) fn sign(text: &str, paragraph: &Paragraph, blocks: &mut Vec<Block>) -> bool {
    let Some(label) = signature(text, paragraph.span) else {
        return false;
    };
    let before = Span::new(paragraph.span.start, label.mark.start).trim(text);
    let (kind, handle) = (BlockKind::Post, label.handle);
    if !before.is_empty() {
        blocks.push(Block {
            kind,
            span: paragraph.span,
            label: Some(label),
            content: words(text, &[before]),
            lead_in: None,
            is_question: false,
        });
        return true;
    }
    let signed = blocks.last_mut().filter(|block| {
        let quoted = block.kind == BlockKind::Quotation;
        // Without an account only what is set apart by quotation marks is signed.
        quoted || handle.is_some() && block.kind != BlockKind::Turn && block.label.is_none()
    });
    let Some(block) = signed else { return false };
    block.kind = if handle.is_some() { kind } else { block.kind };
    block.span.end = paragraph.span.end;
    block.content = words(text, &block.content);
    block.label = Some(label);
    true
}

/// "— Name (@handle) date", or without an account a paragraph "— Name, role".
fn signature(text: &str, paragraph: Span) -> Option<Label> {
    let words = paragraph.of(text);
    let from = words.ceil_char_boundary(words.len().saturating_sub(LONGEST));
    let tail = &words[from..];
    let is_dash = |c: char| matches!(c, '—' | '–' | '-');
    let account = tail.rfind("(@");
    let end = account.unwrap_or(tail.len());
    let dash = match account {
        Some(at) => tail[..at].rfind(is_dash).filter(|&dash| {
            // A double-barrelled name has no space beside its hyphen.
            let before = tail[..dash].trim_end_matches(is_dash);
            before.is_empty() || before.ends_with(char::is_whitespace)
        })?,
        None => (from == 0 && words.starts_with(is_dash)).then_some(0)?,
    };
    let start = tail[..dash].trim_end_matches(is_dash).len();
    let named = &tail[start..end];
    let name = named.trim_start_matches(is_dash).trim();
    let mark = named.trim_start_matches(|c: char| is_dash(c)).len();
    let mark = Span::new(
        paragraph.start + from + start,
        paragraph.start + from + end - mark,
    );
    let is_name = name.starts_with(char::is_uppercase)
        && !name.ends_with(['.', '!', '?', ':', ';'])
        && name.split_whitespace().nth(12).is_none()
        && !name.contains(['“', '”', '"']);
    let handle = match account {
        Some(at) => {
            let close = at + tail[at..].find(')')?;
            let rest = tail[close + 1..].trim();
            let handle = Span::new(at + 1, close);
            if rest.len() > 40 || handle.of(tail).contains(char::is_whitespace) {
                return None;
            }
            let offset = paragraph.start + from;
            Some(Span::new(offset + handle.start, offset + handle.end))
        }
        None => None,
    };
    let start = paragraph.start + from + end - named.trim_start_matches(is_dash).trim_start().len();
    let span = Span::new(start, start + name.len());
    let short = name.find(',').unwrap_or(name.len());
    is_name.then(|| Label {
        span,
        name: Span::new(start, start + short),
        mark,
        handle,
    })
}

/// The words of a post without the links at its end.
fn words(text: &str, pieces: &[Span]) -> Vec<Span> {
    let mut pieces = pieces.to_vec();
    while let Some(last) = pieces.last_mut() {
        let words = last.of(text);
        let bare = words.trim_end_matches(['"', '”', '’']);
        let word = bare.rsplit(char::is_whitespace).next().unwrap_or(bare);
        if !LINKS.iter().any(|link| word.starts_with(link)) {
            break;
        }
        // A closing mark behind the link closes the words before it, too.
        let end = last.start + bare.len() - word.len();
        *last = Span::new(last.start, end).trim(text);
        if last.is_empty() {
            pieces.pop();
        }
    }
    pieces
}
