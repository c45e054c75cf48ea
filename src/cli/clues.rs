//! `sayso clues`: what speaks for the speaker of each claim, for fitting confidence in speakers.

use super::formats::OutputFormat;
use super::input::InputArgs;
use super::model::ModelArgs;
use super::run::{self, Chunk, Job, RunArgs, Target, count_words};
use super::settings::Settings;
use super::table::Rows;
use anyhow::Result;
use clap::Args;
use sayso::claims::jsonl;
use sayso::pipeline::Analysis;
use sayso::speakers::{CLUES, Clues};
use serde::Serialize;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Write what speaks for the speaker of each claim: JSON lines, for training
#[derive(Args)]
pub struct CluesArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    run: RunArgs,
}

#[derive(Serialize)]
struct CluesLine<'a> {
    article_id: &'a str,
    claims: Vec<ClaimClues>,
}

#[derive(Serialize)]
struct ClaimClues {
    claim_id: usize,
    way: &'static str,
    clues: [f32; CLUES.len()],
}

pub fn run(args: CluesArgs) -> Result<ExitCode> {
    let pipeline = args.model.pipeline(args.run.threads())?;
    let target = Target::new(Path::new("-"), OutputFormat::Jsonl, &[], &[])?;
    let job = Job {
        input: &args.input,
        keep: &[],
        args: &args.run,
        settings: &Settings::default(),
        models: Vec::new(),
        targets: vec![target],
        row: "article",
    };
    let line = |analysis: Analysis| {
        let of = |(index, clues): (usize, &Option<Clues>)| {
            clues.map(|clues| ClaimClues {
                claim_id: index + 1,
                way: clues.way.name(),
                clues: clues.values,
            })
        };
        let clues = analysis.speakers.clues.iter().enumerate();
        let line = CluesLine {
            article_id: &analysis.article.id,
            claims: clues.filter_map(of).collect(),
        };
        let mut out = Vec::new();
        let written: io::Result<()> = jsonl::write_line(&mut out, &line);
        written.map(|()| Chunk {
            rows_of: vec![Rows::Bytes(out)],
            text_bytes: analysis.article.text.len(),
            words: count_words(&analysis.article.text),
            rows: 1,
        })
    };
    run::run(job, |records, sink| pipeline.run_with(records, line, sink))
}
