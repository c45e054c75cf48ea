//! What a BERT-large entity pipeline costs: rust-bert's own, as it is, with random weights.
//!
//! `cargo bench --features rust-bert --bench bert_large -- WORDS RUNS FILE…` reads the first of
//! the articles until they have so many words by white space, and prints a line of JSON: the
//! words, the sentences, the seconds it took to load, and those of each run. `scripts/peers`
//! calls it. Single-threaded where `OMP_NUM_THREADS` is 1.
//!
//! The shape is that of rust-bert's default for entities, BERT-large with nine labels. Weights do
//! not change what a product costs, so the names are nonsense and the time is right. The
//! vocabulary is that of the model `en`.

use anyhow::{Context, Result, ensure};
use rust_bert::bert::{BertConfig, BertForTokenClassification};
use rust_bert::pipelines::common::{ModelResource, ModelType};
use rust_bert::pipelines::ner::NERModel;
use rust_bert::pipelines::token_classification::{
    LabelAggregationOption, TokenClassificationConfig,
};
use rust_bert::resources::LocalResource;
use sayso::text::segment;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use tch::Device;
use tch::nn::VarStore;

fn main() -> Result<()> {
    // Cargo adds an option of its own.
    let arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let [words, runs, articles @ ..] = &arguments[..] else {
        println!("bert_large: nothing to do without WORDS RUNS FILE…");
        return Ok(());
    };
    let (words, sentences) = read(articles, words.parse()?)?;
    ensure!(words > 0, "no words in the articles");

    let files = tempfile::tempdir()?;
    write_model(files.path())?;
    let started = Instant::now();
    let model = load(files.path())?;
    let load = started.elapsed().as_secs_f64();
    let seconds: Vec<f64> = (0..runs.parse()?)
        .map(|_| {
            let started = Instant::now();
            // rust-bert 0.23 takes each batch's sentences for those of the first, and panics where
            // one of these was longer: so a call for each batch of its default size.
            for some in sentences.chunks(64) {
                let found = black_box(model.predict(black_box(some)));
                assert_eq!(found.len(), some.len());
            }
            started.elapsed().as_secs_f64()
        })
        .collect();
    let line = json!({
        "words": words, "sentences": sentences.len(), "load": load, "seconds": seconds,
    });
    println!("{line}");
    Ok(())
}

/// The sentences of the first articles that have so many words, and their words.
fn read(articles: &[String], wanted: usize) -> Result<(usize, Vec<String>)> {
    let (mut words, mut sentences) = (0, Vec::new());
    for path in articles {
        if words >= wanted {
            break;
        }
        let text = fs::read_to_string(path).with_context(|| path.clone())?;
        words += text.split_whitespace().count();
        let found = segment(&text).sentences;
        sentences.extend(found.iter().map(|s| s.of(&text).to_owned()));
    }
    Ok((words, sentences))
}

/// The files of a BERT-large for token classification whose weights are random.
fn write_model(folder: &Path) -> Result<()> {
    let labels = [
        "O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC",
    ];
    let vocabulary = vocabulary()?;
    let config = json!({
        "hidden_act": "gelu",
        "attention_probs_dropout_prob": 0.1,
        "hidden_dropout_prob": 0.1,
        "hidden_size": 1024,
        "initializer_range": 0.02,
        "intermediate_size": 4096,
        "max_position_embeddings": 512,
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "type_vocab_size": 2,
        "vocab_size": vocabulary.len(),
        "id2label": labels.iter().enumerate().collect::<BTreeMap<_, _>>(),
        "label2id": labels.iter().zip(0..).collect::<BTreeMap<_, i64>>(),
    });
    fs::write(folder.join("config.json"), config.to_string())?;
    fs::write(folder.join("vocab.txt"), vocabulary.join("\n") + "\n")?;
    let config: BertConfig = serde_json::from_value(config)?;
    let variables = VarStore::new(Device::Cpu);
    BertForTokenClassification::new(variables.root(), &config)?;
    let values: usize = variables.variables().values().map(tch::Tensor::numel).sum();
    ensure!(values > 330_000_000, "{values} values are no BERT-large");
    variables.save(folder.join("model.safetensors"))?;
    Ok(())
}

/// The vocabulary of the model `en`, by id.
fn vocabulary() -> Result<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/en/tokenizer.json");
    let tokenizer: Value = serde_json::from_slice(&fs::read(path)?)?;
    let vocabulary = tokenizer["model"]["vocab"]
        .as_object()
        .context("a tokenizer without a vocabulary")?;
    let mut pieces: Vec<(u64, &String)> = vocabulary
        .iter()
        .map(|(piece, id)| Some((id.as_u64()?, piece)))
        .collect::<Option<_>>()
        .context("an id that is no number")?;
    pieces.sort_unstable();
    Ok(pieces.into_iter().map(|(_, piece)| piece.clone()).collect())
}

fn load(folder: &Path) -> Result<NERModel> {
    let file = |name: &str| LocalResource::from(folder.join(name));
    let mut config = TokenClassificationConfig::new(
        ModelType::Bert,
        ModelResource::Torch(Box::new(file("model.safetensors"))),
        file("config.json"),
        file("vocab.txt"),
        None,
        true,
        None,
        None,
        LabelAggregationOption::First,
    );
    config.device = Device::Cpu;
    Ok(NERModel::new(config)?)
}
