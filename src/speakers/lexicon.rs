//! The word lists that the rules read, and the few closed classes of English words.

mod closed;

pub(super) use closed::*;

use super::words::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The gender that a word tells of the person it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Masculine,
    Feminine,
}

/// A field in which people are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// Office, law, business, the press.
    Public,
    Arts,
    Medicine,
    Religion,
    Science,
    Sport,
    /// A trade that makes nobody known.
    Trade,
}

type Notes = HashMap<&'static str, &'static str>;

/// Reads a list: one entry a line, `#` for comments. With `noted`, the last word of a line is
/// a note on the entry before it.
fn read(list: &'static str) -> Notes {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .collect()
}

fn read_whole(list: &'static str) -> HashSet<&'static str> {
    let lines = list.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

macro_rules! list {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Notes> =
            LazyLock::new(|| read(include_str!(concat!("lists/", $file))));
    };
}

static PARTIES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| read_whole(include_str!("lists/parties.txt")));
list!(HONORIFICS, "honorifics.txt");
list!(REIGNING, "reigning.txt");
list!(TITLES, "titles.txt");
list!(PERSON_NOUNS, "person_nouns.txt");
list!(WIDER_NOUNS, "wider_nouns.txt");
list!(GROUP_NOUNS, "group_nouns.txt");
list!(ORGANIZATION_NOUNS, "organization_nouns.txt");
list!(OWNED_BODIES, "owned_bodies.txt");
list!(DOCUMENT_NOUNS, "document_nouns.txt");
list!(PLACE_NOUNS, "place_nouns.txt");
list!(AFFILIATIONS, "affiliations.txt");
list!(GIVEN_NAMES, "given_names.txt");
list!(FIELDS, "fields.txt");
list!(PAST_VERBS, "past_verbs.txt");
list!(BUSINESSES, "businesses.txt");
list!(KINDS_OF_BODY, "kinds_of_body.txt");
list!(CALLED, "called.txt");
list!(OFFICES, "offices.txt");
list!(DISPUTES, "disputes.txt");
/// The gender of given names by M. Kantrowitz's lists, folded; none for a name on both.
static RARER_NAMES: LazyLock<HashMap<String, Option<Gender>>> = LazyLock::new(|| {
    let lists = [
        (include_str!("lists/names/male.txt"), Gender::Masculine),
        (include_str!("lists/names/female.txt"), Gender::Feminine),
    ];
    let mut names = HashMap::new();
    for (list, gender) in lists {
        for name in list.lines().map(str::trim).filter(|name| !name.is_empty()) {
            let other = |known: &mut Option<Gender>| *known = None;
            names
                .entry(fold(name))
                .and_modify(other)
                .or_insert(Some(gender));
        }
    }
    names
});
/// For each noun for a document the lines of the list that it stands in.
static ALIKE_DOCUMENTS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut kinds: HashMap<_, Vec<_>> = HashMap::new();
    let lines = include_str!("lists/alike_documents.txt").lines();
    for (kind, line) in lines.filter(|line| !line.starts_with('#')).enumerate() {
        for noun in line.split_whitespace() {
            kinds.entry(noun).or_default().push(kind);
        }
    }
    kinds
});
/// The nation of a word for one of its people, and of its own name.
static NATIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("lists/nations.txt").lines();
    let nations = lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let nation = line.split(' ').next().unwrap_or(line);
            line.split(' ').map(move |word| (word, nation))
        });
    nations.collect()
});
static PLACES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| read_whole(include_str!("lists/places.txt")));

fn gender(note: Option<&&str>) -> Option<Gender> {
    match note.copied() {
        Some("masculine") => Some(Gender::Masculine),
        Some("feminine") => Some(Gender::Feminine),
        _ => None,
    }
}

/// The field that a word of a description tells: "senator", "goalkeeper".
pub(super) fn field(word: &str) -> Option<Field> {
    Some(match *FIELDS.get(word)? {
        "public" => Field::Public,
        "arts" => Field::Arts,
        "medicine" => Field::Medicine,
        "religion" => Field::Religion,
        "science" => Field::Science,
        "sport" => Field::Sport,
        "trade" => Field::Trade,
        _ => return None,
    })
}

/// "mr", "dame", "rev": all words given to this module are lower case, without a final period.
pub(super) fn is_honorific(word: &str) -> bool {
    HONORIFICS.contains_key(word)
}

pub(super) fn honorific_gender(word: &str) -> Option<Gender> {
    gender(HONORIFICS.get(word))
}

