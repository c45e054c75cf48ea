//! Which paragraphs are turns of an interview, a debate or a hearing.

use super::labels::Label;
use super::paragraph::{Paragraph, is_heading};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// So many have to speak, and so often each, or it is no transcript but a list.
const SPEAKERS: usize = 2;
const TURNS: usize = 2;
/// So many who speak once each.
const VOICES: usize = 3;

/// Labels that are for whoever asks or answers, without a name.
const ROLES: [&str; 12] = [
    "q",
    "question",
    "interviewer",
    "reporter",
    "a",
    "answer",
    "moderator",
    "host",
    "presenter",
    "chair",
    "anchor",
    "guest",
];

/// Words that are no speaker, though they stand before a colon again and again.
static NO_SPEAKERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../lists/no_speakers.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// Words of whoever speaks, and to whom.
const SPEECH: [&str; 12] = [
    "i", "i'm", "i've", "we", "you", "my", "our", "your", "me", "us", "we're", "you're",
];

const I: [&str; 7] = ["i", "i'm", "i've", "i'd", "we", "my", "our"];
const YOU: [&str; 4] = ["you", "you're", "you've", "your"];

/// One in so many of what is set in bold has to be a question by its words.
const KNOWN: usize = 3;

/// A question of an unlabelled interview has so many words at most.
const LONGEST_QUESTION: usize = 60;

/// Words of a heading between questions, at most.
const LONGEST_TOPIC: usize = 10;

/// How an interviewer asks without a question mark, in so many words at most.
const PROMPTS: [&str; 19] = [
    "I'd like to ",
    "I’d like to ",
    "I would like to ask ",
    "I wanted to ",
    "I just wanted to ",
    "I want to ask ",
    "Name ",
    "Tell me ",
    "Tell us ",
    "Describe ",
    "Explain ",
    "Give me ",
    "Give us ",
    "Talk about ",
    "Talk me ",
    "Talk us ",
    "Take me ",
    "Take us ",
    "Walk us ",
];
const LONGEST_PROMPT: usize = 40;

/// What a question begins with.
const ASKING: [&str; 12] = [
    "How", "What", "Why", "When", "Where", "Which", "Who", "Do", "Did", "Are", "Have", "Can",
];

/// What an introduction says of an interview.
const INTERVIEW: [&str; 25] = [
    "a conversation in ",
    "interview",
    "q&a",
    "asked",
    "asks",
    "answered",
    "answers",
    "in conversation",
    "spoke to",
    "spoke with",
    "speaks to",
    "speaks with",
    "talked to",
    "talked with",
    "talks to",
    "talks with",
    "talks about",
    "spoke about",
    "sat down with",
    "questions",
    "told us",
    "a talk with",
    "met with",
    "a conversation with",
    "explains",
];

/// What a headline says of one: “Ana Lund tells the Gull about boats”.
const TELLS: [&str; 2] = [" tells ", " told "];

/// Verbs of a reporter, who does not speak in an answer.
const REPORTED: [&str; 8] = [
    "said",
    "says",
    "told",
    "added",
    "according",
    "explained",
    "argued",
    "wrote",
];

/// Questions of a talk that nothing but its words shows to be one, at least.
const LEAST_PLAIN: usize = 3;

/// Its paragraphs a question, at most.
const LONGEST_PLAIN: usize = 3;

/// The paragraphs of one speaker's turn.
pub(super) struct Turn {
    pub paragraphs: Range<usize>,
    /// None where only the order of the paragraphs tells who speaks.
    pub label: Option<Label>,
    /// Whether that order makes it a question.
    pub asks: bool,
}

/// The turns of a text in order, disjoint; none if it is no transcript.
pub(super) fn turns(text: &str, read: &[Paragraph]) -> Vec<Turn> {
    let mut labelled = labelled(text, read);
    if labelled.is_empty() {
        labelled = headed(text, read);
    }
    if labelled.is_empty() {
        return unlabelled(text, read);
    }
    let end = |i: usize, number: usize| match labelled.get(i + 1) {
        Some(&(next, _)) => next,
        // After the last label nothing tells where the speaker ends and the article goes on,
        // but for who says "I".
        None => {
            let is_alone = read[number].label.is_none();
            let next = number + 1 + usize::from(is_alone);
            next + own_words(text, &read[next..])
        }
    };
    let turn = |(i, &(number, label)): (usize, &(usize, Label))| Turn {
        paragraphs: number..end(i, number),
        label: Some(label),
        asks: false,
    };
    labelled.iter().enumerate().map(turn).collect()
}

