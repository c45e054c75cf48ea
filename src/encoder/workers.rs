use super::Window;
use crate::contained::contained;
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

    /// Encodes each window by itself, so that its vectors cannot depend on others.
    ///
    /// # Errors
    /// [`Error::Engine`] if the engine fails.
    pub fn encode_singly(
        &self,
        windows: &[Window],
        each: &mut dyn FnMut(usize, Array2<f32>),
    ) -> Result<()> {
        let batches: Vec<Vec<usize>> = (0..windows.len()).map(|number| vec![number]).collect();
        self.encode(windows, &batches, each)
    }

    /// Encodes windows in batches, which are lists of their numbers, and hands the vectors of each
    /// window to `each`, with its number, as its batch is done.
    ///
    /// # Errors
    /// [`Error::Engine`] if the engine fails.
    pub fn encode(
        &self,
        windows: &[Window],
        batches: &[Vec<usize>],
        each: &mut dyn FnMut(usize, Array2<f32>),
    ) -> Result<()> {
        let gone = || Error::Engine("the encoder's threads are gone".into());
        let (answer, answers) = channel();
        for (number, batch) in batches.iter().enumerate() {
            let job = Job {
                windows: batch
                    .iter()
                    .map(|&window| windows[window].clone())
                    .collect(),
                number,
                answer: answer.clone(),
            };
            self.jobs.send(job).map_err(|_| gone())?;
        }
        drop(answer);
        let mut done = 0;
        for (number, encoded) in answers {
            for (&window, hidden) in batches[number].iter().zip(encoded?) {
                each(window, hidden);
            }
            done += 1;
        }
        if done < batches.len() {
            return Err(gone());
        }
        Ok(())
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
    fn each_window_gets_its_own_vectors() {
        let workers = Workers::start(vec![work(), work(), work()]).unwrap();
        let windows: Vec<Window> = (0..80).map(|n| window(100 + n)).collect();
        let batches: Vec<Vec<usize>> = (0..40).map(|n| vec![79 - n, n]).collect();
        let mut ids = vec![0.0; 80];
        workers
            .encode(&windows, &batches, &mut |n, hidden| ids[n] = hidden[(0, 0)])
            .unwrap();
        let expected: Vec<f32> = (100..180).map(|id| id as f32).collect();
        assert_eq!(ids, expected);
        workers
            .encode(&[], &[], &mut |_, _| panic!("nothing was to be encoded"))
            .unwrap();
    }

    #[test]
    fn a_panic_is_an_error_and_the_worker_goes_on() {
        let workers = Workers::start(vec![work()]).unwrap();
        let mut encoded = 0;
        let mut encode = |id| {
            let mut each = |_, _| encoded += 1;
            workers.encode(&[window(id)], &[vec![0]], &mut each)
        };
        let error = encode(13).unwrap_err();
        assert!(error.to_string().contains("panicked"));
        encode(1).unwrap();
        assert_eq!(encoded, 1);
    }
}
