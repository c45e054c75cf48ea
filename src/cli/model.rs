use super::{known_models, named::named};
use anyhow::Result;
use clap::Args;
use sayso::encoder::{Device, Engine, Precision};
use sayso::model::Model;
use sayso::pipeline::{DEFAULT_MODEL, Pipeline, PipelineBuilder};
use std::path::PathBuf;

/// Which model reads the articles, and what runs it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// Model: `en`, `fast` or `accurate`, which come with the program, the name of one in the
    /// folder that SAYSO_MODELS names, or a model folder
    #[arg(long, value_name = "NAME|FOLDER", default_value = DEFAULT_MODEL)]
    model: PathBuf,

    /// What runs the model; `rust-bert` is there if the program was built with it
    #[arg(long, value_parser = named::<Engine>(), default_value_t)]
    engine: Engine,

    /// Where the engine computes
    #[arg(long, value_parser = named::<Device>(), default_value_t)]
    device: Device,

    /// What the model computes in: `int8` is faster on processors with products of bytes, and a
    /// little less exact; `auto` takes it there
    #[arg(long, value_parser = named::<Precision>(), default_value_t)]
    precision: Precision,

    /// Find names with a BERT for token classification in this folder (Hugging Face layout), in
    /// place of the model's own names
    #[arg(long, value_name = "FOLDER")]
    entities_model: Option<PathBuf>,
}

impl ModelArgs {
    /// The folders of all models that are used.
    pub fn folders(&self) -> Result<Vec<PathBuf>> {
        let mut folders = vec![known_models().find(&self.model)?];
        folders.extend(self.entities_model.clone());
        Ok(folders)
    }

    /// The name of the model, or of its folder.
    #[cfg(feature = "serve")]
    pub fn name(&self) -> String {
        let name = self.model.file_name().unwrap_or(self.model.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// Loads the model, and sets the stages up around it.
    pub fn pipeline(&self, threads: usize) -> Result<Pipeline> {
        Ok(self.builder(threads).build()?)
    }

    /// Loads the model alone.
    pub fn load(&self, threads: usize) -> Result<Model> {
        Ok(self.builder(threads).load()?)
    }

    fn builder(&self, threads: usize) -> PipelineBuilder {
        let mut builder = Pipeline::builder()
            .model(&self.model)
            .models(known_models())
            .engine(self.engine)
            .device(self.device)
            .precision(self.precision)
            .threads(threads);
        if let Some(folder) = &self.entities_model {
            builder = builder.entities_model(folder);
        }
        builder
    }
}
