//! Products of floating-point numbers of 32 bits.

use super::{Product, Shape, WINDOWS, side_by_side};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;
use std::hint::black_box;

pub struct Float {
    left: Array2<f32>,
    right: Vec<Array2<f32>>,
    /// The right ones packed beforehand, if they are weights.
    packed: Vec<PackedBMatrix<f32>>,
}

impl Float {
    pub fn new(shape: Shape) -> Self {
        let Shape {
            rows,
            between,
            columns,
            count,
            weights,
        } = shape;
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
}

impl Product for Float {
    fn multiplications(&self) -> usize {
        self.left.len() * self.right[0].ncols() * self.right.len()
    }

    fn seconds(&self, threads: usize) -> f64 {
        let gemm = GemmExecutor::new();
        let time = |multiply: &(dyn Fn(usize, &mut Array2<f32>) + Sync)| {
            side_by_side(threads, || {
                let mut out = self.output();
                for _ in 0..WINDOWS / threads {
                    for number in 0..self.right.len() {
                        multiply(number, black_box(&mut out));
                    }
                }
            })
        };
        let rten = time(&|number, out| self.rten(&gemm, number, out));
        rten.min(time(&|number, out| self.ndarray(number, out)))
    }
}

fn view(matrix: &Array2<f32>) -> NdTensorView<'_, f32, 2> {
    let values = matrix.as_slice().expect("a whole matrix");
    NdTensorView::from_data([matrix.nrows(), matrix.ncols()], values)
}
