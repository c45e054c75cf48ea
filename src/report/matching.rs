//! Claims and their articles, brought together and checked.

use super::dates;
use super::pieces::{PieceFinder, Slice};
use super::table::{ClaimTable, Sentence, TableClaim, Words};
use crate::attribution::{Act, Factuality, Kind};
use crate::claims::confidence_text;
use crate::claims::csv::PIECE_SEPARATOR;
use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::evaluate::report::Row;
use crate::speakers::{FoundBy, SpeakerType};
use serde::Serialize;
use std::collections::HashSet;

/// All that a report shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Its heading; none for the usual one.
    pub title: Option<String>,
    /// The measures of an evaluation, where this is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measures: Option<Vec<Row>>,
    /// Every article, in the order of the corpus, also those without claims.
    pub articles: Vec<ReportArticle>,
}

/// An article with its claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportArticle {
    /// The id, unique in the report.
    pub id: String,
    /// The headline, where it is not part of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The date as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The day of that date, `YYYY-MM-DD`, if it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The address as written; not all are addresses of web pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The outlet as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The text that the claims slice.
    pub text: String,
    /// The claims, in the order of their table; in an evaluation, those of the system.
    pub claims: Vec<ReportClaim>,
    /// In an evaluation the claims of the gold set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<Vec<ReportClaim>>,
}

/// A claim that stands in its article. All ranges are in **UTF-16 code units** of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportClaim {
    /// Number in its article.
    pub id: u64,
    /// Whether it is quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What the source does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// Whether the text says that the source did it; left out if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factuality: Option<Factuality>,
    /// What is claimed.
    pub content: Vec<Slice>,
    /// Who claims it, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Slice>,
    /// The words that attribute it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Slice>,
    /// Through whom or what it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Slice>,
    /// The person or body behind the source; several joined by ` | `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// What kind of speaker that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_type: Option<SpeakerType>,
    /// The speaker's role or affiliation, one range or none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<Slice>,
    /// How the speaker was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_by: Option<FoundBy>,
    /// Probability that the speaker is, as the table of claims writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_confidence: Option<String>,
    /// Probability that the whole claim is right, as the table of claims writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// Number of the claim inside whose content this one stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<u64>,
    /// Number of the claim of the headline that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<u64>,
    /// The sentence in which the claim begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<Slice>,
    /// In an evaluation what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// In what it differs from the claim of the other side that it is paired with, by the names of
    /// [`crate::evaluate::errors::ErrorKind`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<&'static str>,
    /// The index of that claim in the other list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<usize>,
}

/// What an evaluation says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verdict {
    /// The other side has the same.
    Right,
    /// The other side has one whose content overlaps, and something differs.
    Differs,
    /// Only the gold set has it.
    Missed,
    /// Only the system has it.
    Spurious,
}

/// Brings articles and claims together.
pub struct Matching {
    table: ClaimTable,
    ids: HashSet<String>,
    articles: Vec<ReportArticle>,
}

impl Matching {
    /// Looks for the articles of these claims.
    pub fn new(table: ClaimTable) -> Self {
        Self {
            table,
            ids: HashSet::new(),
            articles: Vec::new(),
        }
    }

    /// Takes one article, and checks that its claims stand in it as the table says. Answers how
    /// many there are.
    ///
    /// # Errors
    /// [`Error::Usage`] if they do not, or if an article of this id came before.
    pub fn add(&mut self, article: Article) -> Result<usize> {
        if !self.ids.insert(article.id.clone()) {
            return Err(Error::Usage(format!(
                "two articles have the id “{}”, so that it is open whose claims are whose: give \
                 each article its own (--id-field names the field), and attribute them again",
                article.id
            )));
        }
        let claims = self.table.claims.remove(&article.id).unwrap_or_default();
        let finder = PieceFinder::new(&article.text);
        let claims = claims
            .into_iter()
            .map(|claim| place(claim, &finder, &article.id))
            .collect::<Result<Vec<_>>>()?;
        let count = claims.len();
        let metadata = article.metadata;
        self.articles.push(ReportArticle {
            id: article.id,
            title: article.title,
            day: metadata.date.as_deref().and_then(dates::day),
            date: metadata.date,
            url: metadata.url,
            outlet: metadata.outlet,
            text: article.text,
            claims,
            gold: None,
        });
        Ok(count)
    }

    /// The report, after the last article.
    ///
    /// # Errors
    /// [`Error::Usage`] if an article of the claims did not come.
    pub fn finish(self, title: Option<String>) -> Result<Report> {
        let mut missing = self.table.claims.iter().filter(|(_, c)| !c.is_empty());
        if let Some((id, _)) = missing.next() {
            let ids_read = match self.articles.first() {
                Some(article) => format!("the articles read have ids such as “{}”", article.id),
                None => "no article could be read".to_owned(),
            };
            return Err(Error::Usage(format!(
                "{} of the claims' articles are not among the articles, such as “{id}”; \
                 {ids_read}. Give --articles the files and folders that were given to \
                 `sayso attribute`, with the same options",
                missing.count() + 1
            )));
        }
        Ok(Report {
            title,
            measures: None,
            articles: self.articles,
        })
    }
}

