//! What the targets of the readers share.

use sayso::corpus::{Corpus, CorpusOptions};
use sayso::panics_are_contained;
use std::cell::LazyCell;
use std::fs;
use std::sync::Once;
use tempfile::TempDir;

/// The longest article that is read, in bytes.
pub const LONGEST: usize = 1 << 14;

thread_local! {
    static FOLDER: LazyCell<TempDir> = LazyCell::new(|| tempfile::tempdir().expect("a folder"));
}

/// Panics of libraries that are caught, and answered, are no finding.
static CONTAINED: Once = Once::new();

/// Reads a file of that name and content, and checks what must hold of all articles.
pub fn read(name: &str, content: &[u8]) {
    CONTAINED.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panics_are_contained() {
                hook(panic);
            }
        }));
    });
    FOLDER.with(|folder| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("a file");
        let options = CorpusOptions {
            max_article_bytes: LONGEST,
            ..CorpusOptions::default()
        };
        for record in Corpus::open(&[path], options).expect("a known format") {
            match record {
                Ok(article) => {
                    assert!(!article.id.trim().is_empty());
                    // Text of a page may gain line ends; UTF-16 may take more room as UTF-8.
                    assert!(article.text.len() <= 3 * LONGEST);
                }
                Err(rejected) => {
                    let reason = rejected.reason.as_str();
                    assert!(!reason.is_empty());
                    // A panic that was caught is one all the same; in an archive the file's name
                    // stands before it. (Elsewhere the words may be those of the data.)
                    let in_archive = reason.split_once(": ").map_or("", |(_, reason)| reason);
                    let has_failed = |reason: &str| reason.starts_with("sayso failed to read on");
                    assert!(
                        !has_failed(reason) && !has_failed(in_archive),
                        "{rejected:?}"
                    );
                }
            }
        }
    });
}

/// A valid file with some of its bytes changed, cut or added: four bytes of `data` are a place,
/// what to do there, and a value.
pub fn changed(valid: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = valid.to_vec();
    for change in data.chunks_exact(4) {
        if bytes.is_empty() {
            break;
        }
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
        match change[2] % 8 {
            0..=2 => bytes[at] = change[3],
            3 => bytes[at] ^= 1 << (change[3] % 8),
            4 => bytes[at] = bytes[at].wrapping_add(change[3]),
            5 => bytes.insert(at, change[3]),
            6 => drop(bytes.remove(at)),
            _ => bytes.truncate(bytes.len() - usize::from(change[3]) % bytes.len()),
        }
    }
    bytes
}
