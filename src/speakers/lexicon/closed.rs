//! The few closed classes of English words.

/// Months and days of the week.
pub(in crate::speakers) fn is_calendar(word: &str) -> bool {
    matches!(
        word,
        "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan"
            | "feb"
            | "aug"
            | "sept"
            | "sep"
            | "oct"
            | "nov"
            | "dec"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
    )
}

/// Words that may stand inside a name in lower case: "Bill de Blasio", "Osama bin Laden".
pub(in crate::speakers) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "ten"
            | "bin"
            | "bint"
            | "ibn"
            | "al"
            | "el"
            | "ben"
            | "abu"
            | "af"
            | "av"
            | "zu"
            | "y"
            | "e"
    )
}

pub(in crate::speakers) fn is_suffix(word: &str) -> bool {
    matches!(
        word,
        "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "ph.d" | "md" | "m.d" | "esq"
    )
}

pub(in crate::speakers) fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an")
}

pub(in crate::speakers) fn is_demonstrative(word: &str) -> bool {
    matches!(word, "this" | "that" | "these" | "those")
}

pub(in crate::speakers) fn is_possessive_determiner(word: &str) -> bool {
    matches!(
        word,
        "his" | "her" | "its" | "their" | "our" | "my" | "your"
    )
}

pub(in crate::speakers) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "for"
            | "in"
            | "on"
            | "at"
            | "by"
            | "with"
            | "from"
            | "to"
            | "about"
            | "inside"
            | "close"
            | "near"
            | "within"
            | "among"
            | "against"
            | "under"
            | "over"
            | "between"
            | "behind"
            | "outside"
            | "across"
            | "around"
            | "after"
            | "before"
            | "during"
            | "than"
            | "without"
            | "through"
            | "into"
            | "as"
            | "including"
            | "familiar"
            | "briefed"
            | "involved"
            | "regarding"
            | "concerning"
    )
}

/// Words that open a clause on the noun before them.
pub(in crate::speakers) fn is_relative(word: &str) -> bool {
    matches!(word, "who" | "whom" | "whose" | "which" | "that" | "where")
}

/// Common verb forms and participles that end the noun phrase before them.
pub(in crate::speakers) fn ends_phrase(word: &str) -> bool {
    is_preposition(word)
        || is_relative(word)
        || matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "has"
                | "have"
                | "had"
                | "be"
                | "been"
                | "will"
                | "would"
                | "can"
                | "could"
                | "may"
                | "might"
                | "should"
                | "must"
                | "do"
                | "does"
                | "did"
                | "said"
                | "says"
                | "say"
                | "told"
                | "and"
                | "or"
                | "but"
                | "nor"
                | "not"
                | "i"
                | "he"
                | "she"
                | "we"
                | "they"
                | "you"
                | "it"
                | "if"
                | "when"
                | "while"
                | "because"
                | "released"
                | "conducted"
                | "published"
                | "titled"
                | "called"
                | "representing"
                | "working"
                | "handling"
                | "seeking"
                | "looking"
                | "making"
                | "living"
                | "running"
                | "speaking"
                | "obtained"
                | "appointed"
                | "elected"
                | "devoted"
                | "worried"
                | "affiliated"
                | "based"
                | "known"
                | "named"
                | "asked"
        )
}
