//! `zerocord verify`: checks whether a recording is complete, by its sequences and sessions.

mod sessions;
mod sessions_table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use zerocord::{Decoder, Envelope, Error, Snowflake};
use zerocord_firehose::Chunk;

use crate::exit::{Exit, refuse};
use crate::input::lines::LocatedFrame;
use crate::input::{ChunkSource, InputArguments, Mapped, new_decoder};
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::text_table::stdout_has_styles;
use crate::output::{Stdout, settle};
use crate::question::recorder::{RecorderArguments, RecorderReader};
use crate::question::time::Nanos;
use crate::sequences::{Numbered, Tracker};
use sessions::VerifyReport;

/// Check whether frames are missing or repeated
///
/// Each dispatch of a session has the next sequence (`s`). A READY starts a session, with any number. After RESUMED
/// the session continues with any number, because Discord has sent the missed frames again. Any other number is a
/// gap, with as many missing frames as skipped numbers, or a repeat, which extends from the first repeated number to
/// the last. A recording may begin in the middle of a session.
///
/// A session that is recorded twice, in one file or in two, is recognized by its session id or by identical frames:
/// its numbers are repeats. A file that begins where another one ends, by sequence and by time, continues its
/// session, and the numbers between them are missing. If no time is known, the file is reported and nothing is
/// counted.
///
/// A frame does not contain its shard. If one recording has READYs of several shards, each frame is assigned to the
/// session that expects its number, or else to the one with the nearest number. So it is exact whether anything is
/// missing; which session misses it, and how much, is the smallest explanation of the numbers. A READY ends the
/// session of its shard; a READY without a shard ends all sessions. Frames of shards without a READY cannot be
/// distinguished: use one file per shard.
///
/// Checked are `op`, `s` and `t` of each frame, `shard` and `session_id` of READY, and the brace at the end. A frame
/// that fails is bad: it is reported, and its number is missing. With --strict, every byte is checked.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bad_frames`, `dispatches`, `unnumbered` (dispatches without a sequence),
    /// `hellos` (connections), `missing`, `mixed` (whether several shards are in one recording) and the arrays
    /// `sessions` (`file`, `line` of its READY or null, `shard` as [id, count] or null, `session_id` or null, `first`
    /// and `last` sequence, `dispatches`, `resumes`), `gaps` (`file`, `line`, `session` as an index, `after`, `next`,
    /// `missing`), `repeats` (`file`, `line`, `session`, `from`, `to`), `marks` (`file`, `line`, `reason`, `last`:
    /// where `zerocord record` could not resume a session) and `continuations` (`file`, `line`, `of_file`, `session`,
    /// `after`, `next`, `is_certain`); then `looks_filtered`, and `left_out` (the number of sessions, gaps, repeats and
    /// marks beyond --limit).
    #[arg(long)]
    json: bool,

    /// The files are parts of one recording, so sessions continue from one to the next
    ///
    /// They are read in the order of their first times: those of new messages and other events with a time, or those of the
    /// recorder with --time-at. A file without a time comes before the next argument; files in the order of a shell,
    /// `rec.1 rec.10 rec.2`, are sorted in natural order first.
    #[arg(short, long)]
    joined: bool,

    /// The recording was filtered: skipped numbers are not missing
    ///
    /// Repeats and sessions are reported as usual. `zerocord filter` writes frames byte for byte, so its output does
    /// not show that it was filtered.
    #[arg(long)]
    filtered: bool,

    /// The maximum number of sessions, gaps and repeats to list; all are counted
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 1000)]
    limit: usize,

    #[command(flatten)]
    recorder: RecorderArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "frames are missing or repeated, or some were bad and are reported on standard error",);

const LONG_HELP: &str = crate::exit::help!(
    @one "frames are missing or repeated, or some were bad and are reported on standard error",
    "\
Examples:
  zerocord verify shard*.ndjson
  zerocord verify --joined shard3-monday.ndjson shard3-tuesday.ndjson
  zerocord verify --json shard3.ndjson | jq '.gaps[] | .missing'
"
);

/// Follows the sequences and prints the results.
pub fn run(arguments: &Arguments) -> Exit {
    let recorder = arguments.recorder.recorder().unwrap_or_else(|error| refuse("verify", error));
    settle(arguments.follow_and_print(&recorder))
}

