//! Reads the frames of one recording, batch by batch.

use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use foldhash::quality::RandomState;
use memchr::memmem::Finder;
use zerocord::{Decoder, Envelope, Error, EventName, ValueKind};
use zerocord_firehose::{
    FrameFault, FrameReader, Framing, UnwrapError, UnwrapErrorKind, Unwrapped, Unwrapper,
};

use super::MergeOrder;
use super::session::{MergeSession, SessionReader};
use crate::input::bad_frames::{BadFrame, Fault, check_end};
use crate::input::framing::is_no_frame;
use crate::input::{InputArguments, name_of, new_decoder};
use crate::output::shown::shown;
use crate::question::frame_clock::FrameClock;

/// The length of the lines of a batch, in bytes. A longer line is a batch of its own.
const BATCH_LEN: usize = 256 << 10;

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

/// The identity of a dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// A hash of the event and its id, or of its payload.
    pub content: u128,
    /// The event: its index, or a hash of its name.
    event: u64,
    pub session: MergeSession,
    pub sequence: u64,
    /// The shard and the number of shards of the session, if it is known that the frame belongs to it.
    pub shard: Option<[u64; 2]>,
    /// Whether only one session is recorded at a time, as far as is known.
    pub is_single: bool,
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

    /// Whether two frames are of different shards of one bot, which never receive the same frame.
    pub fn is_of_other_shard(&self, other: &Print) -> bool {
        self.shard.zip(other.shard).is_some_and(|([shard, count], [other_shard, other_count])| {
            count == other_count && shard != other_shard
        })
    }
}

/// A frame of a batch.
#[derive(Clone, Copy, Debug)]
pub struct ReadFrame {
    /// The end of its line, with a newline, among the lines of the batch.
    pub end: usize,
    pub position: Position,
    /// `None` if it is not a dispatch.
    pub print: Option<Print>,
}

/// A bad frame of a batch, or a good one that is not the first on its line.
#[derive(Clone, Copy, Debug)]
pub struct ReadFault {
    /// The number of good frames of the batch before it.
    pub frames_before: usize,
    pub frame: BadFrame,
    /// The end of its line, with a newline, among the rejected lines of the batch.
    pub end: usize,
}

/// Frames that follow each other in a recording.
#[derive(Debug, Default)]
pub struct Batch {
    pub lines: Vec<u8>,
    pub frames: Vec<ReadFrame>,
    pub rejects: Vec<u8>,
    pub faults: Vec<ReadFault>,
    /// The last sequence up to its end.
    pub sequence: Option<u64>,
    /// Set if the recording ends with this batch.
    pub end: Option<io::Result<()>>,
}

impl Batch {
    pub fn clear(&mut self) {
        if self.lines.capacity() > 4 * BATCH_LEN {
            self.lines = Vec::new();
        }
        self.lines.clear();
        self.frames.clear();
        self.rejects.clear();
        self.faults.clear();
        self.end = None;
    }

    /// Copies the lines from `start` on to the rejected ones.
    fn reject(&mut self, start: usize) {
        self.rejects.extend_from_slice(&self.lines[start..]);
        self.rejects.push(b'\n');
    }

    fn note_bad(&mut self, frame: BadFrame) {
        self.faults.push(ReadFault { frames_before: self.frames.len(), frame, end: self.rejects.len() });
    }

    /// Notes that the last frame follows another one on its line, if it does.
    fn note_next(&mut self, line: u64, offset: Option<usize>) {
        self.faults.extend(offset.map(|offset| ReadFault {
            frames_before: self.frames.len() - 1,
            frame: BadFrame { line, offset, fault: Fault::NotFirst },
            end: self.rejects.len(),
        }));
    }
}

/// A line that was read.
enum ReadLine {
    One(Option<Print>),
    /// Several wrapped frames.
    Several(Vec<LineFrame>),
}

/// A frame of a line that has several: the line that it becomes, its position and its identity.
struct LineFrame {
    offset: usize,
    frame: Result<(Vec<u8>, Position, Option<Print>), Fault>,
}

