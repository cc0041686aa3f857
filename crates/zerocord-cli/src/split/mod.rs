//! `zerocord split`: writes each frame to a file named by its contents.

mod files;
mod template;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use clap::Args;
use foldhash::fast::RandomState;
use zerocord::{Decoder, Envelope, Error};
use zerocord_firehose::Chunk;

use crate::choice::{Choice, ChoiceArguments, Chooser, Progress};
use crate::exit::{Exit, refuse};
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::{InputArguments, Mapped, new_decoder};
use crate::output::console::say;
use crate::output::settle;
use crate::output::text_table::plural;
use crate::question::frame_clock::FrameClock;
use crate::question::lossy::LossyArgument;
use crate::question::time::Nanos;
use crate::question::window::Window;
use files::Files;
use template::{PathTime, Template, TemplateKey};

/// Write the frames of recordings to files by event, guild, shard or day
///
/// Each frame goes, byte for byte and in input order, to a file named by its contents: see Names of files. A file whose
/// name ends in .zst or .gz is compressed, in frames or members that can be read in parallel.
///
/// Files are written piece by piece, one at a time, so any number of files is possible; up to 256 MB of frames are
/// buffered. A file that already exists is an error, and nothing is written to it.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Name the files by these: `--by event,day -o DIR` writes DIR/MESSAGE_CREATE/2026-01-31.ndjson.zst
    ///
    /// It is short for `-o DIR/{event}/{day}.ndjson.zst`.
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    by: Vec<TemplateKey>,

    /// The names of the files: 'DIR/{event}/{day}.ndjson.zst'; with --by, the folder
    ///
    /// See Names of files in --help.
    #[arg(short, long, value_name = "TEMPLATE")]
    output: PathBuf,

    #[command(flatten)]
    choice: ChoiceArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    #[command(flatten)]
    pub input: InputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    @and concat!(
        "\
Names of files:
  {event}                     the event name, such as MESSAGE_CREATE
  {guild}, {channel}, {user}  the id that the frame is about, as for --guild
  {shard}                     the shard; needs --shards or --shard-at
  {day}, {hour}               the time in UTC: 2026-01-31, 2026-01-31T12
  {file}                      the name of the input, without its folders and its suffixes
  What a frame does not have is `none`. Characters other than letters, digits, - and _ become _.

",
        crate::question::condition::help!()
    ),
    "\
Examples:
  zerocord split -o 'by-event/{event}.ndjson.zst' shard3.ndjson.zst
  zerocord split --by event,day -o parts shard*.ndjson.zst
  zerocord split -e 'MESSAGE_*' -o 'guilds/{guild}/{day}.ndjson.gz' shard*.ndjson.zst
  zerocord split --shards 16 -o 'shards/{shard}.ndjson.zst' all.ndjson.zst
"
);

/// Writes the files.
pub fn run(arguments: &Arguments) -> Exit {
    let names = arguments.choice.names(&arguments.input.framing);
    let template = Template::new(&arguments.output, &arguments.by, &names)
        .unwrap_or_else(|error| refuse("split", error));
    let InputArguments { framing, strict, .. } = &arguments.input;
    let choice = arguments.choice.choice(framing, *strict).unwrap_or_else(|fault| refuse("split", fault));
    if !template.has_time() {
        arguments.choice.window.check_clock().unwrap_or_else(|error| refuse("split", error));
    }
    let window = arguments.choice.window.window().unwrap_or_else(|error| refuse("split", error));
    let clock =
        FrameClock::new(&arguments.choice.window.time_at).unwrap_or_else(|error| refuse("split", error));
    settle(arguments.write_files(&template, &choice, window.as_ref(), &clock))
}

/// The frames of a chunk, by file.
#[derive(Debug, Default)]
struct Pieces {
    /// The lines of each file. The paths of frames before the first time of the chunk lack the time.
    lines: HashMap<String, Vec<u8>, RandomState>,
    frame_count: u64,
    last_time: Option<Nanos>,
    /// The position of the last chosen frame.
    end: Option<Enough>,
}

/// The state of a thread.
struct Splitter<'s> {
    template: &'s Template,
    clock: &'s FrameClock,
    chooser: Chooser<'s>,
    decoder: Decoder,
    now: PathTime,
    path: String,
}

impl Arguments {
    fn write_files(
        &self,
        template: &Template,
        choice: &Choice,
        window: Option<&Window>,
        clock: &FrameClock,
    ) -> io::Result<Exit> {
        let progress = Progress::new(self.choice.limit);
        let mut files = Files::new(template.codec());
        let mut frame_count = 0;
        let mut now = PathTime::None;
        let ended = self.input.read_in_order(
            progress.order(choice, window),
            false,
            || Splitter {
                template,
                clock,
                chooser: Chooser::new(choice, window, &progress, self.lossy),
                decoder: new_decoder(),
                now: PathTime::Later,
                path: String::new(),
            },
            |splitter, chunk, mapped| splitter.split(chunk, self.input.strict, mapped),
            |source, pieces: Pieces| {
                if source.line_before == 0 {
                    now = PathTime::None;
                }
                frame_count += pieces.frame_count;
                let (untimed, timed): (Vec<_>, Vec<_>) =
                    pieces.lines.into_iter().partition(|(path, _)| Template::lacks_time(path));
                for (path, lines) in untimed {
                    files.add(Template::with_time(&path, now), lines)?;
                }
                timed.into_iter().try_for_each(|(path, lines)| files.add(path, lines))?;
                now = pieces.last_time.map_or(now, PathTime::Known);
                pieces.end.map_or(Ok(()), |end| Err(end.into()))
            },
        )?;
        let file_count = files.finish()?;
        say(format_args!("{} in {}", plural(frame_count, "frame"), plural(file_count, "file")));
        let not_found = if template.has_time() { clock.report_not_found() } else { Exit::Done };
        let no_shard = template.report_unmatched(&choice.types, progress.searched());
        Ok(ended.exit.max(progress.report(choice, window)).max(not_found).max(no_shard))
    }
}

impl Splitter<'_> {
    fn split(&mut self, chunk: &Chunk<'_>, strict: bool, mapped: &mut Mapped<Pieces>) {
        // The last time before the chunk is known once the chunks are in order.
        self.now = PathTime::Later;
        mapped.each_frame(chunk, strict, |pieces, located| self.split_frame(located, pieces));
        if let PathTime::Known(now) = self.now {
            mapped.value.last_time = Some(now);
        }
        mapped.value.end = self.chooser.end.take();
    }

    fn split_frame(&mut self, located: LocatedFrame<'_>, pieces: &mut Pieces) -> Result<(), Error> {
        let Splitter { template, clock, chooser, decoder, now, path } = self;
        if template.has_time() {
            *now = clock.time(located.frame, located.wrapper, decoder.arena()).map_or(*now, PathTime::Known);
        }
        if !chooser.is_chosen(located, decoder.arena())? {
            return Ok(());
        }
        let envelope = Envelope::peek(located.frame)?;
        template.write_path(path, envelope, located, *now, decoder.arena())?;
        let lines = match pieces.lines.get_mut(path) {
            Some(lines) => lines,
            None => pieces.lines.entry(path.clone()).or_default(),
        };
        lines.reserve(located.frame.len() + 1);
        lines.extend_from_slice(located.frame);
        lines.push(b'\n');
        pieces.frame_count += 1;
        Ok(())
    }
}
