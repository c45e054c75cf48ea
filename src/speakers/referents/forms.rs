//! Each form of a name once, and what speaks for its being a person, a body or a place.

use super::gender::GenderEvidence;
use crate::entities::EntityType;
use crate::speakers::lexicon;
use crate::speakers::mentions::{self, Mention};
use crate::speakers::names::Name;
use crate::speakers::words::Words;
use crate::speakers::{SpeakerType, organizations, origins};
use std::collections::{HashMap, HashSet};

/// Mentions with one spelling, taken together.
pub(super) struct Form {
    pub(super) name: Name,
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) votes: Votes,
    pub(super) gender: GenderEvidence,
    pub(super) abbreviation: bool,
    /// The capitals of one that has small letters as well, folded: "adb" of "AfDB".
    pub(super) capitals: Option<String>,
    /// Whether it stands with a form of address, a title or a noun for a person, as a person's does.
    pub(super) personal: bool,
    /// Whether a preposition that only places have stands before it ("in Harbor", not "at Harbor Maps").
    pub(super) located: bool,
    /// Whether "the" stands before it anywhere ("the Echo").
    pub(super) definite: bool,
    /// Whether it is brought in as somebody's relative: "his son, [Felix Lund]".
    pub(super) kin: bool,
    /// Defined in the text: "Harbor Safety Agency (HSA)".
    pub(super) defined_by: Option<usize>,
}

impl Form {
    /// Whether the text gives it as another name for who has a full one: "elected as Ada Lund".
    pub(super) fn is_other_name(&self) -> bool {
        self.defined_by.is_some() && !self.abbreviation
    }
}

#[derive(Clone, Copy, Default)]
pub(super) struct Votes {
    pub(super) person: f32,
    pub(super) organization: f32,
    pub(super) place: f32,
}

impl Votes {
    pub(super) fn add(&mut self, other: Votes) {
        self.person += other.person;
        self.organization += other.organization;
        self.place += other.place;
    }

    pub(super) fn decide(self) -> Option<SpeakerType> {
        let best = self.person.max(self.organization).max(self.place);
        if best <= 0.0 {
            return None;
        }
        Some(if self.person >= best {
            SpeakerType::Person
        } else if self.organization >= best {
            SpeakerType::Organization
        } else {
            SpeakerType::Place
        })
    }
}

pub(super) fn forms(words: &Words, all: &[Mention]) -> (Vec<Form>, Vec<usize>) {
    let mut forms: Vec<Form> = Vec::new();
    let mut index: HashMap<(Vec<String>, Option<String>), usize> = HashMap::new();
    let mut of = Vec::with_capacity(all.len());
    let families = families(words, all);
    for (i, mention) in all.iter().enumerate() {
        let shouted = mention.range.len() == 1
            && organizations::looks_like_abbreviation(words.text(mention.range.start));
        // "LUND:" in a transcript is the family name, whatever it was taken for.
        let is_family = shouted && families.contains(&mention.name.words[0]);
        let key = (mention.name.words.clone(), mention.name.suffix.clone());
        let form = *index.entry(key).or_insert_with(|| {
            forms.push(Form {
                name: mention.name.clone(),
                first: i,
                count: 0,
                votes: Votes::default(),
                gender: GenderEvidence::default(),
                abbreviation: shouted && !is_family,
                capitals: shouted.then(|| organizations::capitals(words.text(mention.range.start))),
                personal: false,
                located: false,
                definite: false,
                kin: false,
                defined_by: None,
            });
            forms.len() - 1
        });
        let entry = &mut forms[form];
        entry.count += 1;
        if !is_family {
            entry.votes.add(votes(words, mention));
        }
        entry.personal |= mention.titled;
        let before = mention.range.start.checked_sub(1);
        entry.kin |= before.is_some_and(|b| {
            matches!(words.behind_possessive(b), ", " | " ") && lexicon::is_kin(&words.folded(b))
        });
        if let Some(before) = before.filter(|&b| words.joined(b)) {
            let word = words.folded(before);
            entry.personal |= lexicon::role(&word).is_some();
            entry.located |= matches!(word.as_str(), "in" | "near" | "around");
            entry.definite |= word == "the";
        }
        if let Some(gender) = mention.gender {
            entry.gender.add(gender, 4.0);
        }
        if entry.defined_by.is_none() {
            let fits = entry.abbreviation;
            entry.defined_by = definition(words, i, all, fits).map(|m| of[m]);
        }
        if entry.count == 1 && entry.defined_by.is_none() {
            entry.defined_by = other_name(words, i, all).map(|m| of[m]);
        }
        of.push(form);
    }
    (forms, of)
}

