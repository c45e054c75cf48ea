//! Models from elsewhere: what they need, and what is said of those that cannot be used.

use crate::common::*;
use safetensors::tensor::{Dtype, TensorView, serialize_to_file};
use serde_json::json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A BERT for token classification with a vocabulary of a few words, which knows each word by
/// itself: attention and the layers between add nothing.
struct Checkpoint {
    words: &'static [&'static str],
    labels: &'static [&'static str],
    /// For each word, the number of its label.
    label_of: &'static [usize],
}

const CHECKPOINT: Checkpoint = Checkpoint {
    words: &[
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "Ann", "Le", "##ese", "met", "the", "Danish",
        "minister", "in", "Oslo", "Tuesday", "on", ".",
    ],
    labels: &["O", "B-PER", "I-PER", "B-GPE", "B-NORP", "B-DATE"],
    label_of: &[0, 0, 0, 0, 1, 2, 0, 0, 0, 4, 0, 0, 3, 5, 0, 0],
};
const HIDDEN: usize = 16;
const INNER: usize = 4;

impl Checkpoint {
    fn write(&self, folder: &Path) {
        fs::write(folder.join("vocab.txt"), self.words.join("\n")).unwrap();
        let settings = json!({"do_lower_case": false});
        fs::write(folder.join("tokenizer_config.json"), settings.to_string()).unwrap();
        let labels: serde_json::Map<_, _> = self
            .labels
            .iter()
            .enumerate()
            .map(|(number, label)| (number.to_string(), json!(label)))
            .collect();
        let config = json!({
            "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN,
            "intermediate_size": INNER, "num_attention_heads": 2, "num_hidden_layers": 1,
            "max_position_embeddings": 40, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
            "vocab_size": self.words.len(), "id2label": labels,
        });
        fs::write(folder.join("config.json"), config.to_string()).unwrap();
        self.write_weights(&folder.join("model.safetensors"));
    }

    fn write_weights(&self, path: &Path) {
        let one_hot =
            |column: usize, width: usize| (0..width).map(move |c| f32::from(u8::from(c == column)));
        let words = (0..self.words.len())
            .flat_map(|word| one_hot(word, HIDDEN))
            .collect();
        let scores = (0..self.labels.len())
            .flat_map(|label| {
                (0..HIDDEN).map(move |word| f32::from(u8::from(self.label_of[word] == label)))
            })
            .collect();
        let mut tensors: Vec<(String, Vec<usize>, Vec<f32>)> = vec![
            (
                "bert.embeddings.word_embeddings.weight".into(),
                vec![self.words.len(), HIDDEN],
                words,
            ),
            (
                "classifier.weight".into(),
                vec![self.labels.len(), HIDDEN],
                scores,
            ),
        ];
        let mut constant = |name: &str, shape: &[usize], value: f32| {
            let values = vec![value; shape.iter().product()];
            tensors.push((name.into(), shape.into(), values));
        };
        constant("classifier.bias", &[self.labels.len()], 0.0);
        constant(
            "bert.embeddings.position_embeddings.weight",
            &[40, HIDDEN],
            0.0,
        );
        constant(
            "bert.embeddings.token_type_embeddings.weight",
            &[2, HIDDEN],
            0.0,
        );
        let layer = "bert.encoder.layer.0";
        for norm in [
            "bert.embeddings.LayerNorm".to_owned(),
            format!("{layer}.attention.output.LayerNorm"),
            format!("{layer}.output.LayerNorm"),
        ] {
            constant(&format!("{norm}.weight"), &[HIDDEN], 1.0);
            constant(&format!("{norm}.bias"), &[HIDDEN], 0.0);
        }
        for (linear, out, input) in [
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("intermediate.dense", INNER, HIDDEN),
            ("output.dense", HIDDEN, INNER),
        ] {
            constant(&format!("{layer}.{linear}.weight"), &[out, input], 0.0);
            constant(&format!("{layer}.{linear}.bias"), &[out], 0.0);
        }
        let bytes: Vec<Vec<u8>> = tensors
            .iter()
            .map(|(_, _, values)| values.iter().flat_map(|v| v.to_le_bytes()).collect())
            .collect();
        let views = tensors.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
            (
                name,
                TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap(),
            )
        });
        serialize_to_file(views, None, path).unwrap();
    }
}

fn checkpoint() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    CHECKPOINT.write(folder.path());
    folder
}

