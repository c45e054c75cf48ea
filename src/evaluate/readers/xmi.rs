//! UIMA CAS as XMI, as INCEpTION and WebAnno export it. Offsets count UTF-16 units, as Java does.
//!
//! What a span is, is told from the name of its layer (`webanno.custom.Source`) or from the value
//! of a feature (`role="Source"`); what belongs together from relations (`Dependent`, `Governor`)
//! and from slots. A feature `speaker` gives the full name. The type system beside the file is
//! not needed for that.

use super::article_names::ArticleNames;
use super::marks::{Marks, Role};
use super::utf16::Utf16;
use super::{Reading, files};
use crate::error::{Error, Result};
use crate::evaluate::document::{AnnotatedArticle, Corpus, article_name};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::path::Path;

/// Whether a file is one.
pub fn is_xmi(content: &str) -> bool {
    let head: String = content.chars().take(2000).collect();
    head.contains("<xmi:XMI") || head.contains("http://www.omg.org/XMI")
}

/// Reads a file, or every `.xmi` file of a folder, and `.xml` files that are one.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in &found {
        let extension = file.extension().unwrap_or_default();
        if extension != "xmi" && extension != "xml" && !path.is_file() {
            continue;
        }
        let content = files::text(file)?;
        if extension != "xmi" && !path.is_file() && !is_xmi(&content) {
            continue; // The type system, perhaps.
        }
        let structures = structures(&content).map_err(|reason| Error::Format {
            path: file.clone(),
            line: 0,
            reason,
        })?;
        if let Some(document) = document(&structures, file, reading) {
            corpus.push(document);
        }
    }
    Ok(corpus)
}

/// An element of the file: a feature structure, by the local name of its type.
struct Structure {
    name: String,
    features: HashMap<String, String>,
}

impl Structure {
    fn feature(&self, name: &str) -> Option<&str> {
        self.features.get(name).map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.feature(name)?.parse().ok()
    }
}

/// Every element that has an id.
fn structures(content: &str) -> std::result::Result<Vec<Structure>, String> {
    let mut reader = Reader::from_str(content);
    let mut structures = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => structures.push(structure(&start)?),
            Ok(Event::Eof) => return Ok(structures),
            Ok(_) => {}
            Err(error) => {
                let place = reader.error_position();
                return Err(format!("not readable as XML at byte {place}: {error}"));
            }
        }
    }
}

fn structure(start: &BytesStart<'_>) -> std::result::Result<Structure, String> {
    let mut features = HashMap::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        // As the standard has it: a line end that is written as such is a space, one that is
        // written as a reference is a line end.
        let written = attribute.value.replace("\r\n", "\n");
        let written = written.replace(['\n', '\r', '\t'], " ");
        let value = quick_xml::escape::unescape(&written).map_err(|error| error.to_string())?;
        let key = attribute.key.local_name().as_ref().to_owned();
        features.insert(key, value.into_owned());
    }
    Ok(Structure {
        name: start.local_name().as_ref().to_owned(),
        features,
    })
}

fn document(
    structures: &[Structure],
    path: &Path,
    reading: &mut Reading,
) -> Option<AnnotatedArticle> {
    let sofas = || {
        structures
            .iter()
            .filter(|s| s.feature("sofaString").is_some())
    };
    let initial = sofas().find(|s| s.feature("sofaID") == Some("_InitialView"));
    let Some(sofa) = initial.or_else(|| sofas().next()) else {
        reading.warn(path, 0, "this file has no text (sofaString)");
        return None;
    };
    let text = sofa.feature("sofaString")?;
    let marks = marks(structures, sofa.feature("id"), text);
    if marks.marks.is_empty() {
        reading.warn(
            path,
            0,
            "no span is a part of a claim: neither the name of its layer nor a feature says \
             source, cue or content",
        );
    }
    let metadata = structures.iter().find(|s| s.name == "DocumentMetaData");
    let said = |feature: &str| {
        let value = metadata.and_then(|m| m.feature(feature));
        value.map(str::trim).filter(|value| !value.is_empty())
    };
    let title = said("documentTitle");
    let known = ArticleNames::new(path, 1, reading).known(text);
    let id = known.unwrap_or_else(|| match title {
        Some(title) => article_name(title).to_owned(),
        None => files::article(path),
    });
    let claims = marks.claims(Some(text));
    Some(AnnotatedArticle {
        id,
        // INCEpTION writes there who annotated.
        annotator: said("documentId")
            .filter(|id| Some(*id) != title)
            .map(str::to_owned),
        text: Some(text.to_owned()),
        has_speakers: claims.iter().any(|c| c.speaker.is_some()),
        claims: Some(claims),
        ..AnnotatedArticle::default()
    })
}

