//! `zerocord convert`: recordings to a folder of Parquet or Arrow files, one table per event.

mod connection;
mod folder;
mod lake;
mod manifest;
mod part;
mod tables;
mod worker;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::choice::{ChoiceArguments, Progress};
use crate::columnar::{BatchFormat, ParquetOptions};
use crate::exit::{Exit, refuse};
use crate::input::InputArguments;
use crate::input::bad_frames::BadFrames;
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::{Stdout, settle};
use crate::question::frame_clock::FrameClock;
use crate::question::lossy::LossyArgument;
use connection::{ConnectionArguments, SHARD_AT_HELP};
use folder::LakeFolder;
use lake::Lake;
use manifest::LakeOptions;
use tables::Tables;
use worker::{Reading, Worker, read_chunk};

/// The maximum memory for reading, unless --memory-max is less.
const READING_BYTES_MAX: usize = 96 << 20;

/// Write recordings as Parquet or Arrow files, one table per event
///
/// Each event is a table, and each field of its payload a column: ids are UInt64, times timestamps in UTC, objects
/// structs, arrays lists. `zerocord schema --columns EVENT` lists the columns. Objects below --depth are written as
/// JSON, unchanged. Keys that the schema does not know are in `_extra`, unknown events in the table `unknown`, and
/// frames that are not events in `other`. `_absent` lists absent keys of *_UPDATE events; `_file`, `_line` and
/// `_offset` locate the frame of a row.
///
/// The files are named like `event=MESSAGE_CREATE/day=2026-01-07/part-HASH-0.parquet`; DuckDB, Polars, pyarrow and
/// ClickHouse read `event` and `day` as columns. The day is that on which the frame was received, in UTC, determined
/// as for `filter --since`. Rows are sorted by guild in runs of about 32 MB of frames, so that a query for one guild
/// skips most row groups.
///
/// Bad frames are left out and reported. A value of an unexpected type becomes null; such values are counted and
/// reported.
#[derive(Debug, Args)]
#[command(
    after_help = crate::exit::help!(),
    after_long_help = LONG_HELP,
    mut_arg("follow", |argument| argument.hide(true)),
    mut_arg("events", |argument| argument.long_help(EVENTS_HELP)),
    mut_arg("shard_at", |argument| argument.long_help(SHARD_AT_HELP))
)]
pub struct Arguments {
    /// The folder to write to, which must be new or empty
    ///
    /// With --resume, it is that of an earlier run. The files of an input appear once the whole input is converted. `_zerocord.json` in the folder lists the
    /// finished inputs.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "parquet", ignore_case = true)]
    format: LakeFormat,

    /// The columns to write: `id,author.id,_line` [default: all]
    ///
    /// Separated by commas. Each table gets those of the columns that it can have.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<String>,

    /// Levels of objects as structs; deeper ones are JSON
    #[arg(long, value_name = "LEVELS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    depth: u8,

    /// Write the fields of structs as columns of their own: `author.id`
    #[arg(long)]
    flat: bool,

    /// Subfolders
    #[arg(long, value_name = "KEYS", default_value = "event,day", ignore_case = true)]
    partition_by: PartitionBy,

    /// Include message content, which is left out by default
    ///
    /// Also embeds, components, polls, and names and addresses of attachments; inside JSON too.
    #[arg(long)]
    with_content: bool,

    /// Add columns about message content, such as its length
    ///
    /// The length, and the numbers of links, emoji, mentions and attachments.
    #[arg(long)]
    derive: bool,

    /// The compression level of Parquet files, from 1 to 22
    #[arg(long, value_name = "LEVEL", default_value_t = 3, value_parser = clap::value_parser!(i32).range(1..=22), hide_short_help = true)]
    zstd_level: i32,

    /// The maximum number of rows in a row group
    #[arg(long, value_name = "ROWS", default_value_t = 16384, value_parser = clap::value_parser!(u32).range(1..=1 << 24), hide_short_help = true)]
    row_group: u32,

    /// Continue an earlier run: convert only inputs that are not finished
    ///
    /// An input is finished if `_zerocord.json` lists it with the same path, length, modification time and first
    /// bytes. Files of unfinished or changed inputs are removed first. The other options must be those of the earlier
    /// run.
    #[arg(long)]
    resume: bool,

    /// Keep the readable part of an input that could not be read to its end
    ///
    /// The exit code is 3 nevertheless, and --resume converts the input again.
    #[arg(long)]
    keep_partial: bool,

    #[command(flatten)]
    choice: ChoiceArguments,

    #[command(flatten)]
    connection: ConnectionArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    #[command(flatten)]
    pub input: InputArguments,
}

const EVENTS_HELP: &str = "Frames of this event, by its name in `t`; may be given several times [default: all frames]

`*` matches any characters, `?` one: 'MESSAGE_*'. `unknown` are the events that the schema does not know, `other` the frames that \
are not events.";

const LONG_HELP: &str = crate::exit::help!(
    @and crate::question::condition::help!(),
    "\
Examples:
  zerocord convert shard*.ndjson.zst -o lake
  zerocord convert -e MESSAGE_CREATE --columns id,author.id,timestamp shard3.ndjson -o messages
  zerocord convert --resume recordings/ -o lake
  zerocord convert --guild 197038439483310086 --where 'not author.bot' shard3.ndjson -o guild
  duckdb -c \"select event, day, count(*) from 'lake/**/*.parquet' group by all\"
"
);

