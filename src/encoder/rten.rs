use super::bert::{self, BertConfig};
use super::external::WEIGHTS;
use super::weights::Weights;
use super::workers::{Work, Workers};
use super::{Encoder, Window};
use crate::error::{Error, Result};
use ndarray::Array2;
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::{NdTensor, Tensor};
use std::sync::Arc;

/// The embedded engine for floating-point numbers: rten, in pure Rust.
///
/// Each worker runs whole windows on a single thread. That is faster than several threads
/// on one window, and makes a window's vectors the same whatever the number of workers.
pub struct RtenEncoder {
    workers: Workers,
    output_width: usize,
}

impl RtenEncoder {
    /// Builds the encoder; `threads` windows are encoded at a time.
    ///
    /// # Errors
    /// [`Error::Model`] if the weights do not fit the configuration.
    pub fn new(config: &BertConfig, weights: Weights, threads: usize) -> Result<Self> {
        let engine = Arc::new(Engine::new(config, weights)?);
        let worker = |_| -> Work {
            let engine = engine.clone();
            let pool = Arc::new(ThreadPool::with_num_threads(1));
            let options = RunOptions::default().with_thread_pool(Some(pool));
            Box::new(move |windows| {
                let hidden = windows.iter().map(|window| engine.encode(window, &options));
                hidden.collect()
            })
        };
        Ok(Self {
            workers: Workers::start((0..threads.max(1)).map(worker).collect())?,
            output_width: config.output_width(),
        })
    }
}

impl Encoder for RtenEncoder {
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
    model: rten::Model,
    config: BertConfig,
    inputs: [NodeId; 3],
    /// The input for MPNet's relative positions.
    buckets: Option<NodeId>,
    output: NodeId,
}

impl Engine {
    fn new(config: &BertConfig, weights: Weights) -> Result<Self> {
        let graph = bert::graph(config, &weights)?;
        // The graph has values of its own. The bytes of the file go before these are packed,
        // which is when most memory is held.
        let path = weights.into_path();
        let fault = |error: &dyn std::fmt::Display| Error::Model {
            path: path.clone(),
            reason: error.to_string(),
        };
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .external_data(WEIGHTS, graph.weights)
            .load(graph.model)
            .map_err(|error| fault(&error))?;
        let node = |name: &str| model.node_id(name).map_err(|error| fault(&error));
        let inputs = [node("ids")?, node("types")?, node("positions")?];
        let relative = config.relative_attention_num_buckets;
        let buckets = relative.map(|_| node("buckets")).transpose()?;
        let output = *model
            .output_ids()
            .first()
            .ok_or_else(|| fault(&"no output"))?;
        Ok(Self {
            model,
            config: config.clone(),
            inputs,
            buckets,
            output,
        })
    }

    fn encode(&self, window: &Window, options: &RunOptions) -> Result<Array2<f32>> {
        let tokens = window.ids.len();
        let input = |values: Vec<i32>| Value::from(Tensor::from_data(&[tokens], values));
        let ids = input(window.ids.iter().map(|&id| id as i32).collect());
        let types = input(self.config.token_types(window).map(i32::from).collect());
        let positions = input((0..tokens as i32).collect());
        let mut inputs: Vec<_> = self
            .inputs
            .into_iter()
            .zip([ids.into(), types.into(), positions.into()])
            .collect();
        if let (Some(node), Some(buckets)) = (self.buckets, self.config.relative_buckets(tokens)) {
            let buckets = Value::from(Tensor::from_data(&[tokens, tokens], buckets));
            inputs.push((node, buckets.into()));
        }
        let [output] = self
            .model
            .run_n(inputs, [self.output], Some(options.clone()))
            .map_err(|error| Error::Engine(error.to_string()))?;
        let hidden: NdTensor<f32, 2> = output
            .try_into()
            .map_err(|error| Error::Engine(format!("{error:?}")))?;
        Array2::from_shape_vec((tokens, self.config.output_width()), hidden.into_data())
            .map_err(|error| Error::Engine(error.to_string()))
    }
}
