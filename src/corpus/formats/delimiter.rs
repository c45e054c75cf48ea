//! What stands between the cells of a table, from its header.

use crate::corpus::fields::Fields;

/// What may stand between two cells, beside what the file's name says: spreadsheets write
/// semicolons in countries whose decimal mark is the comma.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter with which a header has a column for the text; failing that, the usual one.
pub(super) fn find(header: &[u8], usual: u8, fields: &Fields) -> u8 {
    let has_text = |&delimiter: &u8| names(header, delimiter).any(|name| is_text(name, fields));
    std::iter::once(usual)
        .chain(DELIMITERS)
        .find(has_text)
        .unwrap_or(usual)
}

/// The delimiter that a line `sep=;` names, which spreadsheets put before the header.
pub(super) fn named(line: &[u8]) -> Option<u8> {
    match line.trim_ascii_end().strip_prefix(b"sep=") {
        Some([delimiter]) => Some(*delimiter),
        // A tab at the end is trimmed away.
        Some([]) if line.starts_with(b"sep=\t") => Some(b'\t'),
        _ => None,
    }
}

fn is_text(name: &[u8], fields: &Fields) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| fields.is_text(name))
}

/// The names in a header, without their quotation marks.
fn names(header: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    let cells = header.split(move |&byte| {
        quoted ^= byte == b'"';
        byte == delimiter && !quoted
    });
    cells.map(|cell| {
        let cell = cell.trim_ascii();
        let inner = cell.strip_prefix(b"\"").and_then(|c| c.strip_suffix(b"\""));
        inner.unwrap_or(cell).trim_ascii()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_gives_a_text_column() {
        let found = |header: &str| find(header.as_bytes(), b',', &Fields::default()) as char;
        for (header, delimiter) in [
            ("id,text", ','),
            ("title;id;text", ';'),
            ("\"a, b\";\"Text\"\r", ';'),
            ("id\t text ", '\t'),
            ("id|text", '|'),
            ("a;b,text", ','),
            ("\"a;text\"", ','),
            ("id;story", ','),
        ] {
            assert_eq!(found(header), delimiter, "{header}");
        }
        assert_eq!(named(b"sep=;\r\n"), Some(b';'));
        assert_eq!(named(b"sep=\t\n"), Some(b'\t'));
        assert_eq!(named(b"separate;text\n"), None);
    }
}