/// The format of the output files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LakeFormat {
    /// Parquet, compressed with zstd
    Parquet,
    /// Arrow IPC files, uncompressed
    Arrow,
}

impl LakeFormat {
    fn batch_format(self) -> BatchFormat {
        match self {
            LakeFormat::Parquet => BatchFormat::Parquet,
            LakeFormat::Arrow => BatchFormat::ArrowFile,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            LakeFormat::Parquet => "parquet",
            LakeFormat::Arrow => "arrow",
        }
    }
}

/// The subfolders of the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
pub enum PartitionBy {
    /// A folder per event, with one per day in it
    #[value(name = "event,day")]
    #[serde(rename = "event,day")]
    EventAndDay,
    /// A folder per event
    #[value(name = "event")]
    #[serde(rename = "event")]
    Event,
}

/// Converts the inputs.
pub fn run(arguments: &Arguments) -> Exit {
    let folder = &arguments.output;
    if arguments.input.follow {
        refuse("convert", "convert needs complete files and cannot be used with --follow");
    }
    if let Some(argument) = arguments.input.argument_that_finds(folder) {
        let folder = shown_path(folder);
        refuse(
            "convert",
            format_args!(
                "--output: `{folder}` would be among the inputs next time, since `{argument}` includes it; name another \
                 folder"
            ),
        );
    }
    let tables = Tables::new(arguments).unwrap_or_else(|error| refuse("convert", error));
    let InputArguments { framing, strict, .. } = &arguments.input;
    // Without further options, the selected tables determine the events.
    let has_choice = !arguments.choice.recorded().is_empty();
    let events: &[String] = if has_choice { &tables.chosen } else { &[] };
    let choice = arguments.choice.choice_among(events, framing, *strict);
    let choice = choice.unwrap_or_else(|fault| refuse("convert", fault));
    let window = arguments.choice.window.window().unwrap_or_else(|error| refuse("convert", error));
    if arguments.resume && arguments.choice.limit.is_some() {
        refuse("convert", "--limit and --resume: it is not known how many frames the earlier run chose");
    }
    let time_at = &arguments.choice.window.time_at;
    let clock = FrameClock::new(time_at).unwrap_or_else(|error| refuse("convert", error));
    let connection = arguments.connection.connection(arguments.choice.shard_at.path());
    let connection = connection.unwrap_or_else(|error| refuse("convert", error));
    let reading = Reading {
        plan: tables.plan,
        unknown: tables.unknown,
        choice,
        window,
        progress: Progress::new(arguments.choice.limit),
        clock,
        connection,
        by_day: arguments.partition_by == PartitionBy::EventAndDay,
        strict: arguments.input.strict,
        lossy: arguments.lossy,
    };
    settle(arguments.convert(&reading))
}

impl Arguments {
    fn lake_options(&self) -> LakeOptions {
        let names = |names: &[String]| names.iter().map(|name| name.trim().to_owned()).collect();
        LakeOptions {
            format: self.format,
            events: names(&self.choice.events),
            columns: names(&self.columns),
            depth: self.depth,
            flat: self.flat,
            partition_by: self.partition_by,
            with_content: self.with_content,
            derive: self.derive,
            time_at: self.choice.window.time_at.path().map(str::to_owned),
            shard_at: self.choice.shard_at.path().map(str::to_owned),
            session_at: self.connection.session_at.clone(),
            choice: self.choice.recorded(),
        }
    }

    fn convert(&self, reading: &Reading) -> io::Result<Exit> {
        let folder = LakeFolder::open(&self.output, self.lake_options(), self.resume, &self.input)?;
        let parquet = ParquetOptions {
            zstd_level: self.zstd_level,
            row_group_rows: self.row_group as usize,
            sorted_by: None,
        };
        let mut input = self.input.clone();
        input.memory_max = input.memory_max.min(READING_BYTES_MAX);
        let mut lake = Lake::new(folder, reading, &input, self.keep_partial, parquet);
        let ended = input.read_into(
            BadFrames::new(self.input.all_errors),
            reading.progress.order(&reading.choice, reading.window.as_ref()),
            false,
            || Worker::new(reading),
            read_chunk,
            &mut lake,
        )?;
        let totals = lake.finish()?;
        let wrong = &totals.report.wrong;
        wrong.iter().take(if self.input.all_errors { usize::MAX } else { 20 }).for_each(say);
        if !wrong.is_empty() {
            say("these values are null in the files");
        }
        let mut stdout = Stdout::for_text()?;
        stdout.write_all(totals.summary(&ended, self).as_bytes())?;
        stdout.flush()?;
        let not_found = reading.clock.wrapper_clock().map(|clock| clock.report_not_found());
        let unmatched = match ended.frame_count {
            // All inputs are in the folder already.
            0 => Exit::Done,
            _ => reading.progress.report(&reading.choice, reading.window.as_ref()),
        };
        let not_found = not_found.unwrap_or_default().max(reading.connection.report_not_found());
        Ok(ended.exit.max(not_found).max(unmatched))
    }
}
