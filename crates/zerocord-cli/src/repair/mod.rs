//! `zerocord repair`: writes the good frames of a damaged recording.

mod segments;

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use zerocord_firehose::Chunk;

use crate::exit::{Exit, refuse};
use crate::input::bad_frames::Fault;
use crate::input::framing::{Advice, is_like_a_frame};
use crate::input::lines::LocatedFrame;
use crate::input::{InputArguments, Mapped};
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::text_table::plural;
use crate::output::{Output, OutputArguments, PartialArguments, settle};
use segments::Segments;

/// Write the good frames of damaged recordings, one frame per line
///
/// Lines with several frames are split, torn frames are left out, and wrapped frames are unwrapped (--frame-at,
/// --frame-in, --skip-prefix, --multiline). Every byte of every frame is checked. For damaged zstd and gzip files,
/// all data before the damage is kept, and all data from the next zstd frame or gzip member on; the files that
/// zerocord, pzstd and bgzip write consist of many. Damage may be found later than it begins, or only by the checksum at the
/// end of a zstd frame or gzip member: frames before it may be changed, although they are valid JSON.
///
/// A summary goes to standard error, and the rejected parts to the file of --rejects.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP, mut_arg("strict", |argument| argument.hide(true)), mut_arg("all_errors", |argument| argument.hide(true)), mut_arg("follow", |argument| argument.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "something was left out, as the summary says",);

const LONG_HELP: &str = crate::exit::help!(
    @one "something was left out, as the summary says",
    "\
Examples:
  zerocord repair shard3.ndjson.zst -o fixed.ndjson.zst --rejects bad.ndjson
  zerocord repair --frame-at data 'logs/*.json' -o frames.ndjson.zst
"
);

/// Writes the good frames.
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.input.has_pipe() {
        refuse("repair", "repair seeks in damaged files: give files, not pipes");
    }
    if arguments.input.follow {
        refuse("repair", "repair needs complete files and cannot be used with --follow");
    }
    settle(arguments.repair())
}

/// The counts for the summary.
#[derive(Debug, Default)]
struct Summary {
    frames: u64,
    split: u64,
    torn: u64,
    bad: u64,
    too_long: u64,
    damages: u64,
    bytes_skipped: u64,
}

impl Arguments {
    fn repair(&self) -> io::Result<Exit> {
        let mut output = self.output.open("repair", Some(&self.input))?;
        let mut rejects = self.input.open_rejects()?;
        let mut summary = Summary::default();
        let mut exit = Exit::Done;
        for path in self.input.paths() {
            let repaired =
                path.and_then(|path| self.repair_file(&path, &mut output, rejects.as_mut(), &mut summary));
            match repaired {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(error),
                Err(error) => {
                    say(error);
                    exit = Exit::InputOutput;
                }
            }
        }
        output.finish(exit < Exit::InputOutput, &self.partial)?;
        if let Some(rejects) = rejects {
            rejects.finish(true, &self.partial)?;
        }
        summary.report();
        Ok(if summary.has_losses() { exit.max(Exit::BadFrames) } else { exit })
    }

    fn repair_file(
        &self,
        path: &Path,
        output: &mut Output,
        mut rejects: Option<&mut Output>,
        summary: &mut Summary,
    ) -> io::Result<()> {
        let options = self.input.options();
        let mut segments = Segments::open(path)?;
        while let Some(recording) = segments.next_segment()? {
            let read = self.input.framing.in_lines(recording, &options).each_chunk(&options, |delivery| {
                let mut mapped = self.input.mapped(delivery.line_before);
                repair_chunk(delivery.value, &mut mapped);
                summary.add(&mapped, delivery.value.is_too_long());
                if let Some(hint) = mapped.hint.as_ref().filter(|_| delivery.line_before == 0) {
                    say(format_args!("{}: {}", shown_path(path), Advice(hint)));
                }
                output.write_all(&mapped.value)?;
                match rejects.as_mut() {
                    Some(rejects) => rejects.write_all(&mapped.rejects.unwrap_or_default()),
                    None => Ok(()),
                }
            });
            if let Err(error) = read {
                let damage = segments.skip(error)?;
                say(format_args!("{}: {damage}", shown_path(path)));
                summary.damages += 1;
            }
        }
        summary.bytes_skipped += segments.skipped();
        Ok(())
    }
}

/// Collects the good frames of a chunk.
fn repair_chunk(chunk: &Chunk<'_>, mapped: &mut Mapped<Vec<u8>>) {
    mapped.each_piece(chunk, false, |lines, LocatedFrame { frame, is_torn, .. }| {
        if is_torn {
            return Err(Fault::Torn);
        }
        zerocord::validate(frame)?;
        if !is_like_a_frame(frame) {
            return Err(Fault::NoFrame);
        }
        lines.extend_from_slice(frame);
        lines.push(b'\n');
        Ok(())
    });
}

impl Summary {
    fn add(&mut self, mapped: &Mapped<Vec<u8>>, is_too_long: bool) {
        let mut bad = 0;
        for frame in &mapped.bad_frames {
            match frame.fault {
                Fault::NotFirst => self.split += 1,
                Fault::Torn => self.torn += 1,
                _ => self.bad += 1,
            }
            bad += u64::from(frame.fault != Fault::NotFirst);
        }
        self.frames += mapped.frame_count - bad;
        self.too_long += u64::from(is_too_long);
    }

    fn has_losses(&self) -> bool {
        self.torn + self.bad + self.too_long + self.damages > 0
    }

    fn report(&self) {
        let parts = [
            (self.split, format!("{} split from the line of another", plural(self.split, "frame"))),
            (self.torn, format!("{} left out: the end is missing", plural(self.torn, "frame"))),
            (self.bad, format!("{} left out: not a whole frame", plural(self.bad, "line"))),
            (
                self.too_long,
                format!("{} left out: longer than --frame-len-max", plural(self.too_long, "line")),
            ),
            (
                self.damages,
                format!(
                    "{} of compressed data: {} skipped; frames before it may be changed",
                    plural(self.damages, "damage"),
                    plural(self.bytes_skipped, "compressed byte"),
                ),
            ),
        ];
        say(format_args!("{} written", plural(self.frames, "frame")));
        for (_, part) in parts.iter().filter(|(count, _)| *count > 0) {
            say(part);
        }
    }
}
