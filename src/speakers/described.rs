//! What the article says that somebody is where no words right beside the name tell it: behind a
//! verb, or as an office with what it is of.

use super::beside::{after_age, preceding};
use super::descriptions::{describes, without_article};
use super::lexicon;
use super::words::Words;
use crate::text::Span;
use std::ops::Range;

/// Words of a description, at most.
const LONGEST: usize = 12;

/// What stands around a name, or nothing.
pub(super) fn around(words: &Words, name: &Range<usize>, person: bool) -> Option<Span> {
    let found = if person {
        office_before(words, name)
            .or_else(|| is_a(words, name))
            .or_else(|| who(words, name))
    } else {
        is_a(words, name)
            .or_else(|| body_before(words, name))
            .or_else(|| medium_behind(words, name))
    };
    found.map(|range| words.span(&range))
}

/// "[President of the Republic] Maya Vance", "[Minister for Roads and Ports] Ben Okoro".
fn office_before(words: &Words, name: &Range<usize>) -> Option<Range<usize>> {
    let office = |i: usize| {
        let word = words.folded(i);
        lexicon::is_person_noun(&word) && !lexicon::is_group_noun(&word) || lexicon::is_title(&word)
    };
    // "Minister for Roads Dr Ben Okoro"
    let address = |&i: &usize| words.joined(i) && lexicon::is_address(&words.folded(i));
    let last = (0..name.start).rev().find(|i| !address(i))?;
    let noun = words.folded(last);
    // "The brother of striker Maya Vance", "the death of the Vances"
    if !words.joined(last) || lexicon::ends_phrase(&noun) || office(last) {
        return None;
    }
    let mut head = last;
    while !(lexicon::is_link(&words.folded(head + 1)) && office(head)) {
        let word = words.folded(head);
        let goes_on = !lexicon::ends_phrase(&word)
            || lexicon::is_link(&word)
            || lexicon::is_article(&word)
            || word == "and";
        head = head.checked_sub(1)?;
        if !goes_on || !words.joined(head) || name.start - head > LONGEST {
            return None;
        }
    }
    if last - head < 2 {
        return None;
    }
    // A title is one with the capitals before it; a noun, with what an article begins.
    let before = preceding(words, head);
    let from = if words.is_capital(head) {
        let own = |&i: &usize| {
            words.is_capital(i) && words.joined(i) && !lexicon::is_opening(&words.folded(i))
        };
        let own = before.rev().take_while(own).last();
        own.filter(|&first| !lexicon::is_article(&words.folded(first)))
            .unwrap_or(head)
    } else {
        let article = before.start;
        let has_article = !before.is_empty() && lexicon::is_article(&words.folded(article));
        if has_article { article + 1 } else { head }
    };
    Some(from..last + 1)
}

/// "Maya Vance is [a farmer] who …", "Wirebird was [an agency] for …"
fn is_a(words: &Words, name: &Range<usize>) -> Option<Range<usize>> {
    let verb = name.end;
    let begins = verb + 2 < words.len()
        && words.joined(verb - 1)
        && matches!(words.folded(verb).as_str(), "is" | "was")
        && words.joined(verb)
        && lexicon::is_article(&words.folded(verb + 1));
    if !begins {
        return None;
    }
    let goes_on = |&i: &usize| {
        let word = words.folded(i);
        words.joined_or_possessive(i - 1)
            && (!lexicon::ends_phrase(&word)
                || lexicon::is_link(&word)
                || lexicon::is_article(&word))
    };
    let upto = (verb + 2..words.len().min(verb + LONGEST)).take_while(goes_on);
    let mut range = verb + 1..upto.last()? + 1;
    while lexicon::ends_phrase(&words.folded(range.end - 1)) {
        range.end -= 1;
    }
    describes(words, &range).then(|| without_article(words, range))
}

/// "Maya Vance, 47, who [runs the port]", ", who is [a farmer]", ", who is [Kaska]".
fn who(words: &Words, name: &Range<usize>) -> Option<Range<usize>> {
    let comma = |i: usize| words.gap(i).trim() == ",";
    let end = after_age(words, name.end);
    let verb = end + 1;
    if verb + 1 >= words.len() || !comma(end - 1) || words.folded(end) != "who" {
        return None;
    }
    let upto = (verb + 1..words.len().min(verb + LONGEST))
        .take_while(|&i| words.joined_or_possessive(i - 1));
    let rest = verb + 1..upto.last()? + 1;
    let word = words.folded(verb);
    if lexicon::is_leading(word.trim_start_matches("co-")) {
        return Some(verb..rest.end);
    }
    let affiliation = || rest.clone().all(|i| words.is_capital(i));
    let is = matches!(word.as_str(), "is" | "was");
    (is && (describes(words, &rest) || affiliation())).then(|| without_article(words, rest))
}

