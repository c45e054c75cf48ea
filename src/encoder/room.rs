use std::sync::{Condvar, Mutex, PoisonError};

/// Room for so many things at once, whoever wants it.
pub struct Room {
    size: usize,
    free: Mutex<usize>,
    freed: Condvar,
}

/// Some room that is taken, until it is dropped.
pub struct Taken<'a> {
    room: &'a Room,
    amount: usize,
}

impl Room {
    /// Room of a size.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            free: Mutex::new(size),
            freed: Condvar::new(),
        }
    }

    /// Takes some of it, or all of it for more than there is; waits until that is free.
    ///
    /// Who has taken some must not wait for more.
    pub fn take(&self, amount: usize) -> Taken<'_> {
        let amount = amount.min(self.size);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .freed
            .wait_while(free, |free| *free < amount)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= amount;
        Taken { room: self, amount }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let free = self.room.free.lock();
        *free.unwrap_or_else(PoisonError::into_inner) += self.amount;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let room = Room::new(10);
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for amount in [1, 4, 7, 30] {
                let (room, held, most) = (&room, &held, &most);
                scope.spawn(move || {
                    for _ in 0..200 {
                        let taken = room.take(amount);
                        let now = held.fetch_add(taken.amount, Ordering::SeqCst) + taken.amount;
                        most.fetch_max(now, Ordering::SeqCst);
                        thread::yield_now();
                        held.fetch_sub(taken.amount, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 10);
        assert_eq!(*room.free.lock().unwrap(), 10);
    }

    #[test]
    fn who_panics_gives_back_what_was_taken() {
        let room = Room::new(3);
        let panicked = thread::scope(|scope| {
            let work = || {
                let _taken = room.take(2);
                panic!("on purpose");
            };
            scope.spawn(work).join().is_err()
        });
        assert!(panicked);
        drop(room.take(3));
    }
}