/// A title before who has one name: "king", "pope".
pub(super) fn is_reigning(word: &str) -> bool {
    REIGNING.contains_key(word)
}

/// A title of office or a role that stands before a name: "sen", "chairwoman".
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains_key(word)
}

pub(super) fn is_affiliation(word: &str) -> bool {
    AFFILIATIONS.contains_key(word) || nation_of(word).is_some_and(|nation| nation != word)
}

/// Whether letters in brackets after a name stand for a party: "D", "Con", "Labour".
pub(super) fn is_party(letters: &str) -> bool {
    let capital = letters.starts_with(char::is_uppercase);
    capital
        && (PARTIES.contains(&fold(letters).as_str())
            || AFFILIATIONS.contains_key(fold(letters).as_str()))
}

/// The nation that a word is for: "spain" for "spain", "spanish" and "spaniard".
pub(super) fn nation_of(word: &str) -> Option<&'static str> {
    NATIONS.get(word).copied()
}

/// "44-year-old": somebody of that age.
pub(super) fn is_age(word: &str) -> bool {
    word.strip_suffix("-year-old")
        .is_some_and(|years| !years.is_empty() && years.bytes().all(|b| b.is_ascii_digit()))
}

/// The one word under which a role is filed: "sen" and "senators" as "senator", "ex-wife" as
/// "wife".
pub(super) fn role(word: &str) -> Option<String> {
    let word = word.strip_prefix("ex-").unwrap_or(word);
    // "mother-of-two"
    let word = word.split_once("-of-").map_or(word, |(noun, _)| noun);
    if let Some(full) = TITLES.get(word).filter(|full| !full.is_empty()) {
        return Some((*full).to_owned());
    }
    if is_age(word) {
        return Some(word.to_owned());
    }
    match singular(word, |w| PERSON_NOUNS.contains_key(w)) {
        // Words with a gender of their own and the same office are filed together.
        Some(w) if w.starts_with("spokes") => Some("spokesperson".to_owned()),
        Some(w) if w.starts_with("chair") => Some("chair".to_owned()),
        Some(w) if w.starts_with("congress") => Some("representative".to_owned()),
        Some(w) if w == "justice" => Some("judge".to_owned()),
        Some(w) if w == "advisor" => Some("adviser".to_owned()),
        found => found,
    }
}

/// The roles that a wider noun may be for, as [`role`] files them: "professor" for "the scientist".
pub(super) fn narrower(word: &str) -> impl Iterator<Item = String> {
    let nouns = WIDER_NOUNS.get(word).copied().unwrap_or_default();
    nouns.split(' ').filter_map(role)
}

/// "man", "witness": a noun for somebody whom an article need not have named.
pub(super) fn is_anyone(word: &str) -> bool {
    FIELDS.get(word) == Some(&"anyone")
}

/// A noun for one person, in the singular.
pub(super) fn is_person_noun(word: &str) -> bool {
    PERSON_NOUNS.contains_key(word)
}

/// A word that a human being alone goes by: a noun for one, or one formed like it.
pub(super) fn is_human_noun(word: &str) -> bool {
    let formed = ["man", "woman", "person", "ist", "year-old"];
    role(word).is_some()
        || is_group_noun(word)
        || is_affiliation(word)
        || is_honorific(word)
        || formed.iter().any(|ending| word.ends_with(ending))
        || is_somebody(word)
}

/// A noun for several people: the plural of one for a person, or one that is plural in sense.
pub(super) fn is_group_noun(word: &str) -> bool {
    GROUP_NOUNS.contains_key(word)
        || (!PERSON_NOUNS.contains_key(word)
            && singular(word, |w| PERSON_NOUNS.contains_key(w)).is_some())
}

pub(super) fn person_noun_gender(word: &str) -> Option<Gender> {
    gender(PERSON_NOUNS.get(word))
}

/// The gender that most who bear a common given name have; that it is one also says something of
/// the word's type.
pub(super) fn given_name_gender(word: &str) -> Option<Gender> {
    gender(GIVEN_NAMES.get(word))
}

/// The same of rarer names too, many of which are also words, places or family names: for the
/// first name of somebody who is known to be a person.
pub(super) fn first_name_gender(word: &str) -> Option<Gender> {
    let rarer = || RARER_NAMES.get(word).copied().flatten();
    given_name_gender(word).or_else(rarer)
}

/// A noun for an organization, in the singular: "agency"; also the head of a name.
pub(super) fn is_organization_noun(word: &str) -> bool {
    ORGANIZATION_NOUNS.contains_key(word)
}

