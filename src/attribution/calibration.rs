//! From the model's probabilities to how often claims are right.

use serde::Deserialize;

/// What the product of a claim's probabilities is worth: a logistic curve over its log-odds
/// (Platt, 1999), fitted to development articles by `scripts/train calibrate`.
///
/// The product takes a claim's parts for independent, which they are not: where the model is
/// sure of the content, it is mostly right about source and cue as well.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Calibration {
    /// Factor of the log-odds; above 0, so that the order of claims stays.
    pub slope: f32,
    /// Added to the log-odds.
    pub offset: f32,
}

impl Calibration {
    /// The calibrated probability.
    pub fn apply(&self, probability: f32) -> f32 {
        // A product of many parts may be 0 or 1 in 32 bits.
        let p = f64::from(probability).clamp(1e-6, 1.0 - 1e-6);
        let odds = f64::from(self.slope) * (p / (1.0 - p)).ln() + f64::from(self.offset);
        (1.0 / (1.0 + (-odds).exp())) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slope_of_one_changes_nothing() {
        let identity = Calibration {
            slope: 1.0,
            offset: 0.0,
        };
        assert!((identity.apply(0.3) - 0.3).abs() < 1e-6);
        let steeper = Calibration {
            slope: 2.0,
            offset: 0.0,
        };
        // Odds of 3 become odds of 9.
        assert!((steeper.apply(0.75) - 0.9).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn order_is_kept(a in 0.0f32..=1.0, b in 0.0f32..=1.0, slope in 0.1f32..3.0, offset in -2.0f32..2.0) {
            let calibration = Calibration { slope, offset };
            let (x, y) = (calibration.apply(a), calibration.apply(b));
            prop_assert!((0.0..=1.0).contains(&x));
            prop_assert!(a > b || x <= y);
        }
    }
}
