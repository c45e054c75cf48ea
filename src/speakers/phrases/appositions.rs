//! Names behind what their bearers are: in apposition, and behind what an office is of.

use super::parts::{IterInside, Names, after_aside, end_of_base, name_ending_at};
use crate::speakers::lexicon;
use crate::speakers::words::Words;
use std::ops::Range;

/// Words between an article and a body's name that say of what kind it is.
const LONGEST_KIND: usize = 4;

/// "The committee's chair, [Maya Vance,]": a noun phrase and then nothing but a name.
pub(super) fn name_in_apposition(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
) -> Option<usize> {
    let comma = (end - 1..range.end - 1).find(|&i| {
        words
            .gap(i)
            .trim_start_matches(['\'', '’', 's'])
            .trim_start()
            .starts_with([',', ':'])
    })?;
    // "an aide to the mayor, Maya Vance": the name may be the mayor's.
    let nested = comma + 1 != end
        && lexicon::is_person_noun(&words.folded(comma))
        && !words.is_capital(comma);
    let noun = words.folded(end - 1);
    let known = lexicon::is_person_noun(&noun)
        || lexicon::is_title(&noun)
        || lexicon::is_organization_noun(&noun);
    let after = comma + 1;
    let next_end = end_of_base(words, &(after..range.end), named.ranges);
    let index = name_ending_at(named.ranges, after, next_end)?;
    let before = after..named.ranges[index].start;
    // "The buyer, Harbor-based Norland Lines"
    let based = before.len() == 1 && words.text(after).ends_with("-based");
    // "A charity, the Friends of Harbor," "One of them, the bottler Harbor Springs,"
    let kind = !named.people[index]
        && before.len() < LONGEST_KIND
        && lexicon::is_article(&words.folded(after))
        && describes_one(words, &before, named);
    let only_titles = before.clone().all(|i| is_title(words, i))
        || based
        || kind
        // "Norland's insurer, the HSL"
        || before.len() == 1 && !named.people[index] && lexicon::is_article(&words.folded(after))
        // "Vance's brother, former port director Ben Okoro"
        || named.people[index]
            && (is_role_before(words, before.end) || describes_one(words, &before, named));
    // "The administrator, Maya Vance of Harbor Lines": whose he is.
    let whose = named.people[index]
        && next_end < range.end
        && matches!(words.folded(next_end).as_str(), "of" | "from" | "at");
    let closes = after_aside(words, next_end, range.end) == range.end
        || whose
        || words.gap(next_end - 1).trim_start().starts_with(',');
    // "The bell founder, Maya Vance": a noun that no list has, right before a person's name; and
    // "The operator, Harbor Lines," right before a body's that is the rest of the phrase.
    // "One, Harbor Lines," at the start of a sentence.
    let one = comma == range.start && words.folded(comma) == "one";
    let right_before = comma + 1 == end && (!words.is_capital(comma) || one);
    let of_body = (before.is_empty() || based || kind) && next_end == range.end;
    // "Her rival on the board, lawyer Maya Vance": what stands before the name says that it is a person's.
    let told = named.people[index] && is_role_before(words, before.end);
    let of_any = told || right_before && (named.people[index] || of_body);
    (only_titles && !nested && (known || of_any) && closes).then_some(index)
}

/// "Director of the port Maya Vance": who has the office, behind what it is of; not whom a relative
/// or an aide is of.
pub(super) fn holder_of_office(
    words: &Words,
    range: &Range<usize>,
    end: usize,
    named: Names,
) -> Option<usize> {
    let office = words.folded(end - 1);
    // "Ex-head of schools"
    let office = office.rsplit('-').next().unwrap_or(&office);
    let of = end < range.end && lexicon::is_link(&words.folded(end));
    if !of || !(lexicon::is_person_noun(office) || lexicon::is_title(office)) {
        return None;
    }
    let upto = named.ranges.partition_point(|name| name.end <= range.end);
    let index = upto.checked_sub(1)?;
    let name = &named.ranges[index];
    let closes = after_aside(words, name.end, range.end) == range.end
        || words.gap(name.end - 1).trim_start().starts_with(',');
    let addressed = lexicon::is_honorific(&words.folded(name.start.checked_sub(1)?));
    let last = name.start.checked_sub(1 + usize::from(addressed))?;
    let noun = words.folded(last);
    let own = last > end
        && (words.joined(last) || words.gap(last) == ") ")
        && !words.get(last).possessive
        && !lexicon::ends_phrase(&noun)
        && !lexicon::is_article(&noun)
        && (!is_title(words, last) || noun == "state" && words.folded(last - 1) == "of")
        && !is_role_before(words, name.start);
    let slight = |i: usize| matches!(words.gap(i), ", " | " (" | ") ");
    let whole = (end..last + 1).all(|i| words.joined_or_possessive(i) || slight(i));
    (named.people[index] && closes && own && whole).then_some(index)
}

