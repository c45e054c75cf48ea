//! Where the text names somebody: the entities, put right, and a few sources.

mod datelines;
mod extents;

use super::lexicon::{self, Gender};
use super::names::{self, Name};
use super::organizations;
use super::words::Words;
use crate::attribution::Attribution;
use crate::entities::{Entity, EntityType};
use crate::text::Span;
use extents::{LONGEST, disjoint, trim_lower, with_conjunctions, with_nicknames, with_places};
use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Its words, titles left out.
    pub range: Range<usize>,
    pub span: Span,
    pub name: Name,
    /// The type that the entity gives; `None` for miscellaneous and for names found without one.
    pub entity_type: Option<EntityType>,
    /// What a form of address tells.
    pub gender: Option<Gender>,
    /// Whether a title or form of address stands before it.
    pub titled: bool,
    /// For "the Lund campaign": how many of the words are the owner's name.
    pub owner: Option<Range<usize>>,
}

impl Mention {
    /// "[King Olaf]": a single name with the title before it that stands for another.
    pub fn with_title(&self, words: &Words) -> Option<Span> {
        let title = self.range.start.checked_sub(1)?;
        let fits = self.range.len() == 1
            && words.joined(title)
            && words.is_capital(title)
            && lexicon::is_reigning(&words.folded(title));
        fits.then(|| words.span(&(title..self.range.end)))
    }
}

/// All named mentions in text order, disjoint.
pub(super) fn collect(
    words: &Words,
    entities: &[Entity],
    attributions: &[Attribution],
) -> Vec<Mention> {
    let mut found: Vec<(Range<usize>, Option<EntityType>)> = Vec::new();
    let cased = (0..words.len()).any(|i| words.is_capital(i));
    let in_lower_case = LazyCell::new(|| {
        let lower = (0..words.len()).filter(|&i| !words.is_capital(i));
        lower.map(|i| words.text(i)).collect::<HashSet<_>>()
    });
    for entity in entities {
        let range = words.within(entity.span);
        let range = trim_lower(words, range);
        // "the full court of appeals" is not a name; "bell hooks" is.
        let is_common = cased
            && entity.entity_type != EntityType::Person
            && (!entity.span.of(words.source()).contains(char::is_uppercase)
                || is_plain_noun(words, &range, &in_lower_case));
        let noun = entity.entity_type == EntityType::Person
            && is_noun_before_name(words, &range, &in_lower_case);
        let range = range.start + usize::from(noun)..range.end;
        let firm = range.start > 0 && begins_firm(words, range.start - 1);
        let range = range.start - usize::from(firm)..range.end;
        if range.is_empty() || range.len() > LONGEST || is_common {
            continue;
        }
        let entity_type = match entity.entity_type {
            _ if firm => Some(EntityType::Organization),
            EntityType::Miscellaneous => None,
            known => Some(known),
        };
        match found.last_mut() {
            // Two parts of one word are parts of one name.
            Some(last) if last.0.end > range.start && last.1 == entity_type => {
                last.0.end = last.0.end.max(range.end);
            }
            _ => found.push((range, entity_type)),
        }
    }
    let found = with_nicknames(words, disjoint(found));
    let families = families(words, &found);
    let mut all = found.clone();
    for source in attributions.iter().flat_map(|a| &a.source) {
        let range = words.within(*source);
        let next = found.partition_point(|(name, _)| name.end <= range.start);
        let free = found
            .get(next)
            .is_none_or(|(name, _)| name.start >= range.end);
        if free && is_name_of_one_word(words, &range, &families) {
            all.push((range, None));
        }
    }
    let all = with_places(words, with_conjunctions(words, disjoint(all)));
    let mut mentions: Vec<Mention> = Vec::with_capacity(all.len());
    for (range, entity_type) in all {
        if let Some(mut mention) = mention(words, range, entity_type, &families) {
            extend_to_owned_body(words, &mut mention);
            if mentions
                .last()
                .is_none_or(|m| m.range.end <= mention.range.start)
            {
                mentions.push(mention);
            }
        }
    }
    let datelines = datelines::datelines(words);
    mentions.retain(|mention| {
        let first = mention.range.start;
        let line = datelines.partition_point(|line| line.end <= first);
        !datelines
            .get(line)
            .is_some_and(|line| line.contains(&first))
    });
    share_family_names(words, &mut mentions);
    mentions
}

