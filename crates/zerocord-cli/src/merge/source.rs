//! One of the recordings that are merged.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use memchr::memmem;
use zerocord::{Decoder, Envelope, Error, EventName, ValueKind};
use zerocord_firehose::{FrameFault, FrameReader, Unwrapped, Unwrapper};

use super::By;
use super::session::{Session, SessionReader};
use crate::input::bad_frames::{BadFrame, BadFrames, Fault, check_end};
use crate::input::framing::is_no_frame;
use crate::input::{InputArguments, name_of, new_decoder};
use crate::output::console::Console;
use crate::output::shown::shown;
use crate::question::frame_clock::FrameClock;
use crate::sequences::fingerprint;

/// The limit for reading ahead to find out whether another recording continues this one: this many frames, and this
/// many bytes.
const AHEAD_FRAMES: u64 = 2_000;
const AHEAD_BYTES: usize = 2 << 20;

/// The position of a frame in the order: by time, or by session and sequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    session: u64,
    number: i128,
}

impl Position {
    /// After all others.
    pub const END: Position = Position { session: u64::MAX, number: 0 };

    /// Whether `earlier` is at most `window` before it.
    pub fn is_within(self, earlier: Position, window: i128) -> bool {
        self.session == earlier.session && self.number - earlier.number <= window
    }
}

/// The identity of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// A hash of the event and its id, or of its payload.
    pub content: u128,
    /// A hash of the event name.
    event: u64,
    pub session: Session,
    pub sequence: u64,
    /// Whether the frame certainly belongs to this session.
    is_certain: bool,
    /// Whether the id belongs to one frame only, like that of a new message.
    pub is_made_once: bool,
    /// Whether the payload contains an id.
    pub has_id: bool,
}

impl Print {
    /// Whether two frames with the same session and sequence are the same. If a session is not certain, they must also have the
    /// same content.
    pub fn is_same_of_session(&self, other: &Print) -> bool {
        match self.is_certain && other.is_certain {
            true => self.event == other.event,
            false => self.content == other.content,
        }
    }
}

/// The start of a recording.
#[derive(Debug)]
pub struct Start {
    path: PathBuf,
    pub position: Position,
    /// Whether any frame has a position in the order.
    pub has_position: bool,
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
    /// Errors from reading. They name the file.
    pub fn of(path: PathBuf, by: By, clock: &FrameClock, input: &InputArguments) -> io::Result<Start> {
        let start = Start {
            path: path.clone(),
            position: Position::default(),
            has_position: false,
            sequence: None,
            last_sequence: None,
        };
        let mut source = Source::open(start, by, clock, input, SessionReader::new(0), 0)?;
        let (mut ignored, console) = (BadFrames::reported_by_command(), Console::plain());
        loop {
            // Damage is reported when the frames before it are merged.
            let has_next = source.advance(&mut ignored, &console).unwrap_or(None).is_some();
            let has_sequence = source.sequence.is_some();
            if !has_next || (source.has_position && has_sequence) {
                let Source { position, has_position, first_sequence: sequence, .. } = source;
                let last_sequence = source.sequence.filter(|_| !has_next);
                return Ok(Start { path, position, has_position, sequence, last_sequence });
            }
        }
    }
}

/// A frame that has been read.
#[derive(Debug, Default)]
struct ReadFrame {
    /// Its line, with a newline.
    line: Vec<u8>,
    position: Position,
    print: Option<Print>,
}

/// A recording that is being read.
pub struct Source<'m> {
    name: String,
    by: By,
    clock: &'m FrameClock,
    reader: FrameReader,
    unwrapper: Unwrapper,
    decoder: Decoder,
    frame_len_max: usize,
    pub sessions: SessionReader,
    /// The number of openings and closings before it was opened.
    pub opened: u64,
    /// The frame that is next to be merged.
    current: ReadFrame,
    /// Frames after it that were read to find the end.
    ahead: VecDeque<ReadFrame>,
    is_ended: bool,
    /// The error from reading ahead, if any.
    failure: Option<io::Error>,
    /// Whether another recording continues this one, which is open.
    pub is_continued: bool,
    /// The position of the next frame: at least its own.
    pub due: Position,
    /// The rank of the next frame among those at the same position: by its session and sequence.
    pub rank: (usize, u64),
    /// The session of the next frame, or of the last one before it that has a session.
    pub listed: Option<Session>,
    /// The position of the last frame that was read.
    position: Position,
    /// Whether any frame so far had a position in the order.
    has_position: bool,
    /// The sessions so far, for the order.
    session_count: u64,
    first_sequence: Option<u64>,
    sequence: Option<u64>,
    /// The last sequence of all, if it is known.
    last_sequence: Option<u64>,
    /// Counted since the last report.
    pub frames_read: u64,
    /// The bad frames since the last report, one per line.
    pub rejects: Vec<u8>,
}

