//! What goes wrong, for a person to read: a file a kind of error, each with its context.

use super::document::{AnnotatedArticle, AnnotatedClaim, EntityMention, Piece, union};
use super::matching::partners;
use super::names::same_speaker;
use super::pair::Pair;
use super::said::Said;
use crate::error::{Error, Result};
use crate::text::{CharacterOffsets, one_line};
use std::collections::BTreeMap;
use std::path::Path;

/// A kind of error; the order is that of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A gold claim that no claim of the system overlaps.
    Missed,
    /// A claim of the system that overlaps no gold claim.
    Spurious,
    /// The content overlaps, the source is another.
    WrongSource,
    /// The content overlaps but does not begin and end where the gold's does.
    ContentBoundary,
    /// The source is the right one but begins or ends elsewhere.
    SourceBoundary,
    /// The cue differs.
    Cue,
    /// The speaker is another.
    Speaker,
    /// A gold entity that the system lacks.
    MissedEntity,
    /// An entity that only the system has.
    SpuriousEntity,
    /// The entity is right but not its type.
    EntityType,
}

impl ErrorKind {
    const ALL: [ErrorKind; 10] = [
        ErrorKind::Missed,
        ErrorKind::Spurious,
        ErrorKind::WrongSource,
        ErrorKind::ContentBoundary,
        ErrorKind::SourceBoundary,
        ErrorKind::Cue,
        ErrorKind::Speaker,
        ErrorKind::MissedEntity,
        ErrorKind::SpuriousEntity,
        ErrorKind::EntityType,
    ];

    /// Name of the file, without extension.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Missed => "claims-missed",
            ErrorKind::Spurious => "claims-spurious",
            ErrorKind::WrongSource => "source-wrong",
            ErrorKind::ContentBoundary => "content-boundary",
            ErrorKind::SourceBoundary => "source-boundary",
            ErrorKind::Cue => "cue-differs",
            ErrorKind::Speaker => "speaker-wrong",
            ErrorKind::MissedEntity => "entities-missed",
            ErrorKind::SpuriousEntity => "entities-spurious",
            ErrorKind::EntityType => "entity-type",
        }
    }
}

/// One error.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mistake {
    /// Its kind.
    pub kind: ErrorKind,
    /// The article, and whose annotation if there are several.
    pub article: String,
    /// What the gold says, in words; empty if nothing.
    pub gold: String,
    /// What the system says, in words; empty if nothing.
    pub system: String,
    /// The text around, with the gold between `[` `]` and the system's between `{` `}`.
    pub context: String,
}

/// Characters of text shown on either side.
const AROUND: usize = 80;

