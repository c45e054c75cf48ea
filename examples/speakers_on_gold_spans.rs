//! Scores speaker resolution alone, on gold spans: `speakers_on_gold_spans DATA [-v]`.
//!
//! DATA is a folder with `polnear/dev`. Entities are a simple stand-in here (runs of
//! capitalized words, types unknown), so that the figures show what the rules do without any model.

use anyhow::{Context, Result};
use sayso::attribution::{Act, Attribution, Kind};
use sayso::entities::{Entity, EntityType};
use sayso::speakers::{Speakers, resolve};
use sayso::text::{CharacterOffsets, Document, Span, segment};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let data = arguments
        .next()
        .context("usage: speakers_on_gold_spans DATA [-v]")?;
    let verbose = arguments.next().is_some();
    let dev = Path::new(&data).join("polnear/dev");
    let mut files: Vec<_> = std::fs::read_dir(dev.join("speakers"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "tsv"));
    files.sort();
    let mut scores: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut seconds = 0.0;
    for file in files {
        score(&dev, &file, verbose, &mut scores, &mut seconds)
            .with_context(|| file.display().to_string())?;
    }
    println!("{seconds:.4} s in the resolver");
    for (kind, (right, all)) in &scores {
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let percent = 100.0 * *right as f64 / *all as f64;
        println!("{kind:10} {right:5} / {all:5}  {percent:5.1}");
    }
    Ok(())
}

/// Adds one article's answers to the scores.
fn score(
    dev: &Path,
    file: &Path,
    verbose: bool,
    scores: &mut BTreeMap<String, (usize, usize)>,
    seconds: &mut f64,
) -> Result<()> {
    let gold = std::fs::read_to_string(file)?;
    let annotation = gold
        .lines()
        .find_map(|l| l.strip_prefix("# attributions: "))
        .context("no annotation file named")?;
    let name = file
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or_default();
    let article = name.strip_suffix(".speakers.tsv").unwrap_or(name);
    let text = std::fs::read_to_string(dev.join("text").join(format!("{article}.txt")))?;
    let ann = std::fs::read_to_string(dev.join("attributions").join(annotation.trim()))?;
    let document = segment(&text);
    let (ids, attributions) = read_attributions(&text, &ann, &document);
    let names = names(&text);
    let start = Instant::now();
    let speakers = resolve(&text, &document, &names, &attributions);
    *seconds += start.elapsed().as_secs_f64();
    for line in gold.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, expected, kind, resolution] = fields[..] else {
            continue;
        };
        let Some(index) = ids.iter().position(|i| i == id) else {
            continue;
        };
        let found = answer(&text, &speakers, index);
        let right = found == normalize(expected);
        for key in [
            resolution.to_owned(),
            "~all".to_owned(),
            format!("~type {kind}"),
        ] {
            let entry = scores.entry(key).or_default();
            entry.0 += usize::from(right);
            entry.1 += 1;
        }
        if verbose && !right {
            let source: Vec<&str> = attributions[index]
                .source
                .iter()
                .map(|s| s.of(&text))
                .collect();
            println!(
                "{resolution}\t{article} {id}\t{source:?}\t{found}\t{expected}\t{:?}",
                speakers.of[index].1
            );
        }
    }
    Ok(())
}

fn answer(text: &str, speakers: &Speakers, index: usize) -> String {
    let Some(speaker) = speakers.of[index].0 else {
        return "NONE".to_owned();
    };
    let speaker = &speakers.speakers[speaker];
    let name = |i: &usize| normalize(speakers.speakers[*i].name.of(text));
    if speaker.members.is_empty() {
        normalize(speaker.name.of(text))
    } else {
        let mut names: Vec<String> = speaker.members.iter().map(name).collect();
        names.sort();
        names.join(" | ")
    }
}

