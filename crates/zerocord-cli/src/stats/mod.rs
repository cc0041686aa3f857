//! `zerocord stats`: counts events, opcodes and sizes, and on request groups and rates.

mod by;
mod clock;
mod count;
mod counts;
mod counts_table;
mod groups;
mod having;
mod histogram;
pub mod html;
mod lag;
mod sizes;
mod tally;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::choice::{Choice, ChoiceArguments, Chooser, Progress};
use crate::exit::{Exit, refuse};
use crate::input::{ChunkSource, InputArguments, Order};
use crate::output::text_table::stdout_has_styles;
use crate::output::{PartialArguments, Stdout, open_file, settle};
use crate::question::fields::Fields;
use crate::question::frame_clock::FrameClock;
use crate::question::lossy::LossyArgument;
use crate::question::pointed::Pointed;
use crate::question::recorder::RecorderReader;
use crate::question::scope::Scope;
use crate::question::unmatched::Searched;
use crate::question::window::Window;
use crate::sequences::Tracker;
use by::{Every, GroupBy, KeyCounts, parse_every, scope_of};
use clock::Timeline;
use count::{ChunkCounts, Lent, TallyPool, count_chunk};
use counts::{GroupCounts, StatsCounts, StatsReport};
use counts_table::Look;
use groups::Groups;
use having::Having;
use tally::UnknownTally;

