//! How far reading has come.

use super::complain;
use super::numbers::number_of;
use anyhow::{Result, bail};
use sayso::corpus::{Article, Corpus, Rejected, Tally};
use sayso::timings::{Stage, time};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use twox_hash::XxHash3_64;

/// How far reading has come, seen from another thread.
#[derive(Default)]
pub struct Meter {
    /// What the files are read as.
    pub tally: Tally,
    /// Bytes of the inputs read.
    pub input_bytes: AtomicU64,
    /// Bytes of text that they held.
    pub text_bytes: AtomicU64,
    /// Articles with an id that an earlier one has.
    pub repeated_ids: AtomicU64,
    /// The first of these ids.
    pub first_repeated: OnceLock<String>,
    /// Fields that are to be kept and have been in no record so far.
    pub missing: Mutex<Vec<String>>,
}

/// The ids that have been seen, as far as memory is set aside for them.
#[derive(Default)]
struct Ids(HashSet<u64>);

/// Ids kept, at most: 150 MB of them. Beyond, an id that comes again is found only if it is
/// among these.
const MOST_IDS: usize = (1 << 24) / 8 * 7;

impl Ids {
    fn add(&mut self, id: &str, meter: &Meter) {
        let hash = XxHash3_64::oneshot(id.as_bytes());
        let is_new = if self.0.len() < MOST_IDS {
            self.0.insert(hash)
        } else {
            !self.0.contains(&hash)
        };
        if !is_new {
            meter.repeated_ids.fetch_add(1, Ordering::Relaxed);
            meter.first_repeated.get_or_init(|| id.to_owned());
        }
    }
}

/// A corpus that says how far it has been read.
pub struct Metered {
    corpus: Corpus,
    ids: Ids,
    meter: Arc<Meter>,
}

impl Metered {
    /// `keep` are the fields that are kept of each record.
    pub fn new(corpus: Corpus, keep: &[String]) -> (Self, Arc<Meter>) {
        let meter = Arc::new(Meter {
            tally: corpus.tally(),
            missing: Mutex::new(keep.to_vec()),
            ..Meter::default()
        });
        let metered = Self {
            corpus,
            ids: Ids::default(),
            meter: Arc::clone(&meter),
        };
        (metered, meter)
    }

    /// Crosses out the fields that an article has.
    fn find_kept(&self, article: &Article) {
        if article.kept.is_empty() {
            return;
        }
        let has = |name: &String| {
            let mut kept = article.kept.iter();
            kept.any(|(kept, value)| kept == name && value.is_some())
        };
        self.missing().retain(|name| !has(name));
    }

    fn missing(&self) -> MutexGuard<'_, Vec<String>> {
        let missing = self.meter.missing.lock();
        missing.unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes over so many records, which an earlier run has done.
    pub fn pass_over(&mut self, records: u64, quiet: bool) -> Result<()> {
        if records == 0 {
            return Ok(());
        }
        if !quiet {
            let records = number_of(records, "record");
            complain(format_args!("going on after {records}"));
        }
        // What those had is not known.
        *self.missing() = Vec::new();
        let Self { corpus, ids, meter } = self;
        let passed = corpus.pass_over(records, |id| ids.add(id, meter));
        if passed < records {
            bail!("the inputs hold no more than {passed} records, and {records} were done");
        }
        Ok(())
    }
}

impl Iterator for Metered {
    type Item = Result<Article, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = time(Stage::Reading, || self.corpus.next())?;
        if let Ok(article) = &record {
            let bytes = article.text.len() as u64;
            self.meter.text_bytes.fetch_add(bytes, Ordering::Relaxed);
            self.ids.add(&article.id, &self.meter);
            self.find_kept(article);
        }
        self.meter
            .input_bytes
            .store(self.corpus.bytes_read(), Ordering::Relaxed);
        Some(record)
    }
}
