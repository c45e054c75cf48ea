//! What the encoder makes of mentions that refer back: for each how well it goes together with
//! each of the names around it.

use crate::encoder::{Tokens, Weights};
use crate::entities::Entity;
use crate::error::Result;
use crate::tagging::PairScorer;
use crate::text::Span;
use ndarray::ArrayView2;
use std::ops::Range;

/// The pronouns that are looked up wherever they stand; other mentions only as sources.
const PRONOUNS: [&str; 10] = [
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "they", "it",
];

/// Names are compared with a mention that are at most so many tokens away.
const REACH: usize = 256;

/// Mentions that refer back, in text order, with the names that each may be for.
///
/// A text has many more pairs of these than mentions or names, so a pair takes no more than its
/// score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Antecedents {
    /// In text order, disjoint.
    names: Vec<Span>,
    /// In text order.
    mentions: Vec<Mention>,
    /// For one mention after another, and each name that it was compared with.
    scores: Vec<f32>,
}

/// A mention, and where the names that it was compared with begin: they are neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mention {
    span: Span,
    /// Index of the first name.
    name: usize,
    /// Index of its score; the scores end where those of the next mention begin.
    score: usize,
}

impl Antecedents {
    /// How well the mention that begins at an offset goes together with the name at another:
    /// the log of the odds against no antecedent at all. `None` if they were not compared.
    pub fn score(&self, mention: usize, name: usize) -> Option<f32> {
        let (names, scores) = self.compared(mention)?;
        let at = names.partition_point(|n| n.end <= name);
        let (_, score) = names.iter().zip(scores).nth(at)?;
        names[at].contains_offset(name).then_some(*score)
    }

    /// The names that the mention at an offset was compared with, in text order, and their scores
    /// as [`Antecedents::score`] has them; none if there is no such mention.
    pub fn names(&self, mention: usize) -> impl Iterator<Item = (Span, f32)> {
        let (names, scores) = self.compared(mention).unwrap_or_default();
        names.iter().copied().zip(scores.iter().copied())
    }

    /// The names and scores of the mention at an offset.
    fn compared(&self, mention: usize) -> Option<(&[Span], &[f32])> {
        let at = self.mentions.partition_point(|m| m.span.start < mention);
        let found = self.mentions.get(at)?;
        let upto = self.mentions.get(at + 1).map(|next| next.score);
        let scores = &self.scores[found.score..upto.unwrap_or(self.scores.len())];
        let names = &self.names[found.name..][..scores.len()];
        (found.span.start == mention).then_some((names, scores))
    }

    /// The mentions that begin in a stretch of the text.
    pub fn beginning_in(&self, stretch: Range<usize>) -> impl Iterator<Item = Span> {
        let at = self
            .mentions
            .partition_point(|m| m.span.start < stretch.start);
        let from = self.mentions[at..].iter().map(|mention| mention.span);
        from.take_while(move |mention| mention.start < stretch.end)
    }

    /// What a model would say of one mention and one name.
    #[cfg(test)]
    pub(super) fn of(mention: Span, name: Span, score: f32) -> Self {
        Self::of_names(mention, vec![(name, score)])
    }

    /// The same of several names, in text order.
    #[cfg(test)]
    pub(super) fn of_names(mention: Span, names: Vec<(Span, f32)>) -> Self {
        let (names, scores) = names.into_iter().unzip();
        Self {
            names,
            mentions: vec![Mention {
                span: mention,
                name: 0,
                score: 0,
            }],
            scores,
        }
    }

    /// Adds mentions whose scores, from a name on, are to come.
    fn begin(&mut self, mentions: impl Iterator<Item = Span>, name: usize) {
        let score = self.scores.len();
        let begun = mentions.map(|span| Mention { span, name, score });
        self.mentions.extend(begun);
    }

    /// Adds what was found further on in the text.
    pub fn append(&mut self, mut further: Self) {
        let (names, scores) = (self.names.len(), self.scores.len());
        self.mentions
            .extend(further.mentions.iter().map(|mention| Mention {
                span: mention.span,
                name: mention.name + names,
                score: mention.score + scores,
            }));
        self.names.append(&mut further.names);
        self.scores.append(&mut further.scores);
    }
}

/// The head that compares mentions with names.
pub struct AntecedentHead {
    scorer: PairScorer,
}

