//! The stages in order, and nothing of how any of them works.

mod builder;
mod ordered;
#[cfg(test)]
pub(crate) mod stand_in;

pub use builder::{DEFAULT_MODEL, PipelineBuilder};
pub use ordered::ordered;

use crate::article::{Article, Rejected};
use crate::attribution::{self, Attribution};
use crate::claims::Claim;
use crate::entities::Entity;
use crate::error::{Error, Result};
use crate::speakers::{self, Antecedents, Speakers};
use crate::tagger::{Tagged, Tagger};
use crate::text::{self, CharacterOffsets, CharacterTable, Document};
use crate::timings::{Stage, time};
use std::borrow::Cow;

/// One article and what was found in it: all that rows are made of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Analysis {
    /// The article as it was read.
    pub article: Article,
    /// Names, in text order.
    pub entities: Vec<Entity>,
    /// Who the sources are.
    pub speakers: Speakers,
    /// The claims: one for each attribution, in the same order.
    pub claims: Vec<Claim>,
    characters: CharacterTable,
}

impl Analysis {
    /// The offsets of the article's text in characters, which were counted once.
    pub fn offsets(&self) -> CharacterOffsets<'_> {
        self.characters.offsets(&self.article.text)
    }
}

/// What an analysis was made of and no row is: of a long article it is as much as its rows, so it is
/// had only by those who ask for it ([`Pipeline::analyze_with_workings`]).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Workings {
    /// The article's paragraphs, sentences and quotations.
    pub document: Document,
    /// Source, cue and content of each claim, in the order of their content.
    pub attributions: Vec<Attribution>,
    /// What the model makes of pronouns, and of sources that are no names.
    pub antecedents: Antecedents,
}

/// All stages, from an article to its claims.
///
/// ```
/// use sayso::Article;
/// use sayso::pipeline::Pipeline;
///
/// let article = Article {
///     id: "bridge".into(),
///     text: "“Nobody should drive over the bridge,” Ines Duarte said on Friday.".into(),
///     ..Article::default()
/// };
/// let analysis = Pipeline::default_model()?.analyze(article)?;
/// for claim in &analysis.claims {
///     let words: Vec<&str> = claim.content.iter().map(|piece| piece.text.as_str()).collect();
///     println!("{:?} claims {words:?}", claim.speaker);
/// }
/// assert_eq!(analysis.claims.len(), 1);
/// # Ok::<(), sayso::Error>(())
/// ```
pub struct Pipeline {
    tagger: Box<dyn Tagger + Send>,
    threads: usize,
    min_speaker_confidence: f32,
}

impl Pipeline {
    /// A pipeline around a tagger; it runs on all cores.
    pub fn new(tagger: impl Tagger + Send + 'static) -> Self {
        Self {
            tagger: Box::new(tagger),
            threads: available_threads(),
            min_speaker_confidence: 0.0,
        }
    }

    /// The same pipeline that names no speaker of whom it is less sure than this, between 0 and 1:
    /// such a claim has the words of its source for a speaker, and none without a source.
    #[must_use]
    pub fn min_speaker_confidence(mut self, least: f32) -> Self {
        self.min_speaker_confidence = least;
        self
    }

    /// The same pipeline with [`Pipeline::run`] on so many threads; at least one.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Runs all stages on one article.
    ///
    /// # Errors
    /// [`Error::Engine`] if the model cannot answer, [`Error::Tagged`] if its answer is no part of
    /// the article.
    pub fn analyze(&self, article: Article) -> Result<Analysis> {
        Ok(self.analyze_with_workings(article)?.0)
    }

    /// [`Pipeline::analyze`], with what lies between the article and its claims.
    ///
    /// # Errors
    /// The same.
    pub fn analyze_with_workings(&self, article: Article) -> Result<(Analysis, Workings)> {
        let document = time(Stage::Segmentation, || article.segment());
        let reading = reading(&article, &document);
        let tagged = time(Stage::Tagging, || self.tagger.tag(&reading, &document))?;
        tagged.check(&reading.text)?;
        let Tagged {
            mut entities,
            mut attributions,
            antecedents,
        } = tagged;
        entities.sort_by_key(|e| (e.span, e.entity_type));
        attribution::sort(&mut attributions);
        let (speakers, claims, characters) = time(Stage::Speakers, || {
            let mut speakers = whom(&reading, &document, &entities, &attributions, &antecedents);
            speakers.withhold_below(self.min_speaker_confidence);
            let offsets = CharacterOffsets::new(&article.text);
            let claims = Claim::assemble(&offsets, &document, &attributions, &speakers);
            (speakers, claims, offsets.into_table())
        });
        drop(reading);
        let analysis = Analysis {
            article,
            entities,
            speakers,
            claims,
            characters,
        };
        let workings = Workings {
            document,
            attributions,
            antecedents,
        };
        Ok((analysis, workings))
    }