/// Family names of people whose full names stand in the text, folded.
fn families(words: &Words, all: &[Mention]) -> HashSet<String> {
    let of_person = |mention: &&Mention| {
        let last = words.text(mention.range.end - 1);
        mention.name.is_full()
            && mention.entity_type == Some(EntityType::Person)
            && !organizations::looks_like_abbreviation(last)
    };
    let people = all.iter().filter(of_person);
    people
        .filter_map(|m| m.name.words.last().cloned())
        .collect()
}

/// What one mention says of its type.
pub(super) fn votes(words: &Words, mention: &Mention) -> Votes {
    let mut votes = Votes::default();
    match mention.entity_type {
        Some(EntityType::Person) => votes.person += 1.0,
        Some(EntityType::Organization) => votes.organization += 1.0,
        Some(EntityType::Location) => votes.place += 1.0,
        _ => {}
    }
    if mention.titled {
        votes.person += 2.0;
    }
    // "Ottilie Brand": a family name that is a noun for a body as well.
    let full = mention.entity_type == Some(EntityType::Person)
        && mention.name.words.len() == 2
        && lexicon::first_name_gender(&mention.name.words[0]).is_some();
    if mention.owner.is_some() || !full && organizations::looks_like_one(&mention.name) {
        votes.organization += 1.5;
    }
    let firm = mention.name.words.len() > 1
        && mention
            .name
            .words
            .last()
            .is_some_and(|word| lexicon::is_business(word));
    if firm && !full {
        votes.organization += 1.5;
    }
    if names_a_body(words, mention) || is_told_a_body(words, mention) {
        votes.organization += TOLD;
    }
    // "Ootoovak, 31, banks in the capital."
    if origins::age(words, &mention.range).is_some() {
        votes.person += 3.0;
    }
    if lexicon::is_place(&mention.name.words.join(" ")) {
        votes.place += 0.6;
    }
    if mention.entity_type.is_none() && mentions::may_be_person(mention) {
        let given = lexicon::given_name_gender(&mention.name.words[0]).is_some();
        if given && mention.name.is_full() {
            votes.person += 1.0;
        }
        let before = mention
            .range
            .start
            .checked_sub(1)
            .filter(|&b| words.joined(b));
        if before.is_some_and(|b| lexicon::role(&words.folded(b)).is_some()) {
            votes.person += 1.0;
        } else if before.is_some_and(|b| words.folded(b) == "the") {
            votes.organization += 0.4;
        } else if mention.name.is_full() && mention.name.words.len() <= 4 {
            votes.person += 0.3;
        }
    }
    votes
}

/// Whether a name stands beside an indefinite noun for a body: "under a new company, Veltra.",
/// but not in "At a new company, Lund does well".
fn names_a_body(words: &Words, mention: &Mention) -> bool {
    let noun = mention.range.start.checked_sub(1);
    let ends = !words.joined(mention.range.end - 1);
    let Some(noun) = noun.filter(|&n| ends && words.gap(n) == ", ") else {
        return false;
    };
    let phrase = (noun.saturating_sub(3)..noun).rev();
    let article = phrase
        .take_while(|&word| words.joined(word))
        .find(|&word| matches!(words.folded(word).as_str(), "a" | "an"));
    let after_of =
        |word: usize| word > 0 && words.joined(word - 1) && words.folded(word - 1) == "of";
    // "the operator, [Quillo Lines],", "Its trade body, [Quillo],"
    let owned = || {
        let the = noun
            .checked_sub(1)
            .filter(|&b| words.joined(b) && words.folded(b) == "the");
        let its = (noun.saturating_sub(2)..noun).find(|&i| words.folded(i) == "its");
        // "A spokesman for the ministry, Behrooz Vance,": who speaks for it.
        let speaks_for = |i: usize| {
            i > 1
                && words.joined(i - 1)
                && lexicon::is_preposition(&words.folded(i - 1))
                && lexicon::role(&words.folded(i - 2)).is_some()
        };
        let encloses = words.gap(mention.range.end - 1).starts_with(',');
        encloses
            && the.or(its).is_some_and(|i| !speaks_for(i))
            && is_no_persons(mention)
            && is_kind(&words.folded(noun))
    };
    lexicon::is_organization_noun(&words.folded(noun)) && article.is_some_and(|a| !after_of(a))
        || owned()
}

/// What it weighs that the text says of a name that it is a body's.
const TOLD: f32 = 2.0;

/// Words of the longest name that is taken for a body's by what stands beside it.
const LONGEST_TOLD: usize = 3;