/// How many paragraphs at the beginning are in the words of somebody who says "I".
fn own_words(text: &str, paragraphs: &[Paragraph]) -> usize {
    let own = |paragraph: &&Paragraph| {
        let words = paragraph.span.of(text);
        let says_i = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| w == "I");
        says_i && !words.contains(['“', '"', '‘'])
    };
    paragraphs.iter().take_while(own).count()
}

/// The labelled paragraphs of a transcript; none if the text is none.
///
/// A text is one if two or more speak by turns, in words of people who speak, and if their
/// labels look like names of speakers: "Where: … When: …" is a list, however often it repeats.
fn labelled(text: &str, read: &[Paragraph]) -> Vec<(usize, Label)> {
    let numbered = read.iter().enumerate();
    let mut all: Vec<(usize, Label)> = numbered
        .filter(|(_, paragraph)| !paragraph.is_item)
        .filter_map(|(number, paragraph)| Some((number, paragraph.label?)))
        .collect();
    let name = |label: &Label| label.name.of(text);
    // "Q." and "A." are labels only beside each other.
    let stops = |letter: &str| {
        let is = |l: &&(usize, Label)| name(&l.1) == letter && l.1.mark.of(text) == ".";
        all.iter().filter(is).count()
    };
    if stops("Q") == 0 || stops("A") == 0 {
        all.retain(|(_, label)| label.mark.of(text) != ".");
    }
    let mut speakers: BTreeMap<String, (Vec<usize>, &str)> = BTreeMap::new();
    for (i, (_, label)) in all.iter().enumerate() {
        let speaker = speakers.entry(key(name(label))).or_default();
        speaker.0.push(i);
        speaker.1 = match speaker.1.len() < name(label).len() {
            true => name(label),
            false => speaker.1,
        };
    }
    let elsewhere = capitals_outside(text, read, &all);
    let is_speaker = |key: &str, longest: &str| {
        ROLES.contains(&key)
            || !longest.contains(char::is_lowercase)
            || longest.contains(' ')
            || elsewhere.contains(key)
    };
    let often = speakers
        .iter()
        .filter(|(_, (turns, _))| turns.len() >= TURNS);
    let often: Vec<(&String, &str)> = often.map(|(key, speaker)| (key, speaker.1)).collect();
    let lists = |(key, longest): &(&String, &str)| {
        NO_SPEAKERS.contains(key.as_str()) || NO_SPEAKERS.contains(longest.to_lowercase().as_str())
    };
    // Two who speak three times between them suffice where the labels are in capitals.
    let capitals = speakers.values().all(|s| !s.1.contains(char::is_lowercase));
    let enough =
        often.len() >= SPEAKERS || capitals && !often.is_empty() && speakers.len() >= SPEAKERS;
    let named = often.iter().all(|(key, longest)| is_speaker(key, longest));
    let speech = || {
        all.iter()
            .any(|&(number, _)| is_speech(read[number].rest.of(text)))
    };
    if !enough || !named || often.iter().any(lists) || !speech() {
        return Vec::new();
    }
    all.retain(|(_, label)| !NO_SPEAKERS.contains(key(name(label)).as_str()));
    all
}

/// The paragraphs of a transcript that are labels, each on a line of its own above its turn; none
/// if the text is none.
///
/// Any short line may be a heading, so two have to speak twice each, in words of people who
/// speak, and nothing else may be repeated as they are.
fn headed(text: &str, read: &[Paragraph]) -> Vec<(usize, Label)> {
    let has_words = |number: usize| {
        read.get(number + 1)
            .is_some_and(|next| next.alone.is_none())
    };
    let all: Vec<(usize, Label)> = (read.iter().enumerate())
        .filter(|(number, _)| has_words(*number))
        .filter_map(|(number, paragraph)| Some((number, paragraph.alone?)))
        .collect();
    let name = |label: &Label| label.name.of(text).to_lowercase();
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    for (_, label) in &all {
        *turns.entry(name(label)).or_default() += 1;
    }
    // Three whom an article hears speak once each.
    let each = all.len() >= VOICES && turns.len() == all.len();
    let own = |(number, _): &(usize, Label)| own_words(text, &read[number + 1..number + 2]) == 1;
    let full = |(_, label): &(usize, Label)| label.name.of(text).contains(' ');
    if each && all.iter().all(full) && all.iter().all(own) {
        return all;
    }
    turns.retain(|_, count| *count >= TURNS);
    let is_none = |name: &String| NO_SPEAKERS.contains(name.as_str());
    let speech = |(number, _): &&(usize, Label)| is_speech(read[number + 1].words.of(text));
    let spoken = all.iter().filter(speech).count();
    if turns.len() < SPEAKERS || turns.keys().any(is_none) || 2 * spoken < all.len() {
        return Vec::new();
    }
    // Who speaks once has a label like the others'.
    let in_capitals = |label: &Label| !label.name.of(text).contains(char::is_lowercase);
    let often = |label: &Label| turns.contains_key(&name(label));
    let capitals = all
        .iter()
        .all(|(_, label)| !often(label) || in_capitals(label));
    let first = all.iter().position(|(_, label)| often(label));
    let fits = |(_, label): &(usize, Label)| often(label) || capitals && in_capitals(label);
    let from = first.unwrap_or(all.len());
    all[from..].iter().copied().filter(fits).collect()
}

