//! Bodies of requests: whole, as a stream for a reader, or read away.

use super::limits::Limits;
use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::StreamExt;
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// Pieces of a body that are read ahead.
const AHEAD: usize = 2;

/// How long a body that is not wanted is read, so that whoever sends it comes to read the answer.
const LINGER: Duration = Duration::from_secs(2);

/// Reads a whole body.
///
/// # Errors
/// 413 if it is too long, 408 if it takes too long, 400 if it breaks off.
pub async fn whole(body: Body, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut pieces = body.into_data_stream();
    let reading = async {
        let mut whole = Vec::new();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| broken(&error))?;
            if piece.len() > limits.max_body - whole.len() {
                return Err(too_long(limits.max_body as u64));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    };
    let read = timeout(limits.timeout, reading).await;
    let read = read.unwrap_or_else(|_| {
        let waited = limits.timeout.as_secs();
        let detail = format!("the body did not come within {waited} seconds");
        Err(Problem::new(StatusCode::REQUEST_TIMEOUT, detail))
    });
    if read.is_err() {
        let _ = timeout(LINGER, async { while pieces.next().await.is_some() {} }).await;
    }
    read
}

/// That a body is longer than so many bytes.
pub fn too_long(limit: u64) -> Problem {
    let detail = format!("the body is longer than {limit} bytes, the most that is read");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
}

fn broken(error: &axum::Error) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        format!("the body breaks off: {error}"),
    )
}

/// Reads away a body that is not wanted, for some time: who is still sending when the connection is
/// closed does not get to read why.
pub async fn read_away(body: Body) {
    let mut pieces = body.into_data_stream();
    let _ = timeout(LINGER, async {
        while let Some(Ok(_)) = pieces.next().await {}
    })
    .await;
}

/// A body as a stream that a thread reads. The task that fetches it ends with the body, or as soon
/// as nobody reads any more.
pub fn stream(body: Body, limits: &Limits) -> Stream {
    let (sender, pieces) = channel(AHEAD);
    tokio::spawn(fetch(body, *limits, sender));
    Stream {
        pieces,
        piece: Bytes::new(),
    }
}

async fn fetch(body: Body, limits: Limits, sender: Sender<io::Result<Bytes>>) {
    let mut pieces = body.into_data_stream();
    let mut length = 0;
    loop {
        let next = tokio::select! {
            next = timeout(limits.timeout, pieces.next()) => next,
            () = sender.closed() => return,
        };
        let piece = match next {
            Ok(None) => return,
            Ok(Some(Ok(piece))) => {
                length += piece.len() as u64;
                if length > limits.max_stream {
                    let most = limits.max_stream;
                    let why =
                        format!("the body is longer than {most} bytes, the most that is read");
                    Err(io::Error::other(why))
                } else {
                    Ok(piece)
                }
            }
            Ok(Some(Err(error))) => Err(io::Error::other(error)),
            Err(_) => {
                let waited = limits.timeout.as_secs();
                let why = format!("no more of the body came within {waited} seconds");
                Err(io::Error::new(io::ErrorKind::TimedOut, why))
            }
        };
        let is_last = piece.is_err();
        if sender.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

/// See [`stream`]. Reading it waits, and must not be done where HTTP is spoken.
pub struct Stream {
    pieces: Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.piece = piece?,
            }
        }
        let length = into.len().min(self.piece.len());
        into[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}
