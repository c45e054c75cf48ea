//! Transcripts: interviews and debates whose paragraphs begin with who speaks.

use super::{Act, Attribution, Kind, sort};
use crate::entities::{Entity, EntityType};
use crate::text::{Document, Span};
use std::collections::{BTreeMap, HashMap};

/// Confidence of a turn's claim: the layout leaves little doubt about who speaks, but where a
/// turn ends is a convention.
const CONFIDENCE: f32 = 0.8;

/// A label is looked for in so many bytes from the start of a paragraph.
const LABEL_BYTES: usize = 60;
/// Words of a label, at most.
const LABEL_WORDS: usize = 5;
/// So many speakers have to speak so often each, or it is no transcript but a list.
const SPEAKERS: usize = 2;
const TURNS: usize = 2;

/// Labels of somebody who only asks.
const ASKS: [&str; 4] = ["Q", "QUESTION", "INTERVIEWER", "REPORTER"];
/// Labels of somebody who asks, and may claim something beside that.
const MODERATES: [&str; 4] = ["MODERATOR", "HOST", "PRESENTER", "CHAIR"];
/// Labels of whoever answers.
const ANSWERS: [&str; 2] = ["A", "ANSWER"];

/// Makes each turn of a transcript a claim: source is the label (“LUND”, “Q”), cue its colon,
/// content all that follows until the next label. What an interviewer asks is no claim.
///
/// A text is a transcript if who speaks in turn is named elsewhere in it, one of them a person,
/// or is “Q” and “A”: “Where: … When: …” is a list, however often it repeats.
///
/// Attributions inside a turn stay as they are, as claims inside a claim; but what was taken for
/// the turn itself, or for a quotation that nobody is said to speak, gives way to the turn.
pub fn arrange_turns(
    text: &str,
    document: &Document,
    entities: &[Entity],
    attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let turns = turns(text, document, entities);
    if turns.is_empty() {
        return attributions;
    }
    let is_of_turn = |attribution: &Attribution, turn: &Turn| {
        let alone = attribution.cue.is_empty() && attribution.source.is_empty();
        attribution.cue.contains(&turn.colon)
            || attribution.source.contains(&turn.label)
                && attribution.content.iter().all(|c| turn.span().overlaps(*c))
            || alone && turn.span().contains(attribution.content[0])
    };
    let gives_way = |attribution: &Attribution| {
        // Only the last turn that begins before the content's end can hold it.
        let content = attribution.content[0];
        let upto = turns.partition_point(|turn| turn.label.start < content.end);
        let turn = upto.checked_sub(1).map(|last| &turns[last]);
        turn.is_some_and(|turn| is_of_turn(attribution, turn))
    };
    let mut arranged: Vec<Attribution> = attributions
        .into_iter()
        .filter(|attribution| !gives_way(attribution))
        .collect();
    let claims = turns.iter().filter(|turn| !turn.asks);
    arranged.extend(claims.map(|turn| Attribution {
        kind: Kind::of(text, document, &turn.content),
        act: Act::State,
        content: turn.content.clone(),
        source: vec![turn.label],
        cue: vec![turn.colon],
        confidence: CONFIDENCE,
        evidence: None,
    }));
    sort(&mut arranged);
    arranged
}

struct Turn {
    label: Span,
    colon: Span,
    /// The rest of the paragraph, and the paragraphs that follow without a label of their own;
    /// never none.
    content: Vec<Span>,
    /// Whether it is the turn of somebody who only asks.
    asks: bool,
}

impl Turn {
    fn span(&self) -> Span {
        let last = self.content.last().copied().unwrap_or(self.colon);
        self.label.cover(last)
    }
}