/// What labels of one speaker share: the last word of the name, "ANA LUND" is "LUND" from the
/// second turn on.
fn key(name: &str) -> String {
    let last = name.rsplit(char::is_whitespace).next().unwrap_or(name);
    last.trim_end_matches('.').to_lowercase()
}

/// The words with a capital letter outside the labels, in lower case.
fn capitals_outside(text: &str, read: &[Paragraph], all: &[(usize, Label)]) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut labels = all.iter().peekable();
    for (number, paragraph) in read.iter().enumerate() {
        let label = labels.next_if(|l| l.0 == number);
        let words = label.map_or(paragraph.span, |_| paragraph.rest).of(text);
        let parts = words.split(|c: char| !c.is_alphanumeric() && c != '-');
        let capital = parts.filter(|part| part.starts_with(char::is_uppercase));
        found.extend(capital.map(str::to_lowercase));
    }
    found
}

/// Whether somebody speaks to somebody in these words.
fn is_speech(words: &str) -> bool {
    words.ends_with('?') || says(words, &SPEECH)
}

/// Whether one of those words, which are in lower case, is among these.
fn says(words: &str, any: &[&str]) -> bool {
    let plain = words.replace('’', "'").to_lowercase();
    let mut parts = plain.split(|c: char| !c.is_alphanumeric() && c != '\'');
    parts.any(|part| any.contains(&part))
}

/// Turns by order alone: an introduction that says it is an interview, then questions that make
/// paragraphs of their own, each with an answer.
fn unlabelled(text: &str, read: &[Paragraph]) -> Vec<Turn> {
    let is_asked = |paragraph: &Paragraph| {
        let words = paragraph.span.of(text);
        words.ends_with('?')
            && words.split_whitespace().nth(LONGEST_QUESTION).is_none()
            && !words.starts_with(['“', '"', '‘', '\''])
    };
    // Prompts alone may be anything.
    let has_questions = read.iter().any(is_asked);
    let in_words = |paragraph: &Paragraph| {
        let words = paragraph.span.of(text);
        is_asked(paragraph) || has_questions && (is_prompt(words) || lacks_mark(words))
    };
    // What is set like the questions is one, whatever its words.
    let is_set_apart = |paragraph: &&Paragraph| paragraph.is_emphasized;
    let set_apart = read.iter().filter(is_set_apart);
    let known = set_apart.clone().filter(|p| in_words(p)).count();
    let questions_are = known >= TURNS && known * KNOWN >= set_apart.count();
    let asks = |paragraph: &Paragraph| {
        let ends = paragraph.span.of(text).ends_with(['.', '!', '…']);
        in_words(paragraph) || questions_are && paragraph.is_emphasized && ends
    };
    // The headline may ask, too.
    let numbers = (1..read.len()).filter(|&number| asks(&read[number]));
    let mut questions: Vec<usize> = numbers.collect();
    let introduces = |paragraph: &Paragraph, signs: &[&str]| {
        let words = paragraph.span.of(text).to_lowercase();
        signs.iter().any(|sign| words.contains(sign))
    };
    let introduced = questions.first().is_some_and(|&first| {
        let mut intro = read[..first].iter().rev().take(4);
        intro.any(|paragraph| introduces(paragraph, &INTERVIEW))
    });
    // Nothing has to say so where who is asked is spoken to and answers with "I".
    let is_talk = |questions: &[usize]| {
        let to_you = |&&q: &&usize| says(read[q].span.of(text), &YOU);
        let own = |&&q: &&usize| read.get(q + 1).is_some_and(|a| says(a.span.of(text), &I));
        let all = questions.len();
        2 * questions.iter().filter(to_you).count() >= all
            && 2 * questions.iter().filter(own).count() >= all
    };
    // Far above the questions it may be of another talk.
    let headed = || {
        let signs = |first: &Paragraph| introduces(first, &INTERVIEW) || introduces(first, &TELLS);
        read.first().is_some_and(signs) && is_talk(&questions)
    };
    if !introduced && !headed() {
        if questions_are {
            let bold = |&q: &usize| read[q].is_emphasized;
            let asked: Vec<usize> = questions.iter().copied().filter(bold).collect();
            if !is_talk(&asked) {
                return Vec::new();
            }
        } else {
            questions = put_to_you(text, read, &questions);
            let between = questions
                .last()
                .zip(questions.first())
                .map_or(0, |(l, f)| l - f);
            let in_turn = between <= LONGEST_PLAIN * questions.len();
            if questions.len() < LEAST_PLAIN || !in_turn || !is_talk(&questions) {
                return Vec::new();
            }
        }
    }
    let Some(&last) = questions.last() else {
        return Vec::new();
    };
    let answered = questions.windows(2).filter(|pair| pair[1] > pair[0] + 1);
    let enough = answered.count() + usize::from(last + 1 < read.len()) >= TURNS;
    if !enough {
        return Vec::new();
    }
    let mut turns = Vec::new();
    for (i, &question) in questions.iter().enumerate() {
        turns.push(Turn {
            paragraphs: question..question + 1,
            label: None,
            asks: true,
        });
        let end = match questions.get(i + 1) {
            // A heading above a question is nobody's.
            Some(&next) if next > question + 2 && is_topic(text, read, next - 1) => next - 1,
            Some(&next) => next,
            None if last + 1 < read.len() => last + 2 + own_words(text, &read[last + 2..]),
            None => last + 1,
        };
        if question + 1 < end {
            // The mark of the questions may be lost, and that of the answers there.
            let label = read[question + 1].label;
            let answers = |label: &Label| matches!(label.name.of(text), "A" | "ANSWER");
            turns.push(Turn {
                paragraphs: question + 1..end,
                label: label.filter(answers),
                asks: false,
            });
        }
    }
    // A report whose headings ask is in the words of its author, who says "she said".
    let answers = turns.iter().filter(|turn| !turn.asks);
    let reported = |turn: &&Turn| {
        let paragraphs = &read[turn.paragraphs.clone()];
        paragraphs.iter().any(|p| is_reported(p.span.of(text)))
    };
    let (all, reports) = (answers.clone().count(), answers.filter(reported).count());
    match 3 * reports > all {
        true => Vec::new(),
        false => turns,
    }
}

