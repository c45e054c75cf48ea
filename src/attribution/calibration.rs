//! From the model's probabilities to how often claims are right.

use serde::Deserialize;

/// What the product `p` of a claim's probabilities is worth: the beta calibration of Kull, Silva
/// Filho and Flach (2017), fitted to development articles by `scripts/train calibrate`. The log-odds
/// become `a ln p - b ln (1 - p) + c`, so that small and large products have a slope each.
///
/// The product takes a claim's parts for independent, which they are not: where the model is
/// sure of the content, it is mostly right about source and cue as well.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Calibration {
    /// Slope for small products; not below 0, so that the order of claims stays.
    pub a: f32,
    /// Slope for large products; not below 0.
    pub b: f32,
    /// Added to the log-odds.
    pub c: f32,
}

impl Calibration {
    /// The calibrated probability.
    pub fn apply(&self, probability: f32) -> f32 {
        // A product of many parts may be 0 or 1 in 32 bits.
        let p = f64::from(probability).clamp(1e-6, 1.0 - 1e-6);
        let odds =
            f64::from(self.a) * p.ln() - f64::from(self.b) * (1.0 - p).ln() + f64::from(self.c);
        (1.0 / (1.0 + (-odds).exp())) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slopes_of_one_change_nothing() {
        let with = |a, b| Calibration { a, b, c: 0.0 };
        assert!((with(1.0, 1.0).apply(0.3) - 0.3).abs() < 1e-6);
        let steeper = with(2.0, 2.0);
        // Odds of 3 become odds of 9.
        assert!((steeper.apply(0.75) - 0.9).abs() < 1e-6);
    }

    #[test]
    fn the_constant_is_added_to_the_log_odds() {
        let calibration = Calibration {
            a: 1.0,
            b: 1.0,
            c: 3.0f32.ln(),
        };
        // Odds of 1 become odds of 3.
        assert!((calibration.apply(0.5) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn what_is_sure_has_a_probability_with_a_slope_of_zero() {
        let with = |a, b| Calibration { a, b, c: 0.0 };
        assert!((with(1.0, 0.0).apply(1.0) - 0.5).abs() < 1e-5);
        assert!((with(0.0, 1.0).apply(0.0) - 0.5).abs() < 1e-5);
    }

    proptest! {
        #[test]
        fn order_is_kept(a in 0.0f32..=1.0, b in 0.0f32..=1.0, slopes in (0.0f32..3.0, 0.0f32..3.0), c in -2.0f32..2.0) {
            let calibration = Calibration { a: slopes.0, b: slopes.1, c };
            let (x, y) = (calibration.apply(a), calibration.apply(b));
            prop_assert!((0.0..=1.0).contains(&x));
            prop_assert!(a > b || x <= y);
        }
    }
}
