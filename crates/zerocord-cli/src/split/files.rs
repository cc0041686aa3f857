//! Writes many files, one at a time.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::output::Codec;
use crate::output::shown::shown;

/// The maximum size of all buffered lines, in bytes.
const WAITING_MAX: usize = 256 << 20;

/// The minimum size of a piece that is written, in bytes, so that compressed pieces are large.
const PIECE_LEN: usize = 4 << 20;

/// Files that grow piece by piece.
#[derive(Debug)]
pub struct Files {
    codec: Option<Codec>,
    waiting: HashMap<String, Vec<u8>>,
    waiting_len: usize,
    /// The files that this run has created.
    made: HashSet<String>,
}

impl Files {
    pub fn new(codec: Option<Codec>) -> Files {
        Files { codec, waiting: HashMap::new(), waiting_len: 0, made: HashSet::new() }
    }

    /// Adds lines to files.
    ///
    /// # Errors
    /// Errors from writing, or a file exists that this run has not created.
    pub fn add(&mut self, lines: HashMap<String, Vec<u8>>) -> io::Result<()> {
        for (path, lines) in lines {
            self.waiting_len += lines.len();
            let waiting = self.waiting.entry(path.clone()).or_default();
            match waiting.is_empty() {
                true => *waiting = lines,
                false => waiting.extend_from_slice(&lines),
            }
            if waiting.len() >= PIECE_LEN {
                self.write(&path)?;
            }
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
        Ok(self.made.len() as u64)
    }

    fn write_all(&mut self) -> io::Result<()> {
        let mut paths: Vec<String> = self.waiting.keys().cloned().collect();
        paths.sort_unstable();
        paths.iter().try_for_each(|path| self.write(path))
    }

    fn write(&mut self, path: &str) -> io::Result<()> {
        let Some(lines) = self.waiting.remove(path) else { return Ok(()) };
        self.waiting_len -= lines.len();
        let written = self.open(path).and_then(|mut file| match self.codec {
            Some(codec) => file.write_all(&codec.compress(&lines)?),
            None => file.write_all(&lines),
        });
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
