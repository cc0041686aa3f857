//! `zerocord redact`: drops or hashes private values.

mod edit;
mod key;
mod paths;
mod presets;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use zerocord::Decoder;
use zerocord_firehose::Chunk;

use crate::choice::{Choice, ChoiceArguments, Chooser, Progress};
use crate::exit::{Exit, refuse};
use crate::input::bad_frames::Fault;
use crate::input::enough::Enough;
use crate::input::{InputArguments, Mapped, new_decoder};
use crate::output::console::say;
use crate::output::{OutputArguments, PartialArguments, settle};
use crate::question::event_types::{EventTypes, PathTypes};
use crate::question::events::Events;
use crate::question::lossy::LossyArgument;
use crate::question::spelling::normalize;
use crate::question::unmatched::Searched;
use crate::question::window::Window;
use edit::Editor;
use key::RedactionKey;
use paths::{Action, Branch, PathTree};
pub use presets::Preset;
use presets::Presets;

/// Write all frames with some values dropped or hashed
///
/// One frame per line, in input order. Keys are dropped with their value and their comma; hashed values become
/// strings; all other bytes are unchanged. A path consists of keys of the payload (`d`), separated by dots, as in
/// `zerocord select`; in a list, it applies to every element. `*` is any key, and `**.email` the key `email` at any
/// depth. Repeated keys and keys spelled with escapes are found too. Other keys are not searched: an id inside a
/// string, or under a key that no path matches, stays.
///
/// --preset drops keys by their meaning, at any depth: in replies, forwarded messages, resolved data and audit log
/// changes. The names of guilds, channels, threads and roles stay, and so do all ids.
///
/// A hash is 32 hex digits of keyed BLAKE3. Equal values have equal hashes with the same key, whatever their path,
/// and an id as a string has the same hash as a number, so frames can still be joined. Null stays null. With the key,
/// ids can be found by trying; without it they cannot.
///
/// With options that choose frames, the others are not written.
///
/// Every byte of every frame is checked first. A bad frame is reported and not written; so is a line that is not a
/// frame, or has several. A path that is not in any frame is reported, with exit code 1.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP, mut_arg("strict", |argument| argument.hide(true)))]
pub struct Arguments {
    /// A path to drop; may be given several times, or several separated by commas
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    drop: Vec<String>,

    /// A path whose values are hashed; may be given likewise
    #[arg(long, value_name = "PATH", value_delimiter = ',', requires = "key_file")]
    hash: Vec<String>,

    /// Drop keys with this meaning, at any depth; may be given several times, or several separated by commas
    #[arg(long, value_name = "PRESET", value_delimiter = ',')]
    preset: Vec<Preset>,

    /// A file with the key of the hashes: 32 bytes, or 64 hex digits
    #[arg(short, long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    #[command(flatten)]
    choice: ChoiceArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "some frames were bad and not written, or a path was not in any frame: see standard error",);

const LONG_HELP: &str = crate::exit::help!(
    @one "some frames were bad and not written, or a path was not in any frame: see standard error",
    "\
Examples:
  head -c 32 /dev/urandom > key
  zerocord redact --preset secrets,text,people -o public.ndjson.zst shard3.ndjson
  zerocord redact --preset people --hash '**.user_id,**.author.id,**.user.id' -k key shard3.ndjson
  zerocord redact --drop '**.email' --drop 'mentions[0].username' shard3.ndjson
"
);

/// Writes the frames.
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.drop.is_empty() && arguments.hash.is_empty() && arguments.preset.is_empty() {
        refuse("redact", "nothing to redact: name a path with --drop or --hash, or a --preset");
    }
    let mut tree = PathTree::default();
    for (option, written, action) in arguments.paths() {
        tree.add(written, action).unwrap_or_else(|fault| refuse("redact", fault.within(option)));
    }
    if let (Some(key), Some(output)) = (&arguments.key_file, arguments.output.file())
        && same_file::is_same_file(key, output).unwrap_or(false)
    {
        refuse("redact", "--output is the key file, which would be lost; name another file");
    }
    let key = match arguments.key_file.as_deref().map(RedactionKey::read).transpose() {
        Ok(key) => key.unwrap_or_default(),
        Err(error) => {
            say(error);
            return Exit::InputOutput;
        }
    };
    let InputArguments { framing, strict, .. } = &arguments.input;
    let choice = arguments.choice.choice(framing, *strict).unwrap_or_else(|fault| refuse("redact", fault));
    let window = arguments.choice.window().unwrap_or_else(|error| refuse("redact", error));
    let editor = Editor::new(tree, Presets::new(&arguments.preset), key);
    settle(arguments.write_frames(&editor, &choice, window.as_ref()))
}

