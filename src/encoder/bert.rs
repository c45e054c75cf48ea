//! The graph of a BERT encoder (Devlin et al., 2019), built from its configuration; or of
//! MPNet's (Song et al., 2020), which is BERT's with a bias on attention that follows from the
//! distance of two tokens.
//!
//! One window at a time, so there is no batch axis, no padding and no mask: a window's
//! vectors cannot depend on what is encoded beside it.

use super::Window;
use super::external::{ExternalData, write_values};
use super::onnx::{
    Attribute, FLOAT, Graph, INT8, INT32, INT64, Model, Node, OperatorSet, Tensor, ValueInfo,
};
use super::weights::{EightBits, Weights};
use crate::error::Result;
use serde::Deserialize;

/// The part of a Hugging Face `config.json` that the encoder's shape follows from.
#[derive(Clone, Debug, Deserialize)]
pub struct BertConfig {
    /// `bert`, or `mpnet` with BERT's tensor names and positions from 0.
    pub model_type: String,
    /// Width of the hidden vectors.
    pub hidden_size: usize,
    /// Width of the layers between.
    pub intermediate_size: usize,
    /// Number of layers.
    pub num_hidden_layers: usize,
    /// Attention heads in each layer.
    pub num_attention_heads: usize,
    /// Must be `gelu`.
    pub hidden_act: String,
    /// Tokens in a window, at most, `[CLS]` and `[SEP]` included.
    pub max_position_embeddings: usize,
    /// Token types.
    pub type_vocab_size: usize,
    /// Tokens in the vocabulary.
    pub vocab_size: usize,
    /// Added to the variance in layer normalization.
    pub layer_norm_eps: f32,
    /// Buckets of MPNet's relative positions; BERT has none.
    #[serde(default)]
    pub relative_attention_num_buckets: Option<usize>,
    /// Layers for the roles in claims alone, `encoder.role_layer`. They take what the layers that
    /// are shared make of a token; names, and what refers to them, are found by what is left of
    /// the others.
    #[serde(default)]
    pub role_layers: usize,
    /// How many layers are shared; by default, all but as many as roles have of their own.
    #[serde(default)]
    pub shared_layers: Option<usize>,
}

/// Distances from here on share one bucket.
const FURTHEST: f64 = 128.0;

impl BertConfig {
    /// Width of what an encoder hands out for a token: one vector, or two beside each other, that
    /// for names before that for roles.
    pub fn output_width(&self) -> usize {
        self.hidden_size * (1 + usize::from(self.role_layers > 0))
    }

    /// How many layers names and roles share.
    ///
    /// # Errors
    /// [`crate::Error::Model`], about the weights' file, if none is, or more than there are.
    pub(super) fn shared(&self, weights: &Weights) -> Result<usize> {
        let all = self.num_hidden_layers;
        if self.role_layers == 0 {
            return Ok(all);
        }
        let shared = self.shared_layers;
        let shared = shared.or_else(|| all.checked_sub(self.role_layers));
        shared
            .filter(|shared| (1..=all).contains(shared))
            .ok_or_else(|| {
                let reason = "config.json: role_layers and shared_layers do not fit the layers";
                weights.fault(reason.into())
            })
    }

    /// The types of a window's tokens, as far as the encoder knows them: a model trained
    /// without paragraph starts has half of them.
    pub fn token_types(&self, window: &Window) -> impl Iterator<Item = u8> {
        let known = self.type_vocab_size.clamp(1, usize::from(u8::MAX)) as u8;
        window
            .types
            .iter()
            .map(move |token_type| token_type % known)
    }

    /// The bucket of every pair of positions in a window, `[query, key]`, row by row. None for an
    /// encoder without such buckets.
    pub fn relative_buckets(&self, tokens: usize) -> Option<Vec<i32>> {
        let of_distance = self.distance_buckets(tokens)?;
        // A query's keys are neighbours, and the first query's first key is at no distance.
        let row = |query: usize| &of_distance[tokens - 1 - query..][..tokens];
        Some((0..tokens).flat_map(row).copied().collect())
    }

