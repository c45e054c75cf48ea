//! What formats with a token a line have in common.

use crate::evaluate::document::Piece;

/// A token of a file with columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The word.
    pub token: String,
    /// The columns after it.
    pub columns: Vec<String>,
    /// Line in the file, from 1.
    pub line: usize,
}

/// An article of a file with columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnArticle {
    /// What follows `-DOCSTART-` or `# doc =`, if it is a name.
    pub name: Option<String>,
    /// Sentences, none of them empty.
    pub sentences: Vec<Vec<Row>>,
}

/// Splits a file into articles (at `-DOCSTART-` and `# doc = NAME` lines), sentences (at
/// blank lines) and columns (at tabs, or at white space in lines without a tab).
pub fn parse(content: &str) -> Vec<ColumnArticle> {
    let mut articles: Vec<ColumnArticle> = Vec::new();
    let mut current = ColumnArticle::default();
    let mut sentence = Vec::new();
    for (i, line) in content.lines().enumerate() {
        let start = line.strip_prefix("-DOCSTART-").map(|rest| {
            rest.split_whitespace()
                .next()
                .filter(|n| !matches!(*n, "-X-" | "O"))
                .map(str::to_owned)
        });
        let start = start.or_else(|| {
            let name = line.strip_prefix('#')?.trim().strip_prefix("doc")?.trim();
            Some(Some(name.strip_prefix('=')?.trim().to_owned()))
        });
        if start.is_some() || line.trim().is_empty() {
            if !sentence.is_empty() {
                current.sentences.push(std::mem::take(&mut sentence));
            }
            if let Some(name) = start {
                if !current.sentences.is_empty() || current.name.is_some() {
                    articles.push(std::mem::take(&mut current));
                }
                current.name = name;
            }
            continue;
        }
        let mut fields: Vec<String> = if line.contains('\t') {
            line.split('\t').map(|f| f.trim().to_owned()).collect()
        } else {
            line.split_whitespace().map(str::to_owned).collect()
        };
        let token = fields.remove(0);
        if !token.is_empty() {
            sentence.push(Row {
                token,
                columns: fields,
                line: i + 1,
            });
        }
    }
    if !sentence.is_empty() {
        current.sentences.push(sentence);
    }
    if !current.sentences.is_empty() || current.name.is_some() {
        articles.push(current);
    }
    articles
}

/// The text that tokens without offsets stand for: a space between tokens, a line a
/// sentence. Also where each token stands in it.
pub fn joined(sentences: &[Vec<Row>]) -> (String, Vec<Vec<Piece>>) {
    let mut text = String::new();
    let mut at = 0;
    let mut places = Vec::with_capacity(sentences.len());
    for (i, sentence) in sentences.iter().enumerate() {
        if i > 0 {
            text.push('\n');
            at += 1;
        }
        let mut row_places = Vec::with_capacity(sentence.len());
        for (j, row) in sentence.iter().enumerate() {
            if j > 0 {
                text.push(' ');
                at += 1;
            }
            let end = at + row.token.chars().count();
            row_places.push(Piece { start: at, end });
            text.push_str(&row.token);
            at = end;
        }
        places.push(row_places);
    }
    (text, places)
}

/// Finds the tokens in a text, one after the other; the first that is not found is the error.
pub fn located(sentences: &[Vec<Row>], text: &str) -> Result<Vec<Vec<Piece>>, Row> {
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut places = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut row_places = Vec::with_capacity(sentence.len());
        for row in sentence {
            let token: Vec<char> = row.token.chars().collect();
            while characters.get(at).is_some_and(|c| c.is_whitespace()) {
                at += 1;
            }
            if !characters[at..].starts_with(&token) {
                return Err(row.clone());
            }
            row_places.push(Piece {
                start: at,
                end: at + token.len(),
            });
            at += token.len();
        }
        places.push(row_places);
    }
    Ok(places)
}

/// The spans of one column of tags in IOB1, IOB2 or BIOES, as label and token range. A span
/// begins at `B` or `S`, and where the label changes or the span before has ended.
pub fn spans<'t>(tags: impl IntoIterator<Item = &'t str>) -> Vec<(&'t str, usize, usize)> {
    let mut spans: Vec<(&str, usize, usize)> = Vec::new();
    let mut open = false;
    for (i, tag) in tags.into_iter().enumerate() {
        let (prefix, label) = tag.split_once('-').unwrap_or((tag, ""));
        if label.is_empty() || !matches!(prefix, "B" | "I" | "E" | "S" | "L" | "U") {
            open = false;
            continue;
        }
        match spans.last_mut() {
            Some(last) if open && last.0 == label && !matches!(prefix, "B" | "S" | "U") => {
                last.2 = i + 1;
            }
            _ => spans.push((label, i, i + 1)),
        }
        open = !matches!(prefix, "E" | "S" | "L" | "U");
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_three_schemes() {
        // IOB1: B only between neighbours of one type.
        assert_eq!(
            spans(["I-A", "I-A", "B-A", "O", "I-B"]),
            [("A", 0, 2), ("A", 2, 3), ("B", 4, 5)]
        );
        assert_eq!(spans(["B-A", "I-A", "I-B"]), [("A", 0, 2), ("B", 2, 3)]);
        // What is none of their tags marks nothing.
        assert_eq!(spans(["B", "B-", "X-A", "I-A"]), [("A", 3, 4)]);
        assert_eq!(
            spans(["S-A", "B-A", "E-A", "I-A", "_"]),
            [("A", 0, 1), ("A", 1, 3), ("A", 3, 4)]
        );
    }

    #[test]
    fn articles_and_sentences() {
        let articles = parse(
            "-DOCSTART- -X- O O\n\nAna NNP I-PER\nsaid VBD O\n\n\nNo UH O\n-DOCSTART- two\nYes\tO\n",
        );
        assert_eq!(articles.len(), 2);
        assert_eq!(articles[0].sentences.len(), 2);
        assert_eq!(articles[1].name.as_deref(), Some("two"));
        let (text, places) = joined(&articles[0].sentences);
        assert_eq!(text, "Ana said\nNo");
        assert_eq!(places[1][0], Piece { start: 9, end: 11 });
        let places = located(&articles[0].sentences, "Ana said. ").unwrap_err();
        assert_eq!(places.token, "No");
        assert_eq!(
            located(&articles[0].sentences, " Ana\tsaid No").unwrap()[1][0].start,
            10
        );
    }

    proptest! {
        #[test]
        fn never_fails(content in "((-DOCSTART-|# doc =|[a-c]{1,2})?[\t ]?[BIOES]?-?[a-b]{0,2}\n){0,8}\\PC{0,20}") {
            for article in parse(&content) {
                let (text, places) = joined(&article.sentences);
                prop_assert_eq!(located(&article.sentences, &text).ok(), Some(places));
                for sentence in &article.sentences {
                    spans(sentence.iter().filter_map(|r| r.columns.last()).map(String::as_str));
                }
            }
        }
    }
}
