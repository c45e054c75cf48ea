//! `sayso sentences`: the sentences of articles.

use super::formats::{OutputArgs, OutputFormat};
use super::input::InputArgs;
use super::run::{self, Chunk, Job, RunArgs, Target};
use super::settings::Settings;
use super::table::{Rows, TableForm};
use anyhow::Result;
use clap::Args;
use sayso::Named;
use sayso::claims::jsonl;
use sayso::claims::schema::{self, Cell, Cells, Column, text};
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

const SCHEMA: [Column; 8] = [
    ("article_id", Cells::Text),
    ("paragraph", Cells::Integer),
    ("block", Cells::Text),
    ("sentence", Cells::Integer),
    ("start", Cells::Integer),
    ("end", Cells::Integer),
    ("text", Cells::Text),
    ("title", Cells::OptionalText),
];

/// A sentence, without its article; the fields stand in the order of [`SCHEMA`].
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
    let target = Target::new(&args.output.output, format, &SCHEMA, &args.output.keep)?;
    let csv = args.run.csv();
    let work = |article: Article| Ok(time(Stage::Output, || render(&article, format, csv)));
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

fn render(article: &Article, format: OutputFormat, csv: TableForm) -> io::Result<Chunk> {
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
    let rows = Rows::of_table(
        format.into(),
        csv,
        |write| {
            sentences.iter().try_for_each(|sentence| {
                let own = vec![
                    text(&*article.id),
                    Cell::Integer(sentence.paragraph),
                    text(sentence.block.name()),
                    Cell::Integer(sentence.sentence),
                    Cell::Integer(sentence.start),
                    Cell::Integer(sentence.end),
                    text(sentence.text),
                    text(article.title.as_deref()),
                ];
                write(own.into_iter().chain(schema::kept(article)).collect())
            })
        },
        |line| {
            let object = SentencesLine {
                article_id: &article.id,
                title: article.title.as_deref(),
                kept: jsonl::Kept::of(article),
                sentences: &sentences,
            };
            jsonl::write_line(line, &object)
        },
    )?;
    Ok(Chunk::new(article, vec![rows], sentences.len()))
}
