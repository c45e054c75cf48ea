//! JSON of annotation tools: doccano, Label Studio, Prodigy and spaCy. Each says in its way which
//! spans somebody marked in which text; what the spans are is told from their labels.

use super::article_names::ArticleNames;
use super::marks::{Marks, report_labels};
use super::utf16::Utf16;
use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, Corpus, Piece};
use crate::text::CharacterOffsets;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What a record of a tool says: a text and, for each who annotated it, spans and lines.
pub struct Annotated<'r> {
    /// The text.
    pub text: &'r str,
    /// Who, if the record says so, and what they marked.
    pub by: Vec<(Option<String>, Marks)>,
}

/// A tool's way to say it.
pub trait Tool {
    /// Objects in a record that hold fields of the article.
    const OBJECTS: &'static [&'static str];

    /// What a record says; the reason in words if it is none of the tool's, nothing if it is not
    /// to be used.
    fn annotated<'r>(record: &'r Value, warn: &mut dyn FnMut(String)) -> Option<Annotated<'r>>;
}

/// Reads a file, or every `.json` and `.jsonl` file of a folder.
pub fn read<T: Tool>(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::of_json(path)?;
    let several = found.len() > 1;
    let mut corpus = Corpus::new();
    for file in &found {
        let records = files::records(file, reading)?;
        let mut names = ArticleNames::new(file, records.len(), reading);
        let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
        for (number, (line, record)) in records.iter().enumerate() {
            let mut warn = |reason: String| reading.warn(file, *line, reason);
            let Some(annotated) = T::annotated(record, &mut warn) else {
                continue;
            };
            let id = names.name(annotated.text, number + 1, record, T::OBJECTS);
            for (annotator, marks) in annotated.by {
                for label in &marks.unknown {
                    *unknown.entry(label.clone()).or_default() += 1;
                }
                let claims = marks.claims(Some(annotated.text));
                corpus.push(AnnotatedArticle {
                    id: id.clone(),
                    // Some tools write a file for each who annotated.
                    annotator: annotator.or_else(|| several.then(|| files::article(file))),
                    text: Some(annotated.text.to_owned()),
                    has_speakers: claims.iter().any(|c| c.speaker.is_some()),
                    claims: Some(claims),
                    ..AnnotatedArticle::default()
                });
            }
        }
        report_labels(&unknown, file, reading);
        names.report(file, reading);
    }
    // A text that stands in several files without being annotated twice has one annotator.
    let mut versions: HashMap<String, usize> = HashMap::new();
    for document in &corpus {
        *versions.entry(document.id.clone()).or_default() += 1;
    }
    for document in corpus.iter_mut().filter(|d| versions[&d.id] == 1) {
        document.annotator = None;
    }
    Ok(corpus)
}

fn number(value: Option<&Value>) -> Option<usize> {
    value?.as_u64().and_then(|n| usize::try_from(n).ok())
}

/// The value as a name: words, or a number.
fn name(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(name) if !name.is_empty() => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list<'r>(record: &'r Value, field: &str) -> impl Iterator<Item = &'r Value> {
    record
        .get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// doccano's JSON lines, with or without relations.
pub struct Doccano;

impl Tool for Doccano {
    const OBJECTS: &'static [&'static str] = &["meta"];

    fn annotated<'r>(record: &'r Value, warn: &mut dyn FnMut(String)) -> Option<Annotated<'r>> {
        let text = record.get("text").or_else(|| record.get("data"));
        let Some(text) = text.and_then(Value::as_str) else {
            warn("this record has no text".to_owned());
            return None;
        };
        let mut marks = Marks::default();
        let spans = ["label", "labels", "entities"];
        for (i, span) in spans.iter().flat_map(|f| list(record, f)).enumerate() {
            let (id, start, end, label) = match span {
                Value::Array(span) => (i.to_string(), span.first(), span.get(1), span.get(2)),
                span => (
                    name(span.get("id")).unwrap_or_default(),
                    span.get("start_offset"),
                    span.get("end_offset"),
                    span.get("label"),
                ),
            };
            match (number(start), number(end), label.and_then(Value::as_str)) {
                (Some(start), Some(end), Some(label)) => {
                    marks.add(id, label, Piece::new(start, end), None);
                }
                _ => warn(format!("{span} is not start, end and label")),
            }
        }
        marks.lines = list(record, "relations")
            .filter_map(|r| Some((name(r.get("from_id"))?, name(r.get("to_id"))?)))
            .collect();
        Some(Annotated {
            text,
            by: vec![(None, marks)],
        })
    }
}

