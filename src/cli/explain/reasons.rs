//! Why a claim is one, and why it is this speaker's.

use super::marks::{HEADING, Role};
use super::visible;
use sayso::Named;
use sayso::claims::{Claim, Passage, confidence_text, csv::PIECE_SEPARATOR};
use sayso::pipeline::{Analysis, Workings};
use sayso::speakers::{FoundBy, Speaker};
use sayso::text::{CharacterOffsets, Span, one_line};
use std::fmt::Write as _;

/// The lines for one claim.
pub fn of(analysis: &Analysis, workings: &Workings, claim: &Claim) -> String {
    let offsets = &analysis.offsets();
    let mut out = HEADING.paint(&format!("Claim {}", claim.id));
    let _ = writeln!(
        out,
        ": {}, act {}, {}, confidence {}",
        claim.kind.name(),
        claim.act.name(),
        claim.factuality.name(),
        confidence_text(claim.confidence)
    );
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "  {name:<11}  {value}");
    };
    line("claim", passages(&claim.content, Some(Role::Content)));
    line("source", passages(&claim.source, Some(Role::Source)));
    line("cue", passages(&claim.cue, Some(Role::Cue)));
    line("tags", tags(workings, claim));
    match &claim.speaker {
        Some(speaker) => {
            let kind = speaker.speaker_type.name();
            line("speaker", format!("{}, {kind}", shown(&speaker.name)));
        }
        None => line("speaker", "not found".into()),
    }
    line("found by", found_by(analysis, offsets, claim));
    if let Some(confidence) = claim.speaker_confidence {
        line("how surely", confidence_text(confidence));
    }
    if let Some(names) = compared(analysis, workings, claim) {
        line("compared", names);
    }
    if let Some(description) = claim.speaker.as_ref().and_then(|s| s.description.as_ref()) {
        line("description", passage(description, None));
    }
    if !claim.via.is_empty() {
        line("via", passages(&claim.via, None));
    }
    if let Some(outer) = claim.within {
        line("within", format!("the content of claim {outer}"));
    }
    if let Some(first) = claim.repeats {
        line("repeats", format!("claim {first}, of the headline"));
    }
    out
}

/// How the speaker was found, and through which mention.
fn found_by(analysis: &Analysis, offsets: &CharacterOffsets, claim: &Claim) -> String {
    let name = claim.found_by.name();
    let why = match claim.found_by {
        FoundBy::Name => "the source is the fullest name, or the best words, for the speaker",
        FoundBy::Alias => "the source is part of the name, or short for it",
        FoundBy::Pronoun => "the source is a pronoun",
        FoundBy::Nominal => "the source is a noun phrase for somebody mentioned elsewhere",
        FoundBy::Continuation => "no source stands here; who spoke before goes on",
        FoundBy::Unresolved => "nothing in the article says who it is",
    };
    let mut line = format!("{name}: {why}");
    let Some(speaker) = speaker(analysis, claim) else {
        return line;
    };
    let mention = |span: Span| place(offsets, span);
    if claim.found_by == FoundBy::Continuation
        && let Some(before) = claim_before(analysis, claim)
    {
        let _ = write!(line, ", from claim {before}");
    }
    if let Some(antecedent) = antecedent(speaker, claim) {
        let _ = write!(line, "; mentioned before as {}", mention(antecedent));
        if antecedent != speaker.name {
            let _ = write!(line, ", named in {}", mention(speaker.name));
        }
    } else if !claim.source.iter().any(|s| s.span.overlaps(speaker.name)) {
        let _ = write!(line, "; named in {}", mention(speaker.name));
    }
    line
}

