//! A file that appears, or replaces another one, once it is complete.
//!
//! It is written as `.zerocord-XXXXXX.part` in the same folder and renamed at the end. It is locked while it is
//! written: an unlocked file with such a name was left by a run that was killed, and is removed.

use std::fs::{self, File, Metadata, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zerocord_firehose::__private::sync_folder;

use super::destination::folder_of;
use super::interrupt::{UnfinishedList, handle_interrupts};
use crate::output::console::say;

const PREFIX: &str = ".zerocord-";
const SUFFIX: &str = ".part";

/// The number of attempts if another run removes the new file before it is locked.
const ATTEMPTS: usize = 10;

/// An unfinished file.
pub struct NewFile {
    file: NamedTempFile,
    path: PathBuf,
    /// The metadata of the file that it replaces.
    old: Option<Metadata>,
}

impl NewFile {
    /// Creates the file that will be at `path`, which is not a link.
    ///
    /// # Errors
    /// The folder is missing or not writable, or the existing file is read-only.
    pub fn create(path: PathBuf) -> io::Result<NewFile> {
        let old = match fs::metadata(&path) {
            // A rename does not need permission to write to the file, but a read-only file should not be replaced.
            Ok(_) => Some(File::options().append(true).open(&path)?.metadata()?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        handle_interrupts()?;
        let folder = folder_of(&path);
        remove_stale(folder);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        if old.is_none() {
            // The umask applies. A file that replaces another one is private until it is complete.
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        // Held while the file is created, so that a signal handler always knows its name.
        let mut unfinished = UnfinishedList::lock();
        let file = locked_file(&builder, folder)?;
        let message = format!("{}: not written, since the program was interrupted", path.display());
        unfinished.add(file.path(), message);
        Ok(NewFile { file, path, old })
    }

    /// The open file. Its errors do not name it.
    pub fn as_file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Moves the file to its final path, so that it survives a power failure.
    pub fn persist(self) -> io::Result<()> {
        let NewFile { file, path, old } = self;
        if let Some(old) = &old {
            take_over(file.as_file(), old)?;
        }
        file.as_file().sync_all()?;
        let mut unfinished = UnfinishedList::lock();
        unfinished.remove(file.path());
        file.persist(&path).map_err(|error| error.error)?;
        sync_folder(folder_of(&path))
    }

    /// Removes the file.
    pub fn discard(self) -> io::Result<()> {
        let mut unfinished = UnfinishedList::lock();
        unfinished.remove(self.file.path());
        self.file.close()
    }
}

/// Whether a file name is that of an unfinished file, of any run.
pub fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.as_encoded_bytes()).unwrap_or_default();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

fn locked_file(builder: &tempfile::Builder<'_, '_>, folder: &Path) -> io::Result<NamedTempFile> {
    for _ in 0..ATTEMPTS {
        let file = builder.tempfile_in(folder).map_err(without_path)?;
        match file.as_file().try_lock() {
            // Between the two calls, another run may have removed it.
            Ok(()) if !file.path().exists() => {}
            Err(TryLockError::WouldBlock) => {}
            // Not every file system has locks. Without them, no file is removed as stale.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    Err(io::Error::other("another run removes every new file in this folder"))
}

/// Removes the files that earlier runs left in `folder` when they were killed.
fn remove_stale(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_unfinished(path)) {
        // Links and pipes are not ours, and opening a pipe would block.
        if !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            continue;
        }
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_ok() && fs::remove_file(&path).is_ok() {
            say(format_args!("{}: removed, left over from a run that was killed", path.display()));
        }
    }
}

/// Copies the mode of the replaced file, and its owner and group if permitted.
#[cfg(unix)]
fn take_over(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let new = file.metadata()?;
    let mut mode = old.mode() & 0o777;
    if new.uid() != old.uid() {
        // Only the superuser may change the owner.
        let _ = fchown(file, Some(old.uid()), None);
    }
    if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        // The permissions of the old group are not given to another one.
        mode &= 0o707;
    }
    file.set_permissions(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn take_over(file: &File, old: &Metadata) -> io::Result<()> {
    let permissions: Permissions = old.permissions();
    file.set_permissions(permissions)
}

/// The error without the name of the unfinished file, which tempfile adds and the user does not know.
fn without_path(error: io::Error) -> io::Error {
    match error.to_string().rsplit_once(" at path ") {
        Some((fault, _)) => io::Error::new(error.kind(), fault),
        None => error,
    }
}