    /// The bucket of every distance of a key from its query, from `1 - tokens` to `tokens - 1`:
    /// half the buckets for either direction; of these, half for a distance each, and the others
    /// on a logarithmic scale (Raffel et al., 2020). None for an encoder without such buckets.
    pub fn distance_buckets(&self, tokens: usize) -> Option<Vec<i32>> {
        let half = self.relative_attention_num_buckets? / 2;
        let exact = half / 2;
        let bucket = |distance: usize| {
            if distance < exact {
                return distance;
            }
            let scale = (distance as f64 / exact as f64).ln() / (FURTHEST / exact as f64).ln();
            (exact + (scale * (half - exact) as f64) as usize).min(half - 1)
        };
        let behind = (1..tokens).rev().map(|distance| bucket(distance) as i32);
        let ahead = (1..tokens).map(|distance| (bucket(distance) + half) as i32);
        let same = (tokens > 0).then(|| bucket(0) as i32);
        Some(behind.chain(same).chain(ahead).collect())
    }
}

/// An ONNX model and the weights that it refers to.
pub struct BertGraph {
    /// The encoded `ModelProto`. Inputs `ids`, `types` and `positions`: `[tokens]`, and for
    /// MPNet `buckets`: `[tokens, tokens]`, all 32-bit integers; output: `[tokens, output_width]`.
    pub model: Vec<u8>,
    /// The external data, under the name [`WEIGHTS`](super::external::WEIGHTS).
    pub weights: Vec<u8>,
}

/// Builds the graph with the tensors of a `BertModel`, by their Hugging Face names.
///
/// # Errors
/// [`crate::Error::Model`] if a tensor is missing or has another shape.
pub fn graph(config: &BertConfig, weights: &Weights) -> Result<BertGraph> {
    let mut builder = Builder {
        config,
        weights,
        graph: Graph::default(),
        data: ExternalData::default(),
        bias: None,
    };
    builder.relative_bias()?;
    let words = builder.embedding("word_embeddings", "ids")?;
    let types = builder.embedding("token_type_embeddings", "types")?;
    let positions = builder.embedding("position_embeddings", "positions")?;
    let sum = builder.node("Add", &[&words, &types], &[]);
    let sum = builder.node("Add", &[&sum, &positions], &[]);
    let mut hidden = builder.layer_norm("embeddings.LayerNorm", &sum)?;
    let shared = config.shared(weights)?;
    for layer in 0..shared {
        hidden = builder.layer(&format!("encoder.layer.{layer}"), &hidden)?;
    }
    let mut roles = hidden.clone();
    for layer in shared..config.num_hidden_layers {
        hidden = builder.layer(&format!("encoder.layer.{layer}"), &hidden)?;
    }
    if config.role_layers > 0 {
        for layer in 0..config.role_layers {
            roles = builder.layer(&format!("encoder.role_layer.{layer}"), &roles)?;
        }
        hidden = builder.node("Concat", &[&hidden, &roles], &[Attribute::int("axis", 1)]);
    }
    let Builder {
        mut graph, data, ..
    } = builder;
    let tokens: Result<i64, &str> = Err("tokens");
    graph.name = "bert".into();
    graph.input = ["ids", "types", "positions"]
        .map(|n| ValueInfo::tensor(n, INT32, &[tokens]))
        .into();
    if config.relative_attention_num_buckets.is_some() {
        let buckets = ValueInfo::tensor("buckets", INT32, &[tokens, tokens]);
        graph.input.push(buckets);
    }
    let shape = [tokens, Ok(config.output_width() as i64)];
    graph.output = vec![ValueInfo::tensor(&hidden, FLOAT, &shape)];
    let opset = OperatorSet {
        domain: String::new(),
        version: 23,
    };
    let model = Model {
        ir_version: 9,
        graph: Some(graph),
        opset_import: vec![opset],
    };
    Ok(BertGraph {
        model: prost::Message::encode_to_vec(&model),
        weights: data.write()?,
    })
}

struct Builder<'a> {
    config: &'a BertConfig,
    weights: &'a Weights,
    graph: Graph,
    data: ExternalData<'a>,
    /// Name of what is added to every layer's attention scores: `[heads, tokens, tokens]`.
    bias: Option<String>,
}

