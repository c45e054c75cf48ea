//! Names of people: what belongs to a name, and whether two names can be one person's.

use super::lexicon::{self, Gender};
use super::words::{Words, without_accents};
use std::ops::Range;

/// A name's words, folded, without titles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub words: Vec<String>,
    /// "jr", "iii": tells father from son where both are written.
    pub suffix: Option<String>,
    /// The word of it that stands in quotation marks: "bill" of "William “Bill” Okoro".
    pub nickname: Option<String>,
}

/// A name found in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The words of the name proper.
    pub range: Range<usize>,
    /// The gender that its form of address tells ("Mrs.").
    pub gender: Option<Gender>,
    /// Whether a title or form of address stands before it, which only people have.
    pub titled: bool,
}

impl Name {
    /// Reads the name that the words of `range` spell.
    pub fn new(words: &Words, range: &Range<usize>) -> Self {
        let mut name = Self {
            words: range.clone().map(|i| words.folded(i)).collect(),
            suffix: None,
            nickname: (range.start + 1..range.end)
                .filter(|_| range.len() > 2)
                .find(|&i| words.gap(i - 1).contains(['“', '"', '‘']))
                .map(|i| words.folded(i)),
        };
        if name.words.len() > 1 && name.words.last().is_some_and(|w| lexicon::is_suffix(w)) {
            name.suffix = name.words.pop();
        }
        name
    }

    /// The same name in the spelling in which mentions are compared: without accents ("Mélenchon")
    /// and Arabic articles ("al-Assad"), which newsrooms write or leave out.
    pub fn plain(mut self) -> Self {
        let bare = |word: &String| -> String {
            let word = without_accents(word);
            let article = ["al-", "el-"]
                .iter()
                .find_map(|article| word.strip_prefix(article));
            article
                .filter(|rest| rest.len() > 2)
                .unwrap_or(&word)
                .to_owned()
        };
        self.words = self.words.iter().map(bare).collect();
        self.nickname = self.nickname.as_ref().map(bare);
        self
    }

    /// Words between the first and the last that a person may go by: "Boric" of "Gabriel Boric Font".
    pub fn inner(&self) -> impl Iterator<Item = &String> {
        let last = self.words.len().saturating_sub(1);
        let inner = self.words.get(1..last).unwrap_or_default().iter();
        inner.filter(|word| word.chars().count() > 2 && !lexicon::is_particle(word))
    }

    /// Whether it has a family and a given name, as far as can be seen.
    pub fn is_full(&self) -> bool {
        self.words
            .iter()
            .filter(|w| !lexicon::is_particle(w))
            .count()
            > 1
    }

    /// Whether this shorter name can be a short form of `full` for one person: its words occur
    /// there in order (an initial for any word it begins), and it ends with the family name, or
    /// starts with the given name and has more than that ("Ana Ruiz" for "Ana Ruiz Mora"), or
    /// is the given name or the nickname alone.
    pub fn shortens(&self, full: &Name) -> bool {
        if self.suffix.is_some() && full.suffix != self.suffix {
            return false;
        }
        let (Some(last), Some(full_last)) = (self.words.last(), full.words.last()) else {
            return false;
        };
        if self.is_full() && full.suffix.is_some() && self.suffix.is_none() {
            return false;
        }
        let known = [full.family_inside(), full.nickname.as_ref()];
        if self.words.len() == 1 && known.contains(&Some(last)) {
            return true;
        }
        let ends_alike = last == full_last;
        // An initial may stand for a given name, not for what ends a name.
        let starts_alike = agree(&self.words[0], &full.words[0]) && full.words.contains(last);
        (ends_alike || starts_alike) && in_order(&self.words, &full.words)
            || ends_alike && full.nickname.is_some() && self.has_initials() && starts_alike
    }

