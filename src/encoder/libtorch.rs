use super::batches::by_length;
use super::bert::BertConfig;
use super::weights::Weights;
use super::workers::{Work, Workers};
use super::{Device, Encoder, Window};
use crate::error::{Error, Result};
use ndarray::Array2;
use rust_bert::bert::{BertConfig as TorchConfig, BertEmbeddings, BertLayer, BertModel};
use tch::nn::VarStore;
use tch::{Cuda, Kind, Tensor};

/// The second engine: rust-bert on libtorch.
///
/// On a CPU each worker runs single windows on one thread, as the embedded engine does, so
/// that a window's vectors do not depend on what is encoded beside it. A CUDA device gets the
/// windows of an article in batches of like length, those of a few articles at a time.
pub struct LibtorchEncoder {
    workers: Workers,
    output_width: usize,
    /// Tokens in a batch, at most.
    batch: usize,
}

/// Tokens in a batch on a CUDA device.
const CUDA_BATCH: usize = 16_384;

/// Workers on a CUDA device, at most. An article is little work for it, so that one worker alone
/// would leave it idle while the next batch is made ready.
const CUDA_WORKERS: usize = 4;

/// rust-bert adds this to the variance wherever it normalizes a layer.
const EPSILON: f32 = 1e-12;

impl LibtorchEncoder {
    /// Builds the encoder; on a CPU, `threads` windows are encoded at a time.
    ///
    /// # Errors
    /// [`Error::Usage`] if there is no such device, [`Error::Model`] if the weights do not fit
    /// the configuration or the architecture is not BERT's.
    pub fn new(
        config: &BertConfig,
        weights: &Weights,
        device: Device,
        threads: usize,
    ) -> Result<Self> {
        check(config, weights)?;
        let shared = config.shared(weights)?;
        let (device, workers, batch) = match device {
            Device::Cpu => (tch::Device::Cpu, threads.max(1), 0),
            Device::Cuda if Cuda::is_available() => {
                let workers = threads.clamp(1, CUDA_WORKERS);
                (tch::Device::Cuda(0), workers, CUDA_BATCH)
            }
            Device::Cuda => {
                let reason = "libtorch finds no CUDA device, or was built without CUDA";
                return Err(Error::Usage(reason.into()));
            }
        };
        let first = Network::new(config, shared, device)?;
        first.read(weights)?;
        let mut works: Vec<Work> = Vec::new();
        for _ in 1..workers {
            let network = Network::new(config, shared, device)?;
            network.share(&first);
            works.push(network.work(config.clone()));
        }
        works.push(first.work(config.clone()));
        Ok(Self {
            workers: Workers::start(works)?,
            output_width: config.output_width(),
            batch,
        })
    }

    /// The same encoder with windows in batches of at most so many tokens; 0 for single windows.
    /// Which windows share a batch changes the last digits of their vectors.
    #[must_use]
    pub fn batches_of(mut self, tokens: usize) -> Self {
        self.batch = tokens;
        self
    }
}

impl Encoder for LibtorchEncoder {
    fn output_width(&self) -> usize {
        self.output_width
    }

    fn encode_each(
        &self,
        windows: &[Window],
        each: &mut dyn FnMut(usize, Array2<f32>),
    ) -> Result<()> {
        self.workers
            .encode(windows, &by_length(windows, self.batch), each)
    }
}

/// Refuses what rust-bert's BERT computes otherwise.
fn check(config: &BertConfig, weights: &Weights) -> Result<()> {
    if config.model_type != "bert" {
        let reason = format!(
            "the engine rust-bert runs bert only, not {}; use the default engine",
            config.model_type
        );
        return Err(weights.fault(reason));
    }
    if config.layer_norm_eps != EPSILON {
        let reason = format!(
            "the engine rust-bert has a layer_norm_eps of {EPSILON:e} only, not {:e}; use the \
             default engine",
            config.layer_norm_eps
        );
        return Err(weights.fault(reason));
    }
    if !config
        .hidden_size
        .is_multiple_of(config.num_attention_heads)
    {
        let reason = "config.json: hidden_size is no multiple of num_attention_heads";
        return Err(weights.fault(reason.into()));
    }
    Ok(())
}

/// One worker's model.
struct Network {
    variables: VarStore,
    bert: BertModel<BertEmbeddings>,
    /// Those of roles alone.
    role_layers: Vec<BertLayer>,
    /// How many layers names and roles share.
    shared: usize,
}

impl Network {
    fn new(config: &BertConfig, shared: usize, device: tch::Device) -> Result<Self> {
        let variables = VarStore::new(device);
        let torch = torch_config(config)?;
        let root = variables.root();
        let bert = BertModel::new_with_optional_pooler(&root, &torch, false);
        let place = root / "encoder" / "role_layer";
        let role_layers = (0..config.role_layers)
            .map(|layer| BertLayer::new(&place / layer, &torch))
            .collect();
        Ok(Self {
            variables,
            bert,
            role_layers,
            shared,
        })
    }