const TEXT: &str = "Ann Leese met the Danish minister in Oslo on Tuesday. Ann met Ann Leese.";

/// Rows of names that a checkpoint finds, as `words:type`.
fn names(folder: &Path, further: &[&str]) -> Vec<String> {
    let mut args = vec!["entities", "-", "--input-format", "txt", "--entities-model"];
    args.push(folder.to_str().unwrap());
    args.extend(further);
    let output = run_with_input(&args, TEXT);
    assert_code(&output, 0);
    let table = Table::parse(stdout(&output));
    table
        .rows()
        .map(|cell| {
            let at = |column| cell(column).parse().unwrap();
            assert_eq!(characters(TEXT, at("start"), at("end")), cell("entity"));
            format!("{}:{}", cell("entity"), cell("type"))
        })
        .collect()
}

const NAMES: [&str; 5] = [
    "Ann Leese:person",
    "Danish:miscellaneous",
    "Oslo:location",
    "Ann:person",
    "Ann Leese:person",
];

#[test]
fn a_bert_for_token_classification_finds_the_names() {
    assert_eq!(names(checkpoint().path(), &[]), NAMES);
}

#[cfg(feature = "rust-bert")]
#[test]
fn it_finds_the_same_in_the_other_engine() {
    assert_eq!(
        names(checkpoint().path(), &["--engine", "rust-bert"]),
        NAMES
    );
}

/// What is said of a folder that cannot be used.
#[track_caller]
fn refused(option: &str, folder: &Path, reason: &str) {
    let output = sayso(["attribute", "data/articles", option])
        .arg(folder)
        .output()
        .unwrap();
    assert_code(&output, 2);
    assert!(stdout(&output).is_empty());
    assert!(stderr(&output).contains(reason), "{}", stderr(&output));
}

#[test]
fn an_incomplete_folder_is_told_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        "--model",
        folder.path(),
        "config.json, tokenizer.json, model.safetensors, heads.safetensors, sayso.json missing",
    );
    fs::copy("models/en/config.json", folder.path().join("config.json")).unwrap();
    refused(
        "--entities-model",
        folder.path(),
        "model.safetensors, vocab.txt missing",
    );
    // A BERT as it is published lacks sayso's heads.
    refused(
        "--model",
        checkpoint().path(),
        "tokenizer.json, heads.safetensors, sayso.json missing",
    );
    refused("--model", Path::new("no-such-model"), "no such folder");
}

#[test]
fn a_folder_of_another_kind_is_told_why_it_does_not_fit() {
    refused("--entities-model", Path::new("models/en"), "id2label");
    refused(
        "--entities-model",
        Path::new("models/en-accurate"),
        "mpnet with gelu is not supported",
    );

    let change = |file: &str, from: &str, to: &str| {
        let folder = checkpoint();
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
        folder
    };
    let config = |from, to| change("config.json", from, to);
    let refused = |folder: TempDir, reason| refused("--entities-model", folder.path(), reason);
    refused(
        config("\"bert\"", "\"roberta\""),
        "roberta with gelu is not supported",
    );
    refused(config("\"5\":", "\"7\":"), "id2label does not count from 0");
    refused(
        config("\"hidden_size\":16", "\"hidden_size\":32"),
        "does not fit config.json",
    );
    refused(change("vocab.txt", "[SEP]", "[END]"), "no token [SEP]");
}

/// A folder with the files of the model `fast`, to be changed.
fn copy_of_fast() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir("models/en-fast").unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// In either precision, as these have different engines.
#[test]
fn role_layers_that_are_not_there_are_refused() {
    let folder = copy_of_fast();
    let path = folder.path().join("config.json");
    let mut config: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let all = config["num_hidden_layers"].as_u64().unwrap();
    let unfit = "role_layers and shared_layers do not fit the layers";
    for (layers, shared, reason) in [
        (all, None, unfit),
        (all + 1, None, unfit),
        (1, Some(0), unfit),
        (1, Some(all + 1), unfit),
        // It has one.
        (2, Some(all), "encoder.role_layer.1."),
        (all - 1, None, "encoder.role_layer.1."),
    ] {
        config["role_layers"] = json!(layers);
        config["shared_layers"] = json!(shared);
        fs::write(&path, config.to_string()).unwrap();
        for precision in ["float32", "int8"] {
            let mut command = sayso(["attribute", "data/articles", "--precision", precision]);
            let output = command.arg("--model").arg(folder.path()).output().unwrap();
            assert_code(&output, 2);
            assert!(stderr(&output).contains(reason), "{}", stderr(&output));
        }
    }
}

