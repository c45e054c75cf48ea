use super::{Entity, EntityType};
use crate::encoder::{
    self, BertConfig, Encoder, EncoderOptions, Frame, Tokenizer, Tokens, Weights, WindowOptions,
    windows,
};
use crate::error::{Error, Result};
use crate::folder::{check_files, read_json};
use crate::tagging::Dense;
use crate::text::{Document, Span};
use ndarray::{ArrayView1, s};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A BERT with a layer that classifies tokens (`BertForTokenClassification` in Hugging Face
/// layout), which finds names.
///
/// Its folder holds `config.json` with `id2label`, `model.safetensors`, and `tokenizer.json` or
/// `vocab.txt`. Labels are `O`, `B-TYPE` and `I-TYPE` (or all `I-`) of CoNLL-2003 or OntoNotes;
/// types that are none of names, such as dates, are left out.
pub struct TokenClassifier {
    tokenizer: Tokenizer,
    encoder: Box<dyn Encoder>,
    frame: Frame,
    windows: WindowOptions,
    classifier: Dense,
    labels: Vec<Label>,
}

/// What a label says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label {
    /// Whether a name begins here even if the word before is in one of the same type.
    begins: bool,
    /// None outside of names.
    entity_type: Option<EntityType>,
}

#[derive(Deserialize)]
struct Labels {
    id2label: BTreeMap<usize, String>,
}

/// Tokens that two windows in a row share, about.
const OVERLAP: usize = 64;
/// Tokens in a window, at most: what such a model was trained on were single sentences.
const WINDOW: usize = 256;

impl TokenClassifier {
    /// Loads the folder.
    ///
    /// # Errors
    /// [`Error::Model`] if the folder is incomplete or its files do not fit together,
    /// [`Error::Usage`] if the engine or the device is not to be had.
    pub fn load(folder: &Path, options: EncoderOptions) -> Result<Self> {
        let vocabulary = if folder.join("tokenizer.json").is_file() {
            "tokenizer.json"
        } else {
            "vocab.txt"
        };
        let files = ["config.json", "model.safetensors", vocabulary];
        check_files(folder, &files, "a BERT for token classification")?;
        let fault = |reason: String| Error::Model {
            path: folder.to_owned(),
            reason,
        };
        let config: BertConfig = read_json(folder, "config.json")?;
        if config.model_type != "bert" || config.hidden_act != "gelu" {
            let found = format!("{} with {}", config.model_type, config.hidden_act);
            let reason = format!("config.json: {found} is not supported, only bert with gelu");
            return Err(fault(reason));
        }
        let Labels { id2label } = read_json(folder, "config.json")?;
        if !id2label.keys().copied().eq(0..id2label.len()) {
            return Err(fault("config.json: id2label does not count from 0".into()));
        }
        let labels: Vec<Label> = id2label.values().map(|name| Label::read(name)).collect();
        if labels.iter().all(|label| label.entity_type.is_none()) {
            return Err(fault(format!(
                "config.json: id2label has no type of names known here, such as B-PER: {}",
                id2label.into_values().collect::<Vec<_>>().join(", ")
            )));
        }
        let weights = Weights::read(&folder.join("model.safetensors"))?;
        let classifier = Dense::load(&weights, "classifier")?;
        let shape = (classifier.units(), classifier.inputs());
        if shape != (labels.len(), config.output_width()) {
            return Err(weights.fault("the classifier does not fit config.json".into()));
        }
        let tokenizer = Tokenizer::load_bert(folder)?;
        Ok(Self {
            frame: tokenizer.frame(folder)?,
            tokenizer,
            encoder: encoder::build(&config, weights, options)?,
            windows: WindowOptions {
                length: config.max_position_embeddings.min(WINDOW),
                overlap: OVERLAP,
            },
            classifier,
            labels,
        })
    }

