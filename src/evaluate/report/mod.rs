//! What is printed: a table for people, files for machines.

pub mod machine;
pub mod table;

use super::bootstrap::{self, Difference, Interval, Resampling};
use super::metrics::calibration::Calibration;
use super::metrics::{Family, Scores};
use crate::named::named;
use serde::Serialize;

named! {
    "form of a report", default Table;
    /// The form of the report.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ReportFormat {
        /// Aligned columns for a terminal.
        Table = "table",
        /// One JSON object.
        Json = "json",
        /// A line a measure.
        Csv = "csv",
        /// Tables for a document.
        Markdown = "markdown",
    }
}

/// One measure over all articles.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The family that the measure belongs to.
    pub family: Family,
    /// Its name.
    pub measure: String,
    /// Things in the gold set.
    pub gold: f64,
    /// Things in the system's output.
    pub system: f64,
    /// Things of the gold set that were found.
    pub gold_matched: f64,
    /// Things of the system that are right.
    pub system_matched: f64,
    /// In percent.
    pub precision: f64,
    /// In percent.
    pub recall: f64,
    /// In percent.
    pub f1: f64,
    /// 95% interval in percent, if articles were resampled.
    pub precision_interval: Option<Interval>,
    /// 95% interval in percent.
    pub recall_interval: Option<Interval>,
    /// 95% interval in percent.
    pub f1_interval: Option<Interval>,
}

/// Everything that is said of one system.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// How many articles were scored.
    pub articles: usize,
    /// The measures, in order.
    pub measures: Vec<Row>,
    /// Calibration, if the system gives confidences.
    pub calibration: Vec<Calibration>,
}

/// How two systems differ in one measure.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ComparisonRow {
    /// The family that the measure belongs to.
    pub family: Family,
    /// Its name.
    pub measure: String,
    /// The figures.
    #[serde(flatten)]
    pub difference: Difference,
}

impl Report {
    /// Puts the measures in order and resamples articles for their intervals.
    pub fn new(scores: &Scores, calibration: Vec<Calibration>, resampling: Resampling) -> Self {
        let intervals = bootstrap::intervals(scores, resampling);
        let row = |metric| {
            let counts = scores.total(metric);
            let around = intervals.get(metric);
            Row {
                family: metric.family,
                measure: metric.name.clone(),
                gold: counts.gold,
                system: counts.system,
                gold_matched: counts.gold_matched,
                system_matched: counts.system_matched,
                precision: 100.0 * counts.precision(),
                recall: 100.0 * counts.recall(),
                f1: 100.0 * counts.f1(),
                precision_interval: around.map(|i| i.precision),
                recall_interval: around.map(|i| i.recall),
                f1_interval: around.map(|i| i.f1),
            }
        };
        Self {
            articles: scores.articles,
            measures: scores.by_metric.keys().map(row).collect(),
            calibration,
        }
    }
}

/// How two systems differ, in the order of the table.
pub fn comparison(a: &Scores, b: &Scores, resampling: Resampling) -> Vec<ComparisonRow> {
    bootstrap::compare(a, b, resampling)
        .into_iter()
        .map(|(metric, difference)| ComparisonRow {
            family: metric.family,
            measure: metric.name,
            difference,
        })
        .collect()
}
