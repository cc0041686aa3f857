//! The output that is written to.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::destination::Destination;
use super::new_file::NewFile;
use super::standard::stdout;

/// An output to write to.
pub enum OutputTarget {
    Stdout(io::StdoutLock<'static>),
    /// A file that is renamed to its final path once it is complete.
    New(Box<NewFile>),
    /// An output that cannot be replaced: a named pipe, a device, or standard error.
    InPlace(File),
}

impl OutputTarget {
    /// Opens the destination given with `-o`.
    pub fn open(destination: Destination) -> io::Result<OutputTarget> {
        Ok(match destination {
            Destination::Stdout => OutputTarget::Stdout(stdout()?),
            Destination::Stderr => OutputTarget::InPlace(stderr()?),
            Destination::InPlace(path) => OutputTarget::InPlace(open_in_place(&path)?),
            Destination::File(path) => OutputTarget::New(Box::new(NewFile::create(path)?)),
        })
    }

    /// Whether the output is a terminal.
    pub fn is_terminal(&self) -> bool {
        match self {
            OutputTarget::Stdout(stdout) => stdout.is_terminal(),
            OutputTarget::New(_) => false,
            OutputTarget::InPlace(file) => file.is_terminal(),
        }
    }

    /// Moves a new file to its final path, or removes it if `is_kept` is false. Returns whether the output exists.
    pub fn finish(self, is_kept: bool) -> io::Result<bool> {
        match self {
            OutputTarget::Stdout(mut stdout) => stdout.flush()?,
            OutputTarget::InPlace(mut file) => file.flush()?,
            OutputTarget::New(file) if is_kept => file.persist()?,
            OutputTarget::New(file) => {
                file.discard()?;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Opens a file that is written to directly. The path of a descriptor may lead to a regular file, whose contents are
/// kept.
fn open_in_place(path: &Path) -> io::Result<File> {
    let is_file = path.metadata()?.is_file();
    File::options().write(true).append(is_file).open(path)
}

#[cfg(unix)]
fn stderr() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stderr().as_fd().try_clone_to_owned()?))
}

#[cfg(not(unix))]
fn stderr() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Write for OutputTarget {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            OutputTarget::Stdout(stdout) => stdout.write(bytes),
            OutputTarget::New(file) => file.as_file().write(bytes),
            OutputTarget::InPlace(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            OutputTarget::Stdout(stdout) => stdout.flush(),
            OutputTarget::New(file) => file.as_file().flush(),
            OutputTarget::InPlace(file) => file.flush(),
        }
    }
}