/// "newspaper", "network", and the words that such bodies bear in their names.
pub(super) fn is_media_noun(word: &str) -> bool {
    ORGANIZATION_NOUNS.get(word) == Some(&"media")
}

/// A word so general that no name need repeat it: "company", "group".
pub(super) fn is_general_body(word: &str) -> bool {
    ORGANIZATION_NOUNS.get(word) == Some(&"body")
}

/// "the university": a noun that a body may go by whose name does not say that it is one.
pub(super) fn is_nameless_kind(noun: &str) -> bool {
    KINDS_OF_BODY.contains_key(noun)
}

/// "the party": not of a firm.
pub(super) fn is_no_firm(noun: &str) -> bool {
    KINDS_OF_BODY.get(noun) == Some(&"nofirm")
}

/// "the carrier": of a firm, whose name may say that it is one.
pub(super) fn may_be_firm(noun: &str) -> bool {
    KINDS_OF_BODY.get(noun) == Some(&"")
}

/// A noun at the end of a name of what "the company" can be for.
pub(super) fn is_business(word: &str) -> bool {
    BUSINESSES.contains_key(word)
}

/// Whether a word in a name shows what goes by this noun: "police" for "the force".
pub(super) fn is_called(noun: &str, word: &str) -> bool {
    let words = CALLED.get(noun);
    words.is_some_and(|words| words.split(' ').any(|known| known == word))
}

/// "minister": an office that one alone holds at a time.
pub(super) fn is_office(word: &str) -> bool {
    OFFICES.contains_key(word)
}

/// "sued": what somebody does to whom it falls to answer.
pub(super) fn is_accusing(verb: &str) -> bool {
    DISPUTES.get(verb) == Some(&"accuse")
}

/// "denied": what is done by who was accused.
pub(super) fn is_answering(verb: &str) -> bool {
    DISPUTES.get(verb) == Some(&"answer")
}

/// "campaign", "administration": bodies named after a person or place.
pub(super) fn is_owned_body(word: &str) -> bool {
    OWNED_BODIES.contains_key(word)
}

/// A noun for something that states something, in the singular or plural.
pub(super) fn document_noun(word: &str) -> Option<String> {
    singular(word, |w| DOCUMENT_NOUNS.contains_key(w))
}

/// Whether two nouns can be for one document: "poll" and "survey".
pub(super) fn is_same_document(a: &str, b: &str) -> bool {
    let kinds = |noun: &str| ALIKE_DOCUMENTS.get(noun);
    a == b
        || kinds(a).is_some_and(|a| kinds(b).is_some_and(|b| a.iter().any(|kind| b.contains(kind))))
}

/// A noun for a place, in the singular or plural.
pub(super) fn place_noun(word: &str) -> Option<String> {
    singular(word, |w| PLACE_NOUNS.contains_key(w))
}

/// Whether `name` (lower case, words parted by one space) is a place known by that name.
pub(super) fn is_place(name: &str) -> bool {
    PLACES.contains(name)
}

/// The singular of `word`, if a regular ending taken off gives a word that is `known`.
pub(super) fn singular(word: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    if known(word) {
        return Some(word.to_owned());
    }
    let mut candidates = Vec::new();
    if let Some(stem) = word.strip_suffix("men") {
        candidates.push(format!("{stem}man"));
    }
    if let Some(stem) = word.strip_suffix("ies") {
        candidates.push(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("wives") {
        candidates.push(format!("{stem}wife"));
    }
    if let Some(stem) = word.strip_suffix("es") {
        candidates.push(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('s') {
        candidates.push(stem.to_owned());
    }
    candidates.into_iter().find(|w| known(w))
}

/// "Met", "saw": a past form that has no ending to know it by.
pub(super) fn is_past(word: &str) -> bool {
    PAST_VERBS.contains_key(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_of_people_are_groups() {
        assert!(is_group_noun("officials"));
        assert!(is_group_noun("spokeswomen"));
        assert!(!is_group_noun("official"));
        assert!(!is_group_noun("glass"));
    }

    #[test]
    fn titles_and_nouns_meet_in_one_role() {
        assert_eq!(role("sen").as_deref(), Some("senator"));
        assert_eq!(role("senator").as_deref(), Some("senator"));
        assert_eq!(role("spokeswoman"), role("spokesman"));
        assert_eq!(role("table"), None);
    }

    #[test]
    fn plural_of_documents() {
        assert_eq!(document_noun("studies").as_deref(), Some("study"));
        assert_eq!(document_noun("policies").as_deref(), Some("policy"));
        assert_eq!(document_noun("polls").as_deref(), Some("poll"));
    }
}
