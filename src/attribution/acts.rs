//! What a source does: state, deny, ask, …

use crate::encoder::Weights;
use crate::error::Result;
use crate::named::named;
use crate::tagging::{Dense, argmax};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use std::ops::Range;

named! {
    "act", default State;
    /// What the source of a claim does, as its cue has it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
    #[non_exhaustive]
    pub enum Act {
        /// Says that something is so.
        State = "state",
        /// Says that something is not so, or will not do it.
        Deny = "deny",
        /// Asks whether something is so.
        Ask = "ask",
        /// Orders, demands, advises or proposes something.
        Order = "order",
        /// Promises, threatens or intends something.
        Promise = "promise",
        /// Believes, feels, wants or expects something, as others tell.
        Believe = "believe",
        /// Shows something, as a document or a poll does.
        Show = "show",
    }
}

/// The head that tells acts apart: one hidden layer over the first and the last token of a cue.
pub struct ActHead {
    hidden: Dense,
    score: Dense,
}

impl ActHead {
    /// Reads the head's weights.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a tensor is missing or has another shape.
    pub fn load(weights: &Weights) -> Result<Self> {
        let hidden = Dense::load(weights, "acts.hidden")?;
        let score = Dense::load(weights, "acts.score")?;
        if score.units() != Act::ALL.len() || score.inputs() != hidden.units() {
            return Err(weights.fault("the head acts has odd shapes".into()));
        }
        Ok(Self { hidden, score })
    }

    /// Scores of the acts for each cue, `[cues, acts]`. `hidden`: one row a token,
    /// `[tokens, hidden_size]`
    pub fn scores(&self, hidden: ArrayView2<f32>, cues: &[Range<usize>]) -> Array2<f32> {
        let ends = crate::tagging::ends(hidden, cues);
        let units = self.hidden.apply(ends.view()).mapv(|x| x.max(0.0));
        self.score.apply(units.view())
    }

    /// The act of each cue.
    pub fn find(&self, hidden: ArrayView2<f32>, cues: &[Range<usize>]) -> Vec<Act> {
        let scores = self.scores(hidden, cues);
        let rows = scores.rows().into_iter();
        rows.map(|row| Act::ALL[argmax(row.iter().copied()).0])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::tensor::{Dtype, TensorView};

    /// Whether a head is read whose hidden layer has two units, and whose scores have this shape.
    fn is_read(scores: [usize; 2]) -> bool {
        let [acts, units] = scores;
        let zeros = |shape: &[usize]| vec![0u8; 4 * shape.iter().product::<usize>()];
        let tensors = [
            ("acts.hidden.weight", vec![2, 3]),
            ("acts.hidden.bias", vec![2]),
            ("acts.score.weight", vec![acts, units]),
            ("acts.score.bias", vec![acts]),
        ]
        .map(|(name, shape)| (name, zeros(&shape), shape));
        let views = tensors.iter().map(|(name, data, shape)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), data).unwrap();
            ((*name).to_owned(), view)
        });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.safetensors");
        safetensors::serialize_to_file(views, None, &path).unwrap();
        ActHead::load(&Weights::read(&path).unwrap()).is_ok()
    }

    #[test]
    fn a_score_for_each_act_is_made_of_the_hidden_layer() {
        let acts = Act::ALL.len();
        assert!(is_read([acts, 2]));
        assert!(!is_read([acts - 1, 2]));
        assert!(!is_read([acts, 3]));
    }
}