impl Arguments {
    fn follow_and_print(&self, recorder: &RecorderReader) -> io::Result<Exit> {
        let strict = self.input.strict;
        let joined = if self.joined { Some(self.input_in_order()?) } else { None };
        let input = joined.as_ref().unwrap_or(&self.input);
        let mut tracker = Tracker::new(self.limit);
        let ended = input.read(
            false,
            new_decoder,
            |decoder, chunk, mapped| number_chunk(chunk, strict, recorder, decoder, mapped),
            |ChunkSource { input, line_before }, numbers: Numbers| {
                if line_before == 0 {
                    tracker.begin_file(input, self.joined);
                }
                tracker.add_times(numbers.first_ms, numbers.last_ms);
                for frame in numbers.frames {
                    tracker.add(line_before, frame);
                }
                Ok(())
            },
        )?;
        tracker.finish();
        if self.filtered {
            tracker.forget_gaps();
        }
        let report = VerifyReport::new(ended.files, tracker, ended.frame_count, ended.bad_frame_count);
        let mut stdout = if self.json { Stdout::for_data() } else { Stdout::for_text() }?;
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            stdout.write_all(sessions_table::render(&report, stdout_has_styles()).as_bytes())?;
        }
        stdout.flush()?;
        let exit = ended.exit.max(recorder.report_not_found());
        Ok(if report.is_whole() { exit } else { exit.max(Exit::BadFrames) })
    }
}

impl Arguments {
    /// The files of a joined recording in the order of their first times. A file without a time comes before the next one.
    fn input_in_order(&self) -> io::Result<InputArguments> {
        let input = self.input.in_natural_order();
        let paths: Vec<PathBuf> = input.readable_paths().map(Path::to_owned).collect();
        let has_problem = paths.len() < input.paths().count();
        if paths.len() < 2 || has_problem || input.has_pipe() || input.follow {
            return Ok(input);
        }
        let clock = self.recorder.frame_clock().unwrap_or_else(|error| refuse("verify", error));
        let mut parts = Vec::new();
        for path in paths {
            // Errors from reading are reported when the file is checked.
            let time = input.find_first(&path, new_decoder, |decoder, chunk, mapped| {
                mapped.each_frame(chunk, false, |first, LocatedFrame { frame, wrapper, .. }| {
                    *first = first.or_else(|| clock.time(frame, wrapper, decoder.arena()));
                    Ok(())
                });
            });
            parts.push((time.ok().flatten(), path));
        }
        let mut next = Nanos::MAX;
        let mut parts: Vec<(Nanos, PathBuf)> = parts
            .into_iter()
            .rev()
            .map(|(time, path)| {
                next = time.unwrap_or(next);
                (next, path)
            })
            .collect();
        parts.reverse();
        if parts.is_sorted_by_key(|(time, _)| *time) {
            return Ok(input);
        }
        parts.sort_by_key(|(time, _)| *time);
        let names: Vec<String> = parts.iter().map(|(_, path)| shown_path(path)).collect();
        say(format_args!("the files are read in the order of their times: {}", names.join(", ")));
        Ok(input.of_files(parts.into_iter().map(|(_, path)| path).collect()))
    }
}

/// The sequences of a chunk.
#[derive(Debug, Default)]
struct Numbers {
    frames: Vec<Numbered>,
    /// The times of the first and the last new message, in Unix milliseconds.
    first_ms: Option<u64>,
    last_ms: Option<u64>,
}

fn number_chunk(
    chunk: &Chunk<'_>,
    strict: bool,
    recorder: &RecorderReader,
    decoder: &mut Decoder,
    mapped: &mut Mapped<Numbers>,
) {
    let mut last_message = Vec::new();
    mapped.each_frame(chunk, strict, |numbers, LocatedFrame { frame, wrapper, line, .. }| {
        let mut numbered = number(frame, line, strict)?;
        if let Some(numbered) = &mut numbered {
            numbered.stream = recorder.stream(wrapper, decoder);
        }
        if let Some(clock) = &recorder.clock {
            let received = clock.unix_ms(wrapper, decoder.arena());
            numbers.first_ms = numbers.first_ms.or(received);
            numbers.last_ms = received.or(numbers.last_ms);
        } else if numbered.as_ref().is_some_and(|numbered| numbered.is_new_message) {
            // Only the ids of the first and the last message are read, so that few payloads are parsed.
            numbers.first_ms = numbers.first_ms.or_else(|| message_time(frame));
            last_message.clear();
            last_message.extend_from_slice(frame);
        }
        numbers.frames.extend(numbered);
        Ok(())
    });
    if recorder.clock.is_none() {
        mapped.value.last_ms = message_time(&last_message);
    }
}

/// The time when the message of a MESSAGE_CREATE was created, from its id.
fn message_time(frame: &[u8]) -> Option<u64> {
    let id = Envelope::peek(frame).ok()?.payload().get("id").ok()??;
    Some(Snowflake::new(id.quoted_u64().ok()?).created_at_unix_millis())
}

fn number(frame: &[u8], line: u64, strict: bool) -> Result<Option<Numbered>, Error> {
    if strict {
        zerocord::validate(frame)?;
    }
    Numbered::new(frame, line)
}
