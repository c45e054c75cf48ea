//! Compares sentence splitters on gold sentence boundaries: this library, the crate
//! `sentencex` and the crate `srx`.
//!
//! ```text
//! cargo run --release --example sentence_boundaries -- DATA [--srx segment.srx] [--errors]
//! ```
//!
//! `DATA` holds `sentence-rules/golden_en_rules.jsonl`, `ud-ewt/en_ewt-ud-dev.conllu`,
//! `ud-ewt/en_ewt-train-newsgroup-weblog.conllu` and `gum/{dev,train}/GUM_news_*.conllu`. Paragraphs are given to each splitter: the sentences
//! between two `# newpar` (or `# newdoc`) lines, joined by a space unless the last token says
//! `SpaceAfter=No`.
//!
//! A boundary is the end of a sentence, counted in characters that are not white space. F1 is
//! printed twice: over all ends, as is usual, and over those within paragraphs alone, because
//! the last end of each paragraph is found for nothing when paragraphs are given.
//!
//! `srx` splits by the customary English rules in `sentence_boundaries.srx` beside this file, or
//! by the rules given: its crate carries LanguageTool's as `data/segment.srx`.
//!
//! `--errors` lists where this library differs from the gold, `--throughput FILE` measures speed.

use anyhow::{Context, Result};
use clap::Parser;
use sayso::text::{Span, sentences};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

#[derive(Parser)]
struct Arguments {
    /// Folder of the gold data.
    data: PathBuf,
    /// Rules for the crate srx; a few customary English ones if not given.
    #[arg(long)]
    srx: Option<PathBuf>,
    /// A file of plain text to measure throughput on.
    #[arg(long)]
    throughput: Option<PathBuf>,
    /// List where this library differs from the gold.
    #[arg(long)]
    errors: bool,
}

/// One paragraph and the ends of its sentences, in characters that are not white space.
struct Paragraph {
    text: String,
    ends: BTreeSet<usize>,
}

/// The sentences of one paragraph of text.
type Split<'s> = Box<dyn for<'t> Fn(&'t str) -> Vec<&'t str> + 's>;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let rules = match &arguments.srx {
        Some(path) => read(path)?,
        None => include_str!("sentence_boundaries.srx").to_owned(),
    };
    let rules = srx::SRX::from_str(&rules)?.language_rules("en");
    let splitters: [(&str, Split<'_>); 3] = [
        ("sayso", Box::new(own)),
        ("sentencex", Box::new(|text| sentencex::segment("en", text))),
        ("srx", Box::new(|text| rules.split(text).collect())),
    ];

    print_row("", splitters.iter().map(|(name, _)| (*name).to_owned()));
    let golden = golden_rules(&arguments.data.join("sentence-rules/golden_en_rules.jsonl"))?;
    let right = splitters.iter().map(|(_, split)| {
        let right = golden
            .iter()
            .filter(|(text, wanted)| trimmed(split(text)) == *wanted);
        format!("{}/{}", right.count(), golden.len())
    });
    print_row("golden rules, exact", right);
    if arguments.errors {
        for (text, wanted) in &golden {
            let found = trimmed(own(text));
            if found != *wanted {
                println!("  {found:?}\n  {wanted:?}");
            }
        }
    }

    let ewt = arguments.data.join("ud-ewt/en_ewt-ud-dev.conllu");
    let train = arguments
        .data
        .join("ud-ewt/en_ewt-train-newsgroup-weblog.conllu");
    for (name, files) in [
        ("EWT dev", vec![ewt]),
        ("EWT train", vec![train]),
        ("GUM dev news", news(&arguments.data.join("gum/dev"))?),
        ("GUM train news", news(&arguments.data.join("gum/train"))?),
    ] {
        let mut paragraphs = Vec::new();
        for file in files {
            add_paragraphs(&read(&file)?, &mut paragraphs);
        }
        for (label, inner) in [("all ends", false), ("within paragraphs", true)] {
            let figures = splitters
                .iter()
                .map(|(_, split)| score(&paragraphs, split, inner));
            print_row(&format!("{name}, {label}"), figures);
        }
        if arguments.errors {
            paragraphs.iter().for_each(print_errors);
        }
    }

    if let Some(path) = &arguments.throughput {
        let text = read(path)?;
        let paragraphs: Vec<&str> = sayso::text::paragraphs(&text)
            .into_iter()
            .map(|paragraph| paragraph.of(&text))
            .collect();
        let speed = splitters.iter().map(|(_, split)| {
            let start = Instant::now();
            let found: usize = paragraphs.iter().map(|text| split(text).len()).sum();
            assert!(found >= paragraphs.len());
            format!(
                "{:.1}",
                text.len() as f64 / 1e6 / start.elapsed().as_secs_f64()
            )
        });
        print_row("MB/s", speed);
    }
    Ok(())
}

