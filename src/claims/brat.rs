//! Claims as [brat](https://brat.nlplab.org) stand-off annotation, to look at and to correct:
//! for each article its text and beside it a `.ann` file. What is corrected comes back in as a
//! gold set (format `brat` of [`crate::evaluate`]).
//!
//! A claim is an event `Attribution` with the parts `Source`, `Cue` and `Content`; its kind and
//! act are attributes, and a note says the rest. Offsets count characters. brat knows no span
//! across a line end, so a piece with one is written as several, and joined again when it is
//! read.

use super::{Claim, Passage, confidence_text};
use crate::article::Article;
use crate::named::Named;
use crate::text::one_line;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

/// Content of `annotation.conf`, which tells brat the types; its first line tells the reader
/// who wrote the folder.
pub const CONFIGURATION: &str = "\
# Written by sayso; see https://brat.nlplab.org/configuration.html
[entities]
Source
Cue
Content

[relations]
# Parts of claims may stand in parts of others.
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]
Attribution\tSource*:Source, Cue*:Cue, Content*:Content

[attributes]
Kind\tArg:Attribution, Value:direct|indirect|mixed
Act\tArg:Attribution, Value:state|deny|ask|order|promise|believe|show
";

/// First line of [`CONFIGURATION`] up to the name of who wrote it.
#[cfg(feature = "evaluate")]
pub(crate) const SIGNATURE: &str = "# Written by sayso";

/// Name of the table that says which file is which article.
pub const ARTICLES_TABLE: &str = "articles.tsv";

/// Columns of [`ARTICLES_TABLE`].
pub const ARTICLES_COLUMNS: &str = "file\tarticle_id";

/// Writes an article's `.ann` file: `T` lines for spans, and for each claim one `E` line with
/// its `A` lines and its note.
pub fn write_annotation<'c>(
    mut out: impl Write,
    article: &Article,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    let mut spans = Spans::default();
    for claim in claims {
        let mut parts = Vec::new();
        for (role, passages) in [
            ("Source", &claim.source),
            ("Cue", &claim.cue),
            ("Content", &claim.content),
        ] {
            for (number, group) in groups(article, passages).iter().enumerate() {
                let fragments = fragments(article, group);
                if !fragments.is_empty() {
                    let id = spans.id(&mut out, role, &fragments)?;
                    // brat numbers the second part of a role and those after it.
                    let number = if number == 0 {
                        String::new()
                    } else {
                        (number + 1).to_string()
                    };
                    parts.push(format!("{role}{number}:T{id}"));
                }
            }
        }
        // An event stands somewhere: at the cue, or else at the beginning of the content.
        let anchors = [&claim.cue, &claim.content, &claim.source];
        let anchors = anchors.map(|passages| fragments(article, passages));
        let Some(anchor) = anchors.iter().find(|fragments| !fragments.is_empty()) else {
            continue;
        };
        let anchor = spans.id(&mut out, "Attribution", &anchor[..1])?;
        let id = claim.id;
        writeln!(out, "E{id}\tAttribution:T{anchor} {}", parts.join(" "))?;
        writeln!(out, "A{}\tKind E{id} {}", 2 * id - 1, claim.kind.name())?;
        writeln!(out, "A{}\tAct E{id} {}", 2 * id, claim.act.name())?;
        writeln!(out, "#{id}\tAnnotatorNotes E{id}\t{}", note(claim))?;
    }
    Ok(())
}

/// Writes the table of who the speakers of an article's claims are, for `file.ann`. Each row has
/// the words of its claim: brat gives the id of a claim that was deleted to the next new one.
pub fn write_speakers<'c>(
    mut out: impl Write,
    file: &str,
    claims: impl IntoIterator<Item = &'c Claim>,
) -> io::Result<()> {
    writeln!(out, "# attributions: {file}.ann")?;
    writeln!(out, "attribution\tspeaker\ttype\tresolution\twords")?;
    for claim in claims {
        let (name, kind) = match &claim.speaker {
            Some(speaker) => (one_line(&speaker.name), speaker.speaker_type.name()),
            None => ("NONE".into(), "none"),
        };
        let found_by = match &claim.speaker {
            Some(_) => claim.found_by.name(),
            None => "none",
        };
        let words: Vec<&str> = claim.content.iter().map(|p| p.text.as_str()).collect();
        let words = one_line(&words.join(" "));
        writeln!(out, "E{}\t{name}\t{kind}\t{found_by}\t{words}", claim.id)?;
    }
    Ok(())
}