/// Reads a recording.
pub struct PartReader<'m> {
    name: String,
    by: MergeOrder,
    clock: &'m FrameClock,
    hasher: &'m ContentHasher,
    reader: FrameReader,
    /// `None` if each line is a frame.
    unwrapper: Option<Unwrapper>,
    /// Whether frames follow a prefix. Otherwise those of an unwrapper are in objects.
    is_prefixed: bool,
    decoder: Decoder,
    frame_len_max: usize,
    pub sessions: SessionReader,
    /// The position of the last frame that was read.
    pub position: Position,
    /// Whether any frame so far had a position in the order.
    pub has_position: bool,
    /// The last line with a torn frame. The frames after it on its line are not reported.
    torn_line: u64,
    /// The sessions so far, for the order.
    session_count: u64,
    pub first_sequence: Option<u64>,
    pub sequence: Option<u64>,
}

/// The settings of a merge that each recording is read with.
#[derive(Clone, Copy)]
pub struct PartOptions<'m> {
    pub by: MergeOrder,
    pub clock: &'m FrameClock,
    pub hasher: &'m ContentHasher,
    pub input: &'m InputArguments,
}

impl<'m> PartReader<'m> {
    /// Opens a recording. Frames before the first one with a position are at `position`. `sessions` are those of the file that
    /// it continues, or new ones.
    ///
    /// # Errors
    /// Errors from opening. They name the file.
    pub fn open(
        path: &Path,
        position: Position,
        sessions: SessionReader,
        options: PartOptions<'m>,
    ) -> io::Result<PartReader<'m>> {
        let PartOptions { by, clock, hasher, input } = options;
        let framing = input.framing.of_lines();
        Ok(PartReader {
            name: name_of(path),
            by,
            clock,
            hasher,
            reader: input.frame_reader(path).map_err(|error| named(&name_of(path), &error))?,
            unwrapper: (*framing != Framing::Line).then(|| Unwrapper::new((*framing).clone())),
            is_prefixed: *framing == Framing::Prefix,
            decoder: new_decoder(),
            frame_len_max: input.frame_len_max,
            sessions,
            position,
            has_position: false,
            torn_line: 0,
            session_count: 0,
            first_sequence: None,
            sequence: None,
        })
    }

    /// Reads the next frames into `batch`.
    pub fn fill(&mut self, batch: &mut Batch) {
        batch.clear();
        while batch.lines.len() < BATCH_LEN && batch.end.is_none() {
            self.read(batch);
        }
        batch.sequence = self.sequence;
    }

    /// Reads the next frame, good or bad, into `batch`, or notes the end of the recording.
    pub fn read(&mut self, batch: &mut Batch) {
        let start = batch.lines.len();
        let ((line, offset), outcome) = match self.reader.next_frame() {
            Ok(Some(frame)) => {
                batch.lines.extend_from_slice(frame.torn);
                let bytes = frame.bytes.map(|bytes| batch.lines.extend_from_slice(bytes));
                ((frame.line_number, frame.line_offset), bytes)
            }
            Ok(None) => return batch.end = Some(Ok(())),
            Err(error) => return batch.end = Some(Err(named(&self.name, &error))),
        };
        if outcome == Err(FrameFault::Torn) {
            self.torn_line = line;
        }
        let bytes = outcome.map_err(|fault| match fault {
            FrameFault::TooLong => Fault::TooLong(self.frame_len_max),
            _ => Fault::Torn,
        });
        match bytes.and_then(|()| self.read_line(&batch.lines[start..])) {
            Ok(ReadLine::One(print)) => {
                batch.lines.push(b'\n');
                let is_next = offset > 0 && line != self.torn_line;
                batch.frames.push(ReadFrame { end: batch.lines.len(), position: self.position, print });
                batch.note_next(line, is_next.then_some(offset));
            }
            Ok(ReadLine::Several(pieces)) => {
                if pieces.iter().any(|piece| piece.frame.is_err()) {
                    batch.reject(start);
                }
                batch.lines.truncate(start);
                let mut is_next = false;
                for LineFrame { offset, frame } in pieces {
                    match frame {
                        Ok((text, position, print)) => {
                            batch.lines.extend_from_slice(&text);
                            batch.lines.push(b'\n');
                            batch.frames.push(ReadFrame { end: batch.lines.len(), position, print });
                            batch.note_next(line, is_next.then_some(offset));
                            is_next = true;
                        }
                        Err(fault) => batch.note_bad(BadFrame { line, offset, fault }),
                    }
                }
            }
            Err(fault) => {
                if batch.lines.len() > start {
                    batch.reject(start);
                }
                batch.lines.truncate(start);
                batch.note_bad(BadFrame { line, offset, fault });
            }
        }
    }

    /// Reads a line: a frame, or the objects around frames.
    fn read_line(&mut self, line: &[u8]) -> Result<ReadLine, Fault> {
        let Some(mut unwrapper) = self.unwrapper.take() else {
            return self.read_frame(line, b"{}").map(ReadLine::One);
        };
        let (mut first, mut count) = (None, 0);
        unwrapper.each(line, |unwrapped| {
            count += 1;
            if count == 1 {
                first = Some(self.read_unwrapped(unwrapped));
            }
        });
        let first = first.unwrap_or(Err(Fault::Torn));
        let read = match count {
            0 | 1 => first.map(ReadLine::One),
            _ => Ok(ReadLine::Several(self.read_pieces(&mut unwrapper, line, first))),
        };
        self.unwrapper = Some(unwrapper);
        read
    }

    /// Reads a line with several frames, of which the first was read before. Each becomes a line with what is around it.
    fn read_pieces(
        &mut self,
        unwrapper: &mut Unwrapper,
        line: &[u8],
        first: Result<Option<Print>, Fault>,
    ) -> Vec<LineFrame> {
        let (mut pieces, mut first, mut prefix_len) = (Vec::new(), Some(first), None);
        unwrapper.each(line, |unwrapped| {
            let (offset, text) = match &unwrapped {
                Ok(Unwrapped { frame, offset, .. }) if self.is_prefixed => {
                    (*offset, [&line[..*prefix_len.get_or_insert(*offset)], *frame].concat())
                }
                Ok(Unwrapped { wrapper, offset, .. }) => (*offset, wrapper.to_vec()),
                Err(error) => {
                    prefix_len.get_or_insert(error.offset);
                    (error.offset, Vec::new())
                }
            };
            let print = first.take().unwrap_or_else(|| self.read_unwrapped(unwrapped));
            pieces.push(LineFrame { offset, frame: print.map(|print| (text, self.position, print)) });
        });
        pieces
    }

    fn read_unwrapped(
        &mut self,
        unwrapped: Result<Unwrapped<'_>, UnwrapError>,
    ) -> Result<Option<Print>, Fault> {
        match unwrapped {
            Ok(Unwrapped { frame, wrapper, .. }) => self.read_frame(frame, wrapper),
            Err(error) if error.kind == UnwrapErrorKind::Torn => Err(Fault::Torn),
            Err(error) => Err(Fault::Wrapper(error.kind)),
        }
    }

    fn read_frame(&mut self, frame: &[u8], wrapper: &[u8]) -> Result<Option<Print>, Fault> {
        if is_no_frame(frame) {
            return Err(Fault::NoFrame);
        }
        let envelope = Envelope::peek(frame)?;
        let (name, sequence) = (envelope.event_name()?, envelope.sequence()?);
        check_end(envelope)?;
        let identity = match name.zip(sequence) {
            Some((name, _)) => Some(FrameIdentity::of(envelope, name, self.hasher)?),
            None => None,
        };
        if name == Some(EventName::Ready) && self.first_sequence.is_some() {
            self.session_count += 1;
        }
        self.sessions.read(envelope, name, sequence);
        self.sequence = sequence.or(self.sequence);
        self.first_sequence = self.first_sequence.or(sequence);
        let number = match self.by {
            MergeOrder::Time => self.clock.time(frame, wrapper, self.decoder.arena()),
            MergeOrder::Seq => sequence.map(i128::from),
        };
        let session = if self.by == MergeOrder::Seq { self.session_count } else { 0 };
        if let Some(number) = number {
            self.has_position = true;
            self.position = self.position.max(Position { session, number });
        }
        Ok(identity.zip(sequence).map(|(identity, sequence)| Print {
            content: identity.content,
            event: identity.event,
            session: self.sessions.session,
            sequence,
            shard: self.sessions.known_shard(),
            is_single: self.sessions.is_single(),
            is_certain: self.sessions.is_certain(),
            is_made_once: identity.is_made_once,
            has_id: identity.has_id,
        }))
    }
}

