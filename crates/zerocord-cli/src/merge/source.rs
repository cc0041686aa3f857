//! One of the recordings that are merged.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;

use zerocord_firehose::hint_for;

use super::part::{Batch, PartOptions, PartReader, Position, Print};
use super::pool::{Pending, Pool};
use super::session::{MergeSession, SessionReader};
use crate::input::bad_frames::{BadFrames, Fault};
use crate::input::framing::Advice;
use crate::input::name_of;
use crate::output::console::Console;
use crate::output::shown::shown;

/// The limit for reading ahead to find out whether another recording continues this one: this many sequences, and this
/// many bytes.
const AHEAD_SEQUENCES: u64 = 2_000;
const AHEAD_BYTES: usize = 2 << 20;

/// The start of a recording.
#[derive(Debug)]
pub struct Start {
    path: PathBuf,
    pub position: Position,
    /// Whether any frame has a position in the order.
    pub has_position: bool,
    /// The first sequence.
    pub sequence: Option<u64>,
    /// The last sequence, if the recording was read to its end.
    last_sequence: Option<u64>,
}

/// A recording that has been read to its end.
#[derive(Debug)]
pub struct Closed {
    pub sessions: SessionReader,
    /// The number of openings and closings before it.
    pub event: u64,
    sequence: Option<u64>,
}

impl Closed {
    /// Whether a recording is the next file of the same recorder.
    pub fn goes_on_with(&self, start: &Start) -> bool {
        self.sequence.is_some_and(|last| start.sequence == last.checked_add(1))
    }
}

impl Start {
    /// Reads a recording up to its first time and its first sequence.
    ///
    /// # Errors
    /// Errors from opening. They name the file.
    pub fn of(path: PathBuf, options: PartOptions<'_>) -> io::Result<Start> {
        let mut reader = PartReader::open(&path, Position::default(), SessionReader::new(0), options)?;
        let mut batch = Batch::default();
        loop {
            batch.clear();
            reader.read(&mut batch);
            // Damage is reported when the frames before it are merged.
            let has_ended = batch.end.is_some();
            if has_ended || (reader.has_position && reader.sequence.is_some()) {
                return Ok(Start {
                    path,
                    position: reader.position,
                    has_position: reader.has_position,
                    sequence: reader.first_sequence,
                    last_sequence: reader.sequence.filter(|_| has_ended),
                });
            }
        }
    }
}

/// The reader of a recording: idle at its end, otherwise always reading the next batch.
enum ReaderState<'m> {
    Pending(Pending<'m>),
    Ended(Box<PartReader<'m>>),
    /// Its thread has panicked.
    Failed,
}

/// A recording that is being read.
pub struct MergedRecording<'m> {
    name: String,
    recorder: usize,
    reading: ReaderState<'m>,
    /// The batch with the next frame to be merged.
    batch: Batch,
    /// The number of frames of the batch up to the next one to be merged, and the start of that one's line.
    taken: usize,
    line_start: usize,
    /// The number of faults of the batch that were reported.
    faults_taken: usize,
    /// Batches after it that were read to find the end.
    ahead: VecDeque<Batch>,
    /// Whether another recording continues this one, which is open.
    pub is_continued: bool,
    /// The number of openings and closings before it was opened.
    pub opened: u64,
    /// The position of the next frame: at least its own.
    pub due: Position,
    /// The rank of the next frame among those at the same position: by its session and sequence.
    pub rank: (usize, u64),
    /// The session of the next frame, or of the last one before it that has a session, and its index.
    pub listed: Option<(MergeSession, usize)>,
    /// The last sequence of all, if it is known.
    last_sequence: Option<u64>,
    /// Counted since the last report.
    pub frames_read: u64,
    /// The bad frames since the last report, one per line.
    pub rejects: Vec<u8>,
}

