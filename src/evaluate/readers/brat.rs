//! brat stand-off annotation as PolNeAR uses it: `T` lines mark spans, `E` lines link them.
//!
//! A file is `NAME.ann` or, with several annotators, `NAME_ANNOTATOR.ann`; its text is
//! `NAME.txt` in the same folder or in `text/` beside the file's folder. Tables that say who
//! the speakers are lie in `speakers/` beside it.
//!
//! In folders that sayso wrote ([`crate::claims::brat`]) a table says which file is which
//! article, and the pieces that brat makes of a span across a line end are joined again.

use super::{Reading, files, speaker_table};
use crate::claims::brat::{ARTICLES_TABLE, SIGNATURE, is_line_end};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, Piece, article_name};
use crate::text::CharacterOffsets;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Reads every `.ann` file below a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for file in files::with_extension(&found, "txt") {
        texts.insert(files::article(file), files::text(file)?);
    }
    let mut tables = Vec::new();
    for file in files::with_extension(&found, "tsv") {
        let content = files::text(file)?;
        tables.extend(speaker_table::parse(&content, file, reading));
    }
    let outlets = outlets(path);
    let names = article_names(&found)?;
    let is_ours = written_by_sayso(&found)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "ann") {
        let name = files::article(file);
        let (id, annotator) = match name.rsplit_once('_') {
            _ if texts.contains_key(&name) => (name.clone(), None),
            Some((id, annotator)) if texts.contains_key(id) => {
                (id.to_owned(), Some(annotator.to_owned()))
            }
            _ => {
                reading.warn(file, 0, "no text was found for this file");
                (name.clone(), None)
            }
        };
        let text = texts.get(&id).cloned();
        let length = text.as_ref().map(|t| t.chars().count());
        let breaks = text.as_deref().filter(|_| is_ours).map(Breaks::new);
        let mut claims = parse(&files::text(file)?, length, breaks, file, reading);
        let table = tables.iter().find(|t| t.is_for(&name, &id));
        if let Some(table) = table {
            table.apply(&mut claims, text.as_deref(), file, reading);
        }
        corpus.push(AnnotatedArticle {
            outlet: outlets.get(&id).cloned(),
            id: names.get(&id).cloned().unwrap_or(id),
            annotator,
            text,
            claims: Some(claims),
            has_speakers: table.is_some(),
            ..AnnotatedArticle::default()
        });
    }
    Ok(corpus)
}

/// Whether sayso wrote the folder's configuration of brat.
fn written_by_sayso(found: &[PathBuf]) -> Result<bool> {
    let configuration = found.iter().find(|f| f.ends_with("annotation.conf"));
    let content = configuration.map(|file| files::text(file)).transpose()?;
    Ok(content.is_some_and(|content| content.starts_with(SIGNATURE)))
}

/// The articles' names by those of their files, where a table says so and no two are the same.
fn article_names(found: &[PathBuf]) -> Result<HashMap<String, String>> {
    let Some(table) = found.iter().find(|f| f.ends_with(ARTICLES_TABLE)) else {
        return Ok(HashMap::new());
    };
    let content = files::text(table)?;
    let rows = content.lines().skip(1).filter_map(|l| l.split_once('\t'));
    let rows: Vec<(&str, &str)> = rows.map(|(file, id)| (file, article_name(id))).collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for (_, name) in &rows {
        *count.entry(name).or_default() += 1;
    }
    let alone = rows.into_iter().filter(|(_, name)| count[name] == 1);
    Ok(alone
        .map(|(file, name)| (file.to_owned(), name.to_owned()))
        .collect())
}

/// Where lines end in a text.
pub struct Breaks<'t>(CharacterOffsets<'t>);

impl<'t> Breaks<'t> {
    fn new(text: &'t str) -> Self {
        Self(CharacterOffsets::new(text))
    }

    /// Joins the pieces of one span between which nothing stands but line ends.
    fn join(&self, pieces: &mut Vec<Piece>) {
        pieces.dedup_by(|next, piece| {
            let gap = self.0.to_span(piece.end, next.start);
            let joins = gap.is_some_and(|gap| gap.of(self.0.text()).chars().all(is_line_end));
            if joins {
                piece.end = next.end;
            }
            joins
        });
    }
}

