//! The threads that work on articles, and what waits for them.

use crate::contained::contained;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use tokio::sync::oneshot;

/// Stack of a thread, in bytes, for work that recurses.
const STACK: usize = 8 << 20;

/// Bytes of text worked on at once. What is made of an article may be a hundred times its size, so
/// one that is longer than this is worked on alone.
const BYTES: usize = 1 << 20;

/// Some threads, and the work that waits for them: first come, first served.
#[derive(Clone)]
pub struct Workers {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    /// Bytes worked on.
    working: usize,
}

struct Job {
    bytes: usize,
    work: Box<dyn FnOnce() + Send>,
}

/// Work that panicked.
#[derive(Debug)]
pub struct Panicked(pub String);

impl Workers {
    /// Starts the threads; they end with the program.
    ///
    /// # Errors
    /// If one cannot be started.
    pub fn start(threads: usize) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .stack_size(STACK)
                .spawn(move || shared.serve())?;
        }
        Ok(Self { shared })
    }

    /// Puts work at the end of the queue; `bytes` is the size of what it works on. Work that has
    /// not begun is left out as soon as nobody waits for its answer.
    pub fn submit<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<Result<T, Panicked>> {
        let (answer, receiver) = oneshot::channel();
        let work = Box::new(move || {
            if !answer.is_closed() {
                // Nobody may be there any more to hear it.
                let _ = answer.send(contained(work).map_err(Panicked));
            }
        });
        self.shared.lock().waiting.push_back(Job { bytes, work });
        self.shared.changed.notify_all();
        receiver
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works for ever.
    fn serve(&self) {
        loop {
            let mut queue = self.lock();
            let job = loop {
                match queue.next() {
                    Some(job) => break job,
                    None => {
                        let woken = self.changed.wait(queue);
                        queue = woken.unwrap_or_else(PoisonError::into_inner);
                    }
                }
            };
            drop(queue);
            let bytes = job.bytes;
            (job.work)();
            self.lock().working -= bytes;
            // There may be room now for what was too long.
            self.changed.notify_all();
        }
    }
}

impl Queue {
    /// What is to be worked on next, if there is room for it.
    fn next(&mut self) -> Option<Job> {
        let bytes = self.waiting.front()?.bytes;
        if self.working > 0 && self.working + bytes > BYTES {
            return None;
        }
        self.working += bytes;
        self.waiting.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;

    #[test]
    fn work_that_nobody_waits_for_is_left_out_and_a_panic_is_an_answer() {
        let workers = Workers::start(1).unwrap();
        let (hold, held) = channel::<()>();
        let first = workers.submit(1, move || held.recv().is_ok());
        let begun = Arc::new(AtomicUsize::new(0));
        let count = || {
            let begun = Arc::clone(&begun);
            move || begun.fetch_add(1, Ordering::SeqCst)
        };
        drop(workers.submit(1, count()));
        let panics = workers.submit(1, || panic!("odd"));
        let last = workers.submit(1, count());
        hold.send(()).unwrap();
        assert!(first.blocking_recv().unwrap().unwrap());
        let panicked: Result<(), Panicked> = panics.blocking_recv().unwrap();
        assert_eq!(panicked.unwrap_err().0, "odd");
        assert_eq!(last.blocking_recv().unwrap().unwrap(), 0);
    }

    #[test]
    fn what_is_long_is_worked_on_alone() {
        let workers = Workers::start(4).unwrap();
        let (working, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let answers: Vec<_> = (0..24)
            .map(|number| {
                let bytes = [2 * BYTES, BYTES / 2][number % 2];
                let (working, most) = (Arc::clone(&working), Arc::clone(&most));
                workers.submit(bytes, move || {
                    let now = working.fetch_add(bytes, Ordering::SeqCst) + bytes;
                    most.fetch_max(now, Ordering::SeqCst);
                    thread::yield_now();
                    working.fetch_sub(bytes, Ordering::SeqCst);
                })
            })
            .collect();
        for answer in answers {
            answer.blocking_recv().unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2 * BYTES);
    }
}
