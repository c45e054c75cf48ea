//! Which of the names before it a form may be another form of.

use super::forms::{Form, Votes};
use super::gender::GenderEvidence;
use super::slips::{self, one_slip, starts_of};
use crate::speakers::lexicon;
use crate::speakers::mentions::Mention;
use crate::speakers::names::Name;
use crate::speakers::words::Words;
use crate::speakers::{SpeakerType, only, organizations};
use std::collections::HashMap;

/// Candidates looked at for one short form; more people of one surname than this are not told
/// apart anyway.
const MOST_CANDIDATES: usize = 48;

/// Letters that are left at least of a word cut short.
const CLIPPED: usize = 3;

pub(super) struct Cluster {
    pub(super) forms: Vec<usize>,
    pub(super) votes: Votes,
    owner: Option<(usize, String)>,
}

#[derive(Default)]
pub(super) struct Clusters {
    pub(super) list: Vec<Cluster>,
    by_word: HashMap<String, Vec<usize>>,
    by_initials: HashMap<String, Vec<usize>>,
    /// By the first letters of the first word, for what is cut short: "Lib Dems", "the Fed".
    by_stem: HashMap<String, Vec<usize>>,
    by_owner: HashMap<(usize, String), usize>,
    /// By the names between the given and the last one: "Boric" of "Gabriel Boric Font".
    by_inner: HashMap<String, Vec<usize>>,
    /// By the first letters of the family name, for slips.
    by_start: HashMap<String, Vec<usize>>,
}

impl Clusters {
    /// Whether names of one word are taken for a body's as often as for a person's, and nothing else
    /// says that they are a person's: people are brought in by their full names.
    pub(super) fn is_no_person(&self, cluster: usize, forms: &[Form]) -> bool {
        let Cluster {
            forms: own, votes, ..
        } = &self.list[cluster];
        let undecided = votes.person > 0.0 && (votes.person - votes.organization).abs() < 0.01;
        let lone = |&form: &usize| {
            let form = &forms[form];
            let told =
                form.personal || form.kin || form.gender.masculine + form.gender.feminine > 0.0;
            form.name.words.len() == 1 && !told
        };
        undecided && votes.place < votes.person && own.iter().all(lone)
    }

    pub(super) fn add(&mut self, form: &Form, index: usize) -> usize {
        let cluster = self.list.len();
        self.list.push(Cluster {
            forms: Vec::new(),
            votes: Votes::default(),
            owner: None,
        });
        self.join(cluster, form, index);
        for start in form.name.words.last().map_or(Vec::new(), |w| starts_of(w)) {
            self.by_start.entry(start).or_default().push(cluster);
        }
        let own = organizations::without_country(&form.name.words).first();
        for word in form.name.words.first().into_iter().chain(own) {
            if let Some(stem) = word.get(..CLIPPED) {
                push_new(self.by_stem.entry(stem.to_owned()).or_default(), cluster);
            }
        }
        for word in form.name.inner() {
            push_new(self.by_inner.entry(word.clone()).or_default(), cluster);
        }
        for initials in organizations::initials(&form.name) {
            if initials.chars().count() > 1 {
                push_new(self.by_initials.entry(initials).or_default(), cluster);
            }
        }
        cluster
    }

    pub(super) fn join(&mut self, cluster: usize, form: &Form, index: usize) {
        self.list[cluster].forms.push(index);
        self.list[cluster].votes.add(form.votes);
        let ends = [form.name.words.first(), form.name.words.last()];
        for word in ends
            .into_iter()
            .chain([form.name.family_inside(), form.name.nickname.as_ref()])
            .chain([organizations::head_of_base(&form.name.words)])
            .flatten()
        {
            push_new(self.by_word.entry(word.clone()).or_default(), cluster);
        }
    }

    fn with_word(&self, word: &str) -> &[usize] {
        let found = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        &found[..found.len().min(MOST_CANDIDATES)]
    }
}

fn push_new(list: &mut Vec<usize>, value: usize) {
    if list.last() != Some(&value) {
        list.push(value);
    }
}

