//! The steps of this stage, in order.

use super::channels::Channels;
use super::discourse::Discourse;
use super::referents::Referent;
use super::words::Words;
use super::{Antecedents, FoundBy, Speaker, SpeakerType, Speakers, labels, mentions, referents};
use crate::attribution::Attribution;
use crate::entities::Entity;
use crate::text::{Document, Span};

/// Finds who each attribution's source is.
///
/// `attributions` are in the order of their content; the answer keeps that order. `antecedents`
/// is what a model makes of the pronouns; without it position and agreement decide. Time grows
/// with the length of the text: every search looks back over a bounded number of mentions.
pub fn resolve(
    text: &str,
    document: &Document,
    entities: &[Entity],
    attributions: &[Attribution],
    antecedents: &Antecedents,
) -> Speakers {
    let words = Words::new(text);
    let mentions = mentions::collect(&words, entities, attributions);
    let named = referents::cluster(&words, &mentions);
    let name = |(mention, referent): (&mentions::Mention, &usize)| labels::Name {
        span: mention.span,
        is_person: named.referents[*referent].speaker_type == SpeakerType::Person,
    };
    let names: Vec<_> = mentions.iter().zip(&named.of).map(name).collect();
    let links = labels::of_claims(text, document, attributions, &names);
    let mut discourse = Discourse::new(
        &words,
        document,
        attributions,
        &mentions,
        named,
        antecedents,
        &links,
    );
    discourse.run();
    let kind = |referent: usize| discourse.referents[referent].speaker_type;
    let names = mentions.iter().zip(&discourse.of_mention);
    let channels = Channels {
        words: &words,
        document,
        names: names.map(|(m, &r)| (m.range.clone(), kind(r))).collect(),
    };
    // A document speaks for itself.
    let is_maker = |index: usize| {
        let speaker = discourse.of[index].0;
        speaker.is_some_and(|speaker| kind(speaker) != SpeakerType::Document)
    };
    let mut via = channels.find(attributions, is_maker);
    for (via, attribution) in via.iter_mut().zip(attributions) {
        if via.is_empty() {
            via.extend(labels::account(text, document, attribution));
        }
    }
    let clues = discourse.clues();
    Speakers {
        clues,
        ..speakers(&discourse.referents, &discourse.of, via)
    }
}

/// Keeps the referents that speak, by first mention.
fn speakers(
    referents: &[Referent],
    of: &[(Option<usize>, FoundBy)],
    via: Vec<Vec<Span>>,
) -> Speakers {
    let mut speaks = vec![false; referents.len()];
    for referent in of.iter().filter_map(|answer| answer.0) {
        speaks[referent] = true;
        for &member in &referents[referent].members {
            speaks[member] = true;
        }
    }
    let mut order: Vec<(Span, usize)> = Vec::new();
    for (i, referent) in referents.iter().enumerate().filter(|&(i, _)| speaks[i]) {
        let first = referent
            .mentions
            .iter()
            .copied()
            .min()
            .unwrap_or(referent.name);
        order.push((first, i));
    }
    order.sort_unstable();
    let mut index = vec![usize::MAX; referents.len()];
    for (new, &(_, old)) in order.iter().enumerate() {
        index[old] = new;
    }
    let list = order.iter().map(|&(_, old)| {
        let referent = &referents[old];
        let mut mentions = referent.mentions.clone();
        mentions.sort_unstable();
        mentions.dedup();
        Speaker {
            name: referent.name,
            given_name: None,
            speaker_type: referent.speaker_type,
            description: referent.description,
            mentions,
            members: referent.members.iter().map(|&m| index[m]).collect(),
            id: None,
        }
    });
    Speakers {
        speakers: list.collect(),
        of: of
            .iter()
            .map(|&(r, by)| (r.map(|r| index[r]), by))
            .collect(),
        via,
        ..Speakers::default()
    }
}