/// Prodigy's JSON lines: spans, and relations if there are some.
pub struct Prodigy;

impl Tool for Prodigy {
    const OBJECTS: &'static [&'static str] = &["meta"];

    fn annotated<'r>(record: &'r Value, warn: &mut dyn FnMut(String)) -> Option<Annotated<'r>> {
        let Some(text) = record.get("text").and_then(Value::as_str) else {
            warn("this record has no text".to_owned());
            return None;
        };
        let answer = record.get("answer").and_then(Value::as_str);
        if let Some(answer) = answer.filter(|a| *a != "accept") {
            warn(format!("left out: its answer is {answer}"));
            return None;
        }
        // Spans have no names of their own: they are known by what they mark.
        let id = |span: &Value| {
            let (start, end) = (number(span.get("start"))?, number(span.get("end"))?);
            let label = span.get("label")?.as_str()?;
            Some((
                format!("{start} {end} {label}"),
                start,
                end,
                label.to_owned(),
            ))
        };
        let mut marks = Marks::default();
        for span in list(record, "spans") {
            match id(span) {
                Some((id, start, end, label)) => {
                    marks.add(id, &label, Piece::new(start, end), None);
                }
                None => warn(format!("{span} has no start, end and label")),
            }
        }
        let end = |relation: &Value, field: &str| Some(id(relation.get(field)?)?.0);
        marks.lines = list(record, "relations")
            .filter_map(|r| Some((end(r, "head_span")?, end(r, "child_span")?)))
            .collect();
        let annotator = ["_annotator_id", "_session_id"];
        let annotator = annotator.iter().find_map(|field| name(record.get(field)));
        Some(Annotated {
            text,
            by: vec![(annotator, marks)],
        })
    }
}

/// spaCy's documents as JSON (`Doc.to_json`): groups of spans, and entities.
pub struct Spacy;

impl Tool for Spacy {
    const OBJECTS: &'static [&'static str] = &["_", "user_data"];

    fn annotated<'r>(record: &'r Value, warn: &mut dyn FnMut(String)) -> Option<Annotated<'r>> {
        let Some(text) = record.get("text").and_then(Value::as_str) else {
            warn("this record has no text".to_owned());
            return None;
        };
        let mut marks = Marks::default();
        let groups = record.get("spans").and_then(Value::as_object);
        let grouped = groups.into_iter().flat_map(|groups| groups.keys());
        let grouped = grouped.flat_map(|key| list(&record["spans"], key));
        for (i, span) in grouped.chain(list(record, "ents")).enumerate() {
            let (start, end) = (number(span.get("start")), number(span.get("end")));
            if let (Some(start), Some(end)) = (start, end) {
                let label = span.get("label").and_then(Value::as_str);
                let label = label.unwrap_or_default();
                marks.add(i.to_string(), label, Piece::new(start, end), None);
            }
        }
        Some(Annotated {
            text,
            by: vec![(None, marks)],
        })
    }
}

/// Label Studio's JSON: a task with the annotations of several people, or, in its short form,
/// with one's.
pub struct LabelStudio;

