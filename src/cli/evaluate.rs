//! `sayso evaluate`: scores claims against a gold set.

use super::input::refuse_as_output;
use super::model::ModelArgs;
use super::named::named;
use super::output::{self, Output};
use super::signals;
use anyhow::Context;
use clap::Args;
use sayso::corpus;
use sayso::evaluate::align::{AnnotatorPolicy, align, annotator_pairs};
use sayso::evaluate::bootstrap::Resampling;
use sayso::evaluate::document::{Corpus, article_name, leave_out_nested};
use sayso::evaluate::metrics::calibration::{Correctness, calibration};
use sayso::evaluate::pair::Pair;
use sayso::evaluate::readers::{Columns, Format, Reading, read};
use sayso::evaluate::report::{Report, ReportFormat, comparison, machine, table};
use sayso::evaluate::{errors, given_spans, judgements, metrics, write_text};
use sayso::pipeline::available_threads;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Score claims against a gold set
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  sayso evaluate --gold data/gold --system claims.csv
  sayso evaluate --gold polnear/dev --system claims.jsonl --errors errors/
  sayso evaluate --gold polnear/dev --system citron/ --system-format citron
  sayso evaluate --gold polnear/dev --given-spans
  sayso evaluate --gold data/gold --system claims.csv --report report.html
  sayso evaluate --gold data/gold --compare old.csv new.csv
  sayso evaluate --gold polnear/train --gold polnear/dev --human-ceiling
  sayso evaluate --gold eng.testa --write-text articles/
  sayso evaluate --gold sheet.csv --articles articles/ --system claims.csv

docs/EVALUATION.md defines every measure and format.")]
pub struct EvaluateArgs {
    /// Folder or file with the gold annotation; may be given more than once
    #[arg(long, required = true, value_name = "PATH")]
    pub gold: Vec<PathBuf>,
    /// Format of the gold annotation
    #[arg(long, value_parser = named::<Format>(), default_value_t, value_name = "FORMAT")]
    pub gold_format: Format,
    /// Files and folders of the articles, where the gold annotation holds no texts or does not
    /// say whose they are
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub articles: Vec<PathBuf>,
    /// Column of a table filled in by hand that names the article
    #[arg(long, value_name = "NAME")]
    pub article_column: Option<String>,
    /// Column of such a table with the words that are claimed
    #[arg(long, value_name = "NAME")]
    pub quote_column: Option<String>,
    /// Column of such a table with the speaker's full name
    #[arg(long, value_name = "NAME")]
    pub speaker_column: Option<String>,
    /// Whether the system's claims inside claims are scored
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    pub nested: NestedPolicy,
    /// Output to score
    #[arg(long, value_name = "PATH")]
    pub system: Option<PathBuf>,
    /// Two outputs, to see whether they differ by more than chance
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "system")]
    pub compare: Option<Vec<PathBuf>>,
    /// Format of the output to score
    #[arg(long, value_parser = named::<Format>(), default_value_t, value_name = "FORMAT")]
    pub system_format: Format,
    /// What to do with articles that several people annotated
    #[arg(long, value_parser = named::<AnnotatorPolicy>(), default_value_t, value_name = "WHICH")]
    pub annotator: AnnotatorPolicy,
    /// Give sayso the gold claims themselves and score the speakers that it finds for them
    #[arg(long, conflicts_with_all = ["system", "compare", "human_ceiling"])]
    pub given_spans: bool,
    /// The model that `--given-spans` runs
    #[command(flatten)]
    model: ModelArgs,
    /// Score the annotators of the same articles against each other
    #[arg(long, conflicts_with_all = ["system", "compare"])]
    pub human_ceiling: bool,
    /// Only gold articles of this split, where the format marks splits (gum)
    #[arg(long, value_name = "NAME")]
    pub split: Option<String>,
    /// Form of the report
    #[arg(long, value_parser = named::<ReportFormat>(), default_value_t, value_name = "FORM")]
    pub format: ReportFormat,
    /// File for the report [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder to write the errors to, a file a kind
    #[arg(long, value_name = "DIR")]
    pub errors: Option<PathBuf>,
    /// Table to write, as CSV: for each of the system's claims the gold claim that it is paired with,
    /// and whether its speaker is right
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub judgements: Option<PathBuf>,
    /// Page to write for a browser, with the claims of both sides marked in the articles
    ///
    /// It is one file that needs no network, and contains the articles.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["compare", "write_text"])]
    pub report: Option<PathBuf>,
    /// How often articles are drawn again for the 95% intervals; 0 for none
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub bootstrap: usize,
    /// Seed of these draws
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Write the texts of the gold articles as .txt files, to run a system on, and stop
    #[arg(long, value_name = "DIR", conflicts_with_all = ["system", "compare", "human_ceiling"])]
    pub write_text: Option<PathBuf>,
}

