//! `zerocord filter`: writes the frames that match.

use std::io::{self, Write};

use clap::Args;
use zerocord::Decoder;
use zerocord_firehose::Chunk;

use crate::choice::{Choice, ChoiceArguments};
use crate::exit::{Exit, refuse};
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::{InputArguments, Mapped, Order, new_decoder};
use crate::output::{Output, OutputArguments, PartialArguments, settle};
use crate::question::lossy::LossyArgument;
use crate::question::unmatched::Searched;
use crate::question::window::{Clock, Timed, Window, WindowSide};

/// Write the frames that match, byte for byte
///
/// One frame per line, in input order, unchanged; each line ends with a newline. A frame must match all the given
/// options; of an option that is given several times, any value may match. Without options, every readable frame
/// matches.
///
/// Checked are the event name and, for frames with a matching name, the brace at the end and the values that are
/// compared. A frame that fails is bad: it is reported and not written. A frame is skipped unread if its event name
/// does not match, or if the digits of an id or the characters of a text do not occur in it. With --strict, every
/// byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Write the frames that do not match instead
    ///
    /// --since, --until and --limit are not inverted: they apply to the frames that are written.
    #[arg(short = 'v', long)]
    invert: bool,

    /// Print the number of matching frames instead
    #[arg(short, long)]
    count: bool,

    #[command(flatten)]
    choice: ChoiceArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    @and crate::question::condition::help!(),
    "\
Examples:
  zerocord filter -e MESSAGE_CREATE --guild 197038439483310086 shard*.ndjson
  zerocord filter -e 'MESSAGE_*' --contains 'free nitro' -o spam.ndjson.zst shard3.ndjson
  zerocord filter --user 80351110224678912 --where 'not author.bot' --count shard3.ndjson
  zerocord filter --where 'content ~ /free.*nitro/i' --limit 10 shard3.ndjson
  zerocord filter --where '$bytes > 100000' --count shard3.ndjson
  zerocord filter --sample 1% --key author.id,user_id -o sample.ndjson.gz shard*.ndjson
  zerocord filter -v -e PRESENCE_UPDATE shard3.ndjson | zerocord stats -
"
);

/// Writes the frames.
pub fn run(arguments: &Arguments) -> Exit {
    let InputArguments { framing, strict, .. } = &arguments.input;
    let choice = arguments.choice.choice(framing, *strict).unwrap_or_else(|fault| refuse("filter", fault));
    if arguments.invert && choice.is_of_all() {
        refuse(
            "filter",
            "--invert leaves no frame without an option such as --event; --since and --until are not inverted",
        );
    }
    let window = arguments.choice.window().unwrap_or_else(|error| refuse("filter", error));
    settle(arguments.write_frames(&choice, window.as_ref()))
}

/// The matching frames of a chunk.
#[derive(Debug, Default)]
struct Matches {
    count: u64,
    /// The frames, each followed by a newline; empty if they are only counted.
    lines: Vec<u8>,
    /// The end of each frame; only if there is a limit.
    ends: Vec<End>,
}

/// The end of a frame: among the output lines, and in its chunk.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    byte: usize,
    place: Enough,
}

impl Arguments {
    fn write_frames(&self, choice: &Choice, window: Option<&Window>) -> io::Result<Exit> {
        let mut output = self.output.open("filter", Some(&self.input))?;
        let is_live = self.input.has_stream();
        let mut left = self.choice.limit.unwrap_or(u64::MAX);
        let mut count = 0;
        if left == 0 {
            return self.finish(output, 0, Exit::Done);
        }
        let mut clock = Clock::default();
        let ended = self.input.read_in_order(
            match choice.order(window) {
                // Skipped frames would match.
                Order::Skipping(_) if self.invert => Order::Parallel,
                order => order,
            },
            output.is_terminal() && !self.count,
            new_decoder,
            |decoder, chunk, mapped| self.match_chunk(choice, window, decoder, chunk, mapped),
            |source, matches: Timed<Matches>| {
                for matches in clock.settle(window, matches, source.line_before == 0).into_iter().flatten() {
                    let (used, end) = matches.first(left);
                    count += used;
                    left -= used;
                    output.write_all(&matches.lines[..end.byte])?;
                    if left == 0 {
                        return Err(end.place.into());
                    }
                }
                if is_live { output.flush() } else { Ok(()) }
            },
        )?;
        let exit = self.finish(output, count, ended.exit)?;
        let unmatched = choice.report_unmatched(Searched::up_to_limit(left == 0));
        Ok(exit.max(unmatched).max(clock.report_untimed(window)))
    }

    fn finish(&self, mut output: Output, count: u64, exit: Exit) -> io::Result<Exit> {
        if self.count {
            writeln!(output, "{count}")?;
        }
        output.finish(exit < Exit::InputOutput, &self.partial)?;
        Ok(exit)
    }

    fn match_chunk(
        &self,
        choice: &Choice,
        window: Option<&Window>,
        decoder: &mut Decoder,
        chunk: &Chunk<'_>,
        mapped: &mut Mapped<Timed<Matches>>,
    ) {
        mapped.each_frame(chunk, self.input.strict, |timed, located| {
            let LocatedFrame { frame, wrapper, line, count, .. } = located;
            let side = window
                .map_or(WindowSide::Inside, |window| window.side_of(frame, wrapper, decoder.arena(), timed));
            // Bad frames outside the window are reported too, because the start of the window is known only once the
            // chunks are in order.
            let outcome = self.lossy.read(frame, |frame| {
                choice.is_match(LocatedFrame { frame, ..located }, self.invert, decoder.arena())
            });
            if outcome? && side != WindowSide::Outside {
                timed.head_count += u64::from(side == WindowSide::Head);
                let matches = if side == WindowSide::Head { &mut timed.head } else { &mut timed.rest };
                matches.add(frame, !self.count);
                if self.choice.limit.is_some() {
                    matches.end(Enough { line, frame_count: count });
                }
            }
            Ok(())
        });
    }
}

impl Matches {
    fn add(&mut self, frame: &[u8], is_written: bool) {
        self.count += 1;
        if is_written {
            // `push` could double the memory of a long frame for its newline.
            self.lines.reserve(frame.len() + 1);
            self.lines.extend_from_slice(frame);
            self.lines.push(b'\n');
        }
    }

    /// Records the end of the frame that was added last.
    fn end(&mut self, place: Enough) {
        self.ends.push(End { byte: self.lines.len(), place });
    }

    /// The number of frames among the first `count`, which is not 0, and the end of the last of them.
    fn first(&self, count: u64) -> (u64, End) {
        let used = self.count.min(count);
        let last = usize::try_from(used).ok().and_then(|used| self.ends.get(used.checked_sub(1)?));
        // Without a limit, all frames count.
        let all = End { byte: self.lines.len(), ..End::default() };
        (used, last.copied().unwrap_or(all))
    }
}
