//! How large the pages of a column are, before one is held in memory.
//!
//! What is read of each page is its header, which is a structure of Thrift's compact protocol:
//! its second field is the size of the page once decompressed, its third the size as it lies in
//! the file. (The library tells neither before it has read a page.)

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// As deep as structures may stand in one another; those of a header are three deep.
const MAX_DEPTH: usize = 8;

/// The size of the largest page, decompressed, among those in `length` bytes from `start` on.
///
/// # Errors
/// If they cannot be read, or are no pages.
pub(super) fn largest(file: &File, start: u64, length: u64) -> io::Result<u64> {
    let mut header = Header {
        // Buffers are thrown away at each step to the next page.
        file: BufReader::with_capacity(256, file),
    };
    let end = start.saturating_add(length);
    let mut at = start;
    let mut largest = 0;
    while at < end {
        header.file.seek(SeekFrom::Start(at))?;
        let (decompressed, lying) = header.sizes()?;
        largest = largest.max(decompressed).max(lying);
        at = header.file.stream_position()?.saturating_add(lying);
    }
    Ok(largest)
}

struct Header<'f> {
    file: BufReader<&'f File>,
}

impl Header<'_> {
    /// Reads a header to its end.
    fn sizes(&mut self) -> io::Result<(u64, u64)> {
        let (mut decompressed, mut lying) = (None, None);
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, INT_32) => decompressed = Some(self.integer()?),
                (3, INT_32) => lying = Some(self.integer()?),
                _ => self.skip(kind, 0)?,
            }
        }
        let size = |size: Option<i64>| {
            let size = size.and_then(|size| u64::try_from(size).ok());
            size.ok_or_else(|| damaged("a page without its size"))
        };
        Ok((size(decompressed)?, size(lying)?))
    }

    /// The kind of the next field, whose number becomes `id`; nothing at the end.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let head = self.byte()?;
        if head == 0 {
            return Ok(None);
        }
        match head >> 4 {
            0 => *id = self.integer()?,
            more => *id = id.saturating_add(i64::from(more)),
        }
        Ok(Some(head & 0x0f))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        match kind {
            TRUE | FALSE => Ok(()),
            BYTE => self.byte().map(|_| ()),
            INT_16 | INT_32 | INT_64 => self.varint().map(|_| ()),
            DOUBLE => self.file.seek_relative(8),
            BINARY => {
                let length = i64::try_from(self.varint()?);
                self.file
                    .seek_relative(length.map_err(|_| damaged("a length beyond the file"))?)
            }
            STRUCT if depth < MAX_DEPTH => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth + 1)?;
                }
                Ok(())
            }
            _ => Err(damaged("a header that is none of a page")),
        }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.file.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(damaged("a number without an end"))
    }

    /// A number whose sign is its last bit.
    fn integer(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const INT_16: u8 = 4;
const INT_32: u8 = 5;
const INT_64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const STRUCT: u8 = 12;

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn of(bytes: &[u8]) -> io::Result<u64> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        largest(&file, 0, bytes.len() as u64)
    }

    #[test]
    fn sizes_are_those_of_the_headers() {
        // Type 0, 300 bytes decompressed, 2 as they lie, a structure with a text of one byte.
        let page = [
            0x15, 0, 0x15, 0xd8, 0x04, 0x15, 4, 0x2c, 0x18, 1, b'x', 0, 0,
        ];
        let pages = [&page[..], b"ab", &page, b"cd"].concat();
        assert_eq!(of(&pages).unwrap(), 300);
        assert_eq!(of(b"").unwrap(), 0);
        assert!(of(&pages[..pages.len() - 4]).is_err());
        assert!(of(&[0x15, 0, 0]).is_err());
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = of(&bytes);
        }
    }
}