    /// "Wong" of "Alan Wong Tak-wah": a family name between given names of two languages.
    pub fn family_inside(&self) -> Option<&String> {
        let [_, family, given] = self.words.as_slice() else {
            return None;
        };
        let (first, second) = given.split_once('-')?;
        let short = |part: &str| part.chars().count() <= LONGEST_SYLLABLE;
        (short(first) && short(second)).then_some(family)
    }

    /// "W. J. Okoro": the second of them is not for a nickname.
    fn has_initials(&self) -> bool {
        let given = &self.words[..self.words.len() - 1];
        given.len() > 1 && given.iter().all(|word| word.chars().count() == 1)
    }
}

/// Letters of one syllable of a Chinese or Korean given name.
const LONGEST_SYLLABLE: usize = 6;

/// Whether two words of names can be one: equal, one the initial of the other, or both particles.
fn agree(a: &str, b: &str) -> bool {
    let is_initial = |w: &str| w.chars().count() == 1;
    // "Mr Van de Maro" of Ada van der Maro
    let particles = lexicon::is_particle(a) && lexicon::is_particle(b);
    a == b
        || particles
        || ((is_initial(a) || is_initial(b)) && a.chars().next() == b.chars().next())
}

fn in_order(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|s| rest.any(|l| agree(s, l)))
}

/// Takes what is no part of the name off the words of `range`: articles, titles, forms of
/// address, party and nation. `None` if nothing is left ("the President").
pub(super) fn without_titles(words: &Words, range: Range<usize>) -> Option<Found> {
    let folded: Vec<String> = range.clone().map(|i| words.folded(i)).collect();
    let heads_body = folded
        .iter()
        .rev()
        .find(|w| !lexicon::is_suffix(w))
        .is_some_and(|w| lexicon::is_organization_noun(w));
    // "Ms Brand" is no brand.
    let addressed = range.len() == 1
        && range
            .start
            .checked_sub(1)
            .is_some_and(|i| words.is_capital(i) && lexicon::is_address(&words.folded(i)));
    let heads_body = heads_body && !addressed;
    let last_before = range.start.checked_sub(1).filter(|&i| words.joined(i));
    let definite = folded[0] == "the" || last_before.is_some_and(|i| words.folded(i) == "the");
    if definite && folded.len() > 1 && folded.last().is_some_and(|w| lexicon::is_office(w)) {
        return None;
    }
    let mut start = 0;
    let mut found = Found {
        range: range.clone(),
        gender: None,
        titled: false,
    };
    while folded.get(start).is_some_and(|w| lexicon::is_article(w))
        && !words.is_initial(range.start + start)
    {
        start += 1;
    }
    if !heads_body {
        // "SP Maya Vance" has a rank, "MS Vance" initials.
        let in_capitals = |i: usize| words.in_capitals(range.start + i);
        let is_rank =
            |i: usize| lexicon::is_rank(&folded[i]) && in_capitals(i) && i + 1 < folded.len();
        let initials = |i: usize| {
            let next = i + 1 < folded.len() && !in_capitals(i + 1);
            folded[i] == "ms" && in_capitals(i) && next
        };
        // "Amado “Coach Bo” Vance": what begins a nickname is no title.
        let begins_nickname =
            |i: usize| i > 0 && words.gap(range.start + i - 1).ends_with(['“', '"', '‘']);
        let last_title = (start..folded.len()).rev().find(|&i| {
            (is_title_word(&folded, i) || is_rank(i)) && !initials(i) && !begins_nickname(i)
        });
        if let Some(title) = last_title {
            found.gender = lexicon::honorific_gender(&folded[title]);
            found.titled = true;
            start = title + 1;
            // "Secretary of State Maya Vance"
            if folded.get(start).is_some_and(|w| w == "of") && folded.len() > start + 3 {
                start += 2;
            }
        }
        // "Virginia Democrat Maya Vance"
        if folded.len() > start + 3
            && lexicon::is_place(&folded[start])
            && lexicon::is_affiliation(&folded[start + 1])
        {
            start += 1;
        }
        // "Lib Dem Maya Vance"
        let first = range.start + start;
        if folded.len() > start + 2
            && lexicon::is_party(words.span(&(first..first + 2)).of(words.source()))
        {
            start += 2;
        }
        while start + 1 < folded.len() && lexicon::is_affiliation(&folded[start]) {
            start += 1;
        }
        // "Baker Mary-Jane O'Connor": what she does, at the start of a sentence.
        let opens = words.opens(range.start + start);
        if let [noun, given, _, ..] = &folded[start..]
            && lexicon::is_person_noun(noun)
            && lexicon::given_name_gender(noun).is_none()
            && (opens
                || lexicon::given_name_gender(given.split('-').next().unwrap_or(given)).is_some())
        {
            start += 1;
        }
    }
    let is_honour = |i: usize| {
        let capitals = words.text(i).chars().filter(|c| c.is_uppercase()).count();
        lexicon::is_honour(&words.folded(i)) && capitals > 1
    };
    while !heads_body && found.range.len() > start + 1 && is_honour(found.range.end - 1) {
        found.range.end -= 1;
    }
    found.range.start = range.start + start;
    if found.range.is_empty() {
        return None;
    }
    // A form of address outside the span given: "Mr. [Okoro]".
    if start == 0 && !heads_body && range.start > 0 {
        let before = range.start - 1;
        let title = words.folded(before);
        let parted = !words.joined(before) && words.gap(before) != ". ";
        if !parted && words.is_capital(before) && is_title(&title) {
            found.gender = lexicon::honorific_gender(&title);
            found.titled = true;
        }
    }
    Some(found)
}

