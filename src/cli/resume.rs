//! Runs that can be resumed: a journal beside the outputs says how far they have come.
//!
//! The outputs of such a run are written under hidden names that stay when the run ends early.
//! Every so often they are brought to the disk, and then a journal that says how many records
//! are done and how long each output was at that point. A run that finds a journal cuts the
//! outputs back to these lengths, passes over the records that are done, and goes on; what the
//! earlier run had written since is written again. So whatever the moment at which a run or
//! its machine stops, the finished outputs are those of a run that never stopped.
//!
//! When all is done the journal says so before the files are put in their places, one after
//! another: a run that finds it then only puts the others in theirs.

use super::output::Output;
use super::pending;
use super::progress::Counts;
use super::settings::Settings;
use anyhow::{Context, Result, bail};
use sayso::claims::schema::Schema;
use sayso::corpus::{Inventory, Rejected};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::iter;
use std::path::{Path, PathBuf};
use std::slice;
use std::time::{Duration, Instant};
use twox_hash::XxHash3_128;

/// What a run is of: two runs of the same write the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    version: String,
    /// Digest of the program's file: not all that differs has another version.
    program: String,
    /// Digests of the models' files.
    models: Vec<String>,
    options: Settings,
    /// Where the outputs go; the first is the main one.
    outputs: Vec<String>,
    inputs: Vec<Inventory>,
}

impl Identity {
    pub fn new(
        options: Settings,
        models: &[PathBuf],
        outputs: &[&Path],
        inputs: Vec<Inventory>,
    ) -> Result<Self> {
        let absolute = |path: &&Path| -> io::Result<String> {
            let path = std::path::absolute(pending::target(path)?)?;
            Ok(path.to_string_lossy().into_owned())
        };
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").into(),
            program: digest_of(
                super::HOST
                    .get()
                    .map_or(&[], |host| slice::from_ref(&host.program)),
            )?,
            models: models
                .iter()
                .map(|m| digest_of_folder(m))
                .collect::<Result<_>>()?,
            options,
            outputs: outputs.iter().map(absolute).collect::<io::Result<_>>()?,
            inputs,
        })
    }

    /// In words, what is not as it was in the run before.
    fn differences(&self, before: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.version != before.version {
            let (was, is) = (&before.version, &self.version);
            differences.push(format!("the version of sayso (was {was}, is {is})"));
        } else if self.program != before.program {
            differences.push("the program (another build of the same version)".into());
        }
        if self.models != before.models {
            differences.push("the model".into());
        }
        differences.extend(before.options.differences(&self.options));
        if self.outputs != before.outputs {
            let (was, is) = (before.outputs.join(", "), self.outputs.join(", "));
            differences.push(format!("the outputs (were {was}, are {is})"));
        }
        if self.inputs.len() != before.inputs.len() {
            differences.push("the number of inputs".into());
        }
        let pairs = self.inputs.iter().zip(&before.inputs);
        let changed = pairs.filter_map(|(now, before)| now.changed_since(before));
        differences.extend(changed.map(|changed| format!("the input {changed}")));
        differences
    }
}

/// What is on the disk of a run beside its outputs.
#[derive(Serialize, Deserialize)]
struct Journal {
    run: Identity,
    #[serde(flatten)]
    state: State,
}

/// How far a run has come.
#[derive(Default, Serialize, Deserialize)]
pub struct State {
    /// Whether all is written, and the files are being put in their places.
    complete: bool,
    pub counts: Counts,
    /// The first records that were rejected.
    pub rejected: Vec<Rejected>,
    /// Length of each output, in bytes.
    lengths: Vec<u64>,
}

/// A run that can be resumed.
pub struct Resumable {
    journal: Journal,
    /// Where the journal is.
    path: PathBuf,
    /// When it is to be written again.
    due: Instant,
}

/// Between two states on the disk. What writing one takes is a thirtieth of the run at most,
/// but for a disk so slow that this would come too seldom.
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(60);
const SHARE: u32 = 30;

impl Resumable {
    /// Opens the files for some outputs, the first of which is the main one, and finds out how
    /// far an earlier run has come with them.
    ///
    /// What they hold is cut back to what is sure. Files that are in their places already, for
    /// the earlier run was complete, are not among those in the answer.
    pub fn open(
        run: Identity,
        outputs: &[(&Path, Option<&Schema>)],
    ) -> Result<(Self, Vec<Output>)> {
        let first = outputs[0].0;
        // No other run can open it from here on.
        let main = Output::resume(first, outputs[0].1)?;
        let path = pending::beside(&pending::target(first)?, ".sayso-journal");
        let journal = match Journal::read(&path)? {
            None => Journal {
                run,
                state: State::default(),
            },
            Some(journal) => {
                let differences = run.differences(&journal.run);
                if !differences.is_empty() {
                    bail!(
                        "cannot resume the run of {}, for this one differs in {}; give the same \
                         command, or delete {} to start anew",
                        first.display(),
                        differences.join(", "),
                        path.display()
                    );
                }
                journal
            }
        };
        let mut opened = vec![main];
        for &(output, table) in &outputs[1..] {
            opened.push(Output::resume(output, table)?);
        }
        let resumable = Self {
            journal,
            path,
            due: Instant::now(),
        };
        let opened = resumable.cut_back(opened)?;
        Ok((resumable, opened))
    }

