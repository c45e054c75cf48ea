//! What annotation tools have in common: spans that people marked, each with a label, and lines
//! between them, which together are claims.

use super::Reading;
use crate::evaluate::document::{AnnotatedClaim, NamedSpeaker, Piece};
use crate::text::{CharacterOffsets, segment};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// A part of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who claims.
    Source,
    /// The attributing words.
    Cue,
    /// What is claimed.
    Content,
}

impl Role {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Content => "content",
        }
    }

    /// The role that is named by these words and no others: a value may be anything.
    pub fn named(value: &str) -> Option<Self> {
        Self::of(value).filter(|_| value.chars().all(char::is_alphabetic))
    }

    /// The role that a label names, whatever its case: `Source`, `QUOTE`, `attribution/cue`.
    pub fn of(label: &str) -> Option<Self> {
        let label = label.to_lowercase();
        label
            .split(|c: char| !c.is_alphabetic())
            .find_map(|word| match word {
                "source" | "speaker" => Some(Self::Source),
                "cue" | "verb" => Some(Self::Cue),
                "content" | "quote" | "quotation" | "claim" | "statement" => Some(Self::Content),
                _ => None,
            })
    }
}

/// A span that somebody marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its name in the file, for the lines.
    pub id: String,
    /// What it is.
    pub role: Role,
    /// Where it stands.
    pub piece: Piece,
    /// Who is behind it by full name, where the tool was set up to ask for that.
    pub speaker: Option<String>,
}

/// The spans and lines of one article.
#[derive(Debug, Default)]
pub struct Marks {
    /// The spans, in the order of the file.
    pub marks: Vec<Mark>,
    /// Lines from one to another, by name; which way they point does not matter.
    pub lines: Vec<(String, String)>,
    /// Further names of spans, each with the first: the same words may be marked on two layers.
    aliases: Vec<(String, String)>,
    /// Labels that name no role.
    pub unknown: BTreeSet<String>,
}

impl Marks {
    /// Adds a span if its label names a role.
    pub fn add(&mut self, id: String, label: &str, piece: Option<Piece>, speaker: Option<String>) {
        let speaker = speaker.filter(|name| !name.trim().is_empty());
        match (Role::of(label), piece) {
            (Some(role), Some(piece)) => {
                let mut known = self.marks.iter_mut();
                match known.find(|mark| mark.role == role && mark.piece == piece) {
                    Some(mark) => {
                        mark.speaker = mark.speaker.take().or(speaker);
                        self.aliases.push((id, mark.id.clone()));
                    }
                    None => self.marks.push(Mark {
                        id,
                        role,
                        piece,
                        speaker,
                    }),
                }
            }
            (None, _) => drop(self.unknown.insert(label.to_owned())),
            (Some(_), None) => {}
        }
    }

    /// The claims that the spans make.
    ///
    /// Where there are lines, a cue makes a claim with the contents and sources that lines lead
    /// to, a content without a cue another. Where there are none, each content goes with the
    /// nearest cue of its sentence, and that with the nearest source.
    pub fn claims(&self, text: Option<&str>) -> Vec<AnnotatedClaim> {
        let groups = if self.lines.is_empty() {
            let sentences = Sentences::new(text.unwrap_or_default());
            let placed: Vec<(Role, usize, Piece)> = self
                .marks
                .iter()
                .map(|mark| (mark.role, sentences.of(mark.piece), mark.piece))
                .collect();
            nearest(&placed)
        } else {
            self.linked()
        };
        let claim = |(i, group): (usize, Vec<usize>)| {
            let mut claim = AnnotatedClaim {
                id: (i + 1).to_string(),
                ..AnnotatedClaim::default()
            };
            for mark in group.iter().map(|&i| &self.marks[i]) {
                match mark.role {
                    Role::Source => &mut claim.source,
                    Role::Cue => &mut claim.cue,
                    Role::Content => &mut claim.content,
                }
                .push(mark.piece);
                if claim.speaker.is_none() {
                    claim.speaker = mark.speaker.as_ref().map(|name| NamedSpeaker {
                        name: name.trim().to_owned(),
                        speaker_type: None,
                    });
                }
            }
            claim
        };
        groups.into_iter().enumerate().map(claim).collect()
    }

