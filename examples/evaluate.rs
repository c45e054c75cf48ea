//! Scores a system's claims against a gold set, as `sayso evaluate` does. Both may be in any of
//! the formats of `docs/EVALUATION.md`.
//!
//! ```text
//! cargo run --release -- attribute data/articles -o claims.csv
//! cargo run --release --example evaluate -- data/gold claims.csv
//! ```

use sayso::evaluate::align::{AnnotatorPolicy, align};
use sayso::evaluate::bootstrap::Resampling;
use sayso::evaluate::metrics;
use sayso::evaluate::readers::{Format, Reading, read};
use sayso::evaluate::report::Report;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [gold, system] = paths.as_slice() else {
        return Err("name a gold set and a system's output".into());
    };
    let mut reading = Reading::default();
    let gold = read(Path::new(gold), Format::Auto, &mut reading)?;
    // A system's output may lack the texts, which some measures need.
    let mut reading = Reading::with_texts_of(&gold);
    let system = read(Path::new(system), Format::Auto, &mut reading)?;

    let mut warnings = reading.warnings;
    let pairs = align(&gold, &system, AnnotatorPolicy::First, &mut warnings);
    let resampling = Resampling {
        samples: 1000,
        seed: 1,
    };
    let report = Report::new(&metrics::score(&pairs), Vec::new(), resampling);
    for row in &report.measures {
        println!("{:60} {:5} gold, F1 {:5.1}", row.measure, row.gold, row.f1);
    }
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
    Ok(())
}
