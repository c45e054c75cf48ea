//! Tables of aligned columns for a terminal, and the same as Markdown.

use super::{ComparisonRow, Report};
use crate::evaluate::bootstrap::Interval;
use crate::evaluate::metrics::Family;
use crate::evaluate::metrics::calibration::{Calibration, Correctness};

/// How tables are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Aligned with spaces.
    Terminal,
    /// With bars, for Markdown.
    Markdown,
}

/// A table under construction: a title, a header and lines of cells.
struct Table {
    title: String,
    header: Vec<&'static str>,
    lines: Vec<Vec<String>>,
}

impl Table {
    /// The first column is set to the left, the others to the right. `widths` are those of
    /// all tables of a report, so that their columns stand under each other.
    fn draw(&self, style: Style, widths: &[usize]) -> String {
        let mut drawn = match style {
            Style::Terminal => format!("{}\n", self.title),
            Style::Markdown => format!("**{}**\n\n", self.title),
        };
        let mut line = |cells: &[&str]| {
            let cells: Vec<String> = cells
                .iter()
                .zip(widths)
                .enumerate()
                .map(|(i, (cell, &width))| match i {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            let row = match style {
                Style::Terminal => format!("  {}", cells.join("  ")),
                Style::Markdown => format!("| {} |", cells.join(" | ")),
            };
            drawn.push_str(row.trim_end());
            drawn.push('\n');
        };
        line(&self.header);
        let rule: Vec<String> = widths
            .iter()
            .take(self.header.len())
            .enumerate()
            .map(|(i, &width)| match (style, i) {
                (Style::Terminal, _) => "─".repeat(width),
                (Style::Markdown, 0) => "-".repeat(width),
                (Style::Markdown, _) => format!("{}:", "-".repeat(width.saturating_sub(1).max(1))),
            })
            .collect();
        line(&rule.iter().map(String::as_str).collect::<Vec<_>>());
        for cells in &self.lines {
            line(&cells.iter().map(String::as_str).collect::<Vec<_>>());
        }
        drawn
    }
}

fn draw_all(tables: &[Table], style: Style) -> String {
    let columns = tables.iter().map(|t| t.header.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|i| {
            tables
                .iter()
                .flat_map(|t| {
                    let header = t.header.get(i).map_or(0, |h| h.chars().count());
                    let cells = t.lines.iter().filter_map(move |l| l.get(i));
                    cells.map(|c| c.chars().count()).chain([header])
                })
                .max()
                .unwrap_or(0)
        })
        .collect();
    let drawn: Vec<String> = tables.iter().map(|t| t.draw(style, &widths)).collect();
    drawn.join("\n")
}

/// The report on one system: a table a family.
pub fn report(report: &Report, style: Style) -> String {
    let mut tables: Vec<Table> = Vec::new();
    let mut family: Option<Family> = None;
    let with_intervals = report.measures.iter().any(|r| r.f1_interval.is_some());
    for row in &report.measures {
        if family != Some(row.family) {
            family = Some(row.family);
            let mut header = vec!["", "gold", "system", "P", "R", "F1"];
            if with_intervals {
                header.push("95% of F1");
            }
            tables.push(Table {
                title: row.family.title().to_owned(),
                header,
                lines: Vec::new(),
            });
        }
        let mut cells = vec![
            row.measure.clone(),
            format!("{:.0}", row.gold),
            format!("{:.0}", row.system),
            format!("{:.1}", row.precision),
            format!("{:.1}", row.recall),
            format!("{:.1}", row.f1),
        ];
        cells.extend(row.f1_interval.map(range));
        if let Some(table) = tables.last_mut() {
            table.lines.push(cells);
        }
    }
    tables.extend(report.calibration.iter().map(calibration));
    let ending = if report.articles == 1 { "" } else { "s" };
    let tables = draw_all(&tables, style);
    format!("{} article{ending}\n\n{tables}", report.articles)
}

fn calibration(calibration: &Calibration) -> Table {
    let right = match calibration.correctness {
        Correctness::Exact => "source, cue and content exact",
        Correctness::Overlap => "content overlaps, right source",
        Correctness::Content => "content overlaps",
        Correctness::Speaker => "speaker, of claims found",
    };
    let cells = |p: &super::super::metrics::calibration::Point| {
        vec![
            format!("confidence ≥ {:.2}", p.confidence),
            String::new(),
            p.claims.to_string(),
            format!("{:.1}", p.precision),
            format!("{:.1}", p.recall),
            format!("{:.1}", p.f1),
        ]
    };
    Table {
        title: format!(
            "Confidence ({right}): expected calibration error {:.3}",
            calibration.expected_calibration_error
        ),
        header: vec!["", "", "system", "P", "R", "F1"],
        lines: calibration.curve.iter().step_by(2).map(cells).collect(),
    }
}

/// How two systems differ.
pub fn comparison(rows: &[ComparisonRow], style: Style) -> String {
    let mut tables: Vec<Table> = Vec::new();
    let mut family: Option<Family> = None;
    for row in rows {
        if family != Some(row.family) {
            family = Some(row.family);
            tables.push(Table {
                title: row.family.title().to_owned(),
                header: vec!["", "A F1", "B F1", "B − A", "95%", "p", ""],
                lines: Vec::new(),
            });
        }
        let d = &row.difference;
        if let Some(table) = tables.last_mut() {
            table.lines.push(vec![
                row.measure.clone(),
                format!("{:.1}", d.a),
                format!("{:.1}", d.b),
                format!("{:+.1}", d.b - d.a),
                format!("{:+.1} to {:+.1}", d.interval[0], d.interval[1]),
                format!("{:.3}", d.p),
                if d.p < 0.05 { "differs" } else { "" }.to_owned(),
            ]);
        }
    }
    draw_all(&tables, style)
}

fn range([low, high]: Interval) -> String {
    format!("{low:.1}–{high:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::report::Row;

    #[test]
    fn columns_stand_under_each_other() {
        let table = Table {
            title: "T".into(),
            header: vec!["", "n"],
            lines: vec![
                vec!["über".into(), "1".into()],
                vec!["a".into(), "10".into()],
            ],
        };
        assert_eq!(
            draw_all(&[table], Style::Terminal),
            "T\n         n\n  ────  ──\n  über   1\n  a     10\n"
        );
    }

    #[test]
    fn markdown_has_bars() {
        let table = Table {
            title: "T".into(),
            header: vec!["", "n"],
            lines: vec![vec!["a".into(), "1".into()]],
        };
        assert_eq!(
            draw_all(&[table], Style::Markdown),
            "**T**\n\n|   | n |\n| - | -: |\n| a | 1 |\n"
        );
    }

    #[test]
    fn a_report_says_of_how_many_articles_it_is_and_how_sure() {
        let row = Row {
            family: Family::Spans,
            measure: "x".into(),
            gold: 4.0,
            system: 2.0,
            gold_matched: 2.0,
            system_matched: 2.0,
            precision: 100.0,
            recall: 50.0,
            f1: 66.66,
            precision_interval: None,
            recall_interval: None,
            f1_interval: Some([40.0, 80.04]),
        };
        let of = |articles| Report {
            articles,
            measures: vec![row.clone()],
            calibration: Vec::new(),
        };
        assert_eq!(
            report(&of(1), Style::Markdown),
            "1 article\n\n**Spans by role**\n\n\
             |   | gold | system |     P |    R |   F1 | 95% of F1 |\n\
             | - | ---: | -----: | ----: | ---: | ---: | --------: |\n\
             | x |    4 |      2 | 100.0 | 50.0 | 66.7 | 40.0–80.0 |\n"
        );
        assert!(report(&of(0), Style::Terminal).starts_with("0 articles\n"));
        assert!(report(&of(2), Style::Terminal).starts_with("2 articles\n"));
    }
}
