//! A run of the pipeline beside Python: on threads of its own, without Python's lock, and with no
//! more answers ahead of whoever takes them than a few.

use crate::error::raised;
use pyo3::prelude::*;
use sayso::corpus::{Article, Rejected};
use sayso::pipeline::{Analysis, Pipeline, Workings};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Answers that wait to be taken, at most.
const AHEAD: usize = 4;

/// How long an interrupt from the keyboard waits, at most.
const PATIENCE: Duration = Duration::from_millis(50);

/// Bytes of stack for work that recurses, as deep as the texts are nested.
const STACK: usize = 8 << 20;

/// What one article gave.
pub type Answer<T> = Result<T, Rejected>;

/// Records to read; shared with what reads them, it says that no more are wanted.
#[derive(Clone, Default)]
pub struct Ended(Arc<AtomicBool>);

impl Ended {
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// An exception that Python raised while its records were read.
pub type Raised = Arc<Mutex<Option<PyErr>>>;

/// The answers of a run, in the order of its records.
pub struct Answers<T> {
    inbox: Mutex<Receiver<sayso::error::Result<Answer<T>>>>,
    ended: Ended,
    raised: Raised,
}

/// Why a run is ended: whoever took its answers takes no more.
struct NoMore;

/// The two ways in which a run ends before its records.
enum Stop {
    Failed(sayso::Error),
    Unwanted,
}

impl From<sayso::Error> for Stop {
    fn from(error: sayso::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<NoMore> for Stop {
    fn from(_: NoMore) -> Self {
        Self::Unwanted
    }
}

impl<T: Send + 'static> Answers<T> {
    /// Begins a run. `records` are read on another thread, as they are needed; `last` makes of each
    /// analysis what is wanted of it, on the threads that work.
    pub fn of(
        pipeline: Arc<Pipeline>,
        records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
        ended: Ended,
        raised_by_records: Raised,
        last: impl Fn(Analysis, Workings) -> T + Send + Sync + 'static,
    ) -> PyResult<Self> {
        let (outbox, inbox) = sync_channel(AHEAD);
        spawn("sayso", move || run(&pipeline, records, last, &outbox))?;
        Ok(Self {
            inbox: Mutex::new(inbox),
            ended,
            raised: raised_by_records,
        })
    }

    /// The next answer; nothing after the last. Waits without Python's lock.
    ///
    /// # Errors
    /// What ended the run, or Python's own: an interrupt, an exception of the records.
    pub fn next(&self, py: Python) -> PyResult<Option<Answer<T>>> {
        loop {
            // Also where the answers never let it wait.
            py.check_signals()?;
            let received = py.detach(|| {
                let inbox = self.inbox.lock().unwrap_or_else(PoisonError::into_inner);
                inbox.recv_timeout(PATIENCE)
            });
            match received {
                Ok(answer) => return answer.map(Some).map_err(raised),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let mut slot = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
                    return slot.take().map_or(Ok(None), Err);
                }
            }
        }
    }
}

impl<T> Drop for Answers<T> {
    fn drop(&mut self) {
        self.ended.0.store(true, Ordering::Relaxed);
    }
}

fn run<T: Send + 'static>(
    pipeline: &Pipeline,
    records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
    last: impl Fn(Analysis, Workings) -> T + Sync,
    outbox: &SyncSender<sayso::error::Result<Answer<T>>>,
) {
    let done = pipeline.run_with_workings(records, last, |answer| -> Result<(), Stop> {
        outbox.send(Ok(answer)).map_err(|_| NoMore.into())
    });
    if let Err(Stop::Failed(error)) = done {
        // Nobody may be there to hear it.
        let _ = outbox.send(Err(error));
    }
}

/// The answer of some work, which is waited for without Python's lock.
///
/// # Errors
/// An interrupt from the keyboard; the work then ends unheard.
pub fn wait_for<T: Send + 'static>(
    py: Python,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (outbox, inbox) = sync_channel(1);
    spawn("sayso", move || {
        let _ = outbox.send(work());
    })?;
    let inbox = Mutex::new(inbox);
    loop {
        let received = py.detach(|| {
            let inbox = inbox.lock().unwrap_or_else(PoisonError::into_inner);
            inbox.recv_timeout(PATIENCE)
        });
        match received {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(raised("sayso failed on this article (please report it)"));
            }
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> PyResult<()> {
    let thread = thread::Builder::new().name(name.into()).stack_size(STACK);
    let spawned = thread.spawn(work);
    spawned.map_err(|error| raised(format!("cannot start a thread: {error}")))?;
    Ok(())
}