    /// Runs all stages on every article, in parallel, and hands the answers to `sink` on the
    /// calling thread in the order of `records`; a rejected record is passed on in its place.
    ///
    /// Memory does not grow with the number of records, and the answers do not depend on the
    /// number of threads. An article on which a stage panics or the engine fails is rejected, with
    /// its id for the file; the first error of `sink` ends the run.
    pub fn run<E: From<Error>>(
        &self,
        records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
        sink: impl FnMut(Result<Analysis, Rejected>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.run_with(records, |analysis| analysis, sink)
    }

    /// [`Pipeline::run`] with one more step on the worker threads: `last` makes of each
    /// analysis what `sink` is to get.
    pub fn run_with<T: Send + 'static, E: From<Error>>(
        &self,
        records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
        last: impl Fn(Analysis) -> T + Sync,
        sink: impl FnMut(Result<T, Rejected>) -> Result<(), E>,
    ) -> Result<(), E> {
        let work = |article| self.analyze(article).map(&last);
        ordered(records, self.threads, work, sink)
    }

    /// [`Pipeline::run_with`] for a step that needs the workings.
    pub fn run_with_workings<T: Send + 'static, E: From<Error>>(
        &self,
        records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
        last: impl Fn(Analysis, Workings) -> T + Sync,
        sink: impl FnMut(Result<T, Rejected>) -> Result<(), E>,
    ) -> Result<(), E> {
        let work = |article| {
            let (analysis, workings) = self.analyze_with_workings(article)?;
            Ok(last(analysis, workings))
        };
        ordered(records, self.threads, work, sink)
    }

    /// One article's answer as [`Pipeline::run_with`] would give it, on the calling thread: for
    /// those who hand out the work themselves.
    ///
    /// # Errors
    /// What would end such a run.
    pub fn answer<T>(
        &self,
        article: Article,
        last: impl Fn(Analysis) -> T,
    ) -> Result<Result<T, Rejected>> {
        ordered::work_on(article, |article| self.analyze(article).map(&last))
    }
}

/// Who the sources are, the record's author among them; `article` is as it is read, and names and
/// attributions stand in text order.
pub(crate) fn whom(
    article: &Article,
    document: &Document,
    entities: &[Entity],
    attributions: &[Attribution],
    antecedents: &Antecedents,
) -> Speakers {
    let text = &article.text;
    let mut speakers = speakers::resolve(text, document, entities, attributions, antecedents);
    let author = article.metadata.author.as_deref();
    speakers::add_author(text, document, attributions, author, &mut speakers);
    speakers
}

/// The article as it is read: with no line ends inside paragraphs.
pub(crate) fn reading<'a>(article: &'a Article, document: &Document) -> Cow<'a, Article> {
    match text::unwrapped(&article.text, document) {
        Cow::Borrowed(_) => Cow::Borrowed(article),
        Cow::Owned(text) => Cow::Owned(Article {
            text,
            id: article.id.clone(),
            title: article.title.clone(),
            emphasized: article.emphasized.clone(),
            metadata: article.metadata.clone(),
            kept: article.kept.clone(),
        }),
    }
}

/// Number of threads that this machine runs at the same time.
pub fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        Article {
            id: "a".into(),
            text: text.into(),
            ..Article::default()
        }
    }

    /// A pipeline whose tagger answers in the wrong order.
    struct Reversed;

    impl Tagger for Reversed {
        fn tag(&self, article: &Article, document: &Document) -> Result<Tagged> {
            let mut tagged = stand_in::QuotationTagger.tag(article, document)?;
            tagged.entities.reverse();
            tagged.attributions.reverse();
            Ok(tagged)
        }
    }

    #[test]
    fn claims_come_in_text_order() {
        let text = "“One,” Ann said.\n“Two,” Bob said.\n";
        let analysis = Pipeline::new(Reversed).analyze(article(text)).unwrap();
        let claims: Vec<_> = analysis
            .claims
            .iter()
            .map(|c| (c.id, c.content[0].text.as_str(), c.source[0].text.as_str()))
            .collect();
        assert_eq!(claims, [(1, "“One,”", "Ann"), (2, "“Two,”", "Bob")]);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let texts: Vec<String> = (0..60)
            .map(|i| format!("“{}” Ann{i} said.\n", "w ".repeat(i * 7 % 50)))
            .collect();
        let run = |threads| {
            let records: Vec<_> = texts.iter().map(|t| Ok(article(t))).collect();
            let mut seen = Vec::new();
            let answer: Result<()> = Pipeline::new(stand_in::QuotationTagger)
                .threads(threads)
                .run(records.into_iter(), |a| {
                    seen.push(a.unwrap().claims);
                    Ok(())
                });
            answer.unwrap();
            seen
        };
        let one = run(1);
        assert_eq!(one.len(), 60);
        assert_eq!(one, run(4));
    }
}
