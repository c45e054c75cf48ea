//! Character encodings: UTF-8 if it is that, else what a detector says.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::reader::{Content, cannot_read, peek};

/// Makes text of the records of one file, which are all in one encoding.
///
/// Each record is taken for UTF-8 if it is that. The first that is not decides which encoding
/// all such records of the file have, unless an earlier one was UTF-8 beyond ASCII: then the
/// file is UTF-8, and the record is damaged.
#[derive(Default)]
pub(super) struct Decoder {
    given: Option<&'static Encoding>,
    found: Option<&'static Encoding>,
    is_utf_8: bool,
}

impl Decoder {
    /// With an encoding that the user gave, nothing is guessed.
    pub fn new(given: Option<&'static Encoding>) -> Self {
        Self {
            given,
            ..Self::default()
        }
    }

    /// For what [`as_utf_8`] gives: where the user said what it is in, it is UTF-8.
    pub fn of_utf_8(given: Option<&'static Encoding>) -> Self {
        Self::new(given.map(|_| UTF_8))
    }

    /// The encoding that was found, if it is not UTF-8.
    pub fn found(&self) -> Option<&'static Encoding> {
        self.found
    }

    /// Settles on an encoding for a record of several parts.
    pub fn look(&mut self, record: &[u8]) {
        let valid = std::str::from_utf8(record);
        if self.given.is_some() || self.is_utf_8 || self.found.is_some() {
            return;
        }
        match valid {
            Ok(_) => self.is_utf_8 = !record.is_ascii(),
            Err(_) => self.found = guess(record),
        }
    }

    /// The text that bytes make.
    ///
    /// # Errors
    /// The reason in words, if they are none.
    pub fn decode<'b>(&mut self, bytes: &'b [u8]) -> Result<Cow<'b, str>, String> {
        self.look(bytes);
        self.text(bytes)
    }

    /// The same without a look at what comes first.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>, String> {
        if let Some(given) = self.given.filter(|&given| given != UTF_8) {
            let text = given.decode_without_bom_handling_and_without_replacement(bytes);
            return text.ok_or_else(|| format!("invalid {}", given.name()));
        }
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.into()),
            Err(error) => error,
        };
        let text = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling_and_without_replacement(bytes)
        };
        let found = self.found.and_then(text);
        found.ok_or_else(|| invalid_utf8(error.valid_up_to()))
    }
}

/// That bytes are not UTF-8 from the one at `at` on, counted from 0.
pub(super) fn invalid_utf8(at: usize) -> String {
    format!("invalid UTF-8 at byte {}", at + 1)
}

/// The encoding of bytes that are not UTF-8; nothing if they are no text.
pub(crate) fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.contains(&0) {
        return None;
    }
    let encoding = if is_macintosh(bytes) {
        MACINTOSH
    } else if bytes.iter().all(|byte| !(0xc0..=0xff).contains(byte)) {
        // Signs alone, such as quotation marks and the pound: they tell nothing to a detector,
        // and in English they are these.
        WINDOWS_1252
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(Some(b"uk"), Utf8Detection::Deny)
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let is_control = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    (!text.contains(is_control)).then_some(encoding)
}

/// A small file as text: as a byte order mark says, as UTF-8, or as it seems; nothing if it is none.
pub(crate) fn as_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = match marked {
        Some(encoding) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => guess(bytes)?,
    };
    let (text, ..) = encoding.decode(bytes);
    (!text.contains('\0')).then_some(text)
}

/// Whether more curly marks stand where such marks do if they are those of the Macintosh than
/// if they are those of Windows: in the other one they are letters.
fn is_macintosh(bytes: &[u8]) -> bool {
    let is = |at: usize, of: fn(&u8) -> bool| bytes.get(at).is_some_and(of);
    let marks = |open: u8, close: u8, apostrophe: u8| {
        let is_mark = |&(at, &byte): &(usize, &u8)| {
            let letter_before = at > 0 && is(at - 1, u8::is_ascii_alphabetic);
            let letter_after = is(at + 1, u8::is_ascii_alphabetic);
            let closes = at > 0 && is(at - 1, u8::is_ascii_punctuation) && !letter_after;
            let opens_or_stands = match byte {
                byte if byte == apostrophe => letter_before && letter_after,
                byte if byte == open => !letter_before && letter_after,
                _ => false,
            };
            opens_or_stands || (byte == close && closes)
        };
        bytes.iter().enumerate().filter(is_mark).count()
    };
    marks(0xd2, 0xd3, 0xd5) > marks(0x93, 0x94, 0x92)
}