/// How sure the model is of each part and of the links between them.
fn tags(workings: &Workings, claim: &Claim) -> String {
    let attribution = (claim.id.checked_sub(1)).and_then(|i| workings.attributions.get(i));
    let Some(evidence) = attribution.and_then(|a| a.evidence) else {
        // The cue of a turn is the colon behind its label.
        let has_word = |cue: &Passage| cue.text.contains(char::is_alphabetic);
        let reason = match claim.cue.iter().any(has_word) {
            true => "a rule about its cue, not the model, makes it a claim",
            false => "quotation marks, or who speaks in turn, make it a claim",
        };
        return format!("none: {reason}");
    };
    let parts = [
        ("source", evidence.source),
        ("cue", evidence.cue),
        ("content", Some(evidence.content)),
        ("links", (!claim.cue.is_empty()).then_some(evidence.links)),
    ];
    let known = parts.iter().filter_map(|(name, p)| Some((name, (*p)?)));
    let each = known.map(|(name, p)| format!("{name} {}", confidence_text(p)));
    each.collect::<Vec<_>>().join(", ")
}

/// The names before it that the model holds likeliest for a source that is a pronoun or a noun
/// phrase.
fn compared(analysis: &Analysis, workings: &Workings, claim: &Claim) -> Option<String> {
    if !matches!(claim.found_by, FoundBy::Pronoun | FoundBy::Nominal) {
        return None;
    }
    let source = claim.source.first()?.span;
    let (speaker, offsets) = (speaker(analysis, claim), &analysis.offsets());
    let is_speaker =
        |name: Span| speaker.is_some_and(|s| s.mentions.iter().any(|m| m.overlaps(name)));
    let mut names: Vec<_> = workings.antecedents.names(source.start).collect();
    // What stands behind is hardly meant, unless it was chosen.
    names.retain(|&(name, _)| name.end <= source.start || is_speaker(name));
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    names.truncate(COMPARED);
    let each = names
        .iter()
        .map(|&(name, score)| format!("{} {score:+.1}", place(offsets, name)));
    let each: Vec<_> = each.collect();
    (!each.is_empty()).then(|| format!("{}; log odds against none", each.join(", ")))
}

/// Names shown of those that were compared.
const COMPARED: usize = 3;

fn speaker<'a>(analysis: &'a Analysis, claim: &Claim) -> Option<&'a Speaker> {
    let all = &analysis.speakers;
    let (index, _) = all.of.get(claim.id.checked_sub(1)?)?;
    all.speakers.get((*index)?)
}

/// The last mention of the speaker before the source, or before the claim if it has none; a
/// source that holds the name, or part of it, needs none.
fn antecedent(speaker: &Speaker, claim: &Claim) -> Option<Span> {
    if matches!(claim.found_by, FoundBy::Name | FoundBy::Alias) {
        return None;
    }
    let start = claim.source.iter().chain(&claim.content).next()?.span.start;
    let before = speaker.mentions.iter().filter(|m| m.end <= start);
    before.max_by_key(|m| m.start).copied()
}

/// The claim of the same speaker before this one.
fn claim_before(analysis: &Analysis, claim: &Claim) -> Option<usize> {
    let of = &analysis.speakers.of;
    let index = claim.id.checked_sub(1)?;
    let speaker = of.get(index)?.0?;
    let before = of[..index].iter().rposition(|(s, _)| *s == Some(speaker))?;
    Some(before + 1)
}

fn passages(passages: &[Passage], role: Option<Role>) -> String {
    if passages.is_empty() {
        return "none here".into();
    }
    let each: Vec<String> = passages.iter().map(|p| passage(p, role)).collect();
    each.join(PIECE_SEPARATOR)
}

/// Words on one line, and where they stand.
fn passage(passage: &Passage, role: Option<Role>) -> String {
    let words = shown(&passage.text);
    let words = match role {
        Some(role) => role.paint().paint(&words),
        None => words,
    };
    format!("{words} ({}-{})", passage.start, passage.end)
}

fn place(offsets: &CharacterOffsets, span: Span) -> String {
    let (start, end) = offsets.span(span);
    format!("{} ({start}-{end})", shown(span.of(offsets.text())))
}

fn shown(words: &str) -> String {
    visible(&one_line(words))
}
