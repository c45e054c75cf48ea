//! The encoder and the heads agree with the trainer on stored inputs.
//!
//! `scripts/train parity` writes `tests/parity/MODEL.safetensors` with what the trainer computes
//! from the weights of a model folder.

use ndarray::{Array2, ArrayView1, s};
use sayso::attribution::ActHead;
use sayso::encoder::{
    BertConfig, Encoder, Precision, RtenEncoder, Tokenizer, Tokens, Weights, Window,
};
use sayso::tagging::{PairScorer, SpanTagger};
use sayso::text::segment;
use std::ops::Range;
use std::path::PathBuf;

/// The models that come with the program.
const MODELS: [&str; 3] = ["en", "en-fast", "en-accurate"];
const TEXT: &str = "“We will not leave,” the mayor told reporters. Ann Lee said it rained.";
/// Largest difference allowed between the two.
const TOLERANCE: f32 = 1e-4;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn reference(model: &str) -> Weights {
    let file = path(&format!("tests/parity/{model}.safetensors"));
    Weights::read(&file).expect("the trainer's outputs")
}

fn folder(model: &str) -> PathBuf {
    path("models").join(model)
}

fn tokens(model: &str) -> Tokens {
    let tokenizer = Tokenizer::load(&folder(model)).expect("a tokenizer");
    tokenizer.tokenize(TEXT, &segment(TEXT)).expect("tokens")
}

/// The text as one window.
fn window(model: &str) -> Window {
    let tokens = tokens(model);
    let length = tokens.ids.len();
    Window {
        ids: [&[101], &tokens.ids[..], &[102]].concat(),
        types: [&[3], &tokens.types[..], &[3]].concat(),
        tokens: 0..length,
        core: 0..length,
        offset: 1,
    }
}

fn hidden(model: &str, precision: Precision) -> Array2<f32> {
    let folder = folder(model);
    let config = std::fs::read(folder.join("config.json")).expect("config.json");
    let config: BertConfig = serde_json::from_slice(&config).expect("a configuration");
    let weights = Weights::read(&folder.join("model.safetensors")).expect("weights");
    let encoder = RtenEncoder::new(&config, weights, precision, 1).expect("an encoder");
    encoder
        .encode(&[window(model)])
        .expect("hidden vectors")
        .remove(0)
}

fn assert_close(model: &str, found: &Array2<f32>, name: &str) {
    let expected = reference(model).matrix(name).expect(name);
    assert_eq!(
        found.dim(),
        expected.dim(),
        "{model}: {name} has another shape"
    );
    let difference = (found - &expected)
        .mapv(f32::abs)
        .into_iter()
        .fold(0.0, f32::max);
    assert!(
        difference < TOLERANCE,
        "{model}: {name} differs by {difference}"
    );
}

#[test]
fn both_read_the_same_tokens() {
    for model in MODELS {
        let expected = |name: &str| reference(model).vector(name).expect(name).to_vec();
        let window = window(model);
        let ids: Vec<f32> = window.ids.iter().map(|&id| id as f32).collect();
        let types: Vec<f32> = window.types.iter().map(|&t| f32::from(t)).collect();
        assert_eq!(ids, expected("ids"));
        assert_eq!(types, expected("types"));
    }
}

#[test]
fn the_encoder_agrees_with_the_trainer() {
    for model in MODELS {
        assert_close(model, &hidden(model, Precision::Float32), "hidden");
    }
}

/// Not so the accurate model, whose inputs of products have single large values.
#[test]
fn products_in_eight_bits_give_nearly_the_same_vectors() {
    for model in ["en", "en-fast"] {
        let exact = reference(model).matrix("hidden").expect("hidden");
        let found = hidden(model, Precision::Int8);
        assert_ne!(found, exact);
        for (found, exact) in found.rows().into_iter().zip(exact.rows()) {
            let length = |v: ArrayView1<f32>| v.dot(&v).sqrt();
            let cosine = found.dot(&exact) / (length(found) * length(exact));
            assert!(cosine > 0.97, "{model}: {cosine}");
        }
    }
}

#[test]
fn the_heads_agree_with_the_trainer() {
    for model in MODELS {
        let heads = Weights::read(&folder(model).join("heads.safetensors")).expect("heads");
        let hidden = hidden(model, Precision::Float32);
        let body = hidden.slice(s![1..hidden.nrows() - 1, ..]);
        for (name, kinds) in [("roles", 3), ("nested", 3), ("entities", 4)] {
            // A model may do without the tags of claims inside claims.
            if name == "nested" && !heads.contains("nested.weight") {
                continue;
            }
            let tagger = SpanTagger::load(&heads, name, kinds).expect(name);
            assert_close(model, &tagger.emissions(body), name);
        }
        // "told", "said"; "the mayor", "Ann Lee"; the quotation, "it rained"; "We", "it".
        let cues: [Range<usize>; 2] = [9..10, 14..15];
        let acts = ActHead::load(&heads).expect("acts");
        assert_close(model, &acts.scores(body, &cues), "acts");
        let pieces = [
            ("Source", [7..9, 12..14]),
            ("Content", [0..7, 15..17]),
            ("Antecedent", [1..2, 15..16]),
        ];
        for (role, pieces) in pieces {
            // A model may do without the head for antecedents.
            if role == "Antecedent" && !heads.contains("links.score.Antecedent.weight") {
                continue;
            }
            let scorer = PairScorer::load(&heads, role).expect(role);
            let scores = scorer.scores(body, &tokens(model), &pieces, &cues);
            assert_close(model, &scores, &format!("links.{role}"));
        }
    }
}
