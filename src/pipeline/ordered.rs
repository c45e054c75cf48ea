//! Work in parallel, answers in order, and no more than so much of it in memory.

use crate::article::{Article, Rejected};
use crate::contained::contained;
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Articles in memory at once, for each thread: read, being worked on, or waiting for an
/// earlier one to be done. Enough that one long article does not leave the others idle.
const ARTICLES_PER_THREAD: usize = 16;

/// Bytes of text in memory at once, but for the article that is read last, and bytes worked on
/// at once. What is made of an article may be a hundred times its size, so an article longer than
/// this is worked on alone.
const BYTES: usize = 1 << 20;

/// The same for each thread, if that is more.
const BYTES_PER_THREAD: usize = 1 << 16;

/// Articles asked for and not yet read. Their length is unknown, so they are few.
const READ_AHEAD: usize = 2;

/// Stack of a worker, in bytes. A worker that waits for the parts of one article takes up
/// another one on the same stack.
const STACK: usize = 8 << 20;

/// Hands every article of `records` to `work` on one of `threads` threads, and its answer,
/// or the rejected record, to `sink` on the calling thread, in the order of `records`.
///
/// Records are read on a thread of their own, so that a slow source does not hold up answers
/// that are ready: a program that feeds one record and waits for its answer gets it. An article
/// on which `work` panics or the engine fails is rejected. The first other error, of `work` or of
/// `sink`, ends the run and is returned.
pub fn ordered<T, E>(
    records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
    threads: usize,
    work: impl Fn(Article) -> Result<T> + Sync,
    mut sink: impl FnMut(Result<T, Rejected>) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send + 'static,
    E: From<Error>,
{
    let threads = threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK)
        .thread_name(|i| format!("worker-{i}"))
        .build()
        .map_err(|e| Error::Usage(format!("cannot start {threads} threads: {e}")))?;
    let (events, inbox) = channel();
    let ask = spawn_reader(records, events.clone())?;

    let ended = AtomicBool::new(false);
    pool.in_place_scope(|scope| {
        let mut queue = Queue::new(threads);
        // The scope waits for what it has spawned, so after an error that must be little.
        let ended = SetOnDrop(&ended);
        let work = &work;
        loop {
            while queue.wants_more() {
                // The reader is gone only after it has said why.
                let _ = ask.send(());
                queue.asked += 1;
            }
            if queue.is_finished() {
                return Ok(());
            }
            match receive(&inbox)? {
                Event::Read(Some(Ok(article))) => queue.push_article(article),
                Event::Read(Some(Err(rejected))) => {
                    let number = queue.push(0);
                    queue.answer(number, Err(rejected));
                }
                Event::Read(None) => queue.ended = true,
                Event::Done(number, answer) => {
                    queue.end_work(number);
                    queue.answer(number, answer?);
                }
                Event::ReaderPanicked(message) => {
                    return Err(Error::Engine(format!("the reader panicked: {message}")).into());
                }
            }
            while let Some((number, article)) = queue.start_work() {
                let (events, ended) = (events.clone(), ended.0);
                scope.spawn(move |_| {
                    if ended.load(Ordering::Relaxed) {
                        return;
                    }
                    let answer = work_on(article, work);
                    // Nobody listens after an earlier error.
                    let _ = events.send(Event::Done(number, answer));
                });
            }
            while let Some(answer) = queue.pop() {
                sink(answer)?;
            }
        }
    })
}

/// One article's answer. What goes wrong in it is the article's own, as far as anybody can tell,
/// and no reason to lose the others.
pub(super) fn work_on<T>(
    article: Article,
    work: impl Fn(Article) -> Result<T>,
) -> Result<Result<T, Rejected>> {
    let id = article.id.clone();
    match contained(|| work(article)) {
        Ok(Ok(answer)) => Ok(Ok(answer)),
        Err(message) | Ok(Err(Error::Engine(message))) => Ok(Err(Rejected {
            file: id.clone(),
            record: None,
            article_id: id,
            reason: format!("sayso failed on this article: {message}"),
        })),
        Ok(Err(error)) => Err(Error::Article {
            id,
            reason: Box::new(error),
        }),
    }
}

/// Says that no more is wanted as soon as it goes out of scope, whichever way.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What the calling thread is told.
enum Event<T> {
    /// The reader's next record, or that there is none.
    Read(Option<Result<Article, Rejected>>),
    /// Answer for the article with this number.
    Done(usize, Result<Result<T, Rejected>>),
    ReaderPanicked(String),
}