/// The encoding of bytes that begin like this, and the length of the mark that is to be passed
/// over: what the user gave, else what a byte order mark says.
///
/// Of UTF-16 the mark tells the order all the same, as one name stands for both, and the mark of
/// UTF-8 is no text in any other encoding.
pub(super) fn told(
    head: &[u8],
    given: Option<&'static Encoding>,
) -> (Option<&'static Encoding>, usize) {
    let is_utf_16 = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    match (Encoding::for_bom(head), given) {
        (Some((marked, length)), None) => (Some(marked), length),
        (Some((marked, length)), Some(given)) if is_utf_16(marked) && is_utf_16(given) => {
            (Some(marked), length)
        }
        (Some((marked, length)), _) if marked == UTF_8 => (given, length),
        _ => (given, 0),
    }
}

/// A file of records as UTF-8: decoded as the user says, or as a byte order mark does, which
/// goes; with the name of the encoding if it was another. What begins with the mark of UTF-16 is
/// in it only if what comes next `can_begin` records; given are the first characters, as many as
/// there are, and it answers as soon as they suffice.
///
/// # Errors
/// The reason in words, if its first bytes cannot be read.
pub(super) fn as_utf_8(
    mut content: Content,
    given: Option<&'static Encoding>,
    can_begin: impl Fn(&[u16]) -> Option<bool>,
) -> Result<(Content, Option<&'static str>), String> {
    let head = content.fill_buf().map_err(|error| cannot_read(&error))?;
    let (mut encoding, mut length) = told(head, given);
    if let Some(marked) = encoding.filter(|_| given.is_none() && length == 2) {
        let units = |head: &[u8]| -> Vec<u16> {
            let pairs = head[2..].chunks_exact(2).map(|pair| [pair[0], pair[1]]);
            if marked == UTF_16BE {
                pairs.map(u16::from_be_bytes).collect()
            } else {
                pairs.map(u16::from_le_bytes).collect()
            }
        };
        let head = peek(&mut content, LOOK, |head| can_begin(&units(head)).is_some());
        let head = head.map_err(|error| cannot_read(&error))?;
        if can_begin(&units(&head[..head.len().min(LOOK)])) == Some(false) {
            (encoding, length) = (None, 0);
        }
    }
    content.consume(length);
    Ok(match encoding.filter(|&encoding| encoding != UTF_8) {
        Some(encoding) => {
            let content = Box::new(Transcoded::new(content, encoding));
            (content, Some(encoding.name()))
        }
        None => (content, None),
    })
}

/// As many bytes are looked at to tell whether they are in UTF-16.
const LOOK: usize = 1 << 12;

/// Whether characters begin JSON: of it the first two that are no space are ASCII, whatever its
/// strings hold.
pub(super) fn can_begin_json(units: &[u16]) -> Option<bool> {
    let is_space = |unit: &&u16| matches!(unit, 0x20 | 0x09 | 0x0a | 0x0d);
    let mut begin = units.iter().filter(|unit| !is_space(unit));
    match (begin.next(), begin.next()) {
        (Some(0x80..), _) | (_, Some(0x80..)) => Some(false),
        (Some(_), Some(_)) => Some(true),
        _ => None,
    }
}

/// Whether characters begin a table: soon a name of a column is in ASCII, or what stands between
/// two, or the end of the line is.
pub(super) fn can_begin_table(units: &[u16]) -> Option<bool> {
    let is_ascii = units.iter().any(|&unit| unit < 0x80);
    (is_ascii || units.len() > LOOK / 4).then_some(is_ascii)
}

/// What is read in one encoding, given in UTF-8.
struct Transcoded {
    inner: Content,
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    text: Vec<u8>,
    given: usize,
    done: bool,
}

impl Transcoded {
    fn new(inner: Content, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            text: Vec::new(),
            given: 0,
            done: false,
        }
    }
}