/// A hash of 128 bits with random keys, so that a recording cannot contain different frames of the same hash on purpose.
#[derive(Debug)]
pub struct ContentHasher([RandomState; 2]);

impl ContentHasher {
    pub fn new() -> ContentHasher {
        ContentHasher([RandomState::default(), RandomState::default()])
    }

    fn of(&self, write: impl Fn(&mut dyn Hasher)) -> u128 {
        self.0.iter().fold(0, |hash, state| {
            let mut hasher = state.build_hasher();
            write(&mut hasher);
            hash << 64 | u128::from(hasher.finish())
        })
    }
}

/// The content of a frame, as far as it identifies the frame.
struct FrameIdentity {
    content: u128,
    event: u64,
    is_made_once: bool,
    has_id: bool,
}

impl FrameIdentity {
    /// The event name with the id if the id is unique, otherwise with the whole payload.
    fn of(
        envelope: Envelope<'_>,
        name: EventName<'_>,
        hasher: &ContentHasher,
    ) -> Result<FrameIdentity, Error> {
        let can_be_made_once = matches!(
            name,
            EventName::MessageCreate | EventName::InteractionCreate | EventName::GuildAuditLogEntryCreate
        );
        let payload = envelope.payload();
        let id = match can_be_made_once && payload.kind()? == ValueKind::Object {
            true => payload.get("id")?.and_then(|id| id.quoted_u64().ok()),
            false => None,
        };
        let event = match name.index() {
            Some(index) => index as u64,
            None => {
                let name = name.text()?;
                hasher.of(|hasher| hasher.write(name.as_bytes())) as u64 | 1 << 63
            }
        };
        let (content, has_id) = match id {
            Some(id) => {
                (hasher.of(|hasher| [event, id].into_iter().for_each(|word| hasher.write_u64(word))), true)
            }
            None => {
                let payload = payload.to_bytes()?;
                let content = hasher.of(|hasher| {
                    hasher.write_u64(event);
                    hasher.write(payload);
                });
                (content, has_id(payload))
            }
        };
        Ok(FrameIdentity { content, event, is_made_once: id.is_some(), has_id })
    }
}

