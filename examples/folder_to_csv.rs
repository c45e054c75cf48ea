//! Reads a folder of articles on all cores and writes the table of their claims, as
//! `sayso attribute FOLDER` does.
//!
//! ```text
//! cargo run --release --example folder_to_csv -- data/articles > claims.csv
//! ```

use sayso::Pipeline;
use sayso::claims::csv;
use sayso::corpus::{Corpus, CorpusOptions};
use std::error::Error;
use std::io;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let corpus = Corpus::open(&[PathBuf::from(folder)], CorpusOptions::default())?;
    let mut out = io::BufWriter::new(io::stdout());
    csv::write_header(&mut out, &csv::CLAIM_COLUMNS)?;
    // Articles are read as they are needed, and their answers come in the order of the corpus,
    // so that memory does not grow and the table is the same with any number of threads.
    Pipeline::default_model()?.run(corpus, |answer| -> Result<(), Box<dyn Error>> {
        match answer {
            Ok(analysis) => csv::write_claims(&mut out, &analysis.article, &analysis.claims)?,
            Err(rejected) => eprintln!("{}: {}", rejected.file, rejected.reason),
        }
        Ok(())
    })
}