/// One space between words, no leading "the"; the three ways of naming nobody are one.
fn normalize(name: &str) -> String {
    let part = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let the = words.first().is_some_and(|w| w.eq_ignore_ascii_case("the"));
        words[usize::from(the && words.len() > 1)..].join(" ")
    };
    match name {
        "AUTHOR" | "GENERIC" | "NONE" => "NONE".to_owned(),
        name => {
            let mut parts: Vec<String> = name.split(" | ").map(part).collect();
            parts.sort();
            parts.join(" | ")
        }
    }
}

/// Reads brat stand-off lines; attributions come back in the order of their content.
fn read_attributions(
    text: &str,
    ann: &str,
    document: &Document,
) -> (Vec<String>, Vec<Attribution>) {
    let offsets = CharacterOffsets::new(text);
    let mut spans: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut found: Vec<(String, Attribution)> = Vec::new();
    for line in ann.lines().filter(|l| l.starts_with('T')) {
        let mut fields = line.split('\t');
        let (Some(id), Some(place)) = (fields.next(), fields.next()) else {
            continue;
        };
        let place = place.split_once(' ').map_or("", |p| p.1);
        let pieces = place.split(';').filter_map(|piece| {
            let (start, end) = piece.split_once(' ')?;
            offsets.to_span(start.parse().ok()?, end.parse().ok()?)
        });
        spans.insert(id, pieces.collect());
    }
    for line in ann.lines().filter(|l| l.starts_with('E')) {
        let Some((id, roles)) = line.split_once('\t') else {
            continue;
        };
        let of = |role: &str| -> Vec<Span> {
            let mut pieces: Vec<Span> = roles
                .split(' ')
                .filter_map(|r| r.split_once(':'))
                .filter(|(name, _)| name.trim_end_matches(|c: char| c.is_ascii_digit()) == role)
                .flat_map(|(_, id)| spans.get(id).cloned().unwrap_or_default())
                .collect();
            pieces.sort_unstable();
            pieces
        };
        let content = of("Content");
        if content.is_empty() {
            continue;
        }
        let quoted = |s: &Span| {
            let inner = Span::new(s.start, s.end).trim(text);
            document.quotation_around(inner).is_some()
        };
        let kind = if content.iter().all(quoted) {
            Kind::Direct
        } else if document
            .quotations
            .iter()
            .any(|q| content.iter().any(|s| s.overlaps(q.span)))
        {
            Kind::Mixed
        } else {
            Kind::Indirect
        };
        found.push((
            id.to_owned(),
            Attribution {
                content,
                source: of("Source"),
                cue: of("Cue"),
                kind,
                act: Act::State,
                confidence: 1.0,
            },
        ));
    }
    found.sort_by_key(|(_, a)| (a.content[0].start, a.content[0].end));
    found.into_iter().unzip()
}