impl Arguments {
    /// The paths and their options.
    fn paths(&self) -> impl Iterator<Item = (&'static str, &String, Action)> {
        let dropped = self.drop.iter().map(|path| ("--drop", path, Action::Drop));
        dropped.chain(self.hash.iter().map(|path| ("--hash", path, Action::Hash)))
    }

    /// Reports the paths that were not in any frame. Returns the exit code.
    fn report_unmatched(&self, tree: &PathTree, searched: Searched) -> Exit {
        let types = EventTypes::new(&Events::new(&[]));
        let mut exit = Exit::Done;
        for (option, written, _) in self.paths() {
            if !tree.branch(written).is_some_and(Branch::is_found) {
                let doubt = match normalize(written).map(|path| types.of_path(&path)) {
                    Ok(PathTypes::Unknown(doubt) | PathTypes::Impossible(doubt)) => format!(": {doubt}"),
                    _ if searched == Searched::UpToLimit => continue,
                    _ => String::new(),
                };
                say(format_args!("{option}: `{}` is not in any frame{doubt} (exit code 1)", written.trim()));
                exit = Exit::BadFrames;
            }
        }
        exit
    }

    fn write_frames(&self, editor: &Editor, choice: &Choice, window: Option<&Window>) -> io::Result<Exit> {
        let mut output = self.output.open("redact", Some(&self.input))?;
        let is_live = self.input.has_stream();
        let progress = Progress::new(self.choice.limit);
        let ended = self.input.read_in_order(
            progress.order(choice, window),
            output.is_terminal(),
            || (Chooser::if_needed(choice, window, &progress, self.lossy), new_decoder()),
            |(chooser, decoder), chunk, mapped| {
                self.redact_chunk(editor, chooser.as_mut(), decoder, chunk, mapped);
            },
            |_, redacted: Redacted| {
                output.write_all(&redacted.lines)?;
                match redacted.end {
                    Some(end) => Err(end.into()),
                    None if is_live => output.flush(),
                    None => Ok(()),
                }
            },
        )?;
        output.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        let unmatched = self.report_unmatched(editor.tree(), progress.searched());
        Ok(ended.exit.max(unmatched).max(progress.report(choice, window)))
    }

    fn redact_chunk(
        &self,
        editor: &Editor,
        mut chooser: Option<&mut Chooser<'_>>,
        decoder: &mut Decoder,
        chunk: &Chunk<'_>,
        mapped: &mut Mapped<Redacted>,
    ) {
        mapped.each_piece(chunk, self.input.strict, |Redacted { lines, .. }, located| {
            if let Some(chooser) = &mut chooser
                && located.check().is_ok()
                && !chooser.is_chosen(located, decoder.arena())?
            {
                return Ok(());
            }
            let len = lines.len();
            let redacted = self.lossy.read(located.frame, |frame| {
                lines.truncate(len);
                if located.is_torn { Err(Fault::Torn) } else { editor.push_redacted(frame, lines) }
            });
            match redacted {
                Ok(()) => lines.push(b'\n'),
                Err(_) => lines.truncate(len),
            }
            redacted
        });
        mapped.value.end = chooser.and_then(|chooser| chooser.end.take());
    }
}

/// The output for a chunk.
#[derive(Debug, Default)]
struct Redacted {
    lines: Vec<u8>,
    /// The position of the last chosen frame.
    end: Option<Enough>,
}

/// Redacts frames by presets alone.
#[cfg(feature = "live")]
pub struct PresetEditor(Editor);

#[cfg(feature = "live")]
impl PresetEditor {
    pub fn new(presets: &[Preset]) -> PresetEditor {
        PresetEditor(Editor::new(PathTree::default(), Presets::new(presets), RedactionKey::default()))
    }

    /// Appends the redacted frame.
    ///
    /// # Errors
    /// The frame is malformed, or would not be redacted as a whole.
    pub fn push_redacted(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
        self.0.push_redacted(frame, out)
    }
}
