//! `zerocord stats`: events, opcodes and sizes.

mod report;
mod sizes;
mod table;
mod tally;

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use zerocord::{Envelope, Error};
use zerocord_firehose::Chunk;

use crate::bad_frames::{BadFrame, check_end};
use crate::exit::Exit;
use crate::input::{InputArguments, Mapped, name_of};
use crate::output::settle;
use crate::table::stdout_has_styles;
use report::Report;
use table::Look;
use tally::{Tally, UnknownNames, UnknownTally};

/// Count events, opcodes and sizes
///
/// For each event name (`t`): the number of frames, their share of all frames, their bytes, and the mean, the
/// median (p50), the 99th percentile (p99) and the maximum of their sizes. For each opcode (`op`): frames and
/// bytes. Newlines are not counted as bytes. Means, minima and maxima are exact, p50 and p99 within 0.1 %.
/// Of the names that zerocord does not know, the first 1,000 are counted each by itself, others as `(other)`.
///
/// What is checked of a frame: it is an object whose `op` and `s` are whole numbers, null or absent and whose
/// `t` is a string, null or absent; what stands before them is followed by its brackets and quotes; and its
/// last byte is a closing brace. The payload (`d`) is not read. A frame that fails is bad: it is named, counted,
/// and left out of all other counts but the sums. With --strict, every byte of every frame is checked.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Print one JSON document
    ///
    /// An object with `files`, `frames`, `bytes`, `bad_frames`, and the arrays `opcodes` (`opcode`, `name`,
    /// `count`, `bytes`) and `events` (`name`, `count`, `bytes`, `share` from 0 to 1, `size` with `mean`, `p50`,
    /// `p99`, `max`, `min`), the most frequent event first.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord stats shard3.ndjson
  zerocord stats --json shard*.ndjson | jq '.events[] | select(.share > 0.01) | .name'
  zstdcat shard3.ndjson.zst | zerocord stats --strict -

A bad frame is named by file, line (counted from 1) and byte (counted from 0 at the frame's first):
  zerocord: shard3.ndjson: line 1042, byte 87: expected `,` or `}` after a value, found `x`
"
);

/// Counts what is in the inputs and prints it.
pub fn run(arguments: &Arguments) -> Exit {
    settle(count_and_print(arguments))
}

fn count_and_print(arguments: &Arguments) -> io::Result<Exit> {
    let pool = Pool::default();
    let mut unknown = UnknownTally::default();
    let strict = arguments.input.strict;
    let ended = arguments.input.read(
        false,
        || Lent::new(&pool),
        |lent, chunk, mapped| count_chunk(lent.tally.get_or_insert_default(), chunk, strict, mapped),
        |_, names: UnknownNames| {
            unknown.add(names);
            Ok(())
        },
    )?;
    let mut tally = Tally::default();
    for part in pool.into_inner().unwrap_or_else(PoisonError::into_inner) {
        tally.merge(&part);
    }
    let files = arguments.input.files.iter().map(|path| name_of(path)).collect();
    let report = Report::new(files, &tally, &unknown, ended.bad_frame_count);
    let mut stdout = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut stdout, &report)?;
        writeln!(stdout)?;
    } else {
        let look = Look { has_bars: stdout.is_terminal(), has_styles: stdout_has_styles() };
        stdout.write_all(table::render(&report, look).as_bytes())?;
    }
    stdout.flush()?;
    Ok(ended.exit)
}

fn count_chunk(tally: &mut Tally, chunk: &Chunk<'_>, strict: bool, mapped: &mut Mapped<UnknownNames>) {
    let mut frames = chunk.frames();
    while let Some(frame) = frames.next() {
        mapped.frame_count += 1;
        tally.all.add(frame.len());
        if let Err(error) = count_frame(tally, frame, strict, &mut mapped.value) {
            mapped.bad_frames.push(BadFrame { line: frames.line_number(), fault: error.into() });
        }
    }
    if chunk.is_too_long() {
        // Its bytes have been passed over.
        tally.all.add(0);
    }
}

#[inline]
fn count_frame(
    tally: &mut Tally,
    frame: &[u8],
    strict: bool,
    unknown: &mut UnknownNames,
) -> Result<(), Error> {
    if strict {
        zerocord::validate(frame)?;
    }
    let envelope = Envelope::peek(frame)?;
    let opcode = envelope.opcode()?;
    envelope.sequence()?;
    let name = envelope.event_name()?;
    check_end(envelope)?;
    match name.map(|name| (name, name.index())) {
        Some((_, Some(index))) => tally.events[index].add(frame.len()),
        Some((name, None)) => unknown.add(&name.text()?, frame.len()),
        None => {}
    }
    tally.add_opcode(opcode, frame.len());
    Ok(())
}

/// The counters of all threads that have ended. A thread takes one that is there and gives it back, so that
/// many small files do not make many counters.
type Pool = Mutex<Vec<Tally>>;

/// Counters on loan from a pool; `Some` until they are given back.
struct Lent<'p> {
    pool: &'p Pool,
    tally: Option<Tally>,
}

impl<'p> Lent<'p> {
    fn new(pool: &'p Pool) -> Lent<'p> {
        let tally = pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Lent { pool, tally }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let tally = self.tally.take();
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).extend(tally);
    }
}
