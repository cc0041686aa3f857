//! `zerocord redact`: frames without what nobody should see.

mod edit;
mod key;
mod paths;
mod presets;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use zerocord_firehose::Chunk;

use crate::bad_frames::Fault;
use crate::console::say;
use crate::events::Events;
use crate::exit::{Exit, refuse};
use crate::input::{InputArguments, Mapped};
use crate::output::{OutputArguments, PartialArguments, settle};
use crate::question::event_types::{EventTypes, PathTypes};
use crate::question::lossy::LossyArgument;
use crate::question::spelling::normalize;
use edit::Editor;
use key::Key;
use paths::{Action, Branch, PathTree};
use presets::{Preset, Presets};

/// Write all frames with some values dropped or hashed
///
/// One frame a line, in the order of the input. Dropped keys go with their value and their comma; hashed values become
/// strings; all other bytes stay as they are. A path is keys of the payload (`d`) with dots between them, as in `zerocord
/// select`; where it meets a list, it means every element. `*` is any key, and `**.email` the key `email` at any depth. Every
/// occurrence of a key is meant, repeated ones and those that are spelled with escapes too. Other keys are not looked into:
/// an id in a string, or under a key that no path names, stays.
///
/// --preset drops keys by what they mean, at any depth: in replies, forwarded messages, resolved data and audit log changes.
/// The names of guilds, channels, threads and roles stay, and so do all ids.
///
/// A hash is 32 hex digits of BLAKE3, keyed. Equal values have equal hashes under one key, whatever their path, and an id
/// the same as a text and as a number, so that frames can still be joined. Null stays null. Whoever has the key can find
/// an id by trying; without it nobody can.
///
/// Every byte of every frame is checked first. A frame that fails is bad: it is named, and not written. So is a line that is
/// no frame, or that holds more than a frame. A path that is not in any frame is reported, with exit code 1.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP, mut_arg("strict", |argument| argument.hide(true)))]
pub struct Arguments {
    /// A path to drop; may be given several times, or several with commas between them
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    drop: Vec<String>,

    /// A path whose values are hashed; likewise
    #[arg(long, value_name = "PATH", value_delimiter = ',', requires = "key_file")]
    hash: Vec<String>,

    /// Drop what these keys mean, at any depth; may be given several times, or several with commas between them
    #[arg(long, value_name = "PRESET", value_delimiter = ',')]
    preset: Vec<Preset>,

    /// A file with the key of the hashes: 32 bytes, or 64 hex digits
    #[arg(short, long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    lossy: LossyArgument,

    #[command(flatten)]
    pub input: InputArguments,
}

const HELP: &str = crate::exit::help!(@one "some frames were bad and not written, or a path was not in any frame: standard error names them",);

const LONG_HELP: &str = crate::exit::help!(
    @one "some frames were bad and not written, or a path was not in any frame: standard error names them",
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
        refuse("redact", "--output is the file of the key, which would be lost; name another file");
    }
    let key = match arguments.key_file.as_deref().map(Key::read).transpose() {
        Ok(key) => key.unwrap_or_default(),
        Err(error) => {
            say(error);
            return Exit::InputOutput;
        }
    };
    settle(arguments.write_frames(&Editor::new(tree, Presets::new(&arguments.preset), key)))
}

impl Arguments {
    /// The paths with the options that they were given with.
    fn paths(&self) -> impl Iterator<Item = (&'static str, &String, Action)> {
        let dropped = self.drop.iter().map(|path| ("--drop", path, Action::Drop));
        dropped.chain(self.hash.iter().map(|path| ("--hash", path, Action::Hash)))
    }

    /// Reports the paths that were not in any frame; gives the exit code.
    fn report_unmatched(&self, tree: &PathTree) -> Exit {
        let types = EventTypes::new(&Events::new(&[]));
        let mut exit = Exit::Done;
        for (option, written, _) in self.paths() {
            if !tree.branch(written).is_some_and(Branch::is_met) {
                let doubt = match normalize(written).map(|path| types.of_path(&path)) {
                    Ok(PathTypes::Unknown(doubt) | PathTypes::Impossible(doubt)) => format!(": {doubt}"),
                    _ => String::new(),
                };
                say(format_args!("{option}: `{}` is not in any frame{doubt} (exit code 1)", written.trim()));
                exit = Exit::BadFrames;
            }
        }
        exit
    }

    fn write_frames(&self, editor: &Editor) -> io::Result<Exit> {
        let mut output = self.output.open("redact", Some(&self.input))?;
        let is_live = self.input.has_stream();
        let ended = self.input.read(
            output.is_terminal(),
            || (),
            |(), chunk, mapped| self.redact_chunk(editor, chunk, mapped),
            |_, lines: Vec<u8>| {
                output.write_all(&lines)?;
                if is_live { output.flush() } else { Ok(()) }
            },
        )?;
        output.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        Ok(ended.exit.max(self.report_unmatched(editor.tree())))
    }

    fn redact_chunk(&self, editor: &Editor, chunk: &Chunk<'_>, mapped: &mut Mapped<Vec<u8>>) {
        mapped.each_piece(chunk, self.input.strict, |lines, taken| {
            let len = lines.len();
            let redacted = self.lossy.read(taken.frame, |frame| {
                lines.truncate(len);
                if taken.is_torn { Err(Fault::Torn) } else { editor.push_redacted(frame, lines) }
            });
            match redacted {
                Ok(()) => lines.push(b'\n'),
                Err(_) => lines.truncate(len),
            }
            redacted
        });
    }
}
