use super::bert::{self, BertConfig};
use super::weights::Weights;
use super::{Encoder, Window};
use crate::error::{Error, Result};
use ndarray::Array2;
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::{NdTensor, Tensor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The embedded engine: rten, in pure Rust.
///
/// Each worker runs whole windows on a single thread. That is faster than several threads
/// on one window, and makes a window's vectors the same whatever the number of workers.
///
/// Workers are threads of their own, not rayon's: a rayon thread that waits for rten's pool
/// takes up other work meanwhile, which here would be another article on top of the first.
pub struct RtenEncoder {
    jobs: Sender<Job>,
    hidden_size: usize,
}

/// A window to be encoded, its number, and where the answer goes.
struct Job {
    window: Window,
    number: usize,
    answer: Sender<(usize, Result<Array2<f32>>)>,
}

impl RtenEncoder {
    /// Builds the encoder; `threads` windows are encoded at a time.
    ///
    /// # Errors
    /// [`Error::Model`] if the weights do not fit the configuration.
    pub fn new(config: &BertConfig, weights: &Weights, threads: usize) -> Result<Self> {
        let engine = Arc::new(Engine::new(config, weights)?);
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..threads.max(1) {
            let (engine, queue) = (engine.clone(), queue.clone());
            thread::Builder::new()
                .name(format!("encoder-{number}"))
                .spawn(move || work(&engine, &queue))
                .map_err(|error| Error::Engine(format!("cannot start a thread: {error}")))?;
        }
        Ok(Self {
            jobs,
            hidden_size: config.hidden_size,
        })
    }
}

impl Encoder for RtenEncoder {
    fn hidden_size(&self) -> usize {
        self.hidden_size
    }

    fn encode(&self, windows: &[Window]) -> Result<Vec<Array2<f32>>> {
        let gone = || Error::Engine("the encoder's threads are gone".into());
        let (answer, answers) = channel();
        for (number, window) in windows.iter().enumerate() {
            let job = Job {
                window: window.clone(),
                number,
                answer: answer.clone(),
            };
            self.jobs.send(job).map_err(|_| gone())?;
        }
        drop(answer);
        let mut encoded: Vec<_> = answers.iter().collect();
        if encoded.len() < windows.len() {
            return Err(gone());
        }
        encoded.sort_unstable_by_key(|&(number, _)| number);
        encoded.into_iter().map(|(_, hidden)| hidden).collect()
    }
}

/// Encodes windows until no more can come.
fn work(engine: &Engine, queue: &Mutex<Receiver<Job>>) {
    let pool = Arc::new(ThreadPool::with_num_threads(1));
    let options = RunOptions::default().with_thread_pool(Some(pool));
    loop {
        // The lock is held while waiting, and given back before the work begins.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job {
            window,
            number,
            answer,
        }) = job
        else {
            return;
        };
        let hidden = catch_unwind(AssertUnwindSafe(|| engine.encode(&window, &options)))
            .unwrap_or_else(|_| Err(Error::Engine("the engine panicked".into())));
        // Nobody waits for the answer if an earlier window failed.
        let _ = answer.send((number, hidden));
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
    fn new(config: &BertConfig, weights: &Weights) -> Result<Self> {
        let fault = |error: &dyn std::fmt::Display| weights.fault(error.to_string());
        let graph = bert::graph(config, weights)?;
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .external_data(bert::WEIGHTS, graph.weights)
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
        // A model trained without paragraph starts has half of the types.
        let known = self.config.type_vocab_size as i32;
        let ids = input(window.ids.iter().map(|&id| id as i32).collect());
        let types = input(window.types.iter().map(|&t| i32::from(t) % known).collect());
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
        Array2::from_shape_vec((tokens, self.config.hidden_size), hidden.into_data())
            .map_err(|error| Error::Engine(error.to_string()))
    }
}
