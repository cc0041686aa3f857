//! A file of whole records, at whose end others are appended.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

#[derive(Debug)]
pub(super) struct AppendFile {
    pub(super) file: File,
    /// The length of the whole records.
    pub(super) len: u64,
    /// Whether the file may have a part of a record at its end.
    is_torn: bool,
}

impl AppendFile {
    /// A file that is empty.
    pub(super) fn new(file: File) -> AppendFile {
        AppendFile { file, len: 0, is_torn: false }
    }

    /// Removes what follows the first `len` bytes.
    pub(super) fn cut(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)?;
        self.file.seek(SeekFrom::Start(len))?;
        self.len = len;
        self.is_torn = false;
        Ok(())
    }

    /// Appends a record. After an error the file is as before, so that the record can be appended again.
    pub(super) fn append(&mut self, record: &[u8]) -> io::Result<()> {
        self.append_with(record, |_| Ok(()))
    }

    /// As [`append`](AppendFile::append), and makes the record durable.
    pub(super) fn append_durably(&mut self, record: &[u8]) -> io::Result<()> {
        self.append_with(record, File::sync_data)
    }

    fn append_with(&mut self, record: &[u8], settle: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
        if self.is_torn {
            self.cut(self.len)?;
        }
        // A full disk takes a part of the record.
        self.is_torn = true;
        self.file.write_all(record)?;
        settle(&self.file)?;
        self.is_torn = false;
        self.len += record.len() as u64;
        Ok(())
    }
}
