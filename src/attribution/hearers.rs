//! Who hears is no source: “Jurors were told that …”, “The court heard …”, “Lund was told by
//! inspectors that …”. The corpus that the model learned from has few of them.

use super::{Act, Attribution, Kind, sort, words};
use crate::text::{Document, Span};

/// Participles of verbs whose subject in the passive is told something.
const TOLD: [&str; 9] = [
    "advised", "assured", "briefed", "informed", "notified", "promised", "reminded", "told",
    "warned",
];

/// Forms of "be", without which they are no passive.
const BE: [&str; 8] = ["are", "be", "been", "being", "is", "was", "were", "get"];

/// Words between "was" and "told".
const BETWEEN: [&str; 10] = [
    "also",
    "already",
    "earlier",
    "later",
    "never",
    "not",
    "only",
    "previously",
    "repeatedly",
    "then",
];

/// Verbs of who hears.
const HEARD: [&str; 3] = ["heard", "hear", "hears"];

/// Nouns for those before whom somebody speaks.
const HEARERS: [&str; 22] = [
    "bench",
    "commission",
    "committee",
    "council",
    "councillors",
    "court",
    "hearing",
    "inquest",
    "inquiry",
    "judge",
    "judges",
    "jurors",
    "jury",
    "lawmakers",
    "magistrates",
    "members",
    "mps",
    "panel",
    "parliament",
    "peers",
    "trial",
    "tribunal",
];

/// Words of whoever tells, after "by", at most.
const LONGEST: usize = 14;

/// Confidence of a claim that only "a court heard" speaks for.
const CONFIDENCE: f32 = 0.5;

/// Takes those who hear from the sources of claims; where "by" says who tells, that is the source.
pub fn arrange_hearers(
    text: &str,
    document: &Document,
    mut attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    for attribution in &mut attributions {
        if let Some(&cue) = attribution.cue.first() {
            amend(text, document, cue, attribution);
        }
    }
    add_heard(text, document, &mut attributions);
    sort(&mut attributions);
    attributions
}

fn amend(text: &str, document: &Document, cue: Span, attribution: &mut Attribution) {
    let Some(sentence) = document.sentence_at(cue.start) else {
        return;
    };
    let sentence = document.sentences[sentence];
    let all = words(text, sentence);
    let inside = |i: &usize| all[*i].overlaps(cue);
    let is = |i: usize, list: &[&str]| list.contains(&folded(text, all[i]).as_str());
    let Some(verb) = (0..all.len())
        .filter(inside)
        .rfind(|&i| is(i, &TOLD) || is(i, &HEARD))
    else {
        return;
    };
    let passive = is(verb, &TOLD)
        && (0..verb)
            .rev()
            .take(3)
            .find(|&i| !is(i, &BETWEEN))
            .is_some_and(|i| is(i, &BE));
    let heard = is(verb, &HEARD) && attribution.source.iter().any(|&s| hears(text, s));
    if !passive && !heard {
        return;
    }
    // Who hears was taken for what is claimed, if that stands on both sides of the verb.
    let behind = attribution
        .content
        .iter()
        .any(|piece| piece.start >= cue.end);
    if behind && passive {
        attribution.content.retain(|piece| piece.start >= cue.start);
    }
    let before = |source: &Span| source.end <= all[verb].start;
    attribution
        .source
        .retain(|source| !before(source) && !heard);
    let content = attribution
        .content
        .iter()
        .find(|piece| piece.start >= cue.start);
    let limit = content.map_or(sentence.end, |piece| piece.start);
    if passive && attribution.source.is_empty() {
        attribution
            .source
            .extend(agent(text, &all[verb + 1..], limit));
    }
}

/// Whether the words are for those before whom somebody speaks: "the jury", "Oster crown court".
fn hears(text: &str, source: Span) -> bool {
    let words = words(text, source);
    let head = words.iter().take_while(|word| {
        let word = word.of(text);
        !matches!(word, "of" | "in" | "at" | "who" | "which" | "for" | "on")
    });
    let head = head.last().map(|&word| folded(text, word));
    head.is_some_and(|head| HEARERS.contains(&head.as_str()))
}

