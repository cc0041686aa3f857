//! A file that is read while it grows, is truncated, or is renamed and replaced by a new file of the same name.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use same_file::Handle;

/// The time to wait for more data.
const PAUSE: Duration = Duration::from_millis(100);

/// Whether the user has interrupted the command.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);
static IS_FOLLOWING: AtomicBool = AtomicBool::new(false);

/// Ends following, so that the command finishes normally; returns whether a file is being followed and this is the
/// first call.
pub fn stop() -> bool {
    IS_FOLLOWING.load(Ordering::Relaxed) && !IS_STOPPED.swap(true, Ordering::Relaxed)
}

/// Follows a regular file.
///
/// # Errors
/// Errors from opening it.
pub fn open(path: &Path) -> io::Result<Followed> {
    crate::output::handle_interrupts()?;
    Followed::open(path)
}

/// A file that is followed.
#[derive(Debug)]
pub struct Followed {
    path: PathBuf,
    file: Handle,
    position: u64,
    /// Whether the last byte that was read ends a line.
    is_at_line_start: bool,
    is_compressed: bool,
}

impl Followed {
    fn open(path: &Path) -> io::Result<Followed> {
        let file = Handle::from_path(path)?;
        if !file.as_file().metadata()?.is_file() {
            return Err(io::Error::other("only regular files are followed"));
        }
        IS_FOLLOWING.store(true, Ordering::Relaxed);
        Ok(Followed {
            path: path.to_owned(),
            file,
            position: 0,
            is_at_line_start: true,
            is_compressed: false,
        })
    }

    /// Reads what is available; 0 at the current end.
    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.as_file().metadata()?.len();
        let left = usize::try_from(len.saturating_sub(self.position)).unwrap_or(usize::MAX);
        // A long read that is not followed by another one would be held back until more comes: the last one is short.
        let len = match left {
            0..=4096 => left.max(1),
            _ => left - 1,
        };
        let len = len.min(buffer.len());
        let read = self.file.as_file_mut().read(&mut buffer[..len])?;
        if self.position == 0 && read > 0 {
            self.is_compressed = matches!(buffer[..read], [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..]);
        }
        self.position += read as u64;
        if let Some(last) = buffer[..read].last() {
            self.is_at_line_start = *last == b'\n';
        }
        Ok(read)
    }

    /// Opens the file that replaced this one, or this one again if it was truncated. Returns whether there is
    /// anything new.
    fn renew(&mut self) -> io::Result<bool> {
        if self.file.as_file().metadata()?.len() < self.position {
            self.file.as_file_mut().seek(SeekFrom::Start(0))?;
            self.position = 0;
            return Ok(true);
        }
        match Handle::from_path(&self.path) {
            Ok(file) if file != self.file => {
                (self.file, self.position) = (file, 0);
                Ok(true)
            }
            // After a rename, the next file may not exist yet.
            Ok(_) | Err(_) => Ok(false),
        }
    }
}

impl Read for Followed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let mut read = self.read_now(buffer)?;
            if read == 0 && self.renew()? {
                // A line without an end is not joined with the first line of what follows.
                let ends_line = !self.is_at_line_start && !self.is_compressed;
                self.is_at_line_start = true;
                if ends_line {
                    buffer[0] = b'\n';
                    return Ok(1);
                }
                read = self.read_now(buffer)?;
            }
            if read > 0 || IS_STOPPED.load(Ordering::Relaxed) {
                return Ok(read);
            }
            std::thread::sleep(PAUSE);
        }
    }
}
