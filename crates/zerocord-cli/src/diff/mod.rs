//! `zerocord diff`: compares two recordings.

mod changes;
mod field_tree;
mod shape;

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use zerocord::{Decoder, Envelope, Error};

use crate::exit::{Exit, refuse};
use crate::input::bad_frames::check_end;
use crate::input::lines::LocatedFrame;
use crate::input::{Ended, InputArguments, new_decoder};
use crate::output::console::say;
use crate::output::shown::shown;
use crate::output::text_table::{grouped, plural, push_table, stdout_has_styles, table};
use crate::output::{Stdout, settle};
use crate::question::frame_clock::FrameClock;
use crate::question::wrapper_clock::TimeAtArgument;
use changes::{ChangeKind, Changes, Difference, Limits};
use shape::{ChunkShape, Shape, ShapeCounter};

/// Compare two recordings: events, fields, types and rates that changed
///
/// Reports events, fields and types of fields that only one of the recordings has; events whose share of all frames,
/// or whose rate, differs by --factor; and fields whose share of the frames of their event differs by --factor. A
/// field is a path into the payload: `[]` is any element of a list, `*` any key of digits. Up to 20,000 fields per
/// event and 32 levels are compared.
///
/// Rates need the times of both recordings: from the first to the last MESSAGE_CREATE, TYPING_START,
/// INTERACTION_CREATE or GUILD_AUDIT_LOG_ENTRY_CREATE, or those of the recorder with --time-at. Every byte of every
/// frame is checked.
#[derive(Debug, Args)]
#[command(override_usage = "zerocord diff [OPTIONS] <BEFORE> <AFTER>", after_help = HELP, after_long_help = LONG_HELP, mut_arg("follow", |argument| argument.hide(true)), mut_arg("rejects", |argument| argument.hide(true)))]
pub struct Arguments {
    /// Report shares and rates that changed by this factor or more
    #[arg(long, value_name = "NUMBER", default_value_t = 2.0)]
    factor: f64,

    /// Leave out changes of fewer frames than this
    ///
    /// The number of frames with the field, or the expected number at the share of the other recording, must reach
    /// this. So rare values are not reported as lost only because a recording is short.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    min: u32,

    #[command(flatten)]
    time_at: TimeAtArgument,

    /// Print one JSON document
    ///
    /// An object with `before` and `after` (`files`, `frames`, `bad_frames`, `seconds`), `small` (differences left out by
    /// --min) and `changes`: `kind` (`new_event`, `lost_event`, `event_share`, `event_rate`, `new_field`, `lost_field`,
    /// `field_share`, `new_type`, `lost_type`), `event` (null for the rate of all), `path`, `type`, and `before` and `after`:
    /// frames per second for rates; shares of all frames for events, of the event's frames for fields, and of the frames
    /// with the field for types, from 0 to 1.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str =
    crate::exit::help!(@one "something changed, or some frames were bad and are reported on standard error",);

const LONG_HELP: &str = crate::exit::help!(
    @one "something changed, or some frames were bad and are reported on standard error",
    "\
Examples:
  zerocord diff last-week.ndjson.zst today.ndjson.zst
  zerocord diff --factor 1.2 --min 1000 'week1/*.zst' week2/
"
);

/// Prints the differences.
pub fn run(arguments: &Arguments) -> Exit {
    let [before, after] = arguments.input.files.as_slice() else {
        refuse("diff", "name two recordings: files, folders, or patterns in quotes");
    };
    if arguments.input.follow {
        refuse("diff", "diff needs complete files and cannot be used with --follow");
    }
    if arguments.input.rejects.is_some() {
        refuse("diff", "diff does not support --rejects; `zerocord validate --rejects` writes bad frames");
    }
    if !arguments.factor.is_finite() || arguments.factor <= 1.0 {
        refuse("diff", "--factor must be more than 1");
    }
    settle(arguments.compare(before, after))
}

/// One of the recordings.
struct Side {
    shape: Shape,
    ended: Ended,
    clock: FrameClock,
}

impl Arguments {
    fn compare(&self, before: &Path, after: &Path) -> io::Result<Exit> {
        let (before, after) = (self.read(before)?, self.read(after)?);
        let limits = Limits { factor: self.factor, min: f64::from(self.min) };
        let changes = Changes::new(&before.shape, &after.shape, limits);
        let mut stdout = if self.json { Stdout::for_data() } else { Stdout::for_text() }?;
        match self.json {
            true => {
                let report = serde_json::json!({
                    "before": before.summary(),
                    "after": after.summary(),
                    "small": changes.small_count,
                    "changes": changes.found,
                });
                serde_json::to_writer_pretty(&mut stdout, &report)?;
                writeln!(stdout)?;
            }
            false => stdout.write_all(self.render(&changes, &before, &after).as_bytes())?,
        }
        stdout.flush()?;
        let has_answer = before.report().max(after.report());
        let exit = before.ended.exit.max(after.ended.exit).max(has_answer);
        Ok(if changes.found.is_empty() { exit } else { exit.max(Exit::BadFrames) })
    }

