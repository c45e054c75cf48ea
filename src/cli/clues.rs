//! `sayso clues`: what speaks for the speaker of each claim, for fitting confidence in speakers.

use super::input::InputArgs;
use super::model::ModelArgs;
use super::run::{self, Chunk, RunArgs};
use anyhow::Result;
use clap::Args;
use sayso::pipeline::Analysis;
use sayso::speakers::{CLUES, Clues};
use serde::Serialize;
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
        Chunk::of_line(&analysis.article, &line)
    };
    run::print_lines(&args.input, &args.run, |records, sink| {
        pipeline.run_with(records, line, sink)
    })
}