/// Whether the system's claims inside claims are scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum NestedPolicy {
    /// Only if the gold set has such claims.
    #[default]
    Auto,
    /// Always.
    Score,
}

impl EvaluateArgs {
    /// Runs the command: the report goes to standard output, warnings to standard error.
    ///
    /// # Errors
    /// If a file cannot be read or written, or nothing is given to score.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        if let Some(path) = &self.report {
            let inputs: Vec<PathBuf> = self.gold.iter().chain(&self.system).cloned().collect();
            refuse_as_output(&inputs, path)?;
        }
        let gold = self.read_gold()?;
        if let Some(folder) = &self.write_text {
            let written = write_text::write(&gold, folder)?;
            eprintln!("{written} articles written to {}", folder.display());
            return Ok(ExitCode::SUCCESS);
        }
        let resampling = Resampling {
            samples: self.bootstrap,
            seed: self.seed,
        };
        let report = if let Some([a, b]) = self.compare.as_deref() {
            self.compare(&gold, a, b, resampling)?
        } else if self.human_ceiling {
            let pairs = annotator_pairs(&gold);
            anyhow::ensure!(!pairs.is_empty(), "no article here has several annotators");
            self.report(&pairs, resampling)?
        } else if self.given_spans {
            let model = self.model.load(available_threads())?;
            let system = given_spans::resolve(&gold, &model)?;
            self.report(&self.pairs(&gold, &system), resampling)?
        } else if let Some(path) = &self.system {
            let system = self.read_system(path, &gold)?;
            self.report(&self.pairs(&gold, &system), resampling)?
        } else {
            anyhow::bail!(
                "nothing to score: give --system, --compare, --given-spans, --human-ceiling or --write-text"
            );
        };
        match &self.output {
            Some(path) => std::fs::write(path, report)
                .with_context(|| format!("cannot write {}", path.display()))?,
            None => {
                use std::io::Write as _;
                // A reader that closes the pipe early has seen enough: no fault of the run.
                match std::io::stdout().write_all(report.as_bytes()) {
                    Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => return Err(e.into()),
                    _ => {}
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read_gold(&self) -> anyhow::Result<Corpus> {
        let mut gold = Corpus::new();
        let texts = self.texts()?;
        for path in &self.gold {
            let mut reading = Reading {
                texts: texts.clone(),
                columns: self.columns(),
                split: self.split.clone(),
                ..Reading::default()
            };
            let read = read(path, self.gold_format, &mut reading)
                .with_context(|| format!("cannot read the gold set {}", path.display()))?;
            warn(&reading.warnings);
            gold.extend(read);
        }
        anyhow::ensure!(!gold.is_empty(), "the gold set holds no article");
        Ok(gold)
    }

    /// The texts of the articles that were given, by name.
    fn texts(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let mut texts = BTreeMap::new();
        if self.articles.is_empty() {
            return Ok(texts);
        }
        let mut twice: Option<String> = None;
        for record in corpus::Corpus::open(&self.articles, corpus::CorpusOptions::default())? {
            match record {
                Ok(article) => {
                    let name = article_name(&article.id).to_owned();
                    match texts.entry(name) {
                        Entry::Occupied(entry) => {
                            twice.get_or_insert_with(|| entry.key().clone());
                        }
                        Entry::Vacant(entry) => drop(entry.insert(article.text)),
                    }
                }
                Err(rejected) => warn(&[format!(
                    "{} is left out: {}",
                    rejected.file, rejected.reason
                )]),
            }
        }
        if let Some(name) = twice {
            warn(&[format!(
                "several of the articles are called {name} without folder and extension; the \
                 first is taken"
            )]);
        }
        Ok(texts)
    }

    fn columns(&self) -> Columns {
        Columns {
            article: self.article_column.clone(),
            quote: self.quote_column.clone(),
            speaker: self.speaker_column.clone(),
        }
    }

    fn read_system(&self, path: &Path, gold: &Corpus) -> anyhow::Result<Corpus> {
        let mut reading = Reading {
            columns: self.columns(),
            ..Reading::with_texts_of(gold)
        };
        let mut system = read(path, self.system_format, &mut reading)
            .with_context(|| format!("cannot read the output {}", path.display()))?;
        warn(&reading.warnings);
        let left_out = match self.nested {
            NestedPolicy::Auto => leave_out_nested(gold, &mut system),
            NestedPolicy::Score => 0,
        };
        if left_out > 0 {
            warn(&[format!(
                "{left_out} claims inside claims are not scored: the gold set has none; to score \
                 them as well give --nested score"
            )]);
        }
        Ok(system)
    }

    fn pairs<'a>(&self, gold: &'a Corpus, system: &'a Corpus) -> Vec<Pair<'a>> {
        let mut warnings = Vec::new();
        let pairs = align(gold, system, self.annotator, &mut warnings);
        warn(&warnings);
        pairs
    }

    fn report(&self, pairs: &[Pair<'_>], resampling: Resampling) -> anyhow::Result<String> {
        if let Some(folder) = &self.errors {
            errors::write(pairs, folder)?;
        }
        if let Some(path) = &self.judgements {
            judgements::write(pairs, path)?;
        }
        let measured = [
            Correctness::Exact,
            Correctness::Overlap,
            Correctness::Speaker,
        ]
        .into_iter()
        .filter_map(|correctness| calibration(pairs, correctness))
        .collect();
        let report = Report::new(&metrics::score(pairs), measured, resampling);
        if let Some(path) = &self.report {
            write_page(path, pairs, &report)?;
        }
        Ok(match self.format {
            ReportFormat::Table => table::report(&report, table::Style::Terminal),
            ReportFormat::Markdown => table::report(&report, table::Style::Markdown),
            ReportFormat::Json => machine::json(&report)?,
            ReportFormat::Csv => machine::csv(&report)?,
        })
    }

    fn compare(
        &self,
        gold: &Corpus,
        a: &Path,
        b: &Path,
        resampling: Resampling,
    ) -> anyhow::Result<String> {
        anyhow::ensure!(
            resampling.samples > 0,
            "--compare needs --bootstrap above 0"
        );
        let (a, b) = (self.read_system(a, gold)?, self.read_system(b, gold)?);
        let scores = |system| metrics::score(&self.pairs(gold, system));
        let rows = comparison(&scores(&a), &scores(&b), resampling);
        Ok(match self.format {
            ReportFormat::Table => table::comparison(&rows, table::Style::Terminal),
            ReportFormat::Markdown => table::comparison(&rows, table::Style::Markdown),
            ReportFormat::Json => machine::json(&rows)?,
            ReportFormat::Csv => machine::comparison_csv(&rows)?,
        })
    }
}

fn write_page(path: &Path, pairs: &[Pair<'_>], report: &Report) -> anyhow::Result<()> {
    let page = sayso::report::Report::of_evaluation(pairs, report.measures.clone());
    let left_out = pairs.len() - page.articles.len();
    anyhow::ensure!(
        !page.articles.is_empty(),
        "--report shows claims in their articles, and none of these has a text"
    );
    if left_out > 0 {
        warn(&[format!(
            "{left_out} articles have no text and are not in {}",
            path.display()
        )]);
    }
    signals::clean_up_when_interrupted(None);
    let mut output = Output::open(path)?;
    let mut bytes = Vec::new();
    page.write(&mut bytes)?;
    output.write(&bytes)?;
    output::commit([output])
}

fn warn(warnings: &[String]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}
