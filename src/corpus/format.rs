//! Formats and compressions, and what a file's name says of them.

use crate::named::{Named, named};

named! {
    "format";
    /// How articles are written in a file.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Format {
        /// Plain text, one article a file: `.txt`, `.text`.
        Text = "txt",
        /// A web page, one article a file: `.html`, `.htm`, `.xhtml`.
        Html = "html",
        /// One JSON object a line: `.jsonl`, `.ndjson`, `.jsonlines`.
        JsonLines = "jsonl",
        /// JSON of any shape: `.json`.
        Json = "json",
        /// A table with a header: `.csv`, and tab-separated in a file named `.tsv`.
        Csv = "csv",
        /// A table with typed columns: `.parquet`.
        Parquet = "parquet",
        /// News in XML: RSS, Atom, NITF, NewsML-G2, TEI: `.xml`, `.rss`, `.atom`, `.nitf`, `.tei`.
        Xml = "xml",
        /// SGML with an article in each `<DOC>`, as Gigaword has: `.sgml`, `.sgm`.
        Sgml = "sgml",
        /// A message, or a page that was saved as one: `.eml`, `.mhtml`, `.mht`.
        Mail = "eml",
        /// Markdown, one article a file: `.md`, `.markdown`.
        Markdown = "md",
        /// A text export of Nexis, one article a document: known by its first lines.
        Nexis = "nexis",
        /// An archive of files in any of the other formats: `.zip`.
        Zip = "zip",
        /// A web archive, of which the English pages are read: `.warc`.
        Warc = "warc",
    }
}

/// What a web archive in Zstandard begins with where its frames share a dictionary: a frame to be
/// skipped that holds it.
pub(super) const ZSTD_DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one member or several: `.gz`.
    Gzip,
    /// Zstandard, of one frame or several: `.zst`, `.zstd`.
    Zstd,
}