/// "[Athletics' ruling body] the HSL", "[a growers' union], the HSL,".
fn body_before(words: &Words, name: &Range<usize>) -> Option<Range<usize>> {
    let article = name.start.checked_sub(1)?;
    if !lexicon::is_article(&words.folded(article)) || !words.joined(article) {
        return None;
    }
    let last = article.checked_sub(1)?;
    let noun = words.folded(last);
    let is_kind = lexicon::is_organization_noun(&noun) || noun == "body";
    let is_kind = is_kind && !words.is_capital(last);
    let parted = words.gap(last).trim_start_matches(['\'', '’']).trim() == ",";
    // "According to the agency, the HSL left" speaks of two.
    let closes = words.gap(name.end - 1).trim_start().starts_with([',', '(']);
    let together = words.joined(last);
    let range = if together {
        preceding(words, article)
    } else {
        preceding(words, last).start..article
    };
    let range = without_article(words, range);
    ((together || parted && closes) && is_kind && range.len() > 1).then_some(range)
}

/// "Wirebird [news agency] reported", "the Harbor Echo [newspaper]"
fn medium_behind(words: &Words, name: &Range<usize>) -> Option<Range<usize>> {
    let article = name.start > 0 && lexicon::is_article(&words.folded(name.start - 1));
    let news = name.end < words.len() && words.text(name.end) == "news";
    let noun = name.end + usize::from(news);
    let together = noun < words.len() && (name.end - 1..noun).all(|i| words.joined(i));
    let kind =
        |noun: &str| lexicon::is_media_noun(noun) || news && lexicon::is_organization_noun(noun);
    let lower = |noun: usize| !words.is_capital(noun);
    let found = together && (news || article) && lower(noun) && kind(&words.folded(noun));
    found.then_some(name.end..noun + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(name: &str, text: &str, person: bool) -> Option<String> {
        let words = Words::new(text);
        let range = words.within(Span::find(text, name));
        Some(around(&words, &range, person)?.of(text).to_owned())
    }

    #[test]
    fn people_by_office_verb_and_what_they_lead() {
        for (text, description) in [
            (
                "The President of the Republic Maya Vance left.",
                "President of the Republic",
            ),
            (
                "Norland Minister for Roads and Ports Maya Vance left.",
                "Norland Minister for Roads and Ports",
            ),
            (
                "They met Minister of State for Roads Dr Maya Vance.",
                "Minister of State for Roads",
            ),
            (
                "The court faulted Inspector of Ports Maya Vance.",
                "Inspector of Ports",
            ),
            (
                "It was superintendent of police Maya Vance.",
                "superintendent of police",
            ),
            ("Maya Vance is a farmer who sings.", "farmer"),
            (
                "Maya Vance is the eldest daughter of Lars Lund.",
                "eldest daughter of Lars Lund",
            ),
            (
                "Maya Vance, 61, who runs the port of Harbor, left.",
                "runs the port of Harbor",
            ),
        ] {
            assert_eq!(
                said_of("Maya Vance", text, true).as_deref(),
                Some(description),
                "{text}"
            );
        }
        for text in [
            "The brother of striker Maya Vance left.",
            "An aide to Maya Vance left.",
            "Maya Vance is a danger.",
            "Maya Vance, who left the port, ran.",
            "The mayor said Maya Vance left.",
        ] {
            assert_eq!(said_of("Maya Vance", text, true), None, "{text}");
        }
    }

    #[test]
    fn bodies_by_their_kind() {
        for (text, description) in [
            (
                "It was athletics' ruling body the HSL that paid.",
                "athletics' ruling body",
            ),
            (
                "Growers' organisation, the HSL, paid.",
                "Growers' organisation",
            ),
            ("HSL news agency reported it.", "news agency"),
            ("They read the HSL newspaper.", "newspaper"),
            ("HSL is a sailing club in Harbor.", "sailing club in Harbor"),
        ] {
            assert_eq!(
                said_of("HSL", text, false).as_deref(),
                Some(description),
                "{text}"
            );
        }
        for text in [
            "According to the news agency, the HSL paid.",
            "HSL news reached him.",
            "They asked the HSL.",
        ] {
            assert_eq!(said_of("HSL", text, false), None, "{text}");
        }
    }
}
