//! The inputs of a command: opened one after the other, each read by all threads.

mod paths;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use zerocord_firehose::{Chunk, Framing, Hint, Options, Recording};

use crate::bad_frames::{BadFrame, BadFrames, Fault};
use crate::byte_size::parse_byte_size;
use crate::console::Console;
use crate::enough::is_enough;
use crate::exit::Exit;
use crate::framing::{Advice, FramingArguments};

/// What is read, and how.
#[derive(Clone, Debug, Args)]
pub struct InputArguments {
    /// Recordings: newline-delimited frames, plain, gzip or zstd; folders; `-` is the standard input
    ///
    /// Compression is recognised by content, not by name. A folder stands for all files in it and below it,
    /// in the natural order of their names (`rec.2` before `rec.10`), those apart whose names begin with a dot. Patterns such as `'shard*.zst'` are
    /// understood where the shell has left them alone. Lines may end with CRLF; empty lines are passed over, and
    /// so is a byte order mark at the front.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Check every byte of every frame
    ///
    /// A frame is then bad unless it is one JSON document (RFC 8259) in UTF-8, no more than 127 brackets deep.
    #[arg(long)]
    pub strict: bool,

    /// Name all bad frames, not the first 20 only
    #[arg(long)]
    pub all_errors: bool,

    /// The number of threads that read [default: one a core]
    ///
    /// What is compressed in one piece, as gzip is, is inflated by one thread more.
    #[arg(long, value_name = "COUNT", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,

    /// The longest frame that is read; a longer one is bad
    #[arg(long, value_name = "BYTES", default_value = "64M", value_parser = parse_byte_size)]
    pub frame_len_max: usize,

    /// The bytes that a thread reads at once
    #[arg(long, value_name = "BYTES", default_value = "512K", value_parser = parse_byte_size, hide = true)]
    pub chunk_len: usize,

    #[command(flatten)]
    pub framing: FramingArguments,
}

/// Why a command ends before its inputs do.
#[derive(Debug)]
pub enum Stop {
    Read(io::Error),
    Write(io::Error),
}

/// What reading meets is what [`Recording::map_chunks`] adds by itself.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Read(error)
    }
}

/// What a worker makes of a chunk.
#[derive(Debug, Default)]
pub struct Mapped<T> {
    pub value: T,
    pub frame_count: u64,
    pub bad_frames: Vec<BadFrame>,
    pub framing: Arc<Framing>,
    /// Whether a line is a frame, or has one.
    pub has_frames: bool,
    /// What the lines are, if the first is no frame.
    pub hint: Option<Hint>,
}

/// Where a chunk's frames come from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'i> {
    /// What messages call the input.
    pub input: &'i str,
    /// How many lines stand before the chunk.
    pub line_before: u64,
}

/// How reading all inputs ended.
#[derive(Debug)]
pub struct Ended {
    /// What messages call the inputs: folders and patterns as the files they stand for. Those too that could not be
    /// read.
    pub files: Vec<String>,
    pub frame_count: u64,
    pub bad_frame_count: u64,
    pub exit: Exit,
}