    fn read(&self, argument: &Path) -> io::Result<Side> {
        let input = self.input.of_files(vec![argument.to_owned()]);
        let clock = FrameClock::new(&self.time_at).unwrap_or_else(|error| refuse("diff", error));
        let mut shape = Shape::default();
        let ended = input.read(
            false,
            || (new_decoder(), ShapeCounter::default()),
            |(decoder, counter), chunk, mapped| {
                mapped.each_frame(chunk, input.strict, |found: &mut ChunkShape, located| {
                    count_frame(located, &clock, decoder, counter, found)
                });
                mapped.value.events = counter.take();
            },
            |_, found| {
                shape.add(found);
                Ok(())
            },
        )?;
        Ok(Side { shape, ended, clock })
    }

    fn render(&self, changes: &Changes, before: &Side, after: &Side) -> String {
        let mut text = String::new();
        if !changes.found.is_empty() {
            let headings = ["change", "event", "field", "type", "before", "after"];
            let mut table = table(stdout_has_styles(), &headings, 4..);
            for change in &changes.found {
                table.add_row(row(change));
            }
            push_table(&mut text, &table);
        }
        text.push_str(&format!(
            "{} from {} to {}",
            plural(changes.found.len() as u64, "change"),
            plural(before.ended.frame_count, "frame"),
            plural(after.ended.frame_count, "frame"),
        ));
        if changes.small_count > 0 {
            let count = grouped(changes.small_count);
            text.push_str(&format!("; {count} of fewer than {} frames left out (--min)", self.min));
        }
        text.push('\n');
        text
    }
}

impl Side {
    fn summary(&self) -> serde_json::Value {
        serde_json::json!({
            "files": self.ended.files,
            "frames": self.ended.frame_count,
            "bad_frames": self.ended.bad_frame_count,
            "seconds": self.shape.seconds(),
        })
    }

    /// Reports what could not be compared; returns the exit code.
    fn report(&self) -> Exit {
        for (event, shape) in &self.shape.events {
            if shape.is_full {
                say(format_args!("{}: some fields are not compared: there are too many", shown(event)));
            }
        }
        if self.shape.frames == 0 && self.ended.exit < Exit::InputOutput {
            let files = self.ended.files.iter().map(|file| shown(file).into_owned());
            let files: Vec<_> = files.take(3).collect();
            say(format_args!("{}: no event to compare (exit code 1)", files.join(", ")));
            return Exit::BadFrames;
        }
        self.clock.report_not_found()
    }
}

/// Counts an event.
fn count_frame(
    LocatedFrame { frame, wrapper, .. }: LocatedFrame<'_>,
    clock: &FrameClock,
    decoder: &mut Decoder,
    counter: &mut ShapeCounter,
    found: &mut ChunkShape,
) -> Result<(), Error> {
    zerocord::validate(frame)?;
    let envelope = Envelope::peek(frame)?;
    let name = envelope.event_name()?;
    check_end(envelope)?;
    if let Some(time) = clock.time(frame, wrapper, decoder.arena()) {
        found.times.add(time);
    }
    match name {
        Some(name) => counter.add(name, envelope.payload()),
        None => Ok(()),
    }
}

fn row(change: &Difference) -> [String; 6] {
    let amount = |amount: f64| match change.kind {
        ChangeKind::EventRate => format!("{amount:.2} per s"),
        _ => format!("{:.2} %", amount * 100.0),
    };
    [
        change.kind.words().to_owned(),
        change.event.as_deref().map_or("(all)".into(), shown).into_owned(),
        shown(change.path.as_deref().unwrap_or_default()).into_owned(),
        change.type_name.unwrap_or_default().to_owned(),
        amount(change.before),
        amount(change.after),
    ]
}
