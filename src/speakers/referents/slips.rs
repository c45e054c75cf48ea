//! Names written with a slip: "Hassall" for Lena Hassell.

use crate::speakers::lexicon;

/// Letters of a word that may have a slip, at least.
const SHORTEST: usize = 5;

/// Whether two full names are one but for a slip: "Viktor Maro" and "Victor Maro".
pub(super) fn in_full(ours: &[String], theirs: &[String]) -> bool {
    let pairs = ours.iter().zip(theirs);
    let mut differ = pairs.filter(|(a, b)| a != b);
    let only = differ.next().filter(|_| differ.next().is_none());
    // "Maria Maro" may be the sister of Marie.
    let given = |a: &str| lexicon::first_name_gender(a).is_some();
    let slip = |(a, b): (&String, &String)| {
        let long = a.chars().count() >= SHORTEST && b.chars().count() >= SHORTEST;
        let both = given(a) && given(b);
        long && one_slip(a, b) && (!both || sounds_alike(a, b))
    };
    ours.len() == theirs.len() && only.is_some_and(slip)
}

/// "Viktor" and "Victor": one name in two spellings.
fn sounds_alike(a: &str, b: &str) -> bool {
    let heard = |word: &str| {
        let heard = word.replace("ph", "f").replace('k', "c");
        heard.replace('y', "i").replace('z', "s")
    };
    heard(a) == heard(b)
}

/// The letters by which words are looked up for slips: of a long word the first three; of one that
/// is shorter but for doubled letters all in order, so that only swapped letters pass for a slip
/// ("Lunas" may be another person than "Lunds").
pub(super) fn starts_of(word: &str) -> Vec<String> {
    let mut letters: Vec<char> = undoubled(word).chars().collect();
    let mut starts = Vec::new();
    if word.chars().count() > 6 {
        starts.push(letters.iter().take(3).collect());
    }
    if (5..=6).contains(&letters.len()) {
        letters.sort_unstable();
        starts.push(letters.into_iter().collect());
    }
    starts
}

/// Whether one letter left out, put in, changed, or swapped with the next makes one of the other.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    strsim::osa_distance(a, b) == 1
}

/// A word with each letter once where it stands twice in a row: "Kessel" and "Kessell" are one.
fn undoubled(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}
