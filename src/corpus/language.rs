//! Whether a text is English: the models read no other language.

use whatlang::Lang;

/// Characters of a text that are looked at.
const LOOKED_AT: usize = 10_000;

/// Refuses a text that is certainly in another language; what is too short to tell is kept.
///
/// # Errors
/// The language, in words.
pub(super) fn check(text: &str) -> Result<(), String> {
    let end = text.char_indices().nth(LOOKED_AT);
    let part = &text[..end.map_or(text.len(), |(at, _)| at)];
    match whatlang::detect(part) {
        Some(found) if found.is_reliable() && found.lang() != Lang::Eng => Err(format!(
            "not in English, but in {}",
            found.lang().eng_name()
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certainly_not_english_is_refused() {
        let german = "Die Brücke über den Hafen bleibt bis Juni geschlossen, wie die Stadt am \
                      Freitag mitteilte, und wer auf der anderen Seite wohnt, fährt mit der Fähre.";
        assert_eq!(check(german).unwrap_err(), "not in English, but in German");
        let english = "The bridge over the harbour will stay shut until June, the council said.";
        for text in [english, "", "Oui.", "12 345"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
