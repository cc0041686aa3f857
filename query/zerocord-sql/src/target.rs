//! Where results are written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

/// The file that is being written.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Removes the file that is being written, if there is one.
pub fn remove_unfinished() {
    if let Some(path) = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // It is gone if its writer has stopped by itself.
        let _ = std::fs::remove_file(path);
    }
}

/// Where results go.
pub enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// A device or a pipe.
    Stream(BufWriter<File>),
    /// A file that appears once it is complete.
    File {
        file: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
}

impl Target {
    /// `-` is the standard output.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn new(output: Option<&Path>) -> io::Result<Target> {
        let Some(path) = output.filter(|path| *path != Path::new("-")) else {
            return Ok(Target::Stdout(BufWriter::new(io::stdout())));
        };
        // A link remains, and the file that it refers to is replaced.
        let found = path.canonicalize();
        let path = found.as_deref().unwrap_or(path);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            let stream = File::options().write(true).open(path).map_err(named)?;
            return Ok(Target::Stream(BufWriter::new(stream)));
        }
        let file = tempfile::Builder::new().prefix(".zerocord-sql-").tempfile_in(folder).map_err(named)?;
        #[cfg(unix)]
        set_usual_permissions(file.as_file()).map_err(named)?;
        *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(file.path().to_owned());
        Ok(Target::File { file: BufWriter::new(file), path: path.to_owned() })
    }

    /// Writes what is left, and lets the file appear.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Target::Stdout(mut stdout) => stdout.flush(),
            Target::Stream(mut stream) => stream.flush(),
            Target::File { file, path } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(&path).map(drop).map_err(|error| {
                    io::Error::new(error.error.kind(), format!("{}: {}", path.display(), error.error))
                })
            }
        }
    }
}

/// Temporary files can be read by their owner alone; results are usual files.
#[cfg(unix)]
fn set_usual_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Stdout(stdout) => stdout.write(bytes),
            Target::Stream(stream) => stream.write(bytes),
            Target::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Stdout(stdout) => stdout.flush(),
            Target::Stream(stream) => stream.flush(),
            Target::File { file, .. } => file.flush(),
        }
    }
}
