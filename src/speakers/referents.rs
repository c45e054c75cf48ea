//! Whom the names are for: mentions of one person or body brought together.

mod candidates;
mod forms;
mod gender;
mod slips;

pub(super) use gender::GenderEvidence;

use super::SpeakerType;
use super::lexicon;
use super::mentions::Mention;
use super::names::Name;
use super::nominals::Role;
use super::words::Words;
use crate::text::Span;
use candidates::{
    Clusters, begins_body, called_by_inner, candidates_for, choose, ends_body, misspelled,
    misspelled_in_full, owned,
};
use forms::{Form, Votes, by_shape, forms};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Somebody or something that the article speaks of.
#[derive(Clone, Debug)]
pub(super) struct Referent {
    /// The fullest name, or the most informative words.
    pub name: Span,
    pub speaker_type: SpeakerType,
    pub plural: bool,
    /// Whether "he" or "she" can be for it. For one without a name only its noun tells.
    pub human: bool,
    pub gender: GenderEvidence,
    /// What the article says this person or body is, in its fullest words.
    pub description: Option<Span>,
    /// The same as nouns that it may be called by.
    pub roles: Vec<Role>,
    pub mentions: Vec<Span>,
    /// The referents that this one is made of, for several sources at once.
    pub members: Vec<usize>,
    /// Named mentions.
    pub count: usize,
    /// Whether anything but the shape of a lone word says what it is.
    pub sure: bool,
}

/// The named referents and, for each mention, which one it is of.
pub(super) struct Named {
    pub referents: Vec<Referent>,
    pub of: Vec<usize>,
}

/// Which of `count` referents stand nowhere but behind "told": `of` says which each mention is of.
pub(super) fn only_told(words: &Words, all: &[Mention], of: &[usize], count: usize) -> Vec<bool> {
    let mut told = vec![true; count];
    for (mention, &referent) in all.iter().zip(of) {
        let before = mention.range.start.checked_sub(1);
        let the = |&i: &usize| words.joined(i) && lexicon::is_article(&words.folded(i));
        let article = before.filter(the);
        let verb = article.map_or(before, |article| article.checked_sub(1));
        told[referent] &=
            verb.is_some_and(|i| words.joined(i) && lexicon::is_telling(&words.folded(i)));
    }
    told
}

/// Brings the mentions together: full names first, then what shortens them.
pub(super) fn cluster(words: &Words, all: &[Mention]) -> Named {
    let (mut forms, form_of) = forms(words, all);
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|&f| {
        let form = &forms[f];
        (
            form.abbreviation,
            usize::MAX - form.name.words.len(),
            form.first,
        )
    });
    let mut clusters = Clusters::default();
    // For each form the clusters it can belong to; several only for a name that two people share.
    let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); forms.len()];
    for &index in &order {
        if all[forms[index].first].owner.is_some() {
            continue;
        }
        let mut found = candidates_for(&forms[index], &forms, &clusters, &candidates);
        if found.is_empty()
            && let Some(body) = begins_body(&forms[index], &clusters, &forms)
        {
            // The longer name says what it is.
            #[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
            let count = forms[index].count as f32;
            forms[index].votes = Votes {
                organization: count,
                ..Votes::default()
            };
            found = vec![body];
        }
        if found.is_empty() {
            let called = ends_body(&forms[index], &clusters, &forms);
            let called = called.or_else(|| called_by_inner(&forms[index], &clusters, &forms));
            found.extend(called);
        }
        if found.is_empty() {
            found = match forms[index].name.is_full() {
                true => Vec::from_iter(misspelled_in_full(&forms[index], &clusters, &forms)),
                false => misspelled(&forms[index].name.words[0], &clusters, &forms),
            };
        }
        let form = &forms[index];
        match found.as_slice() {
            [] => candidates[index] = vec![clusters.add(form, index)],
            [one] => {
                clusters.join(*one, form, index);
                candidates[index] = found;
            }
            _ => candidates[index] = found,
        }
    }
    let mut of = vec![usize::MAX; all.len()];
    let mut named = vec![0_usize; clusters.list.len()];
    for (mention, &form) in form_of.iter().enumerate() {
        if all[mention].owner.is_none() {
            of[mention] = choose(
                mention,
                &candidates[form],
                all,
                &of,
                &clusters,
                &forms,
                &named,
            );
            named[of[mention]] += 1;
        }
    }
    for (mention, &form) in form_of.iter().enumerate() {
        if let Some(owner) = &all[mention].owner {
            let cluster = owned(words, owner, mention, all, &mut clusters, &forms);
            if clusters.list[cluster].forms.last() != Some(&form) {
                clusters.list[cluster].forms.push(form);
            }
            clusters.list[cluster].votes.organization += 1.0;
            of[mention] = cluster;
        }
    }
    build(words, all, &clusters, &forms, of)
}

