//! Reports for machines: JSON and CSV.

use super::{ComparisonRow, Report};
use crate::error::{Error, Result};
use crate::evaluate::metrics::Family;

/// Any report as indented JSON.
///
/// # Errors
/// None that can happen; the error of the JSON library is passed on.
pub fn json(report: &impl serde::Serialize) -> Result<String> {
    let mut text = serde_json::to_string_pretty(report).map_err(|e| Error::Usage(e.to_string()))?;
    text.push('\n');
    Ok(text)
}

/// The measures as CSV, a line each; calibration follows as measures of the family
/// `calibration`.
///
/// # Errors
/// As [`json`].
pub fn csv(report: &Report) -> Result<String> {
    let header = [
        "family",
        "measure",
        "gold",
        "system",
        "gold_matched",
        "system_matched",
        "precision",
        "recall",
        "f1",
        "precision_low",
        "precision_high",
        "recall_low",
        "recall_high",
        "f1_low",
        "f1_high",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for row in &report.measures {
        let mut cells = vec![name(row.family), row.measure.trim().to_owned()];
        let counts = [row.gold, row.system, row.gold_matched, row.system_matched];
        cells.extend(counts.map(|n| n.to_string()));
        cells.extend([row.precision, row.recall, row.f1].map(|n| format!("{n:.3}")));
        for interval in [row.precision_interval, row.recall_interval, row.f1_interval] {
            match interval {
                Some(ends) => cells.extend(ends.map(|n| format!("{n:.3}"))),
                None => cells.extend([String::new(), String::new()]),
            }
        }
        lines.push(cells);
    }
    for calibration in &report.calibration {
        let right = serde_json::to_value(calibration.correctness).unwrap_or_default();
        let right = right.as_str().unwrap_or_default();
        let mut cells = vec!["calibration".to_owned(), format!("expected error, {right}")];
        cells.resize(header.len(), String::new());
        cells[8] = format!("{:.5}", calibration.expected_calibration_error);
        lines.push(cells);
    }
    write(lines)
}

/// A comparison as CSV, a line a measure.
///
/// # Errors
/// As [`json`].
pub fn comparison_csv(rows: &[ComparisonRow]) -> Result<String> {
    let header = [
        "family",
        "measure",
        "a_f1",
        "b_f1",
        "difference",
        "low",
        "high",
        "p",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for row in rows {
        let d = &row.difference;
        let mut cells = vec![name(row.family), row.measure.trim().to_owned()];
        cells.extend(
            [d.a, d.b, d.b - d.a, d.interval[0], d.interval[1], d.p].map(|n| format!("{n:.4}")),
        );
        lines.push(cells);
    }
    write(lines)
}

fn name(family: Family) -> String {
    let name = serde_json::to_value(family).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

fn write(lines: Vec<Vec<String>>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |e: &dyn std::fmt::Display| Error::Usage(format!("cannot write CSV: {e}"));
    for line in lines {
        writer.write_record(line).map_err(|e| fault(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| fault(&e))?;
    String::from_utf8(bytes).map_err(|e| fault(&e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::bootstrap::Difference;

    #[test]
    fn a_comparison_has_a_line_a_measure() {
        let row = ComparisonRow {
            family: Family::SpeakerType,
            measure: "  person, exact".into(),
            difference: Difference {
                a: 50.0,
                b: 62.5,
                interval: [-1.25, 20.0],
                p: 0.012,
            },
        };
        assert_eq!(
            comparison_csv(&[row]).unwrap(),
            "family,measure,a_f1,b_f1,difference,low,high,p\n\
             speaker-type,\"person, exact\",50.0000,62.5000,12.5000,-1.2500,20.0000,0.0120\n"
        );
    }
}
