//! How far the figures may be off by chance: articles are drawn again with replacement.

use super::counts::Counts;
use super::metrics::{Metric, Scores};
use std::collections::BTreeMap;

/// How often to draw, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Resampling {
    /// Number of samples; 0 for no intervals.
    pub samples: usize,
    /// Start of the pseudo-random numbers: the same seed gives the same figures.
    pub seed: u64,
}

/// A 95% interval, in percent: the 2.5th and 97.5th percentile of the samples.
pub type Interval = [f64; 2];

/// Intervals of one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Intervals {
    /// Of precision.
    pub precision: Interval,
    /// Of recall.
    pub recall: Interval,
    /// Of F1.
    pub f1: Interval,
}

/// How two systems differ in one measure.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// F1 of the first, in percent.
    pub a: f64,
    /// F1 of the second, in percent.
    pub b: f64,
    /// Interval of b − a, in percentage points.
    pub interval: Interval,
    /// Two-sided: how often, in twice the smaller tail, resampling turns the difference round.
    pub p: f64,
}

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// How often each article is drawn, for each sample.
fn draws(articles: usize, resampling: Resampling) -> Vec<Vec<u16>> {
    let mut random = SplitMix64(resampling.seed);
    (0..resampling.samples)
        .map(|_| {
            let mut times = vec![0_u16; articles];
            for _ in 0..articles {
                let drawn = &mut times[random.below(articles)];
                *drawn = drawn.saturating_add(1);
            }
            times
        })
        .collect()
}

fn sum(by_article: &BTreeMap<usize, Counts>, times: &[u16]) -> Counts {
    let mut sum = Counts::default();
    for (&article, counts) in by_article {
        let times = f64::from(times[article]);
        sum += Counts {
            gold: counts.gold * times,
            system: counts.system * times,
            gold_matched: counts.gold_matched * times,
            system_matched: counts.system_matched * times,
        };
    }
    sum
}

/// The 2.5th and 97.5th percentile (nearest rank).
fn interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * values.len() as f64).ceil() as usize;
        values
            .get(rank.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    };
    [at(0.025), at(0.975)]
}

/// Intervals of every measure.
pub fn intervals(scores: &Scores, resampling: Resampling) -> BTreeMap<Metric, Intervals> {
    let draws = draws(scores.articles, resampling);
    if draws.is_empty() {
        return BTreeMap::new();
    }
    let of = |by_article: &BTreeMap<usize, Counts>| {
        // A sample without any article that the measure speaks of says nothing of it.
        let sums: Vec<Counts> = draws
            .iter()
            .map(|times| sum(by_article, times))
            .filter(|c| !c.is_empty())
            .collect();
        let percent = |f: fn(&Counts) -> f64| interval(sums.iter().map(|c| 100.0 * f(c)).collect());
        Intervals {
            precision: percent(Counts::precision),
            recall: percent(Counts::recall),
            f1: percent(Counts::f1),
        }
    };
    scores
        .by_metric
        .iter()
        .map(|(m, by_article)| (m.clone(), of(by_article)))
        .collect()
}

