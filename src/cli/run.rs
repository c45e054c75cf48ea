//! One run over a corpus: what all subcommands that read articles share.

use super::formats::{OutputFormat, TableFormat};
use super::input::{InputArgs, Metered};
use super::output::{self, Output};
use super::progress::Progress;
use super::rejects::Rejects;
use super::table::{Encoding, Schema};
use super::{is_broken_pipe, signals};
use anyhow::{Result, bail};
use clap::Args;
use sayso::claims::csv;
use sayso::corpus::Rejected;
use sayso::pipeline::available_threads;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Write the records that could not be read, each with its reason, to this file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Number of threads; all cores if not given. The output does not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// Show no progress and no closing line of counts
    #[arg(long, short)]
    quiet: bool,
}

impl RunArgs {
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(available_threads, usize::from)
    }
}

/// What the work on one article gives.
pub struct Chunk {
    /// For each output, in their order: bytes to write.
    pub bytes: Vec<Vec<u8>>,
    pub text_bytes: usize,
    pub words: usize,
    pub rows: usize,
}

/// A place to write to, and what stands at its beginning.
pub struct Target<'a> {
    path: &'a Path,
    header: Vec<u8>,
    /// Of the table that its rows are to become Parquet of; otherwise they stay as they are.
    parquet: Option<Schema>,
}

impl<'a> Target<'a> {
    pub fn new(path: &'a Path, format: OutputFormat, columns: &[&str]) -> Result<Self> {
        let mut header = Vec::new();
        if format == OutputFormat::Csv {
            csv::write_header(&mut header, columns)?;
        }
        Ok(Self {
            path,
            header,
            parquet: None,
        })
    }

    /// A file of one table in one of several forms.
    pub fn table(
        path: &'a Path,
        format: TableFormat,
        columns: &[&str],
        schema: Schema,
    ) -> Result<Self> {
        match format {
            TableFormat::Csv => Self::new(path, OutputFormat::Csv, columns),
            TableFormat::Jsonl => Self::new(path, OutputFormat::Jsonl, columns),
            TableFormat::Parquet => Ok(Self::parquet(path, schema)),
        }
    }

    /// A file of Parquet; its chunks are rows of CSV.
    pub fn parquet(path: &'a Path, schema: Schema) -> Self {
        Self {
            path,
            header: Vec::new(),
            parquet: Some(schema),
        }
    }
}

/// An article's chunk, or why there is none.
pub type Answer = Result<io::Result<Chunk>, Rejected>;

/// Reads the inputs, writes what `process` makes of them to `targets` (the first is the main
/// one), and says how it went.
///
/// `process` takes the records and a sink, and hands the sink a chunk an article.
pub fn run(
    input: &InputArgs,
    args: &RunArgs,
    targets: &[Target],
    row: &'static str,
    process: impl FnOnce(Metered, &mut dyn FnMut(Answer) -> Result<()>) -> Result<()>,
) -> Result<ExitCode> {
    refuse_conflicts(input, args, targets)?;
    signals::clean_up_when_interrupted();
    let written = targets
        .iter()
        .map(|target| target.path)
        .chain(args.rejects.as_deref());
    let corpus = input.open(written.map(Path::to_owned).collect())?;
    let mut outputs = Vec::new();
    let mut encodings = Vec::new();
    for target in targets {
        encodings.push(Encoding::new(target.parquet)?);
        outputs.push(Output::open(target.path)?);
    }
    let mut rejects = Rejects::open(args.rejects.as_deref())?;
    let total = corpus.total_bytes();
    let (records, meter) = Metered::new(corpus);
    let terminal_is_taken = targets.iter().any(|t| output::writes_to_terminal(t.path));
    let mut progress = Progress::new(meter, total, row, args.quiet, terminal_is_taken);

    let only_streams = outputs.iter().all(Output::is_stream) && args.rejects.is_none();
    let write_all = || {
        for (output, target) in outputs.iter_mut().zip(targets) {
            output.write(&target.header)?;
        }
        process(records, &mut |answer| {
            match answer {
                Ok(chunk) => {
                    let chunk = chunk?;
                    let places = outputs.iter_mut().zip(&mut encodings);
                    for ((output, encoding), bytes) in places.zip(&chunk.bytes) {
                        output.write(&encoding.add(bytes)?)?;
                    }
                    progress.add_article(chunk.text_bytes, chunk.words, chunk.rows);
                }
                Err(rejected) => {
                    rejects.add(rejected)?;
                    progress.add_rejected();
                }
            }
            Ok(())
        })?;
        for (output, encoding) in outputs.iter_mut().zip(encodings) {
            output.write(&encoding.finish()?)?;
        }
        Ok(())
    };
    let done = write_all();
    progress.clear();
    match done {
        // Whoever reads has enough.
        Err(error) if is_broken_pipe(&error) && only_streams => return Ok(ExitCode::SUCCESS),
        Err(error) if is_broken_pipe(&error) => {
            return Err(error.context("the run ended before its other outputs were complete"));
        }
        done => done?,
    }

    // The main output last: where it is new, so are the others.
    outputs.reverse();
    output::commit(rejects.take_output().into_iter().chain(outputs))?;
    rejects.summarize();
    progress.summarize();
    Ok(ExitCode::from(u8::from(rejects.count() > 0)))
}

/// Refuses outputs that would overwrite an input or each other.
fn refuse_conflicts(input: &InputArgs, args: &RunArgs, targets: &[Target]) -> Result<()> {
    let mut paths: Vec<&Path> = targets.iter().map(|target| target.path).collect();
    paths.extend(args.rejects.as_deref());
    for (i, path) in paths.iter().enumerate() {
        input.refuse_as_output(path)?;
        let is_null = *path == Path::new("/dev/null");
        if !is_null && paths[..i].iter().any(|other| is_same(other, path)) {
            bail!(
                "two outputs would go to {}; give each its own file",
                path.display()
            );
        }
    }
    Ok(())
}

fn is_same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Number of words, as counted in the speed: what stands between white space.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}
