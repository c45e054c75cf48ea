//! Claims inside claims: “Reports suggest *the ministry said …*”.

use super::{Claim, ClaimSpeaker, Passage};
use crate::named::named;
use crate::speakers::{SpeakerType, is_we};
use crate::text::Span;

/// Pieces looked at around a claim; no text nests deeper.
const DEEPEST: usize = 16;

named! {
    "choice of claims inside claims", default Others;
    /// Which of the claims inside claims are wanted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Nested {
        /// Those of another speaker than the outer claim's: "the minister said *analysts expect* …".
        Others = "others",
        /// Those too that somebody makes in their own words ("*I am sure* that …"), and those that
        /// tell nobody who makes them ("she welcomed *plans* to …").
        All = "all",
    }
}

impl Nested {
    /// Whether a claim is wanted; `claims` are all claims of its article, as
    /// [`Claim::assemble`] numbers them. One whose source names nobody counts as another's.
    pub fn keeps(self, claim: &Claim, claims: &[Claim]) -> bool {
        let outer = claim.within.and_then(|id| claims.get(id - 1));
        let of_others = |outer: &Claim| match (&claim.speaker, &outer.speaker) {
            (Some(inner), Some(outer)) => inner.name != outer.name || is_of_a_body(claim, outer),
            (Some(_), None) => true,
            (None, _) => !claim.source.is_empty(),
        };
        self == Self::All || outer.is_none_or(of_others)
    }
}

/// Whether a claim inside one person's words is that of those they speak for: "we expect".
fn is_of_a_body(claim: &Claim, outer: &ClaimSpeaker) -> bool {
    let plural = |source: &Passage| is_we(&source.text);
    outer.speaker_type == SpeakerType::Person && claim.source.iter().any(plural)
}

/// Says of each claim inside whose content it stands, if it does: the innermost claim one piece
/// of whose content holds the claim's source, cue and content, and more.
pub(super) fn mark(claims: &mut [Claim]) {
    let mut pieces: Vec<(Span, usize)> = Vec::new();
    // From the first to the last of a claim's parts.
    let mut extents: Vec<(Span, usize)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        pieces.extend(claim.content.iter().map(|piece| (piece.span, index)));
        let parts = claim.content.iter().chain(&claim.cue).chain(&claim.source);
        if let Some(extent) = parts.map(|part| part.span).reduce(Span::cover) {
            extents.push((extent, index));
        }
    }
    pieces.sort_by_key(|(span, index)| (span.start, std::cmp::Reverse(span.end), *index));
    extents.sort_by_key(|(span, index)| (span.start, *index));
    let mut pieces = pieces.into_iter().peekable();
    let mut open: Vec<(Span, usize)> = Vec::new();
    for (extent, index) in extents {
        while let Some(piece) = pieces.next_if(|(span, _)| span.start <= extent.start) {
            open.push(piece);
        }
        while open
            .last()
            .is_some_and(|(span, _)| span.end <= extent.start)
        {
            open.pop();
        }
        // A piece that is no more than this claim's content says the same, and holds nothing.
        let content = claims[index].content.iter().map(|piece| piece.span);
        let content = content.reduce(Span::cover);
        let holds = |&&(span, other): &&(Span, usize)| {
            other != index && span.contains(extent) && Some(span) != content
        };
        let outer = open.iter().rev().take(DEEPEST).filter(holds);
        let innermost = outer.min_by_key(|(span, _)| span.len());
        claims[index].within = innermost.map(|&(_, other)| claims[other].id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Factuality, Kind};
    use crate::speakers::FoundBy;

    #[test]
    fn own_words_and_nobodys_are_kept_only_where_all_are_wanted() {
        let claim = |id, within, speaker: Option<&str>| Claim {
            id,
            kind: Kind::Indirect,
            act: Act::State,
            factuality: Factuality::Factual,
            content: Vec::new(),
            source: Vec::new(),
            cue: Vec::new(),
            speaker: speaker.map(|name| ClaimSpeaker {
                name: name.into(),
                speaker_type: SpeakerType::Person,
                description: None,
            }),
            found_by: FoundBy::Name,
            speaker_confidence: None,
            via: Vec::new(),
            within,
            repeats: None,
            sentence: None,
            confidence: 1.0,
        };
        let with_source = |id, speaker, source: &str| {
            let source = Passage {
                span: Span::new(0, source.len()),
                start: 0,
                end: source.len(),
                text: source.into(),
            };
            Claim {
                source: vec![source],
                ..claim(id, Some(1), speaker)
            }
        };
        let claims = [
            claim(1, None, Some("Ines Duarte")),
            claim(2, Some(1), Some("Ines Duarte")),
            claim(3, Some(1), Some("Tom Reed")),
            with_source(4, None, "some"),
            claim(5, None, None),
            with_source(6, Some("Ines Duarte"), "We"),
            // It is feared, by nobody who is told.
            claim(7, Some(1), None),
        ];
        let kept = |nested: Nested| -> Vec<usize> {
            let kept = claims.iter().filter(|c| nested.keeps(c, &claims));
            kept.map(|claim| claim.id).collect()
        };
        assert_eq!(kept(Nested::Others), [1, 3, 4, 5, 6]);
        assert_eq!(kept(Nested::All), [1, 2, 3, 4, 5, 6, 7]);
    }
}
