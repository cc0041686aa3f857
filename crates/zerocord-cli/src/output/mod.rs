//! Where data goes: the standard output, or a file that appears once it is whole; compressed where its name says so.

mod compressed;
mod target;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::console::say;
use crate::exit::Exit;
use compressed::{Codec, Compressed};
use target::Target;

const BUFFER_LEN: usize = 64 << 10;

/// An output that is buffered. Its errors name the file.
pub struct Output {
    writer: Writer,
    path: Option<PathBuf>,
}

enum Writer {
    Plain(BufWriter<Target>),
    Compressed(Compressed<Target>),
}

impl Output {
    /// The standard output, or a file in the making beside `path`. A file whose name ends in `.zst` or `.gz` is
    /// compressed.
    pub fn open(path: Option<&Path>) -> io::Result<Output> {
        let target = Target::open(path).map_err(|error| named(path, error))?;
        let writer = match path.and_then(Codec::of_suffix) {
            Some(codec) => Writer::Compressed(Compressed::new(codec, target)),
            None => Writer::Plain(BufWriter::with_capacity(BUFFER_LEN, target)),
        };
        Ok(Output { writer, path: path.map(Path::to_owned) })
    }

    /// Writes what is buffered, and puts a file in its place; where `is_whole` is false, the file is removed instead,
    /// and a message says so.
    pub fn finish(self, is_whole: bool) -> io::Result<()> {
        let path = self.path;
        let finished = match self.writer {
            Writer::Plain(buffered) => buffered.into_inner().map_err(io::IntoInnerError::into_error),
            Writer::Compressed(compressed) => compressed.finish(),
        };
        let is_there = finished.and_then(|target| target.finish(is_whole));
        let is_there = is_there.map_err(|error| named(path.as_deref(), error))?;
        if let (false, Some(path)) = (is_there, path) {
            say(format_args!("{}: not written, since not all input could be read", path.display()));
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.writer {
            Writer::Plain(buffered) => buffered.write(bytes),
            Writer::Compressed(compressed) => compressed.write(bytes),
        };
        written.map_err(|error| named(self.path.as_deref(), error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.writer {
            Writer::Plain(buffered) => buffered.flush(),
            // A reader could do nothing with a part of it, and small parts compress badly.
            Writer::Compressed(_) => Ok(()),
        };
        flushed.map_err(|error| named(self.path.as_deref(), error))
    }
}

/// The error with the output's name in front.
fn named(path: Option<&Path>, error: io::Error) -> io::Error {
    match path {
        Some(path) => io::Error::new(error.kind(), format!("{}: {error}", path.display())),
        None => io::Error::new(error.kind(), format!("<stdout>: {error}")),
    }
}

/// The standard output. Its errors say so.
pub struct Stdout(io::StdoutLock<'static>);

impl Stdout {
    pub fn lock() -> Stdout {
        Stdout(io::stdout().lock())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(|error| named(None, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(|error| named(None, error))
    }
}

/// The suffix of a path without `.zst` or `.gz`: what tells a format.
pub fn suffix_of_format(path: &Path) -> Option<&str> {
    let path = if Codec::of_suffix(path).is_some() { Path::new(path.file_stem()?) } else { path };
    path.extension()?.to_str()
}

/// The exit code of a command whose output failed, or not. An output that its reader has closed is success.
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
    fn the_format_stands_before_the_compression() {
        for (path, want) in [
            ("a.csv", Some("csv")),
            ("a.csv.zst", Some("csv")),
            ("b/a.ndjson.gz", Some("ndjson")),
            ("a.zst", None),
            ("csv", None),
        ] {
            assert_eq!(suffix_of_format(Path::new(path)), want, "{path}");
        }
    }
}
