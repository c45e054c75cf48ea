//! Whether a confidence of 0.9 means that 9 of 10 are right.

use super::claims::{is_exact, triples};
use super::contents;
use crate::evaluate::counts::Counts;
use crate::evaluate::matching::matched;
use crate::evaluate::names::same_speaker;
use crate::evaluate::pair::Pair;
use crate::evaluate::said::Said;
use serde::Serialize;

/// How many bins of equal width confidences are sorted into.
pub const BINS: usize = 10;

/// What counts as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correctness {
    /// Source, cue and content all exact.
    Exact,
    /// The content overlaps and the source is right.
    Overlap,
    /// The content overlaps, where the gold set has no sources.
    Content,
    /// The speaker, of claims whose content overlaps and whose source is right; by the confidence
    /// in the speaker.
    Speaker,
}

/// The claims whose confidence lies in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// How many there are.
    pub claims: usize,
    /// Their average confidence.
    pub confidence: f64,
    /// The share of them that is right.
    pub accuracy: f64,
}

/// Precision and recall when only claims of at least this confidence are kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Point {
    /// The least confidence kept.
    pub confidence: f64,
    /// How many claims are kept.
    pub claims: usize,
    /// In percent.
    pub precision: f64,
    /// In percent, of all gold claims.
    pub recall: f64,
    /// In percent.
    pub f1: f64,
}

/// How well confidence tells right from wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// What counts as right.
    pub correctness: Correctness,
    /// Average distance between confidence and accuracy over the bins, each weighted by its
    /// claims (Naeini et al. 2015), between 0 and 1.
    pub expected_calibration_error: f64,
    /// Bins from 0 to 1.
    pub bins: Vec<Bin>,
    /// Thresholds 0, 0.05, …, 0.95.
    pub curve: Vec<Point>,
}

