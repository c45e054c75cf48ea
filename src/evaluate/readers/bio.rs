//! Roles in columns, a token a line, as taggers write them.
//!
//! The first column is the token; the next two may be its start and end in characters; each
//! further column holds tags `B-source`, `I-cue`, `B-content`, … or `O`. A tag may end in the
//! number of its claim (`B-source-2`). Tags without numbers are linked by nearness: each
//! content to the nearest cue of its sentence, and that to the nearest source.

use super::columns::{ColumnArticle, joined, located, parse, spans};
use super::marks::{Role, nearest};
use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, AnnotatedClaim, Corpus, Piece, article_name};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a file, or every `.bio` file of a folder.
pub fn read(path: &Path, reading: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in &found {
        if path.is_file() || file.extension().is_some_and(|e| e == "bio") {
            documents(&files::text(file)?, file, reading, &mut corpus);
        }
    }
    Ok(corpus)
}

/// A span of one role.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Found<'t> {
    role: Role,
    claim: Option<&'t str>,
    sentence: usize,
    piece: Piece,
}

fn documents(content: &str, path: &Path, reading: &mut Reading, corpus: &mut Corpus) {
    let name = files::article(path);
    let articles = parse(content);
    let several = articles.len() > 1;
    for (i, article) in articles.iter().enumerate() {
        let id = match &article.name {
            Some(name) => article_name(name).to_owned(),
            None if several => format!("{name}-{:04}", i + 1),
            None => name.clone(),
        };
        let (text, places, first_tag) = places(article, &id, path, reading);
        let claims = claims(&found(article, &places, first_tag, path, reading));
        corpus.push(AnnotatedArticle {
            id,
            text,
            claims: Some(claims),
            ..AnnotatedArticle::default()
        });
    }
}

/// The text of an article, where its tokens stand, and which column holds the first tags.
fn places(
    article: &ColumnArticle,
    id: &str,
    path: &Path,
    reading: &mut Reading,
) -> (Option<String>, Vec<Vec<Piece>>, usize) {
    let text = reading.texts.get(id).cloned();
    let offsets = |row: &super::columns::Row| {
        let number = |i: usize| row.columns.get(i)?.parse::<usize>().ok();
        Piece::new(number(0)?, number(1)?)
    };
    let stated: Option<Vec<Vec<Piece>>> = article
        .sentences
        .iter()
        .map(|s| s.iter().map(offsets).collect())
        .collect();
    if let Some(stated) = stated {
        return (text, stated, 2);
    }
    if let Some(known) = &text {
        match located(&article.sentences, known) {
            Ok(places) => return (text, places, 0),
            Err(row) => reading.warn(
                path,
                row.line,
                format!("“{}” is not what follows in the text of {id}", row.token),
            ),
        }
    }
    let (text, places) = joined(&article.sentences);
    (Some(text), places, 0)
}

fn found<'t>(
    article: &'t ColumnArticle,
    places: &[Vec<Piece>],
    first_tag: usize,
    path: &Path,
    reading: &mut Reading,
) -> Vec<Found<'t>> {
    let mut found = Vec::new();
    for (i, (sentence, places)) in article.sentences.iter().zip(places).enumerate() {
        let layers = sentence.iter().map(|r| r.columns.len()).max().unwrap_or(0);
        for layer in first_tag..layers {
            let tags = sentence
                .iter()
                .map(|r| r.columns.get(layer).map_or("O", String::as_str));
            for (label, first, end) in spans(tags) {
                let (role, claim) = match label.split_once(['-', ':']) {
                    Some((role, claim)) => (role, Some(claim)),
                    None => (label, None),
                };
                let role = match role.to_lowercase().as_str() {
                    "source" => Role::Source,
                    "cue" => Role::Cue,
                    "content" => Role::Content,
                    _ => {
                        reading.warn(path, sentence[first].line, format!("“{role}” is no role"));
                        continue;
                    }
                };
                let piece = Piece {
                    start: places[first].start,
                    end: places[end - 1].end,
                };
                found.push(Found {
                    role,
                    claim,
                    sentence: i,
                    piece,
                });
            }
        }
    }
    found
}

