//! The encoder and the heads agree with the trainer on stored inputs.
//!
//! `scripts/train parity` writes `tests/parity/MODEL.safetensors` with what the trainer computes
//! from the weights of a model folder.

use ndarray::{Array2, ArrayView1, s};
use sayso::attribution::ActHead;
use sayso::encoder::{
    BertConfig, Encoder, Hidden, IntegerEncoder, RtenEncoder, Tokenizer, Tokens, Weights, Window,
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

fn encoder_parts(model: &str) -> (BertConfig, Weights) {
    let folder = folder(model);
    let config = std::fs::read(folder.join("config.json")).expect("config.json");
    let config = serde_json::from_slice(&config).expect("a configuration");
    let weights = Weights::read(&folder.join("model.safetensors")).expect("weights");
    (config, weights)
}

fn hidden(model: &str) -> Array2<f32> {
    let (config, weights) = encoder_parts(model);
    let encoder = RtenEncoder::new(&config, weights, 1).expect("an encoder");
    let mut hidden = encoder.encode(&[window(model)]).expect("hidden vectors");
    hidden.remove(0)
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
        assert_close(model, &hidden(model), "hidden");
    }
}

#[test]
fn products_in_integers_give_nearly_the_same_vectors() {
    for model in MODELS {
        let exact = reference(model).matrix("hidden").expect("hidden");
        let (config, weights) = encoder_parts(model);
        let encoder = IntegerEncoder::new(&config, weights, 1).expect("an encoder");
        let found = encoder.encode(&[window(model)]).expect("hidden vectors");
        assert_ne!(found[0], exact);
        let kept = |rows: &Array2<f32>| rows.slice(s![window(model).kept(), ..]).to_owned();
        let (found, exact) = (kept(&found[0]), kept(&exact));
        for (found, exact) in found.rows().into_iter().zip(exact.rows()) {
            let length = |v: ArrayView1<f32>| v.dot(&v).sqrt();
            let cosine = found.dot(&exact) / (length(found) * length(exact));
            assert!(cosine > 0.995, "{model}: {cosine}");
        }
    }
}

/// Windows of many lengths, in one batch and one by one, on one thread and on several.
#[test]
fn a_window_has_the_same_vectors_beside_any_other() {
    let whole = window("en-fast");
    let windows: Vec<Window> = (1..=whole.ids.len())
        .map(|length| Window {
            ids: whole.ids.repeat(9)[..9 * length].to_vec(),
            types: whole.types.repeat(9)[..9 * length].to_vec(),
            tokens: 0..9 * length,
            core: 0..9 * length,
            offset: 0,
        })
        .collect();
    let encoder = |threads| {
        let (config, weights) = encoder_parts("en-fast");
        IntegerEncoder::new(&config, weights, threads).expect("an encoder")
    };
    let [one, several] = [1, 3].map(encoder);
    let expected = one.encode(&windows).expect("hidden vectors");
    assert_eq!(several.encode(&windows).expect("hidden vectors"), expected);
    for (window, expected) in windows.iter().zip(&expected).rev() {
        assert_eq!(
            one.encode(std::slice::from_ref(window)).expect("vectors")[0],
            expected
        );
    }
}

/// The vectors of the core are those that they are when all are wanted.
#[test]
fn a_narrower_core_has_the_same_vectors() {
    let (config, weights) = encoder_parts("en-fast");
    let encoder = IntegerEncoder::new(&config, weights, 1).expect("an encoder");
    let whole = window("en-fast");
    let all = encoder
        .encode(std::slice::from_ref(&whole))
        .expect("vectors");
    for core in [0..0, 0..1, 2..15, 7..whole.core.end] {
        let narrow = Window {
            core,
            ..whole.clone()
        };
        let kept = narrow.kept();
        let found = encoder.encode(&[narrow]).expect("vectors");
        assert_eq!(
            found[0].slice(s![kept.clone(), ..]),
            all[0].slice(s![kept, ..])
        );
    }
}

#[test]
fn a_token_that_is_not_in_the_vocabulary_is_an_error() {
    let (config, weights) = encoder_parts("en-fast");
    let encoder = IntegerEncoder::new(&config, weights, 1).expect("an encoder");
    let mut window = window("en-fast");
    window.ids[3] = 4_000_000;
    let error = encoder.encode(&[window]).unwrap_err();
    assert!(error.to_string().contains("4000000"), "{error}");
}

#[test]
fn the_heads_agree_with_the_trainer() {
    for model in MODELS {
        let heads = Weights::read(&folder(model).join("heads.safetensors")).expect("heads");
        let hidden = hidden(model);
        let size = encoder_parts(model).0.hidden_size;
        let body = hidden.slice(s![1..hidden.nrows() - 1, ..]).to_owned();
        let Hidden { names, roles, .. } = Hidden::new(&body, size);
        for (name, kinds) in [("roles", 3), ("nested", 3), ("entities", 4)] {
            // A model may do without the tags of claims inside claims.
            if name == "nested" && !heads.contains("nested.weight") {
                continue;
            }
            let tagger = SpanTagger::load(&heads, name, kinds).expect(name);
            let seen = if name == "entities" { names } else { roles };
            assert_close(model, &tagger.emissions(seen), name);
        }
        // "told", "said"; "the mayor", "Ann Lee"; the quotation, "it rained"; "We", "it".
        let cues: [Range<usize>; 2] = [9..10, 14..15];
        let acts = ActHead::load(&heads).expect("acts");
        assert_close(model, &acts.scores(roles, &cues), "acts");
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
            let seen = if role == "Antecedent" { names } else { roles };
            let scores = scorer.scores(seen, &tokens(model), &pieces, &cues);
            assert_close(model, &scores, &format!("links.{role}"));
        }
    }
}
