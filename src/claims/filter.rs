use super::{Claim, Nested};
use crate::attribution::{Act, Factuality};

/// Which of an article's claims are wanted; all but one's own words inside one's own claims if
/// nothing else is said.
///
/// ```
/// use sayso::attribution::Act;
/// use sayso::claims::Filter;
///
/// let denials = Filter { acts: vec![Act::Deny], ..Filter::default() };
/// assert!(denials.keep(&[]).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Those of the claims inside claims.
    pub nested: Nested,
    /// The least confidence, from 0 to 1.
    pub min_confidence: f32,
    /// What their sources do; anything where it is empty.
    pub acts: Vec<Act>,
    /// Whether the text says that they were made; any of it where it is empty.
    pub factuality: Vec<Factuality>,
}

impl Filter {
    /// Those of all claims of an article that are wanted, in their order.
    pub fn keep<'c>(&self, all: &'c [Claim]) -> Vec<&'c Claim> {
        let factuality = &self.factuality;
        all.iter()
            .filter(|claim| self.nested.keeps(claim, all))
            .filter(|claim| claim.confidence >= self.min_confidence)
            .filter(|claim| self.acts.is_empty() || self.acts.contains(&claim.act))
            .filter(|claim| factuality.is_empty() || factuality.contains(&claim.factuality))
            .collect()
    }
}