/// Whether a payload has an id: a number, in quotes or not, at a key such as `id` or `user_id`.
fn has_id(payload: &[u8]) -> bool {
    static END_OF_KEY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"id\""));
    // A quote in a string is escaped, so this is never inside one.
    END_OF_KEY.find_iter(payload).any(|at| {
        let is_key = at > 0 && matches!(payload[at - 1], b'"' | b'_');
        let mut after = payload[at + 3..].iter().filter(|byte| !b" \t\r\n".contains(byte));
        is_key
            && after.next() == Some(&b':')
            && after.find(|byte| **byte != b'"').is_some_and(u8::is_ascii_digit)
    })
}

fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", shown(name)))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A frame with an id, of a session that is not known. A content in upper case exists only once.
    pub fn print(recorder: usize, sequence: u64, content: &str) -> Print {
        Print {
            content: content.bytes().fold(0, |content, byte| content << 8 | u128::from(byte)),
            event: 1,
            session: MergeSession::Unknown(recorder, 0),
            sequence,
            shard: None,
            is_single: true,
            is_certain: false,
            is_made_once: content.starts_with(|char: char| char.is_ascii_uppercase()),
            has_id: true,
        }
    }

    #[test]
    fn shards_of_one_bot_have_no_common_frames() {
        let of = |shard| Print { shard, ..print(1, 1, "a") };
        for (one, other, want) in [
            (Some([0, 2]), Some([1, 2]), true),
            (Some([0, 2]), Some([0, 2]), false),
            (Some([0, 2]), Some([3, 4]), false),
            (None, Some([1, 2]), false),
        ] {
            assert_eq!(of(one).is_of_other_shard(&of(other)), want);
        }
    }

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
