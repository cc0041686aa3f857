//! Where data goes: the standard output, or a file that appears once it is whole.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::console::say;
use crate::exit::Exit;

const BUFFER_LEN: usize = 64 << 10;

/// An output that is buffered.
pub enum Output {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    /// A file in the making, and the path that it will have.
    Atomic(BufWriter<NamedTempFile>, PathBuf),
    /// What is not a regular file, such as a named pipe, cannot be put in place.
    Direct(BufWriter<File>),
}

/// The file in the making, to be removed where the program is interrupted.
static IN_THE_MAKING: Mutex<Option<PathBuf>> = Mutex::new(None);

impl Output {
    /// The standard output, or a file in the making beside `path`.
    pub fn open(path: Option<&Path>) -> io::Result<Output> {
        let Some(path) = path else {
            return Ok(Output::Stdout(BufWriter::with_capacity(BUFFER_LEN, io::stdout().lock())));
        };
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            let file = File::options().write(true).open(path)?;
            return Ok(Output::Direct(BufWriter::with_capacity(BUFFER_LEN, file)));
        }
        // A link is followed, so that what it points to is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        remove_when_interrupted()?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(".zerocord-").suffix(".part").tempfile_in(folder)?;
        *IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner) = Some(file.path().to_owned());
        Ok(Output::Atomic(BufWriter::with_capacity(BUFFER_LEN, file), path))
    }

    /// Writes what is buffered, and puts a file in its place; where `is_whole` is false, it is removed instead.
    /// Gives whether the output is there.
    pub fn finish(self, is_whole: bool) -> io::Result<bool> {
        match self {
            Output::Stdout(mut stdout) => stdout.flush()?,
            Output::Direct(mut file) => file.flush()?,
            Output::Atomic(file, path) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                let mut in_the_making = IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner);
                *in_the_making = None;
                if is_whole {
                    file.persist(&path).map_err(|error| error.error)?;
                } else {
                    file.close()?;
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(stdout) => stdout.write(bytes),
            Output::Atomic(file, _) => file.write(bytes),
            Output::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(stdout) => stdout.flush(),
            Output::Atomic(file, _) => file.flush(),
            Output::Direct(file) => file.flush(),
        }
    }
}

/// Ctrl-C, and the signals that ask a program to end, remove the file in the making.
fn remove_when_interrupted() -> io::Result<()> {
    let end = || {
        let in_the_making = IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = in_the_making.as_deref() {
            let _ = std::fs::remove_file(path);
        }
        // What a shell tells of a program that Ctrl-C ended.
        std::process::exit(130);
    };
    ctrlc::set_handler(end).map_err(io::Error::other)
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
