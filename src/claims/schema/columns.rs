//! The columns of each table.

use super::super::claim::words;
use super::super::speakers::SpeakerRow;
use super::super::{Claim, ClaimSpeaker, Passage};
use super::cell::{Cell, Cells, Column, text};
use crate::article::Article;
use crate::attribution::round_confidence;
use crate::entities::Entity;
use crate::named::Named;
use std::borrow::Cow;

/// A column of the rows made of a `T`.
pub struct Described<T> {
    column: Column,
    /// In Markdown, the first sentence in brief.
    meaning: &'static str,
    pub cell: for<'c> fn(&'c Article, &'c T) -> Cell<'c>,
}

/// An entity of an article, and its place in characters.
pub struct Placed {
    pub entity: Entity,
    pub place: (usize, usize),
}

// What several columns mean alike.
const ARTICLE_ID: &str = "the record's id field, or the path below the input folder";
const EXTENT: &str = "from the first to the last character of the claim";
const PARTS: &str = "the same for source and cue. Empty if there is none";
const PIECES: &str = "pieces of the source, the cue and what stands in `via`";
const DESCRIBED_AT: &str = "where the description stands. That may be far from the claim";
const OF_THE_RECORD: &str = "as the record gives them";
const PLACE: &str = "where it stands";
const TITLE: &str = "the article's headline";
const SPEAKER_TYPE: &str = "`person`, `organization`, `group`, `anonymous`, `document` or `place`";
const DESCRIPTION: &str = "the role or affiliation that the article gives beside the name, in its words: *transport minister*, *spokesperson for the agency*";

const fn of<T>(
    name: &'static str,
    cells: Cells,
    meaning: &'static str,
    cell: for<'c> fn(&'c Article, &'c T) -> Cell<'c>,
) -> Described<T> {
    let column = (name, cells);
    Described {
        column,
        meaning,
        cell,
    }
}

