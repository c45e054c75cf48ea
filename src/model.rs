//! A model folder: one encoder with its heads, and what they find in an article.

mod given;
mod search;
mod settings;

pub use given::{Given, Pieces};
pub use search::{Models, user_folder};

use crate::article::Article;
use crate::attribution::{
    Attribution, AttributionHead, Calibration, FoundInside, arrange, inside, may_nest,
    retain_inside,
};
use crate::encoder::{
    self, BertConfig, Encoder, EncoderOptions, Frame, Hidden, Room, Tokenizer, Tokens, Weights,
    WindowOptions, sections, windows,
};
use crate::entities::{Entity, EntityHead, EntityType, TokenClassifier};
use crate::error::{Error, Result};
use crate::folder::{check_files, read_json};
use crate::speakers::AntecedentHead;
use crate::tagger::{Tagged, Tagger};
use crate::text::{Document, Span, segment};
use crate::timings::{Stage, time};
use ndarray::{Array2, s};
use settings::Settings;
use std::path::{Path, PathBuf};

/// A trained model, ready to tag articles.
///
/// Its folder holds `config.json` and `tokenizer.json` in Hugging Face layout, the encoder's
/// tensors in `model.safetensors`, the heads' in `heads.safetensors`, and `sayso.json`.
///
/// ```
/// use sayso::model::{Model, ModelOptions, Models};
/// use sayso::{Article, Tagger};
/// use std::path::Path;
///
/// let folder = Models::default().find(Path::new("en"))?;
/// let model = Model::load(&folder, &ModelOptions::default())?;
/// let text = "Ann Lee said that it would rain.".to_owned();
/// let article = Article { text, ..Article::default() };
/// let found = model.tag(&article, &article.segment())?;
/// assert_eq!(found.entities[0].span.of(&article.text), "Ann Lee");
/// # Ok::<(), sayso::Error>(())
/// ```
pub struct Model {
    tokenizer: Tokenizer,
    encoder: Box<dyn Encoder>,
    /// Width of a hidden vector.
    hidden_size: usize,
    /// For the tokens whose hidden vectors are held.
    room: Room,
    entities: EntityHead,
    /// Finds the names in place of the head.
    classifier: Option<TokenClassifier>,
    attribution: AttributionHead,
    antecedents: Option<AntecedentHead>,
    calibration: Option<Calibration>,
    windows: WindowOptions,
    frame: Frame,
}

/// Tokens whose hidden vectors are held at once for an article: as many as 32 KiB of plain text
/// have, fewer than as much can have that is all names, numbers and punctuation.
const MOST_TOKENS: usize = 1 << 13;

/// Tokens whose hidden vectors are held at once for all articles, for each thread, if that is more.
/// Few articles have as many, so that threads rarely wait for each other.
const TOKENS_PER_THREAD: usize = 1 << 11;

/// Claims inside claims inside claims are looked for so many times.
const DEEPEST: usize = 3;

/// What a model folder holds.
const FILES: [&str; 5] = [
    "config.json",
    "tokenizer.json",
    "model.safetensors",
    "heads.safetensors",
    "sayso.json",
];

/// How a model is run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelOptions {
    /// How the encoder is run.
    pub encoder: EncoderOptions,
    /// Folder of a BERT for token classification that finds the names in place of the model's
    /// own head: see [`TokenClassifier`].
    pub entities_model: Option<PathBuf>,
}

