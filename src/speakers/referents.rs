//! Whom the names are for: mentions of one person or body brought together.

use super::SpeakerType;
use super::lexicon::{self, Gender};
use super::mentions::{self, Mention};
use super::names::Name;
use super::nominals::Role;
use super::organizations;
use super::words::Words;
use crate::entities::EntityType;
use crate::text::Span;
use std::collections::{HashMap, HashSet};

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

/// How strongly the article's words tell a person's gender.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct GenderEvidence {
    pub masculine: f32,
    pub feminine: f32,
}

impl GenderEvidence {
    pub fn add(&mut self, gender: Gender, weight: f32) {
        match gender {
            Gender::Masculine => self.masculine += weight,
            Gender::Feminine => self.feminine += weight,
        }
    }

    /// How far it speaks for `gender`, between -1 and 1; 0 without any evidence.
    pub fn agreement(self, gender: Gender) -> f32 {
        let (same, other) = match gender {
            Gender::Masculine => (self.masculine, self.feminine),
            Gender::Feminine => (self.feminine, self.masculine),
        };
        // One unit of doubt, so that a single weak hint does not decide.
        (same - other) / (same + other + 1.0)
    }
}

/// Mentions with one spelling, taken together.
struct Form {
    name: Name,
    first: usize,
    count: usize,
    votes: Votes,
    gender: GenderEvidence,
    abbreviation: bool,
    /// Whether it stands with a form of address, a title or a noun for a person, as a person's does.
    personal: bool,
    /// Whether a preposition of place stands before it ("in Harbor").
    located: bool,
    /// Whether "the" stands before it wherever it stands ("the Echo").
    definite: bool,
    /// Defined in the text: "Harbor Safety Agency (HSA)".
    defined_by: Option<usize>,
}

#[derive(Clone, Copy, Default)]
struct Votes {
    person: f32,
    organization: f32,
    place: f32,
}

impl Votes {
    fn add(&mut self, other: Votes) {
        self.person += other.person;
        self.organization += other.organization;
        self.place += other.place;
    }

    fn decide(self) -> Option<SpeakerType> {
        let best = self.person.max(self.organization).max(self.place);
        if best <= 0.0 {
            return None;
        }
        Some(if self.person >= best {
            SpeakerType::Person
        } else if self.organization >= best {
            SpeakerType::Organization
        } else {
            SpeakerType::Place
        })
    }
}

/// The named referents and, for each mention, which one it is of.
pub(super) struct Named {
    pub referents: Vec<Referent>,
    pub of: Vec<usize>,
}

/// Candidates looked at for one short form; more people of one surname than this are not told
/// apart anyway.
const MOST_CANDIDATES: usize = 48;

struct Cluster {
    forms: Vec<usize>,
    votes: Votes,
    owner: Option<(usize, String)>,
}

struct Clusters {
    list: Vec<Cluster>,
    by_word: HashMap<String, Vec<usize>>,
    by_initials: HashMap<String, Vec<usize>>,
    by_owner: HashMap<(usize, String), usize>,
    /// By the first letters of the family name, for slips.
    by_start: HashMap<String, Vec<usize>>,
}

impl Clusters {
    fn add(&mut self, form: &Form, index: usize) -> usize {
        let cluster = self.list.len();
        self.list.push(Cluster {
            forms: Vec::new(),
            votes: Votes::default(),
            owner: None,
        });
        self.join(cluster, form, index);
        if let Some(start) = form.name.words.last().and_then(|w| start_of(w)) {
            self.by_start.entry(start).or_default().push(cluster);
        }
        for initials in organizations::initials(&form.name) {
            if initials.chars().count() > 1 {
                push_new(self.by_initials.entry(initials).or_default(), cluster);
            }
        }
        cluster
    }

