//! `sayso tokens`: what the model reads, for training it.

use super::formats::OutputFormat;
use super::input::InputArgs;
use super::run::{self, Chunk, Job, RunArgs, Target, count_words};
use super::settings::Settings;
use super::table::Rows;
use anyhow::Result;
use clap::Args;
use sayso::claims::jsonl;
use sayso::corpus::Article;
use sayso::encoder::Tokenizer;
use sayso::pipeline::{self, DEFAULT_MODEL};
use sayso::text::CharacterOffsets;
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write the tokens of articles as the model reads them: JSON lines, for training
#[derive(Args)]
pub struct TokensArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Model whose `tokenizer.json` to use
    #[arg(long, help_heading = "Run", value_name = "NAME|FOLDER", default_value = DEFAULT_MODEL)]
    model: PathBuf,

    #[command(flatten)]
    run: RunArgs,
}

/// One article's tokens, before they are cut into windows.
#[derive(Serialize)]
struct TokensLine<'a> {
    id: &'a str,
    /// Ids in the model's vocabulary.
    ids: &'a [u32],
    /// Token types.
    types: &'a [u8],
    /// First character of each token, counted in Unicode characters.
    starts: Vec<usize>,
    /// One past the last character of each token.
    ends: Vec<usize>,
    /// Index of the first token of each sentence.
    sentences: &'a [usize],
}

pub fn run(args: TokensArgs) -> Result<ExitCode> {
    let tokenizer = Tokenizer::load(&super::known_models().find(&args.model)?)?;
    let target = Target::new(Path::new("-"), OutputFormat::Jsonl, &[], &[])?;
    let work = |article: Article| {
        let tokens = tokenizer.tokenize(&article.text, &article.segment())?;
        let offsets = CharacterOffsets::new(&article.text);
        let line = TokensLine {
            id: &article.id,
            ids: &tokens.ids,
            types: &tokens.types,
            starts: tokens
                .spans
                .iter()
                .map(|s| offsets.to_characters(s.start))
                .collect(),
            ends: tokens
                .spans
                .iter()
                .map(|s| offsets.to_characters(s.end))
                .collect(),
            sentences: &tokens.sentence_starts,
        };
        let mut out = Vec::new();
        let written: io::Result<()> = jsonl::write_line(&mut out, &line);
        Ok(written.map(|()| Chunk {
            rows_of: vec![Rows::Bytes(out)],
            text_bytes: article.text.len(),
            words: count_words(&article.text),
            rows: 1,
        }))
    };
    let job = Job {
        input: &args.input,
        keep: &[],
        args: &args.run,
        settings: &Settings::default(),
        models: Vec::new(),
        targets: vec![target],
        row: "article",
    };
    run::run(job, |records, sink| {
        pipeline::ordered(records, args.run.threads(), work, sink)
    })
}