/// "The director and founder of Harbor Maps, [Maya Vance],": the one full name of a person, behind
/// the last comma of what they are.
pub(super) fn name_at_end(words: &Words, range: &Range<usize>, named: Names) -> Option<usize> {
    let upto = named.ranges.partition_point(|name| name.end <= range.end);
    let index = upto.checked_sub(1)?;
    let name = &named.ranges[index];
    let is_person =
        |other: &usize| named.people[*other] && named.ranges[*other].start >= range.start;
    let titled = |i: &usize| range.contains(i) && is_title(words, *i) && words.is_capital(*i);
    let title = name.start.checked_sub(1).filter(titled);
    let comma = title
        .unwrap_or(name.start)
        .checked_sub(1)
        .filter(|i| range.contains(i))?;
    let alone =
        named.people[index] && name.len() > 1 && !(0..index).rev().take(4).any(|i| is_person(&i));
    let parted = words.behind_possessive(comma).trim() == ",";
    let whose =
        name.end < range.end && matches!(words.folded(name.end).as_str(), "of" | "from" | "at");
    let closes = whose || after_aside(words, name.end, range.end) == range.end;
    let is_role = |i: usize| {
        let word = words.folded(i);
        lexicon::role(&word).is_some() || lexicon::is_title(&word)
    };
    // "an aide to the mayor, Maya Vance": the name may be the mayor's.
    let nested = !words.is_capital(comma)
        && is_role(comma)
        && (range.start..comma)
            .any(|i| lexicon::is_link(&words.folded(i)) || words.folded(i) == "to");
    let told = (range.start..comma + 1).any(is_role);
    (alone && parted && closes && told && !nested).then_some(index)
}

/// "A resident named [Maya Vance]", "a resident, who gave her name as [Maya Vance]".
pub(super) fn name_told(words: &Words, range: &Range<usize>, named: Names) -> Option<usize> {
    let upto = named.ranges.partition_point(|name| name.end <= range.end);
    let index = upto.checked_sub(1)?;
    let name = &named.ranges[index];
    // "called the [Harbor Collective]", "as Doña [Edilma]"
    let passed = |&i: &usize| {
        lexicon::is_article(&words.folded(i)) || lexicon::is_honorific(&words.folded(i))
    };
    let first = name.start - usize::from(name.start.checked_sub(1).as_ref().is_some_and(passed));
    let before = first
        .checked_sub(1)
        .filter(|&i| range.contains(&i) && words.joined(i))?;
    let told = match words.folded(before).as_str() {
        "named" | "called" | "alias" => true,
        "itself" | "themselves" => matches!(
            words.folded(before.saturating_sub(1)).as_str(),
            "calling" | "call" | "calls" | "called" | "styling"
        ),
        "himself" | "herself" => {
            before > range.start && {
                let verb = words.folded(before - 1);
                matches!(verb.as_str(), "calls" | "called" | "styles")
            }
        }
        "as" => (range.start..before).any(|i| {
            matches!(
                words.folded(i).as_str(),
                "name" | "identified" | "named" | "known"
            )
        }),
        _ => false,
    };
    let closes = name.end == range.end || words.gap(name.end - 1).trim_start().starts_with(',');
    (told && (named.people[index] || closes)).then_some(index)
}

/// "[Maya Vance] former port director, who left": a full name that runs on into what its bearer was.
pub(super) fn name_that_runs_on(
    words: &Words,
    range: &Range<usize>,
    named: Names,
) -> Option<usize> {
    let index = named
        .ranges
        .partition_point(|name| name.start < range.start);
    let name = named
        .ranges
        .get(index)
        .filter(|name| name.start == range.start)?;
    let former = name.end < range.end
        && words.joined(name.end - 1)
        && lexicon::is_former(&words.folded(name.end));
    (named.people[index] && name.len() > 1 && former).then_some(index)
}

/// "The historian Sir [Lachlan Prowse]", "barrister [Umair Lashari]", "Barrister [Lashari]": what stands before a
/// name and can only be what its bearer is, whether or not a list has the noun.
fn describes_one(words: &Words, before: &Range<usize>, named: Names) -> bool {
    let plain = |i: usize| {
        let word = words.folded(i);
        let article = i == before.start && lexicon::is_article(&word);
        words.joined(i)
            && !words.get(i).possessive
            && (article || !lexicon::ends_phrase(&word))
            && !named.ranges.iter_inside(i)
    };
    !before.is_empty() && before.clone().all(plain)
}

/// Whether a noun for a person, in lower case, stands right before a word: "port director [Vance]".
pub(super) fn is_role_before(words: &Words, index: usize) -> bool {
    let before = |index: usize| index.checked_sub(1).filter(|&last| words.joined(last));
    let address =
        |&last: &usize| words.is_capital(last) && lexicon::is_honorific(&words.folded(last));
    // "former director [Lord] Vance"
    let index = before(index).filter(address).unwrap_or(index);
    let Some(last) = before(index) else {
        return false;
    };
    let word = words.folded(last);
    let noun = word.rsplit('-').next().unwrap_or(&word);
    !words.is_capital(last) && lexicon::is_person_noun(noun)
}

pub(super) fn is_title(words: &Words, index: usize) -> bool {
    let word = words.folded(index);
    lexicon::is_title(&word)
        || lexicon::is_honorific(&word)
        || lexicon::is_affiliation(&word)
        || word == "state"
}