fn build(
    words: &Words,
    all: &[Mention],
    clusters: &Clusters,
    forms: &[Form],
    mut of: Vec<usize>,
) -> Named {
    let mut first_seen = vec![usize::MAX; clusters.list.len()];
    let mut referents: Vec<Referent> = Vec::new();
    for (i, mention) in all.iter().enumerate() {
        let cluster = of[i];
        if first_seen[cluster] == usize::MAX {
            first_seen[cluster] = referents.len();
            let decided = clusters.list[cluster].votes.decide();
            let decided = decided.map(|kind| match clusters.is_no_person(cluster, forms) {
                true => SpeakerType::Organization,
                false => kind,
            });
            let mut gender = GenderEvidence::default();
            for &form in &clusters.list[cluster].forms {
                gender.masculine += forms[form].gender.masculine;
                gender.feminine += forms[form].gender.feminine;
            }
            referents.push(Referent {
                name: mention.span,
                speaker_type: decided.unwrap_or_else(|| by_shape(words, mention)),
                plural: false,
                human: true,
                gender,
                description: None,
                roles: Vec::new(),
                mentions: Vec::new(),
                members: Vec::new(),
                count: 0,
                sure: decided.is_some() || mention.name.is_full(),
            });
        }
        let referent = first_seen[cluster];
        of[i] = referent;
        let entry = &mut referents[referent];
        entry.mentions.push(mention.span);
        entry.count += 1;
    }
    let others = forms.iter().filter(|form| form.is_other_name());
    let others: Vec<&Name> = others.map(|form| &form.name).collect();
    name_by_fullest(words, all, &of, &others, &mut referents);
    name_with_titles(words, all, &of, &mut referents);
    for referent in &mut referents {
        let name = referent.name.of(words.source());
        let (first, more) = name.split_once(' ').unwrap_or((name, ""));
        let first = super::words::fold(first);
        // A name of one word may be a family name; one that many bear is sure to tell.
        let common = lexicon::given_name_gender(&first);
        let rarer = || lexicon::first_name_gender(&first).filter(|_| !more.is_empty());
        let told = common.map(|gender| (gender, 3.0));
        if referent.speaker_type == SpeakerType::Person
            && let Some((gender, weight)) = told.or_else(|| rarer().map(|gender| (gender, 1.5)))
        {
            referent.gender.add(gender, weight);
        }
    }
    Named { referents, of }
}

/// Of those that end with a capital the name with most words; then one not in capitals throughout;
/// then the longest, of two that differ by no more than a letter the usual one; then the first. A longer form that only puts something before the usual one ("Angry Maya Vance") is
/// passed over where the usual one is much more frequent and begins with a given name; so are the
/// `others` that people went by before.
fn name_by_fullest(
    words: &Words,
    all: &[Mention],
    of: &[usize],
    others: &[&Name],
    referents: &mut [Referent],
) {
    type Key = (bool, usize, bool);
    let mut spellings: HashMap<(usize, &str), usize> = HashMap::new();
    for (mention, &referent) in all.iter().zip(of) {
        *spellings
            .entry((referent, mention.span.of(words.source())))
            .or_default() += 1;
    }
    // What they are compared by first, letters, how often it is written so.
    let mut best: Vec<Option<(Key, usize, usize)>> = vec![None; referents.len()];
    for (mention, &referent) in all.iter().zip(of) {
        let name = mention.span.of(words.source());
        let mixed = name.chars().any(char::is_lowercase);
        // "the Harbor Maps group", "a Harbor Maps toolbar"
        let last = words.text(mention.range.end - 1);
        let proper = last.contains(char::is_uppercase);
        let key = (proper, mention.range.len(), mixed);
        let (letters, often) = (mention.span.len(), spellings[&(referent, name)]);
        // Of two that differ by a letter the usual one: the other is a slip.
        let is_fuller = |(best, most, times): (Key, usize, usize)| match key.cmp(&best) {
            Ordering::Equal if letters.abs_diff(most) <= 1 => often > times,
            Ordering::Equal => letters > most,
            order => order.is_gt(),
        };
        if best[referent].is_none_or(is_fuller)
            && !others.contains(&&mention.name)
            && !is_only_prefixed(referent, mention, name, &spellings)
        {
            best[referent] = Some((key, letters, often));
            referents[referent].name = mention.span;
        }
    }
}

/// "King Olaf", "Pope Ada": who has one name is named with the title that stands for another.
fn name_with_titles(words: &Words, all: &[Mention], of: &[usize], referents: &mut [Referent]) {
    for (mention, &referent) in all.iter().zip(of) {
        let referent = &mut referents[referent];
        let text = words.source();
        if referent.speaker_type == SpeakerType::Person
            && referent.name.of(text) == mention.span.of(text)
            && let Some(titled) = mention.with_title(words)
        {
            referent.name = titled;
        }
    }
}

fn is_only_prefixed(
    referent: usize,
    mention: &Mention,
    name: &str,
    spellings: &HashMap<(usize, &str), usize>,
) -> bool {
    let Some((_, usual)) = name.split_once(' ') else {
        return false;
    };
    let count = |name| spellings.get(&(referent, name)).copied().unwrap_or(0);
    mention.name.words.len() > 2
        && lexicon::given_name_gender(&mention.name.words[0]).is_none()
        && lexicon::given_name_gender(&mention.name.words[1]).is_some()
        && count(usual) >= 3 * count(name)
}
