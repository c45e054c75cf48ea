//! The sample articles and their gold annotation fit together: every offset, every word, every value.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gold {
    article: String,
    claims: Vec<Claim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    id: String,
    kind: Kind,
    content: Vec<Piece>,
    source: Vec<Piece>,
    cue: Vec<Piece>,
    speaker: Option<Speaker>,
    within: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Direct,
    Indirect,
    Mixed,
}

/// Words of the article; offsets count Unicode characters, half open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Speaker {
    name: String,
    #[serde(rename = "type")]
    kind: SpeakerKind,
    found_by: FoundBy,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum SpeakerKind {
    Person,
    Organization,
    Group,
    Anonymous,
    Document,
    Place,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum FoundBy {
    Name,
    Alias,
    Pronoun,
    Nominal,
    Continuation,
    Unnamed,
}

fn data(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(folder)
}

/// File names with this extension in a folder of `data`, without the extension.
fn stems(folder: &str, extension: &str) -> BTreeSet<String> {
    fs::read_dir(data(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// An article as its characters, beside its gold.
fn read(stem: &str) -> (Vec<char>, Gold) {
    let text = fs::read_to_string(data("articles").join(format!("{stem}.txt"))).unwrap();
    let json = fs::read_to_string(data("gold").join(format!("{stem}.json"))).unwrap();
    let gold: Gold = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{stem}: {error}"));
    (text.chars().collect(), gold)
}

/// Runs a check on every claim of every article; the check names what is wrong by the given label.
fn for_each_claim(check: impl Fn(&[char], &Gold, &Claim, &str)) {
    let mut seen = 0;
    for stem in stems("gold", "json") {
        let (text, gold) = read(&stem);
        for claim in &gold.claims {
            check(&text, &gold, claim, &format!("{stem}, claim {}", claim.id));
            seen += 1;
        }
    }
    assert!(seen > 0, "no gold was found");
}

fn covers(outer: &[Piece], inner: &[Piece]) -> bool {
    inner.iter().all(|inner| {
        outer
            .iter()
            .any(|outer| outer.start <= inner.start && inner.end <= outer.end)
    })
}

#[test]
fn every_article_has_its_gold_and_every_gold_its_article() {
    let articles = stems("articles", "txt");
    assert!(!articles.is_empty());
    assert_eq!(articles, stems("gold", "json"));
    for stem in articles {
        assert_eq!(read(&stem).1.article, format!("{stem}.txt"));
    }
}

#[test]
fn articles_are_a_headline_then_paragraphs() {
    for stem in stems("articles", "txt") {
        let text: String = read(&stem).0.into_iter().collect();
        let mut lines = text.lines();
        assert!(
            lines
                .next()
                .is_some_and(|headline| !headline.trim().is_empty()),
            "{stem}"
        );
        assert_eq!(lines.next(), Some(""), "{stem}: the second line is blank");
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{stem}: one newline at the end"
        );
        assert!(
            !text.contains("\n\n\n") && !text.contains('\r'),
            "{stem}: one blank line between"
        );
    }
}

#[test]
fn pieces_repeat_the_words_of_the_article() {
    for_each_claim(|text, _, claim, label| {
        for piece in claim.content.iter().chain(&claim.source).chain(&claim.cue) {
            assert!(
                piece.start < piece.end && piece.end <= text.len(),
                "{label}: {}",
                piece.text
            );
            let words: String = text[piece.start..piece.end].iter().collect();
            assert_eq!(words, piece.text, "{label}");
            assert_eq!(words.trim(), words, "{label}: white space at an edge");
            assert!(
                !words.contains('\n'),
                "{label}: a piece runs over a line end"
            );
        }
    });
}

#[test]
fn pieces_are_sorted_and_disjoint() {
    for_each_claim(|_, _, claim, label| {
        assert!(!claim.content.is_empty(), "{label}: no content");
        assert!(claim.cue.len() <= 1, "{label}: a cue is one run of words");
        for role in [&claim.content, &claim.source, &claim.cue] {
            assert!(
                role.windows(2).all(|pair| pair[0].end <= pair[1].start),
                "{label}"
            );
        }
        let mut all: Vec<_> = claim
            .content
            .iter()
            .chain(&claim.source)
            .chain(&claim.cue)
            .collect();
        all.sort_by_key(|piece| piece.start);
        assert!(
            all.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "{label}: roles overlap"
        );
    });
}

#[test]
fn claims_are_numbered_in_order_of_their_content() {
    for stem in stems("gold", "json") {
        let claims = read(&stem).1.claims;
        let ids: Vec<_> = claims.iter().map(|claim| claim.id.clone()).collect();
        let counted: Vec<_> = (1..=claims.len())
            .map(|number| number.to_string())
            .collect();
        assert_eq!(ids, counted, "{stem}");
        assert!(
            claims.is_sorted_by_key(|claim| claim.content[0].start),
            "{stem}"
        );
    }
}

#[test]
fn an_inner_claim_lies_in_the_content_of_the_claim_it_names() {
    for_each_claim(|_, gold, claim, label| {
        let Some(outer) = &claim.within else { return };
        assert_ne!(outer, &claim.id, "{label}: within itself");
        let outer = gold.claims.iter().find(|other| &other.id == outer);
        let outer = outer.unwrap_or_else(|| panic!("{label}: within an unknown claim"));
        assert!(
            covers(&outer.content, &claim.content),
            "{label}: outside claim {}",
            outer.id
        );
    });
}

#[test]
fn claims_within_claims_end() {
    for_each_claim(|_, gold, claim, label| {
        let mut passed = HashSet::from([&claim.id]);
        let mut outer = claim.within.as_ref();
        while let Some(id) = outer {
            assert!(passed.insert(id), "{label}: within in a circle");
            outer = gold
                .claims
                .iter()
                .find(|other| &other.id == id)
                .unwrap()
                .within
                .as_ref();
        }
    });
}

#[test]
fn speakers_are_named_in_the_words_of_the_article() {
    for_each_claim(|text, _, claim, label| {
        let Some(speaker) = &claim.speaker else {
            return;
        };
        let text: String = text.iter().collect();
        for name in speaker.name.split(" | ") {
            assert!(
                !name.is_empty() && text.contains(name),
                "{label}: {name} is not in the text"
            );
        }
    });
}

#[test]
fn the_way_a_speaker_was_found_agrees_with_the_source() {
    for_each_claim(|_, _, claim, label| {
        let Some(speaker) = &claim.speaker else {
            return;
        };
        let source: Vec<_> = claim
            .source
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        let source = source.join(" ");
        // A transcript may shout: "ANNA KESTREL:".
        let lower = source.to_lowercase();
        let named = speaker.name.to_lowercase();
        let named = named.split(" | ").all(|name| lower.contains(name));
        match speaker.found_by {
            FoundBy::Continuation => assert!(source.is_empty(), "{label}: has a source"),
            FoundBy::Name => assert!(named, "{label}: {source} is not {}", speaker.name),
            FoundBy::Unnamed => assert!(!source.is_empty(), "{label}: no source"),
            FoundBy::Alias | FoundBy::Pronoun | FoundBy::Nominal => {
                assert!(!source.is_empty(), "{label}: no source");
                assert!(!named, "{label}: {source} is the full name already");
            }
        }
        if matches!(speaker.kind, SpeakerKind::Anonymous | SpeakerKind::Group) {
            assert_ne!(
                speaker.found_by,
                FoundBy::Name,
                "{label}: named, yet {:?}",
                speaker.kind
            );
        }
    });
}

#[test]
fn direct_claims_stand_in_quotation_marks_and_indirect_ones_have_none() {
    const OPENING: &str = "“‘«\"'";
    const CLOSING: &str = "”’»\"'";
    for_each_claim(|text, _, claim, label| {
        match claim.kind {
            Kind::Direct => {
                for piece in &claim.content {
                    assert!(piece.text.starts_with(|c| OPENING.contains(c)), "{label}");
                    // A quotation that goes on in the next paragraph is not closed before it.
                    let goes_on = text[piece.end] == '\n';
                    let closed = piece.text.ends_with(|c| CLOSING.contains(c));
                    assert!(closed || goes_on, "{label}: {} is not closed", piece.text);
                }
            }
            // `’` and `'` are apostrophes too, so only opening marks can tell here.
            Kind::Indirect => {
                let opened = |piece: &Piece| piece.text.contains(['“', '‘', '«', '"']);
                assert!(
                    !claim.content.iter().any(opened),
                    "{label}: has quotation marks"
                );
            }
            Kind::Mixed => {
                let opened = |piece: &Piece| piece.text.contains(|c| OPENING.contains(c));
                assert!(
                    claim.content.iter().any(opened),
                    "{label}: has no quotation marks"
                );
            }
        }
    });
}

/// `data/speakers` and `data/invented` have conventions of their own; here only that their words and
/// names are those of their articles, and that claims stand in the ones that they are said to stand in.
#[test]
fn the_annotation_of_invented_articles_repeats_their_words() {
    for set in ["speakers", "invented"] {
        let stems = stems(&format!("{set}/gold"), "json");
        assert!(!stems.is_empty());
        assert_eq!(stems, self::stems(&format!("{set}/articles"), "txt"));
        for stem in stems {
            let read = |folder: &str, end: &str| {
                fs::read_to_string(data(set).join(folder).join(stem.clone() + end)).unwrap()
            };
            let gold = serde_json::from_str(&read("gold", ".json")).unwrap();
            check_invented(&stem, &read("articles", ".txt"), &gold);
        }
    }
}

fn check_invented(stem: &str, text: &str, gold: &serde_json::Value) {
    let characters: Vec<char> = text.chars().collect();
    let claims = gold["claims"].as_array().unwrap();
    let range = |piece: &serde_json::Value| {
        let at = |end: &str| usize::try_from(piece[end].as_u64().unwrap()).unwrap();
        at("start")..at("end")
    };
    for claim in claims {
        let roles = ["content", "source", "cue", "via", "description"];
        let pieces = roles.map(|role| claim[role].as_array());
        for piece in pieces.into_iter().flatten().flatten() {
            let words: String = characters[range(piece)].iter().collect();
            assert_eq!(piece["text"], words, "{stem}");
        }
        let name = claim["speaker"]["name"].as_str().unwrap_or("AUTHOR");
        let known = |name: &str| ["AUTHOR", "GENERIC"].contains(&name) || text.contains(name);
        assert!(name.split(" | ").all(known), "{stem}: {name}");
        let Some(outer) = claim["within"].as_str() else {
            continue;
        };
        let outer = claims.iter().find(|claim| claim["id"] == outer).unwrap();
        let inside = |piece: &serde_json::Value| {
            let held = |outer: &serde_json::Value| {
                let (outer, inner) = (range(outer), range(piece));
                outer.start <= inner.start && inner.end <= outer.end
            };
            outer["content"].as_array().unwrap().iter().any(held)
        };
        let contents = claim["content"].as_array().unwrap();
        assert!(contents.iter().all(inside), "{stem}: {}", claim["id"]);
    }
}
