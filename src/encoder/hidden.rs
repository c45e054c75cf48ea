use ndarray::{Array2, ArrayView2, s};

/// What an encoder has of some tokens, one row each: the vectors that names and what refers to them
/// are found by, and those for the roles in claims. Many models have the same for both.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Hidden<'a> {
    /// `[tokens, hidden_size]`
    pub names: ArrayView2<'a, f32>,
    /// `[tokens, hidden_size]`
    pub roles: ArrayView2<'a, f32>,
}

impl<'a> Hidden<'a> {
    /// Of what an encoder hands out, or some rows of it:
    /// [`BertConfig::output_width`](super::BertConfig::output_width) values each.
    pub fn new(rows: &'a Array2<f32>, hidden_size: usize) -> Self {
        Self {
            names: rows.slice(s![.., ..hidden_size]),
            roles: rows.slice(s![.., rows.ncols() - hidden_size..]),
        }
    }
}