impl Model {
    /// Loads a model folder.
    ///
    /// # Errors
    /// [`Error::Model`] if the folder is incomplete or does not fit this program,
    /// [`Error::Usage`] if the engine or the device is not to be had.
    pub fn load(folder: &Path, options: &ModelOptions) -> Result<Self> {
        check_files(folder, &FILES, "a model with sayso's heads")?;
        let fault = |reason: String| Error::Model {
            path: folder.to_owned(),
            reason,
        };
        let config: BertConfig = read_json(folder, "config.json")?;
        let settings: Settings = read_json(folder, "sayso.json")?;
        let known = match config.model_type.as_str() {
            "bert" => config.relative_attention_num_buckets.is_none(),
            // Below four there is no bucket for each kind of distance.
            "mpnet" => config.relative_attention_num_buckets >= Some(4),
            _ => false,
        };
        if !known || config.hidden_act != "gelu" {
            let found = format!("{} with {}", config.model_type, config.hidden_act);
            return Err(fault(format!(
                "config.json: {found} is not supported, only bert and mpnet with gelu"
            )));
        }
        if ![8, 16].contains(&config.type_vocab_size) {
            return Err(fault("config.json: type_vocab_size must be 8 or 16".into()));
        }
        if config.num_attention_heads == 0 || settings.window > config.max_position_embeddings {
            return Err(fault(
                "sayso.json: the window is longer than the encoder allows".into(),
            ));
        }
        let decided = options.encoder.decided(settings.integers_suffice())?;
        // Neither needs the other, and both take their time.
        let (read, encoder) = rayon::join(
            || -> Result<_> {
                let heads = Weights::read(&folder.join("heads.safetensors"))?;
                Ok((Tokenizer::load(folder)?, heads))
            },
            || {
                let weights = Weights::read(&folder.join("model.safetensors"))?;
                encoder::build(&config, weights, decided)
            },
        );
        let ((tokenizer, heads), encoder) = (read?, encoder?);
        let classifier = options.entities_model.as_deref();
        Ok(Self {
            encoder,
            hidden_size: config.hidden_size,
            room: Room::new(MOST_TOKENS.max(TOKENS_PER_THREAD * options.encoder.threads)),
            entities: EntityHead::load(&heads)?,
            classifier: classifier
                .map(|folder| TokenClassifier::load(folder, options.encoder))
                .transpose()?,
            attribution: AttributionHead::load(&heads)?,
            // A model may have been trained without.
            antecedents: heads
                .contains("links.score.Antecedent.weight")
                .then(|| AntecedentHead::load(&heads))
                .transpose()?,
            windows: WindowOptions {
                length: settings.window,
                overlap: settings.overlap,
            },
            calibration: settings.calibration,
            frame: tokenizer.frame(folder)?,
            tokenizer,
        })
    }

    /// What the encoder has of some tokens, one row each; `title` is context in front of them.
    fn encode(&self, tokens: &Tokens, title: &Tokens) -> Result<Array2<f32>> {
        let windows = windows(tokens, title, self.windows, self.frame);
        let mut hidden = Array2::zeros((tokens.ids.len(), self.encoder.output_width()));
        let mut keep = |number: usize, vectors: Array2<f32>| {
            let window = &windows[number];
            let rows = vectors.slice(s![window.kept(), ..]);
            let mut places = hidden.slice_mut(s![window.core.clone(), ..]);
            match (places.as_slice_mut(), rows.as_slice()) {
                (Some(places), Some(rows)) => places.copy_from_slice(rows),
                _ => places.assign(&rows),
            }
        };
        time(Stage::Encoding, || {
            self.encoder.encode_each(&windows, &mut keep)
        })?;
        Ok(hidden)
    }

    /// Reads a text part by part, so that what is held for it does not grow with it: hands the
    /// sentences, the tokens and the hidden vectors of each part to `each`; `title` is context in
    /// front of the first.
    fn read(
        &self,
        text: &str,
        document: &Document,
        title: &Tokens,
        mut each: impl FnMut(&[Span], &Tokens, Hidden) -> Result<()>,
    ) -> Result<()> {
        let none = Tokens::default();
        let mut title = title;
        for sentences in sections(text, document) {
            let section = time(Stage::Tokens, || {
                self.tokenizer
                    .tokenize_sentences(text, document, &sentences)
            })?;
            for part in section.parts(MOST_TOKENS) {
                let span = section.span(part.clone());
                let tokens = section.slice(part);
                let _taken = time(Stage::Encoding, || self.room.take(tokens.ids.len()));
                let hidden = self.encode(&tokens, title)?;
                title = &none;
                let first = sentences.partition_point(|s| s.end <= span.start);
                let upto = sentences.partition_point(|s| s.start < span.end);
                let hidden = Hidden::new(&hidden, self.hidden_size);
                each(&sentences[first..upto], &tokens, hidden)?;
            }
        }
        Ok(())
    }
}

impl Model {
    fn calibrate(&self, attributions: &mut [Attribution]) {
        for attribution in attributions {
            if let Some(calibration) = self.calibration {
                attribution.confidence = calibration.apply(attribution.confidence);
            }
        }
    }

    /// Adds the claims inside the claims.
    fn add_nested(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        hidden: Hidden,
        attributions: &mut Vec<Attribution>,
    ) -> Result<()> {
        let mut pieces = Vec::new();
        for (index, outer) in attributions.iter().enumerate() {
            pieces.extend(outer.content.iter().map(|&piece| (piece, index)));
        }
        let spans: Vec<Span> = pieces.iter().map(|&(piece, _)| piece).collect();
        let nested = self
            .attribution
            .find_nested(text, document, tokens, hidden.roles, &spans);
        let Some(found) = nested else {
            return self.add_read_again(text, document, tokens, attributions);
        };
        for (number, mut inner) in found {
            let (piece, index) = pieces[number];
            self.calibrate(std::slice::from_mut(&mut inner));
            let new = inside(
                &attributions[index],
                piece,
                vec![inner],
                FoundInside::Tagged,
            );
            add_new(attributions, new);
        }
        Ok(())
    }

