//! The encoder beside what the machine's matrix product allows: `cargo bench --bench products`
//!
//! Times, turn by turn in one run, the encoder on full windows and the bare sequence of its
//! matrix products at the same shapes (nothing else: no attention weights, no activations, no
//! normalization, and of integers no scales), in integers of 8 bits and in 32 bits, and prints a
//! table with the encoder's share. In integers the encoder multiplies in 16 bits in attention; its
//! bare products are in 8 bits there too. A product counts with the faster of two libraries, so
//! that the engine is not compared with itself alone: rten-gemm, with weights packed beforehand,
//! and matrixmultiply, which is ndarray's, or, in integers, sayso-kernels.
//! In each round both are timed, one after the other; figures are the medians of so many rounds as
//! an argument says, fifteen if none does. (The best of each would flatter the products: each of
//! them is short and catches the machine's best moment, which the encoder as a whole does not.)

#[path = "../common/mod.rs"]
mod common;
mod float;
mod integers;

use sayso::encoder::{BertConfig, Encoder, IntegerEncoder, RtenEncoder, Weights, Window};
use sayso::text::segment;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Windows in a measurement.
const WINDOWS: usize = 8;

/// One shape of product, with matrices of its own for every time that it is done, as every layer
/// has weights of its own.
trait Product {
    /// Multiplications for one window.
    fn multiplications(&self) -> usize;

    /// Seconds for all windows, split among threads, with the faster library.
    fn seconds(&self, threads: usize) -> f64;
}

/// Rows of the left matrix, its columns, columns of the right one.
#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    between: usize,
    columns: usize,
    /// How often it is computed for a window.
    count: usize,
    /// Whether the right one is weights.
    weights: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo says --bench where it is to be measured, and nothing in a test.
    let measured = arguments.iter().any(|a| a == "--bench");
    let rounds = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(15);
    let rounds = if measured { rounds } else { 1 };
    println!(
        "| model | in | threads | window | encoder, tokens/s | its products alone, tokens/s | 10⁹ multiplications/s of these | encoder's share |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    let cores = sayso::pipeline::available_threads();
    let all = (1..=WINDOWS).rfind(|&n| n <= cores && WINDOWS.is_multiple_of(n));
    let all = all.unwrap_or(1);
    for model in ["en", "en-fast", "en-accurate"] {
        for threads in if all > 1 { vec![1, all] } else { vec![1] } {
            for length in [128, 384] {
                for integers in [true, false] {
                    compare(model, integers, threads, length, rounds);
                }
            }
        }
    }
}

/// Measures and prints a row.
fn compare(model: &str, integers: bool, threads: usize, length: usize, rounds: usize) {
    let config = common::config(model);
    let encoder = encoder(model, &config, integers, threads);
    let windows = full_windows(length);
    let products: Vec<Box<dyn Product>> = shapes(&config, length)
        .into_iter()
        .map(|shape| -> Box<dyn Product> {
            if integers {
                Box::new(integers::Integers::new(shape))
            } else {
                Box::new(float::Float::new(shape))
            }
        })
        .collect();
    let mut rounds: Vec<[f64; 3]> = (0..rounds)
        .map(|_| {
            let started = Instant::now();
            let hidden = encoder.encode(black_box(&windows)).expect("hidden vectors");
            let encoding = started.elapsed().as_secs_f64();
            assert_eq!(hidden.len(), WINDOWS);
            assert!(hidden.iter().all(|h| h.nrows() == length));
            let alone: f64 = products
                .iter()
                .map(|product| product.seconds(threads))
                .sum();
            [encoding, alone, alone / encoding]
        })
        .collect();
    let [encoding, alone, share] = [0, 1, 2].map(|measure| {
        rounds.sort_unstable_by(|a, b| a[measure].total_cmp(&b[measure]));
        rounds[rounds.len() / 2][measure]
    });
    let multiplications: usize = products.iter().map(|p| p.multiplications()).sum();
    let tokens = (WINDOWS * length) as f64;
    println!(
        "| {} | {} | {threads} | {length} | {:.0} | {:.0} | {:.0} | {:.0} % |",
        model.trim_start_matches("en-"),
        if integers { "int8" } else { "float32" },
        tokens / encoding,
        tokens / alone,
        (WINDOWS * multiplications) as f64 / alone / 1e9,
        100.0 * share,
    );
}

fn encoder(model: &str, config: &BertConfig, integers: bool, threads: usize) -> Box<dyn Encoder> {
    let path = common::model(model).join("model.safetensors");
    let weights = Weights::read(&path).expect("weights");
    if integers {
        Box::new(IntegerEncoder::new(config, weights, threads).expect("an encoder"))
    } else {
        Box::new(RtenEncoder::new(config, weights, threads).expect("an encoder"))
    }
}

/// Windows of the sample articles, each as long as it may be.
fn full_windows(length: usize) -> Vec<Window> {
    let tokenizer = common::tokenizer();
    let tokens = common::articles().into_iter().map(|article| {
        let tokens = tokenizer.tokenize(&article.text, &segment(&article.text));
        tokens.expect("tokens")
    });
    let tokens: Vec<(u32, u8)> = tokens
        .flat_map(|t| t.ids.into_iter().zip(t.types).collect::<Vec<_>>())
        .collect();
    let body = length - 2;
    let window = |tokens: &[(u32, u8)]| {
        let inside = tokens.iter().copied();
        let (first, last) = ((common::FRAME.first, 0), (common::FRAME.last, 0));
        let (ids, types) = [first].into_iter().chain(inside).chain([last]).unzip();
        Window {
            ids,
            types,
            tokens: 0..body,
            core: 0..body,
            offset: 1,
        }
    };
    let chunks = tokens.chunks_exact(body).take(WINDOWS);
    let windows: Vec<Window> = chunks.map(window).collect();
    assert_eq!(windows.len(), WINDOWS, "the sample articles are too short");
    windows
}

/// The matrix products of one window.
fn shapes(config: &BertConfig, tokens: usize) -> [Shape; 5] {
    let (width, inner) = (config.hidden_size, config.intermediate_size);
    let layers = config.num_hidden_layers + config.role_layers;
    let heads = config.num_attention_heads;
    let head = width / heads;
    let shape = |[rows, between, columns]: [usize; 3], count, weights| Shape {
        rows,
        between,
        columns,
        count,
        weights,
    };
    [
        // Query, key, value and output.
        shape([tokens, width, width], 4 * layers, true),
        // Queries with keys, weights with values.
        shape([tokens, head, tokens], heads * layers, false),
        shape([tokens, tokens, head], heads * layers, false),
        shape([tokens, width, inner], layers, true),
        shape([tokens, inner, width], layers, true),
    ]
}

/// Seconds that the slowest of some threads needs for the same work, each on one core.
fn side_by_side(threads: usize, work: impl Fn() + Sync) -> f64 {
    let barrier = Barrier::new(threads);
    let one = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let pool = pool.expect("a pool of one thread");
        pool.install(|| {
            barrier.wait();
            let started = Instant::now();
            work();
            started.elapsed().as_secs_f64()
        })
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        let seconds = running.into_iter().map(|t| t.join().expect("seconds"));
        seconds.fold(0.0, f64::max)
    })
}
