//! `zerocord select`: writes fields of events as columns.

mod batches;
mod csv;
mod row;
pub mod row_table;

use std::io::{self, IsTerminal, Write};

use clap::Args;
use zerocord::Error;
use zerocord_firehose::Chunk;

use self::csv::CsvStyle;
use crate::choice::{Choice, ChoiceArguments};
use crate::exit::{Exit, refuse};
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::{InputArguments, Mapped, Order};
use crate::output::shown::shown_path;
use crate::output::{
    OutputArguments, PartialArguments, check_suffix, is_compressed, settle, suffix_of_format,
};
use crate::question::fields::Fields;
use crate::question::lossy::LossyArgument;
use crate::question::unmatched::Searched;
use crate::question::window::{Clock, Timed, Window, WindowSide};
use batches::Columns;
use row::{RowFormat, RowWriter, Rows};
use row_table::TableWriter;

/// Write fields of an event as ndjson, csv, tsv, json, Parquet, Arrow or a table
///
/// One row per frame, in input order. A field is a path of keys into the payload (`d`), separated by dots:
/// `author.id`. The envelope has `$t` (event name), `$s` (sequence), `$op` (opcode) and `$d` (the whole payload).
/// Keys are case-sensitive. A field is null if it, or an object on the path to it, is absent or null. If a path leads
/// through a list, the field is the list of the values in its elements: `mentions.id` is all ids; elements without a
/// value are left out.
///
/// Parquet and Arrow have columns of one event. Their types come from the schema (`zerocord schema --columns EVENT`);
/// a value of an unexpected type becomes null and is reported. In them, list elements without the field are null, and
/// the only names with `$` are `$s`, `$file`, `$line` and, with --shards, `$shard`. --to arrow writes a stream to
/// standard output, and a file to a file.
///
/// Checked are the event name and, for frames of a selected event, the brace at the end, the objects on the paths up
/// to the last field, and every byte of the selected values. A frame that fails is bad: it is reported and has no
/// row. The rest is not read. With --strict, every byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// The fields to write, separated by commas: `author.id,content`
    ///
    /// May be given several times.
    #[arg(short, long, value_name = "FIELDS", value_delimiter = ',', required = true)]
    fields: Vec<String>,

    /// The format [default: by the suffix of --output, or a table on a terminal, otherwise ndjson]
    ///
    /// The suffixes are .ndjson, .jsonl, .json, .csv, .tsv
    /// and .txt (a table), each optionally followed by .zst or .gz; and .parquet, .arrow and .arrows (an Arrow
    /// stream).
    #[arg(long, value_name = "FORMAT", ignore_case = true)]
    to: Option<RowFormat>,

    /// Write the names of the fields first in csv, tsv or a table [default]
    #[arg(long, overrides_with = "no_header", hide_short_help = true)]
    header: bool,

    /// Do not write the names of the fields
    #[arg(long, overrides_with = "header")]
    no_header: bool,

    /// csv and tsv: put an apostrophe before strings that a spreadsheet would interpret as formulas
    ///
    /// These are strings that begin with a tab or a line break, or with =, +, - or @, also after white space. Numbers are
    /// unchanged.
    #[arg(long, hide_short_help = true)]
    csv_safe: bool,

    /// csv and tsv: write null and absent values as this text, which may be empty
    ///
    /// The text is written without quotes, and a string that equals it with quotes: with --csv-null '' an empty
    /// string is `""`. Without this option, null and the empty string are both written as an empty cell.
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    csv_null: Option<String>,

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
  zerocord select -e MESSAGE_CREATE -f author.id,content shard3.ndjson
  zerocord select -e MESSAGE_CREATE -f id,mentions.id --where 'not author.bot' shard3.ndjson
  zerocord select -e PRESENCE_UPDATE -f user.id,status,guild_id -o presence.csv.gz shard*.ndjson
  zerocord select -e MESSAGE_CREATE -f id,author.id,timestamp -o messages.parquet shard3.ndjson
  zerocord select -f '$t,$bytes,$file,$line' --where '$bytes > 100000' shard*.ndjson
  zerocord select -f '$t,$s' --to csv --no-header - < shard3.ndjson | sort | uniq -c