fn print_row(name: &str, figures: impl Iterator<Item = String>) {
    let figures: String = figures.map(|figure| format!("{figure:>12}")).collect();
    println!("{name:<34}{figures}");
}

fn own(text: &str) -> Vec<&str> {
    let whole = Span::new(0, text.len());
    sentences(text, whole)
        .into_iter()
        .map(|s| s.of(text))
        .collect()
}

fn trimmed(sentences: Vec<&str>) -> Vec<String> {
    sentences
        .into_iter()
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

/// F1 in percent of a splitter's boundaries; without the last end of
/// each paragraph if `inner`.
fn score(paragraphs: &[Paragraph], split: &Split<'_>, inner: bool) -> String {
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    for paragraph in paragraphs {
        let mut own = ends(&split(&paragraph.text));
        let mut gold = paragraph.ends.clone();
        if inner {
            own.remove(&letters(&paragraph.text));
            gold.remove(&letters(&paragraph.text));
        }
        right += own.intersection(&gold).count();
        found += own.len();
        wanted += gold.len();
    }
    format!("{:.2}", 200.0 * right as f64 / (found + wanted) as f64)
}

fn print_errors(paragraph: &Paragraph) {
    let own = ends(&own(&paragraph.text));
    for &end in own.symmetric_difference(&paragraph.ends) {
        let kind = if own.contains(&end) {
            "extra "
        } else {
            "missed"
        };
        let mut at = 0;
        let mut seen = 0;
        for (i, c) in paragraph.text.char_indices() {
            seen += usize::from(!c.is_whitespace());
            if seen == end {
                at = i + c.len_utf8();
                break;
            }
        }
        let from = paragraph.text.floor_char_boundary(at.saturating_sub(60));
        let to = paragraph.text.ceil_char_boundary(at + 50);
        println!(
            "  {kind} {} ¦ {}",
            &paragraph.text[from..at],
            &paragraph.text[at..to]
        );
    }
}

/// Where sentences end, in characters that are not white space.
fn ends(sentences: &[&str]) -> BTreeSet<usize> {
    let mut end = 0;
    let mut ends = BTreeSet::new();
    for sentence in sentences {
        end += letters(sentence);
        ends.insert(end);
    }
    ends.remove(&0);
    ends
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn golden_rules(path: &Path) -> Result<Vec<(String, Vec<String>)>> {
    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
        sents: Vec<String>,
    }
    read(path)?
        .lines()
        .map(|line| {
            let case: Case = serde_json::from_str(line)?;
            Ok((case.text, case.sents))
        })
        .collect()
}

fn news(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("could not read the folder {}", folder.display()))?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.to_string_lossy().contains("GUM_news_"));
    files.sort();
    Ok(files)
}

/// Reads the paragraphs of a CoNLL-U file.
fn add_paragraphs(file: &str, paragraphs: &mut Vec<Paragraph>) {
    let mut sentence = "";
    let mut opens = true;
    let mut space = false;
    for block in file.split("\n\n") {
        let mut last = "";
        for line in block.lines() {
            if line.starts_with("# newdoc") || line == "# newpar" || line.starts_with("# newpar ") {
                opens = true;
            } else if let Some(words) = line.strip_prefix("# text = ") {
                sentence = words.trim();
            } else if !line.starts_with('#') {
                last = line;
            }
        }
        if last.is_empty() {
            continue;
        }
        if opens || paragraphs.is_empty() {
            paragraphs.push(Paragraph {
                text: String::new(),
                ends: BTreeSet::new(),
            });
        } else if space && let Some(paragraph) = paragraphs.last_mut() {
            paragraph.text.push(' ');
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.text.push_str(sentence);
            paragraph.ends.insert(letters(&paragraph.text));
        }
        opens = false;
        space = !last.contains("SpaceAfter=No");
    }
}