fn claims(found: &[Found<'_>]) -> Vec<AnnotatedClaim> {
    let mut numbered: BTreeMap<&str, AnnotatedClaim> = BTreeMap::new();
    for span in found {
        if let Some(number) = span.claim {
            let claim = numbered.entry(number).or_default();
            number.clone_into(&mut claim.id);
            part(claim, span.role).push(span.piece);
        }
    }
    let mut claims: Vec<AnnotatedClaim> = numbered.into_values().collect();
    let loose: Vec<(Role, usize, Piece)> = found
        .iter()
        .filter(|s| s.claim.is_none())
        .map(|s| (s.role, s.sentence, s.piece))
        .collect();
    for group in nearest(&loose) {
        let mut claim = AnnotatedClaim {
            id: (claims.len() + 1).to_string(),
            ..AnnotatedClaim::default()
        };
        for (role, _, piece) in group.into_iter().map(|i| loose[i]) {
            part(&mut claim, role).push(piece);
        }
        claims.push(claim);
    }
    claims
}

fn part(claim: &mut AnnotatedClaim, role: Role) -> &mut Vec<Piece> {
    match role {
        Role::Source => &mut claim.source,
        Role::Cue => &mut claim.cue,
        Role::Content => &mut claim.content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, texts: &[(&str, &str)]) -> (Corpus, Vec<String>) {
        let mut reading = Reading {
            texts: texts
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
            ..Reading::default()
        };
        let mut corpus = Corpus::new();
        documents(content, Path::new("quake.bio"), &mut reading, &mut corpus);
        (corpus, reading.warnings)
    }

    fn p(start: usize, end: usize) -> Piece {
        Piece { start, end }
    }

    const PLAIN: &str = "Ana B-source\nsaid B-cue\nrain B-content\nfell I-content\n. O\n";

    #[test]
    fn tags_without_numbers_are_linked_by_nearness() {
        let (corpus, warnings) = read(PLAIN, &[("quake", "Ana said rain fell.")]);
        assert_eq!(warnings, Vec::<String>::new());
        let claim = &corpus[0].claims()[0];
        assert_eq!(claim.source, [p(0, 3)]);
        assert_eq!(claim.cue, [p(4, 8)]);
        assert_eq!(claim.content, [p(9, 18)]);
    }

    #[test]
    fn numbers_link_and_layers_nest() {
        let (corpus, _) = read(
            "-DOCSTART- one\nAna\t0\t3\tB-source-1\tO\nsaid\t4\t8\tB-cue-1\tO\nBen\t9\t12\tB-content-1\tB-source-2\n\
             knew\t13\t17\tI-content-1\tB-cue-2\nit\t18\t20\tI-content-1\tB-content-2\n",
            &[],
        );
        assert_eq!(corpus[0].id, "one");
        let claims = corpus[0].claims();
        assert_eq!(
            (&claims[0].source, &claims[0].content),
            (&vec![p(0, 3)], &vec![p(9, 20)])
        );
        assert_eq!(
            (&claims[1].source, &claims[1].content),
            (&vec![p(9, 12)], &vec![p(18, 20)])
        );
    }

    #[test]
    fn another_text_is_reported() {
        let (corpus, warnings) = read(PLAIN, &[("quake", "Ana said snow fell.")]);
        assert_eq!(
            warnings,
            ["quake.bio, line 3: “rain” is not what follows in the text of quake"]
        );
        assert_eq!(corpus[0].text.as_deref(), Some("Ana said rain fell ."));
    }

    #[test]
    fn lonely_cues_count_as_spans() {
        let (corpus, warnings) = read("Ana B-speaker\nsaid B-cue\n", &[]);
        assert_eq!(warnings.len(), 1);
        assert_eq!(corpus[0].claims()[0].cue, [p(4, 8)]);
    }

    #[test]
    fn articles_without_a_name_are_numbered_if_there_are_several() {
        let ids = |content: &str| -> Vec<String> {
            let (corpus, _) = read(content, &[]);
            corpus.into_iter().map(|document| document.id).collect()
        };
        assert_eq!(ids(PLAIN), ["quake"]);
        let several = format!("{PLAIN}-DOCSTART- -X-\n{PLAIN}-DOCSTART- two\n{PLAIN}");
        assert_eq!(ids(&several), ["quake-0001", "quake-0002", "two"]);
    }

    #[test]
    fn claims_are_numbered_in_their_order() {
        let (corpus, _) = read(&format!("{PLAIN}\n{PLAIN}"), &[]);
        let ids: Vec<&str> = corpus[0].claims().iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["1", "2"]);
    }
}