/// Reads one file: its claims, in the order of their `E` lines. Lines that cannot be used
/// are reported and left out; `length` is that of the text, in characters. With `breaks`, the
/// pieces of a span across a line end become one.
pub fn parse(
    content: &str,
    length: Option<usize>,
    breaks: Option<Breaks>,
    path: &Path,
    reading: &mut Reading,
) -> Vec<AnnotatedClaim> {
    let mut spans: HashMap<&str, Vec<Piece>> = HashMap::new();
    let mut events: Vec<(usize, &str, &str)> = Vec::new();
    for (i, line) in content.lines().enumerate() {
        let number = i + 1;
        let mut fields = line.split('\t');
        let id = fields.next().unwrap_or_default();
        let body = fields.next();
        match (id.chars().next(), body) {
            (Some('T'), Some(body)) => match pieces(body, length) {
                Ok(mut pieces) if !spans.contains_key(id) => {
                    if let Some(breaks) = &breaks {
                        breaks.join(&mut pieces);
                    }
                    spans.insert(id, pieces);
                }
                Ok(_) => reading.warn(path, number, format!("{id} is marked a second time")),
                Err(reason) => reading.warn(path, number, format!("{id}: {reason}")),
            },
            (Some('E'), Some(body)) => events.push((number, id, body)),
            // Notes, attributes, relations and normalizations say nothing of attribution.
            (Some('#' | 'A' | 'M' | 'R' | 'N' | '*'), Some(_)) | (None, _) => {}
            _ => reading.warn(path, number, "not a line of brat annotation"),
        }
    }
    let mut claims = Vec::new();
    for (number, id, body) in events {
        let mut claim = AnnotatedClaim {
            id: id.to_owned(),
            ..AnnotatedClaim::default()
        };
        for part in body.split_whitespace() {
            let (role, span) = part.split_once(':').unwrap_or((part, ""));
            let target = match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => &mut claim.source,
                "Cue" => &mut claim.cue,
                "Content" => &mut claim.content,
                _ => continue,
            };
            match spans.get(span) {
                Some(pieces) => target.extend(pieces),
                None => reading.warn(
                    path,
                    number,
                    format!("{id} names {part}, which is not marked"),
                ),
            }
        }
        if claim.content.is_empty() {
            reading.warn(path, number, format!("{id} has no content"));
        }
        claims.push(claim);
    }
    claims
}

/// The pieces of `Type start end;start end`.
fn pieces(body: &str, length: Option<usize>) -> Result<Vec<Piece>, String> {
    let (_, offsets) = body.split_once(' ').ok_or("it has no offsets")?;
    offsets
        .split(';')
        .map(|pair| {
            let mut numbers = pair.split_whitespace().map(str::parse::<usize>);
            match (numbers.next(), numbers.next(), numbers.next()) {
                (Some(Ok(start)), Some(Ok(end)), None) => match Piece::new(start, end) {
                    Some(piece) if length.is_none_or(|l| end <= l) => Ok(piece),
                    Some(_) => Err(format!("{start} {end} is beyond the text")),
                    None => Err(format!("{start} {end} marks nothing")),
                },
                _ => Err(format!("“{pair}” is not a start and an end")),
            }
        })
        .collect()
}

