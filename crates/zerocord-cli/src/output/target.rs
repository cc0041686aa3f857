//! The place that bytes end up in.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::console::say;

/// A place to write to.
pub enum Target {
    Stdout(io::StdoutLock<'static>),
    /// A file in the making, and the path that it will have.
    Atomic(NamedTempFile, PathBuf),
    /// What is not a regular file, such as a named pipe, cannot be put in place.
    Direct(File),
}

/// The file in the making, to be removed where the program is interrupted, and what it would have been called.
static IN_THE_MAKING: Mutex<Option<(PathBuf, PathBuf)>> = Mutex::new(None);

impl Target {
    /// The standard output, or a file in the making beside `path`.
    pub fn open(path: Option<&Path>) -> io::Result<Target> {
        let Some(path) = path else { return Ok(Target::Stdout(io::stdout().lock())) };
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return File::options().write(true).open(path).map(Target::Direct);
        }
        // A link is followed, so that what it points to is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        remove_when_interrupted()?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // Held while the file is made, so that no signal comes between the file and its name.
        let mut in_the_making = IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        let file = builder.prefix(".zerocord-").suffix(".part").tempfile_in(folder).map_err(without_path)?;
        *in_the_making = Some((file.path().to_owned(), path.clone()));
        Ok(Target::Atomic(file, path))
    }

    /// Puts a file in its place; where `is_whole` is false, it is removed instead. Gives whether the output is there.
    pub fn finish(self, is_whole: bool) -> io::Result<bool> {
        match self {
            Target::Stdout(mut stdout) => stdout.flush()?,
            Target::Direct(mut file) => file.flush()?,
            Target::Atomic(file, path) => {
                let mut in_the_making = IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner);
                *in_the_making = None;
                if !is_whole {
                    file.close()?;
                    return Ok(false);
                }
                file.persist(&path).map_err(|error| error.error)?;
            }
        }
        Ok(true)
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Stdout(stdout) => stdout.write(bytes),
            // The file itself, which does not add its name to errors.
            Target::Atomic(file, _) => file.as_file_mut().write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Stdout(stdout) => stdout.flush(),
            Target::Atomic(file, _) => file.as_file_mut().flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

/// The error without the name of the file in the making, which tempfile adds and which means nothing to anyone.
fn without_path(error: io::Error) -> io::Error {
    match error.to_string().rsplit_once(" at path ") {
        Some((fault, _)) => io::Error::new(error.kind(), fault),
        None => error,
    }
}

/// Ctrl-C, and the signals that ask a program to end, remove the file in the making.
fn remove_when_interrupted() -> io::Result<()> {
    let end = || {
        let in_the_making = IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((file, path)) = in_the_making.as_ref() {
            let _ = std::fs::remove_file(file);
            say(format_args!("{}: not written, since the program was interrupted", path.display()));
        }
        // What a shell tells of a program that Ctrl-C ended.
        std::process::exit(130);
    };
    ctrlc::set_handler(end).map_err(io::Error::other)
}