fn marks(structures: &[Structure], sofa: Option<&str>, text: &str) -> Marks {
    let by_id: HashMap<&str, &Structure> = structures
        .iter()
        .filter_map(|s| Some((s.feature("id")?, s)))
        .collect();
    // The structures that a feature refers to, through an array if there is one.
    let referred = |value: &str| -> Vec<&Structure> {
        let direct = value
            .split_whitespace()
            .filter_map(|id| by_id.get(id).copied());
        let through = |s: &Structure| s.feature("elements").map(str::to_owned);
        direct
            .flat_map(|s| match through(s) {
                Some(all) => all
                    .split_whitespace()
                    .filter_map(|id| by_id.get(id).copied())
                    .collect(),
                None => vec![s],
            })
            .collect()
    };
    let spans = || {
        structures.iter().filter(|s| {
            s.feature("begin").is_some()
                && s.feature("sofa") == sofa
                && s.feature("Governor").is_none()
        })
    };
    let mut marks = Marks::default();
    // What slots say of the spans that they lead to.
    let mut roles: HashMap<&str, Role> = HashMap::new();
    for span in spans() {
        for value in span.features.values() {
            for link in referred(value) {
                if let Some(target) = link.feature("target") {
                    marks.lines.extend(
                        span.feature("id")
                            .map(|id| (id.to_owned(), target.to_owned())),
                    );
                    roles.extend(
                        link.feature("role")
                            .and_then(Role::of)
                            .map(|role| (target, role)),
                    );
                }
            }
        }
    }
    for relation in structures {
        let ends = (relation.feature("Dependent"), relation.feature("Governor"));
        if let (Some(a), Some(b)) = ends {
            marks.lines.push((a.to_owned(), b.to_owned()));
        }
    }
    let units = Utf16::new(text);
    for span in spans() {
        let id = span.feature("id").unwrap_or_default();
        let said = || {
            span.features
                .iter()
                .filter(|(name, _)| !is_name(name))
                .map(|(_, v)| v)
        };
        let role = said()
            .find_map(|value| Role::named(value))
            .or_else(|| Role::of(&words(&span.name)))
            .or_else(|| roles.get(id).copied());
        let (Some(role), Some(begin), Some(end)) = (role, span.number("begin"), span.number("end"))
        else {
            continue;
        };
        let speaker = span.features.iter().find(|(name, _)| is_name(name));
        let speaker = speaker.map(|(_, name)| name.clone());
        marks.add(id.to_owned(), role.name(), units.piece(begin, end), speaker);
    }
    marks
}

/// Whether a feature gives the full name of who speaks.
fn is_name(feature: &str) -> bool {
    let feature = feature.to_lowercase().replace('_', "");
    feature == "speaker" || feature == "speakername"
}

/// `DirectQuote` as words.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            words.push(' ');
        }
        words.push(c);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::document::Piece;

    /// A file with a span in each of two views, of which the second is the usual one.
    fn two_views(document_id: &str) -> String {
        format!(
            "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\">\
             <DocumentMetaData xmi:id=\"5\" sofa=\"2\" begin=\"0\" end=\"9\" \
             documentTitle=\"flood.txt\" documentId=\"{document_id}\"/>\
             <Quote xmi:id=\"3\" sofa=\"2\" begin=\"0\" end=\"9\"/>\
             <Quote xmi:id=\"4\" sofa=\"1\" begin=\"0\" end=\"7\"/>\
             <Sofa xmi:id=\"1\" sofaID=\"other\" sofaString=\"Another text.\"/>\
             <Sofa xmi:id=\"2\" sofaID=\"_InitialView\" sofaString=\"It rained.\"/></xmi:XMI>"
        )
    }

    #[test]
    fn the_initial_view_is_the_article() {
        let structures = structures(&two_views("ana")).unwrap();
        let mut reading = Reading::default();
        let article = document(&structures, Path::new("a.xmi"), &mut reading).unwrap();
        assert_eq!(reading.warnings, Vec::<String>::new());
        assert_eq!(article.id, "flood");
        assert_eq!(article.annotator.as_deref(), Some("ana"));
        assert_eq!(article.text.as_deref(), Some("It rained."));
        assert_eq!(article.claims().len(), 1);
        assert_eq!(article.claims()[0].content, [Piece { start: 0, end: 9 }]);
    }

    #[test]
    fn a_title_is_no_annotator() {
        let structures = structures(&two_views("flood.txt")).unwrap();
        let path = Path::new("a.xmi");
        let article = document(&structures, path, &mut Reading::default()).unwrap();
        assert_eq!(article.annotator, None);
    }

    #[test]
    fn a_file_is_known_by_its_first_element() {
        assert!(is_xmi(
            "<?xml version=\"1.0\"?><xmi:XMI xmi:version=\"2.0\">"
        ));
        assert!(is_xmi("<XMI xmlns=\"http://www.omg.org/XMI\">"));
        assert!(!is_xmi("<typeSystemDescription>"));
    }

    #[test]
    fn a_folder_holds_other_files_too_and_a_file_alone_may_be_called_anything() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("a.xmi", two_views("ana")),
            ("b.xml", two_views("bo")),
            ("copy.cas", two_views("cy")),
            ("types.xml", "<typeSystemDescription/>".to_owned()),
        ];
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let annotators = |path: &Path| -> Vec<Option<String>> {
            let corpus = read(path, &mut Reading::default()).unwrap();
            corpus.into_iter().map(|d| d.annotator).collect()
        };
        let expected = ["ana", "bo"].map(|name| Some(name.to_owned()));
        assert_eq!(annotators(folder.path()), expected);
        let alone = folder.path().join("copy.cas");
        assert_eq!(annotators(&alone), [Some("cy".to_owned())]);
    }
}
