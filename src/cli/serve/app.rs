//! A server's state, and the places in it.

use super::article::{Line, Reader};
use super::asked::Asked;
use super::body;
use super::limits::Limits;
use super::media::Media;
use super::metrics::Metrics;
use super::problem::Problem;
use super::workers::{Panicked, Workers};
use axum::body::Body;
use std::io;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// A server without its connections.
pub struct App {
    pub reader: Reader,
    pub limits: Limits,
    pub threads: usize,
    pub workers: Workers,
    pub metrics: Arc<Metrics>,
    /// Name of the model.
    pub model: String,
    places: Arc<Semaphore>,
}

/// A place among the requests that are worked on or wait; free again when it is dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    metrics: Arc<Metrics>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.metrics.taken.dec();
    }
}

impl App {
    /// # Errors
    /// If its threads cannot be started.
    pub fn new(
        mut reader: Reader,
        limits: Limits,
        threads: usize,
        model: String,
    ) -> io::Result<Arc<Self>> {
        reader.options.max_article_bytes = limits.max_body;
        Ok(Arc::new(Self {
            reader,
            limits,
            threads,
            workers: Workers::start(threads)?,
            metrics: Arc::new(Metrics::new()),
            places: Arc::new(Semaphore::new(threads + limits.queue)),
            model,
        }))
    }

    pub fn place(&self) -> Result<Place, Problem> {
        let permit = Arc::clone(&self.places).try_acquire_owned();
        let permit = permit.map_err(|_| Problem::busy("all places are taken; ask again"))?;
        self.metrics.taken.inc();
        Ok(Place {
            _permit: permit,
            metrics: Arc::clone(&self.metrics),
        })
    }

    /// The answer to a body of one article.
    pub async fn answer_one(
        self: &Arc<Self>,
        body: Body,
        media: Media,
        asked: Asked,
    ) -> Result<Line, Problem> {
        let body = body::whole(body, &self.limits).await?;
        let (app, bytes) = (Arc::clone(self), body.len());
        let work = move || app.reader.answer_one(body, media, asked);
        let answer = self.workers.submit(bytes, work);
        match timeout(self.limits.timeout, answer).await {
            Ok(Ok(Ok(line))) => line,
            Ok(Ok(Err(Panicked(message)))) => {
                Err(Problem::fault(format!("sayso failed: {message}")))
            }
            Ok(Err(_)) => Err(Problem::busy("sayso is ending")),
            Err(_) => {
                let waited = self.limits.timeout.as_secs();
                Err(Problem::busy(format!(
                    "not answered within {waited} seconds"
                )))
            }
        }
    }
}
