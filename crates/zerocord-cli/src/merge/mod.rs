//! `zerocord merge`: merges recordings by time or sequence and removes repeats.

mod part;
mod pool;
mod recorders;
mod repeats;
mod session;
mod source;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::io::{self, Write};

use clap::Args;

use crate::exit::{Exit, refuse};
use crate::input::InputArguments;
use crate::input::bad_frames::BadFrames;
use crate::output::console::{Console, say};
use crate::output::text_table::{grouped, plural};
use crate::output::{Output, OutputArguments, PartialArguments, settle};
use crate::question::frame_clock::FrameClock;
use crate::question::wrapper_clock::TimeAtArgument;
use part::{ContentHasher, PartOptions, Position};
use pool::Pool;
use repeats::Repeats;
use session::{MergeSession, SessionReader};
use source::{Closed, MergedRecording, Start};

/// Merge recordings into one, in the order of time, without repeats
///
/// For shards, rotated files, several recorders, and sessions that were resumed. Each recording keeps its order, and
/// lines are written byte for byte. A line with several frames is split and reported.
///
/// The time of a frame is the `timestamp` or the `id` of MESSAGE_CREATE, the `timestamp` of TYPING_START, or the `id` of
/// INTERACTION_CREATE and GUILD_AUDIT_LOG_ENTRY_CREATE; other frames get the last time before them. With --time-at, it is
/// that of the recorder. A recording without any time comes before the next argument.
///
/// In one session, a frame with the sequence (`s`) of an earlier one is a repeat. A session begins with READY, which has its
/// `session_id`. RESUMED continues it, and so does a file whose first sequence follows the last one of another file. If a
/// file does not begin with READY, has READYs of several shards, or has decreasing sequences, repeats must also be equal.
///
/// In different sessions, a frame is a repeat if it is the same message, interaction or audit log entry by its id, or the
/// same event with an equal payload, in two recordings of the same time and in nearly the same order (at most 100 frames
/// earlier). What one recording has twice is written twice. Frames without any id in the payload, and those of different
/// shards of one bot, are no repeats.
///
/// Recordings are read by all threads, and each is open only while its time is merged. An open recording needs up to 4 MB,
/// and the frames of the last --window up to 250 MB.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP, mut_arg("follow", |argument| argument.hide(true)))]
pub struct Arguments {
    /// Order by time; or by sequence, for a session without times
    #[arg(long, value_name = "ORDER", default_value = "time")]
    by: MergeOrder,

    /// Frames that are further apart than this are no repeats
    ///
    /// In seconds; with --by seq, in sequences. A resumed session may repeat frames that are older.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    window: u32,

    /// Write the repeats too
    #[arg(long)]
    keep_repeats: bool,

    #[command(flatten)]
    time_at: TimeAtArgument,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

/// The orders of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum MergeOrder {
    /// The time of the frames
    Time,
    /// The sequences of a session
    Seq,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord merge -o all.ndjson.zst shard0.ndjson.zst shard1.ndjson.zst
  zerocord merge -o day.ndjson.zst 'recorder-a/*.zst' 'recorder-b/*.zst'
  zerocord merge --frame-at data --time-at ts shard*.ndjson | zerocord stats -
"
);

/// Writes the merged recording.
pub fn run(arguments: &Arguments) -> Exit {
    let clock = FrameClock::new(&arguments.time_at).unwrap_or_else(|error| refuse("merge", error));
    if arguments.input.has_pipe() {
        refuse("merge", "merge reads the start of each recording twice: give files, not pipes");
    }
    if arguments.input.follow {
        refuse("merge", "merge needs complete files and cannot be used with --follow");
    }
    settle(arguments.merge(&clock))
}

impl Arguments {
    fn merge(&self, clock: &FrameClock) -> io::Result<Exit> {
        let input = self.input.in_natural_order();
        let mut output = self.output.open("merge", Some(&input))?;
        let hasher = ContentHasher::new();
        let options = PartOptions { by: self.by, clock, hasher: &hasher, input: &input };
        let (exit, frame_count, repeat_count) =
            std::thread::scope(|scope| -> io::Result<(Exit, u64, u64)> {
                let mut merge = Merge::new(options, Pool::new(scope, input.threads_used()))?;
                let repeat_count = self.write_merged(&mut merge, &mut output)?;
                Ok((merge.finish()?, merge.frame_count, repeat_count))
            })?;
        output.finish(exit < Exit::InputOutput, &self.partial)?;
        say(format_args!("{}, {} left out as repeats", plural(frame_count, "frame"), grouped(repeat_count)));
        Ok(exit.max(clock.report_not_found()))
    }

