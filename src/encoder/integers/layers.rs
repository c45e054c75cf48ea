use crate::encoder::{BertConfig, Weights};
use crate::error::Result;
use sayso_kernels::{
    ByteRows, Head, Instructions, Linear, Scratch, Values, add_and_normalize, attend, linear,
    normalize, split,
};
use std::ops::Range;

/// Tokens that go through a layer's products together, so that what is between two of them is
/// still near the processor. It changes nothing in the answer.
const TOGETHER: usize = 128;

/// Normalization of each token's vector.
pub struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Norm {
    pub fn read(weights: &Weights, name: &str, config: &BertConfig) -> Result<Self> {
        Ok(Self {
            weight: vector(weights, &format!("{name}.weight"), config.hidden_size)?,
            bias: vector(weights, &format!("{name}.bias"), config.hidden_size)?,
            epsilon: config.layer_norm_eps,
        })
    }

    pub fn apply(&self, instructions: Instructions, values: &mut [f32]) {
        normalize(instructions, values, &self.weight, &self.bias, self.epsilon);
    }

    fn add_and_apply(&self, instructions: Instructions, values: &mut [f32], other: &[f32]) {
        add_and_normalize(
            instructions,
            values,
            other,
            &self.weight,
            &self.bias,
            self.epsilon,
        );
    }
}

/// One layer: attention, and the two products after it.
pub struct Layer {
    /// Queries, keys and values at once.
    projection: Linear,
    output: Linear,
    attention_norm: Norm,
    inner: Linear,
    outer: Linear,
    norm: Norm,
    heads: usize,
}

/// What a worker computes in, used again for the next window.
#[derive(Default)]
pub struct Room {
    bytes: ByteRows,
    projected: Values,
    heads: Vec<Head>,
    scratch: Scratch,
    context: Values,
    attended: Values,
    inner: Values,
}

impl Layer {
    pub fn read(weights: &Weights, name: &str, config: &BertConfig) -> Result<Self> {
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let attention = format!("{name}.attention");
        let projection = ["query", "key", "value"].map(|part| format!("{attention}.self.{part}"));
        let layer = |name: String, shape| read(weights, &[name], shape);
        Ok(Self {
            projection: read(weights, &projection, [width, width])?,
            output: layer(format!("{attention}.output.dense"), [width, width])?,
            attention_norm: Norm::read(weights, &format!("{attention}.output.LayerNorm"), config)?,
            inner: layer(format!("{name}.intermediate.dense"), [inner, width])?,
            outer: layer(format!("{name}.output.dense"), [width, inner])?,
            norm: Norm::read(weights, &format!("{name}.output.LayerNorm"), config)?,
            heads: config.num_attention_heads,
        })
    }

    /// Puts the layer's vectors of the tokens `wanted` in their place in `hidden`,
    /// `[tokens, hidden_size]`; all tokens are looked at for them. `biases` are added to
    /// attention, `[heads, distances]`.
    pub fn apply(
        &self,
        instructions: Instructions,
        hidden: &mut [f32],
        wanted: Range<usize>,
        biases: Option<&[f32]>,
        room: &mut Room,
    ) {
        let width = self.output.outputs();
        let head_width = width / self.heads;
        let tokens = hidden.len() / width;
        let Room {
            bytes,
            projected,
            heads,
            scratch,
            context,
            attended,
            inner,
        } = room;
        heads.resize_with(self.heads, Head::default);
        for head in heads.iter_mut() {
            head.resize(tokens, head_width);
        }
        for (number, rows) in hidden.chunks(TOGETHER * width).enumerate() {
            bytes.round(instructions, rows, width);
            projected.resize(rows.len() * 3);
            linear(instructions, bytes, &self.projection, projected);
            split(instructions, projected, number * TOGETHER, heads);
        }
        context.resize(wanted.len() * width);
        for (number, head) in heads.iter().enumerate() {
            let distances = 2 * tokens - 1;
            let biases = biases.map(|biases| &biases[number * distances..][..distances]);
            let first = number * head_width;
            let queries = wanted.clone();
            attend(
                instructions,
                head,
                queries,
                biases,
                scratch,
                context,
                width,
                first,
            );
        }
        let hidden = &mut hidden[wanted.start * width..wanted.end * width];
        let chunks = hidden.chunks_mut(TOGETHER * width);
        for (rows, context) in chunks.zip(context.chunks(TOGETHER * width)) {
            bytes.round(instructions, context, width);
            attended.resize(rows.len());
            linear(instructions, bytes, &self.output, attended);
            self.attention_norm
                .add_and_apply(instructions, attended, rows);
            bytes.round(instructions, attended, width);
            inner.resize(bytes.rows() * self.inner.outputs());
            linear(instructions, bytes, &self.inner, inner);
            bytes.gelu_and_round(instructions, inner, self.inner.outputs());
            linear(instructions, bytes, &self.outer, rows);
            self.norm.add_and_apply(instructions, rows, attended);
        }
    }
}

fn vector(weights: &Weights, name: &str, length: usize) -> Result<Vec<f32>> {
    let vector = weights.vector(name)?;
    if vector.len() != length {
        return Err(weights.fault(format!("{name} does not fit the configuration")));
    }
    Ok(vector.to_vec())
}

/// Layers side by side, each `[outputs, inputs]`.
fn read(weights: &Weights, names: &[String], shape: [usize; 2]) -> Result<Linear> {
    let (mut matrices, mut scales, mut biases) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        let weight = format!("{name}.weight");
        if weights.matrix_shape(&weight)? != shape || shape.contains(&0) {
            return Err(weights.fault(format!("{weight} does not fit the configuration")));
        }
        let matrix = weights.quantized(&weight)?;
        if matrix.bytes.contains(&0x80) {
            return Err(weights.fault(format!("{weight} holds -128, which has no opposite")));
        }
        scales.extend(matrix.scales);
        matrices.push(matrix.bytes);
        biases.extend(vector(weights, &format!("{name}.bias"), shape[0])?);
    }
    let rows: Vec<&[u8]> = matrices.iter().flat_map(|m| m.chunks(shape[1])).collect();
    Ok(Linear::new(&rows, &scales, &biases))
}