/// Publishers by article, from a `metadata.tsv` with columns `filename` and `publisher` in
/// the folder or the one above it.
fn outlets(path: &Path) -> HashMap<String, String> {
    let tables: Vec<PathBuf> = path
        .ancestors()
        .take(2)
        .map(|folder| folder.join("metadata.tsv"))
        .collect();
    let Some(content) = tables.iter().find_map(|t| std::fs::read_to_string(t).ok()) else {
        return HashMap::new();
    };
    let mut lines = content.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name| header.iter().position(|&h| h == name);
    let (Some(file), Some(publisher)) = (column("filename"), column("publisher")) else {
        return HashMap::new();
    };
    lines
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let name = article_name(fields.get(file)?);
            Some((name.to_owned(), (*fields.get(publisher)?).to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(content: &str) -> (Vec<AnnotatedClaim>, Vec<String>) {
        let mut reading = Reading::default();
        let claims = parse(content, Some(60), None, Path::new("a.ann"), &mut reading);
        (claims, reading.warnings)
    }

    fn p(start: usize, end: usize) -> Piece {
        Piece::new(start, end).unwrap()
    }

    #[test]
    fn links_spans() {
        let (claims, warnings) = parsed(
            "T1\tSource 0 9\tThe mayor\nT2\tCue 10 14\tsaid\nT3\tContent 15 20;30 36\ttaxes rise\n\
             T4\tAttribution 10 14\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n\
             T5\tContent 40 45\tagain\nE2\tAttribution-no-source:T4 Content:T3 Content2:T5\n\
             #1\tAnnotatorNotes T1\twhy?\n",
        );
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(claims[0].source, [p(0, 9)]);
        assert_eq!(claims[0].cue, [p(10, 14)]);
        assert_eq!(claims[0].content, [p(15, 20), p(30, 36)]);
        assert_eq!(claims[1].content, [p(15, 20), p(30, 36), p(40, 45)]);
        assert!(claims[1].source.is_empty());
    }

    #[test]
    fn defects_are_reported_and_left_out() {
        let (claims, warnings) = parsed(
            "T1\tContent 5 9\tword\nover the line\nT2\tCue 9\tx\nT3\tSource 50 70\tx\n\
             T4\tSource 4 4\t\nE1\tAttribution:T9 Content:T1 Cue:T2 Source:T77\nE2\tAttribution:T9\n",
        );
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[0].content, [p(5, 9)]);
        assert!(claims[0].cue.is_empty() && claims[0].source.is_empty());
        let expected = [
            "a.ann, line 2: not a line of brat annotation",
            "a.ann, line 3: T2: “9” is not a start and an end",
            "a.ann, line 4: T3: 50 70 is beyond the text",
            "a.ann, line 5: T4: 4 4 marks nothing",
            "a.ann, line 6: E1 names Cue:T2, which is not marked",
            "a.ann, line 6: E1 names Source:T77, which is not marked",
            "a.ann, line 7: E2 has no content",
        ];
        assert_eq!(warnings, expected);
    }

    proptest! {
        #[test]
        fn never_fails(content in "([TE#][0-9]{0,2}[\t ]?[A-Z]{0,1}[a-z]{0,5}:?[ T0-9;]{0,12}\t?\n?){0,6}\\PC{0,20}") {
            parsed(&content);
        }
    }

    #[test]
    fn a_span_that_is_marked_again_is_the_first() {
        let (claims, warnings) =
            parsed("T1\tContent 0 9\tx\nT1\tContent 10 14\tx\nE1\tAttribution:T1 Content:T1\n");
        assert_eq!(warnings, ["a.ann, line 2: T1 is marked a second time"]);
        assert_eq!(claims[0].content, [p(0, 9)]);
    }

    /// What is read of a folder `gold` with these files, and what is said of it.
    fn folder(files: &[(&str, &str)]) -> (Corpus, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let gold = folder.path().join("gold");
        std::fs::create_dir(&gold).unwrap();
        for (name, content) in files {
            std::fs::write(gold.join(name), content).unwrap();
        }
        let mut reading = Reading::default();
        let mut corpus = read(&gold, &mut reading).unwrap();
        corpus.sort_by(|a, b| (&a.id, &a.annotator).cmp(&(&b.id, &b.annotator)));
        let within = gold.join("").display().to_string();
        let said = reading.warnings.iter().map(|w| w.replace(&within, ""));
        (corpus, said.collect())
    }

    const ANNOTATION: &str = "T1\tContent 0 4;5 9\tRain fell\nE1\tAttribution:T1 Content:T1\n";

    #[test]
    fn names_say_the_annotator_where_there_is_such_a_text() {
        let (corpus, said) = folder(&[
            ("quake.txt", "Rain fell"),
            ("quake_ab.ann", ANNOTATION),
            ("a_b.txt", "Rain fell"),
            ("a_b.ann", ANNOTATION),
            ("flood_cd.ann", ANNOTATION),
        ]);
        let found: Vec<_> = (corpus.iter())
            .map(|d| (d.id.as_str(), d.annotator.as_deref(), d.text.is_some()))
            .collect();
        let expected = [
            ("a_b", None, true),
            ("flood_cd", None, false),
            ("quake", Some("ab"), true),
        ];
        assert_eq!(found, expected);
        assert_eq!(said, ["flood_cd.ann: no text was found for this file"]);
    }

    #[test]
    fn a_table_says_the_publishers() {
        let table = "number\tfilename\tpublisher\n1\tdev/quake.txt\tThe Gazette\n2\tflood\n";
        let texts = [
            ("quake.txt", "Rain fell"),
            ("quake.ann", ANNOTATION),
            ("flood.txt", "Rain fell"),
            ("flood.ann", ANNOTATION),
        ];
        let (corpus, _) = folder(&[&texts[..], &[("metadata.tsv", table)]].concat());
        let outlets: Vec<_> = corpus.iter().map(|d| d.outlet.as_deref()).collect();
        assert_eq!(outlets, [None, Some("The Gazette")]);
        let (corpus, _) = folder(&[&texts[..], &[("metadata.tsv", "a\tb\n1\t2\n")]].concat());
        assert!(corpus.iter().all(|d| d.outlet.is_none()));
    }

    #[test]
    fn pieces_are_joined_over_a_line_end_only_where_sayso_wrote_them() {
        let files = [("quake.txt", "Rain\nfell"), ("quake.ann", ANNOTATION)];
        let (theirs, _) = folder(&files);
        assert_eq!(theirs[0].claims()[0].content, [p(0, 4), p(5, 9)]);
        let ours = [&files[..], &[("annotation.conf", SIGNATURE)]].concat();
        let (ours, _) = folder(&ours);
        assert_eq!(ours[0].claims()[0].content, [p(0, 9)]);
    }
}
