//! `sayso attribute`: from articles to a table of who claimed what.

use super::entities::{self, render_entities};
use super::filter::FilterArgs;
use super::formats::{ClaimsFormat, OutputArgs, OutputForm, TableFormat};
use super::input::InputArgs;
use super::model::ModelArgs;
use super::people::Matched;
use super::run::{self, Chunk, Job, RunArgs, Target};
use super::settings::Settings;
use super::table::{Rows, TableForm};
use anyhow::Result;
use clap::Args;
use sayso::claims::schema::{self, CLAIM_SCHEMA, SPEAKER_SCHEMA};
use sayso::claims::{Claim, jsonl, speakers, web_annotation};
use sayso::pipeline::Analysis;
use sayso::speakers::SpeakerIds;
use sayso::timings::{Stage, time};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write a table of who claimed what
///
/// One row a claim: its words, its source as written, the person or body behind the source,
/// the words that attribute it, where each stands in the article, and how sure sayso is.
#[derive(Args)]
#[command(after_help = "Examples:
  sayso attribute articles/ -o claims.csv
      Read all articles in a folder and write a table of their claims.
  sayso attribute news.jsonl.gz --text-field body -o claims.jsonl --rejects bad.csv
      Read one article a line, with the text in the field `body`; write one JSON object
      an article; keep apart what could not be read.
  cat page.html | sayso attribute - --input-format html | head
      Read one page from a pipe.")]
pub struct AttributeArgs {
    #[command(flatten)]
    pub settings: Settings,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    output: OutputArgs<ClaimsFormat>,

    /// Write the names found (people, organizations, places) to this file: CSV, or JSON lines
    /// or Parquet for a name ending in .jsonl or .parquet
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    entities: Option<PathBuf>,

    /// Write the speakers of each article to this file, with every place where the text refers
    /// to them: CSV, or JSON lines or Parquet for a name ending in .jsonl or .parquet
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    speakers: Option<PathBuf>,

    /// In the file of `--speakers`, give the same id to who has the same full name in several
    /// articles, unless their descriptions or pronouns tell of two people
    ///
    /// Two people of one name whom their articles describe alike, or not at all, share an id;
    /// short forms and other spellings of a name are other names. Ids depend on the order of the
    /// articles.
    #[arg(
        long,
        help_heading = "Output",
        requires = "speakers",
        conflicts_with = "resume"
    )]
    merge_speakers: bool,

    /// Table of those whom you know (CSV or Parquet): columns `id` and `name`, any `alias…` with further
    /// names, and others
    ///
    /// Each named speaker who is one of them gets the columns `person_id`, `person_name` and the
    /// table's others, each with `person_` before it. Who matches two of them equally well is
    /// neither, which is counted at the end.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        conflicts_with = "resume"
    )]
    people: Option<PathBuf>,

    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    run: RunArgs,
}

pub fn run(args: AttributeArgs) -> Result<ExitCode> {
    let format = args.output.format()?;
    let format_of =
        |path: &Option<PathBuf>| path.as_deref().map(|path| TableFormat::choose(None, path));
    let entities_format = format_of(&args.entities).transpose()?;
    let speakers_format = format_of(&args.speakers).transpose()?;

    let keep = &args.output.keep;
    let people = args
        .people
        .as_deref()
        .map(|path| Matched::read(path, format))
        .transpose()?;
    let columns = people.as_ref().map_or(&[][..], Matched::columns);
    let mut targets = vec![claims_target(&args.output.output, format, keep)?.with(columns)?];
    if let (Some(path), Some(format)) = (&args.entities, entities_format) {
        targets.push(entities::target(path, format, keep)?);
    }
    if let (Some(path), Some(format)) = (&args.speakers, speakers_format) {
        targets.push(Target::new(path, format, &SPEAKER_SCHEMA, keep)?.with(columns)?);
    }
    let pipeline = args.model.pipeline(args.run.threads())?;
    let pipeline = pipeline.min_speaker_confidence(args.filter.min_speaker_confidence);
    let filter = args.filter.filter();
    let csv = args.run.csv();
    let render = |analysis: Analysis| -> io::Result<Chunk> {
        let claims = filter.keep(&analysis.claims);
        let people = people.as_ref();
        let mut rows_of = vec![render_claims(&analysis, &claims, format, csv, people)?];
        if let Some(format) = entities_format {
            rows_of.push(render_entities(&analysis, format, csv)?);
        }
        if let Some(format) = speakers_format {
            rows_of.push(render_speakers(&analysis, format, csv, people)?);
        }
        Ok(Chunk::new(&analysis.article, rows_of, claims.len()))
    };
    let job = Job {
        input: &args.input,
        keep,
        args: &args.run,
        settings: &args.settings,
        models: args.model.folders()?,
        targets,
        row: "claim",
    };
    if args.merge_speakers {
        // An id depends on the articles before: rows are made in the order of the input.
        let mut ids = SpeakerIds::default();
        let done = run::run(job, |records, sink| {
            pipeline.run(records, |analysis| {
                sink(analysis.map(|mut analysis| {
                    ids.assign(&analysis.article.text, &mut analysis.speakers);
                    render(analysis)
                }))
            })
        });
        return told(done, people.as_ref(), args.run.quiet());
    }
    let done = run::run(job, |records, sink| {
        pipeline.run_with(records, |a| time(Stage::Output, || render(a)), sink)
    });
    told(done, people.as_ref(), args.run.quiet())
}