impl Tool for LabelStudio {
    const OBJECTS: &'static [&'static str] = &["data", "meta"];

    fn annotated<'r>(record: &'r Value, warn: &mut dyn FnMut(String)) -> Option<Annotated<'r>> {
        let data = record.get("data").unwrap_or(record);
        // What the field with the text is called is a matter of the project: it is the longest.
        let strings = data.as_object().into_iter().flatten();
        let strings = strings.filter_map(|(_, value)| value.as_str());
        let longest = strings.max_by_key(|value| value.len());
        let Some(text) = data.get("text").and_then(Value::as_str).or(longest) else {
            warn("this task has no text".to_owned());
            return None;
        };
        let place = Place::new(text);
        let mut by: Vec<(Option<String>, Marks)> = Vec::new();
        if record.get("data").is_none() {
            let fields = record.as_object().into_iter().flatten();
            let regions = fields.filter_map(|(_, value)| value.as_array()).flatten();
            let mut marks = Marks::default();
            for (i, value) in regions.enumerate() {
                if let Some(label) = first(value, "labels") {
                    marks.add(i.to_string(), label, place.of(value, warn), None);
                }
            }
            by.push((name(record.get("annotator")), marks));
        }
        for annotation in list(record, "annotations") {
            if annotation.get("was_cancelled").and_then(Value::as_bool) == Some(true) {
                continue;
            }
            let who = annotation.get("completed_by");
            let who = name(who.and_then(|w| w.get("email")).or(who));
            let taken = by.iter().any(|(other, _)| *other == who);
            let number = name(annotation.get("id")).unwrap_or_default();
            let who = match who {
                Some(who) if taken => Some(format!("{who}-{number}")),
                None if !number.is_empty() => Some(number),
                who => who,
            };
            by.push((who, marks(annotation, &place, warn)));
        }
        Some(Annotated { text, by })
    }
}

/// The regions of one annotation of Label Studio. What belongs to one region are several results
/// with one id: its label, and the name typed for it.
fn marks(annotation: &Value, place: &Place<'_>, warn: &mut dyn FnMut(String)) -> Marks {
    let results = || list(annotation, "result");
    let typed: HashMap<&str, &str> = results()
        .filter(|r| r.get("type").and_then(Value::as_str) == Some("textarea"))
        .filter_map(|r| Some((r.get("id")?.as_str()?, first(r.get("value")?, "text")?)))
        .collect();
    let mut marks = Marks::default();
    for result in results() {
        if result.get("type").and_then(Value::as_str) == Some("relation") {
            let end = |field: &str| name(result.get(field));
            marks.lines.extend(end("from_id").zip(end("to_id")));
            continue;
        }
        let Some(value) = result.get("value") else {
            continue;
        };
        let labels = ["labels", "hypertextlabels"];
        if let Some(label) = labels.iter().find_map(|field| first(value, field)) {
            let id = name(result.get("id")).unwrap_or_default();
            let speaker = typed.get(id.as_str()).map(|name| (*name).to_owned());
            marks.add(id, label, place.of(value, warn), speaker);
        }
    }
    marks
}

fn first<'r>(value: &'r Value, field: &str) -> Option<&'r str> {
    list(value, field).next()?.as_str()
}

/// Where regions of Label Studio stand in a text. It has counted UTF-16 units in some versions
/// and characters in others, so the words that it writes beside the places decide.
struct Place<'t> {
    text: &'t str,
    offsets: CharacterOffsets<'t>,
    units: Utf16,
}

impl<'t> Place<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            offsets: CharacterOffsets::new(text),
            units: Utf16::new(text),
        }
    }

    fn of(&self, value: &Value, warn: &mut dyn FnMut(String)) -> Option<Piece> {
        let ends = |value: &Value| Some((number(value.get("start"))?, number(value.get("end"))?));
        let global = || value.get("globalOffsets").and_then(ends);
        let Some((start, end)) = ends(value).or_else(global) else {
            warn(format!("{value} has no start and end in characters"));
            return None;
        };
        let words = value.get("text").and_then(Value::as_str);
        let Some(words) = words.map(|words| words.replace("\\n", "\n")) else {
            return Piece::new(start, end);
        };
        let fits = |piece: &Piece| piece.of(self.text, &self.offsets) == Some(words.as_str());
        let counted = [Piece::new(start, end), self.units.piece(start, end)];
        if let Some(piece) = counted.into_iter().flatten().find(fits) {
            return Some(piece);
        }
        let length = words.chars().count();
        let places = self.text.match_indices(&words);
        let starts = places.map(|(byte, _)| self.offsets.to_characters(byte));
        let nearest = starts.min_by_key(|at| at.abs_diff(start));
        if nearest.is_none() {
            warn(format!("“{words}” is not in the text"));
        }
        nearest.and_then(|at| Piece::new(at, at + length))
    }
}

#[cfg(test)]
mod tests;