/// Family names in full names of people that are nouns as well: "Sara [Chief]".
fn families(words: &Words, found: &[(Range<usize>, Option<EntityType>)]) -> HashSet<String> {
    let people = found.iter().filter(|(range, kind)| {
        *kind == Some(EntityType::Person) && range.len() > 1 && words.is_capital(range.end - 1)
    });
    let families = people.map(|(range, _)| words.folded(range.end - 1));
    families.filter(|family| is_common(family)).collect()
}

/// "Gideon and Philippa Marsh": both are called Marsh.
fn share_family_names(words: &Words, mentions: &mut [Mention]) {
    let full: HashSet<(String, String)> = mentions
        .iter()
        .filter_map(|m| match m.name.words.as_slice() {
            [given, family] => Some((given.clone(), family.clone())),
            _ => None,
        })
        .collect();
    for i in 1..mentions.len() {
        let [first, second] = &mut mentions[i - 1..=i] else {
            continue;
        };
        let person = |m: &Mention| m.entity_type == Some(EntityType::Person) && m.owner.is_none();
        let and = first.range.end;
        let joined = second.range.start == and + 1
            && words.joined(and - 1)
            && words.joined(and)
            && words.folded(and) == "and";
        let one_name = first.name.words.len() == 1 && second.name.words.len() == 2;
        if !(joined && one_name && person(first) && person(second)) {
            continue;
        }
        let family = second.name.words[1].clone();
        let given = &first.name.words[0];
        let known = lexicon::given_name_gender(given).is_some()
            || full.contains(&(given.clone(), family.clone()));
        if known {
            first.name.words.push(family);
        }
    }
}

fn mention(
    words: &Words,
    range: Range<usize>,
    entity_type: Option<EntityType>,
    families: &HashSet<String>,
) -> Option<Mention> {
    // "According to Chief", where somebody is called Sara Chief: the noun is no title here.
    let is_family = range.len() == 1
        && families.contains(&words.folded(range.start))
        && !has_article(words, range.start);
    let (mut found, entity_type) = if is_family {
        let whole = names::of_body(words, range.clone());
        (whole, Some(EntityType::Person))
    } else {
        (names::without_titles(words, range.clone())?, entity_type)
    };
    // "European Court of Appeal": no title of who follows.
    let is_body = matches!(
        entity_type,
        Some(EntityType::Organization | EntityType::Location)
    );
    let before = range.start..found.range.start;
    let of_name = |i: usize| {
        let word = words.text(i);
        let small = word.chars().filter(|c| c.is_lowercase()).count();
        small > 1 && !word.ends_with('.') && !lexicon::is_address(&words.folded(i))
    };
    if is_body && !before.is_empty() && before.into_iter().all(of_name) {
        found = names::of_body(words, range);
    }
    found.range.start -= usize::from(is_edition(words, &found.range));
    if found.range.len() == 1 && is_adjective(words.text(found.range.start)) {
        return None;
    }
    let name = Name::new(words, &found.range).plain();
    let last = name.words.last()?;
    // "DEC" and "MEP" are bodies where they were taken for ones.
    let first = found.range.start;
    let known = entity_type == Some(EntityType::Organization)
        || entity_type.is_none()
            && found.range.len() == 1
            && words.in_capitals_alone(first)
            && !lexicon::is_person_noun(last);
    let letters = known && organizations::looks_like_abbreviation(words.text(first));
    if name.words.iter().all(|w| lexicon::is_calendar(w)) && !found.titled && !letters {
        return None;
    }
    // "Officials" and "Republicans" at the start of a sentence name nobody.
    if name.words.len() == 1
        && !found.titled
        && entity_type.is_none_or(|t| t != EntityType::Person)
        && (is_common(last) || is_people(last))
        && !letters
        && !is_short_name(words, found.range.start)
    {
        return None;
    }
    if entity_type.is_none_or(|t| t != EntityType::Person)
        && is_one_of_a_nation(words, &found.range)
    {
        return None;
    }
    Some(Mention {
        span: words.span(&found.range),
        range: found.range,
        name,
        entity_type,
        gender: found.gender,
        titled: found.titled,
        owner: None,
    })
}