/// Runs of capitalized words, those that only start a sentence left out; types unknown.
fn names(text: &str) -> Vec<Entity> {
    let mut lower: std::collections::HashSet<&str> = std::collections::HashSet::new();
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '.');
    let tokens: Vec<Span> = {
        let mut list = Vec::new();
        let mut start = None;
        for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (is_letter(c), start) {
                (true, None) => start = Some(i),
                (false, Some(s)) => {
                    list.push(Span::new(s, i));
                    start = None;
                }
                _ => {}
            }
        }
        list
    };
    let core = |span: Span| {
        let word = span.of(text);
        let word = word
            .strip_suffix("'s")
            .or(word.strip_suffix("’s"))
            .unwrap_or(word);
        let keep = word.len() <= 2
            || word.matches('.').count() > 1
            || matches!(
                word,
                "Jr." | "Sen." | "Gov." | "Rep." | "Gen." | "Mr." | "Mrs." | "Ms." | "Dr."
            );
        let word = if keep {
            word
        } else {
            word.trim_end_matches(['.', '\'', '’'])
        };
        Span::new(span.start, span.start + word.len())
    };
    for &token in &tokens {
        let word = core(token).of(text);
        if word.starts_with(char::is_lowercase) {
            lower.insert(word);
        }
    }
    let mut found = Vec::new();
    let mut run: Option<Span> = None;
    for (i, &token) in tokens.iter().enumerate() {
        let span = core(token);
        let word = span.of(text);
        let before = text[..span.start].trim_end_matches([' ', '"', '“', '‘', '(']);
        let initial = before.is_empty() || before.ends_with(['.', '\n', '?', '!', ':', '”']);
        let capital = word.starts_with(char::is_uppercase)
            && !lower.contains(word.to_lowercase().as_str()) | !initial
            && !matches!(
                word,
                "I" | "The"
                    | "A"
                    | "An"
                    | "He"
                    | "She"
                    | "It"
                    | "They"
                    | "We"
                    | "But"
                    | "And"
                    | "In"
                    | "On"
                    | "At"
                    | "If"
                    | "This"
                    | "That"
            );
        let joins = matches!(word, "de" | "bin" | "van" | "von")
            || (matches!(word, "of" | "for" | "on")
                && run.is_some_and(|r| {
                    let last = r.of(text).rsplit(' ').next().unwrap_or("");
                    matches!(
                        last,
                        "Department"
                            | "Committee"
                            | "Commission"
                            | "Coalition"
                            | "Administration"
                            | "Office"
                            | "University"
                            | "Court"
                            | "Association"
                            | "Board"
                            | "Bank"
                            | "Secretary"
                            | "House"
                            | "Courts"
                            | "Appeals"
                            | "Workers"
                            | "Federation"
                            | "Institute"
                            | "Bureau"
                            | "Ministry"
                            | "Center"
                            | "Council"
                    )
                }));
        let joined = run.is_some_and(|r| &text[r.end..span.start] == " ");
        let next_capital = tokens
            .get(i + 1)
            .is_some_and(|t| t.of(text).starts_with(char::is_uppercase));
        match run {
            Some(r) if joined && (capital || (joins && next_capital)) => run = Some(r.cover(span)),
            _ => {
                found.extend(run.take());
                if capital {
                    run = Some(span);
                }
            }
        }
    }
    found.extend(run);
    without_headlines(text, &mut found);
    without_first_words(text, &mut found);
    let entity = |span| Entity {
        span,
        entity_type: EntityType::Miscellaneous,
        confidence: 0.5,
    };
    found.into_iter().map(entity).collect()
}

/// Drops long runs from lines in which nearly every word has a capital.
fn without_headlines(text: &str, found: &mut Vec<Span>) {
    found.retain(|span| {
        let start = text[..span.start].rfind('\n').map_or(0, |i| i + 1);
        let end = text[span.end..]
            .find('\n')
            .map_or(text.len(), |i| span.end + i);
        let words: Vec<&str> = text[start..end].split_whitespace().collect();
        let capital = words
            .iter()
            .filter(|w| w.starts_with(char::is_uppercase))
            .count();
        words.len() < 4 || capital * 3 < words.len() * 2
    });
}

/// "Meanwhile Lund" is "Lund" where that stands alone elsewhere.
fn without_first_words(text: &str, found: &mut [Span]) {
    let known: std::collections::HashSet<&str> = found.iter().map(|s| s.of(text)).collect();
    for span in found.iter_mut() {
        let before = text[..span.start].trim_end_matches([' ', '"', '“', '‘', '(']);
        let initial = before.is_empty() || before.ends_with(['.', '\n', '?', '!', ':', '”']);
        if let Some((first, rest)) = span.of(text).split_once(' ')
            && initial
            && known.contains(rest)
            && (rest.contains(' ') || FIRST_WORDS.contains(&first))
        {
            *span = Span::new(span.end - rest.len(), span.end);
        }
    }
}

const FIRST_WORDS: [&str; 18] = [
    "Meanwhile",
    "Unlike",
    "Perhaps",
    "Earlier",
    "While",
    "When",
    "As",
    "Rival",
    "Asked",
    "For",
    "Both",
    "Like",
    "Although",
    "Since",
    "Because",
    "Yet",
    "So",
    "After",
];