/// Of a byte of -128 no product takes the sign away.
#[test]
fn a_weight_without_an_opposite_is_refused() {
    let folder = copy_of_fast();
    let path = folder.path().join("model.safetensors");
    let mut bytes = fs::read(&path).unwrap();
    let header = 8 + usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap())).unwrap();
    let tensors: serde_json::Value = serde_json::from_slice(&bytes[8..header]).unwrap();
    let tensor = &tensors["encoder.layer.0.output.dense.weight"];
    assert_eq!(tensor["dtype"], "I8");
    let first = usize::try_from(tensor["data_offsets"][0].as_u64().unwrap()).unwrap();
    bytes[header + first] = 0x80;
    fs::write(&path, bytes).unwrap();
    let mut command = sayso(["attribute", "data/articles", "--precision", "int8"]);
    let output = command.arg("--model").arg(folder.path()).output().unwrap();
    assert_code(&output, 2);
    let refused = "encoder.layer.0.output.dense.weight holds -128";
    assert!(stderr(&output).contains(refused), "{}", stderr(&output));
}

#[cfg(not(feature = "rust-bert"))]
#[test]
fn an_engine_that_is_not_built_in_is_told_how_to_get_it() {
    let output = run(["attribute", "data/articles", "--engine", "rust-bert"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("--features rust-bert"));
}

#[test]
fn products_in_eight_bits_are_there_with_the_default_engine_only() {
    let article = "data/articles/technology-news.txt";
    let run = |further: &[&str]| {
        let mut command = sayso(["attribute", "-q", article, "--precision", "int8"]);
        command.args(further).output().unwrap()
    };
    let rows = |threads| stdout(&run(&["--threads", threads])).to_owned();
    assert!(rows("1").lines().count() > 5);
    assert_eq!(rows("1"), rows("3"));
    let refused = run(&["--engine", "rust-bert"]);
    assert_code(&refused, 2);
    assert!(stderr(&refused).contains("float32"), "{}", stderr(&refused));
}

/// With the instructions of other processors masked as well.
#[test]
fn integers_are_the_same_by_whatever_instructions() {
    let run = |kernels: &str| {
        let article = "data/articles/technology-news.txt";
        let arguments = [
            "attribute",
            "-q",
            article,
            "--model",
            "fast",
            "--precision",
            "int8",
        ];
        let mut command = sayso(arguments);
        command.env("SAYSO_KERNELS", kernels).output().unwrap()
    };
    let best = run("amx");
    assert!(stdout(&best).lines().count() > 5);
    for kernels in ["vnni", "avxvnni", "avx2", "plain"] {
        assert_eq!(stdout(&run(kernels)), stdout(&best), "{kernels}");
    }
    let refused = run("sse");
    assert_code(&refused, 2);
    assert!(stderr(&refused).contains("avx2"), "{}", stderr(&refused));
}

/// A model of which nobody knows what it loses in integers is computed in 32 bits.
#[test]
fn the_default_precision_is_what_the_models_folder_allows() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path();
    for file in fs::read_dir("models/en-fast").unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    let rows = |precision: &str| {
        let article = "data/articles/technology-news.txt";
        let mut command = sayso(["attribute", "-q", article, "--precision", precision]);
        let output = command.arg("--model").arg(to).output().unwrap();
        stdout(&output).to_owned()
    };
    let settings = fs::read_to_string(to.join("sayso.json")).unwrap();
    let mut settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let mut set = |integers: serde_json::Value| {
        settings["integers"] = integers;
        fs::write(to.join("sayso.json"), settings.to_string()).unwrap();
    };
    set(serde_json::json!({"accepted": 0.5, "lost": {"news": 0.6}}));
    assert_ne!(rows("int8"), rows("float32"));
    assert_eq!(rows("auto"), rows("float32"));
    set(serde_json::Value::Null);
    assert_eq!(rows("auto"), rows("float32"));
    set(serde_json::json!({"accepted": 0.5, "lost": {"news": 0.4}}));
    let fast = sayso::encoder::IntegerEncoder::is_fast().unwrap();
    assert_eq!(rows("auto"), rows(if fast { "int8" } else { "float32" }));
}

