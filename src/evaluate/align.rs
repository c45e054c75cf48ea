//! Which gold article is scored against which of the system's.

use super::document::{AnnotatedArticle, Corpus};
use super::metrics::spans;
use super::pair::{NOTHING, Pair};
use crate::named::named;
use std::collections::{BTreeMap, BTreeSet};

named! {
    "choice of annotators", default First;
    /// What to do with an article that several people annotated.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum AnnotatorPolicy {
        /// Score against the first in alphabetical order.
        First = "first",
        /// Score against each of them in turn; the article counts once for each.
        Each = "each",
        /// Score against the one that the system agrees with most.
        BestOf = "best-of",
    }
}

/// Pairs every gold article with the system's version. Articles that only the system has
/// are left out, with a warning; those that only the gold has are scored as empty.
pub fn align<'a>(
    gold: &'a Corpus,
    system: &'a Corpus,
    policy: AnnotatorPolicy,
    warnings: &mut Vec<String>,
) -> Vec<Pair<'a>> {
    let by_id: BTreeMap<&str, &AnnotatedArticle> =
        system.iter().rev().map(|d| (d.id.as_str(), d)).collect();
    let mut articles: BTreeMap<&str, Vec<&AnnotatedArticle>> = BTreeMap::new();
    for document in gold {
        articles.entry(&document.id).or_default().push(document);
    }
    let unknown: BTreeSet<&str> = by_id
        .keys()
        .copied()
        .filter(|id| !articles.contains_key(id))
        .collect();
    if let Some(example) = unknown.first() {
        warnings.push(format!(
            "{} of the system's articles are not in the gold set and are ignored, such as {example}",
            unknown.len()
        ));
    }
    let missing: Vec<&str> = articles
        .keys()
        .copied()
        .filter(|id| !by_id.contains_key(id))
        .collect();
    if let Some(example) = missing.first() {
        warnings.push(format!(
            "the system says nothing of {} of {} gold articles, which count as empty, such as {example}",
            missing.len(),
            articles.len()
        ));
    }
    let mut pairs = Vec::new();
    for (id, mut versions) in articles {
        versions.sort_by(|a, b| a.annotator.cmp(&b.annotator));
        let answer = by_id.get(id).copied().unwrap_or(&NOTHING);
        match policy {
            AnnotatorPolicy::First => pairs.extend(versions.first().map(|g| Pair::new(g, answer))),
            AnnotatorPolicy::Each => pairs.extend(versions.iter().map(|g| Pair::new(g, answer))),
            AnnotatorPolicy::BestOf => pairs.extend(best(&versions, answer)),
        }
    }
    pairs
}

/// Every two annotators of the same article, as gold and system.
pub fn annotator_pairs(gold: &Corpus) -> Vec<Pair<'_>> {
    let mut articles: BTreeMap<&str, Vec<&AnnotatedArticle>> = BTreeMap::new();
    for document in gold {
        articles.entry(&document.id).or_default().push(document);
    }
    let mut pairs = Vec::new();
    for mut versions in articles.into_values() {
        versions.sort_by(|a, b| a.annotator.cmp(&b.annotator));
        for (i, first) in versions.iter().enumerate() {
            pairs.extend(
                versions[i + 1..]
                    .iter()
                    .map(|second| Pair::new(first, second)),
            );
        }
    }
    pairs
}

fn best<'a>(versions: &[&'a AnnotatedArticle], answer: &'a AnnotatedArticle) -> Option<Pair<'a>> {
    let mut best: Option<(f64, Pair<'a>)> = None;
    for gold in versions {
        let pair = Pair::new(gold, answer);
        let agreement = spans::agreement(&pair);
        // Only a better one replaces: on a tie the first annotator stays.
        if best.as_ref().is_none_or(|(most, _)| agreement > *most) {
            best = Some((agreement, pair));
        }
    }
    best.map(|(_, pair)| pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedClaim;

    #[test]
    fn of_annotators_who_agree_alike_the_first_is_taken() {
        let by = |annotator: &str, start| AnnotatedArticle {
            id: "a".into(),
            annotator: Some(annotator.into()),
            claims: Some(vec![AnnotatedClaim::at((0, 3), (4, 8), (start, 20))]),
            ..AnnotatedArticle::default()
        };
        let gold = vec![by("cy", 9), by("al", 10), by("bo", 9)];
        let system = vec![by("system", 9)];
        let mut warnings = Vec::new();
        let pairs = align(&gold, &system, AnnotatorPolicy::BestOf, &mut warnings);
        let taken: Vec<_> = pairs.iter().map(|p| p.gold.annotator.as_deref()).collect();
        assert_eq!(taken, [Some("bo")]);
        assert_eq!(warnings, Vec::<String>::new());
    }
}
