//! Names of organizations and places: abbreviations in both directions and short forms.

use super::lexicon;
use super::names::Name;

/// Whether the name's form shows an organization: its head is a noun for one ("Norland
/// Transport Agency", "Ministry of Ports").
pub(super) fn looks_like_one(name: &Name) -> bool {
    if name.words.len() < 2 {
        return false;
    }
    let Some(last) = name.words.last() else {
        return false;
    };
    let before_preposition = head_of_base(&name.words);
    let is_body = |w: &String| lexicon::singular(w, lexicon::is_organization_noun).is_some();
    is_body(last) || before_preposition.is_some_and(is_body)
}

/// The word before the first preposition: "[Federation] of Ports".
pub(super) fn head_of_base(name: &[String]) -> Option<&String> {
    let preposition = name.iter().position(|w| lexicon::is_preposition(w))?;
    Some(&name[preposition.checked_sub(1)?])
}

/// Whether `short` is written like an abbreviation: two or more capitals, nothing in lower case but
/// one letter inside a short one ("MoD").
pub(super) fn looks_like_abbreviation(short: &str) -> bool {
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    let small = short.chars().filter(|c| c.is_lowercase()).count();
    let short_word = small == 1 && capitals <= 3 && short.ends_with(char::is_uppercase);
    let letters = |c: char| c.is_uppercase() || c.is_lowercase() && short_word;
    capitals >= 2
        && short
            .chars()
            .all(|c| letters(c) || c == '.' || c == '&' || c == '-')
}