/// The turns of a transcript in text order; none if the text is no transcript.
fn turns(text: &str, document: &Document, entities: &[Entity]) -> Vec<Turn> {
    let labelled: Vec<(usize, Span)> = document
        .paragraphs
        .iter()
        .enumerate()
        .filter_map(|(number, paragraph)| Some((number, label(text, *paragraph)?)))
        .collect();
    // For each speaker the label that comes first, how many turns there are and how many of them
    // end with a question mark. "ANA LUND" is "LUND" from the second turn on.
    let mut speakers: BTreeMap<&str, (&str, usize, usize)> = BTreeMap::new();
    let ends_asking = |number: usize| document.paragraphs[number].of(text).ends_with('?');
    for (number, label) in &labelled {
        let label = label.of(text);
        let speaker = speakers.entry(last_word(label)).or_insert((label, 0, 0));
        speaker.1 += 1;
        speaker.2 += usize::from(ends_asking(*number));
    }
    let often = speakers.values().filter(|s| s.1 >= TURNS);
    let often: Vec<&str> = often.map(|s| s.0).collect();
    if often.len() < SPEAKERS || !are_speakers(&often, &names(text, entities, &labelled)) {
        return Vec::new();
    }
    let is_asker = |label: &str| {
        let (_, turns, questions) = speakers.get(last_word(label)).copied().unwrap_or_default();
        is_one_of(label, &ASKS) || 2 * questions >= turns && speakers.len() == SPEAKERS
    };
    // Where everybody mostly asks, nobody is the interviewer.
    let all_ask = speakers.values().all(|speaker| is_asker(speaker.0));
    let mut turns = Vec::with_capacity(labelled.len());
    for (i, &(number, label)) in labelled.iter().enumerate() {
        let colon = Span::new(label.end, label.end + 1);
        let first = Span::new(colon.end, document.paragraphs[number].end).trim(text);
        // After the last label nothing tells where the speaker ends and the article goes on.
        let until = labelled.get(i + 1).map_or(number + 1, |next| next.0);
        let rest = document.paragraphs[number + 1..until].iter().copied();
        turns.push(Turn {
            label,
            colon,
            content: std::iter::once(first).chain(rest).collect(),
            asks: is_asker(label.of(text)) && !all_ask
                || is_one_of(label.of(text), &MODERATES) && ends_asking(number),
        });
    }
    turns
}

fn last_word(label: &str) -> &str {
    label.rsplit(char::is_whitespace).next().unwrap_or(label)
}

fn is_one_of(label: &str, roles: &[&str]) -> bool {
    roles.contains(&label.to_uppercase().as_str())
}

/// Whether all labels are somebody's, and one a person's.
fn are_speakers(labels: &[&str], names: &HashMap<String, EntityType>) -> bool {
    let answers = |label: &&str| is_one_of(label, &ANSWERS);
    let asks = |label: &&str| is_one_of(label, &ASKS) || is_one_of(label, &MODERATES);
    let name = |label: &&str| {
        let family = names.get(&last_word(label).to_lowercase());
        let family = family.filter(|&&kind| kind == EntityType::Person);
        names.get(&label.to_lowercase()).or(family).copied()
    };
    let is_person = |label: &&str| answers(label) || name(label) == Some(EntityType::Person);
    labels.iter().any(is_person)
        && labels
            .iter()
            .all(|label| is_person(label) || asks(label) || name(label).is_some())
}

/// The names in the text outside the labels, in lower case: people also by family name.
fn names(
    text: &str,
    entities: &[Entity],
    labelled: &[(usize, Span)],
) -> HashMap<String, EntityType> {
    let mut names = HashMap::new();
    for entity in entities {
        let before = labelled.partition_point(|(_, label)| label.start <= entity.span.start);
        let label = before.checked_sub(1).map(|last| labelled[last].1);
        if label.is_some_and(|label| label.overlaps(entity.span)) {
            continue;
        }
        let name = entity.span.of(text).to_lowercase();
        if entity.entity_type == EntityType::Person {
            names.insert(last_word(&name).to_owned(), EntityType::Person);
        }
        names.entry(name).or_insert(entity.entity_type);
    }
    names
}