impl<'a> Builder<'a> {
    fn relative_bias(&mut self) -> Result<()> {
        let Some(buckets) = self.config.relative_attention_num_buckets else {
            return Ok(());
        };
        let name = "encoder.relative_attention_bias.weight";
        if self.weights.matrix_shape(name)? != [buckets, self.config.num_attention_heads] {
            let reason = format!("{name} does not fit the configuration");
            return Err(self.weights.fault(reason));
        }
        self.matrix(name)?;
        let bias = self.gather(name, "buckets");
        let order = Attribute::ints("perm", &[2, 0, 1]);
        self.bias = Some(self.node("Transpose", &[&bias], &[order]));
        Ok(())
    }

    fn layer(&mut self, name: &str, input: &str) -> Result<String> {
        let heads = self.config.num_attention_heads as i64;
        let width = self.config.hidden_size as i64;
        let attention = format!("{name}.attention");
        // The operator for attention wants a batch; it takes the heads one by one, so that what
        // it has of one is still near the processor when it goes on with it.
        let batch = self.integers(&format!("{name}.batch"), &[1, -1, width]);
        let rows = self.integers(&format!("{name}.rows"), &[-1, width]);
        let mut inputs = Vec::new();
        for part in ["query", "key", "value"] {
            let projected = self.linear(&format!("{attention}.self.{part}"), input)?;
            inputs.push(self.node("Reshape", &[&projected, &batch], &[]));
        }
        inputs.extend(self.bias.clone());
        let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
        let attributes = [
            Attribute::int("q_num_heads", heads),
            Attribute::int("kv_num_heads", heads),
        ];
        let context = self.node("Attention", &inputs, &attributes);
        let context = self.node("Reshape", &[&context, &rows], &[]);
        let context = self.linear(&format!("{attention}.output.dense"), &context)?;
        let sum = self.node("Add", &[&context, input], &[]);
        let attended = self.layer_norm(&format!("{attention}.output.LayerNorm"), &sum)?;
        let inner = self.linear(&format!("{name}.intermediate.dense"), &attended)?;
        let inner = self.node("Gelu", &[&inner], &[]);
        let outer = self.linear(&format!("{name}.output.dense"), &inner)?;
        let sum = self.node("Add", &[&outer, &attended], &[]);
        self.layer_norm(&format!("{name}.output.LayerNorm"), &sum)
    }

    fn embedding(&mut self, table: &str, index: &str) -> Result<String> {
        let name = format!("embeddings.{table}.weight");
        let Some(stored) = self.weights.eight_bits(&name)? else {
            self.matrix(&name)?;
            return Ok(self.gather(&name, index));
        };
        // Much of a model stands here, and a window needs little of it: only that becomes
        // 32 bits, and then the same as if all did.
        let factors = format!("{name}.scale");
        let EightBits {
            shape,
            bytes,
            scales,
        } = stored;
        self.floats(&factors, &[scales.len(), 1], scales);
        self.external(&name, (INT8, 1), &shape, move |place| {
            place.copy_from_slice(&bytes);
            Ok(())
        });
        let rows = self.gather(&name, index);
        let factors = self.gather(&factors, index);
        // The operator that does both at once gives the same, and takes several times as long.
        let rows = self.node("Cast", &[&rows], &[Attribute::int("to", FLOAT.into())]);
        Ok(self.node("Mul", &[&rows, &factors], &[]))
    }

    /// The rows of a table at some indices.
    fn gather(&mut self, table: &str, index: &str) -> String {
        self.node("Gather", &[table, index], &[Attribute::int("axis", 0)])
    }

    fn linear(&mut self, name: &str, input: &str) -> Result<String> {
        let weight = format!("{name}.weight");
        self.transposed(&weight)?;
        let product = self.node("MatMul", &[input, &weight], &[]);
        let bias = self.vector(&format!("{name}.bias"))?;
        Ok(self.node("Add", &[&product, &bias], &[]))
    }

    fn layer_norm(&mut self, name: &str, input: &str) -> Result<String> {
        let weight = self.vector(&format!("{name}.weight"))?;
        let bias = self.vector(&format!("{name}.bias"))?;
        let epsilon = Attribute::float("epsilon", self.config.layer_norm_eps);
        let axis = Attribute::int("axis", -1);
        Ok(self.node(
            "LayerNormalization",
            &[input, &weight, &bias],
            &[axis, epsilon],
        ))
    }

