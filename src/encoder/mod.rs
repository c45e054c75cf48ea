//! From text to hidden vectors: tokens, windows, and the engines that encode them.

#[cfg(feature = "rust-bert")]
mod batches;
mod bert;
mod external;
mod hidden;
mod integers;
#[cfg(feature = "rust-bert")]
mod libtorch;
mod onnx;
mod room;
mod rten;
mod sections;
mod tokens;
mod weights;
mod windows;
mod wordless;
mod workers;

pub use bert::BertConfig;
pub use hidden::Hidden;
pub use integers::IntegerEncoder;
pub(crate) use integers::instructions;
#[cfg(feature = "rust-bert")]
pub use libtorch::LibtorchEncoder;
pub(crate) use room::Room;
pub use rten::RtenEncoder;
pub use sections::sections;
pub use tokens::{Frame, INSIDE_QUOTATION, PARAGRAPH_START, Shape, Tokenizer, Tokens};
pub use weights::Weights;
pub use windows::{Window, WindowOptions, windows};

use crate::error::{Error, Result};
use crate::named::named;
use ndarray::Array2;

named! {
    "engine", default Rten;
    /// Which engine runs the encoder.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Engine {
        /// The embedded engine, which needs nothing but the program.
        Rten = "rten",
        /// rust-bert on libtorch, in programs built with the feature `rust-bert`.
        RustBert = "rust-bert",
    }
}

named! {
    "device", default Cpu;
    /// Where the engine computes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Device {
        /// The processor.
        Cpu = "cpu",
        /// The first CUDA device; only for [`Engine::RustBert`].
        Cuda = "cuda",
    }
}

named! {
    "precision", default Auto;
    /// What the encoder's matrix products are computed in.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Precision {
        /// Floating-point numbers of 32 bits.
        Float32 = "float32",
        /// Integers of 8 bits, and of 16 in attention: faster on processors with products of
        /// bytes, and a little less exact; only for [`Engine::Rten`].
        Int8 = "int8",
        /// Integers, if this processor is faster at them and the model's folder says that they
        /// lose next to nothing; else 32 bits.
        Auto = "auto",
    }
}

/// An engine that runs the encoder.
pub trait Encoder: Send + Sync {
    /// Width of a token's row: see [`BertConfig::output_width`].
    fn output_width(&self) -> usize;

    /// Encodes windows and hands the vectors of each, with its number among them, to `each` as
    /// soon as they are there, in any order: one row a token of the window (`[CLS]` and `[SEP]`
    /// included), `[tokens, output_width]`. Rows of tokens outside of the window's core may hold
    /// anything: see [`Window::kept`]. A window's vectors do not depend on the windows beside it.
    ///
    /// # Errors
    /// [`crate::Error::Engine`] if the engine fails.
    fn encode_each(
        &self,
        windows: &[Window],
        each: &mut dyn FnMut(usize, Array2<f32>),
    ) -> Result<()>;

    /// The vectors of all windows, in the order of these: see [`Encoder::encode_each`].
    ///
    /// # Errors
    /// [`crate::Error::Engine`] if the engine fails.
    fn encode(&self, windows: &[Window]) -> Result<Vec<Array2<f32>>> {
        let mut encoded = vec![Array2::default((0, 0)); windows.len()];
        self.encode_each(windows, &mut |number, hidden| encoded[number] = hidden)?;
        Ok(encoded)
    }
}

/// How an encoder is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncoderOptions {
    /// The engine.
    pub engine: Engine,
    /// Where it computes.
    pub device: Device,
    /// What it computes in.
    pub precision: Precision,
    /// Windows encoded at a time on a CPU; at least one.
    pub threads: usize,
}

impl EncoderOptions {
    /// The same for a model that does nearly as well in integers, or does not: with a definite
    /// precision.
    ///
    /// # Errors
    /// [`Error::Usage`] if `SAYSO_KERNELS` names no kind of instructions.
    pub(crate) fn decided(mut self, integers_suffice: bool) -> Result<Self> {
        if self.precision == Precision::Auto {
            let integers = self.engine == Engine::Rten && IntegerEncoder::is_fast()?;
            self.precision = if integers && integers_suffice {
                Precision::Int8
            } else {
                Precision::Float32
            };
        }
        Ok(self)
    }
}

/// Builds an encoder. [`Precision::Auto`] is 32 bits here: what integers lose is told by whole
/// models alone.
///
/// # Errors
/// [`Error::Usage`] if the engine or the device is not to be had, [`Error::Model`] if the weights
/// do not fit the configuration or the engine does not know the architecture.
pub fn build(
    config: &BertConfig,
    weights: Weights,
    options: EncoderOptions,
) -> Result<Box<dyn Encoder>> {
    let EncoderOptions {
        engine,
        device,
        precision,
        threads,
    } = options;
    match (engine, device, precision) {
        (Engine::Rten, Device::Cpu, Precision::Int8) => {
            Ok(Box::new(IntegerEncoder::new(config, weights, threads)?))
        }
        (Engine::Rten, Device::Cpu, _) => Ok(Box::new(RtenEncoder::new(config, weights, threads)?)),
        (Engine::Rten, Device::Cuda, _) => Err(Error::Usage(
            "the default engine has no CUDA; ask for the engine rust-bert as well".into(),
        )),
        (Engine::RustBert, _, Precision::Int8) => Err(Error::Usage(
            "the engine rust-bert computes in float32; int8 is there with the engine rten".into(),
        )),
        #[cfg(feature = "rust-bert")]
        (Engine::RustBert, device, _) => Ok(Box::new(LibtorchEncoder::new(
            config, &weights, device, threads,
        )?)),
        #[cfg(not(feature = "rust-bert"))]
        (Engine::RustBert, _, _) => Err(Error::Usage(
            "this program was built without the engine rust-bert; to have it: \
             scripts/libtorch cargo build --release --features rust-bert"
                .into(),
        )),
    }
}