    /// The same for a model without tags for them: what may hold a claim is read again, as a text
    /// of its own.
    fn add_read_again(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        attributions: &mut Vec<Attribution>,
    ) -> Result<()> {
        // Those that were found last, inside which more may stand.
        let mut level = 0..attributions.len();
        for _ in 0..DEEPEST {
            for index in level.clone() {
                let outer = attributions[index].clone();
                for &piece in outer.content.iter().filter(|&&c| may_nest(text, c)) {
                    let found = self.read_again(text, document, tokens, piece)?;
                    add_new(
                        attributions,
                        inside(&outer, piece, found, FoundInside::ReadAgain),
                    );
                }
            }
            level = level.end..attributions.len();
        }
        Ok(())
    }

    /// The claims in a piece of the text, read as a text of its own.
    fn read_again(
        &self,
        text: &str,
        document: &Document,
        tokens: &Tokens,
        piece: Span,
    ) -> Result<Vec<Attribution>> {
        let Some(mut range) = tokens.located(piece) else {
            return Ok(Vec::new());
        };
        // "that the ministry said …" is no sentence; without its first word it is.
        let first = tokens.spans[range.start].of(text);
        range.start += usize::from(first.eq_ignore_ascii_case("that") && range.len() > 1);
        let part = tokens.slice(range);
        let hidden = self.encode(&part, &Tokens::default())?;
        let roles = Hidden::new(&hidden, self.hidden_size).roles;
        let mut found = self.attribution.find(text, document, &part, roles);
        self.calibrate(&mut found);
        Ok(found)
    }
}

impl Tagger for Model {
    fn tag(&self, article: &Article, document: &Document) -> Result<Tagged> {
        self.tag_given(article, document, &Given::default())
    }
}

impl Model {
    /// [`Tagger::tag`], where something is known of the article already.
    ///
    /// # Errors
    /// [`Error::Engine`] if the engine fails.
    pub fn tag_given(
        &self,
        article: &Article,
        document: &Document,
        given: &Given,
    ) -> Result<Tagged> {
        let mut found = Tagged::default();
        let mut nested = Vec::new();
        let title = match &article.title {
            Some(title) => self.tokenizer.tokenize(title, &segment(title))?,
            None => Tokens::default(),
        };
        let text = &article.text;
        self.read(text, document, &title, |sentences, tokens, hidden| {
            let mut entities = match &self.classifier {
                Some(classifier) => classifier.find(text, document, sentences)?,
                None => self.entities.find(tokens, hidden.names),
            };
            give_way(&mut entities, &given.people, tokens);
            let mut attributions = self.attribution.find(text, document, tokens, hidden.roles);
            self.calibrate(&mut attributions);
            let outermost = attributions.len();
            self.add_nested(text, document, tokens, hidden, &mut attributions)?;
            if let Some(head) = &self.antecedents {
                let its = attributions.iter().flat_map(|a| &a.source);
                let mut sources: Vec<Span> = its.chain(&given.sources).copied().collect();
                sources.sort_unstable();
                let further = head.find(text, tokens, hidden.names, &entities, &sources);
                found.antecedents.append(further);
            }
            found.entities.extend(entities);
            nested.extend(attributions.split_off(outermost));
            found.attributions.extend(attributions);
            Ok(())
        })?;
        let attributions = std::mem::take(&mut found.attributions);
        found.attributions = arrange(text, document, attributions);
        // What is said inside a claim has no part in how quotations and turns follow each other; but
        // its outer claim may no longer be one.
        retain_inside(&mut nested, &found.attributions);
        found.attributions.extend(nested);
        Ok(found)
    }
}

/// Puts names that are known to be people's in the place of those that overlap with them.
fn give_way(entities: &mut Vec<Entity>, people: &[Span], tokens: &Tokens) {
    for &span in people
        .iter()
        .filter(|&&span| tokens.located(span).is_some())
    {
        entities.retain(|entity| !entity.span.overlaps(span));
        entities.push(Entity {
            span,
            entity_type: EntityType::Person,
            confidence: 1.0,
        });
    }
    entities.sort_by_key(|entity| entity.span);
}

/// Adds claims whose cue no claim has yet.
fn add_new(attributions: &mut Vec<Attribution>, mut new: Vec<Attribution>) {
    new.retain(|inner| {
        let known = |a: &Attribution| a.cue.iter().any(|c| inner.cue.contains(c));
        !attributions.iter().any(known)
    });
    attributions.extend(new);
}
