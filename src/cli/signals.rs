//! Unfinished files and folders, and the signals that end a run.

#[cfg(unix)]
use super::complain;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Unfinished files and folders, to be removed if the run is interrupted.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The unfinished files. As long as the answer is held, an interruption waits.
pub fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt or a request to end removes the unfinished files first; what is
/// kept for a run that can be resumed is not among them, and `message` may tell so.
#[cfg(unix)]
pub fn clean_up_when_interrupted(message: Option<&'static str>) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    // Without this the files stay behind, hidden and named as unfinished: no reason to stop.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let unfinished = unfinished();
            for path in unfinished.iter() {
                let _ = std::fs::remove_file(path);
                let _ = std::fs::remove_dir_all(path);
            }
            if let Some(message) = message {
                complain(format_args!("{message}"));
            }
            // The lock stays held: no file is renamed or begun any more.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

/// Elsewhere an interrupted run leaves its unfinished files behind.
#[cfg(not(unix))]
pub fn clean_up_when_interrupted(_: Option<&'static str>) {}