/// A row of [`ARTICLES_TABLE`].
pub fn article_row(file: &str, id: &str) -> String {
    format!("{file}\t{}\n", one_line(id))
}

/// Starts and ends of a span's fragments.
type Places = Vec<(usize, usize)>;

/// The numbers of the spans written so far: a span that several claims share is marked once.
#[derive(Default)]
struct Spans {
    ids: HashMap<(&'static str, Places), usize>,
}

impl Spans {
    fn id(
        &mut self,
        mut out: impl Write,
        role: &'static str,
        fragments: &[Fragment],
    ) -> io::Result<usize> {
        let places: Places = fragments.iter().map(|f| (f.start, f.end)).collect();
        let next = self.ids.len() + 1;
        let id = *self.ids.entry((role, places)).or_insert(next);
        if id == next {
            let places: Vec<_> = fragments
                .iter()
                .map(|f| format!("{} {}", f.start, f.end))
                .collect();
            let words: Vec<_> = fragments.iter().map(|f| f.words).collect();
            let (places, words) = (places.join(";"), words.join(" "));
            writeln!(out, "T{id}\t{role} {places}\t{words}")?;
        }
        Ok(id)
    }
}

/// Pieces that make one span in brat: those between which there is more than line ends. The
/// others are spans of their own, as they would be joined when they are read.
fn groups<'p>(article: &Article, passages: &'p [Passage]) -> Vec<&'p [Passage]> {
    let is_apart = |a: &Passage, b: &Passage| {
        let gap = article.text.get(a.span.end..b.span.start);
        !gap.is_some_and(|gap| gap.chars().all(is_line_end))
    };
    passages.chunk_by(is_apart).collect()
}

/// A stretch of text without line end.
struct Fragment<'t> {
    start: usize,
    end: usize,
    words: &'t str,
}

fn fragments<'t>(article: &'t Article, passages: &[Passage]) -> Vec<Fragment<'t>> {
    let mut fragments = Vec::new();
    for passage in passages {
        let mut start = passage.start;
        for line in passage.span.of(&article.text).split(is_line_end) {
            let end = start + line.chars().count();
            if start < end {
                fragments.push(Fragment {
                    start,
                    end,
                    words: line,
                });
            }
            start = end + 1;
        }
    }
    fragments
}

/// Characters that end a line in brat's files, or for the programs that read them.
pub(crate) fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn note(claim: &Claim) -> String {
    let mut note = match &claim.speaker {
        Some(speaker) => format!(
            "speaker: {} ({}), found by {}",
            speaker.name,
            speaker.speaker_type.name(),
            claim.found_by.name()
        ),
        None => "no speaker found".into(),
    };
    let description = claim.speaker.as_ref().and_then(|s| s.description.as_ref());
    if let Some(description) = description {
        note += &format!("; description: {}", description.text);
    }
    for via in &claim.via {
        note += &format!("; via: {}", via.text);
    }
    if let Some(outer) = claim.within {
        note += &format!("; within: E{outer}");
    }
    if let Some(first) = claim.repeats {
        note += &format!("; repeats: E{first}");
    }
    note += &format!("; confidence: {}", confidence_text(claim.confidence));
    one_line(&note)
}

/// Names for the files of articles: safe on every system, and no two alike.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: HashSet<String>,
}

/// The longest name, in bytes, so that extensions and a number still fit.
const LONGEST: usize = 120;