pub(super) fn candidates_for(
    form: &Form,
    forms: &[Form],
    clusters: &Clusters,
    candidates: &[Vec<usize>],
) -> Vec<usize> {
    if let Some(defined) = form.defined_by
        && let [one] = candidates[defined].as_slice()
    {
        return vec![*one];
    }
    let kind = form.votes.decide();
    let mut found = Vec::new();
    for word in [form.name.words.first(), form.name.words.last()]
        .into_iter()
        .flatten()
    {
        for &cluster in clusters.with_word(word) {
            if !found.contains(&cluster) && fits(form, kind, &clusters.list[cluster], forms) {
                found.push(cluster);
            }
        }
    }
    // A surname is more often meant than the same word as a given name.
    let family: Vec<usize> = found
        .iter()
        .copied()
        .filter(|&c| ends_alike(form, &clusters.list[c], forms))
        .collect();
    // "Cheong Mei Fen … Her husband, Desmond Cheong": his wife's name begins with it.
    let kin = |c: &usize| clusters.list[*c].forms.iter().any(|&f| forms[f].kin);
    if !family.is_empty() && !family.iter().all(kin) {
        found = family;
    }
    if found.is_empty()
        && let Some(known) = form.name.words[0]
            .get(..CLIPPED)
            .and_then(|w| clusters.by_stem.get(w))
    {
        let clipped = |&c: &usize| {
            let full = &forms[clusters.list[c].forms[0]].name;
            let theirs = clusters.list[c].votes.decide();
            matches!(theirs, None | Some(SpeakerType::Organization))
                && kind != Some(SpeakerType::Person)
                && organizations::clips(&form.name, full, form.definite)
        };
        let known = known.iter().copied().take(MOST_CANDIDATES);
        found.extend(only(known.filter(clipped)));
    }
    if found.is_empty() && form.abbreviation {
        let letters = organizations::letters(&form.name.words[0]);
        let known = clusters.by_initials.get(&letters);
        let known = known.or_else(|| clusters.by_initials.get(form.capitals.as_ref()?));
        if let Some(known) = known {
            let bodies = known
                .iter()
                .copied()
                .filter(|&c| clusters.list[c].votes.person < 1.0);
            found = bodies.take(1).collect();
        }
    }
    found
}

/// The organization whose longer name this word begins ("Halden" for "Halden Maps"), the one with
/// the shortest name of several, if nothing in the article shows a person or a place of that name.
pub(super) fn begins_body(form: &Form, clusters: &Clusters, forms: &[Form]) -> Option<usize> {
    let [word] = form.name.words.as_slice() else {
        return None;
    };
    let common = lexicon::is_place(word)
        || lexicon::is_affiliation(word)
        || lexicon::is_organization_noun(word)
        || lexicon::is_preposition(word);
    // A given name with a person's type is a person called by it.
    let given = lexicon::given_name_gender(word).is_some() && form.votes.person > 0.0;
    if common || given || form.personal || form.located || form.abbreviation {
        return None;
    }
    let rest = |c: usize| forms[clusters.list[c].forms[0]].name.words.len() - 1;
    let is_body = |&c: &usize| {
        let cluster = &clusters.list[c];
        let full = &forms[cluster.forms[0]].name.words;
        let kind = cluster.votes.decide();
        // Only the shape of the longer name says anything of it.
        let votes = cluster.votes;
        let unknown = votes.person < 1.0
            && votes.place <= 0.0
            && forms[cluster.forms[0]].first < form.first
            && form.votes.decide() == Some(SpeakerType::Organization);
        (kind == Some(SpeakerType::Organization) || unknown)
            && matches!(full.as_slice(), [first, rest @ ..] if first == word
                && (1..=3).contains(&rest.len())
                && !rest.iter().any(|w| lexicon::is_owned_body(w) || lexicon::is_preposition(w)))
    };
    let known = clusters.with_word(word).iter().copied();
    let bodies: Vec<usize> = known.filter(is_body).collect();
    // "Halden" is "Halden Maps" rather than "Halden Workers' Union".
    let shortest = bodies.iter().map(|&c| rest(c)).min()?;
    only(bodies.into_iter().filter(|&c| rest(c) == shortest))
}

/// The person who goes by a name in the middle of the full one: the father's family name of two
/// ("Boric" for "Gabriel Boric Font"), or "Lula". One only, and only if no more is known of a place
/// or body so called.
pub(super) fn called_by_inner(form: &Form, clusters: &Clusters, forms: &[Form]) -> Option<usize> {
    let [word] = form.name.words.as_slice() else {
        return None;
    };
    let known = clusters.by_inner.get(word)?;
    if !matches!(form.votes.decide(), None | Some(SpeakerType::Person)) {
        return None;
    }
    let is_person = |&c: &usize| {
        let cluster = &clusters.list[c];
        let full = &forms[cluster.forms[0]];
        cluster.votes.decide() == Some(SpeakerType::Person) && full.votes.person >= 1.0
    };
    let known = known.iter().copied().take(MOST_CANDIDATES);
    only(known.filter(is_person))
}

