//! Sentence boundaries of Universal Dependencies treebanks (CoNLL-U).
//!
//! The text is put together from the `# text` lines: a blank line before `# newpar`, and
//! between other sentences a space unless the last token says `SpaceAfter=No`.

use super::{Reading, files};
use crate::error::Result;
use crate::evaluate::document::{AnnotatedArticle, Corpus, Piece};
use std::path::Path;

/// Reads a file, or every `.conllu` file of a folder.
pub fn read(path: &Path, _: &mut Reading) -> Result<Corpus> {
    let found = files::below(path)?;
    let mut corpus = Corpus::new();
    for file in files::with_extension(&found, "conllu") {
        corpus.extend(documents(&files::text(file)?, &files::article(file)));
    }
    Ok(corpus)
}

#[derive(Default)]
struct Builder {
    id: String,
    text: String,
    length: usize,
    sentences: Vec<Piece>,
    paragraph: bool,
    space: bool,
}

impl Builder {
    fn sentence(&mut self, words: &str) {
        let gap = match (self.text.is_empty(), self.paragraph, self.space) {
            (true, _, _) => "",
            (_, true, _) => "\n\n",
            (_, _, true) => " ",
            _ => "",
        };
        self.text.push_str(gap);
        self.text.push_str(words);
        let start = self.length + gap.len();
        self.length = start + words.chars().count();
        self.sentences.extend(Piece::new(start, self.length));
        self.paragraph = false;
        self.space = true;
    }

    fn finish(self, documents: &mut Vec<AnnotatedArticle>) {
        if !self.sentences.is_empty() {
            documents.push(AnnotatedArticle {
                id: self.id,
                text: Some(self.text),
                sentences: Some(self.sentences),
                ..AnnotatedArticle::default()
            });
        }
    }
}

fn documents(content: &str, name: &str) -> Vec<AnnotatedArticle> {
    let mut documents = Vec::new();
    let mut current = Builder {
        id: name.to_owned(),
        ..Builder::default()
    };
    for line in content.lines() {
        let Some(comment) = line.strip_prefix('#') else {
            let misc = line.rsplit('\t').next().unwrap_or_default();
            if line.contains('\t') {
                current.space = !misc.split('|').any(|m| m == "SpaceAfter=No");
            }
            continue;
        };
        let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
        match (key.trim(), value.trim()) {
            ("newdoc id" | "newdoc", id) => {
                let id = if id.is_empty() {
                    format!("{name}-{}", documents.len() + 1)
                } else {
                    id.to_owned()
                };
                let next = Builder {
                    id: id.replace('/', "_"),
                    ..Builder::default()
                };
                std::mem::replace(&mut current, next).finish(&mut documents);
            }
            ("newpar id" | "newpar", _) => current.paragraph = true,
            ("text", words) if !words.is_empty() => current.sentence(words),
            _ => {}
        }
    }
    current.finish(&mut documents);
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_put_together() {
        let documents = documents(
            "# newdoc id = one\n# newpar id = p1\n# text = Où?\n1\tOù\t_\n2\t?\tSpaceAfter=No\n\n\
             # text = Here.\n1\tHere\t_\n\n# newpar\n# text = Yes.\n\n# newdoc id = two\n# text = No.\n",
            "x",
        );
        assert_eq!(documents[0].text.as_deref(), Some("Où?Here.\n\nYes."));
        let sentences: Vec<_> = documents[0]
            .sentences
            .iter()
            .flatten()
            .map(|s| (s.start, s.end))
            .collect();
        assert_eq!(sentences, [(0, 3), (3, 8), (10, 14)]);
        assert_eq!(documents[1].id, "two");
    }

    #[test]
    fn sentences_stand_apart_by_a_space() {
        let documents = documents(
            "# text = One.\n1\tOne\t_\n2\t.\t_\n\n# text =\n\n# text = Two.\n",
            "flood",
        );
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0].id, "flood");
        assert_eq!(documents[0].text.as_deref(), Some("One. Two."));
        let sentences = [Piece { start: 0, end: 4 }, Piece { start: 5, end: 9 }];
        assert_eq!(documents[0].sentences.as_deref(), Some(&sentences[..]));
    }
}