impl Compression {
    /// The compression that a file's first bytes show.
    ///
    /// Neither signature can start a text: both are invalid UTF-8.
    pub fn of_magic(head: &[u8]) -> Self {
        if head.starts_with(&[0x1f, 0x8b, 0x08]) {
            Self::Gzip
        } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || head.starts_with(&ZSTD_DICTIONARY)
        {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

/// What a file's name says of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameSays {
    /// Nothing if the name has no known extension.
    pub format: Option<Format>,
    /// Nothing if the name leaves it to the first bytes.
    pub compression: Option<Compression>,
    /// The extension before that of the compression, in lower case, without its dot.
    pub extension: String,
}

impl NameSays {
    pub fn of(name: &str) -> Self {
        let (rest, last) = split(name);
        let compression = match last.as_str() {
            "gz" => Some(Compression::Gzip),
            "zst" | "zstd" => Some(Compression::Zstd),
            _ => None,
        };
        let extension = if compression.is_some() {
            split(rest).1
        } else {
            last
        };
        let format = match extension.as_str() {
            "txt" | "text" => Some(Format::Text),
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "jsonl" | "ndjson" | "jsonlines" => Some(Format::JsonLines),
            "json" => Some(Format::Json),
            "csv" | "tsv" => Some(Format::Csv),
            "parquet" => Some(Format::Parquet),
            "xml" | "rss" | "atom" | "nitf" | "newsml" | "tei" => Some(Format::Xml),
            "sgml" | "sgm" => Some(Format::Sgml),
            "eml" | "mhtml" | "mht" => Some(Format::Mail),
            "zip" => Some(Format::Zip),
            "warc" | "wet" => Some(Format::Warc),
            _ => None,
        };
        Self {
            format,
            compression,
            extension,
        }
    }

    /// The format of the file, as far as its name and the one that was given tell.
    ///
    /// # Errors
    /// With the way out, if they do not.
    pub fn format(&self, given: Option<Format>) -> Result<Format, String> {
        // A form that was given is that of the files in an archive.
        let is_archive = self.format == Some(Format::Zip);
        let format = given.filter(|_| !is_archive).or(self.format);
        format.ok_or_else(|| self.unknown_format())
    }

    /// What stands between two cells of a table.
    pub fn delimiter(&self) -> u8 {
        if self.extension == "tsv" { b'\t' } else { b',' }
    }

    /// Why a file of unknown format is not read, with the way out.
    pub fn unknown_format(&self) -> String {
        let way_out = match self.extension.as_str() {
            "pdf" => PDF,
            "docx" | "odt" | "rtf" | "epub" | "tex" => {
                "convert it to plain text first, for example with pandoc"
            }
            "doc" | "dot" | "ppt" | "pptx" | "odp" => {
                "convert it to plain text first, for example with LibreOffice"
            }
            "mobi" | "azw" | "azw3" => {
                "convert it to plain text first, for example with Calibre's ebook-convert"
            }
            "xlsx" | "xls" | "ods" => "export the sheet as CSV first",
            "arrow" | "feather" => "write it as Parquet first, for example with pyarrow",
            "arc" | "wacz" => "convert it to WARC first, for example with warcio",
            "tar" | "tgz" | "7z" | "rar" => "unpack it first, or pack it as zip",
            "bz2" | "xz" | "lz4" | "br" => "decompress it first, or use gzip or zstd",
            _ => {
                let known = Format::ALL.map(Named::name).join(", ");
                return self.unknown(&format!(
                    "if it is one of {known}, say so with --input-format"
                ));
            }
        };
        self.unknown(way_out)
    }

    fn unknown(&self, way_out: &str) -> String {
        match self.extension.as_str() {
            "" => format!("unknown format: the name has no extension; {way_out}"),
            extension => format!("unknown format \".{extension}\"; {way_out}"),
        }
    }
}

const PDF: &str = "convert it to plain text first, for example with pdftotext";

/// Why a file with these first bytes cannot be read, if they show it to be of a format that is
/// none of text. No text begins so.
pub(super) fn foreign(head: &[u8]) -> Option<String> {
    let (what, way_out) = if head.starts_with(b"%PDF") {
        ("a PDF document", PDF)
    } else if head.starts_with(b"PK\x03\x04") {
        (
            "a zip archive, as Office documents and EPUB are",
            "convert a document to plain text first, for example with pandoc; an archive of articles \
             is to be named .zip",
        )
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        (
            "an old Office document",
            "convert it to plain text first, for example with LibreOffice",
        )
    } else {
        return None;
    };
    Some(format!("{what}, whatever its name says; {way_out}"))
}

/// A name apart from its extension. A leading dot starts no extension.
fn split(name: &str) -> (&str, String) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension.to_ascii_lowercase()),
        _ => (name, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_format_and_compression() {
        let says = |name| {
            let says = NameSays::of(name);
            (says.format, says.compression)
        };
        assert_eq!(says("a.txt"), (Some(Format::Text), None));
        assert_eq!(says("A.B.HTM"), (Some(Format::Html), None));
        assert_eq!(
            says("a.jsonl.gz"),
            (Some(Format::JsonLines), Some(Compression::Gzip))
        );
        assert_eq!(
            says("a.tsv.zst"),
            (Some(Format::Csv), Some(Compression::Zstd))
        );
        assert_eq!(says("a.gz"), (None, Some(Compression::Gzip)));
        assert_eq!(
            says("CC-NEWS.warc.gz"),
            (Some(Format::Warc), Some(Compression::Gzip))
        );
        assert_eq!(says("a.parquet"), (Some(Format::Parquet), None));
        assert_eq!(says("a.pdf"), (None, None));
        assert_eq!(says(".txt"), (None, None));
        assert_eq!(says(""), (None, None));
        assert_eq!(NameSays::of("a.tsv.gz").delimiter(), b'\t');
        assert_eq!(NameSays::of("a.csv").delimiter(), b',');
    }

    #[test]
    fn an_unknown_format_names_the_way_out() {
        assert!(NameSays::of("a.pdf").unknown_format().contains("pdftotext"));
        assert!(NameSays::of("a.epub").unknown_format().contains("pandoc"));
        assert!(
            NameSays::of("README")
                .unknown_format()
                .contains("no extension")
        );
        assert!(
            NameSays::of("a.xyz")
                .unknown_format()
                .starts_with("unknown format \".xyz\"")
        );
    }

    #[test]
    fn documents_are_known_by_their_first_bytes() {
        assert!(foreign(b"%PDF-1.7").unwrap().contains("pdftotext"));
        assert!(foreign(b"PK\x03\x04\x14").unwrap().contains("pandoc"));
        assert!(
            foreign(b"\xd0\xcf\x11\xe0")
                .unwrap()
                .contains("LibreOffice")
        );
        for text in [&b""[..], b"P", b"PK wins", b"% of", b"PAR1"] {
            assert_eq!(foreign(text), None);
        }
    }

    #[test]
    fn names_of_formats_are_read_and_written() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        }
        assert!("pdf".parse::<Format>().is_err());
    }
}