/// The body whose name ends with this word, alone and with a capital: "Shell" for "Royal Dutch
/// Shell".
pub(super) fn ends_body(form: &Form, clusters: &Clusters, forms: &[Form]) -> Option<usize> {
    let [word] = form.name.words.as_slice() else {
        return None;
    };
    let common = lexicon::is_place(word)
        || lexicon::is_affiliation(word)
        || lexicon::is_organization_noun(word)
        || lexicon::is_owned_body(word);
    // Once or twice a body is taken for a person: "Villa said".
    let given = lexicon::first_name_gender(word).is_some() || form.count > 2;
    let body = match form.votes.decide() {
        Some(SpeakerType::Person) => !given && !form.kin,
        kind => kind == Some(SpeakerType::Organization),
    };
    if common || !body || form.personal || form.abbreviation {
        return None;
    }
    let is_body = |&c: &usize| {
        let cluster = &clusters.list[c];
        let full = &forms[cluster.forms[0]].name.words;
        cluster.votes.decide() == Some(SpeakerType::Organization)
            && full.len() > 1
            && full.last() == Some(word)
            && !full.iter().any(|w| lexicon::is_preposition(w))
    };
    only(clusters.with_word(word).iter().copied().filter(is_body))
}

/// Clusters of people whose family name is this word with one slip.
pub(super) fn misspelled(word: &str, clusters: &Clusters, forms: &[Form]) -> Vec<usize> {
    let starts = starts_of(word);
    let known = starts.iter().find_map(|start| clusters.by_start.get(start));
    let known = known.map_or(&[][..], Vec::as_slice);
    let slips = known.iter().copied().take(MOST_CANDIDATES).filter(|&c| {
        let full = &forms[clusters.list[c].forms[0]].name;
        clusters.list[c].votes.decide() == Some(SpeakerType::Person)
            && full.is_full()
            && full
                .words
                .last()
                .is_some_and(|family| one_slip(word, family))
    });
    slips.take(1).collect()
}

/// The one person whose full name this is, with one slip.
pub(super) fn misspelled_in_full(
    form: &Form,
    clusters: &Clusters,
    forms: &[Form],
) -> Option<usize> {
    let ours = &form.name.words;
    let is_it = |&c: &usize| {
        let theirs = &forms[clusters.list[c].forms[0]].name.words;
        let person = clusters.list[c].votes.decide() == Some(SpeakerType::Person);
        person && slips::in_full(ours, theirs)
    };
    let ends = [ours.first()?, ours.last()?];
    let known = ends.into_iter().flat_map(|word| clusters.with_word(word));
    let mut found: Vec<usize> = known.copied().filter(is_it).collect();
    // By the first word and by the last.
    found.sort_unstable();
    found.dedup();
    only(found.into_iter())
}

fn ends_alike(form: &Form, cluster: &Cluster, forms: &[Form]) -> bool {
    forms[cluster.forms[0]].name.words.last() == form.name.words.last()
}

/// Whether the form can be a short form of the cluster's fullest name.
fn fits(form: &Form, kind: Option<SpeakerType>, cluster: &Cluster, forms: &[Form]) -> bool {
    let full = &forms[cluster.forms[0]].name;
    let theirs = cluster.votes.decide();
    let known = cluster.forms.iter().map(|&f| &forms[f]);
    let mut others = known.filter(|known| known.is_other_name());
    if others.any(|known| form.name.shortens(&known.name)) {
        return true;
    }
    if full.words == form.name.words {
        return form.name.suffix == full.suffix;
    }
    if theirs == Some(SpeakerType::Person) {
        let may_be = match kind {
            None | Some(SpeakerType::Person) => true,
            // A surname can be a place's name too; a titled one is settled by its votes.
            _ => {
                !form.name.is_full()
                    && form.name.words.last() == full.words.last()
                    && !form.abbreviation
            }
        };
        return may_be && form.name.shortens(full);
    }
    // "Delima Lines" of "Delima Lines Holdings", whatever it was taken for.
    if theirs != Some(SpeakerType::Person)
        && form.name.words.len() > 1
        && organizations::shortens(&form.name, full)
        && full.words.starts_with(&form.name.words)
    {
        return true;
    }
    if kind == Some(SpeakerType::Person) && theirs.is_some() {
        // A full name that was taken for a place's, as no list of places has it.
        let mistaken = theirs == Some(SpeakerType::Place)
            && (form.votes.person > cluster.votes.place
                || form.votes.person >= cluster.votes.place
                    && lexicon::first_name_gender(&full.words[0]).is_some())
            && full.words.len() == 2
            && full.words.last() == form.name.words.last()
            && !lexicon::is_place(&full.words.join(" "));
        return mistaken;
    }
    // "the Echo" of "the Lindow Echo"
    let end = form.definite
        && forms[cluster.forms[0]].definite
        && theirs == Some(SpeakerType::Organization)
        && full.words.ends_with(&form.name.words);
    // "the Bank" of "the Bank of Norland"
    let begins = form.definite
        && theirs == Some(SpeakerType::Organization)
        && match (form.name.words.as_slice(), full.words.as_slice()) {
            ([head], [first, of, _, ..]) => {
                head == first && of == "of" && lexicon::is_organization_noun(head)
            }
            _ => false,
        };
    end || begins
        || organizations::shortens(&form.name, full)
        || (theirs.is_none() && form.name.shortens(full))
}