    /// Takes the values of all variables from the weights.
    fn read(&self, weights: &Weights) -> Result<()> {
        let _guard = tch::no_grad_guard();
        for (name, mut variable) in self.variables.variables() {
            let values = weights.tensor(&name)?;
            let shape: Vec<i64> = values.shape().iter().map(|&d| d as i64).collect();
            if shape != variable.size() {
                let expected = variable.size();
                return Err(weights.fault(format!(
                    "{name} has the shape {shape:?}; config.json asks for {expected:?}"
                )));
            }
            let values: Vec<f32> = values.into_iter().collect();
            variable
                .f_copy_(&Tensor::from_slice(&values).view(&shape[..]))
                .map_err(engine_error)?;
        }
        Ok(())
    }

    /// Uses the memory of another network's variables.
    fn share(&self, other: &Self) {
        let theirs = other.variables.variables();
        for (name, mut variable) in self.variables.variables() {
            variable.set_data(&theirs[&name]);
        }
    }

    fn work(self, config: BertConfig) -> Work {
        Box::new(move |windows| {
            // The setting is each thread's own.
            tch::set_num_threads(1);
            let _guard = tch::no_grad_guard();
            self.encode(windows, &config)
        })
    }

    fn encode(&self, windows: &[Window], config: &BertConfig) -> Result<Vec<Array2<f32>>> {
        let lengths: Vec<usize> = windows.iter().map(|window| window.ids.len()).collect();
        let longest = lengths.iter().copied().max().unwrap_or_default();
        let input = |values: &dyn Fn(&Window) -> Vec<i64>| {
            let rows = windows.iter().flat_map(|window| {
                let mut row = values(window);
                row.resize(longest, 0);
                row
            });
            let rows: Vec<i64> = rows.collect();
            Tensor::from_slice(&rows)
                .view([windows.len() as i64, longest as i64])
                .to(self.variables.device())
        };
        let ids = input(&|window| window.ids.iter().map(|&id| i64::from(id)).collect());
        let types = input(&|window| config.token_types(window).map(i64::from).collect());
        // Padding is masked; without padding there is nothing to mask.
        let padded = lengths.iter().any(|&length| length < longest);
        let mask = padded.then(|| input(&|window| vec![1; window.ids.len()]).to_kind(Kind::Int8));
        let (ids, types) = (Some(&ids), Some(&types));
        let output = self
            .bert
            .forward_t(ids, mask.as_ref(), types, None, None, None, None, false)
            .map_err(|error| Error::Engine(error.to_string()))?;
        let mut hidden = output.hidden_state;
        // Asked for only where there are role layers: what each layer makes of the one before.
        let states = output.all_hidden_states.unwrap_or_default();
        if let Some(shared) = states.get(..self.shared).and_then(<[Tensor]>::last) {
            let mask = mask.map(|mask| added(&mask));
            let mut roles = shared.shallow_clone();
            for layer in &self.role_layers {
                let output = layer.forward_t(&roles, mask.as_ref(), None, None, false);
                roles = output.hidden_state;
            }
            hidden = Tensor::cat(&[hidden, roles], 2);
        }
        let hidden = hidden.to(tch::Device::Cpu).contiguous();
        let width = hidden.size()[2] as usize;
        let mut values = vec![0.0; windows.len() * longest * width];
        let count = values.len();
        hidden
            .f_copy_data(&mut values, count)
            .map_err(engine_error)?;
        let rows = values.chunks(longest * width).zip(lengths);
        rows.map(|(rows, length)| {
            Array2::from_shape_vec((length, width), rows[..length * width].to_vec())
                .map_err(|error| Error::Engine(error.to_string()))
        })
        .collect()
    }
}

/// What rust-bert's model adds to the scores of attention for a mask, which its layers do not make
/// of one themselves: `[windows, 1, 1, tokens]` of `[windows, tokens]`.
fn added(mask: &Tensor) -> Tensor {
    let padding = mask.eq(0).unsqueeze(1).unsqueeze(1);
    padding.to_kind(Kind::Float) * -10_000.0
}

/// The same configuration as rust-bert writes it.
fn torch_config(config: &BertConfig) -> Result<TorchConfig> {
    let value = serde_json::json!({
        "hidden_act": config.hidden_act,
        "attention_probs_dropout_prob": 0.0,
        "hidden_dropout_prob": 0.0,
        "hidden_size": config.hidden_size,
        "initializer_range": 0.02,
        "intermediate_size": config.intermediate_size,
        "max_position_embeddings": config.max_position_embeddings,
        "num_attention_heads": config.num_attention_heads,
        "num_hidden_layers": config.num_hidden_layers,
        "output_hidden_states": config.role_layers > 0,
        "type_vocab_size": config.type_vocab_size,
        "vocab_size": config.vocab_size,
    });
    serde_json::from_value(value).map_err(|error| Error::Engine(error.to_string()))
}

fn engine_error(error: tch::TchError) -> Error {
    Error::Engine(error.to_string())
}