/// Measures calibration over all articles; `None` if no claim has a confidence, or the gold set
/// does not say what is right.
pub fn calibration(pairs: &[Pair<'_>], correctness: Correctness) -> Option<Calibration> {
    let said = Said::of(pairs);
    if correctness == Correctness::Exact && !(said.sources && said.cues) {
        return None;
    }
    let correctness = match correctness {
        Correctness::Overlap if !said.sources => Correctness::Content,
        other => other,
    };
    let mut gold = 0;
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for pair in pairs {
        let (wanted, answers) = (pair.gold.claims(), pair.system.claims());
        if correctness == Correctness::Speaker {
            judged.extend(speakers(pair, said));
            continue;
        }
        gold += contents(wanted);
        let mut right = vec![false; answers.len()];
        match correctness {
            Correctness::Exact => {
                let wanted = triples(wanted);
                for (right, answer) in right.iter_mut().zip(answers) {
                    *right = is_exact(answer, &wanted);
                }
            }
            Correctness::Overlap | Correctness::Content => {
                let found = matched(wanted, answers, |g, s| said.same_source(g, s));
                for s in found.into_iter().flatten() {
                    right[s] = true;
                }
            }
            Correctness::Speaker => {}
        }
        judged.extend(answers.iter().zip(right).filter_map(|(answer, right)| {
            let confidence = answer.confidence.filter(|c| c.is_finite())?;
            (!answer.content.is_empty()).then_some((confidence.clamp(0.0, 1.0), right))
        }));
    }
    if correctness == Correctness::Speaker {
        gold = judged.len();
    }
    (!judged.is_empty()).then(|| from_judged(&judged, gold, correctness))
}

/// For each claim whose speaker has a confidence, and that is found in the gold set with its
/// source: that confidence, and whether the speaker is right.
fn speakers(pair: &Pair<'_>, said: Said) -> Vec<(f64, bool)> {
    if !pair.gold.has_speakers {
        return Vec::new();
    }
    let (wanted, answers) = (pair.gold.claims(), pair.system.claims());
    let found = matched(wanted, answers, |g, s| said.same_source(g, s));
    let judged = wanted.iter().zip(found).filter_map(|(wanted, found)| {
        let answer = &answers[found?];
        let confidence = answer.speaker_confidence.filter(|c| c.is_finite())?;
        Some((confidence.clamp(0.0, 1.0), same_speaker(wanted, answer)))
    });
    judged.collect()
}

fn from_judged(judged: &[(f64, bool)], gold: usize, correctness: Correctness) -> Calibration {
    let mut bins = [Bin::default(); BINS];
    for &(confidence, right) in judged {
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.claims += 1;
        bin.confidence += confidence;
        bin.accuracy += f64::from(u8::from(right));
    }
    let mut error = 0.0;
    for bin in bins.iter_mut().filter(|b| b.claims > 0) {
        error += (bin.confidence - bin.accuracy).abs() / judged.len() as f64;
        bin.confidence /= bin.claims as f64;
        bin.accuracy /= bin.claims as f64;
    }
    let curve = (0..20).map(|i| {
        let least = f64::from(i) / 20.0;
        let kept = judged.iter().filter(|(c, _)| *c >= least);
        let right = kept.clone().filter(|(_, right)| *right).count();
        let counts = Counts::one_to_one(gold, kept.count(), right);
        Point {
            confidence: least,
            claims: counts.system as usize,
            precision: 100.0 * counts.precision(),
            recall: 100.0 * counts.recall(),
            f1: 100.0 * counts.f1(),
        }
    });
    Calibration {
        correctness,
        expected_calibration_error: error,
        bins: bins.to_vec(),
        curve: curve.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, NamedSpeaker};

    #[test]
    fn error_and_curve() {
        // Bin 0.9–1: confidence 0.95 on average, 1 of 2 right; bin 0.5–0.6: 0.5, 1 of 1.
        // (2·|0.95−0.5| + 1·|0.5−1|) / 3 = 1.4/3.
        let judged = [(0.9, true), (1.0, false), (0.5, true)];
        let result = from_judged(&judged, 4, Correctness::Exact);
        assert!((result.expected_calibration_error - 1.4 / 3.0).abs() < 1e-12);
        let all = result.curve[0];
        assert_eq!((all.claims, all.recall), (3, 50.0));
        // At 0.6 two are kept and one is right, of four.
        let point = result.curve[12];
        assert_eq!(
            (point.claims, point.precision, point.recall),
            (2, 50.0, 25.0)
        );
    }

    #[test]
    fn a_bin_has_averages_and_an_empty_one_none() {
        // All of these are sums of powers of two, and so exact.
        let judged = [(0.9375, true), (1.0, false), (0.5, true)];
        let result = from_judged(&judged, 4, Correctness::Exact);
        let bin = |claims, confidence, accuracy| Bin {
            claims,
            confidence,
            accuracy,
        };
        assert_eq!(result.bins.len(), BINS);
        assert_eq!(result.bins[9], bin(2, 0.96875, 0.5));
        assert_eq!(result.bins[5], bin(1, 0.5, 1.0));
        assert_eq!(result.bins[0], Bin::default());
        // 2 of 3 right, of 4: 2·(2/3)·(1/2) / (7/6) = 4/7.
        assert!((result.curve[0].f1 - 400.0 / 7.0).abs() < 1e-9);
    }

    fn claim(
        places: [(usize, usize); 3],
        speaker: &str,
        confidence: f64,
        speaker_confidence: f64,
    ) -> AnnotatedClaim {
        AnnotatedClaim {
            speaker: Some(NamedSpeaker {
                name: speaker.into(),
                speaker_type: None,
            }),
            confidence: Some(confidence),
            speaker_confidence: Some(speaker_confidence),
            ..AnnotatedClaim::at(places[0], places[1], places[2])
        }
    }

    fn article(claims: Vec<AnnotatedClaim>) -> AnnotatedArticle {
        AnnotatedArticle {
            has_speakers: true,
            claims: Some(claims),
            ..AnnotatedArticle::default()
        }
    }

    /// Two claims, and of a system the first as it is, the second with less content and another
    /// speaker, and one more.
    fn both_sides() -> (AnnotatedArticle, AnnotatedArticle) {
        let first = [(0, 3), (4, 8), (9, 20)];
        let second = |start| [(30, 33), (34, 38), (start, 50)];
        let gold = vec![
            claim(first, "Ana", 1.0, 1.0),
            claim(second(39), "Bo", 1.0, 1.0),
        ];
        let system = vec![
            claim(first, "Ana", 0.9, 0.8),
            claim(second(45), "Cy", 0.6, 0.4),
            claim([(90, 93), (94, 95), (96, 99)], "Di", 0.2, 0.7),
        ];
        (article(gold), article(system))
    }

    #[test]
    fn each_correctness_asks_for_its_own() {
        let (gold, system) = both_sides();
        let pairs = [Pair::new(&gold, &system)];
        let all = |correctness| {
            let found = calibration(&pairs, correctness).unwrap();
            assert_eq!(found.correctness, correctness);
            let all = found.curve[0];
            (all.claims, all.precision.round(), all.recall)
        };
        assert_eq!(all(Correctness::Exact), (3, 33.0, 50.0));
        assert_eq!(all(Correctness::Overlap), (3, 67.0, 100.0));
        // The third claim is not found in the gold set, and its speaker is not judged.
        assert_eq!(all(Correctness::Speaker), (2, 50.0, 50.0));
        let speakers = calibration(&pairs, Correctness::Speaker).unwrap().bins;
        assert_eq!((speakers[8].claims, speakers[8].accuracy), (1, 1.0));
        assert_eq!((speakers[4].claims, speakers[4].accuracy), (1, 0.0));
    }

    #[test]
    fn what_the_gold_set_does_not_say_is_not_asked_for() {
        let (gold, system) = both_sides();
        let without = |change: &dyn Fn(&mut AnnotatedClaim)| {
            let mut gold = gold.clone();
            gold.claims.iter_mut().flatten().for_each(change);
            gold
        };
        let no_cues = without(&|claim| claim.cue.clear());
        let no_sources = without(&|claim| claim.source.clear());
        for gold in [&no_cues, &no_sources] {
            let pairs = [Pair::new(gold, &system)];
            assert_eq!(calibration(&pairs, Correctness::Exact), None);
        }
        let pairs = [Pair::new(&no_sources, &system)];
        let found = calibration(&pairs, Correctness::Overlap).unwrap();
        assert_eq!(found.correctness, Correctness::Content);
        let mut no_speakers = gold.clone();
        no_speakers.has_speakers = false;
        let pairs = [Pair::new(&no_speakers, &system)];
        assert_eq!(calibration(&pairs, Correctness::Speaker), None);
    }
}