/// The next event. One is always to come: some record is being read or worked on.
fn receive<T>(inbox: &Receiver<Event<T>>) -> Result<Event<T>> {
    inbox
        .recv()
        .map_err(|_| Error::Engine("the worker threads are gone".into()))
}

/// Starts the thread that reads one record each time it is asked to.
///
/// It is not joined: after an error elsewhere it may be waiting for input that never comes.
fn spawn_reader<T: Send + 'static>(
    mut records: impl Iterator<Item = Result<Article, Rejected>> + Send + 'static,
    events: Sender<Event<T>>,
) -> Result<Sender<()>> {
    let (ask, asked) = channel();
    thread::Builder::new()
        .name("reader".into())
        .spawn(move || {
            for () in asked {
                let event =
                    contained(|| records.next()).map_or_else(Event::ReaderPanicked, Event::Read);
                let last = !matches!(event, Event::Read(Some(_)));
                if events.send(event).is_err() || last {
                    return;
                }
            }
        })
        .map_err(|e| Error::Usage(format!("cannot start a thread: {e}")))?;
    Ok(ask)
}

/// The records in memory, in input order.
struct Queue<T> {
    /// The answers not yet popped, oldest first: length of the text, and the answer once known.
    waiting: VecDeque<(usize, Option<Result<T, Rejected>>)>,
    /// Number of the oldest record waiting.
    first: usize,
    /// Bytes of text among those waiting.
    bytes: usize,
    /// Articles that are not worked on yet, with their numbers, oldest first.
    idle: VecDeque<(usize, Article)>,
    /// Bytes of text worked on.
    working: usize,
    /// Records asked of the reader that have not come.
    asked: usize,
    /// Whether the reader has come to the end.
    ended: bool,
    most: usize,
    most_bytes: usize,
}

impl<T> Queue<T> {
    fn new(threads: usize) -> Self {
        let most = ARTICLES_PER_THREAD * threads;
        Self {
            waiting: VecDeque::with_capacity(most),
            first: 0,
            bytes: 0,
            idle: VecDeque::new(),
            working: 0,
            asked: 0,
            ended: false,
            most,
            most_bytes: BYTES.max(BYTES_PER_THREAD * threads),
        }
    }

    fn wants_more(&self) -> bool {
        !self.ended
            && self.asked < READ_AHEAD
            && self.asked + self.waiting.len() < self.most
            && self.bytes < self.most_bytes
    }

    fn is_finished(&self) -> bool {
        self.ended && self.waiting.is_empty()
    }

    /// Takes in the record that the reader was asked for; the answer is its number.
    fn push(&mut self, bytes: usize) -> usize {
        self.asked -= 1;
        self.bytes += bytes;
        self.waiting.push_back((bytes, None));
        self.first + self.waiting.len() - 1
    }

    fn push_article(&mut self, article: Article) {
        let number = self.push(article.text.len());
        self.idle.push_back((number, article));
    }

    /// The next article to be worked on, if there is room for it.
    fn start_work(&mut self) -> Option<(usize, Article)> {
        let bytes = self.idle.front()?.1.text.len();
        if self.working > 0 && self.working + bytes > self.most_bytes {
            return None;
        }
        self.working += bytes;
        self.idle.pop_front()
    }

    /// Says that an article is no longer worked on.
    fn end_work(&mut self, number: usize) {
        self.working -= self.waiting[number - self.first].0;
    }

    fn answer(&mut self, number: usize, answer: Result<T, Rejected>) {
        self.waiting[number - self.first].1 = Some(answer);
    }

