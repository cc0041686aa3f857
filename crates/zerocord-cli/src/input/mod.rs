//! Reads the inputs of a command one after another, each with all threads.

pub mod bad_frames;
pub mod enough;
mod files;
mod follow;
pub mod framing;
pub mod lines;
mod paths;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use clap::Args;
use zerocord::{Decoder, Limits};
use zerocord_firehose::{Chunk, Delivery, FrameReader, Framing, Hint, Options, Recording};

pub use files::{has_piped_stdin, is_stdin, name_of};
pub use follow::stop as stop_following;

use crate::choice::BlockFilter;
use crate::exit::Exit;
use crate::input::bad_frames::{BadFrame, BadFrames, Fault};
use crate::input::enough::Enough;
use crate::input::files::{Input, byte_count};
use crate::input::framing::{Advice, FramingArguments};
use crate::numbers::{parse_byte_size, parse_frame_len, parse_threads};
use crate::output::console::{Console, say};
use crate::output::shown::shown;
use crate::output::{Output, PartialArguments, check_stdin, open_file};

/// A decoder without limits. The reader enforces --frame-len-max, and unescaped strings are never longer than their
/// frame.
pub fn new_decoder() -> Decoder {
    let limits = Limits::DEFAULT.with_frame_bytes(usize::MAX).with_arena_bytes(usize::MAX);
    Decoder::builder().limits(limits).build()
}

/// The options for reading recordings.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input and output")]
pub struct InputArguments {
    /// Recordings (plain, gzip or zstd) or folders; `-` is standard input
    ///
    /// A recording consists of newline-delimited frames. Without FILE, standard input is read if it is a pipe, a
    /// socket or a file. Compression is detected by content, not by name. A folder means all files in it and its
    /// subfolders, in the natural order of their names (`rec.2` before `rec.10`), except those whose names begin with
    /// a dot. Patterns such as `'shard*.zst'` are expanded if the shell has not done so. Lines may end with CRLF;
    /// empty lines and a byte order mark at the start are skipped.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The files that the arguments refer to, once they were searched for.
    #[arg(skip)]
    found: OnceLock<Arc<[Input]>>,

    /// Check every byte of every frame
    ///
    /// A frame is then bad unless it is one JSON document (RFC 8259) in UTF-8, with brackets nested at most 127 deep.
    #[arg(long)]
    pub strict: bool,

    /// Report all bad frames, not only the first 20
    #[arg(long, hide_short_help = true)]
    pub all_errors: bool,

    /// Keep reading as the last FILE grows, until interrupted
    ///
    /// Each line is processed and written at once. If the file is truncated, it is read from the start again; if it
    /// is renamed, the next file of that name is read. An interrupt (Ctrl-C) ends the command normally.
    #[arg(long)]
    pub follow: bool,

    /// Write bad frames to this file
    ///
    /// Each bad frame, or what is left of it, becomes a line; with --frame-at, --frame-in or --skip-prefix, the whole
    /// line is written. Lines longer than --frame-len-max are not written.
    #[arg(long, value_name = "PATH")]
    pub rejects: Option<PathBuf>,

    /// The number of reading threads [default: number of CPU cores]
    ///
    /// Up to 1,024; 0 is the default. Input that is compressed as one stream, as gzip usually is, is decompressed by
    /// one additional thread.
    #[arg(long, value_name = "COUNT", default_value = "0", hide_default_value = true, value_parser = parse_threads)]
    pub threads: usize,

    /// The maximum length of a frame; longer frames are bad
    #[arg(long, value_name = "BYTES", default_value = "64MiB", value_parser = parse_frame_len, hide_short_help = true)]
    pub frame_len_max: usize,

