use super::document::Piece;

/// Tokens of a text for counting overlap: runs of letters and digits, and every other
/// character that is not white space on its own. Any system's spans can be laid over them.
pub fn tokens(text: &str) -> Vec<Piece> {
    let mut tokens: Vec<Piece> = Vec::new();
    let mut in_word = false;
    for (i, c) in text.chars().enumerate() {
        let word = c.is_alphanumeric();
        match tokens.last_mut() {
            Some(last) if word && in_word => last.end = i + 1,
            _ if c.is_whitespace() => {}
            _ => tokens.push(Piece {
                start: i,
                end: i + 1,
            }),
        }
        in_word = word;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks() {
        let found: Vec<_> = tokens("“Ça, 1st")
            .iter()
            .map(|p| (p.start, p.end))
            .collect();
        assert_eq!(found, [(0, 1), (1, 3), (3, 4), (5, 8)]);
    }
}
