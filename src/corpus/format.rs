//! The formats of articles: their names and extensions.

use crate::named::named;

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
        /// Captions of a broadcast: WebVTT, SubRip: `.vtt`, `.srt`.
        Captions = "vtt",
        /// A text export of Nexis, one article a document: known by its first lines.
        Nexis = "nexis",
        /// An archive of files in any of the other formats: `.zip`.
        Zip = "zip",
        /// A web archive, of which the English pages are read: `.warc`.
        Warc = "warc",
    }
}

impl Format {
    /// What a file's extension says, in lower case and without its dot.
    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "jsonl" | "ndjson" | "jsonlines" => Self::JsonLines,
            "json" => Self::Json,
            "csv" | "tsv" => Self::Csv,
            "parquet" => Self::Parquet,
            "xml" | "rss" | "atom" | "nitf" | "newsml" | "tei" => Self::Xml,
            "sgml" | "sgm" => Self::Sgml,
            "eml" | "mhtml" | "mht" => Self::Mail,
            "vtt" | "srt" => Self::Captions,
            "zip" => Self::Zip,
            "warc" | "wet" => Self::Warc,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_formats_are_read_and_written() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        }
        assert!("pdf".parse::<Format>().is_err());
    }
}