/// Compares two systems on the same articles: each sample draws articles for both (paired
/// bootstrap; Efron and Tibshirani 1993; Berg-Kirkpatrick et al. 2012).
pub fn compare(a: &Scores, b: &Scores, resampling: Resampling) -> BTreeMap<Metric, Difference> {
    let draws = draws(a.articles.max(b.articles), resampling);
    let none = BTreeMap::new();
    let mut differences = BTreeMap::new();
    for metric in a.by_metric.keys().chain(b.by_metric.keys()) {
        let of_a = a.by_metric.get(metric).unwrap_or(&none);
        let of_b = b.by_metric.get(metric).unwrap_or(&none);
        let deltas: Vec<f64> = draws
            .iter()
            .map(|times| (sum(of_a, times), sum(of_b, times)))
            .filter(|(a, b)| !a.is_empty() || !b.is_empty())
            .map(|(a, b)| 100.0 * (b.f1() - a.f1()))
            .collect();
        let tail = |against: &dyn Fn(f64) -> bool| {
            let turned = deltas.iter().filter(|&&d| against(d)).count();
            // One more of each: no finite number of samples shows that p is 0 (North et al. 2002).
            (turned + 1) as f64 / (deltas.len() + 1) as f64
        };
        let p = (2.0 * tail(&|d| d <= 0.0).min(tail(&|d| d >= 0.0))).min(1.0);
        let difference = Difference {
            a: 100.0 * a.total(metric).f1(),
            b: 100.0 * b.total(metric).f1(),
            interval: interval(deltas.clone()),
            p,
        };
        differences.insert(metric.clone(), difference);
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::Family;

    const TIMES: Resampling = Resampling {
        samples: 999,
        seed: 7,
    };

    fn scores(articles: &[Counts]) -> (Scores, Metric) {
        let metric = Metric {
            family: Family::Spans,
            rank: 0,
            name: "x".into(),
        };
        let mut scores = Scores::default();
        scores.by_metric.insert(
            metric.clone(),
            articles.iter().copied().enumerate().collect(),
        );
        scores.articles = articles.len();
        (scores, metric)
    }

    #[test]
    fn the_first_numbers_of_splitmix() {
        // Reference values of the published generator for seed 1234567.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn each_sample_draws_as_many_articles() {
        for times in draws(5, TIMES) {
            assert_eq!(times.iter().sum::<u16>(), 5);
        }
    }

    #[test]
    fn equal_articles_leave_no_doubt() {
        let (scores, metric) = scores(&[Counts::one_to_one(4, 4, 2); 6]);
        assert_eq!(intervals(&scores, TIMES)[&metric].f1, [50.0, 50.0]);
    }

    #[test]
    fn two_articles_give_three_sums() {
        // One article all right, one all wrong: F1 of a sample is 0, 50 or 100, and both
        // ends are drawn in a quarter of the samples.
        let (scores, metric) = scores(&[Counts::one_to_one(4, 4, 4), Counts::one_to_one(4, 4, 0)]);
        assert_eq!(intervals(&scores, TIMES)[&metric].f1, [0.0, 100.0]);
    }

    #[test]
    fn samples_without_the_measure_do_not_count() {
        let (mut scores, metric) = scores(&[Counts::one_to_one(4, 4, 3)]);
        scores.articles = 20;
        assert_eq!(intervals(&scores, TIMES)[&metric].f1, [75.0, 75.0]);
    }

    #[test]
    fn a_system_does_not_differ_from_itself_but_from_a_better_one() {
        let (worse, metric) = scores(&[Counts::one_to_one(10, 10, 5); 20]);
        let (better, _) = scores(&[Counts::one_to_one(10, 10, 6); 20]);
        let same = compare(&worse, &worse, TIMES);
        assert_eq!((same[&metric].p, same[&metric].interval), (1.0, [0.0, 0.0]));
        let other = &compare(&worse, &better, TIMES)[&metric];
        assert_eq!((other.a, other.b), (50.0, 60.0));
        // No sample turns it round: 2 · 1/1000.
        assert!((other.p - 0.002).abs() < 1e-12);
        assert!((other.interval[0] - 10.0).abs() < 1e-9);
    }

    #[test]
    fn only_samples_that_say_something_of_a_measure_are_compared() {
        let (mut worse, metric) = scores(&[Counts::one_to_one(4, 4, 3)]);
        let (mut better, _) = scores(&[Counts::one_to_one(4, 4, 4)]);
        // Of 20 articles one has the measure: many samples are without it.
        (worse.articles, better.articles) = (20, 20);
        let found = compare(&worse, &better, TIMES);
        assert_eq!(found[&metric].interval, [25.0, 25.0]);
        // Where one of the two has nothing, it found nothing.
        let found = compare(&Scores::default(), &better, TIMES);
        assert_eq!(found[&metric].interval, [100.0, 100.0]);
    }
}