    /// The memory for reading, for all threads together
    ///
    /// For buffers, decompressors and results that wait for earlier ones. When it is used up, threads wait for each
    /// other. There is at most one thread per 2 MiB. A frame of --frame-len-max bytes is always read, so the limit can
    /// be exceeded: by 1 MiB per thread, 8 times the longest frame in the input, and the window of one zstd frame (at
    /// most 128 MiB). Freed memory returns to the system within about a second. Byte counts are digits, then k, M, G
    /// or T (powers of ten), KiB, MiB, GiB or TiB (powers of two), or nothing.
    #[arg(long, value_name = "BYTES", default_value = "1GiB", value_parser = parse_byte_size, hide_short_help = true)]
    pub memory_max: usize,

    /// The number of bytes that a thread reads at once
    #[arg(long, value_name = "BYTES", default_value = "512KiB", value_parser = parse_byte_size, hide = true)]
    pub chunk_len: usize,

    #[command(flatten)]
    pub framing: FramingArguments,
}

/// The reason why a command ends before its inputs do.
#[derive(Debug)]
pub enum Stop {
    Read(io::Error),
    Write(io::Error),
}

/// `Recording::map_chunks` itself returns only errors from reading.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Read(error)
    }
}

/// The result of a worker for a chunk.
#[derive(Debug)]
pub struct Mapped<T> {
    pub value: T,
    pub frame_count: u64,
    pub bad_frames: Vec<BadFrame>,
    pub framing: Arc<Framing>,
    /// The name of the input in messages.
    pub file: Arc<str>,
    /// The number of lines before the chunk; 0 if chunks are read in parallel.
    pub line_before: u64,
    /// The bad frames for --rejects, one per line; `None` without --rejects.
    pub rejects: Option<Vec<u8>>,
    /// Whether any line is or contains a frame.
    pub has_frames: bool,
    /// A guess at the framing, if the first line is not a frame.
    pub hint: Option<Hint>,
}

/// The order in which chunks are read.
#[derive(Clone, Copy, Debug)]
pub enum Order<'c> {
    /// By all threads at the same time.
    Parallel,
    /// By all threads at the same time, without the blocks that a filter skips.
    Skipping(BlockFilter<'c>),
    /// By the calling thread: each chunk is read after all earlier ones were written.
    OneByOne,
}

/// The input and the position of a chunk.
#[derive(Clone, Copy, Debug)]
pub struct ChunkSource<'i> {
    /// The name of the input in messages.
    pub input: &'i str,
    /// The number of lines before the chunk.
    pub line_before: u64,
}

/// Receives the results of the workers, one input after another.
pub trait InputSink<T> {
    /// Starts an input. If it returns false, the input is skipped.
    ///
    /// # Errors
    /// An error that ends the command.
    fn begin(&mut self, _path: &Path) -> io::Result<bool> {
        Ok(true)
    }

    /// Receives the result for a chunk, in order.
    ///
    /// # Errors
    /// An error that ends the command, or [`Enough`].
    fn write(&mut self, source: ChunkSource<'_>, value: T) -> io::Result<()>;

    /// Ends the current input.
    ///
    /// # Errors
    /// An error that ends the command.
    fn end(&mut self, _input: InputEnd) -> io::Result<()> {
        Ok(())
    }
}

/// The outcome of reading an input.
#[derive(Clone, Copy, Debug)]
pub struct InputEnd {
    pub frame_count: u64,
    pub bad_frame_count: u64,
    /// Whether it was read to its end.
    pub is_whole: bool,
}

/// A sink that does nothing between inputs.
struct PlainSink<F>(F);

impl<T, F: FnMut(ChunkSource<'_>, T) -> io::Result<()>> InputSink<T> for PlainSink<F> {
    fn write(&mut self, source: ChunkSource<'_>, value: T) -> io::Result<()> {
        (self.0)(source, value)
    }
}

/// The outcome of reading all inputs.
#[derive(Debug)]
pub struct Ended {
    /// The names of the inputs in messages, with folders and patterns expanded. Includes inputs that could not be
    /// read.
    pub files: Vec<String>,
    pub frame_count: u64,
    pub bad_frame_count: u64,
    pub exit: Exit,
}

impl InputArguments {
    /// Reads all inputs: calls `map` for each chunk on the worker threads, and `write` for each result in order.
    ///
    /// Reports bad frames, and shows progress unless `write` writes to the terminal. If an input cannot be read, this
    /// is reported and the next one is read.
    ///
    /// If `write` returns [`Enough`], the rest is not read, and frames after its line are not counted.
    ///
    /// # Errors
    /// All other errors of `write`.
    pub fn read<S, T: Send + Default>(
        &self,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        write: impl FnMut(ChunkSource<'_>, T) -> io::Result<()>,
    ) -> io::Result<Ended> {
        self.read_in_order(Order::Parallel, writes_to_terminal, init, map, write)
    }

    /// Like [`read`](InputArguments::read), in the given order.
    ///
    /// # Errors
    /// See [`read`](InputArguments::read).
    pub fn read_in_order<S, T: Send + Default>(
        &self,
        order: Order<'_>,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        write: impl FnMut(ChunkSource<'_>, T) -> io::Result<()>,
    ) -> io::Result<Ended> {
        self.read_counting(BadFrames::new(self.all_errors), order, writes_to_terminal, init, map, write)
    }

