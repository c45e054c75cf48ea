//! Options for what to read.

use super::named::named;
use anyhow::{Result, bail};
use clap::Args;
use encoding_rs::Encoding;
use sayso::corpus::{Corpus, CorpusOptions, Fields, Format, TextFormat};
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[derive(Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files or folders of articles; `-` for standard input, which needs `--input-format`
    ///
    /// Folders are read with all that is below them. The form of a file is found from its name:
    /// .txt, .md, .html, .eml, .mhtml (one article a file), .json, .jsonl, .csv, .parquet (one
    /// article a record), .xml (feeds, NITF, NewsML-G2, TEI), .sgml, .warc, .zip (files of all of
    /// these), each also with .gz or .zst. Text exports of Nexis are known by their first lines.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,
}

/// How the inputs are to be read.
#[derive(Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArgs {
    /// Form of the input, whatever the files' names say
    #[arg(long, value_name = "FORMAT", value_parser = named::<Format>())]
    input_format: Option<Format>,

    #[command(flatten)]
    fields: FieldArgs,

    /// Encoding of the input, by its name in the Encoding Standard (windows-1252, macintosh,
    /// utf-16le); `auto` takes UTF-8 where it is that, else what a detector says
    #[arg(
        long,
        value_name = "NAME",
        default_value = "auto",
        hide_default_value = true
    )]
    encoding: GivenEncoding,

    /// Reject articles that are certainly not in English: `on`, `off`, or, if not given, in web
    /// archives only
    #[arg(long, value_name = "ON|OFF", value_parser = on_or_off, num_args = 0..=1,
        default_missing_value = "on", require_equals = true)]
    language_filter: Option<bool>,

    /// Reject articles longer than this many bytes; memory grows with the longest
    #[arg(long, value_name = "BYTES", default_value_t = CorpusOptions::default().max_article_bytes)]
    max_article_bytes: usize,
}

/// What of a record holds what.
#[derive(Args)]
#[command(next_help_heading = "Input")]
pub struct FieldArgs {
    /// Field of a record that holds the article's text; `fields.body` is `body` of the object in
    /// `fields`
    #[arg(long, value_name = "NAME")]
    text_field: Option<String>,

    /// Field that holds the article's id
    #[arg(long, value_name = "NAME")]
    id_field: Option<String>,

    /// Field that holds the headline
    #[arg(long, value_name = "NAME")]
    title_field: Option<String>,

    /// Field that holds the date
    #[arg(long, value_name = "NAME")]
    date_field: Option<String>,

    /// Field that holds the page's address
    #[arg(long, value_name = "NAME")]
    url_field: Option<String>,

    /// Field that holds the outlet's name
    #[arg(long, value_name = "NAME")]
    outlet_field: Option<String>,

    /// Field that holds the name of who wrote the article
    #[arg(long, value_name = "NAME")]
    author_field: Option<String>,

    /// What the text field of a record holds; if not given, HTML and entities are known by
    /// looking
    #[arg(
        long,
        value_parser = named::<TextFormat>(),
        value_name = "FORMAT",
        default_value_t,
        hide_default_value = true
    )]
    text_format: TextFormat,
}

impl FieldArgs {
    /// Of each record the fields `keep` are kept.
    pub fn options(&self, keep: &[String]) -> CorpusOptions {
        let field = |given: &Option<String>, usual: Vec<String>| match given {
            Some(name) => vec![name.clone()],
            None => usual,
        };
        let usual = Fields::default();
        CorpusOptions {
            fields: Fields {
                text: field(&self.text_field, usual.text),
                id: field(&self.id_field, usual.id),
                title: field(&self.title_field, usual.title),
                date: field(&self.date_field, usual.date),
                url: field(&self.url_field, usual.url),
                outlet: field(&self.outlet_field, usual.outlet),
                author: field(&self.author_field, usual.author),
                keep: keep.to_vec(),
            },
            text_format: self.text_format,
            ..CorpusOptions::default()
        }
    }
}

impl InputArgs {
    /// Opens the inputs; what a folder holds of `outputs` is passed over.
    /// Of each record the fields `keep` are kept.
    pub fn open(&self, outputs: Vec<PathBuf>, keep: &[String]) -> Result<Corpus> {
        self.reading.open(&self.inputs, outputs, keep)
    }

    /// Refuses outputs that would overwrite a file that is being read, or each other.
    pub fn refuse_conflicts(&self, outputs: &[&Path]) -> Result<()> {
        refuse_conflicts(&self.inputs, outputs)
    }
}

impl ReadingArgs {
    /// Opens `inputs`; what a folder holds of `exclude` is passed over.
    /// Of each record the fields `keep` are kept.
    pub fn open(
        &self,
        inputs: &[PathBuf],
        exclude: Vec<PathBuf>,
        keep: &[String],
    ) -> Result<Corpus> {
        let options = CorpusOptions {
            format: self.input_format,
            encoding: self.encoding.0,
            language_filter: self.language_filter,
            max_article_bytes: self.max_article_bytes,
            exclude,
            ..self.fields.options(keep)
        };
        Ok(Corpus::open(inputs, options)?)
    }
}

pub fn on_or_off(value: &str) -> Result<bool, String> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("give on or off".into()),
    }
}

/// An encoding that the user names, or none.
#[derive(Clone, Copy)]
struct GivenEncoding(Option<&'static Encoding>);

impl FromStr for GivenEncoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if name.eq_ignore_ascii_case("auto") {
            return Ok(Self(None));
        }
        match Encoding::for_label(name.as_bytes()) {
            Some(encoding) => Ok(Self(Some(encoding))),
            None => Err(
                "no such encoding in the Encoding Standard; give auto, utf-8, \
                         windows-1252, macintosh or another of its names"
                    .into(),
            ),
        }
    }
}

/// Refuses to write over one of `inputs`.
pub fn refuse_as_output(inputs: &[PathBuf], output: &Path) -> Result<()> {
    let Ok(output) = output.canonicalize() else {
        return Ok(()); // It does not exist.
    };
    for input in inputs {
        if input
            .canonicalize()
            .is_ok_and(|input| input == output && input.is_file())
        {
            bail!(
                "{} is an input and would be overwritten; choose another output",
                input.display()
            );
        }
    }
    Ok(())
}

/// Refuses outputs that would overwrite an input or each other.
pub fn refuse_conflicts(inputs: &[PathBuf], outputs: &[&Path]) -> Result<()> {
    for (i, path) in outputs.iter().enumerate() {
        refuse_as_output(inputs, path)?;
        let is_null = *path == Path::new("/dev/null");
        if !is_null && outputs[..i].iter().any(|other| is_same(other, path)) {
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
