//! A journal: lines that are in no segment yet.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zerocord_firehose::__private::sync_folder;

use super::append_file::AppendFile;
use super::folder::journal_path;

/// The shortest part of a file that a disk does not write.
const SECTOR_LEN: usize = 512;

#[derive(Debug)]
pub(super) struct Journal {
    pub(super) number: u64,
    path: PathBuf,
    lines: AppendFile,
    /// The length that is durable.
    synced: u64,
}

impl Journal {
    /// Creates an empty journal.
    pub(super) fn create(folder: &Path, number: u64) -> io::Result<Journal> {
        let path = journal_path(folder, number);
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
        // The name must be durable before the first sync of the content counts.
        sync_folder(folder)?;
        Ok(Journal { number, path, lines: AppendFile::new(file), synced: 0 })
    }

    /// Opens a journal that an earlier process left, and removes a line without its end.
    pub(super) fn recover(path: PathBuf, number: u64) -> io::Result<Journal> {
        let mut file = File::options().read(true).write(true).open(&path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        // After a power failure, a file can have zeros where it was never written. What follows them is not used: the session is
        // resumed before them.
        let hole = memchr::memmem::find(&bytes, &[0; SECTOR_LEN]).unwrap_or(bytes.len());
        let written = bytes[..hole].iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let whole = memchr::memrchr(b'\n', &bytes[..written]).map_or(0, |newline| newline + 1);
        let mut lines = AppendFile::new(file);
        lines.cut(whole as u64)?;
        Ok(Journal { number, path, lines, synced: 0 })
    }

    /// The length of the whole lines.
    pub(super) fn len(&self) -> u64 {
        self.lines.len
    }

    /// Appends a line. After an error the journal is as before, so that the line can be appended again.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.lines.append(line)
    }

    /// Makes all lines durable.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        if self.synced < self.lines.len {
            self.lines.file.sync_data()?;
            self.synced = self.lines.len;
        }
        Ok(())
    }

    pub(super) fn is_synced(&self) -> bool {
        self.synced == self.lines.len
    }

    /// All lines.
    pub(super) fn read(&mut self, lines: &mut Vec<u8>) -> io::Result<()> {
        lines.clear();
        lines.reserve_exact(usize::try_from(self.lines.len).unwrap_or(0));
        self.lines.file.rewind()?;
        let read = (&mut self.lines.file).take(self.lines.len).read_to_end(lines);
        self.lines.file.seek(SeekFrom::Start(self.lines.len))?;
        if read? as u64 == self.lines.len { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Removes the journal's file.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}
