//! Panics, which damaged files may bring about in parsers of others and odd articles anywhere, end
//! no run.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether a panic on this thread would be caught.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step; what the panic says if it panics. Whatever the step works on is not to be used
/// after that.
pub(crate) fn contained<T>(step: impl FnOnce() -> T) -> Result<T, String> {
    let before = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(step));
    CONTAINED.set(before);
    done.map_err(|panic| message_of(&*panic))
}

/// What a panic says.
fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".into())
}

/// Whether a panic on this thread would be caught now, and the article rejected: a program whose hook
/// for panics asks this prints nothing of those.
///
/// ```
/// use std::panic;
///
/// let hook = panic::take_hook();
/// panic::set_hook(Box::new(move |panic| {
///     if !sayso::panics_are_contained() {
///         hook(panic);
///     }
/// }));
/// ```
#[must_use]
pub fn panics_are_contained() -> bool {
    CONTAINED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_nothing_and_the_next_step_runs() {
        assert_eq!(contained(|| 1), Ok(1));
        assert_eq!(
            contained(|| -> u8 { panic!("damaged") }),
            Err("damaged".into())
        );
        assert!(!CONTAINED.get());
        assert_eq!(contained(|| contained(|| CONTAINED.get())), Ok(Ok(true)));
    }
}
