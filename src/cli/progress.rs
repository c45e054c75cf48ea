//! How far a run has come, on a terminal; and the closing line of counts.

use super::complain;
use super::meter::Meter;
use super::numbers::number_of;
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use sayso::timings;
use serde::{Deserialize, Serialize};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// What a run has done so far.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    pub articles: u64,
    /// Rows written: claims, sentences or entities.
    pub rows: u64,
    pub rejected: u64,
    pub words: u64,
    /// How long it took.
    seconds: f64,
}

/// Shows how far a run has come.
pub struct Progress {
    counts: Counts,
    started: Instant,
    /// When the first article was done, and how many bytes of input were then.
    began: Option<(Instant, u64)>,
    /// Bytes of text in the articles done.
    text_bytes: u64,
    bar: ProgressBar,
    meter: Arc<Meter>,
    /// Bytes of all inputs, if known.
    total: Option<u64>,
    /// What a row is, in the singular.
    row: &'static str,
    quiet: bool,
}

impl Progress {
    /// A bar that stays hidden if `quiet` or if standard error is no terminal. `before` is
    /// what was done in an earlier run that this one goes on with.
    pub fn new(
        before: Counts,
        meter: Arc<Meter>,
        total: Option<u64>,
        row: &'static str,
        quiet: bool,
        terminal_is_taken: bool,
    ) -> Self {
        let bar = if quiet || terminal_is_taken || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            bar(total)
        };
        Self {
            counts: before,
            started: Instant::now(),
            began: None,
            text_bytes: 0,
            bar,
            meter,
            total,
            row,
            quiet,
        }
    }

    /// Counts one article.
    pub fn add_article(&mut self, text_bytes: usize, words: usize, rows: usize) {
        self.counts.articles += 1;
        self.counts.rows += rows as u64;
        self.counts.words += words as u64;
        self.text_bytes += text_bytes as u64;
        self.show();
    }

    /// Counts one record that could not be read.
    pub fn add_rejected(&mut self) {
        self.counts.rejected += 1;
        self.show();
    }

    /// What was done until now.
    pub fn counts(&self) -> Counts {
        Counts {
            seconds: self.counts.seconds + self.started.elapsed().as_secs_f64(),
            ..self.counts
        }
    }

    fn show(&mut self) {
        if self.bar.is_hidden() {
            return;
        }
        let articles = number_of(self.counts.articles, "article");
        let speed = HumanCount(self.counts().words_a_second());
        let mut message = format!("{articles}, {speed} words/s");
        if let Some(total) = self.total {
            let done = self.input_bytes_done();
            self.bar.set_position(done);
            // What an earlier run has done is passed over in no time.
            let (began, before) = *self.began.get_or_insert((Instant::now(), done));
            let (done, total) = (done.saturating_sub(before), total.saturating_sub(before));
            if let Some(left) = time_left(began.elapsed(), done, total) {
                message += &format!(", {} left", HumanDuration(left));
            }
        }
        self.bar.set_message(message);
    }

    /// Bytes of input whose articles are done: reading is ahead by those in memory.
    fn input_bytes_done(&self) -> u64 {
        let read = self.meter.input_bytes.load(Ordering::Relaxed) as f64;
        let text = self.meter.text_bytes.load(Ordering::Relaxed).max(1) as f64;
        (read * (self.text_bytes as f64 / text).min(1.0)) as u64
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// The closing line, of articles that were read for what is in them.
    pub fn summarize(&self) {
        let counts = self.counts();
        self.close(format_args!(
            "{} in {:.1} s ({} words/s)",
            number_of(counts.words, "word"),
            counts.seconds,
            HumanCount(counts.words_a_second()),
        ));
    }

    /// The closing line, of articles that were put into a page.
    pub fn summarize_page(&self, page: &Path) {
        if page == Path::new("-") {
            self.close(format_args!("the page is complete"));
        } else {
            self.close(format_args!("open {} in a browser", page.display()));
        }
    }

    fn close(&self, rest: std::fmt::Arguments) {
        if self.quiet {
            return;
        }
        let counts = self.counts();
        if !self.meter.tally.is_empty() {
            complain(format_args!("read {}", self.meter.tally));
        }
        complain(format_args!(
            "{}, {}, {} rejected, {rest}",
            number_of(counts.articles, "article"),
            number_of(counts.rows, self.row),
            HumanCount(counts.rejected),
        ));
        let repeated = self.meter.repeated_ids.load(Ordering::Relaxed);
        if let Some(id) = self.meter.first_repeated.get() {
            let articles = number_of(repeated, "article");
            complain(format_args!(
                "{articles} with an id that an earlier one has (the first: {id}); all are kept"
            ));
        }
        let missing = self.meter.missing.lock();
        let missing = missing.unwrap_or_else(PoisonError::into_inner);
        if counts.articles > 0 && !missing.is_empty() {
            let names = missing.join(", ");
            complain(format_args!("no record has what --keep names: {names}"));
        }
        if counts.records() == 0 {
            complain(format_args!("the inputs hold no article"));
        }
    }
}

/// Says which stages took how long.
pub fn show_timings() {
    let taken = timings::taken();
    let total: f64 = taken.iter().map(|(_, time)| time.as_secs_f64()).sum();
    complain(format_args!("time by stage, summed over threads:"));
    for (stage, time) in taken {
        let stage = format!("{stage:?}").to_lowercase();
        let seconds = time.as_secs_f64();
        let share = 100.0 * seconds / total.max(1e-9);
        complain(format_args!(
            "  {stage:<12} {seconds:>10.3} s {share:>5.1} %"
        ));
    }
}

impl Counts {
    /// Records that are done with.
    pub fn records(&self) -> u64 {
        self.articles + self.rejected
    }

    fn words_a_second(&self) -> u64 {
        (self.words as f64 / self.seconds.max(1e-9)) as u64
    }
}

/// How long the rest takes at the speed of the whole run: the last articles alone, which may be long
/// or short ones, tell little. Nothing as long as too little is done to tell.
fn time_left(elapsed: Duration, done: u64, total: u64) -> Option<Duration> {
    const TELLING: Duration = Duration::from_secs(3);
    let share = done as f64 / total.max(1) as f64;
    if elapsed < TELLING || share < 0.01 {
        return None;
    }
    let left = elapsed.as_secs_f64() * (1.0 - share).max(0.0) / share;
    Some(Duration::from_secs(left.ceil() as u64))
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {percent:>3}%  {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}, {elapsed}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_when_it_can_be_and_does_not_jump() {
        let left = |seconds, done| time_left(Duration::from_secs(seconds), done, 1000);
        assert_eq!(left(0, 500), None);
        assert_eq!(left(600, 5), None);
        assert_eq!(left(10, 100), Some(Duration::from_secs(90)));
        // A long article during which nothing is done, and then many short ones.
        assert_eq!(left(20, 100), Some(Duration::from_secs(180)));
        assert_eq!(left(21, 150), Some(Duration::from_secs(119)));
        assert_eq!(left(200, 1000), Some(Duration::ZERO));
        assert_eq!(left(200, 1001), Some(Duration::ZERO));
    }
}
