pub use crate::article::article_name;

use crate::attribution::Kind;
use crate::text::CharacterOffsets;
use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of **Unicode characters** in one article's text.
///
/// Evaluation counts in characters throughout, as every file it reads does; the rest of the
/// library counts in bytes ([`crate::text::Span`]). Nothing hangs on the order of its ends: one
/// that ends before it starts is empty, shares nothing and has no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Piece {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Piece {
    /// The range `start..end`; `None` if it is empty or ends before it starts.
    pub fn new(start: usize, end: usize) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// Length in characters.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it marks nothing.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many characters both hold.
    pub fn shared(self, other: Piece) -> usize {
        self.end
            .min(other.end)
            .saturating_sub(self.start.max(other.start))
    }

    /// The words that it marks, if it fits the text.
    pub fn of<'t>(self, text: &'t str, offsets: &CharacterOffsets<'t>) -> Option<&'t str> {
        Some(offsets.to_span(self.start, self.end)?.of(text))
    }
}

/// Sorts pieces and drops repeated ones, so that equal sets compare equal.
pub fn in_order(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// The same characters as disjoint pieces that do not touch.
pub fn union(pieces: &[Piece]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in in_order(pieces.to_vec()) {
        match joined.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => joined.push(piece),
        }
    }
    joined
}

/// How many characters lie in both sets of pieces.
pub fn shared(a: &[Piece], b: &[Piece]) -> usize {
    let b = union(b);
    union(a)
        .iter()
        .map(|&x| b.iter().map(|&y| x.shared(y)).sum::<usize>())
        .sum()
}

/// How many characters a set of pieces holds.
pub fn size(pieces: &[Piece]) -> usize {
    union(pieces).iter().map(|p| p.len()).sum()
}

/// Who claims something, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSpeaker {
    /// The full name, or the best description of one without a name. Several are joined
    /// by ` | `.
    pub name: String,
    /// person, organization, group, anonymous, document, place, …
    pub speaker_type: Option<String>,
}

/// One claim as a gold set or a system states it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotatedClaim {
    /// Its name within the article, for messages.
    pub id: String,
    /// Who, as written; empty if left out.
    pub source: Vec<Piece>,
    /// The attributing words; empty if there are none.
    pub cue: Vec<Piece>,
    /// What is claimed; a file may leave it out, and then only source and cue count.
    pub content: Vec<Piece>,
    /// Whether it is quoted, as stated by the file.
    pub kind: Option<Kind>,
    /// Who, by full name.
    pub speaker: Option<NamedSpeaker>,
    /// How the speaker was found: name, alias, pronoun, nominal, continuation, unnamed, none.
    pub found_by: Option<String>,
    /// Probability that the claim is right, between 0 and 1.
    pub confidence: Option<f64>,
    /// Probability that its speaker is, between 0 and 1.
    pub speaker_confidence: Option<f64>,
    /// Whether it stands inside another claim: the file says so, or the places do
    /// ([`mark_nested`]).
    pub within: bool,
    /// What the source does: state, deny, ask, …; `None` if the file does not say.
    pub act: Option<String>,
    /// Whether it was made: factual, negated, possible; `None` if the file does not say.
    pub factuality: Option<String>,
    /// Through whom or what it came; `None` if the file does not say.
    pub via: Option<Vec<Piece>>,
    /// The speaker's role or affiliation; `None` if the file does not say.
    pub description: Option<Vec<Piece>>,
}

#[cfg(test)]
impl AnnotatedClaim {
    /// A claim of a source, a cue and a content of one piece each, given by where they start and
    /// end; those that end where they start are left out.
    pub(super) fn at(source: (usize, usize), cue: (usize, usize), content: (usize, usize)) -> Self {
        let piece = |(start, end)| Piece::new(start, end).into_iter().collect();
        Self {
            source: piece(source),
            cue: piece(cue),
            content: piece(content),
            ..Self::default()
        }
    }
}

impl AnnotatedClaim {
    /// From the first to the last character of its source, cue and content.
    fn extent(&self) -> Option<Piece> {
        let parts = || self.source.iter().chain(&self.cue).chain(&self.content);
        let start = parts().map(|p| p.start).min()?;
        Piece::new(start, parts().map(|p| p.end).max()?)
    }
}

/// A name in the text and its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityMention {
    /// Where it stands.
    pub piece: Piece,
    /// `PER`, `ORG`, `LOC`, `MISC`, or what else the file says.
    pub entity_type: String,
}

/// A pronoun and names that it may be for, or, as an answer, those that it was found to be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PronounQuestion {
    /// "she", "her"; otherwise masculine.
    pub feminine: bool,
    /// The pronoun.
    pub pronoun: Piece,
    /// Names, and whether it is for them.
    pub names: Vec<(Piece, bool)>,
}