/// "WHO said", and "Chief said" of Sara Chief: a source that the model finds no name in, as the word
/// is another one as well.
fn is_name_of_one_word(words: &Words, source: &Range<usize>, families: &HashSet<String>) -> bool {
    let [word, end] = [source.start, source.end];
    end == word + 1 && words.is_capital(word) && {
        let folded = words.folded(word);
        let letters =
            || words.in_capitals_alone(word) && super::pronoun::Pronoun::read(&folded).is_some();
        families.contains(&folded) || letters()
    }
}

/// "Harbor-based", "Norland-born": a name in an adjective names nobody.
fn is_adjective(word: &str) -> bool {
    let tail = word.rsplit_once('-').map_or("", |(_, tail)| tail);
    let participle = tail.len() > 3 && tail.ends_with("ed") && tail.starts_with(char::is_lowercase);
    participle || matches!(tail, "born" | "built" | "led" | "made" | "owned" | "run")
}

fn has_article(words: &Words, word: usize) -> bool {
    let before = word.checked_sub(1).filter(|&before| words.joined(before));
    before.is_some_and(|before| lexicon::is_article(&words.folded(before)))
}

/// "[2014] National Climate Assessment": whether the word before a document's name is a year,
/// which is part of it.
fn is_edition(words: &Words, name: &Range<usize>) -> bool {
    let Some(before) = name.start.checked_sub(1) else {
        return false;
    };
    let year = words.text(before);
    year.len() == 4
        && (year.starts_with("19") || year.starts_with("20"))
        && year.bytes().all(|b| b.is_ascii_digit())
        && words.joined(before)
        && name.len() > 1
        && lexicon::document_noun(&words.folded(name.end - 1)).is_some()
}

/// "[Federal court] rules": a noun for a body, with a capital only because a sentence starts with
/// it, and a word before it that has none elsewhere.
fn is_plain_noun(words: &Words, range: &Range<usize>, in_lower_case: &HashSet<&str>) -> bool {
    let opens = words.opens(range.start);
    let rest_is_lower = (range.start + 1..range.end).all(|i| !words.is_capital(i));
    range.len() > 1
        && opens
        && rest_is_lower
        && lexicon::is_organization_noun(&words.folded(range.end - 1))
        && in_lower_case.contains(words.folded(range.start).as_str())
}

/// "[Boatwright] Maya Vance", at the start of a sentence: a word for what she is, that stands in lower
/// case elsewhere.
fn is_noun_before_name(words: &Words, range: &Range<usize>, lower_case: &HashSet<&str>) -> bool {
    if range.len() < 3 || !words.opens(range.start) || !words.joined(range.start) {
        return false;
    }
    let first = words.folded(range.start);
    lexicon::first_name_gender(&first).is_none()
        && !lexicon::is_particle(&first)
        && lower_case.contains(first.as_str())
}

/// "the Post", with a capital that no sentence start asks for.
fn is_short_name(words: &Words, index: usize) -> bool {
    let word = words.folded(index);
    words.is_capital(index)
        && lexicon::is_organization_noun(&word)
        && index > 0
        && words.joined(index - 1)
        && words.folded(index - 1) == "the"
}

/// Whether a word that stands alone is a common noun or a pronoun rather than a name.
fn is_common(word: &str) -> bool {
    lexicon::is_person_noun(word)
        || lexicon::is_group_noun(word)
        || lexicon::is_organization_noun(word) && !lexicon::is_name_itself(word)
        || lexicon::document_noun(word).is_some()
        || lexicon::place_noun(word).is_some()
        || lexicon::ends_phrase(word)
        || lexicon::is_possessive_determiner(word)
        || lexicon::is_demonstrative(word)
        || lexicon::is_article(word)
        || lexicon::is_relative(word)
        || lexicon::is_title(word)
        || super::pronoun::Pronoun::read(word).is_some()
        || lexicon::is_general(word)
}

