//! `sayso entities`: the names in articles.

use super::formats::{OutputArgs, TableFormat};
use super::input::InputArgs;
use super::model::ModelArgs;
use super::run::{self, Chunk, Job, RunArgs, Target};
use super::settings::Settings;
use super::table::{Rows, TableForm};
use anyhow::Result;
use clap::Args;
use sayso::claims::jsonl;
use sayso::claims::schema::{self, ENTITY_SCHEMA};
use sayso::pipeline::Analysis;
use sayso::timings::{Stage, time};
use std::io;
use std::path::Path;
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
    output: OutputArgs<TableFormat>,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    run: RunArgs,
}

pub fn run(args: EntitiesArgs) -> Result<ExitCode> {
    let format = args.output.format()?;
    let target = target(&args.output.output, format, &args.output.keep)?;
    let pipeline = args.model.pipeline(args.run.threads())?;
    let csv = args.run.csv();
    let render = |analysis: Analysis| -> io::Result<Chunk> {
        let rows = render_entities(&analysis, format, csv)?;
        let number = analysis.entities.len();
        Ok(Chunk::new(&analysis.article, vec![rows], number))
    };
    let job = Job {
        input: &args.input,
        keep: &args.output.keep,
        args: &args.run,
        settings: &args.settings,
        models: args.model.folders()?,
        targets: vec![target],
        row: "name",
    };
    run::run(job, |records, sink| {
        pipeline.run_with(records, |a| time(Stage::Output, || render(a)), sink)
    })
}

/// A file of names.
pub fn target<'p>(path: &'p Path, format: TableFormat, keep: &[String]) -> Result<Target<'p>> {
    Target::new(path, format, &ENTITY_SCHEMA, keep)
}

/// One article's names in an output's form.
pub fn render_entities(
    analysis: &Analysis,
    format: TableFormat,
    csv: TableForm,
) -> io::Result<Rows> {
    let (article, entities) = (&analysis.article, &analysis.entities);
    let offsets = &analysis.offsets();
    Rows::of_table(
        format,
        csv,
        |row| schema::entities(article, offsets, entities, row),
        |line| jsonl::write_entities(line, article, offsets, entities),
    )
}
