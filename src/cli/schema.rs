//! `sayso schema`: the columns of a table, for documents and programs that are not to repeat them.

use anyhow::Result;
use clap::{Args, ValueEnum};
use sayso::claims::schema::{
    CLAIM_MEANINGS, CLAIM_SCHEMA, Cells, Column, ENTITY_MEANINGS, ENTITY_SCHEMA, SPEAKER_MEANINGS,
    SPEAKER_SCHEMA,
};
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

/// Print the columns of a table: a JSON list, in the order of a row
#[derive(Args)]
pub struct SchemaArgs {
    /// Which table
    #[arg(value_enum, default_value = "claims")]
    table: Table,

    /// Print what the columns mean, as a table in Markdown, in place of JSON
    #[arg(long, value_enum, value_name = "HOW")]
    markdown: Option<Length>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Table {
    Claims,
    Entities,
    Speakers,
}

/// How much is said of each column.
#[derive(Clone, Copy, ValueEnum)]
enum Length {
    Full,
    Brief,
}

#[derive(Serialize)]
struct JsonColumn {
    name: &'static str,
    holds: &'static str,
    optional: bool,
    meaning: &'static str,
}

pub fn run(args: SchemaArgs) -> Result<ExitCode> {
    let (columns, meanings): (&[Column], &[&'static str]) = match args.table {
        Table::Claims => (&CLAIM_SCHEMA, &CLAIM_MEANINGS),
        Table::Entities => (&ENTITY_SCHEMA, &ENTITY_MEANINGS),
        Table::Speakers => (&SPEAKER_SCHEMA, &SPEAKER_MEANINGS),
    };
    let columns = columns.iter().zip(meanings.iter().copied());
    let mut out = io::stdout().lock();
    match args.markdown {
        None => {
            let columns: Vec<JsonColumn> = columns.map(json).collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&columns)?)?;
        }
        Some(length) => write!(out, "{}", markdown(columns, length))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn json((&(name, cells), meaning): (&Column, &'static str)) -> JsonColumn {
    let (holds, optional) = match cells {
        Cells::Text => ("text", false),
        Cells::OptionalText => ("text", true),
        Cells::Integer => ("integer", false),
        Cells::OptionalInteger => ("integer", true),
        Cells::Number => ("number", false),
        Cells::OptionalNumber => ("number", true),
        Cells::Places => ("places", false),
    };
    JsonColumn {
        name,
        holds,
        optional,
        meaning,
    }
}

/// A line for each meaning, with the columns that have it.
fn markdown<'c>(
    columns: impl Iterator<Item = (&'c Column, &'static str)>,
    length: Length,
) -> String {
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    let is_place = |column: &Column| {
        column.1 == Cells::Places || column.0.ends_with("_start") || column.0.ends_with("_end")
    };
    for (column, meaning) in columns {
        // In brief only what is said, not where.
        if matches!(length, Length::Brief) && is_place(column) {
            continue;
        }
        let name = format!("`{}`", column.0);
        match rows.iter_mut().find(|row| row.0 == meaning) {
            Some((_, names)) => names.push(name),
            None => rows.push((meaning, vec![name])),
        }
    }
    let mut text = "| column | meaning |\n|---|---|\n".to_owned();
    for (meaning, names) in rows {
        let meaning = match length {
            Length::Full => meaning,
            Length::Brief => {
                let sentence = meaning.split(". ").next().unwrap_or_default();
                sentence.split(": *").next().unwrap_or_default()
            }
        };
        text += &format!("| {} | {meaning} |\n", names.join(", "));
    }
    text
}
