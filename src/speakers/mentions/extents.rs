//! How far a name reaches: conjunctions, places, nicknames.

use crate::entities::EntityType;
use crate::speakers::lexicon;
use crate::speakers::names::Name;
use crate::speakers::organizations;
use crate::speakers::words::Words;
use std::ops::Range;

/// Words of a nickname: "Ben “Big Bad” Okoro".
const LONGEST_NICKNAME: usize = 3;

/// Names with "and" in them that are compared with what "and" parts. It bounds the time for long texts.
const MOST_WITH_AND: usize = 64;

/// Words of "Ministry of Foreign Affairs" and its like.
const LONGEST_MINISTRY: usize = 6;

/// No name has more words than this.
pub(super) const LONGEST: usize = 24;

/// In text order; of two that overlap the earlier, and of two with one start the longer.
pub(super) fn disjoint(
    mut found: Vec<(Range<usize>, Option<EntityType>)>,
) -> Vec<(Range<usize>, Option<EntityType>)> {
    found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    let mut end = 0;
    found.retain(|(range, _)| {
        let keep = range.start >= end;
        if keep {
            end = range.end;
        }
        keep
    });
    found
}

/// Joins what "and" parts inside one body's name: "the Central and East European Coalition".
pub(super) fn with_conjunctions(
    words: &Words,
    found: Vec<(Range<usize>, Option<EntityType>)>,
) -> Vec<(Range<usize>, Option<EntityType>)> {
    let is_adjective = |word: &str| {
        let endings = [
            "al", "an", "ern", "ish", "ese", "ic", "east", "west", "north", "south",
        ];
        endings.iter().any(|ending| word.ends_with(ending))
    };
    let joins = |first: &Range<usize>, second: &Range<usize>| {
        first.len() == 1
            && first.start > 0
            && words.folded(first.start - 1) == "the"
            && second.start == first.end + 1
            && words.folded(first.end) == "and"
            && words.joined(first.start)
            && words.joined(first.end)
            && is_adjective(&words.folded(first.start))
            && second.len() > 1
            && lexicon::is_organization_noun(&words.folded(second.end - 1))
    };
    // "the Council for Ports and the Coast", which is one name elsewhere.
    let spelled = |range: Range<usize>| -> Vec<String> { range.map(|i| words.folded(i)).collect() };
    let whole = found.iter().filter(|(range, _)| {
        range
            .clone()
            .any(|i| words.text(i).eq_ignore_ascii_case("and"))
    });
    let whole = whole.take(MOST_WITH_AND);
    let whole: Vec<Vec<String>> = whole.map(|(range, _)| spelled(range.clone())).collect();
    let one_elsewhere = |first: &Range<usize>, second: &Range<usize>| {
        let near = !whole.is_empty()
            && second
                .start
                .checked_sub(first.end)
                .is_some_and(|n| (1..=2).contains(&n));
        let linked = near
            && words.folded(first.end) == "and"
            && (first.end - 1..second.start).all(|i| words.joined(i));
        let known = |&start: &usize| {
            let both = spelled(start..second.end);
            both.len() > 3 && whole.iter().any(|name| name.starts_with(&both))
        };
        linked.then(|| first.clone().find(known)).flatten()
    };
    let mut joined: Vec<(Range<usize>, Option<EntityType>)> = Vec::with_capacity(found.len());
    for (range, entity_type) in found.iter().cloned() {
        if let Some((first, first_type)) = joined.last_mut()
            && let Some(start) = one_elsewhere(first, &range)
        {
            *first = start..range.end;
            *first_type = Some(EntityType::Organization);
            continue;
        }
        match joined.last_mut() {
            Some((first, first_type)) if joins(first, &range) => {
                first.end = range.end;
                *first_type = Some(EntityType::Organization);
            }
            _ => joined.push((range, entity_type)),
        }
    }
    joined
}