/// Count events, opcodes and sizes
///
/// For each event name (`t`): the number of frames, their share of all frames, their bytes, and the mean, the median
/// (p50), the 99th percentile (p99) and the maximum of their sizes. For each opcode (`op`): frames and bytes.
/// Newlines are not counted as bytes. Means, minima and maxima are exact, p50 and p99 within 0.1 %. Of the names that
/// zerocord does not know, the first 1,000 are counted individually, the others as `(other)`. Last, the number of
/// missing and repeated sequences (`s`), which `zerocord verify` lists.
///
/// A frame is good if it is an object whose `op` and `s` are whole numbers, null or absent and whose `t` is a string,
/// null or absent, and if its last byte is a closing brace. Values before these keys are skipped by their brackets
/// and quotes. The payload (`d`) is read only for READY, --by, --rates and --lag. A bad frame is reported, and
/// counted only in the totals. With --strict, every byte of every frame is checked. With options that choose frames,
/// the others are not counted at all, and gaps are not reported.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Count by guild, channel, user or fields: `guild,author.id`
    ///
    /// The groups with the most frames are listed: see --top. With several paths, as in `--by guild,author.id`, each
    /// combination of values is counted. If a path leads through a list, the frame counts for each different element:
    /// `--by activities.name`. Absent and null values are counted as one group. Counts are exact for the first
    /// 3,600,000 ids, in 105 MB, and for up to 128 MB of other values; frames with further values are summed up.
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    by: Vec<String>,

    /// The number of groups that --by lists
    ///
    /// With --every, per time interval.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    top: usize,

    /// Count per time interval: 30s, 5m, 1h, 1d or 1w
    ///
    /// Intervals begin at multiples of their length since 1970 in UTC. The time of a frame is that of --since, or
    /// that of the recorder with --time-at; frames before the first time of a file get that time.
    #[arg(long, value_name = "LENGTH", value_parser = parse_every)]
    every: Option<Every>,

    /// List only groups that pass a test, such as `count > 100`
    ///
    /// Tests compare `count` and `bytes`: `bytes >= 1M and count < 5`.
    #[arg(long, value_name = "TEST")]
    having: Option<Having>,

    /// Show how numbers, or the lengths of strings or lists, are distributed
    ///
    /// Numbers count by value, strings by their length in characters, lists by their number of elements:
    /// `member_count`, `content`, `attachments`, `$bytes`. Quantiles are within 0.1 %.
    #[arg(long, value_name = "PATH")]
    histogram: Option<String>,

    /// Report frames and bytes per second
    ///
    /// For the time span of the recording. A frame does not contain the time when it was received, but the `id` of a
    /// MESSAGE_CREATE contains the time in milliseconds when Discord created the message; the frames after it are
    /// assumed to have come at the same time. This reads the payloads of MESSAGE_CREATE. If a recording has none, its
    /// time is unknown. With --time-at, the time of the recorder is used instead.
    #[arg(long)]
    rates: bool,

    /// Report how late new messages arrive on standard input
    ///
    /// The time from the creation of a message, according to the `id` of MESSAGE_CREATE, until its frame was read
    /// here: the median (p50), p90 and p99 in milliseconds. It includes all delays: of the network, a busy bot, a
    /// full pipe, buffers of the writing program; and errors of the clock. For a file, only --time-at has the times
    /// when frames were received; without it `-` is the only input.
    #[arg(long)]
    lag: bool,

    /// Write a page with charts and tables to this file as well
    ///
    /// The page is one file without external resources. It appears or is replaced once it is complete. Implies
    /// --rates, and --by guild if there is no other --by.
    #[arg(long, value_name = "PATH")]
    html: Option<PathBuf>,

    /// The recording was filtered: do not count gaps
    ///
    /// Skipped sequences are then not gaps.
    #[arg(long, hide_short_help = true)]
    filtered: bool,

    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bytes`, `bad_frames`, and the arrays `opcodes` (`opcode`, `name`, `count`,
    /// `bytes`) and `events` (`name`, `count`, `bytes`, `share` from 0 to 1, `size` with `mean`, `p50`, `p99`, `max`,
    /// `min`; with --rates `per_second`), the most frequent event first. `sequences` has `sessions`, `gaps`,
    /// `missing` and `repeats`, and `looks_filtered` if the gaps look like those of a filter. --by adds `groups`:
    /// `by`, `ids` (the number of groups), `top` (`id`, `count`, `bytes`, `share`), and `rest`, `without` and
    /// `uncounted` (`count`, `bytes`). By paths, groups have `values` instead of `id`, and with --every `start`.
    /// --histogram adds `histogram`: `path`, `count`, `min`, `mean`, `p50`, `p90`, `p99`, `max`, `without`,
    /// `uncounted` and `buckets` (`from`, `to`, `count`). --rates adds `time`, null if it is unknown: `first`,
    /// `last`, `seconds`, `count`, `bytes`, `untimed` (frames), `frames_per_second`, `bytes_per_second`,
    /// `part_seconds` and `parts` (`start`, `count`, `bytes`; parts without frames are left out). --lag adds `lag`,
    /// null if there was no new message: `count` (messages), `p50_ms`, `p90_ms`, `p99_ms`, `max_ms`, and `ahead`
    /// (messages read before their creation according to the clock of this machine).
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    choice: ChoiceArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    @and crate::question::condition::help!(),
    "\
Examples:
  zerocord stats shard3.ndjson.zst
  zerocord stats --by guild --top 10 --rates recordings/
  zerocord stats -e 'MESSAGE_*' --since '2 hours ago' --by channel shard3.ndjson
  zerocord stats -e PRESENCE_UPDATE --by activities.name --having 'count > 100' shard3.ndjson
  zerocord stats --every 1h --by guild --top 3 --json shard*.ndjson
  zerocord stats -e MESSAGE_CREATE --histogram content shard3.ndjson
  zerocord stats --html report.html shard*.ndjson
  timeout 60 tail -n 0 -f shard3.ndjson | zerocord stats --lag -
  zerocord stats --json shard*.ndjson | jq '.events[] | select(.share > 0.01) | .name'

Bad frames are reported with file, line (from 1) and byte (from 0 at the start of the frame):
  zerocord: shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
"
);

/// Counts the frames of the inputs and prints the result.
pub fn run(arguments: &Arguments) -> Exit {
    let time_at = arguments.choice.window.time_at.is_given();
    if arguments.lag && !time_at && arguments.input.files != [Path::new("-")] {
        refuse(
            "stats",
            "--lag needs frames as they arrive: read standard input (`-`), or give their times with --time-at",
        );
    }
    let has_clock = arguments.lag || arguments.rates || arguments.html.is_some();
    if !has_clock && arguments.every.is_none() && arguments.choice.window.check_clock().is_err() {
        refuse("stats", "--time-at is for --rates, --lag, --html, --every, --since and --until");
    }
    if arguments.having.is_some() && arguments.by.is_empty() && arguments.every.is_none() {
        refuse("stats", "--having is for --by and --every");
    }
    if arguments.html.as_deref() == Some(Path::new("-")) {
        refuse("stats", "--html: standard output already has the tables; name a file");
    }
    let ChoiceArguments { window, shard_at, limit, .. } = &arguments.choice;
    let recorder =
        RecorderReader::new(&window.time_at, shard_at).unwrap_or_else(|error| refuse("stats", error));
    let InputArguments { framing, strict, .. } = &arguments.input;
    let choice = arguments.choice.choice(framing, *strict).unwrap_or_else(|fault| refuse("stats", fault));
    let window = window.window().unwrap_or_else(|error| refuse("stats", error));
    let chosen = Chosen { choice, window, progress: Progress::new(*limit) };
    let questions = arguments.questions().unwrap_or_else(|fault| refuse("stats", fault));
    settle(arguments.count_and_print(&recorder, &chosen, &questions))
}

/// The frames to count.
struct Chosen {
    choice: Choice,
    window: Option<Window>,
    progress: Progress,
}

impl Chosen {
    /// The chooser; `None` if all frames are counted.
    fn chooser(&self) -> Option<Chooser<'_>> {
        let Chosen { choice, window, progress } = self;
        Chooser::if_needed(choice, window.as_ref(), progress, LossyArgument::default())
    }
}

/// The options for counting a frame.
#[derive(Clone, Copy, Debug)]
struct CountOptions<'a> {
    strict: bool,
    scope: Option<Scope>,
    by: Option<&'a GroupBy>,
    histogram: Option<&'a Fields>,
    recorder: &'a RecorderReader,
    has_rates: bool,
    has_lag: bool,
}

/// The values that are read from payloads.
#[derive(Debug)]
struct Questions {
    /// The type of id, if ids are the only values.
    scope: Option<Scope>,
    by: Option<GroupBy>,
    histogram: Option<Fields>,
}

impl Questions {
    /// Reports the paths that were not in any frame. Returns the exit code.
    fn report_unmatched(&self, choice: &Choice, searched: Searched) -> Exit {
        let types = &choice.types;
        let by = self.by.as_ref().map(|by| by.report_unmatched(types, searched));
        let histogram = self.histogram.as_ref();
        let histogram = histogram.map(|fields| fields.report_unmatched("--histogram", types, searched));
        by.max(histogram).unwrap_or_default()
    }
}

impl Arguments {
    fn questions(&self) -> Result<Questions, Pointed> {
        let names = self.choice.names(&self.input.framing);
        let scope = match self.by.as_slice() {
            [] if self.html.is_some() && self.every.is_none() => Some(Scope::Guild),
            [word] if self.every.is_none() => scope_of(word),
            _ => None,
        };
        let has_by = scope.is_none() && (!self.by.is_empty() || self.every.is_some());
        let clock = self.every.map(|_| FrameClock::new(&self.choice.window.time_at)).transpose();
        let clock = clock.map_err(|error| Pointed::new(error, "--time-at", 0))?;
        let by = has_by.then(|| GroupBy::new(&self.by, self.every, clock, &names)).transpose();
        let histogram = self.histogram.as_ref().map(|path| Fields::new(std::slice::from_ref(path), &names));
        Ok(Questions {
            scope,
            by: by.map_err(|fault| fault.within("--by"))?,
            histogram: histogram.transpose().map_err(|fault| fault.within("--histogram"))?,
        })
    }

    fn count_options<'a>(&self, recorder: &'a RecorderReader, questions: &'a Questions) -> CountOptions<'a> {
        let has_page = self.html.is_some();
        CountOptions {
            strict: self.input.strict,
            scope: questions.scope,
            by: questions.by.as_ref(),
            histogram: questions.histogram.as_ref(),
            recorder,
            has_rates: self.rates || has_page,
            has_lag: self.lag,
        }
    }

    fn count_and_print(
        &self,
        recorder: &RecorderReader,
        chosen: &Chosen,
        questions: &Questions,
    ) -> io::Result<Exit> {
        let options = self.count_options(recorder, questions);
        let page = self
            .html
            .as_deref()
            .map(|path| open_file("stats", "--html", path, Some(&self.input)))
            .transpose()?;
        let pool = TallyPool::default();
        let mut unknown = UnknownTally::default();
        let mut groups = Groups::<u64>::default();
        let mut keys = KeyCounts::default();
        let mut timeline = Timeline::default();
        let mut tracker = Tracker::new(0);
        let Chosen { choice, window, progress } = chosen;
        let needs_lines = options.by.is_some_and(GroupBy::needs_lines)
            || options.histogram.is_some_and(Fields::needs_lines);
        let ended = self.input.read_in_order(
            if needs_lines { Order::OneByOne } else { progress.order(choice, window.as_ref()) },
            false,
            || Lent::new(&pool, options, chosen.chooser()),
            |lent, chunk, mapped| count_chunk(lent, chunk, options, mapped),
            |ChunkSource { input, line_before }, counts: ChunkCounts| {
                if line_before == 0 {
                    tracker.begin_file(input, false);
                    timeline.begin_file();
                    keys.begin_file();
                }
                unknown.add(counts.unknown);
                groups.add(counts.ids);
                keys.add(counts.keys, self.every.is_some());
                timeline.add(counts.ticks);
                counts.runs.follow(&mut tracker, line_before);
                counts.end.map_or(Ok(()), |end| Err(end.into()))
            },
        )?;
        if self.filtered || !choice.is_of_all() {
            tracker.forget_gaps();
        }
        keys.begin_file();
        let having = self.having.clone().unwrap_or_default();
        let groups = match (options.scope, options.by) {
            (Some(scope), _) => Some(GroupCounts::of_ids(scope, &groups, self.top, &having)),
            (None, Some(by)) => Some(GroupCounts::of_keys(by, &keys.groups, self.top, &having)),
            (None, None) => None,
        };
        let report = StatsReport::new(StatsCounts {
            files: ended.files,
            bad_frames: ended.bad_frame_count,
            tally: pool.into_sum(),
            unknown,
            groups,
            histogram: self.histogram.clone(),
            timeline: options.has_rates.then_some(timeline),
            has_lag: options.has_lag,
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
            stdout.write_all(counts_table::render(&report, look).as_bytes())?;
        }
        stdout.flush()?;
        let unmatched = questions.report_unmatched(choice, progress.searched());
        let exit = ended.exit.max(recorder.report_not_found()).max(unmatched);
        Ok(exit.max(progress.report(choice, window.as_ref())))
    }
}