/// The name of a body or place: its words without the article.
pub(super) fn of_body(words: &Words, range: Range<usize>) -> Found {
    let first = words.folded(range.start);
    let article = range.len() > 1 && lexicon::is_article(&first);
    // "Insurer Harbor Mutual", where a sentence begins.
    let kind = range.len() > 2
        && words.opens(range.start)
        && lexicon::is_kind_of_body(&first)
        && !lexicon::is_organization_noun(&first);
    Found {
        range: range.start + usize::from(article || kind)..range.end,
        gender: None,
        titled: false,
    }
}

fn is_title(word: &str) -> bool {
    lexicon::is_honorific(word) || lexicon::is_title(word)
}

/// "general" in "Attorney General Vance" and in "Gen. Vance"; but a title that ends the words
/// is a family name, if anything but titles stands before it ("Stephen King").
fn is_title_word(folded: &[String], index: usize) -> bool {
    let word = &folded[index];
    // "Tan Sri Maya Vance", but not "Sri Vance" nor "Tan Vance".
    let of_two =
        word == "sri" && index > 0 && matches!(&*folded[index - 1], "tan" | "datuk" | "dato");
    if !is_title(word) && !of_two {
        return false;
    }
    // "Dean Vance" is called so; "Dean Maya Vance" has the office.
    if lexicon::is_name_too(word) && index + 2 == folded.len() {
        return false;
    }
    if index + 1 < folded.len() {
        return true;
    }
    let before = &folded[..index];
    // "Mr. King" has a name, "Mr. President" has none.
    let addressed = matches!(
        before.last().map(String::as_str),
        Some("mr" | "mrs" | "ms" | "dr")
    );
    (!addressed || lexicon::is_title(word))
        && before.iter().all(|w| is_title(w) || lexicon::is_article(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        let words = Words::new(text);
        Name::new(&words, &(0..words.len()))
    }

    fn proper(text: &str) -> Option<String> {
        let words = Words::new(text);
        let found = without_titles(&words, 0..words.len())?;
        Some(words.span(&found.range).of(text).to_owned())
    }

    #[test]
    fn titles_are_no_part_of_a_name() {
        for (text, expected) in [
            ("Mr. Okoro", "Okoro"),
            ("Attorney General Maya Vance", "Maya Vance"),
            ("Republican Sen. J. T. Lund", "J. T. Lund"),
            ("Bill de Groot", "Bill de Groot"),
            ("A. Ruiz", "A. Ruiz"),
            ("Stephen King", "Stephen King"),
            ("Mr. King", "King"),
            ("Mzee Lekan Vance", "Lekan Vance"),
            ("Virginia Democrat Maya Vance", "Maya Vance"),
            ("Librarian Tavi Vance", "Tavi Vance"),
            ("Secretary of State Maya Vance", "Maya Vance"),
            ("Lib Dem Maya Vance", "Maya Vance"),
            ("Coun Vance", "Vance"),
            ("Sr Maya Vance", "Maya Vance"),
            ("CS Maya Vance", "Maya Vance"),
            ("Dean Vance", "Dean Vance"),
            ("Earl Dean Vance", "Earl Dean Vance"),
            ("Dean Maya Vance", "Maya Vance"),
            (
                "the Republican National Committee",
                "Republican National Committee",
            ),
        ] {
            assert_eq!(proper(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(proper("The President"), None);
        assert_eq!(proper("Mr. President"), None);
        assert_eq!(proper("the Economy Minister"), None);
    }

    #[test]
    fn ranks_are_told_from_initials_by_their_capitals() {
        for (text, expected) in [
            ("SP Maya Vance", "Maya Vance"),
            ("MS Vance", "MS Vance"),
            ("Ms Vance", "Vance"),
            ("A K Vance", "A K Vance"),
            ("Baker Mary Vance", "Mary Vance"),
            ("Baker Vance", "Baker Vance"),
        ] {
            assert_eq!(proper(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn spellings_that_newsrooms_differ_in_are_one() {
        assert_eq!(name("Joël al-Méchard").plain().words, ["joel", "mechard"]);
        assert_eq!(name("El-Om").plain().words, ["el-om"]);
    }

    #[test]
    fn short_forms() {
        let full = name("Ana María Ruiz Mora");
        for short in [
            "Mora",
            "Ana",
            "Ruiz Mora",
            "Ana Ruiz",
            "A. Mora",
            "Ana M. Mora",
        ] {
            assert!(name(short).shortens(&full), "{short}");
        }
        for other in [
            "Ruiz",
            "Pedro Mora",
            "Mora Ruiz",
            "Anabel",
            "B. Mora",
            "Ana Mendez",
        ] {
            assert!(!name(other).shortens(&full), "{other}");
        }
    }

    #[test]
    fn a_family_name_between_given_names() {
        assert!(name("Fong").shortens(&name("Ada Fong Mei-lin")));
        assert!(!name("Fong").shortens(&name("Ada Fong Lund")));
    }

    #[test]
    fn initials_of_a_name_with_a_nickname() {
        let full = name("William “Bill” Okoro");
        for short in ["W. J. Okoro", "Bill Okoro", "W. Okoro"] {
            assert!(name(short).shortens(&full), "{short}");
        }
        for other in ["J. W. Okoro", "W. J. Lund", "Walter J. Okoro"] {
            assert!(!name(other).shortens(&full), "{other}");
        }
    }

    #[test]
    fn father_and_son() {
        assert!(name("Lund").shortens(&name("Erik Lund Jr.")));
        assert!(!name("Erik Lund Jr.").shortens(&name("Erik Lund")));
        assert!(!name("Erik Lund").shortens(&name("Erik Lund Jr.")));
    }

    #[test]
    fn case_of_a_transcript() {
        assert!(name("OKORO").shortens(&name("Ben Okoro")));
    }

    #[test]
    fn address_tells_gender() {
        let words = Words::new("Mrs. Lund spoke");
        let found = without_titles(&words, 1..2).unwrap();
        assert_eq!(found.gender, Some(Gender::Feminine));
        assert!(found.titled);
    }
}
