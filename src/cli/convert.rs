//! `sayso convert`: claims that were written before, in the forms of annotation tools.

mod folder;

use super::complain;
use super::input::{ReadingArgs, refuse_as_output};
use super::numbers::number_of;
use super::output::{self, Output};
use super::signals;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use folder::PendingFolder;
use sayso::claims::{Claim, StoredClaims, brat, web_annotation};
use sayso::corpus::Article;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write claims for annotation tools: brat, Web Annotation
///
/// Reads claims that `sayso attribute --format jsonl` wrote and the articles that they came
/// from, in the same order. What was corrected in brat is read by `sayso evaluate`.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso attribute articles/ -o claims.jsonl
  sayso convert claims.jsonl --articles articles/ --to brat -o to-correct/
      Write each article as .txt with its claims as .ann, to open in brat.
  sayso evaluate --gold to-correct/ --system claims.jsonl
      Score the claims against what was corrected.
  sayso convert claims.jsonl --articles articles/ --to web-annotation -o claims.jsonld
      Write a W3C Web Annotation a line.")]
pub struct ConvertArgs {
    /// Claims that `sayso attribute` wrote, as JSON lines; `-` for standard input
    #[arg(value_name = "CLAIMS", required = true)]
    claims: PathBuf,

    /// Files and folders of the articles that were attributed
    #[arg(long, value_name = "PATH", num_args = 1.., required = true, help_heading = "Input")]
    articles: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// What to write
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        required = true,
        help_heading = "Output"
    )]
    to: Target,

    /// For brat a folder that is new or empty, otherwise a file or standard output; it appears
    /// only when it is complete
    #[arg(
        short,
        long,
        value_name = "PATH",
        default_value = "-",
        hide_default_value = true,
        help_heading = "Output"
    )]
    output: PathBuf,

    /// Show no closing line of counts
    #[arg(long, short, help_heading = "Run")]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// brat stand-off annotation: a folder with a .txt and an .ann file an article
    Brat,
    /// W3C Web Annotation: a JSON-LD object a claim, each on its own line
    WebAnnotation,
}

pub fn run(args: ConvertArgs) -> Result<ExitCode> {
    let mut inputs = args.articles.clone();
    inputs.push(args.claims.clone());
    refuse_as_output(&inputs, &args.output)?;
    if args.claims == Path::new("-") && args.articles.contains(&args.claims) {
        bail!("claims and articles cannot both come from standard input; name a file for one");
    }
    signals::clean_up_when_interrupted(None);
    let counts = match args.to {
        Target::Brat => to_brat(&args)?,
        Target::WebAnnotation => to_web_annotation(&args)?,
    };
    if !args.quiet {
        complain(format_args!(
            "{}, {}",
            number_of(counts.articles, "article"),
            number_of(counts.claims, "claim")
        ));
    }
    if counts.rejected > 0 {
        complain(format_args!(
            "{} rejected, as before",
            number_of(counts.rejected, "record")
        ));
    }
    Ok(ExitCode::from(u8::from(counts.rejected > 0)))
}

#[derive(Default)]
struct Counts {
    articles: u64,
    claims: u64,
    rejected: u64,
}

fn to_brat(args: &ConvertArgs) -> Result<Counts> {
    let folder = PendingFolder::create(&args.output)?;
    folder.write("annotation.conf", brat::CONFIGURATION.as_bytes())?;
    let mut names = brat::FileNames::default();
    let mut table = format!("{}\n", brat::ARTICLES_COLUMNS);
    let counts = each(args, |article, claims| {
        let name = names.name(&article.id);
        table += &brat::article_row(&name, &article.id);
        let (mut annotation, mut speakers) = (Vec::new(), Vec::new());
        brat::write_annotation(&mut annotation, article, claims)?;
        brat::write_speakers(&mut speakers, &name, claims)?;
        folder.write(&format!("{name}.txt"), article.text.as_bytes())?;
        folder.write(&format!("{name}.ann"), &annotation)?;
        folder.write(&format!("{name}.speakers.tsv"), &speakers)
    })?;
    folder.write(brat::ARTICLES_TABLE, table.as_bytes())?;
    folder.commit()?;
    Ok(counts)
}

fn to_web_annotation(args: &ConvertArgs) -> Result<Counts> {
    let mut output = Output::open(&args.output)?;
    let done = each(args, |article, claims| {
        let mut lines = Vec::new();
        web_annotation::write_claims(&mut lines, article, claims)?;
        output.write(&lines)
    });
    match done {
        // Whoever reads has enough.
        Err(error) if super::is_broken_pipe(&error) && output.is_stream() => Ok(Counts::default()),
        Err(error) => Err(error),
        Ok(counts) => {
            output::commit([output])?;
            Ok(counts)
        }
    }
}

/// Hands on each article with its claims. Articles of which the claims say nothing are passed
/// over; claims whose article is not there are a fault.
fn each(
    args: &ConvertArgs,
    mut hand_on: impl FnMut(&Article, &[Claim]) -> Result<()>,
) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut lines = Lines::open(&args.claims)?;
    let mut next = lines.next()?;
    let outputs = vec![args.output.clone(), args.claims.clone()];
    for record in args.reading.open(&args.articles, outputs, &[])? {
        let Ok(article) = record else {
            counts.rejected += 1;
            continue;
        };
        let Some(stored) = next.take_if(|stored| stored.article_id == article.id) else {
            continue;
        };
        let claims = stored.within(&article.text).map_err(|reason| {
            anyhow::anyhow!(
                "the claims do not fit article {}: {reason}; give the articles that they came from",
                article.id
            )
        })?;
        hand_on(&article, &claims)?;
        counts.articles += 1;
        counts.claims += claims.len() as u64;
        next = lines.next()?;
    }
    if let Some(stored) = next {
        bail!(
            "{} holds claims of article {}, which is not among the articles, or not in the same \
             order",
            args.claims.display(),
            stored.article_id
        );
    }
    Ok(counts)
}

/// The lines of a file of claims.
struct Lines {
    reader: Box<dyn BufRead>,
    path: PathBuf,
    number: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        let reader: Box<dyn BufRead> = if path == Path::new("-") {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let file = File::open(path);
            let file = file.with_context(|| format!("cannot read {}", path.display()))?;
            Box::new(BufReader::new(file))
        };
        Ok(Self {
            reader,
            path: path.to_owned(),
            number: 0,
        })
    }

    fn next(&mut self) -> Result<Option<StoredClaims>> {
        let mut line = String::new();
        loop {
            line.clear();
            self.number += 1;
            let read = self.reader.read_line(&mut line);
            let read = read.with_context(|| self.place())?;
            if read == 0 {
                return Ok(None);
            }
            if line.trim().is_empty() {
                continue;
            }
            let stored = StoredClaims::parse(&line).map_err(anyhow::Error::msg);
            if let Some(stored) = stored.with_context(|| self.place())? {
                return Ok(Some(stored));
            }
        }
    }

    fn place(&self) -> String {
        format!("cannot read {}, line {}", self.path.display(), self.number)
    }
}
