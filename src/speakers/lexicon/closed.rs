//! Classes of English words: the closed ones, and those for what a claim is made in.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Each word and its classes.
static CLASSES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let files = [
        include_str!("../lists/closed_classes.txt"),
        include_str!("../lists/channels.txt"),
    ];
    let mut classes: HashMap<&str, Vec<&str>> = HashMap::new();
    let lines = files.into_iter().flat_map(str::lines);
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        if let Some(word) = words.next() {
            classes.entry(word).or_default().extend(words);
        }
    }
    classes
});

fn is(word: &str, class: &str) -> bool {
    CLASSES
        .get(word)
        .is_some_and(|classes| classes.contains(&class))
}

/// A function for each class of the file, which says whether a word is of it.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $class:literal;)*) => {
        $($(#[$doc])*
        pub(in crate::speakers) fn $name(word: &str) -> bool {
            is(word, $class)
        })*

        #[cfg(test)]
        const NAMES: &[&str] = &["ends", $($class),*];
    };
}

classes! {
    /// Months and days of the week.
    is_calendar = "calendar";
    /// Days of the week.
    is_weekday = "weekday";
    /// "last", "yesterday": what tells when.
    is_time = "time";
    /// Words that may stand inside a name in lower case: "Bill de Blasio", "Osama bin Laden".
    is_particle = "particle";
    /// "jr", "iii": what tells father from son.
    is_suffix = "suffix";
    /// Letters of an honour or office behind a name, which are no part of it: "Maya Vance KC".
    is_honour = "honour";
    /// Letters of a rank or office before a name, in capitals: "SP Maya Vance".
    is_rank = "rank";
    /// "boss", "head": nouns for whoever leads a body, whatever the office is called.
    leads_body = "leads-body";
    /// "agency", "union": nouns for bodies that are told apart by what they are for.
    is_told_apart = "purpose";
    /// "dean": titles that are given names as well.
    is_name_too = "name-too";
    /// "supreme": what tells one court from another; not "top" and "high", by which that one goes too.
    is_level = "level";
    /// "largest": what tells one body from the others of its kind.
    is_foremost = "leading-of";
    /// "mr", "sir": forms of address, which describe nobody.
    is_address = "address";
    /// "the", "a".
    is_article = "article";
    /// "this", "those".
    is_demonstrative = "demonstrative";
    /// "his", "their".
    is_possessive_determiner = "possessive";
    /// Prepositions, and adjectives that lead on like one.
    is_preposition = "preposition";
    /// "was", "will": what the verb of a clause begins with.
    is_auxiliary = "auxiliary";
    /// "will", "could".
    is_modal = "modal";
    /// Words that open a clause on the noun before them.
    is_relative = "relative";
    /// "because", "said": what a clause, or its subject, stands behind.
    begins_clause = "clause";
    /// "meanwhile", "but": what a sentence may begin with before a title.
    is_opening = "opening";
    /// "dozens" in "dozens of aides": the noun after "of" counts.
    is_number = "number";
    /// "dozens", "a number", "tens of thousands": what stands before "of" and a plural.
    is_quantity = "quantity";
    /// "a", "some", "two": what a noun phrase begins with that tells of somebody new.
    is_indefinite = "indefinite";
    /// "several", "former": with a capital only where a sentence or title starts.
    is_general = "general";
    /// A noun for somebody's relative or spouse.
    is_kin = "kin";
    /// "someone", "the accused": for a human being, and no noun for one kind of them.
    is_somebody = "human";
    /// A noun for what a name is that stands before it: "the Gannett newspaper chain". None for a part of it
    /// ("the Gannett board").
    is_kind_of_body = "kind";
    /// "The two", "the couple".
    is_pair = "pair";
    /// "data", "results": what is from the document that tells it.
    is_figures = "figures";
    /// "county": a place that may have the name of a town in it.
    is_part_of_country = "part";
    /// "Congress": a noun for a body that is also one's name.
    is_name_itself = "named";
    /// A noun for what a claim is made in, on or at, in the singular.
    is_channel = "channel";
    /// "court": one that needs no article.
    is_bare = "bare";
    /// "bbc": a name of where claims are posted or broadcast, if it is written with a capital.
    is_outlet = "outlet";
    /// "told": a verb before whom something is told to.
    is_telling = "telling";
    /// Prepositions before what a claim is made in.
    is_way = "way";
    /// Prepositions between such a noun and what hangs on it: "a letter [to] voters".
    is_link = "link";
    /// "prop": a place on a pitch, and who plays there.
    is_position = "position";
    /// "South", "New": the first word of a nation's name of two.
    begins_nation = "nation";
    /// "Town", "Rovers": the last word of a club's name, by which it goes.
    is_club = "club";
    /// "quoted" in "was quoted by the Echo".
    is_quoting = "quoting";
    /// "runs", "chairs": what whoever leads something does.
    is_leading = "leading";
    /// "by", "from": prepositions between what was made and who made it.
    leads_to_maker = "maker";
    /// "published": what stands between what was made and "by" whom, and says that they made it.
    is_making = "making";
    /// "judge", "narrator", "insider": who is there, or is asked, without being named, though known for
    /// a field.
    is_unnamed = "unnamed";
    /// "lawyer": of whom somebody accused, or a firm, has one as a rule.
    is_retained = "retained";
    /// "captain", "resident": what somebody is beside their occupation.
    is_incidental = "incidental";
    /// "next", "second", "other": what tells somebody from the one spoken of.
    tells_apart = "apart";
    /// "vice", "deputy": what makes another office of one.
    is_deputy = "deputy";
    /// "former", "retired": what makes another time of it.
    is_former = "past";
}

/// Common verb forms and participles that end the noun phrase before them.
pub(in crate::speakers) fn ends_phrase(word: &str) -> bool {
    is(word, "ends") || is_preposition(word) || is_relative(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_the_file_is_asked_for_and_has_words() {
        let mut known: Vec<&str> = CLASSES.values().flatten().copied().collect();
        known.sort_unstable();
        known.dedup();
        let mut asked = NAMES.to_vec();
        asked.sort_unstable();
        assert_eq!(known, asked);
    }
}