pub const CLAIMS: &[Described<Claim>] = {
    use Cells::{Integer, Number, OptionalInteger, OptionalNumber, OptionalText, Places, Text};
    &[
        of("article_id", Text, ARTICLE_ID, |article, _| {
            text(&*article.id)
        }),
        of(
            "claim_id",
            Integer,
            "number of the claim in its article, from 1, in text order",
            |_, claim| Cell::Integer(claim.id),
        ),
        of(
            "kind",
            Text,
            "`direct`: all of the claim is in quotation marks; `indirect`: none of it; `mixed`: part of it",
            |_, claim| text(claim.kind.name()),
        ),
        of(
            "claim",
            Text,
            "what is claimed. Several pieces (“…,” she said, “…”) are joined by ` … `",
            |_, claim| joined(&claim.content),
        ),
        of(
            "source",
            OptionalText,
            "who is said to claim it, as written. Empty if the text leaves it out beside this claim",
            |_, claim| joined(&claim.source),
        ),
        of(
            "speaker",
            OptionalText,
            "who that is: the fullest name the article gives, or, for the unnamed, the most informative words",
            |_, claim| text(claim.speaker.as_ref().map(|s| &*s.name)),
        ),
        of("speaker_type", OptionalText, SPEAKER_TYPE, |_, claim| {
            text(claim.speaker.as_ref().map(|s| s.speaker_type.name()))
        }),
        of("description", OptionalText, DESCRIPTION, |_, claim| {
            text(description(claim).map(|d| &*d.text))
        }),
        of(
            "via",
            OptionalText,
            "through whom or what the claim came, as its sentence says: *Reuters*, *a statement*, *a post on X*, *a rally in Ohio*. So is *a survey* by whoever claims; who only hears it, as *reporters* do, is none. Several are joined by ` … `",
            |_, claim| joined(&claim.via),
        ),
        of(
            "cue",
            OptionalText,
            "the words that attribute: *said*, *has denied*, *according to*",
            |_, claim| joined(&claim.cue),
        ),
        of(
            "act",
            Text,
            "what the source does: `state`, `deny`, `ask`, `order`, `promise`, `believe` or `show`. Who refuses denies; who demands, advises or proposes orders; who intends or threatens promises; who feels, wants or expects, as others tell, believes; a document or a poll shows. `state` where there is no cue",
            |_, claim| text(claim.act.name()),
        ),
        of(
            "factuality",
            Text,
            "whether the text says that the source made the claim: `factual`, `negated` (*did not say*) or `possible` (*if she says*). Also negated: *no minister has said*, *refused to say*; also possible: *could say*, *will announce*, *asked him to say*",
            |_, claim| text(claim.factuality.name()),
        ),
        of(
            "confidence",
            Number,
            "how likely the whole claim is right, between 0 and 1. See [limits](../README.md#limits)",
            |_, claim| number(claim.confidence),
        ),
        of(
            "speaker_found_by",
            Text,
            "how the source led to the speaker: `name`, `alias` (part of a name, or an abbreviation), `pronoun`, `nominal` (*the agency*), `continuation` (no source here; the speaker goes on) or `unresolved`",
            |_, claim| text(claim.found_by.name()),
        ),
        of(
            "speaker_confidence",
            OptionalNumber,
            "how likely the speaker is the right one if the rest of the claim is, between 0 and 1. Empty without a speaker. With `--min-speaker-confidence X` who is less sure than `X` is not named: `speaker` has the source's own words (*she*), `speaker_found_by` is `unresolved`, and this column says what was too little",
            |_, claim| claim.speaker_confidence.map_or(Cell::Empty, number),
        ),
        of(
            "within",
            OptionalInteger,
            "`claim_id` of the claim inside whose content this one stands (“Reports suggest *the ministry said …*”). An answer in an interview may tell what somebody else said, too. A filter may have left out the claim that it names. Empty for most",
            |_, claim| integer(claim.within),
        ),
        of(
            "repeats",
            OptionalInteger,
            "`claim_id` of the headline's claim that this one says again. Those of the first paragraphs may, by the same speaker and with most of its words; empty for most. Who counts claims leaves out these rows",
            |_, claim| integer(claim.repeats),
        ),
        of(
            "sentence",
            OptionalText,
            "the sentence in which the claim begins. Of one longer than 2 KiB, or with more than eight claims, the words around it",
            |_, claim| text(claim.sentence.as_ref().map(|s| &*s.text)),
        ),
        of("claim_start", OptionalInteger, EXTENT, |_, c| {
            start(&c.content)
        }),
        of("claim_end", OptionalInteger, EXTENT, |_, c| end(&c.content)),
        of(
            "claim_pieces",
            Places,
            "every piece of it as `start-end;start-end`. Also when there is one",
            |_, claim| places(&claim.content),
        ),
        of("source_start", OptionalInteger, PARTS, |_, c| {
            start(&c.source)
        }),
        of("source_end", OptionalInteger, PARTS, |_, c| end(&c.source)),
        of("cue_start", OptionalInteger, PARTS, |_, claim| {
            start(&claim.cue)
        }),
        of(
            "cue_end",
            OptionalInteger,
            PARTS,
            |_, claim| end(&claim.cue),
        ),
        of("source_pieces", Places, PIECES, |_, claim| {
            places(&claim.source)
        }),
        of("cue_pieces", Places, PIECES, |_, claim| places(&claim.cue)),
        of(
            "description_start",
            OptionalInteger,
            DESCRIBED_AT,
            |_, claim| integer(description(claim).map(|d| d.start)),
        ),
        of(
            "description_end",
            OptionalInteger,
            DESCRIBED_AT,
            |_, claim| integer(description(claim).map(|d| d.end)),
        ),
        of("via_pieces", Places, PIECES, |_, claim| places(&claim.via)),
        of("title", OptionalText, OF_THE_RECORD, |article, _| {
            text(article.title.as_deref())
        }),
        of("date", OptionalText, OF_THE_RECORD, |article, _| {
            text(article.metadata.date.as_deref())
        }),
        of("url", OptionalText, OF_THE_RECORD, |article, _| {
            text(article.metadata.url.as_deref())
        }),
        of("outlet", OptionalText, OF_THE_RECORD, |article, _| {
            text(article.metadata.outlet.as_deref())
        }),
    ]
};

