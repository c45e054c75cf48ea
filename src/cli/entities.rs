//! `sayso entities`: the names in articles.

use super::input::InputArgs;
use super::run::{self, Chunk, Job, RunArgs, Target, count_words};
use super::settings::Settings;
use super::{OutputArgs, OutputFormat};
use anyhow::Result;
use clap::Args;
use sayso::claims::{csv, jsonl};
use sayso::model;
use sayso::pipeline::{Analysis, DEFAULT_MODEL, Pipeline};
use sayso::timings::{Stage, time};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write the names found: people, organizations, places
#[derive(Args)]
#[command(after_help = "Example:
  sayso entities articles/ -o names.csv
      Write one row a name: article, words, type, place in the text, confidence.")]
pub struct EntitiesArgs {
    #[command(flatten)]
    settings: Settings,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    output: OutputArgs,

    /// Model: `en` (fast) or `accurate`, which come with the program, or a model folder
    #[arg(long, help_heading = "Run", value_name = "NAME|FOLDER", default_value = DEFAULT_MODEL)]
    model: PathBuf,

    #[command(flatten)]
    run: RunArgs,
}

pub fn run(args: EntitiesArgs) -> Result<ExitCode> {
    let folder = model::find(&args.model)?;
    let pipeline = Pipeline::with_model(&folder, args.run.threads())?;
    let format = args.output.format();
    let target = Target::new(&args.output.output, format, &csv::ENTITY_COLUMNS)?;
    let render = |analysis: Analysis| -> io::Result<Chunk> {
        Ok(Chunk {
            bytes: vec![render_entities(&analysis, format)?],
            text_bytes: analysis.article.text.len(),
            words: count_words(&analysis.article.text),
            rows: analysis.entities.len(),
        })
    };
    let job = Job {
        input: &args.input,
        args: &args.run,
        settings: &args.settings,
        model: Some(&folder),
        targets: vec![target],
        row: "name",
    };
    run::run(job, |records, sink| {
        pipeline.run_with(records, |a| time(Stage::Output, || render(a)), sink)
    })
}

/// One article's names in an output's form.
pub fn render_entities(analysis: &Analysis, format: OutputFormat) -> io::Result<Vec<u8>> {
    let (mut out, article) = (Vec::new(), &analysis.article);
    match format {
        OutputFormat::Csv => csv::write_entities(&mut out, article, &analysis.entities)?,
        OutputFormat::Jsonl => jsonl::write_entities(&mut out, article, &analysis.entities)?,
    }
    Ok(out)
}
