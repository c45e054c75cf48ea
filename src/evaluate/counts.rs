use std::ops::{Add, AddAssign};

/// What precision and recall are made of. Counts are numbers of things except for averaged
/// measures, where a match may count as a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Things in the gold set.
    pub gold: f64,
    /// Things in the system's output.
    pub system: f64,
    /// Things of the gold set that the system found.
    pub gold_matched: f64,
    /// Things of the system that are right.
    pub system_matched: f64,
}

impl Counts {
    /// Counts for things matched one to one.
    pub fn one_to_one(gold: usize, system: usize, matched: usize) -> Self {
        Self {
            gold: gold as f64,
            system: system as f64,
            gold_matched: matched as f64,
            system_matched: matched as f64,
        }
    }

    /// Share of the system's things that are right, between 0 and 1; 0 if there are none.
    pub fn precision(&self) -> f64 {
        share(self.system_matched, self.system)
    }

    /// Share of the gold's things that were found, between 0 and 1; 0 if there are none.
    pub fn recall(&self) -> f64 {
        share(self.gold_matched, self.gold)
    }

    /// Harmonic mean of precision and recall; 0 if both are.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        share(2.0 * precision * recall, precision + recall)
    }

    /// Whether there was nothing to find and nothing was found: the measure says nothing.
    pub fn is_empty(&self) -> bool {
        self.gold == 0.0 && self.system == 0.0
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            gold: self.gold + other.gold,
            system: self.system + other.system,
            gold_matched: self.gold_matched + other.gold_matched,
            system_matched: self.system_matched + other.system_matched,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_recall_and_their_mean() {
        // 2 of 4 right, 2 of 5 found: 1/2 and 2/5, F1 = 2·0.2/0.9 = 4/9.
        let counts = Counts::one_to_one(5, 4, 2);
        assert_eq!(counts.precision(), 0.5);
        assert_eq!(counts.recall(), 0.4);
        assert!((counts.f1() - 4.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_divides_by_zero() {
        let nothing = Counts::default();
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.f1()),
            (0.0, 0.0, 0.0)
        );
        let silent = Counts::one_to_one(3, 0, 0);
        assert_eq!(
            (silent.precision(), silent.recall(), silent.f1()),
            (0.0, 0.0, 0.0)
        );
    }
}