impl FileNames {
    /// A name without extension for the article of that id: its last part, without what a file
    /// system or brat could misread. It leads to no other folder and is given once only, also
    /// where case does not count.
    pub fn name(&mut self, id: &str) -> String {
        let mut base: String = crate::article::article_name(id)
            .chars()
            .map(|c| if is_safe(c) { c } else { '_' })
            .collect();
        while base.len() > LONGEST {
            base.pop();
        }
        // An extension at the end would be taken for no part of the name.
        base = crate::article::article_name(&base).to_owned();
        if base.starts_with('.') || base.ends_with('.') || is_reserved(&base) || base.is_empty() {
            base = format!("_{}", base.trim_matches('.'));
        }
        let mut name = base.clone();
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        name
    }
}

fn is_safe(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// Names that are devices on Windows, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Act, Factuality, Kind};
    use crate::speakers::FoundBy;
    use crate::text::{CharacterOffsets, Span};
    use proptest::prelude::*;

    #[test]
    fn a_claim_is_an_event_and_a_line_end_splits_a_span() {
        let article = Article {
            text: "Zoë said “so\r\nit is” and “so be it”.".into(),
            ..Article::default()
        };
        let offsets = CharacterOffsets::new(&article.text);
        let passage =
            |words: &str| Passage::new(&article.text, &offsets, Span::find(&article.text, words));
        let claim = Claim {
            id: 1,
            kind: Kind::Direct,
            act: Act::Ask,
            factuality: Factuality::Factual,
            content: vec![passage("“so\r\nit is”"), passage("“so be it”")],
            source: vec![passage("Zoë")],
            cue: vec![passage("said")],
            speaker: None,
            found_by: FoundBy::Unresolved,
            speaker_confidence: None,
            via: Vec::new(),
            within: None,
            repeats: None,
            sentence: None,
            confidence: 0.5,
        };
        let second = Claim {
            id: 2,
            content: vec![passage("“so be it”")],
            cue: Vec::new(),
            ..claim.clone()
        };
        let mut out = Vec::new();
        write_annotation(&mut out, &article, [&claim, &second]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "T1\tSource 0 3\tZoë\nT2\tCue 4 8\tsaid\n\
             T3\tContent 9 12;14 20;25 35\t“so it is” “so be it”\nT4\tAttribution 4 8\tsaid\n\
             E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\nA1\tKind E1 direct\nA2\tAct E1 ask\n\
             #1\tAnnotatorNotes E1\tno speaker found; confidence: 0.50\n\
             T5\tContent 25 35\t“so be it”\nT6\tAttribution 25 35\t“so be it”\n\
             E2\tAttribution:T6 Source:T1 Content:T5\nA3\tKind E2 direct\nA4\tAct E2 ask\n\
             #2\tAnnotatorNotes E2\tno speaker found; confidence: 0.50\n"
        );
    }

    #[test]
    fn names_stay_in_the_folder_and_differ() {
        let mut names = FileNames::default();
        let mut name = |id: &str| names.name(id);
        assert_eq!(name("politics/quake.txt"), "quake");
        assert_eq!(name("sport/Quake.html"), "Quake-2");
        assert_eq!(name("../../etc/passwd"), "passwd");
        assert_eq!(name(".."), "_");
        assert_eq!(name("C:\\x\\nul.txt"), "_nul");
        assert_eq!(name("news.jsonl:17"), "news.jsonl_17");
        assert_eq!(name("https://a.example/b?c=1"), "b_c_1");
        assert_eq!(name(""), "_-2");
        assert!(name(&"é".repeat(500)).len() <= LONGEST);
    }

    proptest! {
        #[test]
        fn every_name_is_safe_and_new(ids in prop::collection::vec("\\PC{0,12}|[./A-c]{0,5}", 1..20)) {
            let mut names = FileNames::default();
            let mut seen = HashSet::new();
            for id in ids {
                let name = names.name(&id);
                prop_assert!(!name.is_empty() && !name.starts_with('.'));
                prop_assert!(name.chars().all(is_safe), "{}", name);
                prop_assert!(seen.insert(name.to_lowercase()));
            }
        }
    }
}