impl AntecedentHead {
    /// Reads the head's weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights) -> Result<Self> {
        Ok(Self {
            scorer: PairScorer::load(weights, "Antecedent")?,
        })
    }

    /// Compares every pronoun of a text, and every source, with the names around it.
    ///
    /// `hidden`: one row a token, `[tokens, hidden_size]`; `entities` and `sources` are in text
    /// order, those without a token here are left out.
    pub fn find(
        &self,
        text: &str,
        tokens: &Tokens,
        hidden: ArrayView2<f32>,
        entities: &[Entity],
        sources: &[Span],
    ) -> Antecedents {
        let located = |span: Span| Some((span, tokens.located(span)?));
        let mut names: Vec<(Span, Range<usize>)> =
            entities.iter().filter_map(|e| located(e.span)).collect();
        // Names ascend and are disjoint, so that those between two places can be counted.
        let mut end = 0;
        names.retain(|(_, range)| {
            let keep = range.start >= end;
            end = if keep { range.end } else { end };
            keep
        });
        let mut mentions: Vec<(Span, Range<usize>)> = pronouns(text, tokens)
            .map(|token| (tokens.spans[token], token..token + 1))
            .collect();
        let is_name = |span: &Span| names.iter().any(|(name, _)| name == span);
        let sources = sources.iter().filter(|s| !is_name(s));
        mentions.extend(sources.filter_map(|&span| located(span)));
        mentions.sort_by_key(|(span, _)| *span);
        mentions.dedup_by_key(|(span, _)| span.start);

        let ranges = |of: &[(Span, Range<usize>)]| of.iter().map(|(_, r)| r.clone()).collect();
        let (mention_ranges, name_ranges): (Vec<_>, Vec<_>) = (ranges(&mentions), ranges(&names));
        let mut found = Antecedents::default();
        let mut spans = mentions.iter().map(|(span, _)| *span);
        self.scorer.near(
            hidden,
            tokens,
            &mention_ranges,
            &name_ranges,
            REACH,
            |mention, name, score| {
                let new = (mention + 1).saturating_sub(found.mentions.len());
                found.begin(spans.by_ref().take(new), name);
                found.scores.push(score);
            },
        );
        found.begin(spans, names.len());
        found.names = names.into_iter().map(|(span, _)| span).collect();
        found
    }
}

/// The tokens that are a pronoun of [`PRONOUNS`], and not the beginning of a longer word.
fn pronouns<'a>(text: &'a str, tokens: &'a Tokens) -> impl Iterator<Item = usize> + 'a {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    (0..tokens.spans.len()).filter(move |&token| {
        let span = tokens.spans[token];
        span.len() <= 7
            && PRONOUNS
                .iter()
                .any(|p| span.of(text).eq_ignore_ascii_case(p))
            && !is_letter(text[span.end..].chars().next())
            && !is_letter(text[..span.start].chars().next_back())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_found_by_place() {
        let names = vec![(Span::new(0, 5), 1.5), (Span::new(8, 12), -2.0)];
        let mut found = Antecedents::of_names(Span::new(20, 22), names.clone());
        found.begin([Span::new(30, 33)].into_iter(), 2);
        found.append(Antecedents::of(Span::new(50, 52), Span::new(35, 40), 0.5));
        let of = |mention| found.names(mention).collect::<Vec<_>>();
        assert_eq!(of(20), names);
        assert_eq!((of(21), of(30)), (vec![], vec![]));
        assert_eq!(of(50), [(Span::new(35, 40), 0.5)]);
        assert_eq!(found.score(20, 3), Some(1.5));
        assert_eq!(found.score(20, 8), Some(-2.0));
        assert_eq!(found.score(20, 6), None);
        assert_eq!(found.score(21, 3), None);
        assert_eq!(found.score(30, 3), None);
        assert_eq!(found.score(50, 36), Some(0.5));
        assert_eq!(found.score(50, 3), None);
    }

    #[test]
    fn only_whole_words_are_pronouns() {
        let text = "He helps her; “it” she-bear";
        let words = ["He", "he", "lps", "her", "it", "she", "bear"];
        let mut at = 0;
        let spans = words.map(|word| {
            let start = at + text[at..].find(word).unwrap();
            at = start + word.len();
            Span::new(start, at)
        });
        let tokens = Tokens {
            spans: spans.to_vec(),
            ..Tokens::default()
        };
        assert_eq!(pronouns(text, &tokens).collect::<Vec<_>>(), [0, 3, 4, 5]);
    }
}
