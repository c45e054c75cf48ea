use super::{Pipeline, available_threads};
use crate::encoder::{Device, EncoderOptions, Engine, Precision};
use crate::error::Result;
use crate::model::{Model, ModelOptions, Models};
use std::path::PathBuf;

/// Name of the model that is used when none is asked for.
pub const DEFAULT_MODEL: &str = "en";

impl Pipeline {
    /// A pipeline with the model that comes with the program.
    pub fn default_model() -> Result<Self> {
        Self::builder().build()
    }

    /// Sets a pipeline up with another model, engine or number of threads.
    ///
    /// ```
    /// use sayso::pipeline::Pipeline;
    ///
    /// let pipeline = Pipeline::builder().model("accurate").threads(2).build()?;
    /// # Ok::<(), sayso::Error>(())
    /// ```
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }
}

/// Sets a [`Pipeline`] up; see [`Pipeline::builder`].
///
/// ```
/// use sayso::{Article, Pipeline};
///
/// let pipeline = Pipeline::builder().model("en").threads(2).build()?;
/// let text = "Ann Lee denied that it would rain.".to_owned();
/// let analysis = pipeline.analyze(Article { text, ..Article::default() })?;
/// assert_eq!(analysis.claims.len(), 1);
/// # Ok::<(), sayso::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PipelineBuilder {
    model: PathBuf,
    models: Models,
    options: ModelOptions,
}

impl Default for PipelineBuilder {
    fn default() -> Self {
        Self {
            model: DEFAULT_MODEL.into(),
            models: Models::default(),
            options: ModelOptions {
                encoder: EncoderOptions {
                    threads: available_threads(),
                    ..EncoderOptions::default()
                },
                entities_model: None,
            },
        }
    }
}

impl PipelineBuilder {
    /// The name of a model that comes with the program (`en`, `fast`, `accurate`), or a model folder.
    #[must_use]
    pub fn model(mut self, model: impl Into<PathBuf>) -> Self {
        self.model = model.into();
        self
    }

    /// Where models are looked for by their names.
    #[must_use]
    pub fn models(mut self, models: Models) -> Self {
        self.models = models;
        self
    }

    /// Number of threads, at least one; all cores if not given.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.options.encoder.threads = threads.max(1);
        self
    }

    /// The engine that runs the encoder.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.options.encoder.engine = engine;
        self
    }

    /// Where the engine computes.
    #[must_use]
    pub fn device(mut self, device: Device) -> Self {
        self.options.encoder.device = device;
        self
    }

    /// What the encoder's matrix products are computed in.
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.options.encoder.precision = precision;
        self
    }

    /// Folder of a BERT for token classification that finds the names; see
    /// [`crate::entities::TokenClassifier`].
    #[must_use]
    pub fn entities_model(mut self, folder: impl Into<PathBuf>) -> Self {
        self.options.entities_model = Some(folder.into());
        self
    }

    /// Loads the model, and sets the stages up around it.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if there is no such model or it is incomplete,
    /// [`crate::Error::Usage`] if the engine or the device is not to be had.
    pub fn build(self) -> Result<Pipeline> {
        let threads = self.options.encoder.threads;
        Ok(Pipeline::new(self.load()?).threads(threads))
    }

    /// Loads the model alone.
    ///
    /// # Errors
    /// Those of [`PipelineBuilder::build`].
    pub fn load(self) -> Result<Model> {
        Model::load(&self.models.find(&self.model)?, &self.options)
    }
}