/// Whether a name has no form of address, and no given name that is known.
fn is_no_persons(mention: &Mention) -> bool {
    let given = || lexicon::first_name_gender(&mention.name.words[0]).is_some();
    let one = mention.range.len() == 1;
    !mention.titled && (one || mention.range.len() <= LONGEST_TOLD && !given())
}

/// Whether a noun is for a body, before its name: "agency", "maker".
fn is_kind(noun: &str) -> bool {
    lexicon::is_kind_of_body(noun)
        || lexicon::is_business(noun)
        || lexicon::is_organization_noun(noun)
        || lexicon::may_be_firm(noun)
}

/// Whether what stands beside a name says that it is no person's: "film maker [Veltrix]", "[Veltrix],
/// which".
fn is_told_a_body(words: &Words, mention: &Mention) -> bool {
    if !is_no_persons(mention) || mention.entity_type == Some(EntityType::Location) {
        return false;
    }
    let kind = |noun: usize| {
        let is_kind = is_kind(&words.folded(noun));
        words.joined(noun) && !words.is_capital(noun) && is_kind
    };
    let before = mention.range.start.checked_sub(1).is_some_and(kind);
    let which = mention.range.end;
    let told =
        which < words.len() && words.gap(which - 1) == ", " && words.folded(which) == "which";
    before || told
}

/// For "(HSA)" right after a name that its letters fit, and for "(Harsa)" right after that of a
/// body: that name's mention.
fn definition(words: &Words, index: usize, all: &[Mention], letters: bool) -> Option<usize> {
    let before = index.checked_sub(1)?;
    let (name, short) = (&all[before], &all[index]);
    let between = name.range.end..short.range.start;
    if !between.is_empty() || words.gap(name.range.end - 1).trim_start() != "(" {
        return None;
    }
    let known = matches!(
        short.entity_type,
        Some(EntityType::Person | EntityType::Location)
    );
    let body = name.entity_type == Some(EntityType::Organization) && name.range.len() > 1;
    if body && short.range.len() == 1 && !known && words.gap(short.range.start).starts_with(')') {
        return Some(before);
    }
    if !letters {
        return None;
    }
    let letters = organizations::letters(words.text(short.range.start));
    let initials = organizations::initials(&name.name);
    let mut rest = initials[0].chars();
    let fits = initials.contains(&letters) || letters.chars().all(|l| rest.any(|i| i == l));
    // A ticker symbol: "Norland Steel (NSL)".
    let ticker = name.entity_type != Some(EntityType::Person)
        && !name.titled
        && letters.chars().next() == initials[0].chars().next();
    (fits || ticker).then_some(before)
}

/// For "Ada Lund" in "Ada Pohl, who was elected as Ada Lund before her marriage," the name before
/// it: one person with two family names.
fn other_name(words: &Words, index: usize, all: &[Mention]) -> Option<usize> {
    let before = index.checked_sub(1)?;
    let (name, other) = (&all[before], &all[index]);
    let (given, family) = (&name.name.words, &other.name.words);
    let between = name.range.end..other.range.start;
    let last = between.clone().next_back()?;
    let link = matches!(
        words.folded(last).as_str(),
        "as" | "born" | "née" | "nee" | "formerly" | "was"
    );
    let aside = words
        .behind_possessive(name.range.end - 1)
        .trim_start()
        .starts_with([',', '(', '–', '—']);
    // "Lund – better known as Lulu –"
    let known = last > between.start
        && words.folded(last) == "as"
        && (between.start..last)
            .rev()
            .take(LONGEST_ASIDE)
            .any(|i| words.folded(i) == "known");
    let alike = given.len() > 1 && family.len() > 1 && given[0] == family[0] && given != family;
    let near = between.len()
        <= if known {
            2 * LONGEST_ASIDE
        } else {
            LONGEST_ASIDE
        }
        && (name.range.end..last).all(|i| words.joined(i));
    (link && aside && (alike || known) && near).then_some(before)
}

/// Words between a name and another one for its bearer.
const LONGEST_ASIDE: usize = 6;

/// The type of a name that nothing else is known of.
pub(super) fn by_shape(words: &Words, mention: &Mention) -> SpeakerType {
    let abbreviation = mention.range.len() == 1
        && organizations::looks_like_abbreviation(words.text(mention.range.start));
    let article = mention
        .range
        .start
        .checked_sub(1)
        .is_some_and(|b| words.folded(b) == "the");
    if abbreviation || article || !mentions::may_be_person(mention) {
        SpeakerType::Organization
    } else {
        SpeakerType::Person
    }
}