    /// The names in some sentences of a text, in order.
    ///
    /// # Errors
    /// [`Error::Engine`] if the tokenizer or the engine fails.
    pub fn find(&self, text: &str, document: &Document, sentences: &[Span]) -> Result<Vec<Entity>> {
        let mut tokens = self
            .tokenizer
            .tokenize_sentences(text, document, sentences)?;
        // It knows nothing of case and quotation in token types.
        tokens.types.fill(0);
        let mut names = Names::default();
        let windows = windows(&tokens, &Tokens::default(), self.windows, self.frame);
        let windows: Vec<_> = windows
            .into_iter()
            .map(|mut window| {
                window.types.fill(0);
                window
            })
            .collect();
        for (window, hidden) in windows.iter().zip(self.encoder.encode(&windows)?) {
            let rows = hidden.slice(s![window.kept(), ..]);
            let scores = self.classifier.apply(rows);
            for (token, scores) in window.core.clone().zip(scores.rows()) {
                let span = tokens.spans[token];
                let breaks = tokens.sentence_starts.binary_search(&token).is_ok();
                if self.tokenizer.continues_word(tokens.ids[token]) && !breaks {
                    names.go_on(span);
                } else {
                    let (label, probability) = best(scores);
                    names.add(self.labels[label], span, probability, breaks);
                }
            }
        }
        Ok(names.found)
    }
}

/// Puts the words' labels together to names. What a word is its first token says.
#[derive(Default)]
struct Names {
    found: Vec<Entity>,
    /// Whether the word before is in the last name.
    open: bool,
}

impl Names {
    fn add(&mut self, label: Label, span: Span, probability: f32, breaks: bool) {
        let Some(entity_type) = label.entity_type else {
            self.open = false;
            return;
        };
        match self.found.last_mut() {
            Some(last)
                if self.open && !breaks && !label.begins && last.entity_type == entity_type =>
            {
                last.span.end = span.end;
                last.confidence *= probability;
            }
            _ => self.found.push(Entity {
                span,
                entity_type,
                confidence: probability,
            }),
        }
        self.open = true;
    }

    /// A further token of the word before.
    fn go_on(&mut self, span: Span) {
        if let (true, Some(last)) = (self.open, self.found.last_mut()) {
            last.span.end = span.end;
        }
    }
}

impl Label {
    fn read(name: &str) -> Self {
        let (prefix, kind) = name.split_once('-').unwrap_or(("", name));
        let entity_type = match kind {
            "PER" | "PERSON" => Some(EntityType::Person),
            "ORG" => Some(EntityType::Organization),
            "LOC" | "GPE" | "FAC" => Some(EntityType::Location),
            "MISC" | "NORP" | "EVENT" | "PRODUCT" | "WORK_OF_ART" | "LAW" | "LANGUAGE" => {
                Some(EntityType::Miscellaneous)
            }
            _ => None,
        };
        Self {
            begins: prefix == "B",
            entity_type,
        }
    }
}

/// The likeliest label and its probability.
fn best(scores: ArrayView1<f32>) -> (usize, f32) {
    let mut best = 0;
    for (label, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = label;
        }
    }
    let sum: f32 = scores
        .iter()
        .map(|score| (score - scores[best]).exp())
        .sum();
    (best, sum.recip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_two_schemes() {
        let read = |name| {
            let label = Label::read(name);
            (label.begins, label.entity_type)
        };
        assert_eq!(read("O"), (false, None));
        assert_eq!(read("B-PER"), (true, Some(EntityType::Person)));
        assert_eq!(read("I-ORG"), (false, Some(EntityType::Organization)));
        assert_eq!(read("B-GPE"), (true, Some(EntityType::Location)));
        assert_eq!(read("I-DATE"), (false, None));
    }

    #[test]
    fn words_become_names() {
        let mut names = Names::default();
        let word = |at: usize| Span::new(at, at + 3);
        let [b, i, other] = ["B-PER", "I-PER", "I-ORG"].map(Label::read);
        names.add(b, word(0), 0.5, true);
        names.go_on(Span::new(3, 5));
        names.add(i, word(6), 0.5, false);
        names.add(b, word(10), 1.0, false);
        names.add(other, word(14), 1.0, false);
        names.add(other, word(18), 1.0, true);
        names.add(Label::read("O"), word(22), 1.0, false);
        names.go_on(Span::new(25, 27));
        let found: Vec<_> = names
            .found
            .iter()
            .map(|e| (e.span.start, e.span.end, e.confidence))
            .collect();
        assert_eq!(
            found,
            [(0, 9, 0.25), (10, 13, 1.0), (14, 17, 1.0), (18, 21, 1.0)]
        );
    }

    #[test]
    fn the_best_label_and_its_probability() {
        let (label, probability) = best(ndarray::array![0.0, 2.0f32.ln(), 0.0].view());
        assert_eq!(label, 1);
        assert!((probability - 0.5).abs() < 1e-6);
    }
}
