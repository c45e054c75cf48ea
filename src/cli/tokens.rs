//! `sayso tokens`: what the model reads, for training it.

use super::input::InputArgs;
use super::run::{self, Chunk, RunArgs};
use anyhow::Result;
use clap::Args;
use sayso::corpus::Article;
use sayso::encoder::Tokenizer;
use sayso::pipeline::{self, DEFAULT_MODEL};
use sayso::text::CharacterOffsets;
use serde::Serialize;
use std::path::PathBuf;
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
        Ok(Chunk::of_line(&article, &line))
    };
    run::print_lines(&args.input, &args.run, |records, sink| {
        pipeline::ordered(records, args.run.threads(), work, sink)
    })
}
