//! `sayso serve`: the program's answers over HTTP.
//!
//! ```text
//! connections ─(listen)─▶ routes ─(app)─▶ body ─▶ article, lines ─▶ workers ─▶ pipeline
//! ```
//!
//! One thread speaks HTTP; articles are read and worked on by the threads of [`workers`] alone.
//! What may be waiting is bounded throughout: connections, places for requests, bytes of a body,
//! records of a body that are ahead of their answers. It fetches nothing.

mod app;
mod article;
mod asked;
mod body;
#[cfg(test)]
mod fuzzed;
mod limits;
mod lines;
mod listen;
mod media;
mod metrics;
mod openapi;
mod page;
mod paths;
mod problem;
mod router;
mod workers;

use super::filter::FilterArgs;
use super::input::{FieldArgs, on_or_off};
use super::model::ModelArgs;
use anyhow::{Context, Result};
use app::App;
use article::Reader;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use limits::LimitArgs;
use sayso::pipeline::available_threads;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

/// Answer over HTTP: who claimed what in the articles that are sent
///
/// `POST /v1/attribute` takes one article, or JSON lines, and gives what `attribute --format jsonl`
/// writes of them. At `/` is a page to try it on an article. It listens on this machine alone unless
/// told otherwise, keeps nothing and fetches nothing. An interrupt, or a request to end, lets what
/// has begun come to its end.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso serve
      Listen on http://127.0.0.1:8765, where a page reads an article.
  curl --data-binary @article.txt -H 'Content-Type: text/plain' localhost:8765/v1/attribute
      Ask for the claims of one article.
  sayso serve --port 0 --model accurate --min-confidence 0.5
      Listen on a free port, which is printed, and give only claims that are likely right.")]
pub struct ServeArgs {
    /// Address to listen on; any but the default lets others ask
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        help_heading = "Server"
    )]
    host: String,

    /// Port to listen on; 0 takes a free one and prints it
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 8765,
        help_heading = "Server"
    )]
    port: u16,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    fields: FieldArgs,

    /// Reject articles that are certainly not in English
    #[arg(long, value_name = "ON|OFF", value_parser = on_or_off, num_args = 0..=1,
        default_missing_value = "on", require_equals = true, help_heading = "Input")]
    language_filter: Option<bool>,

    /// Keep these fields of the records, separated by commas, in an object `kept`
    #[arg(
        long,
        value_name = "FIELDS",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new(),
        help_heading = "Output"
    )]
    keep: Vec<String>,

    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    model: ModelArgs,

    /// Number of threads that work on articles; all cores if not given
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<NonZeroUsize>,
}

pub fn run(args: ServeArgs) -> Result<ExitCode> {
    let threads = args.threads.map_or_else(available_threads, usize::from);
    // A port that is taken is told at once, before the model is read.
    let (host, port) = (args.host, args.port);
    let listener = std::net::TcpListener::bind((host.as_str(), port))
        .with_context(|| format!("cannot listen on {host}, port {port}"))?;
    let address = listener.local_addr()?;
    let mut options = args.fields.options(&args.keep);
    options.language_filter = args.language_filter;
    let pipeline = args.model.pipeline(threads)?;
    let reader = Reader {
        options,
        filter: args.filter.filter(),
        pipeline: pipeline.min_speaker_confidence(args.filter.min_speaker_confidence),
    };
    let model = args.model.name();
    let app = App::new(reader, args.limits.limits(), threads, model)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot speak HTTP")?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let stop = listen::Stop::new()?;
        let mut out = io::stdout();
        // Nobody has to read it.
        let _ = writeln!(out, "Listening on http://{address}").and_then(|()| out.flush());
        listen::serve(listener, app, stop).await;
        Ok(ExitCode::SUCCESS)
    })
}
