//! What annotations say of their claims. A measure of what the gold set does not say is left out:
//! it would be zero whatever the system does.

use super::document::AnnotatedClaim;
use super::matching::same_source;
use super::pair::Pair;

/// What some claim of a gold set has, besides its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Source spans.
    pub sources: bool,
    /// Cue spans.
    pub cues: bool,
    /// How the speakers are found.
    pub found_by: bool,
    /// Types of the speakers.
    pub speaker_types: bool,
    /// What the sources do.
    pub acts: bool,
    /// Whether the claims were made.
    pub factuality: bool,
    /// Through whom or what the claims came.
    pub via: bool,
    /// What the speakers are.
    pub descriptions: bool,
}

impl Said {
    /// What the gold claims of all these articles together say. Acts, factuality, `via` and descriptions
    /// count only if the system's format has them as well.
    pub fn of(pairs: &[Pair<'_>]) -> Self {
        let gold = Self::by(pairs.iter().flat_map(|p| p.gold.claims()));
        let system = Self::by(pairs.iter().flat_map(|p| p.system.claims()));
        // A system that is silent is wrong, not excused.
        let is_silent = pairs.iter().all(|p| p.system.claims().is_empty());
        Self {
            acts: gold.acts && (system.acts || is_silent),
            factuality: gold.factuality && (system.factuality || is_silent),
            via: gold.via && (system.via || is_silent),
            descriptions: gold.descriptions && (system.descriptions || is_silent),
            ..gold
        }
    }

    fn by<'c>(claims: impl Iterator<Item = &'c AnnotatedClaim>) -> Self {
        let mut said = Self::default();
        for claim in claims {
            said.sources |= !claim.source.is_empty();
            said.cues |= !claim.cue.is_empty();
            // That there is no speaker says nothing of how speakers are found.
            let found_by = claim.found_by.as_deref();
            said.found_by |= found_by.is_some_and(|f| !f.is_empty() && f != "none");
            let speaker = claim.speaker.as_ref();
            said.speaker_types |= speaker.is_some_and(|s| s.speaker_type.is_some());
            said.acts |= claim.act.is_some();
            said.factuality |= claim.factuality.is_some();
            said.via |= claim.via.is_some();
            said.descriptions |= claim.description.is_some();
        }
        said
    }

    /// Whether the source is right, as far as the gold set says.
    pub fn same_source(self, gold: &AnnotatedClaim, system: &AnnotatedClaim) -> bool {
        !self.sources || same_source(gold, system)
    }

    /// What [`Said::same_source`] finds, in words.
    pub fn found(self) -> &'static str {
        if self.sources {
            "content overlaps, right source"
        } else {
            "content overlaps"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::AnnotatedArticle;

    fn article(claims: Vec<AnnotatedClaim>) -> AnnotatedArticle {
        AnnotatedArticle {
            claims: Some(claims),
            ..AnnotatedArticle::default()
        }
    }

    fn details(gold: &AnnotatedArticle, system: &AnnotatedArticle) -> [bool; 4] {
        let said = Said::of(&[Pair::new(gold, system)]);
        [said.acts, said.factuality, said.via, said.descriptions]
    }

    #[test]
    fn details_count_that_the_format_of_the_system_has() {
        let full = article(vec![AnnotatedClaim {
            act: Some("state".into()),
            factuality: Some("factual".into()),
            via: Some(Vec::new()),
            description: Some(Vec::new()),
            ..AnnotatedClaim::default()
        }]);
        let plain = article(vec![AnnotatedClaim::default()]);
        assert_eq!(details(&full, &full), [true; 4]);
        assert_eq!(details(&full, &plain), [false; 4]);
        assert_eq!(details(&plain, &full), [false; 4]);
        // A system that says nothing at all is wrong, not excused.
        assert_eq!(details(&full, &article(Vec::new())), [true; 4]);
    }

    #[test]
    fn that_there_is_no_speaker_says_not_how_speakers_are_found() {
        for (found_by, is_said) in [("none", false), ("", false), ("name", true)] {
            let gold = article(vec![AnnotatedClaim {
                found_by: Some(found_by.into()),
                ..AnnotatedClaim::default()
            }]);
            let said = Said::of(&[Pair::new(&gold, &gold)]);
            assert_eq!(said.found_by, is_said, "{found_by}");
        }
    }
}