/// The letters of a word that looks like an abbreviation, folded: "U.S." is "us".
pub(super) fn letters(short: &str) -> String {
    let letters = short.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// The capitals among them.
pub(super) fn capitals(short: &str) -> String {
    let capitals = short.chars().filter(|c| c.is_uppercase());
    capitals.flat_map(char::to_lowercase).collect()
}

/// The first letters of the name's words: of all of them, without the small words, without the
/// country before them ("US Department of Justice"), and of what stands after "Department of" alone.
pub(super) fn initials(name: &Name) -> [String; 5] {
    let of_words = |words: &[String], keep: &dyn Fn(&str) -> bool| {
        let words = words.iter().filter(|w| keep(w));
        words
            .flat_map(|w| w.split('-'))
            .filter_map(|w| w.chars().next())
            .collect()
    };
    let of = |keep: &dyn Fn(&str) -> bool| of_words(&name.words, keep);
    let small = |w: &str| lexicon::is_preposition(w) || lexicon::is_article(w) || w == "and";
    let subject = match name.words.as_slice() {
        [head, of, subject @ ..]
            if of == "of" && matches!(head.as_str(), "department" | "ministry" | "bureau") =>
        {
            let words = subject.iter().filter(|w| !small(w));
            words.filter_map(|w| w.chars().next()).collect()
        }
        _ => String::new(),
    };
    let at_home = match without_country(&name.words) {
        rest if (2..name.words.len()).contains(&rest.len()) => of_words(rest, &|_| true),
        _ => String::new(),
    };
    // "TNF" of "The Norland Ferry"
    let with_article = format!("t{}", of(&|_| true));
    [
        of(&|_| true),
        of(&|w| !small(w)),
        subject,
        at_home,
        with_article,
    ]
}

/// Whether `short` can stand for `full`: the end of the name ("the Post" for "The Harbor
/// Post"), or its start where only words like "Corp." or "Energy" are left out.
pub(super) fn shortens(short: &Name, full: &Name) -> bool {
    let (s, f) = (&short.words, &full.words);
    if s.is_empty() || s == f {
        return false;
    }
    if is_turned(s, f) || is_respelled(s, f) {
        return true;
    }
    if s.len() >= f.len() {
        return false;
    }
    // "the Household Survey" of "the 2014 Household Survey"
    if f.len() == s.len() + 1 && f.ends_with(s) && f[0].bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let ends = f.ends_with(s)
        && lexicon::singular(&s[s.len() - 1], lexicon::is_organization_noun).is_some();
    let starts = f.starts_with(s)
        && !lexicon::is_place(&s.join(" "))
        && f[s.len()..].iter().all(|w| {
            (lexicon::is_organization_noun(w) || s.len() > 1 && lexicon::is_business(w))
                && !lexicon::is_owned_body(w)
        });
    // "Ministry" of "Ministry of Ports", "Governing Council" of "Governing Council of the University"
    let base = f.iter().position(|w| lexicon::is_preposition(w));
    if base.is_some_and(|base| base >= s.len() && f[..base].ends_with(s))
        && lexicon::is_organization_noun(&s[s.len() - 1])
        && !lexicon::is_owned_body(&s[s.len() - 1])
    {
        return true;
    }
    // "Skarn Council" of "Skarn Traditional Council"
    let middle = s.len() == 2 && f.len() == 3 && s[0] == f[0] && s[1] == f[2];
    if middle && lexicon::is_organization_noun(&s[1]) && !lexicon::is_place(&s[0]) {
        return true;
    }
    // "Lund" of the firm "Lund & Okoro", and "Town" of the club "Harbor Town"
    let partner = s.len() == 1 && f.len() > 2 && f[0] == s[0] && f[1] == "&";
    let club = s.len() == 1 && f.ends_with(s) && lexicon::is_club(&s[0]);
    ends || starts || partner || club
}

/// A body's name without the country before it: "[US] Federal Reserve".
pub(super) fn without_country(name: &[String]) -> &[String] {
    match name {
        [country, rest @ ..] if rest.len() > 1 && lexicon::is_place(country) => rest,
        name => name,
    }
}

/// "Lib Dems" for "Liberal Democrats", "the Fed" for "the Federal Reserve": each word is the beginning
/// of one.
pub(super) fn clips(short: &Name, full: &Name, definite: bool) -> bool {
    let (short, full) = (&short.words, without_country(&full.words));
    let begins = |(short, full): (&String, &String)| {
        let stem = short.strip_suffix('s').unwrap_or(short);
        stem.len() > 2 && full.len() > stem.len() + 1 && full.starts_with(stem)
    };
    let whole = short.len() > 1 && short.len() == full.len();
    let first = short.len() == 1 && full.len() > 1 && definite && short[0].len() < 5;
    (whole || first) && short.iter().zip(full).all(begins)
}

/// "Norwegian Football Federation" for "Football Federation of Norway", "Disaster Committee" for
/// "Disasters Committee": the same words in other forms.
fn is_respelled(one: &[String], other: &[String]) -> bool {
    let plain = |name: &[String]| -> Vec<String> {
        let words = name
            .iter()
            .filter(|w| !lexicon::is_preposition(w) && !lexicon::is_article(w));
        let mut words: Vec<String> = words
            .map(|w| {
                lexicon::nation_of(w)
                    .unwrap_or(w.strip_suffix('s').unwrap_or(w))
                    .to_owned()
            })
            .collect();
        words.sort_unstable();
        words
    };
    let long = one.len() > 2 && other.len() > 2;
    long && plain(one) == plain(other)
}

/// "Health Ministry" for "Ministry of Health and Welfare": the head last, and before it words of what
/// it is of.
fn is_turned(short: &[String], full: &[String]) -> bool {
    let full = without_country(full);
    let ([subject @ .., head], [first, of, rest @ ..]) = (short, full) else {
        return false;
    };
    head == first
        && of == "of"
        && lexicon::is_organization_noun(head)
        && !subject.is_empty()
        && subject.iter().all(|word| rest.contains(word))
}

/// Whether two courts are not the same: "an appeals court", "the Supreme Court".
pub(super) fn are_other_courts(one: &[String], other: &[String]) -> bool {
    let levels = |words: &[String]| -> Vec<String> {
        let stems = words.iter().map(|w| w.strip_suffix('s').unwrap_or(w));
        stems
            .filter(|w| lexicon::is_level(w))
            .map(str::to_owned)
            .collect()
    };
    let (ours, theirs) = (levels(one), levels(other));
    let told = !ours.is_empty() && !theirs.is_empty();
    told && !ours.iter().any(|level| theirs.contains(level))
}

/// How well a noun ("the agency") can be for the organization whose name has these folded words;
/// `None` if it cannot.
pub(super) fn called(noun: &str, name: &[String]) -> Option<f32> {
    if name.iter().any(|w| w == noun) {
        return Some(3.0);
    }
    let heads: Vec<&str> = name
        .iter()
        .map(String::as_str)
        .filter(|w| lexicon::is_organization_noun(w))
        .collect();
    if heads.iter().any(|w| lexicon::is_owned_body(w)) {
        return None;
    }
    // "Bailey & Glasser" is a firm, and no union or party.
    if name.iter().any(|w| w == "&") && lexicon::is_no_firm(noun) {
        return None;
    }
    if lexicon::is_media_noun(noun) {
        let media = heads.iter().any(|w| lexicon::is_media_noun(w));
        return (media || heads.is_empty()).then_some(if media { 1.5 } else { 0.0 });
    }
    if name.iter().any(|w| lexicon::is_called(noun, w)) {
        return Some(1.5);
    }
    match noun {
        "company" | "firm" | "corporation" | "business" | "startup" => {
            let business = |w: &&str| lexicon::is_media_noun(w) || lexicon::is_business(w);
            heads.iter().all(business).then_some(0.0)
        }
        _ if lexicon::is_general_body(noun) => Some(0.0),
        // Names that do not say what they name, for nouns that such bodies go by.
        _ if lexicon::is_nameless_kind(noun) => {
            let fits = |w: &&str| lexicon::is_business(w) && lexicon::may_be_firm(noun);
            heads.iter().all(fits).then_some(0.0)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name {
            words: text.split(' ').map(str::to_owned).collect(),
            suffix: None,
            nickname: None,
        }
    }

    #[test]
    fn heads() {
        assert!(looks_like_one(&name("norland transport agency")));
        assert!(looks_like_one(&name("ministry of ports")));
        assert!(!looks_like_one(&name("maya vance")));
        assert!(!looks_like_one(&name("post")));
    }

    #[test]
    fn initials_with_and_without_small_words() {
        assert_eq!(
            initials(&name("bureau of land and water")),
            ["bolaw", "blw", "lw", "", "tbolaw"]
        );
        assert!(looks_like_abbreviation("U.S."));
        assert!(!looks_like_abbreviation("Us"));
        assert_eq!(letters("U.S."), "us");
    }

    #[test]
    fn letters_leave_the_country_out() {
        let initials = initials(&name("us department of justice"));
        assert!(initials.contains(&"doj".to_owned()));
        assert_eq!(capitals("AfDB"), "adb");
    }

    #[test]
    fn clipped_and_turned_names() {
        let democrats = name("liberal democrats");
        assert!(clips(&name("lib dems"), &democrats, false));
        assert!(!clips(&name("lib"), &democrats, false));
        assert!(!clips(&name("lib party"), &democrats, true));
        let reserve = name("us federal reserve");
        assert!(clips(&name("fed"), &reserve, true));
        let full = name("ministry of health and welfare");
        assert!(shortens(&name("health ministry"), &full));
        assert!(!shortens(&name("trade ministry"), &full));
    }

    #[test]
    fn short_forms() {
        assert!(shortens(&name("post"), &name("harbor post")));
        assert!(shortens(&name("harlow"), &name("harlow energy")));
        assert!(shortens(&name("harlow"), &name("harlow & lund")));
        assert!(shortens(&name("town"), &name("harlow town")));
        assert!(shortens(&name("ministry"), &name("ministry of ports")));
        assert!(shortens(
            &name("skarn council"),
            &name("skarn traditional council")
        ));
        assert!(!shortens(
            &name("administration"),
            &name("administration of ports")
        ));
        assert!(shortens(&name("blue harlow"), &name("blue harlow records")));
        assert!(!shortens(&name("harlow"), &name("harlow records")));
        assert!(!shortens(&name("new york"), &name("new york times")));
        assert!(!shortens(&name("vance"), &name("vance campaign")));
        assert!(!shortens(&name("harbor"), &name("harbor view village")));
    }
}
