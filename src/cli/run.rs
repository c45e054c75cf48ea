//! One run over a corpus: what all subcommands that read articles share.

use super::formats::{OutputForm, OutputFormat, TableFormat};
use super::input::InputArgs;
use super::meter::Metered;
use super::output::{self, Output};
use super::progress::{self, Counts, Progress};
use super::rejects::{self, Rejects};
use super::resume::{Identity, Resumable};
use super::settings::Settings;
use super::table::{Rows, TableForm};
use super::{is_broken_pipe, signals};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use sayso::claims::jsonl;
use sayso::claims::schema::{self, Column, Schema};
use sayso::corpus::{Article, Corpus, Rejected};
use sayso::pipeline::available_threads;
use sayso::timings::{self, Stage, time};
use serde::Serialize;
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

    /// Put an apostrophe before each cell of a CSV output that a spreadsheet would run as a
    /// formula (it begins with =, +, -, @, a tab or a line end)
    ///
    /// For tables that are opened in a spreadsheet and whose articles are not to be trusted.
    /// These cells are then no longer the words of the article.
    #[arg(long, help_heading = "Output")]
    spreadsheet_safe: bool,

    /// Number of threads; all cores if not given. The output does not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// Go on with an earlier run of the same command that was stopped, or begin one that can be
    /// gone on with
    ///
    /// Give it from the start. Whenever the run ends early, by a signal, a full disk or a crash
    /// of the machine, the same command goes on where it was, and the outputs are in the end
    /// those of a run that never stopped. Inputs and outputs must be files or folders, and
    /// inputs, options, model and program must stay the same; the number of threads need not.
    #[arg(long)]
    resume: bool,

    /// Say at the end, on standard error, which stages took how long, summed over threads
    #[arg(long)]
    timings: bool,

    /// Show no progress and no closing line of counts
    #[arg(long, short)]
    quiet: bool,
}

impl RunArgs {
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(available_threads, usize::from)
    }

    /// Whether nothing is said but errors.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// How rows of CSV are written.
    pub fn csv(&self) -> TableForm {
        TableForm::Csv {
            spreadsheet_safe: self.spreadsheet_safe,
        }
    }
}

/// What the work on one article gives.
pub struct Chunk {
    /// What is to be written to each output, in their order.
    pub rows_of: Vec<Rows>,
    pub text_bytes: usize,
    pub words: usize,
    pub rows: usize,
}

impl Chunk {
    pub fn new(article: &Article, rows_of: Vec<Rows>, rows: usize) -> Self {
        Self {
            rows_of,
            text_bytes: article.text.len(),
            words: count_words(&article.text),
            rows,
        }
    }

    /// A line of JSON.
    pub fn of_line(article: &Article, line: &impl Serialize) -> io::Result<Self> {
        let mut out = Vec::new();
        let written: io::Result<()> = jsonl::write_line(&mut out, line);
        written.map(|()| Self::new(article, vec![Rows::Bytes(out)], 1))
    }
}

/// A place to write to, and what is written there.
pub struct Target<'a> {
    path: &'a Path,
    form: Form,
    /// The columns, if it is a table.
    schema: Option<Schema>,
}

/// What an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Csv,
    /// An object an article.
    Jsonl,
    /// An object a claim, on its own line.
    Annotations,
    Parquet,
}

impl<'a> Target<'a> {
    /// A file of one table in one of several forms; its columns are followed by those of the fields
    /// that are kept.
    pub fn new(
        path: &'a Path,
        format: impl Into<TableFormat>,
        columns: &'static [Column],
        keep: &[String],
    ) -> Result<Self> {
        let form = match format.into() {
            TableFormat::Csv => Form::Csv,
            TableFormat::Jsonl => Form::Jsonl,
            TableFormat::Parquet => Form::Parquet,
        };
        let schema = (form != Form::Jsonl).then(|| Schema::new(columns, keep));
        let schema = schema.transpose();
        Ok(Self {
            path,
            form,
            schema: schema.map_err(|reason| anyhow!("--keep {reason}"))?,
        })
    }

    /// The same with further columns of text at the end, if it is a table.
    pub fn with(mut self, columns: &[String]) -> Result<Self> {
        if let Some(schema) = self.schema.take() {
            let schema = schema.with(columns);
            self.schema = Some(schema.map_err(|reason| anyhow!("--people {reason}"))?);
        }
        Ok(self)
    }

    /// A file of Web Annotations.
    pub fn annotations(path: &'a Path) -> Self {
        Self {
            path,
            form: Form::Annotations,
            schema: None,
        }
    }

