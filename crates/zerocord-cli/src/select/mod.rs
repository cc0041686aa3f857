//! `zerocord select`: fields of one event, in columns.

mod events;
mod fields;
mod row;
mod table;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use zerocord::{Envelope, Error};
use zerocord_firehose::Chunk;

use crate::bad_frames::{BadFrame, check_end};
use crate::console::say;
use crate::exit::{Exit, refuse};
use crate::input::{InputArguments, Mapped};
use crate::output::{Output, settle};
use events::Events;
use fields::Fields;
use row::{Format, RowWriter, Rows};
use table::TableWriter;

/// Write fields of an event as ndjson, csv or a table
///
/// One row a frame, in the order of the input. A field is a path of keys into the payload (`d`), with dots between
/// them: `author.id`. Of the envelope there are `$t` (event name), `$s` (sequence), `$op` (opcode) and `$d` (the
/// whole payload). Keys are matched in full, case and all. A field that is absent, or behind an object that is
/// absent or null, is null.
///
/// What is checked of a frame: its event name can be read; where it is a selected one, the frame ends with a
/// brace, the objects on the way to the fields are whole up to the last field, and the values of the fields are
/// JSON in UTF-8, every byte of them. A frame that fails is bad: it is named, and has no row. What is not selected
/// is not read. With --strict, every byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// An event to select, by its name in `t`; may be given several times [default: all events]
    #[arg(short, long = "event", value_name = "EVENT", value_delimiter = ',')]
    events: Vec<String>,

    /// The fields to write, with commas between them; may be given several times
    #[arg(short, long, value_name = "FIELDS", value_delimiter = ',', required = true)]
    fields: Vec<String>,

    /// How to write them [default: by the suffix of --output; else a table on a terminal, ndjson elsewhere]
    #[arg(long, value_name = "FORMAT")]
    to: Option<Format>,

    /// Write to a file, which appears, or is replaced, once it is whole
    ///
    /// The suffix tells the format: .ndjson, .jsonl, .csv or .txt (a table).
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Begin csv or a table with the names of the fields [default]
    #[arg(long, overrides_with = "no_header")]
    header: bool,

    /// Begin with the first row
    #[arg(long, overrides_with = "header")]
    no_header: bool,

    #[command(flatten)]
    input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord select -e MESSAGE_CREATE -f author.id,content shard3.ndjson
  zerocord select -e PRESENCE_UPDATE -f user.id,status,guild_id -o presence.csv shard*.ndjson
  zerocord select -f '$t,$s' --to csv --no-header - < shard3.ndjson | sort | uniq -c

A bad frame is named by file, line (counted from 1) and byte (counted from 0 at the frame's first):
  zerocord: shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
"
);

/// Writes the rows.
pub fn run(arguments: &Arguments) -> Exit {
    let fields = Fields::new(&arguments.fields).unwrap_or_else(|error| refuse("select", error));
    let format = arguments.format().unwrap_or_else(|error| refuse("select", error));
    settle(arguments.write_rows(&fields, format))
}

impl Arguments {
    fn format(&self) -> Result<Format, String> {
        match (self.to, &self.output) {
            (Some(format), _) => Ok(format),
            (None, None) if io::stdout().is_terminal() => Ok(Format::Table),
            (None, None) => Ok(Format::Ndjson),
            (None, Some(path)) => format_of_suffix(path).ok_or_else(|| {
                format!("the suffix of `{}` tells no format; name it with --to", path.display())
            }),
        }
    }

    fn write_rows(&self, fields: &Fields, format: Format) -> io::Result<Exit> {
        let events = Events::new(&self.events);
        let mut output = Output::open(self.output.as_deref()).map_err(|error| self.name_output(error))?;
        let mut table = TableWriter::new(fields.names(), !self.no_header);
        if format == Format::Csv && !self.no_header {
            output.write_all(&row::csv_header(fields)).map_err(|error| self.name_output(error))?;
        }
        let strict = self.input.strict;
        // Where the input may be live, rows are not held back: the first to come size a table's columns.
        let is_live = self.input.has_stream();
        let ended = self.input.read(
            self.output.is_none() && io::stdout().is_terminal(),
            || RowWriter::new(fields, format),
            |writer, chunk, mapped| write_chunk(writer, chunk, &events, strict, mapped),
            |_, rows: Rows| {
                output.write_all(&rows.bytes)?;
                if !rows.cells.is_empty() {
                    table.add(rows.cells, &mut output)?;
                }
                if is_live {
                    table.write_held(&mut output)?;
                    output.flush()?;
                }
                Ok(())
            },
        );
        let ended = ended.map_err(|error| self.name_output(error))?;
        if format == Format::Table {
            table.finish(&mut output).map_err(|error| self.name_output(error))?;
        }
        let is_whole = ended.exit < Exit::InputOutput;
        let is_there = output.finish(is_whole).map_err(|error| self.name_output(error))?;
        if let (false, Some(path)) = (is_there, &self.output) {
            say(format_args!("{}: not written, since not all input could be read", path.display()));
        }
        Ok(ended.exit)
    }

    /// The error with the output's name in front.
    fn name_output(&self, error: io::Error) -> io::Error {
        match &self.output {
            Some(path) => io::Error::new(error.kind(), format!("{}: {error}", path.display())),
            None => error,
        }
    }
}

fn format_of_suffix(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        "csv" => Some(Format::Csv),
        "txt" => Some(Format::Table),
        _ => None,
    }
}

fn write_chunk(
    writer: &mut RowWriter<'_>,
    chunk: &Chunk<'_>,
    events: &Events,
    strict: bool,
    mapped: &mut Mapped<Rows>,
) {
    let mut frames = chunk.frames();
    while let Some(frame) = frames.next() {
        mapped.frame_count += 1;
        if let Err(error) = write_frame(writer, frame, events, strict, &mut mapped.value) {
            mapped.bad_frames.push(BadFrame { line: frames.line_number(), fault: error.into() });
        }
    }
    writer.finish(&mut mapped.value);
}

#[inline]
fn write_frame(
    writer: &mut RowWriter<'_>,
    frame: &[u8],
    events: &Events,
    strict: bool,
    rows: &mut Rows,
) -> Result<(), Error> {
    if strict {
        zerocord::validate(frame)?;
    }
    let envelope = Envelope::peek(frame)?;
    match envelope.event_name()? {
        Some(name) if events.contains(name) => {
            check_end(envelope)?;
            writer.add(envelope, rows)
        }
        _ => Ok(()),
    }
}