    /// Like [`read`](InputArguments::read); `bad_frames` counts and reports bad frames.
    ///
    /// # Errors
    /// See [`read`](InputArguments::read).
    pub fn read_counting<S, T: Send + Default>(
        &self,
        bad_frames: BadFrames,
        order: Order<'_>,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        write: impl FnMut(ChunkSource<'_>, T) -> io::Result<()>,
    ) -> io::Result<Ended> {
        self.read_into(bad_frames, order, writes_to_terminal, init, map, &mut PlainSink(write))
    }

    /// The number of reading threads.
    pub fn threads_used(&self) -> usize {
        self.options().threads_used()
    }

    /// The first value that `map` returns for a chunk of a file. The rest of the file is not read.
    ///
    /// # Errors
    /// Errors from reading.
    pub fn find_first<S, T: Send + Default>(
        &self,
        path: &Path,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<Option<T>>) + Sync,
    ) -> io::Result<Option<T>> {
        let options = self.options();
        let framing = self.framing.of_lines();
        let file: Arc<str> = name_of(path).into();
        let mut found = None;
        let recording = self.framing.in_lines(Recording::open(path)?, &options);
        let outcome = recording.map_chunks(
            &options,
            init,
            |state, chunk| {
                let mut mapped = Mapped::new(&framing, &file, 0, false);
                map(state, chunk, &mut mapped);
                mapped.value
            },
            |delivery| {
                found = delivery.value;
                if found.is_some() { Err(io::Error::from(Enough::default())) } else { Ok(()) }
            },
        );
        match outcome {
            Err(error) if Enough::of(&error).is_none() => Err(error),
            _ => Ok(found),
        }
    }

    /// Like [`read_counting`](InputArguments::read_counting), with a sink that is notified of the start and the end
    /// of each input.
    ///
    /// # Errors
    /// Errors of the sink.
    pub fn read_into<S, T: Send + Default>(
        &self,
        mut bad_frames: BadFrames,
        order: Order<'_>,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        sink: &mut impl InputSink<T>,
    ) -> io::Result<Ended> {
        let options = self.options();
        if options.threads_used() < self.threads {
            say(format_args!(
                "{} of {} threads are used: each takes 2 MiB of --memory-max",
                options.threads_used(),
                self.threads
            ));
        }
        let inputs = self.inputs();
        let byte_count = byte_count(inputs).filter(|_| !writes_to_terminal && !self.follow);
        let console = byte_count.map_or_else(Console::plain, Console::with_progress);
        let files = inputs.iter().map(|input| name_of(&input.path)).collect();
        let mut ended = Ended { files, frame_count: 0, bad_frame_count: 0, exit: Exit::Done };
        let mut rejects = self.open_rejects()?;
        let framing = self.framing.of_lines();
        let mut bytes_before = 0;
        for (index, Input { path, problem, is_found }) in inputs.iter().enumerate() {
            let is_last = index + 1 == inputs.len();
            let name = name_of(path);
            let shown_name = shown(&name);
            if problem.is_none() && !sink.begin(path)? {
                bytes_before += fs::metadata(path).map_or(0, |file| file.len());
                console.set_bytes_done(bytes_before);
                continue;
            }
            let file: Arc<str> = name.as_str().into();
            let recording = match problem {
                Some(problem) => Err(io::Error::new(problem.kind(), problem.to_string())),
                None if is_stdin(path) => check_stdin().and_then(|()| Recording::stdin()),
                None if self.follow && is_last => follow::open(path).map(Recording::from_reader),
                None => Recording::open(path),
            };
            let mut bytes_here = 0;
            let mut seen = Seen::default();
            let mut skipped = SkippedFrames::default();
            let (frames_before, bad_before) = (ended.frame_count, bad_frames.count());
            let outcome = recording.map_err(Stop::Read).and_then(|mut recording| {
                if let Order::Skipping(filter) = order
                    && !self.framing.multiline
                {
                    skipped.in_file = recording
                        .skip_blocks(|info| filter.is_skipped(info, &framing, self.frame_len_max))?;
                }
                let recording = self.framing.in_lines(recording, &options);
                let map_chunk = |state: &mut S, chunk: &Chunk<'_>, line_before: u64| {
                    let mut mapped = Mapped::new(&framing, &file, line_before, self.rejects.is_some());
                    map(state, chunk, &mut mapped);
                    if chunk.is_too_long() {
                        mapped.frame_count += 1;
                        let fault = Fault::TooLong(self.frame_len_max);
                        mapped.bad_frames.push(BadFrame { line: 1, offset: 0, fault });
                    }
                    mapped
                };
                let mut deliver = |mapped: Mapped<T>, line_before: u64, bytes_done: u64, passed: u64| {
                    ended.frame_count += skipped.up_to(passed);
                    let Mapped { value, mut frame_count, bad_frames: mut bad, has_frames, hint, .. } = mapped;
                    if let Some((file, lines)) = rejects.as_mut().zip(mapped.rejects) {
                        file.write_all(&lines).map_err(Stop::Write)?;
                    }
                    seen.has_frames |= has_frames;
                    if let Some(hint) = hint.filter(|_| !seen.hint_is_given) {
                        seen.hint_is_given = true;
                        ended.exit = ended.exit.max(Exit::BadFrames);
                        console.message(format_args!("{shown_name}: {}", Advice(&hint)));
                    }
                    bytes_here = bytes_done;
                    console.set_bytes_done(bytes_before + bytes_here);
                    let written = sink.write(ChunkSource { input: &name, line_before }, value);
                    if let Some(last) = written.as_ref().err().and_then(Enough::of) {
                        // The length of a chunk depends on how the input is stored, so frames after the last needed
                        // line are not counted.
                        frame_count = last.frame_count;
                        bad.retain(|frame| frame.line <= last.line);
                    }
                    ended.frame_count += frame_count;
                    seen.has_other_lines |= bad.iter().any(|frame| frame.fault == Fault::NoFrame);
                    bad_frames.add(&console, &shown_name, line_before, &bad);
                    written.map_err(Stop::Write)
                };
                match order {
                    Order::Parallel | Order::Skipping(_) => recording.map_chunks(
                        &options,
                        &init,
                        |state, chunk| map_chunk(state, chunk, 0),
                        |delivery| {
                            let Delivery { value, line_before, lines_skipped, bytes_done, .. } = delivery;
                            deliver(value, line_before, bytes_done, lines_skipped)
                        },
                    ),
                    Order::OneByOne => {
                        let mut state = init();
                        recording.each_chunk(&options, |delivery| {
                            let mapped = map_chunk(&mut state, delivery.value, delivery.line_before);
                            deliver(mapped, delivery.line_before, delivery.bytes_done, 0)
                        })
                    }
                }
            });
            if outcome.is_ok() {
                ended.frame_count += skipped.up_to(skipped.in_file);
            }
            bytes_before += bytes_here;
            if ended.frame_count > frames_before && !seen.has_frames {
                ended.exit = ended.exit.max(Exit::BadFrames);
                if seen.has_other_lines && !seen.hint_is_given {
                    console.message(format_args!(
                        "{shown_name}: no line is a gateway frame: none has `op`, `t` or `d` (exit code 1)"
                    ));
                }
            }
            let is_whole = match &outcome {
                Err(Stop::Read(_)) => false,
                Err(Stop::Write(error)) => Enough::of(error).is_some(),
                Ok(()) => true,
            };
            if problem.is_none()
                && !matches!(&outcome, Err(Stop::Write(error)) if Enough::of(error).is_none())
            {
                sink.end(InputEnd {
                    frame_count: ended.frame_count - frames_before,
                    bad_frame_count: bad_frames.count() - bad_before,
                    is_whole,
                })?;
            }
            match outcome {
                // A folder may contain files that are not recordings.
                Ok(())
                    if *is_found
                        && !seen.has_other_lines
                        && ended.frame_count - frames_before == bad_frames.count() - bad_before =>
                {
                    console.message(format_args!("{shown_name}: there is no frame in this file"));
                }
                Ok(()) => {}
                Err(Stop::Read(error)) => {
                    console.message(format_args!("{shown_name}: {error}"));
                    ended.exit = Exit::InputOutput;
                }
                Err(Stop::Write(error)) if Enough::of(&error).is_some() => break,
                Err(Stop::Write(error)) => {
                    console.clear();
                    return Err(error);
                }
            }
        }
        console.clear();
        if let Some(rejects) = rejects {
            rejects.finish(true, &PartialArguments::default())?;
        }
        ended.bad_frame_count = bad_frames.count();
        if !bad_frames.is_none() {
            ended.exit = ended.exit.max(Exit::BadFrames);
        }
        bad_frames.report_total(ended.frame_count, ended.exit);
        Ok(ended)
    }

    /// A reader for the frames of a file.
    ///
    /// # Errors
    /// Errors from opening it.
    pub fn frame_reader(&self, path: &Path) -> io::Result<FrameReader> {
        let options = self.options();
        Ok(self.framing.reader(Recording::open(path)?, &options))
    }

    /// Opens the file of --rejects.
    ///
    /// # Errors
    /// Errors from opening it.
    pub fn open_rejects(&self) -> io::Result<Option<Output>> {
        self.rejects.as_deref().map(|path| open_file("", "--rejects", path, Some(self))).transpose()
    }

    /// An empty result, for a command that reads chunks itself.
    pub fn mapped<T: Default>(&self, line_before: u64) -> Mapped<T> {
        Mapped::new(&self.framing.of_lines(), &Arc::from(""), line_before, self.rejects.is_some())
    }

    /// The options for the firehose crate.
    pub fn options(&self) -> Options {
        Options::default()
            .with_threads(self.threads)
            .with_chunk_len(self.chunk_len)
            .with_frame_len_max(self.frame_len_max)
            .with_memory_max(self.memory_max)
    }
}

impl<T: Default> Mapped<T> {
    fn new(framing: &Arc<Framing>, file: &Arc<str>, line_before: u64, keeps_rejects: bool) -> Mapped<T> {
        Mapped {
            value: T::default(),
            frame_count: 0,
            bad_frames: Vec::new(),
            framing: Arc::clone(framing),
            file: Arc::clone(file),
            line_before,
            rejects: keeps_rejects.then(Vec::new),
            has_frames: false,
            hint: None,
        }
    }
}

/// Whether a file contains frames, so far.
#[derive(Default)]
struct Seen {
    has_frames: bool,
    /// Whether any line is an object that is not a frame.
    has_other_lines: bool,
    hint_is_given: bool,
}

/// The frames of a file that are in skipped blocks.
#[derive(Default)]
struct SkippedFrames {
    in_file: u64,
    counted: u64,
}

impl SkippedFrames {
    /// How many of the first `count` are not counted yet.
    fn up_to(&mut self, count: u64) -> u64 {
        count.saturating_sub(std::mem::replace(&mut self.counted, count))
    }
}