    fn cut_back(&self, outputs: Vec<Output>) -> Result<Vec<Output>> {
        let State {
            complete, lengths, ..
        } = &self.journal.state;
        let lengths = lengths.iter().copied().chain(iter::repeat(0));
        let mut unfinished = Vec::new();
        for (mut output, length) in outputs.into_iter().zip(lengths) {
            let is_rows = output.is_rows();
            let Some(file) = output.file() else {
                continue;
            };
            let target = file.target().to_owned();
            let cannot_write = || format!("cannot write {}", target.display());
            // Of rows the file in its place is made, as long as it happens to be.
            let is_whole = |meta: fs::Metadata| is_rows || meta.len() == length;
            if file.length() >= length {
                file.truncate(length).with_context(cannot_write)?;
                unfinished.push(output);
            } else if *complete && fs::metadata(&target).is_ok_and(is_whole) {
                output.discard().with_context(cannot_write)?;
            } else {
                bail!(
                    "cannot resume the run of {}: its unfinished file is shorter than its \
                     journal says; delete {} to start anew",
                    target.display(),
                    self.path.display()
                );
            }
        }
        Ok(unfinished)
    }

    /// How far the run had come when it was last written down.
    pub fn state(&self) -> &State {
        &self.journal.state
    }

    /// Whether no earlier run has begun.
    pub fn is_new(&self) -> bool {
        self.journal.state.lengths.is_empty()
    }

    /// Whether all is written, and the files are to be put in their places.
    pub fn is_complete(&self) -> bool {
        self.journal.state.complete
    }

    /// Whether it is time to write down how far the run has come.
    pub fn is_due(&self) -> bool {
        Instant::now() >= self.due
    }

    /// Writes down how far the run has come: brings first the outputs to the disk, then the
    /// journal.
    pub fn save(
        &mut self,
        outputs: &mut [Output],
        counts: Counts,
        rejected: &[Rejected],
        complete: bool,
    ) -> Result<()> {
        let started = Instant::now();
        let mut lengths = Vec::new();
        for output in outputs {
            if let Some(file) = output.file() {
                let cannot_write = format!("cannot write {}", file.target().display());
                file.sync().context(cannot_write)?;
                lengths.push(file.length());
            }
        }
        self.journal.state = State {
            complete,
            counts,
            rejected: rejected.to_vec(),
            lengths,
        };
        let cannot_write = || format!("cannot write {}", self.path.display());
        self.journal.write(&self.path).with_context(cannot_write)?;
        let pause = started.elapsed() * SHARE;
        self.due = Instant::now() + pause.clamp(SHORTEST, LONGEST);
        Ok(())
    }

    /// Takes the journal away: all files are in their places.
    pub fn finish(self) -> Result<()> {
        let removed = fs::remove_file(&self.path);
        removed.with_context(|| format!("cannot delete {}", self.path.display()))?;
        pending::sync_folder(&self.path);
        Ok(())
    }
}

impl Journal {
    fn read(path: &Path) -> Result<Option<Self>> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let journal = serde_json::from_slice(&bytes);
        Some(journal).transpose().with_context(|| {
            let path = path.display();
            format!("{path} is no journal of this version of sayso; delete it to start anew")
        })
    }

    /// Puts it in the place of the one before in one step.
    fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = PathBuf::from(name);
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, path)?;
        pending::sync_folder(path);
        Ok(())
    }
}

/// Digest of the files of a folder, by name.
fn digest_of_folder(folder: &Path) -> Result<String> {
    let cannot_read = || format!("cannot read {}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(cannot_read)? {
        let path = entry.with_context(cannot_read)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    digest_of(&files)
}

/// Digest of some files: of their names, lengths and contents.
fn digest_of(files: &[PathBuf]) -> Result<String> {
    let mut digest = XxHash3_128::new();
    let mut buffer = vec![0; 1 << 16];
    for path in files {
        let cannot_read = || format!("cannot read {}", path.display());
        digest.write(path.file_name().unwrap_or_default().as_encoded_bytes());
        let mut file = File::open(path).with_context(cannot_read)?;
        let length = file.metadata().with_context(cannot_read)?.len();
        digest.write(&length.to_le_bytes());
        loop {
            match file.read(&mut buffer).with_context(cannot_read)? {
                0 => break,
                read => digest.write(&buffer[..read]),
            }
        }
    }
    Ok(format!("{:032x}", digest.finish_128()))
}