    fn join(&mut self, cluster: usize, form: &Form, index: usize) {
        self.list[cluster].forms.push(index);
        self.list[cluster].votes.add(form.votes);
        for word in [form.name.words.first(), form.name.words.last()]
            .into_iter()
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
    let mut clusters = Clusters {
        list: Vec::new(),
        by_word: HashMap::new(),
        by_initials: HashMap::new(),
        by_owner: HashMap::new(),
        by_start: HashMap::new(),
    };
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
        if found.is_empty() && !forms[index].name.is_full() {
            found = misspelled(&forms[index].name.words[0], &clusters, &forms);
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

fn forms(words: &Words, all: &[Mention]) -> (Vec<Form>, Vec<usize>) {
    let mut forms: Vec<Form> = Vec::new();
    let mut index: HashMap<(Vec<String>, Option<String>), usize> = HashMap::new();
    let mut of = Vec::with_capacity(all.len());
    let families = families(words, all);
    for (i, mention) in all.iter().enumerate() {
        let shouted = mention.range.len() == 1
            && organizations::looks_like_abbreviation(words.text(mention.range.start));
        // "LUND:" in a transcript is the family name, whatever it was taken for.
        let is_family = shouted && families.contains(&mention.name.words[0]);
        let key = (mention.name.words.clone(), mention.name.suffix.clone());
        let form = *index.entry(key).or_insert_with(|| {
            forms.push(Form {
                name: mention.name.clone(),
                first: i,
                count: 0,
                votes: Votes::default(),
                gender: GenderEvidence::default(),
                abbreviation: shouted && !is_family,
                personal: false,
                located: false,
                definite: true,
                defined_by: None,
            });
            forms.len() - 1
        });
        let entry = &mut forms[form];
        entry.count += 1;
        if !is_family {
            entry.votes.add(votes(words, mention));
        }
        entry.personal |= mention.titled;
        let before = mention.range.start.checked_sub(1);
        if let Some(before) = before.filter(|&b| words.joined(b)) {
            let word = words.folded(before);
            entry.personal |= lexicon::role(&word).is_some();
            entry.located |= matches!(word.as_str(), "in" | "near" | "at" | "around");
            entry.definite &= word == "the";
        } else {
            entry.definite = false;
        }
        if let Some(gender) = mention.gender {
            entry.gender.add(gender, 4.0);
        }
        if entry.abbreviation && entry.defined_by.is_none() {
            entry.defined_by = definition(words, i, all).map(|m| of[m]);
        }
        of.push(form);
    }
    (forms, of)
}

/// Family names of people whose full names stand in the text, folded.
fn families(words: &Words, all: &[Mention]) -> HashSet<String> {
    let of_person = |mention: &&Mention| {
        let last = words.text(mention.range.end - 1);
        mention.name.is_full()
            && mention.entity_type == Some(EntityType::Person)
            && !organizations::looks_like_abbreviation(last)
    };
    let people = all.iter().filter(of_person);
    people
        .filter_map(|m| m.name.words.last().cloned())
        .collect()
}

/// What one mention says of its type.
fn votes(words: &Words, mention: &Mention) -> Votes {
    let mut votes = Votes::default();
    match mention.entity_type {
        Some(EntityType::Person) => votes.person += 1.0,
        Some(EntityType::Organization) => votes.organization += 1.0,
        Some(EntityType::Location) => votes.place += 1.0,
        _ => {}
    }
    if mention.titled {
        votes.person += 2.0;
    }
    if mention.owner.is_some() || organizations::looks_like_one(&mention.name) {
        votes.organization += 1.5;
    }
    if names_a_body(words, mention) {
        votes.organization += 2.0;
    }
    if lexicon::is_place(&mention.name.words.join(" ")) {
        votes.place += 0.6;
    }
    if mention.entity_type.is_none() && mentions::may_be_person(mention) {
        let given = lexicon::given_name_gender(&mention.name.words[0]).is_some();
        if given && mention.name.is_full() {
            votes.person += 1.0;
        }
        let before = mention
            .range
            .start
            .checked_sub(1)
            .filter(|&b| words.joined(b));
        if before.is_some_and(|b| lexicon::role(&words.folded(b)).is_some()) {
            votes.person += 1.0;
        } else if before.is_some_and(|b| words.folded(b) == "the") {
            votes.organization += 0.4;
        } else if mention.name.is_full() && mention.name.words.len() <= 4 {
            votes.person += 0.3;
        }
    }
    votes
}

/// Whether a name stands beside an indefinite noun for a body: "under a new company, Veltra.",
/// but not in "At a new company, Lund does well".
fn names_a_body(words: &Words, mention: &Mention) -> bool {
    let noun = mention.range.start.checked_sub(1);
    let ends = !words.joined(mention.range.end - 1);
    let Some(noun) = noun.filter(|&n| ends && words.gap(n) == ", ") else {
        return false;
    };
    let phrase = (noun.saturating_sub(3)..noun).rev();
    let article = phrase
        .take_while(|&word| words.joined(word))
        .find(|&word| matches!(words.folded(word).as_str(), "a" | "an"));
    let after_of =
        |word: usize| word > 0 && words.joined(word - 1) && words.folded(word - 1) == "of";
    lexicon::is_organization_noun(&words.folded(noun)) && article.is_some_and(|a| !after_of(a))
}

/// For "(HSA)" right after a name that its letters fit: that name's mention.
fn definition(words: &Words, index: usize, all: &[Mention]) -> Option<usize> {
    let before = index.checked_sub(1)?;
    let (name, short) = (&all[before], &all[index]);
    let between = name.range.end..short.range.start;
    if !between.is_empty() || words.gap(name.range.end - 1).trim_start() != "(" {
        return None;
    }
    let letters = organizations::letters(words.text(short.range.start));
    let initials = organizations::initials(&name.name);
    let mut rest = initials[0].chars();
    let fits = initials.contains(&letters) || letters.chars().all(|l| rest.any(|i| i == l));
    // A ticker symbol: "Norland Steel (NSL)".
    let ticker = name.entity_type != Some(EntityType::Person)
        && !name.titled
        && letters.chars().next() == initials[0].chars().next();
    (fits || ticker).then_some(before)
}

fn candidates_for(
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
    if !family.is_empty() {
        found = family;
    }
    if found.is_empty() && form.abbreviation {
        let letters = organizations::letters(&form.name.words[0]);
        if let Some(known) = clusters.by_initials.get(&letters) {
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
fn begins_body(form: &Form, clusters: &Clusters, forms: &[Form]) -> Option<usize> {
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
        cluster.votes.decide() == Some(SpeakerType::Organization)
            && matches!(full.as_slice(), [first, rest @ ..] if first == word
                && (1..=2).contains(&rest.len())
                && !rest.iter().any(|w| lexicon::is_owned_body(w) || lexicon::is_preposition(w)))
    };
    let known = clusters.with_word(word).iter().copied();
    let bodies: Vec<usize> = known.filter(is_body).collect();
    // "Halden" is "Halden Maps" rather than "Halden Workers' Union".
    let shortest = bodies.iter().map(|&c| rest(c)).min()?;
    let mut shortest = bodies.into_iter().filter(|&c| rest(c) == shortest);
    let body = shortest.next()?;
    shortest.next().is_none().then_some(body)
}

/// Clusters of people whose family name is this word with one slip.
fn misspelled(word: &str, clusters: &Clusters, forms: &[Form]) -> Vec<usize> {
    let Some(known) = start_of(word).and_then(|s| clusters.by_start.get(&s)) else {
        return Vec::new();
    };
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

/// The letters by which words are looked up for slips: of a long word the first three; of a
/// shorter one all in order, so that only swapped letters pass for a slip ("Lunas" may be another
/// person than "Lunds").
fn start_of(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    match letters.len() {
        7.. => letters.truncate(3),
        5 | 6 => letters.sort_unstable(),
        _ => return None,
    }
    Some(letters.into_iter().collect())
}

/// Whether one letter left out, put in, changed, or swapped with the next makes one of the other.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);
    match (a, b) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([x, y], [z, w]) => x == w && y == z,
        _ => false,
    }
}

fn ends_alike(form: &Form, cluster: &Cluster, forms: &[Form]) -> bool {
    forms[cluster.forms[0]].name.words.last() == form.name.words.last()
}

/// Whether the form can be a short form of the cluster's fullest name.
fn fits(form: &Form, kind: Option<SpeakerType>, cluster: &Cluster, forms: &[Form]) -> bool {
    let full = &forms[cluster.forms[0]].name;
    let theirs = cluster.votes.decide();
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
    if kind == Some(SpeakerType::Person) && theirs.is_some() {
        return false;
    }
    // "the Echo" of "the Lindow Echo"
    let end = form.definite
        && forms[cluster.forms[0]].definite
        && theirs == Some(SpeakerType::Organization)
        && full.words.ends_with(&form.name.words);
    end || organizations::shortens(&form.name, full)
        || (theirs.is_none() && form.name.shortens(full))
}

/// The one of several candidates that this mention is of: the one last called by a full name
/// nearby if the form of address does not say otherwise, or else the one named most.
fn choose(
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
        4.0 * agreement + frequency + 0.7 * recency
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

/// Mentions looked back over for the last full name.
const NEAR: usize = 8;

/// The cluster of a body named after its owner; one for each owner and noun.
fn owned(
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
        personal: false,
        located: false,
        definite: false,
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
    name_by_fullest(words, all, &of, &mut referents);
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

/// The type of a name that nothing else is known of.
fn by_shape(words: &Words, mention: &Mention) -> SpeakerType {
    let abbreviation = mention.range.len() == 1
        && organizations::looks_like_abbreviation(words.text(mention.range.start));
    let article = mention
        .range
        .start
        .checked_sub(1)
        .is_some_and(|b| words.folded(b) == "the");
    if abbreviation || article || !mentions::may_be_person(mention) {
        SpeakerType::Organization
    } else {
        SpeakerType::Person
    }
}

/// The name with most words; then one not in capitals throughout; then the longest; then the
/// first. A longer form that only puts something before the usual one ("Angry Maya Vance") is
/// passed over where the usual one is much more frequent and begins with a given name.
fn name_by_fullest(words: &Words, all: &[Mention], of: &[usize], referents: &mut [Referent]) {
    type Key = (usize, bool, usize);
    let mut spellings: HashMap<(usize, &str), usize> = HashMap::new();
    for (mention, &referent) in all.iter().zip(of) {
        *spellings
            .entry((referent, mention.span.of(words.source())))
            .or_default() += 1;
    }
    let mut best: Vec<Option<Key>> = vec![None; referents.len()];
    for (mention, &referent) in all.iter().zip(of) {
        let name = mention.span.of(words.source());
        let mixed = name.chars().any(char::is_lowercase);
        let key = (mention.range.len(), mixed, mention.span.len());
        if best[referent].is_none_or(|b| key > b)
            && !is_only_prefixed(referent, mention, name, &spellings)
        {
            best[referent] = Some(key);
            referents[referent].name = mention.span;
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