    /// The oldest record's answer, if it is known.
    fn pop(&mut self) -> Option<Result<T, Rejected>> {
        let answer = self.waiting.front_mut()?.1.take()?;
        if let Some((bytes, _)) = self.waiting.pop_front() {
            self.bytes -= bytes;
            self.first += 1;
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    fn article(number: usize) -> Article {
        Article {
            id: number.to_string(),
            text: "x".repeat(number % 7),
            ..Article::default()
        }
    }

    fn rejected(record: u64) -> Rejected {
        Rejected {
            file: "f".into(),
            record: Some(record),
            article_id: format!("f:{record}"),
            reason: "bad".into(),
        }
    }

    #[test]
    fn answers_come_in_input_order_whoever_is_first() {
        let records = (0..200).map(|i| {
            if i % 10 == 3 {
                Err(rejected(i as u64))
            } else {
                Ok(article(i))
            }
        });
        let mut seen = Vec::new();
        let work = |a: Article| {
            let number: usize = a.id.parse().unwrap();
            std::thread::sleep(Duration::from_micros((200 - number as u64) % 13 * 100));
            Ok(number)
        };
        let answer: Result<()> = ordered(records, 4, work, |answer| {
            seen.push(answer.unwrap_or_else(|r| r.record.unwrap() as usize));
            Ok(())
        });
        answer.unwrap();
        assert_eq!(seen, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_than_the_limit_is_read_ahead() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        let records = (0..500).map(|i| {
            READ.fetch_add(1, Ordering::SeqCst);
            Ok(article(i))
        });
        let mut done = 0;
        let answer: Result<()> = ordered(records, 2, Ok, |_| {
            done += 1;
            assert!(READ.load(Ordering::SeqCst) <= done + 2 * ARTICLES_PER_THREAD);
            Ok(())
        });
        answer.unwrap();
        assert_eq!(done, 500);
    }

    #[test]
    fn long_articles_are_worked_on_one_at_a_time() {
        static WORKING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let long = |_| {
            Ok(Article {
                text: "x".repeat(BYTES / 2 + 1),
                ..Article::default()
            })
        };
        let work = |_| {
            let working = WORKING.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(working, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            WORKING.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        let mut done = 0;
        let answer: Result<()> = ordered((0..6).map(long), 4, work, |_| {
            done += 1;
            Ok(())
        });
        answer.unwrap();
        assert_eq!((done, MOST.load(Ordering::SeqCst)), (6, 1));
    }

    #[test]
    fn an_error_ends_the_run_and_names_the_article() {
        let work = |a: Article| match a.id.as_str() {
            "40" => Err(Error::Usage("no way".into())),
            _ => Ok(()),
        };
        let mut done = 0;
        let answer: Result<()> = ordered((0..).map(|i| Ok(article(i))), 2, work, |_| {
            done += 1;
            Ok(())
        });
        let message = answer.unwrap_err().to_string();
        assert!(
            message.contains("40") && message.contains("no way"),
            "{message}"
        );
        assert!(done <= 40);
    }

    #[test]
    fn an_article_on_which_the_program_fails_is_rejected_and_the_run_goes_on() {
        let work = |a: Article| match a.id.as_str() {
            "40" => panic!("no way"),
            "50" => Err(Error::Engine("no way".into())),
            _ => Ok(()),
        };
        let mut failed = Vec::new();
        let records = (0..60).map(|i| Ok(article(i)));
        let answer: Result<()> = ordered(records, 2, work, |answer| {
            failed.extend(answer.err());
            Ok(())
        });
        answer.unwrap();
        let files: Vec<&str> = failed.iter().map(|r| r.file.as_str()).collect();
        assert_eq!(files, ["40", "50"]);
        assert!(failed.iter().all(|r| r.reason.ends_with("article: no way")));
    }

    #[test]
    fn an_error_of_the_sink_ends_the_run_while_the_source_blocks() {
        let (send, receive) = channel();
        send.send(Ok(article(1))).unwrap();
        let answer: Result<()> = ordered(receive.into_iter(), 1, Ok, |_| {
            Err(Error::Usage("enough".into()))
        });
        assert_eq!(answer.unwrap_err().to_string(), "enough");
        drop(send);
    }

    #[test]
    fn after_an_error_nothing_more_is_worked_on() {
        static WORKED: AtomicUsize = AtomicUsize::new(0);
        let work = |_| {
            WORKED.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            Ok(())
        };
        let answer: Result<()> = ordered((0..).map(|i| Ok(article(i))), 1, work, |_| {
            std::thread::sleep(Duration::from_millis(5));
            Err(Error::Usage("enough".into()))
        });
        assert!(answer.is_err());
        assert!(WORKED.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn a_panic_of_the_reader_is_an_error() {
        let records = (0..).map(|i| {
            if i < 5 {
                Ok(article(i))
            } else {
                panic!("gone")
            }
        });
        let answer: Result<()> = ordered(records, 2, Ok, |_| Ok(()));
        assert!(answer.unwrap_err().to_string().contains("gone"));
    }
}
