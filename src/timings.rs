//! Where the time of the program goes: by stage, summed over threads.
//!
//! Off until [`measure`] is called, and then next to nothing. It is the program's alone: the library
//! without it measures nothing, and keeps nothing for the whole process.

#[cfg(feature = "cli")]
pub use measured::{measure, taken, time};

/// What a thread may be doing.
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "the program has stages of its own")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading and decoding the inputs; waiting for them, too.
    Reading,
    /// Finding paragraphs, sentences and quotations.
    Segmentation,
    /// Cutting sentences into tokens.
    Tokens,
    /// Waiting for the encoder, which works on threads of its own.
    Encoding,
    /// From hidden vectors to names, claims and what they refer back to.
    Tagging,
    /// Finding out who the sources are, and putting claims together.
    Speakers,
    /// Rendering and writing the results.
    Output,
}

#[cfg(feature = "cli")]
impl Stage {
    /// All stages, in the order in which an article goes through them.
    pub const ALL: [Self; 7] = [
        Self::Reading,
        Self::Segmentation,
        Self::Tokens,
        Self::Encoding,
        Self::Tagging,
        Self::Speakers,
        Self::Output,
    ];
}

/// Does some work of a stage.
#[cfg(not(feature = "cli"))]
pub(crate) fn time<T>(_: Stage, work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(feature = "cli")]
mod measured {
    use super::Stage;
    use std::cell::Cell;
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::time::{Duration, Instant};

    static MEASURING: AtomicBool = AtomicBool::new(false);
    static NANOSECONDS: [AtomicU64; Stage::ALL.len()] = [const { AtomicU64::new(0) }; 7];

    thread_local! {
        /// What the stages inside the current one have taken.
        static INSIDE: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    /// From now on the time of each stage is added up.
    pub fn measure() {
        MEASURING.store(true, Ordering::Relaxed);
    }

    /// Does some work of a stage. What is done inside it for other stages is theirs.
    pub fn time<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
        if !MEASURING.load(Ordering::Relaxed) {
            return work();
        }
        let before = INSIDE.replace(Duration::ZERO);
        let started = Instant::now();
        let answer = work();
        let taken = started.elapsed();
        let own = taken.saturating_sub(INSIDE.get());
        NANOSECONDS[stage as usize].fetch_add(own.as_nanos() as u64, Ordering::Relaxed);
        INSIDE.set(before + taken);
        answer
    }

    /// What each stage has taken until now.
    pub fn taken() -> [(Stage, Duration); Stage::ALL.len()] {
        Stage::ALL.map(|stage| {
            let nanoseconds = NANOSECONDS[stage as usize].load(Ordering::Relaxed);
            (stage, Duration::from_nanos(nanoseconds))
        })
    }
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;
    use std::thread::sleep;
    use std::time::Duration;

    #[test]
    fn a_stage_inside_another_has_its_own_time() {
        let of = |stage: Stage| taken()[stage as usize].1;
        let wait = || sleep(Duration::from_millis(20));
        let before = (of(Stage::Reading), of(Stage::Output));
        measure();
        time(Stage::Reading, || {
            wait();
            time(Stage::Output, || {
                wait();
                wait();
            });
        });
        // Other tests may go through other stages meanwhile, but not through these.
        let reading = of(Stage::Reading) - before.0;
        let output = of(Stage::Output) - before.1;
        assert!(reading >= Duration::from_millis(20));
        assert!(output >= Duration::from_millis(40));
        assert!(reading < output);
    }
}