/// "Republicans", "Americans": people of a party or nation.
fn is_people(word: &str) -> bool {
    word != "gop" && lexicon::singular(word, lexicon::is_affiliation).is_some()
}

/// "[PT] Harbor Maju", "[Messrs] Vance & Sons": what stands before the name of a firm, and is part of it.
fn begins_firm(words: &Words, word: usize) -> bool {
    matches!(words.text(word), "PT" | "Messrs" | "CV") && words.joined(word)
}

/// "The Spaniard", "the South African": a definite word for somebody of a nation, which is no name.
fn is_one_of_a_nation(words: &Words, range: &Range<usize>) -> bool {
    let last = words.folded(range.end - 1);
    let bearing = |i: usize| lexicon::begins_nation(&words.folded(i));
    let of_nation = lexicon::nation_of(&last).is_some_and(|nation| nation != last);
    let the = range.start.checked_sub(1).filter(|&the| words.joined(the));
    let definite =
        the.is_some_and(|the| words.folded(the) == "the" || lexicon::is_age(&words.folded(the)));
    definite && of_nation && (range.start..range.end - 1).all(bearing) && range.len() < 3
}

/// "Lund" in "the Lund campaign", "Lund's presidential campaign", "Norland government" becomes
/// a mention of that body.
fn extend_to_owned_body(words: &Words, mention: &mut Mention) {
    let end = mention.range.end;
    let last = &mention.name.words[mention.name.words.len() - 1];
    if mention.name.words.len() > 1
        && lexicon::is_owned_body(last)
        && !is_proper_body(words, mention)
    {
        mention.owner = Some(mention.range.start..end - 1);
        mention.entity_type = Some(EntityType::Organization);
        return;
    }
    // "Lund's new campaign", "the Lund re-election campaign"; in "Lund ordered his government"
    // what stands between is no adjective.
    let owns = words.get(end - 1).possessive || has_article(words, mention.range.start);
    let furthest = if owns { end + 2 } else { end };
    let mut at = end;
    while at < words.len() && at <= furthest && words.joined_or_possessive(at - 1) {
        let word = words.folded(at);
        if lexicon::is_owned_body(&word) {
            let goes_on = words.joined(at) && {
                let next = words.folded(at + 1);
                lexicon::role(&next).is_some()
                    || lexicon::is_group_noun(&next)
                    || lexicon::document_noun(&next).is_some()
                    || words.is_capital(at + 1)
            };
            if goes_on || words.get(at).possessive {
                return;
            }
            mention.owner = Some(mention.range.clone());
            mention.range.end = at + 1;
            mention.span = words.span(&mention.range);
            mention.name = Name::new(words, &mention.range).plain();
            mention.entity_type = Some(EntityType::Organization);
            mention.gender = None;
            mention.titled = false;
            return;
        }
        let adjective =
            !words.is_capital(at) && !lexicon::ends_phrase(&word) && !lexicon::is_article(&word);
        if !adjective {
            return;
        }
        at += 1;
    }
}

/// "Norland Food and Drug Administration": a body with a name of its own, not one named after who
/// leads it ("the Ada Lund Administration").
fn is_proper_body(words: &Words, mention: &Mention) -> bool {
    let last = mention.range.end - 1;
    let owner = &mention.name.words[..mention.name.words.len() - 1];
    mention.entity_type == Some(EntityType::Organization)
        && words.is_capital(last)
        && owner.len() > 1
        && lexicon::given_name_gender(&owner[0]).is_none()
}

/// Whether nothing but the shape of the name says what it is, and that shape is a person's.
pub(super) fn may_be_person(mention: &Mention) -> bool {
    mention.owner.is_none()
        && !organizations::looks_like_one(&mention.name)
        && !lexicon::is_place(&mention.name.words.join(" "))
}