/// Whether a paragraph is a short heading between questions.
fn is_topic(text: &str, read: &[Paragraph], number: usize) -> bool {
    let words = read[number].span.of(text);
    let short = words.split_whitespace().nth(LONGEST_TOPIC).is_none();
    short && words.starts_with(char::is_uppercase) && is_heading(text, read, number)
}

/// The questions, with what is put to "you" between them without a question mark and answered with "I".
fn put_to_you(text: &str, read: &[Paragraph], questions: &[usize]) -> Vec<usize> {
    let (Some(&first), Some(&last)) = (questions.first(), questions.last()) else {
        return Vec::new();
    };
    let words = |number: usize| read[number].span.of(text);
    let is_put = |&number: &usize| {
        let own = words(number);
        let quoted = own.starts_with(['“', '"', '‘', '\'']);
        // One sentence.
        let inner = own.trim_end_matches(['.', '!', '…']);
        let short = own.split_whitespace().nth(LONGEST_PROMPT).is_none()
            && !inner.contains(['.', '!', '?']);
        let to_you = says(own, &YOU) && !says(own, &I);
        // In order: a search from the start would take the square of a long text.
        let is_question = |number: usize| questions.binary_search(&number).is_ok();
        is_question(number)
            || short && !quoted && to_you && !is_question(number - 1) && says(words(number + 1), &I)
    };
    (first..=last).filter(is_put).collect()
}

/// "How did you begin": a question to "you" whose mark is lost.
fn lacks_mark(words: &str) -> bool {
    let short = words.split_whitespace().nth(LONGEST_PROMPT).is_none();
    let ended = words.ends_with(|c: char| !c.is_alphanumeric());
    let asks = words
        .split(' ')
        .next()
        .is_some_and(|first| ASKING.contains(&first));
    short && !ended && asks && says(words, &YOU)
}

/// Whether an interviewer asks so, without a question mark, or ends so.
fn is_prompt(words: &str) -> bool {
    let begins = |words: &str| {
        let short = words.split_whitespace().nth(LONGEST_PROMPT).is_none();
        short && PROMPTS.iter().any(|prompt| words.starts_with(prompt))
    };
    let inner = words.trim_end_matches(['.', '!', '…']);
    let last = inner
        .rfind(['.', '!', '?'])
        .map_or(words, |end| words[end + 1..].trim_start());
    let short = words.split_whitespace().nth(LONGEST_QUESTION).is_none();
    begins(words) || short && begins(last)
}

/// Whether somebody else is quoted in these words: quotation marks and a verb outside them.
fn is_reported(words: &str) -> bool {
    let quotes = words.contains(['“', '"', '‘']);
    let outside = words.split(['“', '”', '"']).step_by(2);
    let mut verbs = outside.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    quotes && verbs.any(|word| REPORTED.contains(&word))
}