    /// The schema of Parquet, if it is that.
    fn parquet(&self) -> Option<&Schema> {
        self.schema.as_ref().filter(|_| self.form == Form::Parquet)
    }

    /// What stands at its beginning.
    fn header(&self, csv: TableForm) -> io::Result<Rows> {
        match &self.schema {
            Some(schema) if self.form == Form::Csv => Rows::of(csv, |write| {
                write(schema.names().into_iter().map(schema::text).collect())
            }),
            _ => Ok(Rows::Bytes(Vec::new())),
        }
    }
}

/// An article's chunk, or why there is none.
pub type Answer = Result<io::Result<Chunk>, Rejected>;

/// Said of a run that can be resumed.
const GOES_ON: &str = "the run ended early; the same command goes on from where it was";

/// Said of another run that was to write files.
const STOPPED: &str = "the run was interrupted and wrote no file; one with --resume can go on";

/// What a command asks for.
pub struct Job<'a> {
    pub input: &'a InputArgs,
    /// Fields of the records to keep.
    pub keep: &'a [String],
    pub args: &'a RunArgs,
    /// All of what it asks for, as text.
    pub settings: &'a Settings,
    /// The folders of the models.
    pub models: Vec<PathBuf>,
    /// Where the results go; the first is the main one.
    pub targets: Vec<Target<'a>>,
    /// What a row of the main one is, in the singular.
    pub row: &'static str,
}

/// [`run`] for a command that prints a line of JSON an article.
pub fn print_lines(
    input: &InputArgs,
    args: &RunArgs,
    process: impl FnOnce(Metered, &mut dyn FnMut(Answer) -> Result<()>) -> Result<()>,
) -> Result<ExitCode> {
    let target = Target::new(Path::new("-"), OutputFormat::Jsonl, &[], &[])?;
    let job = Job {
        input,
        keep: &[],
        args,
        settings: &Settings::default(),
        models: Vec::new(),
        targets: vec![target],
        row: "article",
    };
    run(job, process)
}

/// Reads the inputs, writes what `process` makes of them to the targets, and says how it went.
///
/// `process` takes the records and a sink, and hands the sink a chunk an article.
pub fn run(
    mut job: Job,
    process: impl FnOnce(Metered, &mut dyn FnMut(Answer) -> Result<()>) -> Result<()>,
) -> Result<ExitCode> {
    let rejects = job.args.rejects.as_deref();
    let rejects_format = rejects
        .map(|path| OutputFormat::choose(None, path))
        .transpose()?;
    if let (Some(path), Some(format)) = (rejects, rejects_format) {
        job.targets
            .push(Target::new(path, format, &rejects::SCHEMA, &[])?);
    }
    let paths: Vec<&Path> = job.targets.iter().map(|target| target.path).collect();
    job.input.refuse_conflicts(&paths)?;
    let has_files = !paths.iter().all(|path| output::is_standard_output(path));
    let message = match job.args.resume {
        true => Some(GOES_ON),
        false => has_files.then_some(STOPPED),
    };
    signals::clean_up_when_interrupted(message.filter(|_| !job.args.quiet));
    if job.args.timings {
        timings::measure();
    }
    let exclude = paths.iter().copied().map(Path::to_owned).collect();
    let corpus = job.input.open(exclude, job.keep)?;
    let (outputs, resumable) = open(&job, &paths, &corpus)?;
    let before = resumable.as_ref().map(Resumable::state);
    let counts = before.map_or_else(Counts::default, |state| state.counts);
    let first_rejected = before.map_or_else(Vec::new, |state| state.rejected.clone());

    let total = corpus.total_bytes();
    let (mut records, meter) = Metered::new(corpus, job.keep);
    let terminal_is_taken = paths.iter().any(|path| output::writes_to_terminal(path));
    let quiet = job.args.quiet;
    let mut run = Run {
        csv: job.args.csv(),
        targets: job.targets,
        outputs,
        rejects: Rejects::new(rejects_format, first_rejected, counts.rejected),
        progress: Progress::new(counts, meter, total, job.row, quiet, terminal_is_taken),
        resumable,
    };
    let code = run.all(|sink| {
        records.pass_over(counts.records(), quiet)?;
        process(records, sink)
    });
    if job.args.timings {
        progress::show_timings();
    }
    match job.args.resume {
        true => code.context(GOES_ON),
        false => code,
    }
}

