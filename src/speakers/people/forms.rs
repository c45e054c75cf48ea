//! The forms in which names are compared, the strictest first.

use crate::speakers::SpeakerType;
use crate::speakers::lexicon;
use crate::speakers::names::{Name, without_titles};
use crate::speakers::words::{self, Words};

/// How many forms a name has.
pub(super) const COUNT: usize = 3;

/// A name in all its forms: as it is; without middle names, accents and suffix; with an initial
/// for the given name. A form that says too little is missing.
pub(super) struct Forms(pub [Option<String>; COUNT]);

/// The forms of a name of a kind of speaker, or of one whose kind is not known.
pub(super) fn forms(name: &str, kind: Option<SpeakerType>) -> Forms {
    let name = in_order(name);
    let words = Words::new(&name);
    if words.len() == 0 {
        return Forms([const { None }; COUNT]);
    }
    let is_initial = words.text(0).ends_with('.');
    let first = usize::from(lexicon::is_article(&words.folded(0)) && !is_initial);
    let whole = (first..words.len()).map(|i| words.folded(i));
    let whole: Vec<String> = whole.collect();
    let is_body = matches!(kind, Some(SpeakerType::Organization | SpeakerType::Place));
    let person = without_titles(&words, 0..words.len()).filter(|_| !is_body);
    let Some(found) = person else {
        return Forms([some(&whole), some(&without_accents(&whole)), None]);
    };
    let name = Name::new(&words, &found.range);
    let exact: Vec<String> = name.words.iter().chain(&name.suffix).cloned().collect();
    if name.words.len() < 2 {
        return Forms([some(&exact), some(&without_accents(&exact)), None]);
    }
    let plain = without_accents(&name.words);
    let (Some(given), Some(family)) = (plain.first(), plain.last()) else {
        return Forms([some(&exact), None, None]);
    };
    let short = vec![given.clone(), family.clone()];
    let initial = given.chars().take(1).collect::<String>();
    // "A. Ruiz" is Ana Ruiz, but "Ana Ruiz" is not A. Ruiz of the table.
    let has_initial = kind.is_none() || *given == initial;
    let by_initial = has_initial.then(|| format!("{initial} {family}"));
    Forms([some(&exact), some(&short), by_initial])
}

/// "Ruiz, Ana" as "Ana Ruiz"; "Ruiz, Jr." stays.
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given))
            if !given.contains(',')
                && !given.trim().is_empty()
                && !lexicon::is_suffix(&crate::speakers::words::fold(given.trim())) =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}

fn some(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

fn without_accents(name: &[String]) -> Vec<String> {
    name.iter()
        .map(|word| words::without_accents(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, kind: Option<SpeakerType>) -> [String; COUNT] {
        forms(name, kind).0.map(Option::unwrap_or_default)
    }

    #[test]
    fn names_of_people() {
        let person = Some(SpeakerType::Person);
        let (exact, short, initial) = ("émile b okoro jr", "emile okoro", "e okoro");
        assert_eq!(of("Dr. Émile B. Okoro Jr.", None), [exact, short, initial]);
        // A speaker's given name is more than its initial.
        assert_eq!(of("Dr. Émile B. Okoro Jr.", person), [exact, short, ""]);
        assert_eq!(of("E. Okoro", person), ["e okoro"; 3]);
        assert_eq!(of("Okoro, Émile", None)[1], "emile okoro");
        assert_eq!(of("Okoro", person), ["okoro", "okoro", ""]);
        assert_eq!(of("", None), ["", "", ""]);
    }

    #[test]
    fn names_of_bodies() {
        let body = Some(SpeakerType::Organization);
        assert_eq!(of("The Café Post", body), ["café post", "cafe post", ""]);
    }
}
