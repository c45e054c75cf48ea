//! Pronouns: what they agree with, and the choice of an antecedent among the last mentions.

use super::Antecedents;
use super::pronoun::Pronoun;
use super::referents::Referent;
use std::collections::VecDeque;
use std::ops::Range;

/// One mention as the search for antecedents sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub referent: usize,
    pub offset: usize,
    pub sentence: usize,
    pub paragraph: usize,
    /// Inside quotation marks.
    pub quoted: bool,
    /// Where the subject of a clause stands.
    pub subject: bool,
    /// The subject with which its sentence begins.
    pub opens: bool,
    /// The source of an attribution.
    pub source: bool,
    /// In the possessive, or before a noun that it qualifies: "Vance's plan", "Vance aide Lund".
    pub modifier: bool,
}

/// The last mentions, oldest first.
#[derive(Default)]
pub(super) struct Recent {
    entries: VecDeque<Entry>,
}

/// Mentions looked back over for an antecedent. It bounds the time for long texts.
const LOOK_BACK: usize = 100;

impl Recent {
    pub fn push(&mut self, entry: Entry) {
        if self.entries.len() == LOOK_BACK {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Forgets the mentions of some referents that begin in a stretch of the text just read.
    pub fn forget(&mut self, offsets: Range<usize>, of: impl Fn(usize) -> bool) {
        let inside = |e: &Entry| offsets.contains(&e.offset) && of(e.referent);
        self.entries.retain(|entry| !inside(entry));
    }

    /// The entries from the last to the first.
    pub fn backwards(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev()
    }

    /// Marks the last entry as a source, if it is of this referent.
    pub fn mark_source(&mut self, referent: usize, offset: usize) {
        for entry in self.entries.iter_mut().rev().take(4) {
            if entry.referent == referent && entry.offset >= offset {
                entry.source = true;
                entry.subject = true;
            }
        }
    }
}

/// Where a pronoun stands, for the comparison with antecedents.
pub(super) struct Place<'a> {
    pub offset: usize,
    /// What the model makes of it.
    pub antecedents: &'a Antecedents,
    pub sentence: usize,
    pub paragraph: usize,
    pub quoted: bool,
    /// Whether it is the source of an attribution.
    pub source: bool,
    /// Whether it is a noun phrase: "the senator".
    pub noun: bool,
    /// Whether it is a pronoun in the singular.
    pub alone: bool,
    /// Whether it is "it".
    pub thing: bool,
    /// Referents that it cannot be: whoever speaks the quotation it stands in.
    pub excluded: Option<usize>,
    /// Whom these words, if they are quoted, name: spoken to or of, they do not speak.
    pub named: &'a [usize],
    /// Whether an offset lies in the words that the pronoun is the source of.
    pub in_content: &'a dyn Fn(usize) -> bool,
    /// Names further on in its sentence: "In her speech Vance …".
    pub ahead: &'a [Entry],
    /// Where the same pronoun stands elsewhere in its sentence, in whatever case: they are for the
    /// same person more often than not.
    pub others: &'a [usize],
}

/// What each kind of evidence weighs.
struct Weights {
    /// The model's log odds.
    learned: f32,
    /// Gender that speaks against somebody.
    contradiction: f32,
    /// How often the article names somebody, over what it weighs for a noun.
    frequency: f32,
}

/// Of log odds of 0, 0.4, 0.6 and 0.8 the third did best in PolNeAR's development articles.
const OF_SOURCE: Weights = Weights {
    learned: 0.6,
    contradiction: 3.0,
    frequency: 1.0,
};

/// For a pronoun that is nobody's source the rules of position know less. Of log odds of 1.5, 3,
/// 5 and 8 the third did best on GAP's validation set; then of contradictions of 3, 6, 12, 24
/// and 48 the fourth, and of frequencies of 1 to 4 the second.
const OF_OTHERS: Weights = Weights {
    learned: 5.0,
    contradiction: 24.0,
    frequency: 2.0,
};

/// What another pronoun's log odds count beside a pronoun's own: of 0, 0.3, 0.5 and 0.7 the third
/// did best on GAP's validation set.
const OTHER_PRONOUN: f32 = 0.5;

/// Log odds count up to so much.
const LEARNED_MOST: f32 = 6.0;

impl Place<'_> {
    fn weights(&self) -> &'static Weights {
        if self.source { &OF_SOURCE } else { &OF_OTHERS }
    }

    /// What the model makes of a name as the antecedent; `None` if it was not asked.
    fn learned(&self, name: usize) -> Option<f32> {
        let score = |mention: usize| {
            let score = self.antecedents.score(mention, name)?;
            Some(score.clamp(-LEARNED_MOST, LEARNED_MOST))
        };
        let own = (score(self.offset)?, 1.0);
        let others = self.others.iter().filter_map(|&other| score(other));
        let (sum, count) = others.fold(own, |(sum, count), score| {
            (sum + OTHER_PRONOUN * score, count + OTHER_PRONOUN)
        });
        Some(sum / count)
    }
}