/// One article as a gold set or a system annotates it. `None` says that the file holds no
/// annotation of that sort, which is not the same as an article without any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotatedArticle {
    /// The article's name without folder and extension.
    pub id: String,
    /// Whose annotation it is, where one article has several.
    pub annotator: Option<String>,
    /// The text, if it was found.
    pub text: Option<String>,
    /// The publisher, if known.
    pub outlet: Option<String>,
    /// The claims.
    pub claims: Option<Vec<AnnotatedClaim>>,
    /// Claims put together anew from the gold set's own pieces.
    pub linked: Option<Vec<AnnotatedClaim>>,
    /// Whether the claims say who their speakers are.
    pub has_speakers: bool,
    /// The names.
    pub entities: Option<Vec<EntityMention>>,
    /// The sentences.
    pub sentences: Option<Vec<Piece>>,
    /// A pronoun and whom it is for.
    pub pronoun: Option<PronounQuestion>,
}

impl AnnotatedArticle {
    /// The claims; none if the file holds none.
    pub fn claims(&self) -> &[AnnotatedClaim] {
        self.claims.as_deref().unwrap_or_default()
    }
}

/// The articles of one gold set or one system's output, by id and annotator.
pub type Corpus = Vec<AnnotatedArticle>;

/// Marks the claims that stand inside others, whatever the file says of it: a piece of another's
/// content holds their source, cue and content, and more than that content.
pub fn mark_nested(claims: &mut [AnnotatedClaim]) {
    let mut outer: Vec<Piece> = claims.iter().flat_map(|c| c.content.clone()).collect();
    outer.sort_unstable();
    // The furthest end of the pieces up to each: few need be looked at.
    let furthest: Vec<usize> = outer
        .iter()
        .scan(0, |end, piece| {
            *end = piece.end.max(*end);
            Some(*end)
        })
        .collect();
    for claim in claims {
        let Some(extent) = claim.extent() else {
            continue;
        };
        let own = claim.content.first().zip(claim.content.last());
        let own = own.and_then(|(first, last)| Piece::new(first.start, last.end));
        let before = outer.partition_point(|p| p.start <= extent.start);
        claim.within |= (0..before)
            .rev()
            .take_while(|&i| furthest[i] >= extent.end)
            .any(|i| outer[i].end >= extent.end && Some(outer[i]) != own);
    }
}

/// Leaves out the system's claims inside claims where the gold set, anywhere, has none: such a
/// gold set (PolNeAR) does not say whether they are right. Answers how many were left out.
pub fn leave_out_nested(gold: &Corpus, system: &mut Corpus) -> usize {
    if gold.iter().any(|d| d.claims().iter().any(|c| c.within)) {
        return 0;
    }
    let mut left_out = 0;
    for claims in system.iter_mut().filter_map(|d| d.claims.as_mut()) {
        let before = claims.len();
        claims.retain(|claim| !claim.within);
        left_out += before - claims.len();
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(pairs: &[(usize, usize)]) -> Vec<Piece> {
        pairs
            .iter()
            .map(|&(a, b)| Piece::new(a, b).unwrap())
            .collect()
    }

    #[test]
    fn shared_characters_count_once() {
        // 0..10 and 5..12 together are 0..12; it shares 8..12 and nothing of 20..22.
        let a = pieces(&[(0, 10), (5, 12)]);
        let b = pieces(&[(8, 15), (20, 22)]);
        assert_eq!(shared(&a, &b), 4);
        assert_eq!(shared(&b, &a), 4);
        assert_eq!(size(&a), 12);
        // Those that touch are one, those apart two.
        assert_eq!(
            union(&pieces(&[(0, 3), (3, 5), (8, 9)])),
            pieces(&[(0, 5), (8, 9)])
        );
        assert_eq!(size(&b), 9);
    }

    #[test]
    fn claims_inside_claims_count_only_where_the_gold_has_some() {
        let claim = |source, content| AnnotatedClaim {
            source: pieces(&[source]),
            content: pieces(&[content]),
            ..AnnotatedClaim::default()
        };
        let corpus = |claims: &[AnnotatedClaim]| {
            let mut claims = claims.to_vec();
            mark_nested(&mut claims);
            vec![AnnotatedArticle {
                claims: Some(claims),
                ..AnnotatedArticle::default()
            }]
        };
        let (outer, inner) = (claim((0, 3), (4, 30)), claim((5, 8), (9, 30)));
        let flat = corpus(std::slice::from_ref(&outer));
        let nested = corpus(&[outer.clone(), inner]);
        let mut system = nested.clone();
        assert_eq!(leave_out_nested(&nested, &mut system), 0);
        assert_eq!(system, nested);
        assert_eq!(leave_out_nested(&flat, &mut system), 1);
        assert_eq!(system, flat);
    }

    #[test]
    fn an_empty_piece_is_none() {
        assert_eq!(Piece::new(3, 3), None);
        assert_eq!(Piece::new(4, 3), None);
        assert!(Piece { start: 4, end: 3 }.is_empty());
        assert!(!Piece { start: 3, end: 4 }.is_empty());
    }
}