/// Every error, by kind and then in the order of articles and text.
pub fn mistakes(pairs: &[Pair<'_>]) -> BTreeMap<ErrorKind, Vec<Mistake>> {
    let said = Said::of(pairs);
    let mut mistakes: BTreeMap<ErrorKind, Vec<Mistake>> = BTreeMap::new();
    for pair in pairs {
        let view = View::new(pair);
        let mut add = |kind, gold: String, system: String, marks: (&[Piece], &[Piece])| {
            mistakes.entry(kind).or_default().push(Mistake {
                kind,
                article: view.article.clone(),
                gold,
                system,
                context: view.context(marks.0, marks.1),
            });
        };
        claims(pair, said, &view, &mut add);
        entities(pair.gold, pair.system, &view, &mut add);
    }
    mistakes
}

type Add<'a> = dyn FnMut(ErrorKind, String, String, (&[Piece], &[Piece])) + 'a;

fn claims(pair: &Pair<'_>, said: Said, view: &View<'_>, add: &mut Add<'_>) {
    let (gold, system) = (pair.gold.claims(), pair.system.claims());
    let partner = partners(gold, system, |g, s| said.same_source(g, s));
    let mut used = vec![false; system.len()];
    for (wanted, partner) in gold.iter().zip(&partner) {
        if wanted.content.is_empty() {
            continue;
        }
        let Some(s) = *partner else {
            add(
                ErrorKind::Missed,
                view.claim(wanted),
                String::new(),
                (&wanted.content, &[]),
            );
            continue;
        };
        used[s] = true;
        let answer = &system[s];
        for kind in differences(wanted, answer, said, pair.gold.has_speakers) {
            let marks = match kind {
                ErrorKind::ContentBoundary => (&wanted.content, &answer.content),
                ErrorKind::Cue => (&wanted.cue, &answer.cue),
                _ => (&wanted.source, &answer.source),
            };
            add(
                kind,
                view.claim(wanted),
                view.claim(answer),
                (marks.0, marks.1),
            );
        }
    }
    for (answer, _) in system
        .iter()
        .zip(&used)
        .filter(|(c, used)| !**used && !c.content.is_empty())
    {
        add(
            ErrorKind::Spurious,
            String::new(),
            view.claim(answer),
            (&[], &answer.content),
        );
    }
}

/// What the system's claim has otherwise than the gold claim that it is paired with, as far as
/// the gold set says; nothing if all of it is right.
pub fn differences(
    gold: &AnnotatedClaim,
    system: &AnnotatedClaim,
    said: Said,
    has_speakers: bool,
) -> Vec<ErrorKind> {
    let mut differ = Vec::new();
    if !said.same_source(gold, system) {
        differ.push(ErrorKind::WrongSource);
    } else if said.sources && gold.source != system.source {
        differ.push(ErrorKind::SourceBoundary);
    }
    if gold.content != system.content {
        differ.push(ErrorKind::ContentBoundary);
    }
    if said.cues && gold.cue != system.cue {
        differ.push(ErrorKind::Cue);
    }
    if has_speakers && !same_speaker(gold, system) {
        differ.push(ErrorKind::Speaker);
    }
    differ
}

fn entities(
    gold: &AnnotatedArticle,
    system: &AnnotatedArticle,
    view: &View<'_>,
    add: &mut Add<'_>,
) {
    let (Some(gold), Some(system)) = (&gold.entities, &system.entities) else {
        return;
    };
    let find = |all: &[EntityMention], piece| all.iter().find(|e| e.piece == piece).cloned();
    let say = |e: &EntityMention| format!("{} {}", e.entity_type, view.words(&[e.piece]));
    for entity in gold {
        match find(system, entity.piece) {
            Some(other) if other.entity_type == entity.entity_type => {}
            Some(other) => add(
                ErrorKind::EntityType,
                say(entity),
                say(&other),
                (&[entity.piece], &[]),
            ),
            None => add(
                ErrorKind::MissedEntity,
                say(entity),
                String::new(),
                (&[entity.piece], &[]),
            ),
        }
    }
    for entity in system.iter().filter(|e| find(gold, e.piece).is_none()) {
        add(
            ErrorKind::SpuriousEntity,
            String::new(),
            say(entity),
            (&[], &[entity.piece]),
        );
    }
}

/// An article's text, to quote from.
struct View<'a> {
    article: String,
    text: &'a str,
    offsets: CharacterOffsets<'a>,
    length: usize,
}

