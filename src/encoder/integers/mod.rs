//! BERT and MPNet with products in integers: no graph, but one layer after the other.

mod layers;
mod tables;

use super::bert::BertConfig;
use super::weights::Weights;
use super::workers::{Work, Workers};
use super::{Encoder, Window};
use crate::error::{Error, Result};
use layers::{Layer, Norm, Room};
use ndarray::Array2;
use rayon::prelude::*;
use sayso_kernels::Instructions;
use std::env;
use std::ops::Range;
use std::sync::Arc;
use tables::Table;

/// A variable that keeps better instructions of the processor from being used, for measurements
/// and tests: `plain`, `avx2`, `avxvnni`, `vnni` or `amx`. The answer is the same with all.
const KERNELS: &str = "SAYSO_KERNELS";

/// The embedded engine for products in integers: bytes with a scale for each token and each output
/// in the layers, and for each token in attention, weights of attention in 14 bits, and all between
/// in 32 bits.
///
/// Each worker encodes whole windows on its own, so that a window's vectors are the same whatever
/// the number of workers. They are also the same on all processors.
pub struct IntegerEncoder {
    workers: Workers,
    output_width: usize,
}

impl IntegerEncoder {
    /// Whether this processor has instructions by which products of bytes are the faster ones.
    ///
    /// # Errors
    /// [`Error::Usage`] if `SAYSO_KERNELS` names no kind of instructions.
    pub fn is_fast() -> Result<bool> {
        Ok(instructions()?.multiply_bytes())
    }

    /// Builds the encoder; `threads` windows are encoded at a time.
    ///
    /// # Errors
    /// [`Error::Model`] if the weights do not fit the configuration, [`Error::Usage`] if
    /// `SAYSO_KERNELS` names no kind of instructions.
    pub fn new(config: &BertConfig, weights: Weights, threads: usize) -> Result<Self> {
        let engine = Arc::new(Engine::new(config, &weights)?);
        drop(weights);
        let worker = |_| -> Work {
            let engine = engine.clone();
            let mut room = Room::default();
            Box::new(move |windows| {
                let hidden = windows
                    .iter()
                    .map(|window| engine.encode(window, &mut room));
                hidden.collect()
            })
        };
        Ok(Self {
            workers: Workers::start((0..threads.max(1)).map(worker).collect())?,
            output_width: config.output_width(),
        })
    }
}

/// What the processor has, and `SAYSO_KERNELS` allows.
///
/// # Errors
/// [`Error::Usage`] if that names no kind of instructions.
pub(crate) fn instructions() -> Result<Instructions> {
    let Some(name) = env::var_os(KERNELS) else {
        return Ok(Instructions::best());
    };
    let allowed = name.to_str().and_then(Instructions::up_to);
    allowed.ok_or_else(|| {
        let name = name.display();
        Error::Usage(format!(
            "{KERNELS} is {name:?}; it may be plain, avx2, avxvnni, vnni or amx"
        ))
    })
}

impl Encoder for IntegerEncoder {
    fn output_width(&self) -> usize {
        self.output_width
    }

    fn encode_each(
        &self,
        windows: &[Window],
        each: &mut dyn FnMut(usize, Array2<f32>),
    ) -> Result<()> {
        self.workers.encode_singly(windows, each)
    }
}

struct Engine {
    config: BertConfig,
    instructions: Instructions,
    words: Table,
    types: Table,
    positions: Table,
    norm: Norm,
    layers: Vec<Layer>,
    /// Those of roles alone.
    role_layers: Vec<Layer>,
    /// How many layers names and roles share.
    shared: usize,
    /// MPNet's biases of attention, `[buckets, heads]`.
    biases: Option<Array2<f32>>,
}

