//! A journal: lines that are in no segment yet.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::folder::{journal_path, sync_folder};

#[derive(Debug)]
pub(super) struct Journal {
    pub(super) number: u64,
    path: PathBuf,
    file: File,
    /// The length of the whole lines.
    pub(super) len: u64,
    /// The length that is durable.
    synced: u64,
    /// Whether the file may have a part of a line at its end.
    is_torn: bool,
}

impl Journal {
    /// Creates an empty journal.
    pub(super) fn create(folder: &Path, number: u64) -> io::Result<Journal> {
        let path = journal_path(folder, number);
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
        // The name must be durable before the first sync of the content counts.
        sync_folder(folder)?;
        Ok(Journal { number, path, file, len: 0, synced: 0, is_torn: false })
    }

    /// Opens a journal that an earlier process left, and removes a line without its end.
    pub(super) fn recover(path: PathBuf, number: u64) -> io::Result<Journal> {
        let file = File::options().read(true).write(true).open(&path)?;
        let mut journal = Journal { number, path, file, len: 0, synced: 0, is_torn: false };
        let mut bytes = Vec::new();
        journal.file.read_to_end(&mut bytes)?;
        // After a power failure, a file can end in zeros that were never written.
        let written = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let whole = memchr::memrchr(b'\n', &bytes[..written]).map_or(0, |newline| newline + 1);
        journal.len = whole as u64;
        journal.cut()?;
        Ok(journal)
    }

    /// Appends a line. After an error the journal is as before, so that the line can be appended again.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_torn {
            self.cut()?;
        }
        // A full disk takes a part of the line.
        self.is_torn = true;
        self.file.write_all(line)?;
        self.is_torn = false;
        self.len += line.len() as u64;
        Ok(())
    }

    /// Removes what follows the last whole line.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.len)?;
        self.file.seek(SeekFrom::Start(self.len))?;
        self.is_torn = false;
        Ok(())
    }

    /// Makes all lines durable.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        if self.synced < self.len {
            self.file.sync_data()?;
            self.synced = self.len;
        }
        Ok(())
    }

    pub(super) fn is_synced(&self) -> bool {
        self.synced == self.len
    }

    /// All lines.
    pub(super) fn read(&mut self, lines: &mut Vec<u8>) -> io::Result<()> {
        lines.clear();
        self.file.rewind()?;
        let read = (&mut self.file).take(self.len).read_to_end(lines);
        self.file.seek(SeekFrom::Start(self.len))?;
        if read? as u64 == self.len { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Removes the journal's file.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}
