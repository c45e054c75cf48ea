//! What an article tells of the gender of somebody.

use crate::speakers::lexicon::Gender;

/// How strongly the article's words tell a person's gender.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::speakers) struct GenderEvidence {
    pub masculine: f32,
    pub feminine: f32,
}

impl GenderEvidence {
    pub fn add(&mut self, gender: Gender, weight: f32) {
        match gender {
            Gender::Masculine => self.masculine += weight,
            Gender::Feminine => self.feminine += weight,
        }
    }

    /// How far it speaks for `gender`, between -1 and 1; 0 without any evidence.
    pub fn agreement(self, gender: Gender) -> f32 {
        let (same, other) = match gender {
            Gender::Masculine => (self.masculine, self.feminine),
            Gender::Feminine => (self.feminine, self.masculine),
        };
        // One unit of doubt, so that a single weak hint does not decide.
        (same - other) / (same + other + 1.0)
    }
}
