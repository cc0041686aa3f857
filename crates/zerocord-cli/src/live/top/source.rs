//! Where frames come from: a recording, standard input, or the journals of a running recorder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use memchr::memrchr;
use zerocord_firehose::{FrameReader, Options, Recording};

use super::tally::TopTally;
use crate::output::shown::shown_path;

/// How often new journals are looked for.
const SCAN_EVERY: Duration = Duration::from_millis(500);
/// The bytes that are read from a journal at once.
const READ_LEN: u64 = 1 << 20;

/// A source of frames.
pub struct TopSource {
    name: String,
    kind: SourceKind,
}

enum SourceKind {
    /// A recording is read to its end.
    Recording {
        reader: Box<FrameReader>,
        is_live: bool,
    },
    Recorder(Journals),
}

impl TopSource {
    /// Opens a recording, the standard input, or the folder of a recorder.
    ///
    /// # Errors
    /// I/O errors, with the name of the file.
    pub fn open(path: &Path) -> io::Result<TopSource> {
        let is_stdin = path.as_os_str() == "-";
        let name = if is_stdin { "<stdin>".to_owned() } else { shown_path(path) };
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
        let kind = if !is_stdin && path.is_dir() {
            SourceKind::Recorder(Journals::open(path).map_err(named)?)
        } else {
            let recording =
                if is_stdin { Recording::stdin() } else { Recording::open(path) }.map_err(named)?;
            // The frames of a pipe arrive now.
            let is_live = recording.byte_count().is_none();
            SourceKind::Recording { reader: Box::new(recording.reader(&Options::default())), is_live }
        };
        Ok(TopSource { name, kind })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether frames arrive as they are sent.
    pub fn is_live(&self) -> bool {
        match &self.kind {
            SourceKind::Recording { is_live, .. } => *is_live,
            SourceKind::Recorder(_) => true,
        }
    }

    /// Whether it never ends.
    pub fn is_followed(&self) -> bool {
        matches!(self.kind, SourceKind::Recorder(_))
    }

    /// Reads up to about `count` frames into the tally. `None` at the end.
    ///
    /// # Errors
    /// I/O errors, with the name of the file.
    pub fn read(&mut self, count: usize, tally: &mut TopTally) -> io::Result<Option<usize>> {
        let name = &self.name;
        let read = match &mut self.kind {
            SourceKind::Recording { reader, .. } => read_recording(reader, count, tally),
            SourceKind::Recorder(journals) => journals.read(tally).map(Some),
        };
        read.map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))
    }
}

fn read_recording(reader: &mut FrameReader, count: usize, tally: &mut TopTally) -> io::Result<Option<usize>> {
    for _ in 0..count {
        let Some(line) = reader.next_frame()? else { return Ok(None) };
        // A frame that cannot be returned is counted as a bad one.
        let (frame, received_ms) = zerocord_firehose::blocks::frame_of_line(line.bytes.unwrap_or_default());
        tally.add(0, frame, received_ms);
    }
    Ok(Some(count))
}

/// The journals of all shards of a recorder.
struct Journals {
    root: PathBuf,
    shards: BTreeMap<PathBuf, Journal>,
    scanned: Option<Instant>,
}

/// The journal of a shard that is read. It stays readable after the recorder has removed it.
struct Journal {
    /// Stays the same while other shards are added.
    stream: usize,
    path: PathBuf,
    file: File,
    /// The part of a line that was read.
    rest: Vec<u8>,
}

impl Journals {
    fn open(root: &Path) -> io::Result<Journals> {
        let mut journals = Journals { root: root.to_owned(), shards: BTreeMap::new(), scanned: None };
        journals.scan()?;
        if journals.shards.is_empty() {
            let message = "no recorder has a journal in this folder; name a file of it";
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        Ok(journals)
    }

    /// Looks for the journals of new shards.
    fn scan(&mut self) -> io::Result<()> {
        self.scanned = Some(Instant::now());
        for entry in std::fs::read_dir(&self.root)? {
            let folder = entry?.path();
            if self.shards.contains_key(&folder) || !folder.is_dir() {
                continue;
            }
            if let Some(path) = journals_in(&folder)?.pop() {
                let stream = self.shards.len();
                let journal = Journal { stream, file: File::open(&path)?, path, rest: Vec::new() };
                self.shards.insert(folder, journal);
            }
        }
        Ok(())
    }

    fn read(&mut self, tally: &mut TopTally) -> io::Result<usize> {
        if self.scanned.is_none_or(|scanned| scanned.elapsed() > SCAN_EVERY) {
            self.scan()?;
        }
        let mut count = 0;
        for (folder, journal) in &mut self.shards {
            let read = journal.read(tally)?;
            count += read;
            // At the end of a journal, the next one may have begun.
            if read == 0
                && let Some(next) = journals_in(folder)?.into_iter().find(|path| *path > journal.path)
                && journal.read(tally)? == 0
                && let Ok(file) = File::open(&next)
            {
                *journal = Journal { stream: journal.stream, path: next, file, rest: Vec::new() };
            }
        }
        Ok(count)
    }
}

impl Journal {
    /// Reads whole lines into the tally, and returns how many.
    fn read(&mut self, tally: &mut TopTally) -> io::Result<usize> {
        (&self.file).take(READ_LEN).read_to_end(&mut self.rest)?;
        let Some(newline) = memrchr(b'\n', &self.rest) else { return Ok(0) };
        let mut count = 0;
        for line in self.rest[..newline].split(|&byte| byte == b'\n') {
            let (frame, received_ms) = zerocord_firehose::blocks::frame_of_line(line);
            tally.add(self.stream, frame, received_ms);
            count += 1;
        }
        self.rest.drain(..=newline);
        Ok(count)
    }
}

/// The journals in a folder, sorted.
fn journals_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("journal-") && name.ends_with(".ndjson") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}