impl<'m> MergedRecording<'m> {
    /// Opens a recording. `sessions` are those of the file that it continues, or new ones.
    ///
    /// # Errors
    /// Errors from opening. They name the file.
    pub fn open(
        start: Start,
        sessions: SessionReader,
        opened: u64,
        options: PartOptions<'m>,
        pool: &Pool<'m>,
    ) -> io::Result<MergedRecording<'m>> {
        let recorder = sessions.recorder();
        let reader = PartReader::open(&start.path, start.position, sessions, options)?;
        Ok(MergedRecording {
            name: name_of(&start.path),
            recorder,
            reading: ReaderState::Pending(pool.start(Box::new(reader), Batch::default())),
            batch: Batch::default(),
            taken: 0,
            line_start: 0,
            faults_taken: 0,
            ahead: VecDeque::new(),
            is_continued: false,
            opened,
            due: start.position,
            rank: (0, 0),
            listed: None,
            last_sequence: start.last_sequence,
            frames_read: 0,
            rejects: Vec::new(),
        })
    }

    /// The recorder. Files that continue each other have the same one.
    pub fn recorder(&self) -> usize {
        self.recorder
    }

    /// The line of the next frame, with a newline.
    pub fn line(&self) -> &[u8] {
        let end = self.taken.checked_sub(1).and_then(|index| self.batch.frames.get(index));
        end.map_or(&[], |frame| &self.batch.lines[self.line_start..frame.end])
    }

    /// The identity of the next frame; `None` if it is not a dispatch.
    pub fn print(&self) -> Option<&Print> {
        self.batch.frames.get(self.taken.checked_sub(1)?)?.print.as_ref()
    }

    /// Advances to the next good frame. Returns its position in the order, which never decreases.
    ///
    /// # Errors
    /// Errors from reading. They name the file.
    pub fn advance(
        &mut self,
        pool: &Pool<'m>,
        bad_frames: &mut BadFrames,
        console: &Console,
    ) -> io::Result<Option<Position>> {
        loop {
            self.report_faults(bad_frames, console);
            if let Some(frame) = self.batch.frames.get(self.taken) {
                self.line_start = match self.taken {
                    0 => 0,
                    taken => self.batch.frames[taken - 1].end,
                };
                self.taken += 1;
                self.frames_read += 1;
                return Ok(Some(frame.position));
            }
            if let Some(end) = &mut self.batch.end {
                // An error is returned once.
                return std::mem::replace(end, Ok(())).map(|()| None);
            }
            self.batch = match self.ahead.pop_front() {
                Some(batch) => batch,
                None => {
                    let spare = std::mem::take(&mut self.batch);
                    self.next_batch(spare, pool)?
                }
            };
            (self.taken, self.line_start, self.faults_taken) = (0, 0, 0);
        }
    }

    /// Reports the bad frames before the next good one.
    fn report_faults(&mut self, bad_frames: &mut BadFrames, console: &Console) {
        while let Some(fault) = self.batch.faults.get(self.faults_taken)
            && fault.frames_before <= self.taken
        {
            let start = self.faults_taken.checked_sub(1).map_or(0, |before| self.batch.faults[before].end);
            let rejected = &self.batch.rejects[start..fault.end];
            if fault.frame.line == 1
                && matches!(fault.frame.fault, Fault::NoFrame | Fault::Frame(_))
                && let Some(hint) = hint_for(&[rejected.trim_ascii_end()])
            {
                console.message(format_args!("{}: {}", shown(&self.name), Advice(&hint)));
            }
            self.rejects.extend_from_slice(rejected);
            bad_frames.add(console, &shown(&self.name), 0, &[fault.frame]);
            self.frames_read += u64::from(fault.frame.fault != Fault::NotFirst);
            self.faults_taken += 1;
        }
    }

    /// The next batch. The one after it is read in the meantime, into `spare`.
    fn next_batch(&mut self, spare: Batch, pool: &Pool<'m>) -> io::Result<Batch> {
        match std::mem::replace(&mut self.reading, ReaderState::Failed) {
            ReaderState::Pending(pending) => {
                let (reader, batch) = pending.wait()?;
                self.reading = match batch.end {
                    Some(_) => ReaderState::Ended(reader),
                    None => ReaderState::Pending(pool.start(reader, spare)),
                };
                Ok(batch)
            }
            ended => {
                self.reading = ended;
                Ok(Batch { end: Some(Ok(())), ..Batch::default() })
            }
        }
    }

    /// Whether `first` is the successor of its last sequence. Reads ahead if the end must be near in that case.
    pub fn ends_before(&mut self, first: u64, pool: &Pool<'m>) -> bool {
        let wanted = first.checked_sub(1);
        if self.is_continued {
            return false;
        }
        if self.last_sequence.is_some() {
            return self.last_sequence == wanted;
        }
        let mut byte_count: usize = self.ahead.iter().map(|batch| batch.lines.len()).sum();
        loop {
            let last = self.ahead.back().unwrap_or(&self.batch);
            if let Some(end) = &last.end {
                return end.is_ok() && last.sequence == wanted;
            }
            let is_near = |last: u64| last < first && first - last <= AHEAD_SEQUENCES;
            if !last.sequence.is_some_and(is_near) || byte_count >= AHEAD_BYTES {
                return false;
            }
            match self.next_batch(Batch::default(), pool) {
                Ok(batch) => {
                    byte_count += batch.lines.len();
                    self.ahead.push_back(batch);
                }
                Err(error) => self.ahead.push_back(Batch { end: Some(Err(error)), ..Batch::default() }),
            }
        }
    }

    /// The sessions at its end, for the recording that continues it.
    pub fn sessions_at_end(&self) -> Option<&SessionReader> {
        match &self.reading {
            ReaderState::Ended(reader) => Some(&reader.sessions),
            ReaderState::Pending(_) | ReaderState::Failed => None,
        }
    }

    /// Closes it. `event` is the number of openings and closings before. `None` if its thread has panicked.
    pub fn close(self, event: u64) -> Option<Closed> {
        match self.reading {
            ReaderState::Ended(reader) => {
                let PartReader { sessions, sequence, .. } = *reader;
                Some(Closed { sessions, event, sequence })
            }
            ReaderState::Pending(_) | ReaderState::Failed => None,
        }
    }
}