    /// Writes the frames. Returns the number of repeats.
    fn write_merged(&self, merge: &mut Merge<'_>, output: &mut Output) -> io::Result<u64> {
        let mut waiting = merge.starts();
        let unit = if self.by == MergeOrder::Time { 1_000_000_000 } else { 1 };
        let mut repeats = Repeats::new(i128::from(self.window) * unit);
        let mut repeat_count = 0u64;
        while merge.open_due(&mut waiting)? {
            let Some(Reverse((position, _, index))) = merge.heap.pop() else { break };
            if let Some(later) = merge.due_of_earlier(position, index) {
                merge.push(later, index);
                continue;
            }
            if !self.keep_repeats && merge.is_repeat(&mut repeats, position, index) {
                repeat_count += 1;
            } else {
                merge.write(index, output)?;
            }
            merge.advance(index)?;
        }
        Ok(repeat_count)
    }
}

/// The next frame of a recording: its time, its rank among frames of that time, and the recording.
type Next = (Position, (usize, u64), usize);

/// Recordings that are being merged.
struct Merge<'m> {
    options: PartOptions<'m>,
    pool: Pool<'m>,
    bad_frames: BadFrames,
    rejects: Option<Output>,
    console: Console,
    exit: Exit,
    frame_count: u64,
    /// By index; `None` once they have been read.
    open: Vec<Option<MergedRecording<'m>>>,
    heap: BinaryHeap<Reverse<Next>>,
    sessions: Vec<OpenSession>,
    session_indices: HashMap<MergeSession, usize>,
    closed: Vec<Closed>,
    /// The number of times that a recording was opened or closed.
    events: u64,
}

/// The recordings that are in a session.
#[derive(Debug, Default)]
struct OpenSession(Vec<usize>);

