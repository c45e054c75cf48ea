//! `sayso explain`: one article with its claims marked in place, and why each is one.

mod marks;
mod reasons;

use super::input::InputArgs;
use super::model::ModelArgs;
use super::output::{self, Output};
use super::{is_broken_pipe, signals};
use anstream::AutoStream;
use anyhow::{Context, Result, bail};
use clap::{Args, ColorChoice};
use sayso::claims::Nested;
use sayso::corpus::Article;
use sayso::pipeline::{Analysis, Workings, available_threads};
use sayso::report::MarkedArticle;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Show one article with its claims marked, and why each is one
///
/// Prints the text with every claim, source and cue marked where it stands and numbered, and
/// then for each claim who said it, which words say so and how likely each part is right, how the
/// speaker was found and through which mention, and how sure sayso is. Places count characters
/// from the start of the text.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso explain article.txt
      Show the claims of one article.
  sayso explain news.jsonl --article 1845 --color always | less -R
      Show those of the article with the id 1845, with colours in the pager.
  sayso explain article.txt --html article.html
      Write a page that shows the claims in their text, to be opened in a browser.")]
pub struct ExplainArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Id of the article to show, where the input holds several
    #[arg(long, value_name = "ID", help_heading = "Input")]
    article: Option<String>,

    /// Whether to print in colours; `auto` does on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    color: ColorChoice,

    /// Write the article to this HTML file instead, with the claims that `attribute` writes marked
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    html: Option<PathBuf>,

    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: ExplainArgs) -> Result<ExitCode> {
    if let Some(path) = &args.html {
        args.input.refuse_conflicts(&[path])?;
    }
    let article = args.find_article()?;
    let pipeline = args.model.pipeline(available_threads())?;
    let (analysis, workings) = pipeline.analyze_with_workings(article)?;
    if let Some(path) = &args.html {
        return write_html(&analysis, path);
    }
    let page = page(&analysis, &workings);
    let choice = match args.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    let mut out = AutoStream::new(io::stdout(), choice);
    match out.write_all(page.as_bytes()).and_then(|()| out.flush()) {
        // Whoever reads has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        done => {
            done.context("cannot write standard output")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn write_html(analysis: &Analysis, path: &Path) -> Result<ExitCode> {
    let all = &analysis.claims;
    let claims = all.iter().filter(|c| Nested::default().keeps(c, all));
    let page = MarkedArticle::new(&analysis.article, claims).page();
    signals::clean_up_when_interrupted(None);
    let mut output = Output::open(path)?;
    match output.write(page.as_bytes()) {
        // Whoever reads has enough.
        Err(error) if is_broken_pipe(&error) => return Ok(ExitCode::SUCCESS),
        written => written?,
    }
    output::commit([output])?;
    Ok(ExitCode::SUCCESS)
}

impl ExplainArgs {
    /// The article that is asked for, or the only one.
    fn find_article(&self) -> Result<Article> {
        let mut first: Option<Article> = None;
        let mut rejected = None;
        for record in self.input.open(Vec::new(), &[])? {
            let article = match record {
                Ok(article) => article,
                Err(fault) => {
                    rejected = rejected.or(Some(fault));
                    continue;
                }
            };
            match (&self.article, &first) {
                (Some(id), _) if article.id != *id => {}
                (Some(_), _) => return Ok(article),
                (None, None) => first = Some(article),
                (None, Some(first)) => bail!(
                    "the input holds several articles; name one with --article ID (the first \
                     two are {} and {})",
                    first.id,
                    article.id
                ),
            }
        }
        match (first, rejected, &self.article) {
            (Some(article), ..) => Ok(article),
            (None, Some(fault), None) => bail!("{}: {}", fault.file, fault.reason),
            (None, Some(fault), Some(id)) => bail!(
                "no article has the id {id}; some records could not be read, the first in {}: {}",
                fault.file,
                fault.reason
            ),
            (None, None, Some(id)) => bail!("no article has the id {id}"),
            (None, None, None) => bail!("the input holds no article"),
        }
    }
}

/// All that is printed, with colours.
fn page(analysis: &Analysis, workings: &Workings) -> String {
    let article = &analysis.article;
    let mut page = format!("{}\n", marks::HEADING.paint(&visible(&article.id)));
    if let Some(title) = &article.title {
        let _ = writeln!(page, "{}", visible(title));
    }
    let _ = writeln!(page, "{}\n", marks::legend());
    page += &marks::marked(&article.text, &analysis.claims);
    if !page.ends_with('\n') {
        page.push('\n');
    }
    for claim in &analysis.claims {
        page.push('\n');
        page += &reasons::of(analysis, workings, claim);
    }
    if analysis.claims.is_empty() {
        page += "\nNo claim was found in this article.\n";
    }
    page
}

/// Words as a terminal may show them: control characters, which could steer it, become
/// pictures of themselves.
fn visible(words: &str) -> String {
    words.chars().map(picture).collect()
}

fn picture(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        _ => character,
    }
}
