//! `sayso sentences`: the sentences of articles.

use super::formats::{OutputArgs, OutputFormat};
use super::input::InputArgs;
use super::run::{self, Chunk, Job, RunArgs, Target, count_words};
use super::settings::Settings;
use anyhow::Result;
use clap::Args;
use sayso::claims::{csv, jsonl, schema};
use sayso::corpus::Article;
use sayso::pipeline;
use sayso::text::{BlockKind, CharacterOffsets};
use sayso::timings::{Stage, time};
use serde::Serialize;
use std::io;
use std::process::ExitCode;

/// Write the sentences of articles
///
/// Needs no model. Offsets count characters from the start of the article's text.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso sentences articles/ -o sentences.csv
      Write one row a sentence: article, paragraph, block, number, place in the text, words.
  sayso sentences - --input-format jsonl --format jsonl < articles.jsonl
      Read one article a line and answer each with a line.")]
pub struct SentencesArgs {
    #[command(flatten)]
    settings: Settings,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    output: OutputArgs<OutputFormat>,

    #[command(flatten)]
    run: RunArgs,
}

const COLUMNS: [&str; 8] = [
    "article_id",
    "paragraph",
    "block",
    "sentence",
    "start",
    "end",
    "text",
    "title",
];

/// A sentence, without its article; the fields stand in the order of [`COLUMNS`].
#[derive(Clone, Copy, Serialize)]
struct Sentence<'a> {
    /// Number of its paragraph in the article, from 1.
    paragraph: usize,
    /// What the layout makes of the block that it stands in: "turn", "item", …
    block: BlockKind,
    /// Number in the article, from 1.
    sentence: usize,
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct SentencesLine<'a> {
    article_id: &'a str,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<jsonl::Kept<'a>>,
    sentences: &'a [Sentence<'a>],
}

pub fn run(args: SentencesArgs) -> Result<ExitCode> {
    let format = args.output.format()?;
    let target = Target::new(&args.output.output, format, &COLUMNS, &args.output.keep)?;
    let work = |article: Article| Ok(time(Stage::Output, || render(&article, format)));
    let job = Job {
        input: &args.input,
        keep: &args.output.keep,
        args: &args.run,
        settings: &args.settings,
        models: Vec::new(),
        targets: vec![target],
        row: "sentence",
    };
    run::run(job, |records, sink| {
        pipeline::ordered(records, args.run.threads(), work, sink)
    })
}

fn render(article: &Article, format: OutputFormat) -> io::Result<Chunk> {
    let document = time(Stage::Segmentation, || article.segment());
    let offsets = CharacterOffsets::new(&article.text);
    let sentences: Vec<Sentence> = document
        .sentences
        .iter()
        .enumerate()
        .map(|(i, span)| {
            let (start, end) = offsets.span(*span);
            let block = document.block_at(span.start);
            Sentence {
                block: block.map_or(BlockKind::Paragraph, |b| document.blocks[b].kind),
                paragraph: document.paragraph_at(span.start).map_or(0, |p| p + 1),
                sentence: i + 1,
                start,
                end,
                text: span.of(&article.text),
            }
        })
        .collect();
    let mut out = Vec::new();
    match format {
        OutputFormat::Csv => {
            let rows = sentences.iter().map(|sentence| {
                (
                    &article.id,
                    sentence,
                    &article.title,
                    schema::kept(article).collect::<Vec<_>>(),
                )
            });
            csv::write_rows(&mut out, rows)?;
        }
        OutputFormat::Jsonl => {
            let line = SentencesLine {
                article_id: &article.id,
                title: article.title.as_deref(),
                kept: jsonl::Kept::of(article),
                sentences: &sentences,
            };
            jsonl::write_line(&mut out, &line)?;
        }
    }
    Ok(Chunk {
        bytes: vec![out],
        text_bytes: article.text.len(),
        words: count_words(&article.text),
        rows: sentences.len(),
    })
}
