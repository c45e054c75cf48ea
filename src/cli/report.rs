//! `sayso report`: from claims and their articles to one HTML file to read.

use super::formats::{OutputForm, OutputFormat};
use super::input::{ReadingArgs, refuse_conflicts};
use super::is_broken_pipe;
use super::meter::Metered;
use super::output::{self, Output};
use super::progress::{Counts, Progress};
use super::rejects::{self, Rejects};
use super::run::count_words;
use super::signals;
use super::table::{Rows, TableForm};
use anyhow::{Context, Result, ensure};
use clap::Args;
use sayso::claims::schema::text;
use sayso::corpus::Rejected;
use sayso::report::{ClaimTable, Matching};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write a report to read in a browser: who is quoted, and every claim in its article
///
/// The report is one HTML file that needs no network and can be kept or sent on as it is. It
/// contains the articles: whoever has the file has their text.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso attribute articles/ -o claims.csv
  sayso report claims.csv --articles articles/ -o report.html
      Read the articles once more, as they were attributed, and write a report of them.
  sayso report claims.csv --articles news.jsonl.gz --text-field body -o report.html
      Give the same options as to `sayso attribute`.")]
pub struct ReportArgs {
    /// Claims that `sayso attribute` wrote, as CSV, JSON lines or Parquet; `-` for standard input
    #[arg(value_name = "CLAIMS")]
    claims: PathBuf,

    /// Files and folders of the articles that were attributed
    #[arg(long, value_name = "PATH", num_args = 1.., required = true, help_heading = "Input")]
    articles: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Write the report to this file, which appears only when it is complete; `-` for standard
    /// output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Heading of the report
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    title: Option<String>,

    /// Write the records that could not be read, each with its reason, to this file
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    rejects: Option<PathBuf>,

    /// Show no progress and no closing line of counts
    #[arg(long, short, help_heading = "Run")]
    quiet: bool,
}

pub fn run(args: ReportArgs) -> Result<ExitCode> {
    args.refuse_conflicts()?;
    signals::clean_up_when_interrupted(None);
    let matching = Matching::new(read_claims(&args.claims)?);
    let mut exclude = vec![args.output.clone(), args.claims.clone()];
    exclude.extend(args.rejects.clone());
    let corpus = args.reading.open(&args.articles, exclude, &[])?;
    let mut output = Output::open(&args.output)?;
    let (mut rejects, mut rejected_output) = open_rejects(args.rejects.as_deref())?;

    let total = corpus.total_bytes();
    let (records, meter) = Metered::new(corpus, &[]);
    let terminal_is_taken = output::writes_to_terminal(&args.output);
    let before = Counts::default();
    let mut progress = Progress::new(before, meter, total, "claim", args.quiet, terminal_is_taken);
    let mut reject = |rejected| match (rejects.add(rejected, CSV)?, &mut rejected_output) {
        (Some(row), Some(output)) => output.write_rows(&row),
        _ => Ok(()),
    };
    let read = read_articles(records, matching, &mut reject, &mut progress);
    progress.clear();
    let report = read.and_then(|matching| Ok(matching.finish(args.title)?));
    if report.is_err() {
        // An article that is missed may be one of these.
        rejects.summarize();
    }

    let mut page = Vec::new();
    report?.write(&mut page)?;
    match output.write(&page) {
        // Whoever reads has enough.
        Err(error) if is_broken_pipe(&error) => return Ok(ExitCode::SUCCESS),
        written => written?,
    }
    output::commit(rejected_output.into_iter().chain([output]))?;
    rejects.summarize();
    progress.summarize_page(&args.output);
    Ok(ExitCode::from(u8::from(rejects.count() > 0)))
}

impl ReportArgs {
    fn refuse_conflicts(&self) -> Result<()> {
        let stream = Path::new("-");
        ensure!(
            self.claims != stream || self.articles.iter().all(|path| path != stream),
            "claims and articles cannot both come from standard input; name a file for one"
        );
        let mut inputs = self.articles.clone();
        inputs.push(self.claims.clone());
        let mut outputs = vec![self.output.as_path()];
        outputs.extend(self.rejects.as_deref());
        refuse_conflicts(&inputs, &outputs)
    }
}

fn read_claims(path: &Path) -> Result<ClaimTable> {
    if path == Path::new("-") {
        return Ok(ClaimTable::read(io::stdin().lock(), path)?);
    }
    let cannot_read = || format!("cannot read the claims in {}", path.display());
    let file = File::open(path).with_context(cannot_read)?;
    Ok(ClaimTable::read_file(file, path)?)
}

/// The form of the table of what was rejected.
const CSV: TableForm = TableForm::Csv {
    spreadsheet_safe: false,
};

/// What collects the rejected records, and the output for them if there is one.
fn open_rejects(path: Option<&Path>) -> Result<(Rejects, Option<Output>)> {
    let format = path
        .map(|path| OutputFormat::choose(None, path))
        .transpose()?;
    let mut output = path.map(Output::open).transpose()?;
    if let (Some(output), Some(OutputFormat::Csv)) = (&mut output, format) {
        let names = rejects::SCHEMA.iter().map(|(name, _)| text(*name));
        output.write_rows(&Rows::of(CSV, |write| write(names.collect()))?)?;
    }
    Ok((Rejects::new(format, Vec::new(), 0), output))
}

fn read_articles(
    records: Metered,
    mut matching: Matching,
    reject: &mut impl FnMut(Rejected) -> Result<()>,
    progress: &mut Progress,
) -> Result<Matching> {
    for record in records {
        match record {
            Ok(article) => {
                let (bytes, words) = (article.text.len(), count_words(&article.text));
                let claims = matching.add(article)?;
                progress.add_article(bytes, words, claims);
            }
            Err(rejected) => {
                reject(rejected)?;
                progress.add_rejected();
            }
        }
    }
    Ok(matching)
}