fn place(claim: TableClaim, finder: &PieceFinder, article: &str) -> Result<ReportClaim> {
    let differ = |what: &str, said: &str| {
        Error::Usage(format!(
            "article “{article}”, claim {}: the {what} “{}” does not stand where the table of \
             claims says: these are not the articles that were attributed, or not read with the \
             same options. Attribute them again",
            claim.id,
            shortened(said)
        ))
    };
    let slices = |what, words: &Words| {
        if is_there(words, finder) {
            Ok(words
                .pieces
                .iter()
                .map(|p| finder.slice(p.0, p.1))
                .collect())
        } else {
            Err(differ(what, &words.text))
        }
    };
    if claim.content.pieces.is_empty() {
        return Err(differ("claim", &claim.content.text));
    }
    let sentence = match &claim.sentence {
        None => None,
        Some(Sentence::Place(start, end)) => {
            let there = finder.words(*start, *end);
            there.ok_or_else(|| differ("sentence", ""))?;
            Some((*start, *end))
        }
        Some(Sentence::Words(words)) => {
            let there = finder.around(claim.content.pieces[0].0, words);
            Some(there.ok_or_else(|| differ("sentence", words))?)
        }
    };
    Ok(ReportClaim {
        id: claim.id,
        kind: Some(claim.kind),
        act: Some(claim.act),
        factuality: Some(claim.factuality).filter(|f| *f != Factuality::Factual),
        content: slices("claim", &claim.content)?,
        source: slices("source", &claim.source)?,
        cue: slices("cue", &claim.cue)?,
        via: slices("via", &claim.via)?,
        speaker: claim.speaker.clone(),
        speaker_type: claim.speaker_type,
        description: slices("description", &claim.description)?,
        found_by: Some(claim.found_by),
        speaker_confidence: claim.speaker_confidence.map(confidence_text),
        confidence: Some(confidence_text(claim.confidence)),
        within: claim.within,
        repeats: claim.repeats,
        sentence: sentence.map(|(start, end)| finder.slice(start, end)),
        ..ReportClaim::default()
    })
}

/// Whether the words stand at their pieces.
fn is_there(words: &Words, finder: &PieceFinder) -> bool {
    let found: Option<Vec<&str>> = words
        .pieces
        .iter()
        .map(|&(start, end)| finder.words(start, end))
        .collect();
    found.is_some_and(|found| found.join(PIECE_SEPARATOR) == words.text)
}

/// The first words of a text, for a message of one line.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const ROWS: &str = "article_id,claim_id,kind,claim,source,speaker,speaker_type,cue,act,\
        confidence,speaker_found_by,claim_pieces,source_pieces,cue_pieces,sentence\n\
        a,1,direct,“😀 no”,Ann,Ann,person,said,state,0.5,name,0-6,12-15,7-11,“😀 no” said Ann.\n";

    fn article(text: &str) -> Article {
        Article {
            id: "a".into(),
            text: text.into(),
            ..Article::default()
        }
    }

    fn matching() -> Matching {
        Matching::new(ClaimTable::read(ROWS.as_bytes(), Path::new("c.csv")).unwrap())
    }

    #[test]
    fn claims_are_counted_as_javascript_counts() {
        let mut matching = matching();
        assert_eq!(matching.add(article("“😀 no” said Ann. No.")).unwrap(), 1);
        let report = matching.finish(None).unwrap();
        let claim = &report.articles[0].claims[0];
        assert_eq!(claim.content, [Slice(0, 7)]);
        assert_eq!(claim.cue, [Slice(8, 12)]);
        assert_eq!(claim.source, [Slice(13, 16)]);
        assert_eq!(claim.sentence, Some(Slice(0, 17)));
    }

    #[test]
    fn a_sentence_that_differs_is_an_error() {
        let error = matching().add(article("“😀 no” said Ann!")).unwrap_err();
        assert!(error.to_string().contains("the sentence “"), "{error}");
    }

    #[test]
    fn a_claim_that_stands_elsewhere_is_an_error() {
        let error = matching().add(article("“😀 yes” said Ann.")).unwrap_err();
        assert!(error.to_string().contains("claim 1: the"), "{error}");
        assert!(matching().add(article("")).is_err());
    }

    #[test]
    fn articles_must_come_once() {
        let error = matching().finish(None).unwrap_err().to_string();
        assert!(error.contains("such as “a”; no article"), "{error}");
        let mut matching = matching();
        matching.table = ClaimTable::default();
        matching.add(article("x")).unwrap();
        assert!(matching.add(article("x")).is_err());
    }
}
