use super::Window;
use crate::corpus::contained::contained;
use crate::error::{Error, Result};
use ndarray::Array2;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What one worker does: the hidden vectors of some windows, in their order.
pub type Work = Box<dyn FnMut(&[Window]) -> Result<Vec<Array2<f32>>> + Send>;

/// Threads that encode windows, each with an engine of its own.
///
/// They are threads of their own, not rayon's: a rayon thread that waits for an engine's pool
/// takes up other work meanwhile, which here would be another article on top of the first.
pub struct Workers {
    jobs: Sender<Job>,
}

/// Windows to be encoded at once, the number of the batch, and where the answer goes.
struct Job {
    windows: Vec<Window>,
    number: usize,
    answer: Sender<(usize, Result<Vec<Array2<f32>>>)>,
}

impl Workers {
    /// Starts a thread for each of `works`.
    ///
    /// # Errors
    /// [`Error::Engine`] if a thread cannot be started.
    pub fn start(works: Vec<Work>) -> Result<Self> {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for (number, work) in works.into_iter().enumerate() {
            let queue = queue.clone();
            thread::Builder::new()
                .name(format!("encoder-{number}"))
                .spawn(move || serve(work, &queue))
                .map_err(|error| Error::Engine(format!("cannot start a thread: {error}")))?;
        }
        Ok(Self { jobs })
    }

    /// Encodes batches of windows; the answer holds all windows' vectors, in their order.
    ///
    /// # Errors
    /// [`Error::Engine`] if the engine fails.
    pub fn encode(&self, batches: Vec<Vec<Window>>) -> Result<Vec<Array2<f32>>> {
        let gone = || Error::Engine("the encoder's threads are gone".into());
        let (answer, answers) = channel();
        let count = batches.len();
        for (number, windows) in batches.into_iter().enumerate() {
            let answer = answer.clone();
            let job = Job {
                windows,
                number,
                answer,
            };
            self.jobs.send(job).map_err(|_| gone())?;
        }
        drop(answer);
        let mut encoded: Vec<_> = answers.iter().collect();
        if encoded.len() < count {
            return Err(gone());
        }
        encoded.sort_unstable_by_key(|&(number, _)| number);
        let batches: Result<Vec<_>> = encoded.into_iter().map(|(_, hidden)| hidden).collect();
        Ok(batches?.into_iter().flatten().collect())
    }
}

/// Encodes windows until no more can come.
fn serve(mut work: Work, queue: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting, and given back before the work begins.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else {
            return;
        };
        let hidden = contained(|| work(&job.windows))
            .unwrap_or_else(|panic| Err(Error::Engine(format!("the engine panicked: {panic}"))));
        // Nobody waits for the answer if an earlier batch failed.
        let _ = job.answer.send((job.number, hidden));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(id: u32) -> Window {
        Window {
            ids: vec![id],
            types: vec![0],
            tokens: 0..1,
            core: 0..1,
            offset: 0,
        }
    }

    /// A worker that gives each window's first id, and panics on 13.
    fn work() -> Work {
        Box::new(|windows| {
            let answers = windows.iter().map(|window| {
                assert_ne!(window.ids[0], 13);
                Array2::from_elem((1, 1), window.ids[0] as f32)
            });
            Ok(answers.collect())
        })
    }

    #[test]
    fn answers_keep_the_order_of_the_windows() {
        let workers = Workers::start(vec![work(), work(), work()]).unwrap();
        let batches = (0..40).map(|n| vec![window(100 + 2 * n), window(101 + 2 * n)]);
        let hidden = workers.encode(batches.collect()).unwrap();
        let ids: Vec<f32> = hidden.iter().map(|h| h[(0, 0)]).collect();
        let expected: Vec<f32> = (100..180).map(|id| id as f32).collect();
        assert_eq!(ids, expected);
        assert!(workers.encode(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn a_panic_is_an_error_and_the_worker_goes_on() {
        let workers = Workers::start(vec![work()]).unwrap();
        let error = workers.encode(vec![vec![window(13)]]).unwrap_err();
        assert!(error.to_string().contains("panicked"));
        assert_eq!(workers.encode(vec![vec![window(1)]]).unwrap().len(), 1);
    }
}
