//! Where results go, and in what form.

use anyhow::{Result, bail};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Where the results go, and in what form.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs<F: OutputForm> {
    /// Write the results to this file, which appears only when it is complete; to standard
    /// output if not given
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "-",
        hide_default_value = true
    )]
    pub output: PathBuf,

    /// Form of the results; if not given, the one that the file's name ends in (.jsonl, …),
    /// else CSV
    #[arg(long, value_name = "FORMAT")]
    format: Option<F>,

    /// Keep these fields of the records, separated by commas: as columns of all tables, after their
    /// own, and in JSON lines in an object `kept`
    ///
    /// A field of an object is named by its path (`source.name`). Columns in the names of folders
    /// (`outlet=echo/`), elements of news in XML, headers of mail and lines of a Nexis export are
    /// fields, too.
    #[arg(
        long,
        value_name = "FIELDS",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub keep: Vec<String>,
}

impl<F: OutputForm> OutputArgs<F> {
    /// # Errors
    /// If the file's name says a form that is not written.
    pub fn format(&self) -> Result<F> {
        F::choose(self.format, &self.output)
    }
}

/// A choice of forms for one kind of result.
pub trait OutputForm: ValueEnum + Copy + Send + Sync + 'static {
    /// What names say nothing of.
    const DEFAULT: Self;

    /// The form of a file with this extension, if it tells.
    fn of_extension(extension: &str) -> Option<Self>;

    /// The form asked for; otherwise the one that the file's name says; otherwise the default.
    ///
    /// # Errors
    /// If the name says a form that is not written, so that the file would not be what it is
    /// called.
    fn choose(asked: Option<Self>, path: &Path) -> Result<Self> {
        if let Some(asked) = asked {
            return Ok(asked);
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let extension = extension.unwrap_or_default().to_ascii_lowercase();
        if let Some(form) = Self::of_extension(&extension) {
            return Ok(form);
        }
        if let Some(way_out) = way_out(&extension) {
            bail!(
                "{}: .{extension} is not written; {way_out} (or give --format)",
                path.display()
            );
        }
        Ok(Self::DEFAULT)
    }
}

/// What to do where a name says a form that is not written.
fn way_out(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "xlsx" | "xls" | "ods" => "name a .csv, which spreadsheets open",
        "json" => "name a .jsonl: one object an article, each on its own line",
        "ndjson" | "jsonlines" => "name a .jsonl, which is the same",
        "tsv" | "tab" => "name a .csv",
        "feather" | "arrow" | "orc" | "avro" | "rds" | "dta" | "sav" | "db" | "sqlite" => {
            "name a .parquet or .csv, and convert that"
        }
        "html" | "htm" => "name a .csv, and make a page of it with `sayso report`",
        "xml" => "name a .csv, or a .jsonld where Web Annotations will do",
        "gz" | "zst" | "zip" | "bz2" | "xz" => "name a .csv or .jsonl, and compress it afterwards",
        "parquet" => "name a .csv or .jsonl",
        "jsonld" => "name a .jsonl",
        _ => return None,
    })
}

/// Form of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// A table, with a header
    Csv,
    /// One JSON object an article, each on its own line
    Jsonl,
}

impl OutputForm for OutputFormat {
    const DEFAULT: Self = Self::Csv;

    fn of_extension(extension: &str) -> Option<Self> {
        (extension == "jsonl").then_some(Self::Jsonl)
    }
}

/// Form of a table of entities or speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// A table, with a header
    Csv,
    /// One JSON object an article, each on its own line
    Jsonl,
    /// The same table as CSV, typed, for data frames
    Parquet,
}

impl OutputForm for TableFormat {
    const DEFAULT: Self = Self::Csv;

    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "jsonl" => Some(Self::Jsonl),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

impl From<OutputFormat> for TableFormat {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Csv => Self::Csv,
            OutputFormat::Jsonl => Self::Jsonl,
        }
    }
}

/// Form of claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClaimsFormat {
    /// A table, with a header
    Csv,
    /// One JSON object an article, each on its own line
    Jsonl,
    /// The same table as CSV, typed, for data frames
    Parquet,
    /// W3C Web Annotation: one JSON-LD object a claim, each on its own line
    WebAnnotation,
}

impl OutputForm for ClaimsFormat {
    const DEFAULT: Self = Self::Csv;

    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "jsonl" => Some(Self::Jsonl),
            "parquet" => Some(Self::Parquet),
            "jsonld" => Some(Self::WebAnnotation),
            _ => None,
        }
    }
}
