//! Records that could not be read: written to a file when asked for, and summed up.

use super::complain;
use super::formats::{OutputForm, OutputFormat};
use super::output::Output;
use super::progress::number_of;
use anyhow::Result;
use sayso::claims::{csv, jsonl};
use sayso::corpus::Rejected;
use std::path::Path;

/// Reasons shown at the end of a run.
const SHOWN: usize = 5;

const COLUMNS: [&str; 3] = ["file", "record", "reason"];

/// Collects what was rejected.
pub struct Rejects {
    output: Option<(Output, OutputFormat)>,
    first: Vec<Rejected>,
    count: u64,
}

impl Rejects {
    /// Rejected records go to `path`, if there is one.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let open = |path| -> Result<_> {
            let format = OutputFormat::choose(None, path);
            let mut output = Output::open(path)?;
            if format == OutputFormat::Csv {
                let mut header = Vec::new();
                csv::write_header(&mut header, &COLUMNS)?;
                output.write(&header)?;
            }
            Ok((output, format))
        };
        Ok(Self {
            output: path.map(open).transpose()?,
            first: Vec::new(),
            count: 0,
        })
    }

    pub fn add(&mut self, rejected: Rejected) -> Result<()> {
        if let Some((output, format)) = &mut self.output {
            let mut row = Vec::new();
            match format {
                OutputFormat::Csv => csv::write_rows(&mut row, [&rejected])?,
                OutputFormat::Jsonl => jsonl::write_line(&mut row, &rejected)?,
            }
            output.write(&row)?;
        }
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(rejected);
        }
        Ok(())
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// The output, to be committed.
    pub fn take_output(&mut self) -> Option<Output> {
        self.output.take().map(|(output, _)| output)
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
