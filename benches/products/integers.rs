//! Products of bytes.

use super::{Product, Shape, WINDOWS, side_by_side};
use ndarray::Array2;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;
use sayso_kernels::{ByteRows, Instructions, Linear, sums};
use std::hint::black_box;

type Gemm = GemmExecutor<u8, i8, i32>;

pub struct Integers {
    left: Array2<u8>,
    rows: ByteRows,
    right: Vec<Array2<i8>>,
    layers: Vec<Linear>,
    /// The right ones packed beforehand, if they are weights.
    packed: Vec<PackedBMatrix<i8>>,
}

impl Integers {
    pub fn new(shape: Shape) -> Self {
        let Shape {
            rows,
            between,
            columns,
            count,
            weights,
        } = shape;
        // From 0 to 255 in each row, so that rounding leaves it as it is.
        let left = Array2::from_shape_fn((rows, between), |(i, j)| match j {
            0 => 0,
            1 => 255,
            _ => ((7 * i + 3 * j) % 256) as u8,
        });
        let right: Vec<_> = (0..count)
            .map(|number| {
                Array2::from_shape_fn((between, columns), |(i, j)| {
                    (((5 * i + 3 * j + number) % 255) as i16 - 127) as i8
                })
            })
            .collect();
        let layers = right.iter().map(|matrix| {
            let bytes: Vec<u8> = matrix.t().iter().map(|byte| byte.cast_unsigned()).collect();
            let outputs: Vec<&[u8]> = bytes.chunks(between).collect();
            Linear::new(&outputs, &vec![1.0; columns], &vec![0.0; columns])
        });
        let gemm = Gemm::new();
        let packed = right.iter().filter(|_| weights);
        let mut bytes = ByteRows::default();
        let values: Vec<f32> = left.iter().map(|&byte| f32::from(byte)).collect();
        bytes.round(Instructions::best(), &values, between);
        let product = Self {
            layers: layers.collect(),
            packed: packed.map(|m| gemm.prepack_b(view(m))).collect(),
            rows: bytes,
            left,
            right,
        };
        let (mut one, mut other) = (product.output(), product.output());
        product.rten(&gemm, 0, &mut one);
        product.kernels(0, &mut other);
        assert!(gemm.may_saturate() || one == other);
        product
    }

    fn output(&self) -> Vec<i32> {
        vec![0; self.left.nrows() * self.right[0].ncols()]
    }

    fn rten(&self, gemm: &Gemm, number: usize, out: &mut [i32]) {
        let left = GemmInputA::Unpacked(view(&self.left));
        let right = match self.packed.get(number) {
            Some(packed) => GemmInputB::Packed(packed),
            None => GemmInputB::Unpacked(view(&self.right[number])),
        };
        gemm.gemm(out, left, right, GemmOptions::default())
            .expect("a product");
    }

    fn kernels(&self, number: usize, out: &mut [i32]) {
        sums(Instructions::best(), &self.rows, &self.layers[number], out);
    }
}

impl Product for Integers {
    fn multiplications(&self) -> usize {
        self.left.len() * self.right[0].ncols() * self.right.len()
    }

    fn seconds(&self, threads: usize) -> f64 {
        let gemm = Gemm::new();
        let time = |multiply: &(dyn Fn(usize, &mut [i32]) + Sync)| {
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
        rten.min(time(&|number, out| self.kernels(number, out)))
    }
}

fn view<T>(matrix: &Array2<T>) -> NdTensorView<'_, T, 2> {
    let values = matrix.as_slice().expect("a whole matrix");
    NdTensorView::from_data([matrix.nrows(), matrix.ncols()], values)
}