#[test]
fn the_default_engine_has_no_cuda() {
    let output = run(["attribute", "data/articles", "--device", "cuda"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("no CUDA"));
}

#[test]
fn a_folder_in_the_way_is_not_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let models = tempfile::tempdir().unwrap();
    fs::create_dir(path(&folder, "en")).unwrap();
    fs::create_dir(path(&folder, "mine")).unwrap();
    fs::create_dir(path(&models, "other")).unwrap();
    fs::write(path(&folder, "a.txt"), TEXTS[0]).unwrap();
    let run = |model: &[&str]| {
        let mut run = sayso(["attribute", "a.txt"]);
        run.args(model).current_dir(folder.path());
        run.env("SAYSO_MODELS", models.path()).output().unwrap()
    };
    let output = run(&[]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("Ines Duarte"));
    for (model, reason) in [
        ("./en", "config.json"),
        ("mine", "write ./mine if it is meant"),
        ("other", "config.json"),
        ("nowhere", "no such folder"),
        ("nowhere", "`sayso models fetch NAME"),
    ] {
        let output = run(&["--model", model]);
        assert_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

/// Answers each request with the file of that path below `models`, and then ends.
fn serve_models(requests: usize) -> (String, std::thread::JoinHandle<()>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/of/ours", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for stream in listener.incoming().take(requests) {
            let mut stream = stream.unwrap();
            let head: Vec<String> = BufReader::new(&stream)
                .lines()
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty())
                .collect();
            let asked = head[0].split(' ').nth(1).unwrap();
            let file = fs::read(asked.replace("/of/ours", "models")).unwrap();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                file.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
            stream.write_all(&file).unwrap();
        }
    });
    (address, server)
}

#[test]
fn a_model_is_fetched_whole_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let models = path(&folder, "models");
    let fetch = |name: &str, from: &str| {
        let mut run = sayso(["models", "fetch", name, "--from", from, "--into"]);
        run.arg(&models).output().unwrap()
    };
    // From a folder, then nothing is left to do.
    let output = fetch("fast", "models");
    assert_code(&output, 0);
    let same = |name: &str| {
        let read = |folder: &Path| fs::read(folder.join("en-fast").join(name)).unwrap();
        read(&models) == read(Path::new("models"))
    };
    assert!(same("model.safetensors") && same("sayso.json"));
    let output = fetch("fast", "nowhere");
    assert_code(&output, 0);
    assert!(stderr(&output).contains("already"));
    // From an address, in place of one that was spoilt.
    fs::write(models.join("en-fast/sayso.json"), "{}").unwrap();
    let files = fs::read_dir("models/en-fast").unwrap().count();
    let (address, server) = serve_models(files);
    assert_code(&fetch("en-fast", &address), 0);
    server.join().unwrap();
    assert!(same("sayso.json"));
    // What is not as it should be leaves nothing behind.
    let spoilt = path(&folder, "spoilt");
    fs::create_dir_all(spoilt.join("en")).unwrap();
    for entry in fs::read_dir("models/en").unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), spoilt.join("en").join(entry.file_name())).unwrap();
    }
    fs::write(spoilt.join("en/sayso.json"), "{}").unwrap();
    let output = fetch("en", spoilt.to_str().unwrap());
    assert_code(&output, 2);
    assert!(stderr(&output).contains("SHA-256"), "{}", stderr(&output));
    let output = fetch("de", "models");
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("en-accurate"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_dir(&models).unwrap().count(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_model_of_the_user_is_found_by_its_name() {
    let data = tempfile::tempdir().unwrap();
    let models = path(&data, "sayso").join("models");
    fs::create_dir_all(&models).unwrap();
    std::os::unix::fs::symlink(
        fs::canonicalize("models/en-fast").unwrap(),
        models.join("mine"),
    )
    .unwrap();
    let run = |args: &[&str]| {
        let mut run = sayso(args);
        run.env("XDG_DATA_HOME", data.path()).output().unwrap()
    };
    assert_code(
        &run(&["explain", "data/articles/brief.txt", "--model", "mine"]),
        0,
    );
    let list = run(&["models", "list"]);
    assert_code(&list, 0);
    assert!(
        stdout(&list)
            .lines()
            .any(|line| line.starts_with("en-fast\t"))
    );
}
