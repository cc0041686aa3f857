//! `zerocord stats`: events, opcodes and sizes; on request by guild, and over time.

mod clock;
mod count;
mod groups;
mod html;
mod lag;
mod report;
mod sizes;
mod table;
mod tally;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::exit::{Exit, refuse};
use crate::input::{InputArguments, Origin};
use crate::output::{PartialArguments, Stdout, open_file, settle};
use crate::question::recorder::{Recorder, RecorderArguments};
use crate::scope::Scope;
use crate::sequences::Tracker;
use crate::table::stdout_has_styles;
use clock::Timeline;
use count::{ChunkCounts, Lent, Pool, count_chunk};
use groups::Groups;
use report::{Found, Report};
use table::Look;
use tally::UnknownTally;

/// Count events, opcodes and sizes
///
/// For each event name (`t`): the number of frames, their share of all frames, their bytes, and the mean, the
/// median (p50), the 99th percentile (p99) and the maximum of their sizes. For each opcode (`op`): frames and
/// bytes. Newlines are not counted as bytes. Means, minima and maxima are exact, p50 and p99 within 0.1 %.
/// Of the names that zerocord does not know, the first 1,000 are counted each by itself, others as `(other)`.
/// Then how many sequences (`s`) are missing or come again, which `zerocord verify` tells one by one.
///
/// What is checked of a frame: it is an object whose `op` and `s` are whole numbers, null or absent and whose
/// `t` is a string, null or absent; what stands before them is followed by its brackets and quotes; and its
/// last byte is a closing brace. The payload (`d`) is not read, that of READY, --by, --rates and --lag apart. A frame that
/// fails is bad: it is named, counted, and left out of all other counts but the sums. With --strict, every byte of
/// every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Count by guild, channel or user too, and list those with the most frames
    ///
    /// This reads payloads up to the id, so it takes longer. An id that is absent, or cannot be read, counts as
    /// none. Of the first 3,600,000 ids each is counted by itself, in 105 MB; frames of others are summed up.
    #[arg(long, value_name = "WHAT", ignore_case = true)]
    by: Option<Scope>,

    /// How many guilds, channels or users are listed
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    top: usize,

    /// Tell frames and bytes a second of the time that the recording spans
    ///
    /// A frame does not say when it was received. What tells the time are new messages: the `id` of each
    /// MESSAGE_CREATE says when Discord made it, to the millisecond, and the frames behind it are taken to have come
    /// with it. This reads the payloads of MESSAGE_CREATE. Of a recording without any, no time is known. With --time-at,
    /// the recorder's time is taken instead.
    #[arg(long)]
    rates: bool,

    /// Tell how long new messages were on their way, of frames that arrive on the standard input
    ///
    /// From when Discord made a message, which the `id` of MESSAGE_CREATE tells, to when its frame was read here: half of
    /// them (p50), nine of ten (p90) and 99 of a hundred took no longer than this, in milliseconds. What makes frames late
    /// counts: the network, a busy bot, a full pipe, buffers of the program that writes; and so does a clock that is
    /// wrong. Of a file, only --time-at says when its frames were received; without it `-` is the only input.
    #[arg(long)]
    lag: bool,

    /// Write a page with charts and tables to this file as well, for any browser
    ///
    /// All is in the one file, which loads nothing. It appears, or is replaced, once it is whole. With --rates, and
    /// with --by guild where no other is given.
    #[arg(long, value_name = "PATH")]
    html: Option<PathBuf>,

    /// The recording was filtered: sequences that are left out are not counted as gaps
    #[arg(long)]
    filtered: bool,

    #[command(flatten)]
    recorder: RecorderArguments,

    #[command(flatten)]
    partial: PartialArguments,

    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bytes`, `bad_frames`, and the arrays `opcodes` (`opcode`, `name`,
    /// `count`, `bytes`) and `events` (`name`, `count`, `bytes`, `share` from 0 to 1, `size` with `mean`, `p50`,
    /// `p99`, `max`, `min`; with --rates `per_second`), the most frequent event first. `sequences` has `sessions`, `gaps`,
    /// `missing` and `repeats`, and `looks_filtered` where they do. With --by there is `groups`: `by`, `ids` (how many), `top` (`id`, `count`, `bytes`,
    /// `share`), and `rest`, `without` and `uncounted` (`count`, `bytes`). With --rates there is `time`, null where none
    /// is known: `first`, `last`, `seconds`, `count`, `bytes`, `untimed` (frames), `frames_per_second`,
    /// `bytes_per_second`, `part_seconds` and `parts` (`start`, `count`, `bytes`; those without frames are left out). With
    /// --lag there is `lag`, null where there was no new message: `count` (messages), `p50_ms`, `p90_ms`, `p99_ms`, `max_ms`,
    /// and `ahead` (messages that this machine's clock says were read before they were made).
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord stats shard3.ndjson.zst
  zerocord stats --by guild --top 10 --rates recordings/
  zerocord stats --html report.html shard*.ndjson
  timeout 60 tail -n 0 -f shard3.ndjson | zerocord stats --lag -
  zerocord stats --json shard*.ndjson | jq '.events[] | select(.share > 0.01) | .name'

A bad frame is named by file, line (counted from 1) and byte (counted from 0 at the frame's first):
  zerocord: shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
"
);

/// Counts what is in the inputs and prints it.
pub fn run(arguments: &Arguments) -> Exit {
    let time_at = arguments.recorder.has_clock();
    if arguments.lag && !time_at && arguments.input.files != [Path::new("-")] {
        refuse(
            "stats",
            "--lag is of frames that arrive: its only input is `-`, the standard input; --time-at says when the frames \
             of a file came",
        );
    }
    if time_at && !(arguments.lag || arguments.rates || arguments.html.is_some()) {
        refuse("stats", "--time-at is for --rates, --lag and --html");
    }
    if arguments.html.as_deref() == Some(Path::new("-")) {
        refuse("stats", "--html: the tables go to the standard output already; name a file");
    }
    let recorder = arguments.recorder.recorder().unwrap_or_else(|error| refuse("stats", error));
    settle(arguments.count_and_print(&recorder))
}

/// What is asked of a frame.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    strict: bool,
    scope: Option<Scope>,
    recorder: &'a Recorder,
    has_rates: bool,
    has_lag: bool,
}

impl Arguments {
    fn asked<'a>(&self, recorder: &'a Recorder) -> Asked<'a> {
        let has_page = self.html.is_some();
        Asked {
            strict: self.input.strict,
            scope: self.by.or(has_page.then_some(Scope::Guild)),
            recorder,
            has_rates: self.rates || has_page,
            has_lag: self.lag,
        }
    }

    fn count_and_print(&self, recorder: &Recorder) -> io::Result<Exit> {
        let asked = self.asked(recorder);
        let page = self
            .html
            .as_deref()
            .map(|path| open_file("stats", "--html", path, Some(&self.input)))
            .transpose()?;
        let pool = Pool::default();
        let mut unknown = UnknownTally::default();
        let mut groups = Groups::default();
        let mut timeline = Timeline::default();
        let mut tracker = Tracker::new(0);
        let ended = self.input.read(
            false,
            || Lent::new(&pool, asked),
            |lent, chunk, mapped| count_chunk(lent, chunk, asked, mapped),
            |Origin { input, line_before }, counts: ChunkCounts| {
                if line_before == 0 {
                    tracker.begin_file(input, false);
                    timeline.begin_file();
                }
                unknown.add(counts.unknown);
                groups.add(counts.ids);
                timeline.add(counts.ticks);
                counts.runs.follow(&mut tracker, line_before);
                Ok(())
            },
        )?;
        if self.filtered {
            tracker.forget_gaps();
        }
        let report = Report::new(Found {
            files: ended.files,
            bad_frames: ended.bad_frame_count,
            tally: pool.into_sum(),
            unknown,
            groups: asked.scope.map(|scope| (scope, groups)),
            top: self.top,
            timeline: asked.has_rates.then_some(timeline),
            has_lag: asked.has_lag,
            tracker,
        });
        if let Some(mut page) = page {
            page.write_all(html::page(&report).as_bytes())?;
            page.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        }
        let mut stdout = if self.json { Stdout::for_data() } else { Stdout::for_text() }?;
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            let look = Look::of_stdout(io::stdout().is_terminal(), stdout_has_styles());
            stdout.write_all(table::render(&report, look).as_bytes())?;
        }
        stdout.flush()?;
        Ok(ended.exit.max(recorder.report_unmet()))
    }
}