impl Engine {
    fn new(config: &BertConfig, weights: &Weights) -> Result<Self> {
        let BertConfig {
            hidden_size: width,
            num_attention_heads: heads,
            ..
        } = *config;
        if width == 0 || heads == 0 || width % heads != 0 {
            return Err(weights.fault(format!("{heads} heads do not share {width} values")));
        }
        let table = |name: &str, rows| {
            let name = format!("embeddings.{name}.weight");
            Table::read(weights, &name, [rows, width])
        };
        let name = "encoder.relative_attention_bias.weight";
        let biases = config.relative_attention_num_buckets.map(|buckets| {
            if weights.matrix_shape(name)? != [buckets, heads] {
                return Err(weights.fault(format!("{name} does not fit the configuration")));
            }
            weights.matrix(name)
        });
        let shared = config.shared(weights)?;
        // Packing takes its time, and no layer needs another.
        let layers = |name: &str, count: usize| -> Result<Vec<Layer>> {
            let read = |layer| Layer::read(weights, &format!("encoder.{name}.{layer}"), config);
            let layers: Vec<_> = (0..count).into_par_iter().map(read).collect();
            layers.into_iter().collect()
        };
        Ok(Self {
            instructions: instructions()?,
            words: table("word_embeddings", config.vocab_size)?,
            types: table("token_type_embeddings", config.type_vocab_size)?,
            positions: table("position_embeddings", config.max_position_embeddings)?,
            norm: Norm::read(weights, "embeddings.LayerNorm", config)?,
            layers: layers("layer", config.num_hidden_layers)?,
            role_layers: layers("role_layer", config.role_layers)?,
            shared,
            biases: biases.transpose()?,
            config: config.clone(),
        })
    }

    fn encode(&self, window: &Window, room: &mut Room) -> Result<Array2<f32>> {
        let (tokens, width) = (window.ids.len(), self.config.hidden_size);
        let mut hidden = vec![0.0; tokens * width];
        let types = self.config.token_types(window);
        let rows = hidden.chunks_exact_mut(width);
        for (position, ((row, &id), token_type)) in rows.zip(&window.ids).zip(types).enumerate() {
            // The order in which the other engine adds them.
            self.words.add(id as usize, row)?;
            self.types.add(token_type.into(), row)?;
            self.positions.add(position, row)?;
        }
        self.norm.apply(self.instructions, &mut hidden);
        let biases = self.distances(tokens);
        let mut apply = |layers: &[Layer], hidden: &mut [f32], last: Range<usize>| {
            for (number, layer) in layers.iter().enumerate() {
                let is_last = number + 1 == layers.len();
                let wanted = if is_last { last.clone() } else { 0..tokens };
                layer.apply(self.instructions, hidden, wanted, biases.as_deref(), room);
            }
        };
        let (shared, own) = self.layers.split_at(self.shared);
        let rows = |hidden, width| {
            Array2::from_shape_vec((tokens, width), hidden)
                .map_err(|error| Error::Engine(error.to_string()))
        };
        // No other vectors of the last layer are asked for.
        let kept = window.kept();
        if self.role_layers.is_empty() {
            apply(shared, &mut hidden, kept);
            return rows(hidden, width);
        }
        apply(shared, &mut hidden, 0..tokens);
        let mut roles = hidden.clone();
        apply(own, &mut hidden, kept.clone());
        apply(&self.role_layers, &mut roles, kept);
        let mut both = Vec::with_capacity(2 * tokens * width);
        for (names, roles) in hidden.chunks_exact(width).zip(roles.chunks_exact(width)) {
            both.extend_from_slice(names);
            both.extend_from_slice(roles);
        }
        rows(both, 2 * width)
    }

    /// What is added to attention, `[heads, distances]`, from the key furthest ahead of its query
    /// to the one furthest behind.
    fn distances(&self, tokens: usize) -> Option<Vec<f32>> {
        let biases = self.biases.as_ref()?;
        let buckets = self.config.distance_buckets(tokens)?;
        let of_head = |head: usize| {
            buckets
                .iter()
                .map(move |&bucket| biases[(bucket as usize, head)])
        };
        Some((0..biases.ncols()).flat_map(of_head).collect())
    }
}