impl BufRead for Transcoded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.given == self.text.len() && !self.done {
            let bytes = self.inner.fill_buf()?;
            let is_last = bytes.is_empty();
            let most = self
                .decoder
                .max_utf8_buffer_length_without_replacement(bytes.len());
            self.text.resize(most.unwrap_or(1 << 16), 0);
            let decoded =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.text, is_last);
            let (result, read, written) = decoded;
            self.text.truncate(written);
            self.given = 0;
            self.inner.consume(read);
            if let DecoderResult::Malformed(..) = result {
                self.done = true;
                let reason = format!("invalid {}", self.encoding.name());
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
            self.done = is_last && result == DecoderResult::InputEmpty;
        }
        Ok(&self.text[self.given..])
    }

    fn consume(&mut self, length: usize) {
        self.given = (self.given + length).min(self.text.len());
    }
}

impl Read for Transcoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut text = self.fill_buf()?;
        let read = text.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(bytes: &[u8]) -> Option<&'static str> {
        guess(bytes).map(Encoding::name)
    }

    #[test]
    fn what_is_not_utf_8_is_guessed() {
        assert_eq!(
            name(b"\x93We can\x92t,\x94 she said."),
            Some("windows-1252")
        );
        assert_eq!(name(b"It cost \xa320m."), Some("windows-1252"));
        assert_eq!(name(b"The caf\xe9 is shut."), Some("windows-1252"));
        assert_eq!(name(b"\xd2We can\xd5t,\xd3 she said."), Some("macintosh"));
        let russian = encoding_rs::WINDOWS_1251
            .encode("Мост закрыт до мая, сказал мэр.")
            .0;
        assert_eq!(name(&russian), Some("windows-1251"));
        assert_eq!(name(b"\xff\0\xfe\0"), None);
        assert_eq!(name(b"\x81\x8d\x8f\x90\x9d"), None);
    }

    #[test]
    fn a_file_is_in_one_encoding() {
        let mut decoder = Decoder::new(None);
        assert_eq!(decoder.decode(b"plain").unwrap(), "plain");
        assert_eq!(decoder.decode(b"\x93a\x94").unwrap(), "“a”");
        assert_eq!(decoder.found().unwrap(), WINDOWS_1252);
        assert_eq!(decoder.decode(b"caf\xe9").unwrap(), "café");
        let mut decoder = Decoder::new(None);
        assert_eq!(decoder.decode("é".as_bytes()).unwrap(), "é");
        let reason = decoder.decode(b"caf\xe9").unwrap_err();
        assert_eq!(reason, "invalid UTF-8 at byte 4");
        assert!(Decoder::new(Some(UTF_8)).decode(b"caf\xe9").is_err());
        let mut decoder = Decoder::new(Some(MACINTOSH));
        assert_eq!(decoder.decode(b"\xd2a\xd3").unwrap(), "“a”");
    }

    fn whole(bytes: &[u8], given: Option<&'static Encoding>) -> io::Result<String> {
        let content: Content = Box::new(io::BufReader::with_capacity(
            3,
            io::Cursor::new(bytes.to_vec()),
        ));
        let mut text = String::new();
        as_utf_8(content, given, can_begin_table)
            .unwrap()
            .0
            .read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn files_are_transcoded() {
        assert_eq!(whole(b"\xff\xfea\0\x1c\x20", None).unwrap(), "a“");
        assert_eq!(whole(b"\xfe\xff\0a\x20\x1c", None).unwrap(), "a“");
        assert_eq!(whole("\u{feff}é".as_bytes(), None).unwrap(), "é");
        assert_eq!(whole(b"a\0\x1c\x20", Some(UTF_16LE)).unwrap(), "a“");
        assert_eq!(whole(b"", Some(UTF_16BE)).unwrap(), "");
        let error = whole(b"\xff\xfea\0\x00\xd8", None).unwrap_err();
        assert_eq!(error.to_string(), "invalid UTF-16LE");
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = Decoder::new(None).decode(&bytes);
            for encoding in [UTF_16LE, UTF_16BE, WINDOWS_1252, encoding_rs::SHIFT_JIS] {
                let _ = whole(&bytes, Some(encoding));
            }
        }

        #[test]
        fn utf_16_comes_back(text in "[^\u{feff}]{0,40}") {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(whole(&bytes, Some(UTF_16LE)).unwrap(), text);
        }
    }
}
