//! `zerocord bench`: how fast this machine reads a recording.

mod frames;
mod results;
mod tasks;
mod timing;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use zerocord::view::Projection;

use crate::exit::{Exit, refuse};
use crate::input::framing::FramingArguments;
use crate::input::name_of;
use crate::numbers::{parse_byte_size, parse_threads};
use crate::output::console::say;
use crate::output::text_table::{plural, stdout_has_styles};
use crate::output::{Stdout, settle};
use crate::question::events::known_name;
use frames::Frames;
use results::BenchResults;
use tasks::WantedFields;

/// Measure how fast this machine reads your recording
///
/// The frames are first read into memory, so disk speed does not count. Then four tasks process them in turn:
/// `memory` adds up all bytes, eight at a time; `peek` finds the event name of each frame; `select` peeks and reads
/// some fields of one event; `strict` checks every byte. Each task runs on one core and on all cores, over at least
/// 16 MiB per round. The report has the median of all rounds for each task: bytes and frames per second, and the time
/// of `memory` as a share of the time of the task. `peek` and `select` skip bytes, so they can be faster than
/// `memory`.
///
/// Bad frames count as read. If any frame is bad, the exit code is 1; `zerocord validate` reports them.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Recordings: newline-delimited frames; `-` is standard input [default: piped input]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The event whose fields `select` reads [default: the most frequent one]
    #[arg(short, long, value_name = "EVENT")]
    event: Option<String>,

    /// The fields that `select` reads, separated by commas [default: the first five fields of the first frame of the
    /// event that are not objects or arrays]
    #[arg(short, long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,

    /// The number of rounds; each task runs once per round
    #[arg(long, value_name = "COUNT", default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..=1000))]
    rounds: u16,

    /// The number of threads of the parallel measurements, up to 1,024 [default: one per CPU core, as 0]
    #[arg(long, value_name = "COUNT", default_value = "0", hide_default_value = true, value_parser = parse_threads)]
    threads: usize,

    /// The number of bytes to read into memory; the rest is ignored
    #[arg(long, value_name = "BYTES", default_value = "256MiB", value_parser = parse_byte_size)]
    bytes: usize,

    /// Print one JSON document
    ///
    /// An object with `files`, `backend`, `frames`, `bytes`, `is_whole` (false if --bytes ended the reading),
    /// `event`, `fields`, `rounds` and the array `tasks`: `task`, `threads`, `median_ns`, `least_ns`,
    /// `bytes_per_second`, `frames_per_second`, `memory_share`.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    framing: FramingArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord bench shard3.ndjson
  zerocord bench -e MESSAGE_CREATE -f id,author.id,content shard3.ndjson
  ZEROCORD_BACKEND=portable zerocord bench --json shard3.ndjson | jq .tasks
"
);

/// Reads the inputs, times the tasks and prints the results.
pub fn run(arguments: &Arguments) -> Exit {
    settle(arguments.time_and_print())
}

impl Arguments {
    fn time_and_print(&self) -> io::Result<Exit> {
        let mut frames = Frames::default();
        let mut exit = Exit::Done;
        for path in &self.files {
            if let Err(error) = frames.read(path, &self.framing, self.bytes) {
                say(format_args!("{}: {error}", name_of(path)));
                exit = Exit::InputOutput;
            }
        }
        if frames.is_empty() {
            if exit == Exit::Done {
                say("there are no frames to read");
            }
            return Ok(Exit::InputOutput);
        }
        let wanted = self.wanted(&frames);
        let all_cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if self.threads == 0 { all_cores } else { self.threads };
        let timings = timing::time_all(&frames, &wanted, threads, self.rounds.into());
        let report =
            BenchResults::new(self.files.iter().map(|path| name_of(path)), &frames, &wanted, &timings);
        let mut stdout = if self.json { Stdout::for_data() } else { Stdout::for_text() }?;
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            stdout.write_all(report.render(stdout_has_styles()).as_bytes())?;
        }
        stdout.flush()?;
        let bad_count = frames.bad_count();
        if bad_count > 0 {
            say(format_args!(
                "{} found: `zerocord validate` names them (exit code 1)",
                plural(bad_count as u64, "bad frame")
            ));
            exit = exit.max(Exit::BadFrames);
        }
        Ok(exit)
    }

    /// The event and fields that `select` reads. Exits with a usage error if they are invalid.
    fn wanted(&self, frames: &Frames) -> WantedFields {
        let event = self.event.as_deref().map(known_name).or_else(|| frames.most_frequent_event());
        let fields = match (&event, self.fields.as_slice()) {
            (Some(event), []) => frames.first_fields(event),
            (_, fields) => fields.to_vec(),
        };
        if let Some(field) = fields.iter().find(|field| field.starts_with('$')) {
            refuse("bench", format_args!("`{field}` is not a path into the payload"));
        }
        if let Some(event) = event.as_deref().filter(|event| !frames.has_event(event)) {
            say(format_args!("there is no {event} frame; `select` has nothing to read"));
        }
        let projection = Projection::new(&fields).unwrap_or_else(|error| refuse("bench", error));
        WantedFields { event, projection }
    }
}