    fn linked(&self) -> Vec<Vec<usize>> {
        let mut number: HashMap<&str, usize> = (self.marks.iter().enumerate())
            .map(|(i, mark)| (mark.id.as_str(), i))
            .collect();
        for (alias, id) in &self.aliases {
            if let Some(&known) = number.get(id.as_str()) {
                number.entry(alias).or_insert(known);
            }
        }
        let mut beside: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.marks.len()];
        for (a, b) in &self.lines {
            if let (Some(&a), Some(&b)) = (number.get(a.as_str()), number.get(b.as_str())) {
                beside[a].insert(b);
                beside[b].insert(a);
            }
        }
        let with = |of: &[usize], role: Role| -> BTreeSet<usize> {
            let near = of.iter().flat_map(|&i| beside[i].iter().copied());
            near.filter(|&i| self.marks[i].role == role).collect()
        };
        // Contents that lines join are one, in pieces.
        let joined = |mut contents: BTreeSet<usize>| -> Vec<usize> {
            loop {
                let all: Vec<usize> = contents.iter().copied().collect();
                contents.extend(with(&all, Role::Content));
                if contents.len() == all.len() {
                    return all;
                }
            }
        };
        let of_role =
            |role: Role| (0..self.marks.len()).filter(move |&i| self.marks[i].role == role);
        let mut used = vec![false; self.marks.len()];
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut add = |contents: Vec<usize>, cues: Vec<usize>| {
            // The source is that of the cue, or else of the content.
            let mut sources = with(&cues, Role::Source);
            if sources.is_empty() {
                sources = with(&contents, Role::Source);
            }
            let group: Vec<usize> = sources.into_iter().chain(cues).chain(contents).collect();
            group.iter().for_each(|&i| used[i] = true);
            groups.push(group);
        };
        let mut cued = BTreeSet::new();
        for cue in of_role(Role::Cue) {
            let contents = joined(with(&[cue], Role::Content));
            if !contents.is_empty() {
                cued.extend(contents.iter().copied());
                add(contents, vec![cue]);
            }
        }
        for content in of_role(Role::Content) {
            if cued.contains(&content) {
                continue;
            }
            let contents = joined(BTreeSet::from([content]));
            cued.extend(contents.iter().copied());
            // Where both lines lead to the source, the cue is the one nearest by.
            let sources: Vec<usize> = with(&contents, Role::Source).into_iter().collect();
            let of_source = with(&sources, Role::Cue).into_iter();
            let place = self.marks[content].piece;
            let cue = of_source
                .filter(|&cue| with(&[cue], Role::Content).is_empty())
                .min_by_key(|&cue| distance(self.marks[cue].piece, place));
            add(contents, cue.into_iter().collect());
        }
        // Sources and cues without a content still count as spans.
        let alone = used.iter().enumerate().filter(|(_, used)| !**used);
        groups.extend(alone.map(|(i, _)| vec![i]));
        groups
    }
}

/// Groups of spans, each with its role and the number of its sentence: a content, the nearest
/// cue of its sentence, and the source nearest to that; what is left by itself.
pub fn nearest(spans: &[(Role, usize, Piece)]) -> Vec<Vec<usize>> {
    let near = |role: Role, to: usize| {
        let (_, sentence, place) = spans[to];
        (0..spans.len())
            .filter(|&i| spans[i].0 == role && spans[i].1 == sentence)
            .min_by_key(|&i| distance(spans[i].2, place))
    };
    let mut used = vec![false; spans.len()];
    let mut groups = Vec::new();
    for content in (0..spans.len()).filter(|&i| spans[i].0 == Role::Content) {
        let cue = near(Role::Cue, content);
        let source = near(Role::Source, cue.unwrap_or(content));
        let group: Vec<usize> = source.into_iter().chain(cue).chain([content]).collect();
        group.iter().for_each(|&i| used[i] = true);
        groups.push(group);
    }
    // Sources and cues without a content still count as spans.
    let alone = used.iter().enumerate().filter(|(_, used)| !**used);
    groups.extend(alone.map(|(i, _)| vec![i]));
    groups
}

/// Characters between two pieces.
fn distance(a: Piece, b: Piece) -> usize {
    if a.end <= b.start {
        b.start - a.end
    } else {
        a.start.saturating_sub(b.end)
    }
}

/// Where the sentences of a text begin, in characters.
struct Sentences(Vec<usize>);

impl Sentences {
    fn new(text: &str) -> Self {
        let offsets = CharacterOffsets::new(text);
        let sentences = segment(text).sentences;
        Self(
            sentences
                .iter()
                .map(|s| offsets.to_characters(s.start))
                .collect(),
        )
    }

    /// The number of the sentence that a piece ends in: a quotation may hold several.
    fn of(&self, piece: Piece) -> usize {
        self.0.partition_point(|&start| start < piece.end)
    }
}