/// The one of several candidates that this mention is of: the one last called by a full name
/// nearby if the form of address does not say otherwise, or else the one named most.
pub(super) fn choose(
    mention: usize,
    candidates: &[usize],
    all: &[Mention],
    of: &[usize],
    clusters: &Clusters,
    forms: &[Form],
    named: &[usize],
) -> usize {
    let [first, rest @ ..] = candidates else {
        return 0;
    };
    if rest.is_empty() {
        return *first;
    }
    let score = |cluster: usize| {
        let cluster_forms = &clusters.list[cluster].forms;
        let full: usize = cluster_forms.iter().map(|&f| forms[f].count).sum();
        let count = full + named[cluster];
        let mut gender = GenderEvidence::default();
        for &form in cluster_forms {
            gender.masculine += forms[form].gender.masculine;
            gender.feminine += forms[form].gender.feminine;
            if let Some(given) = lexicon::first_name_gender(&forms[form].name.words[0])
                && forms[form].name.is_full()
            {
                gender.add(given, 2.0);
            }
        }
        let agreement = all[mention].gender.map_or(0.0, |g| gender.agreement(g));
        #[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
        let frequency = (count as f32).ln_1p();
        let near = (mention.saturating_sub(NEAR)..mention)
            .rev()
            .position(|m| of[m] == cluster);
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let recency = near.map_or(0.0, |n| 1.0 / (n as f32 + 1.0));
        // "Walter Prynne … His son, Felix Prynne, … Prynne said": the family name alone is for whom
        // the other is a relative of.
        let bare = all[mention].name.words.len() == 1;
        let first = |c: &usize| {
            clusters.list[*c]
                .forms
                .iter()
                .any(|&f| forms[f].first < OPENING)
        };
        let beside = candidates.iter().any(|c| *c != cluster && first(c));
        let kin = bare && beside && cluster_forms.iter().any(|&form| forms[form].kin);
        4.0 * agreement + frequency + 0.7 * recency - if kin { KIN } else { 0.0 }
    };
    candidates
        .iter()
        .copied()
        .fold((*first, f32::MIN), |best, c| {
            let s = score(c);
            if s > best.1 { (c, s) } else { best }
        })
        .0
}

/// Names with which an article begins.
const OPENING: usize = 3;

/// What being brought in as a relative speaks against being meant by the family name alone.
const KIN: f32 = 1.5;

/// Mentions looked back over for the last full name.
const NEAR: usize = 8;

/// The cluster of a body named after its owner; one for each owner and noun.
pub(super) fn owned(
    words: &Words,
    owner: &std::ops::Range<usize>,
    mention: usize,
    all: &[Mention],
    clusters: &mut Clusters,
    forms: &[Form],
) -> usize {
    let name = Name::new(words, owner);
    let form = Form {
        name: name.clone(),
        first: mention,
        count: 1,
        votes: Votes::default(),
        gender: GenderEvidence::default(),
        abbreviation: false,
        capitals: None,
        personal: false,
        located: false,
        definite: false,
        kin: false,
        defined_by: None,
    };
    let mut candidates = candidates_for(&form, forms, clusters, &[]);
    if candidates.is_empty() && !form.name.is_full() {
        candidates = misspelled(&form.name.words[0], clusters, forms);
    }
    candidates.retain(|&c| clusters.list[c].owner.is_none());
    let head = all[mention].name.words.last().cloned().unwrap_or_default();
    let owner_cluster = match candidates.as_slice() {
        [] => usize::MAX,
        [one] => *one,
        // Of two with one surname the more often named one.
        many => many
            .iter()
            .copied()
            .max_by_key(|&c| {
                let count: usize = clusters.list[c].forms.iter().map(|&f| forms[f].count).sum();
                (count, usize::MAX - c)
            })
            .unwrap_or(usize::MAX),
    };
    let key = if owner_cluster == usize::MAX {
        (usize::MAX, all[mention].name.words.join(" "))
    } else {
        (owner_cluster, head)
    };
    let next = clusters.list.len();
    let cluster = *clusters.by_owner.entry(key.clone()).or_insert(next);
    if cluster == next {
        clusters.list.push(Cluster {
            forms: Vec::new(),
            votes: Votes::default(),
            owner: Some(key),
        });
    }
    cluster
}