/// Opens the outputs; and what an earlier run has left of them, if it is to be resumed.
fn open(job: &Job, paths: &[&Path], corpus: &Corpus) -> Result<(Vec<Output>, Option<Resumable>)> {
    if job.args.resume {
        paths
            .iter()
            .try_for_each(|path| output::refuse_stream(path))?;
        let settings = job.settings.clone();
        let identity = Identity::new(settings, &job.models, paths, corpus.inventory()?)?;
        let targets: Vec<_> = job.targets.iter().map(|t| (t.path, t.parquet())).collect();
        let (resumable, outputs) = Resumable::open(identity, &targets)?;
        return Ok((outputs, Some(resumable)));
    }
    let outputs = job.targets.iter();
    let outputs = outputs.map(|target| Output::open_as(target.path, target.parquet()));
    Ok((outputs.collect::<Result<_>>()?, None))
}

/// A run under way.
struct Run<'a> {
    csv: TableForm,
    targets: Vec<Target<'a>>,
    /// One for each target.
    outputs: Vec<Output>,
    rejects: Rejects,
    progress: Progress,
    resumable: Option<Resumable>,
}

impl Run<'_> {
    /// From what stands at the beginning to the outputs in their places.
    fn all(
        &mut self,
        process: impl FnOnce(&mut dyn FnMut(Answer) -> Result<()>) -> Result<()>,
    ) -> Result<ExitCode> {
        if self.begin()? && !self.process(process)? {
            return Ok(ExitCode::SUCCESS);
        }
        self.end()
    }

    /// Writes what stands at the beginning, unless an earlier run has; whether anything is to
    /// be done beyond.
    fn begin(&mut self) -> Result<bool> {
        match &self.resumable {
            Some(resumable) if resumable.is_complete() => return Ok(false),
            Some(resumable) if !resumable.is_new() => return Ok(true),
            _ => {}
        }
        for (output, target) in self.outputs.iter_mut().zip(&self.targets) {
            output.write_rows(&target.header(self.csv)?)?;
        }
        self.save(false)?;
        Ok(true)
    }

    /// Writes what comes; false if whoever reads has enough before the end.
    fn process(
        &mut self,
        process: impl FnOnce(&mut dyn FnMut(Answer) -> Result<()>) -> Result<()>,
    ) -> Result<bool> {
        let done = process(&mut |answer| time(Stage::Output, || self.take(answer)));
        self.progress.clear();
        match done {
            Err(error) if is_broken_pipe(&error) => {
                if self.outputs.iter().all(Output::is_stream) {
                    return Ok(false);
                }
                Err(error.context("the run ended before its other outputs were complete"))
            }
            done => done.map(|()| true),
        }
    }

    fn take(&mut self, answer: Answer) -> Result<()> {
        match answer {
            Ok(chunk) => {
                let chunk = chunk?;
                for (output, rows) in self.outputs.iter_mut().zip(&chunk.rows_of) {
                    output.write_rows(rows)?;
                }
                let Chunk {
                    text_bytes,
                    words,
                    rows,
                    ..
                } = chunk;
                self.progress.add_article(text_bytes, words, rows);
            }
            Err(rejected) => {
                let line = Rejects::line_of(&rejected)?;
                // Theirs is the last output, if there is one, and tells more: it comes first.
                let row = self.rejects.add(rejected, self.csv)?;
                if let (Some(row), Some(output)) = (row, self.outputs.last_mut()) {
                    output.write_rows(&row)?;
                }
                if self.has_line_a_record() {
                    self.outputs[0].write(&line)?;
                }
                self.progress.add_rejected();
            }
        }
        if self.resumable.as_ref().is_some_and(Resumable::is_due) {
            self.save(false)?;
        }
        Ok(())
    }

    /// Whether the main output has a line for each record: whoever reads it in a pipe may wait
    /// for the one of the record just given.
    fn has_line_a_record(&self) -> bool {
        matches!(self.targets[0].form, Form::Jsonl) && self.outputs[0].is_stream()
    }

    /// Writes down how far the run has come, if it can be resumed.
    fn save(&mut self, complete: bool) -> Result<()> {
        let (counts, rejected) = (self.progress.counts(), self.rejects.first());
        match &mut self.resumable {
            Some(resumable) => resumable.save(&mut self.outputs, counts, rejected, complete),
            None => Ok(()),
        }
    }

    /// Puts the outputs in their places and says how it went.
    fn end(&mut self) -> Result<ExitCode> {
        self.save(true)?;
        // The main output last: where it is new, so are the others.
        output::commit(self.outputs.drain(..).rev())?;
        if let Some(resumable) = self.resumable.take() {
            resumable.finish()?;
        }
        self.rejects.summarize();
        self.progress.summarize();
        Ok(ExitCode::from(u8::from(self.rejects.count() > 0)))
    }
}

/// Number of words, as counted in the speed: what stands between white space.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}