/// Who tells, in the words behind a passive verb: "by Sir Rowan Pike".
fn agent(text: &str, behind: &[Span], limit: usize) -> Option<Span> {
    let by = behind.first().filter(|word| word.of(text) == "by")?;
    let ends = |word: &&Span| {
        let word = word.of(text);
        !matches!(
            word,
            "that" | "to" | "of" | "about" | "not" | "on" | "at" | "whether" | "how"
        )
    };
    let mut end = by.end;
    for word in behind[1..].iter().take(LONGEST).take_while(ends) {
        if word.start >= limit {
            break;
        }
        end = word.end;
        if word.of(text).ends_with([',', ':', ';']) {
            break;
        }
    }
    let start = behind.get(1)?.start;
    let named = text.get(start..end)?.trim_end_matches([',', ':', ';', '.']);
    (!named.is_empty()).then(|| Span::new(start, start + named.len()))
}

/// "He stole two millions, a court has heard." where nothing else was found.
fn add_heard(text: &str, document: &Document, attributions: &mut Vec<Attribution>) {
    for &sentence in &document.sentences {
        let Some((content, cue)) = heard_behind(text, sentence) else {
            continue;
        };
        let all = |a: &Attribution| a.content.iter().chain(&a.cue).any(|s| s.overlaps(cue));
        let known = |a: &Attribution| a.content.iter().any(|piece| piece.overlaps(content));
        if document.quotation_around(cue).is_some()
            || attributions.iter().any(|a| all(a) || known(a))
        {
            continue;
        }
        let content = vec![content];
        attributions.push(Attribution {
            kind: Kind::of(text, document, &content),
            act: Act::State,
            content,
            source: Vec::new(),
            cue: vec![cue],
            confidence: CONFIDENCE,
            evidence: None,
        });
    }
}

/// What a sentence says before ", a court has heard.", and the verb.
fn heard_behind(text: &str, sentence: Span) -> Option<(Span, Span)> {
    let all = sentence.of(text);
    let comma = all.rfind(", ")?;
    let tail = Span::new(sentence.start + comma + 2, sentence.end);
    let parts = words(text, tail);
    let is = |i: usize, list: &[&str]| list.contains(&folded(text, parts[i]).as_str());
    let verb = (1..parts.len()).find(|&i| is(i, &HEARD) || is(i, &["told"]))?;
    let first = (1..=verb).find(|&i| is(i, &["has", "have", "was", "were", "heard", "hears"]))?;
    let subject = Span::new(tail.start, parts[first - 1].end);
    let passive = !is(verb, &["told"]) || is(first, &["was", "were"]);
    let ends = parts.len() <= verb + 3 && first + 2 > verb;
    let content = Span::new(sentence.start, sentence.start + comma).trim(text);
    let cue = Span::new(parts[first].start, parts[verb].end);
    let cue = Span::new(
        cue.start,
        cue.start + cue.of(text).trim_end_matches('.').len(),
    );
    (passive && ends && hears(text, subject) && !content.is_empty()).then_some((content, cue))
}