#[cfg(test)]
mod tests {
    use crate::speakers::phrases::{Names, Phrase, read};
    use crate::speakers::words::Words;
    use crate::text::Span;

    /// Whom a source is for, of the people and bodies that it names.
    fn whom(source: &str, people: &[&str], bodies: &[&str]) -> Vec<String> {
        let words = Words::new(source);
        let of = |name: &&str| words.within(Span::find(source, name));
        let named = people.iter().map(|name| (of(name), true));
        let mut named: Vec<_> = named
            .chain(bodies.iter().map(|name| (of(name), false)))
            .collect();
        named.sort_by_key(|(range, _)| range.start);
        let (ranges, people): (Vec<_>, Vec<_>) = named.into_iter().unzip();
        let names = Names {
            ranges: &ranges,
            people: &people,
        };
        let shown = |phrase: &Phrase| match phrase {
            Phrase::Name(index) => words.span(&ranges[*index]).of(source).to_owned(),
            other => format!("{other:?}"),
        };
        match read(&words, Span::new(0, source.len()), names).unwrap() {
            Phrase::Joint(parts) => parts.iter().map(shown).collect(),
            one => vec![shown(&one)],
        }
    }

    #[test]
    fn who_has_an_office_stands_behind_what_it_is_of() {
        for source in [
            "Superintendent of Schools Maya Vance",
            "Director of the Port of Harbor Maya Vance",
            "Secretary for Culture, Sports and Ports Maya Vance",
            "Ex-head of schools Mr Vance, 62,",
            "Secretary of State Maya Vance",
        ] {
            let name = if source.contains("Maya") {
                "Maya Vance"
            } else {
                "Vance"
            };
            assert_eq!(whom(source, &[name], &[]), [name], "{source}");
        }
        for source in [
            "an aide to Maya Vance",
            "the brother of striker Maya Vance",
            "the lawyer for Governor Maya Vance",
            "supporters of Harbor Maya Vance",
        ] {
            let found = whom(source, &["Maya Vance"], &[]);
            assert_ne!(found, ["Maya Vance"], "{source}");
        }
    }

    #[test]
    fn a_name_behind_two_descriptions() {
        let source = "Okoro's brother, former port director Maya Vance,";
        assert_eq!(whom(source, &["Okoro", "Maya Vance"], &[]), ["Maya Vance"]);
        let source = "The insurers' organisation, the HSL,";
        assert_eq!(whom(source, &[], &["HSL"]), ["HSL"]);
    }

    #[test]
    fn a_body_behind_what_it_is() {
        for source in [
            "A Catholic order, the Brothers of Harbor,",
            "One of the investors, the fund manager Harbor Lines,",
            "One, Harbor Lines,",
            "A group calling itself Harbor Lines",
            "The service, called Harbor Lines,",
            "Organisers of the sit-in, who call themselves the Harbor Lines,",
        ] {
            let body = match source.contains("Brothers") {
                true => "Brothers of Harbor",
                false => "Harbor Lines",
            };
            assert_eq!(whom(source, &[], &[body]), [body], "{source}");
        }
        let source = "A teller, who gave her name only as Doña Vance";
        assert_eq!(whom(source, &["Vance"], &[]), ["Vance"]);
    }

    #[test]
    fn those_whom_a_plural_is_for() {
        let bodies = ["Harbor Air", "Norland Wings"];
        for source in [
            "Two airlines, Harbor Air and Norland Wings,",
            "Its publishers, Harbor Air and Norland Wings,",
        ] {
            assert_eq!(whom(source, &[], &bodies), bodies, "{source}");
        }
        assert_ne!(
            whom("An airline, Harbor Air and Norland Wings", &[], &bodies),
            bodies
        );
    }

    #[test]
    fn one_person_whom_two_nouns_describe() {
        for source in [
            "Ferry founder and director Maya Vance",
            "Okoro's brother and manager Maya Vance",
            "former Harbor and Norland striker Maya Vance",
        ] {
            let bodies: &[&str] = if source.contains("Harbor") {
                &["Harbor", "Norland"]
            } else {
                &[]
            };
            assert_eq!(
                whom(source, &["Maya Vance"], bodies),
                ["Maya Vance"],
                "{source}"
            );
        }
        let source = "Harbor Maps and director Maya Vance";
        assert_eq!(
            whom(source, &["Maya Vance"], &["Harbor Maps"]),
            ["Harbor Maps", "Maya Vance"]
        );
        let source = "Ben Okoro and striker Maya Vance";
        assert_eq!(
            whom(source, &["Ben Okoro", "Maya Vance"], &[]),
            ["Ben Okoro", "Maya Vance"]
        );
    }

    #[test]
    fn letters_in_brackets_end_nothing() {
        let source = "Harbor Safety Agency (HSA) director Maya Vance";
        let bodies = ["Harbor Safety Agency", "HSA"];
        assert_eq!(whom(source, &["Maya Vance"], &bodies), ["Maya Vance"]);
    }
}
