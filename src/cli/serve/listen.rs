//! Connections: taken, bounded, and seen to their end.

use super::super::complain;
use super::app::App;
use super::router::router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// Connections at once; others wait to be taken.
const CONNECTIONS: usize = 512;

/// How long a connection may take for the head of its next request.
const HEAD: Duration = Duration::from_secs(30);

/// Longest head of a request, in bytes.
const HEAD_BYTES: usize = 1 << 15;

/// How long to wait after a connection could not be taken, as where there are too many files open.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until it is to stop, and then sees to the end what has begun; a second signal
/// ends that, too.
pub async fn serve(listener: TcpListener, app: Arc<App>, mut stop: Stop) {
    let timeout = app.limits.timeout;
    let router = router(app);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES);
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &room) => taken,
            () = stop.asked() => break,
        };
        let Ok((stream, held)) = taken else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Answers are written whole; to wait for more of them would only take time.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        // Whoever does not read its answer must not hold its place for ever.
        stream.set_write_timeout(Some(timeout));
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What goes wrong with a connection is told to nobody: there is nobody left.
            let _ = connection.await;
            drop(held);
        });
    }
    drop(listener);
    let mut finished = pin!(graceful.shutdown());
    tokio::select! {
        () = &mut finished => {}
        () = stop.asked() => complain(format_args!("ended before all requests were answered")),
    }
}

async fn take(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let held = Arc::clone(room).acquire_owned().await;
    let held = held.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, held))
}

/// The signals that ask to end.
#[cfg(unix)]
pub struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    /// # Errors
    /// If they cannot be heard.
    pub fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next of them.
    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The interrupt of the keyboard.
#[cfg(not(unix))]
pub struct Stop;

#[cfg(not(unix))]
impl Stop {
    pub fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn asked(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
