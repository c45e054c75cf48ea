//! JSON lines in, JSON lines out: the answers in the order of the records, each as soon as it and
//! those before it are there.

use super::app::{App, Place};
use super::article::Line;
use super::body;
use super::media::Media;
use super::workers::Panicked;
use axum::body::{Body, Bytes};
use futures_util::stream;
use sayso::corpus::Rejected;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Records of one body that are ahead of their answers, for each thread.
const AHEAD_PER_THREAD: usize = 2;

/// The answer to a record, or where it will come from.
enum Coming {
    There(Line),
    Worked(String, oneshot::Receiver<Result<Line, Panicked>>),
}

/// The body that answers a body; the place is held until all of it is written.
pub fn answer(app: &Arc<App>, place: Place, body: Body, media: Media, with_text: bool) -> Body {
    let (sender, answers) = channel(AHEAD_PER_THREAD * app.threads);
    let stream = body::stream(body, &app.limits);
    let reading = Arc::clone(app);
    // It waits for the body, and for answers to be taken.
    tokio::task::spawn_blocking(move || read(&reading, stream, media, with_text, &sender));
    let state = (Arc::clone(app), place, answers);
    Body::from_stream(stream::unfold(state, |(app, place, mut answers)| async {
        let line = next(&app, &mut answers).await?;
        app.metrics.count(&line);
        Some((Ok::<_, Infallible>(line), (app, place, answers)))
    }))
}

/// Reads the records, and hands on where their answers will come from.
fn read(
    app: &Arc<App>,
    stream: body::Stream,
    media: Media,
    with_text: bool,
    sender: &Sender<Coming>,
) {
    let records = match app.reader.records(stream, media) {
        Ok(records) => records,
        Err(reason) => {
            let _ = sender.blocking_send(Coming::There(rejected("-".into(), reason)));
            return;
        }
    };
    for record in records {
        let coming = match record {
            Err(rejected) => Coming::There(Line::of_rejected(&rejected)),
            Ok(article) => {
                let (id, bytes) = (article.id.clone(), article.text.len());
                let (app, workers) = (Arc::clone(app), app.workers.clone());
                let work = move || {
                    let id = article.id.clone();
                    match app.reader.answer(article, with_text) {
                        Ok(Ok(line)) => line,
                        Ok(Err(rejected)) => Line::of_rejected(&rejected),
                        Err(reason) => rejected(id, reason),
                    }
                };
                Coming::Worked(id, workers.submit(bytes, work))
            }
        };
        // Nobody takes them any more.
        if sender.blocking_send(coming).is_err() {
            return;
        }
    }
}

async fn next(app: &App, answers: &mut Receiver<Coming>) -> Option<Line> {
    let (id, answer) = match answers.recv().await? {
        Coming::There(line) => return Some(line),
        Coming::Worked(id, answer) => (id, answer),
    };
    Some(match timeout(app.limits.timeout, answer).await {
        Ok(Ok(Ok(line))) => line,
        Ok(Ok(Err(Panicked(message)))) => rejected(id, format!("sayso failed: {message}")),
        Ok(Err(_)) => rejected(id, "sayso is ending".into()),
        Err(_) => {
            let waited = app.limits.timeout.as_secs();
            rejected(id, format!("not answered within {waited} seconds"))
        }
    })
}

fn rejected(article_id: String, reason: String) -> Line {
    Line::of_rejected(&Rejected {
        file: article_id.clone(),
        record: None,
        article_id,
        reason,
    })
}

impl From<Line> for Bytes {
    fn from(line: Line) -> Self {
        line.bytes.into()
    }
}
