use crate::attribution::Calibration;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `sayso.json`: how the model was trained to read, and what was measured of it.
#[derive(Deserialize)]
pub struct Settings {
    /// Tokens in a window, at most.
    pub window: usize,
    /// Tokens that two windows in a row share, about.
    pub overlap: usize,
    /// How confidence is calibrated; without it, it is the product of probabilities.
    pub calibration: Option<Calibration>,
    /// What products in integers lose; without it, that is not known.
    integers: Option<Integers>,
}

#[derive(Deserialize)]
struct Integers {
    /// By how many points of F1 fewer whole claims are found than in 32 bits, by the set that this
    /// was measured on; below 0 it is more.
    lost: BTreeMap<String, f64>,
    /// So many points may be lost on each.
    accepted: f64,
}

impl Settings {
    /// Whether the model was found to do nearly as well in integers as in 32 bits.
    pub fn integers_suffice(&self) -> bool {
        let suffice = |integers: &Integers| {
            let lost = || integers.lost.values();
            lost().next().is_some() && lost().all(|&points| points <= integers.accepted)
        };
        self.integers.as_ref().is_some_and(suffice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suffice(integers: &str) -> bool {
        let text = format!(r#"{{"window": 384, "overlap": 96{integers}}}"#);
        let settings: Settings = serde_json::from_str(&text).unwrap();
        settings.integers_suffice()
    }

    #[test]
    fn integers_suffice_where_little_is_lost_on_every_set() {
        assert!(suffice(
            r#", "integers": {"accepted": 0.3, "lost": {"news": -0.4, "politics": 0.3}}"#
        ));
        assert!(!suffice(
            r#", "integers": {"accepted": 0.3, "lost": {"news": -0.4, "politics": 0.31}}"#
        ));
    }

    /// In 32 bits they would take several times as long, which no figure of accuracy shows.
    #[test]
    fn the_models_here_are_run_in_integers() {
        let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        for name in ["en", "en-fast", "en-accurate"] {
            let text = std::fs::read_to_string(models.join(name).join("sayso.json")).unwrap();
            let settings: Settings = serde_json::from_str(&text).unwrap();
            assert!(settings.integers_suffice(), "{name}");
        }
    }

    #[test]
    fn where_nothing_was_measured_they_do_not() {
        assert!(!suffice(""));
        assert!(!suffice(r#", "integers": null"#));
        assert!(!suffice(r#", "integers": {"accepted": 0.3, "lost": {}}"#));
    }
}
