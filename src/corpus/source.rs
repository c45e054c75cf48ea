//! From a file to its content: opened, counted, decompressed, bounded.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::naming::{Compression, ZSTD_DICTIONARY};
use super::reader::{Content, cannot_read};

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
    /// As the user knows it.
    pub name: String,
    /// What its articles' ids are made of: the path below the input folder.
    pub id: String,
    /// In bytes, if it is a regular file.
    pub size: Option<u64>,
}

/// Up to this many bytes, nothing is too much for a compressed file to give.
const EXPANSION_FLOOR: u64 = 1 << 30;
/// Beyond it, at most so many for each byte read. Text compresses fivefold, the same few
/// articles over and over a thousandfold; what gives more was made to never end.
const MAX_EXPANSION: u64 = 10_000;

/// The longest dictionary of a web archive, in bytes.
const MAX_DICTIONARY: u32 = 16 << 20;

const BUFFER: usize = 1 << 17;

/// The content of `source`, and in `count` the bytes read of the file itself as they are.
///
/// # Errors
///
/// The reason in words, if it cannot be opened or its first bytes cannot be read.
pub(super) fn open(
    source: &Source,
    compression: Option<Compression>,
    count: Arc<AtomicU64>,
) -> Result<Content, String> {
    let raw: Box<dyn Read + Send> = match &source.path {
        Some(path) => Box::new(File::open(path).map_err(|error| format!("cannot open: {error}"))?),
        None => Box::new(io::stdin()),
    };
    decompress(raw, compression, count).map_err(|error| cannot_read(&error))
}

/// The same of what is read in another way.
pub(super) fn decompress(
    raw: Box<dyn Read + Send>,
    compression: Option<Compression>,
    count: Arc<AtomicU64>,
) -> io::Result<Content> {
    let (head, raw) = peek(Counted {
        inner: raw,
        count: Arc::clone(&count),
    })?;
    let compression = compression.unwrap_or_else(|| Compression::of_magic(&head));
    let has_dictionary = head == ZSTD_DICTIONARY;
    let mut raw = BufReader::with_capacity(BUFFER, Cursor::new(head).chain(raw));
    let bounded = |inner| Bounded {
        inner,
        given: 0,
        read: count,
        floor: EXPANSION_FLOOR,
    };
    let content: Box<dyn Read + Send> = match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(bounded(Box::new(flate2::bufread::MultiGzDecoder::new(raw)))),
        Compression::Zstd if has_dictionary => {
            let dictionary = read_dictionary(&mut raw)?;
            let decoder = zstd::stream::read::Decoder::with_dictionary(raw, &dictionary)?;
            Box::new(bounded(Box::new(decoder)))
        }
        Compression::Zstd => Box::new(bounded(Box::new(zstd::stream::read::Decoder::with_buffer(
            raw,
        )?))),
    };
    let (head, content) = peek(content)?;
    Ok(Box::new(
        Cursor::new(head).chain(BufReader::with_capacity(BUFFER, content)),
    ))
}

/// Reads the frame that holds the dictionary of those after it, which may itself be compressed.
fn read_dictionary(raw: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 8];
    raw.read_exact(&mut head)?;
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
    let too_large = || io::Error::other("a dictionary of more than 16 MiB");
    if length > MAX_DICTIONARY {
        return Err(too_large());
    }
    let mut dictionary = vec![0; length as usize];
    raw.read_exact(&mut dictionary)?;
    if Compression::of_magic(&dictionary) != Compression::Zstd {
        return Ok(dictionary);
    }
    let mut plain = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(&dictionary[..])?;
    let bound = u64::from(MAX_DICTIONARY) + 1;
    if decoder.take(bound).read_to_end(&mut plain)? as u64 == bound {
        return Err(too_large());
    }
    Ok(plain)
}

/// The first four bytes, or all if there are fewer, and the rest.
fn peek<R: Read>(mut from: R) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::with_capacity(4);
    from.by_ref().take(4).read_to_end(&mut head)?;
    Ok((head, from))
}

