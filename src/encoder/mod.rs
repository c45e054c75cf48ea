//! From text to hidden vectors: tokens, windows, and the engines that encode them.

mod bert;
mod onnx;
mod rten;
mod sections;
mod tokens;
mod weights;
mod windows;

pub use bert::BertConfig;
pub use rten::RtenEncoder;
pub use sections::sections;
pub use tokens::{INSIDE_QUOTATION, PARAGRAPH_START, Shape, Tokenizer, Tokens};
pub use weights::Weights;
pub use windows::{Frame, Window, WindowOptions, windows};

use crate::error::Result;
use ndarray::Array2;

/// An engine that runs the encoder.
pub trait Encoder: Send + Sync {
    /// Width of the hidden vectors.
    fn hidden_size(&self) -> usize;

    /// Encodes windows: for each, in the order given, one row a token of the window (`[CLS]`
    /// and `[SEP]` included), `[tokens, hidden_size]`. A window's vectors do not depend on the
    /// windows beside it.
    ///
    /// # Errors
    /// [`crate::Error::Engine`] if the engine fails.
    fn encode(&self, windows: &[Window]) -> Result<Vec<Array2<f32>>>;
}
