//! Panics in parsers of others, which damaged files may bring about, end no run.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether a panic on this thread would be caught.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step of a parser; nothing if it panics. Whatever the step works on is not to be used
/// after that.
pub(crate) fn contained<T>(step: impl FnOnce() -> T) -> Option<T> {
    let before = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(step));
    CONTAINED.set(before);
    done.ok()
}

/// From now on nothing is printed of panics that a reader of articles catches: it rejects the
/// article instead. For programs, as the hook for panics is that of the whole process.
pub fn silence_contained_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !CONTAINED.get() {
            hook(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_nothing_and_the_next_step_runs() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| -> u8 { panic!("damaged") }), None);
        assert!(!CONTAINED.get());
        assert_eq!(
            contained(|| contained(|| CONTAINED.get())),
            Some(Some(true))
        );
    }
}
