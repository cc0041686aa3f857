//! `zerocord verify`: whether a recording is whole, by its sequences and sessions.

mod report;
mod table;

use std::io::{self, Write};

use clap::Args;
use zerocord::Error;
use zerocord_firehose::Chunk;

use crate::exit::Exit;
use crate::input::{InputArguments, Mapped, Origin};
use crate::lines::Taken;
use crate::output::{Stdout, settle};
use crate::sequences::{Numbered, Tracker};
use crate::table::stdout_has_styles;
use report::Report;

/// Tell whether frames are missing or repeated
///
/// Each dispatch of a session has the next sequence (`s`). A READY begins a session, whatever its number. After RESUMED
/// the session goes on, whatever the number: Discord has sent again what was missed. Anything else that is not the next
/// number is a gap, with as many frames missing as numbers are left out, or a repeat, from the first number that comes again
/// to the last. A recording that begins in the middle of a session is taken as it comes.
///
/// A frame does not say which shard it is of. Where several shards have their READY in one recording, each frame is taken to
/// be of the session that waits for its number; where none does, of the one whose number is nearest. So whether anything is
/// missing is exact; which session misses it, and how much, is the least that explains the numbers. A READY ends the session
/// of its shard, and one without a shard ends all. Frames of a shard without a READY cannot be told apart: one file a shard
/// tells more.
///
/// What is checked of a frame: its `op`, `s` and `t`, and of READY `shard` and `session_id`; and that it ends with a brace.
/// A frame that fails is bad: it is named, and its number is missing. With --strict, every byte is checked.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bad_frames`, `dispatches`, `unnumbered` (dispatches without a sequence), `hellos`
    /// (connections), `missing`, `mixed` (whether several shards are in one recording) and the arrays `sessions` (`file`, `line` of its READY or null, `shard` as [id, count] or
    /// null, `session_id` or null, `first` and `last` sequence, `dispatches`, `resumes`), `gaps` (`file`, `line`, `session`
    /// as an index, `after`, `next`, `missing`) and `repeats` (`file`, `line`, `session`, `from`, `to`); then `left_out`, how
    /// many sessions, gaps and repeats are beyond --limit.
    #[arg(long)]
    json: bool,

    /// The files are parts of one recording, in this order, so that sessions go on from one to the next
    #[arg(short, long)]
    joined: bool,

    /// Tell of as many sessions, gaps and repeats each; all are counted
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 1000)]
    limit: usize,

    #[command(flatten)]
    input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "frames are missing or repeated, or some were bad and are named on the standard error",);

const LONG_HELP: &str = crate::exit::help!(
    @one "frames are missing or repeated, or some were bad and are named on the standard error",
    "\
Examples:
  zerocord verify shard*.ndjson
  zerocord verify --joined shard3-monday.ndjson shard3-tuesday.ndjson
  zerocord verify --json shard3.ndjson | jq '.gaps[] | .missing'
"
);

/// Follows the sequences and prints what is told of them.
pub fn run(arguments: &Arguments) -> Exit {
    settle(arguments.follow_and_print())
}

impl Arguments {
    fn follow_and_print(&self) -> io::Result<Exit> {
        let strict = self.input.strict;
        let mut tracker = Tracker::new(self.limit);
        let ended = self.input.read(
            false,
            || (),
            |(), chunk, mapped| number_chunk(chunk, strict, mapped),
            |Origin { input, line_before }, frames: Vec<Numbered>| {
                if line_before == 0 {
                    tracker.begin_file(input, self.joined);
                }
                for frame in frames {
                    tracker.add(line_before, frame);
                }
                Ok(())
            },
        )?;
        let report = Report::new(ended.files, tracker, ended.frame_count, ended.bad_frame_count);
        let mut stdout = Stdout::lock();
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            stdout.write_all(table::render(&report, stdout_has_styles()).as_bytes())?;
        }
        stdout.flush()?;
        Ok(if report.is_whole() { ended.exit } else { ended.exit.max(Exit::BadFrames) })
    }
}

fn number_chunk(chunk: &Chunk<'_>, strict: bool, mapped: &mut Mapped<Vec<Numbered>>) {
    mapped.each_frame(chunk, strict, |numbers, Taken { frame, line, .. }| {
        numbers.extend(number(frame, line, strict)?);
        Ok(())
    });
}

fn number(frame: &[u8], line: u64, strict: bool) -> Result<Option<Numbered>, Error> {
    if strict {
        zerocord::validate(frame)?;
    }
    Numbered::new(frame, line)
}
