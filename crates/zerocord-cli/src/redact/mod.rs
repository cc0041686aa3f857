//! `zerocord redact`: frames without what nobody should see.

mod edit;
mod key;
mod paths;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use zerocord_firehose::Chunk;

use crate::console::say;
use crate::exit::{Exit, refuse};
use crate::input::{InputArguments, Mapped};
use crate::output::{Output, settle};
use edit::Editor;
use key::Key;
use paths::{Action, PathTree};

/// Write all frames with some values dropped or hashed
///
/// One frame a line, in the order of the input. Dropped keys go with their value and their comma; hashed values become
/// strings; all other bytes stay as they are. A path is keys of the payload (`d`) with dots between them, as in `zerocord
/// select`; where a list stands on the way or at the end, it means every element. Every occurrence of a key is meant,
/// repeated ones and those that are spelled with escapes too. Other keys are not looked into: an id in a text, or under
/// a key that no path names, stays.
///
/// A hash is 32 hex digits of BLAKE3, keyed. Equal values have equal hashes under one key, whatever their path, and an id
/// the same as a text and as a number, so that frames can still be joined. Null stays null. Whoever has the key can find
/// an id by trying; without it nobody can.
///
/// Every byte of every frame is checked first. A frame that fails is bad: it is named, and not written.
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = LONG_HELP, mut_arg("strict", |argument| argument.hide(true)))]
pub struct Arguments {
    /// A path to drop; may be given several times, or several with commas between them
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    drop: Vec<String>,

    /// A path whose values are hashed; likewise
    #[arg(long, value_name = "PATH", value_delimiter = ',', requires = "key_file")]
    hash: Vec<String>,

    /// A file with the key of the hashes: 32 bytes, or 64 hex digits
    #[arg(short, long, value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// Write to a file, which appears, or is replaced, once it is whole
    ///
    /// A file whose name ends in .zst or .gz is compressed, in blocks of some MB that can be read in parallel.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    #[command(flatten)]
    input: InputArguments,
}

const HELP: &str =
    crate::exit::help!(@one "some frames were bad: they are named on the standard error and not written",);

const LONG_HELP: &str = crate::exit::help!(
    @one "some frames were bad: they are named on the standard error and not written",
    "\
Examples:
  head -c 32 /dev/urandom > key
  zerocord redact --drop content,embeds,attachments --hash author.id,user_id -k key -o public.ndjson.zst shard3.ndjson
  zerocord redact --drop mentions.username --drop author.username shard3.ndjson
"
);

/// Writes the frames.
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.drop.is_empty() && arguments.hash.is_empty() {
        refuse("redact", "nothing to redact: name a path with --drop or --hash");
    }
    let mut tree = PathTree::default();
    for (option, paths, action) in
        [("--drop", &arguments.drop, Action::Drop), ("--hash", &arguments.hash, Action::Hash)]
    {
        for path in paths {
            tree.add(path, action).unwrap_or_else(|fault| refuse("redact", fault.within(option)));
        }
    }
    let key = match arguments.key_file.as_deref().map(Key::read).transpose() {
        Ok(key) => key.unwrap_or_default(),
        Err(error) => {
            say(error);
            return Exit::InputOutput;
        }
    };
    settle(arguments.write_frames(&Editor::new(tree, key)))
}

impl Arguments {
    fn write_frames(&self, editor: &Editor) -> io::Result<Exit> {
        let mut output = Output::open(self.output.as_deref())?;
        let is_live = self.input.has_stream();
        let ended = self.input.read(
            self.output.is_none() && io::stdout().is_terminal(),
            || (),
            |(), chunk, mapped| redact_chunk(editor, chunk, self.input.strict, mapped),
            |_, lines: Vec<u8>| {
                output.write_all(&lines)?;
                if is_live { output.flush() } else { Ok(()) }
            },
        )?;
        output.finish(ended.exit < Exit::InputOutput)?;
        Ok(ended.exit)
    }
}

fn redact_chunk(editor: &Editor, chunk: &Chunk<'_>, strict: bool, mapped: &mut Mapped<Vec<u8>>) {
    mapped.each_frame(chunk, strict, |lines, taken| {
        let len = lines.len();
        let redacted = editor.push_redacted(taken.frame, lines);
        match redacted {
            Ok(()) => lines.push(b'\n'),
            Err(_) => lines.truncate(len),
        }
        redacted
    });
}