impl<'m> Source<'m> {
    /// Opens a recording. `sessions` are those of the file that it continues, or new ones.
    ///
    /// # Errors
    /// Errors from opening. They name the file.
    pub fn open(
        start: Start,
        by: By,
        clock: &'m FrameClock,
        input: &InputArguments,
        sessions: SessionReader,
        opened: u64,
    ) -> io::Result<Source<'m>> {
        let name = name_of(&start.path);
        let reader = input.frame_reader(&start.path).map_err(|error| named(&start.path, &error))?;
        Ok(Source {
            name,
            by,
            clock,
            reader,
            unwrapper: Unwrapper::new((*input.framing.of_lines()).clone()),
            decoder: new_decoder(),
            frame_len_max: input.frame_len_max,
            sessions,
            opened,
            current: ReadFrame::default(),
            ahead: VecDeque::new(),
            is_ended: false,
            failure: None,
            is_continued: false,
            due: start.position,
            rank: (0, 0),
            listed: None,
            position: start.position,
            has_position: false,
            session_count: 0,
            first_sequence: None,
            sequence: None,
            last_sequence: start.last_sequence,
            frames_read: 0,
            rejects: Vec::new(),
        })
    }

    /// The recorder. Files that continue each other have the same one.
    pub fn recorder(&self) -> usize {
        self.sessions.recorder()
    }

    /// The line of the next frame, with a newline.
    pub fn line(&self) -> &[u8] {
        &self.current.line
    }

    /// The identity of the next frame; `None` if it is not a dispatch.
    pub fn print(&self) -> Option<Print> {
        self.current.print
    }

    /// Advances to the next good frame. Returns its position in the order, which never decreases.
    ///
    /// # Errors
    /// Errors from reading. They name the file.
    pub fn advance(&mut self, bad_frames: &mut BadFrames, console: &Console) -> io::Result<Option<Position>> {
        if let Some(read) = self.ahead.pop_front() {
            self.current = read;
            return Ok(Some(self.current.position));
        }
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if self.is_ended {
            return Ok(None);
        }
        let line = std::mem::take(&mut self.current.line);
        match self.read(line, bad_frames, console)? {
            Some(read) => {
                self.current = read;
                Ok(Some(self.current.position))
            }
            None => {
                self.is_ended = true;
                Ok(None)
            }
        }
    }

    /// Whether `first` is the successor of its last sequence. Reads ahead if the end must be near in that case.
    pub fn ends_before(&mut self, first: u64, bad_frames: &mut BadFrames, console: &Console) -> bool {
        let wanted = first.checked_sub(1);
        if self.is_continued {
            return false;
        }
        if self.last_sequence.is_some() {
            return self.last_sequence == wanted;
        }
        let is_near = |last: u64| last < first && first - last <= AHEAD_FRAMES;
        if !self.sequence.is_some_and(is_near) {
            return false;
        }
        let mut byte_count: usize = self.ahead.iter().map(|read| read.line.len()).sum();
        while !self.is_ended
            && self.sequence < Some(first)
            && (self.ahead.len() as u64) < AHEAD_FRAMES
            && byte_count < AHEAD_BYTES
        {
            match self.read(Vec::new(), bad_frames, console) {
                Ok(Some(read)) => {
                    byte_count += read.line.len();
                    self.ahead.push_back(read);
                }
                Ok(None) => self.is_ended = true,
                Err(error) => {
                    self.is_ended = true;
                    self.failure = Some(error);
                }
            }
        }
        self.is_ended && self.failure.is_none() && self.sequence == wanted
    }

    /// Reads the next good frame. `line` is reused as a buffer.
    fn read(
        &mut self,
        mut line: Vec<u8>,
        bad_frames: &mut BadFrames,
        console: &Console,
    ) -> io::Result<Option<ReadFrame>> {
        loop {
            let frame = match self.reader.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => return Ok(None),
                Err(error) => return Err(named(Path::new(&self.name), &error)),
            };
            self.frames_read += 1;
            let (number, offset) = (frame.line_number, frame.line_offset);
            line.clear();
            let bytes = frame.bytes.map(|bytes| line.extend_from_slice(bytes)).map_err(|fault| match fault {
                FrameFault::TooLong => Fault::TooLong(self.frame_len_max),
                _ => Fault::Torn,
            });
            match bytes.and_then(|()| self.read_line(&line)) {
                Ok(print) => {
                    line.push(b'\n');
                    return Ok(Some(ReadFrame { line, position: self.position, print }));
                }
                Err(fault) => {
                    if !line.is_empty() {
                        self.rejects.append(&mut line);
                        self.rejects.push(b'\n');
                    }
                    let bad = BadFrame { line: number, offset, fault };
                    bad_frames.add(console, &shown(&self.name), 0, &[bad]);
                }
            }
        }
    }

    /// Reads the frame of a line. Returns its identity.
    fn read_line(&mut self, line: &[u8]) -> Result<Option<Print>, Fault> {
        let mut unwrapper =
            std::mem::replace(&mut self.unwrapper, Unwrapper::new(zerocord_firehose::Framing::Line));
        let mut outcome = Err(Fault::Torn);
        let mut is_first = true;
        unwrapper.each(line, |unwrapped| {
            if std::mem::take(&mut is_first) {
                outcome = match unwrapped {
                    Ok(Unwrapped { frame, wrapper, .. }) => match is_no_frame(frame) {
                        true => Err(Fault::NoFrame),
                        false => self.read_frame(frame, wrapper).map_err(Fault::Frame),
                    },
                    Err(error) => Err(Fault::Wrapper(error.kind)),
                };
            }
        });
        self.unwrapper = unwrapper;
        outcome
    }

    fn read_frame(&mut self, frame: &[u8], wrapper: &[u8]) -> Result<Option<Print>, Error> {
        let envelope = Envelope::peek(frame)?;
        let (name, sequence) = (envelope.event_name()?, envelope.sequence()?);
        check_end(envelope)?;
        let identity = match name.zip(sequence) {
            Some((name, _)) => Some(Identity::of(envelope, name)?),
            None => None,
        };
        if name == Some(EventName::Ready) && self.first_sequence.is_some() {
            self.session_count += 1;
        }
        self.sessions.read(envelope, name, sequence);
        self.sequence = sequence.or(self.sequence);
        self.first_sequence = self.first_sequence.or(sequence);
        let number = match self.by {
            By::Time => self.clock.time(frame, wrapper, self.decoder.arena()),
            By::Seq => sequence.map(i128::from),
        };
        let session = if self.by == By::Seq { self.session_count } else { 0 };
        if let Some(number) = number {
            self.has_position = true;
            self.position = self.position.max(Position { session, number });
        }
        Ok(identity.zip(sequence).map(|(identity, sequence)| Print {
            content: identity.content,
            event: identity.event,
            session: self.sessions.session,
            sequence,
            is_certain: self.sessions.is_certain(),
            is_made_once: identity.is_made_once,
            has_id: identity.has_id,
        }))
    }

    pub fn close(self, event: u64) -> Closed {
        Closed { sessions: self.sessions, event, sequence: self.sequence }
    }
}

