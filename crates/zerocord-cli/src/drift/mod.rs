//! `zerocord drift`: reports what recordings contain that the models do not know.

mod baseline;
mod findings;
mod findings_table;

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use zerocord::{Envelope, Error};
use zerocord_firehose::Chunk;
use zerocord_schema::{Drift, Findings, Schema};

use crate::exit::Exit;
use crate::input::bad_frames::check_end;
use crate::input::lines::LocatedFrame;
use crate::input::{ChunkSource, InputArguments, Mapped};
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::text_table::stdout_has_styles;
use crate::output::{Stdout, settle};
use baseline::Baseline;
use findings::{DriftReport, FirstLine};

/// The maximum number of findings, and the maximum number of one kind at one path.
const FINDINGS_MAX: usize = 10_000;
const PLACE_FINDINGS_MAX: usize = 100;

/// The maximum number of findings kept per chunk until the chunk is merged. It is larger than the total limit.
const CHUNK_FINDINGS_MAX: usize = 100_000;

/// Report events, fields and values that zerocord does not know
///
/// Compares each frame with the table of `zerocord schema` and reports what is missing there: events, opcodes, keys,
/// enum values, flag bits, values of another type, and undocumented nulls. Each finding has its path, its count and
/// the first value. Paths are written as for `zerocord select`. `[]` is any element of an array, `{}` any value of a
/// map; `$t`, `$op` and `$d` are the event name, the opcode and the whole payload. --schema compares with the table of another
/// release.
///
/// Examples are values of the recording of up to 200 bytes, and may be private or tokens: see --no-examples. For each
/// kind and path, 100 findings are listed, and the others are counted as `(other)`; at most 10,000 are listed in all.
///
/// Checked are the envelope, all keys, and the values that the table describes. A frame that fails is bad: it is
/// reported, and its findings are dropped. With --strict, every byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bad_frames`, `known` (findings that are in the baseline), `left_out`
    /// (occurrences beyond the limits) and the array `findings`: `kind`, `event`, `path`, `found`, `documented`,
    /// `count`, `first` (`file`, `line` from 1, `byte` of the frame from 0) and `example`.
    #[arg(long)]
    json: bool,

    /// Report only findings that this earlier output of --json does not have
    ///
    /// Findings are the same if `kind`, `event`, `path` and `found` are equal.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Compare with the table of another release, from `zerocord schema --export`
    ///
    /// Reports everything that this release did not know: what has changed since the version that your code was written
    /// for. Releases do not contain the tables of earlier ones, so save the table of the version that you use.
    #[arg(long, visible_alias = "since-version", value_name = "FILE")]
    schema: Option<PathBuf>,

    /// Also report missing required keys
    #[arg(long)]
    missing_keys: bool,

    /// Leave out examples, so that only names, enum values and bit numbers are shown
    #[arg(long)]
    no_examples: bool,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "something new was found, or some frames were bad and are reported on standard error",);

const LONG_HELP: &str = crate::exit::help!(
    @one "something new was found, or some frames were bad and are reported on standard error",
    "\
Examples:
  zerocord drift shard*.ndjson
  zerocord drift --json shard3.ndjson > known.json
  zerocord drift --baseline known.json shard4.ndjson || echo 'Discord has changed something'
  zerocord schema --export > zerocord-0.1.json   # with release 0.1
  zerocord drift --schema zerocord-0.1.json shard4.ndjson
  zerocord drift --json shard3.ndjson | jq -r '.findings[] | select(.kind == \"new_key\") | .path'
"
);

/// Compares the inputs with the table and prints what is new.
pub fn run(arguments: &Arguments) -> Exit {
    settle(arguments.compare_and_print())
}

/// The findings of a chunk, by line.
struct ChunkFindings(Findings<u64>);

impl Default for ChunkFindings {
    fn default() -> ChunkFindings {
        ChunkFindings(Findings::new(CHUNK_FINDINGS_MAX, usize::MAX))
    }
}

impl Arguments {
    fn compare_and_print(&self) -> io::Result<Exit> {
        let baseline = self.baseline.as_deref().map_or(Ok(Baseline::default()), Baseline::read)?;
        let other_schema = self.schema.as_deref().map(read_schema).transpose()?;
        let schema = other_schema.as_ref().unwrap_or_else(|| Schema::bundled());
        let strict = self.input.strict;
        let mut files: HashMap<String, usize> = HashMap::new();
        let mut findings = Findings::new(FINDINGS_MAX, PLACE_FINDINGS_MAX);
        let ended = self.input.read(
            false,
            || Drift::new(schema).with_missing_keys(self.missing_keys),
            |drift, chunk, mapped| compare_chunk(drift, chunk, strict, mapped),
            |ChunkSource { input, line_before }, ChunkFindings(found)| {
                if !found.is_empty() {
                    let count = files.len();
                    let file = *files.entry(input.to_owned()).or_insert(count);
                    findings.append(found, |line| FirstLine { file, line: line_before + line });
                }
                Ok(())
            },
        )?;
        let mut names = vec![String::new(); files.len()];
        for (name, file) in files {
            names[file] = name;
        }
        let left_out = findings.left_out();
        let report = DriftReport::new(
            ended.files,
            &names,
            findings,
            &baseline,
            !self.no_examples,
            (ended.frame_count, ended.bad_frame_count),
        );
        if left_out > 0 {
            say(format_args!(
                "more than {FINDINGS_MAX} different findings: {left_out} occurrences of others are left out"
            ));
        }
        let mut stdout = if self.json { Stdout::for_data() } else { Stdout::for_text() }?;
        if self.json {
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        } else {
            stdout.write_all(findings_table::render(&report, stdout_has_styles()).as_bytes())?;
        }
        stdout.flush()?;
        let is_new = !report.findings.is_empty() || left_out > 0;
        Ok(if is_new { ended.exit.max(Exit::BadFrames) } else { ended.exit })
    }
}

/// Reads a table that `zerocord schema --export` has written.
fn read_schema(path: &Path) -> io::Result<Schema> {
    let table = fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => io::Error::new(
            error.kind(),
            format!(
                "there is no file `{}`: run `zerocord schema --export > FILE` with the release to compare with, then \
                 `zerocord drift --schema FILE`",
                shown_path(path)
            ),
        ),
        _ => io::Error::new(error.kind(), format!("{}: {error}", shown_path(path))),
    })?;
    Schema::parse(&table).map_err(|error| {
        let message = format!("{}: not a table of `zerocord schema --export`: {error}", shown_path(path));
        io::Error::new(ErrorKind::InvalidData, message)
    })
}

fn compare_chunk(drift: &mut Drift<'_>, chunk: &Chunk<'_>, strict: bool, mapped: &mut Mapped<ChunkFindings>) {
    mapped.each_frame(chunk, strict, |found, LocatedFrame { frame, line, .. }| {
        compare_frame(drift, frame, line, strict, &mut found.0)
    });
}

fn compare_frame(
    drift: &mut Drift<'_>,
    frame: &[u8],
    line: u64,
    strict: bool,
    findings: &mut Findings<u64>,
) -> Result<(), Error> {
    if strict {
        zerocord::validate(frame)?;
    }
    check_end(Envelope::peek(frame)?)?;
    drift.walk(frame, line, findings)
}
