//! Reads a file again after each damaged part, from the start of the next compressed part.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zerocord_firehose::{Compression, Damage, Recording};

/// A file and the start of its next segment.
#[derive(Debug)]
pub struct Segments {
    file: File,
    name: String,
    /// `None` at the end.
    next: Option<u64>,
    /// The start of the current segment.
    start: u64,
    skipped: u64,
}

impl Segments {
    /// # Errors
    /// Errors from opening the file.
    pub fn open(path: &Path) -> io::Result<Segments> {
        let name = crate::output::shown::shown_path(path);
        let file =
            File::open(path).map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
        Ok(Segments { file, name, next: Some(0), start: 0, skipped: 0 })
    }

    /// The next segment; `None` at the end.
    ///
    /// # Errors
    /// Errors from seeking.
    pub fn next_segment(&mut self) -> io::Result<Option<Recording>> {
        let Some(start) = self.next.take() else { return Ok(None) };
        self.start = start;
        // A recording reads at its own positions, so sharing the file does not matter.
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Recording::from_file(file).map(Some)
    }

    /// The number of compressed bytes that were skipped.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Continues after damage. Returns the error and its byte in the file.
    ///
    /// # Errors
    /// The error, if it was not caused by damage; errors from reading.
    pub fn skip(&mut self, error: io::Error) -> io::Result<Damage> {
        let Some(mut damage) = Damage::of(&error).cloned() else {
            return Err(io::Error::new(error.kind(), format!("{}: {error}", self.name)));
        };
        damage.offset += self.start;
        let len = self.file.metadata()?.len();
        self.next = self.find_begin(damage.compression, damage.offset.max(self.start) + 1)?;
        self.skipped += self.next.unwrap_or(len).saturating_sub(damage.offset);
        Ok(damage)
    }

    /// The start of the next compressed part, at `from` or after it.
    fn find_begin(&mut self, compression: Compression, from: u64) -> io::Result<Option<u64>> {
        let magic: &[u8] = match compression {
            Compression::Gzip => b"\x1f\x8b\x08",
            _ => b"\x28\xb5\x2f\xfd",
        };
        let finder = memchr::memmem::Finder::new(magic);
        self.file.seek(SeekFrom::Start(from))?;
        let mut reader = BufReader::new(&self.file);
        let (mut bytes, mut offset) = (Vec::new(), from);
        loop {
            let read = reader.by_ref().take(1 << 20).read_to_end(&mut bytes)?;
            if let Some(at) = finder.find(&bytes) {
                return Ok(Some(offset + at as u64));
            }
            if read == 0 {
                return Ok(None);
            }
            // The magic number may cross the boundary of two reads.
            let kept = bytes.len().min(magic.len() - 1);
            offset += (bytes.len() - kept) as u64;
            bytes.drain(..bytes.len() - kept);
        }
    }
}