    fn node(&mut self, operator: &str, inputs: &[&str], attributes: &[Attribute]) -> String {
        let output = format!("{operator}.{}", self.graph.node.len());
        self.graph.node.push(Node {
            input: inputs.iter().map(|&i| i.to_owned()).collect(),
            output: vec![output.clone()],
            name: output.clone(),
            op_type: operator.into(),
            attribute: attributes.into(),
        });
        output
    }

    fn vector(&mut self, name: &str) -> Result<String> {
        let values = self.weights.vector(name)?;
        self.floats(name, &[values.len()], values.to_vec());
        Ok(name.to_owned())
    }

    fn floats(&mut self, name: &str, shape: &[usize], values: Vec<f32>) {
        self.external(name, (FLOAT, 4), shape, move |place| {
            write_values(place, values.iter().map(|value| value.to_le_bytes()));
            Ok(())
        });
    }

    /// A matrix as it is stored.
    fn matrix(&mut self, name: &str) -> Result<()> {
        let shape = self.weights.matrix_shape(name)?;
        let (weights, stored) = (self.weights, name.to_owned());
        self.external(name, (FLOAT, 4), &shape, move |place| {
            let matrix = weights.matrix(&stored)?;
            write_values(place, matrix.iter().map(|value| value.to_le_bytes()));
            Ok(())
        });
        Ok(())
    }

    /// A matrix that is stored as [out, in], as a product wants it: [in, out].
    fn transposed(&mut self, name: &str) -> Result<()> {
        let [rows, columns] = self.weights.matrix_shape(name)?;
        let (weights, stored) = (self.weights, name.to_owned());
        self.external(name, (FLOAT, 4), &[columns, rows], move |place| {
            // Made at once of the bytes as they are stored, if they are: these fit into a
            // processor's cache where the matrix in 32 bits does not.
            if let Some(stored) = weights.eight_bits(&stored)? {
                write_values(place, stored.by_column().map(f32::to_le_bytes));
            } else {
                let matrix = weights.matrix(&stored)?;
                write_values(place, matrix.t().iter().map(|value| value.to_le_bytes()));
            }
            Ok(())
        });
        Ok(())
    }

    fn external(
        &mut self,
        name: &str,
        value: (i32, usize),
        shape: &[usize],
        write: impl FnOnce(&mut [u8]) -> Result<()> + Send + 'a,
    ) {
        let tensor = self.data.add(name, value, shape, write);
        self.graph.initializer.push(tensor);
    }

    fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let raw = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.initializer(name, &[values.len() as i64], INT64, raw)
    }

    fn initializer(&mut self, name: &str, dims: &[i64], data_type: i32, raw: Vec<u8>) -> String {
        self.graph.initializer.push(Tensor {
            dims: dims.into(),
            data_type,
            name: name.into(),
            raw_data: Some(raw),
            ..Tensor::default()
        });
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_distances() {
        let config: BertConfig = serde_json::from_value(serde_json::json!({
            "model_type": "mpnet", "hidden_size": 24, "intermediate_size": 96, "num_hidden_layers": 1,
            "num_attention_heads": 12, "hidden_act": "gelu", "max_position_embeddings": 512,
            "type_vocab_size": 16, "vocab_size": 10, "layer_norm_eps": 1e-5,
            "relative_attention_num_buckets": 32,
        }))
        .unwrap();
        let tokens = 300;
        let buckets = config.relative_buckets(tokens).unwrap();
        let bucket = |query: usize, key: usize| buckets[query * tokens + key];
        // Behind: one bucket a distance up to 7, then wider ones up to 128.
        let behind: Vec<i32> = [0, 1, 7, 8, 12, 16, 64, 127, 128, 299]
            .map(|d| bucket(299, 299 - d))
            .into();
        assert_eq!(behind, [0, 1, 7, 8, 9, 10, 14, 15, 15, 15]);
        assert_eq!(bucket(0, 0), 0);
        assert_eq!(bucket(0, 1), 17);
        assert_eq!(bucket(0, 299), 31);
    }
}
