//! `--people`: speakers that a table of the user's knows.

use super::formats::ClaimsFormat;
use anyhow::{Result, bail};
use sayso::claims::Claim;
use sayso::speakers::{Known, People, SpeakerType};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The user's table, and how often its people spoke.
pub struct Matched {
    pub people: People,
    /// Claims of somebody in the table, of several equally well, of other named speakers.
    claims: [AtomicUsize; 3],
    found: Mutex<HashSet<usize>>,
}

impl Matched {
    /// Reads the table, for an output of this format.
    pub fn read(path: &Path, format: ClaimsFormat) -> Result<Self> {
        if format == ClaimsFormat::WebAnnotation {
            bail!(
                "--people adds columns, which Web Annotation does not have; write a table or JSON lines"
            );
        }
        Ok(Self {
            people: People::read(path)?,
            claims: Default::default(),
            found: Mutex::default(),
        })
    }

    /// The columns that it adds.
    pub fn columns(&self) -> &[String] {
        self.people.columns()
    }

    /// Counts whose a claim is.
    pub fn count(&self, claim: &Claim) {
        let Some(speaker) = &claim.speaker else {
            return;
        };
        let (name, kind) = (&speaker.name, speaker.speaker_type);
        let place = match self.people.find(name, kind) {
            Known::One(person) => {
                let found = self.found.lock();
                found.unwrap_or_else(PoisonError::into_inner).insert(person);
                0
            }
            Known::Several => 1,
            Known::Nobody if is_named(kind) => 2,
            Known::Nobody => return,
        };
        self.claims[place].fetch_add(1, Ordering::Relaxed);
    }

    /// Says how many were found.
    pub fn tell(&self) {
        let [known, several, others] = self.claims.each_ref().map(|c| c.load(Ordering::Relaxed));
        let found = self
            .found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        let of = self.people.len();
        eprint!(
            "sayso: {known} claims by {found} of the {of} in --people, {others} by others with a name"
        );
        match several {
            0 => eprintln!(),
            _ => eprintln!("; {several} by speakers who match several equally well, and got none"),
        }
    }
}

fn is_named(kind: SpeakerType) -> bool {
    matches!(
        kind,
        SpeakerType::Person | SpeakerType::Organization | SpeakerType::Place
    )
}