impl InputArguments {
    /// Reads all inputs: `map` each chunk on the worker threads, `write` what it makes of them in order.
    ///
    /// Names the bad frames on its way, and shows progress unless `write` writes to the terminal. An input that cannot be read is told and the others go on.
    ///
    /// Where `write` fails with [`enough`](crate::enough::enough), the rest is not read.
    ///
    /// # Errors
    /// What else `write` fails with.
    pub fn read<S, T: Send + Default>(
        &self,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        write: impl FnMut(Origin<'_>, T) -> io::Result<()>,
    ) -> io::Result<Ended> {
        self.read_counting(BadFrames::new(self.all_errors), writes_to_terminal, init, map, write)
    }

    /// As [`read`](InputArguments::read), with bad frames named and counted by `bad_frames`.
    ///
    /// # Errors
    /// As [`read`](InputArguments::read).
    pub fn read_counting<S, T: Send + Default>(
        &self,
        mut bad_frames: BadFrames,
        writes_to_terminal: bool,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>, &mut Mapped<T>) + Sync,
        mut write: impl FnMut(Origin<'_>, T) -> io::Result<()>,
    ) -> io::Result<Ended> {
        let options = Options::default()
            .with_threads(self.threads)
            .with_chunk_len(self.chunk_len)
            .with_frame_len_max(self.frame_len_max);
        let inputs = self.inputs();
        let byte_count = byte_count(&inputs).filter(|_| !writes_to_terminal);
        let console = byte_count.map_or_else(Console::plain, Console::with_progress);
        let files = inputs.iter().map(|input| name_of(&input.path)).collect();
        let mut ended = Ended { files, frame_count: 0, bad_frame_count: 0, exit: Exit::Done };
        let framing = self.framing.of_lines();
        let mut bytes_before = 0;
        for Input { path, problem, is_found } in inputs {
            let name = name_of(&path);
            let recording = match problem {
                Some(problem) => Err(problem),
                None if path == Path::new("-") => Recording::stdin(),
                None => Recording::open(&path),
            };
            let mut bytes_here = 0;
            let mut seen = Seen::default();
            let (frames_before, bad_before) = (ended.frame_count, bad_frames.count());
            let outcome = recording.map_err(Stop::Read).and_then(|recording| {
                self.framing.in_lines(recording, &options).map_chunks(
                    &options,
                    &init,
                    |state, chunk| {
                        let mut mapped = Mapped { framing: Arc::clone(&framing), ..Mapped::default() };
                        map(state, chunk, &mut mapped);
                        if chunk.is_too_long() {
                            mapped.frame_count += 1;
                            let fault = Fault::TooLong(self.frame_len_max);
                            mapped.bad_frames.push(BadFrame { line: 1, offset: 0, fault });
                        }
                        mapped
                    },
                    |delivery| {
                        let mut mapped = delivery.value;
                        seen.has_frames |= mapped.has_frames;
                        if let Some(hint) = mapped.hint.take().filter(|_| !seen.hint_is_given) {
                            seen.hint_is_given = true;
                            console.message(format_args!("{name}: {}", Advice(&hint)));
                        }
                        ended.frame_count += mapped.frame_count;
                        bad_frames.add(&console, &name, delivery.line_before, &mapped.bad_frames);
                        bytes_here = delivery.bytes_done;
                        console.set_bytes_done(bytes_before + bytes_here);
                        let origin = Origin { input: &name, line_before: delivery.line_before };
                        write(origin, mapped.value).map_err(Stop::Write)
                    },
                )
            });
            bytes_before += bytes_here;
            if ended.frame_count > frames_before && !seen.has_frames {
                ended.exit = ended.exit.max(Exit::BadFrames);
                if bad_frames.count() == bad_before && !seen.hint_is_given {
                    console.message(format_args!(
                        "{name}: no line is a gateway frame: none has `op`, `t` or `d` (exit code 1)"
                    ));
                }
            }
            match outcome {
                // A folder may hold other things than recordings.
                Ok(())
                    if is_found && ended.frame_count - frames_before == bad_frames.count() - bad_before =>
                {
                    console.message(format_args!("{name}: there is no frame in this file"));
                }
                Ok(()) => {}
                Err(Stop::Read(error)) => {
                    console.message(format_args!("{name}: {error}"));
                    ended.exit = Exit::InputOutput;
                }
                Err(Stop::Write(error)) if is_enough(&error) => break,
                Err(Stop::Write(error)) => {
                    console.clear();
                    return Err(error);
                }
            }
        }
        console.clear();
        ended.bad_frame_count = bad_frames.count();
        if !bad_frames.is_none() {
            ended.exit = ended.exit.max(Exit::BadFrames);
        }
        bad_frames.sum_up(ended.frame_count, ended.exit);
        Ok(ended)
    }

    /// The same, with files that are sorted as a shell sorts them in the natural order of their names.
    pub fn in_natural_order(&self) -> InputArguments {
        let mut arguments = self.clone();
        if arguments.files.is_sorted() {
            arguments.files.sort_by(|left, right| paths::natural_order(left, right));
        }
        arguments
    }

    /// Whether one of the inputs is no regular file, and may be written to while it is read.
    pub fn has_stream(&self) -> bool {
        byte_count(&self.inputs()).is_none()
    }

    /// The files that the arguments stand for.
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = Vec::new();
        for argument in &self.files {
            match paths::expand(argument) {
                Ok(paths) => inputs.extend(paths.into_iter().map(|path| {
                    let is_found = path != *argument;
                    Input { path, problem: None, is_found }
                })),
                Err(problem) => {
                    inputs.push(Input { path: argument.clone(), problem: Some(problem), is_found: false });
                }
            }
        }
        inputs
    }
}

/// What was seen of a file.
#[derive(Default)]
struct Seen {
    has_frames: bool,
    hint_is_given: bool,
}

/// A file to read, or what stands in the way of it.
struct Input {
    path: PathBuf,
    problem: Option<io::Error>,
    /// Whether it was found through a folder or a pattern.
    is_found: bool,
}

/// How many bytes all inputs have; `None` where one of them cannot tell.
fn byte_count(inputs: &[Input]) -> Option<u64> {
    inputs
        .iter()
        .map(|Input { path, .. }| {
            std::fs::metadata(path).ok().filter(|metadata| metadata.is_file()).map(|file| file.len())
        })
        .sum()
}

/// How messages call an input.
pub fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "<stdin>".to_owned() } else { path.display().to_string() }
}