impl<'m> Merge<'m> {
    fn new(options: PartOptions<'m>, pool: Pool<'m>) -> io::Result<Merge<'m>> {
        Ok(Merge {
            options,
            pool,
            bad_frames: BadFrames::new(options.input.all_errors),
            rejects: options.input.open_rejects()?,
            console: Console::plain(),
            exit: Exit::Done,
            frame_count: 0,
            open: Vec::new(),
            heap: BinaryHeap::new(),
            sessions: Vec::new(),
            session_indices: HashMap::new(),
            closed: Vec::new(),
            events: 0,
        })
    }

    /// The start of each recording, the earliest first; equal ones in the order of the arguments.
    fn starts(&mut self) -> VecDeque<Start> {
        let mut starts = Vec::new();
        for path in self.options.input.paths() {
            match path.and_then(|path| Start::of(path, self.options)) {
                Ok(start) => starts.push(start),
                Err(error) => self.report(&error),
            }
        }
        // A recording without any time comes before the next one, since rotated files are given in order.
        let has_time = starts.iter().any(|start: &Start| start.has_position);
        let mut next = if has_time { Position::END } else { Position::default() };
        for start in starts.iter_mut().rev() {
            match start.has_position {
                true => next = start.position,
                false => start.position = next,
            }
        }
        starts.sort_by_key(|start| start.position);
        starts.into()
    }

    fn report(&mut self, error: &io::Error) {
        self.console.message(error);
        self.exit = Exit::InputOutput;
    }

    /// Opens the recordings that begin before the next frame. Returns whether there is a next frame.
    fn open_due(&mut self, waiting: &mut VecDeque<Start>) -> io::Result<bool> {
        while let Some(start) = waiting.front() {
            if self.heap.peek().is_some_and(|Reverse((position, ..))| *position < start.position) {
                break;
            }
            let Some(start) = waiting.pop_front() else { break };
            self.events += 1;
            let sessions = self.sessions_before(&start);
            let sessions = sessions.unwrap_or_else(|| SessionReader::new(self.open.len()));
            match MergedRecording::open(start, sessions, self.events, self.options, &self.pool) {
                Ok(source) => {
                    self.open.push(Some(source));
                    self.advance(self.open.len() - 1)?;
                }
                Err(error) => self.report(&error),
            }
        }
        Ok(!self.heap.is_empty())
    }

    /// The sessions of the recording that another one continues: the first sequence of the new one is the successor
    /// of the last one. Both then have the same recorder.
    fn sessions_before(&mut self, start: &Start) -> Option<SessionReader> {
        if let Some(index) = self.closed.iter().position(|closed| closed.goes_on_with(start)) {
            return Some(self.closed.swap_remove(index).sessions.continued());
        }
        // The last frames of a file may have the time of the first ones of the next.
        let first = start.sequence?;
        for source in self.open.iter_mut().flatten() {
            if source.ends_before(first, &self.pool) {
                source.is_continued = true;
                return source.sessions_at_end().map(SessionReader::continued);
            }
        }
        None
    }

    /// Reads the next frame of a recording.
    fn advance(&mut self, index: usize) -> io::Result<()> {
        let Some(source) = self.open[index].as_mut() else { return Ok(()) };
        let next = source.advance(&self.pool, &mut self.bad_frames, &self.console);
        if let Some(rejects) = &mut self.rejects {
            rejects.write_all(&source.rejects)?;
        }
        source.rejects.clear();
        self.frame_count += std::mem::take(&mut source.frames_read);
        match next {
            Ok(Some(position)) => {
                self.rank(index);
                self.push(position, index);
                return Ok(());
            }
            Ok(None) => {}
            Err(error) => self.report(&error),
        }
        self.events += 1;
        // A continued recording keeps its recorder.
        let ended = self.open[index].take();
        self.unlist(index, ended.as_ref().and_then(|source| source.listed));
        let ended = ended.filter(|source| !source.is_continued);
        self.closed.extend(ended.and_then(|source| source.close(self.events)));
        Ok(())
    }

    /// Ranks the next frame of a recording among those at the same position.
    fn rank(&mut self, index: usize) {
        let Some(source) = self.open[index].as_mut() else { return };
        let Some((sequence, session)) = source.print().map(|print| (print.sequence, print.session)) else {
            return;
        };
        source.rank.1 = sequence;
        if source.listed.is_some_and(|(listed, _)| listed == session) {
            return;
        }
        let new = self.sessions.len();
        let rank = *self.session_indices.entry(session).or_insert(new);
        if rank == new {
            self.sessions.push(OpenSession::default());
        }
        self.sessions[rank].0.push(index);
        source.rank.0 = rank;
        let before = source.listed.replace((session, rank));
        self.unlist(index, before);
    }

    /// Removes a recording from those of a session.
    fn unlist(&mut self, index: usize, listed: Option<(MergeSession, usize)>) {
        if let Some((_, session)) = listed {
            self.sessions[session].0.retain(|source| *source != index);
        }
    }

    fn push(&mut self, position: Position, index: usize) {
        if let Some(source) = self.open[index].as_mut() {
            source.due = position;
            self.heap.push(Reverse((position, source.rank, index)));
        }
    }

    /// The position of frames that other recordings have before this one in its session. The frame that contains the
    /// time may be missing in this recording.
    fn due_of_earlier(&self, position: Position, index: usize) -> Option<Position> {
        let source = self.open[index].as_ref()?;
        let print = source.print()?;
        let (_, session) = source.listed?;
        let sources = &self.sessions[session].0;
        if let [_] = sources.as_slice() {
            return None;
        }
        let others = sources.iter().filter_map(|other| self.open[*other].as_ref());
        let is_earlier = |other: &&MergedRecording<'_>| {
            other.print().is_some_and(|of_other| {
                let is_comparable =
                    other.recorder() == source.recorder() || of_other.is_single && print.is_single;
                is_comparable && of_other.sequence < print.sequence
            })
        };
        others.filter(is_earlier).map(|other| other.due).filter(|due| *due > position).max()
    }

    fn is_repeat(&self, repeats: &mut Repeats, position: Position, index: usize) -> bool {
        let Some(source) = self.open[index].as_ref() else { return false };
        let Some(print) = source.print() else { return false };
        // Frames of a recorder that stopped before this recording begins are not repeats.
        let overlaps = |recorder: usize| {
            let has_ended =
                |closed: &Closed| closed.sessions.recorder() == recorder && closed.event <= source.opened;
            !self.closed.iter().any(has_ended)
        };
        repeats.add(print, position, source.recorder(), overlaps)
    }

    fn write(&self, index: usize, output: &mut Output) -> io::Result<()> {
        let Some(source) = self.open[index].as_ref() else { return Ok(()) };
        output.write_all(source.line())
    }

    fn finish(&mut self) -> io::Result<Exit> {
        if let Some(rejects) = self.rejects.take() {
            rejects.finish(true, &PartialArguments::default())?;
        }
        if !self.bad_frames.is_none() {
            self.exit = self.exit.max(Exit::BadFrames);
        }
        self.bad_frames.report_total(self.frame_count, self.exit);
        Ok(self.exit)
    }
}