pub const ENTITIES: &[Described<Placed>] = {
    use Cells::{Integer, Number, OptionalText, Text};
    &[
        of("article_id", Text, ARTICLE_ID, |article, _| {
            text(&*article.id)
        }),
        of("entity", Text, "the name, as written", |article, name| {
            text(name.entity.span.of(&article.text))
        }),
        of(
            "type",
            Text,
            "`person`, `organization`, `location` or `miscellaneous`",
            |_, name| text(name.entity.entity_type.name()),
        ),
        of("start", Integer, PLACE, |_, name| {
            Cell::Integer(name.place.0)
        }),
        of("end", Integer, PLACE, |_, name| Cell::Integer(name.place.1)),
        of(
            "confidence",
            Number,
            "how likely it is a name of that type, between 0 and 1",
            |_, name| number(name.entity.confidence),
        ),
        of("title", OptionalText, TITLE, |article, _| {
            text(article.title.as_deref())
        }),
    ]
};

pub const SPEAKERS: &[Described<SpeakerRow>] = {
    use Cells::{Integer, OptionalText, Places, Text};
    &[
        of("article_id", Text, ARTICLE_ID, |article, _| {
            text(&*article.id)
        }),
        of(
            "speaker",
            Text,
            "the fullest name the article gives, or, for the unnamed, the most informative words",
            |_, speaker| text(&*speaker.name),
        ),
        of("type", Text, SPEAKER_TYPE, |_, speaker| {
            text(speaker.speaker_type.name())
        }),
        of("description", OptionalText, DESCRIPTION, |_, speaker| {
            text(speaker.description.as_ref().map(|d| &*d.text))
        }),
        of(
            "claims",
            Integer,
            "how many claims of the article are the speaker's",
            |_, speaker| Cell::Integer(speaker.claims),
        ),
        of(
            "mentions",
            Places,
            "every place where the text refers to the speaker",
            |_, speaker| places(&speaker.mentions),
        ),
        of(
            "speaker_id",
            OptionalText,
            "with `--merge-speakers`, the same for one who speaks in several articles. Empty without",
            |_, speaker| text(speaker.id.as_deref()),
        ),
        of("title", OptionalText, TITLE, |article, _| {
            text(article.title.as_deref())
        }),
    ]
};

pub const fn schema<T, const N: usize>(described: &[Described<T>]) -> [Column; N] {
    let mut schema = [("", Cells::Text); N];
    let mut i = 0;
    while i < N {
        schema[i] = described[i].column;
        i += 1;
    }
    schema
}

pub const fn names<T, const N: usize>(described: &[Described<T>]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut i = 0;
    while i < N {
        names[i] = described[i].column.0;
        i += 1;
    }
    names
}

pub const fn meanings<T, const N: usize>(described: &[Described<T>]) -> [&'static str; N] {
    let mut meanings = [""; N];
    let mut i = 0;
    while i < N {
        meanings[i] = described[i].meaning;
        i += 1;
    }
    meanings
}

fn description(claim: &Claim) -> Option<&Passage> {
    let speaker: &ClaimSpeaker = claim.speaker.as_ref()?;
    speaker.description.as_ref()
}

/// The words of all pieces as a cell.
fn joined(passages: &[Passage]) -> Cell<'_> {
    Cell::Text(match passages {
        [one] => Cow::Borrowed(&one.text),
        several => Cow::Owned(words(several)),
    })
}

fn integer<'c>(number: Option<usize>) -> Cell<'c> {
    number.map_or(Cell::Empty, Cell::Integer)
}

/// The number that its text stands for.
fn number<'c>(confidence: f32) -> Cell<'c> {
    let rounded = f64::from(round_confidence(confidence));
    Cell::Number((rounded * 100.0).round() / 100.0)
}

fn places(passages: &[Passage]) -> Cell<'_> {
    Cell::Places(passages.iter().map(|p| (p.start, p.end)).collect())
}

fn start(passages: &[Passage]) -> Cell<'_> {
    integer(passages.first().map(|p| p.start))
}

fn end(passages: &[Passage]) -> Cell<'_> {
    integer(passages.last().map(|p| p.end))
}

#[cfg(test)]
mod tests {
    use super::super::super::confidence_text;
    use super::*;

    #[test]
    fn a_confidence_is_the_number_that_its_text_says() {
        for thousandths in 0..=1000u16 {
            let confidence = f32::from(thousandths) / 1000.0;
            let said: f64 = confidence_text(confidence).parse().unwrap();
            assert_eq!(number(confidence), Cell::Number(said));
        }
    }
}