/// Counts what is read through it.
struct Counted {
    inner: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops a decompressor that gives out of all proportion to what it reads.
struct Bounded {
    inner: Box<dyn Read + Send>,
    given: u64,
    read: Arc<AtomicU64>,
    floor: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.given += n as u64;
        let fair = self
            .read
            .load(Ordering::Relaxed)
            .saturating_mul(MAX_EXPANSION);
        if self.given > fair.max(self.floor) {
            return Err(expands());
        }
        Ok(n)
    }
}

/// How many bytes so many compressed ones may give.
pub(super) fn most_of(compressed: u64) -> u64 {
    let fair = compressed.saturating_mul(MAX_EXPANSION);
    fair.max(EXPANSION_FLOOR)
}

/// That they give more.
pub(super) fn expands() -> io::Error {
    io::Error::other(format!(
        "the compressed data expands more than {MAX_EXPANSION} times; decompress it yourself if it \
         is to be trusted"
    ))
}

/// A file whose content is to be read here and there: where it lies if it lies there as it is,
/// which its first bytes tell, else in a temporary file.
pub(super) fn on_disk(source: &Source, content: &mut Content, magic: &[u8]) -> io::Result<File> {
    let lies = source.path.as_ref().and_then(|path| File::open(path).ok());
    let begins_with_magic = |mut file: &File| {
        let mut head = vec![0; magic.len()];
        let read = file.read_exact(&mut head).and_then(|()| file.rewind());
        read.is_ok() && head == magic
    };
    match lies.filter(begins_with_magic) {
        Some(file) => Ok(file),
        None => {
            let mut file = tempfile::tempfile()?;
            io::copy(content, &mut file)?;
            file.rewind()?;
            Ok(file)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, compression: Option<Compression>) -> io::Result<Vec<u8>> {
        let count = Arc::new(AtomicU64::new(0));
        let length = bytes.len() as u64;
        let mut all = Vec::new();
        decompress(
            Box::new(Cursor::new(bytes)),
            compression,
            Arc::clone(&count),
        )?
        .read_to_end(&mut all)?;
        assert_eq!(count.load(Ordering::Relaxed), length);
        Ok(all)
    }

    #[test]
    fn compression_is_found_from_the_first_bytes() {
        let several = [gzip(b"one, "), gzip(b"two")].concat();
        assert_eq!(read(several, None).unwrap(), b"one, two");
        let several = [
            zstd::encode_all(&b"a"[..], 1).unwrap(),
            zstd::encode_all(&b"b"[..], 1).unwrap(),
        ];
        assert_eq!(read(several.concat(), None).unwrap(), b"ab");
        assert_eq!(read(b"plain".to_vec(), None).unwrap(), b"plain");
        assert_eq!(read(Vec::new(), None).unwrap(), b"");
    }

    #[test]
    fn what_is_cut_off_is_no_end() {
        let whole = gzip(&b"The council met on Friday. ".repeat(100));
        for cut in [3, 12, whole.len() / 2, whole.len() - 1] {
            let error = read(whole[..cut].to_vec(), Some(Compression::Gzip)).unwrap_err();
            assert!(cannot_read(&error).contains("too early"), "{cut}: {error}");
        }
        let whole = zstd::encode_all(&b"The council met on Friday. "[..], 1).unwrap();
        let error = read(whole[..whole.len() - 3].to_vec(), None).unwrap_err();
        assert!(cannot_read(&error).contains("too early"), "{error}");
        assert!(read(b"not gzip".to_vec(), Some(Compression::Gzip)).is_err());
    }

    #[test]
    fn expansion_is_bounded() {
        let bomb = zstd::encode_all(io::repeat(0).take(10 << 20), 1).unwrap();
        let count = Arc::new(AtomicU64::new(bomb.len() as u64));
        assert!((bomb.len() as u64) * MAX_EXPANSION < 10 << 20);
        let inner = Box::new(zstd::Decoder::new(Cursor::new(bomb)).unwrap());
        let mut bounded = Bounded {
            inner,
            given: 0,
            read: count,
            floor: 1 << 20,
        };
        assert!(
            bounded
                .read_to_end(&mut Vec::new())
                .unwrap_err()
                .to_string()
                .contains("expands")
        );
        assert!(bounded.given < 10 << 20);
    }
}