/// The antecedent that agrees and is nearest in sentence, position and role.
pub(super) fn antecedent(
    pronoun: Pronoun,
    place: &Place,
    recent: &Recent,
    referents: &[Referent],
) -> Option<Choice> {
    most_salient(place, recent, |index| {
        let referent = &referents[index];
        if pronoun.gender().is_some() && place.named.contains(&index) {
            return None;
        }
        let doubt = if referent.sure { 0.0 } else { 2.0 };
        let suits = pronoun.suits(referent.speaker_type, referent.plural)? - doubt;
        if pronoun.gender().is_some() && !referent.human {
            return None;
        }
        let agreement = pronoun
            .gender()
            .map_or(0.0, |g| referent.gender.agreement(g));
        let weights = place.weights();
        // Agreement beyond what is enough to be sure makes nobody a better antecedent.
        let agrees = match agreement {
            against if against < 0.0 => weights.contradiction * against,
            with => 2.0 * with.min(0.5),
        };
        (agreement > CONTRADICTION)
            .then(|| suits + agrees + weights.frequency * frequency(referent))
    })
}

/// Agreement of gender down to this is a contradiction: a first name of one gender, or three hints to
/// one.
const CONTRADICTION: f32 = -0.6;

/// Whom a mention is for, and how clearly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Choice {
    pub referent: usize,
    /// How far its score is ahead of the next best one's; [`LEAD_MOST`] if there is none.
    pub lead: f32,
}

/// A lead counts up to so much.
pub(super) const LEAD_MOST: f32 = 6.0;

/// The referent that stands out from a place: nearest, in the most prominent position, and best
/// by what `suits` says of it (`None` for one that cannot be meant). Of equals the last.
pub(super) fn salient(
    place: &Place,
    recent: &Recent,
    suits: impl Fn(usize) -> Option<f32>,
) -> Option<usize> {
    Some(most_salient(place, recent, suits)?.referent)
}

fn most_salient(
    place: &Place,
    recent: &Recent,
    suits: impl Fn(usize) -> Option<f32>,
) -> Option<Choice> {
    // (referent, what suits says, the best of its mentions)
    let mut scores: Vec<(usize, Option<f32>, f32)> = Vec::new();
    // What is only ahead counts if the model takes it for the antecedent.
    let ahead = place.ahead.iter().filter(|entry| {
        let learned = place.antecedents.score(place.offset, entry.offset);
        learned.is_some_and(|score| score > 0.0)
    });
    for entry in recent.backwards().chain(ahead) {
        if place.excluded == Some(entry.referent) {
            continue;
        }
        let near = nearness(entry, place);
        match scores.iter_mut().find(|s| s.0 == entry.referent) {
            Some(known) => known.2 = known.2.max(near),
            None => scores.push((entry.referent, suits(entry.referent), near)),
        }
    }
    let fits = scores
        .into_iter()
        .filter_map(|(r, suits, near)| Some((r, suits? + near)));
    let mut best: Option<(usize, f32)> = None;
    let mut second = f32::NEG_INFINITY;
    for (referent, score) in fits {
        match best {
            Some((_, most)) if score <= most => second = second.max(score),
            _ => {
                second = best.map_or(second, |(_, most)| most);
                best = Some((referent, score));
            }
        }
    }
    let (referent, score) = best?;
    Some(Choice {
        referent,
        lead: (score - second).min(LEAD_MOST),
    })
}

/// Sentences back to what somebody has just said.
const JUST: usize = 2;

/// What having just spoken speaks for being a pronoun in the singular that speaks. Of 0.8, 1.4 and
/// 2.0 the second did best on the training articles of general news, and no worse than the first in
/// PolNeAR's development articles.
const SPOKE_BEFORE: f32 = 1.4;

/// What being named in the words that a pronoun says speaks against being it: of 3, 6 and 8 the second,
/// in the same way.
const IN_OWN_WORDS: f32 = 6.0;

/// What beginning the sentence before speaks for being "it": of 0, 1, 2 and 3 the second did best on
/// the training articles of general news and invented ones.
const BEGINS_BEFORE: f32 = 1.0;

fn nearness(entry: &Entry, place: &Place) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let apart = |a: usize, b: usize, most: usize| a.saturating_sub(b).min(most) as f32;
    let mut score = -0.9 * apart(place.sentence, entry.sentence, 8);
    score -= 0.2 * apart(place.paragraph, entry.paragraph, 8);
    if entry.subject {
        score += 0.8;
        // "Vance said she …"
        if entry.sentence == place.sentence {
            score += 0.5;
        }
    }
    if entry.opens && place.noun {
        score += 0.8;
    }
    if entry.opens && place.thing && entry.sentence + 1 == place.sentence {
        score += BEGINS_BEFORE;
    }
    if entry.source && place.source {
        let just = place.sentence.saturating_sub(entry.sentence) <= JUST;
        score += match place.alone {
            // Whom a quotation speaks of is no likelier to have spoken before it.
            true if place.quoted => 0.0,
            true if just => SPOKE_BEFORE,
            _ => 0.8,
        };
    }
    if entry.quoted && !place.quoted {
        score -= 1.0;
    }
    if entry.modifier {
        score -= 0.5;
    }
    if (place.in_content)(entry.offset) {
        score -= IN_OWN_WORDS;
    }
    if let Some(learned) = place.learned(entry.offset) {
        score += place.weights().learned * learned;
    }
    score
}

/// A little more for whom the article names more often.
pub(super) fn frequency(referent: &Referent) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
    let count = referent.count as f32;
    0.25 * count.ln_1p().min(4.0)
}
