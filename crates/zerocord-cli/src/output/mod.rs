//! Writes data to standard output, or to a file that appears once it is complete; compressed if its name says so.

mod arguments;
mod compressed;
pub mod console;
mod destination;
mod interrupt;
mod new_file;
pub mod shown;
mod standard;
mod target;
pub mod text_table;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use crate::exit::Exit;
use crate::output::console::say;
use crate::output::shown::{ForTerminal, shown_path};
use compressed::Compressed;
use destination::Destination;
use target::OutputTarget;

pub use arguments::{OutputArguments, PartialArguments, open_file};
pub use compressed::{Codec, Compression, Compressor};
pub use interrupt::{UnfinishedList, handle_interrupts};
pub use new_file::is_unfinished;
pub use standard::{check_stdin, check_stdout};

const BUFFER_LEN: usize = 64 << 10;

/// A buffered output. Its errors name the file.
pub struct Output {
    writer: Writer,
    name: String,
}

enum Writer {
    Plain(BufWriter<OutputTarget>),
    Compressed(Compressed<OutputTarget>),
    Terminal(ForTerminal<OutputTarget>),
}

impl Output {
    /// Opens standard output, or the file at `path`. A file whose name ends in `.zst` or `.gz` is compressed.
    ///
    /// # Errors
    /// Errors from opening.
    pub fn open(path: Option<&Path>) -> io::Result<Output> {
        let destination = path.map_or(Ok(Destination::Stdout), Destination::of);
        let name = match (&destination, path) {
            (Ok(Destination::Stdout), _) | (_, None) => "<stdout>".to_owned(),
            (_, Some(path)) => shown_path(path),
        };
        let target = destination.and_then(OutputTarget::open).map_err(|error| named(&name, error))?;
        let writer = match path.and_then(|path| Codec::of_suffix(path).ok().flatten()) {
            Some(codec) => Writer::Compressed(Compressed::new(codec, target)),
            None if target.is_terminal() => Writer::Terminal(ForTerminal::new(target)),
            None => Writer::Plain(BufWriter::with_capacity(BUFFER_LEN, target)),
        };
        Ok(Output { writer, name })
    }

    /// Whether the output is a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self.writer, Writer::Terminal(_))
    }

    /// Writes buffered data and moves a new file to its final path. If some input could not be read, the file is
    /// removed unless it is to be kept, and a message reports which.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn finish(self, is_whole: bool, partial: &PartialArguments) -> io::Result<()> {
        let is_kept = is_whole || partial.keep_partial;
        let finished = match self.writer {
            Writer::Plain(buffered) => buffered.into_inner().map_err(io::IntoInnerError::into_error),
            Writer::Compressed(compressed) => compressed.finish(),
            Writer::Terminal(terminal) => terminal.finish(),
        };
        let is_file = matches!(finished, Ok(OutputTarget::New(_)));
        let finished = finished.and_then(|target| target.finish(is_kept));
        finished.map_err(|error| named(&self.name, error))?;
        if is_file && !is_whole {
            say(match is_kept {
                true => format!("{}: holds only what could be read (--keep-partial)", self.name),
                false => format!(
                    "{}: not written, since not all input could be read; --keep-partial writes what could be",
                    self.name
                ),
            });
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.writer {
            Writer::Plain(buffered) => buffered.write(bytes),
            Writer::Compressed(compressed) => compressed.write(bytes),
            Writer::Terminal(terminal) => terminal.write(bytes),
        };
        written.map_err(|error| named(&self.name, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.writer {
            Writer::Plain(buffered) => buffered.flush(),
            // Readers cannot use a part of it, and small parts compress badly.
            Writer::Compressed(_) => Ok(()),
            Writer::Terminal(terminal) => terminal.flush(),
        };
        flushed.map_err(|error| named(&self.name, error))
    }
}

/// Prefixes the error with the name of the output.
fn named(name: &str, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{name}: {error}"))
}

/// Standard output. Its errors name it.
pub enum Stdout {
    Plain(io::StdoutLock<'static>),
    Terminal(ForTerminal<io::StdoutLock<'static>>),
}

impl Stdout {
    /// For text with styles, whose payloads and names were escaped by [`shown`](crate::output::shown) already.
    ///
    /// # Errors
    /// Standard output is closed.
    pub fn for_text() -> io::Result<Stdout> {
        standard::stdout().map(Stdout::Plain).map_err(|error| named("<stdout>", error))
    }

    /// For data, written byte for byte unless it goes to a terminal.
    ///
    /// # Errors
    /// Standard output is closed.
    pub fn for_data() -> io::Result<Stdout> {
        let stdout = standard::stdout().map_err(|error| named("<stdout>", error))?;
        Ok(match io::IsTerminal::is_terminal(&stdout) {
            true => Stdout::Terminal(ForTerminal::new(stdout)),
            false => Stdout::Plain(stdout),
        })
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self {
            Stdout::Plain(stdout) => stdout.write(bytes),
            Stdout::Terminal(terminal) => terminal.write(bytes),
        };
        written.map_err(|error| named("<stdout>", error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match self {
            Stdout::Plain(stdout) => stdout.flush(),
            Stdout::Terminal(terminal) => terminal.flush(),
        };
        flushed.map_err(|error| named("<stdout>", error))
    }
}

/// Checks that an output of this name can be written.
///
/// # Errors
/// The suffix is that of an unsupported compression. The message says what to do instead.
pub fn check_suffix(path: &Path) -> Result<(), String> {
    Codec::of_suffix(path).map(drop)
}

/// The suffix of a path without `.zst` or `.gz`, in lower case: it selects a format.
pub fn suffix_of_format(path: &Path) -> Option<String> {
    let path = if is_compressed(path) { Path::new(path.file_stem()?) } else { path };
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Whether the suffix of a path selects a compression.
pub fn is_compressed(path: &Path) -> bool {
    matches!(Codec::of_suffix(path), Ok(Some(_)))
}

/// The exit code of a command that may have failed to write. A closed reader counts as success.
pub fn settle(outcome: io::Result<Exit>) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            say(error);
            Exit::InputOutput
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_precedes_the_compression() {
        for (path, want) in [
            ("a.csv", Some("csv")),
            ("a.CSV.ZST", Some("csv")),
            ("b/a.ndjson.gz", Some("ndjson")),
            ("a.zst", None),
            ("csv", None),
        ] {
            assert_eq!(suffix_of_format(Path::new(path)).as_deref(), want, "{path}");
        }
    }
}
