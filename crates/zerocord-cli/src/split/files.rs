//! Writes many files, one at a time. Pieces are compressed on several threads.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use foldhash::fast::RandomState;

use crate::output::shown::shown;
use crate::output::{Codec, Compression, Compressor};

/// The maximum size of all buffered lines, in bytes.
const WAITING_MAX: usize = 256 << 20;

/// The minimum size of a piece that is written, in bytes, so that compressed pieces are large.
const PIECE_LEN: usize = 4 << 20;

/// The maximum number of buffers that are kept for later lines.
const SPARE_MAX: usize = 4;

/// Files that grow piece by piece.
pub struct Files {
    compressor: Option<Compressor>,
    /// Pieces that are being compressed, the oldest first.
    pending: VecDeque<(String, Compression)>,
    waiting: HashMap<String, Vec<u8>, RandomState>,
    waiting_len: usize,
    spare: Vec<Vec<u8>>,
    /// The files that this run has created.
    made: HashSet<String>,
}

impl Files {
    pub fn new(codec: Option<Codec>) -> Files {
        Files {
            compressor: codec.map(Compressor::new),
            pending: VecDeque::new(),
            waiting: HashMap::default(),
            waiting_len: 0,
            spare: Vec::new(),
            made: HashSet::new(),
        }
    }

    /// Adds lines to a file.
    ///
    /// # Errors
    /// Errors from writing, or a file exists that this run has not created.
    pub fn add(&mut self, path: String, lines: Vec<u8>) -> io::Result<()> {
        self.waiting_len += lines.len();
        let waiting_len = match self.waiting.get_mut(&path) {
            Some(waiting) => {
                if waiting.capacity() < waiting.len() + lines.len()
                    && let Some(mut spare) = self.spare.pop()
                {
                    // Growing in steps would copy more often.
                    spare.extend_from_slice(waiting);
                    *waiting = spare;
                }
                waiting.extend_from_slice(&lines);
                waiting.len()
            }
            None => {
                let len = lines.len();
                self.waiting.insert(path.clone(), lines);
                len
            }
        };
        if waiting_len >= PIECE_LEN {
            self.write(&path)?;
        }
        if self.waiting_len > WAITING_MAX {
            self.write_all()?;
        }
        Ok(())
    }

    /// Writes the buffered lines. Returns the number of files.
    ///
    /// # Errors
    /// See [`add`](Files::add).
    pub fn finish(mut self) -> io::Result<u64> {
        self.write_all()?;
        while self.write_oldest()? {}
        Ok(self.made.len() as u64)
    }

    fn write_all(&mut self) -> io::Result<()> {
        let mut paths: Vec<String> = self.waiting.keys().cloned().collect();
        paths.sort_unstable();
        paths.iter().try_for_each(|path| self.write(path))
    }

    /// Writes the lines of a file, or starts to compress them.
    fn write(&mut self, path: &str) -> io::Result<()> {
        let Some(mut lines) = self.waiting.remove(path) else { return Ok(()) };
        self.waiting_len -= lines.len();
        let Some(compressor) = &mut self.compressor else {
            self.append(path, &lines)?;
            if lines.capacity() >= PIECE_LEN && self.spare.len() < SPARE_MAX {
                lines.clear();
                self.spare.push(lines);
            }
            return Ok(());
        };
        let compression = compressor.start(lines)?;
        let pending_max = compressor.thread_count();
        self.pending.push_back((path.to_owned(), compression));
        while self.pending.len() > pending_max && self.write_oldest()? {}
        Ok(())
    }

    /// Waits for the oldest piece that is being compressed and writes it, if there is one.
    fn write_oldest(&mut self) -> io::Result<bool> {
        let Some((path, compression)) = self.pending.pop_front() else { return Ok(false) };
        self.append(&path, &compression.wait()?)?;
        Ok(true)
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let written = self.open(path).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                io::Error::other(format!("{}: already exists; name another folder or remove it", shown(path)))
            }
            kind => io::Error::new(kind, format!("{}: {error}", shown(path))),
        })
    }

    /// Creates a file, or opens one that this run has created.
    fn open(&mut self, path: &str) -> io::Result<File> {
        if self.made.contains(path) {
            return OpenOptions::new().append(true).open(path);
        }
        if let Some(folder) = Path::new(path).parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().append(true).create_new(true).open(path)?;
        self.made.insert(path.to_owned());
        Ok(file)
    }
}