impl<'a> View<'a> {
    fn new(pair: &Pair<'a>) -> Self {
        let text = pair.text().unwrap_or_default();
        let annotator = pair.gold.annotator.as_ref();
        Self {
            article: format!(
                "{}{}",
                pair.gold.id,
                annotator.map_or(String::new(), |a| format!(" ({a})"))
            ),
            text,
            offsets: CharacterOffsets::new(text),
            length: text.chars().count(),
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        let end = end.min(self.length);
        let piece = Piece {
            start: start.min(end),
            end,
        };
        piece.of(self.text, &self.offsets).unwrap_or_default()
    }

    fn words(&self, pieces: &[Piece]) -> String {
        let words: Vec<String> = pieces
            .iter()
            .map(|p| match self.text {
                "" => format!("{}–{}", p.start, p.end),
                _ => one_line(self.slice(p.start, p.end)),
            })
            .collect();
        words.join(" … ")
    }

    fn claim(&self, claim: &AnnotatedClaim) -> String {
        let speaker = claim.speaker.as_ref().map_or("nobody", |s| &s.name);
        format!(
            "source “{}” ({speaker}), cue “{}”, content “{}”",
            self.words(&claim.source),
            self.words(&claim.cue),
            self.words(&claim.content),
        )
    }

    fn context(&self, gold: &[Piece], system: &[Piece]) -> String {
        let all: Vec<Piece> = gold.iter().chain(system).copied().collect();
        let (Some(first), Some(last)) = (
            all.iter().map(|p| p.start).min(),
            all.iter().map(|p| p.end).max(),
        ) else {
            return String::new();
        };
        let start = first.saturating_sub(AROUND);
        let end = (last + AROUND).min(self.length);
        let mut marks: BTreeMap<usize, (String, String)> = BTreeMap::new();
        for (pieces, open, close) in [(gold, '[', ']'), (system, '{', '}')] {
            for piece in union(pieces) {
                marks.entry(piece.start).or_default().1.push(open);
                marks.entry(piece.end).or_default().0.insert(0, close);
            }
        }
        let mut context = String::new();
        let mut at = start;
        for (place, (closing, opening)) in marks {
            context.push_str(self.slice(at, place));
            context.push_str(&closing);
            context.push_str(&opening);
            at = place;
        }
        context.push_str(self.slice(at, end));
        one_line(&context)
    }
}

/// Writes a file for each kind of error into a folder, and `summary.md` with their numbers.
///
/// # Errors
/// If the folder or a file cannot be written.
pub fn write(pairs: &[Pair<'_>], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(Error::io("write", folder))?;
    let mistakes = mistakes(pairs);
    let mut summary = String::from("# Errors\n\n| kind | number |\n|---|---:|\n");
    for kind in ErrorKind::ALL {
        let file = folder.join(format!("{}.md", kind.name()));
        let found = mistakes.get(&kind).map_or(&[][..], Vec::as_slice);
        summary.push_str(&format!(
            "| [{0}]({0}.md) | {1} |\n",
            kind.name(),
            found.len()
        ));
        let mut text = format!(
            "# {} ({})\n\nGold stands between [ ], the system's between {{ }}.\n",
            kind.name(),
            found.len()
        );
        let mut article = "";
        for mistake in found {
            if mistake.article != article {
                article = &mistake.article;
                text.push_str(&format!("\n## {article}\n"));
            }
            text.push_str(&format!("\n> {}\n\n", mistake.context));
            for (who, words) in [("gold", &mistake.gold), ("system", &mistake.system)] {
                if !words.is_empty() {
                    text.push_str(&format!("- {who}: {words}\n"));
                }
            }
        }
        std::fs::write(&file, text).map_err(Error::io("write", &file))?;
    }
    let file = folder.join("summary.md");
    std::fs::write(&file, summary).map_err(Error::io("write", &file))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ana said rain fell. Ben denied it. Snow came, Cy said.";

    #[test]
    fn each_error_has_its_kind_and_context() {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            text: Some(TEXT.into()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        };
        let gold = document(vec![
            AnnotatedClaim::at((0, 3), (4, 8), (9, 18)),
            AnnotatedClaim::at((20, 23), (24, 30), (31, 33)),
            AnnotatedClaim::at((46, 48), (49, 53), (35, 44)),
        ]);
        let system = document(vec![
            AnnotatedClaim::at((0, 3), (4, 8), (9, 13)),
            AnnotatedClaim::at((0, 3), (49, 53), (35, 44)),
            AnnotatedClaim::at((0, 3), (4, 8), (46, 48)),
        ]);
        let pair = [Pair::new(&gold, &system)];
        let found = mistakes(&pair);
        let numbers: Vec<_> = found.iter().map(|(k, m)| (*k, m.len())).collect();
        let expected = [
            (ErrorKind::Missed, 1),
            (ErrorKind::Spurious, 1),
            (ErrorKind::WrongSource, 1),
            (ErrorKind::ContentBoundary, 1),
        ];
        assert_eq!(numbers, expected);
        assert_eq!(
            found[&ErrorKind::ContentBoundary][0].context,
            "Ana said [{rain} fell]. Ben denied it. Snow came, Cy said."
        );
        assert!(
            found[&ErrorKind::Missed][0]
                .gold
                .contains("“Ben” (nobody), cue “denied”")
        );
    }

    #[test]
    fn pieces_beyond_the_text_do_no_harm() {
        let document = |claims| AnnotatedArticle {
            id: "a".into(),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        };
        let gold = document(vec![AnnotatedClaim::at((0, 3), (4, 8), (900, 1000))]);
        let system = document(vec![AnnotatedClaim::at((0, 3), (4, 8), (950, 2000))]);
        assert_eq!(mistakes(&[Pair::new(&gold, &system)]).len(), 1);
        let mut short = gold.clone();
        short.text = Some("short".into());
        assert_eq!(mistakes(&[Pair::new(&short, &system)]).len(), 1);
    }

    fn article(text: &str, claims: Vec<AnnotatedClaim>) -> AnnotatedArticle {
        AnnotatedArticle {
            id: "a".into(),
            text: Some(text.into()),
            claims: Some(claims),
            ..AnnotatedArticle::default()
        }
    }

    #[test]
    fn the_context_is_80_characters_on_either_side() {
        let around = "é".repeat(AROUND + 1);
        let missed = vec![AnnotatedClaim::at((0, 0), (0, 0), (AROUND + 1, AROUND + 5))];
        let gold = article(&format!("{around}fact{around}"), missed);
        let found = mistakes(&[Pair::new(&gold, &AnnotatedArticle::default())]);
        let shown = "é".repeat(AROUND);
        let context = &found[&ErrorKind::Missed][0].context;
        assert_eq!(*context, format!("{shown}[fact]{shown}"));
    }

    #[test]
    fn a_cue_that_differs_is_marked() {
        let gold = article(TEXT, vec![AnnotatedClaim::at((0, 3), (4, 8), (9, 18))]);
        let system = article(TEXT, vec![AnnotatedClaim::at((0, 3), (4, 13), (9, 18))]);
        let found = mistakes(&[Pair::new(&gold, &system)]);
        assert_eq!(found.len(), 1);
        let context = "Ana [{said] rain} fell. Ben denied it. Snow came, Cy said.";
        assert_eq!(found[&ErrorKind::Cue][0].context, context);
    }

    #[test]
    fn entities_are_missed_or_spurious_or_of_another_type() {
        let names = |names: &[(usize, usize, &str)]| {
            let mention = |&(start, end, entity_type): &(usize, usize, &str)| EntityMention {
                piece: Piece { start, end },
                entity_type: entity_type.into(),
            };
            AnnotatedArticle {
                text: Some(TEXT.into()),
                entities: Some(names.iter().map(mention).collect()),
                ..AnnotatedArticle::default()
            }
        };
        let gold = names(&[(0, 3, "PER"), (20, 23, "LOC"), (46, 48, "PER")]);
        let system = names(&[(0, 3, "PER"), (20, 23, "PER"), (35, 39, "ORG")]);
        let found = mistakes(&[Pair::new(&gold, &system)]);
        let said: Vec<_> = (found.values().flatten())
            .map(|m| (m.kind, m.gold.as_str(), m.system.as_str()))
            .collect();
        let expected = [
            (ErrorKind::MissedEntity, "PER Cy", ""),
            (ErrorKind::SpuriousEntity, "", "ORG Snow"),
            (ErrorKind::EntityType, "LOC Ben", "PER Ben"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn without_a_text_places_stand_for_words() {
        let mut gold = article("", vec![AnnotatedClaim::at((0, 3), (4, 8), (9, 18))]);
        gold.text = None;
        let found = mistakes(&[Pair::new(&gold, &AnnotatedArticle::default())]);
        assert_eq!(
            found[&ErrorKind::Missed][0].gold,
            "source “0–3” (nobody), cue “4–8”, content “9–18”"
        );
    }

    #[test]
    fn a_file_has_a_heading_for_each_article() {
        let content = |start, end| AnnotatedClaim::at((0, 0), (0, 0), (start, end));
        let first = article("Rain fell.", vec![content(0, 4), content(5, 9)]);
        let mut second = article("Rain fell.", vec![content(0, 4)]);
        second.annotator = Some("bo".into());
        let nothing = AnnotatedArticle::default();
        let pairs = [Pair::new(&first, &nothing), Pair::new(&second, &nothing)];
        let folder = tempfile::tempdir().unwrap();
        write(&pairs, folder.path()).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            read("claims-missed.md"),
            "# claims-missed (3)\n\nGold stands between [ ], the system's between { }.\n\
             \n## a\n\n> [Rain] fell.\n\n- gold: source “” (nobody), cue “”, content “Rain”\n\
             \n> Rain [fell].\n\n- gold: source “” (nobody), cue “”, content “fell”\n\
             \n## a (bo)\n\n> [Rain] fell.\n\n- gold: source “” (nobody), cue “”, content “Rain”\n"
        );
        assert!(read("summary.md").contains("| [claims-missed](claims-missed.md) | 3 |"));
    }
}