Bad frames are reported with file, line (from 1) and byte (from 0 at the start of the frame):
  zerocord: shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
"
);

/// Writes the rows.
pub fn run(arguments: &Arguments) -> Exit {
    let InputArguments { framing, strict, .. } = &arguments.input;
    let choice = arguments.choice.choice(framing, *strict).unwrap_or_else(|fault| refuse("select", fault));
    let fields = Fields::new(&arguments.fields, &arguments.choice.names(framing))
        .unwrap_or_else(|fault| refuse("select", fault.within("--fields")));
    let format = arguments.format().unwrap_or_else(|error| refuse("select", error));
    if (arguments.csv_safe || arguments.csv_null.is_some()) && !format.has_separators() {
        refuse("select", "--csv-safe and --csv-null need --to csv or --to tsv");
    }
    let csv = CsvStyle::new(format, arguments.csv_safe, arguments.csv_null.as_deref());
    let csv = csv.unwrap_or_else(|error| refuse("select", error));
    let window = arguments.choice.window().unwrap_or_else(|error| refuse("select", error));
    let (lossy, has_limit) = (arguments.lossy, arguments.choice.limit.is_some());
    let selection = Selection { choice, window, strict: *strict, lossy, has_limit };
    if format.is_columnar() {
        let columns = Columns::new(arguments, &selection).unwrap_or_else(|error| refuse("select", error));
        return settle(arguments.write_batches(&columns, &selection, format));
    }
    settle(arguments.write_rows(&fields, &selection, format, &csv))
}

/// The frames that have a row.
struct Selection {
    choice: Choice,
    window: Option<Window>,
    strict: bool,
    lossy: LossyArgument,
    has_limit: bool,
}

impl Arguments {
    fn format(&self) -> Result<RowFormat, String> {
        let file = self.output.file();
        let suffix = file.and_then(suffix_of_format);
        let is_of_columns =
            suffix.as_deref().and_then(RowFormat::of_suffix).is_some_and(RowFormat::is_columnar);
        match (self.to, file) {
            (Some(to), Some(path)) if is_of_columns && !to.is_columnar() => {
                Err(format!("--to: the suffix of `{}` names another format", shown_path(path)))
            }
            (to, Some(path)) if is_of_columns || to.is_some_and(RowFormat::is_columnar) => {
                if is_compressed(path) {
                    return Err(format!(
                        "`{}`: Parquet and Arrow files are not compressed as a whole",
                        shown_path(path)
                    ));
                }
                Ok(to.or(suffix.as_deref().and_then(RowFormat::of_suffix)).unwrap_or(RowFormat::Parquet))
            }
            (Some(format), None) if format.is_columnar() && io::stdout().is_terminal() => {
                Err("Parquet and Arrow are binary: name a file with --output, or pipe the output".to_owned())
            }
            (Some(format), _) => Ok(format),
            (None, None) if io::stdout().is_terminal() => Ok(RowFormat::Table),
            (None, None) => Ok(RowFormat::Ndjson),
            (None, Some(path)) => {
                check_suffix(path)?;
                suffix_of_format(path).and_then(|suffix| RowFormat::of_suffix(&suffix)).ok_or_else(|| {
                    format!(
                        "cannot infer a format from the suffix of `{}`; name one with --to",
                        shown_path(path)
                    )
                })
            }
        }
    }

