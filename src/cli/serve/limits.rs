//! What one server does at most.

use clap::Args;
use std::time::Duration;

#[derive(Args)]
#[command(next_help_heading = "Server")]
pub struct LimitArgs {
    /// Longest article, in bytes of the body, or of its line in JSON lines
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20)]
    max_body: usize,

    /// Longest body of JSON lines, in bytes; it is never held in memory
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30)]
    max_stream: u64,

    /// Longest that a request waits: for its body, for its answer, and in JSON lines for more of
    /// the body and for the answer to each record
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,

    /// Requests that wait while all threads work; one more is answered 503
    #[arg(long, value_name = "N", default_value_t = 64)]
    queue: usize,
}

/// See [`LimitArgs`].
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_body: usize,
    pub max_stream: u64,
    pub timeout: Duration,
    pub queue: usize,
}

impl LimitArgs {
    pub fn limits(&self) -> Limits {
        Limits {
            max_body: self.max_body,
            max_stream: self.max_stream,
            timeout: Duration::from_secs(self.timeout),
            queue: self.queue,
        }
    }
}