/// The content of a frame, as far as it identifies the frame.
struct Identity {
    content: u128,
    event: u64,
    is_made_once: bool,
    has_id: bool,
}

impl Identity {
    /// The event name with the id if the id is unique, otherwise with the whole payload.
    fn of(envelope: Envelope<'_>, name: EventName<'_>) -> Result<Identity, Error> {
        let can_be_made_once = matches!(
            name,
            EventName::MessageCreate | EventName::InteractionCreate | EventName::GuildAuditLogEntryCreate
        );
        let payload = envelope.payload();
        let id = match can_be_made_once && payload.kind()? == ValueKind::Object {
            true => payload.get("id")?.and_then(|id| id.quoted_u64().ok()),
            false => None,
        };
        let name = name.text()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(name.as_bytes());
        let has_id = match id {
            Some(id) => {
                hasher.update(&id.to_le_bytes());
                true
            }
            None => {
                let payload = payload.to_bytes()?;
                hasher.update(payload);
                has_id(payload)
            }
        };
        let mut hash = [0; 16];
        hasher.finalize_xof().fill(&mut hash);
        Ok(Identity {
            content: u128::from_le_bytes(hash),
            event: fingerprint(0, name.bytes().map(u64::from)),
            is_made_once: id.is_some(),
            has_id,
        })
    }
}

/// Whether a payload has an id: a number, in quotes or not, at a key such as `id` or `user_id`.
fn has_id(payload: &[u8]) -> bool {
    // A quote in a string is escaped, so this is never inside one.
    memmem::find_iter(payload, b"id\"").any(|at| {
        let is_key = at > 0 && matches!(payload[at - 1], b'"' | b'_');
        let mut after = payload[at + 3..].iter().filter(|byte| !b" \t\r\n".contains(byte));
        is_key
            && after.next() == Some(&b':')
            && after.find(|byte| **byte != b'"').is_some_and(u8::is_ascii_digit)
    })
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", shown(&name_of(path))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_at_keys_of_ids() {
        for (payload, want) in [
            (r#"{"id":"7"}"#, true),
            (r#"{"user":{"id":7}}"#, true),
            (r#"{"user_id" : "7"}"#, true),
            (r#"{"guild_id":null,"x":7}"#, false),
            (r#"{"session_id":"abc"}"#, false),
            (r#"{"paid":"7"}"#, false),
            (r#"{"x":"id","y":7}"#, false),
            (r#"{"x":"\"id\":7"}"#, false),
            (r#"{"id"#, false),
            ("5", false),
        ] {
            assert_eq!(has_id(payload.as_bytes()), want, "{payload}");
        }
    }
}