/// Says at the end of a run how many of the speakers the user's table knows.
fn told(done: Result<ExitCode>, people: Option<&Matched>, quiet: bool) -> Result<ExitCode> {
    if let (Ok(_), Some(people), false) = (&done, people, quiet) {
        people.tell();
    }
    done
}

/// A file of claims.
fn claims_target<'p>(path: &'p Path, format: ClaimsFormat, keep: &[String]) -> Result<Target<'p>> {
    let table = match format {
        ClaimsFormat::Csv => TableFormat::Csv,
        ClaimsFormat::Jsonl => TableFormat::Jsonl,
        ClaimsFormat::Parquet => TableFormat::Parquet,
        ClaimsFormat::WebAnnotation => return Ok(Target::annotations(path)),
    };
    Target::new(path, table, &CLAIM_SCHEMA, keep)
}

fn render_claims(
    analysis: &Analysis,
    claims: &[&Claim],
    format: ClaimsFormat,
    csv: TableForm,
    people: Option<&Matched>,
) -> io::Result<Rows> {
    let (mut out, article) = (Vec::new(), &analysis.article);
    let claims = claims.iter().copied();
    let form = match format {
        ClaimsFormat::Csv => csv,
        ClaimsFormat::Parquet => TableForm::Parquet,
        ClaimsFormat::Jsonl => {
            let (offsets, entities) = (&analysis.offsets(), &analysis.entities);
            match people {
                Some(matched) => {
                    claims.clone().for_each(|claim| matched.count(claim));
                    let people = &matched.people;
                    jsonl::write_claims_with_people(
                        &mut out, article, offsets, claims, entities, people,
                    )?;
                }
                None => jsonl::write_claims(&mut out, article, offsets, claims, entities)?,
            }
            return Ok(Rows::Bytes(out));
        }
        ClaimsFormat::WebAnnotation => {
            web_annotation::write_claims(&mut out, article, claims)?;
            return Ok(Rows::Bytes(out));
        }
    };
    Rows::of(form, |each| match people {
        None => schema::claims(article, claims, each),
        Some(people) => {
            claims.clone().for_each(|claim| people.count(claim));
            schema::claims(article, claims, |row| {
                each(schema::with_person(row, &CLAIM_SCHEMA, &people.people))
            })
        }
    })
}

fn render_speakers(
    analysis: &Analysis,
    format: TableFormat,
    csv: TableForm,
    people: Option<&Matched>,
) -> io::Result<Rows> {
    let (article, speakers) = (&analysis.article, &analysis.speakers);
    let offsets = &analysis.offsets();
    Rows::of_table(
        format,
        csv,
        |each| match people {
            None => schema::speakers(article, offsets, speakers, each),
            Some(people) => schema::speakers(article, offsets, speakers, |row| {
                each(schema::with_person(row, &SPEAKER_SCHEMA, &people.people))
            }),
        },
        |line| speakers::write_jsonl(line, article, offsets, speakers),
    )
}
