use memchr::memmem;

/// Characters that stand before the items of a list.
const BULLETS: [char; 8] = ['•', '⁃', '◦', '▪', '●', '‣', '■', '►'];

/// Whether `c` stands before the items of a list.
pub(in crate::text) fn is_bullet(c: char) -> bool {
    BULLETS.contains(&c)
}

/// What stands before an item of a numbered list: "1.", "2)", "(3)", "4.)", "a."
struct Marker<'t> {
    open: &'t str,
    label: &'t str,
    close: &'t str,
}

impl<'t> Marker<'t> {
    /// Reads a marker at the start of `words`.
    fn read(words: &'t str) -> Option<Self> {
        let (open, rest) = words.split_at(usize::from(words.starts_with('(')));
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letter = usize::from(rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        let (label, rest) = rest.split_at(digits.max(letter));
        if label.is_empty() || label.len() > 3 {
            return None;
        }
        let close = [".)", ")", "."]
            .into_iter()
            .find(|&close| rest.starts_with(close))?;
        Some(Self { open, label, close })
    }

    /// How the marker of the following item is written.
    fn next(&self) -> Option<String> {
        let label = if let Ok(number) = self.label.parse::<u16>() {
            (number + 1).to_string()
        } else {
            let letter = self.label.as_bytes().first()?;
            // "A. Smith and B. Jones" are people, not a list.
            if (letter.is_ascii_uppercase() && self.close == ".") || matches!(letter, b'Z' | b'z') {
                return None;
            }
            char::from(letter + 1).to_string()
        };
        Some(format!("{}{label}{}", self.open, self.close))
    }
}

/// Whether `words`, a sentence so far up to and including a full stop, is only the marker of
/// a list's item.
pub(super) fn is_marker(words: &str) -> bool {
    // The longest are "(123)" and a bullet before; a longer sentence is not looked through.
    if words.len() > 16 {
        return false;
    }
    let words = words.trim_start_matches(|c: char| is_bullet(c) || c.is_whitespace());
    Marker::read(words).is_some_and(|marker| {
        marker.open.len() + marker.label.len() + marker.close.len() == words.len()
    })
}

/// Where the second and later items start in a paragraph that is a list written in one line,
/// "1. Bread 2. Butter". The numbers have to follow each other and each item has to start with
/// a capital; nothing is found in a paragraph that does not start with the marker of an item.
pub(super) fn item_starts(paragraph: &str) -> Vec<usize> {
    let Some(bullet) = paragraph.chars().next().filter(|&c| is_bullet(c)) else {
        return numbered_starts(paragraph);
    };
    let mut buffer = [0; 4];
    memmem::find_iter(paragraph.as_bytes(), bullet.encode_utf8(&mut buffer))
        .filter(|&at| paragraph[..at].ends_with(char::is_whitespace))
        .collect()
}

fn numbered_starts(paragraph: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut item = 0;
    while let Some(wanted) = Marker::read(&paragraph[item..]).and_then(|marker| marker.next()) {
        let found = memmem::find_iter(&paragraph.as_bytes()[item..], &wanted)
            .map(|at| item + at)
            .find(|&at| {
                let after = &paragraph[at + wanted.len()..];
                let words = after.trim_start();
                paragraph[..at].ends_with(char::is_whitespace)
                    && words.len() < after.len()
                    && words.starts_with(char::is_uppercase)
            });
        match found {
            Some(at) => starts.push(at),
            None => break,
        }
        item = *starts.last().unwrap_or(&0);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_to_follow_each_other() {
        assert_eq!(item_starts("1. Bread 2. Butter 4. Milk"), [9]);
        assert_eq!(item_starts("(a) Bread (b) Butter"), [10]);
        assert!(item_starts("1. Bread weighs 2. 5 is more").is_empty());
        assert!(item_starts("A. Smith and B. Jones").is_empty());
        assert_eq!(item_starts("a. Bread b. Butter"), [9]);
        assert_eq!(item_starts("A) Bread B) Butter"), [9]);
        assert!(item_starts("We need 1. Bread 2. Butter").is_empty());
    }

    #[test]
    fn bullets_divide_only_a_paragraph_that_starts_with_one() {
        assert_eq!(item_starts("• Bread • Butter"), ["• Bread ".len()]);
        assert!(item_starts("Bread • Butter").is_empty());
    }

    #[test]
    fn markers() {
        for marker in ["1.", "12)", "(3)", "4.)", "b.", "• 9.", "(123)"] {
            assert!(is_marker(marker), "{marker}");
        }
        for other in ["1999.", "It.", "1. Go.", ""] {
            assert!(!is_marker(other), "{other}");
        }
    }

    #[test]
    fn no_marker_is_sought_in_more_than_16_bytes() {
        let indented = |bytes: usize| format!("{:>bytes$}", "1.");
        assert!(is_marker(&indented(16)));
        assert!(!is_marker(&indented(17)));
    }
}