/// Says which labels were passed over.
pub fn report_labels(unknown: &BTreeMap<String, usize>, path: &Path, reading: &mut Reading) {
    if !unknown.is_empty() {
        let labels: Vec<String> = (unknown.iter().take(8))
            .map(|(label, count)| format!("{label} ({count})"))
            .collect();
        reading.warn(
            path,
            0,
            format!(
                "spans are taken for parts of claims if their label has the word source, cue or \
                 content; not these: {}",
                labels.join(", ")
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(id: &str, label: &str, start: usize, end: usize) -> (String, Role, Piece) {
        (
            id.to_owned(),
            Role::of(label).unwrap(),
            Piece::new(start, end).unwrap(),
        )
    }

    fn marks(spans: &[(String, Role, Piece)], lines: &[(&str, &str)]) -> Marks {
        let marks = spans.iter().map(|(id, role, piece)| Mark {
            id: id.clone(),
            role: *role,
            piece: *piece,
            speaker: None,
        });
        Marks {
            marks: marks.collect(),
            lines: lines
                .iter()
                .map(|&(a, b)| (a.to_owned(), b.to_owned()))
                .collect(),
            ..Marks::default()
        }
    }

    fn shape(marks: &Marks) -> Vec<(usize, usize, Vec<usize>)> {
        let first = |pieces: &[Piece]| pieces.first().map_or(99, |p| p.start);
        let claims = marks.claims(Some("He said a. She denied b, and c. “D.”"));
        let starts = |pieces: &[Piece]| pieces.iter().map(|p| p.start).collect();
        claims
            .iter()
            .map(|c| (first(&c.source), first(&c.cue), starts(&c.content)))
            .collect()
    }

    #[test]
    fn lines_make_claims_and_nearness_where_there_are_none() {
        let spans = [
            mark("1", "Source", 0, 2),
            mark("2", "CUE", 3, 7),
            mark("3", "a content", 8, 9),
            mark("4", "speaker", 11, 14),
            mark("5", "Cue", 15, 21),
            mark("6", "Quote", 22, 23),
            mark("7", "Content", 29, 30),
            mark("8", "Content", 32, 36),
        ];
        let plain = marks(&spans, &[]);
        let near = [
            (0, 3, vec![8]),
            (11, 15, vec![22]),
            (11, 15, vec![29]),
            (99, 99, vec![32]),
        ];
        assert_eq!(shape(&plain), near);
        // Content to cue to source, then both to the source, pieces joined by the cue.
        let linked = marks(
            &spans,
            &[("3", "1"), ("2", "1"), ("5", "6"), ("7", "5"), ("5", "4")],
        );
        let expected = [(11, 15, vec![22, 29]), (0, 3, vec![8]), (99, 99, vec![32])];
        assert_eq!(shape(&linked), expected);
    }

    #[test]
    fn words_that_are_marked_twice_are_one_span() {
        let mut twice = Marks::default();
        let piece = |start, end| Piece::new(start, end);
        twice.add("1".into(), "Content", piece(8, 9), None);
        twice.add("2".into(), "Claim", piece(8, 9), Some("Ana".into()));
        twice.add("3".into(), "Source", piece(0, 2), None);
        twice.lines.push(("2".into(), "3".into()));
        let claims = twice.claims(None);
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].source, [Piece { start: 0, end: 2 }]);
        assert_eq!(claims[0].speaker.as_ref().unwrap().name, "Ana");
    }

    #[test]
    fn labels_name_roles_by_a_word() {
        assert_eq!(Role::of("Direct_Quote"), Some(Role::Content));
        assert_eq!(Role::of("custom:Cue"), Some(Role::Cue));
        assert_eq!(Role::of("Resource"), None);
        assert_eq!(Role::of("PERSON"), None);
    }

    proptest! {
        #[test]
        fn every_span_is_in_some_claim(
            spans in prop::collection::vec((0..3usize, 0..40usize, 1..9usize), 0..8),
            lines in prop::collection::vec((0..8usize, 0..8usize), 0..8),
        ) {
            let labels = ["source", "cue", "content"];
            let spans: Vec<_> = spans
                .iter()
                .enumerate()
                .map(|(i, &(role, start, length))| mark(&i.to_string(), labels[role], start, start + length))
                .collect();
            let names: Vec<_> = lines.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            let lines: Vec<_> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let claims = marks(&spans, &lines).claims(None);
            for (_, role, piece) in &spans {
                let holds = |claim: &AnnotatedClaim| match role {
                    Role::Source => claim.source.contains(piece),
                    Role::Cue => claim.cue.contains(piece),
                    Role::Content => claim.content.contains(piece),
                };
                prop_assert!(claims.iter().any(holds));
            }
        }
    }

    #[test]
    fn distance_is_what_lies_between() {
        let piece = |start, end| Piece { start, end };
        for (a, b, between) in [
            (piece(0, 3), piece(5, 9), 2),
            (piece(0, 3), piece(3, 5), 0),
            (piece(0, 5), piece(3, 9), 0),
            (piece(0, 9), piece(3, 5), 0),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (between, between));
        }
    }

    #[test]
    fn a_piece_is_of_the_sentence_in_which_it_ends() {
        let sentences = Sentences::new("Rain fell. Snow came.");
        let of = |start, end| sentences.of(Piece { start, end });
        // The space after a sentence is not of the next one.
        assert_eq!(of(0, 11), of(0, 4));
        assert_eq!(of(5, 15), of(11, 15));
        assert_ne!(of(0, 4), of(11, 15));
    }

    #[test]
    fn claims_are_numbered_in_their_order() {
        let spans = [mark("a", "Content", 8, 9), mark("b", "Content", 22, 23)];
        let claims = marks(&spans, &[]).claims(None);
        let ids: Vec<&str> = claims.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["1", "2"]);
    }
}