    fn write_rows(
        &self,
        fields: &Fields,
        selection: &Selection,
        format: RowFormat,
        csv: &CsvStyle,
    ) -> io::Result<Exit> {
        let mut output = self.output.open("select", Some(&self.input))?;
        let mut table = TableWriter::new(fields.names(), !self.no_header);
        if format.has_separators() && !self.no_header {
            let mut header = Vec::new();
            csv.push_row(fields.names().iter().map(String::as_str), &mut header);
            output.write_all(&header)?;
        }
        // Each row of a JSON array begins with a comma and a newline; the opening bracket replaces the first comma.
        let mut is_array_open = false;
        // If the input may be live, rows are not delayed: the first ones determine the widths of the table columns.
        let is_live = self.input.has_stream();
        let mut clock = Clock::default();
        let mut left = self.choice.limit.unwrap_or(u64::MAX);
        let needs_lines = fields.needs_lines() || selection.choice.needs_lines();
        let ended = self.input.read_in_order(
            if needs_lines { Order::OneByOne } else { selection.choice.order(selection.window.as_ref()) },
            output.is_terminal(),
            || RowWriter::new(fields, format, csv),
            |writer, chunk, mapped| write_chunk(writer, chunk, selection, mapped),
            |source, rows: Timed<Rows>| {
                let parts = clock.settle(selection.window.as_ref(), rows, source.line_before == 0);
                for mut rows in parts.into_iter().flatten() {
                    if left == 0 {
                        return Err(Enough::default().into());
                    }
                    let end = rows.cut(left);
                    left -= left.min(rows.ends.len() as u64);
                    match rows.bytes.split_first() {
                        Some((_, rest)) if format == RowFormat::Json && !is_array_open => {
                            is_array_open = true;
                            output.write_all(b"[")?;
                            output.write_all(rest)?;
                        }
                        _ => output.write_all(&rows.bytes)?,
                    }
                    if !rows.cells.is_empty() {
                        table.add(rows.cells, &mut output)?;
                    }
                    if let Some(end) = end {
                        return Err(end.into());
                    }
                }
                if is_live {
                    table.write_held(&mut output)?;
                    output.flush()?;
                }
                Ok(())
            },
        )?;
        match format {
            RowFormat::Table => table.finish(&mut output)?,
            RowFormat::Json => output.write_all(if is_array_open { b"\n]\n" } else { b"[]\n" })?,
            _ => {}
        }
        output.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        let (choice, searched) = (&selection.choice, Searched::up_to_limit(left == 0));
        let unmatched = fields.report_unmatched("--fields", &choice.types, searched);
        let unmatched = unmatched.max(choice.report_unmatched(searched));
        Ok(ended.exit.max(unmatched).max(clock.report_untimed(selection.window.as_ref())))
    }
}

fn write_chunk(
    writer: &mut RowWriter<'_>,
    chunk: &Chunk<'_>,
    selection: &Selection,
    mapped: &mut Mapped<Timed<Rows>>,
) {
    // Whether rows belong to the part before the first tick of the chunk.
    let mut is_head = false;
    let mut outside = Rows::default();
    mapped.each_frame(chunk, selection.strict, |timed, located| {
        let mut is_outside = false;
        if let Some(window) = &selection.window {
            let side = writer.side_of(window, located, timed);
            is_head = side == WindowSide::Head;
            is_outside = side == WindowSide::Outside;
        }
        let rows = match is_head {
            // Bad frames outside the window are reported too, because the start of the window is known only once the
            // chunks are in order.
            _ if is_outside => {
                outside.bytes.clear();
                outside.cells.clear();
                &mut outside
            }
            true => &mut timed.head,
            false => &mut timed.rest,
        };
        let has_row = selection.lossy.read(located.frame, |frame| {
            write_frame(writer, LocatedFrame { frame, ..located }, selection, rows)
        })?;
        if has_row && selection.has_limit {
            rows.end(Enough { line: located.line, frame_count: located.count });
        }
        timed.head_count += u64::from(is_head && has_row);
        Ok(())
    });
}

/// Adds the row of the frame if it is chosen. Returns whether it is.
#[inline]
fn write_frame(
    writer: &mut RowWriter<'_>,
    located: LocatedFrame<'_>,
    selection: &Selection,
    rows: &mut Rows,
) -> Result<bool, Error> {
    match writer.event(&selection.choice, located)? {
        Some(envelope) => writer.add(envelope, located, rows).map(|()| true),
        None => Ok(false),
    }
}
