//! `zerocord validate`: reports bad frames, and where and why they are bad.

mod faults;

use std::io::{self, Write};

use clap::Args;
use zerocord::{Envelope, Error};
use zerocord_firehose::Chunk;

use crate::exit::Exit;
use crate::input::bad_frames::{BadFrames, Fault};
use crate::input::lines::LocatedFrame;
use crate::input::{ChunkSource, InputArguments, Mapped, Order};
use crate::output::{Stdout, settle};
use faults::{ListedFault, ValidateReport};

/// Check every byte of every frame
///
/// A frame is good if it is one JSON document (RFC 8259) in UTF-8, with brackets nested at most 127 deep, and an
/// object whose `op` and `s` are whole numbers, null or absent and whose `t` is a string, null or absent. For each
/// bad frame, the output has the file, the line (counted from 1), the byte (counted from 0 at the start of the
/// frame), the reason, the path of the value, and an excerpt with a caret under the byte at fault. The meaning of
/// payloads is not checked: see `zerocord drift`.
#[derive(Debug, Args)]
#[command(
    after_help = HELP,
    after_long_help = LONG_HELP,
    mut_arg("strict", |argument| argument.hide(true)),
    mut_arg("all_errors", |argument| argument.hide(true)),
)]
pub struct Arguments {
    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bad_frames` and the array `faults`: `file`, `line` (from 1), `byte` (of the
    /// frame, from 0), `reason`, `path` (keys and indexes that lead to the byte), `excerpt` and `caret` (the
    /// character of the excerpt at fault, from 0); path, excerpt and caret are null for a frame that exceeds the size
    /// limit.
    #[arg(long)]
    json: bool,

    /// The maximum number of bad frames to list; all are counted
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 100)]
    limit: usize,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "some frames are bad",);

const LONG_HELP: &str = crate::exit::help!(
    @one "some frames are bad",
    "\
Examples:
  zerocord validate shard*.ndjson && echo 'all good'
  zerocord validate --limit 1 - < shard3.ndjson
  zerocord validate --json shard3.ndjson | jq -r '.faults[] | \"\\(.line) \\(.reason)\"'

Example of a bad frame:
  shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
    in d.author
    ... \"author\":{\"id\":\"80351110224678912\"x\"username\":\"nelly\" ...
                                            ^
"
);

/// Checks the inputs and prints the bad frames.
pub fn run(arguments: &Arguments) -> Exit {
    settle(arguments.check_and_print())
}

impl Arguments {
    fn check_and_print(&self) -> io::Result<Exit> {
        let mut stdout = Stdout::for_data()?;
        let mut listed = Vec::new();
        let mut listed_count = 0;
        let ended = self.input.read_counting(
            BadFrames::reported_by_command(),
            Order::Parallel,
            false,
            || (),
            |(), chunk, mapped| self.check_chunk(chunk, mapped),
            |ChunkSource { input, line_before }, faults: Vec<ListedFault>| {
                for fault in faults.into_iter().take(self.limit - listed_count) {
                    listed_count += 1;
                    let fault = fault.of(input, line_before);
                    match self.json {
                        true => listed.push(fault),
                        false => write!(stdout, "{fault}")?,
                    }
                }
                Ok(())
            },
        )?;
        let report = ValidateReport::new(ended.files, ended.frame_count, ended.bad_frame_count, listed);
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            report.write_sum(listed_count as u64, ended.exit < Exit::InputOutput, &mut stdout)?;
        }
        stdout.flush()?;
        Ok(ended.exit)
    }

    fn check_chunk(&self, chunk: &Chunk<'_>, mapped: &mut Mapped<Vec<ListedFault>>) {
        mapped.each_piece(chunk, self.input.strict, |listed, located| {
            let LocatedFrame { frame, line, offset, .. } = located;
            if let Err(fault @ Fault::NoFrame) = located.check() {
                listed.push(ListedFault::not_a_frame(line, offset, fault));
                return Err(fault);
            }
            // A torn frame is not a JSON document either.
            check(frame).map_err(|error| {
                // Further ones are not listed.
                if listed.len() < self.limit {
                    listed.push(ListedFault::new(line, offset, error, frame));
                }
                Fault::Frame(error)
            })
        });
        if chunk.is_too_long() {
            mapped.value.push(ListedFault::too_long(
                Fault::TooLong(self.input.frame_len_max),
                self.input.frame_len_max,
            ));
        }
    }
}

/// Checks all bytes of a frame, and that it is a gateway frame.
fn check(frame: &[u8]) -> Result<(), Error> {
    zerocord::validate(frame)?;
    let envelope = Envelope::peek(frame)?;
    envelope.opcode()?;
    envelope.sequence()?;
    envelope.event_name()?;
    Ok(())
}