/// The label with which a paragraph begins: a few words, all with a capital first letter, before
/// a colon that words follow.
fn label(text: &str, paragraph: Span) -> Option<Span> {
    let words = paragraph.of(text);
    let limit = words.floor_char_boundary(LABEL_BYTES.min(words.len()));
    let colon = words[..limit].find(':')?;
    let label = &words[..colon];
    let has_capital = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some_and(char::is_uppercase)
    };
    let fits = !label.is_empty()
        && !label.ends_with(char::is_whitespace)
        && label.split_whitespace().count() <= LABEL_WORDS
        && label.split_whitespace().all(has_capital)
        && !label.contains(['“', '”', '"', '?', '!', ';'])
        && words[colon + 1..].starts_with(char::is_whitespace);
    let label = Span::new(paragraph.start, paragraph.start + colon);
    fits.then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;

    const INTERVIEW: &str = "Ana Lund rings the bells. Weekly met her.\n\nWEEKLY: How did it begin?\n\nLUND: By \
        accident. I was six.\n\nThere was a rope.\n\nWEEKLY: And now?\n\nLUND: My doctor says \
        “soon.” We shall see.\n\nThe service is on Sunday.";

    fn arranged(text: &str, attributions: Vec<Attribution>) -> Vec<(String, String)> {
        let words = |spans: &[Span]| {
            let pieces: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
            pieces.join(" … ")
        };
        let names = [
            ("Ana Lund", EntityType::Person),
            ("Weekly", EntityType::Organization),
            ("Okoro", EntityType::Person),
            ("Wallace", EntityType::Person),
        ];
        let entity = |(name, entity_type)| {
            let start = text.find(name)?;
            Some(Entity {
                span: Span::new(start, start + str::len(name)),
                entity_type,
                confidence: 0.9,
            })
        };
        let entities: Vec<Entity> = names.into_iter().filter_map(entity).collect();
        arrange_turns(text, &segment(text), &entities, attributions)
            .iter()
            .map(|a| (words(&a.source), words(&a.content)))
            .collect()
    }

    fn attribution(text: &str, source: &str, cue: &str, content: &str) -> Attribution {
        let span = |words: &str| Span::find(text, words);
        let spans = |words: &str| match words {
            "" => Vec::new(),
            _ => vec![span(words)],
        };
        Attribution {
            content: spans(content),
            source: spans(source),
            cue: spans(cue),
            kind: Kind::Indirect,
            act: Act::State,
            confidence: 0.5,
            evidence: None,
        }
    }

    fn pair(source: &str, content: &str) -> (String, String) {
        (source.into(), content.into())
    }

    #[test]
    fn answers_are_claims_and_questions_are_not() {
        let expected = [
            pair("LUND", "By accident. I was six. … There was a rope."),
            pair("LUND", "My doctor says “soon.” We shall see."),
        ];
        assert_eq!(arranged(INTERVIEW, vec![]), expected);
    }

    #[test]
    fn claims_inside_a_turn_stay_and_parts_of_it_give_way() {
        let inside = attribution(INTERVIEW, "My doctor", "says", "“soon.”");
        let part = attribution(INTERVIEW, "LUND", "", "By accident");
        let alone = attribution(INTERVIEW, "", "", "“soon.”");
        let found = arranged(INTERVIEW, vec![part, inside, alone]);
        assert_eq!(found.len(), 3);
        assert_eq!(found[2], pair("My doctor", "“soon.”"));
    }

    #[test]
    fn in_a_debate_everybody_claims() {
        let text = "Ana Lund and Mary Okoro met Wallace.\n\nWallace: Let us begin.\n\nLund: Gladly.\n\nOkoro: He lies.\n\nLund: Do I?\n\n\
            Okoro: You do.\n\nWallace: Order.";
        assert_eq!(arranged(text, vec![]).len(), 6);
    }

    #[test]
    fn a_full_name_and_then_the_family_name_are_one_speaker() {
        let text = "Ana Lund met Mary Okoro.\n\nMODERATOR: Do they agree?\n\nANA LUND: We do. She says so.\n\n\
            MARY OKORO: No.\n\nLUND: Oh.\n\nMODERATOR: Order.\n\nOKORO: Indeed.";
        let inside = attribution(text, "She", "says", "so");
        let part = attribution(text, "ANA LUND", ":", "We do");
        // A moderator's question is no claim, another turn is one.
        let expected = [
            pair("ANA LUND", "We do. She says so."),
            pair("She", "so"),
            pair("MARY OKORO", "No."),
            pair("LUND", "Oh."),
            pair("MODERATOR", "Order."),
            pair("OKORO", "Indeed."),
        ];
        assert_eq!(arranged(text, vec![part, inside]), expected);
    }

    #[test]
    fn questions_and_answers_need_no_names() {
        let text = "Q: Why?\n\nA: It rained.\n\nQ: And then?\n\nA: It stopped.";
        let expected = [pair("A", "It rained."), pair("A", "It stopped.")];
        assert_eq!(arranged(text, vec![]), expected);
    }

    #[test]
    fn lists_and_headlines_are_no_transcripts() {
        let list =
            "Ana Lund sings.\n\nWhere: Hall.\n\nWhen: Friday.\n\nWhere: Inn.\n\nWhen: Sunday.";
        assert!(arranged(list, vec![]).is_empty());
        let text =
            "Storm: what we know\n\nWind: strong\n\nRain: heavy\n\nNote: all times are local.";
        assert!(arranged(text, vec![]).is_empty());
        let clock = "10:30: Rain.\n\n11:30: Wind.\n\n10:30: Rain.\n\n11:30: Wind.";
        assert!(arranged(clock, vec![]).is_empty());
    }
}
