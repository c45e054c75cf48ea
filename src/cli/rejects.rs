//! Records that could not be read: written to a file when asked for, and summed up.

use super::complain;
use super::formats::OutputFormat;
use super::numbers::number_of;
use super::table::{Rows, TableForm};
use sayso::claims::jsonl;
use sayso::claims::schema::{Cell, Cells, Column, text};
use sayso::corpus::Rejected;
use serde::Serialize;
use std::io;

/// Reasons shown at the end of a run.
const SHOWN: usize = 5;

/// Columns of the table of rejected records.
pub const SCHEMA: [Column; 3] = [
    ("file", Cells::Text),
    ("record", Cells::OptionalInteger),
    ("reason", Cells::Text),
];

/// Collects what was rejected.
pub struct Rejects {
    format: Option<OutputFormat>,
    first: Vec<Rejected>,
    count: u64,
}

impl Rejects {
    /// `format` is that of the output for them, if there is one. An earlier run that this one
    /// goes on with has rejected `count`, and first of all `first`.
    pub fn new(format: Option<OutputFormat>, first: Vec<Rejected>, count: u64) -> Self {
        Self {
            format,
            first,
            count,
        }
    }

    /// Takes in one; the answer is what is to be written, if there is an output.
    pub fn add(&mut self, rejected: Rejected, csv: TableForm) -> io::Result<Option<Rows>> {
        let row = match self.format {
            Some(OutputFormat::Csv) => Some(Rows::of(csv, |write| {
                let record = rejected.record.map(|number| number as usize);
                let record = record.map_or(Cell::Empty, Cell::Integer);
                write(vec![text(&*rejected.file), record, text(&*rejected.reason)])
            })?),
            Some(OutputFormat::Jsonl) => {
                let mut line = Vec::new();
                jsonl::write_line(&mut line, &rejected)?;
                Some(Rows::Bytes(line))
            }
            None => None,
        };
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(rejected);
        }
        Ok(row)
    }

    /// The line that stands for one where each record has a line.
    pub fn line_of(rejected: &Rejected) -> io::Result<Vec<u8>> {
        #[derive(Serialize)]
        struct Line<'a> {
            article_id: &'a str,
            rejected: &'a str,
        }
        let mut line = Vec::new();
        let Rejected {
            article_id, reason, ..
        } = rejected;
        let object = Line {
            article_id,
            rejected: reason,
        };
        jsonl::write_line(&mut line, &object)?;
        Ok(line)
    }

    /// Those that are shown at the end.
    pub fn first(&self) -> &[Rejected] {
        &self.first
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Says how many were rejected, and why the first ones were.
    pub fn summarize(&self) {
        if self.count == 0 {
            return;
        }
        complain(format_args!(
            "{} rejected:",
            number_of(self.count, "record")
        ));
        for Rejected {
            file,
            record,
            reason,
            ..
        } in &self.first
        {
            match record {
                Some(number) => complain(format_args!("  {file}, record {number}: {reason}")),
                None => complain(format_args!("  {file}: {reason}")),
            }
        }
        if self.count > self.first.len() as u64 {
            complain(format_args!("  … (--rejects FILE writes all of them)"));
        }
    }
}