/// Joins a body with the country or city before it: "the U.S. Court of Appeals".
pub(super) fn with_places(
    words: &Words,
    found: Vec<(Range<usize>, Option<EntityType>)>,
) -> Vec<(Range<usize>, Option<EntityType>)> {
    let joins = |place: &Range<usize>, body: &Range<usize>| {
        let article = place.start.checked_sub(1).filter(|&i| words.joined(i));
        place.end == body.start
            && words.joined(place.end - 1)
            && article.is_some_and(|i| lexicon::is_article(&words.folded(i)))
            && organizations::looks_like_one(&Name::new(words, body))
    };
    // "Norland's Foreign Ministry" is named after its country.
    let is_ministry = |place: &Range<usize>, body: &Range<usize>| {
        place.end == body.start
            && words.get(place.end - 1).possessive
            && words.joined_or_possessive(place.end - 1)
            && body.len() < LONGEST_MINISTRY
            && body.clone().any(|i| words.folded(i) == "ministry")
    };
    // "the High Court in Harbor"
    let sits = |court: &Range<usize>, place: &Range<usize>| {
        let last = court.end - 1;
        court.len() > 1
            && place.start == court.end + 1
            && words.joined(last)
            && words.joined(last + 1)
            && words.text(last) == "Court"
            && words.text(last + 1) == "in"
    };
    let mut joined: Vec<(Range<usize>, Option<EntityType>)> = Vec::with_capacity(found.len());
    for (range, entity_type) in found {
        match joined.last_mut() {
            Some((court, Some(EntityType::Organization)))
                if entity_type == Some(EntityType::Location) && sits(court, &range) =>
            {
                court.end = range.end;
            }
            Some((place, kind))
                if entity_type == Some(EntityType::Organization)
                    && *kind != Some(EntityType::Person)
                    && is_ministry(place, &range) =>
            {
                place.end = range.end;
                *kind = entity_type;
            }
            Some((place, kind @ Some(EntityType::Location)))
                if entity_type == Some(EntityType::Organization) && joins(place, &range) =>
            {
                place.end = range.end;
                *kind = entity_type;
            }
            _ => joined.push((range, entity_type)),
        }
    }
    joined
}

/// Joins what a nickname in quotation marks parts: "Robert “Bo” Lund" is one name.
pub(super) fn with_nicknames(
    words: &Words,
    found: Vec<(Range<usize>, Option<EntityType>)>,
) -> Vec<(Range<usize>, Option<EntityType>)> {
    let opens = |i: usize| matches!(words.gap(i), " \"" | " “" | " ‘") && !words.get(i).possessive;
    let closes = |i: usize| matches!(words.gap(i), "\" " | "” " | "’ ") && !words.get(i).possessive;
    let mut joined: Vec<(Range<usize>, Option<EntityType>)> = Vec::with_capacity(found.len());
    for (range, entity_type) in found {
        if let [.., (first, first_type), (nick, nick_type)] = joined.as_mut_slice()
            && first.end == nick.start
            && nick.len() <= LONGEST_NICKNAME
            && nick.end == range.start
            && opens(first.end - 1)
            && closes(nick.end - 1)
            && nick.clone().all(|i| i + 1 == nick.end || words.joined(i))
        {
            first.end = range.end;
            *first_type = first_type.or(*nick_type).or(entity_type);
            joined.pop();
            continue;
        }
        if let Some((last, last_type)) = joined.last_mut() {
            let between = range.start - last.end;
            let nickname = match between {
                1 => opens(last.end - 1) && closes(last.end) && words.is_capital(last.end),
                // It was taken for part of one of the two.
                0 if opens(last.end - 1) || closes(last.end - 1) => {
                    let marks: Vec<usize> = (last.start..range.end - 1)
                        .filter(|&i| opens(i) || closes(i))
                        .collect();
                    matches!(marks[..], [open, close] if opens(open) && close == open + 1 && closes(close))
                }
                _ => false,
            };
            if nickname && (between == 1 || range.len() + last.len() <= 5) {
                last.end = range.end;
                *last_type = last_type.or(entity_type);
                continue;
            }
        }
        joined.push((range, entity_type));
    }
    joined
}

/// "of", "for": what no name ends with.
fn ends_no_name(word: &str) -> bool {
    word.chars().all(char::is_lowercase) && lexicon::is_preposition(word)
}

pub(super) fn trim_lower(words: &Words, mut range: Range<usize>) -> Range<usize> {
    while range.len() > 1 && lexicon::is_weekday(&words.folded(range.end - 1)) {
        range.end -= 1;
    }
    while range.len() > 1 && ends_no_name(words.text(range.end - 1)) {
        range.end -= 1;
    }
    // "the [Harbor Maps] group": what it is, in lower case, is no part of the name.
    while range.len() > 1 && lexicon::is_general_body(words.text(range.end - 1)) {
        range.end -= 1;
    }
    while !range.is_empty()
        && lexicon::is_article(&words.folded(range.start))
        && !(range.len() > 1 && words.is_initial(range.start))
    {
        range.start += 1;
    }
    // "nonpartisan Commission on Ports": an adjective is no part of the name.
    let is_adjective = |i: usize| {
        let word = words.text(i);
        word.chars().all(char::is_lowercase) && !lexicon::is_particle(word)
    };
    let capital = range.clone().find(|&i| words.is_capital(i));
    if let Some(capital) = capital.filter(|&c| (range.start..c).all(is_adjective)) {
        range.start = capital;
    }
    // "Maya Vance (D-Harbor)", and not "Harbor Maps (Pvt) Ltd"
    let aside = range.clone().find(|&i| words.gap(i).contains('('));
    let closes = |last: usize| (last + 1..range.end - 1).any(|i| words.gap(i).contains(')'));
    if let Some(last) = aside.filter(|&last| !closes(last)) {
        range.end = range.end.min(last + 1);
    }
    range
}
