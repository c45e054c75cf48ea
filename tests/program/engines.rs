//! Both engines find the same. Only for programs built with the feature `rust-bert`.
use crate::common::*;
use ndarray::Array2;
use sayso::encoder::{
    BertConfig, Device, Encoder, Frame, LibtorchEncoder, RtenEncoder, Tokenizer, Tokens, Weights,
    Window, WindowOptions, windows,
};
use sayso::text::segment;
use std::fs;
use std::path::Path;

/// Largest difference allowed between hidden vectors.
const TOLERANCE: f32 = 1e-4;

fn model() -> (BertConfig, Weights) {
    let config = fs::read("models/en/config.json").unwrap();
    let weights = Weights::read(Path::new("models/en/model.safetensors")).unwrap();
    (serde_json::from_slice(&config).unwrap(), weights)
}

/// The windows of all sample articles, with two lengths.
fn sample_windows() -> Vec<Window> {
    let tokenizer = Tokenizer::load(Path::new("models/en")).unwrap();
    let frame = Frame {
        first: 101,
        last: 102,
    };
    let mut found = Vec::new();
    for file in fs::read_dir("data/articles").unwrap() {
        let Ok(text) = fs::read_to_string(file.unwrap().path()) else {
            continue;
        };
        let tokens = tokenizer.tokenize(&text, &segment(&text)).unwrap();
        for length in [384, 60] {
            let options = WindowOptions { length, overlap: 0 };
            found.extend(windows(&tokens, &Tokens::default(), options, frame));
        }
    }
    assert!(found.len() > 50);
    found
}

fn assert_close(found: &Array2<f32>, expected: &Array2<f32>) {
    let differences = (found - expected).mapv(f32::abs);
    let difference = differences.into_iter().fold(0.0, f32::max);
    assert!(difference < TOLERANCE, "{difference}");
}

#[test]
fn hidden_vectors_agree() {
    let (config, weights) = model();
    let windows = sample_windows();
    let rten = RtenEncoder::new(&config, model().1, 2).unwrap();
    let expected = rten.encode(&windows).unwrap();
    for threads in [1, 3] {
        let encoder = LibtorchEncoder::new(&config, &weights, Device::Cpu, threads).unwrap();
        let found = encoder.encode(&windows).unwrap();
        assert_eq!(found.len(), windows.len());
        for ((found, expected), window) in found.iter().zip(&expected).zip(&windows) {
            assert_eq!(found.dim(), (window.ids.len(), config.output_width()));
            assert_close(found, expected);
        }
    }
}

#[test]
fn batches_with_padding_agree() {
    let (config, weights) = model();
    let windows = sample_windows();
    let single = LibtorchEncoder::new(&config, &weights, Device::Cpu, 2).unwrap();
    let batched = LibtorchEncoder::new(&config, &weights, Device::Cpu, 2)
        .unwrap()
        .batches_of(2000);
    let (single, batched) = (
        single.encode(&windows).unwrap(),
        batched.encode(&windows).unwrap(),
    );
    for (found, expected) in batched.iter().zip(&single) {
        assert_eq!(found.dim(), expected.dim());
        assert_close(found, expected);
    }
}

#[test]
fn the_tables_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let run_with = |engine: &str, threads: &str| {
        let files =
            ["claims.csv", "names.csv", "speakers.csv"].map(|name| folder.path().join(name));
        let output = sayso([
            "attribute",
            "data/articles",
            "--engine",
            engine,
            "--threads",
            threads,
            // The other engine has no integers.
            "--precision",
            "float32",
            "-o",
        ])
        .arg(&files[0])
        .arg("--entities")
        .arg(&files[1])
        .arg("--speakers")
        .arg(&files[2])
        .output()
        .unwrap();
        assert_code(&output, 0);
        files.map(|file| fs::read_to_string(file).unwrap())
    };
    let expected = run_with("rten", "2");
    assert!(Table::parse(&expected[0]).len() > 100);
    for threads in ["1", "3"] {
        assert!(run_with("rust-bert", threads) == expected);
    }
}

#[test]
fn what_it_cannot_run_is_refused() {
    let output = run([
        "attribute",
        "data/articles",
        "--engine",
        "rust-bert",
        "--model",
        "accurate",
    ]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("runs bert only, not mpnet"));
}