/// A word in lower case without the marks around it.
fn folded(text: &str, word: Span) -> String {
    let bare = word.of(text).trim_matches(|c: char| !c.is_alphanumeric());
    bare.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;
    use crate::text::segment;

    /// Source, cue and content of each claim, after one was found.
    fn arranged(text: &str, known: &[(&str, &str, &[&str])]) -> Vec<String> {
        let find = |words: &str| Span::find(text, words);
        let known = known.iter().map(|&(source, cue, content)| Attribution {
            content: content.iter().map(|words| find(words)).collect(),
            source: Some(source)
                .filter(|s| !s.is_empty())
                .map(find)
                .into_iter()
                .collect(),
            cue: vec![find(cue)],
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        });
        shown(
            text,
            &arrange_hearers(text, &segment(text), known.collect()),
        )
    }

    #[test]
    fn who_hears_is_no_source() {
        let text = "The jury heard that he owed two million.";
        let found = arranged(
            text,
            &[("The jury", "heard", &["that he owed two million"])],
        );
        assert_eq!(found, [" | heard | that he owed two million"]);
        let text = "Residents were also told that the water was safe.";
        let content = "that the water was safe";
        let found = arranged(text, &[("Residents", "were also told", &[content])]);
        assert_eq!(found, [format!(" | were also told | {content}")]);
        let found = arranged(text, &[("", "told", &["Residents", content])]);
        assert_eq!(found, [format!(" | told | {content}")]);
    }

    #[test]
    fn who_tells_stands_behind_by() {
        let text = "MPs were told by Sir Rowan Pike, a judge, that the fund was empty.";
        let content = "that the fund was empty";
        for source in ["MPs", "", "Sir Rowan Pike"] {
            let found = arranged(text, &[(source, "were told", &[content])]);
            assert_eq!(found, [format!("Sir Rowan Pike | were told | {content}")]);
        }
    }

    #[test]
    fn who_tells_ends_where_the_content_begins() {
        let text = "MPs were told by Pike the fund was empty.";
        let content = "the fund was empty";
        let found = arranged(text, &[("MPs", "were told", &[content])]);
        assert_eq!(found, [format!("Pike | were told | {content}")]);
        let text = "The jury heard by letter that he owed two million.";
        let content = "that he owed two million";
        let found = arranged(text, &[("The jury", "heard", &[content])]);
        assert_eq!(found, [format!(" | heard | {content}")]);
    }

    #[test]
    fn what_was_told_may_stand_before_the_verb() {
        let text = "The water was safe, residents were told.";
        let content = "The water was safe";
        let found = arranged(text, &[("residents", "were told", &[content])]);
        assert_eq!(found, [format!(" | were told | {content}")]);
        let text = "The fund was empty, MPs were told by Sir Rowan Pike.";
        let content = "The fund was empty";
        let found = arranged(text, &[("MPs", "were told", &[content])]);
        assert_eq!(found, [format!("Sir Rowan Pike | were told | {content}")]);
    }

    #[test]
    fn a_source_behind_the_verb_does_not_hear() {
        let text = "Residents were told in a letter from Pike that the water was safe.";
        let content = "that the water was safe";
        let found = arranged(text, &[("Pike", "were told", &[content])]);
        assert_eq!(found, [format!("Pike | were told | {content}")]);
    }

    #[test]
    fn a_court_has_heard_behind_the_words() {
        let text = "Best stole two million, a court has heard.";
        let expected = [" | has heard | Best stole two million"];
        assert_eq!(arranged(text, &[]), expected);
        assert!(arranged("Best ran, and the dog heard.", &[]).is_empty());
        assert!(arranged("“Best ran, a court heard.”", &[]).is_empty());
        let text = "Best took ten thousand €, a court has heard.";
        let expected = [" | has heard | Best took ten thousand €"];
        assert_eq!(arranged(text, &[]), expected);
    }

    #[test]
    fn the_verb_of_who_hears_ends_the_sentence() {
        let text = "Best ran, a court heard on Monday.";
        assert_eq!(arranged(text, &[]), [" | heard | Best ran"]);
        for text in [
            "Best ran, a court heard on Monday morning.",
            "Best ran, the crown court was not told.",
            "Best ran, the jury has told reporters.",
        ] {
            assert!(arranged(text, &[]).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_a_claim_has_already_is_not_heard_again() {
        let text = "Best stole two million, a court has heard.";
        let found = arranged(text, &[("Best", "stole", &["two million"])]);
        assert_eq!(found, ["Best | stole | two million"]);
    }

    #[test]
    fn others_who_tell_and_hear_are_left_alone() {
        for (text, source, cue, content) in [
            (
                "Lund told reporters he would sue.",
                "Lund",
                "told",
                "he would sue",
            ),
            (
                "Lund heard that it was over.",
                "Lund",
                "heard",
                "that it was over",
            ),
            (
                "The court said it was over.",
                "The court",
                "said",
                "it was over",
            ),
        ] {
            let expected = format!("{source} | {cue} | {content}");
            assert_eq!(arranged(text, &[(source, cue, &[content])]), [expected]);
        }
    }
}
