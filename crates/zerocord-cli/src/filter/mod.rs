//! `zerocord filter`: whole frames that match.

mod criteria;
mod ids;
mod sample;
mod text;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use zerocord::Decoder;
use zerocord_firehose::Chunk;

use crate::enough::enough;
use crate::exit::{Exit, refuse};
use crate::input::{InputArguments, Mapped};
use crate::lines::Taken;
use crate::output::{Output, settle};
use crate::question::lossy::LossyArgument;
use crate::question::window::{Clock, Timed, Window, WindowArguments, WindowSide};
use criteria::{Criteria, CriteriaArguments};

/// Write the frames that match, byte for byte
///
/// One frame a line, in the order of the input, each as it stands there; a line ends with a newline alone. A frame
/// matches where it meets all that is asked for; where an option is given several times, one of its values is enough.
/// Without any, every frame matches that can be read.
///
/// What is checked of a frame: its event name can be read; where that is asked for, the frame ends with a brace, and
/// what is compared is whole. A frame that fails is bad: it is named, and not written. What can be rejected by its event
/// name, or because the digits of an id or the characters of a text stand nowhere in it, is not read. With --strict,
/// every byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    #[command(flatten)]
    criteria: CriteriaArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    /// Write the frames that do not match instead
    #[arg(short = 'v', long)]
    invert: bool,

    /// Write how many frames match, not the frames
    #[arg(short, long)]
    count: bool,

    /// Stop after this many frames that match
    #[arg(short = 'n', long, value_name = "COUNT")]
    limit: Option<u64>,

    /// Write to a file, which appears, or is replaced, once it is whole
    ///
    /// A file whose name ends in .zst or .gz is compressed, in blocks of some MB that can be read in parallel.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    #[command(flatten)]
    input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    @and crate::condition::help!(),
    "\
Examples:
  zerocord filter -e MESSAGE_CREATE --guild 197038439483310086 shard*.ndjson
  zerocord filter -e 'MESSAGE_*' --contains 'free nitro' -o spam.ndjson.zst shard3.ndjson
  zerocord filter --user 80351110224678912 --where 'not author.bot' --count shard3.ndjson
  zerocord filter --sample 1% -o sample.ndjson.gz shard*.ndjson
  zerocord filter -v -e PRESENCE_UPDATE shard3.ndjson | zerocord stats -
"
);

/// Writes the frames.
pub fn run(arguments: &Arguments) -> Exit {
    let criteria = Criteria::new(&arguments.criteria).unwrap_or_else(|fault| refuse("filter", fault));
    let window = arguments.window.window().unwrap_or_else(|error| refuse("filter", error));
    settle(arguments.write_frames(&criteria, window.as_ref()))
}

/// The frames of a chunk that match.
#[derive(Debug, Default)]
struct Matches {
    count: u64,
    /// The frames with a newline behind each; none where they are counted only.
    lines: Vec<u8>,
    /// Where each of them ends; only where there is a limit.
    ends: Vec<usize>,
}

impl Arguments {
    fn write_frames(&self, criteria: &Criteria, window: Option<&Window>) -> io::Result<Exit> {
        let mut output = Output::open(self.output.as_deref())?;
        let is_live = self.input.has_stream();
        let mut left = self.limit.unwrap_or(u64::MAX);
        let mut count = 0;
        let mut clock = Clock::default();
        let ended = self.input.read(
            self.output.is_none() && !self.count && io::stdout().is_terminal(),
            Decoder::new,
            |decoder, chunk, mapped| self.match_chunk(criteria, window, decoder, chunk, mapped),
            |origin, matches: Timed<Matches>| {
                for matches in clock.settle(window, matches, origin.line_before == 0).into_iter().flatten() {
                    let (taken, lines) = matches.first(left);
                    count += taken;
                    left -= taken;
                    output.write_all(lines)?;
                }
                if is_live {
                    output.flush()?;
                }
                if left == 0 { Err(enough()) } else { Ok(()) }
            },
        )?;
        if self.count {
            writeln!(output, "{count}")?;
        }
        output.finish(ended.exit < Exit::InputOutput)?;
        // What was not read may have the paths that were not met.
        let unmatched = if left == 0 { Exit::Done } else { criteria.report_unmatched() };
        Ok(ended.exit.max(unmatched).max(clock.report_untimed()))
    }

    fn match_chunk(
        &self,
        criteria: &Criteria,
        window: Option<&Window>,
        decoder: &mut Decoder,
        chunk: &Chunk<'_>,
        mapped: &mut Mapped<Timed<Matches>>,
    ) {
        let strict = self.input.strict;
        mapped.each_frame(chunk, strict, |timed, Taken { frame, .. }| {
            let side =
                window.map_or(WindowSide::Inside, |window| window.side_of(frame, decoder.arena(), timed));
            if side == WindowSide::Outside {
                return Ok(());
            }
            let outcome =
                self.lossy.read(frame, |frame| criteria.is_met(frame, strict, self.invert, decoder.arena()));
            if outcome? {
                timed.head_count += u64::from(side == WindowSide::Head);
                let matches = if side == WindowSide::Head { &mut timed.head } else { &mut timed.rest };
                matches.add(frame, !self.count, self.limit.is_some());
            }
            Ok(())
        });
    }
}

impl Matches {
    fn add(&mut self, frame: &[u8], is_written: bool, is_limited: bool) {
        self.count += 1;
        if is_written {
            self.lines.extend_from_slice(frame);
            self.lines.push(b'\n');
            if is_limited {
                self.ends.push(self.lines.len());
            }
        }
    }

    /// The first frames, `count` of them at most, and how many they are.
    fn first(&self, count: u64) -> (u64, &[u8]) {
        if self.count <= count {
            return (self.count, &self.lines);
        }
        let end = match count {
            0 => 0,
            count => self.ends.get(count as usize - 1).copied().unwrap_or(0),
        };
        (count, &self.lines[..end])
    }
}
