//! The encoder beside what the machine's matrix product allows: `cargo bench --bench products`
//!
//! Times, turn by turn in one run, the encoder on full windows and the bare sequence of its
//! matrix products at the same shapes (nothing else: no attention weights, no activations, no
//! normalization), and prints a table with the encoder's share. A product counts with the faster
//! of two libraries, so that the engine is not compared with itself alone: rten-gemm, which the
//! engine uses, with weights packed beforehand as there; and matrixmultiply, which is ndarray's.
//! In each round both are timed, one after the other; figures are the medians of so many rounds as
//! an argument says, fifteen if none does. (The best of each would flatter the products: each of
//! them is short and catches the machine's best moment, which the encoder as a whole does not.)

mod common;

use ndarray::Array2;
use ndarray::linalg::general_mat_mul;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;
use sayso::encoder::{BertConfig, Encoder, Window};
use sayso::text::segment;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Windows in a measurement.
const WINDOWS: usize = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo says --bench where it is to be measured, and nothing in a test.
    let measured = arguments.iter().any(|a| a == "--bench");
    let rounds = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(15);
    let rounds = if measured { rounds } else { 1 };
    println!(
        "| model | threads | window | encoder, tokens/s | its products alone, tokens/s | GFLOP/s of these | encoder's share |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let cores = sayso::pipeline::available_threads();
    let all = (1..=WINDOWS).rfind(|&n| n <= cores && WINDOWS.is_multiple_of(n));
    let all = all.unwrap_or(1);
    for model in ["en", "en-fast", "en-accurate"] {
        for threads in if all > 1 { vec![1, all] } else { vec![1] } {
            for length in [128, 384] {
                compare(model, threads, length, rounds);
            }
        }
    }
}

/// Measures and prints a row.
fn compare(model: &str, threads: usize, length: usize, rounds: usize) {
    let config = common::config(model);
    let encoder = common::encoder(model, threads);
    let windows = full_windows(length);
    let products = products(&config, length);
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
    let operations: usize = products.iter().map(Product::operations).sum();
    let tokens = (WINDOWS * length) as f64;
    println!(
        "| {} | {threads} | {length} | {:.0} | {:.0} | {:.0} | {:.0} % |",
        model.trim_start_matches("en-"),
        tokens / encoding,
        tokens / alone,
        (WINDOWS * operations) as f64 / alone / 1e9,
        100.0 * share,
    );
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
fn products(config: &BertConfig, tokens: usize) -> Vec<Product> {
    let (width, inner) = (config.hidden_size, config.intermediate_size);
    let (layers, heads) = (config.num_hidden_layers, config.num_attention_heads);
    let head = width / heads;
    vec![
        // Query, key, value and output.
        Product::new([tokens, width, width], 4 * layers, true),
        // Queries with keys, weights with values.
        Product::new([tokens, head, tokens], heads * layers, false),
        Product::new([tokens, tokens, head], heads * layers, false),
        Product::new([tokens, width, inner], layers, true),
        Product::new([tokens, inner, width], layers, true),
    ]
}

/// One shape of product, with matrices of its own for every time that it is done, as every layer
/// has weights of its own.
struct Product {
    left: Array2<f32>,
    right: Vec<Array2<f32>>,
    /// The right ones packed beforehand, if they are weights.
    packed: Vec<PackedBMatrix<f32>>,
}

impl Product {
    /// `shape`: rows of the left matrix, its columns, columns of the right one.
    fn new([rows, between, columns]: [usize; 3], count: usize, weights: bool) -> Self {
        let matrix = |rows, columns, number| {
            Array2::from_shape_fn((rows, columns), |(i, j)| {
                ((7 * i + 3 * j + number) % 11) as f32 / 10.0 - 0.5
            })
        };
        // What comes in is the same for all; the weights or the heads' vectors are not.
        let right: Vec<_> = (0..count).map(|n| matrix(between, columns, n)).collect();
        let gemm = GemmExecutor::<f32>::new();
        let packed = right.iter().filter(|_| weights);
        let product = Self {
            packed: packed.map(|m| gemm.prepack_b(view(m))).collect(),
            left: matrix(rows, between, 0),
            right,
        };
        product.check();
        product
    }

    fn output(&self) -> Array2<f32> {
        Array2::zeros((self.left.nrows(), self.right[0].ncols()))
    }

    /// Both libraries find the same.
    fn check(&self) {
        let (mut one, mut other) = (self.output(), self.output());
        self.rten(&GemmExecutor::new(), 0, &mut one);
        self.ndarray(0, &mut other);
        let difference = (one - other).mapv(f32::abs).into_iter().fold(0.0, f32::max);
        assert!(difference < 1e-2, "{difference}");
    }

    fn rten(&self, gemm: &GemmExecutor<f32>, number: usize, out: &mut Array2<f32>) {
        let left = GemmInputA::Unpacked(view(&self.left));
        let right = match self.packed.get(number) {
            Some(packed) => GemmInputB::Packed(packed),
            None => GemmInputB::Unpacked(view(&self.right[number])),
        };
        let out = out.as_slice_mut().expect("a whole matrix");
        gemm.gemm(out, left, right, GemmOptions::default())
            .expect("a product");
    }

    fn ndarray(&self, number: usize, out: &mut Array2<f32>) {
        general_mat_mul(1.0, &self.left, &self.right[number], 0.0, out);
    }

    /// Floating-point operations for one window.
    fn operations(&self) -> usize {
        2 * self.left.len() * self.right[0].ncols() * self.right.len()
    }

    /// Seconds for all windows, split among threads, with the faster library.
    fn seconds(&self, threads: usize) -> f64 {
        let gemm = GemmExecutor::new();
        let rten = side_by_side(threads, || {
            let mut out = self.output();
            for _ in 0..WINDOWS / threads {
                for number in 0..self.right.len() {
                    self.rten(&gemm, number, black_box(&mut out));
                }
            }
        });
        let ndarray = side_by_side(threads, || {
            let mut out = self.output();
            for _ in 0..WINDOWS / threads {
                for number in 0..self.right.len() {
                    self.ndarray(number, black_box(&mut out));
                }
            }
        });
        rten.min(ndarray)
    }
}

fn view(matrix: &Array2<f32>) -> NdTensorView<'_, f32, 2> {
    let values = matrix.as_slice().expect("a whole matrix");
    NdTensorView::from_data([matrix.nrows(), matrix.ncols()], values)
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
