//! From text to hidden vectors: tokens, windows, and the engines that encode them.

#[cfg(feature = "rust-bert")]
mod batches;
mod bert;
#[cfg(feature = "rust-bert")]
mod libtorch;
mod onnx;
mod rten;
mod sections;
mod tokens;
mod weights;
mod windows;
mod workers;

pub use bert::BertConfig;
#[cfg(feature = "rust-bert")]
pub use libtorch::LibtorchEncoder;
pub use rten::RtenEncoder;
pub use sections::sections;
pub use tokens::{INSIDE_QUOTATION, PARAGRAPH_START, Shape, Tokenizer, Tokens};
pub use weights::Weights;
pub use windows::{Frame, Window, WindowOptions, windows};

use crate::error::{Error, Result};
use ndarray::Array2;

/// Which engine runs the encoder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// The embedded engine, which needs nothing but the program.
    #[default]
    Rten,
    /// rust-bert on libtorch, in programs built with the feature `rust-bert`.
    RustBert,
}

/// Where the engine computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
    /// The first CUDA device; only for [`Engine::RustBert`].
    Cuda,
}

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

/// Builds an encoder; on a CPU, `threads` windows are encoded at a time.
///
/// # Errors
/// [`Error::Usage`] if the engine or the device is not to be had, [`Error::Model`] if the weights
/// do not fit the configuration or the engine does not know the architecture.
pub fn build(
    engine: Engine,
    device: Device,
    config: &BertConfig,
    weights: &Weights,
    threads: usize,
) -> Result<Box<dyn Encoder>> {
    match (engine, device) {
        (Engine::Rten, Device::Cpu) => Ok(Box::new(RtenEncoder::new(config, weights, threads)?)),
        (Engine::Rten, Device::Cuda) => Err(Error::Usage(
            "the default engine has no CUDA; ask for the engine rust-bert as well".into(),
        )),
        #[cfg(feature = "rust-bert")]
        (Engine::RustBert, device) => Ok(Box::new(LibtorchEncoder::new(
            config, weights, device, threads,
        )?)),
        #[cfg(not(feature = "rust-bert"))]
        (Engine::RustBert, _) => Err(Error::Usage(
            "this program was built without the engine rust-bert; to have it: \
             scripts/libtorch cargo build --release --features rust-bert"
                .into(),
        )),
    }
}
